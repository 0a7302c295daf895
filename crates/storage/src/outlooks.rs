//! The foresight of every item and warehouse: computed by planning, thrown away at will.
