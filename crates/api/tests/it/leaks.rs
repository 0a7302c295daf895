//! Every route × every role × every field: a company is filled with marked secrets, and every route of
//! the server is asked by people who may not see them. A new route is asked too, without being named
//! here; only a new kind of place in its path has to be.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_seller_learns_nothing_of_another_sellers_customers,
    a_role_that_may_nothing_learns_nothing,
    hidden_fields_are_hidden_on_every_route,
    a_hidden_field_is_not_written_and_a_read_only_one_is_not_changed,
    cost_is_for_who_may_see_cost,
    roles_add_up_row_by_row,
    rows_follow_departments_and_filters
);

/// A document with what of it must stay secret.
struct Planted {
    kind: String,
    id: String,
    number: String,
    /// By field path.
    secrets: BTreeMap<String, String>,
}

struct Company {
    admin: Client,
    definitions: Vec<Json>,
    planted: Vec<Planted>,
}

const TEXT_KINDS: [&str; 3] = ["text", "long_text", "barcode"];
/// Nothing else in the company costs this much.
const COST: &str = "83.1731";

impl Company {
    fn new(server: &TestServer) -> Company {
        let admin = server.admin();
        tea_company(&admin);
        let definitions = admin.get("/api/document-types").is(200)["rows"].as_array().expect("rows").clone();
        Company { admin, definitions, planted: Vec::new() }
    }

    fn definition(&self, kind: &str) -> &Json {
        self.definitions.iter().find(|it| it["name"] == kind).expect("it is built in")
    }

    /// Makes a document whose free texts are all secrets, and whose costs are.
    fn plant(&mut self, by: &Client, kind: &str, fields: Json, transition: Option<&str>) -> Json {
        let (mut fields, mut secrets) = (fields, BTreeMap::new());
        let nth = self.planted.len();
        let definition = self.definition(kind).clone();
        fill(&definition["fields"], &mut fields, "", nth, &mut secrets);
        let body = json!({ "fields": fields, "transition": transition });
        let made = by.post(&format!("/api/documents/{kind}"), body).is(201);
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        self.planted.push(Planted { kind: kind.to_owned(), id: text("id"), number: text("number"), secrets });
        made
    }

    /// One of everything that the seller `by` does, and what follows from it.
    fn plant_sales(&mut self, by: &Client, tag: &str) {
        let admin = self.admin.clone();
        let customer = format!("c{tag}");
        self.plant(by, "customer", json!({ "code": customer, "name": format!("zqname{tag}x") }), None);
        let secret = self.planted.last_mut().expect("just planted");
        secret.secrets.insert("name".to_owned(), format!("zqname{tag}x"));
        let lines = |quantity: &str| json!([{ "item": "tea", "quantity": quantity, "price": "31" }]);
        let order = json!({ "customer": customer, "ship_from": "main", "lines": lines("3") });
        let order = self.plant(by, "sales_order", order, Some("confirm"));
        let waits = json!({ "customer": customer, "ship_from": "main", "lines": lines("5000") });
        self.plant(by, "sales_order", waits, Some("confirm"));
        let plain = json!([{ "item": "tea", "quantity": "1" }]);
        let number = &order["number"];
        self.plant(&admin, "shipment", json!({ "sales_order": number, "lines": plain }), Some("confirm"));
        let back = json!({ "sales_order": number, "warehouse": "main", "lines": plain });
        self.plant(&admin, "sales_return", back, None);
        self.plant(
            by,
            "lost_sale",
            json!({ "warehouse": "main", "customer": customer, "lines": plain }),
            None,
        );
    }

    /// Something of every other type that a small company has.
    fn plant_the_rest(&mut self) {
        let admin = self.admin.clone();
        let plain = json!([{ "item": "cup", "quantity": "4" }]);
        let priced = json!([{ "item": "cup", "quantity": "7", "price": COST }]);
        self.plant(&admin, "item", json!({ "code": "zi", "name": "某商品" }), None);
        self.plant(&admin, "warehouse", json!({ "code": "zw", "name": "某仓" }), None);
        self.plant(&admin, "supplier", json!({ "code": "zs", "name": "某供应商" }), None);
        self.plant(&admin, "supply", json!({ "supplier": "zs", "item": "cup", "price": COST }), None);
        let costly = json!([{ "item": "cup", "quantity": "9", "unit_cost": COST }]);
        self.plant(&admin, "opening_stock", json!({ "warehouse": "main", "lines": costly }), Some("confirm"));
        let order = json!({ "supplier": "zs", "deliver_to": "main", "lines": priced });
        let order = self.plant(&admin, "purchase_order", order, Some("confirm"));
        let receipt = json!({ "purchase_order": order["number"], "warehouse": "main", "lines": plain });
        self.plant(&admin, "receipt", receipt, None);
        self.plant(&admin, "transfer", json!({ "from": "main", "to": "east", "lines": plain }), None);
        let count = json!({ "warehouse": "east", "lines": [{ "item": "cup", "counted": "0" }] });
        self.plant(&admin, "stock_count", count, None);
        self.plant(
            &admin,
            "adjustment",
            json!({ "warehouse": "main", "reason": "found", "lines": plain }),
            None,
        );
        let hold = json!({ "warehouse": "main", "reason": "display", "lines": plain });
        self.plant(&admin, "stock_hold", hold, Some("confirm"));
        self.plant(&admin, "department", json!({ "code": "zd", "name": "某部门" }), None);
    }

