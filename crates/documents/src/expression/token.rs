//! Text into tokens. Full-width punctuation counts as the ASCII one, so that a Chinese keyboard
//! needs no switching.

use super::Decimal;
use crate::Problem;

pub(crate) const TEXT_MAX: usize = 4_000;
const TOKENS_MAX: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Number(Decimal),
    Text(String),
    /// In brackets: a field, whatever characters its label has.
    Bracketed(String),
    /// A bare name: a field or a function.
    Name(String),
    /// One of `( ) , + - * / & % = <> < <= > >=`.
    Sign(&'static str),
}

/// A token and where it starts, in characters from 1.
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) at: usize,
}

const SIGNS: [&str; 15] = ["<>", "<=", ">=", "(", ")", ",", "+", "-", "*", "/", "&", "%", "=", "<", ">"];

/// What a full-width or typographic character stands for outside texts and brackets.
fn plain(it: char) -> char {
    match it {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(it) - 0xfee0).expect("full-width forms mirror the ASCII range")
        }
        '\u{3000}' => ' ',
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '【' => '[',
        '】' => ']',
        '“' | '”' => '"',
        other => other,
    }
}

pub(crate) fn tokens(text: &str) -> Result<Vec<Placed>, Problem> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > TEXT_MAX {
        return Err(Problem::new("", "expression_too_long").with("most", TEXT_MAX));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let first = plain(chars[at]);
        if is_space(first) {
            at += 1;
            continue;
        }
        let (token, next) = match first {
            '"' => quoted(&chars, at)?,
            '[' => bracketed(&chars, at)?,
            '0'..='9' | '.' => number(&chars, at)?,
            _ if is_name_start(first) => name(&chars, at),
            _ => sign(&chars, at)?,
        };
        at = next;
        found.push(Placed { token, at: start + 1 });
        if found.len() > TOKENS_MAX {
            return Err(Problem::new("", "expression_too_long").with("most", TEXT_MAX));
        }
    }
    Ok(found)
}

fn is_space(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\r' | '\n' | '\u{a0}')
}

fn is_name_start(it: char) -> bool {
    it == '_' || it.is_alphabetic()
}

fn unclosed(what: char, at: usize) -> Problem {
    Problem::new("", "unclosed").with("sign", what).with("at", at + 1)
}

/// `"` ends at the next `"`, and `""` inside stands for one; “ ends at the next ” or “.
fn quoted(chars: &[char], start: usize) -> Result<(Token, usize), Problem> {
    let curly = matches!(chars[start], '“' | '”');
    let ends = |it: char| if curly { matches!(it, '“' | '”') } else { matches!(it, '"' | '\u{ff02}') };
    let mut text = String::new();
    let mut at = start + 1;
    while let Some(it) = chars.get(at) {
        at += 1;
        if !ends(*it) {
            text.push(*it);
        } else if !curly && chars.get(at).is_some_and(|it| ends(*it)) {
            text.push('"');
            at += 1;
        } else {
            return Ok((Token::Text(text), at));
        }
    }
    Err(unclosed('"', start))
}

fn bracketed(chars: &[char], start: usize) -> Result<(Token, usize), Problem> {
    let length = chars[start + 1..].iter().position(|it| plain(*it) == ']');
    let length = length.ok_or_else(|| unclosed('[', start))?;
    let inside: String = chars[start + 1..start + 1 + length].iter().collect();
    let name = inside.trim_matches(|it| is_space(it) || it == '\u{3000}');
    Ok((Token::Bracketed(name.to_owned()), start + length + 2))
}

fn number(chars: &[char], start: usize) -> Result<(Token, usize), Problem> {
    let rest = chars[start..].iter().map(|it| plain(*it));
    let text: String = rest.take_while(|it| it.is_ascii_digit() || *it == '.').collect();
    let parsed = Decimal::parse(&text)
        .ok_or_else(|| Problem::new("", "bad_number").with("value", &text).with("at", start + 1))?;
    Ok((Token::Number(parsed), start + text.len()))
}

fn name(chars: &[char], start: usize) -> (Token, usize) {
    let rest = chars[start..].iter().map(|it| plain(*it));
    let goes_on = |it: &char| is_name_start(*it) || it.is_numeric() || *it == '.';
    let text: String = rest.take_while(goes_on).collect();
    let length = text.chars().count();
    (Token::Name(text), start + length)
}

fn sign(chars: &[char], start: usize) -> Result<(Token, usize), Problem> {
    match chars[start] {
        '≤' => return Ok((Token::Sign("<="), start + 1)),
        '≥' => return Ok((Token::Sign(">="), start + 1)),
        '≠' => return Ok((Token::Sign("<>"), start + 1)),
        _ => (),
    }
    let two: String = chars[start..].iter().take(2).map(|it| plain(*it)).collect();
    let sign = SIGNS.iter().find(|it| two.starts_with(**it));
    let sign = sign.ok_or_else(|| unexpected(&chars[start].to_string(), start + 1))?;
    Ok((Token::Sign(sign), start + sign.len()))
}

pub(crate) fn unexpected(found: &str, at: usize) -> Problem {
    Problem::new("", "unexpected").with("found", found).with("at", at)
}
