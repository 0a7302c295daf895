//! Setting up, logging in and out, and oneself.

use crate::Api;
use crate::answer::{done, made, told};
use crate::caller::{COOKIE, Signed, is_same_origin, origin, session_token};
use crate::problem::{Answered, Problem};
use crate::read::Path;
use crate::write::Body;
use app::{Ability, Caller, DeputyForm, Kind, MemberChange, Origin, Refused, Setup, Shown, Turn};
use axum::Extension;
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;

const COOKIE_SECONDS: u32 = 14 * 24 * 3600;

pub(crate) async fn setup_needed(State(api): State<Api>) -> Answered<Json<Value>> {
    let needed = api.app.setup_needed().await?;
    Ok(Json(json!({ "needed": needed })))
}

pub(crate) async fn set_up(
    State(api): State<Api>,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Body { sent, .. }: Body<Setup>,
) -> Answered {
    require_same_origin(&headers)?;
    let (caller, token) = api.app.set_up(sent, from(&headers, address.as_ref())).await?;
    Ok(signed_in(StatusCode::CREATED, &caller, &token, &headers))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    login: String,
    password: String,
    /// Of the second factor.
    #[serde(default)]
    code: Option<String>,
}

pub(crate) async fn log_in(
    State(api): State<Api>,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Body { sent, .. }: Body<Credentials>,
) -> Answered {
    require_same_origin(&headers)?;
    let origin = from(&headers, address.as_ref());
    let address = address.map_or_else(String::new, |it| it.0.0.ip().to_string());
    api.limits.try_login(&address, &sent.login)?;
    if sent.code.is_some() {
        // From wherever it is tried: a million codes are soon guessed by many machines.
        api.limits.try_code(&sent.login)?;
    }
    let Credentials { login, password, code } = sent;
    let (caller, token) = api.app.log_in(Shown { login, password, code }, origin).await?;
    Ok(signed_in(StatusCode::OK, &caller, &token, &headers))
}

/// Logging somebody in from another site would make them work under a stranger's name.
fn require_same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    if is_same_origin(&Method::POST, headers) {
        return Ok(());
    }
    let refused = Refused::new(
        Kind::Forbidden,
        "cross_site",
        "请求来自别的网站",
        "The request comes from another site",
    );
    Err(refused.into())
}

fn from(headers: &HeaderMap, address: Option<&Extension<ConnectInfo<SocketAddr>>>) -> Origin {
    origin(headers, address.map(|it| &it.0))
}

fn signed_in(status: StatusCode, caller: &Caller, token: &str, headers: &HeaderMap) -> Response {
    let mut response = (status, Json(json!({ "user": user(caller) }))).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(token, COOKIE_SECONDS, headers));
    response
}

/// Only over HTTPS where a proxy says the browser uses it.
fn cookie(token: &str, seconds: u32, headers: &HeaderMap) -> HeaderValue {
    let https = headers.get("x-forwarded-proto").is_some_and(|it| it == "https");
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("hex and ASCII")
}

fn user(caller: &Caller) -> Value {
    json!({ "id": caller.user.0.to_string(), "login": caller.login, "name": caller.name, "roles": caller.roles })
}

pub(crate) async fn log_out(State(api): State<Api>, headers: HeaderMap, _: Signed) -> Answered {
    if let Some(token) = session_token(&headers) {
        api.app.log_out(&token).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie("", 0, &headers));
    Ok(response)
}

pub(crate) async fn me(Signed { turn, .. }: Signed) -> Json<Value> {
    let caller = &turn.caller;
    let may: serde_json::Map<String, Value> =
        Ability::ALL.into_iter().map(|it| (it.name().to_owned(), json!(caller.can(it)))).collect();
    let company = &turn.company;
    Json(json!({
        "user": user(caller),
        "company": { "name": company.name, "currency": company.currency, "time_zone": company.time_zone, "language": company.language },
        "language": caller.language.tag(),
        "today": turn.today,
        "may": may,
        "deputy": caller.deputy.as_ref().map(|it| json!({ "login": it.login, "name": it.name })),
        "must_enrol": caller.must_enrol,
        "version": env!("CARGO_PKG_VERSION"),
    }))
}

pub(crate) async fn change_me(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<MemberChange>,
) -> Answered<Json<Value>> {
    told(api.app.change_me(turn, sent).await)
}

pub(crate) async fn sessions(
    State(api): State<Api>,
    Signed { turn, token }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.list_sessions(turn, token.as_deref()).await)
}

pub(crate) async fn end_session(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.end_session(turn, &id).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActFor {
    /// A login; none is oneself again.
    login: Option<String>,
}

pub(crate) async fn act_for(
    State(api): State<Api>,
    Signed { turn, token }: Signed,
    Body { sent, .. }: Body<ActFor>,
) -> Answered {
    done(api.app.act_for(turn, token.as_deref(), sent.login).await)
}

pub(crate) async fn second_factor(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.second_factor(turn).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

pub(crate) async fn begin_second_factor(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Proof>,
) -> Answered<Json<Value>> {
    limited(&api, &turn)?;
    told(api.app.begin_second_factor(turn, sent.password).await)
}

pub(crate) async fn confirm_second_factor(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Proof>,
) -> Answered<Json<Value>> {
    limited(&api, &turn)?;
    told(api.app.confirm_second_factor(turn, sent.code).await)
}

pub(crate) async fn end_second_factor(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Proof>,
) -> Answered {
    limited(&api, &turn)?;
    done(api.app.end_second_factor(turn, sent.password, sent.code).await)
}

fn limited(api: &Api, turn: &Turn) -> Result<(), Problem> {
    api.limits.try_code(&turn.caller.login).map_err(Problem::from)
}

pub(crate) async fn deputies(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.list_deputies(turn).await)
}

pub(crate) async fn add_deputy(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<DeputyForm>,
) -> Answered {
    made(api.app.add_deputy(turn, sent).await)
}

pub(crate) async fn remove_deputy(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered {
    done(api.app.remove_deputy(turn, &id).await)
}
