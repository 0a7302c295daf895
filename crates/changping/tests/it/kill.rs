//! `kill -9` at any moment loses nothing that was answered, and repeats of what was not count once.
//! `cargo xtask test kills --rounds N` kills as often as one likes, and on PostgreSQL every third time the
//! database's own processes too, while the server stays.

use crate::program::Place;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testkit::{Client, Engine, eventually, tea_company};

const CLIENTS: usize = 8;
/// Unless `CHANGPING_KILL_ROUNDS` says otherwise.
const ROUNDS: usize = 3;
/// A command that kills the database server and starts it again; set by `cargo xtask test kills`.
const RESTART: &str = "CHANGPING_RESTART_POSTGRES";
/// The books are recomputed after so many rounds, and at the end.
const VERIFY_EVERY: usize = 25;
/// The server dies after so many answers and a moment more, so that it dies in the middle of work.
const ANSWERS: std::ops::Range<usize> = 20..80;
const MOMENT_MICROS: std::ops::Range<u64> = 0..20_000;

#[test]
fn a_killed_server_keeps_its_word_on_sqlite() {
    keep_its_word(Engine::Sqlite, 20_260_101);
}

#[test]
fn a_killed_server_keeps_its_word_on_postgres() {
    keep_its_word(Engine::Postgres, 20_260_102);
}

/// What was asked under each key, and the answer if one came.
type Asked = BTreeMap<String, Option<Json>>;

fn rounds() -> usize {
    let said = std::env::var("CHANGPING_KILL_ROUNDS");
    said.map_or(ROUNDS, |it| it.parse().expect("CHANGPING_KILL_ROUNDS is a number"))
}

fn keep_its_word(engine: Engine, seed: u64) {
    let place = Place::new(engine);
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut server = place.serve();
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "1000000");
    let key = place.succeeds(&["api-key", "create", "--user", "admin"]);
    let restart = std::env::var(RESTART).ok().filter(|_| engine == Engine::Postgres);

    let (mut orders, mut unsure) = (0, 0);
    for round in 0..rounds() {
        let client = Client::new(&server.url).with_key(key.trim());
        let restart = restart.as_deref().filter(|_| round % 3 == 2);
        let (enough, moment) = (random.random_range(ANSWERS), random.random_range(MOMENT_MICROS));
        let asked = work_until_it_dies(server, &client, round, (enough, moment), restart);
        server = place.serve();
        let client = Client::new(&server.url).with_key(key.trim());
        let about = format!("seed {seed}, round {round}");
        unsure += everything_answered_is_there_once(&client, &asked, &about);
        orders += asked.len();
        let total = client.get("/api/documents/sales_order?limit=1").is(200)["total"].clone();
        assert_eq!(total, orders, "{about}: each order once, {unsure} of them were unsure");
        assert_eq!(client.balance("tea", "main")["reserved"], orders.to_string(), "{about}");
        if round % VERIFY_EVERY == VERIFY_EVERY - 1 {
            assert!(place.succeeds(&["verify"]).contains("the books agree"), "{about}");
        }
    }
    assert!(server.stop().success());
    assert!(place.succeeds(&["verify"]).contains("the books agree"), "seed {seed}");
    println!("{engine:?}: {} kills, {orders} orders, {unsure} of them unsure", rounds());
}

/// Orders come in until the server is killed. With `restart`, the database is killed before it, and the
/// server has to find it again by itself.
fn work_until_it_dies(
    server: crate::program::Server,
    client: &Client,
    round: usize,
    (enough, moment): (usize, u64),
    restart: Option<&str>,
) -> Asked {
    let (asked, answered) = (Mutex::new(Asked::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for nth in 0..CLIENTS {
            let (asked, answered) = (&asked, &answered);
            scope.spawn(move || order_until_it_dies(client, &format!("{round}-{nth}"), asked, answered));
        }
        let reached = |enough| (answered.load(Ordering::Relaxed) >= enough).then_some(());
        eventually("enough answers", || reached(enough));
        std::thread::sleep(Duration::from_micros(moment)); // Any moment will do, this one is seeded.
        if let Some(command) = restart {
            let restarted = std::process::Command::new("sh").args(["-c", command]).status();
            assert!(restarted.expect("a shell").success(), "{command}");
            let before = answered.load(Ordering::Relaxed);
            eventually("answers after the database came back", || reached(before + CLIENTS + 1));
        }
        server.kill();
    });
    let asked = asked.into_inner().expect("no panic");
    let sure = asked.values().filter(|it| it.is_some()).count();
    assert!(sure >= enough, "round {round}: only {sure} answers");
    asked
}

fn order(client: &Client, key: &str) -> Result<testkit::Answer, String> {
    let lines = json!([{ "item": "tea", "quantity": "1", "price": "25" }]);
    let body = json!({ "fields": { "customer": "li", "ship_from": "main", "note": key, "lines": lines }, "transition": "confirm" });
    let client = client.once(key).with("content-type", "application/json");
    let sent = client.try_send("POST", "/api/documents/sales_order", Some(body.to_string().as_bytes()));
    sent.map_err(|err| err.to_string())
}

/// Who hears that the database is away, or that nobody knows what became of it, asks again with the
/// same key.
fn order_until_it_dies(client: &Client, name: &str, asked: &Mutex<Asked>, answered: &AtomicUsize) {
    for nth in 0.. {
        let key = format!("order-{name}-{nth}");
        asked.lock().expect("no panic").insert(key.clone(), None);
        let document = loop {
            let Ok(answer) = order(client, &key) else { return };
            if answer.status != 503 {
                break answer.is(201);
            }
        };
        asked.lock().expect("no panic").insert(key, Some(document));
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was answered is there as it was told; what was not is asked again, and is then there once. Says
/// how many were unsure.
fn everything_answered_is_there_once(client: &Client, asked: &Asked, about: &str) -> usize {
    let mut unsure = 0;
    for (key, told) in asked {
        let Some(told) = told else {
            order(client, key).expect("the server lives").is(201);
            unsure += 1;
            continue;
        };
        let path = format!("/api/documents/sales_order/{}", told["id"].as_str().expect("an id"));
        assert_eq!(client.get(&path).is(200), *told, "{about}: order {key}");
    }
    unsure
}
