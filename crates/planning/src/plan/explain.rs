//! Sentences put together from parts, in both languages.

use crate::{Number, Sentence};
use values::{Day, Quantity};

/// Parts of a sentence, separated by semicolons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    zh: String,
    en: String,
}

impl Text {
    pub(super) fn add(&mut self, zh: &str, en: &str) {
        if !self.is_empty() {
            self.zh += "；";
            self.en += "; ";
        }
        self.join(zh, en);
    }

    /// Without a separator.
    pub(super) fn join(&mut self, zh: &str, en: &str) {
        self.zh += zh;
        self.en += en;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }

    pub(super) fn zh(&self) -> &str {
        &self.zh
    }

    pub(super) fn en(&self) -> &str {
        &self.en
    }

    pub(super) fn sentence(&self) -> Sentence {
        let mut en: String = self.en.clone();
        if let Some(first) = en.get(..1) {
            let first = first.to_uppercase();
            en.replace_range(..1, &first);
        }
        Sentence { zh: format!("{}。", self.zh), en: format!("{en}.") }
    }
}

/// Why more is planned than needed.
pub(super) fn rounding(
    need: Quantity,
    quantity: Quantity,
    least: Quantity,
    pack: Quantity,
) -> (String, String) {
    if quantity <= need {
        return (String::new(), String::new());
    }
    match (least > need, pack.is_positive() && quantity != least) {
        (true, true) => (
            format!("（需 {need}，至少 {least}，每包 {pack}）"),
            format!(" (needed {need}, at least {least}, packs of {pack})"),
        ),
        (true, false) => {
            (format!("（需 {need}，至少 {least}）"), format!(" (needed {need}, at least {least})"))
        }
        (false, true) => {
            (format!("（需 {need}，每包 {pack}）"), format!(" (needed {need}, packs of {pack})"))
        }
        (false, false) => (String::new(), String::new()),
    }
}

pub(super) fn number(key: &'static str, zh: &str, en: &str, value: impl ToString) -> Number {
    Number { key, label: Sentence { zh: zh.to_owned(), en: en.to_owned() }, value: value.to_string() }
}

pub(super) fn day(day: Day, today: Day) -> (String, String) {
    crate::reason::day_text(day, today)
}
