//! A list of documents as a workbook or as CSV: the same filter, the same rights, every row.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Kind as Why, Refused};
use crate::file::File;
use crate::gate::as_met;
use crate::papers::{ListRequest, PAGE_MAX, read_list, rows_view};
use crate::turn::Turn;
use connect::spreadsheet::export::{Format, Heading, Out, Table};
use documents::{DocumentType, Field, Kind};
use serde_json::{Value as Json, json};
use std::io::Cursor;
use storage::Tx;
use values::{Day, Instant};

/// Rows of one export.
const ROWS_MAX: usize = 200_000;
/// Read at once. Where no index gives the order, each reading looks at all rows of the filter.
const AT_ONCE: usize = 10_000;

/// `csv` or `xlsx`.
pub(crate) fn format_named(name: &str) -> Result<Format, Failure> {
    Format::named(name).ok_or_else(|| {
        Refused::new(
            Why::Unprocessable,
            "unknown_format",
            "只能导出 xlsx 或 csv",
            "Only xlsx or csv can be made",
        )
        .into()
    })
}

impl App {
    /// Documents with lines fill one row per line, their header repeated, so that the file can be
    /// filtered, summed and imported again.
    pub async fn export_documents(
        &self,
        turn: Turn,
        document_type: &str,
        request: ListRequest,
        format: &str,
    ) -> Result<File, Failure> {
        turn.caller.require(Ability::Export)?;
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let format = format_named(format)?;
        let asked = json!({ "filter": request.filter, "q": request.q, "format": format.extension() });
        self.audit(&turn.caller, "export", document_type, asked).await?;
        self.report(move |tx| {
            let language = turn.caller.language.tag();
            let met = as_met(&turn.caller, &definition);
            let columns = Columns::of(&met);
            let title = definition.label.text(language).to_owned();
            let headings: Vec<Heading> = columns.headings(language);
            let mut table =
                Table::start(format, Cursor::new(Vec::new()), &title, &headings).map_err(|it| broken(&it))?;
            let mut clock = Clock::of(&turn);
            each_document(tx, &turn, &definition, request, |document| {
                let rows = columns.rows(&document, language, &mut clock);
                rows.iter().try_for_each(|row| table.row(row)).map_err(|it| broken(&it))
            })?;
            let bytes = table.finish().map_err(|it| broken(&it))?.into_inner();
            let name = format!("{title}-{}.{}", turn.today, format.extension());
            Ok(File { name, content_type: format.media_type(), bytes })
        })
        .await
    }
}

pub(crate) fn broken(error: &std::io::Error) -> Failure {
    Failure::Broken(storage::Error::Engine(format!("writing an export: {error}")))
}

/// In the order in which the list on the screen would come.
fn each_document(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    mut request: ListRequest,
    mut take: impl FnMut(Json) -> Result<(), Failure>,
) -> Result<(), Failure> {
    (request.after, request.all_fields) = (None, true);
    let mut wanted = read_list(tx, turn, definition, &request)?;
    wanted.limit = AT_ONCE;
    let mut rows = 0;
    loop {
        let page = storage::lists::list(tx, &wanted.list(definition))?;
        rows += page.rows.len();
        if rows > ROWS_MAX {
            return Err(Refused::new(
                Why::TooLarge,
                "too_large",
                &format!("一次最多导出 {ROWS_MAX} 条"),
                &format!("At most {ROWS_MAX} documents at once"),
            )
            .instead("请先用筛选缩小范围", "Narrow the list with a filter first")
            .into());
        }
        for some in page.rows.chunks(PAGE_MAX) {
            rows_view(tx, turn, definition, some, true)?.0.into_iter().try_for_each(&mut take)?;
        }
        match page.next {
            Some(next) => wanted.after = Some(next),
            None => return Ok(()),
        }
    }
}

/// What stands in which column.
struct Columns<'a> {
    header: Vec<&'a Field>,
    /// The first rows field, whose lines become rows.
    lines: Option<(&'a Field, Vec<&'a Field>)>,
    numbered: bool,
}

