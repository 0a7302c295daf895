//! Exact decimal amounts as scaled 64-bit integers.

use std::fmt;

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not digits with at most one point and a leading sign.
    NotANumber,
    /// More decimals than the kind keeps; carries how many it keeps.
    TooManyDecimals(u32),
    /// Outside ±9.2·10¹² (scale 6) or ±9.2·10¹⁴ (scale 4).
    OutOfRange,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AmountError::NotANumber => f.write_str("not a number"),
            AmountError::TooManyDecimals(most) => write!(f, "more than {most} decimals"),
            AmountError::OutOfRange => f.write_str("out of range"),
        }
    }
}

impl std::error::Error for AmountError {}

/// `numerator / denominator`, rounded half away from zero (四舍五入). `denominator` must be positive.
pub fn round_div(numerator: i128, denominator: i128) -> i128 {
    assert!(denominator > 0, "a scale or quantity to divide by is positive");
    let half = denominator / 2;
    let up = i128::from(denominator % 2 != 0);
    let magnitude = numerator.unsigned_abs() as i128;
    let quotient = magnitude / denominator;
    let rounded = if magnitude % denominator >= half + up { quotient + 1 } else { quotient };
    if numerator < 0 { -rounded } else { rounded }
}

/// Reads `-12.5` into units of 10⁻ˢᶜᵃˡᵉ. Trailing zeros beyond the scale are harmless.
pub(crate) fn parse_scaled(text: &str, scale: u32) -> Result<i64, AmountError> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > scale as usize {
        return Err(AmountError::TooManyDecimals(scale));
    }
    let mut value: i64 = 0;
    let padding = std::iter::repeat_n(b'0', scale as usize - fraction.len());
    for byte in whole.bytes().chain(fraction.bytes()).chain(padding) {
        let digit = i64::from(byte - b'0');
        value = value.checked_mul(10).and_then(|it| it.checked_add(digit)).ok_or(AmountError::OutOfRange)?;
    }
    Ok(if negative { -value } else { value })
}

pub(crate) fn write_scaled(f: &mut fmt::Formatter<'_>, value: i64, scale: u32) -> fmt::Result {
    let one = 10_u64.pow(scale);
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) = (magnitude / one, magnitude % one);
    if fraction == 0 {
        return f.pad(&format!("{sign}{whole}"));
    }
    let fraction = format!("{fraction:0width$}", width = scale as usize);
    f.pad(&format!("{sign}{whole}.{}", fraction.trim_end_matches('0')))
}

/// Declares a scaled-integer amount: exact text and JSON (as a string), checked arithmetic.
macro_rules! amount {
    ($(#[$doc:meta])* $name:ident, $scale:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            pub const ZERO: $name = $name(0);
            /// How many decimals are kept.
            pub const SCALE: u32 = $scale;
            /// The raw integer that stands for 1.
            pub const ONE_RAW: i64 = 10_i64.pow($scale);

            /// From the stored integer, in units of 10⁻ˢᶜᵃˡᵉ.
            pub const fn from_raw(raw: i64) -> $name {
                $name(raw)
            }
            /// The stored integer, in units of 10⁻ˢᶜᵃˡᵉ.
            pub const fn raw(self) -> i64 {
                self.0
            }
            /// For literals and small whole numbers; entry of outside numbers goes through `parse`.
            pub const fn whole(units: i64) -> $name {
                $name(units * $name::ONE_RAW)
            }
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }
            pub fn checked_add(self, other: $name) -> Option<$name> {
                self.0.checked_add(other.0).map($name)
            }
            pub fn checked_sub(self, other: $name) -> Option<$name> {
                self.0.checked_sub(other.0).map($name)
            }
            pub fn checked_neg(self) -> Option<$name> {
                self.0.checked_neg().map($name)
            }
            /// For amounts already bounded on entry, where overflow would be a bug.
            #[must_use]
            pub fn plus(self, other: $name) -> $name {
                self.checked_add(other).expect("amounts are bounded on entry")
            }
            /// For amounts already bounded on entry, where overflow would be a bug.
            #[must_use]
            pub fn minus(self, other: $name) -> $name {
                self.checked_sub(other).expect("amounts are bounded on entry")
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::amount::AmountError;
            fn from_str(text: &str) -> Result<$name, $crate::amount::AmountError> {
                $crate::amount::parse_scaled(text, $scale).map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::amount::write_scaled(f, self.0, $scale)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use amount;

amount! {
    /// An amount of an item in its base unit, exact to 10⁻⁶.
    Quantity, 6
}
amount! {
    /// A plain number of a user's own field, exact to 10⁻⁶.
    Number, 6
}
amount! {
    /// A share in percent: 12.5 is 12.5 %, exact to 10⁻⁴.
    Percent, 4
}

impl Quantity {
    /// The most a single line may carry: far above any real order, far below overflow of a sum.
    pub const LINE_MAX: Quantity = Quantity::whole(1_000_000_000);

    /// The smallest multiple of `pack` that is at least `self`. A pack that is not positive packs
    /// nothing and returns `self`.
    #[must_use]
    pub fn ceil_to(self, pack: Quantity) -> Quantity {
        if pack.raw() <= 0 {
            return self;
        }
        let packs = self.raw().div_euclid(pack.raw()) + i64::from(self.raw().rem_euclid(pack.raw()) != 0);
        Quantity::from_raw(packs.saturating_mul(pack.raw()))
    }
}
