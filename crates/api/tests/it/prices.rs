//! What a line costs: found by the price lists, kept when somebody says otherwise, and explained.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    blank_prices_are_found,
    a_found_price_follows_a_draft_and_stays_in_an_order,
    it_is_said_why_and_what_is_too_low,
    a_quotation_is_ordered_expires_and_is_replaced,
    who_sells_nothing_asks_for_no_prices,
);

fn shop(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin
        .patch("/api/documents/item/tea", json!({ "fields": { "sale_price": "25", "category": "drinks" } }))
        .is(200);
    admin
        .patch("/api/documents/item/cup", json!({ "fields": { "sale_price": "10", "floor_price": "9" } }))
        .is(200);
    admin.patch("/api/documents/customer/li", json!({ "fields": { "level": "vip" } })).is(200);
    admin
}

fn list(admin: &Client, mut fields: Json, lines: Json) -> String {
    fields["lines"] = lines;
    let body = json!({ "fields": fields, "transition": "apply" });
    let made = admin.post("/api/documents/price_list", body).is(201);
    made["number"].as_str().expect("a number").to_owned()
}

fn vip_list(admin: &Client) -> String {
    list(
        admin,
        json!({ "name": "VIP", "level": "vip" }),
        json!([
            { "item": "tea", "price": "22" }, { "item": "tea", "from": "100", "price": "20", "floor": "19" },
            { "category": "drinks", "percent": "90" },
        ]),
    )
}