impl<'a> Columns<'a> {
    fn of(definition: &'a DocumentType) -> Columns<'a> {
        let visible = |it: &&Field| !it.hidden;
        let header = definition.fields.iter().filter(visible);
        let header = header.filter(|it| !matches!(it.kind, Kind::Rows | Kind::LinkedTable));
        let lines = definition.rows_fields().find(|it| !it.hidden);
        Columns {
            header: header.collect(),
            lines: lines.map(|it| (it, it.columns.iter().filter(visible).collect())),
            numbered: definition.key_field.is_none(),
        }
    }

    fn headings(&self, language: &str) -> Vec<Heading> {
        let english = language.starts_with("en");
        let own = |zh, en| Heading::text(if english { en } else { zh });
        let mut headings = Vec::new();
        if self.numbered {
            headings.push(own("单据号", "Number"));
        }
        headings.extend(self.header.iter().map(|it| Heading::text(it.label.text(language))));
        if let Some((rows, columns)) = &self.lines {
            let names = columns.iter().map(|column| {
                // A name that the header has too would be two columns of one name.
                let taken =
                    self.header.iter().any(|it| it.label.text(language) == column.label.text(language));
                match taken {
                    true => format!("{}/{}", rows.label.text(language), column.label.text(language)),
                    false => column.label.text(language).to_owned(),
                }
            });
            headings.extend(names.map(|it| Heading::text(&it)));
        }
        headings.push(own("状态", "State"));
        headings.push(own("创建时间", "Created"));
        headings
    }

    fn rows(&self, document: &Json, language: &str, clock: &mut Clock) -> Vec<Vec<Out>> {
        let fields = &document["fields"];
        let none = [Json::Null];
        let lines = match &self.lines {
            Some((rows, _)) => {
                fields[&rows.name].as_array().filter(|it| !it.is_empty()).map_or(&none[..], |it| it)
            }
            None => &none[..],
        };
        let rows = lines.iter().map(|line| {
            let mut row = Vec::new();
            if self.numbered {
                row.push(text(&document["number"]));
            }
            row.extend(self.header.iter().map(|it| out(it, &fields[&it.name], language, clock)));
            if let Some((_, columns)) = &self.lines {
                row.extend(columns.iter().map(|it| out(it, &line[&it.name], language, clock)));
            }
            row.push(text(&document["state"]));
            row.push(clock.local(&document["created_at"]));
            row
        });
        rows.collect()
    }
}

fn text(value: &Json) -> Out {
    value.as_str().map_or(Out::Empty, |it| Out::Text(it.to_owned()))
}

fn out(field: &Field, value: &Json, language: &str, clock: &mut Clock) -> Out {
    match (&field.kind, value) {
        (_, Json::Null) => Out::Empty,
        (Kind::YesNo, value) => value.as_bool().map_or(Out::Empty, Out::YesNo),
        (Kind::Date, value) => {
            value.as_str().and_then(|it| it.parse::<Day>().ok()).map_or_else(|| text(value), Out::Day)
        }
        (Kind::DateTime, value) => clock.local(value),
        (Kind::Choice, value) => {
            let choice = field.choices.iter().find(|it| Some(it.value.as_str()) == value.as_str());
            choice.map_or_else(|| text(value), |it| Out::Text(it.label.text(language).to_owned()))
        }
        (Kind::Choices, Json::Array(chosen)) => {
            let label = |value: &Json| {
                let value = value.as_str().unwrap_or_default();
                field.choice(value).map_or(value, |it| it.label.text(language)).to_owned()
            };
            Out::Text(chosen.iter().map(label).collect::<Vec<_>>().join("、"))
        }
        (Kind::Address | Kind::Location, value) => Out::Text(field.written(value)),
        (kind, Json::Array(files)) if kind.is_files() => {
            let names = files.iter().filter_map(|it| it["name"].as_str());
            Out::Text(names.collect::<Vec<_>>().join("、"))
        }
        (kind, Json::String(amount)) if kind.is_amount() => Out::Number(amount.clone()),
        (_, Json::String(text)) => Out::Text(text.clone()),
        (_, other) => Out::Text(other.to_string()),
    }
}

/// Shows moments by the company's clock.
struct Clock {
    zone: jiff::tz::TimeZone,
}

impl Clock {
    fn of(turn: &Turn) -> Clock {
        Clock { zone: jiff::tz::TimeZone::get(&turn.company.time_zone).unwrap_or(jiff::tz::TimeZone::UTC) }
    }

    fn local(&mut self, value: &Json) -> Out {
        let Some(at) = value.as_str().and_then(|it| it.parse::<Instant>().ok()) else { return text(value) };
        let timestamp = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or(jiff::Timestamp::MAX);
        let offset = self.zone.to_offset(timestamp).seconds();
        let seconds = (at.micros().div_euclid(1_000_000) + i64::from(offset)).rem_euclid(86_400);
        Out::DateTime(at.day(offset), seconds as u32)
    }
}
