//! Dealing anew what is promised: what it would change, what it changed, and who is told.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_preview_changes_nothing,
    one_order_is_favoured_and_the_others_are_told,
    the_policy_deals_anew,
    a_reallocation_says_why,
);

/// Wang has six of the ten and waits for none; Li, a VIP, has four of nine.
fn company(server: &TestServer) -> (Client, String, String) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let order = |customer: &str, quantity: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        let fields = json!({ "customer": customer, "ship_from": "main", "lines": lines });
        admin.confirm("sales_order", fields)["number"].as_str().expect("a number").to_owned()
    };
    let (wang, li) = (order("wang", "6"), order("li", "9"));
    (admin, wang, li)
}

fn reallocate(client: &Client, more: Json) -> Json {
    let mut body = json!({ "warehouse": "main" });
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    client.post("/api/stock/tea/reallocate", body).is(200)
}

/// `王记 6 → 1`, in the order told.
fn told(answer: &Json) -> Vec<String> {
    let rows = answer["rows"].as_array().expect("rows");
    let text = |it: &Json, name: &str| it[name].as_str().unwrap_or("?").to_owned();
    rows.iter()
        .map(|it| format!("{} {} → {}", text(it, "customer"), text(it, "before"), text(it, "after")))
        .collect()
}

fn reserved(admin: &Client, number: &str) -> String {
    let order = admin.get(&format!("/api/documents/sales_order/{number}")).is(200);
    order["progress"]["lines"][0]["reserved"].as_str().unwrap_or("?").to_owned()
}

fn a_preview_changes_nothing(server: &TestServer) {
    let (admin, wang, li) = company(server);
    let preview = reallocate(&admin, json!({}));
    assert_eq!(told(&preview), ["王记 6 → 1", "老李茶馆 4 → 9"], "the VIP first");
    assert_eq!(
        (&preview["applied"], &preview["taken"], &preview["given"]),
        (&json!(false), &json!("5"), &json!("5"))
    );
    assert_eq!((reserved(&admin, &wang), reserved(&admin, &li)), ("6".to_owned(), "4".to_owned()));
    let history = admin.get(&format!("/api/documents/sales_order/{wang}/history")).is(200);
    assert_eq!(history["rows"].as_array().map(Vec::len), Some(1), "nothing is written");
}

fn one_order_is_favoured_and_the_others_are_told(server: &TestServer) {
    let (admin, wang, li) = company(server);
    reallocate(&admin, json!({ "apply": true, "reason": "VIP first" }));
    let buyer = server.user(&["buyer"]);
    let asked = json!({ "in_favour_of": wang, "apply": true, "reason": "他的车在门口等" });
    let done = buyer.once("k1").post("/api/stock/tea/reallocate", {
        let mut body = asked.clone();
        body["warehouse"] = json!("main");
        body
    });
    assert_eq!(done.is(200)["applied"], true);
    assert_eq!((reserved(&admin, &wang), reserved(&admin, &li)), ("6".to_owned(), "4".to_owned()));
    for (order, action, change) in [(&wang, "promised", ("1", "6")), (&li, "taken_back", ("9", "4"))] {
        let history = admin.get(&format!("/api/documents/sales_order/{order}/history")).is(200);
        let entry = history["rows"][0].clone();
        assert_eq!(
            (&entry["action"], &entry["reason"], &entry["by"]["name"]),
            (&json!(action), &json!("他的车在门口等"), &json!("buyer0"))
        );
        let change_told = &entry["changes"][0];
        assert_eq!(
            (change_told["before"].as_str(), change_told["after"].as_str()),
            (Some(change.0), Some(change.1))
        );
    }
    // The same request again is the same request.
    reallocate(&admin, json!({ "apply": true, "reason": "back again" }));
    let mut body = asked;
    body["warehouse"] = json!("main");
    buyer.once("k1").post("/api/stock/tea/reallocate", body).is(200);
    assert_eq!(reserved(&admin, &wang), "1");
    admin
        .post("/api/stock/tea/reallocate", json!({ "warehouse": "main", "in_favour_of": "XS-nobody" }))
        .refused(404, "not_found");
}

fn the_policy_deals_anew(server: &TestServer) {
    let (admin, wang, li) = company(server);
    admin.put("/api/allocation-policy", json!({ "criteria": ["first_come"], "fair_share": true })).is(200);
    let dealt = reallocate(&admin, json!({ "apply": true, "reason": "fair" }));
    assert_eq!(told(&dealt), ["王记 6 → 4", "老李茶馆 4 → 6"], "ten of fifteen: two thirds each");
    assert_eq!((reserved(&admin, &wang), reserved(&admin, &li)), ("4".to_owned(), "6".to_owned()));

    // What is kept for a channel is taken back from those who have it without a right to.
    let rules =
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "channel": "shop", "protected": "4" }] });
    admin.post("/api/documents/channel_stock", json!({ "fields": rules, "transition": "apply" })).is(201);
    let dealt = reallocate(&admin, json!({ "apply": true, "reason": "keep for the shop" }));
    assert_eq!((&dealt["taken"], &dealt["given"]), (&json!("4"), &json!("0")));
    assert_eq!(admin.balance("tea", "main")["available"], "4");
}

fn a_reallocation_says_why(server: &TestServer) {
    let (admin, ..) = company(server);
    let without = json!({ "warehouse": "main", "apply": true, "reason": "  " });
    admin.post("/api/stock/tea/reallocate", without).refused(422, "invalid");
    let seller = server.user(&["seller"]);
    seller.post("/api/stock/tea/reallocate", json!({ "warehouse": "main" })).is(403);
}
