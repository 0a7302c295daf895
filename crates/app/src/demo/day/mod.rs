//! What people of the company write beside orders, receipts and shipments: prices, quotations, requests,
//! inspections, returns, picks, assemblies, loans, counts, and what they say to each other about it.
//!
//! It is about a few items that the simulator does not know, so that what is there is known here.

mod buying;
mod procedures;
mod selling;
mod storing;

use super::desk::Desk;
use super::people::STAFF;
use crate::failure::Failure;
use serde_json::json;

/// T-shirts for work: a family of three colours in four sizes.
const SHIRTS: &str = "GZTX";
const COLOURS: [(&str, &str); 3] = [("BS", "白色"), ("ZQ", "藏青"), ("HS", "灰色")];
const SIZES: [&str; 4] = ["M", "L", "XL", "XXL"];
/// A cup that is inspected on arrival, its box, and the gift made of both.
const CUP: &str = "LP-BWB500";
const BOX: &str = "LP-HZ2";
const GIFT: &str = "LP-SBLH";
/// Wipes by the case and by the pack.
const WIPES_CASE: &str = "LP-SJX24";
const WIPES: &str = "LP-SJ80";

fn shirt(colour: usize, size: usize) -> String {
    format!("{SHIRTS}-{}-{}", COLOURS[colour].0, SIZES[size])
}

fn shirts() -> impl Iterator<Item = String> {
    (0..COLOURS.len()).flat_map(|colour| (0..SIZES.len()).map(move |size| shirt(colour, size)))
}

/// In the order in which goods come and go.
pub(super) async fn write(desk: &Desk<'_>) -> Result<(), Failure> {
    departments(desk).await?;
    procedures::are_written(desk).await?;
    items(desk).await?;
    storing::masters(desk).await?;
    selling::prices(desk).await?;
    buying::suppliers_are_chosen(desk).await?;
    buying::goods_come(desk).await?;
    storing::goods_are_made(desk).await?;
    selling::goods_go(desk).await?;
    storing::goods_are_kept(desk).await?;
    buying::requests(desk).await?;
    selling::offers(desk).await?;
    // What was only valid until some day of the past is not any more.
    desk.app.sweep(crate::app::App::now()).await?;
    Ok(())
}

async fn departments(desk: &Desk<'_>) -> Result<(), Failure> {
    const AGO: i32 = 59;
    let by = (&desk.people.administrator, AGO);
    let head = json!({ "code": "ZJB", "name": "总经办", "note": "公司管理与审批" });
    desk.write(by, "department", head, "").await?;
    let mut codes = Vec::new();
    for (nth, (login, _, _, name)) in STAFF.iter().enumerate() {
        let code = format!("BM{:02}", nth + 1);
        let fields = json!({ "code": code, "name": name, "parent": "ZJB", "head": login });
        codes.push(desk.write(by, "department", fields, "").await?);
    }
    desk.people.join(desk.app, &codes).await
}

async fn items(desk: &Desk<'_>) -> Result<(), Failure> {
    const AGO: i32 = 45;
    let by = (&desk.people.buyer, AGO);
    let colours: Vec<_> = COLOURS.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect();
    let sizes: Vec<_> = SIZES.iter().map(|it| json!({ "code": it, "name": it })).collect();
    let family = json!({
        "code": SHIRTS, "name": "纯棉工作T恤", "category": "劳保工装", "unit": "件", "sale_price": "39",
        "barcode_prefix": "69780012", "values_one": colours, "values_two": sizes,
    });
    desk.write(by, "item_family", family, "").await?;
    desk.app.make_family_items(desk.turn(by), SHIRTS, None).await?;
    let items = [
        (CUP, "不锈钢保温杯 礼盒款 500ml", "只", "礼品", "69", true),
        (BOX, "双杯装礼盒包装（含手提袋）", "个", "包材", "6.5", false),
        (GIFT, "年节双杯礼盒", "盒", "礼品", "158", false),
        (WIPES_CASE, "厨房湿巾 80抽×24包 整箱", "箱", "清洁日化", "136", false),
        (WIPES, "厨房湿巾 80抽 单包", "包", "清洁日化", "6.9", false),
    ];
    for (code, name, unit, category, price, inspect) in items {
        let fields = json!({
            "code": code, "name": name, "unit": unit, "category": category, "sale_price": price,
            "inspect": inspect,
        });
        desk.write(by, "item", fields, "").await?;
    }
    for shirt in shirts() {
        let fields = json!({
            "supplier": desk.supplier(0), "item": shirt, "price": "21.5", "moq": "20", "pack": "10",
            "lead_time_days": "7", "breaks": [{ "from": "300", "price": "20.2" }],
        });
        desk.write(by, "supply", fields, "").await?;
    }
    for (item, price, days) in [(CUP, "31.8", "8"), (BOX, "2.6", "5"), (WIPES_CASE, "88", "5")] {
        let fields =
            json!({ "supplier": desk.supplier(1), "item": item, "price": price, "lead_time_days": days });
        desk.write(by, "supply", fields, "").await?;
    }
    Ok(())
}
