//! What a report is asked for: read, and checked against what it knows and the caller may see.

use super::axis::Axis;
use super::catalog::{Period, Report};
use super::group::AXES_MAX;
use super::measure::{Measure, Shown};
use super::table::Sort;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::turn::Turn;
use documents::Problem;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use values::Day;

const ROWS_USUAL: usize = 100;
const ROWS_MAX: usize = 1_000;
/// Values that a filter may name.
const WANTED_MAX: usize = 1_000;

/// A report as it is asked for; what is not said is as the report begins.
#[derive(Clone, Debug, Default)]
pub struct ReportRequest {
    /// `YYYY-MM-DD`, both included.
    pub from: Option<String>,
    pub through: Option<String>,
    /// Names of axes, separated by commas.
    pub rows: Option<String>,
    /// The name of one axis, or nothing.
    pub columns: Option<String>,
    pub measures: Option<String>,
    /// Axes with the keys that count: `{"item": ["A1"], "month": ["2026-03"]}`.
    pub only: Option<Json>,
    /// Document types with a filter on their fields: `{"item": {"field": …}}`.
    pub filter: Option<Json>,
    /// A measure, `-` before it for the largest first; `keys` for names or time.
    pub sort: Option<String>,
    pub limit: Option<usize>,
    pub offset: Option<usize>,
}

/// A request that makes sense.
pub(super) struct Wanted {
    pub(super) report: &'static Report,
    pub(super) from: Day,
    pub(super) through: Day,
    pub(super) axes: Vec<(String, Axis)>,
    pub(super) rows: usize,
    pub(super) has_columns: bool,
    pub(super) only: Vec<Option<Vec<String>>>,
    pub(super) measures: Vec<&'static Measure>,
    pub(super) filters: BTreeMap<String, Json>,
    pub(super) sort: Sort,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

/// Whoever may not read the documents may not read what they add up to; and without costs nothing is left to
/// tell of profit.
pub(super) fn require(turn: &Turn, report: &Report) -> Result<(), Failure> {
    if report.measures.contains(&"profit") {
        turn.caller.require(Ability::SeeCost)?;
    }
    for name in report.reads() {
        turn.caller.require_action(Action::Read, turn.definitions.require(name)?)?;
    }
    Ok(())
}

pub(super) fn may_see(turn: &Turn, measure: &Measure) -> bool {
    !measure.is_cost || turn.caller.can(Ability::SeeCost)
}

pub(super) fn unknown(path: &str, value: &str) -> Failure {
    vec![Problem::new(path, "not_in_report").with("value", value)].into()
}

fn names(text: &str) -> Vec<&str> {
    text.split(',').map(str::trim).filter(|it| !it.is_empty()).collect()
}

pub(super) fn read(turn: &Turn, name: &str, request: &ReportRequest) -> Result<Wanted, Failure> {
    let absent = || Refused::not_found(&format!("报表 {name}"), &format!("report {name}"));
    let report = Report::named(name).ok_or_else(absent)?;
    require(turn, report)?;
    let facts = report.facts;
    let axis = |path: &str, name: &str| {
        facts.axis(turn, name).map(|it| (name.to_owned(), it)).ok_or_else(|| unknown(path, name))
    };
    let mut axes = Vec::new();
    match &request.rows {
        Some(text) => {
            for name in names(text) {
                axes.push(axis("rows", name)?);
            }
        }
        None => axes.extend(report.rows.iter().filter_map(|it| axis("rows", it).ok())),
    }
    let rows = axes.len();
    let columns = request.columns.as_deref().unwrap_or(report.columns);
    let has_columns = !columns.is_empty() && !axes.iter().any(|(name, _)| name == columns);
    if has_columns {
        match axis("columns", columns) {
            Ok(it) => axes.push(it),
            Err(problem) if request.columns.is_some() => return Err(problem),
            Err(_) => (),
        }
    }
    let has_columns = axes.len() > rows;
    let mut only: Vec<Option<Vec<String>>> = vec![None; axes.len()];
    for (name, keys) in object("only", request.only.as_ref())?.into_iter().flatten() {
        let not_a_list = || vec![Problem::new(format!("only.{name}"), "not_a_list").with("most", WANTED_MAX)];
        let keys = texts(keys).ok_or_else(not_a_list)?;
        match axes.iter().position(|(it, _)| it == name) {
            Some(at) => only[at] = Some(keys),
            None => {
                axes.push(axis("only", name)?);
                only.push(Some(keys));
            }
        }
    }
    if axes.len() > AXES_MAX {
        return Err(vec![Problem::new("rows", "too_many").with("most", AXES_MAX)].into());
    }
    let measures = measures(turn, report, request.measures.as_deref())?;
    let (from, through) = days(turn, report, request)?;
    let filters = object("filter", request.filter.as_ref())?.cloned().unwrap_or_default();
    Ok(Wanted {
        sort: sort(turn, report, &axes[..rows], &measures, request.sort.as_deref())?,
        report,
        from,
        through,
        axes,
        rows,
        has_columns,
        only,
        measures,
        filters: filters.into_iter().collect(),
        limit: request.limit.unwrap_or(ROWS_USUAL).clamp(1, ROWS_MAX),
        offset: request.offset.unwrap_or(0),
    })
}

fn object<'a>(path: &str, json: Option<&'a Json>) -> Result<Option<&'a Map<String, Json>>, Failure> {
    let object = |it: &'a Json| it.as_object().ok_or_else(|| vec![Problem::new(path, "not_an_object")]);
    Ok(json.map(object).transpose()?)
}

