//! Groups as people read them: in an order, a page at a time, with what is left over and the total.

use super::axis::{Axis, Facts};
use super::by_id::ById;
use super::group::{AXES_MAX, Grouped, Key, NONE};
use super::measure::Measure;
use super::names::Names;
use super::too_many_columns;
use crate::failure::Failure;
use crate::turn::Turn;
use std::collections::BTreeMap;
use storage::Tx;

pub(super) const COLUMNS_MAX: usize = 62;

/// Rows that are put in the order of their names; of more, names are not loaded only to sort them.
const NAMED_MAX: usize = 20_000;

/// What is wanted of the groups.
pub(super) struct Layout<'a> {
    pub(super) facts: Facts,
    /// Axes of rows, then at most one of columns; the rest only filter.
    pub(super) axes: &'a [Axis],
    pub(super) rows: usize,
    pub(super) has_columns: bool,
    pub(super) measures: Vec<&'static Measure>,
    pub(super) days: i64,
    pub(super) sort: Sort,
    pub(super) offset: usize,
    pub(super) limit: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Sort {
    Keys,
    By { measure: &'static Measure, descending: bool },
}

type Sums = Vec<i64>;

struct Line {
    key: Key,
    sums: Sums,
    cells: ById<i64, Sums>,
}

/// A page of a report, before it becomes JSON or a file.
pub(super) struct Table {
    pub(super) columns: Vec<Label>,
    pub(super) rows: Vec<Row>,
    /// How many rows there are, on all pages.
    pub(super) count: usize,
    /// Everything after this page, in one.
    pub(super) rest: Option<Values>,
    pub(super) total: Values,
}

pub(super) struct Row {
    pub(super) keys: Vec<Label>,
    pub(super) values: Values,
}

/// Raw values of the measures, and of each column.
pub(super) struct Values {
    pub(super) all: Vec<Option<i64>>,
    pub(super) cells: Vec<Option<Vec<Option<i64>>>>,
}

/// What a key is called.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    /// What a filter names it by; empty for what is blank.
    pub(super) key: String,
    pub(super) text: String,
    /// Type, id and number, when it is a document.
    pub(super) document: Option<(String, String, String)>,
}

fn plus(sum: &mut Sums, more: &[i64]) {
    if sum.is_empty() {
        sum.resize(more.len(), 0);
    }
    sum.iter_mut().zip(more).for_each(|(a, b)| *a = a.saturating_add(*b));
}

pub(super) fn lay_out(
    tx: &mut dyn Tx,
    turn: &Turn,
    it: &Layout<'_>,
    grouped: Grouped,
) -> Result<Table, Failure> {
    let mut lines: ById<Key, Line> = ById::default();
    let (mut total, mut of_columns): (Sums, BTreeMap<i64, Sums>) =
        (vec![0; it.facts.width()], BTreeMap::new());
    for (key, sums) in grouped.groups() {
        let mut row = [NONE; AXES_MAX];
        row[..it.rows].copy_from_slice(&key[..it.rows]);
        let line =
            lines.entry(row).or_insert_with(|| Line { key: row, sums: Vec::new(), cells: ById::default() });
        plus(&mut line.sums, sums);
        plus(&mut total, sums);
        if it.has_columns {
            let column = key[it.rows];
            plus(line.cells.entry(column).or_default(), sums);
            plus(of_columns.entry(column).or_default(), sums);
        }
    }
    if of_columns.len() > COLUMNS_MAX {
        return Err(too_many_columns(COLUMNS_MAX));
    }
    let mut lines: Vec<Line> = lines.into_values().collect();
    let columns = columns_in_order(it, &of_columns);

    let mut names = Names::default();
    let by_name = matches!(it.sort, Sort::Keys) && lines.len() <= NAMED_MAX;
    if by_name {
        lines.iter().for_each(|line| names.want(it, &grouped, &line.key));
        names.load(tx, turn)?;
    }
    sort(it, &grouped, &names, by_name, &mut lines);

    let count = lines.len();
    let shown = it.offset.min(count)..it.offset.saturating_add(it.limit).min(count);
    lines[shown.clone()].iter().for_each(|line| names.want(it, &grouped, &line.key));
    columns.iter().for_each(|key| names.want_column(it, &grouped, *key));
    names.load(tx, turn)?;

    let values = |sums: &Sums, cells: &dyn Fn(i64) -> Option<Sums>| Values {
        all: it.measures.iter().map(|measure| measure.value(sums, it.days)).collect(),
        cells: columns.iter().map(|key| cells(*key).map(|sums| told(it, &sums))).collect(),
    };
    let rows = lines[shown.clone()].iter().map(|line| Row {
        keys: (0..it.rows).map(|at| names.label(turn, it, &grouped, at, line.key[at])).collect(),
        values: values(&line.sums, &|key| line.cells.get(&key).cloned()),
    });
    let rows = rows.collect();
    let after = &lines[shown.end..];
    let rest = (!after.is_empty()).then(|| {
        let (mut sums, mut cells): (Sums, ById<i64, Sums>) = (Vec::new(), ById::default());
        for line in after {
            plus(&mut sums, &line.sums);
            line.cells.iter().for_each(|(key, more)| plus(cells.entry(*key).or_default(), more));
        }
        values(&sums, &|key| cells.get(&key).cloned())
    });
    let labels = columns.iter().map(|key| names.label(turn, it, &grouped, it.rows, *key)).collect();
    let total = values(&total, &|key| of_columns.get(&key).cloned());
    Ok(Table { columns: labels, rows, count, rest, total })
}

fn told(it: &Layout<'_>, sums: &Sums) -> Vec<Option<i64>> {
    it.measures.iter().map(|measure| measure.value(sums, it.days)).collect()
}

/// Time goes on; anything else has the largest first.
fn columns_in_order(it: &Layout<'_>, sums: &BTreeMap<i64, Sums>) -> Vec<i64> {
    let mut columns: Vec<i64> = sums.keys().copied().collect();
    let axis = it.has_columns.then(|| &it.axes[it.rows]);
    if axis.is_some_and(|axis| !axis.is_time()) {
        let size = |key: &i64| it.measures.first().and_then(|by| by.value(&sums[key], it.days));
        columns.sort_by_key(|key| (std::cmp::Reverse(size(key)), *key));
    }
    columns
}

fn sort(it: &Layout<'_>, grouped: &Grouped, names: &Names, by_name: bool, lines: &mut [Line]) {
    match it.sort {
        Sort::By { measure, descending } => lines.sort_by_cached_key(|line| {
            let value = measure.value(&line.sums, it.days);
            // What has no value comes last either way.
            let rank = value.map(|it| if descending { -i128::from(it) } else { i128::from(it) });
            (rank.is_none(), rank, line.key)
        }),
        Sort::Keys => lines.sort_by(|a, b| {
            let at = |at: usize| {
                let (one, other) = (a.key[at], b.key[at]);
                if it.axes[at].is_time() || !by_name {
                    return one.cmp(&other);
                }
                names.text(it, grouped, at, one).cmp(&names.text(it, grouped, at, other))
            };
            (0..it.rows).map(at).find(|it| it.is_ne()).unwrap_or_else(|| a.key.cmp(&b.key))
        }),
    }
}
