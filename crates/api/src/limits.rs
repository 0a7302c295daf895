//! How often somebody may try to log in.

use app::{Kind, Refused};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;

/// Ten tries at once, then one every six seconds, per address and login.
pub(crate) struct Limits {
    logins: DefaultKeyedRateLimiter<String>,
    codes: DefaultKeyedRateLimiter<String>,
}

const TRIES_AT_ONCE: u32 = 10;
const TRIES_PER_MINUTE: u32 = 10;
/// Guessing one of a million takes half a year at this pace.
const CODES_PER_MINUTE: u32 = 2;
/// Forgetting those who waited long enough keeps the table small.
const REMEMBERED_MAX: usize = 10_000;

impl Default for Limits {
    fn default() -> Limits {
        let some = |it: u32| NonZeroU32::new(it).expect("constants above zero");
        let quota = Quota::per_minute(some(TRIES_PER_MINUTE)).allow_burst(some(TRIES_AT_ONCE));
        let codes = Quota::per_minute(some(CODES_PER_MINUTE)).allow_burst(some(TRIES_AT_ONCE));
        Limits { logins: RateLimiter::keyed(quota), codes: RateLimiter::keyed(codes) }
    }
}

impl Limits {
    pub(crate) fn try_login(&self, address: &str, login: &str) -> Result<(), Refused> {
        if self.logins.len() > REMEMBERED_MAX {
            self.logins.retain_recent();
        }
        let key = format!("{address} {}", login.chars().take(60).collect::<String>().to_lowercase());
        self.logins.check_key(&key).map_err(|_| too_many())
    }

    /// A code of a second factor, from wherever.
    pub(crate) fn try_code(&self, login: &str) -> Result<(), Refused> {
        if self.codes.len() > REMEMBERED_MAX {
            self.codes.retain_recent();
        }
        let key = login.chars().take(60).collect::<String>().trim().to_lowercase();
        self.codes.check_key(&key).map_err(|_| too_many())
    }
}

fn too_many() -> Refused {
    Refused::new(Kind::RateLimited, "rate_limited", "尝试次数太多", "Too many tries")
        .instead("请过一分钟再试", "Wait a minute and try again")
}