    fn of(&self, kinds: &[&str]) -> Vec<&Planted> {
        self.planted.iter().filter(|it| kinds.contains(&it.kind.as_str())).collect()
    }
}

fn fill(fields: &Json, into: &mut Json, path: &str, nth: usize, secrets: &mut BTreeMap<String, String>) {
    for field in fields.as_array().expect("fields") {
        let name = field["name"].as_str().expect("a name");
        let path = format!("{path}{name}");
        if field["kind"] == "rows" {
            for row in into[name].as_array_mut().into_iter().flatten() {
                fill(&field["columns"], row, &format!("{path}."), nth, secrets);
            }
            continue;
        }
        let is_free = TEXT_KINDS.iter().any(|it| field["kind"] == *it) && into.get(name).is_none();
        let computed = !field["formula"].is_null() || field["read_only"] == true;
        let short = field["max_length"].as_i64().is_some_and(|it| it < 24);
        if is_free && !computed && !short && !matches!(name, "unit" | "category" | "lot" | "serial") {
            let secret = format!("zq{nth}{}x", path.replace(['.', '_'], ""));
            into[name] = json!(secret);
            secrets.insert(path.clone(), secret);
        }
        if field["cost"] == true && into.get(name).is_some() {
            secrets.insert(path, COST.to_owned());
        }
    }
}

/// Every way to ask a route about the planted documents.
fn requests(route: &api::Route, company: &Company, import: &str) -> Vec<(String, Json)> {
    let mut paths = vec![route.path.to_owned()];
    let each = |paths: Vec<String>, place: &str, values: &[&str]| -> Vec<String> {
        let with = |path: &String| values.iter().map(|it| path.replacen(place, it, 1)).collect::<Vec<_>>();
        paths.iter().flat_map(|it| if it.contains(place) { with(it) } else { vec![it.clone()] }).collect()
    };
    if route.path.contains("{type}") && route.path.contains("{id}") {
        let of = |it: &Planted| {
            let at = |id: &str| route.path.replace("{type}", &it.kind).replace("{id}", id);
            [at(&it.id), at(&it.number)]
        };
        paths = company.planted.iter().flat_map(of).collect();
    } else if route.path.contains("{type}") {
        let kinds: Vec<&str> = company.definitions.iter().filter_map(|it| it["name"].as_str()).collect();
        paths = each(paths, "{type}", &kinds);
    }
    if route.path.starts_with("/api/imports/") {
        paths = each(paths, "{id}", &[import]);
    }
    if route.path.starts_with("/api/reports/{name}") {
        let names = ["sales", "profit", "sales_fulfilment", "purchases", "purchase_fulfilment", "stock"];
        let groups = ["", "rows=customer,order", "rows=supplier,document", "rows=item,customer.contact"];
        let all = each(paths, "{name}", &names);
        let with =
            |path: &String| groups.map(|it| format!("{path}?from=2000-01-01&columns=&format=csv&{it}"));
        paths = all.iter().flat_map(with).collect();
    }
    let kinds = ["shipment", "receipt", "sales_return", "purchase_order", "sales_order"];
    for (place, values) in [
        ("{id}", &["1"][..]),
        ("{name}", &["confirm", "cancel", "archive", "close"]),
        ("{to}", &kinds),
        ("{item}", &["tea", "cup"]),
        ("{supplier}", &["farm", "zs"]),
        ("{code}", &["shop"]),
        ("{number}", &["1"]),
        ("{warehouse}", &["main"]),
        ("{lot}", &["L1"]),
        ("{hash}", &["0000000000000000000000000000000000000000000000000000000000000000"]),
        ("{family}", &["1"]),
    ] {
        paths = each(paths, place, values);
    }
    let unnamed = paths.iter().find(|it| it.contains('{'));
    assert!(unnamed.is_none(), "{}: say in `requests` what stands in the places of {unnamed:?}", route.path);
    let mut asked: Vec<(String, Json)> = Vec::new();
    for path in paths {
        for body in bodies(route, &path) {
            asked.push((path.clone(), body));
        }
        if route.method == "GET" {
            let with = [
                "q=zq",
                "limit=500&fields=all",
                "format=csv",
                "day=2100-01-01&total=true",
                "severity=out",
                "fields=amount&by=state",
                "of=sales_order",
            ];
            asked.extend(with.iter().map(|it| (format!("{path}?{it}"), Json::Null)));
        }
    }
    asked
}

