//! What is wrong with a paper, at a path.

use crate::messages;
use std::fmt;

/// One thing wrong with a submitted document or definition. All of them are reported at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `lines[0].quantity`; rows are counted from 0. Empty for the whole.
    pub path: String,
    /// Stable: `required`, `not_a_number`, …
    pub code: &'static str,
    pub params: Vec<(String, String)>,
}

impl Problem {
    pub fn new(path: impl Into<String>, code: &'static str) -> Problem {
        Problem { path: path.into(), code, params: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Problem {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }

    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// A sentence in `zh` or `en`, with the parameters in it.
    pub fn message(&self, language: &str) -> String {
        messages::sentence(self, language)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.path, self.message("en"))
    }
}
