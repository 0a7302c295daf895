//! Every route × every role × every field: a company is filled with marked secrets, and every route of
//! the server is asked by people who may not see them. A new route is asked too, without being named
//! here; only a new kind of place in its path has to be.

mod asking;
mod company;

use self::asking::{ask_everything, requests};
use self::company::{COST, Company, Planted};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_seller_learns_nothing_of_another_sellers_customers,
    a_role_that_may_nothing_learns_nothing,
    hidden_fields_are_hidden_on_every_route,
    a_hidden_customer_is_named_by_no_paper,
    a_sum_over_what_is_hidden_is_hidden_too,
    a_hidden_field_is_not_written_and_a_read_only_one_is_not_changed,
    cost_is_for_who_may_see_cost,
    roles_add_up_row_by_row,
    rows_follow_departments_and_filters
);

/// What a role may with documents of its own, and nothing with those of others.
fn own_only() -> Json {
    let own = json!([{ "actions": ["*"], "rows": "own" }]);
    let kinds = ["customer", "sales_order", "shipment", "sales_return", "lost_sale"];
    let grants: serde_json::Map<String, Json> =
        kinds.iter().map(|it| ((*it).to_owned(), own.clone())).collect();
    json!({ "label": { "zh": "销售", "en": "Seller" }, "grants": grants, "abilities": ["import", "export", "plan", "allocate"] })
}

const SALES: [&str; 5] = ["customer", "sales_order", "shipment", "sales_return", "lost_sale"];

fn a_seller_learns_nothing_of_another_sellers_customers(server: &TestServer) {
    let mut company = Company::new(server);
    company.admin.put("/api/roles/seller", own_only()).is(200);
    company.admin.open_stock("main", "tea", "50");
    let (a, b) = (server.user(&["seller"]), server.user(&["seller"]));
    company.plant_sales(&b, "b");
    server.caught_up();
    let before: Vec<Json> = versions(&company, &SALES);
    ask_everything(&a, &company, &company.of(&SALES), true, &[]);
    let after = versions(&company, &SALES);
    let changed = before
        .iter()
        .zip(&after)
        .find(|(a, b)| a["fields"]["note"] != b["fields"]["note"] || a["state"] != b["state"]);
    assert!(changed.is_none(), "changed by who may not: {changed:?}");
    // What is one's own is there, and only that is counted.
    a.create("customer", json!({ "code": "ca", "name": "自己的" }));
    let mine = a.get("/api/documents/customer").is(200);
    assert_eq!((mine["total"].clone(), mine["rows"][0]["number"].clone()), (json!(1), json!("ca")));
    let line = json!([{ "item": "tea", "quantity": "1", "price": "31" }]);
    let others = json!({ "fields": { "customer": "cb", "ship_from": "main", "lines": line } });
    let problems = a.post("/api/documents/sales_order", others).invalid();
    assert!(problems.iter().any(|it| it.contains("customer") && it.contains("not_found")), "{problems:?}");
    let order = a.create("sales_order", json!({ "customer": "ca", "ship_from": "main", "lines": line }));
    let path = format!("/api/documents/sales_order/{}", order["id"].as_str().expect("an id"));
    a.patch(&path, json!({ "fields": { "customer": "cb" } })).is(422);
    // A link to what one may not see is shown as hidden, and stays when the paper is saved.
    company.admin.patch(&path, json!({ "fields": { "customer": "cb" } })).is(200);
    let seen = a.get(&path).is(200);
    assert_eq!(seen["fields"]["customer"], "***");
    a.patch(&path, json!({ "fields": { "customer": "***", "note": "mine" } })).is(200);
    assert_eq!(company.admin.get(&path).is(200)["fields"]["customer"], "cb");
    // The administrator sees all of it.
    assert_eq!(company.admin.get("/api/documents/customer").is(200)["total"], 4);
}

fn versions(company: &Company, kinds: &[&str]) -> Vec<Json> {
    let read = |it: &&Planted| company.admin.get(&format!("/api/documents/{}/{}", it.kind, it.id)).is(200);
    company.of(kinds).iter().map(read).collect()
}

