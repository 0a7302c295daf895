//! Recomputes every fact from the moves, and names each difference.
//!
//! S1–S8, B1 and B2 are the ledger's; `O1` orders are fulfilled at most once, `O2` what an order claims and
//! what it shipped add up, `O3` no more comes back than was shipped, `O4` what came from suppliers and went
//! to customers was traded at the value of its moves, `O5` what came back is credited at most once, `O6`
//! what reports tell of orders is what these say, `L1` what is pointed at exists, `N1` numbers are unique and without gaps, `T1` the sums of past days are those
//! of their moves, `T2` the layers by age too, `A1` attached files are whole and what they were, `A2` those
//! that documents hold are there, `F1` the database file is sound.

mod books;
mod files;
mod papers;

use crate::{Error, Tx, documents, health, query_one};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use values::{DocumentId, ItemId, WarehouseId};

/// The types whose lines others fulfil, as SQL.
const FULFILLED: &str =
    "('purchase_order', 'sales_order', 'transfer', 'purchase_request', 'transfer_request', 'loan')";

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `S3`, say.
    pub rule: &'static str,
    /// Of what, in words: `A1 at W1, on hand`.
    pub what: String,
    pub expected: String,
    pub found: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Difference { rule, what, expected, found } = self;
        write!(f, "{rule} {what}: expected {expected}, found {found}")
    }
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub documents: u64,
    pub moves: u64,
    pub balances: u64,
    pub lots: u64,
    pub claims: u64,
    pub holds: u64,
    pub files: u64,
    pub differences: Vec<Difference>,
}

/// How far a run is, for whoever watches it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Moves and orders looked at, and how many there are.
    steps: Arc<[AtomicU64; 2]>,
}

impl Progress {
    fn step(&self) {
        self.steps[0].fetch_add(1, Relaxed);
    }

    /// Done, and in all; 0 in all before it is known.
    pub fn read(&self) -> (u64, u64) {
        (self.steps[0].load(Relaxed), self.steps[1].load(Relaxed))
    }
}

/// Looks at one moment of the books; run it in a read. Nothing is changed. Memory grows with the
/// balances and open orders, not with the moves.
pub fn run(tx: &mut dyn Tx) -> Result<Report, Error> {
    run_watched(tx, &Progress::default(), false)
}

/// [`run`] for somebody who watches. `deep` also compares every index with its table (on SQLite), and every
/// day's sum with the moves of that day, and every attached byte with its hash.
pub fn run_watched(tx: &mut dyn Tx, progress: &Progress, deep: bool) -> Result<Report, Error> {
    let count = format!(
        "select (select coalesce(cast(sum(moves) as bigint), 0) from @.stock)
              + (select count(*) from @.document where type in {FULFILLED})"
    );
    let in_all = query_one(tx, &count, &[])?.map_or(0, |it| it.int(0));
    progress.steps[1].store(in_all.unsigned_abs(), Relaxed);
    let mut found = Found { progress: progress.clone(), ..Found::default() };
    if deep {
        for damage in health::file_damage(tx, true)? {
            found.differs("F1", Subject::default(), "the file itself", "sound", damage);
        }
        books::check_days(tx, &mut found)?;
        files::check_bytes(tx, &mut found)?;
    }
    books::check(tx, &mut found)?;
    papers::check(tx, &mut found)?;
    files::check(tx, &mut found)?;
    let names = names(tx, &found.findings)?;
    found.report.differences = found.findings.into_iter().map(|it| it.told(&names)).collect();
    Ok(found.report)
}

#[derive(Default)]
struct Found {
    report: Report,
    progress: Progress,
    findings: Vec<Finding>,
}

/// A difference whose item and warehouse have no names yet.
struct Finding {
    rule: &'static str,
    subject: Subject,
    about: String,
    expected: String,
    found: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    item: Option<ItemId>,
    warehouse: Option<WarehouseId>,
    document: Option<DocumentId>,
}

impl Found {
    fn differs(
        &mut self,
        rule: &'static str,
        subject: impl Into<Subject>,
        about: impl Into<String>,
        expected: impl ToString,
        found: impl ToString,
    ) {
        let (expected, found) = (expected.to_string(), found.to_string());
        self.findings.push(Finding { rule, subject: subject.into(), about: about.into(), expected, found });
    }

    /// Notes a difference when there is one.
    fn same<T: PartialEq + ToString>(
        &mut self,
        rule: &'static str,
        subject: impl Into<Subject>,
        about: &str,
        expected: T,
        found: T,
    ) {
        if expected != found {
            self.differs(rule, subject, about, expected, found);
        }
    }
}

impl Finding {
    fn told(self, names: &BTreeMap<DocumentId, String>) -> Difference {
        let name = |id: DocumentId| names.get(&id).cloned().unwrap_or_else(|| format!("document {id}"));
        let mut what = String::new();
        if let Some(document) = self.subject.document {
            what.push_str(&name(document));
        }
        if let Some(item) = self.subject.item {
            let of = if what.is_empty() { "" } else { " of " };
            what = format!("{}{of}{what}", name(item.into()));
        }
        match self.subject.warehouse {
            Some(place) if place.0 > 0 => what.push_str(&format!(" at {}", name(place.into()))),
            Some(place) if place.0 == ledger::Place::Loan.code() => what.push_str(" on loan"),
            Some(_) => what.push_str(" in transit"),
            None => (),
        }
        let separator = if what.is_empty() { "" } else { ", " };
        let what = format!("{what}{separator}{}", self.about);
        Difference { rule: self.rule, what, expected: self.expected, found: self.found }
    }
}

impl From<ItemId> for Subject {
    fn from(item: ItemId) -> Subject {
        Subject { item: Some(item), ..Subject::default() }
    }
}

impl From<ledger::BalanceKey> for Subject {
    fn from(key: ledger::BalanceKey) -> Subject {
        Subject { item: Some(key.item), warehouse: Some(key.warehouse), document: None }
    }
}

impl From<DocumentId> for Subject {
    fn from(document: DocumentId) -> Subject {
        Subject { document: Some(document), ..Subject::default() }
    }
}

fn names(tx: &mut dyn Tx, findings: &[Finding]) -> Result<BTreeMap<DocumentId, String>, Error> {
    let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
    for Subject { item, warehouse, document } in findings.iter().map(|it| it.subject) {
        ids.extend(
            [item.map(DocumentId::from), warehouse.map(DocumentId::from), document].into_iter().flatten(),
        );
    }
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    Ok(documents::names(tx, &ids)?.into_iter().map(|it| (it.id, it.number)).collect())
}
