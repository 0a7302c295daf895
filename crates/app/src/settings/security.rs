//! How long sessions last, who has to show a second factor, how long the audit log is kept.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::Ability;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::{BUILT_IN_ROLES, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use storage::Tx;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Security {
    /// A session ends after so long without use.
    pub idle_minutes: u32,
    /// And in any case after so long.
    pub absolute_hours: u32,
    /// Roles whose members must show a second factor.
    pub second_factor: Vec<String>,
    /// How long the audit log is kept.
    pub audit_days: u32,
}

impl Default for Security {
    fn default() -> Security {
        Security {
            idle_minutes: 14 * 24 * 60,
            absolute_hours: 90 * 24,
            second_factor: Vec::new(),
            audit_days: 730,
        }
    }
}

const SETTING: &str = "security";

impl Security {
    pub(crate) fn load(tx: &mut dyn Tx) -> Result<Security, storage::Error> {
        let kept = storage::settings::get(tx, SETTING)?;
        Ok(kept.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default())
    }

    pub(crate) fn requires_second_factor(&self, roles: &[String]) -> bool {
        roles.iter().any(|it| self.second_factor.contains(it))
    }

    fn check(&self, own: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let mut problems = Vec::new();
        let mut within = |name: &'static str, value: u32, min: u32, max: u32| {
            if !(min..=max).contains(&value) {
                problems.push(Problem::new(name, "out_of_range").with("min", min).with("max", max));
            }
        };
        within("idle_minutes", self.idle_minutes, 5, 90 * 24 * 60);
        within("absolute_hours", self.absolute_hours, 1, 365 * 24);
        within("audit_days", self.audit_days, 90, 3650);
        for it in self.second_factor.iter().filter(|it| !BUILT_IN_ROLES.contains(&it.as_str()) && !own(it)) {
            problems.push(Problem::new("second_factor", "not_known").with("value", it));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }
}

impl App {
    pub fn security(&self, turn: &Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        Ok(json!(turn.company.security))
    }

    pub async fn put_security(&self, turn: Turn, security: Security) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let roles = self.roles();
        security.check(&|it| roles.contains_key(it))?;
        let told = json!(security);
        let kept = told.clone();
        self.write(move |tx| {
            let before = json!(Security::load(tx)?);
            storage::settings::set(tx, SETTING, &kept)?;
            storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
            note(tx, &turn, "settings_security", "", difference(&before, &kept))
        })
        .await?;
        self.reload().await?;
        Ok(told)
    }
}
