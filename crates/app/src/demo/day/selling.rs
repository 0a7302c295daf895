//! Priced, offered, ordered, picked, shipped, brought back, exchanged.

use super::{GIFT, shirt};
use crate::demo::desk::{Desk, answered, line};
use crate::failure::Failure;
use crate::papers::ViewForm;
use crate::sales::WaveRequest;
use serde_json::{Value as Json, json};

/// Who pays what, from which quantity on, and when.
pub(super) async fn prices(desk: &Desk<'_>) -> Result<(), Failure> {
    let by = (&desk.people.seller, 40);
    for (name, level, percent, more) in [
        ("VIP 客户批发价", "vip", "80", "31"),
        ("金牌客户批发价", "gold", "83", "32.5"),
        ("银牌客户批发价", "silver", "86", "34"),
    ] {
        let shirts = [(0, "36"), (50, "34.5"), (200, more)]
            .map(|(from, price)| json!({ "item": shirt(1, 1), "from": from.to_string(), "price": price }));
        let mut lines =
            vec![json!({ "percent": percent }), json!({ "item": GIFT, "from": "20", "price": "139" })];
        lines.extend(shirts);
        let list = json!({ "name": name, "level": level, "starts": desk.day(40), "lines": lines });
        desk.write(by, "price_list", list, "apply").await?;
    }
    let campaign = json!({
        "name": "抖音直播专享价", "channel": "douyin", "starts": desk.day(3), "ends": desk.day(-11), "priority": "10",
        "note": "直播间主推，库存卖完为止",
        "lines": [{ "category": "劳保工装", "percent": "88" }, { "item": GIFT, "price": "148" }],
    });
    desk.write((&desk.people.seller, 4), "price_list", campaign, "apply").await?;
    let rules = json!({
        "warehouse": desk.warehouse(), "note": "天猫活动期间给天猫留货",
        "lines": [
            { "item": shirt(0, 1), "channel": "tmall", "protected": "10" },
            { "item": shirt(1, 1), "channel": "tmall", "protected": "10" },
        ],
    });
    desk.write((&desk.people.seller, 11), "channel_stock", rules, "apply").await.map(drop)
}

/// A quotation that became an order, the way its goods went, and what came back of them.
pub(super) async fn goods_go(desk: &Desk<'_>) -> Result<(), Failure> {
    let (seller, keeper) = (&desk.people.seller, &desk.people.keeper);
    let won = json!({
        "customer": desk.customer(1), "channel": "wholesale", "ship_from": desk.warehouse(), "department": "BM02",
        "contact": "周经理", "valid_until": desk.day(-6), "note": "年会员工福利，含手提袋",
        "lines": [line(&shirt(1, 0), 10), line(&shirt(1, 1), 20), line(GIFT, 8)],
    });
    let won = desk.write((seller, 7), "quotation", won, "send").await?;
    let whom = json!({
        "recipient": "周经理", "recipient_phone": "13800000017", "delivery_address": "江苏省南京市江宁区将军大道 18 号",
        "customer_order": "PO-2291", "due": desk.day(4),
    });
    let order = desk.follow((seller, 6), ("quotation", &won), "sales_order", whom, "confirm").await?;
    let shipments = pick_and_ship(desk, &order).await?;
    let Some(shipment) = shipments.first() else { return Ok(()) };
    desk.step((seller, 3), ("shipment", shipment), "deliver").await?;

    let mut back = desk.draft((seller, 2), ("shipment", shipment), "sales_return").await?;
    back["reason"] = json!("wrong_item");
    back["note"] = json!("客户报错尺码，两件 L 换 XL");
    only(&mut back, &shirt(1, 1), "2");
    let back = desk.write((keeper, 2), "sales_return", back, "check").await?;
    desk.step((keeper, 2), ("sales_return", &back), "confirm").await?;
    let instead = json!({ "lines": [line(&shirt(1, 2), 2)], "note": "换货，运费我方承担" });
    desk.follow((seller, 2), ("sales_return", &back), "sales_order", instead, "confirm").await?;

    let mut damaged = desk.draft((seller, 1), ("shipment", shipment), "sales_return").await?;
    damaged["reason"] = json!("transport");
    damaged["note"] = json!("外箱破损，一盒杯身磕碰，等检验");
    only(&mut damaged, GIFT, "1");
    desk.write((keeper, 1), "sales_return", damaged, "check").await?;

    let more = json!({
        "customer": desk.customer(2), "channel": "wholesale", "ship_from": desk.warehouse(), "due": desk.day(-2),
        "lines": [line(&shirt(0, 0), 12), line(&shirt(2, 1), 12)],
    });
    let more = desk.write((seller, 1), "sales_order", more, "confirm").await?;
    let of = ("sales_order", more.as_str());
    desk.say((seller, 1), of, "@陈仓管 客户明天上午自己来提，麻烦今天先拣好。", &["keeper"]).await?;
    pick(desk, 0, &more).await.map(drop)
}

