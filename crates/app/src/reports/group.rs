//! Adds facts up by the axes of a report.

use super::axis::{Axis, Dim, Dims, Facts, Grain};
use super::by_id::ById;
use super::too_many_groups;
use crate::failure::Failure;
use ledger::Place;
use std::collections::{HashMap, HashSet};
use storage::Tx;
use storage::reports::FieldValue;

/// Axes at once: rows, columns, and what a filter looks at.
pub(super) const AXES_MAX: usize = 6;

/// Groups in memory at once: more is a list of facts and no report of them.
const GROUPS_MAX: usize = 500_000;

/// Stands for what is blank.
pub(super) const NONE: i64 = i64::MIN;

/// A number for each axis; see [`Grouped::told`].
pub(super) type Key = [i64; AXES_MAX];

/// How the key of one axis is found.
enum Finder {
    /// With the day that was looked at last and its period: facts come day after day, and a calendar is slow.
    Time(Grain, [i64; 2]),
    Id(Dim),
    /// By the document's id.
    Value(Dim, ById<i64, i64>),
}

pub(super) struct Grouper {
    finders: Vec<Finder>,
    /// Only these keys, by axis.
    wanted: Vec<Option<HashSet<i64>>>,
    /// Values of fields, by their key.
    values: Vec<Vec<FieldValue>>,
    width: usize,
    groups: ById<Key, usize>,
    sums: Vec<i64>,
    overflowed: bool,
}

impl Grouper {
    /// `wanted` names, by axis, the keys that count, as a report tells them.
    pub(super) fn new(
        tx: &mut dyn Tx,
        facts: Facts,
        axes: &[Axis],
        wanted: &[Option<Vec<String>>],
    ) -> Result<Grouper, Failure> {
        let mut it = Grouper {
            finders: Vec::new(),
            wanted: Vec::new(),
            values: Vec::new(),
            width: facts.width(),
            groups: ById::default(),
            sums: Vec::new(),
            overflowed: false,
        };
        for (axis, wanted) in axes.iter().zip(wanted) {
            let (finder, values) = match axis {
                Axis::Time(grain) => (Finder::Time(*grain, [0, grain.period(0)]), Vec::new()),
                Axis::Of(dim) => (Finder::Id(*dim), Vec::new()),
                Axis::Abc => interned(Dim::Item, storage::reports::abc_classes(tx)?),
                Axis::Field { dim, of, field } => {
                    interned(*dim, storage::reports::field_values(tx, of, &field.name)?)
                }
            };
            let wanted = match wanted {
                None => None,
                Some(texts) => Some(keys_of(tx, facts, axis, &values, texts)?),
            };
            it.finders.push(finder);
            it.values.push(values);
            it.wanted.push(wanted);
        }
        Ok(it)
    }

    /// The only documents of a dimension that count, where just some of them do.
    pub(super) fn wanted(&self, dim: Dim) -> Option<Vec<i64>> {
        let is_it = |it: &Finder| matches!(it, Finder::Id(of) if *of == dim);
        let at = self.finders.iter().position(is_it)?;
        // Blank is none of the ids that a database could look up.
        let wanted = self.wanted[at].as_ref().filter(|it| !it.contains(&NONE))?;
        Some(wanted.iter().copied().collect())
    }

    pub(super) fn add(&mut self, dims: &Dims, sums: &[i64]) {
        let mut key = [NONE; AXES_MAX];
        for (at, finder) in self.finders.iter_mut().enumerate() {
            let found = match finder {
                Finder::Time(grain, last) => {
                    if last[0] != dims.day {
                        *last = [dims.day, grain.period(dims.day)];
                    }
                    last[1]
                }
                Finder::Id(dim) => dims.ids[*dim as usize].unwrap_or(NONE),
                Finder::Value(dim, by_id) => {
                    dims.ids[*dim as usize].and_then(|id| by_id.get(&id).copied()).unwrap_or(NONE)
                }
            };
            if self.wanted[at].as_ref().is_some_and(|it| !it.contains(&found)) {
                return;
            }
            key[at] = found;
        }
        let at = match self.groups.get(&key) {
            Some(at) => *at,
            None if self.groups.len() >= GROUPS_MAX => {
                self.overflowed = true;
                return;
            }
            None => {
                let at = self.sums.len();
                self.groups.insert(key, at);
                self.sums.resize(at + self.width, 0);
                at
            }
        };
        for (sum, more) in self.sums[at..at + self.width].iter_mut().zip(sums) {
            *sum = sum.saturating_add(*more);
        }
    }

