//! The business's no, told to a person: which item, where, how much, and what to do instead.

use crate::failure::{Kind, Refused};
use business::Refusal;
use ledger::{BalanceKey, ShortLine};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use values::{DocumentId, ItemId};

/// What people call the documents a refusal speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(pub(crate) BTreeMap<DocumentId, Name>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    pub(crate) number: String,
    pub(crate) title: String,
}

impl Names {
    fn number(&self, id: impl Into<DocumentId>) -> String {
        self.0.get(&id.into()).map(|it| it.number.clone()).unwrap_or_default()
    }

    fn called(&self, id: impl Into<DocumentId>) -> String {
        let id = id.into();
        self.0.get(&id).map_or_else(String::new, |it| match it.title.as_str() {
            "" => it.number.clone(),
            title => format!("{} {title}", it.number),
        })
    }
}

/// Every document that `refusal` speaks of.
pub(crate) fn mentioned(refusal: &Refusal) -> Vec<DocumentId> {
    use ledger::Refusal as L;
    let key = |key: &BalanceKey| vec![key.item.into(), key.warehouse.into()];
    let item = |it: &ItemId| vec![(*it).into()];
    match refusal {
        Refusal::SourceNotOpen { source, .. } => vec![*source],
        Refusal::MoreThanOrdered { item: it, .. }
        | Refusal::NotOrdered { item: it, .. }
        | Refusal::QuantityZero { item: it, .. }
        | Refusal::AmountOutOfRange { item: it, .. } => item(it),
        Refusal::NotPromised { item: it, .. } => item(it),
        Refusal::LessThanFulfilled { item: it, .. } | Refusal::MoreThanShipped { item: it, .. } => item(it),
        Refusal::AlreadyFulfilled { .. }
        | Refusal::NotAmendable
        | Refusal::FieldMissing { .. }
        | Refusal::MoreThanReturned { .. }
        | Refusal::HoldIsOver { .. } => Vec::new(),
        Refusal::Ledger(it) => match it {
            L::InsufficientStock { lines } => lines.iter().flat_map(|it| key(&it.key)).collect(),
            L::UnknownLot { key: it, .. }
            | L::InsufficientLot { key: it, .. }
            | L::LotExpired { key: it, .. }
            | L::SerialAlreadyHere { key: it, .. }
            | L::CountNegative { key: it, .. }
            | L::CountBelowMoves { key: it, .. }
            | L::HoldsDoNotFit { key: it, .. } => key(it),
            L::LotRequired { item: it }
            | L::SerialNotOne { item: it, .. }
            | L::QuantityNotPositive { item: it, .. }
            | L::QuantityTooLarge { item: it, .. }
            | L::ValueNegative { item: it, .. }
            | L::ValueTooLarge { item: it, .. }
            | L::NotMoved { item: it, .. } => item(it),
            L::MoreThanWanted { claim, .. } | L::NoSuchClaim(claim) | L::ClaimExists { claim, .. } => {
                vec![claim.document]
            }
            L::HoldExists { .. } | L::DayInFuture { .. } => Vec::new(),
        },
    }
}

