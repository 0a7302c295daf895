//! 波次拣货: one list that picks what is promised to many orders in one warehouse.

use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::once::{Answer, Key, once};
use crate::papers::{create, empty_world};
use crate::stock::require;
use crate::turn::Turn;
use business::Needs;
use documents::Problem;
use ledger::{BalanceKey, Lot};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use storage::Tx;
use storage::documents::Name;
use storage::picking::ToPick;
use values::{DocumentId, ItemId, Quantity, WarehouseId};

/// On one list.
const ORDERS_MAX: usize = 200;
const LINES_MAX: usize = 1_000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaveRequest {
    pub warehouse: String,
    /// Their numbers.
    pub orders: Vec<String>,
    /// Who picks, by login.
    #[serde(default)]
    pub picker: Option<String>,
}

impl App {
    /// The list is made and started: nobody else is given the same promise to pick.
    pub async fn make_pick_list(
        &self,
        turn: Turn,
        request: WaveRequest,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require("pick_list")?.clone();
        turn.caller.require_action(Action::Create, &definition)?;
        turn.caller.require_action(Action::Read, turn.definitions.require("sales_order")?)?;
        if request.orders.is_empty() || request.orders.len() > ORDERS_MAX {
            let problem = Problem::new("orders", "too_many_lines").with("most", ORDERS_MAX);
            return Err(vec![problem.with("count", request.orders.len())].into());
        }
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let warehouse: WarehouseId = require(tx, &turn, "warehouse", &request.warehouse)?.into();
                let orders = request.orders.iter().map(|it| require(tx, &turn, "sales_order", it));
                let orders: Vec<DocumentId> = orders.collect::<Result<_, Failure>>()?;
                let open = storage::picking::open_at(tx, warehouse, Some(&orders), LINES_MAX + 1)?;
                if open.is_empty() {
                    return Err(nothing(
                        "nothing_to_pick",
                        "这些订单在这个仓库没有待拣的占用",
                        "Nothing is promised to these orders here that is not being picked already",
                    ));
                }
                let fields = fields(tx, &turn, &request, warehouse, open)?;
                let made = create(tx, &turn, &definition, &fields, Some("start"))?;
                let it = made.stored;
                Ok(json!({ "id": it.uuid, "number": it.number, "state": it.state }))
            })
        })
        .await
    }
}

pub(super) fn nothing(code: &'static str, zh: &str, en: &str) -> Failure {
    Refused::new(Kind::Conflict, code, zh, en).into()
}

fn fields(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: &WaveRequest,
    warehouse: WarehouseId,
    open: Vec<ToPick>,
) -> Result<Json, Failure> {
    let ids: BTreeSet<DocumentId> = open.iter().flat_map(|it| [it.claim.document, it.item.into()]).collect();
    let names = storage::documents::names(tx, &ids.into_iter().collect::<Vec<_>>())?;
    let names: BTreeMap<DocumentId, Name> = names.into_iter().map(|it| (it.id, it)).collect();
    let number = |id: DocumentId| names.get(&id).map_or("", |it| it.number.as_str());
    let mut lines: Vec<(ToPick, Option<Lot>, Quantity)> = Vec::new();
    let mut lots = lots(tx, turn, warehouse, &open)?;
    for it in open {
        let own = lots.get_mut(&it.item).map_or(Vec::new(), |lots| deal(lots, it.quantity));
        lines.extend(own.into_iter().map(|(lot, quantity)| (it.clone(), lot, quantity)));
    }
    // The same shelf is visited once.
    lines.sort_by(|(a, a_lot, _), (b, b_lot, _)| {
        (number(a.item.into()), a_lot, a.claim).cmp(&(number(b.item.into()), b_lot, b.claim))
    });
    let lines = lines.iter().map(|(it, lot, quantity)| {
        json!({
            "sales_order": number(it.claim.document), "item": number(it.item.into()), "quantity": quantity,
            "lot": lot, "source_line": it.claim.line.to_string(),
        })
    });
    Ok(json!({
        "warehouse": request.warehouse, "picker": request.picker, "lines": lines.collect::<Vec<_>>(),
    }))
}

/// What is left of a proposal, in its order.
type Lots = VecDeque<(Option<Lot>, Quantity)>;

/// What expires first is taken first, for the wave as a whole.
fn lots(
    tx: &mut dyn Tx,
    turn: &Turn,
    warehouse: WarehouseId,
    open: &[ToPick],
) -> Result<BTreeMap<ItemId, Lots>, Failure> {
    let mut wanted: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for it in open {
        let sum = wanted.entry(it.item).or_default();
        *sum = sum.plus(it.quantity);
    }
    let key = |item: ItemId| BalanceKey { item, warehouse };
    let balances = wanted.keys().copied().map(key).collect();
    let needs = Needs { balances, items: wanted.keys().copied().collect(), ..Needs::default() };
    let mut world = empty_world(turn, "");
    storage::world::load(tx, &needs, &mut world)?;
    let propose =
        |(item, quantity): (ItemId, Quantity)| (item, world.ledger.propose_lots(key(item), quantity).into());
    Ok(wanted.into_iter().map(propose).collect())
}

/// So much of what is left of a proposal.
fn deal(lots: &mut Lots, wanted: Quantity) -> Vec<(Option<Lot>, Quantity)> {
    let (mut left, mut dealt) = (wanted, Vec::new());
    while left.is_positive() {
        let Some((lot, there)) = lots.front_mut() else { break };
        let part = left.min(*there);
        dealt.push((lot.clone(), part));
        left = left.minus(part);
        *there = there.minus(part);
        if there.is_zero() {
            lots.pop_front();
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_dealt_out_in_their_order() {
        let whole = Quantity::whole;
        let mut lots = VecDeque::from([(Some("A".to_owned()), whole(3)), (None, whole(4))]);
        assert_eq!(deal(&mut lots, whole(2)), [(Some("A".to_owned()), whole(2))]);
        assert_eq!(deal(&mut lots, whole(2)), [(Some("A".to_owned()), whole(1)), (None, whole(1))]);
        assert_eq!(deal(&mut lots, whole(3)), [(None, whole(3))]);
        assert!(lots.is_empty());
    }
}
