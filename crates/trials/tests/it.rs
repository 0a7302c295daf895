//! A short trial on each engine. A long one is `cargo xtask simulate`.

use trials::{Trial, Tried};

/// What must have happened: a trial that never gets somewhere tests nothing there.
const HAPPENS: &[(&str, &str)] = &[
    ("sales_order", "ok"),
    ("sales_order", "insufficient_stock"),
    ("sales_order", "hold_is_over"),
    ("push down", "ok"),
    ("shipment", "ok"),
    ("shipment", "insufficient_stock"),
    ("shipment", "more_than_ordered"),
    ("shipment", "day_in_future"),
    ("receipt", "ok"),
    ("receipt", "source_not_open"),
    ("receipt", "more_than_ordered"),
    ("stock_count", "ok"),
    ("adjustment", "ok"),
    ("adjustment", "insufficient_stock"),
    ("transfer", "ok"),
    ("receive", "ok"),
    ("stock_hold", "ok"),
    ("release", "ok"),
    ("channel_stock", "ok"),
    ("withdraw", "ok"),
    ("hold", "ok"),
    ("confirm", "ok"),
    ("cancel", "ok"),
    ("cancel", "stale_version"),
    ("close", "ok"),
    ("amend", "ok"),
    ("amend", "less_than_fulfilled"),
    ("reallocate", "ok"),
    ("sales_return", "ok"),
    ("sales_return", "more_than_shipped"),
    ("repeat", "replayed"),
    ("repeat altered", "key_reused"),
    ("sweep", "ok"),
];

fn run(trial: &Trial) -> Tried {
    trial.run(|_, _| ()).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn the_books_agree_on_sqlite() {
    let tried = run(&Trial { seed: 1, steps: 2000, together: 48, postgres: None });
    let happened =
        |(act, outcome): &&(&str, &str)| tried.outcomes.keys().any(|it| it.0 == *act && it.1 == *outcome);
    let missing: Vec<_> = HAPPENS.iter().filter(|it| !happened(it)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}\n{:#?}", tried.outcomes);
}

#[test]
fn the_books_agree_on_postgres() {
    let url = std::env::var("CHANGPING_TEST_POSTGRES");
    let url = url.expect("run `cargo xtask test`: it starts a PostgreSQL and names it here");
    run(&Trial { seed: 2, steps: 1000, together: 24, postgres: Some(url) });
}
