//! What files call other documents, found once each: by code, by name, or made on request.

use crate::failure::{Failure, Kind, Refused};
use crate::gate;
use crate::papers;
use crate::turn::Turn;
use connect::spreadsheet::reading::text::folded;
use documents::Value;
use serde_json::{Map, json};
use std::collections::HashMap;
use std::sync::Arc;
use storage::Tx;
use values::{DocumentId, Quantity, Units};

/// Texts remembered of one import; more are looked up again.
const REMEMBERED_MAX: usize = 500_000;

/// A document that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: DocumentId,
    pub(crate) number: String,
    pub(crate) how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    ByNumber,
    /// In other letters, upper or lower.
    ByCase,
    ByName,
    Made,
}

type Texts = HashMap<String, HashMap<String, Option<Found>>>;

/// Remembers what was found. What is new stays apart until the transaction it was found in is
/// committed, because a transaction that is undone takes what it made with it.
#[derive(Clone, Default)]
pub(crate) struct Lookup {
    settled: Arc<Texts>,
    fresh: Texts,
}

impl Lookup {
    /// What was found by another lookup whose transaction is committed.
    pub(crate) fn settle(&mut self, fresh: Lookup) {
        let settled = Arc::make_mut(&mut self.settled);
        if settled.values().map(HashMap::len).sum::<usize>() > REMEMBERED_MAX {
            settled.clear();
        }
        for (target, texts) in fresh.fresh {
            // A text without a document may get one later.
            settled.entry(target).or_default().extend(texts.into_iter().filter(|(_, it)| it.is_some()));
        }
    }

    fn known(&self, target: &str, text: &str) -> Option<&Option<Found>> {
        let of = |texts: &'_ Texts| texts.get(target).is_some_and(|it| it.contains_key(text));
        let texts = if of(&self.fresh) { &self.fresh } else { &*self.settled };
        texts.get(target)?.get(text)
    }

    /// By number or code, or else by name.
    pub(crate) fn find(
        &mut self,
        tx: &mut dyn Tx,
        turn: &Turn,
        target: &str,
        text: &str,
    ) -> Result<Option<Found>, Failure> {
        if let Some(known) = self.known(target, text) {
            return Ok(known.clone());
        }
        let found = look_up(tx, turn, target, text)?;
        self.remember(target, text, found.clone());
        Ok(found)
    }

    /// [`Lookup::find`], and otherwise makes a master with this code.
    pub(crate) fn find_or_make(
        &mut self,
        tx: &mut dyn Tx,
        turn: &Turn,
        target: &str,
        text: &str,
        name: &str,
    ) -> Result<Found, Failure> {
        if let Some(found) = self.find(tx, turn, target, text)? {
            return Ok(found);
        }
        let made = make(tx, turn, target, text, name)?;
        self.remember(target, text, Some(Found { how: How::ByNumber, ..made.clone() }));
        Ok(made)
    }

    /// [`Lookup::find_or_make`] for a dry run: what would be made has no id.
    pub(crate) fn find_or_pretend(
        &mut self,
        tx: &mut dyn Tx,
        turn: &Turn,
        target: &str,
        text: &str,
    ) -> Result<Found, Failure> {
        if let Some(found) = self.find(tx, turn, target, text)? {
            return Ok(found);
        }
        for other in [text.to_uppercase(), text.to_lowercase()] {
            if let Some(Some(found)) = self.known(target, &other).filter(|_| other != text) {
                let found = Found { how: How::ByCase, ..found.clone() };
                self.remember(target, text, Some(found.clone()));
                return Ok(found);
            }
        }
        let found = |how| Found { id: DocumentId(0), number: text.to_owned(), how };
        self.remember(target, text, Some(found(How::ByNumber)));
        Ok(found(How::Made))
    }

    fn remember(&mut self, target: &str, text: &str, found: Option<Found>) {
        self.fresh.entry(target.to_owned()).or_default().insert(text.to_owned(), found);
    }
}

