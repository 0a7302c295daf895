//! Many documents in one request.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    each_document_has_its_own_answer,
    one_too_many_is_refused,
    many_orders_are_confirmed_and_one_refusal_never_stops_the_rest,
    a_repeat_goes_on_where_the_first_try_ended,
    others_write_while_many_are_confirmed,
);

fn each_document_has_its_own_answer(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let stock = json!([{ "item": "tea", "quantity": "5", "unit_cost": "8" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": stock }));
    let order = |quantity: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        let fields =
            json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
        json!({ "fields": fields, "transition": "confirm" })
    };
    let documents = json!([order("4"), order("4"), { "fields": { "customer": "li" } }, order("1"), { "fields": { "customer": "li", "ship_from": "main", "lines": [{ "item": "cup", "quantity": "1" }] } }]);
    let answer = admin.post("/api/documents/sales_order/bulk", json!({ "documents": documents })).is(200);
    assert_eq!((answer["ok"].as_i64(), answer["failed"].as_i64()), (Some(3), Some(2)));
    let told: Vec<String> = answer["rows"].as_array().expect("rows").iter().map(told).collect();
    assert_eq!(
        told,
        ["XS-000001 confirmed", "insufficient_stock", "invalid", "XS-000002 confirmed", "XS-000003 draft"]
    );
    assert_eq!(answer["rows"][1]["problem"]["params"]["lines"][0]["available"], "1");
    assert_eq!(admin.balance("tea", "main")["available"], "0");
}

fn told(row: &Json) -> String {
    match row["ok"].as_bool() {
        Some(true) => format!(
            "{} {}",
            row["document"]["number"].as_str().unwrap_or("?"),
            row["document"]["state"].as_str().unwrap_or("?")
        ),
        _ => row["problem"]["code"].as_str().unwrap_or("?").to_owned(),
    }
}

fn one_too_many_is_refused(server: &TestServer) {
    let admin = server.admin();
    let documents = |count: usize| {
        let one = |nth: usize| json!({ "fields": { "code": format!("C{nth:04}"), "name": "渠道" } });
        json!({ "documents": (0..count).map(one).collect::<Vec<_>>() })
    };
    let problem = admin.post("/api/documents/channel/bulk", documents(1001)).refused(413, "too_large");
    assert_eq!(problem["params"]["most"], 1000);
    let answer = admin.post("/api/documents/channel/bulk", documents(1000)).is(200);
    assert_eq!(answer["ok"], 1000);
}

/// Drafts of orders for one piece of tea each, all or nothing; their numbers.
fn drafts(admin: &Client, count: usize) -> Vec<String> {
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
    let documents: Vec<Json> = (0..count).map(|_| json!({ "fields": fields })).collect();
    let made = admin.post("/api/documents/sales_order/bulk", json!({ "documents": documents })).is(200);
    let number = |it: &Json| it["document"]["number"].as_str().expect("a number").to_owned();
    made["rows"].as_array().expect("rows").iter().map(number).collect()
}

fn with_tea(server: &TestServer, quantity: &str) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    let stock = json!([{ "item": "tea", "quantity": quantity, "unit_cost": "8" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": stock }));
    admin
}

fn confirm_all(client: &Client, ids: &[String]) -> Json {
    let body = json!({ "ids": ids, "transition": "confirm" });
    client.post("/api/documents/sales_order/bulk-transitions", body).is(200)
}

fn many_orders_are_confirmed_and_one_refusal_never_stops_the_rest(server: &TestServer) {
    let admin = with_tea(server, "150");
    let mut ids = drafts(&admin, 200);
    ids.insert(100, "XS-none".to_owned());
    let answer = confirm_all(&admin, &ids);
    assert_eq!((answer["ok"].as_i64(), answer["failed"].as_i64()), (Some(150), Some(51)));
    let rows = answer["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 201, "an answer for each, in order");
    assert_eq!((&rows[100]["id"], &rows[100]["problem"]["code"]), (&json!("XS-none"), &json!("not_found")));
    for (row, id) in rows.iter().zip(&ids) {
        let named = if row["ok"] == true { &row["document"]["number"] } else { &row["id"] };
        assert_eq!(named, id);
        let short = || row["problem"]["code"] == "insufficient_stock";
        assert!(row["ok"] == true || id == "XS-none" || short(), "{row}");
    }
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["reserved"], &balance["available"]), (&json!("150"), &json!("0")));

    let path = "/api/documents/sales_order/bulk-transitions";
    admin.post(path, json!({ "ids": [], "transition": "fly" })).refused(404, "not_found");
    let too_many: Vec<String> = (0..10_001).map(|it| it.to_string()).collect();
    admin.post(path, json!({ "ids": too_many, "transition": "confirm" })).refused(413, "too_large");
}

fn a_repeat_goes_on_where_the_first_try_ended(server: &TestServer) {
    let admin = with_tea(server, "10");
    let ids = drafts(&admin, 3);
    let first = confirm_all(&admin.once("bulk-1"), &ids);
    assert_eq!(first["ok"], 3);
    assert_eq!(confirm_all(&admin.once("bulk-1"), &ids), first, "the same answers, and nothing done twice");
    let again = confirm_all(&admin, &ids);
    assert_eq!(
        (&again["ok"], &again["rows"][0]["problem"]["code"]),
        (&json!(0), &json!("transition_not_allowed"))
    );
}

fn others_write_while_many_are_confirmed(server: &TestServer) {
    let admin = with_tea(server, "1000");
    let ids = drafts(&admin, 600);
    let (mut between, mut answer) = (0, Json::Null);
    std::thread::scope(|scope| {
        let bulk = scope.spawn(|| confirm_all(&server.admin(), &ids));
        while !bulk.is_finished() {
            admin.create("customer", json!({ "code": format!("C{between}"), "name": "客" }));
            between += 1;
        }
        answer = bulk.join().expect("no panic");
    });
    assert_eq!(answer["ok"], 600);
    assert!(between > 1, "somebody else wrote in the meantime");
    assert_eq!(admin.balance("tea", "main")["reserved"], "600");
}
