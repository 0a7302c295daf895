//! Which lines of an order are still open, and which of them a receipt or shipment fulfils.

use crate::{Refusal, World};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{ClaimId, DocumentId, ItemId, LineNo, Number, Percent, Quantity, WarehouseId};

pub(crate) struct OpenLine {
    pub(crate) line: LineNo,
    pub(crate) item: ItemId,
    /// Where it is received or shipped, as the order says.
    pub(crate) warehouse: WarehouseId,
    pub(crate) left: Quantity,
    /// What may come beyond it.
    pub(crate) extra: Quantity,
    /// What of `left` may stay away.
    pub(crate) forgiven: Quantity,
}

impl OpenLine {
    pub(crate) fn key(&self) -> BalanceKey {
        BalanceKey { item: self.item, warehouse: self.warehouse }
    }
}

/// The open lines of one order, taken from as its paper is matched.
pub(crate) struct OpenLines(pub(crate) Vec<OpenLine>);

impl OpenLines {
    pub(crate) fn of(
        order: DocumentId,
        lines: impl Iterator<Item = (LineNo, BalanceKey, Quantity)>,
        world: &World,
    ) -> OpenLines {
        let open = lines.map(|(line, key, ordered)| {
            let id = ClaimId { document: order, line };
            let (done, ordered) = (world.fulfilled(id), ordered.plus(world.replaced(id)));
            let left = ordered.minus(done.min(ordered));
            let (extra, forgiven) = (Quantity::ZERO, Quantity::ZERO);
            OpenLine { line, item: key.item, warehouse: key.warehouse, left, extra, forgiven }
        });
        OpenLines(open.collect())
    }

    /// The same lines, with what of each is with the customer: shipped and not returned.
    pub(crate) fn shipped(
        order: DocumentId,
        lines: impl Iterator<Item = (LineNo, BalanceKey, Quantity)>,
        world: &World,
    ) -> OpenLines {
        let mut shipped = OpenLines::of(order, lines, world);
        for it in &mut shipped.0 {
            let id = ClaimId { document: order, line: it.line };
            it.left = world.fulfilled(id).minus(world.returned(id)).max(Quantity::ZERO);
        }
        shipped
    }

    /// Those of one warehouse, and the others.
    pub(crate) fn split(self, warehouse: WarehouseId) -> (OpenLines, OpenLines) {
        let (here, elsewhere) = self.0.into_iter().partition(|it| it.warehouse == warehouse);
        (OpenLines(here), OpenLines(elsewhere))
    }

    /// Takes `wanted` from the line named by `source_line`, else from the item's open lines in
    /// order. Several lines may share one delivery of their item.
    pub(crate) fn take(
        &mut self,
        line: LineNo,
        item: ItemId,
        source_line: Option<Number>,
        wanted: Quantity,
    ) -> Result<Vec<(LineNo, BalanceKey, Quantity)>, Refusal> {
        let named = source_line.map(|it| it.raw() / Number::ONE_RAW);
        let matches =
            |it: &OpenLine| it.item == item && named.is_none_or(|named| i64::from(it.line) == named);
        if !self.0.iter().any(matches) {
            return Err(Refusal::NotOrdered { line, item });
        }
        let all = self.0.iter().filter(|it| matches(it));
        let left = all.fold(Quantity::ZERO, |sum, it| sum.plus(it.left).plus(it.extra));
        if wanted > left {
            return Err(Refusal::MoreThanOrdered { line, item, wanted, left });
        }

        // After this point the lines have enough.
        let mut rest = wanted;
        let mut taken = Vec::new();
        for open in self.0.iter_mut().filter(|it| matches(it)) {
            let part = rest.min(open.left);
            if part.is_positive() {
                open.left = open.left.minus(part);
                rest = rest.minus(part);
                taken.push((open.line, open.key(), part));
            }
        }
        for open in self.0.iter_mut().filter(|it| matches(it)) {
            let part = rest.min(open.extra);
            if part.is_positive() {
                open.extra = open.extra.minus(part);
                rest = rest.minus(part);
                match taken.iter_mut().find(|it| it.0 == open.line) {
                    Some(it) => it.2 = it.2.plus(part),
                    None => taken.push((open.line, open.key(), part)),
                }
            }
        }
        Ok(taken)
    }

    /// Takes as much of `wanted` as there is.
    pub(crate) fn take_at_most(
        &mut self,
        item: ItemId,
        source_line: Option<Number>,
        wanted: Quantity,
    ) -> Quantity {
        let named = source_line.map(|it| it.raw() / Number::ONE_RAW);
        let matches =
            |it: &&mut OpenLine| it.item == item && named.is_none_or(|named| i64::from(it.line) == named);
        let mut rest = wanted;
        for open in self.0.iter_mut().filter(matches) {
            let part = rest.min(open.left);
            (open.left, rest) = (open.left.minus(part), rest.minus(part));
        }
        wanted.minus(rest)
    }

    pub(crate) fn all_done(&self) -> bool {
        self.0.iter().all(|it| it.left <= it.forgiven)
    }
}

/// `percent` of a quantity, rounded down.
pub(crate) fn part_of(quantity: Quantity, percent: Option<Percent>) -> Quantity {
    let percent = percent.unwrap_or_default();
    let product = i128::from(quantity.raw()) * i128::from(percent.raw());
    let raw = product / (i128::from(Percent::ONE_RAW) * 100);
    Quantity::from_raw(i64::try_from(raw).unwrap_or(0))
}

/// What came of a line for good: what is to be delivered once more did not. An order that is closed counts
/// against its sources as if no more had been ordered; the rest is theirs again.
pub(crate) fn came_true(id: ClaimId, ordered: Quantity, world: &World) -> Quantity {
    world.fulfilled(id).minus(world.replaced(id)).max(Quantity::ZERO).min(ordered)
}

/// An order of which something came true is closed, not cancelled.
pub(crate) fn refuse_if_fulfilled(
    id: DocumentId,
    lines: impl Iterator<Item = LineNo>,
    world: &World,
) -> Result<(), Refusal> {
    let done = lines.map(|line| world.fulfilled(ClaimId { document: id, line }));
    let quantity = done.fold(Quantity::ZERO, Quantity::plus);
    if quantity.is_positive() { Err(Refusal::AlreadyFulfilled { quantity }) } else { Ok(()) }
}

/// Drafts `part` of a line in the unit the line was written in; in the stock unit alone where it does
/// not come out even.
pub fn in_its_unit(
    draft: &mut Json,
    unit: Option<&str>,
    unit_quantity: Option<Quantity>,
    whole: Quantity,
    part: Quantity,
) {
    let (Some(unit), Some(counted)) = (unit, unit_quantity) else { return };
    let (product, by) = (i128::from(counted.raw()) * i128::from(part.raw()), i128::from(whole.raw()));
    if by > 0
        && product % by == 0
        && let Ok(raw) = i64::try_from(product / by)
    {
        draft["unit"] = json!(unit);
        draft["unit_quantity"] = json!(Quantity::from_raw(raw));
    }
}
