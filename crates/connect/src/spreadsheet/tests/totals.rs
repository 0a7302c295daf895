//! Rows that are no data.

use super::{opened, rows_of, sample};
use crate::spreadsheet::header::Header;
use crate::spreadsheet::mapping::is_known_name;
use crate::spreadsheet::reading::Column;
use crate::spreadsheet::totals::Skips;
use expect_test::{Expect, expect};

fn check(csv: &str, amounts: &[usize], expected: Expect) {
    let header = Header::find(&sample(csv), |it| is_known_name(it, &[]));
    let amounts: Vec<(usize, Column)> = amounts.iter().map(|it| (*it, Column::default())).collect();
    let mut skips = Skips::new(&header, &amounts);
    let mut text = String::new();
    for row in rows_of(&opened(csv.as_bytes()), None).iter().filter(|it| it.number > header.last_row) {
        let verdict = skips.judge(row).map_or("data", |it| it.code());
        text.push_str(&format!("{} {verdict}\n", row.number));
    }
    expected.assert_eq(&text);
}

#[test]
fn totals_footers_blanks_and_repeated_headers() {
    check(
        "货号,品名,数量,金额\nA1,茶,3,30\n小计,,3,30\n,,,\n货号,品名,数量,金额\nA2,茶叶,5,50\n,合 计：,8,80\n总计(2行),,8,80\n制表人：张三,,审核：,\n第1页 共1页,,,\n",
        &[2, 3],
        expect![[r#"
            2 data
            3 totals_rows
            4 blank_rows
            5 repeated_headers
            6 data
            7 totals_rows
            8 totals_rows
            9 footer_rows
            10 footer_rows
        "#]],
    );
}

#[test]
fn a_row_with_only_the_sums_is_a_totals_row() {
    check(
        "code,qty,amount\nA1,\"1,000\",30.5\nA2,5,50\n,1005,80.5\n",
        &[1, 2],
        expect![[r#"
            2 data
            3 data
            4 totals_rows
        "#]],
    );
}

#[test]
fn a_row_without_a_code_that_sums_to_nothing_stays_data() {
    check(
        "code,qty\nA1,3\nA2,5\n,9\nTotal Wine,1\n",
        &[1],
        expect![[r#"
            2 data
            3 data
            4 data
            5 data
        "#]],
    );
}
