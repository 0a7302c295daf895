//! One report: its groups as a table, or as a file.

use super::axis::{Axis, Dim, Facts, periods};
use super::catalog::{Period, REPORTS, Report};
use super::facts::{Limit, Scope, collect};
use super::group::Grouper;
use super::measure::Measure;
use super::request::{ReportRequest, Wanted, may_see, read, require, unknown};
use super::table::{Label, Layout, Table, Values, lay_out};
use crate::app::App;
use crate::caller::{Ability, Action, Language};
use crate::exports::{broken, format_named};
use crate::failure::{Failure, Refused};
use crate::file::File;
use crate::gate::Gate;
use crate::papers::{read_filter, within};
use crate::turn::Turn;
use connect::spreadsheet::export::{Heading, Out, Table as Sheet};
use documents::{DocumentType, Filter};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;
use storage::Tx;
use storage::lists::Sort as ListSort;

/// Rows of one file.
const EXPORT_MAX: usize = 200_000;

impl App {
    /// The reports that the caller may see, with what each can be grouped by and counts.
    pub fn reports(&self, turn: &Turn) -> Json {
        let may_see = |it: &&Report| require(turn, it).is_ok();
        let told: Vec<Json> = REPORTS.iter().filter(may_see).map(|it| description(turn, it)).collect();
        json!(told)
    }

    pub async fn report_table(
        &self,
        turn: Turn,
        name: &str,
        request: ReportRequest,
    ) -> Result<Json, Failure> {
        let wanted = read(&turn, name, &request)?;
        self.report(move |tx| {
            let table = make(tx, &turn, &wanted)?;
            Ok(told(&turn, &wanted, &table))
        })
        .await
    }

    /// All rows of a report, as a workbook or as CSV.
    pub async fn export_report(
        &self,
        turn: Turn,
        name: &str,
        request: ReportRequest,
        format: &str,
    ) -> Result<File, Failure> {
        turn.caller.require(Ability::Export)?;
        let format = format_named(format)?;
        let mut wanted = read(&turn, name, &request)?;
        (wanted.offset, wanted.limit) = (0, EXPORT_MAX);
        self.report(move |tx| {
            let table = make(tx, &turn, &wanted)?;
            let title = say(&turn, wanted.report.label).to_owned();
            let headings = headings(&turn, &wanted, &table);
            let mut sheet =
                Sheet::start(format, Cursor::new(Vec::new()), &title, &headings).map_err(|it| broken(&it))?;
            for row in &table.rows {
                sheet.row(&cells(&wanted, &row.keys, &row.values)).map_err(|it| broken(&it))?;
            }
            let labels = [
                ("total", &["合计", "Total"], Some(&table.total)),
                ("rest", &["其余", "The rest"], table.rest.as_ref()),
            ];
            for (_, label, values) in labels.into_iter().rev() {
                let Some(values) = values else { continue };
                let mut keys = vec![Label::default(); wanted.rows];
                if let Some(first) = keys.first_mut() {
                    say(&turn, *label).clone_into(&mut first.text);
                }
                sheet.row(&cells(&wanted, &keys, values)).map_err(|it| broken(&it))?;
            }
            let bytes = sheet.finish().map_err(|it| broken(&it))?.into_inner();
            let (from, through) = (wanted.from, wanted.through);
            let days = if from == through { through.to_string() } else { format!("{from}~{through}") };
            let name = format!("{title} {days}.{}", format.extension());
            Ok(File { name, content_type: format.media_type(), bytes })
        })
        .await
    }
}

