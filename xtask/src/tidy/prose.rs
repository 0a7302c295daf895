//! What the documents say is so.

use super::source::{File, Tree, holds};

pub(super) fn named_paths_exist(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.ending(".md") {
        let folder = file.path.rsplit_once('/').map_or("", |it| it.0);
        for (line, path) in named_paths(tree, &file.text) {
            let path = path.trim_start_matches("./");
            let candidates = [path.to_owned(), format!("crates/{path}"), format!("{folder}/{path}")];
            if !candidates.iter().any(|it| tree.has(it)) {
                complaints.push(format!("{}:{line}: `{path}` does not exist: name what does", file.path));
            }
        }
    }
    complaints
}

/// What a reader would take for a path of this repository: link targets, and words in backticks that begin
/// with one of its folders. Fenced blocks are commands and their output.
fn named_paths<'a>(tree: &Tree, text: &'a str) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let links = line.split("](").skip(1).filter_map(|it| it.split([')', '#']).next());
        let links = links.filter(|it| !it.is_empty() && !it.contains(':'));
        let quoted = line.split('`').skip(1).step_by(2).filter(|it| is_path(tree, it));
        found.extend(links.chain(quoted).map(|it| (at + 1, it)));
    }
    found
}

fn is_path(tree: &Tree, word: &str) -> bool {
    if word.contains(|it: char| it.is_whitespace() || "<>*{}…$".contains(it)) {
        return false;
    }
    match word.split_once('/') {
        Some((first, rest)) => {
            let known = tree
                .files
                .iter()
                .any(|it| it.path.split_once('/').is_some_and(|(folder, _)| folder == first));
            known || (rest.starts_with("src") && tree.has(&format!("crates/{first}")))
        }
        None => word.ends_with(".md"),
    }
}

/// A row of a table in GLOSSARY.md: the words in backticks of the given column.
fn words_of_column(glossary: &File, heading: &str, column: usize) -> Vec<String> {
    let section = glossary.text.split("\n## ").find(|it| it.starts_with(heading)).unwrap_or_default();
    let rows = section.lines().filter(|it| it.starts_with('|'));
    rows.filter_map(|it| it.split('|').nth(column + 1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(|it| it.split('(').next().unwrap_or(it).to_owned())
        .collect()
}

pub(super) fn glossary_words_are_in_the_code(tree: &Tree) -> Vec<String> {
    let Some(glossary) = tree.get("GLOSSARY.md") else { return vec!["GLOSSARY.md is missing".to_owned()] };
    let is_code = |it: &&File| {
        it.path.starts_with("crates/") && (it.path.ends_with(".rs") || it.path.ends_with("/definition.toml"))
    };
    let code: Vec<&File> = tree.files.iter().filter(is_code).collect();
    let absent = |word: &String| !code.iter().any(|it| holds(&it.text, word));
    words_of_column(glossary, "Words", 2)
        .into_iter()
        .filter(absent)
        .map(|it| format!("GLOSSARY.md: `{it}` is not in the code: the code says it in another word, or it is not there yet"))
        .collect()
}

pub(super) fn forbidden_synonyms_are_not(tree: &Tree) -> Vec<String> {
    let Some(glossary) = tree.get("GLOSSARY.md") else { return Vec::new() };
    let forbidden = words_of_column(glossary, "Not these", 0);
    let mut complaints = Vec::new();
    for file in tree.rust().filter(|it| it.path.starts_with("crates/")) {
        for (at, line) in file.code().lines().enumerate() {
            for name in line.split(|it: char| !(it.is_alphanumeric() || it == '_')) {
                if let Some(word) = words_of_name(name).into_iter().find(|it| forbidden.contains(it)) {
                    complaints.push(format!(
                        "{}:{}: `{name}`: GLOSSARY.md says what we call `{word}`",
                        file.path,
                        at + 1
                    ));
                }
            }
        }
    }
    complaints
}

/// `wanted_qty` and `WantedQty` are `wanted` and `qty`.
fn words_of_name(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for it in name.chars() {
        if it == '_' || it.is_uppercase() {
            words.push(String::new());
        }
        if it != '_' {
            words.last_mut().expect("it starts with one").extend(it.to_lowercase());
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// Paths of one machine and private registries make a checkout work in one place only.
pub(super) fn nothing_of_one_machine(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.files.iter().filter(|it| !it.path.starts_with("xtask/src/tidy/")) {
        complaints.extend(file.complain(
            &file.text,
            &["/work/", "/root/", "/home/"],
            "a path of one machine: make it relative",
        ));
        if file.path.ends_with("Cargo.lock")
            || file.path.ends_with("package-lock.json")
            || file.path.contains(".npmrc")
        {
            let foreign = file.text.lines().filter(|it| {
                let source = it.contains("source = \"registry")
                    || it.contains("\"resolved\": \"http")
                    || it.contains("registry=");
                source
                    && !it.contains("github.com/rust-lang/crates.io-index")
                    && !it.contains("https://registry.npmjs.org/")
            });
            complaints.extend(
                foreign.map(|it| format!("{}: {}: only the public registries", file.path, it.trim())),
            );
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = "# Glossary\n\n## Words\n\n| 中文 | English | code | meaning |\n|---|---|---|---|\n\
        | 现有量 | on hand | `on_hand` | there |\n| 可承诺 | promisable | `promisable(day)` | later |\n\n\
        ## Not these\n\n| word | instead |\n|---|---|\n| `qty` | `quantity` |\n";

    #[test]
    fn paths_that_rot_are_found() {
        let text = "see `docs/a.md`, `docs/b.md`, [c](docs/c.md), `ledger/src/lib.rs` and `/api/stock`\n```\ndocs/d.md\n```\n";
        let tree = Tree::of(&[("README.md", text), ("docs/a.md", ""), ("crates/ledger/src/lib.rs", "")]);
        let complaints = named_paths_exist(&tree);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
    }

    #[test]
    fn words_and_synonyms_are_compared_with_the_code() {
        let code = "fn promisable() { let wanted_qty = \"qty\"; }";
        let tree = Tree::of(&[("GLOSSARY.md", GLOSSARY), ("crates/ledger/src/lib.rs", code)]);
        assert_eq!(glossary_words_are_in_the_code(&tree).len(), 1, "on_hand is absent");
        assert_eq!(forbidden_synonyms_are_not(&tree).len(), 1, "wanted_qty, but not the text");
    }

    #[test]
    fn machine_paths_and_foreign_registries_are_found() {
        let path = concat!("/wo", "rk/main");
        let lock = "\"resolved\": \"https://mirror.example/react.tgz\"";
        assert_eq!(
            nothing_of_one_machine(&Tree::of(&[("README.md", path), ("web/package-lock.json", lock)])).len(),
            2
        );
    }
}
