//! What was paid for an item, by supplier and day.
