//! `cargo xtask simulate`: trials from the command line.

use std::process::ExitCode;
use std::time::Instant;
use trials::Trial;

const USAGE: &str = "usage: trials [--seed N] [--steps M] [--together K] [--postgres]";

fn main() -> ExitCode {
    match trial(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(trial) => run(&trial),
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn trial(words: &[String]) -> Result<Trial, String> {
    let mut trial = Trial { seed: 1, steps: 20_000, together: 48, postgres: None };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--postgres" {
            let url = std::env::var("CHANGPING_TEST_POSTGRES");
            trial.postgres = Some(url.map_err(|_| "CHANGPING_TEST_POSTGRES names no server")?);
            continue;
        }
        let number: u64 =
            words.next().and_then(|it| it.replace('_', "").parse().ok()).ok_or("a number is missing")?;
        match word.as_str() {
            "--seed" => trial.seed = number,
            "--steps" => trial.steps = number,
            "--together" => trial.together = (number as usize).max(1),
            _ => return Err(format!("{word} is not known")),
        }
    }
    Ok(trial)
}

fn run(trial: &Trial) -> ExitCode {
    let begun = Instant::now();
    println!("seed {}, {} steps, up to {} at once", trial.seed, trial.steps, trial.together);
    let speed = |steps: u64| steps as f64 / begun.elapsed().as_secs_f64();
    let tried = trial.run(|seed, tried| {
        println!("  {:>10} steps, {:.0}/s; next seed {seed}", tried.steps, speed(tried.steps));
    });
    match tried {
        Ok(tried) => {
            for ((act, outcome), times) in &tried.outcomes {
                println!("  {times:>9}  {act}: {outcome}");
            }
            println!("{} steps agree with the clerk's books, {:.0}/s", tried.steps, speed(tried.steps));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}
