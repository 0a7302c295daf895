//! What is foreseen, by which rules, and what would be if.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, eventually, on_both_engines, tea_company};

on_both_engines!(
    a_policy_decides_the_levels_and_an_override_for_a_while,
    raw_materials_and_products_are_stocked_by_policies_of_their_own,
    a_stockout_is_seen_in_the_history,
    what_was_asked_for_in_vain_counts_as_demand,
    a_new_item_begins_like_its_twin,
    who_is_refused_wanted_it_all_the_same,
    a_closed_supplier_is_imagined_not_made,
    the_past_is_replayed,
    a_plan_keeps_the_budget_and_becomes_orders,
    items_are_classed_and_what_they_bring_is_not_for_everybody,
    bad_questions_are_answered_with_what_is_wrong
);

/// What the company foresees of tea in the main warehouse.
fn outlook(admin: &Client) -> Json {
    let rows = admin.get("/api/stock/tea/outlook?days=30").is(200)["rows"].clone();
    rows.as_array().expect("rows").iter().find(|it| it["warehouse"] == "main").cloned().unwrap_or_default()
}

fn number(it: &Json) -> f64 {
    it.as_str().unwrap_or_else(|| panic!("no number: {it}")).parse().expect("a number")
}

/// The company's today, plus so many days.
fn day(server: &TestServer, days: i32) -> String {
    let company = server.app().company();
    company.day_at(app::App::now()).plus_days(days).to_string()
}

/// Customers asked for so much tea on each of the days before today, the last of them yesterday.
fn wanted(server: &TestServer, days: i32, quantity: impl Fn(i32) -> i32) {
    let admin = server.admin();
    for ago in (1..=days).rev().filter(|ago| quantity(*ago) > 0) {
        let lines = json!([{ "item": "tea", "quantity": quantity(ago).to_string() }]);
        let fields = json!({ "warehouse": "main", "day": day(server, -ago), "lines": lines });
        let lost = json!({ "fields": fields, "transition": "record" });
        admin.post("/api/documents/lost_sale", lost).is(201);
    }
}

fn a_policy_decides_the_levels_and_an_override_for_a_while(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let line = json!({ "name": "Tea by hand", "item": "tea", "kind": "fixed_line", "service_kind": "cycle",
                       "line_quantity": "40", "up_to_quantity": "60" });
    let policy = json!({ "fields": line, "transition": "activate" });
    let made = admin.post("/api/documents/stock_policy", policy).is(201);
    let levels = || {
        let it = outlook(&admin);
        (it["reorder_point"].clone(), it["order_up_to"].clone())
    };
    assert_eq!(levels(), (json!("40"), json!("60")));
    let it = outlook(&admin);
    assert_eq!(
        (&it["policy"]["kind"], &it["policy"]["number"]),
        (&json!("fixed_line"), &made["number"]),
        "{it}"
    );
    eventually("the radar follows the policy", || {
        let page = admin.get("/api/shortages?severity=warning").is(200);
        page["rows"]
            .as_array()?
            .iter()
            .any(|it| it["id"] == "tea:main" && it["reorder_point"] == "40")
            .then_some(())
    });

    let change = |expires: String| json!({ "item": "tea", "reorder_point": "50", "reason": "fair next week", "expires": expires });
    admin.create("level_override", change(day(server, -1)));
    assert_eq!(levels().0, "40", "what has expired counts no more");
    admin.create("level_override", change(day(server, 7)));
    let it = outlook(&admin);
    assert_eq!(
        (&it["reorder_point"], &it["overrides"][0]["reason"]),
        (&json!("50"), &json!("fair next week"))
    );
    assert!(it["policy"]["reason"]["en"].as_str().is_some_and(|it| it.contains("fair next week")), "{it}");

    let number = made["number"].as_str().expect("a number");
    admin.transition("stock_policy", number, "retire").is(200);
    let it = outlook(&admin);
    assert_eq!((&it["policy"]["kind"], &it["reorder_point"]), (&json!("forecast"), &json!("50")), "{it}");
}

