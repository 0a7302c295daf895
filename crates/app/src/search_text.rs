//! What the search box finds a document by: its own words, and for Chinese their pinyin and
//! initials, with every reading of characters that have several.

use pinyin::{ToPinyin, ToPinyinMulti};

/// More combinations of readings than this are not worth their space.
const READINGS_MAX: usize = 16;

/// Lower case, one word list per line: `六角螺栓\nliujiaoluoshuan\nljls`.
pub(crate) fn search_text(words: &[&str]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words.iter().map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty()) {
        if word.chars().any(|it| it.to_pinyin().is_some()) {
            lines.extend(spellings(&word, |reading| reading.to_owned()));
            lines.extend(spellings(&word, |reading| reading[..1].to_owned()));
        }
        lines.push(word);
    }
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

/// Every combination of readings, each written as `write` does: 重庆 is both `chongqing` and
/// `zhongqing`, and by first letters both `cq` and `zq`. The usual reading of each comes first.
fn spellings(word: &str, write: impl Fn(&str) -> String) -> Vec<String> {
    let mut found = vec![String::new()];
    for character in word.chars().filter(|it| !it.is_whitespace()) {
        let usual = character.to_pinyin().map(|it| write(it.plain()));
        let others = character.to_pinyin_multi().into_iter().flatten().map(|it| write(it.plain()));
        let mut readings: Vec<String> = Vec::new();
        for it in usual.into_iter().chain(others) {
            if !readings.contains(&it) {
                readings.push(it);
            }
        }
        if readings.is_empty() {
            readings.push(character.to_string());
        }
        if found.len() * readings.len() > READINGS_MAX {
            readings.truncate(1);
        }
        let longer =
            |start: &String| readings.iter().map(move |it| format!("{start}{it}")).collect::<Vec<_>>();
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
        for wanted in ["zqyh", "cqyh", "chongqingyinhang", "zhongqingyinhang"] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
    }
}