/// `tea 22 list 44; cup 10 item 10`
fn lines(document: &Json) -> String {
    let text = |row: &Json, name: &str| row[name].as_str().unwrap_or("none").to_owned();
    let line = |row: &Json| {
        let told = ["item", "price", "price_by", "amount"].map(|it| text(row, it));
        told.join(" ")
    };
    let rows = document["fields"]["lines"].as_array().expect("lines");
    rows.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn order(customer: &str, lines: Json) -> Json {
    json!({ "customer": customer, "ship_from": "main", "lines": lines })
}

fn blank_prices_are_found(server: &TestServer) {
    let admin = shop(server);
    let lines_asked = json!([
        { "item": "tea", "quantity": "2" }, { "item": "tea", "quantity": "100" }, { "item": "cup", "quantity": "1" },
        { "item": "pot", "quantity": "1" }, { "item": "tea", "quantity": "1", "price": "24", "discount_percent": "50" },
    ]);
    let li = admin.create("sales_order", order("li", lines_asked.clone()));
    assert_eq!(
        lines(&li),
        "tea 25 item 50; tea 25 item 2500; cup 10 item 10; pot 120 item 120; tea 24 manual 12"
    );
    assert_eq!(li["fields"]["amount"], "2692");

    let vip = vip_list(&admin);
    let li = admin.create("sales_order", order("li", lines_asked.clone()));
    assert_eq!(
        lines(&li),
        "tea 22 list 44; tea 20 list 2000; cup 10 item 10; pot 120 item 120; tea 24 manual 12"
    );
    let wang = admin.create("sales_order", order("wang", lines_asked.clone()));
    assert!(lines(&wang).starts_with("tea 25 item 50; tea 25 item 2500"), "{}", lines(&wang));

    // The same door for many at once, and with the first transition.
    let both = json!({ "documents": [{ "fields": order("li", json!([{ "item": "tea", "quantity": "3" }])), "transition": "confirm" }] });
    let made = admin.post("/api/documents/sales_order/bulk", both).is(200);
    let number = made["rows"][0]["document"]["number"].as_str().expect("a number").to_owned();
    assert_eq!(lines(&admin.get(&format!("/api/documents/sales_order/{number}")).is(200)), "tea 22 list 66");

    admin.transition("price_list", &vip, "withdraw").is(200);
    let li = admin.create("sales_order", order("li", json!([{ "item": "tea", "quantity": "2" }])));
    assert_eq!(lines(&li), "tea 25 item 50");
    let bad = json!({ "fields": { "name": "?", "lines": [{ "item": "tea" }, { "item": "tea", "category": "drinks", "price": "1", "percent": "1" }] } });
    let problems = admin.post("/api/documents/price_list", bad).invalid();
    assert_eq!(
        problems,
        ["lines[0].price check_failed", "lines[1].price check_failed", "lines[1].category check_failed"]
    );
}

fn a_found_price_follows_a_draft_and_stays_in_an_order(server: &TestServer) {
    let admin = shop(server);
    let vip = vip_list(&admin);
    let made = admin.create("sales_order", order("li", json!([{ "item": "tea", "quantity": "2" }])));
    let path = format!("/api/documents/sales_order/{}", made["number"].as_str().expect("a number"));
    let change = |fields: Json| admin.patch(&path, json!({ "fields": fields })).is(200);

    let told = change(json!({ "lines": [{ "line": 1, "quantity": "100" }] }));
    assert_eq!(lines(&told), "tea 20 list 2000");
    let told = change(json!({ "customer": "wang" }));
    assert_eq!(lines(&told), "tea 25 item 2500");
    let told = change(json!({ "customer": "li", "lines": [{ "line": 1, "price": "21" }] }));
    assert_eq!(lines(&told), "tea 21 manual 2100");
    let told = change(json!({ "lines": [{ "line": 1, "quantity": "2" }] }));
    assert_eq!(lines(&told), "tea 21 manual 42", "a person's price stays");
    let told = change(json!({ "lines": [{ "line": 1, "price": null }], "discount": "4" }));
    assert_eq!(lines(&told), "tea 22 list 44", "and is found again when it is cleared");
    assert_eq!(told["fields"]["amount"], "40");
    assert_eq!(
        admin.patch(&path, json!({ "fields": { "discount": "45" } })).invalid(),
        ["discount check_failed"]
    );

    let number = made["number"].as_str().expect("a number");
    admin.transition("sales_order", number, "confirm").is(200);
    let cheaper = json!({ "fields": { "lines": [{ "item": "tea", "price": "18" }] } });
    admin.patch(&format!("/api/documents/price_list/{vip}"), cheaper).is(200);
    let told =
        change(json!({ "lines": [{ "line": 1, "quantity": "100" }, { "item": "tea", "quantity": "1" }] }));
    assert_eq!(
        lines(&told),
        "tea 22 list 2200; tea 18 list 18",
        "what was agreed stays; a new line is priced now"
    );
}

fn it_is_said_why_and_what_is_too_low(server: &TestServer) {
    let admin = shop(server);
    let vip = vip_list(&admin);
    admin.confirm(
        "opening_stock",
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "5", "unit_cost": "20" }] }),
    );
    let ask = |client: &Client| {
        let lines = json!([
            { "item": "tea", "quantity": "100", "price": "18.5" }, { "item": "cup", "quantity": "1", "price": "8" },
            { "item": "salt", "quantity": "1" },
        ]);
        client.post("/api/sales/prices", json!({ "customer": "li", "lines": lines })).is(200)
    };
    let told = ask(&admin);
    let tea = &told["lines"][0];
    assert_eq!((&tea["price"], &tea["by"]), (&json!("20"), &json!("list")));
    let why: Vec<String> = tea["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|it| format!("{} {} {} {}", it["list"], it["line"], it["what"], it["price"]))
        .collect();
    let expected = [("2", "item", "20"), ("1", "item", "22"), ("3", "category", "22.5")];
    assert_eq!(why, expected.map(|(line, what, price)| format!("{vip:?} {line} {what:?} {price:?}")));
    assert_eq!(
        (&tea["below_floor"], &tea["below_cost"], &tea["cost"]),
        (&json!(true), &json!(true), &json!("20"))
    );
    assert_eq!(told["lines"][1]["below_floor"], true, "the item's own floor: {}", told["lines"][1]);
    assert_eq!(told["lines"][2], Json::Null);
    assert_eq!(told["level"], "vip");

    let seller = ask(&server.user(&["seller"]));
    assert_eq!(seller["lines"][0]["below_floor"], true);
    assert_eq!(seller["lines"][0].get("cost").or(seller["lines"][0].get("below_cost")), None, "{seller}");
}

