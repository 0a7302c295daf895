//! What the program says of itself, on standard error; `RUST_LOG` chooses.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Ours from `info`, of others only what is wrong.
const USUAL: &str = "warn,changping=info,api=info,app=info,storage=info,connect=info";

pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let in_colour = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(in_colour)
        .with_writer(std::io::stderr)
        .init();
}
