//! Orders that wait: served by themselves whenever there is something to promise, in the order of
//! the company's policy, and never overtaken.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_receipt_serves_those_who_wait,
    whatever_frees_stock_serves_those_who_wait,
    the_policy_says_who_comes_first,
    a_fair_share_is_for_everybody,
    nobody_overtakes_those_who_wait,
    a_channel_that_may_not_have_it_keeps_nobody_waiting,
    a_better_customer_moves_up,
    hundreds_are_served_at_once,
    a_policy_is_checked,
);

fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.create("channel", json!({ "code": "web", "name": "网店" }));
    admin
}

fn stock(admin: &Client, quantity: &str) -> Json {
    admin.open_stock("main", "tea", quantity)
}

/// An order of tea by one of the customers; more fields where they matter.
fn order(admin: &Client, customer: &str, quantity: &str, more: Json) -> String {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": more["price"] }]);
    let mut fields = json!({ "customer": customer, "ship_from": "main", "lines": lines });
    for name in ["due", "channel"] {
        fields[name] = more[name].clone();
    }
    admin.confirm("sales_order", fields)["number"].as_str().expect("a number").to_owned()
}

fn promised(admin: &Client, orders: &[&String]) -> Vec<String> {
    let reserved = |number: &&String| {
        let order = admin.get(&format!("/api/documents/sales_order/{number}")).is(200);
        order["progress"]["lines"][0]["reserved"].as_str().unwrap_or("?").to_owned()
    };
    orders.iter().map(reserved).collect()
}

fn policy(admin: &Client, criteria: &[&str], more: Json) {
    let mut body = json!({ "criteria": criteria });
    for name in ["channels", "fair_share"] {
        if !more[name].is_null() {
            body[name] = more[name].clone();
        }
    }
    admin.put("/api/allocation-policy", body).is(200);
}

fn a_receipt_serves_those_who_wait(server: &TestServer) {
    let admin = company(server);
    let wang = order(&admin, "wang", "5", json!({}));
    let li = order(&admin, "li", "4", json!({}));
    let events = admin.listen();
    let came = stock(&admin, "6");
    assert_eq!(promised(&admin, &[&wang, &li]), ["2", "4"], "the VIP first, though he came later");

    let history = admin.get(&format!("/api/documents/sales_order/{wang}/history")).is(200);
    let entry = &history["rows"][0];
    assert_eq!((&entry["action"], &entry["cause"]["number"]), (&json!("promised"), &came["number"]));
    let change = &entry["changes"][0];
    assert_eq!((&change["before"], &change["after"]), (&json!("0"), &json!("2")));
    assert_eq!(change["label"]["en"], "line 1 普洱茶 reserved");
    events.wait("the order that was served", |it| it.data["number"] == *wang);
    let read = admin.get(&format!("/api/documents/sales_order/{wang}")).is(200);
    assert_eq!(read["version"], 1, "the paper did not change");
    stock(&admin, "10");
    assert_eq!(promised(&admin, &[&wang, &li]), ["5", "4"]);
    assert_eq!(admin.balance("tea", "main")["available"], "7");
}

fn whatever_frees_stock_serves_those_who_wait(server: &TestServer) {
    let admin = company(server);
    stock(&admin, "10");
    let first = order(&admin, "li", "6", json!({}));
    let held = admin.confirm(
        "stock_hold",
        json!({ "warehouse": "main", "reason": "display", "expires": "2100-01-01T00:00:00Z",
                "lines": [{ "item": "tea", "quantity": "4" }] }),
    );
    let waiting = order(&admin, "wang", "30", json!({}));
    let now = |expected: &str, after: &str| {
        assert_eq!(promised(&admin, &[&waiting]), [expected], "after {after}");
    };
    now("0", "an order with nothing left");
    admin.transition("stock_hold", held["number"].as_str().expect("a number"), "release").is(200);
    now("4", "a hold was released");
    admin.transition("sales_order", &first, "cancel").is(200);
    now("10", "an order was cancelled");
    let counted = json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "13" }] });
    admin.confirm("stock_count", counted);
    now("13", "a count found more");
    admin.open_stock("east", "tea", "5");
    let fields = json!({ "from": "east", "to": "main", "lines": [{ "item": "tea", "quantity": "5" }] });
    let transfer = admin.confirm("transfer", fields);
    now("13", "a transfer was sent");
    admin.transition("transfer", transfer["number"].as_str().expect("a number"), "receive").is(200);
    now("18", "a transfer arrived");
    let lines = json!([{ "item": "tea", "quantity": "2" }]);
    admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "found", "lines": lines }));
    now("20", "some was found");

    let lines = json!([{ "item": "tea", "quantity": "3", "price": "9" }]);
    let purchase =
        admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    let receipt =
        admin.push_down("purchase_order", purchase["number"].as_str().expect("a number"), "receipt");
    admin.confirm("receipt", receipt);
    now("23", "a purchase was received");
    admin.confirm(
        "stock_count",
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "20" }] }),
    );
    now("20", "a count found less");
    let history = admin.get(&format!("/api/documents/sales_order/{waiting}/history")).is(200);
    assert_eq!(history["rows"][0]["action"], "taken_back");
    let expiring = json!({ "warehouse": "main", "reason": "display", "expires": "2100-01-01T00:00:00Z",
                           "lines": [{ "item": "tea", "quantity": "1" }] });
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let other = order(&admin, "li", "1", json!({}));
    assert_eq!(promised(&admin, &[&other]), ["0"]);
    admin.transition("sales_order", &other, "cancel").is(200);
    admin.try_confirm("stock_hold", expiring).refused(409, "insufficient_stock");
    admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "found", "lines": lines }));
    now("21", "and what was found later");
}

