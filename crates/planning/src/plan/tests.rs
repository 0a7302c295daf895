mod properties;
mod scenarios;
mod world;
