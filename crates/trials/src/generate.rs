//! Random steps that make some sense of the books as they are, and some that make none.

use crate::model::{Doc, Model, START, today, transitions_of};
use crate::random::Random;
use crate::step::*;

/// Papers older than this are rarely touched again.
const RECENT: usize = 120;

pub(crate) struct Generator {
    random: Random,
    nth: Nth,
    /// Microseconds.
    now: i64,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Generator {
        Generator { random: Random::new(seed), nth: 0, now: START }
    }

    pub(crate) fn batch(&mut self, model: &Model, size: usize) -> Batch {
        const SECOND: i64 = 1_000_000;
        let pause = match self.random.below(20) {
            0 => 20 * 3600,
            1..=4 => 40 * 60,
            _ => 1 + self.random.below(90),
        };
        self.now = (self.now / SECOND + 1 + pause) * SECOND;
        let alone = match self.random.below(8) {
            0 => Some(Act::Sweep),
            1 => self.open_order(model).map(|of| Act::PushDown { of }),
            _ => None,
        };
        if let Some(act) = alone {
            return Batch { steps: vec![self.step(act)], trouble: Trouble::None };
        }
        let mut steps: Vec<Step> = Vec::with_capacity(size);
        for _ in 0..1 + self.random.below(size as i64) {
            let act = self.act(model, &steps);
            steps.push(self.step(act));
        }
        self.random.shuffle(&mut steps);
        Batch { steps, trouble: self.trouble() }
    }

    fn step(&mut self, act: Act) -> Step {
        self.nth += 1;
        self.now += 1000;
        Step { nth: self.nth, now: self.now, act }
    }

    fn trouble(&mut self) -> Trouble {
        const TABLES: [&str; 14] = [
            "balance",
            "move",
            "claim",
            "stock",
            "change",
            "event",
            "link",
            "demand",
            "fulfilment",
            "arrival",
            "request",
            "document",
            "bin_balance",
            "worth",
        ];
        match self.random.below(60) {
            0..=1 => Trouble::FailingTable(self.random.pick(&TABLES).expect("there are some")),
            2 => Trouble::AnswersLost,
            3 => Trouble::PowerCut(self.random.below(i64::MAX).unsigned_abs()),
            _ => Trouble::None,
        }
    }

    fn act(&mut self, model: &Model, before: &[Step]) -> Act {
        let act = match self.random.below(33) {
            0..=6 => Some(self.order(model)),
            7..=9 => self.shipment(model),
            10 => Some(self.purchase()),
            11..=12 => self.receipt(model),
            13 => {
                // Now and then more than anybody ordered: what waits for stock takes every little delivery.
                let most = if self.random.one_in(3) { 200 } else { 20 };
                let (at, goods) = (self.place(), self.goods(most));
                let (cost, day) = (self.random.below(40), self.day());
                Some(make(Paper::Opening { at, goods, cost, day }, Some("confirm")))
            }
            14 => Some(self.adjustment(model)),
            15 => Some(self.count(model)),
            16 => Some(self.hold(model)),
            17 => Some(self.rules()),
            18 => Some(self.transfer(model)),
            19..=22 => self.transition(model),
            23 => self.amend(model),
            25 => self.take_back(model),
            28..=30 => Some(self.carry(model)),
            31 => Some(self.loan(model)),
            32 => self.loan_return(model),
            24 => {
                let favoured = if self.random.one_in(2) { self.open_order(model) } else { None };
                Some(Act::Reallocate { item: self.item(), at: self.place(), favoured })
            }
            _ => self.repeat(before),
        };
        act.unwrap_or_else(|| self.order(model))
    }

    fn item(&mut self) -> Item {
        // Some are hot.
        if self.random.one_in(2) {
            self.random.below(2) as Item
        } else {
            self.random.below(ITEMS.into()) as Item
        }
    }

    fn place(&mut self) -> Place {
        if self.random.one_in(4) { 1 } else { 0 }
    }

    /// Mostly today; sometimes entered late, sometimes too early.
    fn day(&mut self) -> i64 {
        let late = match self.random.below(12) {
            0 => -1,
            1..=3 => 1 + self.random.below(40),
            _ => 0,
        };
        today(self.now) - late
    }

