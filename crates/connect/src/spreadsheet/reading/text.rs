//! Text as people meant it: without invisible characters, full-width where it should not be.

use crate::spreadsheet::cell::{Cell, is_invisible};
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::refuse_error;
use std::borrow::Cow;

/// A name or remark. Full-width characters stay: in Chinese text they belong there.
pub fn read(cell: &Cell, notes: &mut Notes) -> Result<Option<String>, Fault> {
    refuse_error(cell)?;
    let shown = cell.shown();
    let text = unescaped(clean(&shown, notes), notes);
    Ok(if text.is_empty() { None } else { Some(text.into_owned()) })
}

/// Without blanks around it and without characters nobody sees.
pub fn clean<'a>(text: &'a str, notes: &mut Notes) -> Cow<'a, str> {
    let trimmed = text.trim_matches(|it: char| it.is_ascii_whitespace());
    if trimmed.bytes().all(|it| (0x20..0x7F).contains(&it)) {
        return Cow::Borrowed(trimmed);
    }
    let odd = |it: char| is_invisible(it) || (it.is_whitespace() && it != ' ');
    if !trimmed.chars().any(odd) {
        return Cow::Borrowed(trimmed);
    }
    if trimmed.chars().any(|it| !it.is_ascii() && odd(it)) {
        notes.add(Note::Invisible);
    }
    let seen = trimmed.chars().filter(|it| !is_invisible(*it));
    let spaced: String = seen.map(|it| if it.is_whitespace() && it != '\n' { ' ' } else { it }).collect();
    Cow::Owned(spaced.trim().to_owned())
}

/// Takes off the apostrophe with which Excel and our own exports mark text that looks like a formula
/// or a number.
pub(super) fn unescaped<'a>(text: Cow<'a, str>, notes: &mut Notes) -> Cow<'a, str> {
    match text.strip_prefix('\'') {
        Some(rest) if is_marked(rest) => {
            notes.add(Note::Apostrophe);
            Cow::Owned(rest.to_owned())
        }
        _ => text,
    }
}

/// Whether an apostrophe before this text is a mark and no part of it.
pub(crate) fn is_marked(rest: &str) -> bool {
    rest.starts_with(|it: char| "=+-@\t\r'".contains(it) || it.is_ascii_digit())
}

/// `clean`, and full-width letters, digits and signs made plain: for everything that is not prose.
pub fn plain<'a>(text: &'a str, notes: &mut Notes) -> Cow<'a, str> {
    let cleaned = clean(text, notes);
    if cleaned.is_ascii() || !cleaned.chars().any(is_wide) {
        return cleaned;
    }
    if cleaned.chars().any(|it| is_wide(it) && narrow(it).is_ascii_alphanumeric()) {
        notes.add(Note::FullWidth);
    }
    Cow::Owned(cleaned.chars().map(narrow).collect())
}

fn is_wide(it: char) -> bool {
    matches!(it, '\u{FF01}'..='\u{FF5E}' | '\u{2212}' | '\u{2013}' | '\u{FFE5}')
}

fn narrow(it: char) -> char {
    match it {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(it as u32 - 0xFEE0).unwrap_or(it),
        '\u{2212}' | '\u{2013}' => '-',
        '\u{FFE5}' => '¥',
        other => other,
    }
}

/// For comparing names: plain, lower case, without blanks, underscores, hyphens and marks such as `*`.
pub fn folded(text: &str) -> String {
    let plain = plain(text, &mut Notes::default());
    let letters =
        plain.chars().filter(|it| it.is_alphanumeric() || matches!(it, '%' | '#' | '/' | '√' | '×'));
    letters.flat_map(char::to_lowercase).collect()
}
