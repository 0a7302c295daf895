use crate::testing::check;
use expect_test::expect;

const WORLD: &str = r#"stock tea@main 40 at 2
hold 5/1 tea@main 40
source 5 receipt confirmed { "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "40", "source_line": "1" }] }"#;

fn body(quantity: &str, rejected: &str, disposal: &str) -> String {
    format!(
        r#"{{ "receipt": "5", "lines": [{{ "item": "tea", "quantity": "{quantity}", "rejected": "{rejected}",
            "reason": "受潮", "disposal": "{disposal}", "source_line": "1" }}] }}"#
    )
}

#[test]
fn what_is_good_may_be_sold() {
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("40", "0", "return"),
        expect![[r#"
        a hold ends
        = tea@main 40 on hand, 0 reserved, 40 available
    "#]],
    );
}

#[test]
fn what_is_not_waits_for_its_return_or_is_scrapped_or_taken() {
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("40", "3", "return"),
        expect![[r#"
        hold 3 tea@main for rejected
        a hold ends
        reject 3 of 5/1 on 2026-03-02
        = tea@main 40 on hand, 0 reserved, 37 available
    "#]],
    );
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("40", "3", "scrap"),
        expect![[r#"
        move 3 tea main -> scrap worth 6
        a hold ends
        reject 3 of 5/1 on 2026-03-02
        = tea@main 37 on hand, 0 reserved, 37 available
    "#]],
    );
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("40", "3", "concession"),
        expect![[r#"
        a hold ends
        reject 3 of 5/1 on 2026-03-02
        = tea@main 40 on hand, 0 reserved, 40 available
    "#]],
    );
}

#[test]
fn all_that_is_held_is_decided_once() {
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("39", "0", "return"),
        expect![[r#"
        refused: not_held
    "#]],
    );
    let again = WORLD.replace("hold 5/1 tea@main 40\n", "");
    check(
        "inspection draft -> confirm",
        &again,
        &body("40", "0", "return"),
        expect![[r#"
        refused: not_held
    "#]],
    );
}