fn a_role_that_may_nothing_learns_nothing(server: &TestServer) {
    let mut company = Company::new(server);
    let everything = json!(["import", "export", "plan", "allocate"]);
    let nothing = json!({ "label": { "zh": "无", "en": "None" }, "grants": { "*": [{ "actions": [] }] }, "abilities": everything });
    company.admin.put("/api/roles/nothing", nothing).is(200);
    company.admin.open_stock("main", "tea", "50");
    let (nobody, seller) = (server.user(&["nothing"]), server.user(&["seller"]));
    company.plant_sales(&seller, "b");
    company.plant_the_rest();
    server.caught_up();
    let all: Vec<&Planted> = company.planted.iter().collect();
    ask_everything(&nobody, &company, &all, true, &[]);
    assert_eq!(nobody.get("/api/document-types").is(200)["rows"], json!([]));
}

/// A role that sees every document, but of each only what it is called by.
fn blind(company: &Company) -> (Json, BTreeMap<String, Vec<String>>) {
    let (mut grants, mut hidden) = (serde_json::Map::new(), BTreeMap::new());
    for it in &company.definitions {
        let name = it["name"].as_str().expect("a name");
        let is_name = |path: &str| it["key_field"] == path || it["title_field"] == path;
        let mut paths = Vec::new();
        for field in it["fields"].as_array().expect("fields") {
            let path = field["name"].as_str().expect("a name");
            if field["kind"] != "rows" {
                paths.extend((!is_name(path)).then(|| path.to_owned()));
                continue;
            }
            let columns = field["columns"].as_array().expect("columns");
            paths.extend(columns.iter().map(|it| format!("{path}.{}", it["name"].as_str().expect("a name"))));
        }
        grants.insert(name.to_owned(), json!([{ "actions": ["*"], "rows": "all", "hidden": paths }]));
        hidden.insert(name.to_owned(), paths);
    }
    let abilities = json!(["import", "export", "plan", "allocate"]);
    (json!({ "label": { "zh": "盲", "en": "Blind" }, "grants": grants, "abilities": abilities }), hidden)
}

fn hidden_fields_are_hidden_on_every_route(server: &TestServer) {
    let mut company = Company::new(server);
    company.admin.open_stock("main", "tea", "50");
    let seller = server.user(&["seller"]);
    company.plant_sales(&seller, "b");
    company.plant_the_rest();
    let (role, hidden) = blind(&company);
    company.admin.put("/api/roles/blind", role).is(200);
    let blind = server.user(&["blind"]);
    server.caught_up();
    // Documents are changed first, so that their history holds the secrets too.
    for it in company.planted.iter().filter(|it| it.secrets.contains_key("note")) {
        let path = format!("/api/documents/{}/{}", it.kind, it.id);
        company.admin.patch(&path, json!({ "fields": { "note": format!("{} more", it.secrets["note"]) } }));
    }
    let all: Vec<&Planted> = company.planted.iter().collect();
    ask_everything(&blind, &company, &all, false, &["name"]);
    // Nor is a hidden field found by asking for it.
    for (kind, paths) in &hidden {
        for path in paths {
            let filter =
                json!({ "field": path, "op": "not_empty" }).to_string().replace('"', "%22").replace(' ', "");
            blind
                .get(&format!(
                    "/api/documents/{kind}?filter={}",
                    filter.replace('{', "%7B").replace('}', "%7D")
                ))
                .is(422);
            if !path.contains('.') {
                blind.get(&format!("/api/documents/{kind}?sort={path}")).is(422);
            }
        }
        let seen = blind.get(&format!("/api/document-types/{kind}")).is(200).to_string();
        for path in paths.iter().filter(|it| !it.contains('.')) {
            assert!(!seen.contains(&format!("\"name\":\"{path}\",\"")), "{kind} tells of {path}");
        }
    }
    for it in &company.planted {
        for (path, secret) in it.secrets.iter().filter(|(path, _)| *path != "name") {
            let found = blind.get(&format!("/api/documents/{}?q={secret}", it.kind)).is(200);
            assert_eq!(found["rows"], json!([]), "{} {path} is found by {secret}", it.kind);
        }
    }
}