fn raw_materials_and_products_are_stocked_by_policies_of_their_own(server: &TestServer) {
    let admin = server.admin();
    admin.create("warehouse", json!({ "code": "main", "name": "Main" }));
    for (code, material_type) in [("leaf", "raw"), ("tin", "finished")] {
        let item = json!({ "code": code, "name": code, "unit": "kg", "material_type": material_type });
        admin.create("item", item);
        admin.open_stock("main", code, "5");
    }
    for (material_type, line) in [("raw", "40"), ("finished", "8")] {
        let fields = json!({ "name": material_type, "material_type": material_type, "kind": "fixed_line",
                             "line_quantity": line, "up_to_quantity": "60" });
        let policy = json!({ "fields": fields, "transition": "activate" });
        admin.post("/api/documents/stock_policy", policy).is(201);
    }
    let line = |code: &str| {
        let rows = admin.get(&format!("/api/stock/{code}/outlook?days=30")).is(200)["rows"].clone();
        rows[0]["reorder_point"].clone()
    };
    assert_eq!((line("leaf"), line("tin")), (json!("40"), json!("8")));
    let of_type = |material_type: &str| {
        let page = admin.get(&format!("/api/shortages?material_type={material_type}")).is(200);
        let rows = page["rows"].as_array().expect("rows").clone();
        rows.iter().map(|it| (it["item"].clone(), it["material_type"].clone())).collect::<Vec<_>>()
    };
    server.caught_up();
    assert_eq!(of_type("raw"), [(json!("leaf"), json!("raw"))]);
    assert_eq!(of_type("finished"), [(json!("tin"), json!("finished"))]);
    assert_eq!(of_type("goods"), []);
    // What an item is counts from the moment it is changed.
    let change = json!({ "version": 1, "fields": { "material_type": "raw" } });
    admin.patch("/api/documents/item/tin", change).is(200);
    assert_eq!(line("tin"), json!("40"));
}

