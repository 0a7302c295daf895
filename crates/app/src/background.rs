//! Work that nobody waits for: what runs out is judged again after every write, and what everybody
//! has read is forgotten. Of several processes on one company one does it at a time.

use crate::app::App;
use crate::failure::Failure;
use crate::following::{POLL, note};
use crate::stock::Watcher;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use storage::events::{Event, Position};
use values::{Day, Instant, ItemId, WarehouseId};

/// Many, so that a place that changed a hundred times is judged once.
const EVENTS_AT_ONCE: usize = 20_000;
/// Who plans rests this many times as long as it worked: whoever sells comes first.
const REST: u32 = 5;
const REST_MAX: Duration = Duration::from_secs(20);
pub(crate) const PLANNED_THROUGH: &str = "planned_through";

/// A place whose outlook is stale.
pub(crate) use storage::situations::Pair;

impl App {
    /// Does the background work of the company, whenever no other process does, until `stop` ends;
    /// then another may at once.
    pub async fn work(&self, stop: impl Future<Output = ()>) {
        let work = async { tokio::join!(self.keep_duty(), self.do_what_is_due()) };
        tokio::select! {
            _ = work => (),
            () = stop => (),
        }
        if let Err(failure) = self.leave_duty().await {
            tracing::warn!(?failure, "the background work was not handed over; another takes it soon");
        }
    }

    async fn do_what_is_due(&self) {
        let mut news = self.database().news();
        let (mut planner, mut watcher) = (Planner::new(self), Watcher::new(self));
        let (mut swept, mut files_swept) = (Instant::default(), Instant::default());
        let (mut plans_well, mut sweeps_well, mut watches_well) = (true, true, true);
        let mut has_served = false;
        loop {
            news.mark_unchanged();
            let begun = std::time::Instant::now();
            let step = if self.is_on_duty() {
                if !std::mem::replace(&mut has_served, true) {
                    let served = self.serve_everywhere().await;
                    note(&mut sweeps_well, served.as_ref().err(), "serving those who wait");
                }
                let sweep = self.sweep_when_due(&mut swept).await;
                note(&mut sweeps_well, sweep.as_ref().err(), "ending what has expired");
                let sweep = self.sweep_files_when_due(&mut files_swept).await;
                note(&mut sweeps_well, sweep.as_ref().err(), "dropping files nobody holds");
                // Who runs short comes first; what is odd may wait a moment.
                let planned = planner.step().await;
                let watched = watcher.step().await;
                note(&mut watches_well, watched.as_ref().err(), "watching what moves");
                planned.map(|more| more || watched.unwrap_or(false))
            } else {
                // Another process goes on where this one stopped.
                (planner, watcher) = (Planner::new(self), Watcher::new(self));
                Ok(false)
            };
            note(&mut plans_well, step.as_ref().err(), "planning");
            tokio::time::sleep((begun.elapsed() * REST).min(REST_MAX)).await;
            if let Ok(true) = step {
                continue;
            }
            tokio::select! {
                _ = news.changed(), if plans_well => (),
                () = tokio::time::sleep(POLL) => (),
            }
        }
    }

    /// Judges everything that is stale now; for tests and command-line tools.
    pub async fn catch_up(&self) -> Result<(), Failure> {
        let (mut planner, mut watcher) = (Planner::new(self), Watcher::new(self));
        loop {
            while planner.step().await? {}
            while watcher.step().await? {}
            let at = planner.cursor.unwrap_or_default();
            if !self.read(move |tx| Ok(storage::events::are_unsettled_after(tx, at)?)).await? {
                return Ok(());
            }
        }
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
        self.note_interrupted_imports().await?;
        self.sweep(now).await.map(drop)
    }

    async fn sweep_files_when_due(&self, swept: &mut Instant) -> Result<(), Failure> {
        const EVERY_SECONDS: i64 = 3600;
        let now = App::now();
        if now < swept.plus_seconds(EVERY_SECONDS) {
            return Ok(());
        }
        *swept = now;
        self.sweep_files(now).await.map(drop)
    }
}

struct Planner {
    app: App,
    cursor: Option<Position>,
    /// The business day of the last whole judgement: days pass without events.
    judged_on: Option<Day>,
    looked_back_on: Option<Day>,
    learns_well: bool,
    looks_well: bool,
    counts_well: bool,
    tells_well: bool,
    agrees_well: bool,
    lateness_well: bool,
    gaps_well: bool,
}

