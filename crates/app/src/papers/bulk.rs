//! Many documents in one request: each is all-or-nothing, and one refusal never stops the rest.

use super::create::create;
use super::refused_demand::RefusedOrders;
use crate::app::App;
use crate::failure::{Failure, Kind, Refused};
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use storage::nested;

pub const BULK_MAX: usize = 1000;

/// One of many documents to make.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPaper {
    pub fields: Json,
    #[serde(default)]
    pub transition: Option<String>,
}

impl App {
    /// One answer per document, in order.
    pub async fn create_documents(
        &self,
        turn: Turn,
        document_type: &str,
        papers: Vec<NewPaper>,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(crate::caller::Action::Create, &definition)?;
        if papers.len() > BULK_MAX {
            let most = Refused::new(
                Kind::TooLarge,
                "too_large",
                &format!("一次最多 {BULK_MAX} 张单据"),
                &format!("At most {BULK_MAX} documents at once"),
            );
            return Err(most.with(json!({ "most": BULK_MAX })).into());
        }
        let (language, today) = (turn.caller.language, turn.today);
        let refused = RefusedOrders::default();
        let noted = refused.clone();
        let answer = self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                noted.begin();
                let (mut rows, mut ok) = (Vec::with_capacity(papers.len()), 0_usize);
                for paper in &papers {
                    let made = nested(tx, |tx| {
                        create(tx, &turn, &definition, &paper.fields, paper.transition.as_deref())
                    });
                    rows.push(match made {
                        Ok(made) => {
                            ok += 1;
                            let it = made.stored;
                            json!({ "ok": true, "document": { "id": it.uuid, "number": it.number, "state": it.state } })
                        }
                        Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
                        Err(failure) => {
                            noted.note(&definition.name, paper.fields["customer"].as_str(), &failure);
                            json!({ "ok": false, "problem": failure.to_problem(language) })
                        }
                    });
                }
                let failed = rows.len() - ok;
                Ok(json!({ "rows": rows, "ok": ok, "failed": failed }))
            })
        })
        .await?;
        self.remember_refused(today, &refused);
        Ok(answer)
    }
}
