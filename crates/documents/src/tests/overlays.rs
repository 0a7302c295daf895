use super::{context, json, links, listed, order};
use crate::{Answer, DocumentType, Overlay, Problem, Value};
use values::{DocumentId, Money};

fn extended(overlay: &str) -> Result<DocumentType, Vec<Problem>> {
    order().extended_by(&Overlay::from_json(&json(overlay))?)
}

fn refused(overlay: &str) -> String {
    listed(&extended(overlay).expect_err("refused"))
}

#[test]
fn a_company_adds_tightens_relabels_and_hides() {
    let it = extended(
        r#"{
        "fields": [{"name": "x_colour", "label": "颜色", "kind": "choice", "choices": [{"value": "红"}], "required": true},
                   {"name": "x_double", "label": "两倍", "kind": "money", "formula": "[合计] * 2"}],
        "columns": {"lines": [{"name": "x_size", "label": "尺码", "kind": "text"}]},
        "also_required": ["note", "lines.price"],
        "labels": {"amount": {"zh": "合计", "en": "Total"}, "lines.item": {"zh": "货品", "en": "Goods"}},
        "hidden": ["freight"],
        "list": ["number", "x_colour"]
    }"#,
    )
    .expect("sound");
    let fields = json(
        r#"{"customer": "C1", "x_colour": "红", "note": "n",
            "lines": [{"item": "I1", "price": "2", "x_size": "XL"}]}"#,
    );
    let record = it.parse(&fields, &links(), None, &context()).expect("sound");
    assert_eq!(record.money("x_double").expect("computed").to_string(), "4");
    assert_eq!(record.rows("lines")[0].record.text("x_size"), Some("XL"));
    let problems =
        it.parse(&json(r#"{"customer": "C1", "lines": [{"item": "I1"}]}"#), &links(), None, &context());
    assert_eq!(
        listed(&problems.expect_err("refused")),
        "note required\nlines[0].price required\nx_colour required"
    );
    assert!(it.field("x_colour").expect("there").added && !it.field("note").expect("there").added);
    assert!(it.field("freight").expect("there").hidden);
    assert_eq!(it.list, ["number", "x_colour"]);
    assert_eq!(it.field_at("lines.item").expect("there").label.zh, "货品");
}

#[test]
fn a_company_cannot_break_what_was_there() {
    let field = |name: &str, kind: &str| {
        format!(r#"{{"fields": [{{"name": "{name}", "label": "新", "kind": "{kind}"}}]}}"#)
    };
    assert_eq!(refused(&field("colour", "text")), "fields[0].name added_name");
    assert_eq!(refused(&field("note", "number")), "fields[0].name added_name");
    assert_eq!(refused(&field("x_colour", "colour")), "fields[0].kind unknown_kind");
    assert_eq!(refused(&field("x_colour", "choice")), "fields[0].choices choices_missing");
    assert_eq!(
        refused(r#"{"also_required": ["size"], "hidden": ["lines.size"], "labels": {"size": "大小"}}"#),
        "also_required[0] unknown_field\nlabels.size unknown_field\nhidden[0] unknown_field"
    );
    assert_eq!(refused(r#"{"hidden": ["customer"]}"#), "fields[0].hidden hidden_required");
    assert_eq!(refused(r#"{"optional": ["customer"]}"#), " malformed");
    assert_eq!(refused(r#"{"columns": {"note": []}}"#), "columns.note unknown_field");
    assert_eq!(refused(r#"{"list": ["size"]}"#), "list[0] unknown_field");
}

#[test]
fn a_company_adds_rules_and_checks() {
    let it = extended(
        r#"{
        "rules": {"note": {"show_when": "[partial]", "when_hidden": "clear"}, "lines.price": {"required_when": "[quantity] > 10"}},
        "checks": [{"expression": "[freight] < 100", "message": "运费偏高", "field": "freight", "severity": "warning"}]
    }"#,
    )
    .expect("sound");
    let read = |fields: &str| it.read(&json(fields), &links(), None, &context());
    let hidden = read(r#"{"customer": "C1", "partial": false, "note": "n", "lines": [{"item": "I1"}]}"#);
    assert_eq!((listed(&hidden.problems).as_str(), hidden.record.get("note")), ("", None));
    let many = read(r#"{"customer": "C1", "freight": "120", "lines": [{"item": "I1", "quantity": "11"}]}"#);
    assert_eq!(listed(&many.problems), "lines[0].price required");
    let dear = read(r#"{"customer": "C1", "freight": "120", "lines": [{"item": "I1"}]}"#);
    assert_eq!(
        (listed(&dear.problems).as_str(), listed(&dear.warnings).as_str()),
        ("", "freight check_warning")
    );
    assert_eq!(
        refused(r#"{"rules": {"customer": {"show_when": "[partial]"}, "size": {}}}"#),
        "rules.size unknown_field"
    );
    assert_eq!(
        refused(r#"{"rules": {"customer": {"show_when": "[partial]"}}}"#),
        "fields[0].show_when does_not_apply"
    );
}

#[test]
fn a_company_is_reminded_of_days_it_added() {
    let overlay = |name: &str, day: &str| {
        let field = r#"{"name": "x_ends", "label": "证书到期", "kind": "date"}"#;
        let reminder =
            format!(r#"{{"name": "{name}", "label": "证书快到期", "day": "{day}", "days_before": 30}}"#);
        format!(r#"{{"fields": [{field}], "reminders": [{reminder}]}}"#)
    };
    let it = extended(&overlay("x_certificate", "x_ends")).expect("sound");
    assert_eq!(it.reminders.last().map(|it| (it.day.as_str(), it.days_before)), Some(("x_ends", 30)));
    assert_eq!(refused(&overlay("certificate", "x_ends")), "reminders[0].name added_name");
    assert_eq!(refused(&overlay("x_certificate", "x_end")), "reminders[0].day unknown_field");
}

#[test]
fn a_company_says_where_values_come_from() {
    let it = extended(
        r#"{ "rules": {
            "note": { "default": "请验货" },
            "lines.price": { "default": "3" },
            "freight": { "linkage": { "of": "tariff", "field": "fee", "only": true,
                "conditions": [{ "field": "id", "value": "[customer]" }] } }
        } }"#,
    )
    .expect("sound");
    let (fields, mut links) = (json(r#"{"customer": "C1", "lines": [{"item": "I1"}]}"#), links());
    let asked = it.read(&fields, &links, None, &context()).questions;
    assert_eq!((asked.len(), asked[0].most()), (1, 2), "whether there is another");
    let answer = |from: i64, fee: i64| Answer {
        from: DocumentId(from),
        value: Some(Value::Money(Money::from_raw(fee * Money::ONE_RAW))),
    };
    links.add_answers(asked[0].clone(), vec![answer(7, 12)]);
    let read = it.read(&fields, &links, None, &context());
    assert_eq!(read.record.money("freight").expect("the only one").to_string(), "12");
    assert_eq!(read.record.text("note"), Some("请验货"));
    assert_eq!(read.record.rows("lines")[0].record.unit_price("price").expect("given").to_string(), "3");
    links.add_answers(asked[0].clone(), vec![answer(7, 12), answer(8, 15)]);
    assert_eq!(it.read(&fields, &links, None, &context()).record.money("freight"), None, "which of two?");
    assert_eq!(
        refused(r#"{"rules": {"amount": {"linkage": {"of": "tariff", "field": "fee", "conditions": []}}}}"#),
        "fields[8].linkage does_not_apply\nfields[8].linkage.conditions required"
    );
}

#[test]
fn words_begin_in_the_language_of_the_company() {
    let unit = |language: &str| {
        let base = DocumentType::from_toml(
            r#"
            name = "thing"
            label = { zh = "物", en = "Thing" }

            [[field]]
            name = "unit"
            label = { zh = "单位", en = "Unit" }
            kind = "text"
            default = "个"
            default_en = "pcs"
            asked_in = ["active"]
            "#,
        );
        let it = base.expect("sound").worded_in(language);
        let record = it.parse(&json("{}"), &links(), None, &context()).expect("sound");
        record.text("unit").map(str::to_owned)
    };
    assert_eq!((unit("zh").as_deref(), unit("en").as_deref()), (Some("个"), Some("pcs")));
}
