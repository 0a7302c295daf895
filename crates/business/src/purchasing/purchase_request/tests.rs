use crate::testing::check;
use expect_test::expect;

const REQUEST: &str = r#"{ "deliver_to": "main", "lines": [{ "item": "tea", "quantity": "10" }] }"#;

#[test]
fn a_request_asks_and_moves_nothing() {
    for step in ["draft -> submit", "submitted -> approve", "submitted -> reject", "approved -> close"] {
        check(
            &format!("purchase_request {step}"),
            "",
            REQUEST,
            expect![[r#"
            nothing
        "#]],
        );
    }
}
