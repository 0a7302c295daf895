//! Random days of a company, in every interleaving. Each command gets a fresh ledger with only what
//! it needs; after each the auditor recomputes S1–S7 from the moves. A failure prints its seed.

mod company;

use super::auditor::{audit, audit_hashes};
use company::Company;
use std::collections::BTreeMap;

const SEEDS: u64 = 300;
const STEPS: u32 = 120;

/// How often each command came to each outcome, `ok` or the code of the refusal.
type Outcomes = BTreeMap<(&'static str, &'static str), u32>;

#[test]
fn any_interleaving_keeps_the_books() {
    let mut outcomes = Outcomes::new();
    for seed in 1..=SEEDS {
        for (outcome, times) in simulate(seed) {
            *outcomes.entry(outcome).or_default() += times;
        }
    }
    // A simulation that never gets somewhere tests nothing there.
    let happened = |want: &(&str, &str)| outcomes.keys().any(|it| it == want);
    let commands = ["receive", "order", "promise", "ship", "cancel", "hold", "release", "scrap", "return"];
    let more = ["send", "arrive", "transfer", "count", "find", "rule", "serve", "divide", "reallocate"];
    let more = more.into_iter().chain(["lend", "give back", "put away", "count a bin"]);
    let succeeded = commands.into_iter().chain(more).map(|it| (it, "ok"));
    let refused = [
        ("receive", "lot_required"),
        ("receive", "serial_already_here"),
        ("receive", "serial_not_one"),
        ("receive", "day_in_future"),
        ("order", "insufficient_stock"),
        ("ship", "insufficient_stock"),
        ("ship", "more_than_wanted"),
        ("ship", "no_such_claim"),
        ("ship", "lot_required"),
        ("ship", "lot_expired"),
        ("ship", "insufficient_lot"),
        ("scrap", "unknown_lot"),
        ("transfer", "not_moved"),
        ("hold", "insufficient_stock"),
        ("count", "count_below_moves"),
        ("count", "holds_do_not_fit"),
        ("count", "took back promises"),
        ("put away", "insufficient_bin"),
        ("order", "a channel kept it from another"),
        ("serve", "somebody got something"),
    ];
    let missing: Vec<_> = succeeded.chain(refused).filter(|it| !happened(it)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}\nhappened: {outcomes:#?}");
}

#[test]
fn the_same_seed_is_the_same_story() {
    assert_eq!(simulate(7), simulate(7));
}

fn simulate(seed: u64) -> Outcomes {
    let _print = PrintOnPanic(seed);
    let mut company = Company::new(seed);
    for _ in 0..STEPS {
        company.step();
        audit(&company.store);
    }
    audit_hashes(&company.store);
    company.outcomes
}

struct PrintOnPanic(u64);

impl Drop for PrintOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("replay with simulate({})", self.0);
        }
    }
}
