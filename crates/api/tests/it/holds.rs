//! Stock kept back: from whom, until when, and what happens then.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    what_is_held_is_not_sold,
    a_hold_ends_by_itself_and_leaves_a_trace,
    a_hold_without_an_end_stays,
    one_lot_can_be_held,
);

fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    admin
}

fn hold(quantity: &str, expires: Option<&str>) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity }]);
    json!({ "warehouse": "main", "reason": "quality_check", "expires": expires, "lines": lines })
}

/// `4 held, 6 available`
fn told(admin: &Client) -> String {
    let it = admin.balance("tea", "main");
    format!(
        "{} held, {} available",
        it["held"].as_str().unwrap_or("?"),
        it["available"].as_str().unwrap_or("?")
    )
}

fn what_is_held_is_not_sold(server: &TestServer) {
    let admin = company(server);
    let keeper = server.user(&["warehouse"]);
    let held = keeper.confirm("stock_hold", hold("4", None));
    assert_eq!(held["fields"]["owner"], "warehouse0", "whoever holds it owns it");
    assert_eq!(told(&admin), "4 held, 6 available");

    let order = |quantity: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines })
    };
    let refused = admin.try_confirm("sales_order", order("7")).refused(409, "insufficient_stock");
    assert_eq!(refused["params"]["lines"][0]["available"], "6");
    admin.try_confirm("stock_hold", hold("7", None)).refused(409, "insufficient_stock");

    let parts = admin.get("/api/stock/tea/explain?warehouse=main").is(200)["parts"].clone();
    assert_eq!(
        (&parts[0]["kind"], &parts[0]["quantity"], &parts[0]["reason"], &parts[0]["owner"]),
        (&json!("hold"), &json!("4"), &json!("Quality check"), &json!("warehouse0"))
    );

    keeper.transition("stock_hold", held["number"].as_str().expect("a number"), "release").is(200);
    assert_eq!(told(&admin), "0 held, 10 available");
    admin.confirm("sales_order", order("7"));
}

fn a_hold_ends_by_itself_and_leaves_a_trace(server: &TestServer) {
    let admin = company(server);
    let soon = admin.confirm("stock_hold", hold("4", Some("2100-01-01T00:00:00Z")));
    let later = admin.confirm("stock_hold", hold("3", Some("2100-01-03T00:00:00Z")));
    const A_DAY_AFTER: i64 = 4_102_444_800 + 24 * 3600;
    let ahead = A_DAY_AFTER - app::App::now().micros() / 1_000_000;
    server.after(ahead - 2 * 24 * 3600);
    assert_eq!(told(&admin), "7 held, 3 available", "its time has not come");
    server.after(ahead);
    assert_eq!(told(&admin), "3 held, 7 available");
    let read = |it: &Json, what: &str| {
        let number = it["number"].as_str().expect("a number");
        admin.get(&format!("/api/documents/stock_hold/{number}{what}")).is(200)
    };
    assert_eq!(read(&soon, "")["state"], "expired");
    assert_eq!(read(&later, "")["state"], "active");
    assert_eq!(read(&soon, "/history")["rows"][0]["action"], "expire");
    server.after(ahead);
    assert_eq!(told(&admin), "3 held, 7 available", "once is enough");
    admin.transition("stock_hold", soon["number"].as_str().expect("a number"), "expire").is(409);
    admin.transition("stock_hold", later["number"].as_str().expect("a number"), "expire").is(403);
}

fn a_hold_without_an_end_stays(server: &TestServer) {
    let admin = company(server);
    admin.confirm("stock_hold", hold("4", None));
    server.after(100 * 365 * 24 * 3600);
    assert_eq!(told(&admin), "4 held, 6 available");
}

fn one_lot_can_be_held(server: &TestServer) {
    let admin = company(server);
    admin.create("item", json!({ "code": "milk", "name": "牛奶", "tracking": "lot" }));
    let lines = json!([
        { "item": "milk", "quantity": "5", "unit_cost": "2", "lot": "L1", "expiry": "2131-01-01" },
        { "item": "milk", "quantity": "5", "unit_cost": "2", "lot": "L2", "expiry": "2132-01-01" },
    ]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let lines = json!([{ "item": "milk", "quantity": "5", "lot": "L1" }]);
    admin.confirm("stock_hold", json!({ "warehouse": "main", "reason": "dispute", "lines": lines }));
    let lines = json!([{ "item": "milk", "quantity": "4" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let shipment = admin.push_down("sales_order", order["number"].as_str().expect("a number"), "shipment");
    admin.confirm("shipment", shipment);
    let moves = admin.get("/api/stock/milk/moves").is(200);
    assert_eq!(moves["rows"][0]["lot"], "L2", "the lot that expires first is held");
}
