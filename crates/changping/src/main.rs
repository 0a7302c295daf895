//! The program: a server, and the commands to look after a company. Each works whether or not a
//! server runs on the same company.

mod api_key;
mod backup;
mod company;
mod doctor;
mod import;
mod logging;
mod machine;
mod plan;
mod restore;
mod said;
mod serve;
mod stop;
mod user;
mod verify;
mod work;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Requests are read on one thread, written on another and answered on a third: memory that one gives
/// back was taken by another, which the usual allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 常平 Changping: never lose a customer because something was out of stock.
#[derive(Parser)]
#[command(name = "changping", version, arg_required_else_help = true)]
struct Cli {
    /// What is written to standard error
    #[arg(long, global = true, value_enum, default_value_t, env = "CHANGPING_LOG")]
    log: logging::Log,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Work(work::Work),
    /// Manage those who can log in
    #[command(subcommand)]
    User(user::User),
    /// Manage the keys that programs use
    #[command(subcommand)]
    ApiKey(api_key::ApiKey),
    Import(import::Import),
    Doctor(doctor::Doctor),
    Verify(verify::Verify),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Plan(plan::Plan),
    Forecast(planning_files::Forecast),
    Backtest(planning_files::Backtest),
}

/// 0 when it was done, 1 when it was not, 2 when the command line cannot be read.
fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.log);
    let done = match cli.command {
        Command::Serve(it) => it.run(),
        Command::Work(it) => it.run(),
        Command::User(it) => it.run(),
        Command::ApiKey(it) => it.run(),
        Command::Import(it) => it.run(),
        Command::Doctor(it) => it.run(),
        Command::Verify(it) => it.run(),
        Command::Backup(it) => it.run(),
        Command::Restore(it) => it.run(),
        Command::Plan(it) => it.run(),
        Command::Forecast(it) => it.run(),
        Command::Backtest(it) => it.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("changping: {error:#}");
        ExitCode::FAILURE
    })
}
