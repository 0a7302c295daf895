use super::{json, order, parsed};
use crate::{DocumentType, sample};
use proptest::prelude::*;
use values::DocumentId;

#[test]
fn the_database_keeps_integers_ids_and_days() {
    let record = parsed(
        r#"{"customer": "C1", "discount": "12.5", "freight": "8.25", "sent_at": "1970-01-01T00:00:01Z",
            "lines": [{"item": "I1", "quantity": "1.5", "price": "2"}]}"#,
        None,
    )
    .expect("sound");
    let stored = order().to_stored(&record);
    let wanted = json(
        r#"{"customer": 1, "seller": 7, "ordered_on": "2026-11-22", "due": "2026-11-29", "level": "B",
            "partial": true, "discount": 125000, "freight": 82500, "amount": 108800, "sent_at": 1000000,
            "lines": [{"line": 1, "item": 11, "quantity": 1500000, "price": 2000000, "amount": 30000}]}"#,
    );
    assert_eq!(stored, wanted);
    assert_eq!(order().from_stored(&stored).expect("what was written"), record);
}

#[test]
fn what_the_database_cannot_have_written_is_said() {
    let error = |text: &str| order().from_stored(&json(text)).expect_err("refused");
    assert_eq!(error(r#"{"freight": "8.25"}"#), "`freight` is not a money: \"8.25\"");
    assert_eq!(error(r#"{"lines": [{"item": 1}]}"#), "`lines[0]` has no line number");
    assert!(order().from_stored(&json(r#"{"removed_field": 1}"#)).is_ok(), "old fields are left out");
}

#[test]
fn links_are_found_with_their_lines() {
    let record =
        parsed(r#"{"customer": "C2", "lines": [{"item": "I1"}, {"item": "I3"}]}"#, None).expect("sound");
    let linked = order().linked(&record);
    let wanted = [("customer", 0, 2), ("lines.item", 1, 11), ("lines.item", 2, 13)];
    assert_eq!(linked, wanted.map(|(role, line, id)| (role.to_owned(), line, DocumentId(id))));
}

#[test]
fn a_master_has_a_key_a_title_and_words_to_search() {
    let item = DocumentType::from_json(&json(
        r#"{"name": "item", "label": "商品", "key_field": "code", "fields": [
            {"name": "code", "label": "编码", "kind": "text", "required": true},
            {"name": "name", "label": "名称", "kind": "text"},
            {"name": "brand", "label": "品牌", "kind": "text", "searchable": true},
            {"name": "place", "label": "产地", "kind": "text"},
            {"name": "barcode", "label": "条码", "kind": "barcode"}]}"#,
    ))
    .expect("sound");
    let fields = json(r#"{"code": "A1", "name": "绿茶", "brand": "西湖", "place": "杭州", "barcode": "69"}"#);
    let record = item.parse(&fields, &super::links(), None, &super::context()).expect("sound");
    assert_eq!(item.key(&record), Some("A1"));
    assert_eq!(item.title(&record), "绿茶");
    assert_eq!(item.search_text(&record), ["A1", "绿茶", "西湖", "69"]);
    assert_eq!(order().title(&record), "", "an order is called by its number");
}

#[test]
fn a_blank_serial_number_takes_the_documents_number() {
    let mut record = parsed(r#"{"customer": "C1", "lines": [{"item": "I1"}]}"#, None).expect("sound");
    order().give_number(&mut record, "O-000001");
    order().give_number(&mut record, "O-000002");
    assert_eq!(record.text("serial"), Some("O-000001"));
}

#[test]
fn a_definition_survives_json() {
    let (before, after) = (order(), DocumentType::from_json(&order().to_json()).expect("sound"));
    assert_eq!(before, after);
    let shown = order().to_json();
    assert_eq!(shown["fields"][0]["kind"], "link");
    assert_eq!(shown["fields"][0]["target"], "customer");
    assert_eq!(shown["fields"][6]["max"], "100");
    let mut as_sent_by_the_api = shown;
    as_sent_by_the_api["permitted"] = json(r#"{"edit": true}"#);
    as_sent_by_the_api["transitions"][0]["permitted"] = true.into();
    assert_eq!(DocumentType::from_json(&as_sent_by_the_api).expect("sound"), before);
}

proptest! {
    /// Amounts, choices and lines as they may come: what is accepted is stored, shown and accepted again.
    #[test]
    fn what_is_accepted_comes_back_the_same(
        freight in "-?[0-9]{1,10}(\\.[0-9]{1,2})?",
        quantity in "[1-9][0-9]{0,8}(\\.[0-9]{1,6})?",
        price in "[0-9]{1,3}(\\.[0-9]{1,6})?",
        note in "[a-z茶 \"\\\\]{0,10}",
    ) {
        let fields = serde_json::json!({
            "customer": "C1", "freight": freight, "note": note,
            "lines": [{"item": "I1", "quantity": quantity, "price": price}],
        });
        let record = order().parse(&fields, &super::links(), None, &super::context());
        let record = record.map_err(|it| TestCaseError::fail(super::listed(&it)))?;
        let stored = order().to_stored(&record);
        prop_assert_eq!(&order().from_stored(&stored).expect("what was written"), &record);
        let again = super::public(&record);
        prop_assert_eq!(&order().parse(&again, &super::links(), None, &super::context()).expect("the same"), &record);
        prop_assert_eq!(order().differences(&record, &record), vec![]);
    }
}

#[test]
fn the_sample_fills_every_field() {
    let (record, _) = sample::record(&order());
    for field in &order().fields {
        assert!(record.get(&field.name).is_some(), "{}", field.name);
    }
}
