//! The stream of events, as a page hears it.

use serde_json::Value as Json;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    pub id: Option<String>,
    pub name: String,
    pub data: Json,
}

pub struct Events {
    heard: Receiver<Event>,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl Events {
    pub(crate) fn read(stream: impl Read + Send + 'static) -> Events {
        let (tell, heard) = channel();
        std::thread::spawn(move || {
            let mut event = Event::default();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                match line.split_once(':') {
                    Some(("event", name)) => name.trim().clone_into(&mut event.name),
                    Some(("id", id)) => event.id = Some(id.trim().to_owned()),
                    Some(("data", data)) => event.data = serde_json::from_str(data).unwrap_or(Json::Null),
                    _ => (), // A comment that keeps the connection alive, or the end of an event.
                }
                let is_whole = line.is_empty() && !event.name.is_empty();
                if is_whole && tell.send(std::mem::take(&mut event)).is_err() {
                    return; // Nobody listens any more.
                }
            }
        });
        Events { heard }
    }

    /// The next event that `wanted` accepts; others before it are passed over.
    #[track_caller]
    pub fn wait(&self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        let end = Instant::now() + PATIENCE;
        let mut passed = Vec::new();
        while let Ok(event) = self.heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if wanted(&event) {
                return event;
            }
            passed.push(event);
        }
        panic!("waited in vain for {what}; heard {passed:?}");
    }

    /// Until the server ends the stream: what was told before.
    #[track_caller]
    pub fn wait_for_the_end(&self) -> Vec<Event> {
        let (end, mut told) = (Instant::now() + PATIENCE, Vec::new());
        loop {
            match self.heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(event) => told.push(event),
                Err(RecvTimeoutError::Disconnected) => return told,
                Err(RecvTimeoutError::Timeout) => panic!("the stream goes on; heard {told:?}"),
            }
        }
    }

    /// What was heard so far and not yet waited for.
    pub fn heard(&self) -> Vec<Event> {
        self.heard.try_iter().collect()
    }
}
