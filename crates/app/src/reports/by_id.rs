//! Maps by ids and days. Nobody outside chooses those, so they are hashed for speed and not against malice.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

pub(super) type ById<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

#[derive(Default)]
pub(super) struct IdHasher(u64);

/// Odd, and its bits are as good as random: the fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }

    fn write_i64(&mut self, word: i64) {
        self.write_u64(word.cast_unsigned());
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    /// A product is random in its high bits; a map looks at the low ones too.
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::IdHasher;
    use std::collections::BTreeSet;
    use std::hash::{BuildHasher, BuildHasherDefault};

    #[test]
    fn keys_that_follow_each_other_lie_far_apart() {
        let hasher = BuildHasherDefault::<IdHasher>::default();
        let keys = (0..100_i64).flat_map(|item| (0..100_i64).map(move |month| [item, month, i64::MIN]));
        let places: BTreeSet<u64> = keys.map(|it| hasher.hash_one(it) & 0xffff).collect();
        // 10,000 keys thrown into 65,536 places by chance fill 9,272 of them.
        assert!((9_000..9_600).contains(&places.len()), "{}", places.len());
    }
}
