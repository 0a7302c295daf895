//! What is agreed with suppliers for a time, how they are found to be, and what an order takes from it.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(
    a_contract_becomes_the_terms_of_supply,
    a_contract_begins_is_told_of_and_ends,
    a_supplier_is_reviewed,
    an_order_offers_what_is_agreed,
);

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

fn today(admin: &Client) -> Day {
    admin.get("/api/me").is(200)["today"].as_str().expect("a day").parse().expect("a day")
}

fn contract(admin: &Client, [from, until]: [i32; 2], lines: Json) -> Json {
    let day = |days: i32| today(admin).plus_days(days).to_string();
    let fields = json!({
        "title": "茶叶年度合同", "supplier": "farm", "valid_from": day(from), "valid_until": day(until),
        "lines": lines,
    });
    admin.post("/api/documents/purchase_contract", json!({ "fields": fields, "transition": "sign" })).is(201)
}

/// `tea main 9 for 60 %`
fn terms(admin: &Client) -> Vec<String> {
    let rows = admin.get("/api/documents/supply?fields=all&sort=number").is(200)["rows"].clone();
    let told = |it: &Json| {
        let text = |name: &str| it["fields"][name].as_str().unwrap_or("-").to_owned();
        format!("{} {} {} for {} %", text("item"), text("class"), text("price"), text("ratio"))
    };
    rows.as_array().expect("rows").iter().map(told).collect()
}

fn a_contract_becomes_the_terms_of_supply(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let before = terms(&admin);
    assert!(before.contains(&"tea main 10 for - %".to_owned()), "{before:?}");
    let lines =
        json!([{ "item": "tea", "price": "9", "ratio": "60" }, { "item": "pot", "lead_time_days": "12" }]);
    let signed = contract(&admin, [0, 300], lines);
    assert_eq!(signed["state"], "active");
    let after = terms(&admin);
    assert!(after.contains(&"tea main 9 for 60 %".to_owned()), "{after:?}");
    assert_eq!(after.len(), before.len(), "none are made beside those");
    let pot = admin.get("/api/documents/supply?fields=all&sort=number").is(200)["rows"][2].clone();
    assert_eq!((&pot["fields"]["lead_time_days"], &pot["fields"]["price"]), (&json!("12"), &json!("10")));

    // Shares move at any time; with whom stays.
    let path = format!("/api/documents/purchase_contract/{}", number(&signed));
    let less = json!({ "fields": { "lines": [{ "line": 1, "ratio": "40" }, { "line": 2 }] } });
    server.user(&["seller"]).patch(&path, less.clone()).refused(403, "forbidden");
    server.user(&["buyer"]).patch(&path, less).is(200);
    assert!(terms(&admin).contains(&"tea main 9 for 40 %".to_owned()));
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    admin.patch(&path, json!({ "fields": { "supplier": "hill" } })).refused(409, "not_editable");

    // Renewed, the next goes on where this one ends.
    let draft = admin.push_down("purchase_contract", number(&signed), "purchase_contract");
    assert_eq!(draft["valid_from"], today(&admin).plus_days(301).to_string());
    let next = json!({ "fields": draft, "transition": "sign" });
    let next = admin.post("/api/documents/purchase_contract", next).is(201);
    assert_eq!(next["state"], "signed", "its day is yet to come");
    assert_eq!(admin.get(&path).is(200)["state"], "renewed");
}

