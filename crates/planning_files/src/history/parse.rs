//! One row of a history.

use crate::history::Row;
use anyhow::{Context, Result, bail, ensure};
use csv::ByteRecord;
use values::Day;

/// Where the columns stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    series: usize,
    date: usize,
    quantity: usize,
    in_stock: Option<usize>,
    price: Option<usize>,
    promo: Option<usize>,
    holiday: Option<usize>,
    category: Option<usize>,
}

/// Beyond any warehouse; ends the reign of a phone number in the wrong column.
const QUANTITY_MAX: f64 = 1e12;

impl Columns {
    pub(super) fn find(headings: &ByteRecord) -> Result<Columns> {
        let clean = |it: &[u8]| {
            let text = String::from_utf8_lossy(it);
            text.trim_start_matches('\u{feff}').trim().to_lowercase()
        };
        let headings: Vec<String> = headings.iter().map(clean).collect();
        let find = |names: &[&str]| headings.iter().position(|it| names.contains(&it.as_str()));
        let need = |names: &[&str]| {
            find(names).with_context(|| {
                let found = headings.join(", ");
                format!("there is no column {}: add it (the file has {found})", names.join(" or "))
            })
        };
        Ok(Columns {
            series: need(&["series_id", "item_id"])?,
            date: need(&["date"])?,
            quantity: need(&["qty"])?,
            in_stock: find(&["in_stock"]),
            price: find(&["price"]),
            promo: find(&["promo"]),
            holiday: find(&["holiday"]),
            category: find(&["category"]),
        })
    }

    pub(super) fn has_sellable(&self) -> bool {
        self.in_stock.is_some()
    }

    pub(super) fn has_price(&self) -> bool {
        self.price.is_some()
    }

    pub(super) fn has_promotion(&self) -> bool {
        self.promo.is_some()
    }

    pub(super) fn has_holiday(&self) -> bool {
        self.holiday.is_some()
    }

    pub(super) fn series<'a>(&self, record: &'a ByteRecord) -> Result<&'a [u8]> {
        let name = &record[self.series];
        ensure!(!name.is_empty(), "the series has no name: fill it in");
        Ok(name)
    }

    pub(super) fn category<'a>(&self, record: &'a ByteRecord) -> Option<&'a [u8]> {
        self.category.map(|column| &record[column])
    }

    pub(super) fn row(&self, record: &ByteRecord, series: u32) -> Result<Row> {
        let quantity = &record[self.quantity];
        ensure!(!quantity.is_empty(), "qty is empty: write 0 when nothing was sold, or leave the line out");
        let quantity = number("qty", quantity)?;
        ensure!(quantity.abs() <= QUANTITY_MAX, "qty {quantity} is beyond {QUANTITY_MAX}: is it a quantity?");
        let optional = |name, column: Option<usize>, empty: f32| -> Result<f32> {
            match column.map(|it| &record[it]) {
                None | Some(b"") => Ok(empty),
                Some(text) => flag(text).map_or_else(|| Ok(number(name, text)? as f32), Ok),
            }
        };
        let sellable = optional("in_stock", self.in_stock, 1.0)?;
        ensure!(
            (0.0..=1.0).contains(&sellable),
            "in_stock is {sellable}: write the share of the period in which it could be sold, 0 to 1"
        );
        Ok(Row {
            series,
            day: day(&record[self.date])?,
            quantity,
            sellable,
            price: optional("price", self.price, f32::NAN)?,
            promotion: optional("promo", self.promo, 0.0)?,
            is_holiday: match self.holiday.map(|it| &record[it]) {
                None | Some(b"") => false,
                // Anything else that is no 0 and no "false" is the name of a holiday.
                Some(text) => flag(text).unwrap_or(1.0) != 0.0,
            },
        })
    }
}

fn flag(text: &[u8]) -> Option<f32> {
    match std::str::from_utf8(text).ok()?.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "是" => Some(1.0),
        "0" | "false" | "no" | "否" => Some(0.0),
        _ => None,
    }
}

fn number(name: &str, text: &[u8]) -> Result<f64> {
    let text = String::from_utf8_lossy(text);
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => bail!("{name} is “{text}”: write a number such as 12 or 0.5"),
    }
}

/// `2024-06-19`, also with slashes, also with a time behind.
fn day(text: &[u8]) -> Result<Day> {
    let parts = || -> Option<Day> {
        let (date, rest) = text.split_at_checked(10)?;
        let is_end = rest.is_empty() || matches!(rest[0], b' ' | b'T');
        let is_split = matches!(date[4], b'-' | b'/') && date[4] == date[7];
        if !is_end || !is_split {
            return None;
        }
        let digits = |part: &[u8]| {
            let digit = |sum: i16, it: &u8| it.is_ascii_digit().then(|| sum * 10 + i16::from(it - b'0'));
            part.iter().try_fold(0, digit)
        };
        let small = |part: &[u8]| digits(part).map(|it| it as i8);
        Day::from_ymd(digits(&date[..4])?, small(&date[5..7])?, small(&date[8..])?)
    };
    parts().with_context(|| {
        let text = String::from_utf8_lossy(text);
        format!("date is “{text}”: write year, month and day as in 2024-06-19")
    })
}
