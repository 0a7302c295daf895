//! `cargo xtask test`: every check there is, the quick ones first.

use crate::postgres::{MORTAL, Postgres, THROW_AWAY};
use crate::shell::{cargo, run};
use crate::{stories, tidy, web};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

struct Step {
    part: &'static str,
    name: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { part: "tidy", name: "tidy rules", run: tidy::check },
    Step { part: "rust", name: "rustfmt", run: || run(&mut cargo(&["fmt", "--all", "--check"])) },
    Step { part: "web", name: "web: packages", run: web::install },
    Step { part: "web", name: "web: format", run: || run(&mut web::script("format:check")) },
    Step { part: "web", name: "web: lint", run: || run(&mut web::script("lint")) },
    Step { part: "web", name: "web: types", run: || run(&mut web::script("typecheck")) },
    Step { part: "web", name: "web: unit tests", run: || run(&mut web::script("test")) },
    Step { part: "web", name: "web: build", run: web::build },
    Step { part: "web", name: "web: size of the first load", run: || run(&mut web::script("size")) },
    Step { part: "rust", name: "clippy", run: clippy },
    Step { part: "rust", name: "rust tests on SQLite and PostgreSQL", run: rust_tests },
    Step { part: "stories", name: "browser stories", run: || run_stories(&[]) },
];

pub(crate) fn everything() -> Result<()> {
    run_steps(STEPS)
}

/// The steps of one part: tidy, rust or web.
pub(crate) fn part(part: &str) -> Result<()> {
    let steps: Vec<&Step> = STEPS.iter().filter(|it| it.part == part).collect();
    if steps.is_empty() {
        bail!("no part is called {part}: choose tidy, rust, web or stories");
    }
    run_steps(steps)
}

/// The browser stories, all or those named, with all that they need built before.
pub(crate) fn stories(names: &[&str]) -> Result<()> {
    web::install()?;
    web::build()?;
    run_stories(names)
}

fn clippy() -> Result<()> {
    run(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn rust_tests() -> Result<()> {
    let postgres = Postgres::start(THROW_AWAY)?;
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
    run(tests.env("CHANGPING_TEST_POSTGRES", postgres.address()))
}

/// Kills the server, and on PostgreSQL the database too, so many times on each engine.
pub(crate) fn kills(rounds: &str) -> Result<()> {
    let postgres = Postgres::start(MORTAL)?;
    let mut tests = cargo(&["test", "--package", "changping", "--test", "it", "kill::", "--"]);
    tests.args(["--test-threads=1", "--nocapture"]).env("CHANGPING_KILL_ROUNDS", rounds);
    tests.env("CHANGPING_TEST_POSTGRES", postgres.address());
    run(tests.env("CHANGPING_RESTART_POSTGRES", postgres.restart()?))
}

fn run_stories(names: &[&str]) -> Result<()> {
    run(&mut cargo(&["build", "--quiet", "--package", "changping"]))?;
    stories::run_stories(names)
}

/// Stops at the first failure, and says at the end what was done and how long it took.
fn run_steps<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Result<()> {
    let start = Instant::now();
    let mut lines = Vec::new();
    let mut failure = None;
    for step in steps {
        if failure.is_some() {
            lines.push(format!("  not run            {}", step.name));
            continue;
        }
        println!("\n=== {}", step.name);
        let begun = Instant::now();
        let done = (step.run)();
        let word = if done.is_ok() { "ok" } else { "FAILED" };
        lines.push(format!("  {word:<7}{:>9}  {}", shown(begun.elapsed()), step.name));
        println!("=== {}: {word} in {}", step.name, shown(begun.elapsed()));
        failure = done.err();
    }
    let verdict = if failure.is_none() { "all passed" } else { "failed" };
    println!("\n{}\n{verdict} in {}", lines.join("\n"), shown(start.elapsed()));
    failure.map_or(Ok(()), Err)
}

fn shown(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
