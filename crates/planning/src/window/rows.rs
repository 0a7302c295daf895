//! Rolling origins: what was known at earlier moments, and what came after.

use crate::series::{Panel, Series};
use crate::window::{
    features::{COLUMNS, Moments, base, columns, memories},
    terms::{MEMORIES, Terms},
    trace::Trace,
};
use rayon::prelude::*;

/// One origin of one series and one length of window.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) series: usize,
    /// The period after the last that was known.
    pub(crate) origin: usize,
    pub(crate) length: usize,
    /// What was wanted in the window, as if all of it could have been sold.
    pub(crate) total: f64,
    /// Whether anything was wanted in the window's last period.
    pub(crate) ends_active: bool,
    pub(crate) memories: [Moments; MEMORIES],
    pub(crate) base: f64,
    pub(crate) is_whole: bool,
}

/// Rows, and the columns of each of them side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    pub(crate) columns: Vec<f32>,
}

/// The least history before an origin.
const HISTORY_MIN: usize = 6;

/// About `wanted` rows, spread evenly over series, origins and lengths, never more than a window past
/// the end of a history. Which they are depends on nothing but the panel.
pub(crate) fn rows(panel: &Panel, terms: &Terms, wanted: usize) -> Rows {
    let possible: usize = panel.series.iter().map(|it| origins(it, terms).len()).sum();
    let stride = (possible * terms.lengths.len()).div_ceil(wanted.max(1)).max(1);
    let of_series: Vec<Rows> =
        panel.series.par_iter().enumerate().map(|(at, series)| rows_of(at, series, terms, stride)).collect();
    let mut all = Rows::default();
    for it in of_series {
        all.rows.extend(it.rows);
        all.columns.extend(it.columns);
    }
    all
}

fn origins(series: &Series, terms: &Terms) -> std::ops::Range<usize> {
    let periods = series.quantity.len();
    let first = (periods / 4).max(HISTORY_MIN);
    first..(periods + 1).saturating_sub(terms.lengths[0]).max(first)
}

fn rows_of(at: usize, series: &Series, terms: &Terms, stride: usize) -> Rows {
    let mut found = Rows::default();
    let mut trace: Option<Trace> = None;
    let sellable = |it: usize| series.sellable.get(it).copied().unwrap_or(1.0);
    // Neighbours in the list begin elsewhere, so that all moments are seen.
    let mut turn = at.wrapping_mul(7) % stride;
    for origin in origins(series, terms) {
        for length in &terms.lengths {
            turn += 1;
            if turn < stride {
                continue;
            }
            turn = 0;
            let known = match trace.take() {
                Some(mut known) if terms.season.is_empty() => {
                    for it in known.periods()..origin {
                        known.push(terms, series.quantity[it], sellable(it));
                    }
                    known
                }
                _ => {
                    let until = origin.min(series.sellable.len());
                    Trace::new(terms, series.first, &series.quantity[..origin], &series.sellable[..until])
                }
            };
            add(&mut found, at, series, terms, &known, *length);
            trace = Some(known);
        }
    }
    found
}

fn add(found: &mut Rows, at: usize, series: &Series, terms: &Terms, known: &Trace, length: usize) {
    let origin = known.periods();
    let Some(ahead) = series.quantity.get(origin..origin + length) else { return };
    let seen = match series.sellable.get(origin..origin + length) {
        Some(it) => it.iter().map(|it| f64::from(*it)).sum::<f64>() / length as f64,
        None => 1.0,
    };
    // Demand of less than two periods teaches nothing about how demand varies; and which items of a file
    // have any later is known only to who made it.
    if seen < 0.7 || known.actives() < 2 {
        return;
    }
    let total = ahead.iter().map(|it| it.max(0.0)).sum::<f64>() / seen;
    found.rows.push(Row {
        series: at,
        origin,
        length,
        total: if known.is_whole() { total.round() } else { total },
        ends_active: ahead.last().is_some_and(|it| *it > 0.0),
        memories: memories(terms, known, length),
        base: base(terms, known, length),
        is_whole: known.is_whole(),
    });
    columns(terms, known, length, &mut found.columns);
    debug_assert_eq!(found.columns.len(), found.rows.len() * COLUMNS);
}
