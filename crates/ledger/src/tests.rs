//! Tests read like a stock clerk's day: [`clerk::check`] runs a script, one command a line, and what
//! follows `->` is what must come of it.

mod allocations;
mod auditor;
mod bins;
mod channels;
mod charges;
mod clerk;
mod costs;
mod counts;
mod discipline;
mod holds;
mod layers;
mod lots;
mod moves;
mod promisable;
mod promises;
mod properties;
mod simulation;
mod store;
