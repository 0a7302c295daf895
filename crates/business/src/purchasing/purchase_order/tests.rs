use crate::testing::check;
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
