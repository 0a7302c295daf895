//! What people attach: brought once, kept while a document holds it, seen by whoever may see the field.

mod held;
mod open;
mod rules;
mod upload;

pub(crate) use held::{check_files, hold_files, holds_files};
pub use open::OpenFile;
pub use rules::FileRules;
pub(crate) use rules::load_file_rules;
pub use upload::Uploaded;

use storage::files::Hash;

/// A hash as people's programs write it; `None` when it is none.
pub(crate) fn hash_from_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |it: u8| char::from(it).to_digit(16).filter(|_| !it.is_ascii_uppercase());
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(hash)
}

pub(crate) fn hash_to_hex(hash: &Hash) -> String {
    hash.iter().map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_one_way_only() {
        let hash: Hash = std::array::from_fn(|at| at as u8 * 7);
        let text = hash_to_hex(&hash);
        assert_eq!(hash_from_hex(&text), Some(hash));
        for other in [&text[1..], &text.to_uppercase(), "", &"g".repeat(64), &"客".repeat(22)] {
            assert_eq!(hash_from_hex(other), None, "{other}");
        }
    }
}
