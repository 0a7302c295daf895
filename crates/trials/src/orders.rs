//! The clerk's books of orders: what they are promised, and what is delivered on them.

use crate::model::{Doc, HOLD_MICROS, Key, Model, No, not_in_future, today};
use crate::shelf::{Claim, new_claim};
use crate::step::*;
use std::collections::BTreeMap;
use values::Money;

impl Model {
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

    pub(crate) fn move_order(
        &mut self,
        nth: Nth,
        order: &Order,
        doc: &Doc,
        name: &str,
        now: i64,
    ) -> Result<(), No> {
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

    pub(crate) fn set_hold_until(&mut self, nth: Nth, until: Option<i64>) {
        if let Paper::Order(order) = &mut self.doc(nth).paper {
            // A paper that never had a limit keeps none when it is confirmed.
            order.hold_until = until;
        }
    }

    pub(crate) fn give_back(&mut self, nth: Nth, order: &Order) {
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

    pub(crate) fn amend(&mut self, nth: Nth, lines: &[Line], now: i64) -> Result<(), No> {
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

    pub(crate) fn ship(
        &mut self,
        of: Nth,
        at: Option<Place>,
        parts: &Parts,
        day: i64,
        now: i64,
    ) -> Result<(), No> {
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

    pub(crate) fn receive_order(
        &mut self,
        of: Nth,
        at: Place,
        goods: &Goods,
        day: i64,
        now: i64,
    ) -> Result<(), No> {
        let order = self.doc(of).clone();
        let Paper::Purchase { to, goods: ordered, price } = &order.paper else { return Err("invalid") };
        if order.state != "confirmed" {
            return Err("source_not_open");
        }
        let all = lines_of(ordered, *to);
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

/// Goods as the lines of a paper.
pub(crate) fn lines_of(goods: &Goods, at: Place) -> Vec<Line> {
    let line = |(number, (item, quantity)): (u32, &(Item, i64))| Line {
        number,
        item: *item,
        quantity: *quantity,
        at,
    };
    (1..).zip(goods).map(line).collect()
}
