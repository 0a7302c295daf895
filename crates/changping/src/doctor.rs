//! `changping doctor`

use crate::company::Company;
use crate::machine;
use crate::said::language;
use anyhow::Result;
use app::{Check, Location, Status};
use clap::Args;
use serde_json::json;
use std::process::ExitCode;

/// Look whether the company is well, in seconds, and say what to do
///
/// Nothing is changed, and a server may run beside it. Ends with 0 when all is well, 1 when something
/// should be looked at, 2 when something is wrong.
#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    company: Company,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let location = self.company.location();
        let mut checks = machine::examine(&self.company.data(), matches!(location, Location::Sqlite(_)));
        checks.extend(app::examine(&self.company.options()));
        let worst = checks.iter().map(|it| it.status).max().unwrap_or(Status::Ok);
        let text = if self.json { as_json(&checks, worst) } else { as_text(&checks) };
        println!("{text}");
        Ok(ExitCode::from(worst as u8))
    }
}

fn as_text(checks: &[Check]) -> String {
    let tag = language().tag();
    let mut lines = Vec::new();
    for it in checks {
        let mark = match it.status {
            Status::Ok => "✓",
            Status::Warning => "!",
            Status::Problem => "✗",
        };
        lines.push(format!("{mark} {}: {}", it.label.text(tag), it.finding.text(tag)));
        if !it.cure.is_empty() {
            lines.push(format!("    → {}", it.cure.text(tag)));
        }
    }
    lines.join("\n")
}

fn as_json(checks: &[Check], worst: Status) -> String {
    let tag = language().tag();
    let name = |it: Status| match it {
        Status::Ok => "ok",
        Status::Warning => "warning",
        Status::Problem => "problem",
    };
    let told = checks.iter().map(|it| {
        let cure = Some(it.cure.text(tag)).filter(|it| !it.is_empty());
        json!({
            "name": it.name, "label": it.label.text(tag), "status": name(it.status),
            "finding": it.finding.text(tag), "cure": cure,
        })
    });
    json!({ "status": name(worst), "checks": told.collect::<Vec<_>>() }).to_string()
}