pub(crate) fn told(refusal: &Refusal, names: &Names) -> Refused {
    match refusal {
        Refusal::Ledger(it) => told_by_ledger(it, names),
        Refusal::SourceNotOpen { number, state, .. } => conflict(
            refusal.code(),
            format!("{number} 不是已生效状态, 不能再收发"),
            format!("{number} is not open any more"),
        )
        .with(json!({ "number": number, "state": state })),
        Refusal::MoreThanOrdered { item, wanted, left, .. } => conflict(
            refusal.code(),
            format!("{} 订单只剩 {left}, 填了 {wanted}", names.called(*item)),
            format!("{}: the order has {left} left, {wanted} is too much", names.called(*item)),
        )
        .instead("把数量改到余量以内, 或先改订单", "Enter at most what is left, or change the order first")
        .with(json!({ "item": names.number(*item), "wanted": wanted, "left": left })),
        Refusal::NotOrdered { item, .. } => conflict(
            refusal.code(),
            format!("订单里没有 {}", names.called(*item)),
            format!("The order does not ask for {}", names.called(*item)),
        )
        .with(json!({ "item": names.number(*item) })),
        Refusal::AlreadyFulfilled { quantity } => conflict(
            refusal.code(),
            format!("已经收发了 {quantity}, 不能取消"),
            format!("{quantity} came true already, so it cannot be cancelled"),
        )
        .instead("请改用“关闭余量”", "Close the rest instead")
        .with(json!({ "quantity": quantity })),
        Refusal::QuantityZero { item, .. } => conflict(
            refusal.code(),
            format!("{} 的增减数量是 0", names.called(*item)),
            format!("{}: a change of nothing", names.called(*item)),
        ),
        Refusal::AmountOutOfRange { item, .. } => conflict(
            refusal.code(),
            format!("{} 的金额超出范围", names.called(*item)),
            format!("{}: the amount is out of range", names.called(*item)),
        ),
        Refusal::MoreThanShipped { item, wanted, left, .. } => conflict(
            refusal.code(),
            format!("{} 只发出了 {left} 还没退, 要退 {wanted}", names.called(*item)),
            format!("{}: {left} is with the customer, {wanted} cannot come back", names.called(*item)),
        )
        .with(json!({ "item": names.number(*item), "wanted": wanted, "left": left })),
        Refusal::LessThanFulfilled { line, item, wanted, done } => conflict(
            refusal.code(),
            format!("第 {line} 行 {} 已发 {done}, 不能改成 {wanted}", names.called(*item)),
            format!("Line {line}, {}: {done} is shipped, so it cannot become {wanted}", names.called(*item)),
        )
        .instead(
            "改到不少于已发数量, 或做退货",
            "Leave at least what is shipped, or take it back as a return",
        )
        .with(json!({ "line": line, "item": names.number(*item), "wanted": wanted, "done": done })),
        Refusal::NotPromised { line, item, wanted, left } => conflict(
            refusal.code(),
            format!("第 {line} 行 {} 还能拣 {left}, 要拣 {wanted}", names.called(*item)),
            format!("Line {line}, {}: {left} is left to pick, not {wanted}", names.called(*item)),
        )
        .instead(
            "已在别的拣货单上, 或没有占用: 按最新占用重新生成拣货单",
            "It is on another list or not promised: make the list anew",
        )
        .with(json!({ "line": line, "item": names.number(*item), "wanted": wanted, "left": left })),
        Refusal::MoreThanReturned { credit, back } => conflict(
            refusal.code(),
            format!("退货只值 {back}, 不能抵扣 {credit}"),
            format!("What came back is worth {back}: {credit} cannot be credited"),
        )
        .with(json!({ "credit": credit, "back": back })),
        Refusal::FieldMissing { field } => {
            conflict(refusal.code(), format!("请先填写 {field}"), format!("Fill in {field} first"))
        }
        Refusal::NotAmendable => conflict(
            refusal.code(),
            "已生效的单据不能再修改".to_owned(),
            "A document that has taken effect cannot be changed any more".to_owned(),
        )
        .instead("要更正请另开一张单据", "Correct it with another document"),
        Refusal::HoldIsOver { until } => conflict(
            refusal.code(),
            "保留时间已经过了".to_owned(),
            "The time it should be held until is over".to_owned(),
        )
        .instead("请填一个将来的时刻, 或留空", "Enter a moment to come, or none")
        .with(json!({ "until": until })),
    }
}

fn conflict(code: &'static str, zh: String, en: String) -> Refused {
    Refused::new(Kind::Conflict, code, &zh, &en)
}

