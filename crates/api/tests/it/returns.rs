//! What customers bring back.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_return_comes_back_at_what_it_cost_then,
    no_more_comes_back_than_was_shipped,
    what_is_checked_is_held_and_then_sold_or_scrapped,
);

/// 4 pieces of tea that cost 8 each were shipped; those bought since cost 20.
fn shipped(server: &TestServer) -> (Client, Json, Json) {
    let admin = server.admin();
    tea_company(&admin);
    let stock = |quantity: &str, cost: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity, "unit_cost": cost }]);
        admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    };
    stock("4", "8");
    let lines = json!([{ "item": "tea", "quantity": "4", "price": "25" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let draft = admin.push_down("sales_order", number(&order), "shipment");
    let shipment = admin.confirm("shipment", draft);
    stock("10", "20");
    (admin, order, shipment)
}

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

/// `12 on hand, 2 held, 10 available, worth 216`
fn tea(admin: &Client) -> String {
    let it = admin.balance("tea", "main");
    let text = |name: &str| it[name].as_str().unwrap_or("?").to_owned();
    format!(
        "{} on hand, {} held, {} available, worth {}",
        text("on_hand"),
        text("held"),
        text("available"),
        text("value")
    )
}

fn a_return_comes_back_at_what_it_cost_then(server: &TestServer) {
    let (admin, order, shipment) = shipped(server);
    assert_eq!(tea(&admin), "10 on hand, 0 held, 10 available, worth 200");
    let mut draft = admin.push_down("shipment", number(&shipment), "sales_return");
    assert_eq!((&draft["sales_order"], &draft["warehouse"]), (&order["number"], &json!("main")));
    draft["lines"][0]["quantity"] = json!("3");
    let taken = admin.confirm("sales_return", draft);
    assert_eq!(taken["state"], "confirmed");
    assert_eq!(tea(&admin), "13 on hand, 0 held, 13 available, worth 224");

    let order = admin.get(&format!("/api/documents/sales_order/{}", number(&order))).is(200);
    assert_eq!((&order["state"], &order["progress"]["lines"][0]["returned"]), (&json!("done"), &json!("3")));
    let rest = admin.push_down("sales_order", number(&order), "sales_return");
    assert_eq!(rest["lines"][0]["quantity"], "1", "what is still with the customer");
    let rest = admin.push_down("shipment", number(&shipment), "sales_return");
    assert_eq!(rest["lines"][0]["quantity"], "1", "of the shipment, too");
    admin.confirm("sales_return", rest);
    let nothing = format!("/api/documents/sales_order/{}/push-down/sales_return", number(&order));
    admin.post(&nothing, json!({})).refused(409, "transition_not_allowed");
    assert_eq!(server.returned_demand(), ["1", "3"]);
}

fn no_more_comes_back_than_was_shipped(server: &TestServer) {
    let (admin, order, _) = shipped(server);
    let back = |quantity: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        admin.try_confirm(
            "sales_return",
            json!({ "sales_order": number(&order), "warehouse": "main", "lines": lines }),
        )
    };
    let refused = back("5").refused(409, "more_than_shipped");
    assert_eq!((&refused["params"]["wanted"], &refused["params"]["left"]), (&json!("5"), &json!("4")));
    back("3").is(201);
    assert_eq!(back("2").refused(409, "more_than_shipped")["params"]["left"], "1");
    assert_eq!(tea(&admin), "13 on hand, 0 held, 13 available, worth 224");
    let lines = json!([{ "item": "cup", "quantity": "1" }]);
    let other = json!({ "sales_order": number(&order), "warehouse": "main", "lines": lines });
    admin.try_confirm("sales_return", other).refused(409, "not_ordered");
}

fn what_is_checked_is_held_and_then_sold_or_scrapped(server: &TestServer) {
    let (admin, order, _) = shipped(server);
    let line = |quantity: &str| json!({ "item": "tea", "quantity": quantity });
    let fields =
        json!({ "sales_order": number(&order), "warehouse": "main", "lines": [line("1"), line("2")] });
    let back =
        admin.post("/api/documents/sales_return", json!({ "fields": fields, "transition": "check" })).is(201);
    assert_eq!(back["state"], "checking");
    assert_eq!(tea(&admin), "13 on hand, 3 held, 10 available, worth 224");
    let held = admin.get("/api/stock/tea/explain?warehouse=main").is(200);
    let hold =
        held["parts"].as_array().expect("parts").iter().find(|it| it["kind"] == "hold").expect("a hold");
    assert_eq!(hold["document"]["number"], back["number"]);

    let path = format!("/api/documents/sales_return/{}", number(&back));
    let more = json!({ "fields": { "lines": [{ "line": 1, "quantity": "2" }, { "line": 2 }] } });
    admin.patch(&path, more).refused(409, "not_editable");
    let found = json!({ "fields": { "lines": [{ "line": 1, "condition": "damaged" }, { "line": 2 }] } });
    admin.patch(&path, found).is(200);
    let done = admin.transition("sales_return", number(&back), "confirm").is(200);
    assert_eq!(done["state"], "confirmed");
    assert_eq!(tea(&admin), "12 on hand, 0 held, 12 available, worth 206.7692");
}
