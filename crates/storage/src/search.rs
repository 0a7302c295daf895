//! What documents are found by: lower-case words made by the application, and an index of their parts.
//!
//! A word is looked for anywhere inside of a text, also two characters of a Chinese name. So the index is of
//! trigrams: three characters that follow each other. Chinese says as much in one character as others in
//! three, so each is set apart by a mark on either side, and is a trigram alone and together with its
//! neighbour. The index only proposes: what it finds is looked at to the letter, so both engines find the same.
//!
//! On SQLite the index is written behind the documents by [`catch_up`] and never with them; what it does not
//! know yet is read as it stands. On PostgreSQL it is an index of the engine.
//!
//! **Invariant:** SQLite's index holds the present texts of all documents up to the one in `search_through`.

use crate::documents::literal;
use crate::{Dialect, Error, Param, Row, Tx, json_sql, params, query_one};
use std::collections::BTreeSet;
use values::DocumentId;

/// Stands between Chinese characters; no text holds it.
const MARK: char = '\u{1}';

/// Each more would hardly leave out a text that the others let pass.
const TRIGRAMS_MAX: usize = 24;

/// The newest texts that tell whether words are in many of them.
const SAMPLED: usize = 1_000;
/// Words that are in one of so many texts are sooner found by reading the newest ones than by an index that
/// names all of them first.
const ONE_OF: usize = 8;

/// Makes the index, empty.
pub(crate) fn make(tx: &mut dyn Tx) -> Result<(), Error> {
    match tx.dialect() {
        Dialect::Sqlite => tx.batch(
            "create virtual table search_index using fts5
               (text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1');
             create table search_through (seq integer not null);
             insert into search_through (seq) values (0)",
        ),
        // The same trigrams as `trigrams` makes, and the name of the type.
        Dialect::Postgres => tx.batch(
            r#"create function @.search_trigrams(type text, text text) returns text[]
              language sql immutable parallel safe as $$
                select array_append(array_agg(distinct substr(marked.text, at, 3)), type)
                from (select replace(regexp_replace(text collate "C", '([^\u0001-\u007f])',
                                                    chr(1) || '\1' || chr(1), 'g'),
                                     chr(1) || chr(1), chr(1)) as text) as marked,
                     generate_series(1, length(marked.text) - 2) as at
              $$;
              create index document_search_trigrams on @.document_search
                using gin (@.search_trigrams(type, text))"#,
        ),
    }
}

/// What a new document is found by.
pub fn add(tx: &mut dyn Tx, document_type: &str, id: DocumentId, text: &str) -> Result<(), Error> {
    let into = "insert into @.document_search (type, seq, text) values";
    tx.insert_later(into, "(?, ?, ?)", params![document_type, id, text])
}

/// Replaces what a document is found by. One query when that is what it was.
pub fn set(tx: &mut dyn Tx, document_type: &str, id: DocumentId, text: &str) -> Result<(), Error> {
    let before = text_of(tx, document_type, id)?;
    if before.as_deref() == Some(text) {
        return Ok(());
    }
    tx.execute(
        "insert into @.document_search (type, seq, text) values (?, ?, ?)
         on conflict (type, seq) do update set text = excluded.text",
        params![document_type, id, text],
    )?;
    index_again(tx, document_type, id, [before.as_deref(), Some(text)])
}

/// A document is found by nothing any more.
pub(crate) fn remove(tx: &mut dyn Tx, document_type: &str, id: DocumentId) -> Result<(), Error> {
    let before = text_of(tx, document_type, id)?;
    tx.execute("delete from @.document_search where type = ? and seq = ?", params![document_type, id])?;
    index_again(tx, document_type, id, [before.as_deref(), None])
}

fn text_of(tx: &mut dyn Tx, document_type: &str, id: DocumentId) -> Result<Option<String>, Error> {
    let select = "select text from @.document_search where type = ? and seq = ?";
    Ok(query_one(tx, select, params![document_type, id])?.map(|it| it.text(0).to_owned()))
}

/// Changes SQLite's index, when it is as far, which wants to be told what the text was.
fn index_again(
    tx: &mut dyn Tx,
    document_type: &str,
    id: DocumentId,
    [before, after]: [Option<&str>; 2],
) -> Result<(), Error> {
    if tx.dialect() == Dialect::Postgres || id.0 > through(tx)? {
        return Ok(());
    }
    if let Some(text) = before {
        let delete = "insert into search_index (search_index, rowid, text) values ('delete', ?, ?)";
        tx.execute(delete, params![id, &indexed(document_type, text)])?;
    }
    if let Some(text) = after {
        let insert = "insert into search_index (rowid, text) values (?, ?)";
        tx.execute(insert, params![id, &indexed(document_type, text)])?;
    }
    Ok(())
}

fn through(tx: &mut dyn Tx) -> Result<i64, Error> {
    Ok(query_one(tx, "select seq from search_through", &[])?.map_or(0, |it| it.int(0)))
}

/// Indexes at most `documents` more. True when there is more to do.
pub fn catch_up(tx: &mut dyn Tx, documents: i64) -> Result<bool, Error> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(false);
    }
    let through = through(tx)?;
    let next = tx.query(
        "select d.seq, s.type, s.text from @.document d
         left join @.document_search s on s.type = d.type and s.seq = d.seq
         where d.seq > ? order by d.seq limit ?",
        params![through, documents],
    )?;
    let Some(last) = next.last() else { return Ok(false) };
    for row in next.iter().filter(|it| it.opt_text(1).is_some()) {
        let insert = "insert into search_index (rowid, text) values (?, ?)";
        tx.execute(insert, params![row.int(0), &indexed(row.text(1), row.text(2))])?;
    }
    tx.execute("update search_through set seq = ?", params![last.int(0)])?;
    Ok(next.len() as i64 == documents)
}