    pub(super) fn done(self) -> Result<Grouped, Failure> {
        if self.overflowed {
            return Err(too_many_groups(GROUPS_MAX));
        }
        let Grouper { groups, sums, width, values, .. } = self;
        Ok(Grouped { groups: groups.into_iter().collect(), sums, width, values })
    }
}

/// Groups with their sums, in no order.
pub(super) struct Grouped {
    groups: Vec<(Key, usize)>,
    sums: Vec<i64>,
    width: usize,
    /// By axis; the key is the place.
    pub(super) values: Vec<Vec<FieldValue>>,
}

impl Grouped {
    pub(super) fn groups(&self) -> impl Iterator<Item = (&Key, &[i64])> {
        self.groups.iter().map(|(key, at)| (key, &self.sums[*at..*at + self.width]))
    }
}

fn interned(dim: Dim, by_id: HashMap<i64, FieldValue>) -> (Finder, Vec<FieldValue>) {
    let mut places: HashMap<FieldValue, i64> = HashMap::new();
    let mut values = Vec::new();
    let keys = by_id.into_iter().map(|(id, value)| {
        let key = *places.entry(value.clone()).or_insert_with(|| {
            values.push(value);
            values.len() as i64 - 1
        });
        (id, key)
    });
    let keys = keys.collect();
    (Finder::Value(dim, keys), values)
}

/// The keys that are told by these texts; what nothing is called is simply not there.
fn keys_of(
    tx: &mut dyn Tx,
    facts: Facts,
    axis: &Axis,
    values: &[FieldValue],
    texts: &[String],
) -> Result<HashSet<i64>, Failure> {
    let mut keys: HashSet<i64> = texts.iter().filter(|it| it.is_empty()).map(|_| NONE).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    let numbers = || texts.iter().filter_map(|it| it.parse::<i64>().ok());
    match axis {
        Axis::Time(grain) => keys.extend(texts.iter().filter_map(|it| grain.read(it))),
        Axis::Of(Dim::Member) => keys.extend(numbers()),
        Axis::Of(dim) => {
            let types: Vec<&str> = match facts.type_of(*dim) {
                Some(one) => vec![one],
                None => facts.papers().to_vec(),
            };
            let wanted: Vec<(&str, &str)> =
                types.iter().flat_map(|kind| texts.iter().map(move |text| (*kind, *text))).collect();
            keys.extend(storage::documents::resolve(tx, &wanted)?.into_iter().map(|it| it.id.0));
            for (name, place) in [(super::TRANSIT, Place::Transit), (super::LOAN, Place::Loan)] {
                if *dim == Dim::Warehouse && texts.contains(&name) {
                    keys.insert(place.code());
                }
            }
        }
        Axis::Abc | Axis::Field { .. } => {
            let linked: HashSet<i64> = match axis {
                Axis::Field { field, .. } => match &field.kind {
                    documents::Kind::Link(to) => {
                        let wanted: Vec<(&str, &str)> = texts.iter().map(|it| (to.as_str(), *it)).collect();
                        storage::documents::resolve(tx, &wanted)?.into_iter().map(|it| it.id.0).collect()
                    }
                    _ => numbers().collect(),
                },
                _ => HashSet::new(),
            };
            let is_wanted = |it: &FieldValue| match it {
                FieldValue::Int(id) => linked.contains(id),
                FieldValue::Text(text) => texts.contains(&text.as_str()),
            };
            let places = values.iter().enumerate().filter(|(_, it)| is_wanted(it));
            keys.extend(places.map(|(at, _)| at as i64));
        }
    }
    Ok(keys)
}
