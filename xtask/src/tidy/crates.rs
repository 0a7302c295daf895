//! Which crate may know which.

use super::source::{File, Tree};

/// The whole architecture: each crate, and all it may know of ours. Siblings do not know each other.
/// `testkit` is for tests and may know anything.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("values", &[]),
    ("ledger", &["values"]),
    ("documents", &["values"]),
    ("planning", &["values"]),
    ("planning_files", &["values", "planning"]),
    ("simulator", &["values"]),
    ("business", &["values", "ledger", "documents", "planning"]),
    ("storage", &["values", "ledger", "documents", "planning", "business"]),
    ("connect", &["values", "ledger", "documents", "planning", "business"]),
    ("app", &["values", "ledger", "documents", "planning", "business", "simulator", "storage", "connect"]),
    ("api", &["values", "documents", "app"]),
    ("changping", &["api", "app", "planning_files"]),
    ("trials", &["values", "storage", "app"]),
];

/// Crates of others, and the only ones of ours that may name them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("rusqlite", &["storage", "bench"]),
    ("postgres", &["storage", "bench"]),
    ("axum", &["api"]),
    ("tower", &["api"]),
    ("tower-http", &["api"]),
    ("tokio", &["storage", "app", "api", "changping", "testkit", "bench", "trials"]),
    ("ureq", &["connect", "testkit", "bench"]),
    ("clap", &["changping", "planning_files", "bench"]),
    ("calamine", &["connect"]),
    ("rust_xlsxwriter", &["connect"]),
    ("image", &["connect"]),
    ("rand", &["planning", "simulator", "bench"]),
];

/// The promise of the ledger is checked by reading it, so it stands on `values` and its hash chain alone.
const LEDGER_MAY_NAME: &[&str] = &["values", "sha2"];

pub(super) fn dependencies_point_one_way(tree: &Tree) -> Vec<String> {
    let ours: Vec<&str> = MAY_DEPEND_ON.iter().map(|(krate, _)| *krate).collect();
    let mut complaints = Vec::new();
    for (krate, allowed) in MAY_DEPEND_ON {
        let Some(manifest) = tree.get(&format!("crates/{krate}/Cargo.toml")) else { continue };
        for name in dependencies(manifest, &["dependencies"]) {
            if ours.contains(&name.as_str()) && !allowed.contains(&name.as_str()) {
                complaints.push(format!(
                    "crates/{krate} may not know {name}: move what it needs down, or the caller up (ARCHITECTURE.md)"
                ));
            }
        }
    }
    complaints
}

pub(super) fn outside_crates_stay_where_they_belong(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for manifest in tree.ending("/Cargo.toml") {
        for name in dependencies(manifest, &["dependencies"]) {
            let only = ONLY_IN.iter().find(|(outside, _)| *outside == name);
            let wrong = only.is_some_and(|(_, parts)| !manifest.is_of(parts));
            if wrong || (manifest.part() == "ledger" && !LEDGER_MAY_NAME.contains(&name.as_str())) {
                complaints.push(format!(
                    "{}: {name} does not belong here: call the crate that owns it",
                    manifest.path
                ));
            }
        }
    }
    complaints
}

pub(super) fn testkit_is_for_tests_only(tree: &Tree) -> Vec<String> {
    let uses = |it: &&File| {
        dependencies(it, &["dependencies", "build-dependencies"]).contains(&"testkit".to_owned())
    };
    tree.ending("/Cargo.toml")
        .filter(uses)
        .map(|it| format!("{}: testkit only in [dev-dependencies]", it.path))
        .collect()
}

fn dependencies(manifest: &File, tables: &[&str]) -> Vec<String> {
    let manifest: toml::Table = manifest.text.parse().unwrap_or_default();
    let tables = tables.iter().filter_map(|it| manifest.get(*it)?.as_table());
    tables.flat_map(|it| it.keys().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(krate: &str, dependency: &str) -> Tree {
        let path = format!("crates/{krate}/Cargo.toml");
        Tree::of(&[(&path, &format!("[dependencies]\n{dependency}.workspace = true\n"))])
    }

    #[test]
    fn a_crate_may_not_look_up_or_sideways() {
        assert_eq!(dependencies_point_one_way(&manifest("ledger", "storage")).len(), 1);
        assert_eq!(dependencies_point_one_way(&manifest("documents", "ledger")).len(), 1);
        assert_eq!(dependencies_point_one_way(&manifest("business", "ledger")).len(), 0);
    }

    #[test]
    fn drivers_stay_in_storage() {
        assert_eq!(outside_crates_stay_where_they_belong(&manifest("app", "rusqlite")).len(), 1);
        assert_eq!(outside_crates_stay_where_they_belong(&manifest("storage", "rusqlite")).len(), 0);
        assert_eq!(outside_crates_stay_where_they_belong(&manifest("ledger", "serde")).len(), 1);
    }

    #[test]
    fn testkit_does_not_ship() {
        assert_eq!(testkit_is_for_tests_only(&manifest("app", "testkit")).len(), 1);
    }
}
