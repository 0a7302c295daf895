//! Buyers who order one after the other, and repeat a request with its key until they know what came of it.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::Scope;
use std::time::{Duration, Instant};
use testkit::Client;

const BUYERS: usize = 16;
const PATIENCE: Duration = Duration::from_secs(120);
/// Who looks at the list afterwards.
const LOOKS_EVERY: usize = 7;
/// Between two tries of one request.
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) struct Load {
    servers: Vec<Client>,
    stopped: AtomicBool,
    answered: Mutex<BTreeMap<String, Json>>,
    /// When the last answered order was asked for, and how long after the start of all.
    start: Instant,
    asked_micros: AtomicU64,
    refused: AtomicU64,
    away: AtomicU64,
    unknown: AtomicU64,
    replayed: AtomicU64,
    looked: AtomicU64,
}

/// What the buyers were told.
pub(crate) struct Counts {
    orders: usize,
    pub(crate) tea: usize,
    pub(crate) cups: i64,
    refused: u64,
    away: u64,
    unknown: u64,
    replayed: u64,
    pub(crate) looked: u64,
    per_second: f64,
}

impl Load {
    pub(crate) fn new(servers: Vec<Client>) -> Load {
        let zero = || AtomicU64::new(0);
        Load {
            servers,
            stopped: AtomicBool::new(false),
            answered: Mutex::default(),
            start: Instant::now(),
            asked_micros: zero(),
            refused: zero(),
            away: zero(),
            unknown: zero(),
            replayed: zero(),
            looked: zero(),
        }
    }

    pub(crate) fn start<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        for buyer in 0..BUYERS {
            scope.spawn(move || {
                for nth in 0.. {
                    if self.stopped.load(Relaxed) {
                        return;
                    }
                    // Every third wants one of what runs out.
                    self.buy(&format!("{buyer}-{nth}"), buyer + nth, nth % 3 == 0);
                }
            });
        }
    }

    /// Until it is known what came of it.
    fn buy(&self, key: &str, mut turn: usize, wants_cup: bool) {
        let item = if wants_cup { "cup" } else { "tea" };
        let lines = json!([{ "item": item, "quantity": "1", "price": "25" }]);
        let fields = json!({ "customer": "li", "ship_from": "main", "note": key, "partial_allowed": false, "lines": lines });
        let body = json!({ "fields": fields, "transition": "confirm" }).to_string();
        let end = Instant::now() + PATIENCE;
        loop {
            assert!(Instant::now() < end, "order {key} was not answered in {PATIENCE:?}");
            let client =
                self.servers[turn % self.servers.len()].once(key).with("content-type", "application/json");
            turn += 1;
            let asked = self.start.elapsed();
            let Ok(answer) = client.try_send("POST", "/api/documents/sales_order", Some(body.as_bytes()))
            else {
                self.unknown.fetch_add(1, Relaxed);
                std::thread::sleep(PAUSE);
                continue;
            };
            match answer.status {
                201 => {
                    let replayed = answer.header("idempotent-replay") == "true";
                    self.replayed.fetch_add(u64::from(replayed), Relaxed);
                    self.answered.lock().expect("no panic").insert(key.to_owned(), answer.json());
                    let micros = asked.as_micros().try_into().unwrap_or(u64::MAX);
                    self.asked_micros.fetch_max(micros, Relaxed);
                    if turn.is_multiple_of(LOOKS_EVERY) {
                        self.look_for(key, turn);
                    }
                    return;
                }
                503 => {
                    let counted =
                        if answer.json()["code"] == "outcome_unknown" { &self.unknown } else { &self.away };
                    counted.fetch_add(1, Relaxed);
                    std::thread::sleep(PAUSE);
                }
                409 if wants_cup => {
                    self.refused.fetch_add(1, Relaxed);
                    return;
                }
                status => panic!("order {key}: {status} {}", answer.text()),
            }
        }
    }

    /// Whoever ordered finds the order in the list, whichever server and whichever database tells it.
    fn look_for(&self, key: &str, turn: usize) {
        let server = &self.servers[turn % self.servers.len()];
        let Ok(page) = server.try_send("GET", "/api/documents/sales_order?limit=100", None) else { return };
        if page.status == 200 {
            let page = page.json();
            let rows = page["rows"].as_array().expect("a page has rows");
            assert!(rows.iter().any(|it| it["fields"]["note"] == key), "order {key} is not in the list");
            self.looked.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn run_for(&self, time: Duration) {
        std::thread::sleep(time);
    }

    /// How long it took until an order that was asked for after `moment` was answered.
    pub(crate) fn wait_for_an_order_asked_after(&self, moment: Instant) -> Duration {
        // A request may have been answered by the dying server while it was killed.
        let moment_micros = (moment - self.start + Duration::from_millis(50)).as_micros();
        let end = Instant::now() + PATIENCE;
        while u128::from(self.asked_micros.load(Relaxed)) <= moment_micros {
            assert!(Instant::now() < end, "service was not back in {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        moment.elapsed()
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// Every answered order is there as it was answered, and there are no others.
    pub(crate) fn check(&self, client: &Client) -> Counts {
        let seconds = self.start.elapsed().as_secs_f64();
        let answered = self.answered.lock().expect("no panic");
        let mut there = notes(client);
        there.sort();
        let keys: Vec<&String> = answered.keys().collect();
        assert!(there.iter().eq(keys), "each answered order is there once, and no other is");
        let of_cups = answered.values().filter(|it| it["fields"]["lines"][0]["item"] == "cup").count();
        Counts {
            orders: answered.len(),
            tea: answered.len() - of_cups,
            cups: of_cups as i64,
            refused: self.refused.load(Relaxed),
            away: self.away.load(Relaxed),
            unknown: self.unknown.load(Relaxed),
            replayed: self.replayed.load(Relaxed),
            looked: self.looked.load(Relaxed),
            per_second: answered.len() as f64 / seconds,
        }
    }
}

/// The note of every order in the books.
fn notes(client: &Client) -> Vec<String> {
    let mut notes = Vec::new();
    let mut after = String::new();
    loop {
        let page = client.get(&format!("/api/documents/sales_order?limit=500{after}")).is(200);
        let rows = page["rows"].as_array().expect("a page has rows");
        notes.extend(rows.iter().map(|it| it["fields"]["note"].as_str().unwrap_or("no note").to_owned()));
        let Some(next) = page["next"].as_str() else { return notes };
        let encoded: String = next.bytes().map(|it| format!("%{it:02X}")).collect();
        after = format!("&after={encoded}");
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} orders answered ({:.0}/s over all), {} of them for the {} cups there were; {} refused because no cup was left; \
             {} tries found no database, {} had an unknown outcome, {} repeats found their order saved",
            self.orders,
            self.per_second,
            self.cups,
            self.cups,
            self.refused,
            self.away,
            self.unknown,
            self.replayed
        )
    }
}
