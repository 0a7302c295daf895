//! What the company is called, and the clock and currency its business runs on.

use crate::failure::Failure;
use crate::files::FileRules;
use crate::settings::Security;
use business::AllocationPolicy;
use documents::{Numbering, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use storage::Tx;
use values::{Currency, Day, Instant, Percent};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    pub name: String,
    pub currency: String,
    pub time_zone: String,
    pub language: String,
    /// How long goods are promised to who has not paid yet, when the order does not say.
    #[serde(default = "hold_minutes")]
    pub hold_minutes: u32,
    /// How long what was thrown away can be restored.
    #[serde(default = "trash_days")]
    pub trash_days: u32,
    /// How much more or less than ordered is received without a word, where no supplier's terms say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_receipt: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_receipt: Option<Percent>,
    /// Where it differs from what a document type says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbering: BTreeMap<String, Numbering>,
    /// Who of the waiting comes first; a setting of its own.
    #[serde(skip)]
    pub allocation: AllocationPolicy,
    /// Which files may be attached; a setting of its own.
    #[serde(skip)]
    pub files: FileRules,
    /// Sessions, second factors, the audit log; a setting of its own.
    #[serde(skip)]
    pub security: Security,
}

fn hold_minutes() -> u32 {
    business::HOLD_MINUTES
}

fn trash_days() -> u32 {
    30
}

/// Ten years.
const TRASH_DAYS_MAX: u32 = 3660;
/// A year.
const HOLD_MINUTES_MAX: u32 = 366 * 24 * 60;

impl Default for Company {
    fn default() -> Company {
        Company {
            name: "我的公司".to_owned(),
            currency: "CNY".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            language: "zh".to_owned(),
            hold_minutes: hold_minutes(),
            trash_days: trash_days(),
            over_receipt: None,
            under_receipt: None,
            numbering: BTreeMap::new(),
            allocation: AllocationPolicy::default(),
            files: FileRules::default(),
            security: Security::default(),
        }
    }
}

impl Company {
    pub(crate) fn load(tx: &mut dyn Tx) -> Result<Company, storage::Error> {
        let stored = storage::settings::get(tx, "company")?;
        let company: Company = stored.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default();
        let allocation = crate::settings::load_allocation(tx)?;
        let files = crate::files::load_file_rules(tx)?;
        let security = Security::load(tx)?;
        Ok(Company { allocation, files, security, ..company })
    }

    pub(crate) fn save(&self, tx: &mut dyn Tx) -> Result<(), storage::Error> {
        let json = serde_json::to_value(self).expect("plain texts");
        storage::settings::set(tx, "company", &json)
    }

    pub(crate) fn check(&self) -> Result<(), Failure> {
        let mut problems = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > 100 {
            problems.push(Problem::new("name", "required"));
        }
        if self.currency.parse::<Currency>().is_err() {
            problems.push(Problem::new("currency", "not_known").with("value", &self.currency));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            problems.push(Problem::new("time_zone", "not_known").with("value", &self.time_zone));
        }
        if !matches!(self.language.as_str(), "zh" | "en") {
            problems.push(Problem::new("language", "not_known").with("value", &self.language));
        }
        if !(1..=HOLD_MINUTES_MAX).contains(&self.hold_minutes) {
            let problem = Problem::new("hold_minutes", "out_of_range");
            problems.push(problem.with("min", 1).with("max", HOLD_MINUTES_MAX));
        }
        if !(1..=TRASH_DAYS_MAX).contains(&self.trash_days) {
            let problem = Problem::new("trash_days", "out_of_range");
            problems.push(problem.with("min", 1).with("max", TRASH_DAYS_MAX));
        }
        for (name, percent) in [("over_receipt", self.over_receipt), ("under_receipt", self.under_receipt)] {
            if percent.is_some_and(|it| it.is_negative() || it > Percent::whole(100)) {
                problems.push(Problem::new(name, "out_of_range").with("min", 0).with("max", 100));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    /// The business day at `now`, by the company's clock.
    pub fn day_at(&self, now: Instant) -> Day {
        now.day(self.offset_seconds(now))
    }

    /// When a day begins by the company's clock.
    pub(crate) fn midnight(&self, day: Day) -> Instant {
        const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;
        let utc = Instant::from_micros(i64::from(day.number()) * DAY_MICROS);
        utc.plus_seconds(-i64::from(self.offset_seconds(utc)))
    }

    /// How far the company's clock is ahead of UTC at `now`.
    pub(crate) fn offset_seconds(&self, now: Instant) -> i32 {
        let zone = jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let timestamp = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or(jiff::Timestamp::MAX);
        zone.to_offset(timestamp).seconds()
    }
}
