//! What documents are found by: whatever of them an index knows, and however many they are.

use super::own;
use crate::lists::{List, Sort, TOTAL_MAX, count, list, list_counted};
use crate::tests::shop::{customer, open_shop, order, save};
use crate::tests::{on_both, read, write};
use crate::{Database, Dialect, documents as papers, search};
use documents::Filter;
use serde_json::json;

#[test]
fn words_are_all_found() {
    on_both(|database| {
        open_shop(database);
        let found = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
            read(database, move |tx| {
                let definition = customer();
                let sort = Sort::usual(&definition);
                let filter = Filter::everything();
                let query = List {
                    definition: &definition,
                    filter: &filter,
                    words: &words,
                    sort: &sort,
                    after: None,
                    limit: 10,
                };
                assert_eq!(count(tx, &query)?, list(tx, &query)?.rows.len() as i64);
                Ok(list(tx, &query)?.rows.into_iter().map(|it| it.number).collect::<Vec<_>>())
            })
        };
        assert_eq!(found(&["c"]), ["C1", "C2", "C3", "C4", "C5"]);
        assert_eq!(found(&["螺栓"]), ["C2"]);
        assert_eq!(found(&["c", "商行"]), ["C1"]);
        assert_eq!(found(&["螺栓", "商行"]), [""; 0]);
        assert_eq!(found(&["%"]), [""; 0]);
    });
}

/// Whatever of them the index knows already.
#[test]
fn words_are_found_before_and_after_they_are_indexed() {
    on_both(|database| {
        open_shop(database);
        let names = ["清香绿茶", "浓香红茶 a-17", "香茶", "茶", "b'\"%_c", "绿 茶", "qxlc 2026", "é茶🍵x"];
        let all = write(database, move |tx| {
            let mut all = Vec::new();
            for (at, name) in (0..).zip(names) {
                let code = format!("K{at}");
                let made = save(tx, &customer(), &code, "active", &json!({ "code": code, "name": name }))?;
                search::set(tx, "customer", made.id, name)?;
                all.push((made, name));
                // Some are in the index, some are not yet.
                search::catch_up(tx, if at == 4 { 100 } else { 1 })?;
            }
            Ok(all)
        });
        let same = |texts: &[(papers::Stored, &'static str)]| {
            for word in [
                "茶",
                "绿茶",
                "香",
                "清香绿茶",
                "a-1",
                "17",
                "c",
                "lc 2",
                "lc",
                "'\"%",
                "茶🍵",
                "é",
                "_",
                "xyz",
            ] {
                let words: Vec<String> = word.split(' ').map(str::to_owned).collect();
                let wanted = words.clone();
                let mut found = read(database, move |tx| search::hits(tx, "customer", &wanted, 100));
                found.sort_unstable();
                let of = |it: &&(papers::Stored, &str)| words.iter().all(|word| it.1.contains(word.as_str()));
                let mut expected: Vec<i64> = texts.iter().filter(of).map(|it| it.0.id.0).collect();
                let others = read(database, {
                    let words = words.clone();
                    move |tx| {
                        let select =
                            "select seq, text from @.document_search where type = 'customer' and seq <= 5";
                        let rows = tx.query(select, &[])?;
                        let has =
                            |it: &&crate::Row| words.iter().all(|word| it.text(1).contains(word.as_str()));
                        Ok(rows.iter().filter(has).map(|it| it.int(0)).collect::<Vec<_>>())
                    }
                });
                expected.extend(others);
                expected.sort_unstable();
                expected.dedup();
                assert_eq!(found, expected, "{word}");
            }
        };
        same(&all);
        // What was indexed is changed, taken away, and brought back.
        let changed = all[1].0.clone();
        write(database, move |tx| search::set(tx, "customer", changed.id, "绿茶新名"));
        let mut now = all.clone();
        now[1].1 = "绿茶新名";
        same(&now);
        let gone = now.remove(0).0;
        write(database, move |tx| papers::delete(tx, &gone));
        same(&now);
        while write(database, |tx| search::catch_up(tx, 2)) {}
        same(&now);
        let back = all[0].clone();
        write(database, move |tx| search::set(tx, "customer", back.0.id, back.1));
        now.push(all[0].clone());
        same(&now);
    });
}

const MANY: i64 = 13_000;

type Has = fn(i64) -> bool;

/// Texts of thousands of orders, and what each of these words is in.
const WORDS: [(&str, Has); 4] =
    [("order", |_| true), ("most", |n| n % 9 < 7), ("odd", |n| n % 2 == 1), ("rare", |n| n % 1_000 == 1)];

/// Copies of one order, of which most are of member 7 and a few of member 1.
fn make_many(database: &Database) {
    let first = write(database, |tx| save(tx, &order(), "O-00000", "draft", &json!({ "note": "" })));
    write(database, move |tx| {
        let seq = first.id.0;
        let uuid = match tx.dialect() {
            Dialect::Sqlite => "cast('0123456789' || (100000 + n) as blob)",
            Dialect::Postgres => "convert_to('0123456789' || (100000 + n)::text, 'UTF8')",
        };
        let numbers =
            format!("with recursive c(n) as (select 1 union all select n + 1 from c where n < {MANY})");
        tx.execute(
            &format!(
                "insert into @.document (seq, id, type, number, title, state, body, definition_version, version,
                                         created_at, updated_at, created_by)
                 {numbers}
                 select {seq} + n, {uuid}, type, 'O-' || (100000 + n), title, state, body, definition_version, version,
                        created_at, updated_at, case when n % 100 = 0 then 1 else 7 end
                 from c cross join @.document where seq = {seq}"
            ),
            &[],
        )?;
        tx.execute(
            &format!(
                "insert into @.document_search (type, seq, text)
                 {numbers}
                 select 'order', {seq} + n, 'order ' || case when n % 9 < 7 then 'most ' else '' end
                        || case when n % 2 = 1 then 'odd ' else '' end || case when n % 1000 = 1 then 'rare' else '' end
                 from c"
            ),
            &[],
        )?;
        search::catch_up(tx, 1_000_000)
    });
}

