//! What the operations of one PostgreSQL transaction share: rows that were locked and read for all of
//! them at once, and rows that are written for all of them at once.
//!
//! A round trip to the server costs as much as the work it asks for. So a group of operations says
//! beforehand what it will want ([`Hints`]); that is locked in the order of keys in one statement, each
//! operation decides on what the one before it left, and what all of them wrote goes out together.
//!
//! **Invariant:** a statement sees everything written before it: what waits is written first.
//! **Invariant:** the group lives as long as its transaction, and is emptied when anything is undone.

use crate::requests::Remembered;
use crate::tx::{Cell, Param, Row};
use ledger::{Balance, BalanceKey};
use std::collections::{BTreeMap, HashMap, VecDeque};
use values::{DocumentId, UserId};

/// What an operation will want, said before its turn, so that it can be fetched for many at once.
/// Nothing depends on it being complete: what is missing is fetched when it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Idempotency keys it will look for.
    pub requests: Vec<(UserId, String)>,
    /// Balances it will lock.
    pub balances: Vec<BalanceKey>,
    /// How many documents it will make.
    pub documents: usize,
}

/// What one transaction keeps for its operations. Opaque: storage fills and reads it.
#[derive(Default)]
pub struct Group {
    /// As they are after the operations so far: the row as it was read, and whether it was changed.
    balances: BTreeMap<BalanceKey, (Row, bool)>,
    /// The last number given of each type and period that was asked for, and whether it was changed.
    counters: BTreeMap<(String, String), (i64, bool)>,
    requests: HashMap<(UserId, String), Option<Remembered>>,
    ids: VecDeque<i64>,
    /// Documents whose links are to be checked once they are written.
    linked: Vec<DocumentId>,
    inserts: Vec<Inserts>,
}

/// Rows of one table that wait.
pub(crate) struct Inserts {
    pub(crate) into: String,
    pub(crate) row: String,
    cells: Vec<Waiting>,
}

impl Inserts {
    pub(crate) fn params(&self) -> Vec<Param<'_>> {
        fn param(it: &Waiting) -> Param<'_> {
            match it {
                Waiting::Cell(Cell::Null) => Param::Null,
                Waiting::Cell(Cell::Int(it)) => Param::Int(*it),
                Waiting::Cell(Cell::Text(it)) => Param::Text(it),
                Waiting::Cell(Cell::Bytes(it)) => Param::Bytes(it),
                Waiting::Json(it) => Param::Json(it),
            }
        }
        self.cells.iter().map(param).collect()
    }
}

enum Waiting {
    Cell(Cell),
    Json(String),
}

/// Everything that waits to be written.
pub(crate) struct Unwritten {
    pub(crate) inserts: Vec<Inserts>,
    /// Type, period, last number given.
    pub(crate) counters: Vec<(String, String, i64)>,
    pub(crate) balances: Vec<(BalanceKey, Balance)>,
    pub(crate) linked: Vec<DocumentId>,
}

impl Group {
    pub(crate) fn insert(&mut self, into: &str, row: &str, params: &[Param<'_>]) {
        let cells = params.iter().map(|it| match it {
            Param::Null => Waiting::Cell(Cell::Null),
            Param::Int(it) => Waiting::Cell(Cell::Int(*it)),
            Param::Text(it) => Waiting::Cell(Cell::Text((*it).to_owned())),
            Param::Bytes(it) => Waiting::Cell(Cell::Bytes((*it).to_owned())),
            Param::Json(it) => Waiting::Json((*it).to_owned()),
        });
        match self.inserts.iter_mut().find(|it| it.into == into) {
            Some(found) => found.cells.extend(cells),
            None => self.inserts.push(Inserts {
                into: into.to_owned(),
                row: row.to_owned(),
                cells: cells.collect(),
            }),
        }
    }

    pub(crate) fn has_unwritten(&self) -> bool {
        !self.inserts.is_empty()
            || !self.linked.is_empty()
            || self.balances.values().any(|it| it.1)
            || self.counters.values().any(|it| it.1)
    }

    /// Hands over what waits, as written.
    pub(crate) fn take_unwritten(&mut self) -> Unwritten {
        let changed = self.balances.iter_mut().filter(|(_, it)| it.1);
        let balances = changed.map(|(key, it)| {
            it.1 = false;
            (*key, crate::world::balance(&it.0))
        });
        let counters = self.counters.iter_mut().filter(|(_, it)| it.1);
        let counters = counters.map(|((document_type, period), it)| {
            it.1 = false;
            (document_type.clone(), period.clone(), it.0)
        });
        Unwritten {
            balances: balances.collect(),
            counters: counters.collect(),
            inserts: std::mem::take(&mut self.inserts),
            linked: std::mem::take(&mut self.linked),
        }
    }

    /// The rows of these balances, when all of them were fetched.
    pub(crate) fn balances(&self, keys: &[BalanceKey]) -> Option<Vec<Row>> {
        keys.iter().map(|it| self.balances.get(it).map(|it| it.0.clone())).collect()
    }

    pub(crate) fn keep_balances(&mut self, rows: Vec<Row>) {
        self.balances.extend(rows.into_iter().map(|row| (crate::world::key(&row), (row, false))));
    }

    /// False when the balance was not fetched, and must be written otherwise.
    pub(crate) fn set_balance(&mut self, key: BalanceKey, now: Balance) -> bool {
        let Some((row, changed)) = self.balances.get_mut(&key) else { return false };
        for (column, it) in [(2, now.on_hand), (3, now.reserved), (4, now.held)] {
            row.cells[column] = Cell::Int(it.raw());
        }
        // Rare, so written by itself; here only for who comes next.
        row.cells[5] = Cell::Int(now.channel_rules.into());
        row.cells[6] = Cell::Int(now.binned.raw());
        *changed = true;
        true
    }

    pub(crate) fn keep_ids(&mut self, ids: impl IntoIterator<Item = i64>) {
        self.ids.extend(ids);
    }

    pub(crate) fn next_id(&mut self) -> Option<i64> {
        self.ids.pop_front()
    }

    pub(crate) fn request(&self, member: UserId, key: &str) -> Option<&Option<Remembered>> {
        self.requests.get(&(member, key.to_owned()))
    }

    pub(crate) fn keep_request(&mut self, member: UserId, key: &str, it: Option<Remembered>) {
        self.requests.insert((member, key.to_owned()), it);
    }

    pub(crate) fn check_links_of(&mut self, document: DocumentId) {
        self.linked.push(document);
    }

    /// The next number, when this transaction has the counter already.
    pub(crate) fn next_number(&mut self, document_type: &str, period: &str) -> Option<i64> {
        let (last, changed) = self.counters.get_mut(&(document_type.to_owned(), period.to_owned()))?;
        (*last, *changed) = (*last + 1, true);
        Some(*last)
    }

    pub(crate) fn keep_counter(&mut self, document_type: &str, period: &str, last: i64) {
        self.counters.insert((document_type.to_owned(), period.to_owned()), (last, false));
    }
}
