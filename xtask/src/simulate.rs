//! `cargo xtask simulate`: the whole write path on trial, as long as one likes.

use crate::postgres::{Postgres, THROW_AWAY};
use crate::shell::{cargo, run as run_to_end};
use anyhow::Result;

pub(crate) fn run(words: &[&str]) -> Result<()> {
    let mut trials = cargo(&["run", "--release", "--quiet", "--package", "trials", "--"]);
    trials.args(words);
    if words.contains(&"--postgres") {
        let postgres = Postgres::start(THROW_AWAY)?;
        return run_to_end(trials.env("CHANGPING_TEST_POSTGRES", postgres.address()));
    }
    run_to_end(&mut trials)
}
