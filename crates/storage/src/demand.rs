//! What customers wanted, by day: from orders and from imported history.
