use crate::testing::check;
use expect_test::expect;

const ORDER: &str = r#"source 7 sales_order confirmed { "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "4" }, { "item": "oil", "quantity": "1" }] }"#;

fn world(more: &str) -> String {
    format!(
        "stock tea@main 10 at 2.50\nstock oil@main 1 at 8\nclaim 7/1 tea@main wants 4 holds 4\nclaim 7/2 oil@main wants 1 holds 1\n{ORDER}\n{more}"
    )
}

#[test]
fn promise_and_stock_leave_together() {
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "3" }] }"#;
    check(
        "shipment draft -> confirm",
        &world(""),
        body,
        expect![[r#"
            move 3 tea main -> customer worth 7.5
            claim 7/1 now wants 1 holds 1
            fulfil 3 of 7/1 on 2026-03-02
            sold 3 tea@main for 0 worth 7.5
            = tea@main 7 on hand, 1 reserved, 6 available
        "#]],
    );
}

#[test]
fn the_last_piece_completes_the_order() {
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "4" }, { "item": "oil", "quantity": "1" }] }"#;
    check(
        "shipment draft -> confirm",
        &world(""),
        body,
        expect![[r#"
            move 4 tea main -> customer worth 10
            move 1 oil main -> customer worth 8
            claim 7/1 closed
            claim 7/2 closed
            fulfil 4 of 7/1 on 2026-03-02
            sold 4 tea@main for 0 worth 10
            fulfil 1 of 7/2 on 2026-03-02
            sold 1 oil@main for 0 worth 8
            complete 7
            = tea@main 6 on hand, 0 reserved, 6 available
            = oil@main 0 on hand, 0 reserved, 0 available
        "#]],
    );
}

#[test]
fn more_than_ordered_or_something_else_is_refused() {
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "5" }] }"#;
    check(
        "shipment draft -> confirm",
        &world(""),
        body,
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "2" }] }"#;
    check(
        "shipment draft -> confirm",
        &world("fulfilled 7/1 3"),
        body,
        expect![[r#"
        refused: more_than_ordered
    "#]],
    );
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "salt", "quantity": "1" }] }"#;
    check(
        "shipment draft -> confirm",
        &world(""),
        body,
        expect![[r#"
        refused: not_ordered
    "#]],
    );
}

#[test]
fn lots_that_expire_first_leave_first() {
    let lots = "lot tea@main B 6 until 2026-04-01\nlot tea@main A 4 until 2026-09-01";
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "4" }] }"#;
    check(
        "shipment draft -> confirm",
        &world(lots),
        body,
        expect![[r#"
            move 4 tea main -> customer lot B worth 10
            claim 7/1 closed
            fulfil 4 of 7/1 on 2026-03-02
            sold 4 tea@main for 0 worth 10
            = tea@main 6 on hand, 0 reserved, 6 available
        "#]],
    );
}

#[test]
fn a_closed_order_ships_nothing() {
    let world = world("").replace("sales_order confirmed", "sales_order closed");
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "1" }] }"#;
    check(
        "shipment draft -> confirm",
        &world,
        body,
        expect![[r#"
        refused: source_not_open
    "#]],
    );
}

const SPLIT: &str = r#"source 7 sales_order confirmed { "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "4" }, { "item": "tea", "quantity": "2", "ship_from": "east" }] }"#;

fn split_world() -> String {
    format!(
        "stock tea@main 10 at 2.50\nstock tea@east 2 at 2.50\nclaim 7/1 tea@main wants 4 holds 4\nclaim 7/2 tea@east wants 2 holds 2\n{SPLIT}"
    )
}

#[test]
fn each_line_leaves_from_its_own_warehouse() {
    let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "6" }] }"#;
    check(
        "shipment draft -> confirm",
        &split_world(),
        body,
        expect![[r#"
            move 4 tea main -> customer worth 10
            move 2 tea east -> customer worth 5
            claim 7/1 closed
            claim 7/2 closed
            fulfil 4 of 7/1 on 2026-03-02
            sold 4 tea@main for 0 worth 10
            fulfil 2 of 7/2 on 2026-03-02
            sold 2 tea@east for 0 worth 5
            complete 7
            = tea@main 6 on hand, 0 reserved, 6 available
            = tea@east 0 on hand, 0 reserved, 0 available
        "#]],
    );
}

#[test]
fn a_shipment_of_one_warehouse_leaves_the_others_lines() {
    let body =
        r#"{ "sales_order": "7", "warehouse": "east", "lines": [{ "item": "tea", "quantity": "2" }] }"#;
    check(
        "shipment draft -> confirm",
        &split_world(),
        body,
        expect![[r#"
            move 2 tea east -> customer worth 5
            claim 7/2 closed
            fulfil 2 of 7/2 on 2026-03-02
            sold 2 tea@east for 0 worth 5
            = tea@east 0 on hand, 0 reserved, 0 available
        "#]],
    );
    let too_much = body.replace("\"2\"", "\"3\"");
    check(
        "shipment draft -> confirm",
        &split_world(),
        &too_much,
        expect![[r#"
            refused: more_than_ordered
        "#]],
    );
}

#[test]
fn what_parts_are_charged_adds_up_to_the_line() {
    let order = r#"source 7 sales_order confirmed { "customer": "Li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "3", "price": "3.333333" }] }"#;
    let ship = |world: &str, want| {
        let world =
            format!("stock tea@main 10 at 2.50\nclaim 7/1 tea@main wants 3 holds 3\n{order}\n{world}");
        let body = r#"{ "sales_order": "7", "lines": [{ "item": "tea", "quantity": "1" }, { "item": "tea", "quantity": "1" }] }"#;
        check("shipment draft -> confirm", &world, body, want);
    };
    ship(
        "",
        expect![[r#"
        move 1 tea main -> customer worth 2.5
        move 1 tea main -> customer worth 2.5
        claim 7/1 now wants 1 holds 1
        fulfil 1 of 7/1 on 2026-03-02
        sold 1 tea@main for 3.3333 worth 2.5
        fulfil 1 of 7/1 on 2026-03-02
        sold 1 tea@main for 3.3334 worth 2.5
        = tea@main 8 on hand, 1 reserved, 7 available
    "#]],
    );
    ship(
        "fulfilled 7/1 1",
        expect![[r#"
        move 1 tea main -> customer worth 2.5
        move 1 tea main -> customer worth 2.5
        claim 7/1 now wants 1 holds 1
        fulfil 1 of 7/1 on 2026-03-02
        sold 1 tea@main for 3.3334 worth 2.5
        fulfil 1 of 7/1 on 2026-03-02
        sold 1 tea@main for 3.3333 worth 2.5
        complete 7
        = tea@main 8 on hand, 1 reserved, 7 available
    "#]],
    );
}
