//! The built-in documents and their consequences.
