//! The files of the repository, as the rules read them.

use crate::shell::root;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// What git ignores too: never part of the source.
const IGNORED: &[&str] = &["target", "data", "artefacts", ".git", "web/dist"];

pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    /// Empty when the file is not text.
    pub(crate) text: String,
}

impl Tree {
    pub(crate) fn load() -> Result<Tree> {
        let mut tree = Tree { files: Vec::new() };
        tree.load_folder(root())?;
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    fn load_folder(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let file = entry?.path();
            let path = file.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            let name = path.rsplit('/').next().unwrap_or_default();
            if IGNORED.contains(&path.as_str()) || name == "node_modules" {
                continue;
            } else if file.is_dir() {
                self.load_folder(&file)?;
            } else {
                let text = String::from_utf8(fs::read(&file)?).unwrap_or_default();
                self.files.push(File { path, text });
            }
        }
        Ok(())
    }

    pub(crate) fn ending(&self, ending: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |it| it.path.ends_with(ending))
    }

    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.ending(".rs")
    }

    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }

    /// Is there a file or a folder of this name?
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files
            .iter()
            .any(|it| it.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree { files: files.iter().map(file).collect() }
    }
}

impl File {
    /// `crates/ledger/src/lib.rs` is of `ledger`, `xtask/src/main.rs` of `xtask`.
    pub(crate) fn part(&self) -> &str {
        let path = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        path.split('/').next().unwrap_or_default()
    }

    pub(crate) fn is_of(&self, parts: &[&str]) -> bool {
        parts.contains(&self.part())
    }

    /// Without comments and the insides of strings, which become blanks; lines stay where they are.
    pub(crate) fn code(&self) -> String {
        self.keep(|part| part == Part::Code)
    }

    pub(crate) fn code_and_strings(&self) -> String {
        self.keep(|part| part != Part::Comment)
    }

    /// The code that ships: `code` without test files and without a test module at the end.
    pub(crate) fn product_code(&self) -> String {
        if self.path.contains("/tests/") || self.path.ends_with("tests.rs") || self.path.ends_with("build.rs")
        {
            return String::new();
        }
        let code = self.code();
        let end = code
            .find("#[cfg(test)]\nmod ")
            .filter(|at| !code[*at..].lines().nth(1).is_some_and(|it| it.ends_with(';')));
        code[..end.unwrap_or(code.len())].to_owned()
    }

    fn keep(&self, wanted: impl Fn(Part) -> bool) -> String {
        let blank = |it: char| if it == '\n' { it } else { ' ' };
        let mut out = String::with_capacity(self.text.len());
        for (part, text) in parts(&self.text) {
            match wanted(part) {
                true => out.push_str(text),
                false => out.extend(text.chars().map(blank)),
            }
        }
        out
    }

    /// One complaint for each line of `code` that holds one of the words.
    pub(crate) fn complain(&self, code: &str, words: &[&str], instead: &str) -> Vec<String> {
        let found = code.lines().enumerate().filter_map(|(at, line)| {
            let word = words.iter().find(|word| holds(line, word))?;
            Some(format!("{}:{}: `{word}`: {instead}", self.path, at + 1))
        });
        found.collect()
    }
}

/// Does the line hold these characters, not as a part of longer names?
pub(crate) fn holds(line: &str, word: &str) -> bool {
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let joins = |inner: Option<char>, outer: Option<char>| {
            inner.is_some_and(is_name) && outer.is_some_and(is_name)
        };
        !joins(word.chars().next(), before) && !joins(word.chars().next_back(), after)
    })
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Code,
    Comment,
    String,
}

/// Cuts Rust into code, comments and the insides of literals.
fn parts(source: &str) -> Vec<(Part, &str)> {
    let mut parts = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let code = rest.len() - start_of_special(rest).len();
        parts.push((Part::Code, &rest[..code]));
        rest = &rest[code..];
        let (part, length) = special(rest);
        parts.push((part, &rest[..length]));
        rest = &rest[length..];
    }
    parts
}

/// From the next comment or literal on; a lifetime is neither.
fn start_of_special(source: &str) -> &str {
    let mut previous = ' ';
    for (at, it) in source.char_indices() {
        let rest = &source[at..];
        let raw =
            it == 'r' && !previous.is_alphanumeric() && rest[1..].trim_start_matches('#').starts_with('"');
        let raw = raw || (it == 'r' && previous == 'b' && rest[1..].trim_start_matches('#').starts_with('"'));
        let begins = match it {
            '/' => rest.starts_with("//") || rest.starts_with("/*"),
            '"' => true,
            '\'' => rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\''),
            _ => raw,
        };
        if begins {
            return rest;
        }
        previous = it;
    }
    ""
}

fn special(rest: &str) -> (Part, usize) {
    let until =
        |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    match rest.chars().next() {
        None => (Part::Code, 0),
        Some('/') if rest.starts_with("//") => (Part::Comment, rest.find('\n').unwrap_or(rest.len())),
        Some('/') => (Part::Comment, until("*/", 2)),
        Some('r') => {
            let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
            (Part::String, until(&format!("\"{}", "#".repeat(hashes)), hashes + 2))
        }
        Some(quote) => {
            let mut escaped = false;
            for (at, it) in rest.char_indices().skip(1) {
                match it {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    _ if it == quote => return (Part::String, at + 1),
                    _ => {}
                }
            }
            (Part::String, rest.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str) -> String {
        Tree::of(&[("a.rs", source)]).files[0].code()
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        assert_eq!(code("a(); // b()"), "a();       ");
        assert_eq!(code("a(\"b\\\"c\") + d"), "a(      ) + d");
        assert_eq!(code("r#\"x\"y\"# + z"), "         + z");
        assert_eq!(code("'\"' + \"x\" /* \n */ + y"), "    +        \n    + y");
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
        assert_eq!(code("for \"x\" r"), "for     r");
    }

    #[test]
    fn the_tests_at_the_end_do_not_ship() {
        let file = |text| File { path: "crates/app/src/a.rs".to_owned(), text: String::from(text) };
        assert_eq!(file("a();\n#[cfg(test)]\nmod tests {\n b();\n}\n").product_code(), "a();\n");
        assert!(file("#[cfg(test)]\nmod tests;\na();\n").product_code().contains("a()"));
    }

    #[test]
    fn a_word_is_not_part_of_a_longer_one() {
        assert!(holds("x: f64,", "f64"));
        assert!(!holds("x: vf64,", "f64"));
        assert!(holds("Instant::now()", "Instant::now("));
        assert!(!holds("MyInstant::now()", "Instant::now("));
    }
}
