use crate::testing::check;
use expect_test::expect;

const BODY: &str = r#"{ "from": "main", "to": "shop", "lines": [{ "item": "tea", "quantity": "4" }] }"#;

#[test]
fn stock_is_on_its_way_until_it_arrives() {
    check("transfer draft -> confirm", "stock tea@main 10 at 2.50", BODY, expect![[]]);
    let on_the_way = "stock tea@main 6 at 2.50\nstock tea@-6 4 at 2.50";
    check("transfer confirmed -> receive", on_the_way, BODY, expect![[]]);
}

#[test]
fn what_is_promised_stays() {
    let world = "stock tea@main 10 at 2.50\nclaim 9/1 tea@main wants 8 holds 8";
    check("transfer draft -> confirm", world, BODY, expect![[]]);
}