/// Documents of a type that are found by all of these lower-case words, in no order; `limit` of them.
pub(crate) fn hits(
    tx: &mut dyn Tx,
    document_type: &str,
    words: &[String],
    limit: usize,
) -> Result<Vec<i64>, Error> {
    let kind = literal(document_type)?;
    let contains = contains(tx.dialect(), "s.text", words.len());
    let words_params: Vec<Param<'_>> = words.iter().map(Param::from).collect();
    let wanted = trigrams_of(words);
    let all = format!("select s.seq from @.document_search s where s.type = {kind} and {contains}");
    let ids = |rows: Vec<Row>| rows.iter().map(|it| it.int(0)).collect::<Vec<i64>>();
    if wanted.is_empty() {
        return Ok(ids(tx.query(&format!("{all} limit {limit}"), &words_params)?));
    }
    if tx.dialect() == Dialect::Postgres {
        let sampled = newest(tx, document_type, words, SAMPLED, SAMPLED)?;
        if sampled.len() * ONE_OF >= SAMPLED {
            let found = newest(tx, document_type, words, limit * ONE_OF, limit)?;
            if found.len() == limit {
                return Ok(found);
            }
        }
        let select = format!(
            "{all} and @.search_trigrams(s.type, s.text) @> array_append(string_to_array(?, chr(2)), {kind})
             limit {limit}"
        );
        let wanted = wanted.join("\u{2}");
        let params: Vec<Param<'_>> = words_params.into_iter().chain([Param::from(&wanted)]).collect();
        return Ok(ids(tx.query(&select, &params)?));
    }
    let quoted = |it: &String| format!("\"{}\"", it.replace('"', "\"\""));
    let wanted: Vec<String> = wanted.iter().chain([&type_mark(document_type)]).map(quoted).collect();
    let wanted = wanted.join(" AND ");
    let select = format!(
        "select s.seq from search_index f cross join document_search s
         where f.search_index match ? and s.type = {kind} and s.seq = f.rowid and {contains} limit {limit}"
    );
    let params: Vec<Param<'_>> =
        [Param::from(&wanted)].into_iter().chain(words_params.iter().copied()).collect();
    let mut found = ids(tx.query(&select, &params)?);
    let through = through(tx)?;
    let select = format!("{all} and s.seq > ? limit {}", limit - found.len());
    let params: Vec<Param<'_>> = words_params.into_iter().chain([Param::Int(through)]).collect();
    found.extend(ids(tx.query(&select, &params)?));
    Ok(found)
}

