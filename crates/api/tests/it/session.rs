//! Logging in, staying in, being thrown out.

use serde_json::{Value as Json, json};
use testkit::{PASSWORD, TestServer, on_both_engines};

on_both_engines!(
    a_session_is_a_cookie,
    sessions_are_listed_and_revoked,
    guessing_passwords_is_slow,
    other_sites_write_nothing,
    a_new_password_ends_every_session,
    keys_are_shown_once_and_revoked,
    who_is_shut_out_is_out_at_once,
    everybody_changes_only_themselves,
);

fn a_session_is_a_cookie(server: &TestServer) {
    let stranger = server.stranger();
    let log_in = |login: &str, password: &str| {
        stranger.post("/api/session", json!({ "login": login, "password": password }))
    };
    let wrong = log_in("admin", "not-the-password").refused(401, "bad_credentials");
    let nobody = log_in("nobody", PASSWORD).refused(401, "bad_credentials");
    assert_eq!(wrong, nobody, "who exists is not told");

    let answer = log_in("admin", PASSWORD);
    assert_eq!(answer.is(200)["user"]["login"], "admin");
    assert!(!answer.header("set-cookie").contains("Secure"), "on plain HTTP the cookie must come back");
    let behind_proxy = stranger
        .with("x-forwarded-proto", "https")
        .post("/api/session", json!({ "login": "admin", "password": PASSWORD }));
    assert!(behind_proxy.header("set-cookie").contains("Secure"));

    let admin = stranger.log_in("admin", PASSWORD);
    assert_eq!(admin.get("/api/me").is(200)["user"]["login"], "admin");
    let out = admin.delete("/api/session");
    out.is(204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    admin.get("/api/me").refused(401, "unauthenticated");
    stranger.with("cookie", "changping_session=0000").get("/api/me").refused(401, "unauthenticated");
}

fn sessions_are_listed_and_revoked(server: &TestServer) {
    let phone = server.stranger().with("user-agent", "phone").log_in("admin", PASSWORD);
    let desk = server.stranger().with("user-agent", "desk").log_in("admin", PASSWORD);
    server.user_called("other", &["viewer"]);
    let other = server.stranger().log_in("other", PASSWORD);
    assert_eq!(other.get("/api/sessions").is(200)["rows"].as_array().map(Vec::len), Some(1));

    let rows = desk.get("/api/sessions").is(200)["rows"].clone();
    let one = |agent: &str| {
        rows.as_array().expect("rows").iter().find(|it| it["agent"] == agent).expect("it is listed").clone()
    };
    assert_eq!((&one("desk")["current"], &one("phone")["current"]), (&json!(true), &json!(false)));
    let path = format!("/api/sessions/{}", one("phone")["id"].as_str().expect("an id"));
    other.delete(&path).refused(404, "not_found");
    desk.delete(&path).is(204);
    phone.get("/api/me").refused(401, "unauthenticated");
    desk.get("/api/me").is(200);
}

fn guessing_passwords_is_slow(server: &TestServer) {
    let stranger = server.stranger();
    let guess = |login: &str| {
        stranger.post("/api/session", json!({ "login": login, "password": "a-wrong-password" }))
    };
    let statuses: Vec<u16> = (0..15).map(|_| guess("admin").status).collect();
    assert_eq!(statuses[..10], [401; 10], "{statuses:?}");
    assert!(statuses[10..].contains(&429), "{statuses:?}");
    let limited = (0..5).map(|_| guess("admin")).find(|it| it.status == 429).expect("still limited");
    limited.refused(429, "rate_limited");
    assert!(!limited.header("retry-after").is_empty());
    assert_eq!(guess("somebody-else").status, 401, "others are not");
}

fn other_sites_write_nothing(server: &TestServer) {
    let admin = server.stranger().log_in("admin", PASSWORD);
    let host = server.stranger().url().trim_start_matches("http://").to_owned();
    let body = || json!({ "fields": { "code": "A", "name": "A" } });
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        admin.with(name, value).post("/api/documents/channel", body()).refused(403, "cross_site");
        admin.with(name, value).get("/api/me").is(200);
    }
    let form = admin.with("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.send("POST", "/api/documents/channel", Some(b"fields=x")).status, 422);
    let text = admin.with("content-type", "text/plain");
    assert_eq!(text.send("POST", "/api/documents/channel", Some(body().to_string().as_bytes())).status, 422);
    admin.with("origin", &format!("http://{host}")).post("/api/documents/channel", body()).is(201);
    let login = json!({ "login": "admin", "password": PASSWORD });
    server
        .stranger()
        .with("origin", "https://evil.example")
        .post("/api/session", login)
        .refused(403, "cross_site");
}

fn a_new_password_ends_every_session(server: &TestServer) {
    server.user_called("li", &["seller"]);
    let (one, two) = (server.stranger().log_in("li", PASSWORD), server.stranger().log_in("li", PASSWORD));
    let change = |current: &str, new: &str| {
        one.patch("/api/me", json!({ "password": new, "current_password": current }))
    };
    assert_eq!(change("wrong", "another-good-password").invalid(), ["current_password wrong_password"]);
    assert_eq!(change(PASSWORD, "short").invalid(), ["password password_length"]);
    change(PASSWORD, "another-good-password").is(200);
    two.get("/api/me").refused(401, "unauthenticated");
    server.stranger().log_in("li", "another-good-password");
    server
        .stranger()
        .post("/api/session", json!({ "login": "li", "password": PASSWORD }))
        .refused(401, "bad_credentials");
}

fn keys_are_shown_once_and_revoked(server: &TestServer) {
    let admin = server.admin();
    server.user_called("shop", &["seller"]);
    let made = admin.post("/api/api-keys", json!({ "user": "shop", "name": "网店" })).is(201);
    let program = server.stranger().with_key(made["key"].as_str().expect("a key"));
    assert_eq!(program.get("/api/me").is(200)["user"]["login"], "shop");
    program.post("/api/documents/channel", json!({ "fields": { "code": "web", "name": "网店" } })).is(201);
    let listed = admin.get("/api/api-keys").is(200);
    assert!(!listed.to_string().contains(made["key"].as_str().expect("a key")), "never again");
    admin.delete(&format!("/api/api-keys/{}", made["id"].as_str().expect("an id"))).is(204);
    program.get("/api/me").refused(401, "unauthenticated");
    admin.delete("/api/api-keys/999999").refused(404, "not_found");
    assert_eq!(admin.post("/api/api-keys", json!({ "user": "nobody" })).invalid(), ["user not_found"]);
}

fn who_is_shut_out_is_out_at_once(server: &TestServer) {
    let admin = server.admin();
    server.user_called("li", &["seller"]);
    let li = server.stranger().log_in("li", PASSWORD);
    let users = admin.get("/api/users").is(200);
    let id = users["rows"].as_array().expect("rows").iter().find(|it| it["login"] == "li").expect("li")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    admin.patch(&format!("/api/users/{id}"), json!({ "roles": ["viewer"] })).is(200);
    li.post("/api/documents/channel", json!({ "fields": { "code": "web", "name": "网店" } }))
        .refused(403, "forbidden");
    admin.patch(&format!("/api/users/{id}"), json!({ "active": false })).is(200);
    li.get("/api/me").refused(401, "unauthenticated");
    server
        .stranger()
        .post("/api/session", json!({ "login": "li", "password": PASSWORD }))
        .refused(401, "bad_credentials");
    let names = admin.get("/api/members").is(200);
    assert!(!names.to_string().contains("\"li\""), "{names}");
}

fn everybody_changes_only_themselves(server: &TestServer) {
    server.user_called("li", &["seller"]);
    let li = server.stranger().log_in("li", PASSWORD);
    li.patch("/api/me", json!({ "name": "老李", "language": "en" })).is(200);
    assert_eq!(li.get("/api/me").is(200)["user"]["name"], "老李");
    li.patch("/api/me", json!({ "roles": ["administrator"] })).refused(403, "forbidden");
    li.patch("/api/me", json!({ "active": false })).refused(403, "forbidden");
    let unknown: Json = li.patch("/api/me", json!({ "login": "boss" })).is(422);
    assert_eq!(unknown["code"], "malformed");
}
