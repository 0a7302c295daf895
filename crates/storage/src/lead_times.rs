//! How long suppliers really took.
