//! A text in both languages.

use serde::{Deserialize, Serialize};

/// What people read: Chinese and English. One of them may be missing in a definition a user made;
/// the other then stands in for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Label {
    pub zh: String,
    pub en: String,
}

/// `"备注"` stands for both languages.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Both {
        #[serde(default)]
        zh: String,
        #[serde(default)]
        en: String,
    },
}

impl From<Written> for Label {
    fn from(it: Written) -> Label {
        match it {
            Written::One(text) => Label::new(&text, &text),
            Written::Both { zh, en } => Label { zh, en },
        }
    }
}

impl Label {
    pub fn new(zh: &str, en: &str) -> Label {
        Label { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// The text in `language` (`zh` or `en`; anything else is read as Chinese), or in the other
    /// one when that is missing.
    pub fn text(&self, language: &str) -> &str {
        let (first, second) =
            if language.starts_with("en") { (&self.en, &self.zh) } else { (&self.zh, &self.en) };
        if first.is_empty() { second } else { first }
    }

    pub fn is_empty(&self) -> bool {
        self.zh.trim().is_empty() && self.en.trim().is_empty()
    }
}
