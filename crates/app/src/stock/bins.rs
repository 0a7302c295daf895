//! 库位: what is to be placed and where it would go, what lies where, and from which bins to pick.

use super::queries::{require, require_items};
use crate::app::App;
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use documents::Problem;
use ledger::{Bin, Lot};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::bins::{Content, Loose};
use storage::documents::Name;
use storage::picking::OnList;
use values::{Day, DocumentId, ItemId, Quantity, WarehouseId};

/// Lines of one list of picks.
const LINES_MAX: usize = 1_000;
/// More bins than a warehouse has.
const BINS_MAX: usize = 100_000;

/// What somebody goes to fetch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickRequest {
    pub warehouse: String,
    pub lines: Vec<PickLine>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickLine {
    pub item: String,
    pub quantity: Quantity,
    pub lot: Option<String>,
}

/// Some of an item, and where it is fetched; `bin` is `None` for what lies in no bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) item: ItemId,
    pub(crate) lot: Option<Lot>,
    pub(crate) bin: Option<Bin>,
    pub(crate) quantity: Quantity,
}

/// A bin and how much more it takes; `None` is any amount.
#[derive(Clone, Debug)]
struct Room {
    bin: Bin,
    left: Option<Quantity>,
    is_empty: bool,
}

impl App {
    /// What came in and lies in no bin, with a bin for each; and what lies where.
    pub async fn bins_of(&self, turn: Turn, warehouse: &str) -> Result<Json, Failure> {
        require_items(&turn)?;
        let warehouse = warehouse.to_owned();
        self.report(move |tx| {
            let warehouse: WarehouseId = require(tx, &turn, "warehouse", &warehouse)?.into();
            let bins = storage::bins::of_warehouse(tx, warehouse, BINS_MAX)?;
            let contents = storage::bins::contents(tx, warehouse, None)?;
            let loose = if bins.is_empty() { Vec::new() } else { storage::bins::loose(tx, warehouse, None)? };
            let filled = storage::bins::filled(tx, warehouse)?;
            let definition = turn.definitions.require("bin")?;
            let mut rooms = Vec::new();
            for it in &bins {
                let record = definition.from_stored(&it.body).map_err(storage::Error::Corrupt)?;
                let inside = filled.get(&it.id).map_or(Quantity::ZERO, |it| it.0);
                let left = record.quantity("capacity").map(|it| it.minus(inside).max(Quantity::ZERO));
                rooms.push(Room { bin: it.id, left, is_empty: inside.is_zero() });
            }
            let suggested = put_away(&loose, &contents, &mut rooms);
            let ids: BTreeSet<DocumentId> = loose
                .iter()
                .map(|it| it.item.into())
                .chain(contents.iter().flat_map(|it| [it.key.item.into(), it.bin]))
                .chain(bins.iter().map(|it| it.id))
                .collect();
            let names = names(tx, &turn, &ids)?;
            let number = |id: DocumentId| names.get(&id).map(|it| it.number.as_str());
            let title = |id: DocumentId| names.get(&id).map(|it| it.title.as_str());
            let to_place: Vec<Json> = loose
                .iter()
                .zip(&suggested)
                .filter(|(it, _)| names.contains_key(&it.item.into()))
                .map(|(it, bin)| {
                    json!({
                        "item": number(it.item.into()), "item_name": title(it.item.into()), "lot": it.lot,
                        "expiry": it.expiry, "quantity": it.quantity, "bin": bin.and_then(number),
                    })
                })
                .collect();
            let inside: Vec<Json> = contents
                .iter()
                .filter(|it| names.contains_key(&it.key.item.into()))
                .map(|it| {
                    json!({
                        "bin": number(it.bin), "item": number(it.key.item.into()),
                        "item_name": title(it.key.item.into()), "lot": it.lot, "quantity": it.quantity,
                    })
                })
                .collect();
            Ok(json!({ "bins": bins.len(), "to_place": to_place, "contents": inside }))
        })
        .await
    }

