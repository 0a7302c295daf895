//! Channels that sell from one pool: what is kept for one, and that all of them together never sell
//! more than there is.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    what_is_kept_for_one_channel_the_others_cannot_have,
    a_share_and_a_buffer_limit_their_channel,
    rules_are_withdrawn_with_their_paper,
    channels_at_once_never_sell_more_than_there_is,
);

fn company(server: &TestServer, tea: &str) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    for (code, name) in [("web", "网店"), ("vip", "大客户")] {
        admin.create("channel", json!({ "code": code, "name": name }));
    }
    admin.open_stock("main", "tea", tea);
    admin
}

fn apply(admin: &Client, lines: Json) -> Json {
    let body = json!({ "fields": { "warehouse": "main", "lines": lines }, "transition": "apply" });
    admin.post("/api/documents/channel_stock", body).is(201)
}

fn order(channel: Option<&str>, quantity: &str, partial: bool) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity }]);
    json!({ "customer": "li", "ship_from": "main", "channel": channel, "partial_allowed": partial, "lines": lines })
}

/// `vip 10, web 6, others 6`
fn available(admin: &Client) -> String {
    let stock = admin.get("/api/stock/tea").is(200);
    let channels = stock["balances"][0]["channels"].as_array().expect("channels").clone();
    let each = channels.iter().map(|it| {
        format!("{} {}", it["channel"].as_str().unwrap_or("others"), it["available"].as_str().unwrap_or("?"))
    });
    each.collect::<Vec<_>>().join(", ")
}

fn what_is_kept_for_one_channel_the_others_cannot_have(server: &TestServer) {
    let admin = company(server, "10");
    assert_eq!(available(&admin), "", "without rules nobody is told of channels");
    let rules = apply(&admin, json!([{ "item": "tea", "channel": "vip", "protected": "4" }]));
    assert_eq!(available(&admin), "vip 10, others 6");

    let refused = admin.try_confirm("sales_order", order(Some("web"), "7", false));
    let refused = refused.refused(409, "insufficient_stock");
    assert_eq!(refused["params"]["lines"][0]["available"], "6", "what is left for that channel");
    let made = admin.confirm("sales_order", order(Some("web"), "8", true));
    assert_eq!(made["progress"]["lines"][0]["reserved"], "6");
    admin.try_confirm("sales_order", order(None, "1", false)).refused(409, "insufficient_stock");
    admin.confirm("sales_order", order(Some("vip"), "3", false));
    assert_eq!(available(&admin), "vip 1, others 0");

    let told = admin.get("/api/stock/tea").is(200)["balances"][0]["channels"][0].clone();
    assert_eq!(
        (&told["channel_name"], &told["protected"], &told["reserved"], &told["document"]["number"]),
        (&json!("大客户"), &json!("4"), &json!("3"), &rules["number"])
    );
    // What waits for the web shop is not served from what is kept.
    admin.transition("sales_order", made["number"].as_str().expect("a number"), "reserve").is(200);
    assert_eq!(available(&admin), "vip 1, others 0");
}

fn a_share_and_a_buffer_limit_their_channel(server: &TestServer) {
    let admin = company(server, "10");
    apply(
        &admin,
        json!([
            { "item": "tea", "channel": "web", "share_percent": "50" },
            { "item": "tea", "channel": "vip", "buffer": "2" },
        ]),
    );
    assert_eq!(available(&admin), "web 5, vip 8, others 10");
    let web = admin.confirm("sales_order", order(Some("web"), "9", true));
    assert_eq!(web["progress"]["lines"][0]["reserved"], "5");
    assert_eq!(available(&admin), "web 0, vip 3, others 5");
    let shipment = admin.push_down("sales_order", web["number"].as_str().expect("a number"), "shipment");
    admin.confirm("shipment", shipment);
    assert_eq!(available(&admin), "web 2, vip 3, others 5", "half of the five that are left");
    let nothing = json!({ "warehouse": "main", "lines": [{ "item": "tea", "channel": "web" }] });
    admin.post("/api/documents/channel_stock", json!({ "fields": nothing })).refused(422, "invalid");
}

fn rules_are_withdrawn_with_their_paper(server: &TestServer) {
    let admin = company(server, "10");
    let first = apply(&admin, json!([{ "item": "tea", "channel": "vip", "protected": "4" }]));
    let second = apply(&admin, json!([{ "item": "tea", "channel": "vip", "protected": "7" }]));
    assert_eq!(available(&admin), "vip 10, others 3", "the last paper counts");
    let withdraw = |it: &Json| {
        admin.transition("channel_stock", it["number"].as_str().expect("a number"), "withdraw").is(200);
    };
    withdraw(&first);
    assert_eq!(available(&admin), "vip 10, others 3", "it was replaced before");
    withdraw(&second);
    assert_eq!(available(&admin), "");
}

/// Twelve buyers of each channel want three at once; 50 are there, 20 of them kept for the VIPs and
/// at most 30 % for the web shop.
fn channels_at_once_never_sell_more_than_there_is(server: &TestServer) {
    let admin = company(server, "50");
    apply(
        &admin,
        json!([
            { "item": "tea", "channel": "vip", "protected": "20" },
            { "item": "tea", "channel": "web", "share_percent": "30" },
        ]),
    );
    let buyers: Vec<Option<&str>> = (0..36).map(|nth| [Some("web"), None, Some("shop")][nth % 3]).collect();
    let sold: BTreeMap<Option<&str>, i64> = std::thread::scope(|scope| {
        let buying: Vec<_> = buyers
            .iter()
            .map(|channel| {
                let client = admin.clone();
                scope.spawn(move || {
                    let answer = client.try_confirm("sales_order", order(*channel, "3", false));
                    let sold = answer.status == 201;
                    if !sold {
                        answer.refused(409, "insufficient_stock");
                    }
                    (*channel, if sold { 3 } else { 0 })
                })
            })
            .collect();
        let mut sold = BTreeMap::new();
        for it in buying {
            let (channel, quantity) = it.join().expect("a buyer is answered");
            *sold.entry(channel).or_default() += quantity;
        }
        sold
    });
    let total: i64 = sold.values().sum();
    assert_eq!(total, 30, "all that is not kept for the VIPs: {sold:?}");
    assert!(sold[&Some("web")] <= 15, "the web shop has its share: {sold:?}");
    let vip = admin.confirm("sales_order", order(Some("vip"), "25", true));
    assert_eq!(vip["progress"]["lines"][0]["reserved"], "20", "and the VIPs have theirs");
}
