//! Lead times of the later half of a company's orders, predicted from the earlier half.

use anyhow::{Context, Result};
use planning::lead_time::{Delivery, Learned, Receipt, learn};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use values::{Day, ItemId, Quantity, SupplierId};

const FILE: &str = "scms_delivery_history.csv.gz";
const LEVELS: [f64; 4] = [0.5, 0.75, 0.9, 0.95];

/// One order line: what was known when it was placed, and what it took.
struct Line {
    delivery: Delivery,
    days: f64,
    promised: Option<u32>,
}

/// A table of pinball loss and coverage.
pub(crate) fn run(data: &Path) -> Result<String> {
    let lines = read(&data.join(FILE))?;
    let mut text = format!(
        "{} lines with order and receipt; `{FILE}`. Pinball: mean over .5 .75 .9 .95, in days. The reference is \
         one average per vendor at every level.\n\n\
         | split | judged on | method | pinball | against the reference | q .5 | q .75 | q .9 | q .95 |\n\
         |---|---:|---|---:|---:|---:|---:|---:|---:|\n",
        lines.len()
    );
    // As a planner stands there: on the day of the middle order, knowing what was received by then.
    let middle = lines.len() / 2;
    let today = lines[middle - 1].delivery.ordered;
    let known: Vec<Delivery> = lines[..middle].iter().map(|it| as_of(it, today)).collect();
    let mut predicted = Predicted::default();
    predicted.add(&lines[middle..].iter().collect::<Vec<_>>(), &known, today);
    predicted.rows(&mut text, "one day for all")?;

    by_vendor(&mut text, &lines)?;
    replay(&mut text, &lines, middle)?;
    Ok(text)
}

/// What each method says of the lines it is judged on.
#[derive(Default)]
struct Predicted<'a> {
    lines: Vec<&'a Line>,
    average: Vec<[f64; 4]>,
    learned: Vec<[f64; 4]>,
    by_promise: Vec<[f64; 4]>,
}

impl<'a> Predicted<'a> {
    fn add(&mut self, later: &[&'a Line], known: &[Delivery], today: Day) {
        let learned = learn(known, &[], today);
        let average = averages(known);
        for line in later {
            self.lines.push(line);
            self.average.push([average(line.delivery.supplier); 4]);
            self.learned.push(quantiles(&learned, line, false));
            self.by_promise.push(quantiles(&learned, line, true));
        }
    }

    fn rows(&self, text: &mut String, split: &str) -> Result<()> {
        row(text, split, "one average per vendor", &self.lines, &self.average, &self.average)?;
        row(text, split, "learned", &self.lines, &self.learned, &self.average)?;
        row(text, split, "learned, with the promised day", &self.lines, &self.by_promise, &self.average)
    }
}

/// Each vendor's later half, from all that was known on the day of that vendor's middle order.
fn by_vendor(text: &mut String, lines: &[Line]) -> Result<()> {
    let mut vendors: BTreeMap<SupplierId, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        vendors.entry(line.delivery.supplier).or_default().push(line);
    }
    let mut predicted = Predicted::default();
    for of_vendor in vendors.values().filter(|it| it.len() >= 2) {
        let (earlier, later) = of_vendor.split_at(of_vendor.len() / 2);
        let today = earlier[earlier.len() - 1].delivery.ordered;
        let known: Vec<Delivery> =
            lines.iter().filter(|it| it.delivery.ordered <= today).map(|it| as_of(it, today)).collect();
        predicted.add(later, &known, today);
    }
    predicted.rows(text, "each vendor on its own middle day")
}

/// As it is used: learned anew every 30 days from all that was known by then.
fn replay(text: &mut String, lines: &[Line], middle: usize) -> Result<()> {
    let later: Vec<&Line> = lines[middle..].iter().collect();
    let mut predicted = Predicted::default();
    let mut at = 0;
    while at < later.len() {
        let today = later[at].delivery.ordered;
        let months = later[at..].partition_point(|it| it.delivery.ordered < today.plus_days(30));
        let known: Vec<Delivery> =
            lines.iter().filter(|it| it.delivery.ordered < today).map(|it| as_of(it, today)).collect();
        predicted.add(&later[at..at + months], &known, today);
        at += months;
    }
    predicted.rows(text, "learned anew every 30 days")
}

