//! 2 箱 of 12 are 24 个, on every line of every document.

use super::{context, json};
use crate::{DocumentType, Links, Record};
use values::{DocumentId, Units};

const ORDER: &str = r#"
name = "order"
label = { zh = "订单", en = "Order" }
area = "sales"

[[field]]
name = "lines"
label = { zh = "明细", en = "Lines" }
kind = "rows"
required = true
column = [
    { name = "item", label = { zh = "商品", en = "Item" }, kind = "link:item", required = true },
    { name = "unit", label = { zh = "单位", en = "Unit" }, kind = "text" },
    { name = "unit_quantity", label = { zh = "单位数量", en = "In the unit" }, kind = "quantity" },
    { name = "quantity", label = { zh = "数量", en = "Quantity" }, kind = "quantity", required = true },
    { name = "unit_price", label = { zh = "单位价", en = "Per unit" }, kind = "unit_price" },
    { name = "price", label = { zh = "单价", en = "Price" }, kind = "unit_price" },
    { name = "amount", label = { zh = "金额", en = "Amount" }, kind = "money", formula = "ROUND(COALESCE([unit_quantity], [quantity]) * COALESCE([unit_price], [price]), 2)" },
]
"#;

fn links() -> Links {
    let mut links = Links::new();
    let amount = |it: &str| it.parse().expect("a quantity");
    for (item, id, others) in
        [("tea", 11, vec![("箱", "12"), ("斤", "0.3")]), ("oil", 12, vec![("箱", "7"), ("托", "0.000003")])]
    {
        links.add("item", item, DocumentId(id));
        let with =
            |units: Units, (name, factor): (&str, &str)| units.with(name, amount(factor)).expect("positive");
        links.add_units(DocumentId(id), others.into_iter().fold(Units::new("个"), with));
    }
    links
}

