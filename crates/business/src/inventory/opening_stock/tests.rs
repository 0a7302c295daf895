use crate::testing::check;
use expect_test::expect;

#[test]
fn the_books_begin_with_what_is_there() {
    let body = r#"{ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10", "unit_cost": "2.5" }, { "item": "oil", "quantity": "0.5" }] }"#;
    check(
        "opening_stock draft -> confirm",
        "",
        body,
        expect![[r#"
        move 10 tea adjustment -> main worth 25
        move 0.5 oil adjustment -> main worth 0
        = tea@main 10 on hand, 0 reserved, 10 available
        = oil@main 0.5 on hand, 0 reserved, 0.5 available
    "#]],
    );
}
