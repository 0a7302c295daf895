use crate::testing::check;
use expect_test::expect;

const BODY: &str = r#"{ "from": "main", "to": "shop", "lines": [{ "item": "tea", "quantity": "4" }] }"#;

#[test]
fn stock_is_on_its_way_until_it_arrives() {
    check(
        "transfer draft -> confirm",
        "stock tea@main 10 at 2.50",
        BODY,
        expect![[r#"
        move 4 tea main -> transit worth 10
        expect 4 tea@shop on 2026-03-03 for 1/1
        = tea@transit 4 on hand, 0 reserved, 4 available
        = tea@main 6 on hand, 0 reserved, 6 available
    "#]],
    );
    let on_the_way = "stock tea@main 6 at 2.50\nstock tea@-6 4 at 2.50";
    check(
        "transfer confirmed -> receive",
        on_the_way,
        BODY,
        expect![[r#"
        move 4 tea transit -> shop worth 10
        fulfil 4 of 1/1 on 2026-03-02
        expect nothing more of 1
        = tea@transit 0 on hand, 0 reserved, 0 available
        = tea@shop 4 on hand, 0 reserved, 4 available
    "#]],
    );
}

#[test]
fn what_is_promised_stays() {
    let world = "stock tea@main 10 at 2.50\nclaim 9/1 tea@main wants 8 holds 8";
    check(
        "transfer draft -> confirm",
        world,
        BODY,
        expect![[r#"
        refused: insufficient_stock
    "#]],
    );
}

const ANSWER: &str = r#"{ "transfer_request": "7", "from": "main", "to": "shop", "due": "2026-03-04", "lines": [{ "item": "tea", "quantity": "4" }] }"#;

fn asked(quantity: &str, state: &str) -> String {
    format!(
        r#"stock tea@main 10 at 2.50
           source 7 transfer_request {state} {{ "from": "main", "to": "shop", "lines": [{{ "item": "tea", "quantity": "{quantity}" }}] }}"#
    )
}

#[test]
fn a_transfer_answers_what_was_asked_for() {
    check(
        "transfer draft -> confirm",
        &asked("6", "approved"),
        ANSWER,
        expect![[r#"
        move 4 tea main -> transit worth 10
        expect 4 tea@shop on 2026-03-04 for 1/1
        fulfil 4 of 7/1 on 2026-03-02
        = tea@transit 4 on hand, 0 reserved, 4 available
        = tea@main 6 on hand, 0 reserved, 6 available
    "#]],
    );
    check(
        "transfer draft -> confirm",
        &asked("4", "approved"),
        ANSWER,
        expect![[r#"
        move 4 tea main -> transit worth 10
        expect 4 tea@shop on 2026-03-04 for 1/1
        fulfil 4 of 7/1 on 2026-03-02
        complete 7
        = tea@transit 4 on hand, 0 reserved, 4 available
        = tea@main 6 on hand, 0 reserved, 6 available
    "#]],
    );
}

#[test]
fn it_sends_no_more_than_was_asked_for_and_allowed() {
    check(
        "transfer draft -> confirm",
        &asked("3", "approved"),
        ANSWER,
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
    check(
        "transfer draft -> confirm",
        &asked("6", "submitted"),
        ANSWER,
        expect![[r#"
        refused: source_not_open
    "#]],
    );
}
