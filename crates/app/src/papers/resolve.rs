//! References in a submitted paper, found all at once.

use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use documents::{DocumentType, Links, Record, Reference, units_of};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use storage::Tx;
use values::DocumentId;

/// What is not found, or may not be seen, stays out of the result, and becomes a problem at its path
/// when the paper is parsed.
pub(crate) fn resolve(tx: &mut dyn Tx, turn: &Turn, references: &[Reference]) -> Result<Links, Failure> {
    find(tx, Some(turn), references)
}

/// [`resolve`] for what the company wrote down for everybody: the filters of roles and views of old.
pub(crate) fn resolve_for_all(tx: &mut dyn Tx, references: &[Reference]) -> Result<Links, Failure> {
    find(tx, None, references)
}

fn find(tx: &mut dyn Tx, turn: Option<&Turn>, references: &[Reference]) -> Result<Links, Failure> {
    let mut links = Links::new();
    if references.is_empty() {
        return Ok(links);
    }
    let (members, papers): (Vec<_>, Vec<_>) = references.iter().partition(|it| it.target == "member");
    let mut wanted: Vec<(&str, &str)> =
        papers.iter().map(|it| (it.target.as_str(), it.text.as_str())).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut resolved = storage::documents::resolve(tx, &wanted)?;
    if let Some(turn) = turn {
        let kinds: BTreeSet<String> = resolved.iter().map(|it| it.target.clone()).collect();
        for kind in kinds {
            let ids: Vec<_> = resolved.iter().filter(|it| it.target == kind).map(|it| it.id).collect();
            if let Some(seen) = gate::visible(tx, turn, &kind, &ids)? {
                resolved.retain(|it| it.target != kind || seen.contains(&it.id));
            }
        }
    }
    for found in resolved {
        links.add(&found.target, &found.text, found.id);
        links.add_number(found.id, &found.number);
    }
    for it in members {
        if let Some(user) = storage::members::resolve(tx, &it.text)? {
            links.add_member(&it.text, user);
        }
    }
    Ok(links)
}

/// All that has to be known to parse `fields` as a paper of this type, or as a change of `base`.
pub(crate) fn links_of(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    base: Option<&Record>,
) -> Result<Links, Failure> {
    let mut links = resolve(tx, turn, &definition.references(fields))?;
    let measured: Vec<DocumentId> = definition.measured_items(fields, &links, base).into_iter().collect();
    for item in storage::documents::load_many(tx, &measured)? {
        links.add_units(item.id, units_of(&item.body));
    }
    Ok(links)
}
