//! The whole write path on trial: random days of a company, asked of the same use cases that the server
//! calls, in every interleaving, with failing statements, lost answers and power cuts; and a clerk who
//! keeps the books beside it, and compares after every batch. Dev only; never ships.
//!
//! **Invariant:** nothing here reads a clock. The same seed asks the same, as far as what happened before
//! is the same: in which order the steps of a batch happen is the program's to choose, and is taken from
//! what it did. One at a time (`--together 1`) the same seed is the same story.

mod books;
mod company;
mod generate;
mod goods;
mod model;
mod orders;
mod random;
mod shelf;
mod shrink;
mod step;
mod story;
mod trouble;
mod warehouse;

use crate::generate::Generator;
use crate::story::Story;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What to try.
#[derive(Clone, Debug)]
pub struct Trial {
    pub seed: u64,
    pub steps: u64,
    /// Steps asked for at once, at most.
    pub together: usize,
    /// A PostgreSQL to try it on, instead of SQLite.
    pub postgres: Option<String>,
}

/// What was tried: how often each act came to each outcome.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    pub steps: u64,
    pub outcomes: BTreeMap<(&'static str, String), u64>,
}

/// A company lives for so many steps; then another one begins with the next seed.
const LIFE: u64 = 4000;
/// After so many steps everything is recomputed.
const VERIFY_EVERY: u64 = 1000;

impl Trial {
    /// Stops at the first fault, and tells it in as few steps as it could find.
    pub fn run(&self, mut progress: impl FnMut(u64, &Tried)) -> Result<Tried, String> {
        let mut tried = Tried::default();
        let mut seed = self.seed;
        while tried.steps < self.steps {
            self.live(seed, LIFE.min(self.steps - tried.steps), &mut tried)?;
            seed += 1;
            progress(seed, &tried);
        }
        Ok(tried)
    }

    fn live(&self, seed: u64, steps: u64, tried: &mut Tried) -> Result<(), String> {
        let mut generator = Generator::new(seed);
        let mut names = 0;
        let mut open = || {
            names += 1;
            let schema = format!("trial_{}_{seed}_{names}", std::process::id());
            // Every other company values each warehouse for itself.
            let by_place = seed.is_multiple_of(2);
            Story::new(self.postgres.as_deref().map(|url| (url, schema.as_str())), by_place)
        };
        let mut story = open()?;
        let (mut told, mut done, mut verified) = (Vec::new(), 0, 0);
        while done < steps {
            let batch = generator.batch(&story.model, self.together);
            done += batch.steps.len() as u64;
            told.push(batch);
            let mut outcome = story.tell(&told[told.len() - 1]);
            if outcome.is_ok() && (done - verified >= VERIFY_EVERY || done >= steps) {
                verified = done;
                outcome = story.verify();
            }
            if let Err(fault) = outcome {
                drop(story);
                let head = format!("seed {seed}, after {done} steps: {fault}");
                let shrunk = shrink::shrink(told, fault, &mut open);
                return Err(tell_fault(&head, &shrunk));
            }
        }
        tried.steps += done;
        for (outcome, times) in &story.outcomes {
            *tried.outcomes.entry(outcome.clone()).or_default() += times;
        }
        Ok(())
    }
}

fn tell_fault(head: &str, shrunk: &shrink::Shrunk) -> String {
    let mut text = format!("{head}\n\nIn short:\n");
    for batch in &shrunk.batches {
        let _ = writeln!(text, "together, {:?}:", batch.trouble); // A string takes everything.
        for step in &batch.steps {
            let _ = writeln!(text, "  {:?}", step);
        }
    }
    let _ = writeln!(text, "{}", shrunk.fault);
    text
}
