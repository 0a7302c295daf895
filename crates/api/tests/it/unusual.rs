//! 异常库存变化: a zero too many is told to whom it concerns, once, with its numbers; so is much that was corrected away,
//! and what a count of the warehouse left out.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_zero_too_many_is_told_with_what_is_usual,
    what_is_corrected_away_is_told_when_it_is_much,
    a_count_that_left_something_out_says_what,
);

fn ship(seller: &Client, quantity: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": "25" }]);
    let order = json!({ "customer": "li", "ship_from": "main", "lines": lines });
    let order = seller.confirm("sales_order", order)["number"].as_str().expect("a number").to_owned();
    let draft = seller.push_down("sales_order", &order, "shipment");
    seller.confirm("shipment", draft)
}

/// Twelve times a few leave; then tea is known.
fn known_tea(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "1000");
    for quantity in ["8", "12", "10", "24", "12", "8", "16", "10", "12", "20", "12", "10"] {
        ship(&admin, quantity);
    }
    server.caught_up();
    assert_eq!(listed(&admin), Vec::<String>::new(), "nothing is unusual while nothing is usual");
    admin
}

fn rows(client: &Client) -> Vec<Json> {
    client.get("/api/stock/unusual").is(200)["rows"].as_array().expect("rows").clone()
}

fn text<'a>(it: &'a Json, name: &str) -> &'a str {
    it[name].as_str().unwrap_or("-")
}

/// `more tea@main 120 usual 8-20 before -`
fn listed(client: &Client) -> Vec<String> {
    let one = |it: &Json| {
        let (low, high, before) = (text(it, "low"), text(it, "high"), text(it, "before"));
        let place = format!("{}@{}", text(it, "item"), text(it, "warehouse"));
        let (kind, quantity) = (text(it, "kind"), text(it, "quantity"));
        format!("{kind} {place} {quantity} usual {low}-{high} before {before}")
    };
    rows(client).iter().map(one).collect()
}

/// What a member was told of it.
fn told(client: &Client) -> Vec<String> {
    let notices = client.get("/api/notices").is(200)["rows"].clone();
    let unusual = notices.as_array().expect("rows").iter().filter(|it| it["kind"] == "unusual");
    let one = |it: &Json| {
        let (of, detail) = (&it["document"], &it["detail"]);
        let (item, quantity) = (text(detail, "item"), text(detail, "quantity"));
        format!("{} {} {item} {quantity} ×{}", text(of, "type"), text(detail, "why"), it["count"])
    };
    unusual.map(one).collect()
}

fn a_zero_too_many_is_told_with_what_is_usual(server: &TestServer) {
    let admin = known_tea(server);
    let (owner, seller) = (server.user(&["buyer"]), server.user(&["seller", "warehouse"]));
    let login = owner.get("/api/me").is(200)["user"]["login"].clone();
    admin.patch("/api/documents/item/tea", json!({ "fields": { "owner": login } })).is(200);
    ship(&seller, "36");
    let odd = ship(&seller, "120");
    ship(&seller, "1");
    server.caught_up();
    // What was moved meanwhile is part of what is usual.
    let found = ["less tea@main 1 usual 8-36 before -", "more tea@main 120 usual 8-24 before -"];
    assert_eq!(listed(&admin), found);
    let mut all = told(&owner);
    all.sort();
    assert_eq!(all, ["item less 普洱茶 1 ×1", "item more 普洱茶 120 ×1"]);
    assert_eq!(told(&seller).len(), 2, "who made it");
    assert_eq!(told(&server.user(&["seller"])), Vec::<String>::new());

    // Looked at again, it is known already.
    let path = format!("/api/documents/shipment/{}", text(&odd, "number"));
    admin.patch(&path, json!({ "fields": { "note": "对过了" } }));
    server.caught_up();
    assert_eq!((listed(&admin).len(), told(&owner).len()), (2, 2));

    // Worth is for who may see costs; a paper that may not be seen is not named.
    let (clerk, viewer) = (server.user(&["warehouse"]), server.user(&["buyer"]));
    assert!(rows(&admin)[1]["value"].is_string() && rows(&clerk)[1].get("value").is_none());
    assert_eq!(rows(&clerk)[1]["document"]["number"], odd["number"]);
    assert_eq!(rows(&viewer)[1]["low"], "8");
    let first = admin.get("/api/stock/unusual?limit=1").is(200);
    let next = admin.get(&format!("/api/stock/unusual?limit=1&after={}", text(&first, "next"))).is(200);
    assert_eq!((text(&next["rows"][0], "kind"), &next["next"]), ("more", &Json::Null));
}

fn what_is_corrected_away_is_told_when_it_is_much(server: &TestServer) {
    let admin = known_tea(server);
    let correct = |difference: &str| {
        let lines = json!([{ "item": "tea", "quantity": difference }]);
        admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "damaged", "lines": lines }));
        server.caught_up();
    };
    correct("-9");
    assert_eq!(listed(&admin), Vec::<String>::new(), "some is always damaged");
    correct("-400");
    assert_eq!(listed(&admin), ["difference tea@main 400 usual --- before 837"]);
    assert_eq!(told(&admin), ["adjustment difference 普洱茶 400 ×1"]);
    let counted = json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "44" }] });
    admin.confirm("stock_count", counted);
    server.caught_up();
    assert_eq!(
        listed(&admin)[0],
        "difference tea@main 393 usual --- before 437",
        "a count with a digit lost"
    );
}

fn a_count_that_left_something_out_says_what(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let items: Vec<String> = (0..10).map(|at| format!("item{at}")).collect();
    for code in &items {
        admin.create("item", json!({ "code": code, "name": code }));
        admin.open_stock("main", code, "5");
    }
    let count = |items: &[String]| {
        let lines: Vec<Json> = items.iter().map(|it| json!({ "item": it, "counted": "5" })).collect();
        admin.confirm("stock_count", json!({ "warehouse": "main", "lines": lines }));
        server.caught_up();
    };
    count(&items[..3]);
    count(&items);
    assert_eq!(listed(&admin), Vec::<String>::new(), "a sample, and all of it");
    count(&items[..9]);
    let found = &rows(&admin)[0];
    assert_eq!((text(found, "kind"), &found["missed"], &found["counted"]), ("missed", &json!(1), &json!(9)));
    assert_eq!(found["items"], json!([{ "item": "item9", "item_name": "item9" }]));
    assert_eq!(told(&admin), ["stock_count missed item9 0 ×1"]);
}
