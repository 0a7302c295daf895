//! Numbers of the expression language: exact to 10 decimals, below 10¹⁸, the same in the browser.

use std::fmt;

/// Decimals that are kept. A result with more is rounded half away from zero.
pub(crate) const DECIMALS: u32 = 10;
pub(crate) const ONE: i128 = 10_i128.pow(DECIMALS);
/// Numbers are smaller than this, in units of 10⁻¹⁰.
const LIMIT: i128 = 10_i128.pow(28);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

/// How [`Decimal::rounded`] treats what is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// Half away from zero, 四舍五入.
    Half,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal(0);

    /// In units of 10⁻¹⁰; `None` when out of range.
    pub fn from_raw(raw: i128) -> Option<Decimal> {
        (raw.abs() < LIMIT).then_some(Decimal(raw))
    }

    pub const fn raw(self) -> i128 {
        self.0
    }

    /// A whole number, such as a count or a year.
    pub fn whole(value: i64) -> Decimal {
        let limit = LIMIT - 1;
        Decimal((i128::from(value) * ONE).clamp(-limit, limit))
    }

    /// Reads `12.5`: digits, at most one point, at most 10 decimals that matter, no sign.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = whole.bytes().chain(fraction.bytes());
        let is_number = !text.is_empty() && text != "." && digits.clone().all(|it| it.is_ascii_digit());
        if !is_number || fraction.len() > DECIMALS as usize {
            return None;
        }
        let padding = std::iter::repeat_n(b'0', DECIMALS as usize - fraction.len());
        digits
            .chain(padding)
            .try_fold(0_i128, |sum, digit| {
                let sum = sum * 10 + i128::from(digit - b'0');
                (sum < LIMIT).then_some(sum)
            })
            .map(Decimal)
    }

    pub fn plus(self, other: Decimal) -> Option<Decimal> {
        Decimal::from_raw(self.0 + other.0)
    }

    pub fn minus(self, other: Decimal) -> Option<Decimal> {
        Decimal::from_raw(self.0 - other.0)
    }

    #[must_use]
    pub fn negated(self) -> Decimal {
        Decimal(-self.0)
    }

    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// The exact product, rounded to 10 decimals. Whole part and fraction of one factor are
    /// multiplied apart, so nothing overflows that is in range.
    pub fn times(self, other: Decimal) -> Option<Decimal> {
        let (left, right) = (self.0.abs(), other.0.abs());
        let whole = (left / ONE).checked_mul(right)?;
        let fraction = values::round_div((left % ONE) * right, ONE);
        let product = whole.checked_add(fraction)?;
        let negative = (self.0 < 0) != (other.0 < 0);
        Decimal::from_raw(if negative { -product } else { product })
    }

    /// The quotient, rounded to 10 decimals; `None` by zero.
    pub fn over(self, other: Decimal) -> Option<Decimal> {
        if other.0 == 0 {
            return None;
        }
        let quotient = values::round_div(self.0.abs() * ONE, other.0.abs());
        let negative = (self.0 < 0) != (other.0 < 0);
        Decimal::from_raw(if negative { -quotient } else { quotient })
    }

    /// What is left after taking `other` a whole number of times; it has the sign of `other`.
    pub fn modulo(self, other: Decimal) -> Option<Decimal> {
        if other.0 == 0 {
            return None;
        }
        let rest = self.0 % other.0;
        Some(Decimal(if rest != 0 && (rest < 0) != (other.0 < 0) { rest + other.0 } else { rest }))
    }

    /// The greatest whole number that is not above.
    pub fn floor(self) -> Option<Decimal> {
        Decimal::from_raw(self.0.div_euclid(ONE) * ONE)
    }

    /// To `digits` decimals, kept within −18…10.
    pub(crate) fn rounded(self, digits: i64, rounding: Rounding) -> Option<Decimal> {
        let digits = digits.clamp(-18, i64::from(DECIMALS));
        let step = 10_i128.pow(u32::try_from(i64::from(DECIMALS) - digits).expect("digits are at most 10"));
        let magnitude = self.0.abs();
        let steps = match rounding {
            Rounding::Half => values::round_div(magnitude, step),
            Rounding::Up => magnitude / step + i128::from(magnitude % step != 0),
            Rounding::Down => magnitude / step,
        };
        let rounded = steps.checked_mul(step)?;
        Decimal::from_raw(if self.0 < 0 { -rounded } else { rounded })
    }

    /// To the nearest multiple of `step`, halves away from zero; `None` when their signs differ.
    pub(crate) fn to_multiple(self, step: Decimal, rounding: Rounding) -> Option<Decimal> {
        if step.0 == 0 || (self.0 != 0 && (self.0 < 0) != (step.0 < 0)) {
            return (self.0 == 0).then_some(Decimal::ZERO);
        }
        let (size, by) = (self.0.abs(), step.0.abs());
        let steps = match rounding {
            Rounding::Half => values::round_div(size, by),
            Rounding::Up => size / by + i128::from(size % by != 0),
            Rounding::Down => size / by,
        };
        let found = steps.checked_mul(by)?;
        Decimal::from_raw(if self.0 < 0 { -found } else { found })
    }

    /// The next multiple of `step` that is not below (`up`) or not above.
    pub(crate) fn stepped(self, step: Decimal, up: bool) -> Option<Decimal> {
        if step.0 == 0 {
            return None;
        }
        let by = step.0.abs();
        let below = self.0.div_euclid(by).checked_mul(by)?;
        Decimal::from_raw(if up && below != self.0 { below + by } else { below })
    }

    /// The whole part, towards zero.
    pub(crate) fn whole_part(self) -> i64 {
        i64::try_from(self.0 / ONE).expect("numbers are below 10¹⁸")
    }

    /// In units of 10⁻ˢᶜᵃˡᵉ, rounded half away from zero; `None` when it does not fit.
    pub(crate) fn to_scaled(self, scale: u32) -> Option<i64> {
        let step = 10_i128.pow(DECIMALS - scale);
        i64::try_from(values::round_div(self.0, step)).ok()
    }

    pub(crate) fn from_scaled(raw: i64, scale: u32) -> Decimal {
        Decimal(i128::from(raw) * 10_i128.pow(DECIMALS - scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / one)?;
        if magnitude.is_multiple_of(one) {
            return Ok(());
        }
        let fraction = format!("{:0width$}", magnitude % one, width = DECIMALS as usize);
        write!(f, ".{}", fraction.trim_end_matches('0'))
    }
}