/// A list of what is promised to an order, begun. Returns its number.
async fn pick(desk: &Desk<'_>, ago: i32, order: &str) -> Result<String, Failure> {
    let request = WaveRequest {
        warehouse: desk.warehouse().to_owned(),
        orders: vec![order.to_owned()],
        picker: Some("keeper".to_owned()),
    };
    let made = desk.app.make_pick_list(desk.turn((&desk.people.keeper, ago)), request, None).await?;
    Ok(answered(&made.body)["number"].as_str().unwrap_or_default().to_owned())
}

/// In one package, with its tracking number. Returns the shipments.
async fn pick_and_ship(desk: &Desk<'_>, order: &str) -> Result<Vec<String>, Failure> {
    let by = (&desk.people.keeper, 5);
    let list = pick(desk, 5, order).await?;
    let of = ("pick_list", list.as_str());
    let mut lines = desk.fields(by, of).await?["lines"].take();
    for line in lines.as_array_mut().into_iter().flatten() {
        line["picked"] = line["quantity"].clone();
        line["package"] = json!("1");
    }
    let package = json!({ "package": "1", "weight_kg": "18.6", "tracking_number": "SF1398204716635" });
    desk.edit(by, of, json!({ "carrier": "SF", "lines": lines, "packages": [package] })).await?;
    desk.step(by, of, "finish").await?;
    let shipped = desk.app.ship_picked(desk.turn(by), &list, None).await?;
    let shipped = answered(&shipped.body)["shipments"].take();
    let number = |it: &Json| it["number"].as_str().map(str::to_owned);
    Ok(shipped.as_array().into_iter().flatten().filter_map(number).collect())
}

/// Leaves only the line of one item, and so much of it.
fn only(draft: &mut Json, item: &str, quantity: &str) {
    if let Some(lines) = draft["lines"].as_array_mut() {
        lines.retain(|it| it["item"] == item);
        lines.truncate(1);
        lines.iter_mut().for_each(|it| it["quantity"] = json!(quantity));
    }
}

/// One over, one lost, one that still holds, one not sent yet; and how the seller looks at them.
pub(super) async fn offers(desk: &Desk<'_>) -> Result<(), Failure> {
    let seller = &desk.people.seller;
    let quoted = |customer: usize, until: i32, note: &str, lines: Vec<Json>| {
        json!({
            "customer": desk.customer(customer), "channel": "wholesale", "ship_from": desk.warehouse(),
            "department": "BM02", "valid_until": desk.day(until), "note": note, "lines": lines,
        })
    };
    let over = quoted(3, 16, "春季工装采购意向", vec![line(&shirt(0, 1), 120), line(&shirt(0, 2), 80)]);
    desk.write((seller, 30), "quotation", over, "send").await?;
    let lost = quoted(4, 2, "端午福利", vec![line(GIFT, 60)]);
    let lost = desk.write((seller, 15), "quotation", lost, "send").await?;
    desk.edit((seller, 9), ("quotation", &lost), json!({ "outcome": "price" })).await?;
    desk.step((seller, 9), ("quotation", &lost), "lose").await?;
    let open =
        quoted(5, -12, "新门店开业工装，量可分批", vec![line(&shirt(1, 1), 200), line(&shirt(1, 2), 150)]);
    let open = desk.write((seller, 3), "quotation", open, "send").await?;
    let of = ("quotation", open.as_str());
    desk.say((seller, 3), of, "@赵会计 客户想要 30 天账期，按他们去年的回款可以给吗？", &["accountant"])
        .await?;
    let draft = quoted(2, -15, "客户要看带 LOGO 的打样", vec![line(GIFT, 100)]);
    desk.write((seller, 0), "quotation", draft, "").await?;

    let missed = json!({
        "warehouse": desk.store(), "customer": desk.customer(0), "channel": "store", "reason": "waitlist",
        "note": "留了电话 13800000088，到货通知", "lines": [line(&shirt(2, 3), 3)],
    });
    desk.write((seller, 4), "lost_sale", missed, "record").await?;
    let event = json!({
        "name": "直播间工装专场", "kind": "promotion", "first_day": desk.day(-5), "last_day": desk.day(-7),
        "category": "劳保工装", "expected_percent": "180", "discount_percent": "12", "display": true,
    });
    desk.write((seller, 2), "calendar_event", event, "").await?;

    let board = json!({ "layout": "board", "by": "state", "sort": "-quoted_on" });
    view(desk, "quotation", "报价看板", board).await?;
    let late = json!({
        "filter": { "all": [{ "field": "state", "op": "=", "value": "confirmed" }] }, "sort": "due",
        "columns": [
            { "field": "number", "frozen": true }, { "field": "customer" }, { "field": "amount" }, { "field": "due" },
            { "field": "state" },
        ],
    });
    view(desk, "sales_order", "待发订单（按交期）", late).await
}

/// For everybody.
async fn view(desk: &Desk<'_>, kind: &str, name: &str, body: Json) -> Result<(), Failure> {
    let form = json!({ "name": name, "shared": ["*"], "body": body });
    let form: ViewForm = serde_json::from_value(form).expect("a view as screens send it");
    desk.app.create_view(desk.turn((&desk.people.seller, 2)), kind, form).await.map(drop)
}
