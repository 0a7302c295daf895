//! Every script of this repository, in Rust: `cargo xtask run`, `cargo xtask test`, …
//!
//! Needs Rust and Node; whatever else a command needs it installs when it may, else it says in one
//! sentence what to install.

mod bench;
mod codegen;
mod failover;
mod postgres;
mod run;
mod shell;
mod simulate;
mod stories;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  run [-- <serve arguments>]   build everything and start the demo company on http://localhost:8080
  test [PART]                  every check there is; PART is one of tidy, rust, web, stories
  test kills [--rounds N]      kill -9 the server under load, and the database, N times on each engine
  test failover [ROUNDS]       PostgreSQL's primary dies under load: a cluster of three on this machine
  ci                           the same as test
  tidy                         only the rules about the code itself, and the list of places to look
  codegen                      write the typed view of every built-in definition
  simulate [--steps N] [--seed S] [--together K] [--postgres]
                               random stories on the whole write path, compared with a clerk's own books
  bench [NAME]                 measure, and print the raw engine loop beside it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["test" | "ci"] => test::everything(),
        ["test", "stories", rest @ ..] => test::stories(rest),
        ["test", "kills"] => test::kills("50"),
        ["test", "kills", "--rounds", rounds] => test::kills(rounds),
        ["test", "failover"] => failover::test("1"),
        ["test", "failover", rounds] => failover::test(rounds),
        ["test", part] => test::part(part),
        ["tidy"] => tidy::report(),
        ["codegen"] => codegen::write_all(),
        ["simulate", rest @ ..] => simulate::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
