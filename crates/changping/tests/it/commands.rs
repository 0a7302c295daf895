//! The commands, beside a running server and without one.

use crate::program::Place;
use serde_json::json;
use std::fs;
use testkit::{Client, Engine, PASSWORD, tea_company};

#[test]
fn the_words_of_the_command_line_are_checked() {
    let place = Place::new(Engine::Sqlite);
    assert!(place.fails(2, &["fly"]).contains("unrecognized subcommand"));
    assert!(place.fails(2, &["user", "add", "li"]).contains("--role"));
    assert!(place.fails(2, &["import", "--kind", "item", "--map", "code", "f.csv"]).contains("FIELD=COLUMN"));
    let missing = place.fails(1, &["verify"]);
    assert!(missing.contains("there is no company in"), "{missing}");
    assert!(!place.data().join("changping.db").exists(), "looking makes no company");
    let schema = place.fails(2, &["verify", "--schema", "x"]);
    assert!(schema.contains("--database-url"), "{schema}");
}

#[test]
fn users_and_keys_are_made_beside_a_server() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let server = place.serve();
        let stranger = Client::new(&server.url);
        assert!(
            place.succeeds(&["user", "add", "li", "--role", "seller", "--name", "老李"]).contains("password")
        );
        let unknown = place.fails(1, &["user", "add", "wang", "--role", "emperor"]);
        assert!(unknown.contains("emperor"), "{unknown}");
        let again = place.fails(1, &["user", "add", "li", "--role", "seller"]);
        assert!(again.contains("login"), "{again}");

        let key = place.succeeds(&["api-key", "create", "--user", "li", "--name", "shop"]);
        assert_eq!(key.lines().count(), 1, "the key alone: {key}");
        let li = stranger.with_key(key.trim());
        assert_eq!(li.get("/api/me").is(200)["user"]["name"], "老李");
        assert!(place.fails(1, &["api-key", "create", "--user", "nobody"]).contains("nobody"));

        let mut given = place.command(&["user", "add", "zhao", "--role", "buyer", "viewer"]);
        let output = given.env("CHANGPING_PASSWORD", PASSWORD).output().expect("the program starts");
        assert!(!String::from_utf8_lossy(&output.stdout).contains(PASSWORD));
        assert_eq!(
            stranger.log_in("zhao", PASSWORD).get("/api/me").is(200)["user"]["roles"],
            json!(["buyer", "viewer"])
        );
        assert!(server.stop().success(), "asked to stop, it stops well");
    }
}

/// It does not wait for pages that only listen.
#[test]
fn a_server_with_listeners_stops_when_asked() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve();
    let admin = server.admin();
    let _listening = admin.listen();
    let asked = std::time::Instant::now();
    assert!(server.stop().success());
    assert!(asked.elapsed() < std::time::Duration::from_secs(4), "it took {:?}", asked.elapsed());
}

#[test]
fn a_port_in_use_is_said_in_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let place = Place::new(Engine::Sqlite);
    assert!(place.fails(1, &["serve", "--port", &port]).contains("cannot listen on 127.0.0.1"));
}

