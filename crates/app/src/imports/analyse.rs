//! Looks into an uploaded file: header, columns, samples, which column is which field, a preview.

use crate::failure::Failure;
use crate::imports::job::{Analysis, SeenColumn, SeenTarget, Settings};
use crate::imports::memory::Remembered;
use crate::imports::rows::{Layout, PlainRow};
use crate::imports::start::unreadable;
use crate::imports::targets::{Subject, incomplete_rows};
use crate::turn::Turn;
use connect::spreadsheet::header::{Header, letters};
use connect::spreadsheet::mapping::{Confidence, Guess, Target, guess, is_known_name};
use connect::spreadsheet::sample::Sample;
use connect::spreadsheet::source::Source;
use serde_json::{Map, Value as Json, json};
use std::path::Path;
use storage::Tx;

const SAMPLES_SHOWN: usize = 3;
const PREVIEW_ROWS: usize = 20;

/// A file opened and looked into.
pub(crate) struct Opened {
    pub(crate) source: Source,
    pub(crate) sheet: Option<String>,
    pub(crate) sample: Sample,
    pub(crate) header: Header,
    pub(crate) targets: Vec<Target>,
}

impl Opened {
    pub(crate) fn new(
        turn: &Turn,
        path: &Path,
        subject: &Subject,
        settings: &Settings,
    ) -> Result<Opened, Failure> {
        let source =
            Source::open(path, settings.options.encoding.as_deref()).map_err(|it| unreadable(&it))?;
        let targets = subject.targets(&turn.caller);
        let (sheet, sample) = sampled(&source, settings, &targets)?;
        let header = match settings.header_row {
            Some(row) => Header::at(&sample, row),
            None => Header::find(&sample, |it| is_known_name(it, &targets)),
        };
        Ok(Opened { source, sheet, sample, header, targets })
    }
}

/// The chosen sheet, or the first one with a table in it.
fn sampled(
    source: &Source,
    settings: &Settings,
    targets: &[Target],
) -> Result<(Option<String>, Sample), Failure> {
    if let Some(chosen) = &settings.sheet {
        let sample = Sample::take(source, Some(chosen)).map_err(|it| unreadable(&it))?;
        return Ok((Some(chosen.clone()), sample));
    }
    let mut first = None;
    for sheet in source.sheets() {
        let Ok(sample) = Sample::take(source, Some(sheet)) else { continue };
        let header = Header::find(&sample, |it| is_known_name(it, targets));
        let known = header.names.iter().filter(|it| is_known_name(it, targets)).count();
        if known >= 2 {
            return Ok((Some(sheet.clone()), sample));
        }
        first.get_or_insert((Some(sheet.clone()), sample));
    }
    match first {
        Some(it) => Ok(it),
        None => Ok((None, Sample::take(source, None).map_err(|it| unreadable(&it))?)),
    }
}

/// What the company chose for files of this kind before.
pub(crate) fn remembered(
    kind: &str,
) -> impl FnOnce(&mut dyn Tx) -> Result<Remembered, Failure> + Send + 'static {
    let kind = kind.to_owned();
    move |tx| Remembered::load(tx, &kind)
}

pub(crate) fn analyse(
    turn: &Turn,
    path: &Path,
    subject: &Subject,
    settings: &Settings,
    before: &Remembered,
) -> Result<Analysis, Failure> {
    let opened = Opened::new(turn, path, subject, settings)?;
    let Opened { source, sheet, sample, header, targets } = &opened;
    let mut guesses = match before.whole(header, targets) {
        Some(whole) => whole,
        None => guess(header, sample, targets, before.latest()),
    };
    for (target, guess) in targets.iter().zip(&mut guesses) {
        if let Some(column) = settings.chosen.get(&target.field) {
            let column = column.filter(|it| *it < header.names.len());
            let confidence = if column.is_some() { Confidence::Exact } else { Confidence::None };
            *guess = Guess { column, confidence };
        }
    }
    leave_incomplete_rows(subject, targets, settings, &mut guesses);
    let seen = targets.iter().zip(&guesses).map(|(target, guess)| SeenTarget {
        field: target.field.clone(),
        label: target.label.clone(),
        required: target.required,
        column: guess.column,
        confidence: guess.confidence,
    });
    let seen: Vec<SeenTarget> = seen.collect();
    let layout = Layout::new(turn, &opened, &seen, &settings.options);
    Ok(Analysis {
        encoding: source.encoding().map(str::to_owned),
        sheets: source.sheets().to_vec(),
        sheet: sheet.clone(),
        header_row: header.last_row,
        rows: sample.rows.map(|it| it.saturating_sub(header.last_row)),
        columns: columns(header, sample),
        preview: preview(&opened, &layout),
        targets: seen,
    })
}

fn leave_incomplete_rows(subject: &Subject, targets: &[Target], settings: &Settings, guesses: &mut [Guess]) {
    let Subject::Documents(definition) = subject else { return };
    let filled: Vec<&str> = targets
        .iter()
        .zip(guesses.iter())
        .filter(|(_, guess)| guess.column.is_some())
        .map(|(target, _)| target.field.as_str())
        .collect();
    let incomplete = incomplete_rows(definition, |field| filled.contains(&field));
    for (target, guess) in targets.iter().zip(guesses) {
        let rows = target.field.split_once('.').map(|(rows, _)| rows);
        let chosen = settings.chosen.get(&target.field).is_some_and(Option::is_some);
        if !chosen && rows.is_some_and(|rows| incomplete.iter().any(|it| it == rows)) {
            *guess = Guess { column: None, confidence: Confidence::None };
        }
    }
}

fn columns(header: &Header, sample: &Sample) -> Vec<SeenColumn> {
    let names = header.names.iter().enumerate();
    let seen = names.map(|(index, name)| SeenColumn {
        index,
        header: if name.is_empty() { letters(index) } else { name.clone() },
        samples: sample
            .first
            .iter()
            .filter(|it| it.number > header.last_row && it.fault.is_none())
            .map(|it| it.cell(index))
            .filter(|it| !it.is_blank())
            .take(SAMPLES_SHOWN)
            .map(|it| it.shown().chars().take(100).collect())
            .collect(),
    });
    seen.collect()
}

/// The first rows as they would be imported, links not looked up.
fn preview(opened: &Opened, layout: &Layout) -> Json {
    let mut skips = layout.skips();
    let rows = opened.sample.first.iter().filter(|it| it.number > opened.header.last_row);
    let data = rows.filter(|it| skips.judge(it).is_none()).take(PREVIEW_ROWS);
    let shown = data.map(|row| {
        let PlainRow { values, problems, .. } = layout.read(row);
        let mut cells = Map::new();
        for (field, value) in layout.fields().iter().zip(&values) {
            let text = value.shown();
            if !text.is_empty() {
                cells.insert(field.field.clone(), text.into());
            }
        }
        let problems: Vec<Json> =
            problems.iter().map(|it| json!({ "field": it.field, "message": it.message })).collect();
        json!({ "row": row.number, "cells": cells, "problems": problems })
    });
    Json::Array(shown.collect())
}
