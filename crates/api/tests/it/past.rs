//! What there was at the end of a past day, and what a paper dated in the past would change.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(stock_of_a_past_day_is_told, a_late_paper_is_previewed, past_stock_is_told_in_pages);

/// The business day so many days ago.
fn ago(admin: &Client, days: i32) -> Day {
    let today: Day =
        serde_json::from_value(admin.get("/api/stock/at").is(200)["day"].clone()).expect("a day");
    today.plus_days(-days)
}

fn opening(admin: &Client, day: Day, item: &str, quantity: &str, cost: &str) {
    let lines = json!([{ "item": item, "quantity": quantity, "unit_cost": cost }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "day": day, "lines": lines }));
}

/// A draft of a shipment of tea on that day; its order is confirmed.
fn shipment(admin: &Client, day: Day, quantity: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": "25" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let lines = json!([{ "item": "tea", "quantity": quantity }]);
    json!({ "sales_order": order["number"], "shipped_on": day, "lines": lines })
}

fn told(page: &Json) -> Vec<String> {
    let text = |it: &Json| it.as_str().unwrap_or("-").to_owned();
    let row = |it: &Json| {
        format!(
            "{}@{}: {} worth {}",
            text(&it["item"]),
            text(&it["warehouse"]),
            text(&it["on_hand"]),
            text(&it["value"])
        )
    };
    page["rows"].as_array().expect("rows").iter().map(row).collect()
}

fn stock_of_a_past_day_is_told(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    opening(&admin, ago(&admin, 40), "tea", "10", "8");
    opening(&admin, ago(&admin, 40), "cup", "3", "2");
    admin.confirm("shipment", shipment(&admin, ago(&admin, 20), "4"));
    let lines = json!([{ "item": "tea", "quantity": "2" }]);
    admin.confirm("transfer", json!({ "from": "main", "to": "east", "lines": lines }));
    // Whether or not it was summed up meanwhile, the answer is the same.
    for round in ["from the moves", "summed up"] {
        let at = |days: i32, query: &str| {
            admin.get(&format!("/api/stock/at?day={}{query}", ago(&admin, days))).is(200)
        };
        assert_eq!(told(&at(41, "")), [""; 0], "{round}");
        assert_eq!(told(&at(40, "")), ["cup@main: 3 worth 6", "tea@main: 10 worth 80"], "{round}");
        assert_eq!(told(&at(21, "&item=tea")), ["tea@main: 10 worth 80"], "{round}");
        assert_eq!(told(&at(20, "")), ["cup@main: 3 worth 6", "tea@main: 6 worth 48"], "{round}");
        assert_eq!(told(&at(0, "&item=tea")), ["tea@transit: 2 worth 16", "tea@main: 4 worth 32"], "{round}");
        assert_eq!(told(&at(0, "&warehouse=main&q=chabei")), ["cup@main: 3 worth 6"], "{round}");
        assert_eq!(at(30, "&total=true")["total"], json!({ "items": 2, "value": "86" }), "{round}");
        assert_eq!(
            at(0, "&total=true&warehouse=main")["total"],
            json!({ "items": 2, "value": "38" }),
            "{round}"
        );
        server.app().sum_up_turnover().expect("it sums up");
    }
    // A late entry changes its day and all that follow, and nothing before it.
    opening(&admin, ago(&admin, 30), "tea", "5", "9");
    let at =
        |days: i32| told(&admin.get(&format!("/api/stock/at?item=tea&day={}", ago(&admin, days))).is(200));
    assert_eq!(at(31), ["tea@main: 10 worth 80"]);
    assert_eq!(at(30), ["tea@main: 15 worth 125"]);
    assert_eq!(at(20), ["tea@main: 11 worth 93"]);

    let viewer = server.user(&["warehouse"]);
    let row = viewer.get("/api/stock/at?item=tea").is(200)["rows"][0].clone();
    assert_eq!(row.get("value").is_some(), viewer.get("/api/me").is(200)["may"]["see_cost"] == true);
    let wrong = admin.get("/api/stock/at?day=someday").refused(422, "invalid");
    assert_eq!(wrong["problems"][0]["code"], "not_a_day");
}

