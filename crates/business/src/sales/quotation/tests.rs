use crate::testing::{check, check_change};
use expect_test::expect;

const OFFER: &str = r#"{ "customer": "Li", "valid_until": "2026-03-04", "lines": [{ "item": "tea", "quantity": "4", "price": "22" }] }"#;

#[test]
fn it_promises_nothing_and_ends_with_its_last_day() {
    check(
        "quotation draft -> send",
        "stock tea@main 10",
        OFFER,
        expect![[r#"
            expire 29544480 minutes later
        "#]],
    );
}

#[test]
fn a_new_version_replaces_the_one_before() {
    let world = format!("source 7 quotation sent {OFFER}");
    let body = OFFER.replace("{ \"customer", "{ \"replaces\": \"7\", \"customer");
    check(
        "quotation draft -> send",
        &world,
        &body,
        expect![[r#"
            expire 29544480 minutes later
            replace 7
        "#]],
    );
    check(
        "quotation draft -> send",
        &world.replace("Li", "Wang"),
        &body,
        expect![[r#"
            refused: source_not_open
        "#]],
    );
}

#[test]
fn a_loss_has_a_reason_and_what_was_offered_stays() {
    check(
        "quotation sent -> lose",
        "",
        OFFER,
        expect![[r#"
            refused: field_missing
        "#]],
    );
    check_change(
        "quotation sent",
        "",
        OFFER,
        r#"{ "outcome": "price" }"#,
        expect![[r#"
            nothing
        "#]],
    );
    check_change(
        "quotation sent",
        "",
        OFFER,
        r#"{ "lines": [{ "line": 1, "price": "20" }] }"#,
        expect![[r#"
            refused: not_editable
        "#]],
    );
}
