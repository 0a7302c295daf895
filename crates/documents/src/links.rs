//! References between documents, as text outside and as ids inside.

use crate::outside::{Answer, Question};
use std::collections::HashMap;
use values::{DocumentId, Units, UserId};

/// A text in a submitted document that names another document or a member. The caller resolves
/// them all at once, before the document is parsed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    pub path: String,
    /// A document type, or `member`.
    pub target: String,
    /// A number, code or public id; for a member a public id or login.
    pub text: String,
}

/// References that were found, both ways, and what other documents answered to rules.
#[derive(Clone, Debug, Default)]
pub struct Links {
    ids: HashMap<String, HashMap<String, i64>>,
    numbers: HashMap<DocumentId, String>,
    units: HashMap<DocumentId, Units>,
    answers: HashMap<Question, Vec<Answer>>,
}

impl Links {
    pub fn new() -> Links {
        Links::default()
    }

    /// `text` names document `id` of type `target`.
    pub fn add(&mut self, target: &str, text: &str, id: DocumentId) {
        self.ids.entry(target.to_owned()).or_default().insert(text.to_owned(), id.0);
    }

    pub fn add_member(&mut self, text: &str, id: UserId) {
        self.ids.entry("member".to_owned()).or_default().insert(text.to_owned(), id.0);
    }

    /// The number or code that document `id` is shown by.
    pub fn add_number(&mut self, id: DocumentId, number: &str) {
        self.numbers.insert(id, number.to_owned());
    }

    /// What the documents that a rule asks for hold, in their order.
    pub fn add_answers(&mut self, question: Question, answers: Vec<Answer>) {
        self.answers.insert(question, answers);
    }

    pub fn answers(&self, question: &Question) -> Option<&[Answer]> {
        self.answers.get(question).map(Vec::as_slice)
    }

    pub fn get(&self, target: &str, text: &str) -> Option<DocumentId> {
        self.id(target, text).map(DocumentId)
    }

    pub fn member(&self, text: &str) -> Option<UserId> {
        self.id("member", text).map(UserId)
    }

    pub fn number_of(&self, id: DocumentId) -> Option<&str> {
        self.numbers.get(&id).map(String::as_str)
    }

    /// The units of an item that a line of the document measures.
    pub fn add_units(&mut self, item: DocumentId, units: Units) {
        self.units.insert(item, units);
    }

    pub fn units_of(&self, item: DocumentId) -> Option<&Units> {
        self.units.get(&item)
    }

    fn id(&self, target: &str, text: &str) -> Option<i64> {
        self.ids.get(target)?.get(text).copied()
    }
}
