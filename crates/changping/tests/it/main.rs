//! The program as people run it: its commands, and what survives when it is killed.

mod commands;
mod kill;
mod program;
