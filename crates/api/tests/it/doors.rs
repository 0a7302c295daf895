//! Doors and who goes through them: second factors, sessions, deputies, handing over, the audit log.

use serde_json::{Value as Json, json};
use testkit::{Client, PASSWORD, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_second_factor_is_shown_once_set_up,
    a_role_can_require_a_second_factor,
    an_administrator_ends_sessions_and_settings_hold,
    a_deputy_acts_for_somebody_and_says_so,
    who_leaves_hands_over_what_is_open,
    what_is_done_with_doors_is_written_down,
    what_a_person_sees_is_told_with_the_reason
);

/// RFC 6238 with the secret as authenticators get it.
fn code_of(secret: &str, steps: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    testkit::one_time_code(secret, now.as_secs() as i64 / 30 + steps)
}

fn login(server: &TestServer, login: &str, code: Option<&str>) -> testkit::Answer {
    let body = json!({ "login": login, "password": PASSWORD, "code": code });
    server.stranger().post("/api/session", body)
}

fn id_of(admin: &Client, login: &str) -> String {
    let rows = admin.get("/api/users").is(200)["rows"].clone();
    let found = rows.as_array().expect("rows").iter().find(|it| it["login"] == login).expect("there");
    found["id"].as_str().expect("an id").to_owned()
}

fn a_second_factor_is_shown_once_set_up(server: &TestServer) {
    server.user_called("wang", &["seller"]);
    let wang = server.stranger().log_in("wang", PASSWORD);
    wang.post("/api/second-factor", json!({ "password": "wrong" })).is(422);
    let begun = wang.post("/api/second-factor", json!({ "password": PASSWORD })).is(200);
    let secret = begun["secret"].as_str().expect("told once").to_owned();
    assert!(begun["uri"].as_str().expect("a link").contains(&secret));
    // What is not confirmed counts for nothing.
    login(server, "wang", None).is(200);
    wang.post("/api/second-factor/confirm", json!({ "code": "000000" })).is(422);
    let first = code_of(&secret, -1);
    let recovery =
        wang.post("/api/second-factor/confirm", json!({ "code": first })).is(200)["recovery"].clone();
    assert_eq!(recovery.as_array().map(Vec::len), Some(10));

    login(server, "wang", None).refused(401, "second_factor_needed");
    login(server, "wang", Some(&first)).refused(401, "wrong_code");
    let code = code_of(&secret, 0);
    login(server, "wang", Some(&code)).is(200);
    login(server, "wang", Some(&code)).refused(401, "wrong_code");
    // A recovery code works once, and a wrong password is not told about codes.
    let paper = recovery[0].as_str().expect("a code").to_uppercase();
    login(server, "wang", Some(&paper)).is(200);
    login(server, "wang", Some(&paper)).refused(401, "wrong_code");
    let wrong = json!({ "login": "wang", "password": "not-the-password", "code": "123456" });
    server.stranger().post("/api/session", wrong).refused(401, "bad_credentials");
    assert_eq!(wang.get("/api/second-factor").is(200)["recovery_left"], 9);
    // Guessing is slow, from wherever.
    let guesses: Vec<u16> = (0..12).map(|_| login(server, "wang", Some("111111")).status).collect();
    assert!(guesses.contains(&429), "{guesses:?}");
    // Nothing of it is written anywhere.
    let log = server.admin().get("/api/audit?limit=500").is(200).to_string();
    assert!(!log.contains(&secret) && !log.contains(&code) && !log.contains(PASSWORD));
    let admin = server.admin();
    admin.delete(&format!("/api/users/{}/second-factor", id_of(&admin, "wang"))).is(204);
    wang.get("/api/me").is(401);
}

