//! The clerk's books of goods that come, go, are held, come back and are counted, and of what they are worth.

use crate::model::{Model, No, not_in_future};
use crate::shelf::share;
use crate::step::*;

impl Model {
    pub(crate) fn move_hold(&mut self, at: Place, goods: &Goods, name: &str) -> Result<(), No> {
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
    pub(crate) fn move_return(&mut self, it: &Return, state: &str, name: &str, now: i64) -> Result<(), No> {
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

    pub(crate) fn move_rules(&mut self, nth: Nth, at: Place, rules: &[Rule], name: &str) {
        for rule in rules {
            let of = &mut self.shelf(rule.item, at).rules;
            if name == "apply" {
                of.insert(rule.channel, (rule.clone(), nth));
            } else if of.get(&rule.channel).is_some_and(|it| it.1 == nth) {
                of.remove(&rule.channel);
            }
        }
    }

    pub(crate) fn receive(&mut self, item: Item, to: Place, quantity: i64, value: i64, now: i64) {
        self.shelf(item, to).on_hand += quantity;
        let stock = self.stocks.entry(item).or_default();
        stock.on_hand += quantity;
        stock.value += value;
        *stock.worths.entry(to).or_default() += value;
        stock.moves.push((now, None, Some(to), quantity));
    }

    pub(crate) fn receive_at_average(&mut self, item: Item, to: Place, quantity: i64, now: i64) {
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
    pub(crate) fn take_away(
        &mut self,
        item: Item,
        from: Place,
        to: Option<Place>,
        quantity: i64,
        now: i64,
    ) -> i64 {
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

    /// The shelf is right. What moved after the moment applies on top; the youngest promises go first.
    pub(crate) fn count(
        &mut self,
        item: Item,
        at: Place,
        counted: i64,
        moment: i64,
        now: i64,
    ) -> Result<(), No> {
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
}
