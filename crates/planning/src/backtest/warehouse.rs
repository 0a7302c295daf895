//! The stock of one series under every aim at once, day by day.

use crate::backtest::{Item, LeadTimes, Replay};
use crate::levels::Steady;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

pub(super) struct Warehouse<'a> {
    pub(super) item: &'a Item,
    pub(super) lead_times: &'a LeadTimes,
    pub(super) shelves: Vec<Shelf>,
    /// What the policy remembers of its levels.
    pub(super) steady: Vec<Steady>,
    pub(super) demanded: f64,
    pub(super) lines: u64,
    random: Pcg64Mcg,
    counted_from: usize,
    /// Orders are multiples of this; 0 allows any quantity.
    pack: f64,
}

/// The stock under one aim.
pub(super) struct Shelf {
    pub(super) start: f64,
    pub(super) lost: f64,
    pub(super) short_lines: u64,
    /// On hand at the end of each period, summed.
    pub(super) stock: f64,
    /// Ordered in, arrives in, how much.
    pub(super) orders: Vec<(usize, usize, f64)>,
    on_hand: f64,
    incoming: f64,
    /// By period, over and over.
    arrivals: Vec<f64>,
}

/// What rounding leaves of a quantity that was served in full.
const ROUNDING: f64 = 1e-9;

impl<'a> Warehouse<'a> {
    pub(super) fn new(
        at: usize,
        item: &'a Item,
        lead_times: &'a LeadTimes,
        question: &Replay<'_>,
        counted_from: usize,
        is_whole: bool,
    ) -> Warehouse<'a> {
        let shelf = || Shelf {
            start: 0.0,
            lost: 0.0,
            short_lines: 0,
            stock: 0.0,
            orders: Vec::new(),
            on_hand: 0.0,
            incoming: 0.0,
            arrivals: vec![0.0; lead_times.longest() + 1],
        };
        let pack = if item.pack > 0.0 { item.pack } else { f64::from(u8::from(is_whole)) };
        Warehouse {
            item,
            lead_times,
            shelves: question.aims.iter().map(|_| shelf()).collect(),
            steady: vec![Steady::default(); question.aims.len()],
            demanded: 0.0,
            lines: 0,
            random: Pcg64Mcg::seed_from_u64(question.seed ^ (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            counted_from,
            pack,
        }
    }

    /// The first stock is the level itself.
    pub(super) fn open(&mut self, levels: &[f64]) {
        for (shelf, level) in self.shelves.iter_mut().zip(levels) {
            let whole = if self.pack > 0.0 { (level - ROUNDING).ceil() } else { *level };
            shelf.start = whole.max(0.0);
            shelf.on_hand = shelf.start;
        }
    }

    /// Arrivals, then demand.
    pub(super) fn serve(&mut self, period: usize, wanted: f64) {
        let counts = period >= self.counted_from;
        if counts {
            self.demanded += wanted;
            self.lines += u64::from(wanted > 0.0);
        }
        for shelf in &mut self.shelves {
            let slot = period % shelf.arrivals.len();
            let arrived = std::mem::take(&mut shelf.arrivals[slot]);
            shelf.incoming -= arrived;
            shelf.on_hand += arrived;
            let served = wanted.min(shelf.on_hand);
            shelf.on_hand -= served;
            if counts {
                shelf.lost += wanted - served;
                shelf.short_lines += u64::from(served < wanted - ROUNDING);
                shelf.stock += shelf.on_hand;
            }
        }
    }

    /// Orders what is missing to the levels.
    pub(super) fn order(&mut self, period: usize, levels: &[f64]) {
        // Drawn whether or not anything is ordered: all aims meet the same suppliers.
        let arrives = period + self.lead_times.draw(&mut self.random);
        for (shelf, level) in self.shelves.iter_mut().zip(levels) {
            let missing = level - (shelf.on_hand + shelf.incoming);
            if missing <= ROUNDING {
                continue;
            }
            let quantity = missing.max(self.item.minimum);
            let quantity = match self.pack > 0.0 {
                true => ((quantity - ROUNDING) / self.pack).ceil() * self.pack,
                false => quantity,
            };
            shelf.incoming += quantity;
            let slot = arrives % shelf.arrivals.len();
            shelf.arrivals[slot] += quantity;
            shelf.orders.push((period, arrives, quantity));
        }
    }
}
