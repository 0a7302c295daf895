//! What is agreed with suppliers for a time, how they are found to be, and what an order takes from it.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(
    a_contract_becomes_the_terms_of_supply,
    a_contract_begins_is_told_of_and_ends,
    a_supplier_is_reviewed,
    an_order_offers_what_is_agreed,
    a_found_price_follows_a_draft_order_and_a_persons_stays,
    what_is_called_off_of_a_contract_is_counted,
    an_order_beyond_its_contract_is_warned_of,
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

/// `10 terms; 8 manual`
fn prices(order: &Json) -> String {
    let text = |it: &Json| it.as_str().unwrap_or("-").to_owned();
    let told = |it: &Json| format!("{} {}", text(&it["price"]), text(&it["price_by"]));
    order["fields"]["lines"].as_array().expect("lines").iter().map(told).collect::<Vec<_>>().join("; ")
}

fn a_found_price_follows_a_draft_order_and_a_persons_stays(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    let breaks = json!([{ "from": "100", "price": "10" }, { "from": "500", "price": "9.5" }]);
    let terms =
        json!({ "supplier": "hill", "item": "tea", "class": "backup", "price": "11", "breaks": breaks });
    admin.create("supply", terms);
    let lines = json!([
        { "item": "tea", "quantity": "99" }, { "item": "tea", "quantity": "500" },
        { "item": "tea", "quantity": "1", "price": "8" }, { "item": "cup", "quantity": "1" },
    ]);
    let order = json!({ "supplier": "hill", "deliver_to": "main", "lines": lines });
    let order = admin.create("purchase_order", order);
    assert_eq!(prices(&order), "11 terms; 9.5 terms; 8 manual; - -");
    let path = format!("/api/documents/purchase_order/{}", number(&order));
    let change = |fields: Json| admin.patch(&path, json!({ "fields": fields })).is(200);

    let more = json!([
        { "line": 1, "quantity": "100" }, { "line": 2, "price": "9" }, { "line": 3, "quantity": "600" }, { "line": 4 },
    ]);
    assert_eq!(prices(&change(json!({ "lines": more }))), "10 terms; 9 manual; 8 manual; - -");
    assert_eq!(prices(&change(json!({ "supplier": "farm" }))), "10 terms; 9 manual; 8 manual; 10 terms");
    let again = json!([{ "line": 1 }, { "line": 2, "price": null }, { "line": 3 }, { "line": 4 }]);
    let again = json!({ "supplier": "hill", "lines": again });
    assert_eq!(prices(&change(again)), "10 terms; 9.5 terms; 8 manual; 10 manual", "hill sells no cups");

    // Placed, it follows nothing any more; a new line does.
    admin.transition("purchase_order", number(&order), "confirm").is(200);
    let amended = json!([
        { "line": 1, "quantity": "20" }, { "line": 2 }, { "line": 3 }, { "line": 4 },
        { "item": "tea", "quantity": "2" },
    ]);
    let amended = change(json!({ "lines": amended }));
    assert_eq!(prices(&amended), "10 terms; 9.5 terms; 8 manual; 10 manual; 11 terms");
}

/// `ordered 60, received 0, left 40 for 540; in all 540 of 1000`
fn called_off(client: &Client, contract: &str) -> String {
    let progress =
        client.get(&format!("/api/documents/purchase_contract/{contract}")).is(200)["progress"].clone();
    let text = |it: &Json| it.as_str().unwrap_or("-").to_owned();
    let line = &progress["lines"][0];
    let [ordered, received, left, amount] =
        ["ordered", "received", "left", "amount"].map(|it| text(&line[it]));
    let (all, agreed) = (text(&progress["amount"]["ordered"]), text(&progress["amount"]["agreed"]));
    format!("ordered {ordered}, received {received}, left {left} for {amount}; in all {all} of {agreed}")
}

fn tea_contract(admin: &Client, amount: Json) -> String {
    let lines = json!([{ "item": "tea", "price": "9", "quantity": "100" }, { "item": "pot", "price": "50" }]);
    let day = |days: i32| today(admin).plus_days(days).to_string();
    let fields = json!({
        "title": "茶叶年度合同", "supplier": "farm", "valid_from": day(0), "valid_until": day(300),
        "amount": amount, "lines": lines,
    });
    let body = json!({ "fields": fields, "transition": "sign" });
    number(&admin.post("/api/documents/purchase_contract", body).is(201)).to_owned()
}

fn order_of(supplier: &str, lines: Json) -> Json {
    json!({ "supplier": supplier, "deliver_to": "main", "lines": lines })
}

