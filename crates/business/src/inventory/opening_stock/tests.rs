use crate::testing::check;
use expect_test::expect;

#[test]
fn the_books_begin_with_what_is_there() {
    let body = r#"{ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10", "unit_cost": "2.5" }, { "item": "oil", "quantity": "0.5" }] }"#;
    check(
        "opening_stock draft -> confirm",
        "",
        body,
        expect![[r#"
        move 10 tea adjustment -> main worth 25
        move 0.5 oil adjustment -> main worth 0
        = tea@main 10 on hand, 0 reserved, 10 available
        = oil@main 0.5 on hand, 0 reserved, 0.5 available
    "#]],
    );
}

#[test]
fn who_counts_need_not_know_what_it_cost() {
    let body = r#"{ "warehouse": "main", "lines": [
        { "item": "tea", "quantity": "10" }, { "item": "oil", "quantity": "2" }, { "item": "cup", "quantity": "3" } ] }"#;
    check(
        "opening_stock draft -> confirm",
        "stock tea@main 4 at 2.5\nterms oil from Wang price 1.2\nterms tea from Wang price 9",
        body,
        expect![[r#"
            move 10 tea adjustment -> main worth 25
            move 2 oil adjustment -> main worth 2.4
            move 3 cup adjustment -> main worth 0
            write unit_cost on line 1
            write unit_cost on line 2
            = tea@main 14 on hand, 0 reserved, 14 available
            = oil@main 2 on hand, 0 reserved, 2 available
            = cup@main 3 on hand, 0 reserved, 3 available
        "#]],
    );
}

#[test]
fn it_may_lie_in_a_bin_of_that_warehouse() {
    let body = r#"{ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10", "unit_cost": "2", "bin": "7" }] }"#;
    for place in ["main", "shop"] {
        check(
            "opening_stock draft -> confirm",
            &format!(r#"source 7 bin active {{ "code": "A-01", "warehouse": "{place}" }}"#),
            body,
            if place == "main" {
                expect![[r#"
                move 10 tea adjustment -> main worth 20
                10 tea to place -> 7
                = tea@main 10 on hand, 0 reserved, 10 available
            "#]]
            } else {
                expect![[r#"
                refused: bin_elsewhere
            "#]]
            },
        );
    }
}
