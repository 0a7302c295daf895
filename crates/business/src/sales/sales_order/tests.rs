use crate::testing::{check, check_change};
use expect_test::expect;

const TEA_4: &str = r#"{ "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "4", "price": "2.5" }] }"#;

#[test]
fn a_confirmed_order_is_promised_what_there_is() {
    check(
        "sales_order draft -> confirm",
        "stock tea@main 10",
        TEA_4,
        expect![[r#"
        claim 1/1 wants 4 holds 4
        want 4 tea on 2026-03-02
        = tea@main 10 on hand, 4 reserved, 6 available
    "#]],
    );
}

#[test]
fn a_shortfall_stays_an_open_claim() {
    let body = r#"{ "customer": "Li", "ship_from": "main", "lines": [
        { "item": "tea", "quantity": "4" }, { "item": "oil", "quantity": "1" }] }"#;
    check(
        "sales_order draft -> confirm",
        "stock tea@main 3",
        body,
        expect![[r#"
        claim 1/1 wants 4 holds 3
        claim 1/2 wants 1 holds 0
        want 4 tea on 2026-03-02
        want 1 oil on 2026-03-02
        = tea@main 3 on hand, 3 reserved, 0 available
    "#]],
    );
}

#[test]
fn an_order_that_must_be_whole_is_refused_and_changes_nothing() {
    let body = r#"{ "customer": "Li", "ship_from": "main", "partial_allowed": false, "lines": [
        { "item": "tea", "quantity": "2" }, { "item": "tea", "quantity": "2" }] }"#;
    check(
        "sales_order draft -> confirm",
        "stock tea@main 3",
        body,
        expect![[r#"
        refused: insufficient_stock
    "#]],
    );
    check(
        "sales_order draft -> confirm",
        "stock tea@main 4",
        body,
        expect![[r#"
        claim 1/1 wants 2 holds 2
        claim 1/2 wants 2 holds 2
        want 2 tea on 2026-03-02
        want 2 tea on 2026-03-02
        = tea@main 4 on hand, 4 reserved, 0 available
    "#]],
    );
}

#[test]
fn two_lines_may_want_the_same_item() {
    let body = r#"{ "customer": "Li", "ship_from": "main", "lines": [
        { "item": "tea", "quantity": "4" }, { "item": "tea", "quantity": "4" }] }"#;
    check(
        "sales_order draft -> confirm",
        "stock tea@main 5",
        body,
        expect![[r#"
        claim 1/1 wants 4 holds 4
        claim 1/2 wants 4 holds 1
        want 4 tea on 2026-03-02
        want 4 tea on 2026-03-02
        = tea@main 5 on hand, 5 reserved, 0 available
    "#]],
    );
}

#[test]
fn reserving_again_promises_only_what_was_missing() {
    let world = "stock tea@main 9\nclaim 1/1 tea@main wants 4 holds 3";
    check(
        "sales_order confirmed -> reserve",
        world,
        TEA_4,
        expect![[r#"
        claim 1/1 now wants 4 holds 4
        = tea@main 9 on hand, 4 reserved, 5 available
    "#]],
    );
}

#[test]
fn cancelling_gives_the_promise_back() {
    let world = "stock tea@main 9\nclaim 1/1 tea@main wants 4 holds 3";
    check(
        "sales_order confirmed -> cancel",
        world,
        TEA_4,
        expect![[r#"
        claim 1/1 closed
        forget the demand of 1
        = tea@main 9 on hand, 0 reserved, 9 available
    "#]],
    );
    check(
        "sales_order draft -> cancel",
        "stock tea@main 9",
        TEA_4,
        expect![[r#"
        forget the demand of 1
    "#]],
    );
}

#[test]
fn an_order_partly_shipped_is_closed_not_cancelled() {
    let world = "stock tea@main 9\nclaim 1/1 tea@main wants 2 holds 1\nfulfilled 1/1 2";
    check(
        "sales_order confirmed -> cancel",
        world,
        TEA_4,
        expect![[r#"
        refused: already_fulfilled
    "#]],
    );
    check(
        "sales_order confirmed -> close",
        world,
        TEA_4,
        expect![[r#"
        claim 1/1 closed
        = tea@main 9 on hand, 0 reserved, 9 available
    "#]],
    );
}

#[test]
fn what_is_held_is_promised_until_a_moment() {
    check(
        "sales_order draft -> hold",
        "stock tea@main 3",
        TEA_4,
        expect![[r#"
            claim 1/1 wants 4 holds 3
            want 4 tea on 2026-03-02
            write hold_until
            expire 30 minutes later
            = tea@main 3 on hand, 3 reserved, 0 available
        "#]],
    );
    let body = TEA_4.replace("{ \"customer\"", "{ \"hold_until\": \"1970-01-01T02:00:00Z\", \"customer\"");
    check(
        "sales_order draft -> hold",
        "stock tea@main 9",
        &body,
        expect![[r#"
            claim 1/1 wants 4 holds 4
            want 4 tea on 2026-03-02
            write hold_until
            expire 120 minutes later
            = tea@main 9 on hand, 4 reserved, 5 available
        "#]],
    );
    let over = body.replace("02:00:00", "00:00:00");
    check(
        "sales_order draft -> hold",
        "stock tea@main 9",
        &over,
        expect![[r#"
            refused: hold_is_over
        "#]],
    );
}

#[test]
fn what_was_held_is_committed_and_what_was_short_is_tried_again() {
    let world = "stock tea@main 9\nclaim 1/1 tea@main wants 4 holds 3";
    let body = TEA_4.replace("{ \"customer\"", "{ \"hold_until\": \"1970-01-01T02:00:00Z\", \"customer\"");
    check(
        "sales_order pending -> confirm",
        world,
        &body,
        expect![[r#"
            claim 1/1 now wants 4 holds 4
            clear hold_until
            never expire
            = tea@main 9 on hand, 4 reserved, 5 available
        "#]],
    );
    let whole = body.replacen("{ ", "{ \"partial_allowed\": false, ", 1);
    check(
        "sales_order pending -> confirm",
        "stock tea@main 3\nclaim 1/1 tea@main wants 4 holds 3",
        &whole,
        expect![[r#"
            refused: insufficient_stock
        "#]],
    );
}

#[test]
fn what_nobody_paid_is_free_again_and_was_never_wanted() {
    let world = "stock tea@main 9\nclaim 1/1 tea@main wants 4 holds 3";
    for step in ["sales_order pending -> expire", "sales_order pending -> cancel"] {
        check(
            step,
            world,
            TEA_4,
            expect![[r#"
            claim 1/1 closed
            forget the demand of 1
            never expire
            = tea@main 9 on hand, 0 reserved, 9 available
        "#]],
        );
    }
}

#[test]
fn less_gives_back_and_more_is_promised_what_there_is() {
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "quantity": "3" }] }"#,
        expect![[r#"
            claim 1/1 now wants 3 holds 3
            forget the demand of 1
            want 3 tea on 2026-03-02
            = tea@main 5 on hand, 3 reserved, 2 available
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "quantity": "7" }, { "item": "oil", "quantity": "1" }] }"#,
        expect![[r#"
            claim 1/1 now wants 7 holds 5
            claim 1/2 wants 1 holds 0
            forget the demand of 1
            want 7 tea on 2026-03-02
            want 1 oil on 2026-03-02
            = tea@main 5 on hand, 5 reserved, 0 available
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "note": "asap" }"#,
        expect![[r#"
            nothing
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nstock oil@main 1\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "lines": [{ "item": "oil", "quantity": "1" }] }"#,
        expect![[r#"
            claim 1/1 closed
            claim 1/2 wants 1 holds 1
            forget the demand of 1
            want 1 oil on 2026-03-02
            = tea@main 5 on hand, 0 reserved, 5 available
            = oil@main 1 on hand, 1 reserved, 0 available
        "#]],
    );
}

#[test]
fn what_was_shipped_stays_shipped() {
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 1 holds 1\nfulfilled 1/1 3",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "quantity": "2" }] }"#,
        expect![[r#"
            refused: less_than_fulfilled
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 1 holds 1\nfulfilled 1/1 3",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "item": "oil" }] }"#,
        expect![[r#"
            refused: less_than_fulfilled
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 1 holds 1\nfulfilled 1/1 3",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "quantity": "3" }] }"#,
        expect![[r#"
            claim 1/1 closed
            forget the demand of 1
            want 3 tea on 2026-03-02
            complete 1
            = tea@main 5 on hand, 0 reserved, 5 available
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 1 holds 1\nfulfilled 1/1 3",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "quantity": "6" }] }"#,
        expect![[r#"
            claim 1/1 now wants 3 holds 3
            forget the demand of 1
            want 6 tea on 2026-03-02
            = tea@main 5 on hand, 3 reserved, 2 available
        "#]],
    );
}

#[test]
fn the_rest_may_be_shipped_from_elsewhere() {
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nstock tea@east 9\nclaim 1/1 tea@main wants 4 holds 4\nfulfilled 1/1 0",
        TEA_4,
        r#"{ "lines": [{ "line": 1, "ship_from": "east" }] }"#,
        expect![[r#"
            claim 1/1 now wants 4 holds 4
            forget the demand of 1
            want 4 tea on 2026-03-02
            = tea@main 5 on hand, 0 reserved, 5 available
            = tea@east 9 on hand, 4 reserved, 5 available
        "#]],
    );
}

#[test]
fn a_whole_order_stays_whole_and_a_limit_is_moved() {
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "partial_allowed": false, "lines": [{ "line": 1, "quantity": "6" }] }"#,
        expect![[r#"
            refused: insufficient_stock
        "#]],
    );
    check_change(
        "sales_order confirmed",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "partial_allowed": false, "lines": [{ "line": 1, "quantity": "2" }, { "item": "tea", "quantity": "3" }] }"#,
        expect![[r#"
            claim 1/1 now wants 2 holds 2
            claim 1/2 wants 3 holds 3
            forget the demand of 1
            want 2 tea on 2026-03-02
            want 3 tea on 2026-03-02
            = tea@main 5 on hand, 5 reserved, 0 available
        "#]],
    );
    check_change(
        "sales_order pending",
        "stock tea@main 5\nclaim 1/1 tea@main wants 4 holds 4",
        TEA_4,
        r#"{ "hold_until": "1970-01-01T02:00:00Z" }"#,
        expect![[r#"
            write hold_until
            expire 120 minutes later
        "#]],
    );
}

/// What came back pays for other goods once, whatever order they are on.
#[test]
fn what_came_back_is_credited_once() {
    let world = r#"stock pot@main 3
        source 7 sales_order done { "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "2" }] }
        source 8 sales_return confirmed { "sales_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "2", "price": "25" }] }
        returned_by 8 Li"#;
    let body = |credit: &str| {
        format!(
            r#"{{ "customer": "Li", "ship_from": "main", "exchange_for": "8", "credit": "{credit}", "lines": [{{ "item": "pot", "quantity": "1" }}] }}"#
        )
    };
    check(
        "sales_order draft -> confirm",
        &format!("{world}\ncredited 8 9 30"),
        &body("20"),
        expect![[r#"
            claim 1/1 wants 1 holds 1
            want 1 pot on 2026-03-02
            credit 20 of 8
            = pot@main 3 on hand, 1 reserved, 2 available
        "#]],
    );
    check(
        "sales_order draft -> confirm",
        &format!("{world}\ncredited 8 9 30"),
        &body("20.01"),
        expect![[r#"
            refused: more_than_returned
        "#]],
    );
    check(
        "sales_order confirmed -> cancel",
        world,
        &body("20"),
        expect![[r#"
        forget the demand of 1
        credit nothing
    "#]],
    );
    // Its own credit is not another's.
    check_change(
        "sales_order confirmed",
        &format!("{world}\ncredited 8 1 20\ncredited 8 9 30\nclaim 1/1 pot@main wants 1 holds 1"),
        &body("20"),
        r#"{ "credit": "15" }"#,
        expect![[r#"
            credit 15 of 8
        "#]],
    );
}

/// An order that is closed takes up of its sources what went out, and no more.
#[test]
fn what_a_closed_order_did_not_ship_is_its_sources_again() {
    let offer = r#"source 7 quotation won { "customer": "Li", "lines": [{ "item": "tea", "quantity": "10" }, { "item": "oil", "quantity": "5" }] }"#;
    let order = r#"{ "customer": "Li", "ship_from": "main", "quotation": "7", "ordered_on": "2026-03-01", "lines": [
        { "item": "tea", "quantity": "10", "quoted_line": "1" }, { "item": "oil", "quantity": "5", "quoted_line": "2" }] }"#;
    check(
        "sales_order confirmed -> close",
        &format!("{offer}\nfulfilled 1/1 4"),
        order,
        expect![[r#"
            order 4 of 7/1
        "#]],
    );

    let back = r#"source 8 sales_return confirmed { "sales_order": "6", "warehouse": "main", "lines": [{ "item": "pot", "quantity": "2", "price": "25" }] }"#;
    let exchange = r#"{ "customer": "Li", "ship_from": "main", "exchange_for": "8", "credit": "50", "lines": [{ "item": "tea", "quantity": "4", "price": "20" }] }"#;
    let closed = |shipped: &str, outcome| {
        check(
            "sales_order confirmed -> close",
            &format!("{back}\nfulfilled 1/1 {shipped}"),
            exchange,
            outcome,
        );
    };
    closed(
        "0",
        expect![[r#"
            credit nothing
        "#]],
    );
    closed(
        "1",
        expect![[r#"
            credit 20 of 8
        "#]],
    );
    closed(
        "3",
        expect![[r#"
            credit 50 of 8
        "#]],
    );
}
