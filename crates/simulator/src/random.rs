//! Randomness that depends on what it is for, not on the order in which it is asked.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Poisson};
use rand_pcg::Pcg64Mcg;

/// The generator for one purpose and one or two numbers (an item, a day) within it.
pub(crate) fn generator(seed: u64, purpose: &str, a: u64, b: u64) -> Pcg64Mcg {
    let purpose = purpose.bytes().fold(0_u64, |sum, it| mix(sum ^ u64::from(it)));
    Pcg64Mcg::seed_from_u64(mix(mix(mix(seed ^ purpose) ^ a) ^ b))
}

/// SplitMix64 (Steele, Lea and Flood 2014).
fn mix(seed: u64) -> u64 {
    let mut it = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

/// How often something happens that happens `mean` times on average.
pub(crate) fn times(rng: &mut Pcg64Mcg, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    let poisson = Poisson::new(mean).expect("a positive, finite mean");
    poisson.sample(rng) as u32
}

pub(crate) fn pick<'a, T>(rng: &mut Pcg64Mcg, from: &'a [T]) -> &'a T {
    &from[rng.random_range(0..from.len())]
}

/// The position of one weight, each as likely as it is heavy.
pub(crate) fn weighted(rng: &mut Pcg64Mcg, weights: &[f64]) -> usize {
    let mut at = rng.random::<f64>() * weights.iter().sum::<f64>();
    let reached = |weight: &f64| {
        at -= weight;
        at < 0.0
    };
    weights.iter().position(reached).unwrap_or(weights.len() - 1)
}
