//! The company's name, currency, clock and language.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::Ability;
use crate::company::Company;
use crate::failure::Failure;
use crate::turn::Turn;
use serde_json::json;

impl App {
    pub async fn put_company(&self, turn: Turn, company: Company) -> Result<Company, Failure> {
        turn.caller.require(Ability::Administer)?;
        company.check()?;
        let saved = company.clone();
        self.write(move |tx| {
            company.save(tx)?;
            storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
            note(tx, &turn, "settings_company", "", difference(&json!(*turn.company), &json!(company)))
        })
        .await?;
        self.reload().await?;
        Ok(saved)
    }
}
