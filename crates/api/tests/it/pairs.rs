//! Every pair of writing operations at the same time, on the same goods and often the same order: each
//! is done or refused in stated words, nobody waits for ever, and the books agree.

use serde_json::{Value as Json, json};
use std::sync::Barrier;
use testkit::{Answer, Client, TestServer, on_both_engines, tea_company};

on_both_engines!(every_pair_of_operations_on_the_same_goods);

const OPERATIONS: [&str; 21] = [
    "confirm an order",
    "hold an order",
    "pay a held order",
    "cancel the order",
    "close the order",
    "change the order",
    "serve the order",
    "ship the order",
    "take back from the order",
    "let orders expire",
    "receive",
    "send to another warehouse",
    "arrive from another warehouse",
    "count",
    "adjust",
    "scrap",
    "hold stock",
    "release stock",
    "enter late",
    "keep for a channel",
    "deal anew",
];

/// What an operation may be told instead of being done.
const REFUSALS: [&str; 11] = [
    "insufficient_stock",
    "transition_not_allowed",
    "source_not_open",
    "more_than_ordered",
    "more_than_shipped",
    "already_fulfilled",
    "less_than_fulfilled",
    "not_editable",
    "holds_do_not_fit",
    "count_below_moves",
    "hold_is_over",
];

