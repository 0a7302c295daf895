//! Two steps, like a payment: goods are held for a limited time, then committed or free again.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_cart_is_held_and_committed,
    a_cart_that_nobody_pays_expires_by_itself,
    each_expires_at_its_own_moment,
    a_held_order_is_cancelled,
    a_moment_that_is_over_is_refused,
    the_company_says_how_long,
);

const FAR: &str = "2099-01-01T00:00:00Z";

fn stocked(server: &TestServer, quantity: &str) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", quantity);
    admin
}

fn tea(quantity: &str) -> Json {
    json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": quantity }] })
}

fn hold(client: &Client, fields: Json) -> testkit::Answer {
    client.post("/api/documents/sales_order", json!({ "fields": fields, "transition": "hold" }))
}

fn with_limit(mut fields: Json, until: &str) -> Json {
    fields["hold_until"] = json!(until);
    fields
}

fn read(client: &Client, order: &Json) -> Json {
    client.get(&format!("/api/documents/sales_order/{}", number(order))).is(200)
}

fn number(order: &Json) -> &str {
    order["number"].as_str().expect("a number")
}

/// `5 on hand, 4 reserved, 1 available`
fn tea_at_main(client: &Client) -> String {
    let it = client.balance("tea", "main");
    let text = |name: &str| it[name].as_str().unwrap_or("?").to_owned();
    format!("{} on hand, {} reserved, {} available", text("on_hand"), text("reserved"), text("available"))
}

fn a_cart_is_held_and_committed(server: &TestServer) {
    let admin = stocked(server, "5");
    let cart = hold(&admin, tea("4")).is(201);
    assert_eq!(cart["state"], "pending");
    assert!(cart["fields"]["hold_until"].is_string(), "the system says until when: {cart}");
    assert_eq!(tea_at_main(&admin), "5 on hand, 4 reserved, 1 available");
    assert_eq!(server.orders_demand(), ["4"]);

    // Nobody else gets what is held.
    let mut whole = tea("2");
    whole["partial_allowed"] = json!(false);
    admin.try_confirm("sales_order", whole).refused(409, "insufficient_stock");

    let order = admin.transition("sales_order", number(&cart), "confirm").is(200);
    assert_eq!((&order["state"], &order["fields"]["hold_until"]), (&json!("confirmed"), &Json::Null));
    assert_eq!(tea_at_main(&admin), "5 on hand, 4 reserved, 1 available");
    assert_eq!(server.orders_demand(), ["4"], "counted once");
    assert_eq!(server.sweep_on("2100-01-01"), 0, "what is paid never expires");

    let shipment = admin.push_down("sales_order", number(&order), "shipment");
    admin.confirm("shipment", shipment);
    assert_eq!(read(&admin, &order)["state"], "done");
}

fn a_cart_that_nobody_pays_expires_by_itself(server: &TestServer) {
    let admin = stocked(server, "5");
    let cart = hold(&admin, with_limit(tea("4"), FAR)).is(201);
    assert_eq!(server.sweep_on("2098-12-31"), 0);
    assert_eq!(tea_at_main(&admin), "5 on hand, 4 reserved, 1 available");

    assert_eq!(server.sweep_on("2099-01-01"), 1);
    let after = read(&admin, &cart);
    assert_eq!(
        (&after["state"], after["permitted"]["transitions"].as_array().map(Vec::len)),
        (&json!("expired"), Some(0))
    );
    assert_eq!(tea_at_main(&admin), "5 on hand, 0 reserved, 5 available");
    assert_eq!(server.orders_demand(), Vec::<String>::new());
    let history = admin.get(&format!("/api/documents/sales_order/{}/history", number(&cart))).is(200);
    assert_eq!(history["rows"][0]["action"], "expire");
    assert_eq!(history["rows"][0]["changes"][0]["after"], "expired");
    assert_eq!(server.sweep_on("2099-01-01"), 0, "once");
    admin.transition("sales_order", number(&cart), "confirm").refused(409, "transition_not_allowed");
}

fn each_expires_at_its_own_moment(server: &TestServer) {
    let admin = stocked(server, "1000");
    let until = |day: usize| format!("2099-01-{day:02}T00:00:00Z");
    for day in 1..=9 {
        hold(&admin, with_limit(tea("1"), &until(day))).is(201);
    }
    admin.confirm("sales_order", tea("1"));
    assert_eq!(server.sweep_on("2099-01-03"), 3);
    assert_eq!(tea_at_main(&admin), "1000 on hand, 7 reserved, 993 available");
    assert_eq!(server.sweep_on("2099-02-01"), 6);
    assert_eq!(tea_at_main(&admin), "1000 on hand, 1 reserved, 999 available");
}

fn a_held_order_is_cancelled(server: &TestServer) {
    let admin = stocked(server, "5");
    let cart = hold(&admin, with_limit(tea("4"), FAR)).is(201);
    let cancelled = admin.transition("sales_order", number(&cart), "cancel").is(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(tea_at_main(&admin), "5 on hand, 0 reserved, 5 available");
    assert_eq!(server.sweep_on("2100-01-01"), 0);
}

fn a_moment_that_is_over_is_refused(server: &TestServer) {
    let admin = stocked(server, "5");
    hold(&admin, with_limit(tea("4"), "2001-01-01T00:00:00Z")).refused(409, "hold_is_over");
    assert_eq!(tea_at_main(&admin), "5 on hand, 0 reserved, 5 available");
}

fn the_company_says_how_long(server: &TestServer) {
    let admin = stocked(server, "5");
    let mut company = admin.get("/api/company").is(200);
    assert_eq!(company["hold_minutes"], 30);
    company["hold_minutes"] = json!(0);
    assert_eq!(admin.put("/api/company", company.clone()).invalid(), ["hold_minutes out_of_range"]);
    company["hold_minutes"] = json!(15);
    admin.put("/api/company", company).is(200);
    let cart = hold(&admin, tea("4")).is(201);
    let moment = |at: &Json| at.as_str().and_then(|it| it.parse::<values::Instant>().ok()).expect("a moment");
    let (made, until) = (moment(&cart["created_at"]), moment(&cart["fields"]["hold_until"]));
    assert_eq!(until, made.plus_seconds(15 * 60));
}
