//! The contents of one document, already checked against its type.

use crate::{Address, FileRef, Location};
use std::collections::BTreeMap;
use values::{Day, DocumentId, Instant, LineNo, Money, Number, Percent, Quantity, UnitPrice, UserId};

/// Values by field name. A blank field is absent: no empty texts, no empty rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(pub BTreeMap<String, Value>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Every kind that [`crate::Kind::is_text`].
    Text(String),
    Number(Number),
    Quantity(Quantity),
    Money(Money),
    UnitPrice(UnitPrice),
    Percent(Percent),
    Date(Day),
    DateTime(Instant),
    Choice(String),
    YesNo(bool),
    Member(UserId),
    Link(DocumentId),
    Rows(Vec<Row>),
    /// In the order of the field's choices.
    Choices(Vec<String>),
    Address(Address),
    Location(Location),
    Files(Vec<FileRef>),
}

/// One line of a document. Its number is given at the first save and kept on every edit, so that
/// facts can point at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub line: LineNo,
    pub record: Record,
}

impl Record {
    pub fn new() -> Record {
        Record::default()
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Blank values are taken out, so that absence is the only way to be blank.
    pub fn set(&mut self, name: &str, value: Option<Value>) {
        match value.filter(|it| !it.is_blank()) {
            Some(value) => self.0.insert(name.to_owned(), value),
            None => self.0.remove(name),
        };
    }

    /// A text, barcode, serial number or choice.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(it) | Value::Choice(it)) => Some(it),
            _ => None,
        }
    }

    pub fn choice(&self, name: &str) -> Option<&str> {
        self.text(name)
    }

    pub fn number(&self, name: &str) -> Option<Number> {
        match self.get(name) {
            Some(Value::Number(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn quantity(&self, name: &str) -> Option<Quantity> {
        match self.get(name) {
            Some(Value::Quantity(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn money(&self, name: &str) -> Option<Money> {
        match self.get(name) {
            Some(Value::Money(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn unit_price(&self, name: &str) -> Option<UnitPrice> {
        match self.get(name) {
            Some(Value::UnitPrice(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn percent(&self, name: &str) -> Option<Percent> {
        match self.get(name) {
            Some(Value::Percent(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn day(&self, name: &str) -> Option<Day> {
        match self.get(name) {
            Some(Value::Date(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn instant(&self, name: &str) -> Option<Instant> {
        match self.get(name) {
            Some(Value::DateTime(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn yes_no(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::YesNo(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn member(&self, name: &str) -> Option<UserId> {
        match self.get(name) {
            Some(Value::Member(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn link(&self, name: &str) -> Option<DocumentId> {
        match self.get(name) {
            Some(Value::Link(it)) => Some(*it),
            _ => None,
        }
    }

    pub fn choices(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(Value::Choices(it)) => it,
            _ => &[],
        }
    }

    pub fn files(&self, name: &str) -> &[FileRef] {
        match self.get(name) {
            Some(Value::Files(it)) => it,
            _ => &[],
        }
    }

    pub fn address(&self, name: &str) -> Option<&Address> {
        match self.get(name) {
            Some(Value::Address(it)) => Some(it),
            _ => None,
        }
    }

    pub fn location(&self, name: &str) -> Option<&Location> {
        match self.get(name) {
            Some(Value::Location(it)) => Some(it),
            _ => None,
        }
    }

    /// The lines; none when the field is blank.
    pub fn rows(&self, name: &str) -> &[Row] {
        match self.get(name) {
            Some(Value::Rows(it)) => it,
            _ => &[],
        }
    }
}

impl FromIterator<(String, Value)> for Record {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Record {
        let mut record = Record::new();
        for (name, value) in values {
            record.set(&name, Some(value));
        }
        record
    }
}

impl Value {
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Text(it) | Value::Choice(it) => it.is_empty(),
            Value::Rows(it) => it.is_empty(),
            Value::Choices(it) => it.is_empty(),
            Value::Files(it) => it.is_empty(),
            Value::Address(it) => it.is_blank(),
            _ => false,
        }
    }
}
