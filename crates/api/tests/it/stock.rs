//! What there is, why it is not all for sale, and how it came about.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    stock_is_told_with_its_parts,
    cost_is_for_those_who_may_see_it,
    moves_are_told_newest_first,
    lots_leave_first_expired_first,
    a_count_is_a_fact_with_a_moment
);

fn stock_is_told_with_its_parts(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "10", "unit_cost": "8" }, { "item": "cup", "quantity": "3", "unit_cost": "2" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    admin.open_stock("east", "tea", "2");
    let seller = server.user(&["seller"]);
    let order = seller.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "due": "2031-01-01", "lines": [{ "item": "tea", "quantity": "4" }] }));
    let purchase = admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "due": "2030-06-01", "lines": [{ "item": "tea", "quantity": "12", "price": "9" }] }));

    let rows = |query: &str| -> Vec<String> {
        let page = admin.get(&format!("/api/stock?{query}")).is(200);
        let mut told: Vec<String> = page["rows"].as_array().expect("rows").iter().map(balance).collect();
        told.sort();
        told
    };
    let tea_main = "普洱茶 tea@main 主仓: 10 on hand, 4 reserved, 0 held, 6 available, 12 incoming";
    let tea_east = "普洱茶 tea@east 东仓: 2 on hand, 0 reserved, 0 held, 2 available, 0 incoming";
    let cup_main = "茶杯 cup@main 主仓: 3 on hand, 0 reserved, 0 held, 3 available, 0 incoming";
    assert_eq!(rows(""), [tea_east, tea_main, cup_main]);
    assert_eq!(rows("item=tea"), [tea_east, tea_main]);
    assert_eq!(rows("warehouse=main"), [tea_main, cup_main]);
    assert_eq!(rows("q=chabei"), [cup_main]);
    admin.get("/api/stock?item=none").refused(404, "not_found");
    let first = admin.get("/api/stock?limit=2").is(200);
    let next = first["next"].as_str().expect("one more page");
    let rest = admin.get(&format!("/api/stock?limit=2&after={next}")).is(200);
    assert_eq!(
        first["rows"].as_array().map(Vec::len).zip(rest["rows"].as_array().map(Vec::len)),
        Some((2, 1))
    );

    let explained = admin.get("/api/stock/tea/explain?warehouse=main").is(200);
    assert_eq!((&explained["on_hand"], &explained["available"]), (&json!("10"), &json!("6")));
    let part = |kind: &str| {
        explained["parts"]
            .as_array()
            .expect("parts")
            .iter()
            .find(|it| it["kind"] == kind)
            .cloned()
            .unwrap_or_default()
    };
    let promised = part("reservation");
    assert_eq!((&promised["quantity"], &promised["document"]["number"]), (&json!("4"), &order["number"]));
    assert_eq!(
        (&promised["owner"], &promised["age_days"], &promised["customer"]),
        (&json!("seller0"), &json!(0), &json!("老李茶馆"))
    );
    let coming = part("arrival");
    assert_eq!(
        (&coming["quantity"], &coming["due"], &coming["document"]["number"]),
        (&json!("12"), &json!("2030-06-01"), &purchase["number"])
    );
}

fn balance(it: &Json) -> String {
    let text = |name: &str| it[name].as_str().unwrap_or("?");
    format!(
        "{} {}@{} {}: {} on hand, {} reserved, {} held, {} available, {} incoming",
        text("item_name"),
        text("item"),
        text("warehouse"),
        text("warehouse_name"),
        text("on_hand"),
        text("reserved"),
        text("held"),
        text("available"),
        text("incoming")
    )
}

fn cost_is_for_those_who_may_see_it(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let (seller, accountant) = (server.user(&["seller"]), server.user(&["accountant"]));
    assert_eq!(accountant.balance("tea", "main")["value"], "80");
    assert_eq!(accountant.get("/api/stock/tea").is(200)["average_cost"], "8");
    assert_eq!(accountant.get("/api/stock/tea/moves").is(200)["rows"][0]["value"], "80");
    for path in ["/api/stock", "/api/stock/tea", "/api/stock/tea/moves", "/api/stock/tea/explain"] {
        let told = seller.get(path).is(200).to_string();
        assert!(!told.contains("\"value\"") && !told.contains("cost"), "{path}: {told}");
    }
}

fn moves_are_told_newest_first(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for quantity in ["5", "3", "2"] {
        admin.open_stock("main", "tea", quantity);
    }
    let lines = json!([{ "item": "tea", "quantity": "-1" }]);
    let broken =
        admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "damaged", "lines": lines }));
    let (mut told, mut after) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/api/stock/tea/moves?warehouse=main&limit=3{after}")).is(200);
        told.extend(page["rows"].as_array().expect("rows").clone());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let quantities: Vec<&str> = told.iter().filter_map(|it| it["quantity"].as_str()).collect();
    let balances: Vec<&str> = told.iter().filter_map(|it| it["balance_after"].as_str()).collect();
    assert_eq!(quantities, ["1", "2", "3", "5"]);
    assert_eq!(balances, ["9", "10", "8", "5"]);
    assert_eq!(told[0]["document"]["number"], broken["number"]);
    assert_eq!(told[0]["from"], "main");
}

fn lots_leave_first_expired_first(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.create("item", json!({ "code": "milk", "name": "牛奶", "tracking": "lot" }));
    let lines = json!([
        { "item": "milk", "quantity": "5", "unit_cost": "2", "lot": "L2", "expiry": "2032-02-01" },
        { "item": "milk", "quantity": "5", "unit_cost": "2", "lot": "L1", "expiry": "2031-01-01" },
    ]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let order = admin.confirm(
        "sales_order",
        json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "milk", "quantity": "7" }] }),
    );
    let shipment = admin.push_down("sales_order", order["number"].as_str().expect("a number"), "shipment");
    admin.confirm("shipment", shipment);
    let lots = admin.get("/api/stock/milk").is(200)["balances"][0]["lots"].clone();
    let left: Vec<String> = lots
        .as_array()
        .expect("lots")
        .iter()
        .filter(|it| it["on_hand"] != "0")
        .map(|it| format!("{} {}", it["lot"].as_str().unwrap_or("?"), it["on_hand"].as_str().unwrap_or("?")))
        .collect();
    assert_eq!(left, ["L2 3"]);
    let no_lot = json!({ "warehouse": "main", "lines": [{ "item": "milk", "quantity": "1" }] });
    admin.try_confirm("opening_stock", no_lot).is(409);
}

/// What moves after the moment of the count still applies on top.
fn a_count_is_a_fact_with_a_moment(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let draft = admin
        .create("stock_count", json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "9" }] }));
    let lines = json!([{ "item": "tea", "quantity": "-2" }]);
    admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "own_use", "lines": lines }));
    admin.transition("stock_count", draft["number"].as_str().expect("a number"), "confirm").is(200);
    assert_eq!(admin.balance("tea", "main")["on_hand"], "7", "nine were counted, two left after it");
}
