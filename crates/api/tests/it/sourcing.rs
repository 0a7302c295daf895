//! An order that ships from several warehouses: proposed, promised and shipped one at a time.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_split_is_proposed,
    a_channel_has_its_own_warehouses_in_its_own_order,
    an_order_is_shipped_one_warehouse_at_a_time,
);

fn stocked(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    for (warehouse, item, quantity) in
        [("main", "tea", "5"), ("east", "tea", "9"), ("east", "cup", "3"), ("main", "pot", "1")]
    {
        admin.open_stock(warehouse, item, quantity);
    }
    admin
}

/// `tea: main 5 east 1; cup: short 2`
fn proposal(admin: &Client, more: Json, lines: &[(&str, &str)]) -> String {
    let lines: Vec<Json> =
        lines.iter().map(|(item, quantity)| json!({ "item": item, "quantity": quantity })).collect();
    let mut body = json!({ "lines": lines });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let answer = admin.post("/api/sales/sourcing", body).is(200);
    let line = |it: &Json| {
        let parts = it["parts"].as_array().expect("parts").iter();
        let mut told: Vec<String> =
            parts.map(|it| format!("{} {}", text(&it["warehouse"]), text(&it["quantity"]))).collect();
        if it["short"] != "0" {
            told.push(format!("short {}", text(&it["short"])));
        }
        format!("{}: {}", text(&it["item"]), told.join(" "))
    };
    answer["lines"].as_array().expect("lines").iter().map(line).collect::<Vec<_>>().join("; ")
}

fn text(it: &Json) -> &str {
    it.as_str().unwrap_or("?")
}

fn a_split_is_proposed(server: &TestServer) {
    let admin = stocked(server);
    let lines = [("tea", "6"), ("cup", "2"), ("pot", "3")];
    assert_eq!(proposal(&admin, json!({}), &lines), "tea: main 5 east 1; cup: east 2; pot: main 1 short 2");
    let few = json!({ "strategy": "fewest_parcels" });
    assert_eq!(proposal(&admin, few.clone(), &lines[..2]), "tea: east 6; cup: east 2");
    assert_eq!(admin.balance("tea", "main")["reserved"], "0", "a proposal promises nothing");

    let problems = admin.post(
        "/api/sales/sourcing",
        json!({ "strategy": "cheapest", "lines": [{ "item": "tea", "quantity": "0" }] }),
    );
    assert_eq!(problems.invalid(), ["lines[0].quantity too_small", "strategy not_known"]);
    let problems =
        admin.post("/api/sales/sourcing", json!({ "lines": [{ "item": "salt", "quantity": "1" }] }));
    assert_eq!(problems.invalid(), ["lines[0].item not_found"]);
}

fn a_channel_has_its_own_warehouses_in_its_own_order(server: &TestServer) {
    let admin = stocked(server);
    let warehouses =
        json!([{ "warehouse": "main", "priority": "2" }, { "warehouse": "east", "priority": "1" }]);
    admin.create("channel", json!({ "code": "eastern", "name": "东区", "warehouses": warehouses }));
    admin.create(
        "channel",
        json!({ "code": "main_only", "name": "总部", "warehouses": [{ "warehouse": "main" }] }),
    );
    assert_eq!(proposal(&admin, json!({ "channel": "eastern" }), &[("tea", "10")]), "tea: east 9 main 1");
    assert_eq!(proposal(&admin, json!({ "channel": "main_only" }), &[("tea", "10")]), "tea: main 5 short 5");
}

fn an_order_is_shipped_one_warehouse_at_a_time(server: &TestServer) {
    let admin = stocked(server);
    let lines = json!([
        { "item": "tea", "quantity": "5" },
        { "item": "tea", "quantity": "2", "ship_from": "east" },
        { "item": "cup", "quantity": "3", "ship_from": "east" },
    ]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let number = order["number"].as_str().expect("a number");
    let reserved = |item: &str, warehouse: &str| admin.balance(item, warehouse)["reserved"].clone();
    assert_eq!([reserved("tea", "main"), reserved("tea", "east"), reserved("cup", "east")], ["5", "2", "3"]);

    let push =
        || admin.post(&format!("/api/documents/sales_order/{number}/push-down/shipment"), json!({})).is(200);
    let first = push();
    assert_eq!(first["elsewhere"], json!(["east"]));
    assert_eq!(
        (&first["fields"]["warehouse"], first["fields"]["lines"].as_array().map(Vec::len)),
        (&json!("main"), Some(1))
    );
    admin.confirm("shipment", first["fields"].clone());
    let read = || admin.get(&format!("/api/documents/sales_order/{number}")).is(200);
    assert_eq!(read()["state"], "confirmed");

    let second = push();
    assert_eq!((&second["elsewhere"], &second["fields"]["warehouse"]), (&json!([]), &json!("east")));
    assert_eq!(second["fields"]["lines"].as_array().map(Vec::len), Some(2));
    admin.confirm("shipment", second["fields"].clone());
    assert_eq!(read()["state"], "done");
    assert_eq!(admin.balance("tea", "east")["on_hand"], "7");
    assert_eq!(admin.balance("cup", "east")["on_hand"], "0");
}
