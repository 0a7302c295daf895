//! The one declaration of a document type, as written in `definition.toml` or by the designer.

use crate::{Field, Kind, Label, Problem, Reminder, Severity, check, defaults};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Field names every document has besides its own; usable in lists, filters and sorting.
pub const SYSTEM_FIELDS: [&str; 5] = ["number", "state", "created_at", "updated_at", "created_by"];

/// The roles every company starts with. An administrator may do everything.
pub const BUILT_IN_ROLES: [&str; 6] =
    ["administrator", "buyer", "seller", "warehouse", "accountant", "viewer"];

/// Stands for every role in a list of roles.
pub const EVERYONE: &str = "*";

/// In a transition's roles: nobody may, the program makes it happen.
pub const SYSTEM: &str = "system";

/// What a document is: its fields, its states, who may do what. In TOML the lists are the tables
/// `[[field]]`, `[[field.column]]`, `[[state]]`, `[[transition]]`, `[[push_down]]`, `[[check]]`, `[[reminder]]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    pub name: String,
    pub label: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural: Option<Label>,
    /// Where it stands in the menu: `sales`, `catalog`, … ; `custom` when not said.
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub version: u32,
    #[serde(default)]
    pub built_in: bool,
    /// The field that is the document's number (a master's code). Without it numbers are generated.
    #[serde(default)]
    pub key_field: Option<String>,
    /// The field that people call the document by (a master's name).
    #[serde(default)]
    pub title_field: Option<String>,
    #[serde(default, alias = "field")]
    pub fields: Vec<Field>,
    /// What a list shows, system fields included.
    #[serde(default)]
    pub list: Vec<String>,
    #[serde(default, alias = "state")]
    pub states: Vec<State>,
    #[serde(default, alias = "transition")]
    pub transitions: Vec<Transition>,
    #[serde(default)]
    pub push_down: Vec<PushDown>,
    #[serde(default, alias = "check")]
    pub checks: Vec<Check>,
    #[serde(default, alias = "reminder", skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<Reminder>,
    #[serde(default)]
    pub number: Numbering,
    #[serde(default)]
    pub access: Access,
    /// Its expressions, read once. A copy starts without: it may be about to change.
    #[serde(skip)]
    pub(crate) plan: crate::plan::Cache,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub name: String,
    #[serde(default)]
    pub label: Label,
    /// Whether fields may still be changed. When no state says so: in the first.
    #[serde(default)]
    pub editable: bool,
    /// Whether fields may be changed though the document has taken effect: what follows from the
    /// change happens with it, or the change is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub amendable: bool,
    /// `default`, `blue`, `green`, `orange` or `red`.
    #[serde(default)]
    pub colour: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    pub name: String,
    #[serde(default)]
    pub label: Label,
    pub from: Vec<String>,
    pub to: String,
    /// `primary`, `default` or `danger`.
    #[serde(default)]
    pub tone: String,
    /// Asks once more before it runs.
    #[serde(default)]
    pub confirm: bool,
    /// Who may; when not said, who may edit.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// The next document made from this one with what is left over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushDown {
    /// A document type.
    pub to: String,
    #[serde(default)]
    pub label: Label,
    pub from_states: Vec<String>,
}

/// A condition that every saved document keeps. It fails only when it is FALSE: a comparison with
/// a blank is unknown and passes, `required` says what must not be blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub expression: String,
    pub message: Label,
    /// A `rows` field: the condition is asked for each of its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// The field or column to show the message at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A warning is told, and accepted by saving once more with `accept_warnings`.
    #[serde(default, skip_serializing_if = "Severity::is_error")]
    pub severity: Severity,
}

/// How numbers are generated: `SO-000012`, or `SO-2026-000012` when counted by year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub digits: u32,
    #[serde(default)]
    pub reset: Reset,
    /// What a number is put together from; prefix, period and counter when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<NumberPart>,
}

/// A piece of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberPart {
    Text(String),
    Date(DatePart),
    /// A header field, as people read it: a link by its number. Each value is counted by itself.
    Field(String),
    Counter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatePart {
    /// `2026`.
    Year,
    /// `26`.
    ShortYear,
    /// `03`.
    Month,
    /// `09`.
    Day,
}

impl DatePart {
    fn of(self, day: values::Day) -> String {
        match self {
            DatePart::Year => format!("{:04}", day.year()),
            DatePart::ShortYear => format!("{:02}", day.year().rem_euclid(100)),
            DatePart::Month => format!("{:02}", day.month()),
            DatePart::Day => format!("{:02}", day.day_of_month()),
        }
    }
}

/// When counting starts again at 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reset {
    #[default]
    Never,
    Year,
    Month,
    Day,
}

/// Roles that may. Empty lists are filled in by area.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    #[serde(default)]
    pub read: Vec<String>,
    #[serde(default)]
    pub create: Vec<String>,
    #[serde(default)]
    pub edit: Vec<String>,
    #[serde(default)]
    pub delete: Vec<String>,
}

impl Numbering {
    /// The period that `day` is counted in; empty when counting never starts again.
    pub fn period(&self, day: values::Day) -> String {
        match self.reset {
            Reset::Never => String::new(),
            Reset::Year => format!("{:04}", day.year()),
            Reset::Month => format!("{:04}{:02}", day.year(), day.month()),
            Reset::Day => format!("{:04}{:02}{:02}", day.year(), day.month(), day.day_of_month()),
        }
    }

