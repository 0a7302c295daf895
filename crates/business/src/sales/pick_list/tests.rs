use crate::testing::{check, check_change};
use expect_test::expect;

const WORLD: &str = "stock tea@main 10 at 2.50\nstock oil@main 5 at 8\nclaim 7/1 tea@main wants 6 holds 4\nclaim 8/1 tea@main wants 3 holds 3\nclaim 8/2 oil@main wants 2 holds 2";

const WAVE: &str = r#"{ "warehouse": "main", "lines": [
    { "sales_order": "7", "item": "tea", "quantity": "4" },
    { "sales_order": "8", "item": "tea", "quantity": "3", "source_line": "1" },
    { "sales_order": "8", "item": "oil", "quantity": "2" }] }"#;

#[test]
fn what_is_promised_is_picked_once() {
    check(
        "pick_list draft -> start",
        WORLD,
        WAVE,
        expect![[r#"
            pick 4 of 7/1, 3 of 8/1, 2 of 8/2
        "#]],
    );
    check(
        "pick_list draft -> start",
        &format!("{WORLD}\npicking 7/1 1"),
        WAVE,
        expect![[r#"
            refused: not_promised
        "#]],
    );
    let twice = r#"{ "warehouse": "main", "lines": [
        { "sales_order": "7", "item": "tea", "quantity": "3" }, { "sales_order": "7", "item": "tea", "quantity": "2" }] }"#;
    check(
        "pick_list draft -> start",
        WORLD,
        twice,
        expect![[r#"
            refused: not_promised
        "#]],
    );
}

#[test]
fn what_is_not_found_is_promised_to_nobody_until_somebody_has_looked() {
    let short = WAVE.replace(
        "\"quantity\": \"4\"",
        "\"quantity\": \"4\", \"picked\": \"1\", \"short_reason\": \"not_found\"",
    );
    check(
        "pick_list picking -> finish",
        WORLD,
        &short,
        expect![[r#"
            claim 7/1 now wants 6 holds 1
            hold 3 tea@main for short_pick
            pick 1 of 7/1, 3 of 8/1, 2 of 8/2
            = tea@main 10 on hand, 4 reserved, 3 available
        "#]],
    );
    check(
        "pick_list shipped -> settle",
        "stock tea@main 10\nhold 1/1 tea@main 3\nstock oil@main 5",
        WAVE,
        expect![[r#"
            a hold ends
            = tea@main 10 on hand, 0 reserved, 10 available
        "#]],
    );
}

#[test]
fn a_line_is_split_over_packages_but_not_given_to_another_order() {
    check_change(
        "pick_list picked",
        WORLD,
        WAVE,
        r#"{ "lines": [{ "line": 1, "quantity": "1", "package": "1" },
            { "sales_order": "7", "item": "tea", "quantity": "3", "package": "2" }, { "line": 2 }, { "line": 3 }],
            "packages": [{ "package": "2", "weight_kg": "1.5", "tracking_number": "SF1" }] }"#,
        expect![[r#"
            pick 1 of 7/1, 3 of 7/1, 3 of 8/1, 2 of 8/2
        "#]],
    );
    check_change(
        "pick_list picked",
        WORLD,
        WAVE,
        r#"{ "lines": [{ "line": 1 }, { "line": 2, "sales_order": "7" }, { "line": 3 }] }"#,
        expect![[r#"
            refused: not_editable
        "#]],
    );
}

#[test]
fn what_is_picked_or_not_found_lies_in_its_bin_no_more() {
    let wave = r#"{ "warehouse": "main", "lines": [
        { "sales_order": "7", "item": "tea", "quantity": "4", "bin": "21", "picked": "1", "short_reason": "not_found" },
        { "sales_order": "8", "item": "oil", "quantity": "2", "bin": "22" }] }"#;
    check(
        "pick_list picking -> finish",
        &format!("{WORLD}\nbin 21 tea@main 6\nbin 22 oil@main 1"),
        wave,
        expect![[r#"
            claim 7/1 now wants 6 holds 1
            hold 3 tea@main for short_pick
            4 tea 21 -> to place
            1 oil 22 -> to place
            pick 1 of 7/1, 2 of 8/2
            = tea@main 10 on hand, 4 reserved, 3 available
            = oil@main 5 on hand, 2 reserved, 3 available
        "#]],
    );
}

#[test]
fn what_was_short_stays_held_when_nothing_is_shipped() {
    let world = "stock tea@main 10\nhold 1/1 tea@main 3\nstock oil@main 5";
    check(
        "pick_list picked -> cancel",
        world,
        WAVE,
        expect![[r#"
        pick nothing
    "#]],
    );
    check(
        "pick_list cancelled -> settle_cancelled",
        world,
        WAVE,
        expect![[r#"
        a hold ends
        = tea@main 10 on hand, 0 reserved, 10 available
    "#]],
    );
}
