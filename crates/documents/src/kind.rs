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
    /// Several lines, no markup.
    LongText,
    /// HTML that was made harmless.
    RichText,
    /// Any of `choices`, in their order.
    Choices,
    Phone,
    Email,
    Url,
    /// Province, city, district, and the rest.
    Address,
    /// A place on the earth, and what people call it.
    Location,
    /// Files of any type.
    Attachment,
    /// Files that are pictures.
    Image,
    /// One picture, drawn by hand.
    Signature,
    /// Of what the field's formula says; without one of the document's own address, and no value.
    Qr,
    /// No value of its own: the live value of a field of a linked document.
    Lookup,
    /// No value of its own: the documents of another type that point here.
    LinkedTable,
}

/// Every kind without a parameter, with its name.
const NAMES: [(&str, Kind); 28] = [
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
    ("long_text", Kind::LongText),
    ("rich_text", Kind::RichText),
    ("choices", Kind::Choices),
    ("phone", Kind::Phone),
    ("email", Kind::Email),
    ("url", Kind::Url),
    ("address", Kind::Address),
    ("location", Kind::Location),
    ("attachment", Kind::Attachment),
    ("image", Kind::Image),
    ("signature", Kind::Signature),
    ("qr", Kind::Qr),
    ("lookup", Kind::Lookup),
    ("linked_table", Kind::LinkedTable),
];

impl Kind {
    /// Every kind without a parameter, with its name.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static Kind)> {
        NAMES.iter().map(|(name, kind)| (*name, kind))
    }

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

    /// Kept as one text, whatever is written in it.
    pub fn is_text(&self) -> bool {
        use Kind::{Barcode, Email, LongText, Phone, Qr, RichText, SerialNumber, Text, Url};
        matches!(self, Text | Barcode | SerialNumber | LongText | RichText | Phone | Email | Url | Qr)
    }

    /// A text of one line, by which people may name or search something.
    pub fn is_short_text(&self) -> bool {
        self.is_text() && !matches!(self, Kind::LongText | Kind::RichText | Kind::Qr)
    }

    /// Holds files, by the hash of their content.
    pub fn is_files(&self) -> bool {
        matches!(self, Kind::Attachment | Kind::Image | Kind::Signature)
    }

    pub fn has_choices(&self) -> bool {
        matches!(self, Kind::Choice | Kind::Choices)
    }

    /// Documents hold a value of it; the others are only shown.
    pub fn is_stored(&self) -> bool {
        !matches!(self, Kind::Lookup | Kind::LinkedTable)
    }

    /// Has one simple value: it can be compared, sorted by, and unique.
    pub fn is_plain(&self) -> bool {
        use Kind::{Address, Choices, Location, Rows};
        self.is_stored() && !self.is_files() && !matches!(self, Rows | Choices | Address | Location)
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
