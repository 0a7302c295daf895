mod properties;
mod scenarios;
mod sourcing;
mod world;
