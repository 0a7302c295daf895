//! The business's no, told to a person: which item, where, how much, and what to do instead.

use crate::failure::{Kind, Refused};
use business::{Beyond, Refusal};
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

    pub(crate) fn called(&self, id: impl Into<DocumentId>) -> String {
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
        Refusal::LessThanFulfilled { item: it, .. }
        | Refusal::MoreThanShipped { item: it, .. }
        | Refusal::MoreThanReceived { item: it, .. }
        | Refusal::NotHeld { item: it, .. }
        | Refusal::MoreThanLent { item: it, .. } => item(it),
        Refusal::NotCounted { item: it, .. } => item(it),
        Refusal::CountAgain { lines } => lines.iter().map(|it| it.item.into()).collect(),
        Refusal::BeyondContract { beyond } => beyond.iter().filter_map(beyond_item).collect(),
        Refusal::BinElsewhere { .. } => Vec::new(),
        Refusal::NoCustomer | Refusal::NoMaterials | Refusal::BillOfAnother { .. } | Refusal::OwnCount => {
            Vec::new()
        }
        Refusal::AlreadyFulfilled { .. }
        | Refusal::NotAmendable
        | Refusal::FieldMissing { .. }
        | Refusal::MoreThanReturned { .. }
        | Refusal::ExchangeOfAnother { .. }
        | Refusal::HoldIsOver { .. }
        | Refusal::CannotSpread
        | Refusal::NothingAwarded => Vec::new(),
        Refusal::Ledger(it) => match it {
            L::InsufficientStock { lines } => lines.iter().flat_map(|it| key(&it.key)).collect(),
            L::UnknownLot { key: it, .. }
            | L::InsufficientLot { key: it, .. }
            | L::InsufficientBin { key: it, bin: None, .. }
            | L::LotExpired { key: it, .. }
            | L::SerialAlreadyHere { key: it, .. }
            | L::CountNegative { key: it, .. }
            | L::CountBelowMoves { key: it, .. }
            | L::HoldsDoNotFit { key: it, .. } => key(it),
            L::InsufficientBin { key: it, bin: Some(bin), .. } => key(it).into_iter().chain([*bin]).collect(),
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
        Refusal::MoreThanReceived { item, wanted, left, .. } => conflict(
            refusal.code(),
            format!("{} 收到还没退的只有 {left}, 要退 {wanted}", names.called(*item)),
            format!("{}: {left} was received and is not back, {wanted} cannot go", names.called(*item)),
        )
        .with(json!({ "item": names.number(*item), "wanted": wanted, "left": left })),
        Refusal::NotHeld { item, held, inspected, .. } => conflict(
            refusal.code(),
            format!("{} 这一行只冻结着 {held}, 填了 {inspected}", names.called(*item)),
            format!("{}: the line holds only {held} back, not {inspected}", names.called(*item)),
        )
        .with(json!({ "item": names.number(*item), "held": held, "inspected": inspected })),
        Refusal::CannotSpread => conflict(
            refusal.code(),
            "无法分摊: 没有可按的金额、数量或重量, 或手工分摊的合计不等于费用合计".to_owned(),
            "There is no amount, quantity or weight to spread by, or the shares do not add up to the costs"
                .to_owned(),
        )
        .instead("换一种分摊方式, 或补全各行", "Choose another way to spread, or fill in the lines"),
        Refusal::NothingAwarded => conflict(
            refusal.code(),
            "还没有定标任何一行".to_owned(),
            "No line is awarded to anybody yet".to_owned(),
        )
        .instead("请在比价页面选中报价", "Choose quotations in the comparison"),
        Refusal::LessThanFulfilled { line, item, wanted, done } => conflict(
            refusal.code(),
            format!("第 {line} 行 {} 已收发 {done}, 不能改成 {wanted}", names.called(*item)),
            format!("Line {line}, {}: {done} came true, so it cannot become {wanted}", names.called(*item)),
        )
        .instead("改到不少于已收发的数量, 或做退货", "Leave at least what came true, or return it")
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
        Refusal::MoreThanReturned { credit, back, elsewhere } if elsewhere.is_positive() => conflict(
            refusal.code(),
            format!("退货值 {back}, 其他换货订单已抵扣 {elsewhere}, 不能再抵扣 {credit}"),
            format!(
                "What came back is worth {back}, and other orders credit {elsewhere} of it: {credit} more cannot be"
            ),
        )
        .with(json!({ "credit": credit, "back": back, "elsewhere": elsewhere })),
        Refusal::MoreThanReturned { credit, back, elsewhere } => conflict(
            refusal.code(),
            format!("退货只值 {back}, 不能抵扣 {credit}"),
            format!("What came back is worth {back}: {credit} cannot be credited"),
        )
        .with(json!({ "credit": credit, "back": back, "elsewhere": elsewhere })),
        Refusal::ExchangeOfAnother { number } => conflict(
            refusal.code(),
            format!("{number} 是别的客户的退货, 不能抵扣这位客户的换货订单"),
            format!("{number} was brought back by another customer: it pays for nothing of this one"),
        )
        .instead("换成退货的客户, 或去掉“换货”", "Sell it to who brought it back, or leave the exchange out")
        .with(json!({ "number": number })),
        // Told line by line, as warnings that who acts may accept.
        Refusal::BeyondContract { .. } => conflict(
            refusal.code(),
            "超出合同约定".to_owned(),
            "More than a contract agrees on".to_owned(),
        ),
        Refusal::FieldMissing { field } => {
            conflict(refusal.code(), format!("请先填写 {field}"), format!("Fill in {field} first"))
        }
        Refusal::NotAmendable => conflict(
            refusal.code(),
            "已生效的单据不能再修改".to_owned(),
            "A document that has taken effect cannot be changed any more".to_owned(),
        )
        .instead("要更正请另开一张单据", "Correct it with another document"),
        Refusal::MoreThanLent { item, wanted, left, .. } => conflict(
            refusal.code(),
            format!("{} 只借出 {left} 还没归还, 填了 {wanted}", names.called(*item)),
            format!("{}: {left} is still lent, {wanted} is too much", names.called(*item)),
        )
        .with(json!({ "item": names.number(*item), "wanted": wanted, "left": left })),
        Refusal::NotCounted { line, item, lines } => conflict(
            refusal.code(),
            format!("还有 {lines} 行没有盘: 第 {line} 行 {}", names.called(*item)),
            format!("{lines} lines are not counted yet: line {line}, {}", names.called(*item)),
        )
        .with(json!({ "line": line, "item": names.number(*item), "lines": lines })),
        Refusal::CountAgain { lines } => {
            let first = lines.first().map(|it| names.called(it.item)).unwrap_or_default();
            let told = |it: &business::CountedAgain| json!({ "line": it.line, "item": names.number(it.item), "lot": it.lot });
            let numbers: Vec<String> = lines.iter().map(|it| it.line.to_string()).collect();
            conflict(
                refusal.code(),
                format!("第 {} 行差异较大, 请复盘: {first}", numbers.join("、")),
                format!("Count again, it is far from the books: line {} ({first})", numbers.join(", ")),
            )
            .instead(
                "再数一遍, 填“复盘”一列后提交",
                "Count it once more, fill in “Counted again”, and submit",
            )
            .with(json!({ "lines": lines.iter().map(told).collect::<Vec<_>>() }))
        }
        Refusal::BinElsewhere { number } => conflict(
            refusal.code(),
            format!("库位 {number} 不在这个仓库, 或已停用"),
            format!("Bin {number} is not in this warehouse, or not in use"),
        )
        .instead("换一个库位", "Choose another bin"),
        Refusal::OwnCount => conflict(
            refusal.code(),
            "自己盘的不能自己批准".to_owned(),
            "Who counted does not approve what differs".to_owned(),
        )
        .instead("请另一个人审批", "Somebody else has to approve"),
        Refusal::NoCustomer => conflict(
            refusal.code(),
            "留购要有客户, 借出单没有填客户".to_owned(),
            "Who buys must be a customer, and the loan names none".to_owned(),
        )
        .instead("先归还, 再开销售订单", "Take it back, then write a sales order"),
        Refusal::NoMaterials => {
            conflict(refusal.code(), "没有用料".to_owned(), "Nothing says what it is made of".to_owned())
                .instead("填写明细, 或选物料清单", "Enter lines, or choose a bill of materials")
        }
        Refusal::BillOfAnother { number } => conflict(
            refusal.code(),
            format!("{number} 是别的成品的物料清单"),
            format!("{number} makes another product"),
        ),
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
        L::InsufficientBin { key, bin, wanted, available, .. } => {
            let item = at(key).0;
            let (zh, en) = match bin {
                Some(bin) => (format!("库位 {}", names.number(*bin)), format!("Bin {}", names.number(*bin))),
                None => ("待上架".to_owned(), "What is to be placed".to_owned()),
            };
            conflict(
                code,
                format!("{zh}只有 {item} {available}, 要 {wanted}"),
                format!("{en} has {available} of {item}, {wanted} is wanted"),
            )
            .with(json!({ "item": names.number(key.item), "wanted": wanted, "available": available }))
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

fn beyond_item(beyond: &Beyond) -> Option<DocumentId> {
    match beyond {
        Beyond::Quantity { item, .. } => Some((*item).into()),
        Beyond::Amount { .. } => None,
    }
}
