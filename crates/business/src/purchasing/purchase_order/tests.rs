use crate::testing::{check, check_change};
use expect_test::expect;

const ORDER: &str = r#"{ "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-03-01", "due": "2026-03-20", "lines": [
    { "item": "tea", "quantity": "10", "price": "2.5" }, { "item": "oil", "quantity": "5", "due": "2026-03-09" }] }"#;

#[test]
fn an_order_is_expected_on_its_lines_days() {
    check(
        "purchase_order draft -> confirm",
        "",
        ORDER,
        expect![[r#"
        expect 10 tea@main on 2026-03-20 for 1/1
        expect 5 oil@main on 2026-03-09 for 1/2
    "#]],
    );
}

#[test]
fn without_any_day_a_week_is_assumed() {
    let body =
        r#"{ "supplier": "Wang", "deliver_to": "main", "lines": [{ "item": "tea", "quantity": "1" }] }"#;
    check(
        "purchase_order draft -> confirm",
        "",
        body,
        expect![[r#"
        expect 1 tea@main on 2026-03-09 for 1/1
    "#]],
    );
}

#[test]
fn what_partly_arrived_is_closed_not_cancelled() {
    check(
        "purchase_order confirmed -> cancel",
        "",
        ORDER,
        expect![[r#"
        expect nothing more of 1
    "#]],
    );
    check(
        "purchase_order confirmed -> cancel",
        "fulfilled 1/2 1",
        ORDER,
        expect![[r#"
        refused: already_fulfilled
    "#]],
    );
    check(
        "purchase_order confirmed -> close",
        "fulfilled 1/2 1",
        ORDER,
        expect![[r#"
        expect nothing more of 1
    "#]],
    );
}

#[test]
fn tolerances_are_agreed_when_the_order_is_placed() {
    let body = r#"{ "supplier": "Wang", "deliver_to": "main", "lines": [
        { "item": "tea", "quantity": "100" }, { "item": "oil", "quantity": "5" }] }"#;
    check(
        "purchase_order draft -> confirm",
        "terms tea over 5 under 2",
        body,
        expect![[r#"
            expect 100 tea@main on 2026-03-09 for 1/1
            expect 5 oil@main on 2026-03-09 for 1/2
            write over_receipt 5 on line 1
            write under_receipt 2 on line 1
        "#]],
    );
}

#[test]
fn what_came_before_the_books_began_is_known_and_is_no_stock() {
    let body = r#"{ "supplier": "Wang", "deliver_to": "main", "ordered_on": "2025-03-01", "lines": [
        { "item": "tea", "quantity": "10", "price": "2.5", "came_before": "10", "rejected_before": "2", "came_on": "2025-03-09" },
        { "item": "oil", "quantity": "5", "came_before": "3", "came_on": "2025-03-10" }] }"#;
    check(
        "purchase_order draft -> confirm",
        "",
        body,
        expect![[r#"
            expect 10 tea@main on 2025-03-08 for 1/1
            expect 5 oil@main on 2025-03-08 for 1/2
            fulfil 10 of 1/1 on 2025-03-09
            reject 2 of 1/1 on 2025-03-09
            take back 2 of 1/1 on 2025-03-09
            paid 2.5 for 10 tea
            arrived after 8 days
            bought 8 tea@main for 20 worth 20
            fulfil 3 of 1/2 on 2025-03-10
            arrived after 9 days
            bought 3 oil@main for 0 worth 0
        "#]],
    );
    let closed = body.replace("\"lines\"", "\"close_rest\": true, \"lines\"");
    check(
        "purchase_order draft -> confirm",
        "",
        &closed,
        expect![[r#"
            expect 10 tea@main on 2025-03-08 for 1/1
            expect 5 oil@main on 2025-03-08 for 1/2
            fulfil 10 of 1/1 on 2025-03-09
            reject 2 of 1/1 on 2025-03-09
            take back 2 of 1/1 on 2025-03-09
            paid 2.5 for 10 tea
            arrived after 8 days
            bought 8 tea@main for 20 worth 20
            fulfil 3 of 1/2 on 2025-03-10
            arrived after 9 days
            bought 3 oil@main for 0 worth 0
            close 1
        "#]],
    );
    // What came beyond the order came: somebody must have agreed to it.
    let more = body.replace("\"quantity\": \"5\"", "\"quantity\": \"2.9\"");
    check(
        "purchase_order draft -> confirm",
        "",
        &more,
        expect![[r#"
        expect 10 tea@main on 2025-03-08 for 1/1
        expect 2.9 oil@main on 2025-03-08 for 1/2
        write over_receipt 3.4484 on line 2
        fulfil 10 of 1/1 on 2025-03-09
        reject 2 of 1/1 on 2025-03-09
        take back 2 of 1/1 on 2025-03-09
        paid 2.5 for 10 tea
        arrived after 8 days
        bought 8 tea@main for 20 worth 20
        fulfil 3 of 1/2 on 2025-03-10
        arrived after 9 days
        bought 3 oil@main for 0 worth 0
        complete 1
    "#]],
    );
    check_change(
        "purchase_order confirmed",
        "fulfilled 1/1 10\nfulfilled 1/2 3",
        body,
        &body.replace("\"came_before\": \"3\"", "\"came_before\": \"4\""),
        expect![[r#"
            refused: not_editable
        "#]],
    );
    // The rest is expected, received and sent back like that of any order.
    check(
        "receipt draft -> confirm",
        &format!(
            "source 9 purchase_order confirmed {}\nfulfilled 9/1 10\nfulfilled 9/2 3",
            body.replace('\n', "")
        ),
        r#"{ "purchase_order": "9", "warehouse": "main", "lines": [{ "item": "oil", "quantity": "2" }] }"#,
        expect![[r#"
            move 2 oil supplier -> main worth 0
            fulfil 2 of 9/2 on 2026-03-02
            bought 2 oil@main for 0 worth 0
            arrived after 366 days
            complete 9
            = oil@main 2 on hand, 0 reserved, 2 available
        "#]],
    );
}

const REQUEST: &str = r#"source 9 purchase_request approved { "deliver_to": "main", "lines": [{ "item": "tea", "quantity": "10" }] }"#;

fn for_the_request(quantity: &str) -> String {
    format!(
        r#"{{ "supplier": "Wang", "deliver_to": "main", "lines": [
            {{ "item": "tea", "quantity": "{quantity}", "request": "9", "request_line": "1" }}] }}"#
    )
}

#[test]
fn what_was_requested_is_counted_and_more_may_be_bought() {
    check(
        "purchase_order draft -> confirm",
        &format!("{REQUEST}\nfulfilled 9/1 4"),
        &for_the_request("5"),
        expect![[r#"
            expect 5 tea@main on 2026-03-09 for 1/1
            fulfil 5 of 9/1 on 2026-03-02
        "#]],
    );
    check(
        "purchase_order draft -> confirm",
        REQUEST,
        &for_the_request("12"),
        expect![[r#"
            expect 12 tea@main on 2026-03-09 for 1/1
            fulfil 10 of 9/1 on 2026-03-02
            complete 9
        "#]],
    );
    check(
        "purchase_order draft -> confirm",
        &REQUEST.replace("approved", "submitted"),
        &for_the_request("12"),
        expect![[r#"
            refused: source_not_open
        "#]],
    );
    check(
        "purchase_order confirmed -> cancel",
        &REQUEST.replace("approved", "done"),
        &for_the_request("12"),
        expect![[r#"
            expect nothing more of 1
            1 does nothing of others any more
            reopen 9
        "#]],
    );
}

#[test]
fn a_change_is_noted_for_the_supplier_and_arrivals_follow() {
    let change = r#"{ "change_note": "客户改了数量", "lines": [
        { "line": 1, "quantity": "8", "price": "2.4" }, { "item": "salt", "quantity": "1" }] }"#;
    check_change(
        "purchase_order confirmed",
        "fulfilled 1/1 3",
        ORDER,
        change,
        expect![[r#"
            expect nothing more of 1
            expect 8 tea@main on 2026-03-20 for 1/1
            expect 1 salt@main on 2026-03-20 for 1/3
            write revision
            clear change_note
            note quantity 10 -> 8: 客户改了数量
            note price 2.5 -> 2.4: 客户改了数量
            note added  -> 1: 客户改了数量
            note removed 5 -> : 客户改了数量
        "#]],
    );
}

#[test]
fn a_change_keeps_what_was_received() {
    let less = r#"{ "lines": [{ "line": 1, "quantity": "2" }, { "line": 2 }] }"#;
    check_change(
        "purchase_order confirmed",
        "fulfilled 1/1 3",
        ORDER,
        less,
        expect![[r#"
            refused: less_than_fulfilled
        "#]],
    );
    let enough = r#"{ "lines": [{ "line": 1, "quantity": "3" }] }"#;
    check_change(
        "purchase_order confirmed",
        "fulfilled 1/1 3",
        ORDER,
        enough,
        expect![[r#"
            expect nothing more of 1
            expect 3 tea@main on 2026-03-20 for 1/1
            write revision
            clear change_note
            note quantity 10 -> 3: 
            note removed 5 -> : 
            complete 1
        "#]],
    );
    let other = r#"{ "supplier": "Li" }"#;
    check_change(
        "purchase_order confirmed",
        "",
        ORDER,
        other,
        expect![[r#"
            refused: not_editable
        "#]],
    );
}

#[test]
fn a_smaller_order_gives_the_request_back() {
    let less = r#"{ "lines": [{ "line": 1, "quantity": "4" }] }"#;
    check_change(
        "purchase_order confirmed",
        &format!("{}\nfulfilled 9/1 10\nown 9/1 10", REQUEST.replace("approved", "done")),
        &for_the_request("12"),
        less,
        expect![[r#"
            expect nothing more of 1
            expect 4 tea@main on 2026-03-09 for 1/1
            1 does nothing of others any more
            fulfil 4 of 9/1 on 2026-03-02
            reopen 9
            write revision
            clear change_note
            note quantity 12 -> 4: 
        "#]],
    );
}

/// What came beyond the request was never its own, and what is to come once more did not come.
#[test]
fn a_closed_order_gives_the_request_what_did_not_come() {
    let closed = |came: &str, outcome| {
        let world = format!("{}\nfulfilled 9/1 10\nown 9/1 10\n{came}", REQUEST.replace("approved", "done"));
        check("purchase_order confirmed -> close", &world, &for_the_request("12"), outcome);
    };
    closed(
        "fulfilled 1/1 7",
        expect![[r#"
            expect nothing more of 1
            1 does nothing of others any more
            fulfil 7 of 9/1 on 2026-03-02
            reopen 9
        "#]],
    );
    closed(
        "fulfilled 1/1 7\nreplaced 1/1 2",
        expect![[r#"
            expect nothing more of 1
            1 does nothing of others any more
            fulfil 5 of 9/1 on 2026-03-02
            reopen 9
        "#]],
    );
    closed(
        "fulfilled 1/1 11",
        expect![[r#"
            expect nothing more of 1
            1 does nothing of others any more
            fulfil 10 of 9/1 on 2026-03-02
            complete 9
        "#]],
    );
}

#[test]
fn what_stays_away_of_a_complete_line_is_written_on_it() {
    let order = r#"{ "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-03-01", "due": "2026-03-20", "lines": [
        { "item": "tea", "quantity": "100", "under_receipt": "5" }, { "item": "oil", "quantity": "5" }] }"#;
    check(
        "purchase_order confirmed -> complete",
        "fulfilled 1/1 96\nfulfilled 1/2 5",
        order,
        expect![[r#"
            expect nothing more of 1
            write short on line 1
        "#]],
    );
}

const CONTRACT: &str = r#"source 20 purchase_contract active { "title": "茶", "supplier": "Wang", "valid_from": "2026-01-01", "valid_until": "2026-12-31", "amount": "300", "lines": [{ "item": "tea", "quantity": "100" }, { "item": "oil" }] }"#;

fn of_the_contract(tea: &str, oil: &str) -> String {
    format!(
        r#"{{ "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-03-01", "due": "2026-03-20", "lines": [
            {{ "item": "tea", "quantity": "{tea}", "price": "2", "contract": "20" }},
            {{ "item": "oil", "quantity": "{oil}", "price": "10", "contract": "20" }}] }}"#
    )
}

#[test]
fn what_goes_beyond_a_contract_is_told_once_it_is_more_than_before() {
    let rest = format!("{CONTRACT}\ncalled_off 20 tea 60 120");
    let placed = |tea: &str, oil: &str, outcome| {
        check("purchase_order draft -> confirm", &rest, &of_the_contract(tea, oil), outcome);
    };
    placed(
        "40",
        "10",
        expect![[r#"
            expect 40 tea@main on 2026-03-20 for 1/1
            expect 10 oil@main on 2026-03-20 for 1/2
        "#]],
    );
    let refused = || {
        expect![[r#"
            refused: beyond_contract
        "#]]
    };
    placed("41", "1", refused());
    placed("1", "18", refused());
}
