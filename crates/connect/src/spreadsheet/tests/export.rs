//! Files that leave the house.

use super::{opened, rows_of, shown, visible};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::export::{Format, Heading, Out, Table};
use expect_test::expect;
use std::io::Cursor;

pub(super) fn written(format: Format, headings: &[&str], rows: &[Vec<Out>]) -> Vec<u8> {
    let headings: Vec<Heading> = headings.iter().map(|it| Heading::text(it)).collect();
    let mut table =
        Table::start(format, Cursor::new(Vec::new()), "商品/清单", &headings).expect("a table starts");
    rows.iter().for_each(|it| table.row(it).expect("a row is written"));
    table.finish().expect("a table ends").into_inner()
}

fn dangerous() -> Vec<Vec<Out>> {
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "-12.5", "'=x", "'5", "'tis", "正常"]
        .iter()
        .map(|it| vec![Out::Text((*it).into()), Out::Number("-12.5".into())])
        .collect()
}

#[test]
fn csv_has_the_mark_of_excel_and_runs_nothing() {
    let bytes = written(Format::Csv, &["名称", "数量"], &dangerous());
    expect![[r#"
        \u{feff}名称,数量
        '=1+1,-12.5
        '+cmd|' /C calc'!A0,-12.5
        '-2+3,-12.5
        '@SUM(A1),-12.5
        '\u{9}x,-12.5
        -12.5,-12.5
        ''=x,-12.5
        ''5,-12.5
        'tis,-12.5
        正常,-12.5
    "#]]
    .assert_eq(&visible(&String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")));
}

#[test]
fn in_a_workbook_text_is_text_and_numbers_are_numbers() {
    let day = "2024-03-05".parse().expect("a day");
    let rows = vec![
        vec![Out::Text("=1+1".into()), Out::Number("12.5".into()), Out::Day(day), Out::YesNo(true)],
        vec![
            Out::Text("6901234567892".into()),
            Out::Number("123456789012345.678".into()),
            Out::DateTime(day, 37_800),
            Out::Empty,
        ],
    ];
    let bytes = written(Format::Xlsx, &["a", "b", "c", "d"], &rows);
    let read = rows_of(&opened(&bytes), None);
    assert_eq!(
        read[1].cells,
        [Cell::Text("=1+1".into()), Cell::Number("12.5".into()), Cell::Day(day), Cell::YesNo(true)]
    );
    assert_eq!(
        read[2].cells,
        [
            Cell::Text("6901234567892".into()),
            Cell::Text("123456789012345.678".into()),
            Cell::DateTime(day, 37_800)
        ]
    );
    expect!["1 |a|b|c|d|\n"].assert_eq(&shown(&read[..1]));
}

#[test]
fn formats_go_by_their_names() {
    assert_eq!(Format::named("xlsx"), Some(Format::Xlsx));
    assert_eq!(Format::named("exe"), None);
}
