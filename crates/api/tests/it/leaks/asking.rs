//! Every route, asked about what was planted.

use super::company::{Company, Planted};
use serde_json::{Value as Json, json};
use testkit::Client;

/// Every way to ask a route about the planted documents.
pub(super) fn requests(route: &api::Route, company: &Company, import: &str) -> Vec<(String, Json)> {
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

pub(super) fn bodies(route: &api::Route, path: &str) -> Vec<Json> {
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
pub(super) fn told_apart() -> u32 {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// Asks everything, and looks for what must not be told: the secrets, and where `named` is set also the
/// numbers and ids of the documents themselves.
pub(super) fn ask_everything(
    client: &Client,
    company: &Company,
    secret: &[&Planted],
    named: bool,
    except: &[&str],
) {
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
