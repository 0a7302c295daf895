//! Whenever more can be promised, those who wait are promised it: in the same transaction, in the
//! order of the company's policy, and each order is told.

use crate::app::App;
use crate::failure::Failure;
use crate::turn::Turn;
use ledger::{BalanceKey, Ledger};
use serde_json::json;
use std::collections::BTreeSet;
use storage::Tx;
use storage::promise_changes::{Moved, Why};
use storage::waiting::{self, Whose};
use values::{ChannelId, ClaimId, DocumentId};

/// Read at once; the last page is the one that finds nothing left to promise.
const PAGE: usize = 200;

/// Nobody who waits at `key` could have more afterwards. Reads as many claims as it serves, and the
/// balance is locked.
pub(crate) fn serve_waiting(
    tx: &mut dyn Tx,
    turn: &Turn,
    ledger: &mut Ledger,
    key: BalanceKey,
) -> Result<(), Failure> {
    let policy = &turn.company.allocation;
    if policy.fair_share {
        let all = waiting::page(tx, key, policy, &Whose::Everybodys, usize::MAX >> 1, 0)?;
        let order = take_in(ledger, all);
        ledger.serve_fairly(key, &order);
        return Ok(());
    }
    let (mut whose, mut offset) = (whose(ledger, key), 0);
    while let Some(these) = whose {
        let page = waiting::page(tx, key, policy, &these, PAGE, offset)?;
        let is_last = page.len() < PAGE;
        let order = take_in(ledger, page);
        ledger.serve(&order);
        let now = self::whose(ledger, key);
        // The tables still say who waited before this: those served are read over.
        offset = if now.as_ref() == Some(&these) { offset + PAGE } else { 0 };
        whose = if is_last && now.as_ref() == Some(&these) { None } else { now };
    }
    Ok(())
}

fn take_in(ledger: &mut Ledger, claims: Vec<ledger::Claim>) -> Vec<ClaimId> {
    let ids = claims.iter().map(|it| it.id).collect();
    claims.into_iter().for_each(|it| ledger.load_claim(it));
    ids
}

/// Who may be promised anything of it; `None` when nobody may.
fn whose(ledger: &Ledger, key: BalanceKey) -> Option<Whose> {
    let may = |channel: Option<ChannelId>| ledger.available_to(key, channel).is_positive();
    let (open, closed): (Vec<ChannelId>, Vec<ChannelId>) =
        ledger.ruled_channels(key).into_iter().partition(|it| may(Some(*it)));
    match (may(None), open.is_empty(), closed.is_empty()) {
        (true, _, true) => Some(Whose::Everybodys),
        (true, _, false) => Some(Whose::AllBut(closed)),
        (false, false, _) => Some(Whose::Of(open)),
        (false, true, _) => None,
    }
}

/// Writes into the history of each order what its lines got or lost, and tells whoever looks at it.
pub(crate) fn tell_orders(
    tx: &mut dyn Tx,
    turn: &Turn,
    cause: Option<DocumentId>,
    reason: Option<&str>,
    moved: &[Moved],
) -> Result<(), Failure> {
    if moved.is_empty() {
        return Ok(());
    }
    storage::promise_changes::add(tx, Why { at: turn.now, by: turn.caller.user, cause, reason }, moved)?;
    let orders: BTreeSet<DocumentId> = moved.iter().map(|it| it.claim.document).collect();
    let orders: Vec<DocumentId> = orders.into_iter().collect();
    let told = |it: storage::documents::Name| {
        let (kind, id, number, state) = (it.document_type, it.uuid, it.number, it.state);
        (it.id, json!({ "type": kind, "id": id, "number": number, "state": state, "touched": [] }))
    };
    let events: Vec<_> = storage::documents::names(tx, &orders)?.into_iter().map(told).collect();
    Ok(storage::events::append_many(tx, turn.now, "document", &events)?)
}

impl App {
    /// Serves those who wait where an older version left something lying. Once, before new orders
    /// could overtake them.
    pub async fn serve_everywhere(&self) -> Result<(), Failure> {
        self.write(|tx| Ok(waiting::rank_unranked(tx)?)).await?;
        for key in self.read(|tx| Ok(waiting::overlooked(tx)?)).await? {
            let turn = self.turn(self.system_caller());
            self.write(move |tx| serve_one(tx, &turn, key)).await?;
        }
        Ok(())
    }
}

fn serve_one(tx: &mut dyn Tx, turn: &Turn, key: BalanceKey) -> Result<(), Failure> {
    let mut world = business::World::new(turn.now, turn.today, turn.caller.user);
    let needs = business::Needs { balances: vec![key], ..business::Needs::default() };
    storage::world::load(tx, &needs, &mut world)?;
    serve_waiting(tx, turn, &mut world.ledger, key)?;
    storage::world::write(tx, &world.ledger.changes())?;
    tell_orders(tx, turn, None, None, &moved_in(&world.ledger, |_| true))?;
    Ok(tell_planning(tx, turn, key)?)
}

/// What changed of promises to other orders than the decision's own.
pub(crate) fn moved_in(ledger: &Ledger, is_others: impl Fn(DocumentId) -> bool) -> Vec<Moved> {
    let moved = ledger.promises_moved().filter(|(_, it)| is_others(it.claim.document));
    moved.map(|(key, it)| Moved { claim: it.claim, key, before: it.before, after: it.after }).collect()
}

/// That promises at a balance changed without a document that would say so.
pub(crate) fn tell_planning(tx: &mut dyn Tx, turn: &Turn, key: BalanceKey) -> Result<(), storage::Error> {
    let payload = json!({ "touched": [[key.item.0, key.warehouse.0]] });
    storage::events::append(tx, turn.now, "allocation", None, &payload)
}
