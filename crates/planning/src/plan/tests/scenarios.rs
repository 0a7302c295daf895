//! Every folder of `scenarios-plans/` is a company and the plan a planner expects for it; where there
//! is a `before.toml`, also what changed from its plan.
//! `UPDATE_EXPECT=1 cargo test -p planning` writes the plans anew; read the difference.

use super::world;
use crate::plan::{Action, Plan, PlanLine, PlanRefusal, compare, plan, violations};
use expect_test::expect_file;
use std::fmt::Write;
use std::path::Path;
use values::ItemId;

#[test]
fn every_company_gets_the_expected_plan() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios-plans");
    let entries = std::fs::read_dir(&folder).expect("the scenarios");
    let mut scenarios: Vec<_> = entries.map(|it| it.expect("a folder").path()).collect();
    scenarios.sort();
    assert!(scenarios.len() >= 20, "scenarios are found");
    for scenario in scenarios {
        let read = |name: &str| std::fs::read_to_string(scenario.join(name));
        let input = world::read(&read("world.toml").expect("a world"));
        let mut text = match plan(&input) {
            Ok(made) => {
                assert_eq!(violations(&input, &made), [""; 0], "{}", scenario.display());
                told(&made)
            }
            Err(refusal) => format!("refused: {refusal}\n"),
        };
        if let (Ok(before), Ok(made)) = (read("before.toml"), plan(&input)) {
            let before = plan(&world::read(&before)).expect("a plan");
            for it in compare(&before, &made) {
                let line = it.after.as_ref().or(it.before.as_ref()).expect("one of them is there");
                let (change, item, warehouse) = (it.change, line.item, line.warehouse);
                let quantity = |it: &Option<PlanLine>| {
                    it.as_ref().map_or_else(|| "-".to_owned(), |it| it.action.quantity().to_string())
                };
                let (from, to) = (quantity(&it.before), quantity(&it.after));
                writeln!(text, "{change:?} {item} in {warehouse}: {from} -> {to}").expect("a string");
                writeln!(text, "  {}\n  {}", it.why.zh, it.why.en).expect("a string");
            }
        }
        expect_file![scenario.join("plan.expect")].assert_eq(&text);
    }
}

fn told(made: &Plan) -> String {
    let mut text = format!("amount {}\n", made.amount);
    for line in &made.lines {
        let (item, warehouse) = (line.item, line.warehouse);
        writeln!(text, "{item} in {warehouse}: {}", action(&line.action)).expect("a string");
        writeln!(text, "  {}\n  {}", line.reason.zh, line.reason.en).expect("a string");
        let terms: Vec<String> = line.terms.iter().map(|it| format!("{} {}", it.key, it.value)).collect();
        writeln!(text, "  {}", terms.join(", ")).expect("a string");
    }
    text
}

fn action(it: &Action) -> String {
    match it {
        Action::Transfer { from, quantity } => format!("transfer {quantity} from {from}"),
        Action::Purchase { supplier, class, quantity, arrival_day, amount, .. } => {
            let amount = amount.map_or_else(|| "-".to_owned(), |it| it.to_string());
            format!("purchase {quantity} from {supplier} ({class:?}) arriving {arrival_day} for {amount}")
        }
        Action::Produce { quantity, ready_day } => format!("produce {quantity} by {ready_day}"),
        Action::Expedite { arrival_day, quantity, needed_day } => {
            format!("expedite {quantity} of {arrival_day}, needed {needed_day}")
        }
        Action::Postpone { supplier, quantity } => {
            let supplier = supplier.map_or_else(|| "-".to_owned(), |it| it.to_string());
            format!("postpone {quantity} from {supplier}")
        }
    }
}

#[test]
fn a_circle_names_its_items() {
    let world = "today = \"2026-11-22\"\n\
        bills = [\n\
        { product = 1, components = [[2, \"1\"]], lead_time_days = 1 },\n\
        { product = 2, components = [[3, \"2\"], [4, \"1\"]], lead_time_days = 1 },\n\
        { product = 3, components = [[1, \"1\"]], lead_time_days = 1 },\n\
        ]";
    let refused = plan(&world::read(world)).expect_err("they go round");
    assert_eq!(refused, PlanRefusal::BillsInACircle(vec![ItemId(1), ItemId(2), ItemId(3), ItemId(1)]));
}
