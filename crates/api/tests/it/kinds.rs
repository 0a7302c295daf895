//! Every kind of field from the form to the database and back: read, found, listed, exported, looked
//! up in a linked document.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines};

on_both_engines!(
    every_kind_is_kept_found_and_shown,
    a_lookup_shows_what_the_caller_may_see,
    a_computed_field_follows_the_documents_it_reads,
    what_is_computed_from_many_follows_a_moment_later,
);

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

fn a_computed_field_follows_the_documents_it_reads(server: &TestServer) {
    let admin = server.admin();
    let rollup = |summary: &str, more: Json| {
        let mut it = json!({ "of": "payment", "by": "deal", "summary": summary });
        it.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        json!({ "computed": it })
    };
    let deal = json!({ "label": { "zh": "合同", "en": "Deal" }, "fields": [
        field("amount", "money", json!({})),
        field("paid", "money", rollup("sum", json!({ "value": "[amount]", "states": ["done"] }))),
        field("open", "money", json!({ "formula": "[amount] - [paid]" })),
        field("payments", "number", rollup("count", json!({}))),
        field("big", "number", rollup("count", json!({ "condition": "[amount] >= 100" }))),
        field("last_paid", "date", rollup("last", json!({ "value": "[paid_on]" }))),
        field("most", "money", rollup("max", json!({ "value": "[amount]" }))),
        field("bought", "quantity", json!({ "computed": { "of": "payment", "by": "lines.deal", "value": "[quantity]" } })),
    ] });
    let payment = json!({ "label": { "zh": "付款", "en": "Payment" }, "fields": [
        field("deal", "link:deal", json!({})), field("amount", "money", json!({})), field("paid_on", "date", json!({})),
        field("lines", "rows", json!({ "columns": [field("deal", "link:deal", json!({})), field("quantity", "quantity", json!({}))] })),
    ], "transitions": [{ "name": "finish", "from": ["draft"], "to": "done" }] });
    let mut without = deal.clone();
    without["fields"]
        .as_array_mut()
        .expect("fields")
        .retain(|it| it["computed"].is_null() && it["name"] != "open");
    admin.put("/api/document-types/deal", without).is(200);
    admin.put("/api/document-types/payment", payment.clone()).is(200);
    let one =
        admin.create("deal", json!({ "amount": "500" }))["number"].as_str().expect("a number").to_owned();
    let two =
        admin.create("deal", json!({ "amount": "90" }))["number"].as_str().expect("a number").to_owned();
    let first = admin.create("payment", json!({ "deal": one, "amount": "120", "paid_on": "2026-03-01" }));
    admin.put("/api/document-types/deal", deal.clone()).is(200);
    let fields = |number: &str| admin.get(&format!("/api/documents/deal/{number}")).is(200)["fields"].clone();
    assert_eq!(fields(&one)["payments"], "1", "what was there before the field counts too");
    assert_eq!(fields(&one)["paid"], "0", "drafts are not paid");

    let id = first["id"].as_str().expect("an id");
    admin.transition("payment", id, "finish").is(200);
    assert_eq!(
        (&fields(&one)["paid"], &fields(&one)["open"]),
        (&json!("120"), &json!("380")),
        "formulas read it"
    );
    let lines = json!([{ "deal": one, "quantity": "2" }, { "deal": two, "quantity": "7" }, { "deal": one, "quantity": "3" }]);
    let second = admin
        .create("payment", json!({ "deal": one, "amount": "30", "paid_on": "2026-02-01", "lines": lines }));
    let told = fields(&one);
    let of = |name: &str| told[name].as_str().unwrap_or("").to_owned();
    assert_eq!(
        [of("payments"), of("big"), of("last_paid"), of("most"), of("bought")],
        ["2", "1", "2026-02-01", "120", "5"]
    );
    assert_eq!(fields(&two)["bought"], "7");

    let path = format!("/api/documents/payment/{}", second["id"].as_str().expect("an id"));
    admin.patch(&path, json!({ "fields": { "deal": two } })).is(200);
    assert_eq!(
        (&fields(&one)["payments"], &fields(&two)["payments"]),
        (&json!("1"), &json!("1")),
        "it moved"
    );
    assert_eq!(admin.delete(&path).status, 204);
    assert_eq!((&fields(&two)["payments"], &fields(&two)["bought"]), (&json!("0"), &json!("0")));
    let sent = admin.create("deal", json!({ "amount": "1", "paid": "99" }));
    assert_eq!(sent["fields"]["paid"], Json::Null, "what is sent for it does not count");

    let mut circular = payment;
    let back = json!({ "computed": { "of": "deal", "by": "parent", "summary": "sum", "value": "[paid]" } });
    circular["fields"].as_array_mut().expect("fields").push(field("back", "money", back));
    let mut with_parent = deal;
    with_parent["fields"].as_array_mut().expect("fields").push(field("parent", "link:payment", json!({})));
    admin.put("/api/document-types/deal", with_parent).is(200);
    let refused = admin.put("/api/document-types/payment", circular).refused(422, "invalid");
    assert!(refused["problems"].to_string().contains("refer to each other"), "{refused}");
}

/// Nobody waits until hundreds of documents are read: the sum is made right after.
fn what_is_computed_from_many_follows_a_moment_later(server: &TestServer) {
    let admin = server.admin();
    let rollup = |summary: &str, value: Json| json!({ "computed": { "of": "payment", "by": "deal", "summary": summary, "value": value } });
    let bare =
        json!({ "label": { "zh": "合同", "en": "Deal" }, "fields": [field("name", "text", json!({}))] });
    let payment = json!({ "label": { "zh": "付款", "en": "Payment" }, "fields": [
        field("deal", "link:deal", json!({})), field("amount", "money", json!({})),
    ] });
    let mut deal = bare.clone();
    deal["fields"].as_array_mut().expect("fields").extend([
        field("paid", "money", rollup("sum", json!("[amount]"))),
        field("payments", "number", rollup("count", Json::Null)),
    ]);
    admin.put("/api/document-types/deal", bare).is(200);
    admin.put("/api/document-types/payment", payment).is(200);
    let number = admin.create("deal", json!({ "name": "a" }))["number"].clone();
    let many: Vec<Json> =
        (1..=620).map(|it| json!({ "fields": { "deal": number, "amount": it.to_string() } })).collect();
    admin.post("/api/documents/payment/bulk", json!({ "documents": many })).is(200);
    admin.put("/api/document-types/deal", deal).is(200);
    let path = format!("/api/documents/deal/{}", number.as_str().expect("a number"));
    let told = |paid: &str, payments: &str| {
        testkit::eventually("the sum", || {
            let fields = admin.get(&path).is(200)["fields"].clone();
            (fields["paid"] == paid && fields["payments"] == payments).then_some(())
        });
    };
    // 620 × 621 / 2
    told("192510", "620");
    let last = admin.create("payment", json!({ "deal": number, "amount": "1000" }));
    told("193510", "621");
    let id = last["id"].as_str().expect("an id");
    assert_eq!(admin.delete(&format!("/api/documents/payment/{id}")).status, 204);
    told("192510", "620");
}
