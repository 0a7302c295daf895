//! Same key, same answer.

use serde_json::json;
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_repeated_request_changes_nothing,
    a_key_is_for_one_request,
    a_refusal_is_not_remembered,
    repeats_at_the_same_moment_count_once,
    a_key_belongs_to_who_used_it,
);

fn a_repeated_request_changes_nothing(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "10", "unit_cost": "8" }]);
    let body = json!({ "fields": { "warehouse": "main", "lines": lines }, "transition": "confirm" });
    let once = admin.once("first-stock");
    let first = once.post("/api/documents/opening_stock", body.clone());
    let again = once.post("/api/documents/opening_stock", body);
    assert_eq!(first.is(201), again.is(201));
    assert_eq!((first.header("idempotent-replay"), again.header("idempotent-replay")), ("", "true"));
    assert_eq!(admin.balance("tea", "main")["on_hand"], "10");

    let archive = admin.once("archive-pot");
    let first = archive.post("/api/documents/item/pot/transitions/archive", json!({})).is(200);
    let again = archive.post("/api/documents/item/pot/transitions/archive", json!({}));
    assert_eq!(again.is(200), first, "not `transition_not_allowed`: it is the same request");

    let edit = admin.once("rename-cup");
    let change = json!({ "fields": { "name": "茶盏" }, "version": 1 });
    let first = edit.patch("/api/documents/item/cup", change.clone()).is(200);
    assert_eq!(edit.patch("/api/documents/item/cup", change).is(200), first, "not `stale_version`");

    let many = admin.once("two-channels");
    let documents = json!({ "documents": [{ "fields": { "code": "web", "name": "网店" } }, { "fields": { "code": "web", "name": "重复" } }] });
    let first = many.post("/api/documents/channel/bulk", documents.clone()).is(200);
    assert_eq!((first["ok"].as_i64(), first["failed"].as_i64()), (Some(1), Some(1)));
    assert_eq!(many.post("/api/documents/channel/bulk", documents).is(200), first);
}

fn a_key_is_for_one_request(server: &TestServer) {
    let admin = server.admin();
    let once = admin.once("k");
    once.post("/api/documents/channel", json!({ "fields": { "code": "a", "name": "A" } })).is(201);
    once.post("/api/documents/channel", json!({ "fields": { "code": "b", "name": "B" } }))
        .refused(422, "key_reused");
    once.post("/api/documents/supplier", json!({ "fields": { "code": "a", "name": "A" } }))
        .refused(422, "key_reused");
    admin.get("/api/documents/channel/b").refused(404, "not_found");
    let long = admin.once(&"k".repeat(201));
    long.post("/api/documents/channel", json!({ "fields": { "code": "c", "name": "C" } }))
        .refused(422, "malformed");
}

/// It changed nothing, and the world may be kinder to the next try.
fn a_refusal_is_not_remembered(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "5" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
    let body = json!({ "fields": fields, "transition": "confirm" });
    let once = admin.once("order");
    once.post("/api/documents/sales_order", body.clone()).refused(409, "insufficient_stock");
    let lines = json!([{ "item": "tea", "quantity": "5" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    once.post("/api/documents/sales_order", body).is(201);
}

fn repeats_at_the_same_moment_count_once(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let body = json!({ "fields": { "warehouse": "main", "lines": lines }, "transition": "confirm" });
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let send = || {
            let answer = admin.once("at-once").post("/api/documents/opening_stock", body.clone());
            answer.is(201)["number"].as_str().unwrap_or("?").to_owned()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|it| it.join().expect("no panic")).collect()
    });
    assert!(numbers.iter().all(|it| *it == numbers[0]), "{numbers:?}");
    assert_eq!(admin.balance("tea", "main")["on_hand"], "1");
}

fn a_key_belongs_to_who_used_it(server: &TestServer) {
    let (one, other) = (server.user(&["seller"]).once("k"), server.user(&["seller"]).once("k"));
    one.post("/api/documents/channel", json!({ "fields": { "code": "a", "name": "A" } })).is(201);
    other.post("/api/documents/channel", json!({ "fields": { "code": "b", "name": "B" } })).is(201);
}
