//! Exact amounts as plain numbers: for judging only, what is booked stays exact.

use values::{Money, Percent, Quantity, UnitPrice};

pub fn units(quantity: Quantity) -> f64 {
    quantity.raw() as f64 / Quantity::ONE_RAW as f64
}

/// 95 % is 0.95.
pub fn share(percent: Percent) -> f64 {
    percent.raw() as f64 / (Percent::ONE_RAW * 100) as f64
}

/// 0.95 is 95 %.
pub fn percent(share: f64) -> Percent {
    Percent::from_raw((share * 100.0 * Percent::ONE_RAW as f64).round() as i64)
}

pub fn price(it: UnitPrice) -> f64 {
    it.raw() as f64 / UnitPrice::ONE_RAW as f64
}

pub fn money(it: Money) -> f64 {
    it.raw() as f64 / Money::ONE_RAW as f64
}
