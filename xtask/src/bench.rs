//! `cargo xtask bench`: the programs of `bench/` against the released server.

use crate::postgres::{DURABLE, Postgres};
use crate::shell::{cargo, run as run_to_end, target};
use crate::web;
use anyhow::Result;
use std::fs;

/// Names choose among the measurements: books, formulas, import, lists, orders, planning, records, reports, traces, unusual.
pub(crate) fn run(names: &[&str]) -> Result<()> {
    // These are measured without a server and a database.
    if !names.is_empty() && names.iter().all(|it| ["formulas", "planning"].contains(it)) {
        let mut bench = cargo(&["run", "--release", "--quiet", "--package", "bench", "--"]);
        bench.args(names);
        bench.env("CHANGPING_PROGRAM", "").env("BENCH_FOLDER", target()?.join("bench"));
        return run_to_end(&mut bench);
    }
    web::install()?;
    web::build()?;
    run_to_end(&mut cargo(&[
        "build",
        "--release",
        "--quiet",
        "--package",
        "changping",
        "--package",
        "bench",
    ]))?;
    let postgres = Postgres::start(DURABLE)?;
    let folder = target()?.join("bench");
    fs::create_dir_all(&folder)?;
    let mut bench = cargo(&["run", "--release", "--quiet", "--package", "bench", "--"]);
    bench.args(names);
    bench.env("CHANGPING_PROGRAM", target()?.join("release/changping"));
    bench.env("BENCH_FOLDER", folder);
    bench.env("CHANGPING_BENCH_POSTGRES", postgres.address());
    run_to_end(&mut bench)
}
