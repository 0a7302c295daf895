//! The company's name, currency, clock and language.

use crate::app::App;
use crate::caller::Ability;
use crate::company::Company;
use crate::failure::Failure;
use crate::turn::Turn;

impl App {
    pub async fn put_company(&self, turn: Turn, company: Company) -> Result<Company, Failure> {
        turn.caller.require(Ability::Administer)?;
        company.check()?;
        let saved = company.clone();
        self.write(move |tx| {
            company.save(tx)?;
            storage::events::append(tx, turn.now, "definitions", None, &serde_json::json!({}))?;
            Ok(())
        })
        .await?;
        self.reload().await?;
        Ok(saved)
    }
}
