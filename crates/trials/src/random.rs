//! xorshift: small, seeded, the same on every machine.

pub(crate) struct Random(u64);

impl Random {
    /// Seeds that lie close together start alike: stir.
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17) | 1)
    }

    pub(crate) fn below(&mut self, limit: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 1) % limit.unsigned_abs()) as i64
    }

    pub(crate) fn one_in(&mut self, times: i64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = (!of.is_empty()).then(|| self.below(of.len() as i64))?;
        of.get(at as usize).cloned()
    }

    pub(crate) fn shuffle<T>(&mut self, of: &mut [T]) {
        for at in (1..of.len()).rev() {
            of.swap(at, self.below(at as i64 + 1) as usize);
        }
    }
}
