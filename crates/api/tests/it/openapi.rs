//! The description of the API says what the API is.

use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::Path;
use testkit::{Engine, TestServer};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn description() -> Json {
    TestServer::start(Engine::Sqlite).stranger().get("/openapi.json").is(200)
}

#[test]
fn every_route_is_described() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    for route in api::routes() {
        let operation = &description["paths"][route.path][route.method.to_lowercase()];
        let named = format!("{} {}", route.method, route.path);
        assert_eq!(operation["summary"], route.summary, "{named}");
        let parameters: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|it| it["in"] == "path")
            .filter_map(|it| it["name"].as_str())
            .collect();
        let wanted: BTreeSet<&str> =
            route.path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(parameters, wanted, "{named}");
        let open = operation["security"].as_array().is_some_and(Vec::is_empty);
        assert_eq!(open, route.access == api::Access::Public, "{named}");
    }
}

#[test]
fn its_shape_is_openapi_3_1() {
    let description = description();
    let schemas = description["components"]["schemas"].as_object().expect("schemas");
    let mut ids = BTreeSet::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        assert!(path.starts_with('/'), "{path}");
        for (method, operation) in item.as_object().expect("operations") {
            assert!(METHODS.contains(&method.as_str()), "{method} {path}");
            let id = operation["operationId"].as_str().expect("an operation has an id");
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
            assert!(operation["responses"].as_object().is_some_and(|it| !it.is_empty()), "{method} {path}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let is_path = parameter["in"] == "path";
                assert!(
                    parameter["name"].is_string() && parameter["schema"].is_object(),
                    "{method} {path}: {parameter}"
                );
                assert!(!is_path || parameter["required"] == true, "{method} {path}: {parameter}");
            }
        }
    }
    each_reference(&description, &mut |it| {
        let name = it.strip_prefix("#/components/schemas/").unwrap_or(it);
        assert!(schemas.contains_key(name), "{it} is nowhere");
    });
    for kind in [
        "item",
        "warehouse",
        "supplier",
        "supply",
        "customer",
        "channel",
        "opening_stock",
        "purchase_order",
        "receipt",
        "sales_order",
        "shipment",
        "transfer",
        "stock_count",
        "adjustment",
    ] {
        assert!(schemas[&format!("{kind}_fields")]["properties"].is_object(), "{kind}");
        let create = &description["paths"][format!("/api/documents/{kind}")]["post"];
        assert!(create["requestBody"].to_string().contains(&format!("{kind}_fields")), "{kind}");
    }
}

fn each_reference(json: &Json, f: &mut dyn FnMut(&str)) {
    match json {
        Json::Object(it) => {
            if let Some(reference) = it.get("$ref").and_then(Json::as_str) {
                f(reference);
            }
            it.values().for_each(|it| each_reference(it, f));
        }
        Json::Array(it) => it.iter().for_each(|it| each_reference(it, f)),
        _ => (),
    }
}

/// Programs are generated from the committed copy. `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_committed_copy_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let fresh = serde_json::to_string_pretty(&description()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &fresh).expect("the copy can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "{} is stale: run this test with UPDATE_EXPECT=1", path.display());
}
