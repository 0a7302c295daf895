//! What of a purchase request is on orders that nobody placed yet: ordered twice, it is not drafted twice.

use crate::failure::{Failure, Kind, Refused};
use crate::gate;
use crate::turn::Turn;
use business::purchasing::purchase_order::PurchaseOrder;
use business::purchasing::purchase_request::PurchaseRequest;
use documents::Record;
use serde_json::json;
use std::collections::BTreeMap;
use storage::Tx;
use values::{ClaimId, DocumentId, Quantity};

/// By the line of the request.
pub(crate) fn drafted(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: DocumentId,
    record: &Record,
) -> Result<BTreeMap<ClaimId, Quantity>, Failure> {
    let definition = turn.definitions.require("purchase_order")?;
    let mut orders = Vec::new();
    for stored in storage::purchasing::drafts_for(tx, request)? {
        let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        orders.push(PurchaseOrder::from_record(&record));
    }
    Ok(PurchaseRequest::from_record(record).written_on(request, &orders))
}

/// Nothing is left to be ordered: where there are drafts, one of them is to be opened instead.
pub(crate) fn refuse_drafted(tx: &mut dyn Tx, turn: &Turn, request: DocumentId) -> Result<(), Failure> {
    let drafts = storage::purchasing::drafts_for(tx, request)?;
    if drafts.is_empty() {
        return Ok(());
    }
    let ids: Vec<DocumentId> = drafts.iter().map(|it| it.id).collect();
    let seen = gate::visible(tx, turn, "purchase_order", &ids)?;
    let seen = drafts.iter().filter(|it| seen.as_ref().is_none_or(|seen| seen.contains(&it.id)));
    let numbers: Vec<&str> = seen.map(|it| it.number.as_str()).collect();
    Err(Refused::new(
        Kind::Conflict,
        "drafted_already",
        &format!("余下的已经在采购订单草稿里: {}", numbers.join("、")),
        &format!("What is left is on drafts of orders already: {}", numbers.join(", ")),
    )
    .instead(
        "打开草稿确认, 或删除草稿后重新下单",
        "Open the draft and place it, or delete it and order again",
    )
    .with(json!({ "documents": numbers }))
    .into())
}
