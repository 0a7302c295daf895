//! The API as programs and browsers meet it, over HTTP, each story on both engines.

mod bulk;
mod channels;
mod clay;
mod concurrency;
mod documents;
mod edge;
mod events;
mod export;
mod history;
mod holding;
mod holds;
mod idempotency;
mod imports;
mod lists;
mod nodes;
mod openapi;
mod orders;
mod permissions;
mod promises;
mod related;
mod scenarios;
mod session;
mod settings;
mod setup;
mod shortages;
mod stock;
