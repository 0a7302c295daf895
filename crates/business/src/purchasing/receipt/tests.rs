use crate::testing::check;
use expect_test::expect;

const ORDER: &str = r#"source 7 purchase_order confirmed { "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-02-20", "lines": [{ "item": "tea", "quantity": "10", "price": "2.5" }, { "item": "tea", "quantity": "5", "price": "2" }] }"#;

#[test]
fn stock_arrives_at_the_orders_price() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "4" }] }"#;
    check("receipt draft -> confirm", ORDER, body, expect![[]]);
}

#[test]
fn one_delivery_may_serve_two_lines_of_the_order() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "12" }] }"#;
    check("receipt draft -> confirm", ORDER, body, expect![[]]);
}

#[test]
fn the_rest_completes_the_order() {
    let world = format!("{ORDER}\nfulfilled 7/1 10");
    let body = r#"{ "purchase_order": "7", "warehouse": "shop", "lines": [{ "item": "tea", "quantity": "5", "lot": "L9", "expiry": "2026-12-31" }] }"#;
    check("receipt draft -> confirm", &world, body, expect![[]]);
}

#[test]
fn more_than_ordered_is_refused() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "16" }] }"#;
    check("receipt draft -> confirm", ORDER, body, expect![[]]);
}
