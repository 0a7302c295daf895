//! Who asks: a cookie or a key, turned into a [`Turn`]. Nothing else gets past this door.

use crate::Api;
use crate::meters::Asker;
use crate::problem::{Problem, language};
use app::{Ability, Kind, Origin, Refused, Turn};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use std::net::SocketAddr;
use std::sync::Arc;

pub(crate) const COOKIE: &str = "changping_session";

/// A caller who was let in.
pub(crate) struct Signed {
    pub(crate) turn: Turn,
    /// The session's token, when it was a cookie.
    pub(crate) token: Option<String>,
}

impl FromRequestParts<Api> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Signed, Problem> {
        let (caller, token) = match bearer(&parts.headers) {
            Some(key) => (api.app.caller_of_key(key).await, None),
            None => {
                let token = session_token(&parts.headers).ok_or_else(unauthenticated)?;
                if !is_same_origin(&parts.method, &parts.headers) {
                    return Err(cross_site().into());
                }
                (api.app.caller_of_session(&token).await, Some(token))
            }
        };
        let caller = caller?;
        let mut caller = caller.ok_or_else(unauthenticated)?;
        if caller.must_enrol && !is_about_oneself(parts.uri.path()) {
            return Err(must_enrol().into());
        }
        caller.language = language(&parts.headers);
        caller.origin = Arc::new(origin(&parts.headers, parts.extensions.get()));
        if let Some(asker) = parts.extensions.get::<Asker>() {
            asker.is(caller.user);
        }
        let mut turn = api.app.turn(caller);
        turn.accept_warnings = accepts_warnings(parts.uri.query());
        Ok(Signed { turn, token })
    }
}

/// A caller who may administer. Asked for before the body is read, so that nobody else learns what a
/// setting looks like.
pub(crate) struct Administrator {
    pub(crate) turn: Turn,
}

impl FromRequestParts<Api> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Administrator, Problem> {
        let Signed { turn, .. } = Signed::from_request_parts(parts, api).await?;
        turn.caller.require(Ability::Administer)?;
        Ok(Administrator { turn })
    }
}

/// Where a request comes from. Behind a proxy that is the proxy, unless it says for whom it asks.
pub(crate) fn origin(headers: &HeaderMap, address: Option<&ConnectInfo<SocketAddr>>) -> Origin {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let peer = address.map_or_else(String::new, |it| it.0.ip().to_string());
    let told = text("x-forwarded-for");
    let address = if told.is_empty() { peer } else { format!("{peer} ({told})") };
    Origin { address, agent: text("user-agent") }
}

/// What is open to who still has to set up a second factor.
fn is_about_oneself(path: &str) -> bool {
    // A page needs the words of the types before it can be drawn.
    matches!(path, "/api/me" | "/api/session" | "/api/document-types")
        || path.starts_with("/api/second-factor")
}

fn must_enrol() -> Refused {
    Refused::new(
        Kind::Forbidden,
        "second_factor_required",
        "您的角色必须使用两步验证",
        "Your role requires a second factor",
    )
    .instead("先在个人设置里绑定验证器", "Set up an authenticator in your profile first")
}

/// `?accept_warnings=true` on whatever is written.
fn accepts_warnings(query: Option<&str>) -> bool {
    query.is_some_and(|it| it.split('&').any(|it| it == "accept_warnings=true"))
}

fn unauthenticated() -> Refused {
    Refused::new(Kind::Unauthenticated, "unauthenticated", "请先登录", "Log in first")
}

fn cross_site() -> Refused {
    Refused::new(Kind::Forbidden, "cross_site", "请求来自别的网站", "The request comes from another site")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

pub(crate) fn session_token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

/// A browser says where a writing request comes from; a page of another site must not write with
/// our cookie. Programs that say nothing use a key instead of the cookie, or are no browsers.
pub(crate) fn is_same_origin(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD) {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, it)| it == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}
