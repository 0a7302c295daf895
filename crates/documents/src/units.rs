//! Units of measure on the lines of a document: 2 箱 of 12 are 24 个.
//!
//! Lines that have the columns `item`, `quantity`, `unit` and `unit_quantity` are measured; with `price` and
//! `unit_price` they are priced by the unit too. People write the unit's own figures; `quantity` and
//! `price`, which everything else reads, follow from them and are of the stock unit. Where goods are counted
//! the quantity is called `counted`, and where their cost is told the price `unit_cost`.
//!
//! **Invariant:** a line says both or neither: with a unit, `quantity` is exactly `unit_quantity` times
//! what the unit holds; without one, `unit_quantity` and `unit_price` are blank.

use crate::{DocumentType, Field, Kind, Links, Problem, Record, Value};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use values::{DocumentId, Quantity, UnitError, Units};

/// The units of an item, from its stored body.
pub fn units_of(item: &Json) -> Units {
    let name = |it: &Json| it["unit"].as_str().unwrap_or_default().to_owned();
    let mut units = Units::new(&name(item));
    for it in item["units"].as_array().into_iter().flatten() {
        let factor = Quantity::from_raw(it["factor"].as_i64().unwrap_or_default());
        // Its definition keeps factors positive; what was stored otherwise is no unit.
        units = units.clone().with(&name(it), factor).unwrap_or(units);
    }
    units
}

impl Field {
    /// Whether its lines may be measured in a unit of their item.
    pub fn is_measured(&self) -> bool {
        self.by_unit().next().is_some()
    }

    /// The columns that are told in the stock unit and by the unit of the line; none where lines are not
    /// measured. The first is the quantity.
    pub fn by_unit(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let has = |name: &str| self.column(name).is_some();
        let pair = |own: [&'static str; 2], by_unit: &'static str| {
            own.into_iter().find(|it| has(it)).filter(|_| has(by_unit)).map(|it| (it, by_unit))
        };
        let item = self.column("item").is_some_and(|it| it.kind == Kind::Link("item".to_owned()));
        let quantity = pair(["quantity", "counted"], "unit_quantity");
        let quantity = quantity.filter(|_| self.kind == Kind::Rows && item && has("unit"));
        let price = quantity.and_then(|_| pair(["price", "unit_cost"], "unit_price"));
        quantity.into_iter().chain(price)
    }
}

impl DocumentType {
    /// Items of which the units have to be known before `fields` can be parsed: those of lines that
    /// name a unit, or did in `base`.
    pub fn measured_items(
        &self,
        fields: &Json,
        links: &Links,
        base: Option<&Record>,
    ) -> BTreeSet<DocumentId> {
        let mut items = BTreeSet::new();
        for field in self.fields.iter().filter(|it| it.is_measured()) {
            let old = base.map_or(&[][..], |it| it.rows(&field.name));
            let old_named = old.iter().any(|it| it.record.get("unit").is_some());
            let rows = fields.get(&field.name).and_then(Json::as_array).into_iter().flatten();
            let rows: Vec<&Json> = rows.collect();
            let named = rows.iter().any(|it| it["unit"].as_str().is_some_and(|it| !it.trim().is_empty()));
            if !rows.is_empty() && (named || old_named) {
                items.extend(old.iter().filter_map(|it| it.record.link("item")));
                let texts = rows.iter().filter_map(|it| it["item"].as_str());
                items.extend(texts.filter_map(|it| links.get("item", it.trim())));
            }
        }
        items
    }

    /// Whether a line of `fields` names a unit.
    pub fn names_units(&self, fields: &Json) -> bool {
        let blank = |it: &Json| it["unit"].as_str().is_none_or(|it| it.trim().is_empty());
        let rows = |it: &Field| fields.get(&it.name).and_then(Json::as_array).cloned().unwrap_or_default();
        self.fields.iter().filter(|it| it.is_measured()).any(|it| !rows(it).iter().all(blank))
    }
}

/// Brings what every measured line says in its unit and in the stock unit together.
pub(crate) fn bring_together(
    document: &DocumentType,
    record: &mut Record,
    base: Option<&Record>,
    links: &Links,
    problems: &mut Vec<Problem>,
) {
    for field in document.fields.iter().filter(|it| it.is_measured()) {
        let Some(Value::Rows(rows)) = record.0.get_mut(&field.name) else { continue };
        let mut by_unit = field.by_unit().map(|(own, _)| own);
        let (quantity, price) = (by_unit.next().unwrap_or_default(), by_unit.next());
        let old = base.map_or(&[][..], |it| it.rows(&field.name));
        for (at, row) in rows.iter_mut().enumerate() {
            let base = old.iter().find(|it| it.line == row.line).map(|it| &it.record);
            let mut line = Line { quantity, price, base, record: &mut row.record };
            if let Err((column, problem)) = line.bring_together(links) {
                let path = format!("{}[{at}].{column}", field.name);
                problems.push(Problem { path, ..problem });
            }
        }
    }
}

type Wrong = (&'static str, Problem);

struct Line<'a> {
    /// What the columns are called that hold them in the stock unit.
    quantity: &'static str,
    price: Option<&'static str>,
    base: Option<&'a Record>,
    record: &'a mut Record,
}

impl Line<'_> {
    fn bring_together(&mut self, links: &Links) -> Result<(), Wrong> {
        let Some(unit) = self.record.text("unit").map(str::to_owned) else {
            self.in_stock_unit();
            return Ok(());
        };
        let own = [Some(self.quantity), self.price].into_iter().flatten();
        let is_touched =
            ["item", "unit", "unit_quantity", "unit_price"].into_iter().chain(own).any(|it| self.changed(it));
        let Some(item) = self.record.link("item").filter(|_| is_touched) else {
            return Ok(());
        };
        let Some(units) = links.units_of(item) else { return Ok(()) };
        if units.base() == unit {
            self.in_stock_unit();
            return Ok(());
        }
        self.quantity(units, &unit)?;
        self.price(units, &unit)
    }