fn a_role_can_require_a_second_factor(server: &TestServer) {
    let admin = server.admin();
    server.user_called("wang", &["seller"]);
    let wang = server.stranger().log_in("wang", PASSWORD);
    let mut security = admin.get("/api/security").is(200);
    security["second_factor"] = json!(["seller"]);
    admin.put("/api/security", security).is(200);
    wang.get("/api/documents/item").refused(403, "second_factor_required");
    assert_eq!(wang.get("/api/me").is(200)["must_enrol"], true);
    let secret = wang.post("/api/second-factor", json!({ "password": PASSWORD })).is(200)["secret"].clone();
    let code = code_of(secret.as_str().expect("told"), 0);
    wang.post("/api/second-factor/confirm", json!({ "code": code })).is(200);
    wang.get("/api/documents/item").is(200);
    wang.post("/api/second-factor/remove", json!({ "password": PASSWORD, "code": "1" }))
        .refused(403, "second_factor_required");
    admin.put("/api/security", json!({ "second_factor": ["spaceship"] })).is(422);
}

fn an_administrator_ends_sessions_and_settings_hold(server: &TestServer) {
    let admin = server.admin();
    server.user_called("wang", &["seller"]);
    let (a, b) = (server.stranger().log_in("wang", PASSWORD), server.stranger().log_in("wang", PASSWORD));
    let path = format!("/api/users/{}/sessions", id_of(&admin, "wang"));
    assert_eq!(admin.get(&path).is(200)["rows"].as_array().map(Vec::len), Some(2));
    admin.delete(&path).is(204);
    a.get("/api/me").is(401);
    b.get("/api/me").is(401);
    admin.put("/api/security", json!({ "idle_minutes": 1 })).is(422);
    admin.put("/api/security", json!({ "idle_minutes": 30, "absolute_hours": 12 })).is(200);
    let c = server.stranger().log_in("wang", PASSWORD);
    let ends: values::Instant = admin.get(&path).is(200)["rows"][0]["expires_at"]
        .as_str()
        .expect("a moment")
        .parse()
        .expect("a moment");
    let minutes = (ends.micros() - app::App::now().micros()) / 60_000_000;
    assert!((29..=30).contains(&minutes), "{minutes}");
    c.get("/api/me").is(200);
}

fn a_deputy_acts_for_somebody_and_says_so(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let own = json!({ "label": { "zh": "销售", "en": "Seller" }, "abilities": [], "grants": { "customer": [{ "actions": ["*"], "rows": "own" }] } });
    admin.put("/api/roles/seller", own).is(200);
    server.user_called("ann", &["seller"]);
    server.user_called("ben", &["seller", "administrator"]);
    let (ann, ben) = (server.stranger().log_in("ann", PASSWORD), server.stranger().log_in("ben", PASSWORD));
    let made = ben.create("customer", json!({ "code": "bens", "name": "本的" }));
    assert_eq!(made["created_by"]["name"], "ben");
    ann.get("/api/documents/customer/bens").is(404);
    ann.post("/api/session/acting-for", json!({ "login": "ben" })).is(403);

    let today = ann.get("/api/me").is(200)["today"].clone();
    let days = json!({ "deputy": "ann", "first_day": today, "last_day": today });
    // Nobody makes themselves somebody's deputy.
    ann.post(
        "/api/deputies",
        json!({ "member": "ben", "deputy": "ann", "first_day": today, "last_day": today }),
    )
    .is(403);
    let id = ben.post("/api/deputies", days).is(201)["id"].as_str().expect("an id").to_owned();
    ann.post("/api/session/acting-for", json!({ "login": "ben" })).is(204);
    let me = ann.get("/api/me").is(200);
    assert_eq!((&me["user"]["login"], &me["deputy"]["login"]), (&json!("ben"), &json!("ann")));
    ann.patch("/api/documents/customer/bens", json!({ "fields": { "phone": "138" } })).is(200);
    let entry = ann.get("/api/documents/customer/bens/history").is(200)["rows"][0].clone();
    assert_eq!((&entry["by"]["name"], &entry["on_behalf_of"]["name"]), (&json!("ann"), &json!("ben")));
    // The daily work, not the doors: no settings, and nothing of the other's own door.
    ann.get("/api/users").is(403);
    ann.patch("/api/me", json!({ "name": "x" })).refused(403, "standing_in");
    ann.post("/api/second-factor", json!({ "password": PASSWORD })).refused(403, "standing_in");
    assert_eq!(ann.get("/api/sessions").is(200)["rows"].as_array().map(Vec::len), Some(1));

    ben.delete(&format!("/api/deputies/{id}")).is(204);
    assert_eq!(ann.get("/api/me").is(200)["user"]["login"], "ann");
    ann.get("/api/documents/customer/bens").is(404);
    let past = json!({ "deputy": "ann", "first_day": "2020-01-01", "last_day": "2020-01-02" });
    ben.post("/api/deputies", past).is(422);
}

