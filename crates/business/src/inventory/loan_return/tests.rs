use crate::testing::check;
use expect_test::expect;

fn world(customer: &str, more: &str) -> String {
    format!(
        r#"stock tent@main 3 at 100
           stock tent@-7 2 at 100
           source 9 loan lent {{ "borrower": "Chen", {customer} "warehouse": "main", "lent_on": "2026-03-01", "due": "2026-03-09", "lines": [{{ "item": "tent", "quantity": "2" }}] }}
           {more}"#
    )
}

fn body(lines: &str) -> String {
    format!(r#"{{ "loan": "9", "warehouse": "main", "returned_on": "2026-03-02", "lines": [{lines}] }}"#)
}

const ALL: &str = r#"{ "item": "tent", "quantity": "2" }"#;

#[test]
fn what_comes_back_is_for_sale_again() {
    check(
        "loan_return draft -> confirm",
        &world("", ""),
        &body(ALL),
        expect![[r#"
        move 2 tent loan -> main worth 200
        fulfil 2 of 9/1 on 2026-03-02
        complete 9
        = tent@loan 0 on hand, 0 reserved, 0 available
        = tent@main 5 on hand, 0 reserved, 5 available
    "#]],
    );
}

#[test]
fn some_is_broken_and_some_is_bought() {
    let lines = r#"{ "item": "tent", "quantity": "1", "outcome": "scrapped" }, { "item": "tent", "quantity": "1", "outcome": "bought", "price": "150" }"#;
    let customer = r#""customer": "li","#;
    check(
        "loan_return draft -> confirm",
        &world(customer, ""),
        &body(lines),
        expect![[r#"
            move 1 tent loan -> scrap worth 100
            move 1 tent loan -> customer worth 100
            fulfil 1 of 9/1 on 2026-03-02
            fulfil 1 of 9/1 on 2026-03-02
            want 1 tent on 2026-03-02
            sold 1 tent@main for 150 worth 100
            complete 9
            = tent@loan 0 on hand, 0 reserved, 0 available
        "#]],
    );
    check(
        "loan_return draft -> confirm",
        &world("", ""),
        &body(lines),
        expect![[r#"
        refused: no_customer
    "#]],
    );
}

#[test]
fn never_more_than_is_out() {
    check(
        "loan_return draft -> confirm",
        &world("", "fulfilled 9/1 1"),
        &body(ALL),
        expect![[r#"
        refused: more_than_lent
    "#]],
    );
}