fn a_quotation_is_ordered_expires_and_is_replaced(server: &TestServer) {
    let admin = shop(server);
    vip_list(&admin);
    let until = "2098-12-31";
    let offer = json!({
        "customer": "li", "ship_from": "main", "valid_until": until, "discount": "1",
        "lines": [{ "item": "tea", "quantity": "10" }, { "item": "cup", "quantity": "4", "price": "9.5" }],
    });
    let sent =
        admin.post("/api/documents/quotation", json!({ "fields": offer, "transition": "send" })).is(201);
    assert_eq!(lines(&sent), "tea 22 list 220; cup 9.5 manual 38");
    let number = sent["number"].as_str().expect("a number").to_owned();
    let state =
        |number: &str| admin.get(&format!("/api/documents/quotation/{number}")).is(200)["state"].clone();

    // A new version replaces it; the old one cannot be ordered any more.
    let mut version = admin.push_down("quotation", &number, "quotation");
    assert_eq!(version["replaces"], number.as_str());
    version["valid_until"] = json!(until);
    version["lines"][1]["price"] = json!("9");
    let second =
        admin.post("/api/documents/quotation", json!({ "fields": version, "transition": "send" })).is(201);
    let second = second["number"].as_str().expect("a number").to_owned();
    assert_eq!((state(&number), state(&second)), (json!("replaced"), json!("sent")));
    admin
        .post(&format!("/api/documents/quotation/{number}/push-down/sales_order"), json!({}))
        .refused(409, "transition_not_allowed");

    // Half is ordered: it is won, and what is left can be ordered later, at the quoted price.
    let mut half = admin.push_down("quotation", &second, "sales_order");
    half["lines"][0]["quantity"] = json!("6");
    half["lines"].as_array_mut().expect("lines").truncate(1);
    let ordered = admin.confirm("sales_order", half);
    assert_eq!(lines(&ordered), "tea 22 quotation 132");
    assert_eq!(state(&second), "won");
    let left = admin.push_down("quotation", &second, "sales_order");
    let told = left["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|it| format!("{} {}", it["item"], it["quantity"]));
    assert_eq!(told.collect::<Vec<_>>(), ["\"tea\" \"4\"", "\"cup\" \"4\""]);
    let progress =
        admin.get(&format!("/api/documents/quotation/{second}")).is(200)["progress"]["lines"][0].clone();
    assert_eq!((&progress["done"], &progress["left"]), (&json!("6"), &json!("4")));
    let mut dearer = left.clone();
    dearer["lines"][1]["price"] = json!("8");
    assert_eq!(lines(&admin.create("sales_order", dearer)), "tea 22 quotation 88; cup 8 manual 32");

    // A cancelled order is no longer of the quotation.
    admin.transition("sales_order", ordered["number"].as_str().expect("a number"), "cancel").is(200);
    let again = admin.push_down("quotation", &second, "sales_order");
    assert_eq!(again["lines"][0]["quantity"], "10");

    // What nobody ordered expires by itself, and can be lost with a reason.
    let offer =
        json!({ "customer": "wang", "valid_until": until, "lines": [{ "item": "tea", "quantity": "1" }] });
    let third =
        admin.post("/api/documents/quotation", json!({ "fields": offer, "transition": "send" })).is(201);
    let third = third["number"].as_str().expect("a number").to_owned();
    assert_eq!(server.sweep_on("2098-12-31"), 0, "its last day is a day of it");
    assert_eq!(server.sweep_on("2099-01-01"), 1);
    assert_eq!(state(&third), "expired");
    assert_eq!(admin.transition("quotation", &third, "lose").invalid(), ["outcome required"]);
    admin
        .patch(&format!("/api/documents/quotation/{third}"), json!({ "fields": { "outcome": "price" } }))
        .is(200);
    admin.transition("quotation", &third, "lose").is(200);
}

fn who_sells_nothing_asks_for_no_prices(server: &TestServer) {
    shop(server);
    let body = json!({ "lines": [{ "item": "tea" }] });
    server.user(&["buyer"]).post("/api/sales/prices", body.clone()).refused(403, "forbidden");
    server.user(&["seller"]).post("/api/sales/prices", body).is(200);
}
