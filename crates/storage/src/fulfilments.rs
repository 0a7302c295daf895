//! What has been done of another document's line.
