//! Bought, received, inspected, sent back; asked for, and asked about.

use super::{BOX, CUP, WIPES_CASE, shirt, shirts};
use crate::demo::desk::{Desk, answered, line, priced};
use crate::failure::Failure;
use crate::purchasing::{Award, AwardRequest};
use serde_json::{Value as Json, json};
use values::UnitPrice;

/// The first supplier is looked at before a contract of a year is signed.
pub(super) async fn suppliers_are_chosen(desk: &Desk<'_>) -> Result<(), Failure> {
    let by = (&desk.people.buyer, 25);
    let score = |criterion: &str, weight: &str, score: &str| json!({ "criterion": criterion, "weight": weight, "score": score });
    let review = json!({
        "supplier": desk.supplier(0), "occasion": "onboarding", "reviewed_on": desk.day(26), "on_site": true,
        "verdict": "prefer", "findings": "两条产线，可加急；验布和成检记录齐全。要求吊牌与水洗唛改版后再封样。",
        "lines": [
            score("quality", "3", "92"), score("delivery", "3", "88"), score("price", "2", "80"),
            score("response", "2", "95"),
        ],
    });
    desk.write(by, "supplier_review", review, "confirm").await?;
    let contract = json!({
        "title": "T 恤年度供货合同", "supplier": desk.supplier(0), "signed_on": desk.day(25),
        "valid_from": desk.day(25), "valid_until": desk.day(-20), "payment": "月结 30 天",
        "clauses": "接到补货通知后 24 小时内回复，72 小时内发出；延迟一天按货值 0.5% 补偿。",
        "lines": shirts().map(|it| json!({ "item": it, "price": "20.2", "ratio": "70" })).collect::<Vec<_>>(),
    });
    desk.write(by, "purchase_contract", contract, "sign").await.map(drop)
}

/// T-shirts with their freight, and cups of which some leak.
pub(super) async fn goods_come(desk: &Desk<'_>) -> Result<(), Failure> {
    let (buyer, keeper) = (&desk.people.buyer, &desk.people.keeper);
    let lines: Vec<Json> = shirts().map(|it| priced(&it, 60, "20.2")).collect();
    let order = json!({
        "supplier": desk.supplier(0), "deliver_to": desk.warehouse(), "due": desk.day(13), "over_receipt": "3",
        "note": "满 300 件按阶梯价；吊牌和包装按上次封样", "lines": lines,
    });
    let order = desk.write((buyer, 20), "purchase_order", order, "confirm").await?;
    let note = json!({ "note": "随车送货单 12 款齐，外箱两件轻微压痕" });
    let receipt = desk.follow((keeper, 13), ("purchase_order", &order), "receipt", note, "confirm").await?;
    let costs = json!({
        "by": "quantity", "note": "德邦整车零担到付",
        "costs": [
            { "kind": "freight", "amount": "360", "remark": "干线运费" },
            { "kind": "handling", "amount": "84", "remark": "卸车" },
        ],
    });
    desk.follow((buyer, 13), ("receipt", &receipt), "landed_cost", costs, "confirm").await?;

    let lines = [priced(CUP, 200, "31.8"), priced(BOX, 150, "2.6"), priced(WIPES_CASE, 40, "88")];
    let order = json!({
        "supplier": desk.supplier(1), "deliver_to": desk.warehouse(), "due": desk.day(10), "lines": lines,
    });
    let order = desk.write((buyer, 18), "purchase_order", order, "confirm").await?;
    let receipt =
        desk.follow((keeper, 10), ("purchase_order", &order), "receipt", json!({}), "confirm").await?;
    let mut draft = desk.draft((keeper, 9), ("receipt", &receipt), "inspection").await?;
    draft["note"] = json!("按 AQL 2.5 抽检后全检");
    draft["lines"][0]["rejected"] = json!("6");
    draft["lines"][0]["reason"] = json!("杯盖密封圈漏水");
    let inspection = desk.write((keeper, 9), "inspection", draft, "confirm").await?;
    let of = ("inspection", inspection.as_str());
    desk.say(
        (keeper, 9),
        of,
        "@王采购 这批保温杯有 6 只杯盖漏水，已单独放退货区，麻烦联系厂家补货。",
        &["buyer"],
    )
    .await?;
    desk.say(
        (buyer, 8),
        of,
        "收到，厂家同意免费补 6 只，退货单已开，@陈仓管 随下次提货车退回即可。",
        &["keeper"],
    )
    .await?;
    let back = json!({ "replacement": true, "note": "厂家承担来回运费" });
    desk.follow((buyer, 8), of, "purchase_return", back, "confirm").await.map(drop)
}

