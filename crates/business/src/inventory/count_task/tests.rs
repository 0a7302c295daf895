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
            counted cup@main, off by 0
            counted tea@main, off by -9
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

const BINS: &str = r#"stock tea@main 100 at 2
bin 7 tea@main 60
bin 8 tea@main 30
source 7 bin active { "code": "A-01", "warehouse": "main" }
source 8 bin active { "code": "A-02", "warehouse": "main" }"#;

/// 60 in the one bin, 30 in the other, 10 in none: each is compared with what the books say of it.
#[test]
fn each_bin_is_counted_for_itself() {
    let lines = |one: &str, two: &str, none: &str| {
        let line = |bin: &str, counted: &str| format!(r#"{{ "item": "tea"{bin}, "counted": "{counted}" }}"#);
        [line(r#", "bin": "7""#, one), line(r#", "bin": "8""#, two), line("", none)].join(", ")
    };
    check(
        "count_task open -> submit",
        BINS,
        &body(&lines("60", "30", "10"), ""),
        expect![[r#"
        write counted_at
        write counter
    "#]],
    );
    // Two carried from one bin to the other: right in all, wrong in both.
    check(
        "count_task open -> submit",
        BINS,
        &body(&lines("58", "32", "10"), ""),
        expect![[r#"
        refused: count_again
    "#]],
    );
    let at = r#""counted_at": "2026-03-01T08:00:00Z","#;
    check(
        "count_task counted -> approve",
        BINS,
        &body(&lines("58", "33", "9"), at),
        expect![[r#"
        move 3 tea adjustment -> main worth 6
        move 1 tea main -> adjustment worth 2
        move 2 tea main -> adjustment worth 4
        3 tea to place -> 8
        2 tea 7 -> to place
        counted tea@main, off by 3
        counted tea@main, off by -1
        counted tea@main, off by -2
        = tea@main 100 on hand, 0 reserved, 100 available
    "#]],
    );
    // Five left the first bin since, of them two went out of the house, and three into no bin.
    let since = format!("{BINS}\nmoved tea@main -2\nmoved_bin 7 tea@main -5");
    check(
        "count_task counted -> approve",
        &since,
        &body(&lines("65", "30", "7"), at),
        expect![[r#"
        counted tea@main, off by 0
        counted tea@main, off by 0
        counted tea@main, off by 0
    "#]],
    );
    let elsewhere = BINS.replace(r#""A-02", "warehouse": "main""#, r#""A-02", "warehouse": "shop""#);
    check(
        "count_task counted -> approve",
        &elsewhere,
        &body(&lines("60", "30", "10"), at),
        expect![[r#"
        refused: bin_elsewhere
    "#]],
    );
}
