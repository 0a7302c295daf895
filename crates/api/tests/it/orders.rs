//! Orders and what follows from them: promises, refusals, parts, leftovers.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_refused_order_changes_nothing,
    an_order_is_promised_what_there_is,
    an_order_is_received_in_parts,
    an_order_is_shipped_in_parts,
    more_than_ordered_is_refused,
    a_cancelled_order_gives_its_promise_back,
    a_transfer_travels,
);

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

fn a_refused_order_changes_nothing(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    admin.open_stock("main", "cup", "100");
    let before = admin.get("/api/stock?limit=500").is(200);
    let moves = admin.get("/api/stock/tea/moves").is(200);

    let lines = json!([{ "item": "cup", "quantity": "10" }, { "item": "tea", "quantity": "7" }, { "item": "pot", "quantity": "1" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
    let problem = admin.try_confirm("sales_order", fields.clone()).refused(409, "insufficient_stock");
    let short: Vec<String> = problem["params"]["lines"].as_array().expect("lines").iter().map(told).collect();
    assert_eq!(
        short,
        [
            "普洱茶 tea@main: wanted 7, available 5, short 2",
            "紫砂壶 pot@main: wanted 1, available 0, short 1"
        ]
    );

    assert_eq!(admin.get("/api/stock?limit=500").is(200), before);
    assert_eq!(admin.get("/api/stock/tea/moves").is(200), moves);
    assert_eq!(admin.get("/api/documents/sales_order").is(200)["total"], 0);
    assert_eq!(server.differences(), Vec::<String>::new());

    let draft = admin.create("sales_order", fields);
    admin.transition("sales_order", number(&draft), "confirm").refused(409, "insufficient_stock");
    let read = admin.get(&format!("/api/documents/sales_order/{}", number(&draft))).is(200);
    assert_eq!(read, draft, "still a draft, at its version");
    assert_eq!(admin.get("/api/stock?limit=500").is(200), before);
}

fn told(it: &Json) -> String {
    let text = |name: &str| it[name].as_str().unwrap_or("?");
    let (name, item, warehouse) = (text("item_name"), text("item"), text("warehouse"));
    format!(
        "{name} {item}@{warehouse}: wanted {}, available {}, short {}",
        text("wanted"),
        text("available"),
        text("short")
    )
}

/// `wanted 7, reserved 5, short 2, done 0, left 7`
fn progress(document: &Json, line: usize) -> String {
    let it = &document["progress"]["lines"][line];
    let all = ["wanted", "reserved", "short", "done", "left"];
    all.map(|name| format!("{name} {}", it[name].as_str().unwrap_or("?"))).join(", ")
}

fn an_order_is_promised_what_there_is(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let lines = json!([{ "item": "tea", "quantity": "7", "price": "25" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    assert_eq!(progress(&order, 0), "wanted 7, reserved 5, short 2, done 0, left 7");
    let balance = admin.balance("tea", "main");
    assert_eq!(
        (&balance["on_hand"], &balance["reserved"], &balance["available"]),
        (&json!("5"), &json!("5"), &json!("0"))
    );

    admin.open_stock("main", "tea", "1");
    let order = admin.transition("sales_order", number(&order), "reserve").is(200);
    assert_eq!(progress(&order, 0), "wanted 7, reserved 6, short 1, done 0, left 7");
}

fn an_order_is_received_in_parts(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "24", "price": "10" }, { "item": "cup", "quantity": "12", "price": "4" }]);
    let order = admin.confirm(
        "purchase_order",
        json!({ "supplier": "farm", "deliver_to": "main", "due": "2030-01-01", "lines": lines }),
    );
    assert_eq!(admin.balance("tea", "main")["incoming"], "24");

    let mut draft = admin.push_down("purchase_order", number(&order), "receipt");
    assert_eq!(draft["purchase_order"], order["number"]);
    assert_eq!(
        (&draft["lines"][0]["quantity"], &draft["lines"][1]["quantity"]),
        (&json!("24"), &json!("12"))
    );
    draft["lines"][0]["quantity"] = json!("10");
    admin.confirm("receipt", draft);

    let order = admin.get(&format!("/api/documents/purchase_order/{}", number(&order))).is(200);
    assert_eq!(order["progress"]["lines"][0]["done"], "10");
    assert_eq!(order["progress"]["lines"][0]["left"], "14");
    assert_eq!(order["state"], "confirmed");
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["on_hand"], &balance["incoming"]), (&json!("10"), &json!("14")));

    let rest = admin.push_down("purchase_order", number(&order), "receipt");
    assert_eq!(rest["lines"].as_array().map(Vec::len), Some(1), "what came whole is not offered again");
    assert_eq!((&rest["lines"][0]["item"], &rest["lines"][0]["quantity"]), (&json!("tea"), &json!("14")));
    admin.confirm("receipt", rest);
    let order = admin.get(&format!("/api/documents/purchase_order/{}", number(&order))).is(200);
    assert_eq!(order["state"], "done", "the last receipt completes the order");
    assert_eq!(admin.balance("tea", "main")["incoming"], "0");
    let path = format!("/api/documents/purchase_order/{}/push-down/receipt", number(&order));
    admin.post(&path, json!({})).refused(409, "transition_not_allowed");
    assert_eq!(admin.get("/api/stock/tea").is(200)["average_cost"], "10");
}

fn an_order_is_shipped_in_parts(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let order = admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "8", "price": "25" }] }));
    let mut draft = admin.push_down("sales_order", number(&order), "shipment");
    draft["lines"][0]["quantity"] = json!("3");
    admin.confirm("shipment", draft);
    let order = admin.get(&format!("/api/documents/sales_order/{}", number(&order))).is(200);
    assert_eq!(progress(&order, 0), "wanted 8, reserved 5, short 0, done 3, left 5");
    let rest = admin.push_down("sales_order", number(&order), "shipment");
    assert_eq!(rest["lines"][0]["quantity"], "5");
    admin.confirm("shipment", rest);
    let order = admin.get(&format!("/api/documents/sales_order/{}", number(&order))).is(200);
    assert_eq!(order["state"], "done");
    let balance = admin.balance("tea", "main");
    assert_eq!(
        (&balance["on_hand"], &balance["reserved"], &balance["available"]),
        (&json!("2"), &json!("0"), &json!("2"))
    );
}

