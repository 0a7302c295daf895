//! The open claims of order lines on stock, read for people.
