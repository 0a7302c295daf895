//! What the keys of a report are called.

use super::axis::{Axis, Dim};
use super::group::{Grouped, Key, NONE};
use super::table::{Label, Layout};
use super::{LOAN, TRANSIT};
use crate::caller::Language;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::Kind;
use ledger::Place;
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::reports::FieldValue;
use values::{DocumentId, UserId};

#[derive(Default)]
pub(super) struct Names {
    wanted: BTreeSet<DocumentId>,
    members_wanted: BTreeSet<UserId>,
    papers: BTreeMap<DocumentId, Name>,
    members: BTreeMap<UserId, String>,
}

/// What a key stands for.
enum Meaning<'a> {
    Blank,
    Time(String),
    Paper(DocumentId),
    Transit,
    Loan,
    Member(UserId),
    Text(&'a str),
    YesNo(bool),
}

fn meaning<'a>(it: &Layout<'_>, grouped: &'a Grouped, at: usize, key: i64) -> Meaning<'a> {
    if key == NONE {
        return Meaning::Blank;
    }
    match &it.axes[at] {
        Axis::Time(grain) => Meaning::Time(grain.told(key)),
        Axis::Of(Dim::Member) => Meaning::Member(UserId(key)),
        Axis::Of(_) if key == Place::Transit.code() => Meaning::Transit,
        Axis::Of(_) if key == Place::Loan.code() => Meaning::Loan,
        Axis::Of(_) => Meaning::Paper(DocumentId(key)),
        Axis::Abc | Axis::Field { .. } => {
            match usize::try_from(key).ok().and_then(|key| grouped.values[at].get(key)) {
                None => Meaning::Blank,
                Some(FieldValue::Text(text)) => Meaning::Text(text),
                Some(FieldValue::Int(id)) => match &it.axes[at] {
                    Axis::Field { field, .. } if field.kind == Kind::YesNo => Meaning::YesNo(*id != 0),
                    Axis::Field { field, .. } if field.kind == Kind::Member => Meaning::Member(UserId(*id)),
                    _ => Meaning::Paper(DocumentId(*id)),
                },
            }
        }
    }
}

impl Names {
    pub(super) fn want(&mut self, it: &Layout<'_>, grouped: &Grouped, key: &Key) {
        (0..it.rows).for_each(|at| self.want_at(it, grouped, at, key[at]));
    }

    pub(super) fn want_column(&mut self, it: &Layout<'_>, grouped: &Grouped, key: i64) {
        self.want_at(it, grouped, it.rows, key);
    }

    fn want_at(&mut self, it: &Layout<'_>, grouped: &Grouped, at: usize, key: i64) {
        match meaning(it, grouped, at, key) {
            Meaning::Paper(id) if !self.papers.contains_key(&id) => drop(self.wanted.insert(id)),
            Meaning::Member(id) if !self.members.contains_key(&id) => drop(self.members_wanted.insert(id)),
            _ => (),
        }
    }

    pub(super) fn load(&mut self, tx: &mut dyn Tx, turn: &Turn) -> Result<(), Failure> {
        let ids: Vec<DocumentId> = std::mem::take(&mut self.wanted).into_iter().collect();
        for some in ids.chunks(5_000) {
            let found = crate::gate::names(tx, turn, some)?;
            self.papers.extend(found.into_iter().map(|it| (it.id, it)));
        }
        for id in std::mem::take(&mut self.members_wanted) {
            let name = storage::members::load(tx, id)?.map(|it| it.name).unwrap_or_default();
            self.members.insert(id, name);
        }
        Ok(())
    }

    /// What names are sorted by: numbers of documents, texts of anything else.
    pub(super) fn text(&self, it: &Layout<'_>, grouped: &Grouped, at: usize, key: i64) -> String {
        match meaning(it, grouped, at, key) {
            Meaning::Paper(id) => self.papers.get(&id).map(|it| it.number.clone()).unwrap_or_default(),
            Meaning::Member(id) => self.members.get(&id).cloned().unwrap_or_default(),
            Meaning::Text(text) => text.to_owned(),
            Meaning::Time(text) => text,
            Meaning::Transit => TRANSIT.to_owned(),
            Meaning::Loan => LOAN.to_owned(),
            Meaning::YesNo(yes) => u8::from(yes).to_string(),
            Meaning::Blank => String::new(),
        }
    }

    pub(super) fn label(
        &self,
        turn: &Turn,
        it: &Layout<'_>,
        grouped: &Grouped,
        at: usize,
        key: i64,
    ) -> Label {
        let language = turn.caller.language;
        let say = |zh: &str, en: &str| if language == Language::Zh { zh } else { en }.to_owned();
        let plain = |key: String, text: String| Label { key, text, document: None };
        match meaning(it, grouped, at, key) {
            Meaning::Blank => plain(String::new(), say("未填", "Blank")),
            Meaning::Time(text) => plain(text.clone(), text),
            Meaning::Transit => plain(TRANSIT.to_owned(), say("在途", "In transit")),
            Meaning::Loan => plain(LOAN.to_owned(), say("借出", "On loan")),
            Meaning::YesNo(yes) => {
                plain(u8::from(yes).to_string(), if yes { say("是", "Yes") } else { say("否", "No") })
            }
            Meaning::Member(id) => plain(id.to_string(), self.members.get(&id).cloned().unwrap_or_default()),
            Meaning::Text(value) => {
                let choice = match &it.axes[at] {
                    Axis::Field { field, .. } => field.choices.iter().find(|it| it.value == value),
                    _ => None,
                };
                let text = choice.map_or(value, |it| it.label.text(language.tag()));
                plain(value.to_owned(), text.to_owned())
            }
            Meaning::Paper(id) => match self.papers.get(&id) {
                None => plain(String::new(), String::new()),
                Some(name) => Label {
                    key: name.number.clone(),
                    text: if name.title.is_empty() { name.number.clone() } else { name.title.clone() },
                    document: Some((name.document_type.clone(), name.uuid.to_string(), name.number.clone())),
                },
            },
        }
    }
}