fn more_than_ordered_is_refused(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "10" }]);
    let order =
        admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    let receipt = |item: &str, quantity: &str| {
        let lines = json!([{ "item": item, "quantity": quantity }]);
        admin.try_confirm(
            "receipt",
            json!({ "purchase_order": number(&order), "warehouse": "main", "lines": lines }),
        )
    };
    let problem = receipt("tea", "13").is(409);
    assert_eq!((&problem["params"]["wanted"], &problem["params"]["left"]), (&json!("13"), &json!("12")));
    receipt("cup", "1").is(409);
    receipt("tea", "12").is(201);
    receipt("tea", "1").is(409);
    assert_eq!(admin.balance("tea", "main")["on_hand"], "12");
}

fn a_cancelled_order_gives_its_promise_back(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let lines = json!([{ "item": "tea", "quantity": "5" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    assert_eq!(admin.balance("tea", "main")["available"], "0");
    admin.transition("sales_order", number(&order), "cancel").is(200);
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["reserved"], &balance["available"]), (&json!("0"), &json!("5")));

    let lines = json!([{ "item": "tea", "quantity": "5" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let shipment = admin.push_down("sales_order", number(&order), "shipment");
    let mut part = shipment.clone();
    part["lines"][0]["quantity"] = json!("1");
    admin.confirm("shipment", part);
    admin.transition("sales_order", number(&order), "cancel").is(409);
    admin.transition("sales_order", number(&order), "close").is(200);
    let balance = admin.balance("tea", "main");
    assert_eq!(
        (&balance["on_hand"], &balance["reserved"], &balance["available"]),
        (&json!("4"), &json!("0"), &json!("4"))
    );
    admin.try_confirm("shipment", shipment).is(409);
}

fn a_transfer_travels(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let lines = json!([{ "item": "tea", "quantity": "4" }]);
    let same = json!({ "from": "main", "to": "main", "lines": lines });
    assert_eq!(admin.post("/api/documents/transfer", json!({ "fields": same })).invalid().len(), 1);
    let sent = admin.confirm("transfer", json!({ "from": "main", "to": "east", "lines": lines }));
    assert_eq!(admin.balance("tea", "main")["on_hand"], "6");
    let east = admin.balance("tea", "east");
    assert_eq!((&east["on_hand"], &east["incoming"]), (&json!("0"), &json!("4")));
    admin.transition("transfer", number(&sent), "receive").is(200);
    let east = admin.balance("tea", "east");
    assert_eq!((&east["on_hand"], &east["incoming"]), (&json!("4"), &json!("0")));
}
