//! Several processes on one company tell each other of their commits, with `NOTIFY`.
//!
//! A `NOTIFY` inside the writing transaction would take a lock of the whole database until its commit
//! is durable, and so let one transaction commit at a time. So it is sent afterwards, from a
//! connection of its own, one for all commits since the last. What is lost when a process dies in
//! between is found by whoever looks into the event table from time to time.

use super::{Server, Session, error};
use crate::Error;
use crate::migrations::checksum;
use crate::news::{Heard, News, Saying};
use postgres::fallible_iterator::FallibleIterator;
use std::hash::{BuildHasher, RandomState};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Who speaks: nobody listens to himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speaker(u64);

impl Speaker {
    pub(crate) fn new() -> Speaker {
        Speaker(RandomState::new().hash_one(std::process::id()))
    }
}

/// The rest after a notification: several commits share the next one.
const PACE: Duration = Duration::from_millis(5);
/// How long to leave a server alone that could not be reached.
const AWAY: Duration = Duration::from_millis(250);
/// How often a listener looks whether anybody still needs it.
const LOOK_UP: Duration = Duration::from_secs(1);

/// Schemas can be as long as the name of a channel may be, so it is made of their checksum.
fn channel(schema: &str) -> String {
    format!("changping_{}", checksum(schema))
}

/// Tells the others, until nobody can say anything any more.
pub(crate) fn announce(server: &Server, speaker: Speaker, sayings: &Receiver<Saying>, news: &Weak<News>) {
    let channel = channel(&server.schema);
    let mut session = None;
    while let Ok(saying) = sayings.recv() {
        let text = match saying {
            Saying::Commit => {
                news.upgrade().inspect(|it| it.takes_commit());
                String::new()
            }
            Saying::Text(text) => text,
        };
        let payload = format!("{:016x}{text}", speaker.0);
        if let Err(failure) = notify(server, &mut session, &channel, &payload) {
            tracing::debug!(%failure, "the other processes could not be told");
            session = None;
        }
        std::thread::sleep(PACE);
    }
}

fn notify(server: &Server, session: &mut Option<Session>, channel: &str, payload: &str) -> Result<(), Error> {
    if session.is_none() {
        let mut connected = Session::connect(server)?;
        // Nothing is lost with a notification, so it need not reach the disk.
        connected.client.batch_execute("set synchronous_commit = off").map_err(|it| error(&it))?;
        *session = Some(connected);
    }
    let client = &mut session.as_mut().expect("just connected").client;
    client.query_one("select pg_notify($1, $2)", &[&channel, &payload]).map(drop).map_err(|it| error(&it))
}

/// Listens until nobody needs it; comes back by itself after the connection was lost.
pub(crate) fn listen(server: &Server, speaker: Speaker, news: &Weak<News>) {
    let own = format!("{:016x}", speaker.0);
    let mut was_deaf = false;
    while news.strong_count() > 0 {
        match hear(server, &own, news, was_deaf) {
            Ok(()) => (),
            Err(failure) => {
                if !was_deaf {
                    tracing::warn!(%failure, "cannot hear what other processes do; trying again");
                }
                std::thread::sleep(AWAY);
            }
        }
        was_deaf = true;
    }
}

/// Ends with an error when the connection is lost, or well when nobody listens any more.
fn hear(server: &Server, own: &str, news: &Weak<News>, was_deaf: bool) -> Result<(), Error> {
    let mut session = Session::connect(server)?;
    let listen = format!("listen {}", channel(&server.schema));
    session.client.batch_execute(&listen).map_err(|it| error(&it))?;
    let Some(waking) = news.upgrade() else { return Ok(()) };
    if was_deaf {
        waking.heard(Heard::Gap);
        tracing::info!("hearing again what other processes do");
    }
    // What was committed while nobody listened is news too.
    waking.committed_elsewhere();
    drop(waking);
    while !session.client.is_closed() {
        let mut notifications = session.client.notifications();
        let notification = notifications.timeout_iter(LOOK_UP).next().map_err(|it| error(&it))?;
        let Some(news) = news.upgrade() else { return Ok(()) };
        if let Some(text) = notification.as_ref().and_then(|it| not_own(it.payload(), own)) {
            tell(&news, text);
        }
    }
    Err(Error::Unreachable("the connection was closed".to_owned()))
}

/// What was said, by somebody else.
fn not_own<'p>(payload: &'p str, own: &str) -> Option<&'p str> {
    let (speaker, text) = payload.split_at_checked(own.len())?;
    (speaker != own).then_some(text)
}

fn tell(news: &Arc<News>, text: &str) {
    match text {
        "" => news.committed_elsewhere(),
        text => news.heard(Heard::Said(text.to_owned())),
    }
}
