//! What holds for every use case.

mod log;

use documents::Problem;
use std::path::Path;

/// A problem without a sentence would be shown by its code.
#[test]
fn every_problem_has_a_sentence() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut checked = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                let source = std::fs::read_to_string(&path).expect("a source");
                for code in codes(&source) {
                    let problem = Problem::new("note", String::leak(code.clone()));
                    assert_ne!(problem.message("zh"), code, "{}", path.display());
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 10, "the calls were found");
}

/// The last literal of each call: its first one is the path.
fn codes(source: &str) -> impl Iterator<Item = String> {
    source.split("Problem::new(").skip(1).filter_map(|call| {
        let words: Vec<&str> = call.lines().next()?.split(".with(").next()?.split('"').collect();
        let is_code =
            |it: &&&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
        words.iter().skip(1).step_by(2).rev().find(is_code).map(|it| (*it).to_owned())
    })
}