fn who_leaves_hands_over_what_is_open(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let kinds: serde_json::Map<String, Json> = ["customer", "stock_hold"]
        .iter()
        .map(|it| ((*it).to_owned(), json!([{ "actions": ["*"], "rows": "own" }])))
        .collect();
    admin
        .put(
            "/api/roles/own",
            json!({ "label": { "zh": "自", "en": "Own" }, "abilities": [], "grants": kinds }),
        )
        .is(200);
    admin.open_stock("main", "tea", "10");
    for login in ["ann", "ben"] {
        server.user_called(login, &["own"]);
    }
    let (ann, ben) = (server.stranger().log_in("ann", PASSWORD), server.stranger().log_in("ben", PASSWORD));
    ann.create("customer", json!({ "code": "a1", "name": "一" }));
    ann.post("/api/documents/customer/a1/comments", json!({ "text": "老客户" })).is(201);
    let closed = ann.create("customer", json!({ "code": "a2", "name": "二" }));
    let lines = json!([{ "item": "tea", "quantity": "2" }]);
    let hold = admin.confirm(
        "stock_hold",
        json!({ "warehouse": "main", "reason": "display", "owner": "ann", "lines": lines }),
    );
    admin.create("department", json!({ "code": "d", "name": "部", "head": "ann" }));
    let _ = closed;
    ben.get("/api/documents/customer/a1").is(404);

    let path = format!("/api/users/{}/hand-over", id_of(&admin, "ann"));
    let look = admin.post(&path, json!({ "to": "ben", "leaves": true, "preview": true })).is(200);
    assert_eq!((&look["done"], &look["leaves"]["sessions"]), (&json!(false), &json!(1)));
    ann.get("/api/documents/customer/a1").is(200);
    let told = |look: &Json, kind: &str| {
        let row = look["rows"].as_array().expect("rows").iter().find(|it| it["type"] == kind).cloned();
        row.map(|it| (it["kept"].as_i64().unwrap_or(0), it["named"].as_i64().unwrap_or(0)))
    };
    assert_eq!(
        (told(&look, "customer"), told(&look, "stock_hold"), told(&look, "department")),
        (Some((2, 0)), Some((0, 1)), Some((0, 1)))
    );
    let done = admin.post(&path, json!({ "to": "ben", "leaves": true })).is(200);
    assert_eq!(done["rows"], look["rows"]);
    ann.get("/api/me").is(401);
    login(server, "ann", None).refused(401, "bad_credentials");
    ben.get("/api/documents/customer/a1").is(200);
    // Who takes over hears what happens, in place of who left: also where nobody but the maker followed.
    for customer in ["a1", "a2"] {
        let comments = format!("/api/documents/customer/{customer}/comments");
        let followers = ben.get(&comments).is(200)["followers"].clone();
        assert_eq!(followers.as_array().map(Vec::len), Some(1), "{customer}: {followers}");
        assert!(followers.to_string().contains("ben"), "{customer}: {followers}");
        admin.post(&comments, json!({ "text": "催一下" })).is(201);
        admin.transition("customer", customer, "archive").is(200);
    }
    let told = ben.get("/api/notices").is(200)["rows"].clone();
    let told: Vec<String> = told
        .as_array()
        .expect("rows")
        .iter()
        .map(|it| format!("{} {}", it["kind"], it["document"]["number"]).replace('"', ""))
        .collect();
    assert_eq!(told, ["change a2", "comment a2", "change a1", "comment a1"]);
    let hold = format!("/api/documents/stock_hold/{}", hold["id"].as_str().expect("an id"));
    assert_eq!(ben.get(&hold).is(200)["fields"]["owner"], "ben");
    let entry = admin.get(&format!("{hold}/history")).is(200)["rows"][0].clone();
    assert_eq!((&entry["action"], &entry["changes"][0]["path"]), (&json!("hand_over"), &json!("owner")));
    assert_eq!(admin.get("/api/documents/department/d").is(200)["fields"]["head"], "ben");
    admin.post(&path, json!({ "to": "nobody" })).is(422);
}

