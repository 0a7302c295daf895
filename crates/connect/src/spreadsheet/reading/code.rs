//! Codes and barcodes: text that must match to the last digit, and what Excel does to it.

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::{refuse_error, text};

/// Digits that a number of Excel keeps.
const EXACT_DIGITS: usize = 15;

/// A code, the number of a document, or the name of another document.
pub fn read(cell: &Cell, notes: &mut Notes) -> Result<Option<String>, Fault> {
    refuse_error(cell)?;
    let written = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => {
            notes.add(Note::NumberAsCode);
            return from_number(number).map(Some);
        }
        Cell::Day(_) | Cell::DateTime(..) => return Err(Fault::TurnedIntoDay),
        Cell::YesNo(yes) => return Ok(Some(if *yes { "TRUE" } else { "FALSE" }.to_owned())),
        Cell::Text(text) => text,
        Cell::Error(_) | Cell::FormulaWithoutValue => return Err(Fault::ErrorValue),
    };
    let plain = text::unescaped(text::plain(written, notes), notes);
    if plain.is_empty() {
        return Ok(None);
    }
    if let Some(exact) = scientific(&plain) {
        let exact = exact?;
        notes.add(Note::Scientific);
        return Ok(Some(exact));
    }
    if let Some(whole) = plain.strip_suffix(".0").filter(|it| is_digits(it)) {
        notes.add(Note::PointZero);
        return Ok(Some(whole.to_owned()));
    }
    Ok(Some(plain.into_owned()))
}

/// A barcode: a code whose blanks and hyphens fall away and whose check digit is looked at.
pub fn barcode(cell: &Cell, notes: &mut Notes) -> Result<Option<String>, Fault> {
    let Some(code) = read(cell, notes)? else { return Ok(None) };
    let digits: String = code.chars().filter(|it| !matches!(it, ' ' | '-')).collect();
    if !is_digits(&digits) {
        return Ok(Some(code));
    }
    if matches!(digits.len(), 8 | 12 | 13 | 14) && !check_digit_fits(&digits) {
        notes.add(Note::CheckDigit);
    }
    Ok(Some(digits))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn from_number(number: &str) -> Result<String, Fault> {
    if number.contains(['e', 'E']) {
        return Err(Fault::ScientificNotation);
    }
    let whole = number.split('.').next().unwrap_or(number).trim_start_matches('-');
    if whole.len() > EXACT_DIGITS { Err(Fault::PrecisionLost) } else { Ok(number.to_owned()) }
}

/// `6.90123E+12`: written out when all its digits are there. Other texts with an E are codes.
fn scientific(text: &str) -> Option<Result<String, Fault>> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: usize = exponent.strip_prefix('+')?.parse().ok().filter(|it| *it <= 40)?;
    let (first, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if first.len() != 1 || !is_digits(first) || (!rest.is_empty() && !is_digits(rest)) {
        return None;
    }
    // Every digit must be written: a mantissa that ends early has lost the others.
    Some(if rest.len() == exponent { Ok(format!("{first}{rest}")) } else { Err(Fault::ScientificNotation) })
}

/// GS1: digits weighted 3, 1, 3, … from the right, next to the check digit, sum to a multiple of ten
/// together with it.
pub(crate) fn check_digit_fits(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate();
    let sum: u32 = weighted.map(|(at, it)| u32::from(it - b'0') * if at % 2 == 1 { 3 } else { 1 }).sum();
    sum.is_multiple_of(10)
}
