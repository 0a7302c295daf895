//! A company full of marked secrets.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, tea_company};

/// A document with what of it must stay secret.
pub(super) struct Planted {
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) number: String,
    /// By field path.
    pub(super) secrets: BTreeMap<String, String>,
}

pub(super) struct Company {
    pub(super) admin: Client,
    pub(super) definitions: Vec<Json>,
    pub(super) planted: Vec<Planted>,
}

pub(super) const TEXT_KINDS: [&str; 3] = ["text", "long_text", "barcode"];
/// Nothing else in the company costs this much.
pub(super) const COST: &str = "83.1731";

impl Company {
    pub(super) fn new(server: &TestServer) -> Company {
        let admin = server.admin();
        tea_company(&admin);
        let definitions = admin.get("/api/document-types").is(200)["rows"].as_array().expect("rows").clone();
        Company { admin, definitions, planted: Vec::new() }
    }

    pub(super) fn definition(&self, kind: &str) -> &Json {
        self.definitions.iter().find(|it| it["name"] == kind).expect("it is built in")
    }

    /// Makes a document whose free texts are all secrets, and whose costs are.
    pub(super) fn plant(&mut self, by: &Client, kind: &str, fields: Json, transition: Option<&str>) -> Json {
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
    pub(super) fn plant_sales(&mut self, by: &Client, tag: &str) {
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
    pub(super) fn plant_the_rest(&mut self) {
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

    pub(super) fn of(&self, kinds: &[&str]) -> Vec<&Planted> {
        self.planted.iter().filter(|it| kinds.contains(&it.kind.as_str())).collect()
    }
}

pub(super) fn fill(
    fields: &Json,
    into: &mut Json,
    path: &str,
    nth: usize,
    secrets: &mut BTreeMap<String, String>,
) {
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