    /// Different items.
    fn goods(&mut self, most: i64) -> Goods {
        let mut goods: Goods = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let item = self.item();
            if goods.iter().all(|it| it.0 != item) {
                goods.push((item, 1 + self.random.below(most)));
            }
        }
        goods
    }

    fn lines(&mut self) -> Vec<Line> {
        let count = 1 + self.random.below(4);
        let mut lines = Vec::new();
        for number in 1..=count as u32 {
            let (item, at) = (self.item(), self.place());
            lines.push(Line { number, item, quantity: 1 + self.random.below(8), at });
        }
        lines
    }

    fn order(&mut self, _: &Model) -> Act {
        let hold_until = match self.random.below(6) {
            0 => Some(self.now / 1_000_000 * 1_000_000 + 60_000_000 * (1 + self.random.below(200))),
            1 if self.random.one_in(4) => Some(self.now / 1_000_000 * 1_000_000 - 60_000_000),
            _ => None,
        };
        let channel = self.random.below(i64::from(CHANNELS) + 2);
        let order = Order {
            customer: self.random.below(CUSTOMERS.into()) as u8,
            channel: u8::try_from(channel).ok().filter(|it| *it < CHANNELS),
            lines: self.lines(),
            whole: self.random.one_in(3),
            due: self.random.one_in(3).then(|| self.random.below(60)),
            hold_until,
        };
        let transition = self.random.pick(&[Some("confirm"), Some("confirm"), Some("hold"), None]);
        make(Paper::Order(order), transition.flatten())
    }

    fn purchase(&mut self) -> Act {
        let (to, goods, price) = (self.place(), self.goods(30), self.random.below(30));
        make(Paper::Purchase { to, goods, price }, Some("confirm"))
    }

    fn is_more(&mut self) -> i64 {
        i64::from(self.random.one_in(10))
    }

    fn shipment(&mut self, model: &Model) -> Option<Act> {
        let of = match self.random.one_in(10) {
            true => self.paper(model, |it| matches!(it, Paper::Order(_)))?,
            false => self.open_order(model)?,
        };
        let doc = &model.docs[&of];
        let Paper::Order(order) = &doc.paper else { return None };
        let mut parts = Parts::new();
        let at = self.random.pick(&[None, Some(0), Some(1)])?;
        for line in &order.lines {
            let left = line.quantity - doc.done.get(&line.number).copied().unwrap_or(0);
            if left > 0 && at.is_none_or(|at| at == line.at) && !self.random.one_in(4) {
                let quantity = 1 + self.random.below(left) + self.is_more();
                parts.push((line.item, quantity, self.random.one_in(2).then_some(line.number)));
            }
        }
        if parts.is_empty() {
            parts.push((self.item(), 1, None));
        }
        let transition = if self.random.one_in(10) { None } else { Some("confirm") };
        Some(make(Paper::Shipment { of, at, parts, day: self.day() }, transition))
    }

    fn take_back(&mut self, model: &Model) -> Option<Act> {
        let shipped = |it: &Doc| matches!(it.paper, Paper::Order(_)) && it.done.values().any(|it| *it > 0);
        let shipped = model.docs.iter().rev().take(4 * RECENT).filter(|it| shipped(it.1)).map(|it| *it.0);
        let of = self.random.pick(&shipped.collect::<Vec<Nth>>())?;
        let doc = &model.docs[&of];
        let Paper::Order(order) = &doc.paper else { return None };
        let mut parts = Parts::new();
        for line in &order.lines {
            let done = doc.done.get(&line.number).copied().unwrap_or(0);
            if done > 0 && (parts.is_empty() || self.random.one_in(2)) {
                let quantity = 1 + self.random.below(done) + self.is_more();
                parts.push((line.item, quantity, self.random.one_in(2).then_some(line.number)));
            }
        }
        let (at, damaged, day) = (self.place(), self.random.one_in(3), self.day());
        let transition = self.random.pick(&[Some("confirm"), Some("check"), None])?;
        Some(make(Paper::Return(Return { of, at, parts, damaged, day }), transition))
    }

    fn receipt(&mut self, model: &Model) -> Option<Act> {
        let of = self.paper(model, |it| matches!(it, Paper::Purchase { .. }))?;
        let doc = &model.docs[&of];
        let Paper::Purchase { to, goods, .. } = &doc.paper else { return None };
        let mut received = Goods::new();
        for (number, (item, quantity)) in (1..).zip(goods) {
            let left = quantity - doc.done.get(&number).copied().unwrap_or(0);
            if left > 0 {
                received.push((*item, 1 + self.random.below(left) + self.is_more()));
            }
        }
        if received.is_empty() {
            received = self.goods(2);
        }
        let at = if self.random.one_in(5) { self.place() } else { *to };
        Some(make(Paper::Receipt { of, at, goods: received, day: self.day() }, Some("confirm")))
    }

    /// About as much as there is, so that it is often just enough and often just too much.
    fn about(&mut self, model: &Model, at: Place) -> Goods {
        let mut goods = self.goods(4);
        for (item, quantity) in &mut goods {
            let there = model.shelves.get(&(*item, at)).map_or(0, |it| it.available());
            if there > 0 && self.random.one_in(3) {
                *quantity = there + self.random.below(2);
            }
        }
        goods
    }

    fn adjustment(&mut self, model: &Model) -> Act {
        let at = self.place();
        let mut goods = self.about(model, at);
        for (_, quantity) in &mut goods {
            *quantity *= self.random.below(3) - 1;
        }
        let transition = if self.random.one_in(10) { None } else { Some("confirm") };
        make(Paper::Adjustment { at, scrap: self.random.one_in(2), goods }, transition)
    }

    fn count(&mut self, model: &Model) -> Act {
        let at = self.place();
        let mut goods = self.goods(4);
        for (item, counted) in &mut goods {
            let there = model.shelves.get(&(*item, at)).map_or(0, |it| it.on_hand);
            *counted = (there + self.random.below(9) - 5).max(0);
        }
        let ago = if self.random.one_in(2) { 0 } else { self.random.below(7200) };
        let moment = (self.now / 1_000_000 - ago) * 1_000_000;
        let transition = if self.random.one_in(10) { None } else { Some("confirm") };
        make(Paper::Count { at, goods, moment }, transition)
    }

    fn hold(&mut self, model: &Model) -> Act {
        let at = self.place();
        let goods = self.about(model, at);
        let minutes = self.random.below(240);
        let until = self.random.one_in(2).then(|| (self.now / 60_000_000 + minutes) * 60_000_000);
        make(Paper::Hold { at, goods, until }, Some("confirm"))
    }

    fn rules(&mut self) -> Act {
        let at = self.place();
        let mut rules: Vec<Rule> = Vec::new();
        for (item, protected) in self.goods(8) {
            let share = self.random.one_in(3).then(|| self.random.below(101));
            let channel = self.random.below(CHANNELS.into()) as u8;
            rules.push(Rule { item, channel, protected: protected - 1, share, buffer: self.random.below(3) });
        }
        let transition = if self.random.one_in(8) { None } else { Some("apply") };
        make(Paper::Rules { at, rules }, transition)
    }

    fn transfer(&mut self, model: &Model) -> Act {
        let from = self.place();
        let to = if self.random.one_in(12) { from } else { 1 - from };
        let goods = self.about(model, from);
        make(Paper::Transfer { from, to, goods }, Some("confirm"))
    }

    /// About as much as lies there, mostly into a bin.
    fn carry(&mut self, model: &Model) -> Act {
        let at = self.place();
        let here: Vec<Bin> = (0..).zip(BINS).filter(|it| it.1 == at).map(|it| it.0).collect();
        let mut lines = Vec::new();
        for _ in 0..1 + self.random.below(2) {
            let item = self.item();
            let shelf = model.shelves.get(&(item, at));
            let from = if self.random.one_in(2) { None } else { self.random.pick(&here) };
            let to = match self.random.below(8) {
                0 => None,
                1 => Some(self.random.below(BINS.len() as i64) as Bin),
                _ => self.random.pick(&here),
            };
            let there = shelf.map_or(0, |it| match from {
                Some(bin) => it.bins.get(&bin).copied().unwrap_or(0),
                None => it.on_hand - it.binned(),
            });
            let quantity = (1 + self.random.below(there.max(1)) + self.is_more()).max(1);
            lines.push(Carried { item, quantity, from, to });
        }
        make(Paper::BinMove { at, lines }, Some("confirm"))
    }

    fn loan(&mut self, model: &Model) -> Act {
        let at = self.place();
        let goods = self.about(model, at);
        make(Paper::Loan { at, goods }, Some("confirm"))
    }

    fn loan_return(&mut self, model: &Model) -> Option<Act> {
        let lent = |it: &Doc| matches!(it.paper, Paper::Loan { .. }) && it.state == "lent";
        let lent = model.docs.iter().rev().take(8 * RECENT).filter(|it| lent(it.1)).map(|it| *it.0);
        let lent: Vec<Nth> = lent.collect();
        let of = match self.random.one_in(10) {
            true => self.paper(model, |it| matches!(it, Paper::Loan { .. }))?,
            false => self.random.pick(&lent)?,
        };
        let doc = &model.docs[&of];
        let Paper::Loan { goods: lent, .. } = &doc.paper else { return None };
        let mut goods = Goods::new();
        for (number, (item, quantity)) in (1..).zip(lent) {
            let left = quantity - doc.done.get(&number).copied().unwrap_or(0);
            if left > 0 && (goods.is_empty() || self.random.one_in(2)) {
                goods.push((*item, 1 + self.random.below(left) + self.is_more()));
            }
        }
        if goods.is_empty() {
            goods = self.goods(2);
        }
        let outcome = self.random.pick(&["returned", "returned", "bought", "scrapped", "lost"])?;
        Some(make(Paper::LoanReturn { of, at: self.place(), goods, outcome }, Some("confirm")))
    }

    fn transition(&mut self, model: &Model) -> Option<Act> {
        let ends =
            |it: &Paper| !matches!(it, Paper::Order(_) | Paper::Shipment { .. } | Paper::Receipt { .. });
        let open = |it: &Doc| ends(&it.paper) && ["active", "confirmed", "checking"].contains(&it.state);
        let open = model.docs.iter().rev().take(RECENT).filter(|it| open(it.1)).map(|it| *it.0);
        let open: Vec<Nth> = if self.random.one_in(2) { open.collect() } else { Vec::new() };
        let of = match self.random.pick(&open) {
            Some(of) => of,
            None => self.paper(model, |_| true)?,
        };
        let doc = &model.docs[&of];
        let state = (!self.random.one_in(3)).then_some(doc.state);
        let transition = self.random.pick(&transitions_of(doc.paper.document_type(), state))?;
        Some(Act::Move { of, transition, stale: self.random.one_in(15) })
    }

    fn amend(&mut self, model: &Model) -> Option<Act> {
        let of = self.open_order(model).filter(|_| self.random.below(4) > 0);
        let of = of.or_else(|| self.paper(model, |it| matches!(it, Paper::Order(_))))?;
        let Paper::Order(order) = &model.docs[&of].paper else { return None };
        let mut lines = order.lines.clone();
        match self.random.below(5) {
            0 if lines.len() > 1 => drop(lines.remove(0)),
            1 => lines.push(Line { number: 0, ..self.lines().remove(0) }),
            2 => lines[0].at = 1 - lines[0].at,
            3 => lines[0].item = self.item(),
            _ => lines[0].quantity = 1 + self.random.below(12),
        }
        Some(Act::Amend { of, lines })
    }

    fn repeat(&mut self, before: &[Step]) -> Option<Act> {
        let own = before.iter().map(|it| it.nth).next_back().filter(|_| self.random.one_in(3));
        let of = own.or_else(|| {
            let back = 1 + self.random.below(60) as Nth;
            self.nth.checked_sub(back).filter(|it| *it > 0)
        });
        Some(Act::Repeat { of: of?, altered: self.random.one_in(8) })
    }

    fn open_order(&mut self, model: &Model) -> Option<Nth> {
        let open =
            |doc: &Doc| matches!(doc.paper, Paper::Order(_)) && ["pending", "confirmed"].contains(&doc.state);
        let open = model.docs.iter().rev().take(4 * RECENT).filter(|it| open(it.1)).map(|it| *it.0);
        let open: Vec<Nth> = open.collect();
        self.random.pick(&open)
    }

    fn paper(&mut self, model: &Model, of: impl Fn(&Paper) -> bool) -> Option<Nth> {
        let recent = model.docs.iter().rev().take(RECENT).filter(|it| of(&it.1.paper)).map(|it| *it.0);
        let recent: Vec<Nth> = recent.collect();
        self.random.pick(&recent)
    }
}

fn make(paper: Paper, transition: Option<&'static str>) -> Act {
    Act::Make { paper, transition }
}