fn parsed(line: &str, base: Option<&Record>) -> Result<Record, String> {
    let order = DocumentType::from_toml(ORDER).unwrap_or_else(|problems| panic!("{problems:?}"));
    let fields = json(&format!(r#"{{ "lines": [{line}] }}"#));
    let problems =
        |it: Vec<crate::Problem>| it.iter().map(|it| format!("{} {}", it.path, it.code)).collect::<Vec<_>>();
    order.parse(&fields, &links(), base, &context()).map_err(|it| problems(it).join(", "))
}

/// `2 箱 at 30 = 24 at 2.5, 60`, or what is wrong.
fn told(line: &str, base: Option<&Record>) -> String {
    match parsed(line, base) {
        Err(problems) => problems,
        Ok(record) => {
            let line = &record.rows("lines")[0].record;
            let price = |name: &str| line.unit_price(name).map_or(String::new(), |it| format!(" at {it}"));
            let unit = line.text("unit").map_or(String::new(), |unit| {
                let counted = line.quantity("unit_quantity").unwrap_or_default();
                format!("{counted} {unit}{} = ", price("unit_price"))
            });
            let amount = line.money("amount").map_or(String::new(), |it| format!(", {it}"));
            format!("{unit}{}{}{amount}", line.quantity("quantity").unwrap_or_default(), price("price"))
        }
    }
}

#[test]
fn figures_by_the_unit_give_those_of_the_stock_unit() {
    let new = |line: &str| told(line, None);
    assert_eq!(
        new(r#"{"item": "tea", "unit": "箱", "unit_quantity": "2", "unit_price": "30"}"#),
        "2 箱 at 30 = 24 at 2.5, 60"
    );
    // The stock unit's price is rounded, the amount is not.
    assert_eq!(
        new(r#"{"item": "oil", "unit": "箱", "unit_quantity": "3", "unit_price": "100"}"#),
        "3 箱 at 100 = 21 at 14.285714, 300"
    );
    assert_eq!(
        new(r#"{"item": "tea", "unit": "箱", "unit_quantity": "2", "price": "2.5"}"#),
        "2 箱 at 30 = 24 at 2.5, 60"
    );
    assert_eq!(new(r#"{"item": "tea", "unit": "箱", "unit_quantity": "2", "quantity": "24"}"#), "2 箱 = 24");
    assert_eq!(new(r#"{"item": "tea", "unit": "斤", "unit_quantity": "0.5"}"#), "0.5 斤 = 0.15");
}

#[test]
fn in_the_stock_unit_nothing_is_said_twice() {
    let new = |line: &str| told(line, None);
    assert_eq!(new(r#"{"item": "tea", "quantity": "5", "price": "2"}"#), "5 at 2, 10");
    assert_eq!(
        new(r#"{"item": "tea", "unit": "个", "unit_quantity": "5", "unit_price": "2"}"#),
        "5 at 2, 10"
    );
    assert_eq!(new(r#"{"item": "tea", "unit": "个", "quantity": "5"}"#), "5");
}

#[test]
fn what_does_not_fit_is_refused() {
    let new = |line: &str| told(line, None);
    assert_eq!(
        new(r#"{"item": "tea", "unit": "托", "unit_quantity": "1"}"#),
        "lines[0].unit unknown_unit, lines[0].quantity required"
    );
    assert_eq!(
        new(r#"{"item": "oil", "unit": "托", "unit_quantity": "0.5"}"#),
        "lines[0].unit_quantity unit_not_exact, lines[0].quantity required"
    );
    // Is it 24 cases, or 24 pieces in cases? Nobody guesses.
    assert_eq!(new(r#"{"item": "tea", "unit": "箱", "quantity": "24"}"#), "lines[0].unit_quantity required");
    assert_eq!(
        new(r#"{"item": "tea", "unit": "箱", "unit_quantity": "2", "quantity": "25"}"#),
        "lines[0].quantity units_disagree"
    );
}

#[test]
fn a_change_of_one_side_changes_the_other() {
    let base = parsed(r#"{"item": "tea", "unit": "箱", "unit_quantity": "2", "unit_price": "30"}"#, None);
    let base = base.expect("a correct line");
    let change = |line: &str| told(line, Some(&base));
    assert_eq!(change(r#"{"line": 1}"#), "2 箱 at 30 = 24 at 2.5, 60");
    assert_eq!(change(r#"{"line": 1, "unit_quantity": "3"}"#), "3 箱 at 30 = 36 at 2.5, 90");
    assert_eq!(change(r#"{"line": 1, "quantity": "48"}"#), "4 箱 at 30 = 48 at 2.5, 120");
    assert_eq!(
        change(r#"{"line": 1, "unit_quantity": "2", "quantity": null}"#),
        "2 箱 at 30 = 24 at 2.5, 60"
    );
    assert_eq!(change(r#"{"line": 1, "price": null}"#), "2 箱 at 30 = 24 at 2.5, 60");
    // 25 is no number of cases: the line is by the piece then.
    assert_eq!(change(r#"{"line": 1, "quantity": "30"}"#), "2.5 箱 at 30 = 30 at 2.5, 75");
    assert_eq!(change(r#"{"line": 1, "quantity": "25"}"#), "25 at 2.5, 62.5");
    assert_eq!(change(r#"{"line": 1, "unit_price": "36"}"#), "2 箱 at 36 = 24 at 3, 72");
    assert_eq!(change(r#"{"line": 1, "price": "3"}"#), "2 箱 at 36 = 24 at 3, 72");
    assert_eq!(change(r#"{"line": 1, "unit": "斤"}"#), "2 斤 at 0.75 = 0.6 at 2.5, 1.5");
    assert_eq!(change(r#"{"line": 1, "unit": null}"#), "24 at 2.5, 60");
    assert_eq!(change(r#"{"line": 1, "unit_price": null}"#), "2 箱 = 24");
    assert_eq!(change(r#"{"line": 1, "item": "oil"}"#), "2 箱 at 30 = 14 at 4.285714, 60");
}
