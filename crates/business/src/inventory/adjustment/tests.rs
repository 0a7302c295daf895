use crate::testing::check;
use expect_test::expect;

fn body(reason: &str, quantity: &str) -> String {
    format!(
        r#"{{ "warehouse": "main", "reason": "{reason}", "lines": [{{ "item": "tea", "quantity": "{quantity}" }}] }}"#
    )
}

#[test]
fn stock_appears_or_goes_for_a_reason() {
    let world = "stock tea@main 10 at 2.50";
    check("adjustment draft -> confirm", world, &body("damaged", "-2"), expect![[]]);
    check("adjustment draft -> confirm", world, &body("found", "3"), expect![[]]);
    check("adjustment draft -> confirm", world, &body("other", "0"), expect![[]]);
    check("adjustment draft -> confirm", world, &body("lost", "-11"), expect![[]]);
}
