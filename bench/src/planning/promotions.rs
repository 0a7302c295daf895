//! What promotions do, learned from the past and applied to prices and displays announced.

use anyhow::{Context, Result};
use planning::classes::promotions::{Period, Promoted, learn};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const FILE: &str = "oj_dominicks_weekly.csv.gz";
/// The regular price is the highest of so many weeks.
const REGULAR_WEEKS: usize = 9;
/// Weeks of each series that are only predicted.
const LATER_SHARE: f64 = 0.25;
/// An average of the past, of which a week ago counts so much more than two.
const SMOOTHING: f64 = 0.15;

/// A table of the error of next week's sales.
pub(crate) fn run(data: &Path) -> Result<String> {
    let series = read(&data.join(FILE))?;
    let cut = |it: &Promoted| (it.periods.len() as f64 * (1.0 - LATER_SHARE)) as usize;
    let past: Vec<Promoted> =
        series.iter().map(|it| Promoted { periods: it.periods[..cut(it)].to_vec(), ..it.clone() }).collect();
    let uplift = learn(&past);
    // By method, all weeks and promoted weeks: error and sales.
    let mut sums = [[(0.0, 0.0); 2]; 2];
    for it in &series {
        let effect =
            |week: &Period| uplift.planned(it.item, it.category, week.price_ratio, week.display).mean;
        let first = &it.periods[0];
        let (mut plain, mut usual) = (first.sold, first.sold / effect(first));
        for (at, week) in it.periods.iter().enumerate().skip(1) {
            if at >= cut(it) {
                let is_promoted = week.price_ratio < 0.95 || week.display > 0.0;
                for (method, expected) in [plain, usual * effect(week)].into_iter().enumerate() {
                    for class in [Some(0), is_promoted.then_some(1)].into_iter().flatten() {
                        let sum = &mut sums[method][class];
                        *sum = (sum.0 + (expected - week.sold).abs(), sum.1 + week.sold);
                    }
                }
            }
            plain += SMOOTHING * (week.sold - plain);
            usual += SMOOTHING * (week.sold / effect(week) - usual);
        }
    }
    let mut text = format!(
        "{} series; `{FILE}`: sales of the next week in each series' last quarter, prices and displays known, effects \
         learned from the first three quarters.\n\n| method | WAPE | WAPE of promoted weeks |\n|---|---:|---:|\n",
        series.len()
    );
    for (name, of) in
        ["smoothed sales", "smoothed sales without, then with the learned uplift"].iter().zip(sums)
    {
        let [all, promoted] = of.map(|it| it.0 / it.1);
        writeln!(text, "| {name} | {all:.3} | {promoted:.3} |")?;
    }
    Ok(text)
}

/// Week, units, price, whether it was on display.
type Week = (u32, f64, f64, f64);

fn read(path: &Path) -> Result<Vec<Promoted>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let headings = reader.headers()?.clone();
    let column = |name: &str| headings.iter().position(|it| it == name).with_context(|| name.to_owned());
    let (id, brand, week) = (column("series_id")?, column("sku")?, column("week")?);
    let (sold, price, shown) = (column("qty")?, column("unit_price")?, column("feat")?);
    let mut series: BTreeMap<(String, String), Vec<Week>> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let row =
            (record[week].parse()?, record[sold].parse()?, record[price].parse()?, record[shown].parse()?);
        series.entry((record[id].to_owned(), record[brand].to_owned())).or_default().push(row);
    }
    let mut brands: BTreeMap<String, i64> = BTreeMap::new();
    let mut all = Vec::new();
    for (at, ((_, brand), mut weeks)) in series.into_iter().enumerate() {
        weeks.sort_by_key(|it| it.0);
        let next = brands.len() as i64;
        let category = *brands.entry(brand).or_insert(next);
        let regular = |at: usize| {
            let near = &weeks[at.saturating_sub(REGULAR_WEEKS)..=at];
            near.iter().map(|it| it.2).fold(0.0, f64::max)
        };
        let periods = (0..weeks.len()).map(|at| {
            let (_, sold, price, display) = weeks[at];
            Period { sold, price_ratio: price / regular(at), display }
        });
        all.push(Promoted { item: at as i64, category, periods: periods.collect() });
    }
    Ok(all)
}
