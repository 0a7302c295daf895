//! The books as a clerk would keep them, with maps and sums, from the definitions in the design: not a
//! line of it was taken from the ledger. It says what a step must lead to, and what it must be refused for.

use crate::step::*;
use std::collections::{BTreeMap, BTreeSet};
use values::Money;

/// The code of a refusal.
pub(crate) type No = &'static str;
pub(crate) type Key = (Item, Place);

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;
const HOLD_MICROS: i64 = 30 * 60 * 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) wanted: i64,
    pub(crate) reserved: i64,
    channel: Option<u8>,
    since: i64,
    /// Who is served first: customer, day.
    rank: (u8, i64),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    pub(crate) on_hand: i64,
    pub(crate) held: i64,
    /// Of channels, and the paper that says so.
    rules: BTreeMap<u8, (Rule, Nth)>,
    pub(crate) claims: BTreeMap<(Nth, u32), Claim>,
    /// What lies in each bin; nothing is zero.
    pub(crate) bins: BTreeMap<Bin, i64>,
}

impl Shelf {
    pub(crate) fn reserved(&self) -> i64 {
        self.claims.values().map(|it| it.reserved).sum()
    }

    pub(crate) fn available(&self) -> i64 {
        self.on_hand - self.reserved() - self.held
    }

    /// What this channel may still be promised.
    fn available_to(&self, channel: Option<u8>) -> i64 {
        let promised = |to: u8| -> i64 {
            self.claims.values().filter(|it| it.channel == Some(to)).map(|it| it.reserved).sum()
        };
        let mut left = self.available();
        let mut most = i64::MAX;
        for (other, (rule, _)) in &self.rules {
            if channel == Some(*other) {
                left -= rule.buffer;
                if let Some(share) = rule.share {
                    most = (self.on_hand - self.held) * share / 100 - promised(*other);
                }
            } else {
                left -= (rule.protected - promised(*other)).max(0);
            }
        }
        left.min(most).max(0)
    }

    fn promise(&mut self, id: (Nth, u32)) {
        let Some(claim) = self.claims.get(&id) else { return };
        let more = (claim.wanted - claim.reserved).min(self.available_to(claim.channel));
        self.claims.get_mut(&id).expect("it is there").reserved += more;
    }

    /// Everybody who waits, in order.
    fn serve(&mut self) {
        let mut waiting: Vec<_> = self.claims.iter().map(|(id, it)| (it.rank, it.since, *id)).collect();
        waiting.sort_unstable();
        waiting.into_iter().for_each(|(_, _, id)| self.promise(id));
    }
}

/// All of an item that is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stock {
    pub(crate) on_hand: i64,
    /// In raw money.
    pub(crate) value: i64,
    /// What each place is worth, where each has an average of its own.
    pub(crate) worths: BTreeMap<Place, i64>,
    /// When, where from, where to, how much; `None` is not ours.
    moves: Vec<(i64, Option<Place>, Option<Place>, i64)>,
}

impl Stock {
    pub(crate) fn moves(&self) -> usize {
        self.moves.len()
    }

    /// At the average cost of all of it, half a cent up.
    fn worth(&self, quantity: i64) -> i64 {
        if self.on_hand == 0 { 0 } else { share(self.value, quantity, self.on_hand) }
    }

    /// What came to a place, less what left it, after what was recorded last by `moment`.
    fn moved_since(&self, place: Place, moment: i64) -> i64 {
        let first = self.moves.iter().rposition(|it| it.0 <= moment).map_or(0, |it| it + 1);
        let net = |it: &(i64, Option<Place>, Option<Place>, i64)| {
            let to = if it.2 == Some(place) { it.3 } else { 0 };
            to - if it.1 == Some(place) { it.3 } else { 0 }
        };
        self.moves[first..].iter().map(net).sum()
    }
}

