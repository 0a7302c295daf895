//! Which documents of a type are meant; storage makes SQL of it.

use crate::{DocumentType, Field, Kind, Links, Problem, Reference, definition::SYSTEM_FIELDS, scalar};
use serde_json::Value as Json;

/// The name by which filters ask whose a document is; a declared field of that name goes before it.
pub const KEEPER: &str = "keeper";

const DEPTH_MAX: usize = 16;
const CONDITIONS_MAX: usize = 200;
const LIST_MAX: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Without parts: every document.
    All(Vec<Filter>),
    /// Without parts: none.
    Any(Vec<Filter>),
    /// Everything else, documents with a blank field included.
    Not(Box<Filter>),
    Compare {
        field: FieldPath,
        op: Op,
        value: Operand,
    },
}

/// A field of the type, a system field, or a column: then any row that matches will do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath {
    pub field: String,
    pub column: Option<String>,
}

/// How to compare. A blank field matches only `Empty` and `NotEqual`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    StartsWith,
    Empty,
    NotEmpty,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// For `Empty` and `NotEmpty`.
    Nothing,
    One(Scalar),
    /// For `In`.
    Many(Vec<Scalar>),
}

/// A value in the form the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Scaled amounts, ids, moments in microseconds.
    Int(i64),
    /// Texts, choices, days, states, numbers.
    Text(String),
    Bool(bool),
}

const OPS: [(&str, Op); 11] = [
    ("=", Op::Equal),
    ("!=", Op::NotEqual),
    ("<", Op::Less),
    ("<=", Op::LessOrEqual),
    (">", Op::Greater),
    (">=", Op::GreaterOrEqual),
    ("in", Op::In),
    ("contains", Op::Contains),
    ("starts_with", Op::StartsWith),
    ("empty", Op::Empty),
    ("not_empty", Op::NotEmpty),
];

pub(crate) fn op_named(text: &str) -> Option<Op> {
    OPS.iter().find(|(it, _)| *it == text).map(|(_, op)| *op)
}

impl FieldPath {
    /// Reads `customer` or `lines.item`.
    pub fn from_text(text: &str) -> FieldPath {
        match text.split_once('.') {
            Some((field, column)) => FieldPath { field: field.to_owned(), column: Some(column.to_owned()) },
            None => FieldPath { field: text.to_owned(), column: None },
        }
    }

    /// One of `number`, `state`, `created_at`, `updated_at`, `created_by`.
    pub fn is_system(&self) -> bool {
        self.column.is_none() && SYSTEM_FIELDS.contains(&self.field.as_str())
    }
}

impl FieldPath {
    /// Which document it is: for rules that have its id, never for filters that people send.
    pub fn is_itself(&self) -> bool {
        self.column.is_none() && self.field == "id"
    }

    /// Whose a document is now: who made it, or whoever took it over.
    pub fn is_keeper(&self, it: &DocumentType) -> bool {
        self.column.is_none() && self.field == KEEPER && it.field(KEEPER).is_none()
    }
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}", self.field),
            None => f.write_str(&self.field),
        }
    }
}

impl Filter {
    pub fn everything() -> Filter {
        Filter::All(Vec::new())
    }

