//! Definitions and file names.

use super::source::Tree;
use toml::{Table, Value};

pub(super) fn definitions_speak_both_languages(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.ending("/definition.toml") {
        match file.text.parse::<Table>() {
            Ok(definition) => {
                if !definition.contains_key("label") {
                    complaints.push(format!("{}: give it a label = {{ zh = …, en = … }}", file.path));
                }
                for place in half_translated("", &definition) {
                    complaints.push(format!("{}: {place} needs both zh and en", file.path));
                }
            }
            Err(error) => complaints.push(format!("{}: {error}", file.path)),
        }
    }
    complaints
}

/// The places where one of the two languages is missing or empty.
fn half_translated(place: &str, table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    let says =
        |language: &str| table.get(language).and_then(Value::as_str).is_some_and(|it| !it.trim().is_empty());
    if (table.contains_key("zh") || table.contains_key("en")) && !(says("zh") && says("en")) {
        found.push(place.to_owned());
    }
    for (key, value) in table {
        let inside = format!("{place}.{key}");
        match value {
            Value::Table(it) => found.extend(half_translated(&inside, it)),
            Value::Array(rows) => found
                .extend(rows.iter().filter_map(Value::as_table).flat_map(|it| half_translated(&inside, it))),
            _ => {}
        }
    }
    found
}

pub(super) fn web_files_are_kebab_case(tree: &Tree) -> Vec<String> {
    let kebab = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-./".contains(it);
    let files =
        tree.files.iter().filter(|it| it.path.starts_with("web/src/") || it.path.starts_with("web/e2e/"));
    files
        .filter(|it| !it.path.chars().all(kebab))
        .map(|it| format!("{}: name it in kebab-case", it.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_in_one_language_is_found() {
        let definition = |text| Tree::of(&[("crates/business/src/sales/sales_order/definition.toml", text)]);
        let good = "label = { zh = '销售订单', en = 'Sales order' }\n";
        let half = "label = { zh = '销售订单', en = 'Sales order' }\n[[fields]]\nlabel = { zh = '客户' }\n";
        assert_eq!(definitions_speak_both_languages(&definition(good)), [""; 0]);
        assert_eq!(definitions_speak_both_languages(&definition(half)).len(), 1);
        assert_eq!(definitions_speak_both_languages(&definition("name = 'x'")).len(), 1);
    }

    #[test]
    fn camels_are_found() {
        assert_eq!(web_files_are_kebab_case(&Tree::of(&[("web/src/lib/myFile.ts", "")])).len(), 1);
        assert_eq!(web_files_are_kebab_case(&Tree::of(&[("web/src/lib/my-file.test.ts", "")])).len(), 0);
    }
}
