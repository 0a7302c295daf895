//! `changping user …`

use crate::company::Company;
use crate::said::said;
use anyhow::{Context, Result};
use app::NewMember;
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum User {
    Add(Add),
}

/// Let somebody log in
///
/// The password is read from CHANGPING_PASSWORD; without it one is made and printed.
#[derive(Args)]
pub(crate) struct Add {
    login: String,
    #[command(flatten)]
    company: Company,
    /// administrator, buyer, seller, warehouse, accountant, viewer, or one of your own
    #[arg(long = "role", value_name = "ROLE", required = true, num_args = 1..)]
    roles: Vec<String>,
    /// What colleagues call them; the login when not said
    #[arg(long, default_value = "")]
    name: String,
}

impl User {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let User::Add(add) = self;
        let app = add.company.open_or_make()?;
        let given = std::env::var("CHANGPING_PASSWORD").ok().filter(|it| !it.is_empty());
        let password = match &given {
            Some(it) => it.clone(),
            None => app::random_password().map_err(said)?,
        };
        let new = NewMember {
            login: add.login.clone(),
            name: add.name,
            password: password.clone(),
            roles: add.roles,
            department: None,
        };
        let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
        let turn = app.turn(app.system_caller());
        runtime.block_on(app.create_member(turn, new)).map_err(said)?;
        match given {
            Some(_) => println!("{} can log in", add.login),
            None => println!("{} can log in with the password {password}", add.login),
        }
        Ok(ExitCode::SUCCESS)
    }
}
