//! Of documents that something tells about: which the caller may see, and what those are called.

use super::Gate;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::Filter;
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use values::DocumentId;

/// What these documents are called, as far as the caller may see them.
pub(crate) fn names(tx: &mut dyn Tx, turn: &Turn, ids: &[DocumentId]) -> Result<Vec<Name>, Failure> {
    let mut found = storage::documents::names(tx, ids)?;
    let kinds: BTreeSet<String> = found.iter().map(|it| it.document_type.clone()).collect();
    for kind in kinds {
        let of_kind: Vec<DocumentId> =
            found.iter().filter(|it| it.document_type == kind).map(|it| it.id).collect();
        if let Some(seen) = visible(tx, turn, &kind, &of_kind)? {
            found.retain(|it| it.document_type != kind || seen.contains(&it.id));
        }
    }
    Ok(found)
}

/// Which of these documents of a type may be seen; `None` when all of the type may.
pub(crate) fn visible(
    tx: &mut dyn Tx,
    turn: &Turn,
    kind: &str,
    ids: &[DocumentId],
) -> Result<Option<BTreeSet<DocumentId>>, Failure> {
    let Some(on) = turn.definitions.get(kind) else { return Ok(Some(BTreeSet::new())) };
    match Gate::of(tx, turn, on)?.rows(&BTreeSet::new()) {
        None => Ok(Some(BTreeSet::new())),
        Some(rows) if rows == Filter::everything() => Ok(None),
        Some(rows) => Ok(Some(storage::lists::among(tx, on, &rows, ids)?)),
    }
}

/// Which documents, by type and number, may be seen: for screens that have names already.
#[derive(Default)]
pub(crate) struct Seen {
    /// Types of which all may be seen.
    whole: BTreeSet<String>,
    numbers: BTreeMap<String, BTreeSet<String>>,
}

impl Seen {
    pub(crate) fn of<'n>(
        tx: &mut dyn Tx,
        turn: &Turn,
        named: impl IntoIterator<Item = (&'n str, &'n str)>,
    ) -> Result<Seen, Failure> {
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (kind, number) in named {
            wanted.entry(kind).or_default().insert(number);
        }
        let mut seen = Seen::default();
        for (kind, numbers) in wanted {
            let Some(on) = turn.definitions.get(kind) else { continue };
            let Some(rows) = Gate::of(tx, turn, on)?.rows(&BTreeSet::new()) else { continue };
            if rows == Filter::everything() {
                seen.whole.insert(kind.to_owned());
                continue;
            }
            let numbers: Vec<&str> = numbers.into_iter().collect();
            let found = storage::lists::among_numbers(tx, on, &rows, &numbers)?;
            seen.numbers.insert(kind.to_owned(), found);
        }
        Ok(seen)
    }

    pub(crate) fn place(&self, item: &str, warehouse: &str) -> bool {
        self.sees("item", item) && self.sees("warehouse", warehouse)
    }

    pub(crate) fn sees(&self, kind: &str, number: &str) -> bool {
        self.whole.contains(kind) || self.numbers.get(kind).is_some_and(|it| it.contains(number))
    }
}

/// Of which of these papers the partner may be named: the paper shows the field that names one, and the
/// partner may be seen.
pub(crate) fn partners_named(
    tx: &mut dyn Tx,
    turn: &Turn,
    papers: &[DocumentId],
) -> Result<BTreeSet<DocumentId>, Failure> {
    let mut named: BTreeSet<DocumentId> = papers.iter().copied().collect();
    for role in ["customer", "supplier"] {
        let pairs = storage::links::targets_in_role(tx, papers, role)?;
        if pairs.is_empty() {
            continue;
        }
        let ids: Vec<DocumentId> = pairs.iter().map(|it| it.1).collect();
        let seen: BTreeSet<DocumentId> = names(tx, turn, &ids)?.into_iter().map(|it| it.id).collect();
        let naming: Vec<DocumentId> = pairs.iter().map(|it| it.0).collect();
        let showing = showing(tx, turn, &naming, role)?;
        for (paper, target) in pairs {
            if !seen.contains(&target) || !showing.contains(&paper) {
                named.remove(&paper);
            }
        }
    }
    Ok(named)
}

/// Which of these papers may be seen together with a field.
fn showing(
    tx: &mut dyn Tx,
    turn: &Turn,
    papers: &[DocumentId],
    field: &str,
) -> Result<BTreeSet<DocumentId>, Failure> {
    let mut by_type: BTreeMap<String, Vec<DocumentId>> = BTreeMap::new();
    for it in storage::documents::names(tx, papers)? {
        by_type.entry(it.document_type).or_default().push(it.id);
    }
    let mut showing = BTreeSet::new();
    for (kind, ids) in by_type {
        let Some(on) = turn.definitions.get(&kind) else { continue };
        match Gate::of(tx, turn, on)?.rows(&BTreeSet::from([field.to_owned()])) {
            None => (),
            Some(rows) if rows == Filter::everything() => showing.extend(ids),
            Some(rows) => showing.extend(storage::lists::among(tx, on, &rows, &ids)?),
        }
    }
    Ok(showing)
}
