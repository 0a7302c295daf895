//! Who changed what, and a save that comes too late.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(history_tells_each_field, a_stale_save_is_told_what_changed, nobody_elses_change_is_lost);

/// `quantity of line 1: 1 → 3`, in words.
fn told(changes: &Json) -> Vec<String> {
    let all = changes.as_array().expect("changes");
    let mut told: Vec<String> = all
        .iter()
        .map(|it| {
            format!(
                "{}: {} → {}",
                it["path"].as_str().unwrap_or("?"),
                text(&it["before"]),
                text(&it["after"])
            )
        })
        .collect();
    told.sort();
    told
}

fn text(it: &Json) -> String {
    match it {
        Json::String(it) => it.clone(),
        Json::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

fn history_tells_each_field(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let seller = server.user(&["seller"]);
    let lines = json!([{ "item": "tea", "quantity": "1", "price": "25" }, { "item": "cup", "quantity": "2", "price": "8" }]);
    let order =
        seller.create("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let path = format!("/api/documents/sales_order/{}", order["id"].as_str().expect("an id"));
    let lines = json!([{ "line": 1, "item": "tea", "quantity": "3", "price": "25" }, { "item": "pot", "quantity": "1", "price": "120" }]);
    admin.patch(&path, json!({ "fields": { "customer": "wang", "lines": lines } })).is(200);
    seller.transition("sales_order", order["number"].as_str().expect("a number"), "confirm").is(200);

    let rows = admin.get(&format!("{path}/history")).is(200)["rows"].clone();
    let actions: Vec<&str> =
        rows.as_array().expect("rows").iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(actions, ["confirm", "edit", "create"], "newest first");
    assert_eq!(told(&rows[0]["changes"]), ["state: draft → confirmed"]);
    assert_eq!(rows[1]["by"]["name"], "管理员");
    assert_eq!(rows[2]["by"]["name"], "seller0");
    let edited = told(&rows[1]["changes"]);
    for wanted in
        ["amount: 41 → 195", "customer: li → wang", "lines[1].amount: 25 → 75", "lines[1].quantity: 1 → 3"]
    {
        assert!(edited.contains(&wanted.to_owned()), "{wanted} in {edited:?}");
    }
    assert!(
        edited.iter().any(|it| it.starts_with("lines[2]") && it.contains("cup")),
        "the removed line: {edited:?}"
    );
    assert!(
        edited.iter().any(|it| it.starts_with("lines[3]") && it.contains("pot")),
        "the new line: {edited:?}"
    );
}

fn a_stale_save_is_told_what_changed(server: &TestServer) {
    let admin = server.admin();
    admin.create("item", json!({ "code": "A", "name": "茶" }));
    let buyer = server.user(&["buyer"]);
    buyer.patch("/api/documents/item/A", json!({ "fields": { "name": "红茶" }, "version": 1 })).is(200);
    let late = admin.patch("/api/documents/item/A", json!({ "fields": { "unit": "盒" }, "version": 1 }));
    let problem = late.refused(409, "stale_version");
    assert_eq!(problem["params"]["version"], 2);
    assert_eq!(told(&problem["params"]["changes"][0]["changes"]), ["name: 茶 → 红茶"]);
    assert_eq!(problem["params"]["changes"][0]["by"]["name"], "buyer0");
    assert_eq!(admin.get("/api/documents/item/A").is(200)["fields"]["unit"], "个", "nothing of it was saved");
}

/// Ten people save at once, each having seen version 1: one is first, nine are told.
fn nobody_elses_change_is_lost(server: &TestServer) {
    let admin = server.admin();
    admin.create("item", json!({ "code": "A", "name": "茶" }));
    let statuses = std::thread::scope(|scope| {
        let save = |nth: usize| {
            let admin = admin.clone();
            move || {
                admin
                    .patch(
                        "/api/documents/item/A",
                        json!({ "fields": { "name": format!("茶 {nth}") }, "version": 1 }),
                    )
                    .status
            }
        };
        let threads: Vec<_> = (0..10).map(|nth| scope.spawn(save(nth))).collect();
        threads.into_iter().map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|it| **it == 409).count(), 9, "{statuses:?}");
    assert_eq!(admin.get("/api/documents/item/A").is(200)["version"], 2);
}