/// Those of so many newest documents of a type that are found by all of these words; `limit` of them.
fn newest(
    tx: &mut dyn Tx,
    document_type: &str,
    words: &[String],
    read: usize,
    limit: usize,
) -> Result<Vec<i64>, Error> {
    let (kind, contains) = (literal(document_type)?, contains(tx.dialect(), "s.text", words.len()));
    let select = format!(
        "select s.seq from (select n.seq, n.text from @.document_search n where n.type = {kind}
                            order by n.seq desc limit {read}) as s
         where {contains} limit {limit}"
    );
    let params: Vec<Param<'_>> = words.iter().map(Param::from).collect();
    Ok(tx.query(&select, &params)?.iter().map(|it| it.int(0)).collect())
}

/// Those of these documents of a type that are found by all of these words.
pub(crate) fn among(
    tx: &mut dyn Tx,
    document_type: &str,
    words: &[String],
    ids: &[i64],
) -> Result<Vec<i64>, Error> {
    let (kind, contains) = (literal(document_type)?, contains(tx.dialect(), "s.text", words.len()));
    let among = json_sql::among(tx.dialect());
    let select = format!(
        "select s.seq from @.document_search s where s.type = {kind} and s.seq in {among} and {contains}"
    );
    let ids = json_sql::ids(ids.iter().copied());
    let params: Vec<Param<'_>> =
        [Param::from(&ids)].into_iter().chain(words.iter().map(Param::from)).collect();
    Ok(tx.query(&select, &params)?.iter().map(|it| it.int(0)).collect())
}

/// Whether `text` contains each of so many words, which are its parameters.
pub(crate) fn contains(dialect: Dialect, text: &str, words: usize) -> String {
    vec![json_sql::contains(dialect, text); words].join(" and ")
}

/// A text as SQLite's index gets it.
fn indexed(document_type: &str, text: &str) -> String {
    format!("{}\n{}", type_mark(document_type), marked(text))
}

/// Three characters of no language that stand for a type, so that what others are found by is passed over.
/// Should two types have the same ones, it costs time and nothing else.
fn type_mark(document_type: &str) -> String {
    const PRIVATE: u32 = 0xe000;
    const OF_EACH: u32 = 0x1000;
    let hash = document_type.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193) // FNV-1a
    });
    let mark = |part: u32| char::from_u32(PRIVATE + part % OF_EACH).unwrap_or('\u{e000}');
    [hash, hash >> 12, hash >> 24].map(mark).iter().collect()
}

/// The text with a mark on either side of each character that is not ASCII.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        if !out.ends_with(MARK) {
            out.push(MARK);
        }
        out.push(character);
        out.push(MARK);
    }
    out
}

/// What every text that contains all of these words has among its trigrams. Nothing, when the words are too
/// short to have any.
fn trigrams_of(words: &[String]) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for word in words.iter().filter(|it| !it.contains(['\0', MARK, '\u{2}'])) {
        let characters: Vec<char> = marked(word).chars().collect();
        found.extend(characters.windows(3).map(|it| it.iter().collect::<String>()));
    }
    found.into_iter().take(TRIGRAMS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::{marked, trigrams_of, type_mark};

    #[test]
    fn trigrams_of_a_word_are_among_those_of_every_text_that_contains_it() {
        let texts =
            ["六角螺栓 m8\nliujiaoluoshuan\nljlsm8\na-17", "茶", "a茶b", "2026款é茶", "绿茶绿茶", "🍵茶x"];
        for text in texts {
            let all: Vec<char> = marked(text).chars().collect();
            let all: Vec<String> = all.windows(3).map(|it| it.iter().collect()).collect();
            let characters: Vec<char> = text.chars().collect();
            for from in 0..characters.len() {
                for to in from + 1..=characters.len() {
                    let word: String = characters[from..to].iter().collect();
                    let wanted = trigrams_of(std::slice::from_ref(&word));
                    assert!(wanted.iter().all(|it| all.contains(it)), "{word} in {text}");
                    let is_short = word.is_ascii() && word.len() < 3;
                    assert_eq!(wanted.is_empty(), is_short, "{word}");
                }
            }
        }
    }

    #[test]
    fn types_are_told_apart() {
        assert_ne!(type_mark("item"), type_mark("sales_order"));
        assert_eq!(type_mark("item").chars().count(), 3);
    }
}
