//! 假缺货: why something that is there is not sold, each with what cures it.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_healthy_item_has_nothing,
    holds_that_nobody_looks_after,
    stock_where_the_channel_does_not_sell_from,
    what_is_kept_while_others_wait,
    what_is_late,
    a_count_that_differed,
    a_channel_that_was_not_synced,
);

fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    admin
}

fn diagnoses(client: &Client) -> Vec<Json> {
    client.get("/api/stock/tea/explain").is(200)["diagnoses"].as_array().expect("diagnoses").clone()
}

fn codes(all: &[Json]) -> Vec<&str> {
    all.iter().filter_map(|it| it["code"].as_str()).collect()
}

/// As somebody sees it who looks again after some days.
fn after_days(server: &TestServer, days: i64) -> Vec<Json> {
    let app = server.app();
    let mut turn = app.turn(app.system_caller());
    turn.now = turn.now.plus_seconds(days * 24 * 3600);
    turn.today = app.company().day_at(turn.now);
    let explained = server.wait_for(app.explain_stock(turn, "tea", None)).expect("it is explained");
    explained["diagnoses"].as_array().expect("diagnoses").clone()
}

fn a_healthy_item_has_nothing(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "quantity": "4" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "due": "2031-01-01", "lines": lines });
    admin.confirm("sales_order", fields);
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new());
}

fn holds_that_nobody_looks_after(server: &TestServer) {
    let admin = company(server);
    server.user_called("gone", &["warehouse"]);
    let hold = |owner: &str, reason: &str, expires: Option<&str>| {
        let lines = json!([{ "item": "tea", "quantity": "1" }]);
        let fields = json!({ "warehouse": "main", "reason": reason, "owner": owner, "expires": expires, "lines": lines });
        admin.confirm("stock_hold", fields)["number"].as_str().expect("a number").to_owned()
    };
    let (ownerless, check, ending) = (
        hold("gone", "display", None),
        hold("admin", "quality_check", None),
        hold("admin", "display", Some("2100-01-01T00:00:00Z")),
    );
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new());
    let users = admin.get("/api/users").is(200)["rows"].clone();
    let gone = users.as_array().expect("users").iter().find(|it| it["login"] == "gone").cloned();
    let id = gone.expect("a member")["id"].as_str().expect("an id").to_owned();
    admin.patch(&format!("/api/users/{id}"), json!({ "active": false })).is(200);

    let found = diagnoses(&admin);
    assert_eq!(codes(&found), ["hold_without_owner"]);
    let cure = &found[0]["cure"];
    assert_eq!(
        (&cure["kind"], &cure["transition"], &cure["document"]["number"]),
        (&json!("transition"), &json!("release"), &json!(ownerless))
    );
    assert_eq!(
        server.user(&["viewer"]).get("/api/stock/tea/explain").is(200)["diagnoses"][0]["cure"]["kind"],
        "open"
    );
    admin.transition("stock_hold", &ownerless, "release").is(200);

    let later = after_days(server, 4);
    assert_eq!(codes(&later), ["quality_hold_ageing"]);
    assert_eq!((&later[0]["days"], &later[0]["document"]["number"]), (&json!(4), &json!(check)));
    assert_eq!(codes(&after_days(server, 2)), Vec::<&str>::new());
    let much_later = after_days(server, 100 * 366);
    assert_eq!(codes(&much_later), ["hold_expired", "quality_hold_ageing"]);
    assert_eq!(much_later[0]["document"]["number"], json!(ending));
}

fn stock_where_the_channel_does_not_sell_from(server: &TestServer) {
    let admin = company(server);
    admin.create(
        "channel",
        json!({ "code": "web", "name": "网店", "warehouses": [{ "warehouse": "east", "priority": "1" }] }),
    );
    let found = diagnoses(&admin);
    assert_eq!(codes(&found), ["stock_elsewhere"]);
    assert_eq!(
        (&found[0]["warehouse"], &found[0]["quantity"], &found[0]["cure"]["document"]["number"]),
        (&json!("main"), &json!("10"), &json!("web"))
    );
    admin.open_stock("east", "tea", "1");
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new(), "it has some to sell");
}

fn what_is_kept_while_others_wait(server: &TestServer) {
    let admin = company(server);
    let rules =
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "channel": "shop", "protected": "4" }] });
    admin.post("/api/documents/channel_stock", json!({ "fields": rules, "transition": "apply" })).is(201);
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new(), "nobody waits");
    let lines = json!([{ "item": "tea", "quantity": "9" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let found = diagnoses(&admin);
    assert_eq!((codes(&found), &found[0]["quantity"]), (vec!["kept_for_channels"], &json!("4")));
}

fn what_is_late(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "quantity": "3" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "due": "2020-01-01", "lines": lines });
    let order = admin.confirm("sales_order", fields);
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "9" }]);
    let purchase = admin.confirm(
        "purchase_order",
        json!({ "supplier": "farm", "deliver_to": "main", "due": "2020-06-01", "lines": lines }),
    );
    let found = diagnoses(&admin);
    assert_eq!(codes(&found), ["promise_overdue", "arrival_late"]);
    assert_eq!(
        (&found[0]["document"]["number"], &found[0]["quantity"], &found[0]["cure"]["kind"]),
        (&order["number"], &json!("3"), &json!("reallocate"))
    );
    assert_eq!(
        (&found[1]["document"]["number"], &found[1]["who"], &found[1]["day"]),
        (&purchase["number"], &json!("云南茶厂"), &json!("2020-06-01"))
    );
    let seller = diagnoses(&server.user(&["seller"]));
    assert_eq!(seller[0]["cure"]["kind"], "open", "a seller may not deal anew");
    assert!(
        seller[1]["document"].is_null() && seller[1]["who"].is_null(),
        "nor see purchases: {}",
        seller[1]
    );
}

fn a_count_that_differed(server: &TestServer) {
    let admin = company(server);
    admin.confirm(
        "stock_count",
        json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "10" }] }),
    );
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new(), "it was right");
    admin
        .confirm("stock_count", json!({ "warehouse": "main", "lines": [{ "item": "tea", "counted": "7" }] }));
    let found = diagnoses(&admin);
    assert_eq!((codes(&found), &found[0]["quantity"]), (vec!["count_differed"], &json!("-3")));
    assert_eq!(
        (&found[0]["cure"]["kind"], &found[0]["cure"]["warehouse"]),
        (&json!("count"), &json!("main"))
    );
    assert_eq!(codes(&after_days(server, 15)), Vec::<&str>::new(), "long ago");
}

fn a_channel_that_was_not_synced(server: &TestServer) {
    let admin = company(server);
    assert_eq!(codes(&after_days(server, 1)), Vec::<&str>::new(), "a channel without a program is not late");
    for (role, status) in [("viewer", 403), ("warehouse", 403), ("seller", 200)] {
        server.user(&[role]).post("/api/channels/shop/synced", json!({})).is(status);
    }
    admin.post("/api/channels/nowhere/synced", json!({})).refused(404, "not_found");
    assert_eq!(codes(&diagnoses(&admin)), Vec::<&str>::new());
    let found = after_days(server, 1);
    assert_eq!((codes(&found), &found[0]["document"]["number"]), (vec!["sync_late"], &json!("shop")));
}
