//! What an administrator shapes.

use serde_json::json;
use testkit::{PASSWORD, TestServer, on_both_engines, tea_company};

on_both_engines!(
    users_are_made_and_changed,
    the_last_administrator_stays,
    roles_are_made_given_and_taken,
    numbers_are_made_as_the_company_likes,
    the_company_has_a_name_and_a_clock
);

fn users_are_made_and_changed(server: &TestServer) {
    let admin = server.admin();
    let new = |login: &str, password: &str, role: &str| {
        admin.post("/api/users", json!({ "login": login, "name": "", "password": password, "roles": [role] }))
    };
    let made = new("li", PASSWORD, "seller").is(201);
    assert_eq!((&made["login"], &made["name"], &made["active"]), (&json!("li"), &json!("li"), &json!(true)));
    assert!(!made.to_string().contains("password"));
    assert_eq!(new("li", PASSWORD, "seller").invalid(), ["login not_unique"]);
    assert_eq!(
        new("bad login", "short", "seller").invalid(),
        ["login bad_login", "password password_length"]
    );
    assert_eq!(new("wang", PASSWORD, "emperor").invalid(), ["roles not_known"]);
    let path = format!("/api/users/{}", made["id"].as_str().expect("an id"));
    let changed = admin.patch(&path, json!({ "name": "老李", "roles": ["buyer", "seller"] })).is(200);
    assert_eq!((&changed["name"], &changed["roles"]), (&json!("老李"), &json!(["buyer", "seller"])));
    admin.patch(&path, json!({ "password": "another-good-password" })).is(200);
    server.stranger().log_in("li", "another-good-password");
    admin.patch("/api/users/999999", json!({ "name": "x" })).refused(404, "not_found");
    admin.patch("/api/users/x", json!({ "name": "x" })).refused(404, "not_found");
}

fn the_last_administrator_stays(server: &TestServer) {
    let admin = server.admin();
    let me = admin.get("/api/me").is(200)["user"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/users/{me}");
    admin.patch(&path, json!({ "roles": ["viewer"] })).refused(409, "last_administrator");
    admin.patch(&path, json!({ "active": false })).refused(409, "last_administrator");
    server.user_called("second", &["administrator"]);
    admin.patch(&path, json!({ "roles": ["viewer"] })).is(200);
    admin.get("/api/users").refused(403, "forbidden");
}

fn roles_are_made_given_and_taken(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let role = json!({ "label": { "zh": "店长", "en": "Shop keeper" }, "grants": { "sales_order": ["read", "create", "confirm"], "purchase_order": ["read"] }, "abilities": ["see_cost"] });
    admin.put("/api/roles/keeper", role.clone()).is(200);
    let keeper = server.user(&["keeper"]);
    let lines = json!([{ "item": "tea", "quantity": "1" }]);
    let order =
        keeper.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    keeper
        .transition("sales_order", order["number"].as_str().expect("a number"), "cancel")
        .refused(403, "forbidden");
    keeper.get("/api/documents/purchase_order").is(200);
    assert_eq!(keeper.get("/api/me").is(200)["may"]["see_cost"], true);
    let listed = admin.get("/api/roles").is(200);
    let built_in: Vec<&str> = listed["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|it| it["built_in"] == true)
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(built_in, ["administrator", "buyer", "seller", "warehouse", "accountant", "viewer"]);

    admin.delete("/api/roles/keeper").refused(409, "is_referenced");
    let mut smaller = role;
    smaller["grants"] = json!({});
    admin.put("/api/roles/keeper", smaller).is(200);
    keeper.get("/api/documents/purchase_order").refused(403, "forbidden");
    admin.put("/api/roles/administrator", json!({ "grants": {} })).is(422);
    // A built-in role is changed, and is what it was when the change is taken back.
    let changed = admin.put("/api/roles/seller", json!({ "grants": { "item": { "actions": [] } } })).is(200);
    assert_eq!((&changed["built_in"], &changed["changed"]), (&json!(true), &json!(true)));
    let seller = server.user(&["seller"]);
    seller.get("/api/documents/item").refused(403, "forbidden");
    seller.get("/api/documents/customer").is(200);
    admin.delete("/api/roles/seller").is(204);
    seller.get("/api/documents/item").is(200);
    admin.put("/api/roles/Big%20Boss", json!({ "grants": {} })).is(422);
    admin.put("/api/roles/other", json!({ "grants": { "spaceship": ["read"] } })).is(422);
    admin.put("/api/roles/other", json!({ "abilities": ["fly"] })).is(422);
    admin.put("/api/roles/unused", json!({})).is(200);
    admin.delete("/api/roles/unused").is(204);
    admin.delete("/api/roles/unused").refused(404, "not_found");
    admin.delete("/api/roles/seller").is(404);
}

fn numbers_are_made_as_the_company_likes(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let year = admin.get("/api/me").is(200)["today"].as_str().expect("a day")[..4].to_owned();
    let order = || {
        admin.create(
            "sales_order",
            json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "1" }] }),
        )["number"]
            .clone()
    };
    assert_eq!(order(), "XS-000001");
    let changed = admin
        .put("/api/numbering/sales_order", json!({ "prefix": "SO", "digits": 4, "reset": "year" }))
        .is(200);
    assert_eq!(changed["next"], format!("SO{year}-0001"));
    assert_eq!(order(), format!("SO{year}-0001"));
    assert_eq!(order(), format!("SO{year}-0002"));
    let rows = admin.get("/api/numbering").is(200)["rows"].clone();
    assert!(rows.as_array().expect("rows").iter().all(|it| it["type"] != "item"), "items have codes");
    assert_eq!(
        admin
            .put("/api/numbering/sales_order", json!({ "prefix": "SO", "digits": 40, "reset": "never" }))
            .invalid(),
        ["digits out_of_range"]
    );
}

fn the_company_has_a_name_and_a_clock(server: &TestServer) {
    let admin = server.admin();
    let company =
        json!({ "name": "老李茶行", "currency": "CNY", "time_zone": "Asia/Urumqi", "language": "zh" });
    admin.put("/api/company", company).is(200);
    let seller = server.user(&["seller"]);
    assert_eq!(seller.get("/api/company").is(200)["name"], "老李茶行");
    let bad = json!({ "name": " ", "currency": "shells", "time_zone": "Mars/Olympus", "language": "la" });
    assert_eq!(
        admin.put("/api/company", bad).invalid(),
        ["name required", "currency not_known", "time_zone not_known", "language not_known"]
    );
}
