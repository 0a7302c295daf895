use crate::testing::check;
use expect_test::expect;

#[test]
fn another_item_at_the_same_value() {
    check(
        "conversion draft -> confirm",
        "stock case@main 3 at 24\nstock bottle@main 6 at 2",
        r#"{ "warehouse": "main", "converted_on": "2026-03-01", "lines": [
             { "item": "case", "quantity": "2", "to_item": "bottle", "to_quantity": "24" }] }"#,
        expect![[r#"
            move 2 case main -> production worth 48
            move 24 bottle production -> main worth 48
            = case@main 1 on hand, 0 reserved, 1 available
            = bottle@main 30 on hand, 0 reserved, 30 available
        "#]],
    );
}

#[test]
fn another_lot_of_the_same_item() {
    check(
        "conversion draft -> confirm",
        "stock milk@main 5 at 2\nlot milk@main L1 5 until 2026-05-01",
        r#"{ "warehouse": "main", "converted_on": "2026-03-01", "lines": [
             { "item": "milk", "quantity": "2", "lot": "L1", "to_item": "milk", "to_quantity": "2", "to_lot": "L1-B", "expiry": "2026-04-01" }] }"#,
        expect![[r#"
            move 2 milk main -> production lot L1 worth 4
            move 2 milk production -> main lot L1-B worth 4
        "#]],
    );
}

#[test]
fn every_short_line_is_said() {
    check(
        "conversion draft -> confirm",
        "stock case@main 3 at 24",
        r#"{ "warehouse": "main", "converted_on": "2026-03-01", "lines": [
             { "item": "case", "quantity": "2", "to_item": "bottle", "to_quantity": "24" },
             { "item": "case", "quantity": "2", "to_item": "bottle", "to_quantity": "24" }] }"#,
        expect![[r#"
            refused: insufficient_stock
        "#]],
    );
}
