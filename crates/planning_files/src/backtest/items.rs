//! What stands beside the demand: lead times, costs, packs.

use crate::History;
use crate::backtest::periods;
use anyhow::{Context, Result, bail, ensure};
use planning::Frequency;
use planning::backtest::{Item, LeadTimes};
use std::{collections::HashMap, fs::File, io::Read, path::Path};

/// Beyond any journey; ends the reign of a date in the wrong column.
const DAYS_MAX: f64 = 3650.0;

/// `text` is a number of days or the path of a file.
pub(super) fn lead_times(text: &str, frequency: Frequency) -> Result<LeadTimes> {
    if let Ok(days) = text.trim().parse::<f64>() {
        return Ok(LeadTimes::fixed(periods(checked(days)?, frequency)));
    }
    let path = Path::new(text);
    let read = || -> Result<LeadTimes> {
        let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(open(path)?);
        let columns = Columns::new(csv.headers()?);
        let days = columns.find(&["days", "lead_time"]).context("there is no column days: add it")?;
        let weight = columns.find(&["weight"]);
        let mut lengths = Vec::new();
        for (record, line) in csv.records().zip(2..) {
            let record = record?;
            let read = || -> Result<(usize, f64)> {
                let length = periods(checked(number(&record, days)?)?, frequency);
                let weight = weight.map_or(Ok(1.0), |it| number(&record, it))?;
                ensure!(weight >= 0.0, "the weight {weight} is below 0");
                Ok((length, weight))
            };
            lengths.push(read().with_context(|| format!("line {line}"))?);
        }
        LeadTimes::weighted(&lengths).context("there is no row with a weight: add one")
    };
    read().with_context(|| format!("cannot read the lead times {text}"))
}

/// One item for each series of the history, in its order.
pub(super) fn read(path: &Path, history: &History, frequency: Frequency) -> Result<Vec<Item>> {
    let read = || -> Result<Vec<Item>> {
        let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(open(path)?);
        let columns = Columns::new(csv.headers()?);
        let name = columns.find(&["series_id", "item_id"]).context("there is no column series_id: add it")?;
        let find = |names: &[&str]| columns.find(names);
        let cost = find(&["unit_cost", "unit_cost_eur"]);
        let (margin, lead_time) = (find(&["margin"]), find(&["lead_time", "lead_time_days"]));
        let weeks = find(&["lead_time_weeks"]);
        let (moq, pack) = (find(&["moq", "min_order_qty"]), find(&["pack", "units_per_pack"]));
        let mut known: HashMap<String, Item> = HashMap::new();
        for (record, line) in csv.records().zip(2..) {
            let record = record?;
            let read = || -> Result<Item> {
                let default = Item::default();
                let or = |column: Option<usize>, default: f64| match column {
                    Some(it) if !record.get(it).unwrap_or("").is_empty() => amount(&record, it),
                    _ => Ok(default),
                };
                let days = match weeks {
                    Some(it) => 7.0 * or(Some(it), 0.0)?,
                    None => or(lead_time, 0.0)?,
                };
                let own = (days > 0.0).then(|| checked(days)).transpose()?;
                Ok(Item {
                    unit_cost: or(cost, default.unit_cost)?,
                    margin: or(margin, default.margin)?,
                    lead_times: own.map(|it| LeadTimes::fixed(periods(it, frequency))),
                    minimum: or(moq, default.minimum)?,
                    pack: or(pack, default.pack)?,
                })
            };
            let item = read().with_context(|| format!("line {line}"))?;
            known.insert(record.get(name).unwrap_or("").to_owned(), item);
        }
        Ok(history.names.iter().map(|it| known.get(it).cloned().unwrap_or_default()).collect())
    };
    read().with_context(|| format!("cannot read the items {}", path.display()))
}

struct Columns(Vec<String>);

impl Columns {
    fn new(headings: &csv::StringRecord) -> Columns {
        Columns(headings.iter().map(|it| it.trim_start_matches('\u{feff}').to_lowercase()).collect())
    }

    fn find(&self, names: &[&str]) -> Option<usize> {
        self.0.iter().position(|it| names.contains(&it.as_str()))
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>> {
    let file = File::open(path)?;
    Ok(match path.extension().is_some_and(|it| it == "gz") {
        true => Box::new(flate2::read::MultiGzDecoder::new(file)),
        false => Box::new(file),
    })
}

fn number(record: &csv::StringRecord, column: usize) -> Result<f64> {
    let text = record.get(column).unwrap_or("");
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => bail!("{text:?} is no number"),
    }
}

fn amount(record: &csv::StringRecord, column: usize) -> Result<f64> {
    let amount = number(record, column)?;
    ensure!(amount >= 0.0, "{amount} is below 0");
    Ok(amount)
}

fn checked(days: f64) -> Result<f64> {
    ensure!(
        (1.0..=DAYS_MAX).contains(&days),
        "a lead time of {days} days: it has to be between 1 (an order of today arrives tomorrow morning) and {DAYS_MAX}"
    );
    Ok(days)
}
