//! The API described in OpenAPI 3.1, from the same table the router is made of, with a schema per
//! document type: built-in, extended, and the company's own.

use crate::Api;
use crate::routes::{Access, Route, routes};
use axum::Json;
use axum::extract::State;
use documents::{DocumentType, Field, Kind};
use serde_json::{Map, Value, json};

pub(crate) async fn describe(State(api): State<Api>) -> Json<Value> {
    Json(description(api.app.definitions().iter().map(AsRef::as_ref)))
}

/// The whole description. Types are shapes, not data: whoever may not read a type's documents may
/// know that it exists.
pub(crate) fn description<'a>(types: impl Iterator<Item = &'a DocumentType>) -> Value {
    let types: Vec<&DocumentType> = types.collect();
    let mut schemas = common_schemas();
    for it in &types {
        schemas.insert(format!("{}_fields", it.name), fields_schema(&it.fields, &it.label.en));
    }
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let entry = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        entry[route.method.to_lowercase()] = operation(&route);
    }
    for it in &types {
        type_paths(&mut paths, it);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Changping 常平", "version": env!("CARGO_PKG_VERSION"),
            "description": "Amounts are strings. Links accept an id or the target's number. Errors are RFC 9457 problem documents.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "key": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": crate::caller::COOKIE },
            },
        },
    })
}

