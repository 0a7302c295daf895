//! Every process follows what happens on the company, wherever it was done: its screens are told, and
//! what its requests take for granted is read again when it changed.

use crate::app::{ACCESS, App, ServerEvent};
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use storage::Heard;
use storage::events::{Event, Position};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// How long another process's write may go unnoticed when its message was lost, or where none are
/// sent. Own writes are noticed at once.
pub(crate) const POLL: Duration = Duration::from_millis(500);
/// Between two looks at what happened.
const REST: Duration = Duration::from_millis(25);
const EVENTS_AT_ONCE: usize = 1000;
/// A listener who missed more reads everything again.
const MISSED_MAX: usize = 500;

/// What processes on one company say to each other.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Message {
    /// For the screens; nowhere written down.
    Event { name: String, data: Json },
    /// To the process that runs this import.
    CancelImport(Uuid),
}

/// What a screen hears from now on, and what it missed.
pub struct Listening {
    pub events: broadcast::Receiver<ServerEvent>,
    /// Where the stream stands; what comes at or before it was heard.
    pub position: Position,
    /// In order; `None` when it is too much or too long ago to be told.
    pub missed: Option<Vec<ServerEvent>>,
}

impl App {
    /// Follows the events until the task is dropped. One per process.
    pub async fn follow_events(&self) {
        let mut news = self.database().news();
        let mut heard = self.database().hear();
        let mut follower = Follower { app: self.clone(), cursor: None };
        let (mut is_well, mut notes_well) = (true, true);
        loop {
            news.mark_unchanged();
            let step = follower.step().await;
            note(&mut is_well, step.as_ref().err(), "following events");
            if let Ok(true) = step {
                continue;
            }
            let noted = self.note_refused_demand().await;
            note(&mut notes_well, noted.as_ref().err(), "noting what was refused");
            // Nobody sees the difference, and under load many commits are followed at once.
            tokio::time::sleep(REST).await;
            tokio::select! {
                _ = news.changed(), if is_well => (),
                it = heard.recv() => self.listen_to(it),
                () = tokio::time::sleep(POLL) => (),
            }
        }
    }

    fn listen_to(&self, heard: Result<Heard, RecvError>) {
        let text = match heard {
            Ok(Heard::Said(text)) => text,
            Ok(Heard::Gap) | Err(_) => return self.tell(everything_again()),
        };
        match serde_json::from_str(&text) {
            Ok(Message::Event { name, data }) => self.tell(ServerEvent { id: None, name, data }),
            Ok(Message::CancelImport(id)) => crate::imports::cancel_here(id),
            // During an upgrade a later version may run beside this one.
            Err(error) => tracing::debug!(%error, "another process said what is not understood"),
        }
    }

    /// Tells the screens of every process what is nowhere written down.
    pub(crate) fn announce(&self, name: &str, data: Json) {
        let mut message = Message::Event { name: name.to_owned(), data: data.clone() };
        self.tell(ServerEvent { id: None, name: name.to_owned(), data });
        loop {
            let text = serde_json::to_string(&message).expect("plain data");
            if text.len() <= storage::SAID_MAX {
                return self.database().say(text);
            }
            let Message::Event { data, .. } = &mut message else { return };
            shorten(data);
        }
    }

    /// Whichever process runs this import stops it.
    pub(crate) fn cancel_import_elsewhere(&self, id: Uuid) {
        let text = serde_json::to_string(&Message::CancelImport(id)).expect("plain data");
        self.database().say(text);
    }

