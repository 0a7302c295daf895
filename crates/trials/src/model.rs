//! The books as a clerk would keep them, with maps and sums, from the definitions in the design: not a
//! line of it was taken from the ledger. It says what a step must lead to, and what it must be refused for.

use crate::shelf::{Shelf, Stock};
use crate::step::*;
use std::collections::{BTreeMap, BTreeSet};
use values::Money;

/// The code of a refusal.
pub(crate) type No = &'static str;
pub(crate) type Key = (Item, Place);

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;
pub(crate) const HOLD_MICROS: i64 = 30 * 60 * 1_000_000;

/// A paper, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doc {
    pub(crate) paper: Paper,
    pub(crate) state: &'static str,
    pub(crate) version: i64,
    /// Of an order, by line.
    pub(crate) done: BTreeMap<u32, i64>,
    /// What of it came back.
    pub(crate) returned: BTreeMap<u32, i64>,
    /// How much of each item left with it, and what that was worth.
    pub(crate) left: BTreeMap<Item, (i64, i64)>,
}

impl Doc {
    fn new(paper: Paper) -> Doc {
        let (done, returned, left) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Doc { paper, state: "draft", version: 0, done, returned, left }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Model {
    pub(crate) shelves: BTreeMap<Key, Shelf>,
    pub(crate) stocks: BTreeMap<Item, Stock>,
    pub(crate) docs: BTreeMap<Nth, Doc>,
    /// Whether each place of an item has an average of its own.
    pub(crate) by_place: bool,
}

/// What a step did: the paper it is about. `None` of a sweep.
pub(crate) type Done = Result<Option<Nth>, No>;

/// Where transitions lead.
const TRANSITIONS: &[(&str, &str, &[&str], &str)] = &[
    ("sales_order", "confirm", &["draft", "pending"], "confirmed"),
    ("sales_order", "hold", &["draft"], "pending"),
    ("sales_order", "cancel", &["draft", "pending", "confirmed"], "cancelled"),
    ("sales_order", "reserve", &["confirmed"], "confirmed"),
    ("sales_order", "close", &["confirmed"], "closed"),
    ("purchase_order", "confirm", &["draft"], "confirmed"),
    ("purchase_order", "cancel", &["draft", "confirmed"], "cancelled"),
    ("purchase_order", "close", &["confirmed"], "closed"),
    ("stock_hold", "confirm", &["draft"], "active"),
    ("stock_hold", "release", &["active"], "released"),
    ("sales_return", "confirm", &["draft", "checking"], "confirmed"),
    ("sales_return", "check", &["draft"], "checking"),
    ("sales_return", "cancel", &["draft"], "cancelled"),
    ("channel_stock", "apply", &["draft"], "active"),
    ("channel_stock", "withdraw", &["active"], "withdrawn"),
    ("transfer", "confirm", &["draft"], "confirmed"),
    ("transfer", "receive", &["confirmed"], "received"),
    ("transfer", "cancel", &["draft"], "cancelled"),
    ("bin_move", "confirm", &["draft"], "confirmed"),
    ("bin_move", "cancel", &["draft"], "cancelled"),
    ("loan", "confirm", &["draft"], "lent"),
    ("loan", "cancel", &["draft"], "cancelled"),
    ("loan_return", "confirm", &["draft"], "confirmed"),
    ("loan_return", "cancel", &["draft"], "cancelled"),
    ("shipment", "confirm", &["draft"], "confirmed"),
    ("shipment", "cancel", &["draft"], "cancelled"),
    ("receipt", "confirm", &["draft"], "confirmed"),
    ("receipt", "cancel", &["draft"], "cancelled"),
    ("adjustment", "confirm", &["draft"], "confirmed"),
    ("adjustment", "cancel", &["draft"], "cancelled"),
    ("stock_count", "confirm", &["draft"], "confirmed"),
    ("stock_count", "cancel", &["draft"], "cancelled"),
    ("opening_stock", "confirm", &["draft"], "confirmed"),
    ("opening_stock", "cancel", &["draft"], "cancelled"),
];

/// Names of the transitions that people make on papers of a type, from that state or from any.
pub(crate) fn transitions_of(document_type: &str, state: Option<&str>) -> Vec<&'static str> {
    let from = |it: &&(&str, &'static str, &[&str], &str)| {
        it.0 == document_type && state.is_none_or(|state| it.2.contains(&state))
    };
    TRANSITIONS.iter().filter(from).map(|it| it.1).collect()
}

impl Model {
    /// What the step leads to. A refusal changes nothing.
    pub(crate) fn take(&mut self, step: &Step) -> Done {
        let mut scratch = self.part(step);
        let done = scratch.act(step)?;
        let before = |key: &Key| self.shelves.get(key).cloned().unwrap_or_default();
        for (key, shelf) in &mut scratch.shelves {
            let before = before(key);
            let more = shelf.available() > before.available() || shelf.rules != before.rules;
            if key.1 < WAREHOUSES && more && shelf.available() > 0 {
                shelf.serve();
            }
        }
        self.shelves.append(&mut scratch.shelves);
        self.stocks.append(&mut scratch.stocks);
        self.docs.append(&mut scratch.docs);
        Ok(done)
    }

