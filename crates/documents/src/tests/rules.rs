//! Rules of a definition: what is shown, required, fixed, chosen from documents, taken from a matching
//! document; and the one order of the sources of a value.

use super::{context, json, links, listed};
use crate::{Answer, DocumentType, Reading, Record, Source, Told, Value};
use serde_json::Value as Json;
use values::{DocumentId, UnitPrice};

const QUOTE: &str = r#"
name = "quote"
label = { zh = "报价", en = "Quote" }

[[field]]
name = "customer"
label = { zh = "客户", en = "Customer" }
kind = "link:customer"

[[field]]
name = "urgent"
label = { zh = "加急", en = "Urgent" }
kind = "yes_no"

[[field]]
name = "reason"
label = { zh = "原因", en = "Reason" }
kind = "text"
show_when = "[urgent]"
required_when = "[urgent]"
when_hidden = "clear"

[[field]]
name = "fee"
label = { zh = "加急费", en = "Fee" }
kind = "money"
default = "=IF([urgent], 50, 0)"
show_when = "[urgent]"
when_hidden = "recompute"

[[field]]
name = "memo"
label = { zh = "备忘", en = "Memo" }
kind = "text"
show_when = "[urgent]"

[[field]]
name = "rebate"
label = { zh = "返点", en = "Rebate" }
kind = "percent"
default = "5"
read_only_when = "ISBLANK([customer])"

[[field]]
name = "brand"
label = { zh = "品牌", en = "Brand" }
kind = "choice"
choices_from = { of = "item", field = "brand", conditions = [{ field = "owner", value = "[customer]" }] }

[[field]]
name = "total"
label = { zh = "合计", en = "Total" }
kind = "money"
formula = "SUM([lines.quantity] * [lines.price]) + [fee]"

[[field]]
name = "lines"
label = { zh = "明细", en = "Lines" }
kind = "rows"

  [[field.column]]
  name = "item"
  label = { zh = "商品", en = "Item" }
  kind = "link:item"

  [[field.column]]
  name = "quantity"
  label = { zh = "数量", en = "Quantity" }
  kind = "quantity"

  [[field.column]]
  name = "price"
  label = { zh = "单价", en = "Price" }
  kind = "unit_price"
  default = "1"

    [field.column.linkage]
    of = "price_list"
    field = "price"
    sort = "-valid_from"
    conditions = [
      { field = "customer", value = "[customer]" },
      { field = "item", value = "[item]" },
      { field = "least", op = "<=", value = "[quantity]" },
    ]

[[check]]
expression = "[total] < 1000"
message = { zh = "金额很大", en = "A big amount" }
field = "total"
severity = "warning"
"#;

