//! Put away, made, taken apart, lent, held, asked for by the store, counted.

use super::{BOX, COLOURS, CUP, GIFT, SIZES, WIPES, WIPES_CASE, shirt};
use crate::demo::desk::{Desk, answered, line};
use crate::failure::Failure;
use serde_json::{Value as Json, json};

/// Bins and carriers.
pub(super) async fn masters(desk: &Desk<'_>) -> Result<(), Failure> {
    let by = (&desk.people.keeper, 42);
    for (zone, name) in [("A", "工装区"), ("B", "礼品区")] {
        for shelf in 1..=2 {
            for place in 1..=3 {
                let code = format!("{zone}-{shelf:02}-{place:02}");
                let bin =
                    json!({ "code": code, "warehouse": desk.warehouse(), "zone": name, "capacity": "400" });
                desk.write(by, "bin", bin, "").await?;
            }
        }
    }
    for (code, name, phone, page) in [
        ("SF", "顺丰速运", "95338", "https://www.sf-express.com"),
        ("YTO", "圆通速递", "95554", "https://www.yto.net.cn"),
        ("DBL", "德邦物流", "95353", "https://www.deppon.com"),
    ] {
        let carrier = json!({ "code": code, "name": name, "phone": phone, "tracking_page": page });
        desk.write(by, "carrier", carrier, "").await?;
    }
    Ok(())
}

/// What came is put away, gifts are made of cups and boxes, a case is opened.
pub(super) async fn goods_are_made(desk: &Desk<'_>) -> Result<(), Failure> {
    let (buyer, keeper) = (&desk.people.buyer, &desk.people.keeper);
    let mut lines: Vec<Json> = Vec::new();
    for colour in 0..COLOURS.len() {
        for size in 0..SIZES.len() {
            let mut line = line(&shirt(colour, size), 50);
            line["to_bin"] = json!(format!("A-{:02}-{:02}", size / 2 + 1, colour + 1));
            lines.push(line);
        }
    }
    let shirts = json!({ "warehouse": desk.warehouse(), "note": "每款留 10 件在理货区", "lines": lines });
    desk.write((keeper, 12), "bin_move", shirts, "confirm").await?;
    let mut cups = line(CUP, 120);
    cups["to_bin"] = json!("B-01-01");
    let cups = json!({ "warehouse": desk.warehouse(), "lines": [cups] });
    desk.write((keeper, 9), "bin_move", cups, "confirm").await?;

    let bill = json!({
        "product": GIFT, "lead_time_days": "1", "lot": "5", "note": "两杯一盒，附贺卡",
        "lines": [line(CUP, 2), line(BOX, 1)],
    });
    let bill = desk.write((buyer, 9), "bill_of_materials", bill, "").await?;
    let made = json!({
        "product": GIFT, "quantity": "40", "warehouse": desk.warehouse(), "bill_of_materials": bill,
        "note": "年节备货第一批",
    });
    let made = desk.write((keeper, 8), "assembly", made, "confirm").await?;
    let apart = json!({ "quantity": "2", "note": "客户只要单杯" });
    desk.follow((keeper, 7), ("assembly", &made), "disassembly", apart, "confirm").await?;
    let opened = json!({
        "warehouse": desk.warehouse(), "note": "门店要单包卖",
        "lines": [{ "item": WIPES_CASE, "quantity": "3", "to_item": WIPES, "to_quantity": "72" }],
    });
    desk.write((keeper, 6), "conversion", opened, "confirm").await.map(drop)
}

