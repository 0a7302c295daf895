//! What a lower price and a display do to demand, learned from past promotions.

use crate::Sentence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One period of one item with what was asked for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    pub sold: f64,
    /// Over the regular price: 0.8 is a fifth off.
    pub price_ratio: f64,
    /// 0 not displayed or advertised, 1 throughout.
    pub display: f64,
}

/// An item's past, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Promoted {
    pub item: i64,
    pub category: i64,
    pub periods: Vec<Period>,
}

/// What was learned of all, of categories and of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uplift {
    all: Slopes,
    categories: Vec<(i64, Slopes)>,
    items: Vec<(i64, Slopes)>,
}

/// Of the logarithm of demand over the logarithm of the price ratio, and over display.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slopes {
    pub price: f64,
    pub display: f64,
    /// Standard deviation of the logarithm of the uplift that is usual in promotions.
    pub spread: f64,
}

/// What a planned promotion does.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Times the usual demand.
    pub mean: f64,
    pub spread: f64,
    pub reason: Sentence,
}

/// What the level above needs to be outvoted, in promoted periods of usual size.
const COMMON_PERIODS: f64 = 20.0;
const PRIOR_PERIODS: f64 = 5.0;
/// Thought before anything is seen: a tenth off sells a fifth more, a display a fifth too.
const PRIOR: Slopes = Slopes { price: -2.0, display: 0.2, spread: 0.5 };
/// Elasticities beyond these are errors in the books.
const PRICE: std::ops::RangeInclusive<f64> = -8.0..=0.0;
const DISPLAY: std::ops::RangeInclusive<f64> = -0.5..=2.5;
/// A local level is read from so many periods on either side.
const NEAR: usize = 13;

/// Sums of squares and products: price, display, and their residual with demand.
#[derive(Clone, Copy, Default)]
struct Sums {
    price_price: f64,
    price_display: f64,
    display_display: f64,
    price_sold: f64,
    display_sold: f64,
    sold_sold: f64,
    count: f64,
}

/// Compares periods with the mean of those near by, item by item, so that neither the item's level
/// nor its trend counts.
pub fn learn(all: &[Promoted]) -> Uplift {
    let sums: Vec<Sums> = all.iter().map(|it| Sums::of(&it.periods)).collect();
    let mut of_all = Sums::default();
    let mut of_categories: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut of_items: BTreeMap<i64, (i64, Sums)> = BTreeMap::new();
    for (it, sums) in all.iter().zip(&sums) {
        of_all.add(sums);
        of_categories.entry(it.category).or_default().add(sums);
        of_items.entry(it.item).or_insert((it.category, Sums::default())).1.add(sums);
    }
    let usual = of_all.usual();
    let common = of_all.slopes(&PRIOR, &usual, PRIOR_PERIODS);
    let categories: BTreeMap<i64, Slopes> =
        of_categories.iter().map(|(id, it)| (*id, it.slopes(&common, &usual, COMMON_PERIODS))).collect();
    let of_item = |(id, (category, sums)): (&i64, &(i64, Sums))| {
        let above = categories.get(category).copied().unwrap_or(common);
        (*id, sums.slopes(&above, &usual, COMMON_PERIODS))
    };
    let items = of_items.iter().map(of_item).collect();
    Uplift { all: common, categories: categories.into_iter().collect(), items }
}

impl Sums {
    fn of(periods: &[Period]) -> Sums {
        let usable = |it: &&Period| {
            it.sold.is_finite()
                && it.price_ratio.is_finite()
                && it.price_ratio > 0.0
                && it.display.is_finite()
        };
        /// Half a unit lets nothing sold be read as little sold.
        const HALF: f64 = 0.5;
        let rows: Vec<[f64; 3]> = periods
            .iter()
            .filter(usable)
            .map(|it| {
                let price = it.price_ratio.clamp(0.1, 2.0).ln();
                [price, it.display.clamp(0.0, 1.0), (it.sold.max(0.0) + HALF).ln()]
            })
            .collect();
        let mut sums = Sums::default();
        for (at, row) in rows.iter().enumerate() {
            let near = &rows[at.saturating_sub(NEAR)..rows.len().min(at + NEAR + 1)];
            if near.len() < 4 {
                continue;
            }
            let mean = |column: usize| near.iter().map(|it| it[column]).sum::<f64>() / near.len() as f64;
            let [price, display, sold] = std::array::from_fn(|column| row[column] - mean(column));
            sums.add(&Sums {
                price_price: price * price,
                price_display: price * display,
                display_display: display * display,
                price_sold: price * sold,
                display_sold: display * sold,
                sold_sold: sold * sold,
                count: 1.0,
            });
        }
        sums
    }

