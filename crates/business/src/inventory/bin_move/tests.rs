use crate::testing::check;
use expect_test::expect;

const WORLD: &str = r#"
    stock tea@main 10 at 2
    source 7 bin active { "code": "A-01", "warehouse": "main" }
    source 8 bin active { "code": "A-02", "warehouse": "shop" }
    source 9 bin archived { "code": "A-03", "warehouse": "main" }"#;

fn body(line: &str) -> String {
    format!(r#"{{ "warehouse": "main", "lines": [{{ "item": "tea", {line} }}] }}"#)
}

#[test]
fn goods_lie_in_a_bin_and_nothing_else_changes() {
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "4", "to_bin": "7""#),
        expect![[r#"
        4 tea to place -> 7
        = tea@main 10 on hand, 0 reserved, 10 available
    "#]],
    );
}

#[test]
fn more_than_there_is_to_place_is_refused() {
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "11", "to_bin": "7""#),
        expect![[r#"
        refused: insufficient_bin
    "#]],
    );
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "1", "from_bin": "7""#),
        expect![[r#"
        refused: insufficient_bin
    "#]],
    );
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "1""#),
        expect![[r#"
        refused: not_moved
    "#]],
    );
}

#[test]
fn a_bin_is_of_the_warehouse_and_in_use() {
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "4", "to_bin": "8""#),
        expect![[r#"
        refused: bin_elsewhere
    "#]],
    );
    check(
        "bin_move draft -> confirm",
        WORLD,
        &body(r#""quantity": "4", "to_bin": "9""#),
        expect![[r#"
        refused: bin_elsewhere
    "#]],
    );
}
