//! Which column is which field.

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::header::{Header, letters};
use crate::spreadsheet::reading::text::folded;
use crate::spreadsheet::reading::{Column, Expected, Value, code, read};
use crate::spreadsheet::sample::Sample;
use crate::spreadsheet::synonyms;
use documents::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field that a column can fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `code`, or `lines.quantity` for a column of rows.
    pub field: String,
    pub label: Label,
    pub expected: Expected,
    pub required: bool,
    /// Further names it goes by, beside those every field of this name has.
    pub synonyms: Vec<String>,
}

/// Why a column was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    None,
    /// By what the column holds, or by a part of its header.
    Guess,
    Synonym,
    /// The field's own name or label.
    Exact,
    /// This company chose it for such a header before.
    Remembered,
}

/// The column for one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    pub column: Option<usize>,
    pub confidence: Confidence,
}

/// What the company chose before: by field, the header it took (as `memory` wrote it).
pub type Memory = BTreeMap<String, String>;

/// Whether some field goes by this name: a sign that a row is a header.
pub fn is_known_name(text: &str, targets: &[Target]) -> bool {
    let name = folded(text);
    !name.is_empty()
        && (synonyms::is_known(&name)
            || targets.iter().any(|it| {
                [&it.field, &it.label.zh, &it.label.en]
                    .into_iter()
                    .chain(&it.synonyms)
                    .any(|own| folded(own) == name)
            }))
}

/// One guess for each target. A column serves one target only.
pub fn guess(header: &Header, sample: &Sample, targets: &[Target], remembered: &Memory) -> Vec<Guess> {
    let mut pairs = Vec::new();
    let names: Vec<Vec<String>> = header.names.iter().map(|it| parts(it)).collect();
    for (at, target) in targets.iter().enumerate() {
        let own = Names::of(target, remembered.get(&target.field));
        for (column, parts) in names.iter().enumerate() {
            let (confidence, mut score) = own.score(parts);
            let fit = fit(sample, header, column, &target.expected);
            // A name that fits badly may be a homonym: 单位 may be a unit or a company.
            score += match fit {
                Some(share) if confidence != Confidence::None => 5 * (share as i32 - 100),
                Some(_) if parts.is_empty() => content_score(sample, header, column, &target.expected),
                _ => 0,
            };
            if score > 0 {
                let confidence = confidence.max_with(Confidence::Guess);
                pairs.push((score, target.required, at, column, confidence));
            }
        }
    }
    // Best first; of equals the required target, then the first target and the first column.
    pairs.sort_by_key(|(score, required, at, column, _)| (-score, !required, *at, *column));
    let mut guesses = vec![Guess { column: None, confidence: Confidence::None }; targets.len()];
    let mut taken = vec![false; header.names.len()];
    for (_, _, at, column, confidence) in pairs {
        if guesses[at].column.is_none() && !taken[column] {
            guesses[at] = Guess { column: Some(column), confidence };
            taken[column] = true;
        }
    }
    guesses
}

/// What to remember of the mapping that was used.
pub fn memory(header: &Header, targets: &[Target], mapping: &[Option<usize>]) -> Memory {
    let chosen = targets.iter().zip(mapping).filter_map(|(target, column)| {
        let name = folded(header.names.get((*column)?)?);
        (!name.is_empty()).then(|| (target.field.clone(), name))
    });
    chosen.collect()
}

/// The column that a person names: by header, by letter (`C`), or by number (`#3`).
pub fn named_column(header: &Header, name: &str) -> Option<usize> {
    let wanted = folded(name);
    let exact = header.names.iter().position(|it| it == name.trim());
    let alike = || header.names.iter().position(|it| !wanted.is_empty() && folded(it) == wanted);
    let numbered = || name.trim().strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1);
    let lettered = || (0..header.names.len()).find(|it| letters(*it).eq_ignore_ascii_case(name.trim()));
    exact.or_else(alike).or_else(numbered).or_else(lettered).filter(|it| *it < header.names.len())
}

impl Confidence {
    fn max_with(self, least: Confidence) -> Confidence {
        if self == Confidence::None { least } else { self }
    }
}