/// The customers themselves may be seen, only not who ordered what.
fn a_hidden_customer_is_named_by_no_paper(server: &TestServer) {
    let mut company = Company::new(server);
    company.admin.open_stock("main", "tea", "50");
    let seller = server.user(&["seller"]);
    company.plant_sales(&seller, "b");
    company.admin.create("item", json!({ "code": "leaf", "name": "散茶", "tracking": "lot" }));
    let leaf = json!([{ "item": "leaf", "quantity": "5", "lot": "L1" }]);
    company.admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": leaf }));
    let lines = json!([{ "item": "leaf", "quantity": "2", "price": "9" }]);
    let order = json!({ "customer": "cb", "ship_from": "main", "lines": lines });
    let order = company.admin.confirm("sales_order", order)["number"].clone();
    let lines = json!([{ "item": "leaf", "quantity": "2", "lot": "L1" }]);
    company.admin.confirm("shipment", json!({ "sales_order": order, "lines": lines }));

    let (role, _) = blind(&company);
    company.admin.put("/api/roles/blind", role).is(200);
    let blind = server.user(&["blind"]);
    server.caught_up();
    let trace = "/api/lots/leaf/L1";
    for (client, named) in [(&company.admin, true), (&blind, false)] {
        for path in [trace, "/api/stock/tea/explain"] {
            let told = client.get(path).is(200).to_string();
            assert_eq!(told.contains("zqnameb"), named, "{path} tells {told}");
        }
    }
    for route in api::routes().iter().filter(|it| it.method == "GET" && it.path != "/api/events") {
        for (path, _) in requests(route, &company, "0") {
            // Where one asks for customers, they are called by their names.
            let asks_for_customers =
                path.contains("customer") || path.contains("/cb") || path.contains("/api/search");
            let told = blind.get(&path).text();
            assert!(asks_for_customers || !told.contains("zqnameb"), "{path} tells {told}");
        }
    }
}

