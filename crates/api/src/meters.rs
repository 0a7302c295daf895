//! What each request was, how it ended and how long it took: counted always, logged when asked.

use app::{Counters, Histogram, MICROS};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use values::UserId;

/// Made once, from the table of routes; afterwards only atomics change.
pub(crate) struct Meters {
    routes: HashMap<&'static str, Vec<(&'static str, Route)>>,
    /// The pages, and whatever is no route.
    other: Route,
    /// Problems that were answered, by code.
    pub(crate) problems: Counters<&'static str>,
    /// Listeners of `/api/events`.
    pub(crate) listening: AtomicI64,
    requests: AtomicU64,
}

/// One route's answers.
pub(crate) struct Route {
    pub(crate) micros: Histogram,
    pub(crate) by_class: [AtomicU64; 6],
}

impl Default for Route {
    fn default() -> Route {
        Route { micros: Histogram::new(MICROS), by_class: Default::default() }
    }
}

impl Meters {
    pub(crate) fn new(routes: &[crate::Route]) -> Meters {
        let mut by_path: HashMap<&'static str, Vec<(&'static str, Route)>> = HashMap::new();
        for it in routes {
            by_path.entry(it.path).or_default().push((it.method, Route::default()));
        }
        Meters {
            routes: by_path,
            other: Route::default(),
            problems: Counters::default(),
            listening: AtomicI64::new(0),
            requests: AtomicU64::new(0),
        }
    }

    fn route(&self, method: &Method, path: Option<&str>) -> &Route {
        let methods = path.and_then(|it| self.routes.get(it));
        let found =
            methods.and_then(|it| it.iter().find(|(name, _)| method.as_str().eq_ignore_ascii_case(name)));
        found.map_or(&self.other, |(_, route)| route)
    }

    /// Method, path and what was counted of every route that was asked for, in the order of their names.
    pub(crate) fn read(&self) -> Vec<(&str, &str, &Route)> {
        let mut all: Vec<(&str, &str, &Route)> = self
            .routes
            .iter()
            .flat_map(|(path, methods)| methods.iter().map(|(method, route)| (*method, *path, route)))
            .chain([("GET", "other", &self.other)])
            .filter(|(_, _, route)| route.micros.read().count > 0)
            .collect();
        all.sort_by_key(|(method, path, _)| (*path, *method));
        all
    }
}

/// The code of the problem that an answer tells.
#[derive(Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

/// Filled in by whoever lets the caller in; only when requests are logged.
#[derive(Clone, Default)]
pub(crate) struct Asker(Arc<OnceLock<UserId>>);

impl Asker {
    pub(crate) fn is(&self, user: UserId) {
        let _ = self.0.set(user); // A request has one caller.
    }
}

/// The target of the log of requests: `RUST_LOG=requests=info` turns it on.
const LOG: &str = "requests";

pub(crate) async fn count(State(meters): State<Arc<Meters>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let logged =
        tracing::enabled!(target: LOG, tracing::Level::INFO).then(|| Logged::begin(&meters, &mut request));

    let mut response = next.run(request).await;

    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let path = path.as_ref().map(MatchedPath::as_str);
    let route = meters.route(&method, path);
    let status = response.status().as_u16();
    route.micros.note(micros);
    route.by_class[usize::from(status / 100).min(5)].fetch_add(1, Relaxed);
    let code = response.extensions().get::<Code>().map_or("", |it| it.0);
    if !code.is_empty() {
        meters.problems.count(&code);
    }
    if let Some(Logged { id, asker }) = logged {
        let member = asker.0.get().map_or(0, |it| it.0);
        let ms = micros as f64 / 1000.0;
        let route = path.unwrap_or("other");
        tracing::info!(target: LOG, request = id, member, method = method.as_str(), route, status, code, ms);
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", id);
        }
    }
    response
}

/// What the log of a request has beyond its counts.
struct Logged {
    id: String,
    asker: Asker,
}

impl Logged {
    /// The caller's or proxy's id when it is a plain one, else the next of our own.
    fn begin(meters: &Meters, request: &mut Request) -> Logged {
        let plain = |it: &&str| {
            (1..=64).contains(&it.len())
                && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
        };
        let given = request.headers().get("x-request-id").and_then(|it| it.to_str().ok()).filter(plain);
        let id = match given {
            Some(it) => it.to_owned(),
            None => format!("{}-{}", std::process::id(), meters.requests.fetch_add(1, Relaxed) + 1),
        };
        let asker = Asker::default();
        request.extensions_mut().insert(asker.clone());
        Logged { id, asker }
    }
}

/// Counts a listener for as long as it lives.
pub(crate) struct Listening(Arc<Meters>);

impl Listening {
    pub(crate) fn begin(meters: &Arc<Meters>) -> Listening {
        meters.listening.fetch_add(1, Relaxed);
        Listening(Arc::clone(meters))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.listening.fetch_sub(1, Relaxed);
    }
}