fn operation(route: &Route) -> Value {
    let names = route.path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<Value> = names
        .map(|it| json!({ "name": it, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let mut it = json!({
        "operationId": operation_id(route.method, route.path),
        "summary": route.summary,
        "parameters": parameters,
        "responses": {
            "default": { "description": "A problem", "content": { "application/problem+json": { "schema": reference("problem") } } },
            "2XX": { "description": "Done", "content": { "application/json": { "schema": {} } } },
        },
    });
    if route.access == Access::Public {
        it["security"] = json!([]);
    }
    if matches!(route.method, "POST" | "PUT" | "PATCH") {
        let is_form = matches!(route.path, "/api/imports" | "/api/files");
        let content = if is_form { "multipart/form-data" } else { "application/json" };
        it["requestBody"] = json!({ "content": { content: { "schema": {} } } });
    }
    it
}

/// `GET /api/stock/{item}/moves` → `get_stock_item_moves`
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(['/', '{', '}', '.', '-']).filter(|it| !it.is_empty() && *it != "api");
    std::iter::once(method.to_lowercase()).chain(words.map(str::to_owned)).collect::<Vec<_>>().join("_")
}

/// What a program that works with one type reads: the same routes, with the type's own fields.
fn type_paths(paths: &mut Map<String, Value>, it: &DocumentType) {
    let (name, fields) = (&it.name, reference(&format!("{}_fields", it.name)));
    let body =
        |schema: Value| json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    let transitions: Vec<&str> = it.transitions.iter().map(|it| it.name.as_str()).collect();
    let new = json!({
        "type": "object", "required": ["fields"], "additionalProperties": false,
        "properties": { "fields": fields, "transition": { "enum": transitions } },
    });
    let document = json!({ "allOf": [reference("document"), { "properties": { "fields": fields } }] });
    let answer = |status: &str| {
        json!({
            status: { "description": "The document", "content": { "application/json": { "schema": document } } },
            "default": { "description": "A problem", "content": { "application/problem+json": { "schema": reference("problem") } } },
        })
    };
    let key = json!({ "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 200 } });
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    paths.insert(
        format!("/api/documents/{name}"),
        json!({ "post": {
            "operationId": format!("create_{name}"), "summary": it.label.en, "parameters": [key],
            "requestBody": body(new), "responses": answer("201"),
        } }),
    );
    paths.insert(
        format!("/api/documents/{name}/{{id}}"),
        json!({
            "get": { "operationId": format!("get_{name}"), "summary": it.label.en, "parameters": [id.clone()], "responses": answer("200") },
            "patch": {
                "operationId": format!("edit_{name}"), "summary": it.label.en, "parameters": [id, key],
                "requestBody": body(json!({
                    "type": "object", "required": ["fields"], "additionalProperties": false,
                    "properties": { "fields": { "type": "object" }, "version": { "type": "integer" } },
                })),
                "responses": answer("200"),
            },
        }),
    );
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn fields_schema(fields: &[Field], title: &str) -> Value {
    let required: Vec<&str> = fields
        .iter()
        .filter(|it| it.required && it.default.is_none() && it.formula.is_none())
        .map(|it| it.name.as_str())
        .collect();
    let properties: Map<String, Value> =
        fields.iter().map(|it| (it.name.clone(), field_schema(it))).collect();
    json!({ "type": "object", "title": title, "required": required, "properties": properties, "additionalProperties": false })
}

fn field_schema(field: &Field) -> Value {
    let amount = json!({ "type": "string", "pattern": "^[+-]?[0-9]*\\.?[0-9]*$" });
    let mut it = match &field.kind {
        Kind::Rows => {
            let mut row = fields_schema(&field.columns, &field.label.en);
            row["properties"]["line"] = json!({ "type": "integer" });
            json!({ "type": "array", "items": row })
        }
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::DateTime => json!({ "type": "string", "format": "date-time" }),
        Kind::Choice => {
            let values: Vec<&str> = field.choices.iter().map(|it| it.value.as_str()).collect();
            json!({ "type": "string", "enum": values })
        }
        Kind::Link(target) => {
            json!({ "type": "string", "description": format!("id or number of a {target}") })
        }
        Kind::Number | Kind::Quantity | Kind::Money | Kind::UnitPrice | Kind::Percent => amount,
        Kind::Choices => {
            let values: Vec<&str> = field.choices.iter().map(|it| it.value.as_str()).collect();
            json!({ "type": "array", "items": { "type": "string", "enum": values } })
        }
        Kind::Email => json!({ "type": "string", "format": "email" }),
        Kind::Url => json!({ "type": "string", "format": "uri" }),
        Kind::Address => parts(&["province", "city", "district", "detail"], &json!({ "type": "string" })),
        Kind::Location => {
            let mut it = parts(&["lat", "lng"], &amount);
            it["properties"]["text"] = json!({ "type": "string" });
            it
        }
        kind if kind.is_files() => {
            let mut file = parts(&["hash", "name", "type"], &json!({ "type": "string" }));
            file["properties"]["size"] = json!({ "type": "integer" });
            json!({ "type": "array", "items": file })
        }
        _ => json!({ "type": "string" }),
    };
    it["title"] = json!(field.label.en);
    if field.is_derived() || field.read_only {
        it["readOnly"] = json!(true);
    }
    it
}

fn parts(names: &[&str], each: &Value) -> Value {
    let parts: Map<String, Value> = names.iter().map(|it| ((*it).to_owned(), each.clone())).collect();
    json!({ "type": "object", "properties": parts })
}

fn common_schemas() -> Map<String, Value> {
    let schemas = json!({
        "problem": {
            "type": "object", "required": ["type", "title", "status", "code"],
            "properties": {
                "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                "code": { "type": "string" }, "detail": { "type": "string" }, "params": { "type": "object" },
                "problems": { "type": "array", "items": {
                    "type": "object", "required": ["path", "code", "message"],
                    "properties": { "path": { "type": "string" }, "code": { "type": "string" }, "message": { "type": "string" } },
                } },
            },
        },
        "document": {
            "type": "object", "required": ["id", "type", "number", "state", "version", "fields"],
            "properties": {
                "id": { "type": "string", "format": "uuid" }, "type": { "type": "string" }, "number": { "type": "string" },
                "title": { "type": "string" }, "state": { "type": "string" }, "version": { "type": "integer" },
                "definition_version": { "type": "integer" }, "fields": { "type": "object" }, "links": { "type": "object" },
                "progress": { "type": ["object", "null"] },
                "created_at": { "type": "string", "format": "date-time" }, "updated_at": { "type": "string", "format": "date-time" },
                "created_by": { "type": "object" }, "permitted": { "type": "object" },
            },
        },
    });
    match schemas {
        Value::Object(it) => it,
        _ => unreachable!("written as an object"),
    }
}
