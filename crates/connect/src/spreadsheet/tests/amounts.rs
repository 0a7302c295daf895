//! Numbers as people write them.

use super::{table, told, told_of};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::reading::{Column, Expected};
use expect_test::expect;

#[test]
fn amounts() {
    let inputs = [
        "12",
        "-12.50",
        "007",
        ".5",
        "5.",
        "1,234.5",
        "1,234,567",
        "１，２３４．５",
        "￥12.00",
        "¥1,200",
        "$3",
        "12.5元",
        "RMB 8",
        "人民币8元",
        "1.2万",
        "3千",
        "2亿",
        "1.2万元",
        "12-",
        "(12.50)",
        "（3）",
        "−4",
        "－4",
        "+5",
        "1 234,5",
        "1'234.50",
        "12,34,567",
        "1.234.567",
        "6.9E+3",
        "1.5e-2",
        "'12",
        "\u{a0}12\u{200b}",
        "-",
        "无",
        "N/A",
        "null",
        "",
        "12,5",
        "1,23",
        "12%",
        "12箱",
        "3 pcs",
        "2千克",
        "abc",
        "1-2",
        "--5",
        "12.3.4",
        "#REF!",
        "1.23456789",
        "99999999999999999999",
        "12元/箱",
        "二十",
    ];
    expect![[r#"
        12 -> 12
        -12.50 -> -12.5
        007 -> 7
        .5 -> 0.5
        5. -> 5
        1,234.5 -> 1234.5  (thousands_separator)
        1,234,567 -> 1234567  (thousands_separator)
        １，２３４．５ -> 1234.5  (full_width, thousands_separator)
        ￥12.00 -> 12  (currency_sign)
        ¥1,200 -> 1200  (thousands_separator, currency_sign)
        $3 -> 3  (currency_sign)
        12.5元 -> 12.5  (currency_sign)
        RMB 8 -> 8  (currency_sign)
        人民币8元 -> 8  (currency_sign)
        1.2万 -> 12000  (ten_thousand)
        3千 -> 3000  (ten_thousand)
        2亿 -> 200000000  (ten_thousand)
        1.2万元 -> 12000  (currency_sign, ten_thousand)
        12- -> -12  (trailing_minus)
        (12.50) -> -12.5  (parentheses)
        （3） -> -3  (parentheses)
        −4 -> -4
        －4 -> -4
        +5 -> 5
        1 234,5 -> ✗ decimal_comma
        1'234.50 -> 1234.5  (thousands_separator)
        12,34,567 -> 1234567  (thousands_separator)
        1.234.567 -> 1234567  (thousands_separator)
        6.9E+3 -> 6900  (scientific_notation_read)
        1.5e-2 -> 0.015  (scientific_notation_read)
        '12 -> 12  (apostrophe)
        \u{a0}12\u{200b} -> 12  (invisible_characters)
        - -> (empty)  (dash_means_empty)
        无 -> (empty)  (dash_means_empty)
        N/A -> (empty)  (dash_means_empty)
        null -> (empty)  (dash_means_empty)
         -> (empty)
        12,5 -> ✗ decimal_comma
        1,23 -> ✗ decimal_comma
        12% -> ✗ percent_here
        12箱 -> ✗ unit_in_amount
        3 pcs -> ✗ unit_in_amount
        2千克 -> ✗ unit_in_amount
        abc -> ✗ not_a_number
        1-2 -> ✗ not_a_number
        --5 -> ✗ not_a_number
        12.3.4 -> ✗ not_a_number
        #REF! -> ✗ error_value
        1.23456789 -> 1.234568  (rounded)
        99999999999999999999 -> ✗ out_of_range
        12元/箱 -> ✗ unit_in_amount
        二十 -> ✗ not_a_number
    "#]]
    .assert_eq(&table(&inputs, &Expected::Amount(6), &Column::default()));
}

#[test]
fn quantities_split_off_their_unit() {
    let inputs = ["12箱", "12 箱", "3 PCS", "2.5kg", "1,200个", "12", "12.", "箱12", "24 - 12 oz bottles"];
    expect![[r#"
        12箱 -> 12 箱  (unit_split)
        12 箱 -> 12 箱  (unit_split)
        3 PCS -> 3 PCS  (unit_split)
        2.5kg -> 2.5 kg  (unit_split)
        1,200个 -> 1200 个  (thousands_separator, unit_split)
        12 -> 12
        12. -> 12
        箱12 -> ✗ not_a_number
        24 - 12 oz bottles -> ✗ not_a_number
    "#]]
    .assert_eq(&table(&inputs, &Expected::Quantity, &Column::default()));
}

#[test]
fn percents_are_read_with_and_without_the_sign_and_as_fractions() {
    let plain = Column::default();
    assert_eq!(told("12.5%", &Expected::Percent, &plain), "12.5  (percent_sign)");
    assert_eq!(told("12", &Expected::Percent, &plain), "12");
    let cells = ["0.6", "0.4", "1"].map(|it| Cell::Number(it.into()));
    let column = Column::learn(&Expected::Percent, cells.iter());
    assert_eq!(told_of(&cells[0], &Expected::Percent, &column), "60  (percent_fraction)");
    let whole = ["1", "0"].map(|it| Cell::Number(it.into()));
    assert!(!Column::learn(&Expected::Percent, whole.iter()).percent_as_fraction);
}

#[test]
fn a_comma_is_a_decimal_mark_when_the_whole_column_says_so() {
    let learn = |texts: &[&str]| {
        let cells: Vec<Cell> = texts.iter().map(|it| Cell::text(it)).collect();
        Column::learn(&Expected::Amount(6), cells.iter())
    };
    let european = learn(&["12,50", "1.234,00", "3,999"]);
    assert!(european.decimal_comma);
    expect![[r#"
        12,50 -> 12.5
        1.234,00 -> 1234  (thousands_separator)
        3,999 -> 3.999
        1.234 -> 1234  (thousands_separator)
    "#]]
    .assert_eq(&table(&["12,50", "1.234,00", "3,999", "1.234"], &Expected::Amount(6), &european));
    assert!(!learn(&["1,234", "2,345.50"]).decimal_comma);
    let mixed = learn(&["12,50", "12.50"]);
    assert_eq!(told("12,50", &Expected::Amount(6), &mixed), "✗ decimal_comma");
}

#[test]
fn numbers_of_a_workbook_are_exact_or_rounded_with_a_note() {
    let number = |text: &str| told_of(&Cell::Number(text.into()), &Expected::Amount(4), &Column::default());
    assert_eq!(number("9.8"), "9.8");
    assert_eq!(number("9.80000019"), "9.8  (rounded)");
    assert_eq!(number("1e300"), "✗ out_of_range");
}
