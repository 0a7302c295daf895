//! Several servers on one PostgreSQL, as a service manager starts and stops them.

use crate::program::{Place, Server};
use serde_json::json;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, RwLock};
use testkit::{Answer, Client, Engine, eventually, tea_company};

const TEA: &str = "100000";

/// A company with tea in stock, and a key to it.
fn prepared(server: &Server, place: &Place) -> String {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", TEA);
    place.succeeds(&["api-key", "create", "--user", "admin"]).trim().to_owned()
}

fn order(client: &Client, quantity: &str) -> Answer {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": "25" }]);
    client.try_confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }))
}

#[test]
fn a_draining_server_says_so_and_serves_on() {
    let place = Place::new(Engine::Postgres);
    let server = place.serve_with(&["--drain-seconds", "600"]);
    let client = Client::new(&server.url).with_key(&prepared(&server, &place));
    assert_eq!(client.get("/readyz").is(200)["status"], "ready");
    assert_ne!(order(&client, "1").header("connection"), "close");
    let events = client.listen();

    server.ask_to_stop();
    let unready =
        eventually("word that it stops", || Some(client.get("/readyz")).filter(|it| it.status == 503));
    assert_eq!(unready.json()["status"], "stopping");
    let answer = order(&client, "1");
    answer.is(201);
    assert_eq!(answer.header("connection"), "close", "the next request is made elsewhere");
    events.wait("news of the order", |it| it.name == "document" && it.data["type"] == "sales_order");
    assert_eq!(client.get("/healthz").is(200)["status"], "ok", "it is alive");

    // Whoever asks twice does not wait for the ten minutes.
    server.ask_to_stop();
    assert!(server.ends().success());
}

/// Sends each request to some server that says it is ready, as a proxy does.
struct Proxy {
    ready: RwLock<Vec<Client>>,
    done: AtomicBool,
    answered: AtomicUsize,
    failed: Mutex<Vec<String>>,
}

impl Proxy {
    fn look(&self, servers: &Mutex<Vec<Client>>) {
        while !self.done.load(Relaxed) {
            let all = servers.lock().expect("no panic").clone();
            let is_ready =
                |it: &Client| it.try_send("GET", "/readyz", None).is_ok_and(|answer| answer.status == 200);
            *self.ready.write().expect("no panic") = all.into_iter().filter(is_ready).collect();
            std::thread::yield_now();
        }
    }

    /// Orders one after the other; none is tried twice.
    fn order(&self, nth: usize) {
        let body = json!({
            "fields": { "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "1", "price": "25" }] },
            "transition": "confirm",
        });
        let body = body.to_string();
        let mut turn = nth;
        while !self.done.load(Relaxed) {
            let ready = self.ready.read().expect("no panic").clone();
            let Some(client) = ready.get(turn % ready.len().max(1)) else { continue };
            turn += 1;
            let client = client.with("content-type", "application/json");
            match client.try_send("POST", "/api/documents/sales_order", Some(body.as_bytes())) {
                Ok(answer) if answer.status == 201 => {
                    self.answered.fetch_add(1, Relaxed);
                }
                Ok(answer) => self.failed.lock().expect("no panic").push(answer.text()),
                Err(error) => self.failed.lock().expect("no panic").push(error.to_string()),
            }
        }
    }

    fn wait_for_more(&self) {
        let enough = self.answered.load(Relaxed) + 60;
        eventually("more answers", || (self.answered.load(Relaxed) >= enough).then_some(()));
    }
}

#[test]
fn a_rolling_restart_loses_no_request() {
    let place = Place::new(Engine::Postgres);
    let start = || place.serve_with(&["--drain-seconds", "1"]);
    let mut running = vec![start(), start()];
    let key = prepared(&running[0], &place);
    let client = |it: &Server| Client::new(&it.url).with_key(&key);
    let servers = Mutex::new(running.iter().map(client).collect::<Vec<_>>());
    let proxy = Proxy {
        ready: RwLock::default(),
        done: AtomicBool::new(false),
        answered: AtomicUsize::new(0),
        failed: Mutex::default(),
    };
    std::thread::scope(|scope| {
        scope.spawn(|| proxy.look(&servers));
        for nth in 0..6 {
            let proxy = &proxy;
            scope.spawn(move || proxy.order(nth));
        }
        for _ in 0..2 {
            proxy.wait_for_more();
            let new = start();
            servers.lock().expect("no panic").push(client(&new));
            running.push(new);
            let old = running.remove(0);
            assert!(old.stop().success());
            servers.lock().expect("no panic").remove(0);
            proxy.wait_for_more();
        }
        proxy.done.store(true, Relaxed);
    });
    assert_eq!(*proxy.failed.lock().expect("no panic"), Vec::<String>::new());
    let answered = proxy.answered.load(Relaxed);
    let total = client(&running[0]).get("/api/documents/sales_order?limit=1").is(200)["total"].clone();
    assert_eq!(total, answered);
    drop(running);
    assert!(place.succeeds(&["verify"]).contains("the books agree"));
}

/// `changping work`; killed when dropped.
struct Worker(Child);

impl Worker {
    fn start(place: &Place) -> Worker {
        let mut command = place.command(&["work"]);
        Worker(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts"))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill(); // As `kill -9` does; it may have ended already.
        let _ = self.0.wait();
    }
}

#[test]
fn the_work_of_a_killed_worker_is_taken_over() {
    let place = Place::new(Engine::Postgres);
    let server = place.serve_with(&["--no-work"]);
    let client = Client::new(&server.url).with_key(&prepared(&server, &place));
    let short = || client.get("/api/shortages").is(200)["rows"][0]["short"].clone();
    order(&client, "100005").is(201);
    let first = Worker::start(&place);
    eventually("the first worker's judgement", || (short() == "5").then_some(()));
    let _second = Worker::start(&place);
    drop(first);
    order(&client, "2").is(201);
    eventually("the second worker's judgement", || (short() == "7").then_some(()));
}

#[test]
fn on_sqlite_the_server_does_the_work_itself() {
    let place = Place::new(Engine::Sqlite);
    assert!(place.fails(1, &["work"]).contains("does the background work itself"));
    assert!(place.fails(2, &["serve", "--no-work"]).contains("--database-url"));
}
