use crate::testing::check;
use expect_test::expect;

const BODY: &str = r#"{ "warehouse": "main", "counted_at": "2026-03-01T08:00:00Z", "lines": [{ "item": "tea", "counted": "8" }] }"#;

#[test]
fn the_shelf_is_right_and_the_books_follow() {
    check(
        "stock_count draft -> confirm",
        "stock tea@main 10 at 2.50",
        BODY,
        expect![[r#"
            move 2 tea main -> adjustment worth 5
            counted tea@main, off by -2
            = tea@main 8 on hand, 0 reserved, 8 available
        "#]],
    );
    check(
        "stock_count draft -> confirm",
        "stock tea@main 5 at 2.50",
        BODY,
        expect![[r#"
            move 3 tea adjustment -> main worth 7.5
            counted tea@main, off by 3
            = tea@main 8 on hand, 0 reserved, 8 available
        "#]],
    );
    check(
        "stock_count draft -> confirm",
        "stock tea@main 8 at 2.50",
        BODY,
        expect![[r#"
            counted tea@main, off by 0
        "#]],
    );
}

#[test]
fn what_moved_after_the_count_still_applies() {
    check(
        "stock_count draft -> confirm",
        "stock tea@main 6 at 2.50\nmoved tea@main -2",
        BODY,
        expect![[r#"
            counted tea@main, off by 0
        "#]],
    );
}

#[test]
fn a_promise_that_no_longer_fits_is_taken_back() {
    let world = "stock tea@main 10 at 2.50\nclaim 9/1 tea@main wants 9 holds 9";
    check(
        "stock_count draft -> confirm",
        world,
        BODY,
        expect![[r#"
            move 2 tea main -> adjustment worth 5
            claim 9/1 now wants 9 holds 8
            counted tea@main, off by -2
            = tea@main 8 on hand, 8 reserved, 0 available
        "#]],
    );
}

#[test]
fn full_cases_and_loose_pieces_are_there_together() {
    let body = r#"{ "warehouse": "main", "counted_at": "2026-03-01T08:00:00Z", "lines": [
        { "item": "tea", "unit": "箱", "unit_quantity": "2" }, { "item": "oil", "counted": "1" }, { "item": "tea", "counted": "5" }] }"#;
    check(
        "stock_count draft -> confirm",
        "unit tea 箱 12\nstock tea@main 30 at 1\nstock oil@main 1 at 1",
        body,
        expect![[r#"
            move 1 tea main -> adjustment worth 1
            counted tea@main, off by -1
            counted oil@main, off by 0
            = tea@main 29 on hand, 0 reserved, 29 available
        "#]],
    );
}
