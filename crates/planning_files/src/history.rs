//! Histories: `series_id,date,qty` and what may stand beside, plain or `.gz`.
//!
//! What is not there was not sold: periods without a row count as nothing sold, from the first row of a
//! series to the last day of the file. Rows may stand in any order; rows of the same series and period
//! are added. More back than out counts as nothing sold. All of this is counted and told.

mod frequency;
mod parse;
#[cfg(test)]
mod tests;

use crate::history::frequency::Calendar;
use anyhow::{Context, Result, bail, ensure};
use planning::{Panel, Series};
use std::{collections::HashMap, fs::File, io, io::BufReader, path::Path};
use values::Day;

/// A file's series, in the order in which they first appear.
#[derive(Clone, Debug)]
pub struct History {
    pub names: Vec<String>,
    pub panel: Panel,
    /// What else the file tells of each series, in the same order.
    pub beside: Vec<Beside>,
    pub treated: Treated,
    calendar: Calendar,
    /// The last day on which any series has a row.
    pub last: Day,
}

/// What may stand beside the quantities of a series, one value a period; empty where the file has no such
/// column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// NaN where unknown.
    pub price: Vec<f32>,
    /// From 0 (no promotion) to what the file calls a full one.
    pub promotion: Vec<f32>,
    pub is_holiday: Vec<bool>,
    /// The category of the series' last row; empty for none.
    pub category: String,
}

/// What was done to the rows of a file before planning on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Treated {
    pub rows: usize,
    /// Periods without a row, counted as nothing sold.
    pub gaps: usize,
    /// Rows added to another of the same series and period.
    pub added: usize,
    /// Rows with less than nothing, counted as nothing sold.
    pub negative: usize,
    /// Rows earlier than the one before them in the same series.
    pub out_of_order: usize,
}

/// A mistyped year would otherwise become a series of a million zeros.
const PERIODS_MAX: usize = 20_000;

#[derive(Clone, Debug)]
struct Row {
    series: u32,
    day: Day,
    quantity: f64,
    sellable: f32,
    price: f32,
    promotion: f32,
    is_holiday: bool,
}

impl History {
    /// Reads a history, `.gz` when it begins as such.
    ///
    /// # Errors
    /// Names the file, the line, and what to do.
    pub fn read(path: &Path) -> Result<History> {
        let open = || -> Result<History> {
            let file = BufReader::with_capacity(1 << 16, File::open(path)?);
            match path.extension().is_some_and(|it| it == "gz") {
                true => Self::from_csv(BufReader::new(flate2::bufread::MultiGzDecoder::new(file))),
                false => Self::from_csv(file),
            }
        };
        open().with_context(|| format!("cannot read the history {}", path.display()))
    }

    /// The date by which the file would write the period `ahead` after the last of a series; 1 is the next.
    pub fn date_ahead(&self, series: usize, ahead: usize) -> Day {
        let Series { first, quantity, .. } = &self.panel.series[series];
        self.calendar.date(*first, quantity.len() - 1 + ahead)
    }

    /// The date by which the file writes a period of a series; 0 is its first.
    pub fn date(&self, series: usize, period: usize) -> Day {
        self.calendar.date(self.panel.series[series].first, period)
    }

    /// Reads a history from CSV text with a heading.
    ///
    /// # Errors
    /// Names the line and what to do.
    pub fn from_csv(text: impl io::Read) -> Result<History> {
        let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
        let columns = parse::Columns::find(csv.byte_headers()?)?;
        let mut names = Names::default();
        let (mut rows, mut categories, mut treated) = (Vec::new(), Vec::new(), Treated::default());
        let mut record = csv::ByteRecord::new();
        loop {
            match csv.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => bail!("{error}; every line needs as many fields as the heading"),
            }
            let line = record.position().map_or(0, csv::Position::line);
            let read = |names: &mut Names| -> Result<Row> {
                let series = names.number(columns.series(&record)?)?;
                columns.row(&record, series)
            };
            let mut row = read(&mut names).with_context(|| format!("line {line}"))?;
            if row.quantity < 0.0 {
                treated.negative += 1;
                row.quantity = 0.0;
            }
            categories.resize(names.all.len(), String::new());
            if let Some(category) = columns.category(&record) {
                let known = &mut categories[row.series as usize];
                if known.as_bytes() != category {
                    *known = String::from_utf8_lossy(category).into_owned();
                }
            }
            rows.push(row);
        }
        ensure!(!rows.is_empty(), "there is no row below the heading: add series_id,date,qty rows");
        treated.rows = rows.len();
        build(names.all, rows, categories, &columns, treated)
    }
}