    /// Both, and nothing twice.
    pub fn and(self, other: Filter) -> Filter {
        let parts = |it| if let Filter::All(parts) = it { parts } else { vec![it] };
        let mut all = parts(self);
        for part in parts(other) {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        if all.len() == 1 { all.remove(0) } else { Filter::All(all) }
    }

    /// Reads `{"all": […]}`, `{"any": […]}`, `{"not": …}` or `{"field", "op", "value"}`; references
    /// are named by number. Paths of problems are those inside the filter: `all[0].value`.
    pub fn from_json(it: &DocumentType, json: &Json, links: &Links) -> Result<Filter, Vec<Problem>> {
        let mut reader = Reader { document: it, links, problems: Vec::new(), conditions: 0 };
        let filter = reader.filter("", json, 0);
        if reader.conditions > CONDITIONS_MAX {
            reader.problems.push(Problem::new("", "too_many_conditions").with("most", CONDITIONS_MAX));
        }
        match filter {
            Some(filter) if reader.problems.is_empty() => Ok(filter),
            _ => Err(reader.problems),
        }
    }

    /// Every field that is looked at.
    pub fn fields(&self) -> Vec<&FieldPath> {
        match self {
            Filter::All(parts) | Filter::Any(parts) => parts.iter().flat_map(Filter::fields).collect(),
            Filter::Not(part) => part.fields(),
            Filter::Compare { field, .. } => vec![field],
        }
    }

    /// Where a field is first asked about, as paths of problems say it; `None` when it is not.
    pub fn place_of(&self, field: &str) -> Option<String> {
        let among = |name: &str, parts: &[Filter]| {
            let mut parts = parts.iter().enumerate();
            parts.find_map(|(at, part)| Some(joined(&format!("{name}[{at}]"), &part.place_of(field)?)))
        };
        match self {
            Filter::All(parts) => among("all", parts),
            Filter::Any(parts) => among("any", parts),
            Filter::Not(part) => Some(joined("not", &part.place_of(field)?)),
            Filter::Compare { field: it, .. } => (it.to_string() == field).then(|| "field".to_owned()),
        }
    }

    /// Every text in a filter that names another document or a member.
    pub fn references(it: &DocumentType, json: &Json) -> Vec<Reference> {
        let mut found = Vec::new();
        references(&mut found, it, "", json, 0);
        found
    }
}

/// The field a condition is about; system fields as if they were declared.
pub(crate) fn field_named(it: &DocumentType, path: &FieldPath) -> Option<Field> {
    if path.is_system() {
        let kind = match path.field.as_str() {
            "created_at" | "updated_at" => Kind::DateTime,
            "created_by" => Kind::Member,
            _ => Kind::Text,
        };
        return Some(Field::new(&path.field, kind));
    }
    if path.is_keeper(it) {
        return Some(Field::new(&path.field, Kind::Member));
    }
    let field = it.field(&path.field)?;
    match &path.column {
        Some(column) => field.column(column).cloned(),
        None => Some(field.clone()),
    }
}

fn joined(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

fn parts(json: &Json) -> impl Iterator<Item = (String, &Json)> {
    let list = |name: &'static str| {
        let items = json.get(name).and_then(Json::as_array).into_iter().flatten();
        items.enumerate().map(move |(at, part)| (format!("{name}[{at}]"), part))
    };
    list("all").chain(list("any")).chain(json.get("not").map(|it| ("not".to_owned(), it)))
}

fn references(found: &mut Vec<Reference>, it: &DocumentType, path: &str, json: &Json, depth: usize) {
    if depth > DEPTH_MAX {
        return;
    }
    for (step, part) in parts(json) {
        references(found, it, &joined(path, &step), part, depth + 1);
    }
    let Some(name) = json.get("field").and_then(Json::as_str) else { return };
    let field = field_named(it, &FieldPath::from_text(name));
    let Some(target) = field.as_ref().and_then(|it| it.kind.target()) else { return };
    let texts = match json.get("value") {
        Some(Json::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for text in texts.into_iter().filter_map(Json::as_str).map(str::trim).filter(|it| !it.is_empty()) {
        let (path, target) = (joined(path, "value"), target.to_owned());
        found.push(Reference { path, target, text: text.to_owned() });
    }
}

struct Reader<'a> {
    document: &'a DocumentType,
    links: &'a Links,
    problems: Vec<Problem>,
    conditions: usize,
}

impl Reader<'_> {
    fn problem(&mut self, path: &str, code: &'static str) -> Option<Filter> {
        self.problems.push(Problem::new(path, code));
        None
    }

    fn filter(&mut self, path: &str, json: &Json, depth: usize) -> Option<Filter> {
        if depth > DEPTH_MAX {
            self.problems.push(Problem::new(path, "too_deep").with("most", DEPTH_MAX));
            return None;
        }
        let Json::Object(object) = json else { return self.problem(path, "not_a_filter") };
        let keys: Vec<&str> = object.keys().map(String::as_str).collect();
        match keys.as_slice() {
            [] => Some(Filter::everything()),
            ["all"] => self.parts(path, "all", json, depth).map(Filter::All),
            ["any"] => self.parts(path, "any", json, depth).map(Filter::Any),
            ["not"] => {
                let part = self.filter(&joined(path, "not"), &object["not"], depth + 1)?;
                Some(Filter::Not(Box::new(part)))
            }
            _ => {
                let strange = keys.iter().find(|it| !["field", "op", "value"].contains(it)).copied();
                match strange {
                    Some(name) => self.problem(&joined(path, name), "not_a_filter"),
                    None => self.condition(path, json),
                }
            }
        }
    }

    fn parts(&mut self, path: &str, name: &str, json: &Json, depth: usize) -> Option<Vec<Filter>> {
        let path = joined(path, name);
        let Some(list) = json[name].as_array() else {
            self.problems.push(Problem::new(path, "not_a_filter"));
            return None;
        };
        let parts: Vec<Option<Filter>> = (list.iter().enumerate())
            .map(|(at, part)| self.filter(&format!("{path}[{at}]"), part, depth + 1))
            .collect();
        parts.into_iter().collect()
    }

    fn condition(&mut self, path: &str, json: &Json) -> Option<Filter> {
        self.conditions += 1;
        let name = json["field"].as_str().unwrap_or_default();
        let field_path = FieldPath::from_text(name);
        let Some(field) = field_named(self.document, &field_path) else {
            self.problems.push(Problem::new(joined(path, "field"), "no_such_field").with("value", name));
            return None;
        };
        let op = json["op"].as_str().unwrap_or_default();
        let Some(found) = op_named(op) else {
            let known = known_ops(&field.kind);
            let problem = Problem::new(joined(path, "op"), "unknown_operator").with("op", op);
            self.problems.push(problem.with("known", known));
            return None;
        };
        if !applies(found, &field.kind) {
            let problem = Problem::new(joined(path, "op"), "operator_does_not_apply").with("op", op);
            self.problems.push(problem.with("field", name).with("known", known_ops(&field.kind)));
            return None;
        }
        let value = self.operand(&joined(path, "value"), &field, found, &json["value"])?;
        Some(Filter::Compare { field: field_path, op: found, value })
    }

    fn operand(&mut self, path: &str, field: &Field, op: Op, json: &Json) -> Option<Operand> {
        match op {
            Op::Empty | Op::NotEmpty => Some(Operand::Nothing),
            Op::In => match json {
                Json::Array(list) if list.len() <= LIST_MAX => {
                    let list: Vec<Option<Scalar>> = (list.iter().enumerate())
                        .map(|(at, json)| self.scalar(&format!("{path}[{at}]"), field, json))
                        .collect();
                    list.into_iter().collect::<Option<_>>().map(Operand::Many)
                }
                _ => {
                    self.problems.push(Problem::new(path, "not_a_list").with("most", LIST_MAX));
                    None
                }
            },
            _ => self.scalar(path, field, json).map(Operand::One),
        }
    }

    fn scalar(&mut self, path: &str, field: &Field, json: &Json) -> Option<Scalar> {
        // A condition may name any value, also one that no document may have.
        // One of several choices is asked for like a single one, a part of an address like a text,
        // and a text may be searched by a part that is not yet a telephone number.
        let kind = match &field.kind {
            Kind::Choices => Kind::Choice,
            kind if kind.is_text() => Kind::Text,
            Kind::Address => Kind::Text,
            kind => kind.clone(),
        };
        let unbounded =
            Field { kind, min: None, max: None, decimals: None, max_length: None, ..field.clone() };
        match scalar::parse(&unbounded, json, path, self.links) {
            Ok(Some(value)) => Some(stored(&scalar::to_stored(&value))),
            Ok(None) => self.problem(path, "required").map(|_| Scalar::Bool(false)),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}

/// The operators that fields of this kind are compared by.
fn known_ops(kind: &Kind) -> String {
    let known = OPS.iter().filter(|(_, op)| applies(*op, kind)).map(|(text, _)| *text);
    known.collect::<Vec<_>>().join(" ")
}

/// A scalar of the database's form.
pub(crate) fn stored(json: &Json) -> Scalar {
    match json {
        Json::Bool(it) => Scalar::Bool(*it),
        Json::String(it) => Scalar::Text(it.clone()),
        other => Scalar::Int(other.as_i64().expect("stored values are texts, integers or booleans")),
    }
}

/// Order is for what has one; parts are for texts; rows are only empty or not.
pub(crate) fn applies(op: Op, kind: &Kind) -> bool {
    match op {
        Op::Empty | Op::NotEmpty => kind.is_stored(),
        // For several choices: whether this one, or one of these, is among them.
        Op::Equal | Op::NotEqual | Op::In => kind.is_plain() || *kind == Kind::Choices,
        Op::Contains | Op::StartsWith => kind.is_text() || *kind == Kind::Address,
        Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual => {
            kind.is_amount() || kind.is_text() || matches!(kind, Kind::Date | Kind::DateTime)
        }
    }
}
