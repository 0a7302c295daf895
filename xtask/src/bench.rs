//! `cargo xtask bench`: the programs of `bench/`, built for release.

use crate::shell::{cargo, run as run_to_end};
use anyhow::Result;

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut bench = cargo(&["run", "--release", "--quiet", "--package", "bench", "--"]);
    run_to_end(bench.args(arguments))
}
