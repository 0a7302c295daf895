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
    check(
        "adjustment draft -> confirm",
        world,
        &body("damaged", "-2"),
        expect![[r#"
        move 2 tea main -> scrap worth 5
        = tea@main 8 on hand, 0 reserved, 8 available
    "#]],
    );
    check(
        "adjustment draft -> confirm",
        world,
        &body("found", "3"),
        expect![[r#"
        move 3 tea adjustment -> main worth 7.5
        = tea@main 13 on hand, 0 reserved, 13 available
    "#]],
    );
    check(
        "adjustment draft -> confirm",
        world,
        &body("other", "0"),
        expect![[r#"
        refused: quantity_zero
    "#]],
    );
    check(
        "adjustment draft -> confirm",
        world,
        &body("lost", "-11"),
        expect![[r#"
        refused: insufficient_stock
    "#]],
    );
}
