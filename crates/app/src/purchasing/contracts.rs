//! 采购合同: each night those whose first day has come begin.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::make_system_transition;
use values::Instant;

/// The rest waits for the next night.
const AT_ONCE: usize = 1_000;

impl App {
    /// Every night. How many began. A contract that cannot begin keeps no other.
    pub async fn begin_contracts(&self, now: Instant) -> Result<usize, Failure> {
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
        Ok(moved)
    }
}
