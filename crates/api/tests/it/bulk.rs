//! Many documents in one request.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(each_document_has_its_own_answer, one_too_many_is_refused);

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
