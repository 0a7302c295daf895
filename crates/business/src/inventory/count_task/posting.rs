//! What a count task does to the world: nothing while people count and while somebody judges what
//! differs; then the shelf is right, and the books follow.

use super::generated::{CountTask, Line, Transition};
use crate::inventory::bin_move::require_bin;
use crate::{BinKey, Counted, CountedAgain, Effect, Needs, Refusal, World};
use documents::Value;
use ledger::{BalanceKey, Bin, Origin};
use std::collections::{BTreeMap, BTreeSet};
use values::{DocumentId, Instant, Percent, Quantity};

/// What of an item, or of one of its lots, a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    Bin(Bin),
    /// What lies in no bin: the bins stand on other lines.
    NoBin,
    Everywhere,
}

impl CountTask {
    pub fn shelf(&self, line: &Line) -> Shelf {
        let beside = |it: &Line| it.bin.is_some() && (it.item, &it.lot) == (line.item, &line.lot);
        match line.bin {
            Some(bin) => Shelf::Bin(bin),
            None if self.lines.iter().any(beside) => Shelf::NoBin,
            None => Shelf::Everywhere,
        }
    }

    /// What moved in less what moved out there since somebody looked, of what moved in all and bin by bin.
    pub fn moved(&self, line: &Line, in_all: Quantity, bins: &BTreeMap<BinKey, Quantity>) -> Quantity {
        let own = |(key, lot, _): &BinKey| *key == self.key(line) && *lot == line.lot;
        match self.shelf(line) {
            Shelf::Bin(bin) => {
                bins.get(&(self.key(line), line.lot.clone(), bin)).copied().unwrap_or_default()
            }
            Shelf::NoBin => {
                let of_bins = bins.iter().filter(|(it, _)| own(it));
                of_bins.fold(in_all, |left, (_, it)| left.minus(*it))
            }
            Shelf::Everywhere => in_all,
        }
    }

    fn key(&self, line: &Line) -> BalanceKey {
        BalanceKey { item: line.item, warehouse: self.warehouse }
    }
}

pub(super) fn sources(task: &CountTask) -> Vec<DocumentId> {
    let bins: BTreeSet<DocumentId> = task.lines.iter().filter_map(|it| it.bin).collect();
    bins.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, task: &CountTask, transition: Transition, world: &World) -> Needs {
    let keys = || task.lines.iter().map(|it| task.key(it));
    let at = counted_at(task, world);
    match transition {
        Transition::Submit | Transition::Approve => Needs {
            balances: keys().collect(),
            items: task.lines.iter().map(|it| it.item).collect(),
            claims_at: if transition == Transition::Approve { keys().collect() } else { Vec::new() },
            moved_since: task.lines.iter().map(|it| (task.key(it), it.lot.clone(), at)).collect(),
            bins_moved_since: match task.lines.iter().any(|it| it.bin.is_some()) {
                true => keys().map(|it| (it, at)).collect(),
                false => Vec::new(),
            },
            ..Needs::default()
        },
        Transition::Reject | Transition::Cancel => Needs::default(),
    }
}

/// Nobody counts in the future: what moves before it would be taken for counted.
fn counted_at(task: &CountTask, world: &World) -> Instant {
    task.counted_at.unwrap_or(world.now).min(world.now)
}

pub(super) fn post(
    id: DocumentId,
    task: &CountTask,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Submit => submit(task, world),
        Transition::Approve => approve(id, task, world),
        // Whoever counts again says anew when.
        Transition::Reject => Ok(vec![Effect::Write { field: "counted_at", value: None }]),
        Transition::Cancel => Ok(Vec::new()),
    }
}

