//! Which sources to believe, and how widely: shares of a mixture by expectation and maximisation.

use crate::window::{
    demand::{Part, VARIANCE_TO_MEAN_MIN},
    features::Moments,
};
use serde::{Deserialize, Serialize};

/// One source of moments (a memory, the trees) with its variance taken at a multiple.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Voice {
    pub(crate) source: usize,
    pub(crate) dispersion: f64,
    pub(crate) share: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Blend {
    pub(crate) voices: Vec<Voice>,
}

/// Multiples of the variance above Poisson's that a voice may have.
const DISPERSIONS: [f64; 6] = [0.4, 0.7, 1.0, 1.5, 2.5, 6.0];
/// Voices with less are not heard.
const SHARE_MIN: f64 = 0.02;
const ROUNDS: usize = 60;
/// Rows that stand for believing all sources alike.
const PRIOR: f64 = 20.0;

impl Blend {
    /// All sources alike, as wide as they say.
    pub(crate) fn even(sources: usize) -> Blend {
        let share = 1.0 / sources as f64;
        Blend { voices: (0..sources).map(|source| Voice { source, dispersion: 1.0, share }).collect() }
    }

    pub(crate) fn parts(&self, moments: &[Moments]) -> Vec<Part> {
        self.voices.iter().map(|it| it.part(moments)).collect()
    }

    /// Maximises the likelihood of what came true, and says how likely that was on average.
    /// `seen` holds the moments of every source, the total that came true, and the step it is seen in.
    pub(crate) fn learn(sources: usize, seen: &[(Vec<Moments>, f64, f64)]) -> (Blend, f64) {
        let mut voices: Vec<Voice> = (0..sources)
            .flat_map(|source| DISPERSIONS.map(|dispersion| Voice { source, dispersion, share: 0.0 }))
            .collect();
        let even = 1.0 / voices.len() as f64;
        voices.iter_mut().for_each(|it| it.share = even);
        let chances: Vec<f64> = seen
            .iter()
            .flat_map(|(moments, total, step)| {
                voices
                    .iter()
                    .map(|it| it.part(moments).ln_probability(*total, *step).exp())
                    .collect::<Vec<_>>()
            })
            .collect();
        let mut likelihood = 0.0;
        for _ in 0..ROUNDS {
            let mut sums = vec![PRIOR * even; voices.len()];
            likelihood = 0.0;
            for row in chances.chunks_exact(voices.len()) {
                let all: f64 =
                    row.iter().zip(&voices).map(|(chance, it)| chance * it.share).sum::<f64>() + 1e-12;
                likelihood += all.ln();
                for ((sum, chance), it) in sums.iter_mut().zip(row).zip(&voices) {
                    *sum += chance * it.share / all;
                }
            }
            let all: f64 = sums.iter().sum();
            voices.iter_mut().zip(sums).for_each(|(it, sum)| it.share = sum / all);
        }
        voices.retain(|it| it.share >= SHARE_MIN);
        let heard: f64 = voices.iter().map(|it| it.share).sum();
        voices.iter_mut().for_each(|it| it.share /= heard);
        (Blend { voices }, likelihood / seen.len().max(1) as f64)
    }
}

impl Voice {
    fn part(&self, moments: &[Moments]) -> Part {
        let Moments { mean, variance } = moments[self.source];
        let above = (variance - mean).max((VARIANCE_TO_MEAN_MIN - 1.0) * mean);
        Part { share: self.share, mean, variance: mean + self.dispersion * above }
    }
}
