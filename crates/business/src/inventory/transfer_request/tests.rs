use crate::testing::check;
use expect_test::expect;

#[test]
fn asking_moves_nothing() {
    let body = r#"{ "from": "main", "to": "shop", "lines": [{ "item": "tea", "quantity": "4" }] }"#;
    check(
        "transfer_request draft -> submit",
        "stock tea@main 10 at 2",
        body,
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "transfer_request submitted -> approve",
        "stock tea@main 10 at 2",
        body,
        expect![[r#"
        nothing
    "#]],
    );
}
