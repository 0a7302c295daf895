//! Rules about the code itself, checked by `cargo test` like everything else.
//!
//! A rule is a function from the tree to complaints; a complaint names a place and says what to do instead.

mod code;
mod crates;
mod prose;
mod shape;
mod size;
mod source;

use anyhow::{Result, bail};
use source::Tree;

type Rule = fn(&Tree) -> Vec<String>;

const RULES: &[Rule] = &[
    crates::dependencies_point_one_way,
    crates::outside_crates_stay_where_they_belong,
    crates::testkit_is_for_tests_only,
    code::no_floats_for_stock_and_money,
    code::clocks_are_read_at_the_edge,
    code::environment_is_read_at_the_edge,
    code::locks_are_taken_in_one_file,
    code::commits_are_made_by_the_engines,
    code::no_leftovers,
    code::lints_are_expected_not_allowed,
    shape::definitions_speak_both_languages,
    shape::web_files_are_kebab_case,
    prose::named_paths_exist,
    prose::glossary_words_are_in_the_code,
    prose::forbidden_synonyms_are_not,
    prose::nothing_of_one_machine,
];

/// Fails with every complaint of every rule.
pub(crate) fn check() -> Result<()> {
    let tree = Tree::load()?;
    let complaints: Vec<String> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    if !complaints.is_empty() {
        bail!("{}\n{} complaints", complaints.join("\n"), complaints.len());
    }
    println!("{} files keep {} rules", tree.files.len(), RULES.len());
    Ok(())
}

/// `cargo xtask tidy`: the places worth a look, then the rules.
pub(crate) fn report() -> Result<()> {
    for place in size::places_to_look(&Tree::load()?) {
        println!("{place}");
    }
    check()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_keeps_its_rules() {
        if let Err(complaints) = super::check() {
            panic!("{complaints}");
        }
    }
}
