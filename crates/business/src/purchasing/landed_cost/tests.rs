use crate::testing::check;
use expect_test::expect;

const WORLD: &str = r#"stock tea@main 10 at 2
stock oil@main 1 at 10
source 5 receipt confirmed { "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10" }, { "item": "oil", "quantity": "4" }] }"#;

fn body(by: &str, tea: &str, oil: &str) -> String {
    format!(
        r#"{{ "by": "{by}", "costs": [{{ "kind": "freight", "amount": "9" }}, {{ "kind": "duty", "amount": "1" }}], "lines": [
            {{ "receipt": "5", "receipt_line": "1", "item": "tea", "quantity": "10", {tea} }},
            {{ "receipt": "5", "receipt_line": "2", "item": "oil", "quantity": "4", {oil} }}] }}"#
    )
}

/// 10 over 20 and 40; of the oil three quarters have left.
#[test]
fn costs_are_spread_to_the_cent_and_what_left_takes_its_share() {
    check(
        "landed_cost draft -> confirm",
        WORLD,
        &body("amount", r#""value": "20""#, r#""value": "40""#),
        expect![[r#"
            move 0 tea supplier -> main worth 3.33
            move 0 oil supplier -> main worth 1.6675
            move 0 oil supplier -> adjustment worth 5.0025
            write share 3.33 on line 1
            write share 6.67 on line 2
        "#]],
    );
    check(
        "landed_cost draft -> confirm",
        WORLD,
        &body("quantity", r#""value": "20""#, r#""value": "40""#),
        expect![[r#"
            move 0 tea supplier -> main worth 7.14
            move 0 oil supplier -> main worth 0.715
            move 0 oil supplier -> adjustment worth 2.145
            write share 7.14 on line 1
            write share 2.86 on line 2
        "#]],
    );
}

#[test]
fn by_hand_the_shares_are_the_costs() {
    check(
        "landed_cost draft -> confirm",
        WORLD,
        &body("hand", r#""share": "6""#, r#""share": "4""#),
        expect![[r#"
            move 0 tea supplier -> main worth 6
            move 0 oil supplier -> main worth 1
            move 0 oil supplier -> adjustment worth 3
        "#]],
    );
    for (by, tea) in [("hand", r#""share": "5""#), ("weight", r#""value": "1""#)] {
        check(
            "landed_cost draft -> confirm",
            WORLD,
            &body(by, tea, r#""share": "4""#),
            expect![[r#"
            refused: cannot_spread
        "#]],
        );
    }
}

#[test]
fn only_lines_that_were_received_bear_costs() {
    let other = WORLD.replace(r#"{ "item": "oil""#, r#"{ "item": "salt""#);
    check(
        "landed_cost draft -> confirm",
        &other,
        &body("amount", r#""value": "20""#, r#""value": "40""#),
        expect![[r#"
            refused: source_not_open
        "#]],
    );
}
