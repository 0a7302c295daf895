//! Counts and sums over everything a filter finds, in one pass of the engine.

use crate::filter_sql::Condition;
use crate::json_sql::{self, Stored as Form};
use crate::lists::{List, any_of, matching};
use crate::{Error, Tx, is_identifier};
use documents::Field;

/// Sums are made over at most so many documents; over more none are made.
pub const SUMMED_MAX: i64 = 200_000;
/// Documents are told apart by at most so many values.
pub const GROUPS_MAX: usize = 60;

/// One group of what was found; without a field to group by there is one of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// `None` where the field is blank.
    pub value: Option<String>,
    pub count: i64,
    /// For each field asked for: how many documents have it, and the sum of its scaled values.
    pub sums: Vec<(i64, i128)>,
}

/// Amounts are summed in two parts, so that no engine's integer overflows: `value = high × PART + low`.
const PART: i64 = 1_000_000_000;

/// `None` when there are more documents than [`SUMMED_MAX`]. `by` is the state, or a text field.
pub fn sums(
    tx: &mut dyn Tx,
    list: &List<'_>,
    fields: &[&Field],
    by: Option<&str>,
) -> Result<Option<Vec<Group>>, Error> {
    let group = match by {
        None => "null".to_owned(),
        Some("state") => "d.state".to_owned(),
        Some(name) => {
            let form = list.definition.field(name).and_then(|it| Form::of(&it.kind));
            match form.filter(|it| *it == Form::Text && is_identifier(name)) {
                Some(form) => json_sql::value(tx.dialect(), "d.body", name, form),
                None => return Err(Error::Fault(format!("`{name}` is nothing to group by"))),
            }
        }
    };
    let mut columns = vec![format!("{group} as g")];
    for (at, field) in fields.iter().enumerate() {
        match Form::of(&field.kind).filter(|it| *it == Form::Int && is_identifier(&field.name)) {
            Some(form) => {
                columns
                    .push(format!("{} as f{at}", json_sql::value(tx.dialect(), "d.body", &field.name, form)));
            }
            None => return Err(Error::Fault(format!("`{}` is nothing to sum", field.name))),
        }
    }
    let mut inner = Condition::default();
    inner.push(&format!("select {} from @.document d where ", columns.join(", ")));
    const MOST: usize = SUMMED_MAX as usize + 1;
    let found = matching(tx, list)?;
    inner.add(any_of(tx.dialect(), found, "", MOST));
    inner.push(&format!(" limit {MOST}"));
    let told = (0..fields.len()).map(|at| {
        format!(
            ", count(t.f{at}), coalesce(cast(sum(t.f{at} / {PART}) as bigint), 0),
              coalesce(cast(sum(t.f{at} % {PART}) as bigint), 0)"
        )
    });
    let told: String = told.collect();
    let select = format!("select t.g, count(*){told} from ({}) t group by t.g order by 2 desc, 1", inner.sql);
    let rows = tx.query(&select, &inner.params())?;
    let groups: Vec<Group> = rows
        .iter()
        .map(|row| Group {
            value: row.opt_text(0).map(str::to_owned),
            count: row.int(1),
            sums: (0..fields.len())
                .map(|at| {
                    let high = i128::from(row.int(3 + at * 3)) * i128::from(PART);
                    (row.int(2 + at * 3), high + i128::from(row.int(4 + at * 3)))
                })
                .collect(),
        })
        .collect();
    let all: i64 = groups.iter().map(|it| it.count).sum();
    Ok((all <= SUMMED_MAX).then_some(groups))
}