fn what_is_done_with_doors_is_written_down(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    server.user_called("wang", &["seller"]);
    let wang = server.stranger().log_in("wang", PASSWORD);
    server.stranger().post("/api/session", json!({ "login": "wang", "password": "wrong" })).is(401);
    admin
        .put("/api/roles/own", json!({ "label": { "zh": "自", "en": "Own" }, "abilities": ["export"] }))
        .is(200);
    admin.patch(&format!("/api/users/{}", id_of(&admin, "wang")), json!({ "roles": ["own"] })).is(200);
    admin.put("/api/security", json!({ "idle_minutes": 60 })).is(200);
    admin.get("/api/documents/customer/export?format=csv").is_text(200);
    admin.create("customer", json!({ "code": "gone", "name": "删" }));
    admin.delete("/api/documents/customer/gone").is(204);
    let rows = admin.get("/api/audit?limit=500").is(200);
    let rows = rows["rows"].as_array().expect("rows");
    let find = |action: &str| {
        rows.iter().find(|it| it["action"] == action).unwrap_or_else(|| panic!("{action} is missing"))
    };
    assert_eq!(find("login")["member"], "wang");
    assert_eq!(
        (&find("login_failed")["subject"], &find("login_failed")["detail"]["reason"]),
        (&json!("wang"), &json!("password"))
    );
    assert_eq!(find("role_put")["subject"], "own");
    assert_eq!(find("member_change")["detail"]["roles"], json!({ "before": ["seller"], "after": ["own"] }));
    assert_eq!(find("settings_security")["detail"]["idle_minutes"]["after"], 60);
    assert_eq!(
        (&find("export")["subject"], &find("document_delete")["subject"]),
        (&json!("customer"), &json!("gone"))
    );
    assert_eq!(find("key_use")["member"], "管理员");
    let only = admin.get("/api/audit?action=login").is(200);
    assert!(
        only["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .all(|it| it["action"].as_str().expect("a name").starts_with("login"))
    );
    assert!(admin.get("/api/audit?member=wang").is(200)["rows"].as_array().expect("rows").len() < rows.len());
    let first = admin.get("/api/audit?limit=2").is(200);
    let next = admin.get(&format!("/api/audit?limit=2&after={}", first["next"])).is(200);
    assert_ne!(first["rows"][0]["id"], next["rows"][0]["id"]);
    assert!(admin.get("/api/audit/export?format=csv").is_text(200).contains("role_put"));
    wang.get("/api/audit").is(403);
}

fn what_a_person_sees_is_told_with_the_reason(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    server.user_called("wang", &["seller"]);
    let role = json!({ "label": { "zh": "自", "en": "Own" }, "abilities": ["export"], "grants": { "customer": [{ "actions": ["read"], "rows": "own", "hidden": ["phone"] }] } });
    admin.put("/api/roles/seller", role).is(200);
    let told = admin.get(&format!("/api/users/{}/access", id_of(&admin, "wang"))).is(200);
    let row = |kind: &str| {
        told["rows"].as_array().expect("rows").iter().find(|it| it["type"] == kind).cloned().expect("there")
    };
    assert_eq!(row("customer")["count"], 0);
    assert_eq!(
        row("customer")["why"],
        json!([{ "role": "seller", "actions": ["read"], "rows": "own", "hidden": ["phone"], "read_only": [] }])
    );
    assert_eq!(row("item")["count"], 3);
    assert_eq!(told["abilities"], json!(["export"]));
}