    /// Whether it would be refused now, and why.
    pub(crate) fn refuses(&self, step: &Step) -> Option<No> {
        self.part(step).act(step).err()
    }

    /// The papers, shelves and stocks that the step is about.
    fn part(&self, step: &Step) -> Model {
        let mut part = Model { by_place: self.by_place, ..Model::default() };
        let (mut items, mut docs) = (BTreeSet::new(), BTreeSet::new());
        match &step.act {
            Act::Make { paper, .. } => {
                docs.extend(paper.source());
                note_items(paper, &mut items);
            }
            Act::Move { of, .. } => drop(docs.insert(*of)),
            Act::Amend { of, lines } => {
                docs.insert(*of);
                items.extend(lines.iter().map(|it| it.item));
            }
            Act::PushDown { of } => drop(docs.insert(*of)),
            Act::Reallocate { item, .. } => drop(items.insert(*item)),
            Act::Repeat { .. } | Act::Sweep => (),
        }
        if let Some(source) = docs.first().and_then(|it| self.docs.get(it)?.paper.source()) {
            docs.insert(source);
        }
        for nth in docs {
            let Some(doc) = self.docs.get(&nth) else { continue };
            note_items(&doc.paper, &mut items);
            part.docs.insert(nth, doc.clone());
        }
        for item in items {
            let shelves = self.shelves.range((item, 0)..=(item, LOAN));
            part.shelves.extend(shelves.map(|(key, it)| (*key, it.clone())));
            part.stocks.extend(self.stocks.get(&item).map(|it| (item, it.clone())));
        }
        part
    }

    fn act(&mut self, step: &Step) -> Done {
        match &step.act {
            Act::Make { paper, transition } => {
                if let Paper::Transfer { from, to, .. } = paper
                    && from == to
                {
                    return Err("invalid");
                }

                self.docs.insert(step.nth, Doc::new(paper.clone()));
                match transition {
                    Some(it) => self.transition(step.nth, it, step.now)?,
                    None => self.docs.get_mut(&step.nth).expect("just made").version = 1,
                }
                Ok(Some(step.nth))
            }
            Act::Move { of, transition, stale } => {
                if *stale {
                    return Err("stale_version");
                }
                self.transition(*of, transition, step.now)?;
                Ok(Some(*of))
            }
            Act::Amend { of, lines } => {
                self.amend(*of, lines, step.now)?;
                Ok(Some(*of))
            }
            Act::PushDown { of } => {
                let paper = self.draft(*of, step.now).ok_or("transition_not_allowed")?;
                self.act(&Step { act: Act::Make { paper, transition: Some("confirm") }, ..*step })
            }
            Act::Reallocate { item, at, favoured } => {
                let shelf = self.shelf(*item, *at);
                shelf.claims.values_mut().for_each(|it| it.reserved = 0);
                let first = shelf.claims.keys().filter(|it| Some(it.0) == *favoured).copied();
                let first: Vec<_> = first.collect();
                first.into_iter().for_each(|id| shelf.promise(id));
                shelf.serve();
                Ok(None)
            }
            Act::Repeat { .. } | Act::Sweep => Ok(None),
        }
    }

    /// Whether it would be accepted now and change nothing, not even leave an event: a change that is none.
    pub(crate) fn ignores(&self, step: &Step) -> bool {
        let mut part = self.part(step);
        let before = part.docs.clone();
        matches!(step.act, Act::Amend { .. }) && part.act(step).is_ok() && part.docs == before
    }

    pub(crate) fn shelf(&mut self, item: Item, at: Place) -> &mut Shelf {
        self.shelves.entry((item, at)).or_default()
    }

    pub(crate) fn doc(&mut self, nth: Nth) -> &mut Doc {
        self.docs.get_mut(&nth).expect("a paper that was made")
    }

    fn transition(&mut self, nth: Nth, name: &str, now: i64) -> Result<(), No> {
        let doc = self.doc(nth).clone();
        let found = TRANSITIONS
            .iter()
            .find(|it| it.0 == doc.paper.document_type() && it.1 == name && it.2.contains(&doc.state));
        let to = found.ok_or("transition_not_allowed")?.3;
        match &doc.paper {
            Paper::Order(order) => self.move_order(nth, order, &doc, name, now)?,
            Paper::Purchase { .. } if name == "cancel" && doc.done.values().any(|it| *it > 0) => {
                return Err("already_fulfilled");
            }
            Paper::Hold { at, goods, .. } => self.move_hold(*at, goods, name)?,
            Paper::Return(it) => self.move_return(it, doc.state, name, now)?,
            Paper::Rules { at, rules } => self.move_rules(nth, *at, rules, name),
            Paper::Transfer { from, to, goods } => {
                let (from, to) = if name == "confirm" { (*from, TRANSIT) } else { (TRANSIT, *to) };
                let goods: &[_] = if name == "cancel" { &[] } else { goods };
                for (item, quantity) in goods {
                    self.issue(*item, from, Some(to), *quantity, now)?;
                }
            }
            paper if name == "confirm" => self.post(paper, now)?,
            _ => (),
        }
        let doc = self.doc(nth);
        (doc.state, doc.version) = (to, doc.version + 1);
        Ok(())
    }

