//! 波次拣货: one list that picks what is promised to many orders in one warehouse.

use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::papers::create;
use crate::stock::{Pick, require, suggest_picks};
use crate::turn::Turn;
use documents::Problem;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
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
                storage::picking::one_at_a_time(tx, warehouse)?;
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
    let wanted = open.iter().map(|it| (it.item, None, it.quantity)).collect::<Vec<_>>();
    let mut fetched = Vec::new();
    for (it, where_to) in open.iter().zip(suggest_picks(tx, turn, warehouse, &wanted, None)?) {
        fetched.extend(whole(where_to, it.item, it.quantity).into_iter().map(|pick| (it.claim, pick)));
    }
    let ids = fetched.iter().flat_map(|(claim, pick)| [claim.document, pick.item.into()]).collect();
    let names = Names::load(tx, turn, ids, fetched.iter().map(|(_, pick)| pick))?;
    fetched.sort_by(|(a, a_pick), (b, b_pick)| (names.way(a_pick), a).cmp(&(names.way(b_pick), b)));
    let lines = fetched.iter().map(|(claim, pick)| {
        json!({
            "sales_order": names.number(claim.document), "item": names.number(pick.item.into()),
            "quantity": pick.quantity, "lot": pick.lot, "bin": names.bin(pick),
            "source_line": claim.line.to_string(),
        })
    });
    Ok(json!({
        "warehouse": request.warehouse, "picker": request.picker, "lines": lines.collect::<Vec<_>>(),
    }))
}

/// What is suggested, and what nobody knows where to find: it is on the list all the same.
pub(super) fn whole(mut picks: Vec<Pick>, item: ItemId, wanted: Quantity) -> Vec<Pick> {
    let found = picks.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
    let quantity = wanted.minus(found);
    if quantity.is_positive() {
        picks.push(Pick { item, lot: None, bin: None, quantity });
    }
    picks
}

/// What the papers on a list are called, and its bins as far as the caller may see them.
pub(super) struct Names(BTreeMap<DocumentId, String>);

/// So that the same shelf is visited once, and in the order of the way.
type Way<'a> = (bool, Option<&'a str>, &'a str, Option<&'a str>);

impl Names {
    pub(super) fn load<'a>(
        tx: &mut dyn Tx,
        turn: &Turn,
        ids: BTreeSet<DocumentId>,
        picks: impl Iterator<Item = &'a Pick>,
    ) -> Result<Names, Failure> {
        let bins: BTreeSet<DocumentId> = picks.filter_map(|it| it.bin).collect();
        let mut names = gate::names(tx, turn, &bins.into_iter().collect::<Vec<_>>())?;
        names.extend(storage::documents::names(tx, &ids.into_iter().collect::<Vec<_>>())?);
        Ok(Names(names.into_iter().map(|it| (it.id, it.number)).collect()))
    }

    pub(super) fn number(&self, id: DocumentId) -> &str {
        self.0.get(&id).map_or("", String::as_str)
    }

    pub(super) fn bin(&self, pick: &Pick) -> Option<&str> {
        self.0.get(&pick.bin?).map(String::as_str)
    }

    pub(super) fn way<'a>(&'a self, pick: &'a Pick) -> Way<'a> {
        let bin = self.bin(pick);
        (bin.is_none(), bin, self.number(pick.item.into()), pick.lot.as_deref())
    }
}
