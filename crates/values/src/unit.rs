//! Units of measure of one item: 箱 of 24 盒 of 10 个, converted exactly.

use crate::{Quantity, UnitPrice, round_div};
use std::fmt;

/// Why a quantity cannot be expressed in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    Unknown(String),
    /// The conversion would lose something smaller than 10⁻⁶.
    NotExact,
    OutOfRange,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnitError::Unknown(unit) => write!(f, "unknown unit `{unit}`"),
            UnitError::NotExact => f.write_str("not an exact number of this unit"),
            UnitError::OutOfRange => f.write_str("out of range"),
        }
    }
}

impl std::error::Error for UnitError {}

/// The units an item is counted in. Stock is kept in the base unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    base: String,
    /// How many base units one of the named unit holds.
    others: Vec<(String, Quantity)>,
}

impl Units {
    pub fn new(base: &str) -> Units {
        Units { base: base.to_owned(), others: Vec::new() }
    }

    /// Adds a unit that holds `factor` base units; a factor that is not positive is refused.
    pub fn with(mut self, unit: &str, factor: Quantity) -> Result<Units, UnitError> {
        if !factor.is_positive() {
            return Err(UnitError::OutOfRange);
        }
        self.others.push((unit.to_owned(), factor));
        Ok(self)
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn to_base(&self, quantity: Quantity, unit: &str) -> Result<Quantity, UnitError> {
        let factor = self.factor(unit)?;
        exact(i128::from(quantity.raw()) * i128::from(factor.raw()), i128::from(Quantity::ONE_RAW))
    }

    pub fn from_base(&self, quantity: Quantity, unit: &str) -> Result<Quantity, UnitError> {
        let factor = self.factor(unit)?;
        exact(i128::from(quantity.raw()) * i128::from(Quantity::ONE_RAW), i128::from(factor.raw()))
    }

    /// A price by the unit as one of the base unit, rounded half away from zero.
    pub fn price_to_base(&self, price: UnitPrice, unit: &str) -> Result<UnitPrice, UnitError> {
        let factor = self.factor(unit)?;
        price_from(i128::from(price.raw()) * i128::from(Quantity::ONE_RAW), factor.raw())
    }

    /// A price of the base unit as one by the unit, rounded half away from zero.
    pub fn price_from_base(&self, price: UnitPrice, unit: &str) -> Result<UnitPrice, UnitError> {
        let factor = self.factor(unit)?;
        price_from(i128::from(price.raw()) * i128::from(factor.raw()), Quantity::ONE_RAW)
    }

    /// The base unit and the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.base.as_str()).chain(self.others.iter().map(|(name, _)| name.as_str()))
    }

    /// How many base units one of `unit` holds.
    pub fn factor(&self, unit: &str) -> Result<Quantity, UnitError> {
        if unit == self.base {
            return Ok(Quantity::whole(1));
        }
        let found = self.others.iter().find(|(name, _)| name == unit);
        found.map(|(_, factor)| *factor).ok_or_else(|| UnitError::Unknown(unit.to_owned()))
    }
}

fn price_from(numerator: i128, denominator: i64) -> Result<UnitPrice, UnitError> {
    let raw = round_div(numerator, i128::from(denominator));
    i64::try_from(raw).map(UnitPrice::from_raw).map_err(|_| UnitError::OutOfRange)
}

fn exact(numerator: i128, denominator: i128) -> Result<Quantity, UnitError> {
    let raw = round_div(numerator, denominator);
    if raw * denominator != numerator {
        return Err(UnitError::NotExact);
    }
    i64::try_from(raw).map(Quantity::from_raw).map_err(|_| UnitError::OutOfRange)
}
