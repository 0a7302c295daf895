//! Bought by the case, kept by the piece: lines in the units of their items.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(a_case_is_bought_and_pieces_are_kept, what_a_unit_holds_is_changed_for_new_lines_only);

/// Tea comes in cases of 12 and bales of 144.
fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    units(&admin, "12");
    admin
}

fn units(admin: &Client, case: &str) {
    let units = json!([
        { "unit": "箱", "factor": case, "buying": true, "barcode": "6901234567892" },
        { "unit": "件", "factor": "144" },
    ]);
    let change = json!({ "fields": { "units": units } });
    admin.patch("/api/documents/item/tea", change).is(200);
}

fn order(admin: &Client, lines: Json) -> Json {
    admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }))
}

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

fn a_case_is_bought_and_pieces_are_kept(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "10", "unit_price": "100" }]);
    let order = order(&admin, lines);
    let line = &order["fields"]["lines"][0];
    assert_eq!((&line["quantity"], &line["price"]), (&json!("120"), &json!("8.333333")));
    assert_eq!(order["fields"]["amount"], "1000");
    assert_eq!(order["progress"]["lines"][0]["wanted"], "120");

    // What is left is received in cases as long as it is a number of cases.
    let mut draft = admin.push_down("purchase_order", number(&order), "receipt");
    let line = &draft["lines"][0];
    assert_eq!((&line["unit"], &line["unit_quantity"]), (&json!("箱"), &json!("10")));
    draft["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "3", "source_line": "1" });
    admin.confirm("receipt", draft);
    assert_eq!(admin.balance("tea", "main")["on_hand"], "36");
    let pieces = json!([{ "item": "tea", "quantity": "5" }]);
    let receipt = json!({ "purchase_order": number(&order), "warehouse": "main", "lines": pieces });
    admin.confirm("receipt", receipt);
    let draft = admin.push_down("purchase_order", number(&order), "receipt");
    let line = &draft["lines"][0];
    assert_eq!((&line["unit"], &line["quantity"]), (&Json::Null, &json!("79")), "no number of cases");
}

fn what_a_unit_holds_is_changed_for_new_lines_only(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "1", "unit_price": "120" }]);
    let fields = json!({ "supplier": "farm", "deliver_to": "main", "lines": lines });
    let order = admin.create("purchase_order", fields);
    units(&admin, "10");
    let path = format!("/api/documents/purchase_order/{}", number(&order));
    let noted = json!({ "fields": { "note": "急", "lines": [{ "line": 1, "due": "2031-01-01" }] } });
    let order = admin.patch(&path, noted).is(200);
    assert_eq!(order["fields"]["lines"][0]["quantity"], "12", "as it was agreed");
    let more = json!({ "fields": { "lines": [{ "line": 1, "unit_quantity": "2" }] } });
    let order = admin.patch(&path, more).is(200);
    assert_eq!(order["fields"]["lines"][0]["quantity"], "20");

    let unknown = json!({ "fields": { "lines": [{ "line": 1, "unit": "桶" }] } });
    let problem = admin.patch(&path, unknown).refused(422, "invalid");
    assert_eq!(problem["problems"][0]["path"], "lines[0].unit", "{problem}");
}
