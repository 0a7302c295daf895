//! 采购合同: each night those whose first day has come begin, and whoever follows one that is about to end is
//! told, once.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::{followers, make_system_transition, tell};
use serde_json::json;
use values::Instant;

/// The rest waits for the next night.
const AT_ONCE: usize = 1_000;

impl App {
    /// Every night. How many began or were told of. A contract that cannot begin keeps no other.
    pub async fn look_after_contracts(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let today = turn.today;
        let due =
            self.read(move |tx| Ok(storage::purchasing::contracts_to_begin(tx, today, AT_ONCE)?)).await?;
        let mut moved = 0;
        for contract in due {
            let turn = turn.clone();
            let begun = self
                .write(move |tx| make_system_transition(tx, &turn, contract, "begin").map(|it| it.is_some()))
                .await;
            match begun {
                Ok(begun) => moved += usize::from(begun),
                Err(failure) => tracing::error!(?failure, %contract, "it should have come into force"),
            }
        }
        let definition = turn.definitions.require("purchase_contract")?.clone();
        let told = self
            .write(move |tx| {
                let ending = storage::notices::ending_contracts(tx, turn.today, AT_ONCE)?;
                for stored in storage::documents::load_many(tx, &ending)? {
                    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
                    let mut told = followers(tx, &stored)?;
                    told.extend(record.member("owner"));
                    let due = json!({ "due": record.day("valid_until") });
                    tell(tx, &turn, &stored, "ending", &told, &due)?;
                }
                Ok(ending.len())
            })
            .await?;
        Ok(moved + told)
    }
}