impl Treated {
    /// One sentence for each thing that was done; none when the file was clean.
    pub fn sentences(&self) -> Vec<String> {
        let all = [
            (self.gaps, "periods without a row count as nothing sold"),
            (self.added, "rows were added to another of the same series and period"),
            (self.negative, "negative quantities count as nothing sold"),
            (self.out_of_order, "rows were out of order and sorted by date"),
        ];
        all.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }
}

#[derive(Default)]
struct Names {
    all: Vec<String>,
    numbers: HashMap<Vec<u8>, u32>,
    /// Rows of one series mostly follow one another.
    latest: (Vec<u8>, u32),
}

impl Names {
    fn number(&mut self, name: &[u8]) -> Result<u32> {
        if !self.all.is_empty() && self.latest.0 == name {
            return Ok(self.latest.1);
        }
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.all.len()).context("more series than can be counted")?;
                let text = std::str::from_utf8(name).context("the series is not UTF-8: save it as such")?;
                self.all.push(text.to_owned());
                self.numbers.insert(name.to_vec(), number);
                number
            }
        };
        self.latest = (name.to_vec(), number);
        Ok(number)
    }
}

fn build(
    names: Vec<String>,
    mut rows: Vec<Row>,
    categories: Vec<String>,
    columns: &parse::Columns,
    mut treated: Treated,
) -> Result<History> {
    let mut latest = vec![Day::from_number(i32::MIN); names.len()];
    for row in &rows {
        let before = &mut latest[row.series as usize];
        treated.out_of_order += usize::from(row.day < *before);
        *before = row.day;
    }
    rows.sort_by_key(|row| (row.series, row.day));
    let calendar = Calendar::find(rows.chunk_by(|a, b| a.series == b.series));
    let last = rows.iter().map(|it| it.day).max().expect("there are rows");
    let mut history = History {
        names,
        panel: Panel { frequency: calendar.frequency, series: Vec::new() },
        beside: Vec::new(),
        treated,
        calendar,
        last,
    };
    for (rows, category) in rows.chunk_by(|a, b| a.series == b.series).zip(categories) {
        let name = &history.names[rows[0].series as usize];
        let first = calendar.start(rows[0].day);
        let periods = calendar.between(first, last) + 1;
        ensure!(
            periods <= PERIODS_MAX,
            "series {name} would have {periods} periods from {first} to {last}, at most {PERIODS_MAX} can be planned on: is a date mistyped?",
        );
        let mut series = Series {
            first,
            quantity: vec![0.0; periods],
            sellable: if columns.has_sellable() { vec![1.0; periods] } else { Vec::new() },
        };
        let mut beside = Beside {
            price: if columns.has_price() { vec![f32::NAN; periods] } else { Vec::new() },
            promotion: if columns.has_promotion() { vec![0.0; periods] } else { Vec::new() },
            is_holiday: if columns.has_holiday() { vec![false; periods] } else { Vec::new() },
            category,
        };
        let (mut seen, mut latest) = (0, usize::MAX);
        for row in rows {
            let at = calendar.between(first, calendar.start(row.day));
            series.quantity[at] += row.quantity;
            set(&mut series.sellable, at, row.sellable);
            set(&mut beside.price, at, row.price);
            set(&mut beside.promotion, at, row.promotion);
            set(&mut beside.is_holiday, at, row.is_holiday);
            if at == latest {
                history.treated.added += 1
            } else {
                seen += 1
            }
            latest = at;
        }
        history.treated.gaps += periods - seen;
        history.panel.series.push(series);
        history.beside.push(beside);
    }
    Ok(history)
}

fn set<T>(values: &mut [T], at: usize, value: T) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}
