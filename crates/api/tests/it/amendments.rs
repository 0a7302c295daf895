//! An order that has taken effect is changed: what follows from the change happens with it.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_confirmed_order_is_changed,
    nothing_less_than_what_was_shipped,
    a_line_moves_to_another_warehouse,
    a_held_order_is_prolonged,
    what_took_effect_elsewhere_stays_as_it_is,
);

fn stocked(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    for (warehouse, item, quantity) in [("main", "tea", "5"), ("east", "tea", "9"), ("main", "cup", "3")] {
        admin.open_stock(warehouse, item, quantity);
    }
    admin
}

fn order(admin: &Client) -> Json {
    let lines = json!([{ "item": "tea", "quantity": "4", "price": "25" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }))
}

fn path(order: &Json) -> String {
    format!("/api/documents/sales_order/{}", order["number"].as_str().expect("a number"))
}

fn change(admin: &Client, order: &Json, fields: Json) -> testkit::Answer {
    admin.patch(&path(order), json!({ "fields": fields }))
}

fn reserved(admin: &Client, item: &str, warehouse: &str) -> String {
    admin.balance(item, warehouse)["reserved"].as_str().unwrap_or("none").to_owned()
}

fn a_confirmed_order_is_changed(server: &TestServer) {
    let admin = stocked(server);
    let order = order(&admin);
    assert_eq!(order["permitted"]["edit"], true);
    assert_eq!(order["permitted"]["delete"], false);

    let more = json!({ "note": "加急", "lines": [{ "line": 1, "quantity": "7" }, { "item": "cup", "quantity": "2", "price": "8" }] });
    let after = change(&admin, &order, more).is(200);
    assert_eq!((&after["state"], &after["fields"]["amount"]), (&json!("confirmed"), &json!("191")));
    let line = &after["progress"]["lines"][0];
    assert_eq!((&line["wanted"], &line["reserved"], &line["short"]), (&json!("7"), &json!("5"), &json!("2")));
    assert_eq!([reserved(&admin, "tea", "main"), reserved(&admin, "cup", "main")], ["5", "2"]);
    assert_eq!(server.orders_demand(), ["2", "7"]);

    let history = admin.get(&format!("{}/history", path(&order))).is(200);
    let changes = history["rows"][0]["changes"].as_array().expect("changes");
    let mut changed: Vec<&str> = changes.iter().filter_map(|it| it["path"].as_str()).collect();
    changed.retain(|it| !it.ends_with("amount"));
    assert_eq!(changed.len(), 3, "the note, a quantity and a line: {changed:?}");
    let quantity = changes
        .iter()
        .find(|it| it["path"].as_str().is_some_and(|it| it.ends_with("quantity")))
        .expect("it changed");
    assert_eq!((&quantity["before"], &quantity["after"]), (&json!("4"), &json!("7")));

    change(&admin, &order, json!({ "lines": [{ "line": 1, "quantity": "1" }] })).is(200);
    assert_eq!([reserved(&admin, "tea", "main"), reserved(&admin, "cup", "main")], ["1", "0"]);
    assert_eq!(server.orders_demand(), ["1"]);

    let stale = json!({ "fields": { "note": "old" }, "version": order["version"] });
    admin.patch(&path(&order), stale).refused(409, "stale_version");
    let viewer = server.user(&["viewer"]);
    viewer.patch(&path(&order), json!({ "fields": { "note": "mine" } })).refused(403, "forbidden");
}

fn nothing_less_than_what_was_shipped(server: &TestServer) {
    let admin = stocked(server);
    let order = order(&admin);
    let mut shipment =
        admin.push_down("sales_order", order["number"].as_str().expect("a number"), "shipment");
    shipment["lines"][0]["quantity"] = json!("3");
    admin.confirm("shipment", shipment);

    let refused = change(&admin, &order, json!({ "lines": [{ "line": 1, "quantity": "2" }] }));
    let refused = refused.refused(409, "less_than_fulfilled");
    assert_eq!((&refused["params"]["done"], &refused["params"]["wanted"]), (&json!("3"), &json!("2")));
    change(&admin, &order, json!({ "lines": [{ "item": "cup", "quantity": "1" }] }))
        .refused(409, "less_than_fulfilled");
    let whole = json!({ "partial_allowed": false, "lines": [{ "line": 1, "quantity": "9" }] });
    change(&admin, &order, whole).refused(409, "insufficient_stock");
    assert_eq!(reserved(&admin, "tea", "main"), "1", "a refusal changes nothing");

    let after = change(&admin, &order, json!({ "lines": [{ "line": 1, "quantity": "3" }] })).is(200);
    assert_eq!(after["state"], "done", "nothing is left to ship");
    assert_eq!(after["permitted"]["edit"], false);
    change(&admin, &order, json!({ "note": "late" })).refused(409, "not_editable");
}

fn a_line_moves_to_another_warehouse(server: &TestServer) {
    let admin = stocked(server);
    let order = order(&admin);
    change(&admin, &order, json!({ "lines": [{ "line": 1, "ship_from": "east" }] })).is(200);
    assert_eq!([reserved(&admin, "tea", "main"), reserved(&admin, "tea", "east")], ["0", "4"]);
    change(&admin, &order, json!({ "channel": "shop", "ship_from": "east", "lines": [{ "line": 1, "ship_from": null, "quantity": "8" }] })).is(200);
    assert_eq!([reserved(&admin, "tea", "main"), reserved(&admin, "tea", "east")], ["0", "8"]);
    let shipment = admin.push_down("sales_order", order["number"].as_str().expect("a number"), "shipment");
    assert_eq!(shipment["warehouse"], "east");
    admin.confirm("shipment", shipment);
    assert_eq!(admin.get(&path(&order)).is(200)["state"], "done");
}

fn a_held_order_is_prolonged(server: &TestServer) {
    let admin = stocked(server);
    let fields = json!({ "customer": "li", "ship_from": "main", "hold_until": "2099-01-01T00:00:00Z", "lines": [{ "item": "tea", "quantity": "4" }] });
    let cart =
        admin.post("/api/documents/sales_order", json!({ "fields": fields, "transition": "hold" })).is(201);
    change(&admin, &cart, json!({ "hold_until": "2001-01-01T00:00:00Z" })).refused(409, "hold_is_over");
    change(
        &admin,
        &cart,
        json!({ "hold_until": "2099-02-01T00:00:00Z", "lines": [{ "line": 1, "quantity": "5" }] }),
    )
    .is(200);
    assert_eq!(server.sweep_on("2099-01-15"), 0);
    assert_eq!(reserved(&admin, "tea", "main"), "5");
    assert_eq!(server.sweep_on("2099-02-01"), 1);
    assert_eq!(reserved(&admin, "tea", "main"), "0");
}

fn what_took_effect_elsewhere_stays_as_it_is(server: &TestServer) {
    let admin = stocked(server);
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let made = admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "found", "lines": lines }));
    let path = format!("/api/documents/adjustment/{}", made["number"].as_str().expect("a number"));
    admin.patch(&path, json!({ "fields": { "note": "oops" } })).refused(409, "not_editable");
}
