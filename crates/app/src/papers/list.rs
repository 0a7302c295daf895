//! A page of documents: filtered, sorted, searched, as far as the caller may see.

use super::resolve::resolve;
use super::view::{Called, mentions, public_fields};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{Gate, hide, hide_told};
use crate::search_text::search_words;
use crate::turn::Turn;
use documents::{DocumentType, FieldPath, Filter, Op, Operand, Problem, Record, Scalar};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::documents::Stored;
use storage::lists::{Cursor, List, Sort, TOTAL_MAX};

pub const PAGE_MAX: usize = 500;
const PAGE_USUAL: usize = 50;

/// What a list asks for, as sent.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    pub filter: Option<Json>,
    /// `-created_at` is newest first.
    pub sort: Option<String>,
    pub limit: Option<usize>,
    pub after: Option<String>,
    pub q: Option<String>,
    /// Rows of lines too, not only header fields.
    pub all_fields: bool,
}

impl App {
    pub async fn list_documents(
        &self,
        turn: Turn,
        document_type: &str,
        request: ListRequest,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        self.report(move |tx| {
            let wanted = read_list(tx, &turn, &definition, &request)?;
            let (page, total) = storage::lists::list_counted(tx, &wanted.list(&definition))?;
            // Who reads on was told.
            let total = Some(total).filter(|_| request.after.is_none());
            let rows = rows_view(tx, &turn, &definition, &page.rows, request.all_fields)?;
            let exact = total.filter(|it| *it <= TOTAL_MAX);
            Ok(json!({
                "rows": rows.0, "links": rows.1, "next": page.next,
                "total": exact, "total_at_least": total.map(|it| it.min(TOTAL_MAX)),
            }))
        })
        .await
    }
}

/// The filter of a request, checked against the definition. `at` is where the request holds it.
pub(crate) fn read_filter(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    (at, json): (&str, &Json),
) -> Result<Filter, Failure> {
    let links = resolve(tx, turn, &Filter::references(definition, json))?;
    let at_filter = |it: Problem| Problem { path: inside(at, &it.path), ..it };
    Filter::from_json(definition, json, &links)
        .map_err(|problems| problems.into_iter().map(at_filter).collect::<Vec<_>>().into())
}

fn inside(at: &str, path: &str) -> String {
    if path.is_empty() { at.to_owned() } else { format!("{at}.{path}") }
}

/// A list request, checked against the definition.
pub(crate) struct Wanted {
    filter: Filter,
    sort: Sort,
    words: Vec<String>,
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

impl Wanted {
    pub(crate) fn list<'a>(&'a self, definition: &'a DocumentType) -> List<'a> {
        List {
            definition,
            filter: &self.filter,
            words: &self.words,
            sort: &self.sort,
            after: self.after.as_deref(),
            limit: self.limit,
        }
    }
}

/// Reads a request; also what an export starts from. Only of documents that the caller may see together
/// with the fields that are asked about.
pub(crate) fn read_list(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    request: &ListRequest,
) -> Result<Wanted, Failure> {
    turn.caller.require_action(Action::Read, definition)?;
    let sort = match request.sort.as_deref().filter(|it| !it.is_empty()) {
        None => Sort::usual(definition),
        Some(text) => Sort::from_text(definition, text).ok_or_else(|| vec![cannot_sort(text)])?,
    };
    if let Some(after) = request.after.as_deref().filter(|it| !Cursor::is_valid(it)) {
        return Err(vec![Problem::new("after", "not_a_page").with("value", after)].into());
    }
    let filter = match &request.filter {
        Some(json) => read_filter(tx, turn, definition, ("filter", json))?,
        None => Filter::everything(),
    };
    let words = search_words(request.q.as_deref().unwrap_or(""));
    let filter = within(tx, turn, definition, ("filter", filter), &sort, &words)?;
    Ok(Wanted {
        filter,
        sort,
        words,
        after: request.after.clone(),
        limit: request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX),
    })
}

