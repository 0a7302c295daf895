//! What an administrator shapes.

use crate::Api;
use crate::answer::{done, made, told};
use crate::caller::{Administrator, Signed};
use crate::problem::Answered;
use crate::read::{Path, Query};
use crate::write::Body;
use app::{AuditRequest, Company, HandOverForm, MemberChange, NewMember, PolicyForm, RoleForm, Security};
use axum::Json;
use axum::extract::State;
use documents::Numbering;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn users(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_members(turn).await)
}

pub(crate) async fn create_user(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<NewMember>,
) -> Answered {
    made(api.app.create_member(turn, sent).await)
}

pub(crate) async fn change_user(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<MemberChange>,
) -> Answered<Json<Value>> {
    told(api.app.change_member(turn, &id, sent).await)
}

pub(crate) async fn api_keys(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_api_keys(turn).await)
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
    made(api.app.create_api_key(turn, &sent.user, &sent.name).await)
}

pub(crate) async fn revoke_api_key(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    done(api.app.revoke_api_key(turn, &id).await)
}

pub(crate) async fn roles(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_roles(turn).await)
}

pub(crate) async fn put_role(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<RoleForm>,
) -> Answered<Json<Value>> {
    told(api.app.put_role(turn, &name, sent).await)
}

pub(crate) async fn delete_role(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    done(api.app.delete_role(turn, &name).await)
}

pub(crate) async fn overlay(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.overlay(&turn, &name))
}

pub(crate) async fn put_overlay(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Value>,
) -> Answered<Json<Value>> {
    told(api.app.put_overlay(turn, &name, sent).await)
}

pub(crate) async fn put_type(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Value>,
) -> Answered<Json<Value>> {
    told(api.app.put_document_type(turn, &name, sent).await)
}

pub(crate) async fn numbering(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_numbering(turn).await)
}

pub(crate) async fn put_numbering(
    State(api): State<Api>,
    Path(name): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Numbering>,
) -> Answered<Json<Value>> {
    told(api.app.put_numbering(turn, &name, sent).await)
}

pub(crate) async fn company(State(api): State<Api>, _signed: Signed) -> Json<Company> {
    Json((*api.app.company()).clone())
}

pub(crate) async fn put_company(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Company>,
) -> Answered<Json<Company>> {
    told(api.app.put_company(turn, sent).await)
}

pub(crate) async fn allocation_policy(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.allocation_policy(turn).await)
}

pub(crate) async fn put_allocation_policy(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<PolicyForm>,
) -> Answered<Json<Value>> {
    told(api.app.put_allocation_policy(turn, sent).await)
}

pub(crate) async fn user_sessions(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_sessions_of(turn, &id).await)
}

pub(crate) async fn end_user_sessions(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    done(api.app.end_sessions_of(turn, &id).await)
}

pub(crate) async fn reset_second_factor(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered {
    done(api.app.reset_second_factor(turn, &id).await)
}

pub(crate) async fn hand_over(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<HandOverForm>,
) -> Answered<Json<Value>> {
    told(api.app.hand_over(turn, &id, sent).await)
}

pub(crate) async fn access_of_user(
    State(api): State<Api>,
    Path(id): Path<String>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.access_of(turn, &id).await)
}

pub(crate) async fn audit(
    State(api): State<Api>,
    Query(query): Query<AuditRequest>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.list_audit(turn, query).await)
}

pub(crate) async fn export_audit(
    State(api): State<Api>,
    Query(query): Query<AuditRequest>,
    Administrator { turn }: Administrator,
) -> Answered {
    let file = api.app.export_audit(turn, query).await?;
    Ok(crate::documents_api::download(file))
}

pub(crate) async fn security(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
) -> Answered<Json<Value>> {
    told(api.app.security(&turn))
}

pub(crate) async fn put_security(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<Security>,
) -> Answered<Json<Value>> {
    told(api.app.put_security(turn, sent).await)
}
