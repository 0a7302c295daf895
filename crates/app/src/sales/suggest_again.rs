//! Where to fetch what is on a pick list, anew: goods were carried elsewhere since it was made.

use super::make_pick_list::{Names, nothing, whole};
use crate::app::App;
use crate::failure::Failure;
use crate::once::{Answer, Key, once};
use crate::papers::{edit, found, locked};
use crate::stock::{Pick, suggest_picks};
use crate::turn::Turn;
use business::sales::pick_list::{Line, PickList};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use values::{DocumentId, ItemId, LineNo, Number, Quantity};

/// For whom a line is picked: its lots and bins may change, this not.
type For = (DocumentId, Option<Number>, ItemId);

impl App {
    /// Lines of which it is written down how many were found stay as they are.
    pub async fn suggest_again(&self, turn: Turn, id: &str, key: Option<Key>) -> Result<Answer, Failure> {
        let definition = turn.definitions.require("pick_list")?.clone();
        let id = id.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (_, seen) = found(tx, &turn, &definition, &id)?;
                let warehouse = PickList::from_record(&seen).warehouse;
                storage::picking::one_at_a_time(tx, warehouse)?;
                let (stored, record) = locked(tx, &turn, &definition, &id, None)?;
                if PickList::from_record(&record).warehouse != warehouse {
                    return Err(nothing(
                        "stale_version",
                        "别人刚刚改过这张单据",
                        "Somebody changed this document in the meantime",
                    ));
                }
                if !matches!(stored.state.as_str(), "draft" | "picking") {
                    return Err(nothing(
                        "nothing_to_pick",
                        "这张拣货单已经拣完",
                        "Nothing is left to be picked on this list",
                    ));
                }
                let lines = lines(tx, &turn, stored.id, &PickList::from_record(&record))?;
                let fields = json!({ "lines": lines });
                let it = edit(tx, &turn, &definition, stored, &record, &fields)?.0;
                Ok(json!({ "id": it.uuid, "number": it.number, "state": it.state }))
            })
        })
        .await
    }
}

fn lines(tx: &mut dyn Tx, turn: &Turn, id: DocumentId, list: &PickList) -> Result<Vec<Json>, Failure> {
    let done = list.lines.iter().filter(|it| it.picked.is_some());
    let mut open: BTreeMap<For, (Quantity, Vec<&Line>)> = BTreeMap::new();
    for it in list.lines.iter().filter(|it| it.picked.is_none()) {
        let (sum, own) = open.entry((it.sales_order, it.source_line, it.item)).or_default();
        *sum = sum.plus(it.quantity);
        own.push(it);
    }
    let wanted: Vec<_> = open.iter().map(|((.., item), (sum, _))| (*item, None, *sum)).collect();
    let picks = suggest_picks(tx, turn, list.warehouse, &wanted, Some(id))?;
    let mut fetched: Vec<(For, Option<LineNo>, Pick)> = Vec::new();
    for ((of, (sum, own)), where_to) in open.into_iter().zip(picks) {
        // Lines keep their numbers as far as there are any: what is noted on them stays.
        let mut numbers = own.iter().map(|it| it.line);
        fetched.extend(whole(where_to, of.2, sum).into_iter().map(|it| (of, numbers.next(), it)));
    }
    let ids = fetched.iter().flat_map(|((order, _, item), ..)| [*order, (*item).into()]).collect();
    let names = Names::load(tx, turn, ids, fetched.iter().map(|(.., pick)| pick))?;
    fetched.sort_by(|(a, _, a_pick), (b, _, b_pick)| (names.way(a_pick), a).cmp(&(names.way(b_pick), b)));
    let told = fetched.iter().map(|((order, source_line, item), line, pick)| {
        let mut told = json!({
            "sales_order": names.number(*order), "item": names.number((*item).into()),
            "quantity": pick.quantity, "lot": pick.lot, "bin": names.bin(pick), "source_line": source_line,
        });
        if let Some(line) = line {
            told["line"] = json!(line);
        }
        told
    });
    Ok(done.map(|it| json!({ "line": it.line })).chain(told).collect())
}
