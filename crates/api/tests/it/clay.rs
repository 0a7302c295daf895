//! The clay: fields and whole document types made while everybody works, with no line of Rust.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    an_added_field_appears_everywhere_at_once,
    a_new_type_appears_everywhere_at_once,
    an_overlay_tightens_and_never_loosens,
    a_company_says_where_values_of_built_in_types_come_from,
    what_there_is_only_one_of_is_filled_in,
    a_type_in_use_loses_nothing,
    definitions_outlive_a_restart,
    a_procedure_covers_types_of_the_companys_own,
);

fn names<'a>(rows: &'a Json, name: &str) -> Vec<&'a str> {
    rows.as_array().into_iter().flatten().filter_map(|it| it[name].as_str()).collect()
}

fn shelf_life() -> Json {
    json!({
        "fields": [
            { "name": "x_shelf", "label": { "zh": "货架", "en": "Shelf" }, "kind": "text", "searchable": true },
            { "name": "x_grade", "label": { "zh": "等级", "en": "Grade" }, "kind": "choice", "choices": [
                { "value": "a", "label": { "zh": "甲", "en": "A" } }, { "value": "b", "label": { "zh": "乙", "en": "B" } },
            ] },
        ],
        "list": ["code", "name", "x_shelf", "x_grade"],
        "labels": { "note": { "zh": "说明", "en": "Remarks" } },
    })
}

