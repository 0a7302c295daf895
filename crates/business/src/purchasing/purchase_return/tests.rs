use crate::testing::check;
use expect_test::expect;

const WORLD: &str = r#"stock tea@main 20 at 3
source 7 purchase_order done { "supplier": "Wang", "deliver_to": "main", "lines": [{ "item": "tea", "quantity": "10", "price": "2" }] }
source 5 receipt confirmed { "purchase_order": "7", "warehouse": "main", "lines": [{ "item": "tea", "quantity": "10", "source_line": "1" }] }
source 6 inspection confirmed { "receipt": "5", "lines": [{ "item": "tea", "quantity": "10", "rejected": "3", "reason": "受潮", "disposal": "return", "source_line": "1" }] }
fulfilled 7/1 10
left 10 tea worth 20"#;

fn body(quantity: &str, more: &str) -> String {
    format!(
        r#"{{ "purchase_order": "7", "receipt": "5", "warehouse": "main", {more}
            "lines": [{{ "item": "tea", "quantity": "{quantity}", "inspection_line": "1" }}] }}"#
    )
}

#[test]
fn goods_go_back_at_what_they_came_in_for() {
    check(
        "purchase_return draft -> confirm",
        WORLD,
        &body("4", ""),
        expect![[r#"
            move 4 tea main -> supplier worth 8
            take back 4 of 7/1 on 2026-03-02
            bought -4 tea@main for -8 worth -8
            = tea@main 16 on hand, 0 reserved, 16 available
        "#]],
    );
}

#[test]
fn no_more_goes_back_than_came_and_is_not_back() {
    check(
        "purchase_return draft -> confirm",
        WORLD,
        &body("11", ""),
        expect![[r#"
        refused: more_than_received
    "#]],
    );
    let once = format!("{WORLD}\nreturned 7/1 8");
    check(
        "purchase_return draft -> confirm",
        &once,
        &body("3", ""),
        expect![[r#"
        refused: more_than_received
    "#]],
    );
}

#[test]
fn what_is_to_be_replaced_opens_the_order_again() {
    check(
        "purchase_return draft -> confirm",
        WORLD,
        &body("4", r#""replacement": true,"#),
        expect![[r#"
            move 4 tea main -> supplier worth 8
            take back 4 of 7/1 on 2026-03-02
            replace 4 of 7/1 on 2026-03-02
            bought -4 tea@main for -8 worth -8
            reopen 7
            = tea@main 16 on hand, 0 reserved, 16 available
        "#]],
    );
    let open = WORLD.replace("purchase_order done", "purchase_order confirmed");
    check(
        "purchase_return draft -> confirm",
        &open,
        &body("4", r#""replacement": true,"#),
        expect![[r#"
            move 4 tea main -> supplier worth 8
            take back 4 of 7/1 on 2026-03-02
            replace 4 of 7/1 on 2026-03-02
            bought -4 tea@main for -8 worth -8
            expect nothing more of 7
            expect 14 tea@main on 2026-03-09 for 7/1
            = tea@main 16 on hand, 0 reserved, 16 available
        "#]],
    );
    let closed = WORLD.replace("purchase_order done", "purchase_order closed");
    check(
        "purchase_return draft -> confirm",
        &closed,
        &body("4", r#""replacement": true,"#),
        expect![[r#"
        refused: source_not_open
    "#]],
    );
}

#[test]
fn what_an_inspection_rejected_goes_back_from_its_hold() {
    let held = format!("{WORLD}\nhold 6/1 tea@main 3");
    check(
        "purchase_return draft -> confirm",
        &held,
        &body("3", r#""inspection": "6","#),
        expect![[r#"
            move 3 tea main -> supplier worth 6
            a hold ends
            take back 3 of 7/1 on 2026-03-02
            bought -3 tea@main for -6 worth -6
            = tea@main 17 on hand, 0 reserved, 17 available
        "#]],
    );
    // Some of it: the rest waits in its hold.
    check(
        "purchase_return draft -> confirm",
        &held,
        &body("2", r#""inspection": "6","#),
        expect![[r#"
            move 2 tea main -> supplier worth 4
            a hold keeps 1
            take back 2 of 7/1 on 2026-03-02
            bought -2 tea@main for -4 worth -4
            = tea@main 18 on hand, 0 reserved, 17 available
        "#]],
    );
    check(
        "purchase_return draft -> confirm",
        &held,
        &body("4", r#""inspection": "6","#),
        expect![[r#"
        refused: not_held
    "#]],
    );
}
