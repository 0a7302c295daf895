//! One document: made, read, changed, moved on, thrown away; and what is wrong with a bad one.

use serde_json::json;
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_document_is_made_read_changed_and_deleted,
    links_are_given_by_number_or_id,
    every_problem_is_told_at_its_path,
    what_does_not_exist_is_not_found,
    formulas_and_defaults_are_computed,
    a_code_is_there_once,
    what_took_effect_is_not_edited_or_deleted,
    what_is_used_is_not_deleted,
    a_transition_needs_its_state,
    numbers_have_no_gaps,
);

fn a_document_is_made_read_changed_and_deleted(server: &TestServer) {
    let admin = server.admin();
    let made = admin
        .create("item", json!({ "code": "A-1", "name": "六角螺栓", "unit": "个", "sale_price": "12.5" }));
    assert_eq!(made["number"], "A-1");
    assert_eq!(made["state"], "active");
    assert_eq!(made["title"], "六角螺栓");
    assert_eq!(made["version"], 1);
    assert_eq!(made["fields"]["sale_price"], "12.5", "amounts are texts");
    assert_eq!(made["created_by"]["name"], "管理员");
    let id = made["id"].as_str().expect("an id");

    for name in [id, "A-1"] {
        let read = admin.get(&format!("/api/documents/item/{name}")).is(200);
        assert_eq!(read, made, "by {name}");
    }

    let change = json!({ "fields": { "name": "内六角螺栓", "sale_price": null }, "version": 1 });
    let changed = admin.patch("/api/documents/item/A-1", change).is(200);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["title"], "内六角螺栓");
    assert_eq!(changed["fields"]["unit"], "个", "what was not sent stays");
    assert!(changed["fields"]["sale_price"].is_null(), "null clears");

    let again = admin.patch("/api/documents/item/A-1", json!({ "fields": { "unit": "个" } })).is(200);
    assert_eq!(again["version"], 2, "a save that changes nothing writes nothing");

    admin.delete("/api/documents/item/A-1?version=1").refused(409, "stale_version");
    admin.delete("/api/documents/item/A-1?version=2").is(204);
    admin.get("/api/documents/item/A-1").refused(404, "not_found");
}

fn links_are_given_by_number_or_id(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let li = admin.get("/api/documents/customer/li").is(200);
    for customer in [&li["id"], &li["number"]] {
        let lines = json!([{ "item": "tea", "quantity": "1" }]);
        let order =
            admin.create("sales_order", json!({ "customer": customer, "ship_from": "main", "lines": lines }));
        assert_eq!(order["fields"]["customer"], "li", "links are told by number");
        assert_eq!(order["links"]["customer"]["li"]["title"], "老李茶馆");
        assert_eq!(order["links"]["customer"]["li"]["id"], li["id"]);
        assert_eq!(order["fields"]["lines"][0]["line"], 1);
    }
}

fn every_problem_is_told_at_its_path(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let fields = json!({
        "customer": "nobody", "partial_allowed": "perhaps", "colour": "red",
        "lines": [{ "item": "tea", "quantity": "1" }, { "item": "tee", "quantity": "-1" }, { "quantity": "x" }],
    });
    let mut problems = admin.post("/api/documents/sales_order", json!({ "fields": fields })).invalid();
    problems.sort();
    assert_eq!(
        problems,
        [
            "colour unknown_field",
            "customer not_found",
            "lines[1].item not_found",
            "lines[1].quantity too_small",
            "lines[2].item required",
            "lines[2].quantity not_a_number",
            "partial_allowed not_yes_no",
            "ship_from required",
        ]
    );
    let chinese = admin.with("accept-language", "zh-CN").post("/api/documents/item", json!({ "fields": {} }));
    let problem = chinese.refused(422, "invalid");
    assert_eq!(problem["problems"][0]["message"], "必填");
}

fn what_does_not_exist_is_not_found(server: &TestServer) {
    let admin = server.admin();
    admin.get("/api/documents/spaceship").refused(404, "not_found");
    admin.get("/api/documents/item/none").refused(404, "not_found");
    admin.get("/api/documents/item/0198c0de-0000-7000-8000-000000000000").refused(404, "not_found");
    admin.get("/api/document-types/spaceship").refused(404, "not_found");
    admin.patch("/api/documents/item/none", json!({ "fields": {} })).refused(404, "not_found");
    admin.transition("item", "none", "archive").refused(404, "not_found");
    admin.create("item", json!({ "code": "A", "name": "A" }));
    admin.transition("item", "A", "fly").refused(404, "not_found");
    admin
        .post("/api/documents/item", json!({ "fields": { "code": "B", "name": "B" }, "transition": "fly" }))
        .refused(404, "not_found");
    admin.get("/api/documents/item/B").refused(404, "not_found");
}

