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
            hold 3 tea@main for to_supplier
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
fn what_is_held_is_decided_in_parts_and_once() {
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("41", "0", "return"),
        expect![[r#"
            refused: not_held
        "#]],
    );
    // Some of it: the rest stays held. Several lines share what is held.
    check(
        "inspection draft -> confirm",
        WORLD,
        &body("10", "3", "return"),
        expect![[r#"
        hold 3 tea@main for to_supplier
        a hold keeps 30
        reject 3 of 5/1 on 2026-03-02
        = tea@main 40 on hand, 0 reserved, 7 available
    "#]],
    );
    let parts = r#"{ "receipt": "5", "lines": [
        { "item": "tea", "quantity": "10", "rejected": "3", "reason": "受潮", "disposal": "return", "source_line": "1" },
        { "item": "tea", "quantity": "8", "rejected": "5", "reason": "包装破", "disposal": "concession", "source_line": "1" },
        { "item": "tea", "quantity": "2", "rejected": "2", "reason": "霉变", "disposal": "scrap", "source_line": "1" }] }"#;
    check(
        "inspection draft -> confirm",
        WORLD,
        parts,
        expect![[r#"
        move 2 tea main -> scrap worth 4
        hold 3 tea@main for to_supplier
        a hold keeps 20
        reject 3 of 5/1 on 2026-03-02
        reject 5 of 5/1 on 2026-03-02
        reject 2 of 5/1 on 2026-03-02
        = tea@main 38 on hand, 0 reserved, 15 available
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
