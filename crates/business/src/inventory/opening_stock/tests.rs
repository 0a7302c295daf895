use crate::testing::check;
use expect_test::expect;

#[test]
fn the_books_begin_with_what_is_there() {
    let body = r#"{ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10", "unit_cost": "2.5" }, { "item": "oil", "quantity": "0.5" }] }"#;
    check("opening_stock draft -> confirm", "", body, expect![[]]);
}
