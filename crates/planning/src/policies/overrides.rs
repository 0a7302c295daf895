//! Levels typed in by somebody who knows better, until a day.

use serde::{Deserialize, Serialize};
use values::{Day, Quantity, UserId};

/// Which of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    SafetyStock,
    ReorderPoint,
    OrderUpTo,
    UpperLimit,
}

impl Level {
    pub(super) const fn name(self) -> (&'static str, &'static str) {
        match self {
            Level::SafetyStock => ("安全库存", "safety stock"),
            Level::ReorderPoint => ("再订货点", "reorder point"),
            Level::OrderUpTo => ("目标库存", "order-up-to"),
            Level::UpperLimit => ("上限", "upper limit"),
        }
    }
}

/// One level set by hand: who answers for it, why, and the last day it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub level: Level,
    pub quantity: Quantity,
    #[serde(with = "user")]
    pub owner: UserId,
    pub until: Day,
    pub why: String,
}

mod user {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use values::UserId;

    pub(super) fn serialize<S: Serializer>(it: &UserId, to: S) -> Result<S::Ok, S::Error> {
        it.0.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UserId, D::Error> {
        i64::deserialize(from).map(UserId)
    }
}
