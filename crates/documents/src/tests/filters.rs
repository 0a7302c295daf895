use super::{context, json, links, listed, order};
use crate::expression::{Expression, Frame, Scope, Value};
use crate::{FieldPath, Filter, Op, Operand, Record, Scalar, filter, scalar};

/// A filter as one line.
fn shown(it: &Filter) -> String {
    let list = |parts: &[Filter], word: &str| {
        let parts: Vec<String> = parts.iter().map(shown).collect();
        format!("({})", parts.join(word))
    };
    let scalar = |it: &Scalar| match it {
        Scalar::Int(it) => it.to_string(),
        Scalar::Text(it) => format!("'{it}'"),
        Scalar::Bool(it) => it.to_string(),
    };
    match it {
        Filter::All(parts) => list(parts, " and "),
        Filter::Any(parts) => list(parts, " or "),
        Filter::Not(part) => format!("not {}", shown(part)),
        Filter::Compare { field, op, value } => {
            let value = match value {
                Operand::Nothing => String::new(),
                Operand::One(it) => format!(" {}", scalar(it)),
                Operand::Many(list) => {
                    let list: Vec<String> = list.iter().map(scalar).collect();
                    format!(" [{}]", list.join(", "))
                }
            };
            format!("{field} {op:?}{value}")
        }
    }
}

fn read(text: &str) -> String {
    let found = Filter::from_json(&order(), &json(text), &links());
    found.map_or_else(|problems| listed(&problems), |it| shown(&it))
}

fn condition(text: &str) -> String {
    let found = Filter::from_expression(&order(), text, &context());
    found.map_or_else(|problem| problem.code.to_owned(), |it| shown(&it))
}

