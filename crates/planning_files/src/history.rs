//! Histories: `series_id,date,qty` and what may stand beside.
