//! Everything planning needs to know, for many items at once.
