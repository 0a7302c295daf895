use crate::testing::check;
use expect_test::expect;

const STOCK: &str = "stock leaf@main 10 at 2.50\nstock box@main 4 at 1\nstock gift@main 1 at 30";
const BILL: &str = r#"source 7 bill_of_materials active { "product": "gift", "lines": [{ "item": "leaf", "quantity": "2" }, { "item": "box", "quantity": "1" }] }"#;

fn world(more: &str) -> String {
    format!("{STOCK}\n{BILL}\n{more}")
}

#[test]
fn a_product_is_worth_what_its_components_were_and_what_making_it_cost() {
    check(
        "assembly draft -> confirm",
        &world(""),
        r#"{ "product": "gift", "quantity": "3", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01", "extra_cost": "1.20" }"#,
        expect![[r#"
            move 6 leaf main -> production worth 15
            move 3 box main -> production worth 3
            move 3 gift production -> main worth 19.2
            = leaf@main 4 on hand, 0 reserved, 4 available
            = box@main 1 on hand, 0 reserved, 1 available
            = gift@main 4 on hand, 0 reserved, 4 available
        "#]],
    );
}

#[test]
fn its_own_lines_come_before_the_bill() {
    check(
        "assembly draft -> confirm",
        &world("lot leaf@main L2 6 until 2026-05-01\nlot leaf@main L1 4 until 2026-04-01"),
        r#"{ "product": "gift", "quantity": "1", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01",
             "lines": [{ "item": "leaf", "quantity": "5" }] }"#,
        expect![[r#"
            move 4 leaf main -> production lot L1 worth 10
            move 1 leaf main -> production lot L2 worth 2.5
            move 1 gift production -> main worth 12.5
            = leaf@main 5 on hand, 0 reserved, 5 available
            = gift@main 2 on hand, 0 reserved, 2 available
        "#]],
    );
}

#[test]
fn everything_that_is_short_is_said_at_once() {
    check(
        "assembly draft -> confirm",
        &world(""),
        r#"{ "product": "gift", "quantity": "6", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01" }"#,
        expect![[r#"
            refused: insufficient_stock
        "#]],
    );
}

#[test]
fn one_box_for_three_is_a_third_of_a_box_each() {
    let bill = r#"source 7 bill_of_materials active { "product": "gift", "lines": [{ "item": "box", "quantity": "1", "per": "3" }] }"#;
    check(
        "assembly draft -> confirm",
        &format!("{STOCK}\n{bill}"),
        r#"{ "product": "gift", "quantity": "9", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01" }"#,
        expect![[r#"
            move 3 box main -> production worth 3
            move 9 gift production -> main worth 3
            = box@main 1 on hand, 0 reserved, 1 available
            = gift@main 10 on hand, 0 reserved, 10 available
        "#]],
    );
}

#[test]
fn a_product_is_made_of_something_and_by_its_own_bill() {
    check(
        "assembly draft -> confirm",
        &world(""),
        r#"{ "product": "gift", "quantity": "1", "warehouse": "main", "made_on": "2026-03-01" }"#,
        expect![[r#"
            refused: no_materials
        "#]],
    );
    check(
        "assembly draft -> confirm",
        &world(""),
        r#"{ "product": "leaf", "quantity": "1", "warehouse": "main", "bill_of_materials": "7", "made_on": "2026-03-01" }"#,
        expect![[r#"
            refused: bill_of_another
        "#]],
    );
}
