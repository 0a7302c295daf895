//! Whether one zero too many is caught, and how often somebody is called for nothing: real lines of a shop and of a
//! manufacturer's purchases, judged one after the other by what came before, as the program judges them.

use crate::Setting;
use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use planning::unusual::{Odd, REMEMBERED, Ratio, Usual};
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use values::Quantity;

/// One in so many lines is judged a second time with a mistake in it.
const MISTAKE_IN: usize = 10;

struct Line {
    item: String,
    partner: Option<String>,
    quantity: i64,
}

#[derive(Default)]
struct Figures {
    lines: usize,
    judged: usize,
    called: usize,
    mistakes: [usize; 2],
    caught: [usize; 2],
    units: [i64; 2],
}

pub(crate) fn run(_: &Setting) -> Result<()> {
    println!("{}", table(&crate::planning::data()?)?);
    Ok(())
}

fn table(data: &Path) -> Result<String> {
    let mut out = String::from(
        "| lines of | lines | with enough past | called per 1,000 | ×10 caught | of the units too many | ÷10 caught |\n|---|---|---|---|---|---|---|\n",
    );
    let shop = lines(&data.join("online_retail_ii_transactions.csv.gz"), ["sku", "customer_id", "qty"])?;
    // Postage, samples and the like have no digit in front.
    let shop: Vec<Line> =
        shop.into_iter().filter(|it| it.item.starts_with(|it: char| it.is_ascii_digit())).collect();
    let bought =
        lines(&data.join("adventureworks_purchase_orders.csv.gz"), ["product_id", "vendor_id", "order_qty"])?;
    for (name, lines) in [("a gift shop and wholesaler (UCI)", shop), ("purchases (AdventureWorks)", bought)]
    {
        for (with_partner, by) in [(false, "item"), (true, "item and partner")] {
            let it = judged(&lines, with_partner);
            let part = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
            writeln!(
                out,
                "| {name}, by {by} | {} | {:.0} % | {:.1} | {:.0} % | {:.0} % | {:.0} % |",
                it.lines,
                part(it.judged, it.lines),
                10.0 * part(it.called, it.lines),
                part(it.caught[0], it.mistakes[0]),
                100.0 * it.units[1] as f64 / it.units[0].max(1) as f64,
                part(it.caught[1], it.mistakes[1]),
            )?;
        }
    }
    Ok(out)
}

fn judged(lines: &[Line], with_partner: bool) -> Figures {
    let mut items: HashMap<&str, VecDeque<Quantity>> = HashMap::new();
    let mut partners: HashMap<&str, VecDeque<Ratio>> = HashMap::new();
    let mut figures = Figures::default();
    for (at, line) in lines.iter().enumerate() {
        let quantity = Quantity::whole(line.quantity);
        let past = items.entry(&line.item).or_default();
        figures.lines += 1;
        if let Some(usual) = Usual::of(past.make_contiguous()) {
            figures.judged += 1;
            let habit =
                line.partner.as_deref().filter(|_| with_partner).map(|it| partners.entry(it).or_default());
            let own = habit.map_or(usual, |habit| {
                let own = usual.of_partner(habit.make_contiguous());
                remember(habit, usual.ratio(quantity));
                own
            });
            figures.called += usize::from(own.judge(quantity).is_some());
            if at % MISTAKE_IN == 0 {
                let too_many = own.judge(Quantity::whole(line.quantity * 10)) == Some(Odd::More);
                let excess = line.quantity * 9;
                figures.mistakes[0] += 1;
                figures.caught[0] += usize::from(too_many);
                figures.units[0] += excess;
                figures.units[1] += if too_many { excess } else { 0 };
                if line.quantity >= 10 {
                    let too_few = own.judge(Quantity::whole(line.quantity / 10)) == Some(Odd::Less);
                    figures.mistakes[1] += 1;
                    figures.caught[1] += usize::from(too_few);
                }
            }
        }
        remember(past, Some(quantity));
    }
    figures
}

fn remember<T>(past: &mut VecDeque<T>, it: Option<T>) {
    past.extend(it);
    if past.len() > REMEMBERED {
        past.pop_front();
    }
}

/// In the order of the file, which is that of time; what was cancelled is left out.
fn lines(path: &Path, [item, partner, quantity]: [&str; 3]) -> Result<Vec<Line>> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let headers = reader.headers()?.clone();
    let column =
        |name: &str| headers.iter().position(|it| it == name).with_context(|| format!("no column {name}"));
    let (item, partner, quantity) = (column(item)?, column(partner)?, column(quantity)?);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record?;
        let quantity: i64 = record[quantity].parse().unwrap_or(0);
        if quantity > 0 {
            let partner = Some(record[partner].to_owned()).filter(|it| !it.is_empty());
            lines.push(Line { item: record[item].to_owned(), partner, quantity });
        }
    }
    Ok(lines)
}
