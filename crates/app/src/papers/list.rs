//! A page of documents: filtered, sorted, searched, as far as the caller may see.

use super::resolve::resolve;
use super::view::{Called, mentions, public_fields};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::search_text::search_words;
use crate::turn::Turn;
use documents::{DocumentType, Filter, Problem, Record};
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
            let wanted = read_list(tx, &definition, &request)?;
            let page = storage::lists::list(tx, &wanted.list(&definition))?;
            let shown = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
            let total = match (&request.after, &page.next) {
                (None, None) => Some(shown), // All of it is on this page.
                // A search reads every text; reading them again only to count doubles its time.
                (None, Some(_)) if wanted.words.is_empty() => {
                    Some(storage::lists::count(tx, &wanted.list(&definition))?)
                }
                _ => None,
            };
            let least = total.or_else(|| request.after.is_none().then_some(shown + 1));
            let rows = rows_view(tx, &turn, &definition, &page.rows, request.all_fields)?;
            let exact = total.filter(|it| *it <= TOTAL_MAX);
            Ok(json!({
                "rows": rows.0, "links": rows.1, "next": page.next,
                "total": exact, "total_at_least": least.map(|it| it.min(TOTAL_MAX)),
            }))
        })
        .await
    }
}

/// The filter of a request, checked against the definition.
fn read_filter(tx: &mut dyn Tx, definition: &DocumentType, json: Option<&Json>) -> Result<Filter, Failure> {
    let Some(json) = json else { return Ok(Filter::everything()) };
    let links = resolve(tx, &Filter::references(definition, json))?;
    let at_filter = |it: Problem| Problem { path: format!("filter{}", it.path), ..it };
    Filter::from_json(definition, json, &links)
        .map_err(|problems| problems.into_iter().map(at_filter).collect::<Vec<_>>().into())
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

/// Reads a request; also what an export starts from.
pub(crate) fn read_list(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    request: &ListRequest,
) -> Result<Wanted, Failure> {
    let sort = match request.sort.as_deref().filter(|it| !it.is_empty()) {
        None => Sort::usual(definition),
        Some(text) => Sort::from_text(definition, text)
            .ok_or_else(|| vec![Problem::new("sort", "unknown_field").with("field", text)])?,
    };
    if let Some(after) = request.after.as_deref().filter(|it| !Cursor::is_valid(it)) {
        return Err(vec![Problem::new("after", "not_found").with("value", after)].into());
    }
    Ok(Wanted {
        filter: read_filter(tx, definition, request.filter.as_ref())?,
        sort,
        words: search_words(request.q.as_deref().unwrap_or("")),
        after: request.after.clone(),
        limit: request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX),
    })
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
    for stored in rows {
        let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        if !all_fields {
            record.0.retain(|_, it| !matches!(it, documents::Value::Rows(_)));
        }
        mentions(definition, &record, &mut papers, &mut members);
        members.insert(stored.created_by);
        records.push(record);
    }
    let called = Called::load(tx, papers, members)?.with_lookups(tx, turn, definition, &records)?;
    let told = rows.iter().zip(&records).map(|(stored, record)| {
        json!({
            "id": stored.uuid, "number": stored.number, "title": stored.title, "state": stored.state,
            "version": stored.version, "created_at": stored.created_at, "updated_at": stored.updated_at,
            "created_by": called.member(stored.created_by),
            "fields": public_fields(definition, record, &called),
        })
    });
    Ok((told.collect(), called.links()))
}
