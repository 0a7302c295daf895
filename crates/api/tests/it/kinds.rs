//! Every kind of field from the form to the database and back: read, found, listed, exported, looked
//! up in a linked document.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines};

on_both_engines!(every_kind_is_kept_found_and_shown, a_lookup_shows_what_the_caller_may_see);

fn field(name: &str, kind: &str, more: Json) -> Json {
    let mut it = json!({ "name": name, "label": { "zh": name, "en": name }, "kind": kind });
    let (object, more) = (it.as_object_mut().expect("an object"), more.as_object().cloned());
    object.extend(more.unwrap_or_default());
    it
}

fn wide() -> Json {
    let tags = json!({ "choices": [{ "value": "red" }, { "value": "blue" }, { "value": "green" }] });
    let looked_up = json!({ "lookup": { "link": "customer", "field": "contact" } });
    let in_line = json!({ "lookup": { "link": "item", "field": "name" } });
    json!({
        "label": { "zh": "宽表", "en": "Wide" },
        "fields": [
            field("customer", "link:customer", json!({})),
            field("note", "long_text", json!({ "searchable": true })),
            field("letter", "rich_text", json!({})),
            field("tags", "choices", tags.clone()),
            field("phone", "phone", json!({ "unique": true })),
            field("email", "email", json!({ "indexed": true })),
            field("site", "url", json!({})),
            field("ship_to", "address", json!({})),
            field("place", "location", json!({})),
            field("contract", "attachment", json!({})),
            field("photos", "image", json!({})),
            field("signed", "signature", json!({})),
            field("code", "qr", json!({ "formula": "\"W:\" & [phone]" })),
            field("contact", "lookup", looked_up),
            field("visits", "linked_table", json!({ "linked": { "of": "wide", "by": "parent" } })),
            field("parent", "link:wide", json!({})),
            field("lines", "rows", json!({ "columns": [
                field("item", "link:item", json!({})),
                field("tags", "choices", tags),
                field("item_name", "lookup", in_line),
            ] })),
        ],
    })
}

fn found(client: &Client, filter: &Json) -> Vec<String> {
    let filter: String = filter.to_string().bytes().map(|it| format!("%{it:02X}")).collect();
    let page = client.get(&format!("/api/documents/wide?sort=number&filter={filter}")).is(200);
    let rows = page["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|it| it["fields"]["phone"].as_str()).map(str::to_owned).collect()
}

fn every_kind_is_kept_found_and_shown(server: &TestServer) {
    let admin = server.admin();
    admin.create("customer", json!({ "code": "C1", "name": "张三" }));
    admin.create("item", json!({ "code": "I1", "name": "绿茶" }));
    admin.put("/api/document-types/wide", wide()).is(200);
    let fields = json!({
        "customer": "C1", "note": "第一行\n第二行", "letter": "<p>您好<script>x</script></p>", "tags": ["blue", "red"],
        "phone": "0571-88", "email": "a@b.cn", "site": "https://b.cn/x", "ship_to": "浙江省杭州市西湖区文三路 1 号",
        "place": "31.230416,-121.473701 人民广场",
        "lines": [{ "item": "I1", "tags": ["green"] }],
    });
    let made = admin.create("wide", fields);
    let id = made["id"].as_str().expect("an id").to_owned();
    let wanted = json!({
        "customer": "C1", "note": "第一行\n第二行", "letter": "<p>您好</p>", "tags": ["red", "blue"],
        "phone": "0571-88", "email": "a@b.cn", "site": "https://b.cn/x",
        "ship_to": { "province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号" },
        "place": { "lat": "31.230416", "lng": "-121.473701", "text": "人民广场" },
        "code": "W:0571-88",
        "lines": [{ "line": 1, "item": "I1", "tags": ["green"], "item_name": "绿茶" }],
    });
    assert_eq!(made["fields"], wanted);
    assert_eq!(admin.get(&format!("/api/documents/wide/{id}")).is(200)["fields"], wanted);
    admin.create("wide", json!({ "phone": "0571-99", "tags": ["green"], "ship_to": { "city": "上海市" } }));

    let is = |field: &str, op: &str, value: Json| {
        found(&admin, &json!({ "field": field, "op": op, "value": value }))
    };
    assert_eq!(is("tags", "=", json!("red")), ["0571-88"]);
    assert_eq!(is("tags", "!=", json!("red")), ["0571-99"]);
    assert_eq!(is("tags", "in", json!(["green", "blue"])), ["0571-88", "0571-99"]);
    assert_eq!(is("lines.tags", "=", json!("green")), ["0571-88"]);
    assert_eq!(is("ship_to", "contains", json!("杭州市西湖")), ["0571-88"]);
    assert_eq!(is("ship_to", "starts_with", json!("上海")), ["0571-99"]);
    assert_eq!(is("ship_to", "empty", Json::Null), Vec::<String>::new());
    assert_eq!(is("place", "empty", Json::Null), ["0571-99"]);
    assert_eq!(is("email", "starts_with", json!("A@")), ["0571-88"]);
    assert_eq!(is("note", "contains", json!("第二")), ["0571-88"]);
    let search = admin.get("/api/documents/wide?q=dierhang").is(200);
    assert_eq!(search["rows"].as_array().map(Vec::len), Some(1), "long texts are searched, by pinyin too");
    admin.get("/api/documents/wide?sort=tags").refused(422, "invalid");

    let taken = admin.post("/api/documents/wide", json!({ "fields": { "phone": "0571-88" } }));
    assert_eq!(taken.invalid(), ["phone not_unique"]);
    let wrong = json!({ "fields": { "phone": "abc", "email": "a", "site": "b", "tags": ["x"] } });
    assert_eq!(
        admin.post("/api/documents/wide", wrong).invalid(),
        ["tags unknown_choice", "phone not_a_phone", "email not_an_email", "site not_a_url"]
    );
    let csv = admin.get("/api/documents/wide/export?format=csv").is_text(200);
    assert!(csv.contains("浙江省/杭州市/西湖区/文三路 1 号") && csv.contains("red、blue"), "{csv}");
    assert_eq!(server.view("v_wide", "ship_to_city"), ["上海市", "杭州市"]);
}

fn a_lookup_shows_what_the_caller_may_see(server: &TestServer) {
    let admin = server.admin();
    admin.create("customer", json!({ "code": "C1", "name": "张三", "contact": "李四" }));
    admin.put("/api/document-types/wide", wide()).is(200);
    let made = admin.create("wide", json!({ "customer": "C1", "phone": "110" }));
    assert_eq!(made["fields"]["contact"], "李四");
    let customer = admin.get("/api/documents/customer/C1").is(200);
    let path = format!("/api/documents/customer/{}", customer["id"].as_str().expect("an id"));
    admin.patch(&path, json!({ "fields": { "contact": "王五" } })).is(200);
    let rows = admin.get("/api/documents/wide").is(200)["rows"].clone();
    assert_eq!(rows[0]["fields"]["contact"], "王五", "it is read when it is shown");
    let shown = admin.get("/api/document-types/wide").is(200);
    let lookup =
        shown["fields"].as_array().expect("fields").iter().find(|it| it["name"] == "contact").cloned();
    assert_eq!(lookup.expect("it is there")["shown"]["kind"], "text", "how it is drawn");
}
