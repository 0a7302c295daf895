//! Codes, barcodes, names, choices, yes and no.

use super::{table, told_of};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::reading::{Column, Expected};
use documents::Label;
use expect_test::expect;

#[test]
fn barcodes() {
    let inputs = [
        "6901234567892",
        "6901234567893",
        "690 1234 567892",
        "'06901234",
        "６９０１２３４５６７８９２",
        "6901234567892.0",
        "6.90123E+12",
        "6.901234567892E+12",
        "1E5",
        "AB-123",
        "",
    ];
    expect![[r#"
        6901234567892 -> 6901234567892
        6901234567893 -> 6901234567893  (check_digit)
        690 1234 567892 -> 6901234567892
        '06901234 -> 06901234  (apostrophe, check_digit)
        ６９０１２３４５６７８９２ -> 6901234567892  (full_width)
        6901234567892.0 -> 6901234567892  (point_zero)
        6.90123E+12 -> ✗ scientific_notation
        6.901234567892E+12 -> 6901234567892  (scientific_notation_read)
        1E5 -> 1E5
        AB-123 -> AB-123
         -> (empty)
    "#]]
    .assert_eq(&table(&inputs, &Expected::Barcode, &Column::default()));
}

#[test]
fn a_number_of_a_workbook_is_a_code_until_excel_lost_its_digits() {
    let code = |text: &str| told_of(&Cell::Number(text.into()), &Expected::Code, &Column::default());
    assert_eq!(code("85048"), "85048  (number_as_code)");
    assert_eq!(code("690123456789201000"), "✗ precision_lost");
    assert_eq!(code("1.5e40"), "✗ scientific_notation");
    let day = Cell::Day("2024-03-05".parse().expect("a day"));
    assert_eq!(told_of(&day, &Expected::Code, &Column::default()), "✗ turned_into_day");
}

#[test]
fn codes_lose_what_nobody_sees() {
    let inputs = ["A\u{200b}-1", "\u{3000}A-1\u{a0}", "Ａ－１", "13085.0", "1.0.0", "'=A1", "A 1", "-"];
    expect![[r#"
        A\u{200b}-1 -> A-1  (invisible_characters)
        \u{3000}A-1\u{a0} -> A-1  (invisible_characters)
        Ａ－１ -> A-1  (full_width)
        13085.0 -> 13085  (point_zero)
        1.0.0 -> 1.0.0
        '=A1 -> =A1  (apostrophe)
        A 1 -> A 1
        - -> -
    "#]]
    .assert_eq(&table(&inputs, &Expected::Code, &Column::default()));
}

#[test]
fn names_keep_their_full_width_signs() {
    let inputs = ["  龙井（特级）\u{a0}", "two  words", "'tis", "'=1+1", "#REF!", "#1 seller"];
    expect![[r#"
          龙井（特级）\u{a0} -> 龙井（特级）  (invisible_characters)
        two  words -> two  words
        'tis -> 'tis
        '=1+1 -> =1+1  (apostrophe)
        #REF! -> ✗ error_value
        #1 seller -> #1 seller
    "#]]
    .assert_eq(&table(&inputs, &Expected::Text, &Column::default()));
}

#[test]
fn yes_and_no() {
    let inputs = ["是", "√", "Y", "TRUE", "1", "否", "×", "n", "0", "", "也许"];
    expect![[r#"
        是 -> true
        √ -> true
        Y -> true
        TRUE -> true
        1 -> true
        否 -> false
        × -> false
        n -> false
        0 -> false
         -> (empty)
        也许 -> ✗ not_yes_no
    "#]]
    .assert_eq(&table(&inputs, &Expected::YesNo, &Column::default()));
}

#[test]
fn choices_by_value_or_label_in_both_languages() {
    let choice = |value: &str, zh, en| (value.to_owned(), Label::new(zh, en));
    let choices = Expected::Choice(vec![choice("main", "主力", "Main"), choice("backup", "备选", "Backup")]);
    let inputs = ["main", "主力", "BACKUP", "备　选", "", "-", "第三"];
    expect![[r#"
        main -> main
        主力 -> main
        BACKUP -> backup
        备\u{3000}选 -> backup  (invisible_characters)
         -> (empty)
        - -> (empty)  (dash_means_empty)
        第三 -> ✗ not_a_choice
    "#]]
    .assert_eq(&table(&inputs, &choices, &Column::default()));
}

#[test]
fn cells_without_a_value_are_refused_whatever_is_expected() {
    for expected in [Expected::Text, Expected::Code, Expected::Amount(2), Expected::Day, Expected::YesNo] {
        let told = |cell| told_of(&cell, &expected, &Column::default());
        assert_eq!(told(Cell::FormulaWithoutValue), "✗ formula_without_value");
        assert_eq!(told(Cell::Error("#REF!".into())), "✗ error_value");
        assert_eq!(told(Cell::Empty), "(empty)");
    }
}
