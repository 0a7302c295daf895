//! Speaks to other systems.
