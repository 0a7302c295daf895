//! What may not stand in the Rust code, or only in certain places.

use super::source::Tree;

pub(super) fn no_floats_for_stock_and_money(tree: &Tree) -> Vec<String> {
    let files = tree.rust().filter(|it| it.is_of(&["values", "ledger", "business"]));
    files
        .flat_map(|it| {
            it.complain(&it.code(), &["f32", "f64"], "use Quantity, Money or UnitPrice; floats drift")
        })
        .collect()
}

pub(super) fn clocks_are_read_at_the_edge(tree: &Tree) -> Vec<String> {
    let clocks = ["SystemTime::now(", "Instant::now(", "Timestamp::now(", "Zoned::now("];
    let files = tree
        .rust()
        .filter(|it| !it.is_of(&["app", "api", "changping", "testkit", "trials", "xtask", "bench"]));
    // How long a commit took, or a server is waited for, is no business time, and nobody else is there to
    // see it.
    let of_engines = ["crates/storage/src/statistics.rs", "crates/storage/src/postgres/patience.rs"];
    let files = files.filter(|it| !of_engines.contains(&it.path.as_str()));
    files.flat_map(|it| it.complain(&it.product_code(), &clocks, "take the moment as an argument")).collect()
}

pub(super) fn environment_is_read_at_the_edge(tree: &Tree) -> Vec<String> {
    let words = ["std::env", "env::var", "env::var_os", "env::args"];
    let files = tree.rust().filter(|it| !it.is_of(&["changping", "testkit", "trials", "xtask", "bench"]));
    files
        .flat_map(|it| {
            it.complain(
                &it.product_code(),
                &words,
                "take the setting as an argument; only changping reads it",
            )
        })
        .collect()
}

pub(super) fn locks_are_taken_in_one_file(tree: &Tree) -> Vec<String> {
    let elsewhere = tree.rust().filter(|it| it.path != "crates/storage/src/locks.rs" && it.part() != "xtask");
    let words = ["for update", "FOR UPDATE"];
    elsewhere
        .flat_map(|it| {
            it.complain(
                &it.code_and_strings(),
                &words,
                "lock through crates/storage/src/locks.rs, which keeps the order",
            )
        })
        .collect()
}

pub(super) fn commits_are_made_by_the_engines(tree: &Tree) -> Vec<String> {
    let engines = ["sqlite/", "postgres/", "migrations/"].map(|it| format!("crates/storage/src/{it}"));
    let elsewhere = tree.rust().filter(|it| {
        !engines.iter().any(|engine| it.path.starts_with(engine.as_str())) && !it.is_of(&["xtask", "bench"])
    });
    let words = [".commit(", "\"commit\"", "\"COMMIT\""];
    elsewhere
        .flat_map(|it| {
            it.complain(&it.code_and_strings(), &words, "hand the work to the store: it commits, in groups")
        })
        .collect()
}

pub(super) fn no_leftovers(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.rust().filter(|it| it.part() != "xtask") {
        let code = file.code();
        complaints.extend(file.complain(&code, &["dbg!", "todo!", "unimplemented!"], "finish it"));
        complaints.extend(file.complain(
            &file.text,
            &["FIXME", "XXX", "TODO"],
            "mend it, or write down in an issue what is missing",
        ));
        complaints.extend(file.complain(&code, &["#[ignore", "#[should_panic"], "a test asserts, always"));
        if !file.is_of(&["changping", "planning_files", "trials", "bench"]) {
            let prints = ["println!", "print!", "eprintln!", "eprint!"];
            let instead = "use tracing; only commands print";
            complaints.extend(file.complain(&file.product_code(), &prints, instead));
        }
    }
    complaints
}

pub(super) fn lints_are_expected_not_allowed(tree: &Tree) -> Vec<String> {
    let words = ["#[allow(", "#![allow("];
    let instead = "#[expect(lint, reason = \"…\")], so that it goes when the reason goes";
    tree.rust().flat_map(|it| it.complain(&it.code(), &words, instead)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many complaints the rule has about one file.
    fn count(rule: fn(&Tree) -> Vec<String>, path: &str, text: &str) -> usize {
        rule(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn each_rule_finds_what_it_forbids() {
        let app = "crates/app/src/a.rs";
        let ledger = "crates/ledger/src/a.rs";
        assert_eq!(count(no_floats_for_stock_and_money, ledger, "let x: f64 = y;"), 1);
        assert_eq!(count(clocks_are_read_at_the_edge, ledger, "Instant::now()"), 1);
        assert_eq!(count(environment_is_read_at_the_edge, app, "std::env::var(x)"), 1);
        assert_eq!(count(locks_are_taken_in_one_file, app, "\"select 1 for update\""), 1);
        assert_eq!(count(commits_are_made_by_the_engines, app, "tx.commit();\nrun(\"commit\")"), 2);
        assert_eq!(count(no_leftovers, app, "dbg!(x);\ntodo!()\n// FIXME\nprintln!()"), 4);
        assert_eq!(count(lints_are_expected_not_allowed, app, "#[allow(dead_code)]"), 1);
    }

    #[test]
    fn each_rule_leaves_the_right_place_alone() {
        assert_eq!(count(no_floats_for_stock_and_money, "crates/planning/src/a.rs", "x: f64"), 0);
        assert_eq!(count(no_floats_for_stock_and_money, "crates/ledger/src/a.rs", "// no f64 here"), 0);
        assert_eq!(count(clocks_are_read_at_the_edge, "crates/api/src/a.rs", "Instant::now()"), 0);
        assert_eq!(
            count(environment_is_read_at_the_edge, "crates/changping/src/main.rs", "std::env::args()"),
            0
        );
        assert_eq!(count(locks_are_taken_in_one_file, "crates/storage/src/locks.rs", "\"for update\""), 0);
        assert_eq!(count(no_leftovers, "crates/changping/src/main.rs", "println!()"), 0);
    }
}
