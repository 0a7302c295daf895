use crate::testing::check;
use expect_test::expect;

fn body(due: &str, quantity: &str) -> String {
    format!(
        r#"{{ "borrower": "Chen", "warehouse": "main", "lent_on": "2026-03-02", "due": "{due}", "lines": [{{ "item": "tent", "quantity": "{quantity}" }}] }}"#
    )
}

#[test]
fn what_is_lent_is_not_for_sale_and_still_ours() {
    check(
        "loan draft -> confirm",
        "stock tent@main 5 at 100",
        &body("2026-03-09", "2"),
        expect![[r#"
        move 2 tent main -> loan worth 200
        = tent@loan 2 on hand, 0 reserved, 2 available
        = tent@main 3 on hand, 0 reserved, 3 available
    "#]],
    );
}

#[test]
fn what_is_promised_is_not_lent() {
    check(
        "loan draft -> confirm",
        "stock tent@main 5 at 100\nclaim 9/1 tent@main wants 4 holds 4",
        &body("2026-03-09", "2"),
        expect![[r#"
            refused: insufficient_stock
        "#]],
    );
}