fn bodies(route: &api::Route, path: &str) -> Vec<Json> {
    match route.path {
        "/api/shortages/order" => vec![json!({ "ids": ["tea:main", "cup:main"] })],
        "/api/stock/availability" => vec![json!({ "items": ["tea", "cup"] })],
        "/api/stock/{item}/reallocate" => vec![json!({ "warehouse": "main" })],
        "/api/planning/backtest" => {
            vec![json!({ "months": 1, "proposed": { "kind": "forecast", "service": "95" } })]
        }
        "/api/planning/what-if" => vec![json!({ "kind": "late", "days": 3 })],
        "/api/sales/sourcing" => vec![json!({ "lines": [{ "item": "tea", "quantity": "1" }] })],
        "/api/documents/{type}/bulk" => vec![
            json!({ "documents": [{ "fields": { "customer": "cb", "code": "cb", "sales_order": "XS-000001" } }] }),
        ],
        "/api/documents/{type}/batch" => {
            let act = json!({ "do": "edit", "fields": { "note": "overwritten" } });
            vec![
                json!({ "act": { "do": "transition", "name": "x" }, "found": {} }),
                json!({ "act": act, "found": { "limit": 1000 } }),
            ]
        }
        "/api/documents/{type}/{id}/comments" | "/api/documents/{type}/{id}/comments/{number}" => {
            vec![json!({ "text": "zz" })]
        }
        "/api/documents/{type}/{id}/following" => vec![json!({ "follows": true })],
        "/api/notices/read" => vec![json!({ "all": true })],
        "/api/views/{type}" => {
            let filter = json!({ "field": "number", "op": "starts_with", "value": "z" });
            vec![json!({ "name": "z", "body": { "filter": filter } })]
        }
        "/api/documents/{type}" | "/api/documents/{type}/preview" => vec![
            json!({ "fields": {} }),
            json!({ "fields": { "customer": "cb", "code": "cb", "sales_order": "XS-000001", "name": "x" } }),
        ],
        "/api/documents/{type}/{id}" if route.method == "PATCH" => {
            vec![json!({ "fields": {} }), json!({ "fields": { "note": "overwritten" } })]
        }
        _ if path.starts_with("/api/") => vec![json!({})],
        _ => vec![Json::Null],
    }
}

/// A number that no other document of these tests has.
fn told_apart() -> u32 {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// Asks everything, and looks for what must not be told: the secrets, and where `named` is set also the
/// numbers and ids of the documents themselves.
fn ask_everything(client: &Client, company: &Company, secret: &[&Planted], named: bool, except: &[&str]) {
    let mut marked: Vec<(String, String)> = Vec::new();
    for it in secret {
        let tag = |what: &str| format!("{} {} {what}", it.kind, it.number);
        let fields = it.secrets.iter().filter(|(path, _)| !except.contains(&path.as_str()));
        marked.extend(fields.map(|(path, text)| (tag(path), text.clone())));
        if named {
            marked.push((tag("id"), it.id.clone()));
            marked.push((tag("number"), format!("\"{}\"", it.number)));
        }
    }
    let codes = secret.iter().filter(|it| it.kind == "customer").map(|it| format!("{},改名", it.number));
    let csv = format!("编码,名称\n{}\n", codes.collect::<Vec<_>>().join("\n"));
    let import = client.upload("/api/imports", "customer", "customers.csv", csv.as_bytes());
    let import = if import.status == 201 {
        import.json()["id"].as_str().unwrap_or("0").to_owned()
    } else {
        "0".to_owned()
    };
    let events = client.listen();
    let mut count = 0;
    let mut routes = api::routes();
    // What takes documents away comes last, so that everything else is asked of them.
    routes.sort_by_key(|it| (it.method == "DELETE", it.path.contains("/transitions/")));
    for route in routes {
        let ends_session =
            ["/api/session", "/api/sessions/{id}", "/api/setup", "/metrics"].contains(&route.path);
        if ends_session && route.method != "GET" || route.path == "/metrics" {
            continue;
        }
        for (path, body) in requests(&route, company, &import) {
            let answer = match (route.method, route.path) {
                ("GET", "/api/events") => client.head_of("/api/events"),
                ("GET", _) => client.get(&path),
                ("DELETE", _) => client.delete(&path),
                (method, _) => client.send_json(method, &path, &body),
            };
            assert!(answer.status < 500, "{} → {}", answer.asked, answer.text());
            count += 1;
            let told = format!("{}\n{:?}", answer.text(), answer.headers);
            for (what, text) in &marked {
                // An import tells what its own file says.
                if route.path.starts_with("/api/imports") && what.ends_with(" number") {
                    continue;
                }
                let asked_for = path.contains(text.trim_matches('"'))
                    || body.to_string().contains(text.trim_matches('"'));
                assert!(asked_for || !told.contains(text), "{what} in {} {body} → {told}", answer.asked);
            }
        }
    }
    assert!(count > 300, "only {count} requests");
    // What others do while they listen.
    for it in secret.iter().filter(|it| it.kind == "customer") {
        company
            .admin
            .patch(&format!("/api/documents/customer/{}", it.id), json!({ "fields": { "level": "gold" } }));
    }
    company.admin.create("item", json!({ "code": format!("last{}", told_apart()), "name": "最后" }));
    std::thread::sleep(std::time::Duration::from_millis(400));
    for event in events.heard() {
        for (what, text) in &marked {
            assert!(!event.data.to_string().contains(text), "{what} in an event: {}", event.data);
        }
    }
}

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
