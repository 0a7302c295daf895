use crate::testing::check;
use expect_test::expect;

const ORDER: &str = r#"source 7 purchase_order confirmed { "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-02-20", "lines": [{ "item": "tea", "quantity": "10", "price": "2.5" }, { "item": "tea", "quantity": "5", "price": "2" }] }"#;

#[test]
fn stock_arrives_at_the_orders_price() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "4" }] }"#;
    check(
        "receipt draft -> confirm",
        ORDER,
        body,
        expect![[r#"
            move 4 tea supplier -> main worth 10
            fulfil 4 of 7/1 on 2026-03-02
            paid 2.5 for 4 tea
            bought 4 tea@main for 10 worth 10
            arrived after 10 days
            = tea@main 4 on hand, 0 reserved, 4 available
        "#]],
    );
}

#[test]
fn one_delivery_may_serve_two_lines_of_the_order() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "12" }] }"#;
    check(
        "receipt draft -> confirm",
        ORDER,
        body,
        expect![[r#"
            move 10 tea supplier -> main worth 25
            move 2 tea supplier -> main worth 4
            fulfil 10 of 7/1 on 2026-03-02
            paid 2.5 for 10 tea
            bought 10 tea@main for 25 worth 25
            arrived after 10 days
            fulfil 2 of 7/2 on 2026-03-02
            paid 2 for 2 tea
            bought 2 tea@main for 4 worth 4
            arrived after 10 days
            = tea@main 12 on hand, 0 reserved, 12 available
        "#]],
    );
}

#[test]
fn the_rest_completes_the_order() {
    let world = format!("{ORDER}\nfulfilled 7/1 10");
    let body = r#"{ "purchase_order": "7", "warehouse": "shop", "lines": [{ "item": "tea", "quantity": "5", "lot": "L9", "expiry": "2026-12-31" }] }"#;
    check(
        "receipt draft -> confirm",
        &world,
        body,
        expect![[r#"
            move 5 tea supplier -> shop lot L9 worth 10
            fulfil 5 of 7/2 on 2026-03-02
            paid 2 for 5 tea
            bought 5 tea@shop for 10 worth 10
            arrived after 10 days
            complete 7
            = tea@shop 5 on hand, 0 reserved, 5 available
        "#]],
    );
}

#[test]
fn more_than_ordered_is_refused() {
    let body =
        r#"{ "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "16" }] }"#;
    check(
        "receipt draft -> confirm",
        ORDER,
        body,
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
}

/// 3 cases of 7 at 100: a piece is 14.285714, three receipts are 300 all the same.
#[test]
fn parts_of_a_case_add_up_to_its_price() {
    let order = r#"unit oil 箱 7
        source 7 purchase_order confirmed { "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-02-20", "lines": [{ "item": "oil", "unit": "箱", "unit_quantity": "3", "unit_price": "100" }] }"#;
    let part = |quantity: &str| {
        format!(
            r#"{{ "purchase_order": "7", "warehouse": "main", "lines": [{{ "item": "oil", {quantity} }}] }}"#
        )
    };
    check(
        "receipt draft -> confirm",
        order,
        &part(r#""unit": "箱", "unit_quantity": "1""#),
        expect![[r#"
            move 7 oil supplier -> main worth 100
            fulfil 7 of 7/1 on 2026-03-02
            paid 14.285714 for 7 oil
            bought 7 oil@main for 100 worth 100
            arrived after 10 days
            = oil@main 7 on hand, 0 reserved, 7 available
        "#]],
    );
    check(
        "receipt draft -> confirm",
        &format!("{order}\nfulfilled 7/1 7"),
        &part(r#""quantity": "4""#),
        expect![[r#"
            move 4 oil supplier -> main worth 57.1429
            fulfil 4 of 7/1 on 2026-03-02
            paid 14.285714 for 4 oil
            bought 4 oil@main for 57.1429 worth 57.1429
            arrived after 10 days
            = oil@main 4 on hand, 0 reserved, 4 available
        "#]],
    );
    check(
        "receipt draft -> confirm",
        &format!("{order}\nfulfilled 7/1 11"),
        &part(r#""quantity": "10""#),
        expect![[r#"
            move 10 oil supplier -> main worth 142.8571
            fulfil 10 of 7/1 on 2026-03-02
            paid 14.285714 for 10 oil
            bought 10 oil@main for 142.8571 worth 142.8571
            arrived after 10 days
            complete 7
            = oil@main 10 on hand, 0 reserved, 10 available
        "#]],
    );
}

const TOLERANT: &str = r#"source 7 purchase_order confirmed { "supplier": "Wang", "deliver_to": "main", "ordered_on": "2026-02-20", "lines": [{ "item": "tea", "quantity": "100", "price": "2", "over_receipt": "5", "under_receipt": "2" }] }"#;

fn tea(quantity: &str) -> String {
    format!(
        r#"{{ "purchase_order": "7", "warehouse": "main", "lines": [{{ "item": "tea", "quantity": "{quantity}" }}] }}"#
    )
}

#[test]
fn a_little_more_is_taken_and_a_little_less_is_enough() {
    check(
        "receipt draft -> confirm",
        TOLERANT,
        &tea("105"),
        expect![[r#"
            move 105 tea supplier -> main worth 210
            fulfil 105 of 7/1 on 2026-03-02
            paid 2 for 105 tea
            bought 105 tea@main for 210 worth 210
            arrived after 10 days
            complete 7
            = tea@main 105 on hand, 0 reserved, 105 available
        "#]],
    );
    check(
        "receipt draft -> confirm",
        TOLERANT,
        &tea("105.1"),
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
    // What came beyond the order before counts.
    let more = format!("{TOLERANT}\nfulfilled 7/1 103");
    check(
        "receipt draft -> confirm",
        &more,
        &tea("3"),
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
    check(
        "receipt draft -> confirm",
        TOLERANT,
        &tea("98"),
        expect![[r#"
            move 98 tea supplier -> main worth 196
            fulfil 98 of 7/1 on 2026-03-02
            paid 2 for 98 tea
            bought 98 tea@main for 196 worth 196
            arrived after 10 days
            complete 7
            = tea@main 98 on hand, 0 reserved, 98 available
        "#]],
    );
}

#[test]
fn what_is_to_be_inspected_is_held() {
    check(
        "receipt draft -> confirm",
        &format!("{TOLERANT}\nterms tea inspect yes"),
        &tea("40"),
        expect![[r#"
            move 40 tea supplier -> main worth 80
            hold 40 tea@main for quality_check
            fulfil 40 of 7/1 on 2026-03-02
            paid 2 for 40 tea
            bought 40 tea@main for 80 worth 80
            arrived after 10 days
            = tea@main 40 on hand, 0 reserved, 0 available
        "#]],
    );
}

#[test]
fn what_is_to_be_replaced_comes_once_more() {
    let world = format!("{TOLERANT}\nfulfilled 7/1 100\nreplaced 7/1 10");
    check(
        "receipt draft -> confirm",
        &world,
        &tea("10"),
        expect![[r#"
            move 10 tea supplier -> main worth 20
            fulfil 10 of 7/1 on 2026-03-02
            paid 2 for 10 tea
            bought 10 tea@main for 20 worth 20
            arrived after 10 days
            complete 7
            = tea@main 10 on hand, 0 reserved, 10 available
        "#]],
    );
}
