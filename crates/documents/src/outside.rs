//! What a document asks of other documents before it can be decided: questions out, answers in. The
//! caller reads; nothing here does.

use crate::condition::scalar;
use crate::expression::{self, Value};
use crate::filter::{Op, Operand, applies, field_named, op_named};
use crate::{DocumentType, Field, FieldPath, Filter, Problem};
use values::DocumentId;

/// Documents that a list of choices shows at most.
pub const CHOICES_MAX: usize = 500;

/// Which documents of type `of` a rule means, and what of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    pub of: String,
    /// Field, operator and value; all must hold.
    pub conditions: Vec<(String, String, Value)>,
    /// The field that is read.
    pub field: String,
    /// As the list API takes it.
    pub sort: Option<String>,
    /// Answered only when exactly one document matches.
    pub only: bool,
}

/// What a matching document holds in the field that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub from: DocumentId,
    pub value: Option<crate::Value>,
}

impl Question {
    /// The question as a filter on the type it asks; `None` when nothing can match.
    pub fn filter(&self, of: &DocumentType) -> Option<Filter> {
        let mut parts = Vec::with_capacity(self.conditions.len());
        for (path, op, value) in &self.conditions {
            let path = FieldPath::from_text(path);
            let field = compared(of, &path)?;
            let op = op_named(op).filter(|op| applies(*op, &field.kind))?;
            let value = Operand::One(scalar(&field, value)?);
            parts.push(Filter::Compare { field: path, op, value });
        }
        Some(Filter::All(parts))
    }

    /// The question whether the choice is one of those that the answers would hold.
    #[must_use]
    pub(crate) fn with_value(mut self, value: &str) -> Question {
        self.conditions.push((self.field.clone(), "=".to_owned(), Value::text(value)));
        self
    }

    /// How many answers decide it.
    pub fn most(&self) -> usize {
        if self.only { 2 } else { 1 }
    }

    /// The answer that counts.
    pub(crate) fn answer<'a>(&self, answers: &'a [Answer]) -> Option<&'a Answer> {
        if self.only && answers.len() > 1 { None } else { answers.first() }
    }

    /// What `record` of type `of` answers.
    pub fn answered_by(
        &self,
        of: &DocumentType,
        id: DocumentId,
        number: &str,
        state: &str,
        record: &crate::Record,
    ) -> Answer {
        let text = |it: &str| Some(crate::Value::Text(it.to_owned()));
        let value = match self.field.as_str() {
            "number" => text(number),
            "state" => text(state),
            "id" => Some(crate::Value::Link(id)),
            name => of.field(name).and_then(|it| record.get(&it.name)).cloned(),
        };
        Answer { from: id, value }
    }
}

impl Answer {
    /// The value as `field` keeps it; a value of another kind is turned into it as a formula's would be.
    pub(crate) fn for_field(&self, field: &Field, path: &str) -> Result<Option<crate::Value>, Problem> {
        let Some(value) = &self.value else { return Ok(None) };
        let record = [("it".to_owned(), value.clone())].into_iter().collect();
        match expression::from_record(&record, "it") {
            // Values of several parts are taken as they are; the definition was checked for the kind.
            Value::Blank | Value::List(_) => Ok(Some(value.clone())),
            _ if !field.kind.is_plain() => Ok(Some(value.clone())),
            found => expression::to_field(field, found, path),
        }
    }
}

/// What a rule may compare of other documents: their fields, and which of them it is.
fn compared(of: &DocumentType, path: &FieldPath) -> Option<Field> {
    if path.is_itself() {
        return Some(Field::new(&path.field, crate::Kind::Link(of.name.clone())));
    }
    field_named(of, path)
}

/// Whether a rule may compare `path` of `of` with something of type `found`.
pub(crate) fn comparable(of: &DocumentType, path: &FieldPath, op: &str, found: &expression::Type) -> bool {
    let Some(field) = compared(of, path) else { return false };
    let Some(op) = op_named(op).filter(|op| !matches!(op, Op::In | Op::Empty | Op::NotEmpty)) else {
        return false;
    };
    let wanted = if field.kind == crate::Kind::Choices || field.kind == crate::Kind::Address {
        Some(expression::Type::Text)
    } else {
        expression::type_of(&field.kind)
    };
    applies(op, &field.kind) && wanted.is_some_and(|it| it.with(found).is_some())
}