fn formulas_and_defaults_are_computed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "3", "price": "2.335" }, { "item": "cup", "quantity": "2", "price": "8" }]);
    let order =
        admin.create("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    assert_eq!(order["fields"]["lines"][0]["amount"], "7.01", "rounded half up");
    assert_eq!(order["fields"]["amount"], "23.01");
    let me = admin.get("/api/me").is(200);
    assert_eq!(order["fields"]["ordered_on"], me["today"], "the company's day");
    let path = format!("/api/documents/purchase_order/{}", order["number"].as_str().expect("a number"));
    let sent_back = admin.patch(&path, json!({ "fields": { "amount": "1" } })).is(200);
    assert_eq!(sent_back["fields"]["amount"], "23.01", "what is computed is not taken from outside");
}

fn a_code_is_there_once(server: &TestServer) {
    let admin = server.admin();
    admin.create("item", json!({ "code": "A", "name": "first" }));
    let again = json!({ "fields": { "code": "A", "name": "second" } });
    assert_eq!(admin.post("/api/documents/item", again).invalid(), ["code not_unique"]);
    admin.create("item", json!({ "code": "B", "name": "third" }));
    let renamed = json!({ "fields": { "code": "A" } });
    assert_eq!(admin.patch("/api/documents/item/B", renamed).invalid(), ["code not_unique"]);
    let renamed = admin.patch("/api/documents/item/B", json!({ "fields": { "code": "C" } })).is(200);
    assert_eq!(renamed["number"], "C", "the code is the number");
    admin.get("/api/documents/item/B").refused(404, "not_found");
}

fn what_took_effect_is_not_edited_or_deleted(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "10", "unit_cost": "8" }]);
    let stock = admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let path = format!("/api/documents/opening_stock/{}", stock["id"].as_str().expect("an id"));
    assert_eq!(stock["permitted"]["edit"], false);
    admin.patch(&path, json!({ "fields": { "note": "later" } })).refused(409, "not_editable");
    admin.delete(&path).refused(409, "not_editable");
    assert_eq!(admin.get(&path).is(200), stock, "a refusal changes nothing");
}

fn what_is_used_is_not_deleted(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let order = admin.create(
        "sales_order",
        json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "1" }] }),
    );
    let problem = admin.delete("/api/documents/customer/li").refused(409, "is_referenced");
    assert_eq!(problem["params"]["by"][0]["type"], "sales_order");
    assert_eq!(problem["params"]["by"][0]["number"], order["number"]);
    admin.delete(&format!("/api/documents/sales_order/{}", order["id"].as_str().expect("an id"))).is(204);
    admin.delete("/api/documents/customer/li").is(204);
}

fn a_transition_needs_its_state(server: &TestServer) {
    let admin = server.admin();
    admin.create("item", json!({ "code": "A", "name": "A" }));
    let problem = admin.transition("item", "A", "restore").refused(409, "transition_not_allowed");
    assert_eq!(problem["params"]["state"], "active");
    let archived = admin.transition("item", "A", "archive").is(200);
    assert_eq!((archived["state"].as_str(), archived["version"].as_i64()), (Some("archived"), Some(2)));
    assert_eq!(archived["permitted"]["transitions"], json!(["restore"]));
    let seen = json!({ "version": 1 });
    admin.post("/api/documents/item/A/transitions/restore", seen).refused(409, "stale_version");
    admin.post("/api/documents/item/A/transitions/restore", json!({ "version": 2 })).is(200);
}

fn numbers_have_no_gaps(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let fields = |quantity: &str| json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": [{ "item": "tea", "quantity": quantity }] });
    let first = admin.create("sales_order", fields("1"));
    admin.try_confirm("sales_order", fields("5")).refused(409, "insufficient_stock");
    admin.post("/api/documents/sales_order", json!({ "fields": fields("x") })).invalid();
    let second = admin.create("sales_order", fields("1"));
    assert_eq!((first["number"].as_str(), second["number"].as_str()), (Some("XS-000001"), Some("XS-000002")));
}
