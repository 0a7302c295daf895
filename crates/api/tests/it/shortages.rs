//! What runs out, and what to do about it.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, eventually, on_both_engines, tea_company};

on_both_engines!(
    a_shortage_is_seen_ordered_and_gone,
    a_wish_taken_back_hurts_nobody,
    another_warehouse_helps_out,
    only_planners_order
);

fn radar(admin: &Client, id: &str) -> Option<Json> {
    let page = admin.get("/api/shortages?limit=500").is(200);
    page["rows"].as_array().expect("rows").iter().find(|it| it["id"] == id).cloned()
}

/// Nine are wanted by a customer and five are there.
fn nine_wanted_of_five(admin: &Client) {
    admin.open_stock("main", "tea", "5");
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
}

fn a_shortage_is_seen_ordered_and_gone(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    nine_wanted_of_five(&admin);
    let row = eventually("the radar shows tea", || radar(&admin, "tea:main"));
    assert_eq!(
        (&row["short"], &row["available"], &row["severity"]),
        (&json!("4"), &json!("0"), &json!("out")),
        "{row}"
    );
    assert_eq!(
        (&row["hurts"][0]["customer"], &row["hurts"][0]["level"]),
        (&json!("li"), &json!("vip")),
        "{row}"
    );
    assert_eq!(
        (&row["suggestion"]["kind"], &row["suggestion"]["supplier"]),
        (&json!("purchase"), &json!("farm")),
        "{row}"
    );
    let quantity: f64 =
        row["suggestion"]["quantity"].as_str().expect("a quantity").parse().expect("a number");
    assert!(quantity >= 12.0 && quantity % 12.0 == 0.0, "MOQ and packs of twelve: {quantity}");
    for language in ["zh", "en"] {
        assert!(row["reason"][language].as_str().is_some_and(|it| it.len() > 5), "{row}");
    }
    assert!(row["numbers"].as_array().is_some_and(|it| !it.is_empty()), "{row}");
    let summary = admin.get("/api/shortages").is(200)["summary"].clone();
    assert_eq!((&summary["out"], &summary["customers_hurt"]), (&json!(1), &json!(1)), "{summary}");

    let order = json!({ "ids": ["tea:main"] });
    let made = admin.once("two-clicks").post("/api/shortages/order", order.clone()).is(201);
    assert_eq!(
        admin.once("two-clicks").post("/api/shortages/order", order).is(201),
        made,
        "two clicks are one"
    );
    let purchase = made["documents"][0]["number"].as_str().expect("a number").to_owned();
    let draft = admin.get(&format!("/api/documents/purchase_order/{purchase}")).is(200);
    assert_eq!(
        (&draft["state"], &draft["fields"]["supplier"], &draft["fields"]["deliver_to"]),
        (&json!("draft"), &json!("farm"), &json!("main"))
    );
    assert_eq!(draft["fields"]["lines"][0]["price"], "10");
    admin.transition("purchase_order", &purchase, "confirm").is(200);
    let receipt = admin.push_down("purchase_order", &purchase, "receipt");
    let events = admin.listen();
    admin.confirm("receipt", receipt);
    events.wait("news of the radar", |it| it.name == "shortages");
    let order = admin.get("/api/documents/sales_order/XS-000001").is(200);
    admin.transition("sales_order", order["number"].as_str().expect("a number"), "reserve").is(200);
    eventually("tea leaves the radar", || radar(&admin, "tea:main").is_none().then_some(()));
}

fn another_warehouse_helps_out(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("east", "tea", "100");
    nine_wanted_of_five(&admin);
    let row = eventually("the radar suggests a transfer", || {
        radar(&admin, "tea:main").filter(|it| it["suggestion"]["kind"] == "transfer")
    });
    assert_eq!(row["suggestion"]["from"], "east");
    let made = admin.post("/api/shortages/order", json!({ "ids": ["tea:main"] })).is(201);
    assert_eq!(made["documents"][0]["type"], "transfer");
    let instead =
        json!({ "ids": ["tea:main"], "overrides": { "tea:main": { "supplier": "farm", "quantity": "24" } } });
    let made = admin.post("/api/shortages/order", instead).is(201);
    assert_eq!(made["documents"][0]["type"], "purchase_order");
    let number = made["documents"][0]["number"].as_str().expect("a number").to_owned();
    assert_eq!(
        admin.get(&format!("/api/documents/purchase_order/{number}")).is(200)["fields"]["lines"][0]["quantity"],
        "24"
    );
}

fn only_planners_order(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    nine_wanted_of_five(&admin);
    eventually("the radar shows tea", || radar(&admin, "tea:main"));
    let (seller, buyer) = (server.user(&["seller"]), server.user(&["buyer"]));
    seller.post("/api/shortages/order", json!({ "ids": ["tea:main"] })).refused(403, "forbidden");
    let row = radar(&seller, "tea:main").expect("a seller sees it");
    assert!(row["suggestion"]["price"].is_null(), "but not what it costs: {row}");
    let row = radar(&buyer, "tea:main").expect("a buyer sees it");
    assert!(row["hurts"][0]["document"].is_null(), "a buyer may not read sales orders: {row}");
    assert_eq!(buyer.post("/api/shortages/order", json!({ "ids": [] })).invalid(), ["ids out_of_range"]);
    buyer.post("/api/shortages/order", json!({ "ids": ["tea:east"] })).is(422);
    buyer.post("/api/shortages/order", json!({ "ids": ["tea:main"] })).is(201);
}

/// An order that got nothing changes no balance when it is cancelled; the radar forgets it all the
/// same.
fn a_wish_taken_back_hurts_nobody(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    let order = json!({ "customer": "li", "ship_from": "main", "lines": lines });
    let order = admin.confirm("sales_order", order)["number"].as_str().expect("a number").to_owned();
    let row = eventually("the radar shows tea", || radar(&admin, "tea:main"));
    assert_eq!(row["short"], "9", "{row}");
    admin.transition("sales_order", &order, "cancel").is(200);
    eventually("nobody waits for tea", || radar(&admin, "tea:main").is_none().then_some(()));
}
