//! Long files and functions: places to look, not mistakes.

use super::source::{File, Tree};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;

/// Longest first; split one where a reader gains, never to please a number.
pub(super) fn places_to_look(tree: &Tree) -> Vec<String> {
    let source = |it: &&File| {
        [".rs", ".ts", ".tsx", ".mjs"].iter().any(|end| it.path.ends_with(end))
            && !it.path.contains("generated")
    };
    let mut places = Vec::new();
    for file in tree.files.iter().filter(source) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            places.push((lines, file.path.clone()));
        }
        for (at, lines) in functions(file).into_iter().filter(|(_, lines)| *lines > FUNCTION_LINES) {
            places.push((lines, format!("{}:{at} (function)", file.path)));
        }
    }
    places.sort_by(|a, b| b.cmp(a));
    places.into_iter().map(|(lines, place)| format!("{lines:>6} lines  {place}")).collect()
}

/// First line and length of each Rust function; rustfmt puts its closing brace under its first letter.
fn functions(file: &File) -> Vec<(usize, usize)> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let code = file.code();
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let begins = line.trim_start().split("fn ").next().is_some_and(|it| {
            line.contains("fn ")
                && it
                    .split_whitespace()
                    .all(|word| word.starts_with("pub") || ["const", "async", "super)"].contains(&word))
        });
        if begins {
            let close = format!("{indent}}}");
            let length = lines[at..].iter().position(|it| *it == close);
            found.push((at + 1, length.map_or(0, |it| it + 1)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_function_is_listed() {
        let body = "        x();\n".repeat(80);
        let text =
            format!("impl A {{\n    pub(crate) fn long() {{\n{body}    }}\n\n    fn short() {{}}\n}}\n");
        let places = places_to_look(&Tree::of(&[("crates/app/src/a.rs", &text)]));
        assert_eq!(places, ["    82 lines  crates/app/src/a.rs:2 (function)"]);
    }
}
