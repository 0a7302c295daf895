//! What the amounts of a list come to, over everything its filter finds.

use super::list::{ListRequest, read_list};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::Gate;
use crate::turn::Turn;
use documents::{DocumentType, Field, Filter, Kind, Problem};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::lists::List;
use storage::sums::{GROUPS_MAX, Group, SUMMED_MAX};

/// Fields of one request.
const FIELDS_MAX: usize = 20;

/// What is to be summed, as sent.
#[derive(Clone, Debug, Default)]
pub struct SumsRequest {
    pub list: ListRequest,
    /// Names of amounts, separated by commas.
    pub fields: String,
    /// `state`, or a field with choices: one sum for each of its values.
    pub by: Option<String>,
}

impl App {
    pub async fn sum_documents(
        &self,
        turn: Turn,
        document_type: &str,
        request: SumsRequest,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        self.report(move |tx| {
            let fields = read_fields(&definition, &request.fields)?;
            let by = request.by.as_deref().filter(|it| !it.is_empty());
            if let Some(name) = by.filter(|it| !is_grouping(&definition, it)) {
                return Err(vec![no_such("by", name)].into());
            }
            let wanted = read_list(tx, &turn, &definition, &request.list)?;
            // Only what is seen together with all that is summed.
            let named = fields.iter().map(|it| it.name.clone()).chain(by.map(str::to_owned)).collect();
            let seen = in_sight(tx, &turn, &definition, &named)?;
            let list = wanted.list(&definition);
            let filter = list.filter.clone().and(seen);
            let list = List { filter: &filter, ..list };
            let groups = storage::sums::sums(tx, &list, &fields, by)?;
            let Some(groups) = groups else {
                return Ok(json!({ "too_many": true, "most": SUMMED_MAX }));
            };
            let all = together(&groups, fields.len());
            let mut told = json!({ "too_many": false, "count": all.count, "sums": told(&fields, &all) });
            if by.is_some() {
                let some = groups.iter().take(GROUPS_MAX);
                let some = some.map(
                    |it| json!({ "value": it.value, "count": it.count, "sums": self::told(&fields, it) }),
                );
                told["groups"] = some.collect();
            }
            Ok(told)
        })
        .await
    }
}

fn is_grouping(definition: &DocumentType, name: &str) -> bool {
    name == "state" || definition.field(name).is_some_and(|it| it.kind == Kind::Choice)
}

/// The documents that may be seen together with these fields. A field that may not be seen is unknown.
fn in_sight(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    named: &BTreeSet<String>,
) -> Result<Filter, Failure> {
    if turn.caller.sees_all(definition) {
        return Ok(Filter::everything());
    }
    let gate = Gate::of(tx, turn, definition)?;
    gate.rows(named).ok_or_else(|| {
        let hidden = named.iter().filter(|it| gate.rows(&BTreeSet::from([(*it).clone()])).is_none());
        hidden.map(|it| no_such("fields", it)).collect::<Vec<_>>().into()
    })
}

fn read_fields<'a>(definition: &'a DocumentType, names: &str) -> Result<Vec<&'a Field>, Failure> {
    let names: Vec<&str> = names.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if names.len() > FIELDS_MAX {
        return Err(vec![Problem::new("fields", "too_many").with("most", FIELDS_MAX)].into());
    }
    let find = |name: &&str| definition.field(name).filter(|it| it.kind.is_amount() && !it.hidden);
    names.iter().map(|it| find(it).ok_or_else(|| vec![no_such("fields", it)].into())).collect()
}

fn no_such(path: &str, name: &str) -> Problem {
    Problem::new(path, "no_such_field").with("value", name)
}

fn together(groups: &[Group], fields: usize) -> Group {
    let mut all = Group { sums: vec![(0, 0); fields], ..Group::default() };
    for group in groups {
        all.count += group.count;
        for (sum, part) in all.sums.iter_mut().zip(&group.sums) {
            *sum = (sum.0 + part.0, sum.1 + part.1);
        }
    }
    all
}

fn told(fields: &[&Field], group: &Group) -> Json {
    let told = fields.iter().zip(&group.sums).map(|(field, (count, sum))| {
        let scale = field.kind.scale().unwrap_or(0);
        let average = (*count > 0).then(|| decimal(divided(*sum, i128::from(*count)), scale));
        (field.name.clone(), json!({ "sum": decimal(*sum, scale), "count": count, "average": average }))
    });
    Json::Object(told.collect::<Map<String, Json>>())
}

/// Rounded half away from zero, as amounts are everywhere.
fn divided(sum: i128, count: i128) -> i128 {
    let half = if sum < 0 { -count / 2 } else { count / 2 };
    (sum + half) / count
}

/// A scaled integer as text, without zeros that say nothing.
fn decimal(raw: i128, scale: u32) -> String {
    let one = 10_u128.pow(scale);
    let (whole, part) = (raw.unsigned_abs() / one, raw.unsigned_abs() % one);
    let sign = if raw < 0 { "-" } else { "" };
    let digits = format!("{part:0width$}", width = scale as usize);
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{decimal, divided};

    #[test]
    fn sums_are_written_like_amounts() {
        for (raw, scale, text) in [
            (0, 4, "0"),
            (12_345_000, 4, "1234.5"),
            (-1, 4, "-0.0001"),
            (5_000_000, 6, "5"),
            (170_000_000_000_000_000_000_000_000, 4, "17000000000000000000000"),
        ] {
            assert_eq!(decimal(raw, scale), text);
        }
    }

    #[test]
    fn averages_are_rounded_half_away_from_zero() {
        for (sum, count, average) in [(10, 4, 3), (-10, 4, -3), (9, 4, 2), (0, 3, 0)] {
            assert_eq!(divided(sum, count), average);
        }
    }
}
