//! Recomputes every fact from the moves, and names each difference.
