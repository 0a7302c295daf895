//! Judges the future and proposes.
