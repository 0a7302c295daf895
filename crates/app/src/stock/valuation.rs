//! 计价: whether an item has one average cost, or one in each warehouse.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use storage::Tx;

impl App {
    pub async fn valuation(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::SeeCost)?;
        self.read(|tx| told(tx)).await
    }

    /// From today on each warehouse has an average of its own. There is no way back: figures of past days
    /// stay what they were. Once it is so, asking again changes nothing.
    pub async fn value_by_warehouse(&self, turn: Turn, key: Option<Key>) -> Result<Answer, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                if storage::worths::since(tx)?.is_none() {
                    storage::worths::value_by_place(tx, turn.today)?;
                }
                told(tx)
            })
        })
        .await
    }
}

fn told(tx: &mut dyn Tx) -> Result<Json, Failure> {
    let since = storage::worths::since(tx)?;
    let by = if since.is_some() { "item_and_warehouse" } else { "item" };
    Ok(json!({ "by": by, "since": since }))
}
