//! Stock read for people: lists, explanations, moves.
