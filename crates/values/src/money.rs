//! Money and prices. One currency per company or document; an amount does not carry it.

use crate::Quantity;
use crate::amount::{AmountError, amount, round_div};
use std::fmt;

amount! {
    /// An amount of money, exact to 10⁻⁴ of the currency's unit.
    Money, 4
}
amount! {
    /// Money per base unit of an item, exact to 10⁻⁶.
    UnitPrice, 6
}

impl Money {
    /// Rounds half away from zero to `digits` decimals, e.g. to 分 with 2.
    #[must_use]
    pub fn round_to(self, digits: u32) -> Money {
        let step = 10_i128.pow(Money::SCALE.saturating_sub(digits));
        Money::from_raw((round_div(i128::from(self.raw()), step) * step) as i64)
    }

    /// `self × part ÷ whole`, rounded half away from zero: the share of a value that leaves with a
    /// part of the stock. `whole` must be positive.
    #[must_use]
    pub fn share(self, part: Quantity, whole: Quantity) -> Money {
        let product = i128::from(self.raw()) * i128::from(part.raw());
        Money::from_raw(round_div(product, i128::from(whole.raw())) as i64)
    }

    /// Money per unit; `None` when `quantity` is not positive or the price is out of range.
    pub fn per(self, quantity: Quantity) -> Option<UnitPrice> {
        if !quantity.is_positive() {
            return None;
        }
        let scale = i128::from(Quantity::ONE_RAW) * i128::from(UnitPrice::ONE_RAW / Money::ONE_RAW);
        let raw = round_div(i128::from(self.raw()) * scale, i128::from(quantity.raw()));
        i64::try_from(raw).ok().map(UnitPrice::from_raw)
    }
}

impl UnitPrice {
    /// Price × quantity, rounded half away from zero to 10⁻⁴; `None` when out of range.
    pub fn times(self, quantity: Quantity) -> Option<Money> {
        let product = i128::from(self.raw()) * i128::from(quantity.raw());
        let scale = 10_i128.pow(UnitPrice::SCALE + Quantity::SCALE - Money::SCALE);
        i64::try_from(round_div(product, scale)).ok().map(Money::from_raw)
    }

    /// The same price by a unit of which `counted` hold `quantity`, rounded half away from zero; `None` when
    /// nothing was counted or it is out of range.
    pub fn by_unit(self, counted: Quantity, quantity: Quantity) -> Option<UnitPrice> {
        if counted.is_zero() {
            return None;
        }
        let product = i128::from(self.raw()) * i128::from(quantity.raw());
        i64::try_from(round_div(product, i128::from(counted.raw()))).ok().map(UnitPrice::from_raw)
    }
}

/// An ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");

    /// How many decimals people pay in: 2 for most, 0 for JPY and KRW and the like.
    pub fn digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" => 0,
            b"KWD" | b"BHD" | b"OMR" | b"JOD" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl std::str::FromStr for Currency {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Currency, AmountError> {
        match text.as_bytes() {
            [a, b, c] if text.bytes().all(|it| it.is_ascii_uppercase()) => Ok(Currency([*a, *b, *c])),
            _ => Err(AmountError::NotANumber),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| write!(f, "{}", char::from(*it)))
    }
}
