//! What is agreed with a supplier becomes the terms of supply: by an award, or by a contract.

use crate::failure::Failure;
use crate::papers::{create, edit};
use crate::turn::Turn;
use business::Agreed;
use documents::{DocumentType, Filter, Links, Record};
use serde_json::json;
use std::collections::BTreeMap;
use storage::Tx;
use storage::documents::Stored;
use storage::lists::{List, Sort};
use values::DocumentId;

/// What is blank stays as it was; terms with a new supplier are a backup beside others.
pub(crate) fn agree(tx: &mut dyn Tx, turn: &Turn, all: &[Agreed]) -> Result<(), Failure> {
    let definition = turn.definitions.require("supply")?.clone();
    let ids: Vec<DocumentId> = all.iter().flat_map(|it| [it.item.into(), it.supplier.into()]).collect();
    let names = storage::documents::names(tx, &ids)?;
    let names: BTreeMap<DocumentId, String> = names.into_iter().map(|it| (it.id, it.number)).collect();
    for it in all {
        let (item, supplier) = (&names[&it.item.into()], &names[&it.supplier.into()]);
        let mut fields = json!({});
        let said = [
            ("price", it.price.map(|it| json!(it))),
            ("ratio", it.ratio.map(|it| json!(it))),
            ("moq", it.moq.map(|it| json!(it))),
            ("lead_time_days", it.lead_time_days.map(|it| json!(it))),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                fields[name] = value;
            }
        }
        let mut links = Links::new();
        links.add("item", item, it.item.into());
        let of_item = active(tx, &definition, item, &links)?;
        let own = of_item.iter().find(|(_, record)| record.link("supplier") == Some(it.supplier.into()));
        if let Some((stored, record)) = own {
            edit(tx, turn, &definition, stored.clone(), record, &fields)?;
            continue;
        }
        fields["item"] = json!(item);
        fields["supplier"] = json!(supplier);
        fields["class"] = json!(if of_item.is_empty() { "main" } else { "backup" });
        create(tx, turn, &definition, &fields, None)?;
    }
    Ok(())
}

/// The terms in force of an item.
fn active(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    item: &str,
    links: &Links,
) -> Result<Vec<(Stored, Record)>, Failure> {
    const MOST: usize = 200;
    let conditions = json!({ "all": [
        { "field": "item", "op": "=", "value": item }, { "field": "state", "op": "=", "value": "active" },
    ] });
    let filter = Filter::from_json(definition, &conditions, links)?;
    let sort = Sort::usual(definition);
    let list = List { definition, filter: &filter, words: &[], sort: &sort, after: None, limit: MOST };
    let mut found = Vec::new();
    for stored in storage::lists::list(tx, &list)?.rows {
        let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        found.push((stored, record));
    }
    Ok(found)
}