    /// From which bins to fetch these, in the order of the way: what expires first first.
    pub async fn picks(&self, turn: Turn, request: PickRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        if request.lines.len() > LINES_MAX {
            return Err(vec![Problem::new("lines", "too_many").with("max", LINES_MAX)].into());
        }
        self.read(move |tx| {
            let warehouse: WarehouseId = require(tx, &turn, "warehouse", &request.warehouse)?.into();
            let mut wanted = Vec::new();
            for it in &request.lines {
                wanted.push((require(tx, &turn, "item", &it.item)?.into(), it.lot.clone(), it.quantity));
            }
            let picks = suggest_picks(tx, &turn, warehouse, &wanted, None)?.concat();
            let ids = picks.iter().flat_map(|it| std::iter::once(it.item.into()).chain(it.bin)).collect();
            let names = names(tx, &turn, &ids)?;
            let number = |id: DocumentId| names.get(&id).map(|it| it.number.as_str());
            let row = |it: &Pick| {
                json!({
                    "item": number(it.item.into()), "lot": it.lot, "bin": it.bin.and_then(number), "quantity": it.quantity,
                })
            };
            Ok(json!({ "rows": picks.iter().map(row).collect::<Vec<_>>() }))
        })
        .await
    }
}

fn names(
    tx: &mut dyn Tx,
    turn: &Turn,
    ids: &BTreeSet<DocumentId>,
) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    let ids: Vec<DocumentId> = ids.iter().copied().collect();
    Ok(gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect())
}

/// A bin for each: where some of the item lies already and there is room, else the first empty one that is
/// large enough. What one takes, the next finds taken.
fn put_away(loose: &[Loose], contents: &[Content], rooms: &mut [Room]) -> Vec<Option<Bin>> {
    let mut lies: BTreeMap<ItemId, BTreeSet<Bin>> = BTreeMap::new();
    for it in contents {
        lies.entry(it.key.item).or_default().insert(it.bin);
    }
    let choose = |it: &Loose| {
        let own = lies.get(&it.item);
        let fits = |room: &Room| room.left.is_none_or(|left| left >= it.quantity);
        let beside =
            rooms.iter().position(|room| fits(room) && own.is_some_and(|own| own.contains(&room.bin)));
        let at = beside.or_else(|| rooms.iter().position(|room| room.is_empty && fits(room)))?;
        let room = &mut rooms[at];
        room.is_empty = false;
        room.left = room.left.map(|left| left.minus(it.quantity));
        lies.entry(it.item).or_default().insert(room.bin);
        Some(room.bin)
    };
    loose.iter().map(choose).collect()
}

/// Where to fetch each of what is wanted: of an item what expires first first and what is past its day not at
/// all, within a lot in the order of the bins, and what lies in no bin last. What is held or on a list is
/// nobody else's, but for what of the list `but` nobody looked for yet; what nobody has is left out. Give all
/// lines of a list at once, so that two lines do not send people to the same box.
pub(crate) fn suggest_picks(
    tx: &mut dyn Tx,
    turn: &Turn,
    warehouse: WarehouseId,
    wanted: &[(ItemId, Option<Lot>, Quantity)],
    but: Option<DocumentId>,
) -> Result<Vec<Vec<Pick>>, Failure> {
    let items = storage::stock_queries::json_of(wanted.iter().map(|it| it.0));
    let loose = storage::bins::loose(tx, warehouse, Some(&items))?;
    let ids: Vec<ItemId> = wanted.iter().map(|it| it.0).collect();
    let lots = storage::stock_queries::lots_of_items(tx, &ids)?;
    let mut expiries: BTreeMap<(ItemId, Lot), Option<Day>> = BTreeMap::new();
    for (key, rows) in lots.into_iter().filter(|(key, _)| key.warehouse == warehouse) {
        expiries.extend(rows.into_iter().map(|it| ((key.item, it.lot), it.expiry)));
    }
    let mut there: Vec<Pick> = storage::bins::contents(tx, warehouse, Some(&items))?
        .into_iter()
        .map(|it| Pick { item: it.key.item, lot: it.lot, bin: Some(it.bin), quantity: it.quantity })
        .collect();
    let pick = |(item, lot, quantity)| Pick { item, lot, bin: None, quantity };
    there.extend(loose.into_iter().map(|it| pick((it.item, it.lot, it.quantity))));
    let expiry = |it: &Pick| {
        let lot = it.lot.clone()?;
        expiries.get(&(it.item, lot)).copied().flatten()
    };
    // Stable: within these the bins keep the order of their codes.
    there.sort_by_key(|it| {
        let day = expiry(it);
        (it.item, it.lot.is_none(), day.is_none(), day, it.lot.clone(), it.bin.is_none())
    });
    storage::bins::held(tx, warehouse, &items)?.into_iter().for_each(|it| leave_aside(&mut there, &pick(it)));
    for it in storage::picking::on_open_lists(tx, warehouse, &items)? {
        if let Some(it) = taken(it, but) {
            leave_aside(&mut there, &it);
        }
    }
    there.retain(|it| expiry(it).is_none_or(|day| day >= turn.today));
    Ok(deal(&mut there, wanted))
}

