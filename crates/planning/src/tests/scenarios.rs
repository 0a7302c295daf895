//! Every folder of `scenarios/` is a situation and the plan a planner expects for it.
//! `UPDATE_EXPECT=1 cargo test -p planning` writes the plans anew; read the difference.

use super::world;
use crate::{Hurt, Outlook, RecentAverage, Suggestion, outlook, project};
use expect_test::expect_file;
use std::fmt::Write;
use std::path::Path;

#[test]
fn every_scenario_gives_the_expected_plan() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(&folder).expect("the scenarios");
    let mut scenarios: Vec<_> = entries.map(|it| it.expect("a folder").path()).collect();
    scenarios.sort();
    assert!(scenarios.len() >= 14, "scenarios are found");
    for scenario in scenarios {
        let world = std::fs::read_to_string(scenario.join("world.toml")).expect("a world");
        let situation = world::read(&world);
        let outlook = outlook(&situation, &RecentAverage);
        let days = project(&situation, &RecentAverage, 15);
        let mut plan = plan_text(&outlook);
        for day in days.iter().step_by(7) {
            let (expected, low, high) = (day.expected, day.low, day.high);
            writeln!(plan, "stock {}  expected {expected}, {low} to {high}", day.day).expect("a string");
        }
        expect_file![scenario.join("plan.expect")].assert_eq(&plan);
    }
}

fn plan_text(it: &Outlook) -> String {
    let shown = |it: Option<String>| it.unwrap_or_else(|| "-".to_owned());
    let mut lines = vec![
        format!(
            "severity      {} ({}% to run out before an order arrives)",
            it.severity.name(),
            it.probability
        ),
        format!("demand        {} a day", it.demand_per_day),
        format!(
            "cover         {} days, out on {}",
            shown(it.cover_days_e2.map(|it| format!("{}.{:02}", it / 100, it % 100))),
            shown(it.stockout_day.map(|it| it.to_string())),
        ),
        format!("levels        {} / {} / {}", it.safety_stock, it.reorder_point, it.order_up_to),
        format!("incoming      {}, next {}", it.incoming, shown(it.next_arrival.map(|it| it.to_string()))),
        format!("short         {}", it.short),
        format!("at risk       {}", shown(it.money_at_risk.map(|it| it.to_string()))),
    ];
    lines.extend(it.hurts.iter().map(hurt_text));
    lines.push(format!("suggestion    {}", suggestion_text(it.suggestion.as_ref())));
    lines.extend([it.reason.zh.clone(), it.reason.en.clone()]);
    lines.extend(it.numbers.iter().map(|it| format!("  {} = {}", it.key, it.value)));
    lines.join("\n") + "\n"
}

fn hurt_text(it: &Hurt) -> String {
    let customer = it.customer.map_or_else(|| "-".to_owned(), |it| it.to_string());
    let due = it.due.map_or_else(|| "-".to_owned(), |it| it.to_string());
    format!("hurts         {} customer {customer} level {} for {} due {due}", it.claim, it.level, it.quantity)
}

fn suggestion_text(it: Option<&Suggestion>) -> String {
    match it {
        None => "none".to_owned(),
        Some(Suggestion::Transfer { from, quantity }) => format!("transfer {quantity} from {from}"),
        Some(Suggestion::Purchase { supplier, class, quantity, arrival_day, amount, .. }) => {
            let amount = amount.map_or_else(|| "-".to_owned(), |it| it.to_string());
            format!("purchase {quantity} from {supplier} ({class:?}) arriving {arrival_day} for {amount}")
        }
    }
}
