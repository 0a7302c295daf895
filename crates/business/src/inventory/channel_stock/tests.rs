use crate::testing::check;
use expect_test::expect;

const KEEP_4: &str = r#"{ "warehouse": "main", "lines": [
    { "item": "tea", "channel": "vip", "protected": "4" },
    { "item": "tea", "channel": "web", "share_percent": "30", "buffer": "1" }] }"#;

#[test]
fn a_rule_counts_from_now_on_and_takes_nothing_back() {
    check(
        "channel_stock draft -> apply",
        "stock tea@main 10\nclaim 7/1 tea@main wants 9 holds 9",
        KEEP_4,
        expect![[r#"
            rule tea@main vip protects 4 buffer 0
            rule tea@main web protects 0 share 30 buffer 1
            = tea@main 10 on hand, 9 reserved, 1 available
        "#]],
    );
}

#[test]
fn an_order_gets_what_is_not_kept_for_another_channel() {
    let world = "stock tea@main 10\nrule 9 tea@main vip protects 4";
    let order = |channel: &str| {
        format!(
            r#"{{ "customer": "Li", "ship_from": "main", "channel": "{channel}", "partial_allowed": true,
                 "lines": [{{ "item": "tea", "quantity": "8" }}] }}"#
        )
    };
    check(
        "sales_order draft -> confirm",
        world,
        &order("web"),
        expect![[r#"
            claim 1/1 wants 8 holds 6
            want 8 tea on 2026-03-02
            = tea@main 10 on hand, 6 reserved, 4 available
        "#]],
    );
    check(
        "sales_order draft -> confirm",
        world,
        &order("vip"),
        expect![[r#"
            claim 1/1 wants 8 holds 8
            rule tea@main vip protects 4 buffer 0
            want 8 tea on 2026-03-02
            = tea@main 10 on hand, 8 reserved, 2 available
        "#]],
    );
}

#[test]
fn only_the_papers_own_rules_are_withdrawn() {
    let world = "stock tea@main 10\nrule 1 tea@main vip protects 4\nrule 9 tea@main web protects 2";
    check(
        "channel_stock active -> withdraw",
        world,
        KEEP_4,
        expect![[r#"
            no rule tea@main vip
            = tea@main 10 on hand, 0 reserved, 10 available
        "#]],
    );
}
