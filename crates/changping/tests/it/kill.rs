//! `kill -9` at any moment loses nothing that was answered, and repeats of what was not count once.

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
const ROUNDS: usize = 3;
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

fn keep_its_word(engine: Engine, seed: u64) {
    let place = Place::new(engine);
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut server = place.serve();
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "100000", "unit_cost": "8" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let key = place.succeeds(&["api-key", "create", "--user", "admin"]);

    let asked = Mutex::new(Asked::new());
    for round in 0..ROUNDS {
        let client = Client::new(&server.url).with_key(key.trim());
        let (enough, moment) = (random.random_range(ANSWERS), random.random_range(MOMENT_MICROS));
        let answered = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for nth in 0..CLIENTS {
                let (client, asked, answered) = (&client, &asked, &answered);
                scope.spawn(move || order_until_it_dies(client, &format!("{round}-{nth}"), asked, answered));
            }
            eventually("enough answers", || (answered.load(Ordering::Relaxed) >= enough).then_some(()));
            std::thread::sleep(Duration::from_micros(moment)); // Any moment will do, this one is seeded.
            server.kill();
        });
        server = place.serve();
    }
    let client = Client::new(&server.url).with_key(key.trim());
    everything_answered_is_there(&client, &asked.lock().expect("no panic"), seed);
    let asked = asked.into_inner().expect("no panic");
    let unsure = asked.values().filter(|it| it.is_none()).count();
    for key in asked.iter().filter(|(_, answer)| answer.is_none()).map(|(key, _)| key) {
        order(&client, key).expect("the server lives").is(201);
    }
    let total = client.get("/api/documents/sales_order?limit=1").is(200)["total"].clone();
    assert_eq!(total, asked.len(), "seed {seed}: each order once, {unsure} of them were unsure");
    assert_eq!(client.balance("tea", "main")["reserved"], asked.len().to_string(), "seed {seed}");
    assert!(server.stop().success());
    assert!(place.succeeds(&["verify"]).contains("the books agree"), "seed {seed}");
}

fn order(client: &Client, key: &str) -> Result<testkit::Answer, String> {
    let lines = json!([{ "item": "tea", "quantity": "1", "price": "25" }]);
    let body = json!({ "fields": { "customer": "li", "ship_from": "main", "note": key, "lines": lines }, "transition": "confirm" });
    let client = client.once(key).with("content-type", "application/json");
    let sent = client.try_send("POST", "/api/documents/sales_order", Some(body.to_string().as_bytes()));
    sent.map_err(|err| err.to_string())
}

fn order_until_it_dies(client: &Client, name: &str, asked: &Mutex<Asked>, answered: &AtomicUsize) {
    for nth in 0.. {
        let key = format!("order-{name}-{nth}");
        asked.lock().expect("no panic").insert(key.clone(), None);
        let Ok(answer) = order(client, &key) else { return };
        let document = answer.is(201);
        asked.lock().expect("no panic").insert(key, Some(document));
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

fn everything_answered_is_there(client: &Client, asked: &Asked, seed: u64) {
    let answered: Vec<(&String, &Json)> =
        asked.iter().filter_map(|(key, it)| Some((key, it.as_ref()?))).collect();
    assert!(answered.len() >= ROUNDS * ANSWERS.start, "seed {seed}: only {} answers", answered.len());
    for (key, told) in answered {
        let path = format!("/api/documents/sales_order/{}", told["id"].as_str().expect("an id"));
        assert_eq!(client.get(&path).is(200), *told, "seed {seed}: order {key}");
    }
}
