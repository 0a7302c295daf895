//! Lines of sales history per second, from a CSV file to facts of demand.

use crate::company::Company;
use crate::figures::{print, rate};
use crate::{Setting, raw};
use anyhow::Result;
use std::fmt::Write;
use std::fs;

const LINES: usize = 200_000;
const ITEMS: usize = 2_000;

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let folder = tempfile::tempdir_in(&setting.folder)?;
    let file = folder.path().join("history.csv");
    fs::write(&file, history())?;

    let company = Company::start(setting, None)?;
    let time = company.import("sales-history", &file)?;
    print(&format!("{LINES} lines of sales history, {ITEMS} new items"), &rate(LINES, time));

    let time = raw::insert_demand(folder.path(), LINES, ITEMS)?;
    print("the same demand rows by a bare loop", &rate(LINES, time));
    Ok(())
}

/// Two years of it, in the order in which a till writes it.
fn history() -> String {
    let mut text = String::from("日期,单号,货号,品名,数量,单价,客户\n");
    for line in 0..LINES {
        let (day, item) = (line * 730 / LINES, line * 7919 % ITEMS);
        let (year, month, day) = (2024 + day / 365, day % 365 / 31 + 1, day % 365 % 28 + 1);
        let (order, customer) = (line / 3, line / 3 % 500);
        writeln!(
            text,
            "{year}-{month:02}-{day:02},X{order},A{item:05},商品{item},{},{}.50,C{customer:04}",
            line % 9 + 1,
            item % 90 + 10
        )
        .expect("a string takes everything");
    }
    text
}
