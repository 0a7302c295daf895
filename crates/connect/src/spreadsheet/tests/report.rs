//! Counting dirt and handing the bad rows back.

use super::{rows_of, shown, visible};
use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::report::{BadRows, RowProblem, Tallies, as_workbook};
use crate::spreadsheet::source::Source;
use documents::Label;
use expect_test::expect;

#[test]
fn dirt_is_counted_with_examples() {
    let mut tallies = Tallies::default();
    let mut notes = Notes::NONE;
    notes.add(Note::Thousands);
    notes.add(Note::FullWidth);
    (2..12).for_each(|row| tallies.notes(notes, row));
    tallies.other("cancellations", || Label::new("取消", "cancellations"), 40);
    let told: Vec<String> =
        tallies.all().iter().map(|it| format!("{} {} {:?}", it.code, it.count, it.example_rows)).collect();
    expect![[r#"
        full_width 10 [2, 3, 4, 5, 6]
        thousands_separator 10 [2, 3, 4, 5, 6]
        cancellations 1 [40]"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn bad_rows_come_back_as_they_were_with_their_reasons() {
    let folder = tempfile::tempdir().expect("a folder");
    let (csv, xlsx) = (folder.path().join("bad.csv"), folder.path().join("bad.xlsx"));
    let names = ["货号", "数量"].map(String::from);
    let mut bad = BadRows::create(&csv, &names, "zh").expect("a new file");
    let cells = vec![Cell::text("=cmd()"), Cell::text("十二")];
    let row = Row { number: 7, cells, ..Row::default() };
    let problem = RowProblem {
        row: 7,
        column: Some("B".into()),
        field: Some("quantity".into()),
        value: "十二".into(),
        code: "not_a_number".into(),
        message: Fault::NotANumber.sentence(),
    };
    bad.add(&row, &[problem]).expect("written");
    bad.finish().expect("written");
    let written = std::fs::read_to_string(&csv).expect("text");
    expect![[r#"
        \u{feff}货号,数量,原文件行号,错误原因
        '=cmd(),十二,7,B: 不是数字，请改成如 1234.5
    "#]]
    .assert_eq(&visible(&written.replace("\r\n", "\n")));
    as_workbook(&csv, &xlsx).expect("written");
    let source = Source::open(&xlsx, None).expect("a workbook");
    expect![[r#"
        1 |货号|数量|原文件行号|错误原因|
        2 |=cmd()|十二|7|B: 不是数字，请改成如 1234.5|
    "#]]
    .assert_eq(&shown(&rows_of(&source, None)));
}