fn cannot_sort(by: &str) -> Problem {
    Problem::new("sort", "cannot_sort").with("value", by)
}

/// The filter, kept to what the caller may see. A field that may not be seen is refused in the words of one that
/// is not there. `at` is where the request holds the filter.
pub(crate) fn within(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    (at, filter): (&str, Filter),
    sort: &Sort,
    words: &[String],
) -> Result<Filter, Failure> {
    if turn.caller.sees_all(definition) {
        return Ok(filter);
    }
    let gate = Gate::of(tx, turn, definition)?;
    let mut asked: BTreeSet<String> = filter.fields().into_iter().map(ToString::to_string).collect();
    asked.insert(sort.field.clone());
    let Some(rows) = gate.rows(&asked) else {
        let unknown = |it: &String| match filter.place_of(it) {
            Some(place) => Problem::new(inside(at, &place), "no_such_field").with("value", it),
            None => cannot_sort(it),
        };
        let hidden = |it: &&String| gate.rows(&BTreeSet::from([(*it).clone()])).is_none();
        return Err(asked.iter().filter(hidden).map(unknown).collect::<Vec<_>>().into());
    };
    Ok(rows.and(filter).and(match words {
        [] => Filter::everything(),
        words => found_in_sight(definition, &gate, words),
    }))
}

/// Where some of what is searched is hidden, every word must be found in what is not. The words that
/// documents are found by are kept in one text, which does not tell them apart.
fn found_in_sight(definition: &DocumentType, gate: &Gate<'_>, words: &[String]) -> Filter {
    let searched = definition.searched();
    let in_field = |path: &str, word: &str| {
        let value = Operand::One(Scalar::Text(word.to_owned()));
        Filter::Compare { field: FieldPath::from_text(path), op: Op::Contains, value }
    };
    let shown = |path: &&String| gate.rows(&BTreeSet::from([(*path).clone()])) == gate.rows(&BTreeSet::new());
    if searched.iter().all(|it| shown(&it)) {
        return Filter::everything();
    }
    let shown: Vec<&String> = searched.iter().filter(shown).collect();
    let word = |word: &String| {
        let fields = shown.iter().map(|path| in_field(path, word));
        Filter::Any(fields.chain([in_field("number", word)]).collect())
    };
    Filter::All(words.iter().map(word).collect())
}

/// Rows in outside form, and what their links are called.
pub(crate) fn rows_view(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    rows: &[Stored],
    all_fields: bool,
) -> Result<(Vec<Json>, Json), Failure> {
    let (mut papers, mut members) = (BTreeSet::new(), BTreeSet::new());
    let mut records: Vec<Record> = Vec::with_capacity(rows.len());
    let gate = Gate::of(tx, turn, definition)?;
    let ids: Vec<_> = rows.iter().map(|it| it.id).collect();
    let here = gate.here(tx, &ids)?;
    for stored in rows {
        let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        if !all_fields {
            record.0.retain(|_, it| !matches!(it, documents::Value::Rows(_)));
        }
        if let Some(here) = here.get(&stored.id) {
            hide(&mut record, &here.hidden());
        }
        mentions(definition, &record, &mut papers, &mut members);
        members.insert(stored.created_by);
        records.push(record);
    }
    let called = Called::load(tx, turn, papers, members)?.with_lookups(tx, turn, definition, &records)?;
    let told = rows.iter().zip(&records).map(|(stored, record)| {
        let mut fields = public_fields(definition, record, &called);
        if let Some(here) = here.get(&stored.id) {
            hide_told(&mut fields, &here.hidden());
        }
        json!({
            "id": stored.uuid, "number": stored.number, "title": stored.title, "state": stored.state,
            "version": stored.version, "created_at": stored.created_at, "updated_at": stored.updated_at,
            "created_by": called.member(stored.created_by),
            "fields": fields,
        })
    });
    Ok((told.collect(), called.links()))
}
