//! What a machine does to a server: the disk fills up, is read-only, the database goes away. The answer
//! is a clear refusal, nothing is half there, and work goes on by itself when the trouble is over.

use crate::cable::Cable;
use crate::program::{Place, Server};
use serde_json::{Value as Json, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use testkit::{Answer, Client, Engine, eventually, tea_company};

fn order(client: &Client) -> Answer {
    let lines = json!([{ "item": "tea", "quantity": "1", "price": "25" }]);
    client.try_confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }))
}

fn stock(client: &Client) {
    tea_company(client);
    client.open_stock("main", "tea", "1000000");
}

/// Each order that was answered is there, once, and the books agree.
fn nothing_is_half_there(place: &Place, client: &Client, orders: usize) {
    assert_eq!(client.get("/api/documents/sales_order?limit=1").is(200)["total"], orders);
    assert_eq!(client.balance("tea", "main")["reserved"], orders.to_string());
    assert!(place.succeeds(&["verify"]).contains("the books agree"));
}

fn said(answer: &Answer) -> Json {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The largest file that the server may write, in bytes, from now on.
fn limit_files(server: &Server, bytes: &str) {
    let pid = server.id().to_string();
    let limited =
        Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
    assert!(limited.expect("prlimit is part of util-linux").success());
}

/// The operating system refuses to make the files larger, as it does when the disk is full.
#[test]
fn a_full_disk_refuses_and_recovers() {
    let place = Place::new(Engine::Sqlite);
    // A shell ignores the signal that would end the program, as it does for services.
    let server = place.serve_under(&["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
    let admin = server.admin();
    stock(&admin);
    let log = std::fs::metadata(place.data().join("changping.db-wal")).expect("the log is there").len();
    let room = log + 200_000;
    limit_files(&server, &room.to_string());

    let mut orders = 0;
    let refused = loop {
        let answer = order(&admin);
        if answer.status != 201 {
            break answer;
        }
        orders += 1;
        assert!(orders < 1000, "200 kB hold fewer orders");
    };
    assert_eq!(refused.status, 503, "{}", said(&refused));
    assert_eq!(said(&refused)["code"], "disk");
    assert!(
        said(&refused)["title"]
            .as_str()
            .is_some_and(|it| it.contains("disk") && it.contains("nothing was saved"))
    );
    order(&admin).is(503);
    assert_eq!(admin.balance("tea", "main")["reserved"], orders.to_string(), "reading goes on");
    assert_eq!(Client::new(&server.url).get("/healthz").is(200)["status"], "ok");

    limit_files(&server, "unlimited");
    let after = eventually("room again", || Some(order(&admin)).filter(|it| it.status == 201));
    assert_eq!(after.status, 201);
    nothing_is_half_there(&place, &admin, orders + 1);
    assert!(server.stop().success());
}

/// Root may write everything, so the program runs as nobody.
fn without_rights() -> &'static [&'static str] {
    let root = Command::new("id").arg("-u").output().expect("id is a program").stdout == b"0\n";
    if root { &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] } else { &[] }
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn a_read_only_company_is_refused_in_clear_words() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve();
    stock(&server.admin());
    assert!(server.stop().success());
    let file = place.data().join("changping.db");
    mode(place.data(), 0o555);
    mode(&file, 0o444);
    let run = |words: &[&str]| {
        let output = place.command_under(without_rights(), words).output().expect("the program starts");
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&text).into_owned())
    };
    let (code, text) = run(&["serve", "--port", "0"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("read-only") || text.contains("readonly"), "{text}");
    let (code, text) = run(&["doctor"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("cannot be written") && text.contains("chown"), "{text}");

    mode(place.data(), 0o755);
    mode(&file, 0o644);
    let server = place.serve();
    order(&server.admin()).is(201);
    nothing_is_half_there(&place, &server.admin(), 1);
}

#[test]
fn a_database_that_goes_away_comes_back() {
    let place = Place::new(Engine::Postgres);
    let cable = Cable::of(&place);
    let server = place.serve_with(&["--database-url", &cable.url]);
    let admin = server.admin();
    stock(&admin);
    order(&admin).is(201);

    let mut orders = 1;
    for _ in 0..3 {
        cable.cut();
        let refused = order(&admin);
        assert_eq!(refused.status, 503, "{}", said(&refused));
        assert_eq!(said(&refused)["code"], "database_away");
        let stranger = Client::new(&server.url);
        assert_eq!(stranger.get("/healthz").is(200)["status"], "ok", "alive all the same");
        assert_eq!(stranger.get("/readyz").is(503)["status"], "no database");
        cable.mend();
        eventually("the database again", || Some(order(&admin)).filter(|it| it.status == 201));
        assert_eq!(stranger.get("/readyz").is(200)["status"], "ready");
        orders += 1;
    }
    nothing_is_half_there(&place, &admin, orders);
    assert!(server.stop().success());
}

/// `saved` says whether the commit still reached the database when the connection was lost.
fn an_unknown_outcome_is_resolved_by_the_key(saved: bool) {
    let place = Place::new(Engine::Postgres);
    let cable = Cable::of(&place);
    // Alone with its requests: nothing else commits.
    let server = place.serve_with(&["--database-url", &cable.url, "--no-work"]);
    let admin = server.admin();
    stock(&admin);
    let ask = || {
        let lines = json!([{ "item": "tea", "quantity": "1", "price": "25" }]);
        let fields =
            json!({ "customer": "li", "ship_from": "main", "note": "the unlucky one", "lines": lines });
        let body = json!({ "fields": fields, "transition": "confirm" });
        admin.once("one-order").post("/api/documents/sales_order", body)
    };

    cable.cut_at_commit_of("the unlucky one", saved);
    let unknown = ask();
    let told = unknown.refused(503, "outcome_unknown");
    assert!(told["title"].as_str().is_some_and(|it| it.contains("not known")), "{told}");
    assert_eq!(unknown.header("retry-after"), "1");
    cable.mend();

    let resolved = eventually("the database again", || Some(ask()).filter(|it| it.status == 201));
    assert_eq!(resolved.header("idempotent-replay") == "true", saved, "what was saved is told again");
    assert_eq!(ask().is(201), resolved.json(), "and again");
    nothing_is_half_there(&place, &admin, 1);
}

#[test]
fn a_commit_that_was_not_answered_counts_once() {
    an_unknown_outcome_is_resolved_by_the_key(true);
}

#[test]
fn a_commit_that_never_arrived_is_made_by_the_repeat() {
    an_unknown_outcome_is_resolved_by_the_key(false);
}
