use crate::testing::{check, check_change};
use expect_test::expect;

const LIST: &str = r#"{ "name": "VIP", "level": "vip", "lines": [
    { "item": "tea", "price": "22" }, { "item": "tea", "from": "100", "price": "20.5", "floor": "19" },
    { "category": "cups", "percent": "85" }] }"#;

#[test]
fn its_lines_become_rules_and_go_with_it() {
    check(
        "price_list draft -> apply",
        "",
        LIST,
        expect![[r#"
            prices 3
        "#]],
    );
    check(
        "price_list active -> withdraw",
        "",
        LIST,
        expect![[r#"
            prices 0
        "#]],
    );
}

#[test]
fn a_list_in_force_may_change() {
    check_change(
        "price_list active",
        "",
        LIST,
        r#"{ "lines": [{ "line": 1, "price": "23" }] }"#,
        expect![[r#"
            prices 1
        "#]],
    );
}
