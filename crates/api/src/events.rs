//! `/api/events`: what happens, as it happens. Screens read again what an event names.

use crate::Api;
use crate::caller::Signed;
use crate::meters;
use crate::problem::Answered;
use app::{App, Listening, Position, ServerEvent, Turn};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt, unfold};
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Sleep;

const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A listener comes back after so long and is let in anew, whatever was missed here of what its caller
/// may.
const LISTENS_MAX: Duration = Duration::from_secs(15 * 60);

/// Listeners of a server that stops come back to another one, not all at the same moment.
const COME_BACK_MILLIS: std::ops::Range<u64> = 500..3_000;

pub(crate) async fn stream(
    State(api): State<Api>,
    headers: HeaderMap,
    Signed { turn, .. }: Signed,
) -> Answered<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let last = headers.get("last-event-id").and_then(|it| it.to_str().ok()).filter(|it| !it.is_empty());
    let comes_back = last.is_some();
    // A position that cannot be read is one from which nothing can be told.
    let last = last.map(|it| it.parse().unwrap_or(Position { transaction: i64::MAX, seq: i64::MAX }));
    let Listening { events, position, missed } = api.app.listen_after(last).await?;

    let first = first_words(comes_back, position, missed, &api.app, &turn).await;
    let until = Box::pin(tokio::time::sleep(LISTENS_MAX));
    let _counted = meters::Listening::begin(&api.meters);
    let listener = Listener { events, position, until, turn, api, ends: false, _counted };
    let stream = stream::iter(first).chain(unfold(listener, Listener::next)).map(Ok);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// What a listener hears at once: where the stream stands, and what was missed.
async fn first_words(
    comes_back: bool,
    position: Position,
    missed: Option<Vec<ServerEvent>>,
    app: &App,
    turn: &Turn,
) -> Vec<Event> {
    let random = RandomState::new().hash_one(0) % (COME_BACK_MILLIS.end - COME_BACK_MILLIS.start);
    let retry = Duration::from_millis(COME_BACK_MILLIS.start + random);
    let mut first = vec![Event::default().retry(retry).id(position.to_string())];
    let named = |name: &str| Event::default().event(name).data("{}");
    match missed {
        _ if !comes_back => (),
        None => first.push(named("resync")),
        Some(missed) => {
            for event in missed {
                first.extend(said(event, app, turn).await);
            }
            // What is nowhere written down, stock and shortages, may have changed as well.
            first.push(named("resumed").id(position.to_string()));
        }
    }
    first
}

struct Listener {
    events: tokio::sync::broadcast::Receiver<ServerEvent>,
    /// What was told already.
    position: Position,
    until: std::pin::Pin<Box<Sleep>>,
    turn: Turn,
    api: Api,
    /// After what was told last: whoever comes back is let in anew.
    ends: bool,
    _counted: meters::Listening,
}

impl Listener {
    async fn next(mut self) -> Option<(Event, Listener)> {
        if self.ends {
            return None;
        }
        loop {
            let heard = tokio::select! {
                heard = self.events.recv() => heard,
                () = self.api.ending.stops.cancelled() => return None,
                () = &mut self.until => return None,
            };
            let event = match heard {
                Ok(event) => event,
                // Too slow to hear everything: whoever listens reads everything again.
                Err(RecvError::Lagged(_)) => {
                    return Some((Event::default().event("resync").data("{}"), self));
                }
                Err(RecvError::Closed) => return None,
            };
            if event.id.is_some_and(|it| it <= self.position) {
                continue; // Told among what was missed.
            }
            if event.ends_access_of(&self.turn.caller) {
                return None;
            }
            self.ends = event.name == "definitions" && !self.turn.caller.has_roles_of(&self.api.app);
            if let Some(said) = said(event, &self.api.app, &self.turn).await {
                return Some((said, self));
            }
        }
    }
}

/// As it is sent, as far as the listener may see what it is about.
async fn said(event: ServerEvent, app: &App, turn: &Turn) -> Option<Event> {
    let (id, name) = (event.id, event.name.clone());
    // What cannot be judged now is not told: the screen hears of it at the next change.
    let data = app.heard(turn, event).await.unwrap_or_default()?;
    let said = Event::default().event(&name).data(data.to_string());
    Some(match id {
        Some(id) => said.id(id.to_string()),
        None => said,
    })
}
