//! The program as people run it: its commands, and what survives when it is killed.

mod backups;
mod cable;
mod commands;
mod doctor;
mod faults;
mod kill;
mod nodes;
mod program;
