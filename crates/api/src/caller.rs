//! Who asks: a cookie or a key, turned into a [`Turn`]. Nothing else gets past this door.

use crate::Api;
use crate::meters::Asker;
use crate::problem::{Problem, language};
use app::{Ability, Kind, Refused, Turn};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

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
        let language = language(&parts.headers);
        let say = |it: Refused| Problem::new(it, language);
        let (caller, token) = match bearer(&parts.headers) {
            Some(key) => (api.app.caller_of_key(key).await, None),
            None => {
                let token = session_token(&parts.headers).ok_or_else(|| say(unauthenticated()))?;
                if !is_same_origin(&parts.method, &parts.headers) {
                    return Err(say(cross_site()));
                }
                (api.app.caller_of_session(&token).await, Some(token))
            }
        };
        let caller = caller.map_err(|failure| Problem::new(failure, language))?;
        let mut caller = caller.ok_or_else(|| say(unauthenticated()))?;
        caller.language = language;
        if let Some(asker) = parts.extensions.get::<Asker>() {
            asker.is(caller.user);
        }
        Ok(Signed { turn: api.app.turn(caller), token })
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
        let language = turn.caller.language;
        turn.caller.require(Ability::Administer).map_err(|it| Problem::new(it, language))?;
        Ok(Administrator { turn })
    }
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
