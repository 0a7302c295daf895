//! Rules of a definition hold alike by every door: create, edit, bulk, import, transition; and anybody
//! can ask why a value is what it is.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, eventually, on_both_engines};

on_both_engines!(
    every_rule_holds_at_every_door,
    a_warning_is_confirmed,
    a_price_is_taken_from_the_matching_document,
    a_tightened_type_is_checked_at_the_transition,
    formulas_count_by_the_companys_calendar,
);

fn field(name: &str, kind: &str, more: Json) -> Json {
    let mut it = json!({ "name": name, "label": { "zh": name, "en": name }, "kind": kind });
    let more = more.as_object().cloned().unwrap_or_default();
    it.as_object_mut().expect("an object").extend(more);
    it
}

fn claim() -> Json {
    let brands = json!({ "of": "item", "field": "category" });
    json!({
        "label": { "zh": "报销", "en": "Claim" }, "key_field": "code",
        "fields": [
            field("code", "text", json!({ "required": true })),
            field("title", "text", json!({ "required": true, "max_length": 10 })),
            field("mail", "email", json!({ "unique": true })),
            field("amount", "money", json!({ "min": "0", "max": "1000", "decimals": 2 })),
            field("fixed", "text", json!({ "read_only_when": "[locked]", "default": "a" })),
            field("locked", "yes_no", json!({})),
            field("why", "text", json!({ "show_when": "[amount] > 100", "required_when": "TRUE", "when_hidden": "clear" })),
            field("brand", "text", json!({ "choices_from": brands })),
            field("level", "choice", json!({ "choices": [{ "value": "A" }] })),
        ],
        "checks": [
            { "expression": "[amount] <> 13", "message": { "zh": "不是 13", "en": "Not 13" }, "field": "amount" },
            { "expression": "[amount] <= 500", "message": { "zh": "偏高", "en": "High" }, "field": "amount", "severity": "warning" },
        ],
        "transitions": [{ "name": "submit", "from": ["draft"], "to": "submitted" }],
    })
}

/// What is wrong with them, and the fields; `code` and `title` are added where they are missing.
fn wrong() -> Vec<(&'static str, Json)> {
    vec![
        ("title required", json!({ "title": "" })),
        ("title too_long", json!({ "title": "12345678901" })),
        ("mail not_an_email", json!({ "mail": "nobody" })),
        ("mail not_unique", json!({ "mail": "taken@b.cn" })),
        ("amount too_great", json!({ "amount": "1001" })),
        ("amount too_many_decimals", json!({ "amount": "1.005" })),
        ("amount check_failed", json!({ "amount": "13" })),
        ("amount check_warning", json!({ "amount": "600", "why": "x" })),
        ("fixed read_only", json!({ "fixed": "b", "locked": true })),
        ("why required", json!({ "amount": "200" })),
        ("brand not_among_choices", json!({ "brand": "无名" })),
        ("level unknown_choice", json!({ "level": "Z" })),
    ]
}

fn fields(code: &str, more: &Json) -> Json {
    let mut it = json!({ "code": code, "title": "t" });
    it.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    it
}

fn open(server: &TestServer) -> Client {
    let admin = server.admin();
    admin.create("item", json!({ "code": "I1", "name": "绿茶", "category": "茶" }));
    admin.put("/api/document-types/claim", claim()).is(200);
    admin.create("claim", fields("first", &json!({ "mail": "taken@b.cn" })));
    admin
}

fn first_of(problem: &Json) -> String {
    let first = &problem["problems"][0];
    format!("{} {}", first["path"].as_str().unwrap_or("?"), first["code"].as_str().unwrap_or("?"))
}

fn path_of(wanted: &str) -> &str {
    wanted.split(' ').next().unwrap_or(wanted)
}

fn imported(admin: &Client, fields: &Json) -> Json {
    let names: Vec<&String> = fields.as_object().expect("an object").keys().collect();
    let cell = |it: &Json| match it {
        Json::Bool(it) => if *it { "是" } else { "否" }.to_owned(),
        it => it.as_str().unwrap_or_default().to_owned(),
    };
    let heading: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
    let row: Vec<String> = names.iter().map(|it| cell(&fields[it.as_str()])).collect();
    let file = format!("{}\n{}\n", heading.join(","), row.join(","));
    let import = admin.upload("/api/imports", "claim", "claims.csv", file.as_bytes()).is(201);
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    admin.post(&format!("{path}/run"), json!({ "dry_run": false })).is(202);
    eventually("the import ends", || {
        let now = admin.get(&path).is(200);
        matches!(now["state"].as_str(), Some("done" | "failed")).then_some(now)
    })
}

