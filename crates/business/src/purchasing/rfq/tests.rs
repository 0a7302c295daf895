use crate::testing::{check, check_change};
use expect_test::expect;

const ASKED: &str = r#"{ "deliver_to": "main", "suppliers": [{ "supplier": "Wang" }],
    "lines": [{ "item": "tea", "quantity": "10" }] }"#;

#[test]
fn an_award_names_somebody() {
    check(
        "rfq sent -> award",
        "",
        ASKED,
        expect![[r#"
        refused: nothing_awarded
    "#]],
    );
}

#[test]
fn what_was_asked_stays_while_it_is_answered() {
    let more = r#"{ "lines": [{ "line": 1, "quantity": "12" }] }"#;
    check_change(
        "rfq sent",
        "",
        ASKED,
        more,
        expect![[r#"
        refused: not_editable
    "#]],
    );
    let awards = r#"{ "awards": [{ "rfq_line": "1", "supplier": "Wang" }], "award_reason": "便宜" }"#;
    check_change(
        "rfq sent",
        "",
        ASKED,
        awards,
        expect![[r#"
        nothing
    "#]],
    );
}
