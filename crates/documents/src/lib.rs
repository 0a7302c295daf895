//! What a document is.
