//! What people call the fields in their own files; the names are in `synonyms.txt`.

use crate::spreadsheet::reading::text::folded;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

struct Synonyms {
    /// By field, folded, in order.
    of: BTreeMap<&'static str, Vec<String>>,
    all: BTreeSet<String>,
}

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| read(include_str!("synonyms.txt")));

/// Other names of a field, folded; a column of rows goes by its last part (`lines.quantity`).
pub(super) fn of(field: &str) -> &'static [String] {
    let field = field.rsplit('.').next().unwrap_or(field);
    SYNONYMS.of.get(field).map_or(&[], Vec::as_slice)
}

/// Other names of a field in files about one kind of document: the code of a supplier is called
/// otherwise than that of an item.
pub fn of_kind(kind: &str, field: &str) -> &'static [String] {
    SYNONYMS.of.get(format!("{kind}.{field}").as_str()).map_or(&[], Vec::as_slice)
}

/// Whether any field goes by this name; `folded` as `text::folded` makes it.
pub(super) fn is_known(folded: &str) -> bool {
    SYNONYMS.all.contains(folded)
}

/// A line of field names, and below it, indented, their other names.
fn read(text: &'static str) -> Synonyms {
    let mut synonyms = Synonyms { of: BTreeMap::new(), all: BTreeSet::new() };
    let mut fields: Vec<&str> = Vec::new();
    for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        if !line.starts_with(' ') {
            fields = line.split_whitespace().collect();
            synonyms.all.extend(fields.iter().filter(|it| !it.contains('.')).map(|it| folded(it)));
            continue;
        }
        let names: Vec<String> = line.split(',').map(folded).filter(|it| !it.is_empty()).collect();
        for field in &fields {
            synonyms.of.entry(field).or_default().extend(names.iter().cloned());
        }
        synonyms.all.extend(names);
    }
    synonyms
}
