//! What surrounds every answer: headers, limits, languages, what is no API.

use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use testkit::{TestServer, on_both_engines};

on_both_engines!(
    every_answer_is_guarded_by_headers,
    a_body_has_a_limit,
    broken_requests_are_refused_politely,
    a_connection_outlives_a_body_that_nobody_needs,
    problems_speak_the_callers_language,
    what_is_no_api_is_a_page,
    whoever_runs_it_sees_it_breathe
);

fn every_answer_is_guarded_by_headers(server: &TestServer) {
    let admin = server.admin();
    for answer in [
        admin.get("/"),
        admin.get("/api/me"),
        admin.get("/api/documents/item/none"),
        server.stranger().get("/api/me"),
        admin.get("/nowhere"),
    ] {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{}", answer.asked);
        }
        let policy = answer.header("content-security-policy");
        for wanted in ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(wanted), "{wanted} in {policy}");
        }
        assert!(!policy.contains("unsafe-eval"));
    }
    assert_eq!(admin.get("/api/me").header("cache-control"), "no-store", "nobody else's browser keeps it");
}

fn a_body_has_a_limit(server: &TestServer) {
    let admin = server.admin();
    let long = json!({ "fields": { "code": "A", "name": "x".repeat(9 * 1024 * 1024) } });
    admin.post("/api/documents/item", long).refused(413, "too_large");
    let lines: Vec<_> = (0..20_000).map(|_| json!({ "item": "A", "quantity": "1" })).collect();
    let many = json!({ "fields": { "customer": "A", "ship_from": "A", "lines": lines } });
    assert_eq!(admin.post("/api/documents/sales_order", many).status, 422);
    admin.get("/healthz").is(200);
}

fn broken_requests_are_refused_politely(server: &TestServer) {
    let admin = server.admin();
    let send = |body: &str| {
        admin.with("content-type", "application/json").send(
            "POST",
            "/api/documents/item",
            Some(body.as_bytes()),
        )
    };
    for body in ["{", "[]", "null", "{\"fields\":{}} and more", "{\"fields\":{},\"surprise\":1}", "{}"] {
        send(body).refused(422, "malformed");
    }
    let deep = format!("{{\"fields\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    send(&deep).refused(422, "malformed");
    for fields in ["7", "[]", "\"text\""] {
        assert_eq!(send(&format!("{{\"fields\":{fields}}}")).status, 422, "{fields}");
    }
    for query in ["limit=many", "limit=-1"] {
        let answer = admin.get(&format!("/api/documents/item?{query}"));
        assert_eq!(answer.invalid(), ["limit bad_parameter"], "{query}");
    }
    admin.get("/api/documents/item?limit=0").is(200);
    admin.get("/api/documents/item/%FF").refused(422, "malformed");
    admin.get("/api/documents/item/%00").refused(422, "malformed");
    admin.get("/api/documents/item?q=%00").refused(422, "malformed");
    let nul = json!({ "fields": { "code": "a\u{0}b", "name": "A" } });
    admin.post("/api/documents/item", nul).refused(422, "malformed");
    let nul = json!({ "login": "a\u{0}b", "password": "a-wrong-password" });
    server.stranger().post("/api/session", nul).refused(422, "malformed");
    let bell = json!({ "fields": { "code": "a\u{7}b", "name": "A" } });
    assert_eq!(admin.post("/api/documents/item", bell).invalid(), ["code bad_character"]);
    assert_eq!(admin.send("PUT", "/api/me", Some(b"{}")).status, 405);
}

/// Many programs send the body after the head, in a packet of its own.
fn a_connection_outlives_a_body_that_nobody_needs(server: &TestServer) {
    let stranger = server.stranger();
    let address = stranger.url().strip_prefix("http://").expect("an address");
    let mut connection = TcpStream::connect(address).expect("listens");
    connection
        .write_all(
            b"POST /api/documents/item/A/push-down/supply HTTP/1.1\r\nhost: shop\r\ncontent-length: 2\r\n\r\n",
        )
        .expect("sent");
    // By now whoever does not wait for the body has answered.
    for _ in 0..20 {
        stranger.get("/healthz").is(200);
    }
    connection.write_all(b"{}").expect("sent");
    connection.write_all(b"GET /healthz HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n").expect("sent");
    let mut answers = String::new();
    connection.read_to_string(&mut answers).expect("two answers, then the end");
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|it| &it[..3]).collect();
    assert_eq!(statuses, ["401", "200"], "{answers}");
}

fn problems_speak_the_callers_language(server: &TestServer) {
    let admin = server.admin();
    let title = |tag: &str| {
        admin.with("accept-language", tag).get("/api/documents/item/none").refused(404, "not_found")["title"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert!(title("zh-CN,zh;q=0.9").contains("找不到"), "{}", title("zh-CN"));
    assert!(title("en-GB,en;q=0.8").contains("no such"), "{}", title("en"));
    assert!(title("fr").contains("找不到"), "Chinese when it is neither");
}

fn what_is_no_api_is_a_page(server: &TestServer) {
    let stranger = server.stranger();
    stranger.get("/api/spaceship").refused(404, "not_found");
    let page = stranger.get("/documents/item/A-1");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(stranger.get("/assets/none.js").status, 404);
    assert_ne!(stranger.get("/../Cargo.toml").status, 500);
}

fn whoever_runs_it_sees_it_breathe(server: &TestServer) {
    let stranger = server.stranger();
    assert_eq!(stranger.get("/healthz").is(200), json!({ "status": "ok" }));
    assert_eq!(stranger.get("/readyz").is(200), json!({ "status": "ready" }));
    stranger.get("/api/me").is(401);
    let metrics = stranger.get("/metrics").is_text(200);
    let refused =
        metrics.lines().filter(|it| it.starts_with("changping_http_responses_total") && it.contains("4xx"));
    assert_eq!(refused.count(), 1, "{metrics}");
    server.admin().create("item", json!({ "code": "A-2", "name": "秤" }));
    server.admin().try_confirm("sales_order", json!({})).is(422);
    let _listening = server.admin().listen();
    server.admin().create("channel", json!({ "code": "店\"1\"", "name": "门店" }));
    server.admin().post("/api/channels/%E5%BA%97%221%22/synced", json!({})).is(200);
    let metrics = stranger.get("/metrics").is_text(200);
    let age = metrics
        .lines()
        .find(|it| it.starts_with("changping_channel_sync_age_seconds{channel=\"店\\\"1\\\"\"}"));
    assert!(age.is_some_and(|it| it.ends_with(" 0") || it.ends_with(" 1")), "{metrics}");
    for line in [
        "changping_transitions_total{type=\"item\",transition=\"create\"} 1",
        "changping_http_responses_total{method=\"POST\",route=\"/api/documents/{type}\",class=\"2xx\"} 2",
        "changping_http_request_seconds_count{method=\"POST\",route=\"/api/documents/{type}\"} 3",
        "changping_problems_total{code=\"invalid\"} 1",
        "changping_problems_total{code=\"unauthenticated\"} 1",
        "changping_event_streams 1",
        "changping_database_up 1",
        "changping_backup_last_failed 0",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line} in {metrics}");
    }
    let from_afar = stranger.with("x-forwarded-for", "203.0.113.7");
    from_afar.get("/metrics").is(403);
    server.admin().with("x-forwarded-for", "203.0.113.7").get("/metrics").is(200);
    server.user(&["seller"]).with("x-forwarded-for", "203.0.113.7").get("/metrics").is(403);
}
