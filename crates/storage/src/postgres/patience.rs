//! How long a server is waited for, or left alone. No time of the business.

use std::time::{Duration, Instant};

/// A moment soon after it was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until(Instant);

impl Until {
    pub(super) fn after(time: Duration) -> Until {
        Until(Instant::now() + time)
    }

    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.0
    }
}
