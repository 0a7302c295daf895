//! `/api/documents` and `/api/document-types`.

use crate::Api;
use crate::answer::{done, told};
use crate::caller::Signed;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query, json};
use crate::write::{Body, answered};
use app::{ListRequest, NewPaper};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDocument {
    fields: Value,
    #[serde(default)]
    transition: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    fields: Value,
    #[serde(default)]
    version: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    #[serde(default)]
    version: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    documents: Vec<NewPaper>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    fields: Value,
    /// A document of which this is a change.
    #[serde(default)]
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoicesOf {
    fields: Value,
    /// `grade` or `lines.grade`.
    field: String,
    #[serde(default)]
    line: Option<usize>,
}

#[derive(Default, Deserialize)]
pub(crate) struct ListQuery {
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
    q: Option<String>,
    fields: Option<String>,
    pub(crate) format: Option<String>,
}

impl ListQuery {
    /// What is found, whatever the page.
    pub(crate) fn of(filter: Option<String>, q: Option<String>) -> ListQuery {
        ListQuery { filter, q, ..ListQuery::default() }
    }

    pub(crate) fn read(self) -> Result<ListRequest, Problem> {
        Ok(ListRequest {
            filter: json("filter", self.filter)?,
            sort: self.sort,
            limit: self.limit,
            after: self.after,
            q: self.q,
            all_fields: self.fields.as_deref() == Some("all"),
        })
    }
}

pub(crate) async fn create(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<NewDocument>,
) -> Answered {
    let transition = sent.transition.clone();
    let answer = api.app.create_document(turn, &kind, sent.fields, sent.transition, key).await;
    let answer = answer?;
    let made = transition.as_deref().unwrap_or("create");
    api.app.meters().made(&kind, made, u64::from(!answer.replayed));
    Ok(answered(StatusCode::CREATED, answer))
}

pub(crate) async fn bulk(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<Bulk>,
) -> Answered {
    let answer = api.app.create_documents(turn, &kind, sent.documents, key).await;
    let answer = answer?;
    let made = if answer.replayed { 0 } else { count_of_made(&answer.body) };
    api.app.meters().made(&kind, "bulk", made);
    Ok(answered(StatusCode::OK, answer))
}

/// How many a bulk answer says it made.
fn count_of_made(answer: &str) -> u64 {
    #[derive(Deserialize)]
    struct Made {
        ok: u64,
    }
    serde_json::from_str(answer).map_or(0, |it: Made| it.ok)
}

pub(crate) async fn list(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Query(query): Query<ListQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let request = query.read()?;
    told(api.app.list_documents(turn, &kind, request).await)
}

pub(crate) async fn get(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.get_document(turn, &kind, &id).await)
}

pub(crate) async fn edit(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<Edit>,
) -> Answered {
    let answer = api.app.edit_document(turn, &kind, &id, sent.fields, sent.version, key).await;
    Ok(answered(StatusCode::OK, answer?))
}

pub(crate) async fn delete(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Query(query): Query<Version>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.delete_document(turn, &kind, &id, query.version).await)
}

pub(crate) async fn transition(
    State(api): State<Api>,
    Path((kind, id, name)): Path<(String, String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<Version>,
) -> Answered {
    let answer = api.app.make_transition(turn, &kind, &id, &name, sent.version, key).await;
    let answer = answer?;
    api.app.meters().made(&kind, &name, u64::from(!answer.replayed));
    Ok(answered(StatusCode::OK, answer))
}

pub(crate) async fn draft(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Draft>,
) -> Answered<Json<Value>> {
    told(api.app.draft_document(turn, &kind, sent.fields, sent.id).await)
}

pub(crate) async fn why(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.explain_document(turn, &kind, &id).await)
}

pub(crate) async fn choices(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<ChoicesOf>,
) -> Answered<Json<Value>> {
    told(api.app.document_choices(turn, &kind, sent.fields, sent.field, sent.line).await)
}

pub(crate) async fn preview(
    State(api): State<Api>,
    Path((kind, id, name)): Path<(String, String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.preview_transition(turn, &kind, &id, &name).await)
}

pub(crate) async fn preview_new(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<NewDocument>,
) -> Answered<Json<Value>> {
    let transition = sent.transition.unwrap_or_else(|| "confirm".to_owned());
    told(api.app.preview_document(turn, &kind, sent.fields, transition).await)
}

pub(crate) async fn push_down(
    State(api): State<Api>,
    Path((kind, id, to)): Path<(String, String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.push_down(turn, &kind, &id, &to).await)
}

pub(crate) async fn history(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.document_history(turn, &kind, &id).await)
}

pub(crate) async fn related(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.related_documents(turn, &kind, &id).await)
}

#[derive(Deserialize)]
pub(crate) struct Lookup {
    #[serde(default)]
    q: String,
    limit: Option<usize>,
}

pub(crate) async fn lookup(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Query(query): Query<Lookup>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.lookup(turn, &kind, &query.q, query.limit.unwrap_or(20)).await)
}

pub(crate) async fn export(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Query(mut query): Query<ListQuery>,
    Signed { turn, .. }: Signed,
) -> Answered {
    let format = query.format.take().unwrap_or_else(|| "xlsx".to_owned());
    let request = query.read()?;
    let file = api.app.export_documents(turn, &kind, request, &format).await;
    Ok(download(file?))
}

/// A file for the browser to save, under its own name in any script.
pub(crate) fn download(file: app::File) -> Response {
    let headers = [
        ("content-type", file.content_type.to_owned()),
        ("content-disposition", disposition("attachment", &file.name)),
    ];
    (headers, file.bytes).into_response()
}

/// What a browser does with an answer, and what it calls the file.
pub(crate) fn disposition(what: &str, name: &str) -> String {
    let encoded: String = name
        .bytes()
        .map(|it| match it {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(it).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("{what}; filename*=UTF-8''{encoded}")
}

pub(crate) async fn types(State(api): State<Api>, Signed { turn, .. }: Signed) -> Json<Value> {
    Json(api.app.document_types(&turn))
}

pub(crate) async fn one_type(
    State(api): State<Api>,
    Path(name): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.document_type(&turn, &name))
}

pub(crate) async fn functions(Signed { .. }: Signed) -> Json<Value> {
    Json(serde_json::json!({ "rows": documents::expression::explained::functions() }))
}

pub(crate) async fn working_days(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.working_days(turn).await)
}

pub(crate) async fn members(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.member_names(turn).await)
}
