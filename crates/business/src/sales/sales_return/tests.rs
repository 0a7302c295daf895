use crate::testing::{check, check_change};
use expect_test::expect;

const WORLD: &str = r#"stock tea@main 6 at 9
source 7 sales_order done { "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "4" }, { "item": "tea", "quantity": "2" }] }
fulfilled 7/1 4
fulfilled 7/2 2
left 6 tea worth 15"#;

fn body(quantity: &str, condition: &str) -> String {
    format!(
        r#"{{ "sales_order": "7", "warehouse": "main", "lines": [{{ "item": "tea", "quantity": "{quantity}", "condition": "{condition}" }}] }}"#
    )
}

#[test]
fn good_things_come_back_at_the_value_they_left_with() {
    check(
        "sales_return draft -> confirm",
        WORLD,
        &body("5", "good"),
        expect![[r#"
            move 5 tea customer -> main worth 12.5
            take back 4 of 7/1 on 2026-03-02
            sold -4 tea@main for 0 worth -10
            take back 1 of 7/2 on 2026-03-02
            sold -1 tea@main for 0 worth -2.5
            unwant 5 tea on 2026-03-02
            = tea@main 11 on hand, 0 reserved, 11 available
        "#]],
    );
}

#[test]
fn damaged_things_are_scrapped() {
    check(
        "sales_return draft -> confirm",
        WORLD,
        &body("1", "damaged"),
        expect![[r#"
            move 1 tea customer -> main worth 2.5
            move 1 tea main -> scrap worth 8.0714
            take back 1 of 7/1 on 2026-03-02
            sold -1 tea@main for 0 worth -2.5
            unwant 1 tea on 2026-03-02
        "#]],
    );
}

#[test]
fn no_more_comes_back_than_was_shipped() {
    check(
        "sales_return draft -> confirm",
        WORLD,
        &body("7", "good"),
        expect![[r#"
            refused: more_than_shipped
        "#]],
    );
    check(
        "sales_return draft -> confirm",
        &format!("{WORLD}\nreturned 7/1 3"),
        &body("4", "good"),
        expect![[r#"
            refused: more_than_shipped
        "#]],
    );
    check(
        "sales_return draft -> confirm",
        &format!("{WORLD}\nreturned 7/1 3"),
        &body("3", "good"),
        expect![[r#"
            move 3 tea customer -> main worth 7.5
            take back 1 of 7/1 on 2026-03-02
            sold -1 tea@main for 0 worth -2.5
            take back 2 of 7/2 on 2026-03-02
            sold -2 tea@main for 0 worth -5
            unwant 3 tea on 2026-03-02
            = tea@main 9 on hand, 0 reserved, 9 available
        "#]],
    );
}

#[test]
fn what_is_checked_is_not_for_sale_until_it_was() {
    check(
        "sales_return draft -> check",
        WORLD,
        &body("2", "good"),
        expect![[r#"
            move 2 tea customer -> main worth 5
            hold 2 tea@main for quality_check
            take back 2 of 7/1 on 2026-03-02
            sold -2 tea@main for 0 worth -5
            unwant 2 tea on 2026-03-02
            = tea@main 8 on hand, 0 reserved, 6 available
        "#]],
    );
    let change = r#"{ "lines": [{ "line": 1, "condition": "damaged" }] }"#;
    check_change(
        "sales_return checking",
        WORLD,
        &body("2", "good"),
        change,
        expect![[r#"
            nothing
        "#]],
    );
    let more = r#"{ "lines": [{ "line": 1, "quantity": "3" }] }"#;
    check_change(
        "sales_return checking",
        WORLD,
        &body("2", "good"),
        more,
        expect![[r#"
            refused: not_editable
        "#]],
    );
}

#[test]
fn a_shipment_of_another_order_is_refused() {
    let other = r#"source 8 shipment confirmed { "sales_order": "9", "lines": [{ "item": "tea", "quantity": "4" }] }"#;
    let body = body("1", "good").replacen("{ ", r#"{ "shipment": "8", "#, 1);
    check(
        "sales_return draft -> confirm",
        &format!("{WORLD}\n{other}"),
        &body,
        expect![[r#"
            refused: source_not_open
        "#]],
    );
}
