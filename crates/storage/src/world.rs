//! What one posting may touch, loaded for the ledger and the rules, and written back after them.
