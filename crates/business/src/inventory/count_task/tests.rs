use crate::testing::check;
use expect_test::expect;

fn body(lines: &str, more: &str) -> String {
    format!(r#"{{ "warehouse": "main", "tolerance": "2", {more} "lines": [{lines}] }}"#)
}

const STOCK: &str = "stock tea@main 100 at 2\nstock cup@main 10 at 3";

#[test]
fn within_the_tolerance_once_is_enough() {
    let lines = r#"{ "item": "tea", "counted": "99" }, { "item": "cup", "counted": "10" }"#;
    check(
        "count_task open -> submit",
        STOCK,
        &body(lines, ""),
        expect![[r#"
        write counted_at
        write counter
    "#]],
    );
}

#[test]
fn what_is_far_from_the_books_is_counted_again() {
    let lines = r#"{ "item": "tea", "counted": "90" }, { "item": "cup", "counted": "10" }"#;
    check(
        "count_task open -> submit",
        STOCK,
        &body(lines, ""),
        expect![[r#"
        refused: count_again
    "#]],
    );
    let lines =
        r#"{ "item": "tea", "counted": "90", "recounted": "91" }, { "item": "cup", "counted": "10" }"#;
    check(
        "count_task open -> submit",
        STOCK,
        &body(lines, ""),
        expect![[r#"
        write counted_at
        write counter
    "#]],
    );
}

#[test]
fn everything_is_counted() {
    let lines = r#"{ "item": "tea" }, { "item": "cup", "counted": "10" }"#;
    check(
        "count_task open -> submit",
        STOCK,
        &body(lines, ""),
        expect![[r#"
        refused: not_counted
    "#]],
    );
}

#[test]
fn somebody_else_approves_and_the_second_count_holds() {
    let lines =
        r#"{ "item": "tea", "counted": "90", "recounted": "91" }, { "item": "cup", "counted": "10" }"#;
    let at = r#""counted_at": "2026-03-01T08:00:00Z","#;
    check(
        "count_task counted -> approve",
        STOCK,
        &body(lines, at),
        expect![[r#"
        move 9 tea main -> adjustment worth 18
        counted tea@main, off by -9
        counted cup@main, off by 0
        = tea@main 91 on hand, 0 reserved, 91 available
    "#]],
    );
    let own = r#""counted_at": "2026-03-01T08:00:00Z", "counter": "1","#;
    check(
        "count_task counted -> approve",
        STOCK,
        &body(lines, own),
        expect![[r#"
        refused: own_count
    "#]],
    );
}

#[test]
fn what_moved_after_the_count_still_applies() {
    let lines = r#"{ "item": "tea", "counted": "102" }"#;
    let world = "stock tea@main 100 at 2\nmoved tea@main -2";
    check(
        "count_task counted -> approve",
        world,
        &body(lines, r#""counted_at": "2026-03-01T08:00:00Z","#),
        expect![[r#"
            counted tea@main, off by 0
        "#]],
    );
}
