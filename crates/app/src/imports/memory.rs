//! What a company chose for its files before, by kind and by header.

use crate::failure::Failure;
use connect::spreadsheet::header::Header;
use connect::spreadsheet::mapping::{Confidence, Guess, Memory, Target, memory};
use connect::spreadsheet::reading::text::folded;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use storage::Tx;

/// Headers remembered of each kind; the oldest is forgotten first.
const HEADERS_MAX: usize = 50;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// By field, the header it took last.
    latest: Memory,
    /// The whole mapping of one header, the latest last.
    headers: Vec<(String, Memory)>,
}

fn setting(kind: &str) -> String {
    format!("import_memory.{kind}")
}

/// The names of all columns, in order.
fn signature(header: &Header) -> String {
    header.names.iter().map(|it| folded(it)).collect::<Vec<_>>().join("\u{1}")
}

impl Remembered {
    pub(crate) fn load(tx: &mut dyn Tx, kind: &str) -> Result<Remembered, Failure> {
        let stored = storage::settings::get(tx, &setting(kind))?;
        Ok(stored.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default())
    }

    pub(crate) fn save(
        tx: &mut dyn Tx,
        kind: &str,
        header: &Header,
        targets: &[Target],
        mapping: &BTreeMap<String, usize>,
    ) -> Result<(), Failure> {
        let mut remembered = Remembered::load(tx, kind)?;
        let columns: Vec<Option<usize>> = targets.iter().map(|it| mapping.get(&it.field).copied()).collect();
        let chosen = memory(header, targets, &columns);
        remembered.latest.extend(chosen.clone());
        let signature = signature(header);
        remembered.headers.retain(|(it, _)| *it != signature);
        remembered.headers.push((signature, chosen));
        let surplus = remembered.headers.len().saturating_sub(HEADERS_MAX);
        remembered.headers.drain(..surplus);
        let json = serde_json::to_value(&remembered).expect("texts are JSON");
        Ok(storage::settings::set(tx, &setting(kind), &json)?)
    }

    pub(crate) fn latest(&self) -> &Memory {
        &self.latest
    }

    /// The mapping of exactly this header, with what was left out then left out again.
    pub(crate) fn whole(&self, header: &Header, targets: &[Target]) -> Option<Vec<Guess>> {
        let signature = signature(header);
        let (_, chosen) = self.headers.iter().find(|(it, _)| *it == signature)?;
        let guess = |target: &Target| {
            let name = chosen.get(&target.field)?;
            let column = header.names.iter().position(|it| folded(it) == *name)?;
            Some(Guess { column: Some(column), confidence: Confidence::Remembered })
        };
        let none = Guess { column: None, confidence: Confidence::None };
        Some(targets.iter().map(|it| guess(it).unwrap_or(none)).collect())
    }
}
