//! One field of a document, or one column of its rows.

use crate::{ChoicesFrom, Kind, Label, Linkage, Links, Rollup, WhenHidden, scalar};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Field {
    /// snake_case; names of fields that a company added start with `x_`.
    pub name: String,
    pub label: Label,
    pub help: Option<Label>,
    pub kind: Kind,
    pub required: bool,
    /// Only for `rows`.
    pub columns: Vec<Field>,
    /// Only for `choice` and `choices`.
    pub choices: Vec<Choice>,
    /// Fewer decimals than the kind keeps; formulas are rounded to it.
    pub decimals: Option<u32>,
    /// In characters; only for text.
    pub max_length: Option<u32>,
    /// The smallest amount or day accepted, as text.
    pub min: Option<String>,
    /// The greatest amount or day accepted, as text.
    pub max: Option<String>,
    /// How many lines `rows` may have; 1,000 when not said.
    pub max_lines: Option<u32>,
    /// A value as in the API, or an expression that starts with `=`.
    pub default: Option<Json>,
    /// Instead of `default` where the company's language is English: words are of a language.
    pub default_en: Option<Json>,
    /// Computed from other fields at every save; what is sent for it is ignored.
    pub formula: Option<String>,
    /// Among all documents of the type; for a column, among the rows of the document.
    pub unique: bool,
    /// Found by the search box.
    pub searchable: bool,
    /// Worth a database index: often filtered or sorted by.
    pub indexed: bool,
    /// By the company, not by the definition.
    pub added: bool,
    pub hidden: bool,
    /// Set by the system; people only see it.
    pub read_only: bool,
    /// For files: how many, 20 when not said; a signature is one.
    pub max_files: Option<u32>,
    /// For files: how big each, 20,000,000 bytes when not said.
    pub max_bytes: Option<u64>,
    /// For files: types like `application/pdf` or `image/*`, or endings like `.xlsx`; any when empty.
    pub accept: Vec<String>,
    /// Only for `lookup`.
    pub lookup: Option<Lookup>,
    /// Only for `linked_table`.
    pub linked: Option<Linked>,
    /// What something cost us: only for who may see cost, wherever it is shown.
    pub cost: bool,
    /// Shown only when this is TRUE; what is hidden is never missing.
    pub show_when: Option<String>,
    /// Also required when this is TRUE.
    pub required_when: Option<String>,
    /// Not to be changed by people when this is TRUE.
    pub read_only_when: Option<String>,
    /// What becomes of the value while `show_when` hides the field.
    pub when_hidden: WhenHidden,
    pub linkage: Option<Linkage>,
    /// For texts, `choice` and `choices`: instead of a list of choices.
    pub choices_from: Option<ChoicesFrom>,
    /// For `choice` and `choices`: `choices` are made by the system, not written in the definition.
    pub choices_of: Option<ChoicesOf>,
    /// Computed from documents of another type that point here; only in the header.
    pub computed: Option<Rollup>,
    /// States in which forms ask for it; all when empty.
    pub asked_in: Vec<String>,
}

/// Whose value a `lookup` shows: `field` of the document that `link` points to. In a line, a link of
/// the line comes before one of the header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    pub link: String,
    pub field: String,
}

/// What a `linked_table` shows: the documents of type `of` whose `by` (a link, or `lines.item`)
/// points to this one. The screen asks the list of that type, with everything that guards it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    pub of: String,
    pub by: String,
    /// Fields of `of`, system fields included; what its list shows when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Which of them, as the list API takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Json>,
    /// As the list API takes it: `-ordered_on`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    #[serde(default)]
    pub label: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

/// What the system makes a list of choices of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoicesOf {
    /// Every type of document the company has, its own included.
    DocumentTypes,
}

impl Field {
    pub fn new(name: &str, kind: Kind) -> Field {
        Field { name: name.to_owned(), kind, ..Field::default() }
    }

    pub fn column(&self, name: &str) -> Option<&Field> {
        self.columns.iter().find(|it| it.name == name)
    }

    pub fn choice(&self, value: &str) -> Option<&Choice> {
        self.choices.iter().find(|it| it.value == value)
    }

    /// Nothing that is sent for it counts: it is computed, or only shown.
    pub fn is_derived(&self) -> bool {
        self.formula.is_some() || self.computed.is_some() || !self.kind.is_stored() || self.kind == Kind::Qr
    }

    /// Decimals that a value may have: the field's own, or what its kind keeps.
    pub fn scale(&self) -> Option<u32> {
        self.kind.scale().map(|most| self.decimals.map_or(most, |it| it.min(most)))
    }

    /// A value of several parts, as the API shows it, in one text that is read back the same.
    pub fn written(&self, public: &Json) -> String {
        let read = scalar::parse(self, public, "", &Links::new());
        read.ok().flatten().map(|it| scalar::plain(&it)).unwrap_or_default()
    }

