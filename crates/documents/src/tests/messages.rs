use crate::Problem;
use crate::messages::codes;
use std::collections::BTreeSet;

#[test]
fn every_code_has_one_sentence_in_each_language() {
    let codes = codes();
    assert_eq!(codes.len(), codes.iter().collect::<BTreeSet<_>>().len(), "a code is there twice");
    // What a failed check says is in its definition.
    for code in codes.into_iter().filter(|it| *it != "check_failed" && *it != "check_warning") {
        let problem = Problem::new("note", code);
        assert_ne!(problem.message("zh"), code);
        assert_ne!(problem.message("en"), problem.message("zh"), "{code}");
    }
}

#[test]
fn every_code_in_use_has_a_sentence() {
    let sources = [
        include_str!("../check.rs"),
        include_str!("../check/field.rs"),
        include_str!("../check/whole.rs"),
        include_str!("../compute.rs"),
        include_str!("../condition.rs"),
        include_str!("../definition.rs"),
        include_str!("../filter.rs"),
        include_str!("../overlay.rs"),
        include_str!("../parse.rs"),
        include_str!("../scalar.rs"),
        include_str!("../units.rs"),
        include_str!("../expression/resolve.rs"),
        include_str!("../expression/syntax.rs"),
        include_str!("../expression/token.rs"),
    ];
    let known: BTreeSet<&str> = codes().into_iter().collect();
    for source in sources {
        for call in source.split("Problem::new(").skip(1) {
            let words: Vec<&str> = call.lines().next().unwrap_or_default().split('"').collect();
            let code = words.iter().rev().find(|it| it.contains('_') || known.contains(*it));
            if let Some(code) = code.filter(|it| it.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')) {
                assert!(known.contains(code), "`{code}` has no sentence");
            }
        }
    }
}

#[test]
fn parameters_stand_in_the_sentence() {
    let problem = Problem::new("note", "too_long").with("most", 10);
    assert_eq!(problem.message("zh"), "最多 10 个字");
    assert_eq!(problem.message("en-GB"), "has more than 10 characters");
    assert_eq!(problem.to_string(), "note: has more than 10 characters");
}