impl Planner {
    fn new(app: &App) -> Planner {
        Planner {
            app: app.clone(),
            cursor: None,
            judged_on: None,
            looked_back_on: None,
            learns_well: true,
            looks_well: true,
            counts_well: true,
            tells_well: true,
            agrees_well: true,
            lateness_well: true,
            gaps_well: true,
        }
    }

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
            if self.looked_back_on.replace(today) != Some(today) {
                let looked = self.app.look_back(today, App::now()).await;
                note(&mut self.looks_well, looked.as_ref().err(), "looking back at forecasts");
            }
            return Ok(false);
        }
        if new_day || events.iter().any(|it| it.kind == "demand") {
            let learned = self.app.night().await;
            note(&mut self.learns_well, learned.as_ref().err(), "learning");
        }
        let stale = if new_day || events.iter().any(concerns_all) {
            self.app.read(|tx| Ok(storage::situations::all_pairs(tx)?)).await?.into_iter().collect()
        } else {
            touched(&events)
        };
        self.app.compute_later(&events).await?;
        self.app.judge(stale, next).await?;
        if new_day {
            let made = self.app.make_due_count_tasks(App::now()).await;
            note(&mut self.counts_well, made.as_ref().err(), "making count tasks");
            let begun = self.app.begin_contracts(App::now()).await;
            note(&mut self.agrees_well, begun.as_ref().err(), "beginning contracts");
            // After what the night made: a count task of today is told of today.
            let told = self.app.remind(App::now()).await;
            note(&mut self.tells_well, told.as_ref().err(), "reminding");
            let late = self.app.tell_of_overdue_counts(App::now()).await;
            note(&mut self.lateness_well, late.as_ref().err(), "telling of items not counted in time");
            let short = self.app.tell_of_supply_gaps(App::now()).await;
            note(&mut self.gaps_well, short.as_ref().err(), "telling of items short of suppliers");
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

/// Imported demand, and papers that say how to stock.
fn concerns_all(event: &Event) -> bool {
    const RULES: [&str; 3] = ["stock_policy", "level_override", "calendar_event"];
    event.kind == "demand" || event.payload["type"].as_str().is_some_and(|it| RULES.contains(&it))
}

fn touched(events: &[Event]) -> BTreeSet<Pair> {
    let pairs = events.iter().filter_map(|it| it.payload["touched"].as_array()).flatten();
    pairs.filter_map(|it| Some((ItemId(it[0].as_i64()?), WarehouseId(it[1].as_i64()?)))).collect()
}

impl App {
    /// Events that every process followed long ago, answers nobody asks for again, and old stock levels.
    async fn forget_what_everybody_read(&self) -> Result<(), Failure> {
        const DAY_SECONDS: i64 = 24 * 3600;
        /// A season is compared with the one before.
        const LEVELS_KEPT_DAYS: i32 = 400;
        const NOTICES_KEPT_DAYS: i64 = 180;
        let now = App::now();
        let today = self.company().day_at(now);
        let audit_days = self.company().security.audit_days;
        self.write(move |tx| {
            storage::events::forget_before(tx, now.plus_seconds(-7 * DAY_SECONDS))?;
            storage::requests::forget_before(tx, now.plus_seconds(-30 * DAY_SECONDS))?;
            storage::audit::forget_before(tx, now.plus_seconds(-i64::from(audit_days) * DAY_SECONDS))?;
            storage::notices::forget_before(tx, now.plus_seconds(-NOTICES_KEPT_DAYS * DAY_SECONDS))?;
            storage::unusual::forget_before(tx, now.plus_seconds(-NOTICES_KEPT_DAYS * DAY_SECONDS))?;
            storage::reminders::forget_before(tx, today.plus_days(-crate::reminders::REMINDED_DAYS))?;
            storage::level_history::forget_before(tx, today.plus_days(-LEVELS_KEPT_DAYS))?;
            Ok(())
        })
        .await?;
        let gone = self.empty_trash(now).await?;
        if gone > 0 {
            tracing::info!(gone, "documents left the bin for good");
        }
        Ok(())
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
        self.announce("stock", json!({ "items": numbers }));
        changed.truncate(NAMED_MAX);
        self.announce("shortages", json!({ "computed_at": now, "changed": changed }));
        Ok(())
    }
}