fn told_by_ledger(refusal: &ledger::Refusal, names: &Names) -> Refused {
    use ledger::Refusal as L;
    let code = refusal.code();
    let at = |key: &BalanceKey| (names.called(key.item), names.called(key.warehouse));
    match refusal {
        L::InsufficientStock { lines } => insufficient(code, lines, names),
        L::LotRequired { item } => conflict(
            code,
            format!("{} 按批次管理, 请写明批次", names.called(*item)),
            format!("{} is kept in lots: say which", names.called(*item)),
        ),
        L::UnknownLot { key, lot } => {
            let (item, place) = at(key);
            conflict(
                code,
                format!("{place} 没有 {item} 的批次 {lot}"),
                format!("{place} has no lot {lot} of {item}"),
            )
        }
        L::InsufficientLot { key, lot, wanted, available } => {
            let item = at(key).0;
            conflict(
                code,
                format!("{item} 批次 {lot} 只有 {available}, 要 {wanted}"),
                format!("Lot {lot} of {item} has {available}, {wanted} is wanted"),
            )
            .with(json!({ "lot": lot, "wanted": wanted, "available": available }))
        }
        L::LotExpired { key, lot, expiry, .. } => {
            let item = at(key).0;
            conflict(
                code,
                format!("{item} 批次 {lot} 已于 {expiry} 过期"),
                format!("Lot {lot} of {item} expired on {expiry}"),
            )
        }
        L::SerialNotOne { item, lot, .. } => conflict(
            code,
            format!("{} 的序列号 {lot} 只能是 1 件", names.called(*item)),
            format!("Serial number {lot} of {} is one piece", names.called(*item)),
        ),
        L::SerialAlreadyHere { key, lot } => {
            let (item, place) = at(key);
            conflict(
                code,
                format!("{item} 的序列号 {lot} 已在 {place}"),
                format!("Serial number {lot} of {item} is at {place} already"),
            )
        }
        L::MoreThanWanted { claim, quantity, left } => conflict(
            code,
            format!("{} 第 {} 行只剩 {left}, 要发 {quantity}", names.number(claim.document), claim.line),
            format!("{} line {} has {left} left, not {quantity}", names.number(claim.document), claim.line),
        ),
        L::HoldsDoNotFit { key, held, left } => {
            let item = at(key).0;
            conflict(
                code,
                format!("{item} 有 {held} 被冻结, 盘点后只剩 {left}"),
                format!("{held} of {item} is held, the count leaves {left}"),
            )
            .instead("请先解除冻结", "Release the holds first")
        }
        L::CountBelowMoves { key, missing, .. } => {
            let item = at(key).0;
            conflict(
                code,
                format!("{item} 盘点之后出库比盘到的还多 {missing}"),
                format!("{missing} more of {item} left after the count than it says was there"),
            )
            .instead("请核对盘点时刻和数量", "Check the moment and the number counted")
        }
        L::DayInFuture { day, .. } => {
            conflict(code, format!("日期 {day} 在将来"), format!("{day} is in the future"))
        }
        L::NoSuchClaim(_)
        | L::ClaimExists { .. }
        | L::HoldExists { .. }
        | L::QuantityNotPositive { .. }
        | L::QuantityTooLarge { .. }
        | L::ValueNegative { .. }
        | L::ValueTooLarge { .. }
        | L::NotMoved { .. }
        | L::CountNegative { .. } => {
            conflict(code, format!("账本拒绝: {refusal}"), format!("The ledger says no: {refusal}"))
        }
    }
}

fn insufficient(code: &'static str, lines: &[ShortLine], names: &Names) -> Refused {
    let told = |it: &ShortLine| -> Json {
        json!({
            "line": it.claim.map(|it| it.line),
            "item": names.number(it.key.item),
            "item_name": names.0.get(&it.key.item.into()).map(|it| it.title.clone()),
            "warehouse": names.number(it.key.warehouse),
            "wanted": it.wanted,
            "available": it.available,
            "short": it.wanted.minus(it.available.min(it.wanted)),
        })
    };
    let first = lines.first().map(|it| (names.called(it.key.item), it.wanted, it.available));
    let (item, wanted, available) = first.unwrap_or_default();
    let more_zh = if lines.len() > 1 { format!(" 等 {} 行", lines.len()) } else { String::new() };
    let more_en =
        if lines.len() > 1 { format!(" and {} more lines", lines.len() - 1) } else { String::new() };
    conflict(
        code,
        format!("库存不足: {item} 要 {wanted}, 可售 {available}{more_zh}"),
        format!("Not enough stock: {item} wanted {wanted}, available {available}{more_en}"),
    )
    .instead(
        "减少数量, 允许部分满足, 或从别的仓库发货",
        "Order less, allow partial, or ship from another warehouse",
    )
    .with(json!({ "lines": lines.iter().map(told).collect::<Vec<_>>() }))
}
