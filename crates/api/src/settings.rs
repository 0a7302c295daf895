//! What an administrator shapes.

use crate::Api;
use crate::caller::{Administrator, Signed};
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query};
use crate::write::Body;
use app::{AuditRequest, Company, HandOverForm, MemberChange, NewMember, PolicyForm, RoleForm, Security};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use documents::Numbering;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn users(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_members(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn create_user(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<NewMember>,
) -> Answered {
    let language = turn.caller.language;
    let made = api.app.create_member(turn, sent).await.map_err(|it| Problem::new(it, language))?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

pub(crate) async fn change_user(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<MemberChange>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.change_member(turn, &id, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn api_keys(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_api_keys(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    #[serde(default)]
    name: String,
    user: String,
}

pub(crate) async fn create_api_key(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<NewKey>,
) -> Answered {
    let language = turn.caller.language;
    let made = api.app.create_api_key(turn, &sent.user, &sent.name).await;
    let made = made.map_err(|it| Problem::new(it, language))?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

pub(crate) async fn revoke_api_key(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    let language = turn.caller.language;
    let done = api.app.revoke_api_key(turn, &id).await;
    done.map(|()| StatusCode::NO_CONTENT.into_response()).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn roles(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_roles(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn put_role(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<RoleForm>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_role(turn, &name, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn delete_role(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    let language = turn.caller.language;
    let done = api.app.delete_role(turn, &name).await;
    done.map(|()| StatusCode::NO_CONTENT.into_response()).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn overlay(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    api.app.overlay(&turn, &name).map(Json).map_err(|it| Problem::new(it, turn.caller.language))
}

pub(crate) async fn put_overlay(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Value>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_overlay(turn, &name, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn put_type(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Value>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_document_type(turn, &name, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn numbering(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_numbering(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn put_numbering(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Numbering>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_numbering(turn, &name, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn company(State(api): State<Api>, _signed: Signed) -> Json<Company> {
    Json((*api.app.company()).clone())
}

pub(crate) async fn put_company(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Company>,
) -> Answered<Json<Company>> {
    let language = turn.caller.language;
    api.app.put_company(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn allocation_policy(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.allocation_policy(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn put_allocation_policy(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<PolicyForm>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_allocation_policy(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn user_sessions(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_sessions_of(turn, &id).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn end_user_sessions(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    let language = turn.caller.language;
    let done = api.app.end_sessions_of(turn, &id).await;
    done.map(|()| StatusCode::NO_CONTENT.into_response()).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn reset_second_factor(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    let language = turn.caller.language;
    let done = api.app.reset_second_factor(turn, &id).await;
    done.map(|()| StatusCode::NO_CONTENT.into_response()).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn hand_over(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<HandOverForm>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.hand_over(turn, &id, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn access_of_user(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.access_of(turn, &id).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn audit(
    State(api): State<Api>,
    Query(query): Query<AuditRequest>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.list_audit(turn, query).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn export_audit(
    State(api): State<Api>,
    Query(query): Query<AuditRequest>,
    Administrator { turn }: Administrator,
) -> Answered {
    let language = turn.caller.language;
    let file = api.app.export_audit(turn, query).await.map_err(|it| Problem::new(it, language))?;
    Ok(crate::documents_api::download(file))
}

pub(crate) async fn security(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    api.app.security(&turn).map(Json).map_err(|it| Problem::new(it, turn.caller.language))
}

pub(crate) async fn put_security(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Security>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.put_security(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}
