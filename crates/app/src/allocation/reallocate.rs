//! 重新分配: everything that is promised at one balance is dealt anew, by the company's policy or in
//! favour of one order; and it is said what was taken from whom and given to whom.

use super::serve::{moved_in, tell_orders, tell_planning};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Refused};
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::stock::require;
use crate::turn::Turn;
use business::{Needs, World};
use documents::Problem;
use ledger::{BalanceKey, Claim, Reallocated};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::claims::Buyer;
use values::{ClaimId, DocumentId, Quantity};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReallocateRequest {
    pub warehouse: String,
    /// An order that is served before all others.
    #[serde(default)]
    pub in_favour_of: Option<String>,
    /// Otherwise it is only said what would change.
    #[serde(default)]
    pub apply: bool,
    #[serde(default)]
    pub reason: Option<String>,
}

const REASON_MAX: usize = 500;

impl App {
    pub async fn reallocate(
        &self,
        turn: Turn,
        item: &str,
        request: ReallocateRequest,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        turn.caller.require(Ability::Allocate)?;
        let reason = request.reason.as_deref().map(str::trim).filter(|it| !it.is_empty());
        if request.apply && reason.is_none() {
            return Err(vec![Problem::new("reason", "required")].into());
        }
        if reason.is_some_and(|it| it.chars().count() > REASON_MAX) {
            return Err(vec![Problem::new("reason", "too_long").with("most", REASON_MAX)].into());
        }
        let (item, reason) = (item.to_owned(), reason.map(str::to_owned));
        // A preview writes nothing, but looks at what is locked as it would be.
        self.write(move |tx| {
            let deal = |tx: &mut dyn Tx| deal_anew(tx, &turn, &item, &request, reason.as_deref());
            if request.apply {
                once(tx, &turn, key.as_ref(), deal)
            } else {
                Ok(Answer { body: deal(tx)?.to_string(), replayed: false })
            }
        })
        .await
    }
}

fn deal_anew(
    tx: &mut dyn Tx,
    turn: &Turn,
    item: &str,
    request: &ReallocateRequest,
    reason: Option<&str>,
) -> Result<Json, Failure> {
    let key = BalanceKey {
        item: require(tx, turn, "item", item)?.into(),
        warehouse: require(tx, turn, "warehouse", &request.warehouse)?.into(),
    };
    let favoured = request.in_favour_of.as_deref().filter(|it| !it.is_empty());
    let favoured = favoured.map(|it| order(tx, turn, it)).transpose()?;
    let mut world = World::new(turn.now, turn.today, turn.caller.user);
    let needs = Needs { balances: vec![key], claims_at: vec![key], ..Needs::default() };
    storage::world::load(tx, &needs, &mut world)?;
    let policy = &turn.company.allocation;
    let mut claims = storage::waiting::everybody(tx, key, policy)?;
    claims.sort_by_key(|it| Some(it.id.document) != favoured); // Stable: the others stay in order.
    let order: Vec<ClaimId> = claims.iter().map(|it| it.id).collect();
    let fairly = policy.fair_share && favoured.is_none();
    let changed = world.ledger.reallocate(key, &order, fairly);
    if request.apply {
        storage::world::write(tx, &world.ledger.changes())?;
        tell_orders(tx, turn, None, reason, &moved_in(&world.ledger, |_| true))?;
        tell_planning(tx, turn, key)?;
    }
    told(tx, turn, request, &claims, &changed)
}

/// Whoever deals out may name any order, unless they see some of them only.
fn order(tx: &mut dyn Tx, turn: &Turn, number: &str) -> Result<DocumentId, Failure> {
    if gate::sees_some_only(turn, "sales_order") {
        return require(tx, turn, "sales_order", number);
    }
    let found = storage::documents::find(tx, "sales_order", number)?;
    let absent = || Refused::not_found(&format!("销售订单 {number}"), &format!("sales order {number}"));
    Ok(found.ok_or_else(absent)?.id)
}

/// What is taken comes first, the most first; then what is given.
fn told(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: &ReallocateRequest,
    claims: &[Claim],
    changed: &[Reallocated],
) -> Result<Json, Failure> {
    let ids: Vec<DocumentId> = changed.iter().map(|it| it.claim.document).collect();
    let buyers: BTreeMap<DocumentId, Buyer> = storage::claims::buyers(tx, &ids)?;
    let orders: BTreeSet<DocumentId> = gate::names(tx, turn, &ids)?.into_iter().map(|it| it.id).collect();
    let whose = gate::partners_named(tx, turn, &ids)?;
    let wanted: BTreeMap<ClaimId, Quantity> = claims.iter().map(|it| (it.id, it.wanted)).collect();
    let by = |it: &Reallocated| it.after.raw() - it.before.raw();
    let mut sorted: Vec<&Reallocated> = changed.iter().collect();
    sorted.sort_by_key(|it| if by(it) < 0 { by(it) } else { i64::MAX - by(it) });
    let sum = |sign: i64| changed.iter().map(|it| (by(it) * sign).max(0)).sum::<i64>();
    let rows: Vec<Json> = sorted
        .into_iter()
        .map(|it| {
            let buyer = buyers.get(&it.claim.document);
            let seen = buyer.filter(|_| orders.contains(&it.claim.document));
            let named = seen.filter(|_| whose.contains(&it.claim.document));
            let document = seen.map(|it| &it.document);
            json!({
                "document": document.map(|it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number })),
                "customer": named.and_then(|it| it.customer.as_ref()), "line": it.claim.line,
                "wanted": wanted.get(&it.claim), "before": it.before, "after": it.after,
            })
        })
        .collect();
    Ok(json!({
        "applied": request.apply, "rows": rows,
        "taken": Quantity::from_raw(sum(-1)), "given": Quantity::from_raw(sum(1)),
    }))
}
