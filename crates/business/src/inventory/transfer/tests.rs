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