fn a_sum_over_what_is_hidden_is_hidden_too(server: &TestServer) {
    let admin = server.admin();
    let field =
        |name: &str, kind: &str| json!({ "name": name, "label": { "zh": name, "en": name }, "kind": kind });
    let summed = |name: &str, by: Json| {
        let mut it = field(name, "number");
        it["computed"] = by;
        it
    };
    let over = |value: &str| json!({ "of": "payment", "by": "deal", "summary": "sum", "value": value });
    let count = json!({ "of": "payment", "by": "deal", "summary": "count" });
    let payment = json!({ "label": { "zh": "付款", "en": "Payment" }, "fields": [
        field("deal", "link:deal"), field("secret", "number"), field("open", "number") ] });
    let bare = json!({ "label": { "zh": "合同", "en": "Deal" }, "fields": [field("name", "text")] });
    admin.put("/api/document-types/deal", bare.clone()).is(200);
    admin.put("/api/document-types/payment", payment).is(200);
    let mut twice = field("twice", "number");
    twice["formula"] = json!("[secrets] * 2");
    let mut deal = bare;
    let more =
        [summed("secrets", over("[secret]")), summed("opens", over("[open]")), summed("count", count), twice];
    deal["fields"].as_array_mut().expect("fields").extend(more);
    admin.put("/api/document-types/deal", deal).is(200);
    let number = admin.create("deal", json!({ "name": "a" }))["number"].clone();
    for _ in 0..2 {
        admin.create("payment", json!({ "deal": number, "secret": "40", "open": "3" }));
    }
    let path = format!("/api/documents/deal/{}", number.as_str().expect("a number"));

    let seen_by = |name: &str, payments: Json| {
        let grants = json!({ "deal": [{ "actions": ["*"] }], "payment": payments });
        let role = json!({ "label": { "zh": name, "en": name }, "grants": grants, "abilities": [] });
        admin.put(&format!("/api/roles/{name}"), role).is(200);
        let fields = server.user(&[name]).get(&path).is(200)["fields"].clone();
        let told = |it: &&str| fields.get(*it).is_some_and(|it| !it.is_null());
        ["secrets", "twice", "opens", "count"].into_iter().filter(told).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(seen_by("all", json!([{ "actions": ["read"] }])), "secrets twice opens count");
    assert_eq!(seen_by("some", json!([{ "actions": ["read"], "hidden": ["secret"] }])), "opens count");
    assert_eq!(seen_by("whose", json!([{ "actions": ["read"], "hidden": ["deal"] }])), "");
    assert_eq!(seen_by("own", json!([{ "actions": ["read"], "rows": "own" }])), "");
    assert_eq!(seen_by("none", json!([{ "actions": [] }])), "");
}

fn a_hidden_field_is_not_written_and_a_read_only_one_is_not_changed(server: &TestServer) {
    let mut company = Company::new(server);
    company.admin.open_stock("main", "tea", "50");
    let seller = server.user(&["seller"]);
    company.plant_sales(&seller, "b");
    company.plant_the_rest();
    let (role, hidden) = blind(&company);
    company.admin.put("/api/roles/blind", role.clone()).is(200);
    let mut reader = role;
    for grant in reader["grants"].as_object_mut().expect("grants").values_mut() {
        grant[0]["read_only"] = grant[0]["hidden"].take();
        grant[0].as_object_mut().map(|it| it.remove("hidden"));
    }
    company.admin.put("/api/roles/reader", reader).is(200);
    let (blind, reader) = (server.user(&["blind"]), server.user(&["reader"]));
    let mut tried = 0;
    for it in &company.planted {
        let path = format!("/api/documents/{}/{}", it.kind, it.id);
        let before = company.admin.get(&path).is(200);
        for field in hidden[&it.kind].iter() {
            let fields = match field.split_once('.') {
                None => json!({ field.as_str(): "overwritten" }),
                Some((rows, column)) => json!({ rows: [{ "line": 1, column: "9" }] }),
            };
            for (client, code) in [(&blind, "not_permitted"), (&reader, "read_only")] {
                let answer = client.patch(&path, json!({ "fields": fields }));
                // What is computed is ignored when it is sent, and that nothing changed is seen below.
                let harmless = answer.status == 409
                    || answer.status == 422 && (code == "read_only" || answer.text().contains(code))
                    || answer.status == 200 && code == "read_only";
                assert!(harmless, "{} {field} {code}: {} {}", it.kind, answer.status, answer.text());
                tried += 1;
            }
        }
        let after = company.admin.get(&path).is(200);
        assert_eq!((&before["fields"], &before["version"]), (&after["fields"], &after["version"]), "{path}");
    }
    assert!(tried > 200, "only {tried}");
    // A line that is sent without its hidden column keeps it.
    let order = company.of(&["sales_order"])[0];
    let path = format!("/api/documents/sales_order/{}", order.id);
    let prices = json!({ "label": { "zh": "无价", "en": "No prices" }, "grants": { "sales_order": [{ "actions": ["*"], "hidden": ["lines.price"] }] }, "abilities": [] });
    company.admin.put("/api/roles/packer", prices).is(200);
    let packer = server.user(&["packer"]);
    let seen = packer.get(&path).is(200);
    assert_eq!(
        (&seen["fields"]["lines"][0]["price"], &seen["fields"]["lines"][0]["amount"]),
        (&Json::Null, &Json::Null)
    );
    let line = json!({ "line": 1, "item": "tea", "quantity": "2" });
    packer.patch(&path, json!({ "fields": { "lines": [line] } })).is(200);
    let line = &company.admin.get(&path).is(200)["fields"]["lines"][0];
    assert_eq!((&line["price"], &line["quantity"]), (&json!("31"), &json!("2")));
}

fn cost_is_for_who_may_see_cost(server: &TestServer) {
    let mut company = Company::new(server);
    company.admin.open_stock("main", "tea", "50");
    company.plant_the_rest();
    let seller = server.user(&["seller"]);
    company.plant_sales(&seller, "b");
    server.caught_up();
    let all: Vec<&Planted> = company.planted.iter().collect();
    let texts: Vec<&str> = all
        .iter()
        .flat_map(|it| it.secrets.iter().filter(|it| it.1 != COST).map(|it| it.0.as_str()))
        .collect();
    for role in ["seller", "warehouse", "viewer"] {
        ask_everything(&server.user(&[role]), &company, &all, false, &texts);
    }
    let buyer = server.user(&["buyer"]);
    let supply = company.of(&["supply"])[0];
    assert_eq!(buyer.get(&format!("/api/documents/supply/{}", supply.id)).is(200)["fields"]["price"], COST);
}

fn roles_add_up_row_by_row(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let role = |grant: Json| json!({ "label": { "zh": "角色", "en": "Role" }, "grants": { "customer": grant }, "abilities": [] });
    admin.put("/api/roles/names", role(json!([{ "actions": ["read"], "hidden": ["phone"] }]))).is(200);
    admin
        .put("/api/roles/own", role(json!([{ "actions": ["read", "create", "edit"], "rows": "own" }])))
        .is(200);
    let both = server.user(&["names", "own"]);
    both.create("customer", json!({ "code": "mine", "name": "自己的", "phone": "139" }));
    admin.patch("/api/documents/customer/li", json!({ "fields": { "phone": "138" } })).is(200);
    let rows = both.get("/api/documents/customer?sort=number").is(200)["rows"].clone();
    let told: Vec<(&Json, &Json)> =
        rows.as_array().expect("rows").iter().map(|it| (&it["number"], &it["fields"]["phone"])).collect();
    assert_eq!(
        told,
        [(&json!("li"), &Json::Null), (&json!("mine"), &json!("139")), (&json!("wang"), &Json::Null)]
    );
    // By what is hidden on some of them only those are found on which it is not.
    let filter = "%7B%22field%22:%22phone%22,%22op%22:%22not_empty%22%7D";
    assert_eq!(both.get(&format!("/api/documents/customer?filter={filter}")).is(200)["total"], 1);
    both.patch("/api/documents/customer/li", json!({ "fields": { "note": "x" } })).is(403);
    both.patch("/api/documents/customer/mine", json!({ "fields": { "note": "x" } })).is(200);
    assert_eq!(both.get("/api/documents/customer/li").is(200)["permitted"]["edit"], false);
    assert_eq!(both.get("/api/documents/customer/mine").is(200)["permitted"]["edit"], true);
}

fn rows_follow_departments_and_filters(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for (code, parent) in [("sales", None), ("east", Some("sales")), ("west", Some("sales"))] {
        admin.create("department", json!({ "code": code, "name": code, "parent": parent }));
    }
    let role = |rows: Json| {
        json!({
            "label": { "zh": "角色", "en": "Role" }, "abilities": [],
            "grants": { "customer": [{ "actions": ["read", "create"], "rows": rows }] },
        })
    };
    admin.put("/api/roles/team", role(json!("department"))).is(200);
    admin.put("/api/roles/lead", role(json!("department_and_below"))).is(200);
    admin
        .put("/api/roles/vip", role(json!({ "filter": { "field": "level", "op": "=", "value": "vip" } })))
        .is(200);
    admin
        .put(
            "/api/roles/colleagues",
            role(json!({ "filter": { "field": "created_by", "op": "in", "value": "=COLLEAGUES()" } })),
        )
        .is(200);
    let member = |login: &str, role: &str, department: &str| {
        server.user_called(login, &[role]);
        let users = admin.get("/api/users").is(200);
        let id = users["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .find(|it| it["login"] == login)
            .expect("just made")["id"]
            .clone();
        admin
            .patch(
                &format!("/api/users/{}", id.as_str().expect("an id")),
                json!({ "department": department }),
            )
            .is(200);
        server.stranger().log_in(login, testkit::PASSWORD)
    };
    let (lin, mei, boss) =
        (member("lin", "team", "east"), member("mei", "team", "west"), member("boss", "lead", "sales"));
    let asks = member("asks", "colleagues", "east");
    let vip = server.user(&["vip"]);
    lin.create("customer", json!({ "code": "le", "name": "林" }));
    mei.create("customer", json!({ "code": "mw", "name": "梅" }));
    let sees = |client: &Client| {
        let rows = client.get("/api/documents/customer?sort=number").is(200)["rows"].clone();
        rows.as_array()
            .expect("rows")
            .iter()
            .map(|it| it["number"].as_str().expect("a code").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (sees(&lin), sees(&mei), sees(&boss)),
        (vec!["le".into()], vec!["mw".into()], vec!["le".into(), "mw".into()])
    );
    assert_eq!((sees(&vip), sees(&asks)), (vec!["li".to_owned()], vec!["le".to_owned()]));
    // Nobody makes what the role does not reach.
    vip.post("/api/documents/customer", json!({ "fields": { "code": "n", "name": "n" } })).is(403);
    vip.post("/api/documents/customer", json!({ "fields": { "code": "v", "name": "v", "level": "vip" } }))
        .is(201);
    // A link to what nobody finds any more finds nothing, instead of everything.
    admin
        .put("/api/roles/gone", role(json!({ "filter": { "field": "x_gone", "op": "=", "value": "1" } })))
        .is(200);
    assert_eq!(sees(&server.user(&["gone"])), Vec::<String>::new());
    // A misspelt field would hide nothing.
    let wrong = json!({ "label": { "zh": "错", "en": "Wrong" }, "abilities": [], "grants": { "customer": { "actions": ["read"], "hidden": ["fone"] } } });
    admin.put("/api/roles/wrong", wrong).is(422);
}