fn an_added_field_appears_everywhere_at_once(server: &TestServer) {
    let admin = server.admin();
    let events = admin.listen();
    admin.create("item", json!({ "code": "old", "name": "以前的" }));
    let seller = server.user(&["seller"]);

    let whole = admin.put("/api/document-types/item/overlay", shelf_life()).is(200);
    assert!(names(&whole["fields"], "name").contains(&"x_shelf"));
    events.wait("news of definitions", |it| it.name == "definitions");
    let overlay = admin.get("/api/document-types/item/overlay").is(200);
    assert_eq!(names(&overlay["fields"], "name"), ["x_shelf", "x_grade"]);

    let seen = seller.get("/api/document-types/item").is(200);
    let added = seen["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .find(|it| it["name"] == "x_shelf")
        .expect("a seller sees it");
    assert_eq!((&added["label"]["zh"], &added["added"]), (&json!("货架"), &json!(true)));
    assert_eq!(seen["list"], json!(["code", "name", "x_shelf", "x_grade"]));
    assert!(seen["fields"].to_string().contains("Remarks"));

    seller.create("item", json!({ "code": "new", "name": "新的", "x_shelf": "A-03", "x_grade": "a" }));
    assert_eq!(
        admin
            .post("/api/documents/item", json!({ "fields": { "code": "bad", "name": "坏", "x_grade": "z" } }))
            .invalid(),
        ["x_grade unknown_choice"]
    );
    let old = admin.patch("/api/documents/item/old", json!({ "fields": { "x_shelf": "B-01" } })).is(200);
    assert_eq!(old["fields"]["x_shelf"], "B-01");

    let numbers = |query: &str| {
        names(&admin.get(&format!("/api/documents/item?{query}")).is(200)["rows"], "number").join(" ")
    };
    assert_eq!(numbers("sort=x_shelf"), "new old");
    assert_eq!(numbers("sort=-x_shelf"), "old new");
    assert_eq!(numbers("q=B-01"), "old");
    assert_eq!(
        numbers("filter=%7B%22field%22%3A%22x_grade%22%2C%22op%22%3A%22%3D%22%2C%22value%22%3A%22a%22%7D"),
        "new"
    );

    let history = admin.get("/api/documents/item/old/history").is(200);
    let change = &history["rows"][0]["changes"][0];
    assert_eq!(
        (&change["path"], &change["label"]["zh"], &change["after"]),
        (&json!("x_shelf"), &json!("货架"), &json!("B-01"))
    );

    let described = admin.get("/openapi.json").is(200);
    assert_eq!(
        described["components"]["schemas"]["item_fields"]["properties"]["x_grade"]["enum"],
        json!(["a", "b"])
    );

    let import = admin
        .upload("/api/imports", "item", "items.csv", "编码,名称,货架\nimp,进口,C-09\n".as_bytes())
        .is(201);
    let target = import["targets"]
        .as_array()
        .expect("targets")
        .iter()
        .find(|it| it["field"] == "x_shelf")
        .expect("an import knows it");
    assert_eq!(target["column"], 2, "guessed by its label");

    let file = admin.get("/api/documents/item/export?format=csv").is_text(200);
    assert!(file.contains("货架") || file.contains("Shelf"), "{file}");
    assert!(file.contains("A-03"), "{file}");
}

fn visit() -> Json {
    json!({
        "label": { "zh": "拜访记录", "en": "Visit" }, "area": "custom",
        "number": { "prefix": "BF-", "digits": 4, "reset": "never" },
        "fields": [
            { "name": "customer", "label": { "zh": "客户", "en": "Customer" }, "kind": "link", "target": "customer", "required": true },
            { "name": "on", "label": { "zh": "日期", "en": "Day" }, "kind": "date", "required": true, "default": "=TODAY()" },
            { "name": "mood", "label": { "zh": "印象", "en": "Mood" }, "kind": "choice", "choices": [
                { "value": "good", "label": { "zh": "好", "en": "Good" } }, { "value": "bad", "label": { "zh": "差", "en": "Bad" } },
            ] },
            { "name": "cost", "label": { "zh": "费用", "en": "Cost" }, "kind": "money", "formula": "SUM([lines.amount])" },
            { "name": "lines", "label": { "zh": "明细", "en": "Lines" }, "kind": "rows", "columns": [
                { "name": "item", "label": { "zh": "商品", "en": "Item" }, "kind": "link", "target": "item" },
                { "name": "amount", "label": { "zh": "金额", "en": "Amount" }, "kind": "money" },
            ] },
        ],
        "states": [
            { "name": "planned", "label": { "zh": "计划", "en": "Planned" }, "editable": true },
            { "name": "done", "label": { "zh": "完成", "en": "Done" }, "colour": "green" },
        ],
        "transitions": [{ "name": "finish", "label": { "zh": "完成", "en": "Finish" }, "from": ["planned"], "to": "done", "tone": "primary", "roles": ["seller"] }],
        "list": ["number", "customer", "on", "mood", "state"],
        "access": { "read": ["seller", "viewer"], "create": ["seller"], "edit": ["seller"], "delete": ["seller"] },
    })
}

fn a_new_type_appears_everywhere_at_once(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, buyer, viewer) =
        (server.user(&["seller"]), server.user(&["buyer"]), server.user(&["viewer"]));
    admin.put("/api/document-types/visit", visit()).is(200);

    let types = |client: &testkit::Client| client.get("/api/document-types").is(200)["rows"].clone();
    assert!(names(&types(&seller), "name").contains(&"visit"));
    assert!(!names(&types(&buyer), "name").contains(&"visit"));

    let lines = json!([{ "item": "tea", "amount": "12.5" }, { "item": "cup", "amount": "3" }]);
    let made = seller.create("visit", json!({ "customer": "li", "mood": "good", "lines": lines }));
    assert_eq!(
        (&made["number"], &made["fields"]["cost"], &made["state"]),
        (&json!("BF-0001"), &json!("15.5"), &json!("planned"))
    );
    viewer.get("/api/documents/visit/BF-0001").is(200);
    viewer.transition("visit", "BF-0001", "finish").refused(403, "forbidden");
    buyer.get("/api/documents/visit").refused(403, "forbidden");
    let done = seller.transition("visit", "BF-0001", "finish").is(200);
    assert_eq!(done["state"], "done");
    seller
        .patch("/api/documents/visit/BF-0001", json!({ "fields": { "mood": "bad" } }))
        .refused(409, "not_editable");

    let filter = "%7B%22field%22%3A%22lines.item%22%2C%22op%22%3A%22%3D%22%2C%22value%22%3A%22cup%22%7D";
    let found = seller.get(&format!("/api/documents/visit?filter={filter}&sort=-on")).is(200);
    assert_eq!(names(&found["rows"], "number"), ["BF-0001"]);
    let found = seller.get("/api/documents/visit?filter=%7B%22field%22%3A%22mood%22%2C%22op%22%3A%22%3D%22%2C%22value%22%3A%22bad%22%7D").is(200);
    assert_eq!(found["total"], 0);
    let history = seller.get("/api/documents/visit/BF-0001/history").is(200);
    assert_eq!(names(&history["rows"], "action"), ["finish", "create"]);
    let related = seller.get("/api/documents/customer/li/related").is(200);
    assert!(names(&related["rows"], "number").contains(&"BF-0001"));
    admin.delete("/api/documents/customer/li").refused(409, "is_referenced");

    let described = admin.get("/openapi.json").is(200);
    assert_eq!(described["components"]["schemas"]["visit_fields"]["required"], json!(["customer"]));
    assert!(described["paths"]["/api/documents/visit"]["post"].is_object());
    let import =
        admin.upload("/api/imports", "visit", "visits.csv", "客户,印象\nwang,好\n".as_bytes()).is(201);
    assert!(names(&import["targets"], "field").contains(&"mood"));
    let csv = seller.get("/api/documents/visit/export?format=csv").is_text(200);
    assert!(csv.contains("BF-0001"), "{csv}");
    let numbering = admin.get("/api/numbering").is(200);
    let row = numbering["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|it| it["type"] == "visit")
        .expect("it is numbered");
    assert_eq!(row["next"], "BF-0002");
}

fn an_overlay_tightens_and_never_loosens(server: &TestServer) {
    let admin = server.admin();
    let put = |overlay: Json| admin.put("/api/document-types/item/overlay", overlay);
    let field =
        |name: &str, kind: &str| json!({ "name": name, "label": { "zh": "新", "en": "New" }, "kind": kind });
    assert_eq!(put(json!({ "fields": [field("shelf", "text")] })).invalid(), ["fields[0].name added_name"]);
    assert!(put(json!({ "fields": [field("x_a", "colour")] })).invalid()[0].ends_with("unknown_kind"));
    assert!(
        put(json!({ "fields": [field("x_a", "text"), field("x_a", "text")] })).invalid()[0]
            .ends_with("duplicate")
    );
    assert!(put(json!({ "hidden": ["code"] })).invalid()[0].contains("hidden_required"));
    put(json!({ "also_required": ["colour"] })).invalid();
    put(json!({ "fields": [{ "name": "x_l", "label": { "zh": "新", "en": "New" }, "kind": "link", "target": "spaceship" }] })).is(422);

    put(json!({ "also_required": ["barcode"] })).is(200);
    assert_eq!(
        admin.post("/api/documents/item", json!({ "fields": { "code": "A", "name": "A" } })).invalid(),
        ["barcode required"]
    );
    put(json!({ "fields": [field("x_a", "text")] })).is(200);
    assert_eq!(put(json!({ "fields": [field("x_a", "number")] })).invalid(), ["fields.x_a kind_changed"]);
    admin.get("/api/document-types/visit/overlay").refused(404, "not_found");
    server.user(&["buyer"]).put("/api/document-types/item/overlay", json!({})).refused(403, "forbidden");
}

fn a_company_says_where_values_of_built_in_types_come_from(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.patch("/api/documents/customer/wang", json!({ "fields": { "address": "龙井路 1 号" } })).is(200);
    let who = json!([{ "field": "id", "value": "[customer]" }]);
    let rules = json!({ "rules": {
        "delivery_address": { "linkage": { "of": "customer", "field": "address", "conditions": who } },
        "customer_order": { "show_when": "[amount] > 100", "required_when": "[amount] > 100" },
        "note": { "default": "请验货" },
    } });
    admin.put("/api/document-types/sales_order/overlay", rules).is(200);
    let order = |quantity: &str, more: Json| {
        let mut fields = json!({ "customer": "wang", "ship_from": "main",
            "lines": [{ "item": "tea", "quantity": quantity, "price": "20" }] });
        fields.as_object_mut().expect("fields").extend(more.as_object().cloned().unwrap_or_default());
        admin.post("/api/documents/sales_order", json!({ "fields": fields }))
    };
    let made = order("1", json!({})).is(201);
    assert_eq!(
        (&made["fields"]["delivery_address"], &made["fields"]["note"]),
        (&json!("龙井路 1 号"), &json!("请验货"))
    );
    let typed = order("1", json!({ "delivery_address": "虎跑路 2 号", "note": "急" })).is(201);
    assert_eq!(
        (&typed["fields"]["delivery_address"], &typed["fields"]["note"]),
        (&json!("虎跑路 2 号"), &json!("急"))
    );
    assert_eq!(order("6", json!({})).invalid(), ["customer_order required"]);
    order("6", json!({ "customer_order": "PO-1" })).is(201);
    // Nobody but rules may ask by id.
    let filter = "%7B%22field%22:%22id%22,%22op%22:%22=%22,%22value%22:%22wang%22%7D";
    admin.get(&format!("/api/documents/customer?filter={filter}")).refused(422, "invalid");
}

fn what_there_is_only_one_of_is_filled_in(server: &TestServer) {
    let admin = server.admin();
    let count = || {
        admin.post(
            "/api/documents/stock_count",
            json!({ "fields": { "lines": [{ "item": "tea", "counted": "1" }] } }),
        )
    };
    admin.create("item", json!({ "code": "tea", "name": "茶" }));
    assert_eq!(count().invalid(), ["warehouse required"]);
    admin.create("warehouse", json!({ "code": "main", "name": "主仓" }));
    assert_eq!(count().is(201)["fields"]["warehouse"], "main");
    admin.create("warehouse", json!({ "code": "shop", "name": "门店" }));
    assert_eq!(count().invalid(), ["warehouse required"], "which of two?");
    admin.post("/api/documents/warehouse/shop/transitions/archive", json!({})).is(200);
    let draft = admin.post("/api/documents/stock_count/draft", json!({ "fields": {} })).is(200);
    let warehouse = draft["why"].as_array().expect("fields").iter().find(|it| it["path"] == "warehouse");
    let warehouse = warehouse.expect("told");
    assert_eq!((&warehouse["source"], &warehouse["value"]), (&json!("linkage"), &json!("main")));
}

fn a_type_in_use_loses_nothing(server: &TestServer) {
    let admin = server.admin();
    admin.put("/api/document-types/item", visit()).invalid();
    admin.put("/api/document-types/Visit!", visit()).invalid();
    admin.put("/api/document-types/visit", visit()).is(200);
    let mut smaller = visit();
    smaller["fields"].as_array_mut().expect("fields").retain(|it| it["name"] != "mood");
    smaller["list"] = json!(["number", "customer"]);
    assert_eq!(admin.put("/api/document-types/visit", smaller).invalid(), ["fields.mood cannot_be_removed"]);
    let mut stateless = visit();
    stateless["states"][0]["name"] = json!("thought_of");
    stateless["transitions"][0]["from"] = json!(["thought_of"]);
    assert_eq!(
        admin.put("/api/document-types/visit", stateless).invalid(),
        ["states.planned cannot_be_removed"]
    );
    let mut larger = visit();
    larger["fields"]
        .as_array_mut()
        .expect("fields")
        .push(json!({ "name": "next", "label": { "zh": "下次", "en": "Next" }, "kind": "date" }));
    let larger = admin.put("/api/document-types/visit", larger).is(200);
    assert_eq!(larger["version"], 2);
}

/// Another process that opens the company sees the same types, and reports see the added column.
fn definitions_outlive_a_restart(server: &TestServer) {
    let admin = server.admin();
    admin.put("/api/document-types/item/overlay", shelf_life()).is(200);
    admin.put("/api/document-types/visit", visit()).is(200);
    admin.create("item", json!({ "code": "A", "name": "A", "x_shelf": "A-03" }));
    let again = server.reopened();
    let turn = again.turn(again.system_caller());
    let item = again.document_type(&turn, "item").expect("an administrator may");
    assert!(names(&item["fields"], "name").contains(&"x_shelf"));
    assert!(again.document_type(&turn, "visit").is_ok());
    assert_eq!(server.view("v_item", "x_shelf"), ["A-03"]);
}

fn a_procedure_covers_types_of_the_companys_own(server: &TestServer) {
    let admin = server.admin();
    let steps = json!([{ "what": "Ring the bell", "responsible": "Seller", "paper": "visit" }]);
    let fields = json!({ "name": "How to visit", "covers": ["sales_order", "visit"], "steps": steps });
    let form = json!({ "fields": fields, "transition": "activate" });
    let unknown = admin.post("/api/documents/procedure", form.clone()).invalid();
    assert_eq!(unknown, ["covers unknown_choice", "steps[0].paper unknown_choice"]);
    admin.put("/api/document-types/visit", visit()).is(200);
    let made = admin.post("/api/documents/procedure", form).is(201);
    let path = format!("/api/documents/procedure/{}", made["number"].as_str().expect("a number"));
    assert_eq!(made["fields"]["covers"], json!(["sales_order", "visit"]));
    // What people work by is not changed under their hands.
    let change = json!({ "fields": { "name": "Otherwise" } });
    admin.patch(&path, change.clone()).refused(409, "not_editable");
    admin.post(&format!("{path}/transitions/revise"), json!({})).is(200);
    admin.patch(&path, change).is(200);

    // Nobody learns of types they may not see.
    let covers = |client: &testkit::Client| {
        let it = client.get("/api/document-types/procedure").is(200);
        let fields = it["fields"].as_array().expect("fields").clone();
        let covers = fields.iter().find(|it| it["name"] == "covers").expect("covers").clone();
        names(&covers["choices"], "value").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let known = |seen: Vec<String>| ["item", "visit", "sales_order"].map(|it| seen.contains(&it.to_owned()));
    assert_eq!(known(covers(&admin)), [true, true, true]);
    let role = json!({ "label": { "zh": "读规程", "en": "Reads" }, "grants": { "procedure": ["read"] }, "abilities": [] });
    admin.put("/api/roles/reads", role).is(200);
    assert_eq!(known(covers(&server.user(&["reads"]))), [true, false, false]);
}
