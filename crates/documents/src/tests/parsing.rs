use super::{json, listed, parsed, public};
use crate::Record;

fn saved(fields: &str) -> Record {
    parsed(fields, None).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

fn changed(base: &Record, fields: &str) -> Record {
    parsed(fields, Some(base)).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

fn refused(fields: &str) -> String {
    listed(&parsed(fields, None).expect_err("refused"))
}

const SMALL: &str = r#"{"customer": "C1", "lines": [{"item": "I1", "price": "2.5"}]}"#;

#[test]
fn defaults_and_formulas_fill_in_what_was_not_sent() {
    let wanted = json(
        r#"{
        "customer": "C1", "seller": "lee", "ordered_on": "2026-11-22", "due": "2026-11-29", "level": "B",
        "partial": true, "amount": "2.5",
        "lines": [{"line": 1, "item": "I1", "quantity": "1", "price": "2.5", "amount": "2.5"}]
    }"#,
    );
    assert_eq!(public(&saved(SMALL)), wanted);
}

#[test]
fn every_kind_is_read() {
    let fields = r#"{
        "customer": " C2 ", "seller": "lee", "ordered_on": "2026-01-31", "due": "2026-02-28", "level": "A",
        "partial": false, "discount": "12.5", "freight": 8, "note": " 急 ", "serial": "S-1",
        "sent_at": "2026-11-22T10:00:00+08:00",
        "lines": [
            {"item": "I1", "quantity": 0.1, "price": 19.99, "barcode": 6901234567892},
            {"item": "I2", "quantity": "3", "price": "10"}
        ]
    }"#;
    let wanted = json(
        r#"{
        "customer": "C2", "seller": "lee", "ordered_on": "2026-01-31", "due": "2026-02-28", "level": "A",
        "partial": false, "discount": "12.5", "freight": "8", "amount": "36", "note": "急", "serial": "S-1",
        "sent_at": "2026-11-22T02:00:00Z",
        "lines": [
            {"line": 1, "item": "I1", "quantity": "0.1", "price": "19.99", "amount": "2", "barcode": "6901234567892"},
            {"line": 2, "item": "I2", "quantity": "3", "price": "10", "amount": "30"}
        ]
    }"#,
    );
    assert_eq!(public(&saved(fields)), wanted);
}

#[test]
fn all_problems_are_reported_at_once_by_path() {
    let problems = refused(
        r#"{
        "customer": "C9", "seller": "wang", "ordered_on": "2019-12-31", "due": "2026-1-5", "level": "C",
        "partial": "yes", "discount": "120", "freight": "1.005", "note": "12345678901", "sent_at": "noon",
        "colour": "red", "origin": "web",
        "lines": [
            {"quantity": "0"},
            {"item": "I1", "quantity": "1,000", "price": "0.0000001", "size": 3},
            {"item": "I1", "quantity": "9999999999", "price": {}},
            "text"
        ]
    }"#,
    );
    let wanted = "\
customer not_found
seller not_found
ordered_on too_small
due not_a_day
level unknown_choice
partial not_yes_no
discount too_great
freight too_many_decimals
origin read_only
note too_long
sent_at not_an_instant
lines[0].quantity too_small
lines[1].quantity not_a_number
lines[1].price too_many_decimals
lines[1].size unknown_field
lines[2].quantity out_of_range
lines[2].price not_a_number
lines[3] not_an_object
lines[2].item not_unique_in_rows
colour unknown_field
lines[0].item required
lines[3].item required";
    assert_eq!(problems, wanted);
}

