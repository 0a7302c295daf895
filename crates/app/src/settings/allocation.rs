//! Who of the waiting comes first when something comes in: the company's allocation policy.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use business::{AllocationPolicy, Criterion};
use documents::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use storage::Tx;
use values::{ChannelId, DocumentId};

const SETTING: &str = "allocation_policy";

/// A policy as the settings page sends it: criteria by name, channels by code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyForm {
    pub criteria: Vec<String>,
    #[serde(default)]
    pub channels: Vec<String>,
    #[serde(default)]
    pub fair_share: bool,
}

/// As it is kept: channels by id, so that they may be called otherwise.
#[derive(Serialize, Deserialize)]
struct Kept {
    criteria: Vec<String>,
    channels: Vec<i64>,
    fair_share: bool,
}

impl App {
    pub async fn allocation_policy(&self, turn: Turn) -> Result<Json, Failure> {
        self.read(move |tx| told(tx, &turn, &turn.company.allocation)).await
    }

    /// Counts from the next promise on; what is promised stays.
    pub async fn put_allocation_policy(&self, turn: Turn, form: PolicyForm) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let told = self
            .write(move |tx| {
                let policy = read(tx, &form)?;
                let kept = Kept {
                    criteria: policy.criteria.iter().map(|it| it.name().to_owned()).collect(),
                    channels: policy.channels.iter().map(|it| it.0).collect(),
                    fair_share: policy.fair_share,
                };
                let kept = serde_json::to_value(kept).expect("plain texts and numbers");
                storage::settings::set(tx, SETTING, &kept)?;
                storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
                let (before, after) = (told(tx, &turn, &turn.company.allocation)?, told(tx, &turn, &policy)?);
                note(tx, &turn, "settings_allocation", "", difference(&before, &after))?;
                Ok(after)
            })
            .await?;
        self.reload().await?;
        Ok(told)
    }
}

/// The company's, or the usual one.
pub(crate) fn load_allocation(tx: &mut dyn Tx) -> Result<AllocationPolicy, storage::Error> {
    let kept = storage::settings::get(tx, SETTING)?;
    let kept = kept.and_then(|it| serde_json::from_value::<Kept>(it).ok());
    Ok(kept.map_or_else(AllocationPolicy::default, |it| AllocationPolicy {
        criteria: it.criteria.iter().filter_map(|it| Criterion::from_name(it)).collect(),
        channels: it.channels.into_iter().map(ChannelId).collect(),
        fair_share: it.fair_share,
    }))
}

fn read(tx: &mut dyn Tx, form: &PolicyForm) -> Result<AllocationPolicy, Failure> {
    let mut problems = Vec::new();
    let mut policy =
        AllocationPolicy { criteria: Vec::new(), channels: Vec::new(), fair_share: form.fair_share };
    for (at, name) in form.criteria.iter().enumerate() {
        match Criterion::from_name(name) {
            Some(it) if !policy.criteria.contains(&it) => policy.criteria.push(it),
            _ => problems.push(Problem::new(format!("criteria[{at}]"), "not_known").with("value", name)),
        }
    }
    for (at, code) in form.channels.iter().enumerate() {
        match storage::documents::find(tx, "channel", code)? {
            Some(it) if !policy.channels.contains(&it.id.into()) => policy.channels.push(it.id.into()),
            _ => problems.push(Problem::new(format!("channels[{at}]"), "not_known").with("value", code)),
        }
    }
    if policy.criteria.is_empty() && problems.is_empty() {
        problems.push(Problem::new("criteria", "required"));
    }
    if problems.is_empty() { Ok(policy) } else { Err(problems.into()) }
}

fn told(tx: &mut dyn Tx, turn: &Turn, policy: &AllocationPolicy) -> Result<Json, Failure> {
    let ids: Vec<DocumentId> = policy.channels.iter().map(|it| (*it).into()).collect();
    let names = gate::names(tx, turn, &ids)?;
    let number = |id: &DocumentId| names.iter().find(|it| it.id == *id).map(|it| it.number.clone());
    Ok(json!({
        "criteria": policy.criteria.iter().map(|it| it.name()).collect::<Vec<_>>(),
        "channels": ids.iter().filter_map(number).collect::<Vec<_>>(),
        "fair_share": policy.fair_share,
    }))
}