    /// Figures given by the unit are those of the stock unit then.
    fn in_stock_unit(&mut self) {
        for (by_unit, own) in [("unit_quantity", Some(self.quantity)), ("unit_price", self.price)] {
            if let Some(own) = own.filter(|own| self.given(by_unit) && !self.given(own)) {
                self.record.set(own, self.record.get(by_unit).cloned());
            }
            self.record.set(by_unit, None);
        }
        self.record.set("unit", None);
    }

    /// The unit's figure counts when it, the unit or the item is new; a new stock quantity alone is
    /// told in the unit where it comes out even, and else leaves the unit.
    fn quantity(&mut self, units: &Units, unit: &str) -> Result<(), Wrong> {
        let follows = ["item", "unit", "unit_quantity"].iter().any(|it| self.changed(it))
            || self.record.get(self.quantity).is_none();
        if !follows {
            if self.given(self.quantity) {
                let quantity = self.record.quantity(self.quantity).unwrap_or_default();
                match units.from_base(quantity, unit) {
                    Ok(it) => self.record.set("unit_quantity", Some(Value::Quantity(it))),
                    Err(_) => self.in_stock_unit(),
                }
            }
            return Ok(());
        }
        units.factor(unit).map_err(|it| ("unit", problem(it, units)))?;
        let Some(counted) = self.record.quantity("unit_quantity") else {
            return Err(("unit_quantity", Problem::new("", "required")));
        };
        let quantity = units.to_base(counted, unit).map_err(|it| ("unit_quantity", problem(it, units)))?;
        let said = self.record.quantity(self.quantity).filter(|_| self.given(self.quantity));
        if let Some(other) = said.filter(|it| *it != quantity) {
            let problem = Problem::new("", "units_disagree").with("found", other).with("expected", quantity);
            return Err((self.quantity, problem));
        }
        self.record.set(self.quantity, Some(Value::Quantity(quantity)));
        Ok(())
    }

    /// A price by the unit is the agreed one; that of the stock unit is its share, rounded half away
    /// from zero, and amounts are counted from the first.
    fn price(&mut self, units: &Units, unit: &str) -> Result<(), Wrong> {
        let Some(own) = self.price.filter(|_| self.record.get("unit").is_some()) else { return Ok(()) };
        let wrong = |it| ("unit_price", problem(it, units));
        match (self.record.unit_price("unit_price"), self.record.unit_price(own)) {
            (Some(by_unit), other)
                if other.is_none() || self.given("unit_price") || self.is_another_item(own) =>
            {
                let price = units.price_to_base(by_unit, unit).map_err(wrong)?;
                self.record.set(own, Some(Value::UnitPrice(price)));
            }
            (None, Some(_)) if self.changed("unit_price") && !self.given(own) => self.record.set(own, None),
            (_, Some(price)) if self.given(own) || self.changed("unit") => {
                let by_unit = units.price_from_base(price, unit).map_err(wrong)?;
                self.record.set("unit_price", Some(Value::UnitPrice(by_unit)));
            }
            (_, None) => self.record.set("unit_price", None),
            (_, Some(_)) => (),
        }
        Ok(())
    }

    /// Another item in the same unit keeps what a unit costs.
    fn is_another_item(&self, price: &str) -> bool {
        self.changed("item") && !self.changed("unit") && !self.given(price)
    }

    fn changed(&self, name: &str) -> bool {
        self.record.get(name) != self.base.and_then(|it| it.get(name))
    }

    /// Changed, and not to blank.
    fn given(&self, name: &str) -> bool {
        self.record.get(name).is_some() && self.changed(name)
    }
}

fn problem(error: UnitError, units: &Units) -> Problem {
    match error {
        UnitError::Unknown(unit) => {
            let known: Vec<&str> = units.names().collect();
            Problem::new("", "unknown_unit").with("value", unit).with("known", known.join(", "))
        }
        UnitError::NotExact => Problem::new("", "unit_not_exact"),
        UnitError::OutOfRange => Problem::new("", "unit_out_of_range"),
    }
}