#[test]
fn what_is_blank_is_missing() {
    assert_eq!(refused("{}"), "customer required\nlines required");
    assert_eq!(refused("null"), "customer required\nlines required");
    assert_eq!(refused(r#"{"customer": "  ", "lines": []}"#), "customer required\nlines required");
    assert_eq!(refused("[]"), " not_an_object");
    assert_eq!(refused(r#"{"customer": "C1", "lines": {"item": "I1"}}"#), "lines not_rows");
}

#[test]
fn numbers_that_json_may_have_lost_are_refused() {
    let with =
        |price: &str| format!(r#"{{"customer": "C1", "lines": [{{"item": "I1", "price": {price}}}]}}"#);
    assert_eq!(refused(&with("123456789.12345679")), "lines[0].price not_exact");
    assert_eq!(refused(&with("1e300")), "lines[0].price not_a_number");
    let price = |json: &str| public(&saved(&with(json)))["lines"][0]["price"].clone();
    assert_eq!(price("999.999999"), "999.999999");
    assert_eq!(price("0.1"), "0.1");
    assert_eq!(price("-5"), "-5");
}

#[test]
fn limits_are_kept() {
    let lines = [r#"{"item": "I1"}"#; 6].join(",");
    assert_eq!(refused(&format!(r#"{{"customer": "C1", "lines": [{lines}]}}"#)), "lines too_many_lines");
    assert_eq!(
        refused(r#"{"customer": "C1\u0000", "note": "a\u0000", "lines": [{"item": "I1"}]}"#),
        "customer not_found\nnote bad_character"
    );
}

#[test]
fn checks_say_their_own_words_at_their_field() {
    let fields = r#"{"customer": "C1", "due": "2026-11-21", "lines": [{"item": "I1"}, {"item": "I2", "price": "1001"}]}"#;
    let problems = parsed(fields, None).expect_err("refused");
    assert_eq!(listed(&problems), "due check_failed\nlines[1].price check_failed");
    assert_eq!(problems[0].message("zh"), "交期早于下单日期");
    assert_eq!(problems[1].message("en"), "The price is too high");
}

#[test]
fn a_change_keeps_what_it_does_not_mention_and_null_clears() {
    let base = saved(
        r#"{"customer": "C1", "note": "a", "freight": "5", "lines": [{"item": "I1", "price": "2.5"}]}"#,
    );
    let after = public(&changed(&base, r#"{"note": null, "customer": "C2"}"#));
    assert_eq!(after["customer"], "C2");
    assert_eq!(after.get("note"), None);
    assert_eq!(after["freight"], "5");
    assert_eq!(after["amount"], "7.5");
    let problems = parsed(r#"{"customer": null}"#, Some(&base)).expect_err("refused");
    assert_eq!(listed(&problems), "customer required");
}

#[test]
fn a_cleared_default_stays_cleared() {
    let base = saved(SMALL);
    let after = public(&changed(&base, r#"{"level": null, "due": ""}"#));
    assert_eq!((after.get("level"), after.get("due")), (None, None));
    let after = public(&saved(r#"{"customer": "C1", "level": null, "lines": [{"item": "I1"}]}"#));
    assert_eq!(after.get("level"), None);
}

#[test]
fn lines_keep_their_numbers() {
    let base = saved(
        r#"{"customer": "C1", "lines": [{"item": "I1", "price": "1"}, {"item": "I2", "price": "2"}, {"item": "I3"}]}"#,
    );
    let lines = public(&changed(
        &base,
        r#"{"lines": [{"line": 3, "quantity": "9"}, {"item": "I1"}, {"line": 2, "price": null}]}"#,
    ))["lines"]
        .clone();
    let wanted = json(
        r#"[
        {"line": 3, "item": "I3", "quantity": "9"},
        {"line": 4, "item": "I1", "quantity": "1"},
        {"line": 2, "item": "I2", "quantity": "1"}
    ]"#,
    );
    assert_eq!(lines, wanted);
    let problems = parsed(
        r#"{"lines": [{"line": 7, "item": "I1"}, {"line": 1}, {"line": 1, "item": "I2"}, {"line": 0, "item": "I3"}]}"#,
        Some(&base),
    );
    let wanted = "lines[0].line unknown_line\nlines[2].line not_unique_in_rows\nlines[3].line not_a_line\nlines[1].item not_unique_in_rows";
    assert_eq!(listed(&problems.expect_err("refused")), wanted);
}

#[test]
fn a_new_document_may_bring_its_line_numbers() {
    let record = saved(r#"{"customer": "C1", "lines": [{"item": "I1"}, {"line": 5, "item": "I2"}]}"#);
    let numbers: Vec<u32> = record.rows("lines").iter().map(|it| it.line).collect();
    assert_eq!(numbers, [6, 5]);
}

#[test]
fn what_the_system_sets_can_be_sent_back_unchanged() {
    let mut base = saved(SMALL);
    base.set("origin", Some(crate::Value::Text("import".to_owned())));
    let after = changed(&base, r#"{"origin": "import", "amount": "999"}"#);
    assert_eq!(after, base, "a formula ignores what is sent for it");
    let problems = parsed(r#"{"origin": "web"}"#, Some(&base)).expect_err("refused");
    assert_eq!(listed(&problems), "origin read_only");
}

#[test]
fn a_formula_out_of_range_is_a_problem_of_its_field() {
    let fields = r#"{"customer": "C1", "lines": [{"item": "I1", "quantity": "1000000000", "price": "1000"}, {"item": "I2", "price": "1"}]}"#;
    assert_eq!(refused(fields), "amount out_of_range");
}

#[test]
fn references_name_what_must_be_found_first() {
    let fields = json(
        r#"{"customer": " C1 ", "seller": "lee", "lines": [{"item": "I1"}, {"item": ""}, {"item": "I2"}]}"#,
    );
    let found: Vec<String> = super::order()
        .references(&fields)
        .iter()
        .map(|it| format!("{}: {} {}", it.path, it.target, it.text))
        .collect();
    assert_eq!(
        found,
        ["customer: customer C1", "seller: member lee", "lines[0].item: item I1", "lines[2].item: item I2"]
    );
}