/// The first two pages, the newest first, and the total that each was told with.
fn newest(database: &Database, filter: &Filter, words: &[String]) -> (Vec<String>, Vec<i64>) {
    let (filter, words) = (filter.clone(), words.to_vec());
    read(database, move |tx| {
        let (definition, sort) = (order(), Sort::usual(&order()));
        let (mut numbers, mut totals, mut after) = (Vec::new(), Vec::new(), None);
        for _ in 0..2 {
            let query = List {
                definition: &definition,
                filter: &filter,
                words: &words,
                sort: &sort,
                after: after.as_deref(),
                limit: 60,
            };
            let (page, total) = list_counted(tx, &query)?;
            assert_eq!(list(tx, &query)?, page);
            totals.extend([total, count(tx, &query)?]);
            numbers.extend(page.rows.into_iter().map(|it| it.number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok((numbers, totals))
    })
}

/// However many of all, or of one's own, the words are in.
#[test]
fn words_of_few_and_of_nearly_all_are_found() {
    on_both(|database| {
        open_shop(database);
        make_many(database);
        let cases: [(Filter, Has); 3] =
            [(Filter::everything(), |_| true), (own(&7), |n| n % 100 != 0), (own(&1), |n| n % 100 == 0)];
        for (filter, seen) in cases {
            for text in ["order", "most", "odd", "rare", "rder mos", "od", "nothing"] {
                let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
                let is_in = |n: i64, word: &str| WORDS.iter().any(|(it, has)| it.contains(word) && has(n));
                let expected: Vec<i64> =
                    (1..=MANY).rev().filter(|n| seen(*n) && words.iter().all(|it| is_in(*n, it))).collect();
                let (numbers, totals) = newest(database, &filter, &words);
                let first: Vec<String> =
                    expected.iter().take(120).map(|n| format!("O-{}", 100_000 + n)).collect();
                assert_eq!(numbers, first, "{filter:?} {text}");
                let total = (expected.len() as i64).min(TOTAL_MAX + 1);
                assert!(totals.iter().all(|it| *it == total), "{filter:?} {text}: {totals:?}, not {total}");
            }
        }
    });
}
