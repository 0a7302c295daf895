//! Lists: pages, sorting, filters, search.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    pages_show_every_row_once_in_each_order,
    each_filter_finds_what_it_says,
    a_wrong_list_is_refused_with_its_place,
    people_find_things_by_what_they_type,
    a_list_shows_header_fields_unless_asked,
    lookup_offers_what_is_in_use,
);

/// The codes in a list, joined: `A B C`.
fn codes(client: &Client, query: &str) -> String {
    let page = client.get(&format!("/api/documents/{query}")).is(200);
    let rows = page["rows"].as_array().expect("rows");
    rows.iter().filter_map(|it| it["number"].as_str()).collect::<Vec<_>>().join(" ")
}

/// In a URL.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}

fn filtered(client: &Client, kind: &str, filter: Json) -> String {
    codes(client, &format!("{kind}?sort=number&filter={}", encoded(&filter.to_string())))
}

/// Twenty-five items: equal names and prices among them, some without a category.
fn items(admin: &Client) {
    let one = |nth: usize| {
        let category = [json!("茶"), json!("杯"), Json::Null][nth % 3].clone();
        json!({ "fields": { "code": format!("I{nth:02}"), "name": format!("商品{}", nth % 4), "sale_price": (nth % 5).to_string(), "category": category } })
    };
    let documents: Vec<Json> = (0..25).map(one).collect();
    assert_eq!(admin.post("/api/documents/item/bulk", json!({ "documents": documents })).is(200)["ok"], 25);
}

