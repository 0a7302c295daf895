//! What the program says of itself, on standard error; `RUST_LOG` chooses.

use clap::ValueEnum;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Ours from `info`, of others only what is wrong; requests when they are asked for.
const USUAL: &str = "warn,changping=info,api=info,app=info,storage=info,connect=info";

/// How it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// For people
    #[default]
    Text,
    /// For people, with a line for each request
    Requests,
    /// For programs: one JSON object a line, each request too
    Json,
}

pub(crate) fn start(log: Log) {
    let usual = if log == Log::Text { USUAL.to_owned() } else { format!("{USUAL},requests=info") };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log {
        Log::Json => lines.json().flatten_event(true).init(),
        _ => lines.with_ansi(std::io::stderr().is_terminal()).init(),
    }
}