/// One request, ready to be sent.
enum Ready {
    Send(&'static str, String, Json),
    Sweep,
}

fn every_pair_of_operations_on_the_same_goods(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let mut done = 0;
    for (at, first) in OPERATIONS.iter().enumerate() {
        for second in &OPERATIONS[at..] {
            let order = prepare_goods(&admin);
            let ready: Vec<Ready> =
                [first, second, first, second].map(|it| prepare(&admin, it, &order)).into_iter().collect();
            done += together(server, &admin, &ready, &format!("{first}, {second}"));
        }
        assert_eq!(server.differences(), Vec::<String>::new(), "after {first}");
    }
    assert!(done > OPERATIONS.len() * OPERATIONS.len(), "only {done} were not refused");
}

/// Sends all at once; how many were done.
fn together(server: &TestServer, admin: &Client, ready: &[Ready], what: &str) -> usize {
    let start = Barrier::new(ready.len());
    let send = |it: &Ready| -> bool {
        start.wait();
        match it {
            Ready::Sweep => {
                server.after(3600);
                true
            }
            Ready::Send(method, path, body) => is_done(&admin.send_json(method, path, body), what),
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = ready.iter().map(|it| scope.spawn(|| send(it))).collect();
        threads.into_iter().map(|it| usize::from(it.join().expect("no panic"))).sum()
    })
}

fn is_done(answer: &Answer, what: &str) -> bool {
    if matches!(answer.status, 200 | 201) {
        return true;
    }
    let code = answer.json()["code"].as_str().unwrap_or("?").to_owned();
    assert!(
        answer.status == 409 && REFUSALS.contains(&code.as_str()),
        "{what}: {} {}",
        answer.status,
        answer.text()
    );
    false
}

fn id(document: &Json) -> &str {
    document["id"].as_str().expect("an id")
}

fn lines(quantity: &str) -> Json {
    json!([{ "item": "tea", "quantity": quantity }])
}

fn order(quantity: &str) -> Json {
    json!({ "customer": "li", "ship_from": "main", "channel": "shop", "lines": lines(quantity) })
}

/// A few more on the shelf, and an order for some of them.
fn prepare_goods(admin: &Client) -> Json {
    let opening = json!([{ "item": "tea", "quantity": "5", "unit_cost": "8" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": opening }));
    admin.confirm("sales_order", order("3"))
}

fn prepare(admin: &Client, operation: &str, of: &Json) -> Ready {
    let number = of["number"].clone();
    let make = |kind: &str, transition: &str, fields: Json| {
        let body = json!({ "fields": fields, "transition": transition });
        Ready::Send("POST", format!("/api/documents/{kind}"), body)
    };
    let make_it = |kind: &str, transition: &str, document: &Json| {
        Ready::Send(
            "POST",
            format!("/api/documents/{kind}/{}/transitions/{transition}", id(document)),
            json!({}),
        )
    };
    let at_main = |quantity: &str| json!({ "warehouse": "main", "lines": lines(quantity) });
    let with = |mut fields: Json, name: &str, value: &str| {
        fields[name] = value.into();
        fields
    };
    match operation {
        "confirm an order" => make("sales_order", "confirm", order("2")),
        "hold an order" => make("sales_order", "hold", order("2")),
        "pay a held order" => {
            let body = json!({ "fields": order("1"), "transition": "hold" });
            make_it("sales_order", "confirm", &admin.post("/api/documents/sales_order", body).is(201))
        }
        "cancel the order" => make_it("sales_order", "cancel", of),
        "close the order" => make_it("sales_order", "close", of),
        "serve the order" => make_it("sales_order", "reserve", of),
        "change the order" => {
            let changed =
                json!([{ "line": 1, "item": "tea", "quantity": "2" }, { "item": "tea", "quantity": "1" }]);
            Ready::Send(
                "PATCH",
                format!("/api/documents/sales_order/{}", id(of)),
                json!({ "fields": { "lines": changed } }),
            )
        }
        "ship the order" => {
            make("shipment", "confirm", json!({ "sales_order": number, "lines": lines("1") }))
        }
        "take back from the order" => {
            let fields = json!({ "sales_order": number, "warehouse": "main", "lines": lines("1") });
            make("sales_return", "confirm", fields)
        }
        "let orders expire" => {
            let body = json!({ "fields": order("1"), "transition": "hold" });
            admin.post("/api/documents/sales_order", body).is(201);
            Ready::Sweep
        }
        "receive" => {
            let fields = json!({ "supplier": "farm", "deliver_to": "main", "lines": lines("2") });
            let bought = admin.confirm("purchase_order", fields);
            let mut fields = at_main("2");
            fields["purchase_order"] = bought["number"].clone();
            make("receipt", "confirm", fields)
        }
        "send to another warehouse" => {
            make("transfer", "confirm", json!({ "from": "main", "to": "east", "lines": lines("1") }))
        }
        "arrive from another warehouse" => {
            let there = json!([{ "item": "tea", "quantity": "1" }]);
            admin.confirm("opening_stock", json!({ "warehouse": "east", "lines": there }));
            let fields = json!({ "from": "east", "to": "main", "lines": lines("1") });
            make_it("transfer", "receive", &admin.confirm("transfer", fields))
        }
        "count" => {
            let counted = json!([{ "item": "tea", "counted": "4" }]);
            make("stock_count", "confirm", json!({ "warehouse": "main", "lines": counted }))
        }
        "adjust" => make("adjustment", "confirm", with(at_main("1"), "reason", "found")),
        "scrap" => make("adjustment", "confirm", with(at_main("-1"), "reason", "damaged")),
        "hold stock" => make("stock_hold", "confirm", with(at_main("1"), "reason", "dispute")),
        "release stock" => {
            let held = admin.try_confirm("stock_hold", with(at_main("1"), "reason", "dispute"));
            match held.status {
                201 => make_it("stock_hold", "release", &held.is(201)),
                _ => make("stock_hold", "confirm", with(at_main("1"), "reason", "display")),
            }
        }
        "enter late" => make("opening_stock", "confirm", with(at_main("1"), "day", "2024-02-03")),
        "keep for a channel" => {
            let rules = json!([{ "item": "tea", "channel": "shop", "protected": "2", "buffer": "1" }]);
            make("channel_stock", "apply", json!({ "warehouse": "main", "lines": rules }))
        }
        "deal anew" => {
            let body = json!({ "warehouse": "main", "apply": true, "reason": "fair" });
            Ready::Send("POST", "/api/stock/tea/reallocate".to_owned(), body)
        }
        other => panic!("nobody knows how to {other}"),
    }
}