/// A paper, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doc {
    pub(crate) paper: Paper,
    pub(crate) state: &'static str,
    pub(crate) version: i64,
    /// Of an order, by line.
    pub(crate) done: BTreeMap<u32, i64>,
    /// What of it came back.
    returned: BTreeMap<u32, i64>,
    /// How much of each item left with it, and what that was worth.
    left: BTreeMap<Item, (i64, i64)>,
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

    /// The shipment that is proposed for an order: what is promised of it, else all that is left, from
    /// the first of its warehouses that has any.
    pub(crate) fn draft(&self, of: Nth, now: i64) -> Option<Paper> {
        let doc = self.docs.get(&of).filter(|it| it.state == "confirmed")?;
        let Paper::Order(order) = &doc.paper else { return None };
        let claims = self.claims_of(of);
        let promised = |it: &Line| claims.get(&it.number).map_or(0, |it| it.reserved);
        let nothing = order.lines.iter().all(|it| promised(it) == 0);
        let left = |it: &Line| it.quantity - doc.done.get(&it.number).copied().unwrap_or(0);
        let quantity = |it: &Line| if nothing { left(it) } else { promised(it) };
        let proposed: Vec<(&Line, i64)> =
            order.lines.iter().map(|it| (it, quantity(it))).filter(|it| it.1 > 0).collect();
        let first = proposed.first()?.0.at;
        let here = proposed.iter().filter(|(it, _)| it.at == first);
        let parts = here.map(|(it, quantity)| (it.item, *quantity, Some(it.number))).collect();
        Some(Paper::Shipment { of, at: Some(first), parts, day: today(now) })
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

    fn move_order(&mut self, nth: Nth, order: &Order, doc: &Doc, name: &str, now: i64) -> Result<(), No> {
        match name {
            "confirm" => {
                self.promise_all(nth, order, now)?;
                self.set_hold_until(nth, None);
            }
            "hold" => {
                let until = order.hold_until.unwrap_or(now + HOLD_MICROS);
                if until <= now {
                    return Err("hold_is_over");
                }
                self.promise_all(nth, order, now)?;
                self.set_hold_until(nth, Some(until));
            }
            "reserve" => {
                for line in &order.lines {
                    self.shelf(line.item, line.at).promise((nth, line.number));
                }
            }
            "cancel" if doc.done.values().any(|it| *it > 0) => return Err("already_fulfilled"),
            _ => self.give_back(nth, order),
        }
        Ok(())
    }

    fn set_hold_until(&mut self, nth: Nth, until: Option<i64>) {
        if let Paper::Order(order) = &mut self.doc(nth).paper {
            // A paper that never had a limit keeps none when it is confirmed.
            order.hold_until = until;
        }
    }

    fn give_back(&mut self, nth: Nth, order: &Order) {
        for line in &order.lines {
            self.shelf(line.item, line.at).claims.remove(&(nth, line.number));
        }
    }

    /// Opens what is not open yet, and promises; all or nothing when the order says so.
    fn promise_all(&mut self, nth: Nth, order: &Order, now: i64) -> Result<(), No> {
        for line in &order.lines {
            let claim = new_claim(order, line.quantity, now);
            self.shelf(line.item, line.at).claims.entry((nth, line.number)).or_insert(claim);
        }
        self.promise_lines(nth, order)
    }

    fn promise_lines(&mut self, nth: Nth, order: &Order) -> Result<(), No> {
        if order.whole {
            // What the order has already counts for it; its lines compete for the rest.
            let mut shelves = self.shelves.clone();
            for line in &order.lines {
                let (shelf, id) = (shelves.entry((line.item, line.at)).or_default(), (nth, line.number));
                let Some(claim) = shelf.claims.get(&id) else { continue };
                let missing = claim.wanted - claim.reserved;
                // Together: nobody's claim is looked at twice, so each takes what it needs of the pool.
                if missing > shelf.available_to(order.channel) {
                    return Err("insufficient_stock");
                }
                shelf.claims.get_mut(&id).expect("just found").reserved += missing;
            }
        }
        for line in &order.lines {
            self.shelf(line.item, line.at).promise((nth, line.number));
        }
        Ok(())
    }

    fn amend(&mut self, nth: Nth, lines: &[Line], now: i64) -> Result<(), No> {
        let doc = self.doc(nth).clone();
        let Paper::Order(before) = &doc.paper else { return Err("not_an_order") };
        if !["draft", "pending", "confirmed"].contains(&doc.state) {
            return Err("not_editable");
        }
        let Some(lines) = numbered(&before.lines, lines) else { return Err("invalid") };
        if before.lines == lines {
            return Ok(());
        }
        let after = Order { lines, ..before.clone() };
        if doc.state != "draft" {
            for old in &before.lines {
                let done = doc.done.get(&old.number).copied().unwrap_or(0);
                let new = after.lines.iter().find(|it| it.number == old.number && it.item == old.item);
                if new.map_or(0, |it| it.quantity) < done {
                    return Err("less_than_fulfilled");
                }
            }
            self.change_claims(nth, before, &after, &doc, now);
            self.promise_lines(nth, &after)?;
        }
        let all_done = after.lines.iter().all(|it| doc.done.get(&it.number) == Some(&it.quantity));
        let doc = self.doc(nth);
        doc.paper = Paper::Order(after);
        doc.version += 1;
        if all_done && doc.state == "confirmed" {
            (doc.state, doc.version) = ("done", doc.version + 1);
        }
        Ok(())
    }

    fn change_claims(&mut self, nth: Nth, before: &Order, after: &Order, doc: &Doc, now: i64) {
        let mut old: BTreeMap<u32, (Key, Claim)> = BTreeMap::new();
        for line in &before.lines {
            let claims = &mut self.shelf(line.item, line.at).claims;
            if let Some(it) = claims.remove(&(nth, line.number)) {
                old.insert(line.number, ((line.item, line.at), it));
            }
        }
        for line in &after.lines {
            let left = line.quantity - doc.done.get(&line.number).copied().unwrap_or(0);
            if left == 0 {
                continue;
            }
            let claim = match old.get(&line.number) {
                Some((key, it)) if *key == (line.item, line.at) => {
                    Claim { wanted: left, reserved: it.reserved.min(left), ..it.clone() }
                }
                Some((_, it)) => Claim { wanted: left, reserved: 0, ..it.clone() },
                None => new_claim(after, left, now),
            };
            self.shelf(line.item, line.at).claims.insert((nth, line.number), claim);
        }
    }

    fn move_hold(&mut self, at: Place, goods: &Goods, name: &str) -> Result<(), No> {
        for (item, quantity) in goods {
            let shelf = self.shelf(*item, at);
            if name != "confirm" {
                shelf.held -= quantity;
            } else if shelf.available() < *quantity {
                return Err("insufficient_stock");
            } else {
                shelf.held += quantity;
            }
        }
        Ok(())
    }

    /// Goods come back at the value they left with, are held while they are looked at, and are sold
    /// again or scrapped.
    fn move_return(&mut self, it: &Return, state: &str, name: &str, now: i64) -> Result<(), No> {
        if name == "cancel" {
            return Ok(());
        }
        for (item, quantity, named) in &it.parts {
            if state == "draft" {
                self.take_back(it, *item, *quantity, *named, now)?;
            }
            self.shelf(*item, it.at).held += match (state, name) {
                ("draft", "check") => *quantity,
                ("checking", _) => -*quantity,
                _ => 0,
            };
        }
        for (item, quantity, _) in it.parts.iter().filter(|_| it.damaged && name == "confirm") {
            self.issue(*item, it.at, None, *quantity, now)?;
        }
        Ok(())
    }

    fn take_back(
        &mut self,
        it: &Return,
        item: Item,
        quantity: i64,
        named: Option<u32>,
        now: i64,
    ) -> Result<(), No> {
        let order = self.doc(it.of);
        let Paper::Order(paper) = &order.paper else { return Err("invalid") };
        let matches = |it: &&Line| it.item == item && named.is_none_or(|named| it.number == named);
        let lines: Vec<u32> = paper.lines.iter().filter(matches).map(|it| it.number).collect();
        if lines.is_empty() {
            return Err("not_ordered");
        }
        let mut rest = quantity;
        for line in lines {
            let back = order.returned.entry(line).or_default();
            let part = rest.min(order.done.get(&line).copied().unwrap_or(0) - *back);
            (*back, rest) = (*back + part, rest - part);
        }
        if rest > 0 {
            return Err("more_than_shipped");
        }
        not_in_future(it.day, now)?;
        let (left, value) = order.left.get(&item).copied().unwrap_or((1, 0));
        let value = share(value, quantity, left);
        self.receive(item, it.at, quantity, value, now);
        Ok(())
    }

    fn move_rules(&mut self, nth: Nth, at: Place, rules: &[Rule], name: &str) {
        for rule in rules {
            let of = &mut self.shelf(rule.item, at).rules;
            if name == "apply" {
                of.insert(rule.channel, (rule.clone(), nth));
            } else if of.get(&rule.channel).is_some_and(|it| it.1 == nth) {
                of.remove(&rule.channel);
            }
        }
    }

    fn receive(&mut self, item: Item, to: Place, quantity: i64, value: i64, now: i64) {
        self.shelf(item, to).on_hand += quantity;
        let stock = self.stocks.entry(item).or_default();
        stock.on_hand += quantity;
        stock.value += value;
        *stock.worths.entry(to).or_default() += value;
        stock.moves.push((now, None, Some(to), quantity));
    }

    fn receive_at_average(&mut self, item: Item, to: Place, quantity: i64, now: i64) {
        let value = match self.by_place && self.shelf(item, to).on_hand > 0 {
            true => self.worth_at(item, to, quantity),
            false => self.stocks.entry(item).or_default().worth(quantity),
        };
        self.receive(item, to, quantity, value, now);
    }

    /// Only what nobody was promised and nobody holds may leave.
    pub(crate) fn issue(
        &mut self,
        item: Item,
        from: Place,
        to: Option<Place>,
        quantity: i64,
        now: i64,
    ) -> Result<(), No> {
        if self.shelf(item, from).available() < quantity {
            return Err("insufficient_stock");
        }
        self.take_away(item, from, to, quantity, now);
        Ok(())
    }

    /// What it was worth.
    fn take_away(&mut self, item: Item, from: Place, to: Option<Place>, quantity: i64, now: i64) -> i64 {
        let value = self.worth_at(item, from, quantity);
        let shelf = self.shelf(item, from);
        shelf.on_hand -= quantity;
        shelf.empty_bins();
        let stock = self.stocks.entry(item).or_default();
        stock.moves.push((now, Some(from), to, quantity));
        *stock.worths.entry(from).or_default() -= value;
        match to {
            None => (stock.value, stock.on_hand) = (stock.value - value, stock.on_hand - quantity),
            Some(to) => {
                *stock.worths.entry(to).or_default() += value;
                self.shelf(item, to).on_hand += quantity;
            }
        }
        value
    }

    /// At the average cost of the place, or of all of the item.
    fn worth_at(&mut self, item: Item, at: Place, quantity: i64) -> i64 {
        let there = self.shelf(item, at).on_hand;
        let stock = self.stocks.entry(item).or_default();
        match self.by_place {
            true if there == 0 => 0,
            true => share(stock.worths.get(&at).copied().unwrap_or(0), quantity, there),
            false => stock.worth(quantity),
        }
    }

    fn ship(&mut self, of: Nth, at: Option<Place>, parts: &Parts, day: i64, now: i64) -> Result<(), No> {
        let order = self.doc(of).clone();
        let Paper::Order(paper) = &order.paper else { return Err("invalid") };
        if order.state != "confirmed" {
            return Err("source_not_open");
        }
        let open = |it: &&Line| at.is_none_or(|at| it.at == at);
        for (item, quantity, named) in parts {
            let matches = |it: &&Line| it.item == *item && named.is_none_or(|named| it.number == named);
            let lines: Vec<&Line> = paper.lines.iter().filter(open).filter(matches).collect();
            for (number, part) in self.of_lines(of, &lines, *quantity)? {
                not_in_future(day, now)?;
                let line = lines.iter().find(|it| it.number == number).expect("one of them");
                let shelf = self.shelf(line.item, line.at);
                let claim = shelf.claims.get(&(of, number)).cloned().ok_or("no_such_claim")?;
                if claim.reserved + shelf.available_to(claim.channel) < part {
                    return Err("insufficient_stock");
                }
                let left =
                    Claim { wanted: claim.wanted - part, reserved: (claim.reserved - part).max(0), ..claim };
                shelf.claims.remove(&(of, number));
                if left.wanted > 0 {
                    shelf.claims.insert((of, number), left);
                }
                let value = self.take_away(line.item, line.at, None, part, now);
                let left = self.doc(of).left.entry(line.item).or_default();
                *left = (left.0 + part, left.1 + value);
            }
        }
        self.complete(of, paper.lines.iter().map(|it| (it.number, it.quantity)));
        Ok(())
    }

    /// Divides a delivery among the lines of its order that are still open, and notes it there.
    pub(crate) fn of_lines(
        &mut self,
        of: Nth,
        lines: &[&Line],
        quantity: i64,
    ) -> Result<Vec<(u32, i64)>, No> {
        if lines.is_empty() {
            return Err("not_ordered");
        }
        let done = &mut self.doc(of).done;
        let (mut rest, mut parts) = (quantity, Vec::new());
        for line in lines {
            let done = done.entry(line.number).or_default();
            let part = rest.min(line.quantity - *done);
            (*done, rest) = (*done + part, rest - part);
            parts.extend((part > 0).then_some((line.number, part)));
        }
        if rest > 0 { Err("more_than_ordered") } else { Ok(parts) }
    }

    pub(crate) fn complete(&mut self, of: Nth, mut lines: impl Iterator<Item = (u32, i64)>) {
        let doc = self.doc(of);
        if lines.all(|(number, quantity)| doc.done.get(&number) == Some(&quantity)) {
            (doc.state, doc.version) = ("done", doc.version + 1);
        }
    }

    fn receive_order(&mut self, of: Nth, at: Place, goods: &Goods, day: i64, now: i64) -> Result<(), No> {
        let order = self.doc(of).clone();
        let Paper::Purchase { to, goods: ordered, price } = &order.paper else { return Err("invalid") };
        if order.state != "confirmed" {
            return Err("source_not_open");
        }
        let line = |(number, (item, quantity)): (u32, &(Item, i64))| Line {
            number,
            item: *item,
            quantity: *quantity,
            at: *to,
        };
        let all: Vec<Line> = (1..).zip(ordered).map(line).collect();
        for (item, quantity) in goods {
            let lines: Vec<&Line> = all.iter().filter(|it| it.item == *item).collect();
            for (_, part) in self.of_lines(of, &lines, *quantity)? {
                not_in_future(day, now)?;
                self.receive(*item, at, part, price * part * Money::ONE_RAW, now);
            }
        }
        self.complete(of, all.iter().map(|it| (it.number, it.quantity)));
        Ok(())
    }

    /// The shelf is right. What moved after the moment applies on top; the youngest promises go first.
    fn count(&mut self, item: Item, at: Place, counted: i64, moment: i64, now: i64) -> Result<(), No> {
        let moved = self.stocks.get(&item).map_or(0, |it| it.moved_since(at, moment));
        let shelf = self.shelf(item, at);
        let difference = counted - (shelf.on_hand - moved);
        if difference > 0 {
            self.receive_at_average(item, at, difference, now);
        }
        if difference >= 0 {
            return Ok(());
        }
        let shelf = self.shelf(item, at);
        let left = shelf.on_hand + difference;
        if left < 0 {
            return Err("count_below_moves");
        }
        if left < shelf.held {
            return Err("holds_do_not_fit");
        }
        let mut too_much = shelf.reserved() + shelf.held - left;
        let mut youngest: Vec<_> = shelf.claims.iter_mut().map(|(id, it)| (it.since, *id, it)).collect();
        youngest.sort_by_key(|it| std::cmp::Reverse((it.0, it.1)));
        for (_, _, claim) in youngest {
            let less = too_much.clamp(0, claim.reserved);
            (claim.reserved, too_much) = (claim.reserved - less, too_much - less);
        }
        self.take_away(item, at, None, -difference, now);
        Ok(())
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

    pub(crate) fn claims_of(&self, nth: Nth) -> BTreeMap<u32, &Claim> {
        let Some(Doc { paper: Paper::Order(order), .. }) = self.docs.get(&nth) else {
            return BTreeMap::new();
        };
        let claim = |it: &Line| {
            let claims = &self.shelves.get(&(it.item, it.at))?.claims;
            Some((it.number, claims.get(&(nth, it.number))?))
        };
        order.lines.iter().filter_map(claim).collect()
    }
}

fn new_claim(order: &Order, wanted: i64, since: i64) -> Claim {
    let rank = (order.customer.min(1), order.due.unwrap_or(i64::MAX));
    Claim { wanted, reserved: 0, channel: order.channel, since, rank }
}

/// `value × part ÷ whole`, half a raw unit up.
fn share(value: i64, part: i64, whole: i64) -> i64 {
    let (value, whole) = (i128::from(value), i128::from(whole));
    let share = (2 * value * i128::from(part) + whole) / (2 * whole);
    i64::try_from(share).expect("a part of an i64")
}

/// The business day in Shanghai.
pub(crate) fn today(now: i64) -> i64 {
    (now + DAY_MICROS / 3) / DAY_MICROS
}

fn not_in_future(day: i64, now: i64) -> Result<(), No> {
    if day > today(now) { Err("day_in_future") } else { Ok(()) }
}

/// New lines get the numbers after the last; `None` when a line is named that the paper has not.
fn numbered(before: &[Line], after: &[Line]) -> Option<Vec<Line>> {
    let mut last = before.iter().map(|it| it.number).max().unwrap_or(0);
    let number = |it: &Line| {
        if it.number == 0 {
            last += 1;
            return Some(Line { number: last, ..it.clone() });
        }
        before.iter().any(|old| old.number == it.number).then(|| it.clone())
    };
    after.iter().map(number).collect()
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
