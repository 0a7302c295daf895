//! What is on its way in: one row per ordered line, its open part is what nothing has fulfilled yet.