/// One request bought by asking two suppliers, one that waits, and one question that is still open.
pub(super) async fn requests(desk: &Desk<'_>) -> Result<(), Failure> {
    let (buyer, seller, keeper) = (&desk.people.buyer, &desk.people.seller, &desk.people.keeper);
    let (first, second) = (&desk.shop.items[0], &desk.shop.items[1 % desk.shop.items.len()]);
    let request = json!({
        "deliver_to": desk.warehouse(), "needed_by": desk.day(-14), "purpose": "周年庆门店与天猫同步备货",
        "lines": [line(&first.code, 120), line(&second.code, 80)],
    });
    let request = desk.write((seller, 6), "purchase_request", request, "submit").await?;
    desk.step((buyer, 6), ("purchase_request", &request), "approve").await?;
    let asked = json!({
        "respond_by": desk.day(3), "note": "含税含运，请注明交期",
        "suppliers": [{ "supplier": desk.supplier(2), "remark": "老供应商" }, { "supplier": desk.supplier(3) }],
    });
    let rfq = desk.follow((buyer, 6), ("purchase_request", &request), "rfq", asked, "send").await?;
    let mut offers = Vec::new();
    for (supplier, percent, days, note) in [(2, 100, "5", "现货，款到发货"), (3, 96, "9", "量大可再谈")]
    {
        let mut draft = desk.draft((buyer, 4), ("rfq", &rfq), "supplier_quotation").await?;
        draft["supplier"] = json!(desk.supplier(supplier));
        draft["lead_time_days"] = json!(days);
        draft["valid_until"] = json!(desk.day(-20));
        draft["note"] = json!(note);
        for (at, item) in [first, second].into_iter().enumerate() {
            draft["lines"][at]["price"] = json!(part(item.cost, percent));
        }
        offers.push(desk.write((buyer, 4), "supplier_quotation", draft, "confirm").await?);
    }
    let award = |line: u32, nth: usize| Award { line, quotation: offers[nth].clone() };
    let awards = AwardRequest {
        awards: vec![award(1, 1), award(2, 0)],
        reason: Some("第一行比价低 4%；第二行要赶周年庆，选交期短的".to_owned()),
        update_terms: false,
    };
    let awarded = desk.app.award_rfq(desk.turn((buyer, 3)), &rfq, awards, None).await?;
    let drafted = answered(&awarded.body);
    if let Some(number) = drafted["documents"][0]["number"].as_str() {
        desk.step((buyer, 3), ("purchase_order", number), "confirm").await?;
    }

    let waiting = json!({
        "deliver_to": desk.warehouse(), "needed_by": desk.day(-5), "purpose": "礼盒包装不够组装下一批",
        "lines": [line(BOX, 200)],
    });
    let waiting = desk.write((keeper, 1), "purchase_request", waiting, "submit").await?;
    let of = ("purchase_request", waiting.as_str());
    desk.say((keeper, 1), of, "@王采购 礼盒只够再装四十来套，年前订单要来了，请尽快批。", &["buyer"]).await?;

    let asked = json!({
        "deliver_to": desk.warehouse(), "respond_by": desk.day(-4), "note": "加大码补货，三家比价",
        "suppliers": [
            { "supplier": desk.supplier(0) }, { "supplier": desk.supplier(4) }, { "supplier": desk.supplier(5) },
        ],
        "lines": [line(&shirt(0, 3), 200), line(&shirt(1, 3), 200)],
    });
    let rfq = desk.write((buyer, 1), "rfq", asked, "send").await?;
    let mut draft = desk.draft((buyer, 0), ("rfq", &rfq), "supplier_quotation").await?;
    draft["supplier"] = json!(desk.supplier(4));
    draft["lead_time_days"] = json!("12");
    for line in draft["lines"].as_array_mut().into_iter().flatten() {
        line["price"] = json!("20.8");
    }
    desk.write((buyer, 0), "supplier_quotation", draft, "confirm").await.map(drop)
}

/// Rounded down to 分.
fn part(price: UnitPrice, percent: i64) -> UnitPrice {
    const CENT: i64 = UnitPrice::ONE_RAW / 100;
    UnitPrice::from_raw(price.raw() * percent / 100 / CENT * CENT)
}
