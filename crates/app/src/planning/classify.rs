//! What kind of item each is, judged once a day from what was wanted of it in a year.

use crate::app::App;
use crate::failure::Failure;
use planning::classes::{Classes, Item, classify};
use serde_json::{Map, Value as Json, json};
use storage::item_classes::ItemClass;
use values::{Day, Money, Quantity};

impl App {
    pub(super) async fn classify(&self, items: Vec<Item>, today: Day) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(());
        }
        let classes = tokio::task::spawn_blocking(move || {
            classify(&items).iter().map(|it| row(it, today)).collect::<Vec<ItemClass>>()
        });
        let classes = classes.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        self.write(move |tx| Ok(storage::item_classes::replace_all(tx, &classes)?)).await
    }
}

fn row(it: &Classes, today: Day) -> ItemClass {
    let explained = it.explained();
    let code = |key: &str| {
        let found = explained.iter().find(|it| it.key == key);
        found.map(|it| it.code.to_owned()).unwrap_or_default()
    };
    let reasons: Map<String, Json> = explained
        .iter()
        .map(|it| (it.key.to_owned(), json!({ "label": it.label, "reason": it.reason })))
        .collect();
    let raw = |units: f64, one: i64| (units * one as f64).round() as i64;
    ItemClass {
        item: it.item,
        abc: code("abc"),
        xyz: code("xyz"),
        pattern: code("pattern"),
        popularity: code("popularity"),
        stage: code("stage"),
        value: Money::from_raw(raw(it.value, Money::ONE_RAW)).round_to(2),
        per_day: Quantity::from_raw(raw(it.per_day, Quantity::ONE_RAW))
            .ceil_to(Quantity::from_raw(Quantity::ONE_RAW / 100)),
        reasons: Json::Object(reasons),
        judged_on: today,
    }
}