/// Lent, held, broken, asked for and counted.
pub(super) async fn goods_are_kept(desk: &Desk<'_>) -> Result<(), Failure> {
    let (seller, keeper) = (&desk.people.seller, &desk.people.keeper);
    let lent = json!({
        "borrower": "展会组 小吴", "customer": desk.customer(3), "warehouse": desk.warehouse(), "due": desk.day(-8),
        "note": "秋季用品展样品", "lines": [line(GIFT, 4), line(&shirt(2, 2), 3)],
    });
    let lent = desk.write((seller, 5), "loan", lent, "confirm").await?;
    let mut back = desk.draft((keeper, 1), ("loan", &lent), "loan_return").await?;
    if let Some(lines) = back["lines"].as_array_mut() {
        lines.retain(|it| it["item"] == GIFT);
        lines.iter_mut().for_each(|it| it["quantity"] = json!("2"));
    }
    back["note"] = json!("先还两盒，其余展完再还");
    desk.write((keeper, 1), "loan_return", back, "confirm").await?;

    let until = crate::app::App::now().plus_seconds(7 * 86_400);
    let shown = json!({
        "warehouse": desk.warehouse(), "reason": "display", "expires": until, "note": "样品间陈列",
        "lines": [line(GIFT, 2)],
    });
    desk.write((keeper, 0), "stock_hold", shown, "confirm").await?;
    let broken = json!({
        "warehouse": desk.warehouse(), "reason": "damaged", "note": "叉车碰破外包装，不能再卖",
        "lines": [{ "item": WIPES, "quantity": "-3" }],
    });
    desk.write((keeper, 3), "adjustment", broken, "confirm").await?;

    let asked = |item: &str, quantity: u32, reason: &str| {
        json!({
            "from": desk.warehouse(), "to": desk.store(), "needed_by": desk.day(0), "reason": reason,
            "lines": [line(item, quantity)],
        })
    };
    let sent = asked(WIPES, 40, "门店补货");
    let sent = desk.write((seller, 3), "transfer_request", sent, "submit").await?;
    desk.step((keeper, 3), ("transfer_request", &sent), "approve").await?;
    let transfer =
        desk.follow((keeper, 2), ("transfer_request", &sent), "transfer", json!({}), "confirm").await?;
    desk.step((keeper, 1), ("transfer", &transfer), "receive").await?;
    let waiting = asked(&shirt(2, 3), 6, "门店有客户等灰色 XXL");
    desk.write((seller, 0), "transfer_request", waiting, "submit").await?;
    plans(desk).await
}

/// What is counted how often, with a task that waits; and a level that somebody knows better.
async fn plans(desk: &Desk<'_>) -> Result<(), Failure> {
    let (buyer, keeper) = (&desk.people.buyer, &desk.people.keeper);
    let every = [("A", "7"), ("B", "30"), ("C", "90"), ("other", "30")]
        .map(|(class, days)| json!({ "class": class, "every_days": days }));
    let plan = json!({
        "warehouse": desk.warehouse(), "counter": "keeper", "lines_max": "15", "tolerance": "2",
        "note": "A 类每周，B 类每月，C 类每季；盲盘", "classes": every,
    });
    let plan = desk.write((&desk.people.accountant, 7), "count_plan", plan, "").await?;
    let task = desk.app.make_count_task(desk.turn((keeper, 0)), &plan, None).await?;
    if let Some(number) = answered(&task.body)["document"]["number"].as_str() {
        let of = ("count_task", number);
        desk.say((&desk.people.accountant, 0), of, "@陈仓管 今天下班前盘完，差异我来复核。", &["keeper"])
            .await?;
    }
    let better = json!({
        "item": shirt(1, 1), "warehouse": desk.warehouse(), "reorder_point": "60", "order_up_to": "240",
        "reason": "藏青 L 新门店要用，先备两周", "expires": desk.day(-21),
    });
    desk.write((buyer, 1), "level_override", better, "").await?;
    let policy = json!({
        "name": "工装有货率 97%", "category": "劳保工装", "kind": "forecast", "service_kind": "lines", "service": "97",
        "review_days": "7", "note": "旺季前试行，先不启用",
    });
    desk.write((buyer, 1), "stock_policy", policy, "").await.map(drop)
}
