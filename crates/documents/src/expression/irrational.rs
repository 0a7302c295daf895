//! Roots, powers, logarithms and angles without floating point: integers in units of 10⁻¹⁸, the same
//! steps as in the browser (`web/src/lib/expression/irrational.ts`), so that both agree to the last digit.
//! Right to about 15 digits; what is kept of a result has 10 decimals.

use super::Decimal;

/// One, at the precision that is computed with.
const S: i128 = 1_000_000_000_000_000_000;
/// From the 10 decimals of a number to those here.
const UP: i128 = 100_000_000;
const LN_2: i128 = 693_147_180_559_945_309;
const LN_10: i128 = 2_302_585_092_994_045_684;
const PI: i128 = 3_141_592_653_589_793_238;
const HALF_PI: i128 = 1_570_796_326_794_896_619;
/// Beyond this angle too few digits are left.
const ANGLE_MAX: i128 = 10_000 * S;

/// Half away from zero.
fn rounded(value: i128) -> Option<Decimal> {
    let half = if value < 0 { -UP / 2 } else { UP / 2 };
    Decimal::from_raw((value + half) / UP)
}

fn scaled(it: Decimal) -> i128 {
    it.raw() * UP
}

/// Towards zero; for factors below about 13.
fn mul(a: i128, b: i128) -> i128 {
    a * b / S
}

fn div(a: i128, b: i128) -> i128 {
    a * S / b
}

/// `a * b / S` towards zero, however big; `None` beyond 10²⁰.
fn product(a: i128, b: i128) -> Option<i128> {
    let (left, right) = (a.unsigned_abs(), b.unsigned_abs());
    let (one, s) = (S.unsigned_abs(), S.unsigned_abs());
    let high = (left / one).checked_mul(right)?;
    let rest = left % one;
    // rest < 10¹⁸, right < 10³⁸: in two halves, so that neither overflows.
    let low = (rest * (right / one)).checked_add(rest * (right % one) / s)?;
    let size = i128::try_from(high.checked_add(low)?).ok()?;
    (size < 100 * S * S).then_some(if (a < 0) == (b < 0) { size } else { -size })
}

/// The greatest whole number whose square is not above.
fn root(of: u128) -> u128 {
    if of < 2 {
        return of;
    }
    let mut guess = 1_u128 << (of.ilog2() / 2 + 1);
    loop {
        let next = (guess + of / guess) / 2;
        if next >= guess {
            return guess;
        }
        guess = next;
    }
}

pub(super) fn sqrt(it: Decimal) -> Option<Decimal> {
    let of = u128::try_from(it.raw()).ok()? * 10_u128.pow(10);
    let below = root(of);
    let nearest = if of - below * below > below { below + 1 } else { below };
    Decimal::from_raw(i128::try_from(nearest).ok()?)
}

fn exp_scaled(x: i128) -> Option<i128> {
    if x > 43 * S {
        return None;
    }
    if x < -43 * S {
        return Some(0);
    }
    let halves = (x + if x < 0 { -LN_2 / 2 } else { LN_2 / 2 }) / LN_2;
    let rest = x - halves * LN_2;
    let (mut term, mut sum) = (S, S);
    for n in 1..=24 {
        term = mul(term, rest) / n;
        sum += term;
    }
    Some(if halves < 0 { sum >> (-halves) } else { sum << halves })
}

/// Of what is positive.
fn ln_scaled(x: i128) -> i128 {
    let (mut mantissa, mut twos) = (x, 0);
    while mantissa >= S + S / 2 {
        mantissa /= 2;
        twos += 1;
    }
    while mantissa < S * 3 / 4 {
        mantissa *= 2;
        twos -= 1;
    }
    let z = div(mantissa - S, mantissa + S);
    let square = mul(z, z);
    let (mut power, mut sum) = (z, 0);
    for n in 0..20 {
        sum += power / (2 * n + 1);
        power = mul(power, square);
    }
    2 * sum + twos * LN_2
}

pub(super) fn exp(it: Decimal) -> Option<Decimal> {
    rounded(exp_scaled(scaled(it))?)
}

pub(super) fn ln(it: Decimal) -> Option<Decimal> {
    (it.raw() > 0).then(|| ln_scaled(scaled(it))).and_then(rounded)
}