    fn add(&mut self, it: &Sums) {
        self.price_price += it.price_price;
        self.price_display += it.price_display;
        self.display_display += it.display_display;
        self.price_sold += it.price_sold;
        self.display_sold += it.display_sold;
        self.sold_sold += it.sold_sold;
        self.count += it.count;
    }

    /// How much a usual period says of price and of display; of nothing seen, what a fifth off and
    /// one display in two periods would.
    fn usual(&self) -> (f64, f64) {
        const LEAST: f64 = 1e-3;
        if self.count <= 0.0 {
            return (0.05, 0.25);
        }
        ((self.price_price / self.count).max(LEAST), (self.display_display / self.count).max(LEAST))
    }

    /// Least squares, drawn towards the level above as if so many usual periods had followed it.
    fn slopes(&self, above: &Slopes, usual: &(f64, f64), periods: f64) -> Slopes {
        let (a, b, d) = (
            self.price_price + periods * usual.0,
            self.price_display,
            self.display_display + periods * usual.1,
        );
        let (x, y) = (
            self.price_sold + periods * usual.0 * above.price,
            self.display_sold + periods * usual.1 * above.display,
        );
        let determinant = a * d - b * b;
        if determinant <= 0.0 || !determinant.is_finite() {
            return *above;
        }
        let price = ((x * d - y * b) / determinant).clamp(*PRICE.start(), *PRICE.end());
        let display = ((y * a - x * b) / determinant).clamp(*DISPLAY.start(), *DISPLAY.end());
        let left = self.sold_sold - 2.0 * (price * self.price_sold + display * self.display_sold)
            + price * price * self.price_price
            + 2.0 * price * display * self.price_display
            + display * display * self.display_display;
        let spread = ((left.max(0.0) + periods * above.spread.powi(2)) / (self.count + periods)).sqrt();
        Slopes { price, display, spread }
    }
}

impl Uplift {
    /// Of the item, else of its category, else of all.
    pub fn slopes(&self, item: i64, category: i64) -> Slopes {
        let of = |list: &[(i64, Slopes)], id: i64| {
            list.binary_search_by_key(&id, |it| it.0).ok().map(|at| list[at].1)
        };
        of(&self.items, item).or_else(|| of(&self.categories, category)).unwrap_or(self.all)
    }

    /// By how much a planned promotion multiplies demand. A price ratio that is no price is none.
    pub fn planned(&self, item: i64, category: i64, price_ratio: f64, display: f64) -> Planned {
        let slopes = self.slopes(item, category);
        let ratio =
            if price_ratio.is_finite() && price_ratio > 0.0 { price_ratio.clamp(0.1, 2.0) } else { 1.0 };
        let display = if display.is_finite() { display.clamp(0.0, 1.0) } else { 0.0 };
        let mean = (slopes.price * ratio.ln() + slopes.display * display).exp();
        let is_promoted = ratio != 1.0 || display > 0.0;
        let spread = if is_promoted { mean * slopes.spread } else { 0.0 };
        let (off, elasticity) = ((1.0 - ratio) * 100.0, slopes.price);
        let (shown_zh, shown_en) = if display > 0.0 { ("并陈列", " and displayed") } else { ("", "") };
        let reason = Sentence {
            zh: format!("降价 {off:.0}%{shown_zh}，价格弹性 {elasticity:.1}，预计为平常的 {mean:.2} 倍"),
            en: format!(
                "{off:.0}% off{shown_en}, elasticity {elasticity:.1}: {mean:.2} times the usual demand"
            ),
        };
        Planned { mean, spread, reason }
    }
}