fn the_policy_says_who_comes_first(server: &TestServer) {
    let admin = company(server);
    policy(&admin, &["first_come"], json!({}));
    let first = order(&admin, "wang", "2", json!({ "due": "2031-03-01", "price": "10" }));
    let soon = order(&admin, "wang", "2", json!({ "due": "2031-01-01", "price": "12" }));
    let dear = order(&admin, "wang", "2", json!({ "price": "30" }));
    let web = order(&admin, "wang", "2", json!({ "channel": "web", "price": "9", "due": "2031-02-01" }));
    let vip = order(&admin, "li", "2", json!({ "price": "9" }));
    let all = [&first, &soon, &dear, &web, &vip];
    // Each policy deals two pieces, which then leave again with their order.
    let served_by = |criteria: &[&str], more: Json| {
        policy(&admin, criteria, more);
        let before = promised(&admin, &all);
        stock(&admin, "2");
        let after = promised(&admin, &all);
        (0..all.len()).filter(|at| before[*at] != after[*at]).collect::<Vec<_>>()
    };
    assert_eq!(served_by(&["margin", "first_come"], json!({})), [2], "what earns most");
    assert_eq!(served_by(&["channel", "first_come"], json!({ "channels": ["web"] })), [3], "the web shop");
    assert_eq!(served_by(&["customer_level"], json!({})), [4], "the VIP");
    assert_eq!(served_by(&["promised_date"], json!({})), [1], "what is due first");
    assert_eq!(served_by(&["first_come"], json!({})), [0], "whoever came first");
}

fn a_fair_share_is_for_everybody(server: &TestServer) {
    let admin = company(server);
    policy(&admin, &["first_come"], json!({ "fair_share": true }));
    let big = order(&admin, "wang", "10", json!({}));
    let small = order(&admin, "li", "5", json!({}));
    stock(&admin, "9");
    assert_eq!(promised(&admin, &[&big, &small]), ["6", "3"]);
}

fn nobody_overtakes_those_who_wait(server: &TestServer) {
    let admin = company(server);
    let waiting = order(&admin, "wang", "5", json!({}));
    stock(&admin, "3");
    let vip = order(&admin, "li", "2", json!({}));
    assert_eq!(promised(&admin, &[&waiting, &vip]), ["3", "0"], "what is promised stays promised");
    admin.transition("sales_order", &vip, "reserve").is(200);
    assert_eq!(promised(&admin, &[&waiting, &vip]), ["3", "0"]);

    // Many come and many want, at once: at no end is anything left while somebody waits.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..4).for_each(|_| drop(order(&admin, "wang", "2", json!({})))));
            scope.spawn(|| (0..4).for_each(|_| drop(stock(&admin, "1"))));
        }
    });
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["on_hand"], &balance["available"]), (&json!("19"), &json!("0")));
}

fn a_channel_that_may_not_have_it_keeps_nobody_waiting(server: &TestServer) {
    let admin = company(server);
    let rules =
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "channel": "shop", "protected": "4" }] });
    let rules =
        admin.post("/api/documents/channel_stock", json!({ "fields": rules, "transition": "apply" })).is(201);
    let web = order(&admin, "li", "5", json!({ "channel": "web" }));
    let shop = order(&admin, "wang", "3", json!({ "channel": "shop" }));
    stock(&admin, "4");
    assert_eq!(promised(&admin, &[&web, &shop]), ["0", "3"]);
    admin.transition("channel_stock", rules["number"].as_str().expect("a number"), "withdraw").is(200);
    assert_eq!(promised(&admin, &[&web, &shop]), ["1", "3"], "what is not kept any more is served");
}

fn a_better_customer_moves_up(server: &TestServer) {
    let admin = company(server);
    admin.create("customer", json!({ "code": "zhao", "name": "赵记", "level": "normal" }));
    let wang = order(&admin, "wang", "2", json!({}));
    let zhao = order(&admin, "zhao", "2", json!({}));
    admin.patch("/api/documents/customer/zhao", json!({ "fields": { "level": "gold" } })).is(200);
    stock(&admin, "2");
    assert_eq!(promised(&admin, &[&wang, &zhao]), ["0", "2"]);
}

fn hundreds_are_served_at_once(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let paper = json!({ "fields": { "customer": "wang", "ship_from": "main", "lines": lines }, "transition": "confirm" });
    let papers: Vec<Json> = (0..450).map(|_| paper.clone()).collect();
    admin.post("/api/documents/sales_order/bulk", json!({ "documents": papers })).is(200);
    stock(&admin, "430");
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["reserved"], &balance["available"]), (&json!("430"), &json!("0")));
    stock(&admin, "30");
    assert_eq!(admin.balance("tea", "main")["available"], "10");
}

fn a_policy_is_checked(server: &TestServer) {
    let admin = company(server);
    let usual = admin.get("/api/allocation-policy").is(200);
    assert_eq!(
        usual,
        json!({ "criteria": ["customer_level", "promised_date", "first_come"], "channels": [], "fair_share": false })
    );
    for wrong in [
        json!({ "criteria": [] }),
        json!({ "criteria": ["luck"] }),
        json!({ "criteria": ["margin", "margin"] }),
        json!({ "criteria": ["channel"], "channels": ["nowhere"] }),
    ] {
        admin.put("/api/allocation-policy", wrong).refused(422, "invalid");
    }
    let chosen =
        json!({ "criteria": ["channel", "margin"], "channels": ["web", "shop"], "fair_share": true });
    admin.put("/api/allocation-policy", chosen.clone()).is(200);
    assert_eq!(server.user(&["viewer"]).get("/api/allocation-policy").is(200), chosen);
    assert_eq!(server.reopened().company().allocation.criteria.len(), 2, "it is kept");
}