    /// What every number begins with; empty when that is not the same in all.
    pub fn first_text(&self) -> &str {
        match self.parts.first() {
            None => &self.prefix,
            Some(NumberPart::Text(text)) => text,
            Some(_) => "",
        }
    }

    /// The fields that a number says.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|it| match it {
            NumberPart::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// What the counter belongs to: the period, and what the fields of the number say.
    pub fn counted(&self, day: values::Day, said: &dyn Fn(&str) -> String) -> String {
        let period = self.period(day);
        // Fields are told apart by what stands in no number.
        self.fields().fold(period, |key, field| format!("{key}\u{1f}{}", said(field)))
    }

    /// The number itself.
    pub fn number(&self, day: values::Day, said: &dyn Fn(&str) -> String, count: i64) -> String {
        if self.parts.is_empty() {
            return self.format(&self.period(day), count);
        }
        let part = |it: &NumberPart| match it {
            NumberPart::Text(text) => text.clone(),
            NumberPart::Date(part) => part.of(day),
            NumberPart::Field(name) => said(name),
            NumberPart::Counter => format!("{count:0width$}", width = self.digits as usize),
        };
        self.parts.iter().map(part).collect()
    }

    pub fn format(&self, period: &str, count: i64) -> String {
        let separator = if period.is_empty() { "" } else { "-" };
        format!("{}{period}{separator}{count:0width$}", self.prefix, width = self.digits as usize)
    }
}

impl DocumentType {
    /// Reads a built-in definition, fills in what it leaves out and refuses one that contradicts
    /// itself, with every problem.
    pub fn from_toml(text: &str) -> Result<DocumentType, Vec<Problem>> {
        let json: Json = toml::from_str(text).map_err(|err| vec![malformed(err)])?;
        let mut it = DocumentType::written(&json)?;
        it.built_in = true;
        it.finished()
    }

    /// Reads a definition from the API or the database; the same as [`DocumentType::from_toml`].
    pub fn from_json(json: &Json) -> Result<DocumentType, Vec<Problem>> {
        DocumentType::written(json)?.finished()
    }

    /// The words that new documents begin with, in the company's language.
    #[must_use]
    pub fn worded_in(mut self, language: &str) -> DocumentType {
        let worded = |field: &mut Field| {
            if let Some(words) = field.default_en.take().filter(|_| language == "en") {
                field.default = Some(words);
            }
        };
        for field in &mut self.fields {
            worded(field);
            field.columns.iter_mut().for_each(worded);
        }
        self
    }

    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).expect("a definition has only text keys")
    }

    fn written(json: &Json) -> Result<DocumentType, Vec<Problem>> {
        let problems = check::kinds(json);
        if !problems.is_empty() {
            return Err(problems);
        }
        DocumentType::deserialize(without_permissions(json)).map_err(|err| vec![malformed(err)])
    }

    fn finished(mut self) -> Result<DocumentType, Vec<Problem>> {
        defaults::fill_in(&mut self);
        let problems = check::problems(&self);
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// A field by `customer` or a column by `lines.item`.
    pub fn field_at(&self, path: &str) -> Option<&Field> {
        match path.split_once('.') {
            Some((rows, column)) => self.field(rows)?.column(column),
            None => self.field(path),
        }
    }

    pub fn rows_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| it.kind == Kind::Rows)
    }

    /// Every field and column with its path.
    pub fn all_fields(&self) -> impl Iterator<Item = (String, &Field)> {
        self.fields.iter().flat_map(|field| {
            let columns = field.columns.iter().map(|it| (format!("{}.{}", field.name, it.name), it));
            std::iter::once((field.name.clone(), field)).chain(columns)
        })
    }

    /// A new document is in this state.
    pub fn initial_state(&self) -> &State {
        self.states.first().expect("a definition without states was given one")
    }

    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|it| it.name == name)
    }

    /// The transition called `name` that leaves `state`.
    pub fn transition(&self, state: &str, name: &str) -> Option<&Transition> {
        self.transitions.iter().find(|it| it.name == name && it.from.iter().any(|from| from == state))
    }
}

/// The API adds what the caller may do; a client that sends a type back sends that too.
fn without_permissions(json: &Json) -> Json {
    let mut json = json.clone();
    let transitions = json.get_mut("transitions").and_then(Json::as_array_mut);
    for transition in transitions.into_iter().flatten().filter_map(Json::as_object_mut) {
        transition.remove("permitted");
    }
    if let Some(object) = json.as_object_mut() {
        object.remove("permitted");
    }
    for field in json.get_mut("fields").and_then(Json::as_array_mut).into_iter().flatten() {
        let columns = field.get_mut("columns").and_then(Json::as_array_mut);
        columns.into_iter().flatten().for_each(without_shown);
        without_shown(field);
    }
    json
}

/// What a lookup shows is told with it, and not part of it.
fn without_shown(field: &mut Json) {
    if let Some(field) = field.as_object_mut() {
        field.remove("shown");
    }
}

fn malformed(err: impl std::fmt::Display) -> Problem {
    Problem::new("", "malformed").with("detail", err)
}