/// Everything is counted; what is far from the books is counted twice. It is not said how far: who counts
/// should see the shelf, not the books.
fn submit(task: &CountTask, world: &World) -> Result<Vec<Effect>, Refusal> {
    let blank: Vec<_> = task.lines.iter().filter(|it| it.counted.is_none()).collect();
    if let Some(first) = blank.first() {
        return Err(Refusal::NotCounted { line: first.line, item: first.item, lines: blank.len() });
    }
    let tolerance = task.tolerance.unwrap_or_default();
    let beyond = |it: &&Line| {
        let counted = it.counted.unwrap_or_default();
        it.recounted.is_none() && is_beyond(tolerance, expected(task, it, world), counted)
    };
    let lines: Vec<CountedAgain> = task
        .lines
        .iter()
        .filter(beyond)
        .map(|it| CountedAgain { line: it.line, item: it.item, lot: it.lot.clone() })
        .collect();
    if !lines.is_empty() {
        return Err(Refusal::CountAgain { lines });
    }
    Ok(vec![
        Effect::Write { field: "counted_at", value: Some(Value::DateTime(counted_at(task, world))) },
        Effect::Write { field: "counter", value: Some(Value::Member(world.user)) },
    ])
}

fn approve(id: DocumentId, task: &CountTask, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    if task.counter == Some(world.user) {
        return Err(Refusal::OwnCount);
    }
    let mut effects = Vec::new();
    // What was found comes in before what is missing leaves: goods that lie in another bin cost no promise.
    let counted = |it: &Line| it.recounted.or(it.counted).unwrap_or_default();
    let mut lines: Vec<&Line> = task.lines.iter().collect();
    lines.sort_by_key(|it| expected(task, it, world).minus(counted(it)));
    for line in lines {
        let (key, lot, today) = (task.key(line), line.lot.clone(), world.today);
        let moved_since = moved_since(task, line, world);
        let origin = Origin { document: id, line: line.line };
        let counted = counted(line);
        let found = match task.shelf(line) {
            Shelf::Bin(bin) => {
                require_bin(bin, task.warehouse, counted.is_positive(), world)?;
                let now = counted.plus(moved_since);
                world.ledger.count_bin(key, lot, bin, now, today, origin)?
            }
            Shelf::NoBin => {
                let found = counted.minus(expected(task, line, world));
                let now = there(task, line, world).plus(found);
                world.ledger.count(key, lot, now, Quantity::ZERO, today, origin)?
            }
            Shelf::Everywhere => world.ledger.count(key, lot, counted, moved_since, today, origin)?,
        };
        effects.push(Effect::Counted(Counted { key, day: today, difference: found.difference }));
    }
    Ok(effects)
}

/// What the books said was there when somebody looked.
fn expected(task: &CountTask, line: &Line, world: &World) -> Quantity {
    let (key, lot) = (task.key(line), line.lot.as_deref());
    let now = match task.shelf(line) {
        Shelf::Bin(bin) => world.ledger.in_bin(key, lot, bin),
        Shelf::NoBin => world.ledger.to_place(key, lot),
        Shelf::Everywhere => there(task, line, world),
    };
    now.minus(moved_since(task, line, world))
}

fn moved_since(task: &CountTask, line: &Line, world: &World) -> Quantity {
    let in_all = world.moved_since.get(&(task.key(line), line.lot.clone())).copied();
    task.moved(line, in_all.unwrap_or_default(), &world.bins_moved_since)
}

/// In all, wherever it lies.
fn there(task: &CountTask, line: &Line, world: &World) -> Quantity {
    match &line.lot {
        Some(lot) => world.ledger.lot(task.key(line), lot).on_hand,
        None => world.ledger.balance(task.key(line)).on_hand,
    }
}

/// |counted − expected| ÷ expected is more than the tolerance; nothing expected and something there always
/// is.
fn is_beyond(tolerance: Percent, expected: Quantity, counted: Quantity) -> bool {
    let difference = i128::from(counted.raw()) - i128::from(expected.raw());
    let hundred = i128::from(Percent::whole(100).raw());
    difference.abs() * hundred > i128::from(expected.raw()) * i128::from(tolerance.raw())
}

#[cfg(test)]
mod is_beyond_tests {
    use super::is_beyond;
    use values::{Percent, Quantity};

    #[test]
    fn at_the_edge_it_is_within() {
        let beyond = |expected, counted| {
            is_beyond(Percent::whole(2), Quantity::whole(expected), Quantity::whole(counted))
        };
        assert!(!beyond(100, 98) && !beyond(100, 102) && !beyond(0, 0));
        assert!(beyond(100, 97) && beyond(100, 103) && beyond(0, 1));
    }
}
