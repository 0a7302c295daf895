//! How much stock exists, where, and to whom it is promised.