    /// The text after `=` when the default is an expression.
    pub fn default_expression(&self) -> Option<&str> {
        self.default.as_ref().and_then(Json::as_str).and_then(|it| it.strip_prefix('='))
    }
}

/// How a field is written in TOML and JSON: a link is `kind = "link:customer"` or
/// `kind = "link"` with `target`; the API always shows the second.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[serde(default)]
    label: Label,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<Label>,
    #[serde(default, alias = "choice", skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    #[serde(default, alias = "column", skip_serializing_if = "Vec::is_empty")]
    columns: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimals: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_lines: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_en: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    formula: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    unique: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    searchable: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    indexed: bool,
    #[serde(default)]
    added: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    hidden: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    read_only: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_files: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accept: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lookup: Option<Lookup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    linked: Option<Linked>,
    #[serde(default, skip_serializing_if = "is_false")]
    cost: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    show_when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    required_when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read_only_when: Option<String>,
    #[serde(default, skip_serializing_if = "is_keep")]
    when_hidden: WhenHidden,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    linkage: Option<Linkage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choices_from: Option<ChoicesFrom>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choices_of: Option<ChoicesOf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    computed: Option<Rollup>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked_in: Vec<String>,
}

fn is_false(it: &bool) -> bool {
    !it
}

fn is_keep(it: &WhenHidden) -> bool {
    *it == WhenHidden::Keep
}

fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Json>::deserialize(from)? {
        None | Some(Json::Null) => None,
        Some(Json::String(text)) if text.trim().is_empty() => None,
        Some(Json::String(text)) => Some(text),
        Some(Json::Number(number)) => Some(number.to_string()),
        Some(_) => return Err(serde::de::Error::custom("expected a text or a number")),
    })
}

impl TryFrom<Written> for Field {
    type Error = String;
    fn try_from(it: Written) -> Result<Field, String> {
        let kind = match (it.kind.as_str(), it.target) {
            ("link", Some(target)) => Kind::Link(target),
            ("link", None) => return Err(format!("`{}`: a link needs a target", it.name)),
            (other, _) => other.parse()?,
        };
        let text = |it: Option<String>| it.filter(|it| !it.trim().is_empty());
        Ok(Field {
            name: it.name,
            label: it.label,
            help: it.help.filter(|it| !it.is_empty()),
            kind,
            required: it.required,
            columns: it.columns,
            // A definition is told with those the system made.
            choices: if it.choices_of.is_some() { Vec::new() } else { it.choices },
            decimals: it.decimals,
            max_length: it.max_length,
            min: it.min,
            max: it.max,
            max_lines: it.max_lines,
            default: it.default.filter(|it| !it.is_null() && it.as_str() != Some("")),
            default_en: it.default_en,
            formula: text(it.formula),
            unique: it.unique,
            searchable: it.searchable,
            indexed: it.indexed,
            added: it.added,
            hidden: it.hidden,
            read_only: it.read_only,
            max_files: it.max_files,
            max_bytes: it.max_bytes,
            accept: it.accept,
            lookup: it.lookup,
            linked: it.linked,
            cost: it.cost,
            show_when: text(it.show_when),
            required_when: text(it.required_when),
            read_only_when: text(it.read_only_when),
            when_hidden: it.when_hidden,
            linkage: it.linkage,
            choices_from: it.choices_from,
            choices_of: it.choices_of,
            computed: it.computed,
            asked_in: it.asked_in,
        })
    }
}

impl From<Field> for Written {
    fn from(it: Field) -> Written {
        Written {
            kind: it.kind.name().to_owned(),
            target: match it.kind {
                Kind::Link(target) => Some(target),
                _ => None,
            },
            name: it.name,
            label: it.label,
            required: it.required,
            help: it.help,
            choices: it.choices,
            columns: it.columns,
            decimals: it.decimals,
            max_length: it.max_length,
            min: it.min,
            max: it.max,
            max_lines: it.max_lines,
            default: it.default,
            default_en: it.default_en,
            formula: it.formula,
            unique: it.unique,
            searchable: it.searchable,
            indexed: it.indexed,
            added: it.added,
            hidden: it.hidden,
            read_only: it.read_only,
            max_files: it.max_files,
            max_bytes: it.max_bytes,
            accept: it.accept,
            lookup: it.lookup,
            linked: it.linked,
            cost: it.cost,
            show_when: it.show_when,
            required_when: it.required_when,
            read_only_when: it.read_only_when,
            when_hidden: it.when_hidden,
            linkage: it.linkage,
            choices_from: it.choices_from,
            choices_of: it.choices_of,
            computed: it.computed,
            asked_in: it.asked_in,
        }
    }
}