/// Made while everybody works, brought back into either engine.
#[test]
fn a_backup_is_a_company() {
    for (from, to) in [
        (Engine::Sqlite, Engine::Sqlite),
        (Engine::Sqlite, Engine::Postgres),
        (Engine::Postgres, Engine::Sqlite),
        (Engine::Postgres, Engine::Postgres),
    ] {
        let place = Place::new(from);
        let server = place.serve();
        let admin = server.admin();
        tea_company(&admin);
        let shelf = json!({ "name": "x_shelf", "label": { "zh": "货架", "en": "Shelf" }, "kind": "text" });
        admin.put("/api/document-types/item/overlay", json!({ "fields": [shelf] })).is(200);
        admin.patch("/api/documents/item/tea", json!({ "fields": { "x_shelf": "A-03" } })).is(200);
        let lines = json!([{ "item": "tea", "quantity": "5", "unit_cost": "8.5" }]);
        admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
        let lines = json!([{ "item": "tea", "quantity": "7", "price": "25" }]);
        let order =
            admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));

        let file = place.data().join("company.backup");
        let file = file.to_str().expect("a plain path");
        place.succeeds(&["backup", "--to", file]);
        assert!(place.fails(1, &["backup", "--to", file]).contains("exists"));
        let path = format!("/api/documents/sales_order/{}", order["id"].as_str().expect("an id"));
        let before = [path.as_str(), "/api/documents/item/tea", "/api/stock/tea", "/api/stock/tea/moves"]
            .map(|it| admin.get(it).is(200));
        admin.confirm(
            "adjustment",
            json!({ "warehouse": "main", "reason": "found", "lines": [{ "item": "cup", "quantity": "1" }] }),
        );
        drop(server);

        let other = Place::new(to);
        other.succeeds(&["restore", "--from", file]);
        assert!(other.succeeds(&["verify"]).contains("the books agree"), "{from:?} to {to:?}");
        let server = other.serve();
        let admin = server.admin();
        let after = [path.as_str(), "/api/documents/item/tea", "/api/stock/tea", "/api/stock/tea/moves"]
            .map(|it| admin.get(it).is(200));
        assert_eq!(after, before, "{from:?} to {to:?}");
        assert!(admin.balance("cup", "main").is_null(), "what came after the backup is not in it");

        // Life goes on: ids and numbers follow on, and screens hear of it.
        let events = admin.listen();
        let lines = json!([{ "item": "tea", "quantity": "1" }]);
        let next =
            admin.create("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
        assert_eq!(next["number"], "XS-000002", "{from:?} to {to:?}");
        events.wait("news after a restore", |it| it.data["number"] == "XS-000002");
        drop(server);
        let refused = other.fails(1, &["restore", "--from", file]);
        assert!(refused.contains("exist") || refused.contains("empty"), "{refused}");
    }
}

#[test]
fn a_file_is_imported_beside_a_server() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let server = place.serve();
        let admin = server.admin();
        let file = place.data().join("items.csv");
        fs::write(&file, "货号,品名,价格\nA,一,1\nB,二,许多\n").expect("the folder is ours");
        let file = file.to_str().expect("a plain path");
        let words = ["import", "--kind", "item", file, "--map", "code=货号,name=品名,sale_price=价格"];
        let tried = place.succeeds(&[&words[..], &["--dry-run"]].concat());
        assert!(
            tried.contains("dry run") && tried.contains("1 created") && tried.contains("1 bad"),
            "{tried}"
        );
        assert_eq!(admin.get("/api/documents/item").is(200)["total"], 0);
        place.fails(1, &[&words[..], &["--all-or-nothing"]].concat());
        assert_eq!(admin.get("/api/documents/item").is(200)["total"], 0);
        let done = place.succeeds(&words);
        assert!(done.contains("许多"), "{done}");
        assert_eq!(admin.get("/api/documents/item/A").is(200)["fields"]["sale_price"], "1");
        let unknown = place.fails(1, &["import", "--kind", "item", file, "--map", "colour=货号"]);
        assert!(unknown.contains("colour"), "{unknown}");
        place.fails(1, &["import", "--kind", "item", "none.csv"]);
    }
}

/// Who asked what, and how it went, one JSON object a line; nothing that lets anybody in.
#[test]
fn requests_are_logged_as_json_when_asked() {
    let place = Place::new(Engine::Sqlite);
    let log = place.data().join("log");
    let server = place.serve_logging(&["--log", "json"], fs::File::create(&log).expect("the folder is ours"));
    let admin = server.admin();
    admin.with("x-request-id", "from-the-proxy-7").get("/api/documents/item/none").is(404);
    assert!(server.stop().success());
    let text = fs::read_to_string(&log).expect("it was written");
    let lines: Vec<serde_json::Value> =
        text.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let line = lines.iter().find(|it| it["request"] == "from-the-proxy-7");
    let line = line.unwrap_or_else(|| panic!("the request in {text}"));
    assert_eq!((&line["route"], &line["status"]), (&json!("/api/documents/{type}/{id}"), &json!(404)));
    assert_eq!((&line["code"], &line["method"]), (&json!("not_found"), &json!("GET")));
    assert!(line["member"].as_i64() > Some(0) && line["ms"].as_f64() > Some(0.0), "{line}");
    assert!(lines.iter().any(|it| it["route"] == "/api/session" && it["request"].is_string()));
    assert!(!text.contains(PASSWORD) && !text.contains("changping_session"), "{text}");
}