fn look_up(tx: &mut dyn Tx, turn: &Turn, target: &str, text: &str) -> Result<Option<Found>, Failure> {
    if target == "member" {
        let user = storage::members::resolve(tx, text)?;
        let found = |_| Found { id: DocumentId(0), number: text.to_owned(), how: How::ByNumber };
        return Ok(user.map(found));
    }
    let definition = turn.definitions.require(target)?;
    let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
    let wanted: Vec<(&str, &str)> = if definition.key_field.is_some() {
        vec![(target, text), (target, &upper), (target, &lower)]
    } else {
        vec![(target, text)]
    };
    for (place, wanted) in wanted.into_iter().enumerate() {
        if place > 0 && wanted.1 == text {
            continue;
        }
        if let Some(it) = storage::documents::resolve(tx, &[wanted])?.into_iter().next()
            && may_see(tx, turn, target, it.id)?
        {
            let how = if place == 0 { How::ByNumber } else { How::ByCase };
            return Ok(Some(Found { id: it.id, number: it.number, how }));
        }
    }
    let Some(title) = definition.title_field.as_deref().and_then(|it| definition.field(it)) else {
        return Ok(None);
    };
    let named = storage::documents::with_value(tx, definition, title, &Value::Text(text.to_owned()))?;
    let named = match named {
        Some(it) if may_see(tx, turn, target, it.id)? => Some(it),
        _ => None,
    };
    Ok(named.map(|it| Found { id: it.id, number: it.number, how: How::ByName }))
}

/// What may not be seen is as if it were not there.
pub(crate) fn may_see(tx: &mut dyn Tx, turn: &Turn, kind: &str, id: DocumentId) -> Result<bool, Failure> {
    Ok(gate::visible(tx, turn, kind, &[id])?.is_none_or(|it| it.contains(&id)))
}

/// A master with only a code and a name; everything else as the definition defaults it.
fn make(tx: &mut dyn Tx, turn: &Turn, target: &str, code: &str, name: &str) -> Result<Found, Failure> {
    let definition = turn.definitions.require(target)?.clone();
    let Some(key) = &definition.key_field else { return Err(unknown(turn, target, code).into()) };
    let mut fields = Map::new();
    fields.insert(key.clone(), code.into());
    if let Some(title) = &definition.title_field {
        fields.insert(title.clone(), if name.is_empty() { code } else { name }.into());
    }
    let stored = papers::create(tx, turn, &definition, &fields.into(), None)?.stored;
    Ok(Found { id: stored.id, number: stored.number, how: How::Made })
}

/// Nothing is called so.
pub(crate) fn unknown(turn: &Turn, target: &str, text: &str) -> Refused {
    let label = turn.definitions.get(target).map(|it| it.label.clone()).unwrap_or_default();
    let (zh, en) = (label.text("zh"), label.text("en").to_lowercase());
    Refused::new(
        Kind::Unprocessable,
        "unknown_link",
        &format!("没有{zh}“{text}”"),
        &format!("there is no {en} “{text}”"),
    )
    .instead(
        &format!("请先导入{zh}，或勾选“自动新建”，或改正编码"),
        &format!("import the {en} first, allow new ones to be made, or correct the code"),
    )
    .with(json!({ "type": target, "text": text }))
}

/// A quantity in another unit as one in the item's base unit; `None` when the item has no such unit.
pub(crate) fn in_base_unit(
    tx: &mut dyn Tx,
    turn: &Turn,
    item: DocumentId,
    quantity: Quantity,
    unit: &str,
) -> Result<Option<Quantity>, Failure> {
    let definition = turn.definitions.require("item")?;
    let Some(stored) = storage::documents::load(tx, item)? else { return Ok(None) };
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let base = record.text("unit").unwrap_or_default();
    let mut units = Units::new(&folded(base));
    for row in record.rows("units") {
        let (Some(unit), Some(factor)) = (row.record.text("unit"), row.record.quantity("factor")) else {
            continue;
        };
        units = match units.clone().with(&folded(unit), factor) {
            Ok(units) => units,
            Err(_) => units,
        };
    }
    Ok(units.to_base(quantity, &folded(unit)).ok())
}
