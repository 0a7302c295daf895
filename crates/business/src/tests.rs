//! What holds for every built-in document.

use crate::{BUILT_IN, behaviour};
use documents::{DocumentType, Kind, check_definition};
use std::collections::BTreeMap;

#[test]
fn every_definition_keeps_the_rules() {
    let all: Vec<DocumentType> = BUILT_IN.iter().map(|it| it.definition().clone()).collect();
    for definition in &all {
        let complaints = check_definition(definition, &all);
        assert!(complaints.is_empty(), "{}: {complaints:#?}", definition.name);
    }
}

/// Who sees a number sees what it is the number of.
#[test]
fn no_two_types_number_alike() {
    let mut taken = BTreeMap::new();
    for it in BUILT_IN {
        let DocumentType { name, number, key_field, .. } = it.definition();
        if key_field.is_none() {
            assert_eq!(taken.insert(&number.prefix, name), None, "{name} begins with {}", number.prefix);
        }
    }
}

/// What we pay is for who may see cost. A computed field follows from what it is computed from.
#[test]
fn what_things_cost_us_is_marked() {
    for it in BUILT_IN {
        let definition = it.definition();
        let costs = definition.all_fields().filter(|(_, it)| it.cost).map(|(path, _)| path).collect();
        let hidden = definition.with_what_follows(costs);
        for (path, field) in definition.all_fields() {
            let is_amount = matches!(field.kind, Kind::Money | Kind::UnitPrice);
            let is_paid = definition.area == "purchasing" || field.name.contains("cost");
            // What a policy weighs is no price of ours.
            if is_amount && is_paid && definition.area != "planning" {
                assert!(hidden.contains(&path), "{}.{path}: say `cost = true`", definition.name);
            }
        }
    }
}

#[test]
fn every_type_is_found_by_its_name() {
    for it in BUILT_IN {
        let found = behaviour(&it.definition().name).expect("registered under its name");
        assert_eq!(found.definition().label, it.definition().label);
    }
    assert!(behaviour("sample_loan").is_none(), "a user's type has no consequences in Rust");
}

/// Programs outside rely on these names.
#[test]
fn the_names_that_others_rely_on_exist() {
    let promised: &[(&str, &[&str])] = &[
        ("item", &["code", "name", "unit", "barcode", "category"]),
        ("warehouse", &["code", "name"]),
        ("supplier", &["code", "name"]),
        ("channel", &["code", "name", "warehouses.warehouse", "warehouses.priority"]),
        ("customer", &["code", "name", "level"]),
        ("supply", &["supplier", "item", "class", "ratio", "price", "moq", "pack", "lead_time_days"]),
        ("opening_stock", &["warehouse", "lines.item", "lines.quantity", "lines.unit_cost", "lines.lot"]),
        (
            "purchase_order",
            &["supplier", "deliver_to", "lines.item", "lines.quantity", "lines.price", "lines.due"],
        ),
        ("receipt", &["purchase_order", "warehouse", "lines.item", "lines.quantity", "lines.lot"]),
        (
            "sales_order",
            &[
                "customer",
                "channel",
                "ship_from",
                "partial_allowed",
                "lines.item",
                "lines.quantity",
                "lines.price",
            ],
        ),
        ("shipment", &["sales_order", "lines"]),
        ("transfer", &["from", "to", "lines"]),
        ("stock_count", &["warehouse", "lines.item", "lines.counted"]),
        ("adjustment", &["warehouse", "reason", "lines"]),
        (
            "stock_hold",
            &["warehouse", "reason", "owner", "expires", "lines.item", "lines.quantity", "lines.lot"],
        ),
    ];
    for (name, fields) in promised {
        let definition = behaviour(name).expect("a built-in document").definition();
        for field in *fields {
            assert!(definition.field_at(field).is_some(), "{name}.{field}");
        }
    }
    let supply = behaviour("supply").expect("a built-in document").definition();
    let classes: Vec<&str> =
        supply.field("class").expect("promised").choices.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(classes, ["main", "backup", "emergency"]);
}
