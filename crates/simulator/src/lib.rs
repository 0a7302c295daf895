//! A seeded shop.
