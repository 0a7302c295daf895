//! Rows of a table that are not data: blanks, totals, repeated headers, footers.

use crate::spreadsheet::cell::Row;
use crate::spreadsheet::header::Header;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::amount::{Decimal, amount};
use crate::spreadsheet::reading::{Column, text};

const TOTALS: [&str; 14] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总和",
    "汇总",
    "本页合计",
    "本页小计",
    "合计金额",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
];
const FOOTERS: [&str; 12] = [
    "制表",
    "制单",
    "审核",
    "复核",
    "经手人",
    "打印",
    "导出时间",
    "导出人",
    "备注：",
    "说明：",
    "注：",
    "第",
];

/// Watches the rows go by and tells which are to be skipped.
pub struct Skips {
    header: Header,
    /// Columns of amounts, with what they hold and have summed up to.
    sums: Vec<(usize, Column, Option<i128>)>,
    rows: u32,
}

impl Skips {
    /// `amounts` are the columns whose sums could stand at the end.
    pub fn new(header: &Header, amounts: &[(usize, Column)]) -> Skips {
        let sums = amounts.iter().map(|(index, column)| (*index, *column, Some(0))).collect();
        Skips { header: header.clone(), sums, rows: 0 }
    }

    /// Why the row is no data; `None` when it is.
    pub fn judge(&mut self, row: &Row) -> Option<Note> {
        if row.is_blank() {
            return Some(Note::BlankRow);
        }
        if row.fault.is_some() {
            return None;
        }
        if is_named_total(row) {
            return Some(Note::TotalsRow);
        }
        if is_footer(row) {
            return Some(Note::FooterRow);
        }
        if self.header.is_repeated_by(row) {
            return Some(Note::RepeatedHeader);
        }
        if self.rows > 1 && self.is_only_sums(row) {
            return Some(Note::TotalsRow);
        }
        self.rows += 1;
        for (index, column, sum) in &mut self.sums {
            let value = scaled(row, *index, column).unwrap_or(0);
            *sum = sum.and_then(|it| it.checked_add(value));
        }
        None
    }

    /// Every filled cell is the sum of its column so far.
    fn is_only_sums(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate().filter(|(_, it)| !it.is_blank());
        filled.all(|(index, _)| {
            let sum = self.sums.iter().find(|(it, ..)| *it == index);
            sum.is_some_and(|(_, column, sum)| sum.is_some() && scaled(row, index, column) == *sum)
        })
    }
}

fn scaled(row: &Row, index: usize, column: &Column) -> Option<i128> {
    let value = amount(row.cell(index), 6, column, &mut Notes::default()).ok()?;
    value.unwrap_or(Decimal::ZERO).raw(6).map(|(raw, _)| i128::from(raw))
}

/// 合计 and its kin in the first filled cell, or anywhere when all other cells are numbers.
fn is_named_total(row: &Row) -> bool {
    let named = |index: usize| {
        let shown = row.cell(index).shown();
        // Cheap for the million rows that are data.
        if shown.len() > 40 || shown.starts_with(|it: char| it.is_ascii_digit()) {
            return false;
        }
        let folded = text::folded(&shown);
        let folded =
            folded.trim_end_matches(|it: char| it.is_ascii_digit() || matches!(it, '行' | '条' | '项'));
        TOTALS.contains(&folded)
    };
    let Some(first) = row.cells.iter().position(|it| !it.is_blank()) else { return false };
    if named(first) {
        return true;
    }
    let number = |index: usize| amount(row.cell(index), 6, &Column::default(), &mut Notes::default()).is_ok();
    let mut names = 0;
    (first..row.cells.len()).all(|index| {
        let is_name = !number(index) && named(index);
        names += usize::from(is_name);
        is_name || number(index)
    }) && names == 1
}

/// A line or two of remarks under the table: 制表人：张三.
fn is_footer(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|it| !it.is_blank());
    let Some(first) = filled.next() else { return false };
    if filled.count() > 3 {
        return false;
    }
    let shown = first.shown();
    let text = shown.trim();
    let page = |it: &str| it.contains('页') && it.chars().count() <= 20;
    FOOTERS.iter().any(|it| text.starts_with(it)) && (!text.starts_with('第') || page(text))
}