fn say(turn: &Turn, it: [&'static str; 2]) -> &'static str {
    it[usize::from(turn.caller.language == Language::En)]
}

fn description(turn: &Turn, report: &Report) -> Json {
    let facts = report.facts;
    let label = |it: [String; 2]| json!({ "zh": it[0], "en": it[1] });
    let own = |it: [&str; 2]| json!({ "zh": it[0], "en": it[1] });
    let axes = facts.axes(turn).into_iter().map(|(name, axis)| {
        let kind = match &axis {
            Axis::Time(_) => "time",
            Axis::Of(Dim::Member) => "member",
            Axis::Of(Dim::Document) => "document",
            Axis::Of(_) => "link",
            Axis::Field { .. } | Axis::Abc => "field",
        };
        let of = match &axis {
            Axis::Of(dim) => facts.type_of(*dim),
            _ => None,
        };
        json!({ "name": name, "label": label(axis.label(facts, turn)), "kind": kind, "type": of })
    });
    let measures = facts.measures().iter().filter(|it| may_see(turn, it));
    let names = |it: &[&'static str]| -> Vec<&'static str> {
        let seen = |name: &&&str| facts.measures().iter().any(|m| m.name == **name && may_see(turn, m));
        it.iter().filter(seen).copied().collect()
    };
    json!({
        "name": report.name, "label": own(report.label), "answers": own(report.answers),
        "period": report.period.name(), "rows": report.rows, "columns": report.columns,
        "shown": names(report.measures),
        "axes": axes.collect::<Vec<_>>(),
        "measures": measures.map(|it| json!({
            "name": it.name, "label": own(it.label), "kind": it.shown.name(),
        })).collect::<Vec<_>>(),
    })
}

/// What the caller may see of what the facts are about, and what was asked for.
fn matching(tx: &mut dyn Tx, turn: &Turn, wanted: &Wanted) -> Result<Vec<Limit>, Failure> {
    let facts = wanted.report.facts;
    let mut found = Vec::new();
    let mut known = Vec::new();
    for dim in [Dim::Item, Dim::Warehouse, Dim::Partner, Dim::Channel, Dim::Order] {
        let Some(name) = facts.type_of(dim) else { continue };
        if facts == Facts::Flow && !matches!(dim, Dim::Item | Dim::Warehouse) {
            continue;
        }
        known.push(name);
        let of = turn.definitions.require(name)?;
        if let Some(seen) = seen(tx, turn, of, &fields_of(wanted, name))? {
            found.push((dim, vec![(Arc::clone(of), seen)]));
        }
        if let Some(json) = wanted.filters.get(name) {
            turn.caller.require_action(Action::Read, of)?;
            if !facts.shows(turn, dim) {
                return Err(Refused::forbidden().into());
            }
            let at = format!("filter.{name}");
            let filter = read_filter(tx, turn, of, (&at, json))?;
            let nothing = ListSort::usual(of);
            let filter = within(tx, turn, of, (&at, filter), &nothing, &[])?;
            found.push((dim, vec![(Arc::clone(of), filter)]));
        }
    }
    let papers = facts.papers();
    let mut limited = false;
    let mut of_papers = Vec::new();
    for name in papers {
        let of = turn.definitions.require(name)?;
        let seen = seen(tx, turn, of, &BTreeSet::new())?;
        limited |= seen.is_some();
        of_papers.push((Arc::clone(of), seen.unwrap_or_else(Filter::everything)));
    }
    if limited {
        found.push((Dim::Document, of_papers));
    }
    match wanted.filters.keys().find(|it| !known.contains(&it.as_str())) {
        Some(unknown_type) => Err(unknown("filter", unknown_type)),
        None => Ok(found),
    }
}

/// Fields of a type by which the report tells facts apart.
fn fields_of(wanted: &Wanted, name: &str) -> BTreeSet<String> {
    let facts = wanted.report.facts;
    let is_order = facts.type_of(Dim::Order) == Some(name);
    let field = |axis: &Axis| match axis {
        Axis::Field { of, field, .. } if of.name == name => Some(field.name.clone()),
        Axis::Of(dim) | Axis::Field { dim, .. } if is_order => facts.said_by(*dim).map(str::to_owned),
        _ => None,
    };
    let mut fields: BTreeSet<String> = wanted.axes.iter().filter_map(|(_, it)| field(it)).collect();
    if is_order {
        let filtered = [Dim::Partner, Dim::Channel].into_iter().filter_map(|it| facts.said_by(it));
        fields.extend(filtered.filter(|it| wanted.filters.contains_key(*it)).map(str::to_owned));
    }
    fields
}

/// The documents of a type that the caller may see together with these fields; `None` when all may be
/// seen. Where a type may not be read at all, facts count, but are never told apart by it.
fn seen(
    tx: &mut dyn Tx,
    turn: &Turn,
    of: &DocumentType,
    fields: &BTreeSet<String>,
) -> Result<Option<Filter>, Failure> {
    let gate = Gate::of(tx, turn, of)?;
    match gate.rows(fields) {
        Some(rows) if rows == Filter::everything() => Ok(None),
        Some(rows) => Ok(Some(rows)),
        None if fields.is_empty() => Ok(None),
        None => Err(Refused::forbidden().into()),
    }
}

fn make(tx: &mut dyn Tx, turn: &Turn, wanted: &Wanted) -> Result<Table, Failure> {
    let facts = wanted.report.facts;
    let axes: Vec<Axis> = wanted.axes.iter().map(|(_, it)| it.clone()).collect();
    let scope = Scope {
        from: wanted.from,
        through: wanted.through,
        at_end: wanted.report.period == Period::Day,
        periods: periods(&axes, wanted.from, wanted.through),
        matching: matching(tx, turn, wanted)?,
    };
    let mut grouper = Grouper::new(tx, facts, &axes, &wanted.only)?;
    let mut dims: Vec<Dim> = Vec::new();
    for axis in &axes {
        let dim = match axis {
            Axis::Time(_) => continue,
            Axis::Of(dim) | Axis::Field { dim, .. } => *dim,
            Axis::Abc => Dim::Item,
        };
        if !dims.contains(&dim) {
            dims.push(dim);
        }
    }
    collect(tx, turn, facts, &scope, &dims, &mut grouper)?;
    let layout = Layout {
        facts,
        axes: &axes,
        rows: wanted.rows,
        has_columns: wanted.has_columns,
        measures: wanted.measures.clone(),
        days: i64::from(wanted.through.days_since(wanted.from)) + 1,
        sort: wanted.sort,
        offset: wanted.offset,
        limit: wanted.limit,
    };
    lay_out(tx, turn, &layout, grouper.done()?)
}

fn told(turn: &Turn, wanted: &Wanted, table: &Table) -> Json {
    let axis = |(name, axis): &(String, Axis)| {
        let [zh, en] = axis.label(wanted.report.facts, turn);
        json!({ "name": name, "label": { "zh": zh, "en": en } })
    };
    let value = |raw: &Vec<Option<i64>>| {
        let told = wanted.measures.iter().zip(raw).map(|(measure, raw)| raw.map(|it| measure.told(it)));
        json!(told.collect::<Vec<_>>())
    };
    let values = |it: &Values| {
        let mut told = json!({ "values": value(&it.all) });
        if wanted.has_columns {
            told["cells"] = it.cells.iter().map(|it| it.as_ref().map_or(Json::Null, &value)).collect();
        }
        told
    };
    let rows = table.rows.iter().map(|row| {
        let mut told = values(&row.values);
        told["keys"] = row.keys.iter().map(label).collect();
        told
    });
    let mut answer = json!({
        "report": wanted.report.name, "from": wanted.from, "through": wanted.through,
        "axes": wanted.axes[..wanted.rows].iter().map(axis).collect::<Vec<_>>(),
        "measures": wanted.measures.iter().map(|it| json!({
            "name": it.name, "label": { "zh": it.label[0], "en": it.label[1] }, "kind": it.shown.name(),
        })).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(), "count": table.count,
        "total": values(&table.total), "rest": table.rest.as_ref().map(values),
    });
    if wanted.has_columns {
        answer["column_axis"] = axis(&wanted.axes[wanted.rows]);
        answer["columns"] = table.columns.iter().map(label).collect();
    }
    answer
}

fn label(it: &Label) -> Json {
    let mut told = json!({ "key": it.key, "text": it.text });
    if let Some((kind, id, number)) = &it.document {
        told["document"] = json!({ "type": kind, "id": id, "number": number });
    }
    told
}

fn headings(turn: &Turn, wanted: &Wanted, table: &Table) -> Vec<Heading> {
    let facts = wanted.report.facts;
    let mut headings = Vec::new();
    for (_, axis) in &wanted.axes[..wanted.rows] {
        let [zh, en] = axis.label(facts, turn);
        let name = if turn.caller.language == Language::Zh { zh } else { en };
        let code = if turn.caller.language == Language::Zh { "编号" } else { "code" };
        if matches!(axis, Axis::Of(dim) if *dim != Dim::Member) {
            headings.push(Heading::text(&format!("{name} {code}")));
        }
        headings.push(Heading::text(&name));
    }
    headings.extend(wanted.measures.iter().map(|it| Heading::text(say(turn, it.label))));
    for column in &table.columns {
        let of = |it: &&Measure| Heading::text(&format!("{} {}", column.text, say(turn, it.label)));
        headings.extend(wanted.measures.iter().map(of));
    }
    headings
}

fn cells(wanted: &Wanted, keys: &[Label], values: &Values) -> Vec<Out> {
    let mut row = Vec::new();
    for ((_, axis), key) in wanted.axes.iter().zip(keys) {
        if matches!(axis, Axis::Of(dim) if *dim != Dim::Member) {
            row.push(Out::Text(key.key.clone()));
        }
        row.push(Out::Text(key.text.clone()));
    }
    let out = |(measure, raw): (&&Measure, &Option<i64>)| {
        raw.map_or(Out::Empty, |it| Out::Number(measure.told(it)))
    };
    row.extend(wanted.measures.iter().zip(&values.all).map(out));
    for cell in &values.cells {
        match cell {
            Some(raw) => row.extend(wanted.measures.iter().zip(raw).map(out)),
            None => row.extend(wanted.measures.iter().map(|_| Out::Empty)),
        }
    }
    row
}