    fn post(&mut self, paper: &Paper, now: i64) -> Result<(), No> {
        match paper {
            Paper::Shipment { of, at, parts, day } => self.ship(*of, *at, parts, *day, now),
            Paper::Receipt { of, at, goods, day } => self.receive_order(*of, *at, goods, *day, now),
            Paper::Opening { at, goods, cost, day } => {
                for (item, quantity) in goods {
                    not_in_future(*day, now)?;
                    self.receive(*item, *at, *quantity, cost * quantity * Money::ONE_RAW, now);
                }
                Ok(())
            }
            Paper::Adjustment { at, goods, .. } => {
                for (item, quantity) in goods {
                    match quantity {
                        0 => return Err("quantity_zero"),
                        1.. => self.receive_at_average(*item, *at, *quantity, now),
                        _ => self.issue(*item, *at, None, -quantity, now)?,
                    }
                }
                Ok(())
            }
            Paper::BinMove { at, lines } => lines.iter().try_for_each(|it| self.carry(*at, it)),
            Paper::Loan { at, goods } => self.lend(*at, goods, now),
            Paper::LoanReturn { of, at, goods, outcome } => self.settle_loan(*of, *at, goods, outcome, now),
            Paper::Count { at, goods, moment } => {
                goods.iter().try_for_each(|(item, counted)| self.count(*item, *at, *counted, *moment, now))
            }
            _ => Ok(()),
        }
    }

    /// What ends by itself at `now`: orders that nobody paid and holds that were not released.
    pub(crate) fn due(&self, now: i64) -> BTreeSet<Nth> {
        let is_due = |it: &Doc| match &it.paper {
            Paper::Order(order) => it.state == "pending" && order.hold_until.is_some_and(|at| at <= now),
            Paper::Hold { until, .. } => it.state == "active" && until.is_some_and(|at| at <= now),
            _ => false,
        };
        self.docs.iter().filter(|(_, it)| is_due(it)).map(|(nth, _)| *nth).collect()
    }

    /// One of them ends.
    pub(crate) fn expire(&mut self, nth: Nth) {
        let mut freed: BTreeSet<Key> = BTreeSet::new();
        let paper = self.doc(nth).paper.clone();
        match &paper {
            Paper::Order(order) => {
                let had = |it: &&Line| {
                    let claims = self.shelves.get(&(it.item, it.at)).map(|shelf| &shelf.claims);
                    claims.and_then(|it2| it2.get(&(nth, it.number))).is_some_and(|it| it.reserved > 0)
                };
                freed.extend(order.lines.iter().filter(had).map(|it| (it.item, it.at)));
                self.give_back(nth, order);
            }
            Paper::Hold { at, goods, .. } => {
                for (item, quantity) in goods {
                    self.shelf(*item, *at).held -= quantity;
                    freed.insert((*item, *at));
                }
            }
            _ => (),
        }
        for (item, at) in freed {
            self.shelf(item, at).serve();
        }
        self.set_hold_until(nth, None);
        let doc = self.doc(nth);
        (doc.state, doc.version) = ("expired", doc.version + 1);
    }
}

/// The business day in Shanghai.
pub(crate) fn today(now: i64) -> i64 {
    (now + DAY_MICROS / 3) / DAY_MICROS
}

pub(crate) fn not_in_future(day: i64, now: i64) -> Result<(), No> {
    if day > today(now) { Err("day_in_future") } else { Ok(()) }
}

fn note_items(paper: &Paper, items: &mut BTreeSet<Item>) {
    match paper {
        Paper::Order(order) => items.extend(order.lines.iter().map(|it| it.item)),
        Paper::BinMove { lines, .. } => items.extend(lines.iter().map(|it| it.item)),
        Paper::Rules { rules, .. } => items.extend(rules.iter().map(|it| it.item)),
        Paper::Shipment { parts, .. } | Paper::Return(Return { parts, .. }) => {
            items.extend(parts.iter().map(|it| it.0))
        }
        Paper::Purchase { goods, .. }
        | Paper::Receipt { goods, .. }
        | Paper::Opening { goods, .. }
        | Paper::Adjustment { goods, .. }
        | Paper::Count { goods, .. }
        | Paper::Hold { goods, .. }
        | Paper::Loan { goods, .. }
        | Paper::LoanReturn { goods, .. }
        | Paper::Transfer { goods, .. } => items.extend(goods.iter().map(|it| it.0)),
    }
}

/// Noon UTC of the first day, as microseconds; days are counted from there.
pub(crate) const START: i64 = 20_000 * DAY_MICROS + DAY_MICROS / 6;
pub(crate) const DAY: i64 = DAY_MICROS;