/// What another list is to take out of a bin, or took out of it and did not ship yet; of the list `but` only what
/// somebody looked for.
fn taken(it: OnList, but: Option<DocumentId>) -> Option<Pick> {
    if but == Some(it.list) && it.picked.is_none() {
        return None;
    }
    let found = it.picked.unwrap_or(it.quantity).min(it.quantity);
    let (bin, quantity) = if it.is_picked { (None, found) } else { (it.bin, it.quantity) };
    Some(Pick { item: it.item, lot: it.lot, bin, quantity })
}

/// Takes what is spoken for from where it is said to lie, else from what lies in no bin, else from the end of
/// the way.
fn leave_aside(there: &mut [Pick], spoken_for: &Pick) {
    let is_it = |it: &Pick| it.item == spoken_for.item && it.lot == spoken_for.lot;
    let mut from: Vec<&mut Pick> = there.iter_mut().rev().filter(|it| is_it(it)).collect();
    from.sort_by_key(|it| (it.bin != spoken_for.bin, it.bin.is_some()));
    let mut left = spoken_for.quantity;
    for it in from {
        let part = left.min(it.quantity);
        it.quantity = it.quantity.minus(part);
        left = left.minus(part);
    }
}

/// For each of what is wanted, in order, the first of what is there.
fn deal(there: &mut [Pick], wanted: &[(ItemId, Option<Lot>, Quantity)]) -> Vec<Vec<Pick>> {
    let mut dealt = Vec::with_capacity(wanted.len());
    for (item, lot, quantity) in wanted {
        let mut left = *quantity;
        let mut own = Vec::new();
        let fits = |it: &&mut Pick| it.item == *item && (lot.is_none() || it.lot == *lot);
        for it in there.iter_mut().filter(fits) {
            let take = left.min(it.quantity);
            if take.is_positive() {
                it.quantity = it.quantity.minus(take);
                left = left.minus(take);
                own.push(Pick { quantity: take, ..it.clone() });
            }
        }
        dealt.push(own);
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::{Pick, Room, deal, leave_aside, put_away};
    use ledger::BalanceKey;
    use storage::bins::{Content, Loose};
    use values::{DocumentId, ItemId, Quantity, WarehouseId};

    #[test]
    fn beside_its_own_kind_else_into_an_empty_bin_that_is_large_enough() {
        let loose = |item, quantity| Loose {
            item: ItemId(item),
            lot: None,
            expiry: None,
            quantity: Quantity::whole(quantity),
        };
        let room = |bin, left: Option<i64>, is_empty| Room {
            bin: DocumentId(bin),
            left: left.map(Quantity::whole),
            is_empty,
        };
        let key = BalanceKey::new(ItemId(1), WarehouseId(9));
        let contents = [Content { key, lot: None, bin: DocumentId(11), quantity: Quantity::whole(4) }];
        let mut rooms = [room(10, Some(3), true), room(11, Some(6), false), room(12, None, true)];
        let wanted = [loose(1, 5), loose(1, 5), loose(2, 3), loose(3, 1)];
        let bins = put_away(&wanted, &contents, &mut rooms);
        // Five beside the four; the next five do not fit there; three fill the small one; nothing is left.
        assert_eq!(bins, [Some(11), Some(12), Some(10), None].map(|it| it.map(DocumentId)));
    }

    #[test]
    fn what_is_spoken_for_is_nobody_elses() {
        let pick = |bin: Option<i64>, quantity| Pick {
            item: ItemId(1),
            lot: None,
            bin: bin.map(DocumentId),
            quantity: Quantity::whole(quantity),
        };
        let mut there = vec![pick(Some(10), 4), pick(Some(11), 4), pick(None, 2)];
        // Three of the second bin; five that no bin is named for: two loose ones, then from the end of the way.
        leave_aside(&mut there, &pick(Some(11), 3));
        leave_aside(&mut there, &pick(None, 5));
        assert_eq!(there, [pick(Some(10), 2), pick(Some(11), 0), pick(None, 0)]);
        let wanted = (ItemId(1), None, Quantity::whole(1));
        let told = deal(&mut there, &[wanted.clone(), wanted.clone(), wanted]);
        assert_eq!(told, [vec![pick(Some(10), 1)], vec![pick(Some(10), 1)], vec![]]);
    }
}
