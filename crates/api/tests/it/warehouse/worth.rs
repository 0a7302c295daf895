//! What stock is worth: by warehouse, and with what freight adds to it.

use super::{opening, rows, text, today};
use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(
    each_warehouse_may_be_valued_for_itself,
    freight_is_borne_by_what_is_left_and_no_cent_is_lost
);

fn each_warehouse_may_be_valued_for_itself(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    opening(
        &admin,
        "main",
        today.plus_days(-3),
        json!({ "item": "tea", "quantity": "10", "unit_cost": "2" }),
    );
    opening(&admin, "east", today.plus_days(-3), json!({ "item": "tea", "quantity": "5", "unit_cost": "5" }));
    let worth = |day: Day| {
        let page = admin.get(&format!("/api/stock/at?day={day}&total=true")).is(200);
        let mut told: Vec<String> = rows(&page)
            .iter()
            .map(|it| format!("{}@{} {}", text(it, "item"), text(it, "warehouse"), text(it, "value")))
            .collect();
        told.push(format!("all {}", text(&page["total"], "value")));
        told.join(", ")
    };
    let before = "tea@main 30, tea@east 15, all 45";
    assert_eq!(worth(today.plus_days(-1)), before);
    server.user(&["accountant"]).put("/api/valuation", json!({})).refused(403, "forbidden");
    assert_eq!(admin.get("/api/valuation").is(200)["by"], "item");
    let now = admin.put("/api/valuation", json!({})).is(200);
    assert_eq!((text(&now, "by"), &now["since"]), ("item_and_warehouse", &json!(today)));
    assert_eq!(server.differences(), Vec::<String>::new());

    // From here on each has its own: five at 8 to the east, and what leaves there leaves at its average.
    opening(&admin, "east", today, json!({ "item": "tea", "quantity": "5", "unit_cost": "8" }));
    let lines = json!([{ "item": "tea", "quantity": "-2" }]);
    admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "own_use", "lines": lines }));
    admin.confirm("adjustment", json!({ "warehouse": "east", "reason": "own_use", "lines": lines }));
    opening(&admin, "main", today, json!({ "item": "cup", "quantity": "1", "unit_cost": "1" }));
    for round in ["from the moves", "summed up"] {
        assert_eq!(worth(today), "cup@main 1, tea@main 24, tea@east 44, all 69", "{round}");
        assert_eq!(worth(today.plus_days(-1)), before, "{round}: the past stays");
        let at_east = admin.get(&format!("/api/stock/at?day={today}&warehouse=east&total=true")).is(200);
        assert_eq!(text(&at_east["total"], "value"), "44", "{round}");
        assert_eq!(text(&admin.balance("tea", "east"), "value"), "44", "{round}");
        assert_eq!(server.differences(), Vec::<String>::new(), "{round}");
        server.app().sum_up_turnover().expect("it sums up");
    }
}

/// Ten at 10 come to the main warehouse; four go east, three are sold; then 30 of freight. Where an item has one
/// average, seven of ten are left and bear 21; where each place has its own, the three in main bear 9. What is
/// not borne is told beside the stock, and when all is sold, nothing is left of the value.
fn freight_is_borne_by_what_is_left_and_no_cent_is_lost(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let sell = |item: &str, from: &str, quantity: &str| {
        let lines = json!([{ "item": item, "quantity": quantity, "price": "20" }]);
        let order = json!({ "customer": "li", "ship_from": from, "lines": lines });
        let order = admin.confirm("sales_order", order);
        admin.confirm("shipment", admin.push_down("sales_order", text(&order, "number"), "shipment"));
    };
    let worth = || {
        let page = admin.get("/api/stock/ages").is(200);
        let row = |it: &Json| {
            let (on_hand, value) = (&it["buckets"][0], &it["value"]);
            format!("{} {on_hand} worth {value}", text(it, "warehouse")).replace('"', "")
        };
        let mut told: Vec<String> = rows(&page).iter().map(row).collect();
        told.sort();
        told.join(", ")
    };
    let come_and_go = |item: &str, [borne, past]: [&str; 2], [middle, end]: [&str; 2]| {
        let lines = json!([{ "item": item, "quantity": "10", "price": "10" }]);
        let order = json!({ "supplier": "farm", "deliver_to": "main", "lines": lines });
        let order = admin.confirm("purchase_order", order);
        let receipt =
            admin.confirm("receipt", admin.push_down("purchase_order", text(&order, "number"), "receipt"));
        let lines = json!([{ "item": item, "quantity": "4" }]);
        let sent = admin.confirm("transfer", json!({ "from": "main", "to": "east", "lines": lines }));
        admin.transition("transfer", text(&sent, "number"), "receive").is(200);
        sell(item, "main", "3");
        assert_eq!(worth(), middle, "{item} before the freight");

        let mut cost = admin.push_down("receipt", text(&receipt, "number"), "landed_cost");
        cost["costs"] = json!([{ "kind": "freight", "amount": "30" }]);
        admin.confirm("landed_cost", cost);
        let moves = admin.get(&format!("/api/stock/{item}/moves")).is(200);
        let mut alone: Vec<String> = rows(&moves)
            .iter()
            .filter(|it| it["quantity"] == "0")
            .map(|it| text(it, "value").to_owned())
            .collect();
        alone.sort();
        let mut both = [borne, past];
        both.sort_unstable();
        assert_eq!(alone, both, "{item}: all of the freight is told");
        for round in ["from the moves", "kept up"] {
            assert_eq!(worth(), end, "{item} {round}");
            server.app().sum_up_turnover().expect("it sums up");
            assert_eq!(server.differences(), Vec::<String>::new(), "{item} {round}");
        }

        sell(item, "main", "3");
        sell(item, "east", "4");
        assert_eq!(worth(), "", "{item}: nothing is left, of goods or of value");
        server.app().sum_up_turnover().expect("it sums up");
        assert_eq!(server.differences(), Vec::<String>::new(), "{item} at the end");
    };
    come_and_go("tea", ["21", "9"], ["east 4 worth 40, main 3 worth 30", "east 4 worth 52, main 3 worth 39"]);
    admin.put("/api/valuation", json!({})).is(200);
    come_and_go("cup", ["9", "21"], ["east 4 worth 40, main 3 worth 30", "east 4 worth 40, main 3 worth 39"]);
}