fn what_is_called_off_of_a_contract_is_counted(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let contract = tea_contract(&admin, Json::Null);
    assert_eq!(called_off(&admin, &contract), "ordered 0, received 0, left 100 for 0; in all 0 of -");
    let lines = json!([{ "item": "tea", "quantity": "60" }, { "item": "cup", "quantity": "5" }]);
    let first = admin.create("purchase_order", order_of("farm", lines));
    let line = &first["fields"]["lines"][0];
    assert_eq!((&line["contract"], &line["price"]), (&json!(contract), &json!("9")));
    assert_eq!(first["fields"]["lines"][1].get("contract"), None, "the contract is not about cups");
    assert!(called_off(&admin, &contract).starts_with("ordered 0,"), "a draft calls off nothing");
    admin.transition("purchase_order", number(&first), "confirm").is(200);
    assert_eq!(called_off(&admin, &contract), "ordered 60, received 0, left 40 for 540; in all 540 of -");

    let receipt = |order: &Json, quantity: &str| {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        let paper = json!({ "purchase_order": number(order), "warehouse": "main", "lines": lines });
        admin.confirm("receipt", paper);
    };
    receipt(&first, "20");
    let second =
        admin.confirm("purchase_order", order_of("farm", json!([{ "item": "tea", "quantity": "40" }])));
    assert_eq!(called_off(&admin, &contract), "ordered 100, received 20, left 0 for 900; in all 900 of -");

    // What is reduced, cancelled or not delivered any more can be called off again.
    let path = format!("/api/documents/purchase_order/{}", number(&second));
    let change = |line: Json| admin.patch(&path, json!({ "fields": { "lines": [line] } })).is(200);
    change(json!({ "line": 1, "quantity": "10" }));
    assert_eq!(called_off(&admin, &contract), "ordered 70, received 20, left 30 for 630; in all 630 of -");
    admin.transition("purchase_order", number(&second), "cancel").is(200);
    admin.transition("purchase_order", number(&first), "close").is(200);
    assert_eq!(called_off(&admin, &contract), "ordered 20, received 20, left 80 for 180; in all 180 of -");

    // Ordered before it began, or outside of it because somebody says so, nothing counts.
    let day = today(&admin).plus_days(-1).to_string();
    let mut early = order_of("farm", json!([{ "item": "tea", "quantity": "1" }]));
    early["ordered_on"] = json!(day);
    let early = admin.create("purchase_order", early);
    assert_eq!(early["fields"]["lines"][0].get("contract"), None);
    let path = format!("/api/documents/purchase_order/{}", number(&early));
    let moved = json!({ "fields": { "ordered_on": today(&admin).to_string() } });
    let moved = admin.patch(&path, moved).is(200);
    assert_eq!(moved["fields"]["lines"][0]["contract"], json!(contract));
    let apart = json!({ "fields": { "lines": [{ "line": 1, "contract": null }] } });
    let apart = admin.patch(&path, apart).is(200);
    assert_eq!(apart["fields"]["lines"][0].get("contract"), None, "a sample, not of the contract");
    admin.transition("purchase_order", number(&early), "confirm").is(200);
    assert!(called_off(&admin, &contract).starts_with("ordered 20,"));
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    let of_another = json!([{ "item": "tea", "quantity": "1", "contract": contract }]);
    let of_another = json!({ "fields": order_of("hill", of_another) });
    let problems = admin.post("/api/documents/purchase_order", of_another).invalid();
    assert_eq!(problems, ["lines[0].contract not_among_choices"]);

    let viewer = called_off(&server.user(&["viewer"]), &contract);
    assert_eq!(viewer, "ordered 20, received 20, left 80 for -; in all - of -", "who sees no costs");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn an_order_beyond_its_contract_is_warned_of(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let contract = tea_contract(&admin, json!("1000"));
    let buyer = server.user(&["buyer"]);
    let tea = |quantity: &str| order_of("farm", json!([{ "item": "tea", "quantity": quantity }]));
    let most = buyer.confirm("purchase_order", tea("80"));
    let next = buyer.create("purchase_order", tea("30"));
    let told = buyer.transition("purchase_order", number(&next), "confirm").refused(422, "warnings");
    assert_eq!(told["problems"].as_array().map(Vec::len), Some(1), "{told}");
    let (path, message) =
        (&told["problems"][0]["path"], told["problems"][0]["message"].as_str().unwrap_or(""));
    assert_eq!(path, "lines[0].quantity");
    for figure in [contract.as_str(), "100", "80", "30", "10"] {
        assert!(message.contains(figure), "{figure} in {message}");
    }
    let confirm = format!("/api/documents/purchase_order/{}/transitions/confirm", number(&next));
    buyer.post(&format!("{confirm}?accept_warnings=true"), json!({})).is(200);
    assert_eq!(called_off(&admin, &contract), "ordered 110, received 0, left 0 for 990; in all 990 of 1000");

    // Less of it is no news; more is, and so is more money than was agreed.
    let path = format!("/api/documents/purchase_order/{}", number(&most));
    let change = |quantity: &str| {
        buyer.patch(&path, json!({ "fields": { "lines": [{ "line": 1, "quantity": quantity }] } }))
    };
    change("79").is(200);
    change("80").refused(422, "warnings");
    let pot = order_of("farm", json!([{ "item": "pot", "quantity": "1" }]));
    let told = buyer.try_confirm("purchase_order", pot.clone()).refused(422, "warnings");
    assert_eq!(told["problems"][0]["path"], "amount", "981 and 50 are more than 1000: {told}");
    assert_eq!(buyer.get("/api/documents/purchase_order").is(200)["rows"].as_array().map(Vec::len), Some(2));
    let accepted = json!({ "fields": pot, "transition": "confirm" });
    buyer.post("/api/documents/purchase_order?accept_warnings=true", accepted).is(201);
    assert_eq!(server.differences(), Vec::<String>::new());
}