#[test]
fn values_take_the_form_of_the_database() {
    let cases = [
        (r#"{}"#, "()"),
        (r#"{"field": "customer", "op": "=", "value": "C2"}"#, "customer Equal 2"),
        (r#"{"field": "lines.item", "op": "in", "value": ["I1", "I2"]}"#, "lines.item In [11, 12]"),
        (r#"{"field": "freight", "op": ">=", "value": "8.25"}"#, "freight GreaterOrEqual 82500"),
        (r#"{"field": "lines.quantity", "op": "<", "value": 2}"#, "lines.quantity Less 2000000"),
        (r#"{"field": "due", "op": "<=", "value": "2026-11-30"}"#, "due LessOrEqual '2026-11-30'"),
        (r#"{"field": "partial", "op": "!=", "value": true}"#, "partial NotEqual true"),
        (r#"{"field": "note", "op": "contains", "value": "急"}"#, "note Contains '急'"),
        (r#"{"field": "number", "op": "starts_with", "value": "SO"}"#, "number StartsWith 'SO'"),
        (r#"{"field": "state", "op": "in", "value": ["draft"]}"#, "state In ['draft']"),
        (
            r#"{"field": "created_at", "op": ">", "value": "1970-01-01T00:00:01Z"}"#,
            "created_at Greater 1000000",
        ),
        (r#"{"field": "created_by", "op": "=", "value": "lee"}"#, "created_by Equal 7"),
        (r#"{"field": "lines", "op": "not_empty"}"#, "lines NotEmpty"),
        (r#"{"field": "note", "op": "empty", "value": null}"#, "note Empty"),
        (
            r#"{"all": [{"field": "level", "op": "=", "value": "A"}, {"any": [{"not": {"field": "due", "op": "empty"}}]}]}"#,
            "(level Equal 'A' and (not due Empty))",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_filter_has_a_path() {
    let cases = [
        (r#"[]"#, " not_a_filter"),
        (r#"{"all": {}}"#, "all not_a_filter"),
        (r#"{"field": "size", "op": "=", "value": 1}"#, "field no_such_field"),
        (r#"{"field": "note", "op": "like", "value": "a"}"#, "op unknown_operator"),
        (r#"{"field": "level", "op": "contains", "value": "A"}"#, "op operator_does_not_apply"),
        (r#"{"field": "lines", "op": "=", "value": "A"}"#, "op operator_does_not_apply"),
        (r#"{"field": "note", "op": "=", "value": ""}"#, "value required"),
        (r#"{"field": "note", "op": "=", "value": "a", "or": 1}"#, "or not_a_filter"),
        (
            r#"{"any": [{"field": "customer", "op": "=", "value": "C9"}, {"field": "due", "op": "<", "value": "soon"}]}"#,
            "any[0].value not_found\nany[1].value not_a_day",
        ),
        (r#"{"field": "lines.item", "op": "in", "value": "I1"}"#, "value not_a_list"),
    ];
    for (text, wanted) in cases {
        assert_eq!(read(text), wanted, "{text}");
    }
    let deep = "{\"not\":".repeat(20) + "{}" + &"}".repeat(20);
    assert!(read(&deep).ends_with("too_deep"));
    let many = vec![r#"{"field": "note", "op": "empty"}"#; 201].join(",");
    assert_eq!(read(&format!(r#"{{"all": [{many}]}}"#)), " too_many_conditions");
}

#[test]
fn references_in_a_filter_are_found() {
    let text = r#"{"any": [{"field": "customer", "op": "=", "value": "C1"},
        {"not": {"field": "lines.item", "op": "in", "value": ["I1", "I2"]}}, {"field": "note", "op": "=", "value": "C2"}]}"#;
    let found: Vec<String> = Filter::references(&order(), &json(text))
        .iter()
        .map(|it| format!("{} {}", it.target, it.text))
        .collect();
    assert_eq!(found, ["customer C1", "item I1", "item I2"]);
}

/// Conditions and the filters they become.
const CONDITIONS: &[(&str, &str)] = &[
    ("[freight] > 8.25", "freight Greater 82500"),
    ("8.25 <= [freight]", "freight GreaterOrEqual 82500"),
    ("[discount] >= 10%", "discount GreaterOrEqual 100000"),
    ("[due] < DATEADD(TODAY(), 3)", "due Less '2026-11-25'"),
    ("NOT([due] < TODAY())", "due GreaterOrEqual '2026-11-22'"),
    ("[级别] <> \"A\"", "level NotEqual 'A'"),
    ("[note] = \"\"", "note Empty"),
    ("NOT(ISBLANK([lines]))", "lines NotEmpty"),
    ("[seller] = USER()", "seller Equal 7"),
    ("[partial]", "partial Equal true"),
    ("NOT([partial])", "partial Equal false"),
    ("IN([level], \"A\", \"B\")", "level In ['A', 'B']"),
    ("NOT(CONTAINS([note], \"急\"))", "not note Contains '急'"),
    (
        "AND([partial], OR([level] = \"A\", [freight] = 0))",
        "(partial Equal true and (level Equal 'A' or freight Equal 0))",
    ),
    ("NOT(AND([partial], [freight] < 1))", "(partial Equal false or freight GreaterOrEqual 10000)"),
    ("OR([lines.quantity] > 2)", "(lines.quantity Greater 2000000)"),
    ("NOT(AND([lines.quantity] > 2))", "(lines.quantity LessOrEqual 2000000)"),
    (
        "AND(OR([lines.quantity] > 2), OR([lines.price] > 2))",
        "((lines.quantity Greater 2000000) and (lines.price Greater 2000000))",
    ),
    ("[freight] < 1 / 0", "()"),
    ("TRUE", "()"),
];

/// What the database does with a filter, in memory.
fn matches(it: &Filter, record: &Record) -> bool {
    let (field, op, value) = match it {
        Filter::All(parts) => return parts.iter().all(|it| matches(it, record)),
        Filter::Any(parts) => return parts.iter().any(|it| matches(it, record)),
        Filter::Not(part) => return !matches(part, record),
        Filter::Compare { field, op, value } => (field, *op, value),
    };
    let found = |record: &Record, name: &str| {
        record.get(name).map(|it| match it {
            crate::Value::Rows(_) => Scalar::Bool(true),
            it => filter::stored(&scalar::to_stored(it)),
        })
    };
    let values = match &field.column {
        None => vec![found(record, &field.field)],
        Some(column) => record.rows(&field.field).iter().map(|row| found(&row.record, column)).collect(),
    };
    values.iter().any(|it| compares(it.as_ref(), op, value))
}

fn compares(found: Option<&Scalar>, op: Op, value: &Operand) -> bool {
    let Some(found) = found else { return matches!(op, Op::Empty | Op::NotEqual) };
    let order = |wanted: &dyn Fn(std::cmp::Ordering) -> bool| match (found, value) {
        (Scalar::Int(a), Operand::One(Scalar::Int(b))) => wanted(a.cmp(b)),
        (Scalar::Text(a), Operand::One(Scalar::Text(b))) => wanted(a.cmp(b)),
        _ => false,
    };
    match (op, value) {
        (Op::Empty, _) => false,
        (Op::NotEmpty, _) => true,
        (Op::In, Operand::Many(list)) => list.contains(found),
        (Op::Equal, Operand::One(it)) => it == found,
        (Op::NotEqual, Operand::One(it)) => it != found,
        (Op::Contains, Operand::One(Scalar::Text(part))) => {
            matches!(found, Scalar::Text(it) if it.to_lowercase().contains(&part.to_lowercase()))
        }
        (Op::Less, _) => order(&std::cmp::Ordering::is_lt),
        (Op::LessOrEqual, _) => order(&std::cmp::Ordering::is_le),
        (Op::Greater, _) => order(&std::cmp::Ordering::is_gt),
        (Op::GreaterOrEqual, _) => order(&std::cmp::Ordering::is_ge),
        _ => false,
    }
}

#[test]
fn a_filter_finds_the_documents_for_which_its_condition_is_true() {
    let stored = |text: &str| order().from_stored(&json(text)).expect("as stored");
    let records = [
        stored("{}"),
        stored(r#"{"freight": 82500, "level": "A", "partial": true, "note": "急 ABC", "due": "2026-11-22"}"#),
        stored(
            r#"{"freight": 0, "level": "B", "partial": false, "note": "b", "due": "2026-11-25", "seller": 7}"#,
        ),
        stored(
            r#"{"discount": 100000, "lines": [{"line": 1, "quantity": 2000000}, {"line": 2, "price": 5}]}"#,
        ),
        stored(
            r#"{"discount": 99999, "freight": -1, "lines": [{"line": 1, "quantity": 3000000, "price": 3000000}]}"#,
        ),
    ];
    for (text, _) in CONDITIONS {
        let filter = Filter::from_expression(&order(), text, &context()).expect("a condition");
        let expression = Expression::compile(text, Scope { document: &order(), rows: None }).expect("sound");
        for record in &records {
            let frame = Frame { record, row: None, context: &context() };
            let is_true = expression.evaluate(frame) == Value::YesNo(true);
            assert_eq!(matches(&filter, record), is_true, "{text} of {record:?}");
        }
    }
}

#[test]
fn conditions_become_filters() {
    for (text, wanted) in CONDITIONS {
        assert_eq!(condition(text), *wanted, "{text}");
    }
    let refused = [
        "[freight]",
        "[freight] > [amount]",
        "[freight] * 2 > 3",
        "AND([lines.quantity] > 2)",
        "OR(AND([lines.quantity] > 2, [lines.price] > 2))",
        "SUM([lines.quantity]) > 2",
        "[freight] = 0.00000001",
        "LEFT([note], 1) = \"a\"",
    ];
    for text in refused {
        assert_eq!(condition(text), "not_a_condition", "{text}");
    }
    assert_eq!(condition("[freight] ="), "unexpected_end");
}

#[test]
fn system_fields_are_known_by_name() {
    assert!(FieldPath::from_text("created_at").is_system());
    assert!(!FieldPath::from_text("lines.state").is_system());
    assert_eq!(FieldPath::from_text("lines.item").to_string(), "lines.item");
    let compare = Filter::Compare {
        field: FieldPath::from_text("state"),
        op: Op::Equal,
        value: Operand::One(Scalar::Text("draft".to_owned())),
    };
    assert_eq!(shown(&compare), "state Equal 'draft'");
}
