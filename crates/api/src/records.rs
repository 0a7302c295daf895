//! `/api/documents/{type}/{id}/comments` and its neighbours, `/api/views`, `/api/notices`, `/api/trash`.

use crate::Api;
use crate::answer::{done, made, told};
use crate::caller::Signed;
use crate::documents_api::ListQuery;
use crate::problem::Answered;
use crate::read::{Path, Query};
use crate::write::{Body, answered};
use app::{Batch, NewComment, NoticeRequest, ReadNotices, SumsRequest, UsesRequest, ViewForm};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(crate) struct SumsQuery {
    #[serde(default)]
    fields: String,
    by: Option<String>,
    filter: Option<String>,
    q: Option<String>,
}

pub(crate) async fn sums(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Query(query): Query<SumsQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let list = ListQuery::of(query.filter, query.q).read()?;
    let request = SumsRequest { list, fields: query.fields, by: query.by };
    told(api.app.sum_documents(turn, &kind, request).await)
}

pub(crate) async fn batch(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<Batch>,
) -> Answered {
    let answer = api.app.act_on_documents(turn, &kind, sent, key).await;
    Ok(answered(StatusCode::OK, answer?))
}

pub(crate) async fn views(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.saved_views(turn, &kind).await)
}

pub(crate) async fn create_view(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<ViewForm>,
) -> Answered {
    made(api.app.create_view(turn, &kind, sent).await)
}

pub(crate) async fn change_view(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<ViewForm>,
) -> Answered<Json<Value>> {
    told(api.app.change_view(turn, &kind, &id, sent).await)
}

pub(crate) async fn remove_view(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.remove_view(turn, &kind, &id).await)
}

#[derive(Deserialize)]
pub(crate) struct PageQuery {
    after: Option<String>,
    limit: Option<usize>,
    of: Option<String>,
    #[serde(default)]
    unread: bool,
}

impl PageQuery {
    /// A place that is no number is before everything.
    fn place(&self) -> Option<i64> {
        self.after.as_deref().filter(|it| !it.is_empty()).map(|it| it.parse().unwrap_or(i64::MIN))
    }
}

pub(crate) async fn uses(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let after = query.place();
    let request = UsesRequest { of: query.of, after, limit: query.limit };
    told(api.app.document_uses(turn, &kind, &id, request).await)
}

pub(crate) async fn lineage(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.document_lineage(turn, &kind, &id).await)
}

pub(crate) async fn comments(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.comments(turn, &kind, &id, query.place()).await)
}

pub(crate) async fn add_comment(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<NewComment>,
) -> Answered {
    made(api.app.add_comment(turn, &kind, &id, sent).await)
}

pub(crate) async fn edit_comment(
    State(api): State<Api>,
    Path((kind, id, number)): Path<(String, String, i64)>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<NewComment>,
) -> Answered<Json<Value>> {
    told(api.app.edit_comment(turn, &kind, &id, number, sent).await)
}

pub(crate) async fn remove_comment(
    State(api): State<Api>,
    Path((kind, id, number)): Path<(String, String, i64)>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.remove_comment(turn, &kind, &id, number).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Following {
    follows: bool,
}

pub(crate) async fn follow(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Following>,
) -> Answered {
    done(api.app.follow_document(turn, &kind, &id, sent.follows).await)
}

pub(crate) async fn notices(
    State(api): State<Api>,
    Query(query): Query<PageQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let request = NoticeRequest { unread: query.unread, after: query.place(), limit: query.limit };
    told(api.app.notices(turn, request).await)
}

pub(crate) async fn read_notices(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<ReadNotices>,
) -> Answered<Json<Value>> {
    told(api.app.read_notices(turn, sent).await.map(|read| json!({ "read": read })))
}

pub(crate) async fn trash_types(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.trash_types(turn).await)
}

pub(crate) async fn trash(
    State(api): State<Api>,
    Path(kind): Path<String>,
    Query(query): Query<PageQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.trash(turn, &kind, query.after, query.limit).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restore {
    #[serde(default)]
    number: Option<String>,
}

pub(crate) async fn restore(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Restore>,
) -> Answered<Json<Value>> {
    told(api.app.restore_document(turn, &kind, &id, sent.number).await)
}

pub(crate) async fn purge(
    State(api): State<Api>,
    Path((kind, id)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.purge_document(turn, &kind, &id).await)
}