fn every_rule_holds_at_every_door(server: &TestServer) {
    let admin = open(server);
    for (nth, (wanted, more)) in wrong().into_iter().enumerate() {
        let code = format!("X{nth}");
        let new = fields(&code, &more);
        let created = admin.post("/api/documents/claim", json!({ "fields": new }));
        assert_eq!(first_of(&created.is(422)), wanted, "create");
        let bulk =
            admin.post("/api/documents/claim/bulk", json!({ "documents": [{ "fields": new }] })).is(200);
        assert_eq!(first_of(&bulk["rows"][0]["problem"]), wanted, "bulk");
        let import = imported(&admin, &new);
        assert_eq!(
            (&import["result"]["created"], &import["result"]["bad"]),
            (&json!(0), &json!(1)),
            "{wanted}: {import}"
        );
        admin.get(&format!("/api/documents/claim/{code}")).refused(404, "not_found");

        let old = admin.create("claim", fields(&format!("E{nth}"), &json!({})));
        let path = format!("/api/documents/claim/{}", old["id"].as_str().expect("an id"));
        let edited = admin.patch(&path, json!({ "fields": more }));
        assert_eq!(first_of(&edited.is(422)), wanted, "edit");
        let draft = admin.post("/api/documents/claim/draft", json!({ "fields": new })).is(200);
        let told = [&draft["problems"], &draft["warnings"]]
            .iter()
            .any(|it| it.to_string().contains(path_of(wanted)));
        assert!(told || wanted == "mail not_unique", "{wanted}: {draft}");
    }
}

fn a_warning_is_confirmed(server: &TestServer) {
    let admin = open(server);
    let high = json!({ "fields": fields("H", &json!({ "amount": "600", "why": "展会" })) });
    let told = admin.post("/api/documents/claim", high.clone()).refused(422, "warnings");
    assert_eq!(told["problems"][0]["message"], "High");
    let made = admin.post("/api/documents/claim?accept_warnings=true", high).is(201);
    let path = format!("/api/documents/claim/{}", made["id"].as_str().expect("an id"));
    admin.patch(&path, json!({ "fields": { "title": "u" } })).refused(422, "warnings");
    admin.patch(&format!("{path}?accept_warnings=true"), json!({ "fields": { "title": "u" } })).is(200);
    let failed =
        admin.patch(&format!("{path}?accept_warnings=true"), json!({ "fields": { "amount": "13" } }));
    assert_eq!(failed.invalid(), ["amount check_failed"], "errors stay errors");
}

