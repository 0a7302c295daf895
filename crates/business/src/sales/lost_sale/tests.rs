use crate::testing::check;
use expect_test::expect;

const TWO_WANTED: &str = r#"{ "warehouse": "main", "day": "2026-03-02", "reason": "walked_away",
    "lines": [{ "item": "tea", "quantity": "2" }, { "item": "cup", "quantity": "1" }] }"#;

#[test]
fn what_was_asked_for_in_vain_is_demand() {
    check(
        "lost_sale draft -> record",
        "stock tea@main 0",
        TWO_WANTED,
        expect![[r#"
        want 2 tea on 2026-03-02
        want 1 cup on 2026-03-02
    "#]],
    );
}

#[test]
fn what_was_noted_by_mistake_is_forgotten() {
    check(
        "lost_sale recorded -> withdraw",
        "stock tea@main 0",
        TWO_WANTED,
        expect![[r#"
        forget the demand of 1
    "#]],
    );
}