fn texts(keys: &Json) -> Option<Vec<String>> {
    let keys = keys.as_array()?;
    let all: Option<Vec<String>> = keys.iter().map(|it| it.as_str().map(str::to_owned)).collect();
    all.filter(|it| it.len() <= WANTED_MAX)
}

fn measures(turn: &Turn, report: &Report, asked: Option<&str>) -> Result<Vec<&'static Measure>, Failure> {
    let all = report.facts.measures();
    let mut found = Vec::new();
    if let Some(text) = asked.filter(|it| !it.is_empty()) {
        for name in names(text) {
            let measure = all.iter().find(|it| it.name == name).ok_or_else(|| unknown("measures", name))?;
            if !may_see(turn, measure) {
                return Err(Refused::forbidden().into());
            }
            found.push(measure);
        }
    } else {
        let usual = report.measures.iter().filter_map(|name| all.iter().find(|it| it.name == *name));
        found.extend(usual.filter(|it| may_see(turn, it)));
    }
    if found.is_empty() {
        return Err(Refused::forbidden().into());
    }
    Ok(found)
}

fn sort(
    turn: &Turn,
    report: &Report,
    rows: &[(String, Axis)],
    measures: &[&'static Measure],
    asked: Option<&str>,
) -> Result<Sort, Failure> {
    match asked.filter(|it| !it.is_empty()) {
        Some("keys") => Ok(Sort::Keys),
        Some(text) => {
            let name = text.trim_start_matches('-');
            let measure = report.facts.measures().iter().find(|it| it.name == name && may_see(turn, it));
            let measure = measure.ok_or_else(|| unknown("sort", name))?;
            Ok(Sort::By { measure, descending: text.starts_with('-') })
        }
        None if rows.first().is_some_and(|(_, it)| it.is_time()) => Ok(Sort::Keys),
        None => {
            // Money says more about what matters than a quantity of different things.
            let main = measures.iter().find(|it| it.shown == Shown::Money).or_else(|| measures.first());
            Ok(main.map_or(Sort::Keys, |measure| Sort::By { measure, descending: true }))
        }
    }
}

fn days(turn: &Turn, report: &Report, request: &ReportRequest) -> Result<(Day, Day), Failure> {
    let day = |path: &str, text: &Option<String>| match text.as_deref().filter(|it| !it.is_empty()) {
        None => Ok(None),
        Some(text) => text
            .parse::<Day>()
            .map(Some)
            .map_err(|_| Failure::from(vec![Problem::new(path, "not_a_day").with("value", text)])),
    };
    let through = day("through", &request.through)?.unwrap_or(turn.today);
    if report.period == Period::Day {
        return Ok((through, through));
    }
    let first = |months: i32| {
        let (year, month) = (through.year() as i32, through.month() as i32);
        let start = (month - 1) / months * months + 1;
        Day::from_ymd(year as i16, start as i8, 1).unwrap_or(through)
    };
    let usual = match report.period {
        Period::Day => through,
        Period::Month => first(1),
        Period::Quarter => first(3),
        Period::Year => first(12),
    };
    let from = day("from", &request.from)?.unwrap_or(usual);
    if from > through {
        return Err(vec![Problem::new("from", "too_great").with("max", through.to_string())].into());
    }
    Ok((from, through))
}
