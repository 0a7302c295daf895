//! Papers written as people write them: one by one, through the use cases that screens call.

use super::people::People;
use crate::app::App;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::papers::NewComment;
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use simulator::Shop;
use std::cell::Cell;

pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) people: &'a People,
    pub(super) shop: &'a Shop,
    written: Cell<usize>,
}

/// Who, and how many days ago.
pub(super) type By<'a> = (&'a Caller, i32);

/// A document: its type and number.
pub(super) type Paper<'a> = (&'static str, &'a str);

impl<'a> Desk<'a> {
    pub(super) fn new(app: &'a App, people: &'a People, shop: &'a Shop) -> Desk<'a> {
        Desk { app, people, shop, written: Cell::new(0) }
    }

    /// A day as a paper says it; of days to come `ago` is negative.
    pub(super) fn day(&self, ago: i32) -> String {
        self.shop.last_day().plus_days(-ago).to_string()
    }

    pub(super) fn turn(&self, (who, ago): By<'_>) -> Turn {
        /// Later on its day than what the simulator wrote.
        const AFTERNOON: usize = 15_000;
        let nth = AFTERNOON + self.written.replace(self.written.get() + 1);
        self.app.turn_on(who.clone(), self.shop.last_day().plus_days(-ago), nth)
    }

    /// A new document, and the transition it makes at once if any. Returns its number.
    pub(super) async fn write(
        &self,
        by: By<'_>,
        kind: &str,
        fields: Json,
        transition: &str,
    ) -> Result<String, Failure> {
        let transition = Some(transition.to_owned()).filter(|it| !it.is_empty());
        let made = self.app.create_document(self.turn(by), kind, fields, transition, None).await?;
        Ok(answered(&made.body)["number"].as_str().unwrap_or_default().to_owned())
    }

    pub(super) async fn step(&self, by: By<'_>, of: Paper<'_>, transition: &str) -> Result<(), Failure> {
        self.app.make_transition(self.turn(by), of.0, of.1, transition, None, None).await.map(drop)
    }

    pub(super) async fn edit(&self, by: By<'_>, of: Paper<'_>, fields: Json) -> Result<(), Failure> {
        self.app.edit_document(self.turn(by), of.0, of.1, fields, None, None).await.map(drop)
    }

    /// What the form of the next document begins with.
    pub(super) async fn draft(&self, by: By<'_>, of: Paper<'_>, to: &str) -> Result<Json, Failure> {
        Ok(self.app.push_down(self.turn(by), of.0, of.1, to).await?["fields"].take())
    }

    /// The next document as it is drafted, with what these fields say instead. Returns its number.
    pub(super) async fn follow(
        &self,
        by: By<'_>,
        of: Paper<'_>,
        to: &str,
        fields: Json,
        transition: &str,
    ) -> Result<String, Failure> {
        let mut draft = self.draft(by, of, to).await?;
        for (name, value) in fields.as_object().into_iter().flatten() {
            draft[name] = value.clone();
        }
        self.write(by, to, draft, transition).await
    }

    pub(super) async fn fields(&self, by: By<'_>, of: Paper<'_>) -> Result<Json, Failure> {
        Ok(self.app.get_document(self.turn(by), of.0, of.1).await?["fields"].take())
    }

    /// `to` are the logins of whom it mentions.
    pub(super) async fn say(
        &self,
        by: By<'_>,
        of: Paper<'_>,
        text: &str,
        to: &[&str],
    ) -> Result<(), Failure> {
        let mentions = to.iter().map(|it| (*it).to_owned()).collect();
        let new = NewComment { text: text.to_owned(), mentions };
        self.app.add_comment(self.turn(by), of.0, of.1, new).await.map(drop)
    }

    pub(super) fn warehouse(&self) -> &str {
        &self.shop.warehouses[0].code
    }

    pub(super) fn store(&self) -> &str {
        &self.shop.warehouses[self.shop.warehouses.len() - 1].code
    }

    pub(super) fn supplier(&self, nth: usize) -> &str {
        &self.shop.suppliers[nth % self.shop.suppliers.len()].code
    }

    /// Companies come first, the best of them ahead; the very first are all who walk into the store.
    pub(super) fn customer(&self, nth: usize) -> &str {
        &self.shop.customers[nth % self.shop.customers.len()].code
    }
}

pub(super) fn answered(body: &str) -> Json {
    serde_json::from_str(body).unwrap_or(Json::Null)
}

pub(super) fn line(item: &str, quantity: u32) -> Json {
    json!({ "item": item, "quantity": quantity.to_string() })
}

pub(super) fn priced(item: &str, quantity: u32, price: &str) -> Json {
    json!({ "item": item, "quantity": quantity.to_string(), "price": price })
}