/// The names of a target, folded.
struct Names {
    remembered: Option<String>,
    own: Vec<String>,
    synonyms: Vec<String>,
}

impl Names {
    fn of(target: &Target, remembered: Option<&String>) -> Names {
        let field = target.field.rsplit('.').next().unwrap_or(&target.field);
        let own = [&target.field, field, &target.label.zh, &target.label.en].map(folded);
        let own_synonyms = target.synonyms.iter().map(|it| folded(it));
        let synonyms = own_synonyms.chain(synonyms::of(&target.field).iter().cloned());
        Names {
            remembered: remembered.cloned(),
            own: own.into_iter().filter(|it| !it.is_empty()).collect(),
            synonyms: synonyms.collect(),
        }
    }

    /// How well a header fits: whole before in part, by a name before by its last words.
    fn score(&self, parts: &[String]) -> (Confidence, i32) {
        let scored = parts.iter().enumerate().map(|(depth, part)| {
            let (confidence, score) = self.score_part(part);
            (score - 60 * depth as i32, confidence)
        });
        let best = scored.filter(|(_, confidence)| *confidence != Confidence::None).max();
        best.map_or((Confidence::None, 0), |(score, confidence)| (confidence, score))
    }

    fn score_part(&self, part: &String) -> (Confidence, i32) {
        if self.remembered.as_ref() == Some(part) {
            return (Confidence::Remembered, 3000);
        }
        if self.own.contains(part) {
            return (Confidence::Exact, 1000);
        }
        if let Some(place) = self.synonyms.iter().position(|it| it == part) {
            return (Confidence::Synonym, 800 - place as i32);
        }
        // Chinese compounds end with their noun: 实际销售数量 is a 数量.
        let ends = |it: &&String| !it.is_ascii() && it.chars().count() >= 2 && part.ends_with(it.as_str());
        match self.own.iter().chain(&self.synonyms).filter(ends).map(|it| it.chars().count()).max() {
            Some(length) => (Confidence::Guess, 550 + 10 * length as i32),
            None => (Confidence::None, 0),
        }
    }
}

/// A header as it may be looked up: whole, and its parts from the last to the first; 单价(元) also
/// without its bracket.
fn parts(header: &str) -> Vec<String> {
    let bracket = header.find(['(', '（', '[', '【']).filter(|at| *at > 0);
    let bare = bracket.map(|at| &header[..at]);
    let pieces = header.rsplit(['/', '\n']).filter(|it| *it != header);
    let all = std::iter::once(header).chain(bare).chain(pieces).map(folded);
    let mut parts: Vec<String> = Vec::new();
    for part in all.filter(|it| !it.is_empty()) {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// How many in a hundred sampled cells can be read as what is expected; `None` for an empty column.
fn fit(sample: &Sample, header: &Header, column: usize, expected: &Expected) -> Option<u32> {
    let cells: Vec<&Cell> = sample.column(column, header.last_row).take(200).collect();
    if cells.is_empty() {
        return None;
    }
    let learnt = Column::learn(expected, cells.iter().copied());
    let fine = cells.iter().filter(|it| read(it, expected, &learnt).is_ok()).count();
    Some((fine * 100 / cells.len()) as u32)
}

/// A column without a name can only show what it is: dates and barcodes are unmistakable.
fn content_score(sample: &Sample, header: &Header, column: usize, expected: &Expected) -> i32 {
    let cells: Vec<&Cell> = sample.column(column, header.last_row).take(200).collect();
    let plain = Column::default();
    let fine =
        cells.iter().filter(|cell| match (read(cell, expected, &plain).map(|it| it.value), expected) {
            (Ok(Value::Day(_) | Value::Instant(_)), _) => !matches!(cell, Cell::Number(_)),
            (Ok(Value::Text(text)), Expected::Barcode) => {
                matches!(text.len(), 8 | 13)
                    && text.bytes().all(|it| it.is_ascii_digit())
                    && code::check_digit_fits(&text)
            }
            _ => false,
        });
    if !cells.is_empty() && fine.count() * 10 >= cells.len() * 9 { 50 } else { 0 }
}
