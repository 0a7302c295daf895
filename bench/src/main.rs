//! Measures the released program from outside, and beside it the same rows written or read by a bare loop
//! over the engine: what of the time is ours, and what the disk's.
//!
//! `cargo xtask bench [books|formulas|import|lists|orders|pickers|planning|records|reports|traces|unusual|writes]`, which builds the program and starts a PostgreSQL.

mod beside;
mod books;
mod company;
mod figures;
mod formulas;
mod import;
mod lists;
mod load;
mod orders;
mod pickers;
mod planning;
mod raw;
mod records;
mod reports;
mod same_rows;
mod traces;
mod unusual;
mod writes;

use anyhow::{Result, bail};
use std::path::PathBuf;

/// What is measured, and where.
pub(crate) struct Setting {
    /// The released `changping`.
    pub(crate) program: PathBuf,
    /// On the disk that is to be measured; emptied afterwards.
    pub(crate) folder: PathBuf,
    /// A server that may be filled with rubbish, in the form `host=… user=… dbname=…`.
    pub(crate) postgres: Option<String>,
}

impl Setting {
    /// On one engine, and on the other if there is a server.
    pub(crate) fn on_both(
        &self,
        on_sqlite: impl FnOnce() -> Result<()>,
        on_postgres: impl FnOnce(&str) -> Result<()>,
    ) -> Result<()> {
        println!("  on SQLite");
        on_sqlite()?;
        match &self.postgres {
            Some(address) => {
                println!("  on PostgreSQL");
                on_postgres(address)
            }
            None => Ok(()),
        }
    }
}

/// How many of something, as the environment says, or `usual`.
pub(crate) fn how_many(name: &str, usual: i64) -> i64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

const MEASUREMENTS: &[(&str, Measurement)] = &[
    ("books", books::run),
    ("formulas", formulas::run),
    ("import", import::run),
    ("lists", lists::run),
    ("orders", orders::run),
    ("pickers", pickers::run),
    ("planning", planning::run),
    ("records", records::run),
    ("reports", reports::run),
    ("traces", traces::run),
    ("unusual", unusual::run),
    ("writes", writes::run),
];

type Measurement = fn(&Setting) -> Result<()>;

fn main() -> Result<()> {
    let path = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(program), Some(folder)) = (path("CHANGPING_PROGRAM"), path("BENCH_FOLDER")) else {
        bail!("start me with `cargo xtask bench`");
    };
    let setting = Setting { program, folder, postgres: std::env::var("CHANGPING_BENCH_POSTGRES").ok() };
    let cores = std::thread::available_parallelism()?;
    println!("{cores} cores; load {}; the client runs on the same machine", load());

    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|it| !MEASUREMENTS.iter().any(|(name, _)| name == it)) {
        let known: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
        bail!("no measurement is called {unknown}: choose of {}", known.join(", "));
    }
    for (name, run) in MEASUREMENTS {
        if wanted.is_empty() || wanted.iter().any(|it| it == name) {
            println!("\n{name}");
            run(&setting)?;
        }
    }
    Ok(())
}

/// Of the last minute; a busy machine explains a bad figure.
fn load() -> String {
    let all = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    all.split(' ').next().unwrap_or("unknown").to_owned()
}
