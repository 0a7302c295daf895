//! What the search box finds a document by: its own words, and for Chinese their pinyin and
//! initials, with every reading of characters that have several.

use pinyin::{ToPinyin, ToPinyinMulti};

/// More combinations of readings than this are not worth their space.
const READINGS_MAX: usize = 8;

/// Lower case, one word list per line: `六角螺栓\nliujiaoluoshuan\nljls`.
pub(crate) fn search_text(words: &[&str]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words.iter().map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty()) {
        if word.chars().any(|it| it.to_pinyin().is_some()) {
            let full: String = word.chars().map(reading).collect();
            lines.push(full);
            lines.extend(initials(&word));
        }
        lines.push(word);
    }
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

fn reading(character: char) -> String {
    character.to_pinyin().map_or_else(|| character.to_string(), |it| it.plain().to_owned())
}

/// Every combination of first letters: 重庆 is both `cq` and `zq`.
fn initials(word: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for character in word.chars().filter(|it| !it.is_whitespace()) {
        let mut letters: Vec<char> = match character.to_pinyin_multi() {
            Some(readings) => readings.into_iter().filter_map(|it| it.plain().chars().next()).collect(),
            None => vec![character],
        };
        letters.sort_unstable();
        letters.dedup();
        if found.len() * letters.len() > READINGS_MAX {
            letters.truncate(1);
        }
        let longer =
            |start: &String| letters.iter().map(move |it| format!("{start}{it}")).collect::<Vec<_>>();
        found = found.iter().flat_map(longer).collect();
    }
    found
}

/// What somebody typed, as words that all must be found.
pub(crate) fn search_words(typed: &str) -> Vec<String> {
    const WORDS_MAX: usize = 8;
    let words = typed.split_whitespace().map(str::to_lowercase);
    words.filter(|it| !it.is_empty()).take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::search_text;

    #[test]
    fn a_name_is_found_by_itself_its_pinyin_and_its_initials() {
        let text = search_text(&["六角螺栓 M8", "A-17"]);
        for wanted in ["六角螺栓 m8", "liujiaoluoshuan", "ljlsm8", "a-17"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        let text = search_text(&["重庆银行"]);
        for wanted in ["zqyh", "cqyh"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }
}
