//! What a count task does to the world: nothing while people count and while somebody judges what
//! differs; then the shelf is right, and the books follow.

use super::generated::{CountTask, Line, Transition};
use crate::{Counted, CountedAgain, Effect, Needs, Refusal, World};
use documents::Value;
use ledger::{BalanceKey, Origin};
use values::{DocumentId, Instant, Percent, Quantity};

pub(super) fn sources(_: &CountTask) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, task: &CountTask, transition: Transition, world: &World) -> Needs {
    let keys = || task.lines.iter().map(|it| key(task, it));
    let at = counted_at(task, world);
    match transition {
        Transition::Submit | Transition::Approve => Needs {
            balances: keys().collect(),
            items: task.lines.iter().map(|it| it.item).collect(),
            claims_at: if transition == Transition::Approve { keys().collect() } else { Vec::new() },
            moved_since: task.lines.iter().map(|it| (key(task, it), it.lot.clone(), at)).collect(),
            ..Needs::default()
        },
        Transition::Reject | Transition::Cancel => Needs::default(),
    }
}

fn key(task: &CountTask, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: task.warehouse }
}

fn counted_at(task: &CountTask, world: &World) -> Instant {
    task.counted_at.unwrap_or(world.now)
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
    for line in &task.lines {
        let key = key(task, line);
        let moved_since = world.moved_since.get(&(key, line.lot.clone())).copied().unwrap_or_default();
        let origin = Origin { document: id, line: line.line };
        let counted = line.recounted.or(line.counted).unwrap_or_default();
        let found = world.ledger.count(key, line.lot.clone(), counted, moved_since, world.today, origin)?;
        effects.push(Effect::Counted(Counted { key, day: world.today, difference: found.difference }));
    }
    Ok(effects)
}

/// What the books said was there when somebody looked.
fn expected(task: &CountTask, line: &Line, world: &World) -> Quantity {
    let key = key(task, line);
    let now = match &line.lot {
        Some(lot) => world.ledger.lot(key, lot).on_hand,
        None => world.ledger.balance(key).on_hand,
    };
    now.minus(world.moved_since.get(&(key, line.lot.clone())).copied().unwrap_or_default())
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
