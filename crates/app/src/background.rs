//! What follows a write: screens are told, and what runs out is judged again. Everything comes from
//! the event table, so what another process wrote counts as well.

use crate::app::{App, ServerEvent};
use crate::failure::Failure;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::Duration;
use storage::events::{Event, Position};
use values::{Day, Instant, ItemId, WarehouseId};

/// How long another process's write may go unnoticed. Own writes are noticed at once.
const POLL: Duration = Duration::from_millis(500);
const EVENTS_AT_ONCE: usize = 1000;
pub(crate) const PLANNED_THROUGH: &str = "planned_through";

/// A place whose outlook is stale.
pub(crate) use storage::situations::Pair;

impl App {
    /// Follows the events until the task is dropped. One per process; several processes judging the
    /// same place only repeat work.
    pub async fn follow_events(&self) {
        let mut follower = Follower { app: self.clone(), cursor: None, judged_on: None };
        let written = self.written();
        let mut swept = Instant::default();
        loop {
            let woken = written.notified();
            if let Err(failure) = self.sweep_when_due(&mut swept).await {
                tracing::error!(?failure, "ending what has expired");
            }
            match follower.step().await {
                Ok(true) => continue,
                Ok(false) => (),
                Err(Failure::Broken(error)) => tracing::error!(%error, "following events"),
                Err(failure) => tracing::error!(?failure, "following events"),
            }
            tokio::select! {
                () = woken => (),
                () = tokio::time::sleep(POLL) => (),
            }
        }
    }

    /// Judges everything that is stale now; for tests and command-line tools.
    pub async fn catch_up(&self) -> Result<(), Failure> {
        let mut follower = Follower { app: self.clone(), cursor: None, judged_on: None };
        while follower.step().await? {}
        Ok(())
    }
}

/// Nobody waits for a sweep, so that an idle server asks little.
const SWEEP_EVERY_SECONDS: i64 = 2;

impl App {
    async fn sweep_when_due(&self, swept: &mut Instant) -> Result<(), Failure> {
        let now = App::now();
        if now < swept.plus_seconds(SWEEP_EVERY_SECONDS) {
            return Ok(());
        }
        *swept = now;
        self.sweep(now).await.map(drop)
    }
}

struct Follower {
    app: App,
    cursor: Option<Position>,
    /// The business day of the last whole judgement: days pass without events.
    judged_on: Option<Day>,
}

impl Follower {
    /// True when there may be more to do at once.
    async fn step(&mut self) -> Result<bool, Failure> {
        if self.cursor.is_none() {
            self.cursor = Some(self.start().await?);
        }
        let today = self.app.company().day_at(App::now());
        let new_day = self.judged_on != Some(today);
        let from = self.cursor.unwrap_or_default();
        let events = self.app.read(move |tx| Ok(storage::events::tail(tx, from, EVENTS_AT_ONCE)?)).await?;
        let next = events.last().map_or(from, |it| it.position);
        if events.is_empty() && !new_day {
            return Ok(false);
        }
        if events.iter().any(|it| it.kind == "definitions") {
            self.app.reload().await?;
        }
        let stale = if new_day || events.iter().any(|it| it.kind == "demand") {
            self.app.read(|tx| Ok(storage::situations::all_pairs(tx)?)).await?.into_iter().collect()
        } else {
            touched(&events)
        };
        for event in &events {
            if event.kind != "demand" {
                let data = without_touched(&event.payload);
                self.app.tell(ServerEvent {
                    id: Some(event.position.to_string()),
                    name: event.kind.clone(),
                    data,
                });
            }
        }
        self.app.judge(stale, next).await?;
        if new_day {
            self.app.forget_what_everybody_read().await?;
        }
        self.judged_on = Some(today);
        self.cursor = Some(next);
        Ok(events.len() == EVENTS_AT_ONCE)
    }

    /// Where the last process stopped; a company that was never judged is judged whole.
    async fn start(&mut self) -> Result<Position, Failure> {
        let (stored, end) = self
            .app
            .read(|tx| Ok((storage::settings::get(tx, PLANNED_THROUGH)?, storage::events::end(tx)?)))
            .await?;
        let Some(stored) = stored else { return Ok(end) };
        self.judged_on = stored["day"].as_str().and_then(|it| it.parse().ok());
        Ok(stored["through"].as_str().and_then(|it| it.parse().ok()).unwrap_or_default())
    }
}

fn touched(events: &[Event]) -> BTreeSet<Pair> {
    let pairs = events.iter().filter_map(|it| it.payload["touched"].as_array()).flatten();
    pairs.filter_map(|it| Some((ItemId(it[0].as_i64()?), WarehouseId(it[1].as_i64()?)))).collect()
}

fn without_touched(payload: &Json) -> Json {
    let mut told = payload.clone();
    if let Some(it) = told.as_object_mut() {
        it.remove("touched");
    }
    told
}

impl App {
    /// Events that every process followed long ago, and answers nobody asks for again.
    async fn forget_what_everybody_read(&self) -> Result<(), Failure> {
        const DAY_SECONDS: i64 = 24 * 3600;
        let now = App::now();
        self.write(move |tx| {
            storage::events::forget_before(tx, now.plus_seconds(-7 * DAY_SECONDS))?;
            storage::requests::forget_before(tx, now.plus_seconds(-30 * DAY_SECONDS))?;
            Ok(())
        })
        .await
    }

    /// Judges these places again, notes how far events were followed, and tells the screens.
    async fn judge(&self, stale: BTreeSet<Pair>, cursor: Position) -> Result<(), Failure> {
        let now = App::now();
        let today = self.company().day_at(now);
        let all: Vec<Pair> = stale.into_iter().collect();
        self.promise_again(&all, today).await?;
        let mut changed = Vec::new();
        for pairs in all.chunks(crate::planning::PAIRS_AT_ONCE) {
            changed.extend(self.recompute(pairs.to_vec(), today, now).await?);
        }
        let noted = json!({ "through": cursor.to_string(), "day": today });
        self.write(move |tx| Ok(storage::settings::set(tx, PLANNED_THROUGH, &noted)?)).await?;
        if all.is_empty() {
            return Ok(());
        }
        const NAMED_MAX: usize = 500;
        let items: BTreeSet<ItemId> = all.iter().take(NAMED_MAX).map(|it| it.0).collect();
        let ids: Vec<values::DocumentId> = items.into_iter().map(Into::into).collect();
        let names = self.read(move |tx| Ok(storage::documents::names(tx, &ids)?)).await?;
        let numbers: Vec<String> = names.into_iter().map(|it| it.number).collect();
        self.tell(ServerEvent { id: None, name: "stock".to_owned(), data: json!({ "items": numbers }) });
        changed.truncate(NAMED_MAX);
        let data = json!({ "computed_at": now, "changed": changed });
        self.tell(ServerEvent { id: None, name: "shortages".to_owned(), data });
        Ok(())
    }
}
