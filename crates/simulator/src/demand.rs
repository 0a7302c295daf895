//! What customers want on each day: a function of the seed, the item and the day alone.

use crate::masters::{Life, companies};
use crate::names::CATEGORIES;
use crate::random::{generator, times, weighted};
use crate::{Channel, Sale, Shop, calendar};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;
use values::{Day, Quantity, UnitPrice};

/// An order as the customer would like it.
pub(crate) struct Wish {
    pub(crate) customer: usize,
    pub(crate) channel: Channel,
    pub(crate) warehouse: usize,
    pub(crate) lines: Vec<WishLine>,
}

pub(crate) struct WishLine {
    pub(crate) item: usize,
    pub(crate) quantity: i64,
    pub(crate) price: UnitPrice,
}

/// An item, how many, and whether at a promotion's price.
type Wanted = (usize, i64, bool);

impl Shop {
    pub(crate) fn wishes(&self, day: Day) -> Vec<Wish> {
        let factors =
            CATEGORIES.iter().map(|it| Channel::ALL.map(|channel| calendar::factor(it, channel, day)));
        let factors: BTreeMap<&str, [f64; 5]> = CATEGORIES.iter().map(|it| it.code).zip(factors).collect();
        let mut wanted: BTreeMap<(Channel, usize), Vec<Wanted>> = BTreeMap::new();
        for (item, nature) in self.nature.iter().enumerate() {
            let size = nature.lines_per_day * self.life(nature.life, day);
            if size <= 0.0 {
                continue;
            }
            let rng = &mut generator(self.seed, "demand", item as u64, day.number() as u64);
            let is_promoted = self.is_promoted(item, day);
            let promotion = if is_promoted { 2.2 } else { 1.0 };
            let day_factors = factors[nature.category.code];
            let means: [f64; 5] =
                std::array::from_fn(|at| size * promotion * nature.channels[at] * day_factors[at]);
            for _ in 0..times(rng, means.iter().sum()) {
                let channel = Channel::ALL[weighted(rng, &means)];
                let quantity = quantity(rng, channel, nature.pack);
                let shares = self.warehouse_shares(channel, nature.is_spread);
                wanted.entry((channel, weighted(rng, &shares))).or_default().push((
                    item,
                    quantity,
                    is_promoted,
                ));
            }
        }
        let rng = &mut generator(self.seed, "orders", day.number() as u64, 0);
        wanted.into_iter().flat_map(|(place, lines)| self.orders(rng, place, lines)).collect()
    }

    /// Deals the lines of a day to customers.
    fn orders(&self, rng: &mut Pcg64Mcg, place: (Channel, usize), mut lines: Vec<Wanted>) -> Vec<Wish> {
        let (channel, warehouse) = place;
        lines.shuffle(rng);
        let mut orders = Vec::new();
        let mut rest = lines.as_slice();
        while !rest.is_empty() {
            let most = match channel {
                Channel::Store => 30,
                Channel::Wholesale => rng.random_range(2..=8),
                Channel::Tmall | Channel::Jd | Channel::Douyin => {
                    *[1, 1, 2, 3].get(rng.random_range(0..4)).unwrap_or(&1)
                }
            };
            let (mine, others) = rest.split_at(most.min(rest.len()));
            rest = others;
            let customer = self.customer(rng, channel);
            let line = |&(item, quantity, is_promoted): &Wanted| WishLine {
                item,
                quantity,
                price: self.price(item, channel, customer, is_promoted),
            };
            orders.push(Wish { customer, channel, warehouse, lines: mine.iter().map(line).collect() });
        }
        orders
    }

    fn customer(&self, rng: &mut Pcg64Mcg, channel: Channel) -> usize {
        let (count, companies) = (self.customers.len(), companies(self.customers.len()));
        match channel {
            Channel::Store => 0,
            // The best customers stand first and buy most.
            Channel::Wholesale => 1 + (rng.random::<f64>().powi(2) * companies as f64) as usize,
            Channel::Tmall | Channel::Jd | Channel::Douyin => rng.random_range(companies + 1..count),
        }
    }

