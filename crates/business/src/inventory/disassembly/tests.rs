use crate::testing::check;
use expect_test::expect;

const BILL: &str = r#"source 7 bill_of_materials active { "product": "gift", "lines": [{ "item": "leaf", "quantity": "2" }, { "item": "box", "quantity": "1" }] }"#;

fn of_bill(stock: &str, extra: &str) -> (String, String) {
    let body = format!(
        r#"{{ "product": "gift", "quantity": "2", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01"{extra} }}"#
    );
    (format!("{stock}\n{BILL}"), body)
}

#[test]
fn value_is_divided_as_the_parts_cost_now() {
    let (world, body) = of_bill("stock gift@main 3 at 9\nstock leaf@main 10 at 2\nstock box@main 4 at 1", "");
    check(
        "disassembly draft -> confirm",
        &world,
        &body,
        expect![[r#"
        move 2 gift main -> production worth 18
        move 4 leaf production -> main worth 14.4
        move 2 box production -> main worth 3.6
        = gift@main 1 on hand, 0 reserved, 1 available
        = leaf@main 14 on hand, 0 reserved, 14 available
        = box@main 6 on hand, 0 reserved, 6 available
    "#]],
    );
}

#[test]
fn by_quantity_while_nobody_knows_what_they_cost() {
    let (world, body) = of_bill("stock gift@main 3 at 9", r#", "extra_cost": "1""#);
    check(
        "disassembly draft -> confirm",
        &world,
        &body,
        expect![[r#"
        move 2 gift main -> production worth 18
        move 4 leaf production -> main worth 12.6666
        move 2 box production -> main worth 6.3334
        = gift@main 1 on hand, 0 reserved, 1 available
        = leaf@main 4 on hand, 0 reserved, 4 available
        = box@main 2 on hand, 0 reserved, 2 available
    "#]],
    );
}

#[test]
fn as_stated_and_nothing_is_left_over() {
    check(
        "disassembly draft -> confirm",
        "stock gift@main 3 at 3.333333",
        r#"{ "product": "gift", "quantity": "1", "warehouse": "main", "made_on": "2026-03-01", "lines": [
             { "item": "leaf", "quantity": "2", "share": "1" }, { "item": "box", "quantity": "1", "share": "2" },
             { "item": "ribbon", "quantity": "1" }] }"#,
        expect![[r#"
            move 1 gift main -> production worth 3.3333
            move 2 leaf production -> main worth 1.1111
            move 1 box production -> main worth 2.2222
            move 1 ribbon production -> main worth 0
            = gift@main 2 on hand, 0 reserved, 2 available
            = leaf@main 2 on hand, 0 reserved, 2 available
            = box@main 1 on hand, 0 reserved, 1 available
            = ribbon@main 1 on hand, 0 reserved, 1 available
        "#]],
    );
}

#[test]
fn there_must_be_something_to_take_apart() {
    let (world, body) = of_bill("stock gift@main 1 at 9", "");
    check(
        "disassembly draft -> confirm",
        &world,
        &body,
        expect![[r#"
        refused: insufficient_stock
    "#]],
    );
}
