use crate::testing::check;
use expect_test::expect;

const TEA_4: &str =
    r#"{ "warehouse": "main", "reason": "quality_check", "lines": [{ "item": "tea", "quantity": "4" }] }"#;

#[test]
fn what_is_held_is_not_available() {
    check(
        "stock_hold draft -> confirm",
        "stock tea@main 10",
        TEA_4,
        expect![[r#"
        hold 4 tea@main for quality_check
        = tea@main 10 on hand, 0 reserved, 6 available
    "#]],
    );
}

#[test]
fn more_than_is_available_cannot_be_held() {
    check(
        "stock_hold draft -> confirm",
        "stock tea@main 10\nclaim 7/1 tea@main wants 7 holds 7",
        TEA_4,
        expect![[r#"
        refused: insufficient_stock
    "#]],
    );
}

#[test]
fn a_released_hold_gives_all_of_it_back() {
    let world = "stock tea@main 10\nhold 1/1 tea@main 4";
    for step in ["stock_hold active -> release", "stock_hold active -> expire"] {
        check(
            step,
            world,
            TEA_4,
            expect![[r#"
            a hold ends
            = tea@main 10 on hand, 0 reserved, 10 available
        "#]],
        );
    }
}

#[test]
fn one_lot_is_held_and_no_more_of_it_than_there_is() {
    let world = "stock milk@main 10\nlot milk@main L1 3\nlot milk@main L2 7";
    let body = |quantity: &str| {
        format!(
            r#"{{ "warehouse": "main", "reason": "dispute", "lines": [{{ "item": "milk", "quantity": "{quantity}", "lot": "L1" }}] }}"#
        )
    };
    check(
        "stock_hold draft -> confirm",
        world,
        &body("3"),
        expect![[r#"
        hold 3 milk@main lot L1 for dispute
        = milk@main 10 on hand, 0 reserved, 7 available
    "#]],
    );
    check(
        "stock_hold draft -> confirm",
        world,
        &body("4"),
        expect![[r#"
        refused: insufficient_lot
    "#]],
    );
}
