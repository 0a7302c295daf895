//! `changping api-key …`

use crate::company::Company;
use crate::said::said;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum ApiKey {
    Create(Create),
}

/// Make a key and print it, alone; it is never shown again
#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    company: Company,
    /// Whose rights the key has
    #[arg(long, value_name = "LOGIN")]
    user: String,
    /// What it is for
    #[arg(long, default_value = "")]
    name: String,
}

impl ApiKey {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let ApiKey::Create(create) = self;
        let app = create.company.open()?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        let turn = app.turn(app.system_caller());
        let made = runtime.block_on(app.create_api_key(turn, &create.user, &create.name)).map_err(said)?;
        println!("{}", made["key"].as_str().context("the key was made but not told")?);
        Ok(ExitCode::SUCCESS)
    }
}