/// Of base 10 when there is none.
pub(super) fn log(it: Decimal, base: Option<Decimal>) -> Option<Decimal> {
    let below = match base {
        None => LN_10,
        Some(base) if base.raw() > 0 => ln_scaled(scaled(base)),
        Some(_) => return None,
    };
    if it.raw() <= 0 || below == 0 {
        return None;
    }
    rounded(div(ln_scaled(scaled(it)), below))
}

/// Whole exponents up to 1,000 by multiplying, others by logarithms.
pub(super) fn power(it: Decimal, exponent: Decimal) -> Option<Decimal> {
    let whole = exponent.whole_part();
    if Decimal::whole(whole) == exponent && whole.abs() <= 1_000 {
        let (mut base, mut left, mut result) = (scaled(it), whole.unsigned_abs(), S);
        if whole < 0 {
            if it.raw() == 0 {
                return None;
            }
            // Small numbers lose digits when they are multiplied: the whole is turned over at the end.
            if it.raw().abs() < UP * 100 {
                base = scaled(Decimal::whole(1).over(it)?);
            }
        }
        let turned = whole < 0 && it.raw().abs() >= UP * 100;
        while left > 0 {
            let grown = if left % 2 == 1 { product(result, base) } else { Some(result) };
            left /= 2;
            let squared = if left > 0 { product(base, base) } else { Some(base) };
            let (Some(grown), Some(squared)) = (grown, squared) else {
                return turned.then_some(Decimal::ZERO);
            };
            (result, base) = (grown, squared);
        }
        return if turned { turned_over(result) } else { rounded(result) };
    }
    if it.raw() == 0 && exponent.raw() > 0 {
        return Some(Decimal::ZERO);
    }
    if it.raw() <= 0 {
        return None;
    }
    let exponent = product(scaled(exponent), ln_scaled(scaled(it)))?;
    rounded(exp_scaled(exponent)?)
}

/// 1 / `result`.
fn turned_over(result: i128) -> Option<Decimal> {
    if result == 0 {
        return None;
    }
    rounded(S * S / result)
}

pub(super) fn pi() -> Option<Decimal> {
    rounded(PI)
}

/// Sine and cosine together.
fn sin_cos(it: Decimal) -> Option<(i128, i128)> {
    let x = scaled(it);
    if x.abs() > ANGLE_MAX {
        return None;
    }
    let quarters = (x + if x < 0 { -HALF_PI / 2 } else { HALF_PI / 2 }) / HALF_PI;
    let rest = x - quarters * HALF_PI;
    let square = mul(rest, rest);
    let (mut term, mut sine) = (rest, rest);
    for n in 1..=12 {
        term = -mul(term, square) / ((2 * n) * (2 * n + 1));
        sine += term;
    }
    let (mut term, mut cosine) = (S, S);
    for n in 1..=12 {
        term = -mul(term, square) / ((2 * n - 1) * (2 * n));
        cosine += term;
    }
    Some(match quarters.rem_euclid(4) {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    })
}

pub(super) fn sin(it: Decimal) -> Option<Decimal> {
    rounded(sin_cos(it)?.0)
}

pub(super) fn cos(it: Decimal) -> Option<Decimal> {
    rounded(sin_cos(it)?.1)
}

pub(super) fn tan(it: Decimal) -> Option<Decimal> {
    let (sine, cosine) = sin_cos(it)?;
    quotient(sine, cosine)
}

pub(super) fn cot(it: Decimal) -> Option<Decimal> {
    let (sine, cosine) = sin_cos(it)?;
    quotient(cosine, sine)
}

/// Blank where the divisor has no digits left.
fn quotient(a: i128, b: i128) -> Option<Decimal> {
    if b.abs() < 1_000 { None } else { rounded(div(a, b)) }
}

pub(super) fn radians(it: Decimal) -> Option<Decimal> {
    rounded(product(scaled(it), PI)? / 180)
}

pub(super) fn degrees(it: Decimal) -> Option<Decimal> {
    let turned = product(scaled(it), 180 * S)?;
    // Divided in two steps: the product may be as big as a number can be.
    let whole = turned / PI;
    let rest = (turned % PI) * S / PI;
    rounded(whole.checked_mul(S)?.checked_add(rest)?)
}