    /// What of an event a listener may hear; `None` is nothing, not even the number of what one may not
    /// see.
    pub async fn heard(&self, turn: &Turn, event: ServerEvent) -> Result<Option<Json>, Failure> {
        let definitions = self.definitions();
        match event.name.as_str() {
            "document" | "comment" => {
                let about = event.data["type"].as_str().or(event.data["about"].as_str());
                let Some(on) = about.and_then(|it| definitions.get(it)) else {
                    return Ok(None);
                };
                if gate::sees_rows_of(&turn.caller, on) {
                    return Ok(Some(event.data));
                }
                if !turn.caller.may(Action::Read, on) {
                    return Ok(None);
                }
                let (turn, on, data) = (turn.clone(), Arc::clone(on), event.data);
                self.read(move |tx| {
                    let id = data["id"].as_str().unwrap_or_default();
                    Ok(crate::papers::found_stored(tx, &turn, &on, id).is_ok().then_some(data))
                })
                .await
            }
            ACCESS => Ok(None),
            // Who else was told is nobody's business.
            "notice" => {
                let members = event.data["members"].as_array();
                let is_meant = members.is_some_and(|all| all.contains(&turn.caller.user.0.into()));
                Ok(is_meant.then(|| json!({})))
            }
            // Which items moved, or run out, is a fact about them; who may not see all looks again.
            "stock" | "shortages" if !gate::sees_all_of(turn, &["item", "warehouse"]) => Ok(Some(json!({}))),
            _ => Ok(Some(event.data)),
        }
    }

    /// Listens from now on. Who comes back names the last position heard.
    pub async fn listen_after(&self, last: Option<Position>) -> Result<Listening, Failure> {
        // Listening first: what is told twice is passed over, what is not told would be missing.
        let events = self.listen();
        self.read(move |tx| {
            let end = storage::events::end(tx)?;
            let Some(last) = last else {
                return Ok(Listening { events, position: end, missed: Some(Vec::new()) });
            };
            let is_known = last == Position::default() || storage::events::exists(tx, last)?;
            let missed = storage::events::tail(tx, last, MISSED_MAX + 1)?;
            if !is_known || missed.len() > MISSED_MAX {
                return Ok(Listening { events, position: end, missed: None });
            }
            let position = missed.last().map_or(last, |it| it.position);
            let missed = missed.into_iter().filter_map(told).collect();
            Ok(Listening { events, position, missed: Some(missed) })
        })
        .await
    }
}

struct Follower {
    app: App,
    cursor: Option<Position>,
}

impl Follower {
    /// True when there may be more at once.
    async fn step(&mut self) -> Result<bool, Failure> {
        let Some(from) = self.cursor else {
            let end = self.app.read(|tx| Ok(storage::events::end(tx)?)).await?;
            // What was changed between the opening and this moment is not told any more.
            self.app.reload().await?;
            self.cursor = Some(end);
            return Ok(true);
        };
        let events = self.app.read(move |tx| Ok(storage::events::tail(tx, from, EVENTS_AT_ONCE)?)).await?;
        if events.iter().any(|it| it.kind == "definitions") {
            self.app.reload().await?;
        }
        let count = events.len();
        self.cursor = Some(events.last().map_or(from, |it| it.position));
        events.into_iter().filter_map(told).for_each(|it| self.app.tell(it));
        Ok(count == EVENTS_AT_ONCE)
    }
}

/// As a screen hears it, when it is for screens.
fn told(event: Event) -> Option<ServerEvent> {
    if event.kind == "demand" {
        return None;
    }
    let mut data = event.payload;
    if let Some(it) = data.as_object_mut() {
        it.remove("touched"); // That is for the planner.
    }
    Some(ServerEvent { id: Some(event.position), name: event.kind, data })
}

fn everything_again() -> ServerEvent {
    ServerEvent { id: None, name: "resync".to_owned(), data: json!({}) }
}

/// Names fewer of what changed: a screen that hears of a change reads again what it shows.
fn shorten(data: &mut Json) {
    for list in data.as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
        match list {
            Json::Array(names) => names.truncate(names.len() / 2),
            Json::String(text) if text.len() > 1_000 => text.clear(),
            _ => (),
        }
    }
}

/// Logs the first of several failures, and that it is over.
pub(crate) fn note(is_well: &mut bool, failure: Option<&Failure>, doing: &str) {
    match failure {
        None if !*is_well => tracing::info!("{doing} again"),
        Some(Failure::Broken(error)) if *is_well => tracing::error!(%error, "{doing}"),
        Some(failure) if *is_well => tracing::error!(?failure, "{doing}"),
        _ => (),
    }
    *is_well = failure.is_none();
}