fn a_price_is_taken_from_the_matching_document(server: &TestServer) {
    let admin = open(server);
    let conditions = json!([{ "field": "item", "value": "[item]" }, { "field": "least", "op": "<=", "value": "[quantity]" }]);
    let linkage = json!({ "of": "tariff", "field": "price", "sort": "-least", "conditions": conditions });
    admin.put("/api/document-types/tariff", json!({ "label": { "zh": "价目", "en": "Tariff" }, "fields": [
        field("item", "link:item", json!({})), field("least", "quantity", json!({})), field("price", "money", json!({})),
    ] })).is(200);
    admin
        .put(
            "/api/document-types/offer",
            json!({ "label": { "zh": "报价", "en": "Offer" }, "fields": [
        field("lines", "rows", json!({ "columns": [
            field("item", "link:item", json!({})), field("quantity", "quantity", json!({ "default": "1" })),
            field("price", "unit_price", json!({ "linkage": linkage, "default": "99" })),
        ] })),
        field("total", "money", json!({ "formula": "SUM([lines.quantity] * [lines.price])" })),
    ] }),
        )
        .is(200);
    for (least, price) in [("1", "10"), ("100", "8")] {
        admin.create("tariff", json!({ "item": "I1", "least": least, "price": price }));
    }
    let lines = json!([{ "item": "I1", "quantity": "150" }, { "item": "I1" }, { "item": "I1", "price": "7" }, { "quantity": "1" }]);
    let made = admin.create("offer", json!({ "lines": lines }));
    let prices: Vec<&str> = made["fields"]["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|it| it["price"].as_str())
        .collect();
    assert_eq!(prices, ["8", "10", "7", "99"]);
    assert_eq!(made["fields"]["total"], "1316");

    let draft = admin.post("/api/documents/offer/draft", json!({ "fields": { "lines": lines } })).is(200);
    let why = |told: &Json, path: &str| {
        told["why"].as_array().expect("fields").iter().find(|it| it["path"] == path).cloned().expect("told")
    };
    let first = why(&draft, "lines[0].price");
    assert_eq!(
        (&first["source"], &first["value"], &first["from"]["type"]),
        (&json!("linkage"), &json!("8"), &json!("tariff"))
    );
    assert_eq!(first["others"], json!([{ "source": "default", "value": "99" }]));
    assert_eq!(first["inputs"][0], json!({ "path": "lines.item", "value": "I1" }));
    let third = why(&draft, "lines[2].price");
    assert_eq!(
        third["others"],
        json!([{ "source": "linkage", "value": "10" }, { "source": "default", "value": "99" }])
    );

    let path = format!("/api/documents/offer/{}", made["id"].as_str().expect("an id"));
    admin
        .patch(&path, json!({ "fields": { "lines": [{ "line": 1, "price": "6" }, { "line": 2 }] } }))
        .is(200);
    let saved = admin.get(&format!("{path}/why")).is(200);
    let kept = why(&saved, "lines[0].price");
    assert_eq!(
        (&kept["source"], &kept["value"], &kept["kept"]["action"]),
        (&json!("kept"), &json!("6"), &json!("edit"))
    );
    assert_eq!(why(&saved, "lines[1].price")["kept"]["action"], "create");
    assert_eq!(why(&saved, "total")["source"], "formula");
}

fn a_tightened_type_is_checked_at_the_transition(server: &TestServer) {
    let admin = open(server);
    let made = admin.create("claim", fields("T", &json!({})));
    let id = made["id"].as_str().expect("an id");
    let mut tighter = claim();
    tighter["fields"][2]["required"] = json!(true);
    admin.put("/api/document-types/claim", tighter).is(200);
    let refused = admin.transition("claim", id, "submit");
    assert_eq!(refused.invalid(), ["mail required"]);
    admin.patch(&format!("/api/documents/claim/{id}"), json!({ "fields": { "mail": "t@b.cn" } })).is(200);
    admin.transition("claim", id, "submit").is(200);
}

fn formulas_count_by_the_companys_calendar(server: &TestServer) {
    let admin = server.admin();
    let rows = admin.get("/api/functions").is(200)["rows"].clone();
    let rows = rows.as_array().expect("rows");
    assert!(rows.len() >= 90, "{}", rows.len());
    assert!(rows.iter().all(|it| it["label"]["zh"] != "" && it["examples"][0]["expression"] != ""));
    let calendar = admin.get("/api/working-days").is(200);
    assert_eq!(calendar["zone_seconds"], 28_800);
    let fields = vec![
        field("starts", "date", json!({})),
        field("ends", "date", json!({})),
        field("days", "number", json!({ "formula": "NETWORKDAYS([starts], [ends])" })),
        field("capitals", "text", json!({ "formula": "RMBCAP([days] * 100.5)" })),
    ];
    let leave = json!({ "label": { "zh": "请假", "en": "Leave" }, "fields": fields });
    admin.put("/api/document-types/leave", leave).is(200);
    // The National Day week of 2025: closed from 1 to 8 October, worked on 28 September and 11 October.
    let made = admin.create("leave", json!({ "starts": "2025-09-26", "ends": "2025-10-12" }));
    let days = made["fields"]["days"].as_str().expect("a number").to_owned();
    let off: usize = ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"]
        .iter()
        .filter(|day| calendar["days"][**day] == json!(false))
        .count();
    let worked = ["2025-09-27", "2025-09-28", "2025-10-11", "2025-10-12", "2025-10-04", "2025-10-05"]
        .iter()
        .filter(|day| calendar["days"][**day] == json!(true))
        .count();
    assert!(off >= 5, "the week is known: {off}");
    assert_eq!(days, (11 - off + worked).to_string(), "as the calendar says");
    assert!(made["fields"]["capitals"].as_str().is_some_and(|it| it.ends_with('整') || it.ends_with('角')));
}
