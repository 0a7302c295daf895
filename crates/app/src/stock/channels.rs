//! What programs that connect a channel say of it.

use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::stock::require;
use crate::turn::Turn;
use serde_json::{Value as Json, json};

impl App {
    /// The channel was just told what there is. Whoever may change the channel may say so.
    pub async fn channel_synced(&self, turn: Turn, channel: &str) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Edit, turn.definitions.require("channel")?)?;
        let channel = channel.to_owned();
        self.write(move |tx| {
            let id = require(tx, &turn, "channel", &channel)?;
            storage::channels::synced(tx, id.into(), turn.now)?;
            Ok(json!({ "channel": channel, "synced_at": turn.now }))
        })
        .await
    }
}
