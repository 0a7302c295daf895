//! When somebody who has to wait is served: what comes, less what others were promised before.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, eventually, on_both_engines, tea_company};

on_both_engines!(
    a_preorder_is_told_its_day,
    the_days_follow_what_comes_and_who_waits,
    a_quantity_has_an_earliest_day,
    many_items_in_one_call,
);

/// A purchase order of tea that is to come on a day.
fn expect_tea(admin: &Client, quantity: &str, due: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": "10" }]);
    admin.confirm(
        "purchase_order",
        json!({ "supplier": "farm", "deliver_to": "main", "due": due, "lines": lines }),
    )
}

fn order_tea(admin: &Client, quantity: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": "25" }]);
    admin.confirm(
        "sales_order",
        json!({ "customer": "li", "ship_from": "main", "deposit": "10", "lines": lines }),
    )
}

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

/// `short 7 until 2099-01-05`
fn told(order: &Json) -> String {
    let line = &order["progress"]["lines"][0];
    format!(
        "short {} until {}",
        line["short"].as_str().unwrap_or("?"),
        line["promised_on"].as_str().unwrap_or("?")
    )
}

fn read(admin: &Client, order: &Json) -> String {
    told(&admin.get(&format!("/api/documents/sales_order/{}", number(order))).is(200))
}

fn a_preorder_is_told_its_day(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    assert_eq!(told(&order_tea(&admin, "1")), "short 1 until ?", "nothing comes, so nobody knows");

    expect_tea(&admin, "10", "2099-01-05");
    expect_tea(&admin, "10", "2099-02-05");
    let (first, second, third) = (order_tea(&admin, "6"), order_tea(&admin, "4"), order_tea(&admin, "10"));
    assert_eq!(told(&first), "short 6 until 2099-01-05");
    assert_eq!(told(&second), "short 4 until 2099-02-05", "the first order of all waits too");
    assert_eq!(told(&third), "short 10 until ?");
    assert_eq!(first["fields"]["deposit"], "10");

    let waiting = || {
        let explained = admin.get("/api/stock/tea/explain?warehouse=main").is(200);
        let text = |it: &Json, name: &str| it[name].as_str().unwrap_or("?").to_owned();
        let told = |it: &Json| format!("{} on {}", text(it, "short"), text(it, "promised_on"));
        explained["waiting"].as_array().expect("rows").iter().map(told).collect::<Vec<_>>()
    };
    until_told(server, waiting, &["1 on 2099-01-05", "6 on 2099-01-05", "4 on 2099-02-05", "10 on ?"]);
}

/// Days are told again after the event of what changed them.
fn until_told(server: &TestServer, look: impl Fn() -> Vec<String>, wanted: &[&str]) {
    eventually(&format!("{wanted:?}"), || {
        server.caught_up();
        (look() == wanted).then_some(())
    });
}

fn the_days_follow_what_comes_and_who_waits(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let late = expect_tea(&admin, "10", "2099-02-05");
    let (first, second) = (order_tea(&admin, "8"), order_tea(&admin, "4"));
    let days = || vec![read(&admin, &first), read(&admin, &second)];
    until_told(server, days, &["short 8 until 2099-02-05", "short 4 until ?"]);

    expect_tea(&admin, "5", "2099-01-05");
    until_told(server, days, &["short 8 until 2099-02-05", "short 4 until 2099-02-05"]);

    admin.transition("sales_order", number(&first), "cancel").is(200);
    // Who waited before gave up.
    until_told(server, || vec![read(&admin, &second)], &["short 4 until 2099-01-05"]);

    admin.transition("purchase_order", number(&late), "cancel").is(200);
    let third = order_tea(&admin, "2");
    assert_eq!(told(&third), "short 2 until ?");
}

fn a_quantity_has_an_earliest_day(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "3");
    expect_tea(&admin, "10", "2099-01-05");
    order_tea(&admin, "5");
    let ask = |quantity: &str| {
        admin.get(&format!("/api/stock/tea/promise?warehouse=main&quantity={quantity}")).is(200)
    };
    let days = ["1", "8", "9"].map(|quantity| ask(quantity)["earliest"].as_str().map(str::to_owned));
    let day = || Some("2099-01-05".to_owned());
    assert_eq!(days, [day(), day(), None], "3 of the 3 and 2 of the 10 are promised");
    assert_eq!(ask("1")["warehouses"][0]["steps"], json!([{ "day": "2099-01-05", "quantity": "8" }]));
    assert_eq!(ask("1")["warehouses"][0]["waiting"], "2");
    admin.get("/api/stock/tea/promise?quantity=much").invalid();
    admin.get("/api/stock/salt/promise").is(404);
}

fn many_items_in_one_call(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for (warehouse, item, quantity) in [("main", "tea", "5"), ("east", "tea", "2"), ("main", "cup", "7")] {
        admin.open_stock(warehouse, item, quantity);
    }
    order_tea(&admin, "4");
    admin.create(
        "channel",
        json!({ "code": "eastern", "name": "东区", "warehouses": [{ "warehouse": "east" }] }),
    );
    let ask = |more: Json| {
        let mut body = json!({ "items": ["tea", "salt", "cup", "pot"] });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = admin.post("/api/stock/availability", body).is(200);
        let rows = answer["rows"].as_array().expect("rows").clone();
        let told = |it: &Json| (it["item"].as_str().unwrap_or("-").to_owned(), it["available"].clone());
        let order: Vec<String> = rows.iter().map(|it| told(it).0).collect();
        assert_eq!(order, ["tea", "-", "cup", "pot"], "a row for each, in order");
        rows.iter().map(told).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(ask(json!({}))["tea"], "3");
    assert_eq!(ask(json!({ "warehouse": "main" }))["tea"], "1");
    assert_eq!(ask(json!({ "warehouse": "main" }))["pot"], "0");
    let eastern = ask(json!({ "channel": "eastern" }));
    assert_eq!((&eastern["tea"], &eastern["cup"]), (&json!("2"), &json!("0")));
    let rules =
        json!({ "warehouse": "east", "lines": [{ "item": "tea", "channel": "eastern", "buffer": "1" }] });
    admin.post("/api/documents/channel_stock", json!({ "fields": rules, "transition": "apply" })).is(201);
    assert_eq!(ask(json!({ "channel": "eastern" }))["tea"], "1", "one is kept back from the channel");
    assert_eq!(ask(json!({}))["tea"], "3");
    let too_many: Vec<String> = (0..1001).map(|it| it.to_string()).collect();
    admin.post("/api/stock/availability", json!({ "items": too_many })).refused(413, "too_large");
}
