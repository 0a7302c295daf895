//! Headers below titles, in two levels, or absent.

use super::sample;
use crate::spreadsheet::header::{Header, letters};
use crate::spreadsheet::mapping::is_known_name;
use expect_test::{Expect, expect};

fn check(csv: &str, expected: Expect) {
    let sample = sample(csv);
    let header = Header::find(&sample, |it| is_known_name(it, &[]));
    expected.assert_eq(&format!(
        "rows {}–{}: {}",
        header.first_row,
        header.last_row,
        header.names.join(" | ")
    ));
}

#[test]
fn the_first_row() {
    check("货号,品名,数量\nA1,茶,3\n", expect!["rows 1–1: 货号 | 品名 | 数量"]);
}

#[test]
fn below_titles_and_remarks() {
    check(
        "2024年3月销售明细表,,,\n单位：杭州茶庄,,制表日期：2024-03-31,\n,,,\n*货号,品名(必填),数量,单价\nA1,茶,3,4.5\nA2,茶叶,5,6\n",
        expect!["rows 4–4: 货号 | 品名(必填) | 数量 | 单价"],
    );
}

#[test]
fn two_levels_are_joined() {
    check(
        "商品,,单价,,数量\n编码,名称,含税,未税,\nA1,茶,11.3,10,5\nA2,茶叶,22.6,20,3\n",
        expect!["rows 1–2: 商品/编码 | 商品/名称 | 单价/含税 | 单价/未税 | 数量"],
    );
    check(
        "编码,名称,一月,,二月,\n,,数量,金额,数量,金额\nA1,茶,1,10,5,50\nA2,茶叶,2,20,3,30\n",
        expect!["rows 2–2:  |  | 数量 | 金额 | 数量 | 金额"],
    );
}

#[test]
fn a_blank_header_cell_is_no_second_level() {
    check("货号,品名,,备注\nA1,茶,红,甲\nA2,茶叶,绿,乙\n", expect!["rows 1–1: 货号 | 品名 |  | 备注"]);
}

#[test]
fn unknown_names_are_a_header_when_they_are_no_data() {
    check("foo,bar,baz\n1,2,3\n4,5,6\n", expect!["rows 1–1: foo | bar | baz"]);
}

#[test]
fn data_from_the_first_row_has_no_header() {
    check("A1,12,2024-03-05\nA2,3,2024-03-06\n", expect!["rows 0–0:  |  | "]);
}

#[test]
fn the_user_points_at_another_row() {
    let sample = sample("报表,表\n货号,数量\nA1,3\n");
    assert_eq!(Header::at(&sample, 2).names, ["货号", "数量"]);
    assert_eq!(Header::at(&sample, 0).last_row, 0);
}

#[test]
fn columns_have_letters() {
    assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
}
