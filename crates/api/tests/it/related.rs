//! What a document points at, and what points at it.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(both_directions_are_told_as_far_as_one_may_see);

fn both_directions_are_told_as_far_as_one_may_see(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "10" }]);
    let order =
        admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    let path = format!("/api/documents/purchase_order/{}", order["number"].as_str().expect("a number"));
    let draft = admin.push_down("purchase_order", order["number"].as_str().expect("a number"), "receipt");
    let receipt = admin.confirm("receipt", draft);

    let told = |it: &Json| {
        format!(
            "{} {} {}",
            it["relation"].as_str().unwrap_or("?"),
            it["type"].as_str().unwrap_or("?"),
            it["number"].as_str().unwrap_or("?")
        )
    };
    let related = |client: &testkit::Client, path: &str| -> Vec<String> {
        let rows = client.get(&format!("{path}/related")).is(200)["rows"].clone();
        let mut all: Vec<String> = rows.as_array().expect("rows").iter().map(told).collect();
        all.sort();
        all
    };
    let from_receipt = format!("from receipt {}", receipt["number"].as_str().expect("a number"));
    assert_eq!(
        related(&admin, &path),
        [&from_receipt, "to item tea", "to supplier farm", "to warehouse main"]
    );
    let seller = server.user(&["seller"]);
    let seen = related(&seller, "/api/documents/item/tea");
    assert!(!seen.iter().any(|it| it.contains("purchase_order") || it.contains("receipt")), "{seen:?}");
}