fn quote() -> DocumentType {
    DocumentType::from_toml(QUOTE).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// Reads, and answers: C1 pays 8 for I1, every brand but `none` is there.
fn explained(fields: &str, base: Option<&Record>) -> (Reading, Vec<Told>) {
    let (fields, mut links) = (json(fields), links());
    for _ in 0..5 {
        let (reading, told) = quote().explain(&fields, &links, base, &context());
        if reading.questions.is_empty() {
            return (reading, told);
        }
        for question in reading.questions {
            let shown = format!("{question:?}");
            let price = Value::UnitPrice(UnitPrice::from_raw(8_000_000));
            let answers = match question.of.as_str() {
                "price_list" if shown.contains("Reference(1)") && shown.contains("Reference(11)") => {
                    vec![Answer { from: DocumentId(77), value: Some(price) }]
                }
                "item" if !shown.contains("none") => vec![Answer { from: DocumentId(11), value: None }],
                _ => Vec::new(),
            };
            links.add_answers(question, answers);
        }
    }
    panic!("it asks for ever");
}

fn read(fields: &str, base: Option<&Record>) -> Reading {
    explained(fields, base).0
}

fn kept(fields: &str, base: Option<&Record>) -> Record {
    let reading = read(fields, base);
    assert_eq!(listed(&reading.problems), "");
    reading.record
}

fn problems(fields: &str, base: Option<&Record>) -> String {
    listed(&read(fields, base).problems)
}

fn public(record: &Record) -> Json {
    quote().to_public(record, &|id| id.to_string(), &|_| String::new())
}

#[test]
fn what_is_hidden_is_never_missing_and_keeps_clears_or_recomputes() {
    let shown = kept(r#"{"urgent": true, "reason": "展会", "fee": "80", "memo": "m"}"#, None);
    assert_eq!(public(&shown)["fee"], "80");
    assert_eq!(problems(r#"{"urgent": true}"#, None), "reason required");
    let hidden = kept(r#"{"urgent": false}"#, Some(&shown));
    let wanted = r#"{"urgent": false, "fee": "0", "memo": "m", "rebate": "5", "total": "0"}"#;
    assert_eq!(public(&hidden), json(wanted), "cleared, recomputed, kept");
    let sent = kept(r#"{"urgent": false, "reason": "x", "fee": "9", "memo": "n"}"#, None);
    assert_eq!(
        public(&sent),
        json(&wanted.replace("\"m\"", "\"n\"")),
        "what is sent for them does not count"
    );
}

#[test]
fn what_is_fixed_may_not_be_changed() {
    assert_eq!(problems(r#"{"rebate": "7"}"#, None), "rebate read_only");
    assert_eq!(problems(r#"{"rebate": "5"}"#, None), "", "as it would be without being sent");
    let with = kept(r#"{"customer": "C1", "rebate": "7"}"#, None);
    assert_eq!(problems(r#"{"rebate": "9"}"#, Some(&with)), "");
    assert_eq!(problems(r#"{"customer": null, "rebate": "9"}"#, Some(&with)), "rebate read_only");
    assert_eq!(problems(r#"{"customer": null, "rebate": "7"}"#, Some(&with)), "");
}

#[test]
fn choices_come_from_documents() {
    assert_eq!(problems(r#"{"customer": "C1", "brand": "西湖"}"#, None), "");
    assert_eq!(problems(r#"{"customer": "C1", "brand": "none"}"#, None), "brand not_among_choices");
    assert_eq!(problems(r#"{"brand": "西湖"}"#, None), "brand not_among_choices", "of which customer?");
    let old: Record = [("brand".to_owned(), Value::Choice("none".to_owned()))].into_iter().collect();
    assert_eq!(problems(r#"{"urgent": false}"#, Some(&old)), "", "what was chosen before stays");
    let question = quote().choices_question("brand", None, &kept(r#"{"customer": "C1"}"#, None), &context());
    let question = question.expect("a field").expect("there is a customer");
    assert_eq!((question.of.as_str(), question.conditions.len()), ("item", 1));
}

#[test]
fn a_line_takes_its_price_from_the_matching_document() {
    let price = |fields: &str| {
        let record = kept(fields, None);
        record.rows("lines")[0].record.unit_price("price").expect("there is one").to_string()
    };
    assert_eq!(price(r#"{"customer": "C1", "lines": [{"item": "I1", "quantity": "3"}]}"#), "8");
    assert_eq!(
        price(r#"{"customer": "C2", "lines": [{"item": "I1", "quantity": "3"}]}"#),
        "1",
        "no match: the default"
    );
    assert_eq!(price(r#"{"lines": [{"item": "I1", "quantity": "3"}]}"#), "1", "blank: nothing to look for");
    let typed = r#"{"customer": "C1", "lines": [{"item": "I1", "quantity": "3", "price": "2"}]}"#;
    assert_eq!(price(typed), "2", "what is sent is stronger");
    let record = kept(r#"{"customer": "C1", "lines": [{"item": "I1", "quantity": "3"}]}"#, None);
    assert_eq!(record.money("total").expect("computed").to_string(), "24", "formulas see it");
}

#[test]
fn a_warning_is_told_and_stops_nothing_here() {
    let reading = read(r#"{"lines": [{"quantity": "3000", "price": "1"}]}"#, None);
    assert_eq!(listed(&reading.problems), "");
    assert_eq!(listed(&reading.warnings), "total check_warning");
    assert_eq!(reading.warnings[0].message("en"), "A big amount");
}

fn why(fields: &str, base: Option<&Record>, path: &str) -> Told {
    let told = explained(fields, base).1;
    told.into_iter().find(|it| it.path == path).expect("every field is told")
}

#[test]
fn the_sources_of_a_value_are_heard_in_one_order() {
    let shown = |it: &Told| {
        let others: Vec<Source> = it.others.iter().map(|(source, _)| *source).collect();
        format!("{:?} over {others:?}", it.source)
    };
    let line = r#"{"customer": "C1", "lines": [{"item": "I1", "quantity": "3"}]}"#;
    let price = why(line, None, "lines[0].price");
    assert_eq!(shown(&price), "Some(Linkage) over [Default]");
    assert_eq!(price.from, Some(DocumentId(77)));
    assert_eq!(
        price.inputs.iter().map(|(it, _)| it.as_str()).collect::<Vec<_>>(),
        ["customer", "lines.item", "lines.quantity"]
    );
    let typed = line.replace("\"3\"", "\"3\", \"price\": \"2\"");
    assert_eq!(shown(&why(&typed, None, "lines[0].price")), "Some(Sent) over [Linkage, Default]");
    let total = why(&line.replacen('{', r#"{"total": "9", "#, 1), None, "total");
    assert_eq!(shown(&total), "Some(Formula) over [Sent]");
    assert_eq!(
        shown(&why(r#"{"urgent": false, "reason": "x"}"#, None, "reason")),
        "Some(Hidden) over [Sent]"
    );
    let base = kept(r#"{"urgent": true, "reason": "展会", "fee": "80"}"#, None);
    assert_eq!(shown(&why("{}", Some(&base), "fee")), "Some(Kept) over [Default]");
    assert_eq!(shown(&why(r#"{"fee": "90"}"#, Some(&base), "fee")), "Some(Sent) over [Kept, Default]");
    assert_eq!(shown(&why(r#"{"urgent": false, "fee": "9"}"#, Some(&base), "fee")), "Some(Default) over []");
    assert_eq!(shown(&why("{}", None, "customer")), "None over []");
    let reason = why(r#"{"urgent": true}"#, None, "reason");
    assert!(reason.shown && reason.required && !reason.read_only);
    assert!(why("{}", None, "rebate").read_only);
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
    let refused = |old: &str, new: &str| {
        listed(&DocumentType::from_toml(&QUOTE.replacen(old, new, 1)).expect_err("refused"))
    };
    assert_eq!(
        refused("show_when = \"[urgent]\"", "show_when = \"[fee]\""),
        "fields[2].show_when wrong_type"
    );
    assert_eq!(
        refused("show_when = \"[urgent]\"", "show_when = \"[urgent]\"\nrequired = true"),
        "fields[2].show_when does_not_apply"
    );
    assert_eq!(
        refused("default = \"=IF([urgent], 50, 0)\"", "default = \"=IF(ISBLANK([total]), 50, 0)\""),
        "fields[3].default circular"
    );
    assert_eq!(
        refused("\"[quantity]\"", "\"[amount]\""),
        "fields[8].columns[2].linkage.conditions[2].value unknown_name"
    );
}