fn a_late_paper_is_previewed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    opening(&admin, ago(&admin, 40), "tea", "10", "8");
    admin.confirm("shipment", shipment(&admin, ago(&admin, 20), "9"));
    opening(&admin, ago(&admin, 10), "tea", "20", "8");
    let late = shipment(&admin, ago(&admin, 30), "4");
    let preview = admin
        .post("/api/documents/shipment/preview", json!({ "fields": late, "transition": "confirm" }))
        .is(200);
    let day = |days: i32| json!(ago(&admin, days));
    assert_eq!((&preview["late_days"], &preview["first_day"]), (&json!(30), &day(30)));
    let place = &preview["places"][0];
    assert_eq!(
        (&place["item"], &place["warehouse"], &place["change"]),
        (&json!("tea"), &json!("main"), &json!("-4"))
    );
    assert_eq!(place["today"], json!({ "before": "21", "after": "17" }));
    // 10 − 4 at first, then 9 more went out: three short, for ten days.
    assert_eq!(
        place["days"],
        json!([
            { "day": day(30), "before": "10", "after": "6" },
            { "day": day(20), "before": "1", "after": "-3" },
            { "day": day(10), "before": "21", "after": "17" },
        ])
    );
    assert_eq!(place["negative"], json!({ "first": day(20), "days": 10, "lowest": "-3" }));
    assert_eq!(place["lowest"], json!({ "day": day(20), "on_hand": "-3" }));
    assert_eq!(admin.balance("tea", "main")["on_hand"], "21", "a preview changes nothing");

    // The same of a draft that is there; and confirmed, it is as foreseen.
    let draft = admin.create("shipment", late);
    let path =
        format!("/api/documents/shipment/{}/transitions/confirm", draft["id"].as_str().expect("an id"));
    assert_eq!(admin.post(&format!("{path}/preview"), json!({})).is(200), preview);
    admin.post(&path, json!({})).is(200);
    for (days, on_hand) in [(31, "10"), (30, "6"), (20, "-3"), (10, "17"), (0, "17")] {
        let page = admin.get(&format!("/api/stock/at?item=tea&day={}", ago(&admin, days))).is(200);
        assert_eq!(page["rows"][0]["on_hand"], on_hand, "{days} days ago");
    }
    admin.post(&format!("{path}/preview"), json!({})).refused(409, "transition_not_allowed");

    // What would be refused is refused; what is of today is not late.
    let lines = json!([{ "item": "tea", "quantity": "-99" }]);
    let fields = json!({ "warehouse": "main", "reason": "lost", "lines": lines });
    let lost = admin.post("/api/documents/adjustment/preview", json!({ "fields": fields }));
    assert!(matches!(lost.status, 409 | 422), "{}", lost.text());
    let fields =
        json!({ "warehouse": "main", "reason": "found", "lines": [{ "item": "cup", "quantity": "1" }] });
    let found = admin.post("/api/documents/adjustment/preview", json!({ "fields": fields })).is(200);
    assert_eq!((&found["late_days"], &found["places"][0]["negative"]), (&json!(0), &json!(null)));
}

fn past_stock_is_told_in_pages(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let codes: Vec<String> = (0..7).map(|it| format!("P{it}")).collect();
    for code in &codes {
        admin.create("item", json!({ "code": code, "name": format!("商品{code}") }));
        opening(&admin, ago(&admin, 1), code, "1", "1");
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/api/stock/at?limit=3&after={after}")).is(200);
        let rows = page["rows"].as_array().expect("rows");
        assert!(rows.len() <= 3);
        seen.extend(rows.iter().map(|it| it["item"].as_str().expect("a code").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = next.to_owned();
    }
    assert_eq!(seen, codes);
}