    /// From which warehouse a channel is served.
    fn warehouse_shares(&self, channel: Channel, is_spread: bool) -> Vec<f64> {
        let count = self.warehouses.len();
        let mut shares = vec![0.0; count];
        if channel == Channel::Store {
            shares[count - 1] = 1.0;
            return shares;
        }
        let depots = count.saturating_sub(1).max(1);
        if is_spread && depots > 1 {
            shares[..depots].fill(0.4 / (depots - 1) as f64);
            shares[0] = 0.6;
        } else {
            shares[0] = 1.0;
        }
        shares
    }

    fn life(&self, life: Life, day: Day) -> f64 {
        let whole = f64::from(self.last_day.days_since(self.first_day).max(1));
        let passed = f64::from(day.days_since(self.first_day)) / whole;
        match life {
            Life::Steady | Life::Niche => 1.0,
            Life::Growing => 0.3 + 1.2 * passed,
            Life::Dying => (1.5 - 1.45 * passed).max(0.02),
            Life::New { since } => {
                if day < since {
                    0.0
                } else {
                    1.2
                }
            }
            Life::Dead { until } => {
                if day < until {
                    0.7
                } else {
                    0.0
                }
            }
        }
    }

    /// A promotion lasts a week.
    fn is_promoted(&self, item: usize, day: Day) -> bool {
        let week = (day.number() + 3).div_euclid(7) as u64;
        generator(self.seed, "promotion", item as u64, week).random_bool(0.03)
    }

    /// What the buyer thinks is sold per day from a warehouse: the season counts, single days do not.
    pub(crate) fn expected_per_day(&self, item: usize, warehouse: usize, day: Day) -> f64 {
        let nature = self.nature(item);
        let size = nature.lines_per_day * self.life(nature.life, day);
        let of_channel = |(at, channel): (usize, Channel)| {
            let share = self.warehouse_shares(channel, nature.is_spread)[warehouse];
            share * nature.channels[at] * mean_quantity(channel, nature.pack)
        };
        size * calendar::season(nature.category, day)
            * Channel::ALL.into_iter().enumerate().map(of_channel).sum::<f64>()
    }

    /// The wishes of a day as sales of the time before the events.
    pub(crate) fn sales_of(&self, day: Day) -> Vec<Sale> {
        let mut sales = Vec::new();
        for (order, wish) in self.wishes(day).into_iter().enumerate() {
            let (year, month, of_month) = (day.year(), day.month(), day.day_of_month());
            let number = format!("LS{year:04}{month:02}{of_month:02}{:04}", order + 1);
            sales.extend(wish.lines.into_iter().map(|it| Sale {
                number: number.clone(),
                day,
                item: it.item,
                quantity: Quantity::whole(it.quantity),
                price: it.price,
                channel: wish.channel,
                customer: wish.customer,
                warehouse: wish.warehouse,
            }));
        }
        sales
    }
}

const PIECES: [f64; 4] = [0.72, 0.18, 0.07, 0.03];
const PACKS: [f64; 4] = [0.55, 0.25, 0.12, 0.08];

/// Companies buy packs, people buy pieces.
fn quantity(rng: &mut Pcg64Mcg, channel: Channel, pack: i64) -> i64 {
    match channel {
        Channel::Wholesale => (weighted(rng, &PACKS) as i64 + 1) * wholesale_pack(pack),
        _ => weighted(rng, &PIECES) as i64 + 1,
    }
}

fn mean_quantity(channel: Channel, pack: i64) -> f64 {
    let mean = |weights: &[f64]| weights.iter().enumerate().map(|(at, it)| (at + 1) as f64 * it).sum::<f64>();
    match channel {
        Channel::Wholesale => mean(&PACKS) * wholesale_pack(pack) as f64,
        _ => mean(&PIECES),
    }
}

fn wholesale_pack(pack: i64) -> i64 {
    (pack / 2).max(1)
}
