//! What a field can hold.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of a field. As text: its name, and `link:customer` for a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Kind {
    #[default]
    Text,
    Number,
    Quantity,
    Money,
    UnitPrice,
    Percent,
    Date,
    DateTime,
    Choice,
    YesNo,
    Member,
    /// The name of the document type it points to.
    Link(String),
    Rows,
    Barcode,
    /// 流水号: takes the document's number when left blank.
    SerialNumber,
}

/// Every kind without a parameter, with its name.
const NAMES: [(&str, Kind); 14] = [
    ("text", Kind::Text),
    ("number", Kind::Number),
    ("quantity", Kind::Quantity),
    ("money", Kind::Money),
    ("unit_price", Kind::UnitPrice),
    ("percent", Kind::Percent),
    ("date", Kind::Date),
    ("date_time", Kind::DateTime),
    ("choice", Kind::Choice),
    ("yes_no", Kind::YesNo),
    ("member", Kind::Member),
    ("rows", Kind::Rows),
    ("barcode", Kind::Barcode),
    ("serial_number", Kind::SerialNumber),
];

impl Kind {
    /// The name without a link's target, as the API shows it.
    pub fn name(&self) -> &'static str {
        if matches!(self, Kind::Link(_)) {
            return "link";
        }
        NAMES.iter().find(|(_, it)| it == self).map(|(name, _)| *name).expect("every kind has its row")
    }

    /// The document type a link points to; `member` for a member.
    pub fn target(&self) -> Option<&str> {
        match self {
            Kind::Link(target) => Some(target),
            Kind::Member => Some("member"),
            _ => None,
        }
    }

    /// Decimals that values of this kind keep; `None` when it is not an amount.
    pub fn scale(&self) -> Option<u32> {
        match self {
            Kind::Number | Kind::Quantity | Kind::UnitPrice => Some(6),
            Kind::Money | Kind::Percent => Some(4),
            _ => None,
        }
    }

    pub fn is_amount(&self) -> bool {
        self.scale().is_some()
    }

    /// Written as free text.
    pub fn is_text(&self) -> bool {
        matches!(self, Kind::Text | Kind::Barcode | Kind::SerialNumber)
    }
}

impl std::str::FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Kind, String> {
        if let Some(target) = text.strip_prefix("link:") {
            return Ok(Kind::Link(target.to_owned()));
        }
        let found = NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, kind)| kind.clone()).ok_or_else(|| format!("unknown kind `{text}`"))
    }
}

impl TryFrom<String> for Kind {
    type Error = String;
    fn try_from(text: String) -> Result<Kind, String> {
        text.parse()
    }
}

impl From<Kind> for String {
    fn from(it: Kind) -> String {
        it.to_string()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Link(target) => write!(f, "link:{target}"),
            other => f.write_str(other.name()),
        }
    }
}