fn quantiles(learned: &Learned, line: &Line, promises: bool) -> [f64; 4] {
    let promised = line.promised.filter(|_| promises);
    let it = learned.distribution(line.delivery.supplier, line.delivery.item, promised);
    it.map_or([0.0; 4], |it| LEVELS.map(|level| f64::from(it.quantile(level))))
}

/// What was known of a line on a day.
fn as_of(line: &Line, today: Day) -> Delivery {
    let mut delivery = line.delivery.clone();
    delivery.receipts.retain(|it| it.day <= today);
    delivery.is_open = delivery.receipts.is_empty();
    delivery
}

/// The mean of each vendor's received lines, of all for a vendor never seen.
fn averages(known: &[Delivery]) -> impl Fn(SupplierId) -> f64 + use<> {
    let mut sums: BTreeMap<SupplierId, (f64, f64)> = BTreeMap::new();
    let (mut all, mut count) = (0.0, 0.0);
    for line in known {
        for receipt in &line.receipts {
            let days = f64::from(receipt.day.days_since(line.ordered));
            let of_vendor = sums.entry(line.supplier).or_default();
            *of_vendor = (of_vendor.0 + days, of_vendor.1 + 1.0);
            (all, count) = (all + days, count + 1.0);
        }
    }
    move |vendor| sums.get(&vendor).map_or(all / count, |it| it.0 / it.1)
}

fn row(
    text: &mut String,
    split: &str,
    method: &str,
    later: &[&Line],
    quantiles: &[[f64; 4]],
    reference: &[[f64; 4]],
) -> Result<()> {
    let loss = |of: &[[f64; 4]]| -> f64 {
        let losses = later.iter().zip(of).flat_map(|(line, of)| {
            LEVELS.iter().zip(of).map(|(level, it)| {
                let over = line.days - it;
                (level * over).max((level - 1.0) * over)
            })
        });
        losses.sum::<f64>() / (later.len() * LEVELS.len()) as f64
    };
    let covered = |at: usize| {
        let within = later.iter().zip(quantiles).filter(|(line, it)| line.days <= it[at]).count();
        100.0 * within as f64 / later.len() as f64
    };
    let (own, other) = (loss(quantiles), loss(reference));
    let shares: Vec<String> = (0..LEVELS.len()).map(|at| format!("{:.1} %", covered(at))).collect();
    let (lines, gain) = (later.len(), 100.0 * (own / other - 1.0));
    writeln!(text, "| {split} | {lines} | {method} | {own:.2} | {gain:+.1} % | {} |", shares.join(" | "))?;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Line>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let headings = reader.headers()?.clone();
    let column = |name: &str| headings.iter().position(|it| it == name).with_context(|| name.to_owned());
    let (vendor, item, quantity) = (column("vendor")?, column("item")?, column("qty")?);
    let days = [column("po_sent_date")?, column("scheduled_date")?, column("delivered_date")?];
    let (mut vendors, mut items) = (BTreeMap::new(), BTreeMap::new());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record?;
        let [Ok(ordered), Ok(scheduled), Ok(received)] = days.map(|it| record[it].parse::<Day>()) else {
            continue;
        };
        let id = |names: &mut BTreeMap<String, i64>, name: &str| {
            let next = names.len() as i64;
            *names.entry(name.to_owned()).or_insert(next)
        };
        let quantity = Quantity::whole(record[quantity].parse::<f64>()?.max(1.0) as i64);
        let receipt = Receipt { day: received, quantity, rejected: Quantity::ZERO };
        lines.push(Line {
            days: f64::from(received.days_since(ordered)),
            promised: u32::try_from(scheduled.days_since(ordered)).ok(),
            delivery: Delivery {
                supplier: SupplierId(id(&mut vendors, &record[vendor])),
                item: ItemId(id(&mut items, &record[item])),
                ordered,
                promised: Some(scheduled),
                quantity,
                receipts: vec![receipt],
                is_open: false,
            },
        });
    }
    lines.sort_by_key(|it| it.delivery.ordered);
    Ok(lines)
}