fn a_contract_begins_is_told_of_and_ends(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let signed = contract(&admin, [5, 40], json!([{ "item": "tea", "price": "7" }]));
    let path = format!("/api/documents/purchase_contract/{}", number(&signed));
    const DAY: i64 = 86_400;
    let after = |days: i64| app::App::now().plus_seconds(days * DAY);
    let night = |days: i64| {
        let begun = server.wait_for(server.app().begin_contracts(after(days))).expect("a night passes");
        begun + server.wait_for(server.app().remind(after(days))).expect("a night passes")
    };
    let state = || admin.get(&path).is(200)["state"].clone();
    assert_eq!((night(0), state()), (0, json!("signed")));
    assert_eq!((night(5), state()), (1, json!("active")));
    assert!(terms(&admin).contains(&"tea main 7 for - %".to_owned()));
    let notices = || {
        let all = admin.get("/api/notices").is(200)["rows"].clone();
        all.as_array().expect("rows").iter().filter(|it| it["detail"]["reminder"] == "ending").count()
    };
    assert_eq!((night(9), notices()), (0, 0), "a month before is early enough");
    assert_eq!((night(10), notices()), (1, 1));
    assert_eq!((night(11), notices()), (0, 1), "once");
    server.wait_for(server.app().sweep(after(39))).expect("time passes");
    assert_eq!(state(), "active");
    server.wait_for(server.app().sweep(after(42))).expect("time passes");
    assert_eq!(state(), "expired");
}

fn a_supplier_is_reviewed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([
        { "criterion": "quality", "weight": "3", "score": "90" },
        { "criterion": "response", "weight": "1", "score": "60" },
    ]);
    let fields = json!({
        "supplier": "farm", "reviewed_on": "2026-03-31", "verdict": "keep", "lines": lines,
    });
    let score = || {
        let farm = admin.get("/api/documents/supplier/farm").is(200)["fields"].clone();
        (farm["review_score"].clone(), farm["reviewed_on"].clone())
    };
    let made = server.user(&["buyer"]).create("supplier_review", fields);
    assert_eq!(
        (&made["fields"]["score"], &made["fields"]["next_on"]),
        (&json!("82.5"), &json!("2026-06-30"))
    );
    assert_eq!(score(), (Json::Null, Json::Null), "a draft says nothing yet");
    admin.transition("supplier_review", number(&made), "confirm").is(200);
    assert_eq!(score(), (json!("82.5"), json!("2026-03-31")));
    let nothing = json!([{ "criterion": "price", "weight": "0", "score": "90" }]);
    let weightless = json!({ "fields": { "supplier": "farm", "verdict": "keep", "lines": nothing } });
    assert_eq!(admin.post("/api/documents/supplier_review", weightless).invalid(), ["lines check_failed"]);
    server.user(&["seller"]).get("/api/documents/supplier_review").refused(403, "forbidden");
    // What a seller may not read in a review is not read off the supplier either.
    let theirs = server.user(&["seller"]).get("/api/documents/supplier/farm").is(200)["fields"].clone();
    assert_eq!(theirs.get("review_score").cloned().unwrap_or_default(), Json::Null, "{theirs}");
}

fn an_order_offers_what_is_agreed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    let units = json!({ "fields": { "units": [{ "unit": "箱", "factor": "12" }] } });
    admin.patch("/api/documents/item/tea", units).is(200);
    let order = |supplier: &str, line: Json| {
        let fields = json!({ "supplier": supplier, "deliver_to": "main", "lines": [line] });
        let made = admin.create("purchase_order", fields)["fields"].clone();
        let text = |it: &Json| it.as_str().unwrap_or("-").to_owned();
        let line = &made["lines"][0];
        format!("{} {} {}", text(&line["price"]), text(&line["unit_price"]), text(&line["amount"]))
    };
    assert_eq!(order("farm", json!({ "item": "tea", "quantity": "3" })), "10 - 30");
    assert_eq!(order("farm", json!({ "item": "tea", "quantity": "3", "price": "8" })), "8 - 24");
    assert_eq!(order("hill", json!({ "item": "tea", "quantity": "3" })), "- - -", "nothing is agreed");
    let cases =
        |price: Json| json!({ "item": "tea", "unit": "箱", "unit_quantity": "2", "unit_price": price });
    assert_eq!(order("farm", cases(Json::Null)), "10 120 240");
    assert_eq!(order("farm", cases(json!("100"))), "8.333333 100 200");
}