fn a_stockout_is_seen_in_the_history(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    wanted(server, 20, |_| 2);
    admin.open_stock("main", "tea", "5");
    let clock = |days: i32| app::App::now().plus_seconds(i64::from(days) * 24 * 3600);
    let place = server.place("tea", "main");
    server.note_stockout(place, clock(-4), Some(clock(-2)));
    let it = outlook(&admin);
    let history = it["history"].as_array().expect("days").clone();
    let three_ago = history.iter().find(|it| it["day"] == day(server, -3)).expect("the day");
    assert_eq!(three_ago["sellable"], "0", "{three_ago}");
    let ten_ago = history.iter().find(|it| it["day"] == day(server, -10)).expect("the day");
    assert_eq!(ten_ago["sellable"], Json::Null, "{ten_ago}");
    // When it is sold out now, that is noted too, and ends with the next receipt.
    let lines = json!([{ "item": "tea", "quantity": "5", "price": "25" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    server.caught_up();
    assert_eq!(server.open_stockouts(place), 1);
    admin.open_stock("main", "tea", "7");
    server.caught_up();
    assert_eq!(server.open_stockouts(place), 0);
}

fn what_was_asked_for_in_vain_counts_as_demand(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let before = number(&outlook(&admin)["demand_per_day"]);
    wanted(server, 14, |_| 3);
    let after = outlook(&admin);
    assert_eq!(before, 0.0);
    assert!((number(&after["demand_per_day"]) - 3.0).abs() < 0.5, "{}", after["demand_per_day"]);
}

fn a_new_item_begins_like_its_twin(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    wanted(server, 60, |_| 3);
    admin.open_stock("main", "tea", "5");
    let fields = json!({ "code": "tea2", "name": "新茶", "unit": "饼", "twin": "tea" });
    admin.create("item", fields);
    admin.open_stock("main", "tea2", "5");
    let per_day = |item: &str| {
        let rows = admin.get(&format!("/api/stock/{item}/outlook")).is(200)["rows"].clone();
        number(&rows[0]["demand_per_day"])
    };
    let (old, new) = (per_day("tea"), per_day("tea2"));
    assert!(old > 2.0 && (new - old).abs() < 0.5, "{new} a day like {old}");
}

fn who_is_refused_wanted_it_all_the_same(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    let order = json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
    for _ in 0..3 {
        admin.try_confirm("sales_order", order.clone()).refused(409, "insufficient_stock");
    }
    let lost = eventually("the refusal is written down", || {
        let rows = admin.get("/api/documents/lost_sale").is(200)["rows"].clone();
        rows.as_array()?.first().cloned()
    });
    let number = lost["number"].as_str().expect("a number");
    let lost = admin.get(&format!("/api/documents/lost_sale/{number}")).is(200);
    assert_eq!((&lost["state"], &lost["fields"]["customer"]), (&json!("recorded"), &json!("li")), "{lost}");
    assert_eq!(lost["fields"]["lines"][0]["quantity"], "4", "what was missing, once: {lost}");
    let count = admin.get("/api/documents/lost_sale").is(200)["rows"].as_array().map(Vec::len);
    assert_eq!(count, Some(1));
}

fn a_closed_supplier_is_imagined_not_made(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    wanted(server, 30, |_| 2);
    admin.open_stock("main", "tea", "60");
    server.caught_up();
    let before = outlook(&admin);
    let closed = json!({ "kind": "supplier_closed", "supplier": "farm", "days": 60 });
    let answer = admin.post("/api/planning/what-if", closed).is(200);
    let row = answer["rows"].as_array().expect("rows").iter().find(|it| it["item"] == "tea").expect("tea");
    assert!(number(&row["probability_after"]) > number(&row["probability_before"]), "{row}");
    assert_eq!(outlook(&admin), before, "nothing was changed");
    let calm = admin.post("/api/planning/what-if", json!({ "kind": "demand", "percent": 0 })).is(200);
    assert_eq!(calm["rows"], json!([]), "the same demand changes nothing");
}

fn the_past_is_replayed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "60");
    wanted(server, 120, |ago| [3, 0, 5, 1, 0, 0, 9][(ago % 7) as usize]);
    server.caught_up();
    let asked = json!({ "months": 2, "proposed": { "kind": "empirical", "service": "95" } });
    let answer = admin.post("/api/planning/backtest", asked).is(200);
    assert_eq!((&answer["series"], &answer["of_series"]), (&json!(1), &json!(1)), "{answer}");
    let curve = answer["curve"].as_array().expect("a curve");
    let stock: Vec<f64> = curve.iter().map(|it| number(&it["mean_stock"])).collect();
    let lost: Vec<f64> = curve.iter().map(|it| number(&it["unit_stockout_rate"])).collect();
    assert!(stock.is_sorted() && stock.first() < stock.last(), "more service takes more stock: {answer}");
    assert!(lost.is_sorted_by(|a, b| a >= b), "more service loses less: {answer}");
    assert_eq!((&answer["proposed"]["service"], &answer["today"]["service"]), (&json!("95"), &json!("95")));
}

fn a_plan_keeps_the_budget_and_becomes_orders(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for (item, quantity) in [("tea", "9"), ("cup", "30")] {
        let lines = json!([{ "item": item, "quantity": quantity, "price": "25" }]);
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    }
    server.caught_up();
    let plan = admin.get("/api/planning/plan").is(200);
    let line = |plan: &Json, list: &str, id: &str| {
        plan[list].as_array().expect("lines").iter().find(|it| it["id"] == id).cloned()
    };
    let tea = line(&plan, "lines", "tea:main:purchase").unwrap_or_else(|| panic!("tea is ordered: {plan}"));
    assert_eq!(
        (&tea["supplier"], &tea["quantity"]),
        (&json!("farm"), &json!("12")),
        "packs of twelve: {tea}"
    );
    let cup = line(&plan, "lines", "cup:main:purchase").expect("cups are ordered");
    assert_eq!((&cup["quantity"], &cup["amount"]), (&json!("36"), &json!("360")), "{cup}");
    assert!(tea["reason"]["zh"].as_str().is_some_and(|it| it.chars().count() > 5), "{tea}");
    assert_eq!(plan["totals"]["amount"], "480", "{}", plan["totals"]);
    assert_eq!(
        admin.get("/api/planning/plan").is(200)["id"],
        plan["id"],
        "nothing changed, so it is the same plan"
    );

    let id = plan["id"].as_str().expect("an id");
    let poor = admin.get(&format!("/api/planning/plan?budget=130&compare={id}")).is(200);
    assert!(number(&poor["totals"]["amount"]) <= 130.0, "{poor}");
    assert!(
        !poor["left_out"].as_array().expect("lines").is_empty(),
        "what the budget does not allow is told: {poor}"
    );
    assert!(!poor["dropped"].as_array().expect("lines").is_empty(), "{poor}");

    let chosen = json!({ "plan": id, "lines": ["tea:main:purchase", "cup:main:purchase"],
                         "overrides": { "tea:main:purchase": { "quantity": "24" } } });
    let made = admin.once("plan-1").post("/api/planning/plan/accept", chosen.clone()).is(201);
    assert_eq!(
        admin.once("plan-1").post("/api/planning/plan/accept", chosen).is(201),
        made,
        "two clicks are one"
    );
    assert_eq!(made["documents"].as_array().map(Vec::len), Some(1), "one supplier, one order: {made}");
    let order = made["documents"][0]["number"].as_str().expect("a number");
    let order = admin.get(&format!("/api/documents/purchase_order/{order}")).is(200);
    let quantities: Vec<&Json> =
        order["fields"]["lines"].as_array().expect("lines").iter().map(|it| &it["quantity"]).collect();
    assert_eq!(quantities, ["24", "36"], "{order}");
    let unknown = json!({ "plan": id, "lines": ["tea:main:dance"] });
    assert_eq!(admin.post("/api/planning/plan/accept", unknown).invalid(), ["lines[0] not_found"]);
}

fn items_are_classed_and_what_they_bring_is_not_for_everybody(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    wanted(server, 60, |_| 2);
    server.wait_for(server.app().night()).expect("a night passes");
    let rows = admin.get("/api/planning/classes/items?abc=A").is(200)["rows"].clone();
    assert_eq!((&rows[0]["item"], rows.as_array().map(Vec::len)), (&json!("tea"), Some(1)), "{rows}");
    assert!(number(&rows[0]["value"]) > 2_000.0, "sixty days of two at 25: {rows}");
    let keeper = server.user(&["warehouse"]);
    let rows = keeper.get("/api/planning/classes/items?abc=A").is(200)["rows"].clone();
    assert_eq!((&rows[0]["item"], &rows[0]["value"]), (&json!("tea"), &Json::Null), "{rows}");
    let counts = keeper.get("/api/planning/classes").is(200);
    assert_eq!((&counts["matrix"][0]["items"], &counts["matrix"][0]["value"]), (&json!(1), &Json::Null));
}

fn bad_questions_are_answered_with_what_is_wrong(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let asked = json!({ "months": 99, "proposed": { "kind": "magic", "service": "120" } });
    let paths = admin.post("/api/planning/backtest", asked).invalid();
    assert_eq!(paths, ["months out_of_range", "proposed.service out_of_range", "proposed.kind not_known"]);
    let asked = json!({ "months": 1, "proposed": { "kind": "forecast", "service": "95" } });
    admin.post("/api/planning/backtest", asked).refused(422, "nothing_to_replay");
    let late = json!({ "kind": "late", "days": 0 });
    assert_eq!(admin.post("/api/planning/what-if", late).invalid(), ["days out_of_range"]);
    let unknown = json!({ "kind": "supplier_closed", "supplier": "nobody", "days": 5 });
    assert!(admin.post("/api/planning/what-if", unknown).status >= 400);
}