fn pages_show_every_row_once_in_each_order(server: &TestServer) {
    let admin = server.admin();
    items(&admin);
    for sort in [
        "",
        "number",
        "-number",
        "name",
        "-name",
        "category",
        "-category",
        "sale_price",
        "-sale_price",
        "state",
        "created_at",
        "-created_at",
        "updated_at",
    ] {
        let whole = admin.get(&format!("/api/documents/item?limit=500&sort={sort}")).is(200);
        assert_eq!(whole["total"], 25, "sort={sort}");
        assert!(whole["next"].is_null(), "sort={sort}");
        let wanted: Vec<Json> =
            whole["rows"].as_array().expect("rows").iter().map(|it| it["number"].clone()).collect();
        let (mut walked, mut after) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/api/documents/item?limit=4&sort={sort}{after}")).is(200);
            walked.extend(page["rows"].as_array().expect("rows").iter().map(|it| it["number"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={}", encoded(next));
            assert!(walked.len() <= 25, "sort={sort} walks in a circle: {walked:?}");
        }
        assert_eq!(walked, wanted, "sort={sort}");
        let mut each_once = walked.clone();
        each_once.sort_by_key(ToString::to_string);
        each_once.dedup();
        assert_eq!(each_once.len(), 25, "sort={sort}");
    }
    assert!(codes(&admin, "item?sort=-number").starts_with("I24 I23 I22"));
    let prices = admin.get("/api/documents/item?sort=-sale_price&limit=1").is(200);
    assert_eq!(prices["rows"][0]["fields"]["sale_price"], "4");
}

fn each_filter_finds_what_it_says(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.patch("/api/documents/item/cup", json!({ "fields": { "category": null } })).is(200);
    admin.transition("item", "pot", "archive").is(200);
    for (field, op, value, wanted) in [
        ("code", "=", json!("tea"), "tea"),
        ("code", "!=", json!("tea"), "cup pot"),
        ("sale_price", "<", json!("25"), "cup"),
        ("sale_price", "<=", json!("25"), "cup tea"),
        ("sale_price", ">", json!("25"), "pot"),
        ("sale_price", ">=", json!("25"), "pot tea"),
        ("code", "in", json!(["tea", "pot"]), "pot tea"),
        ("name", "contains", json!("茶"), "cup tea"),
        ("name", "starts_with", json!("茶"), "cup"),
        ("category", "empty", Json::Null, "cup"),
        ("category", "not_empty", Json::Null, "pot tea"),
        ("state", "=", json!("archived"), "pot"),
        ("number", "=", json!("tea"), "tea"),
        ("created_by", "=", json!("admin"), "cup pot tea"),
    ] {
        let filter = json!({ "field": field, "op": op, "value": value });
        assert_eq!(filtered(&admin, "item", filter), wanted, "{field} {op} {value}");
    }
    let both = json!({ "all": [{ "field": "category", "op": "=", "value": "茶" }, { "any": [{ "field": "state", "op": "=", "value": "archived" }, { "field": "sale_price", "op": "<", "value": "10" }] }] });
    assert_eq!(filtered(&admin, "item", both), "pot");

    let order = |customer: &str, item: &str| {
        let lines = json!([{ "item": item, "quantity": "1" }, { "item": "cup", "quantity": "2" }]);
        admin.create("sales_order", json!({ "customer": customer, "ship_from": "main", "lines": lines }))
    };
    order("li", "tea");
    order("wang", "pot");
    for (field, op, value, wanted) in [
        ("customer", "=", json!("wang"), "XS-000002"),
        ("lines.item", "=", json!("tea"), "XS-000001"),
        ("lines.item", "=", json!("cup"), "XS-000001 XS-000002"),
        ("lines.quantity", ">", json!("2"), ""),
        ("ordered_on", ">=", json!("2020-01-01"), "XS-000001 XS-000002"),
        ("partial_allowed", "=", json!(true), "XS-000001 XS-000002"),
    ] {
        let filter = json!({ "field": field, "op": op, "value": value });
        assert_eq!(filtered(&admin, "sales_order", filter), wanted, "{field} {op} {value}");
    }
}

fn a_wrong_list_is_refused_with_its_place(server: &TestServer) {
    let admin = server.admin();
    let refused = |query: &str| admin.get(&format!("/api/documents/item?{query}")).invalid();
    assert_eq!(refused("sort=colour"), ["sort cannot_sort"]);
    assert_eq!(refused("after=somewhere"), ["after not_a_page"]);
    assert_eq!(refused("limit=many"), ["limit bad_parameter"]);
    assert_eq!(refused("filter=%7Bbroken"), ["filter not_json"]);
    let filter = |it: Json| refused(&format!("filter={}", encoded(&it.to_string())));
    let one = |field: &str, op: &str, value: &str| json!({ "field": field, "op": op, "value": value });
    assert_eq!(filter(one("colour", "=", "red")), ["filter.field no_such_field"]);
    assert_eq!(
        filter(json!({ "all": [one("code", "like", "a"), { "not": one("sale_price", "contains", "1") }] })),
        ["filter.all[0].op unknown_operator", "filter.all[1].not.op operator_does_not_apply"]
    );
    assert_eq!(filter(one("sale_price", "<", "dear")), ["filter.value not_a_number"]);
    assert_eq!(filter(json!([])), ["filter not_a_filter"]);
    // In words, what is wrong and what to do, in either language.
    let said = |language: &str, query: &str| {
        let answer = admin.with("accept-language", language).get(&format!("/api/documents/item?{query}"));
        let told = answer.json()["problems"][0].clone();
        format!("{}: {}", told["path"], told["message"]).replace('"', "")
    };
    let colour = format!("filter={}", encoded(&one("colour", "=", "red").to_string()));
    assert_eq!(said("zh", &colour), "filter.field: 没有字段“colour”：换一个字段，或去掉它");
    let contains = format!("filter={}", encoded(&one("sale_price", "contains", "1").to_string()));
    assert_eq!(
        said("en", &contains),
        "filter.op: `sale_price` cannot be compared by `contains`, only by: = != < <= > >= in empty not_empty"
    );
    assert_eq!(said("zh", "limit=many"), "limit: “many”读不懂：换一个值，或不写");
    assert_eq!(
        said("en", "sort=-colour"),
        "sort: is by `-colour`, by which nothing is sorted: name another field, or leave it out"
    );
    // Of a field that somebody may not see it is told as of one that is not there.
    let own = json!({ "label": { "zh": "自", "en": "Own" }, "grants": { "item": [{ "actions": ["read"], "hidden": ["sale_price"] }] } });
    admin.put("/api/roles/half", own).is(200);
    let half = server.user(&["half"]);
    let told = |query: &str| half.get(&format!("/api/documents/item?{query}")).invalid();
    let hidden = json!({ "any": [one("code", "=", "tea"), one("sale_price", ">", "1")] });
    assert_eq!(
        told(&format!("filter={}", encoded(&hidden.to_string()))),
        ["filter.any[1].field no_such_field"]
    );
    assert_eq!(told("sort=-sale_price"), ["sort cannot_sort"]);
    let most = admin.get("/api/documents/item?limit=100000").is(200);
    assert!(most["rows"].as_array().is_some_and(Vec::is_empty), "a limit is a limit, not an error");
}

fn people_find_things_by_what_they_type(server: &TestServer) {
    let admin = server.admin();
    let item = |code: &str, name: &str, barcode: &str| {
        admin.create("item", json!({ "code": code, "name": name, "barcode": barcode }))
    };
    item("A-17", "六角螺栓 M8", "6901234567892");
    item("B-20", "重庆火锅底料", "6909876543210");
    admin.create("customer", json!({ "code": "C1", "name": "上海银行" }));
    for (typed, wanted) in [
        ("A-17", "A-17"),
        ("a-1", "A-17"),
        ("螺栓", "A-17"),
        ("liujiao", "A-17"),
        ("ljls", "A-17"),
        ("LJLS", "A-17"),
        ("m8 六角", "A-17"),
        ("cqhg", "B-20"),
        ("chongqing", "B-20"),
        ("6909876543210", "B-20"),
        ("螺母", ""),
        ("100%", ""),
        ("_", ""),
    ] {
        assert_eq!(codes(&admin, &format!("item?q={}", encoded(typed))), wanted, "{typed}");
    }
    let found = admin.get("/api/lookup/customer?q=shyh").is(200);
    assert_eq!(found["rows"][0]["number"], "C1");
    tea_company(&admin);
    let order = admin.create(
        "sales_order",
        json!({ "customer": "C1", "ship_from": "main", "lines": [{ "item": "A-17", "quantity": "1" }] }),
    );
    assert_eq!(codes(&admin, "sales_order?q=000001"), order["number"].as_str().expect("a number"));
}

fn a_list_shows_header_fields_unless_asked(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.create(
        "sales_order",
        json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "1" }] }),
    );
    let short = admin.get("/api/documents/sales_order").is(200);
    assert!(short["rows"][0]["fields"].get("lines").is_none_or(Json::is_null));
    assert_eq!(short["links"]["customer"]["li"]["title"], "老李茶馆");
    let all = admin.get("/api/documents/sales_order?fields=all").is(200);
    assert_eq!(all["rows"][0]["fields"]["lines"][0]["item"], "tea");
    assert_eq!(all["links"]["item"]["tea"]["title"], "普洱茶");
}

fn lookup_offers_what_is_in_use(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.transition("item", "pot", "archive").is(200);
    let rows = admin.get("/api/lookup/item?q=&limit=10").is(200)["rows"].clone();
    let mut found: Vec<&str> =
        rows.as_array().expect("rows").iter().filter_map(|it| it["number"].as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["cup", "tea"], "what is archived is no candidate");
}
