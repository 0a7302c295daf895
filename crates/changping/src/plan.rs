//! `changping plan`

use crate::company::Company;
use crate::said::said;
use anyhow::{Context, Result};
use app::PlanRequest;
use clap::{Args, ValueEnum};
use serde_json::Value;
use std::process::ExitCode;

/// Print what to order, move and urge now, and why
///
/// A server may run beside it. What was written since it judged the company last is judged first.
#[derive(Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    company: Company,
    /// The most all purchases together may cost
    #[arg(long, value_name = "AMOUNT")]
    budget: Option<String>,
    /// Only lines for this warehouse, by its code
    #[arg(long, value_name = "CODE")]
    warehouse: Option<String>,
    /// In which language reasons are given
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    language: Language,
    /// Print everything as JSON, as `/api/planning/plan` answers
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Zh,
    En,
}

impl Plan {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let app = self.company.open()?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start")?;
        let request = PlanRequest { budget: self.budget, warehouse: self.warehouse, compare: None };
        let plan = runtime.block_on(async {
            app.catch_up().await?;
            app.plan(app.turn(app.system_caller()), request).await
        });
        let plan = plan.map_err(said)?;
        if self.json {
            println!("{plan:#}");
            return Ok(ExitCode::SUCCESS);
        }
        let language = match self.language {
            Language::Zh => "zh",
            Language::En => "en",
        };
        for list in ["lines", "left_out"] {
            for line in plan[list].as_array().into_iter().flatten() {
                print(line, language);
            }
        }
        let totals = &plan["totals"];
        let text = |name: &str| totals[name].to_string().replace('"', "");
        println!("{} lines, {} purchases for {}", text("lines"), text("purchases"), text("amount"));
        Ok(ExitCode::SUCCESS)
    }
}

fn print(line: &Value, language: &str) {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let partner = if text("supplier").is_empty() { text("from") } else { text("supplier") };
    println!(
        "{:<9} {:>10} {} {} @ {} {partner}\n    {}",
        text("kind"),
        text("quantity"),
        text("item"),
        text("item_name"),
        text("warehouse"),
        line["reason"][language].as_str().unwrap_or_default(),
    );
}
