//! Many at once after the same goods.

use serde_json::json;
use std::sync::{Arc, Barrier};
use testkit::{Answer, Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    twenty_clients_after_the_last_fifty_units,
    a_hundred_buyers_of_ten_each_get_exactly_what_there_is,
    a_hundred_buyers_in_two_channels_get_exactly_what_there_is,
    opposite_orders_do_not_wait_for_each_other_for_ever,
    orders_that_wait_together_share_a_commit
);

/// Each takes three as often as there are any: sixteen orders fit into fifty, two are left over.
fn twenty_clients_after_the_last_fifty_units(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "50");
    let client = || {
        let mut statuses = Vec::new();
        for _ in 0..3 {
            let lines = json!([{ "item": "tea", "quantity": "3" }]);
            let fields =
                json!({ "customer": "li", "ship_from": "main", "partial_allowed": false, "lines": lines });
            statuses.push(admin.try_confirm("sales_order", fields).status);
        }
        statuses
    };
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(client)).collect();
        threads.into_iter().flat_map(|it| it.join().expect("no panic")).collect()
    });
    let count = |status: u16| statuses.iter().filter(|it| **it == status).count();
    assert_eq!((count(201), count(409)), (16, 44), "{statuses:?}");
    let balance = admin.balance("tea", "main");
    assert_eq!(
        (&balance["on_hand"], &balance["reserved"], &balance["available"]),
        (&json!("50"), &json!("48"), &json!("2"))
    );
    assert_eq!(admin.get("/api/documents/sales_order").is(200)["total"], 16);
}

/// A hundred at once who want ten each, all or nothing; what each was answered.
fn a_hundred_buyers(admin: &Client, channel: impl Fn(usize) -> Option<&'static str> + Sync) -> Vec<Answer> {
    tea_company(admin);
    admin.create("channel", json!({ "code": "web", "name": "网店" }));
    admin.open_stock("main", "tea", "500");
    let rule = json!([{ "item": "tea", "channel": "shop", "protected": "100" }]);
    let rule = json!({ "fields": { "warehouse": "main", "lines": rule }, "transition": "apply" });
    if channel(0).is_some() {
        admin.post("/api/documents/channel_stock", rule).is(201);
    }
    let start = Barrier::new(100);
    let buy = |nth: usize| {
        let lines = json!([{ "item": "tea", "quantity": "10" }]);
        let fields = json!({ "customer": "li", "ship_from": "main", "channel": channel(nth), "partial_allowed": false, "lines": lines });
        start.wait();
        admin.try_confirm("sales_order", fields)
    };
    std::thread::scope(|scope| {
        let buy = &buy;
        let threads: Vec<_> = (0..100).map(|nth| scope.spawn(move || buy(nth))).collect();
        threads.into_iter().map(|it| it.join().expect("no panic")).collect()
    })
}

/// How many were sold; each of the others was told how many are left.
fn sold(answers: &[Answer], left: &[&str]) -> usize {
    let refused = answers.iter().filter(|it| it.status != 201);
    for answer in refused {
        let told = answer.refused(409, "insufficient_stock");
        let available = told["params"]["lines"][0]["available"].as_str().expect("the number left").to_owned();
        assert!(left.contains(&available.as_str()), "{told}");
    }
    answers.iter().filter(|it| it.status == 201).count()
}

fn a_hundred_buyers_of_ten_each_get_exactly_what_there_is(server: &TestServer) {
    let admin = server.admin();
    assert_eq!(sold(&a_hundred_buyers(&admin, |_| None), &["0"]), 50);
    let balance = admin.balance("tea", "main");
    assert_eq!((&balance["reserved"], &balance["available"]), (&json!("500"), &json!("0")));
}

/// 100 of the 500 are kept for the shop, so that the web has 40 orders at most.
fn a_hundred_buyers_in_two_channels_get_exactly_what_there_is(server: &TestServer) {
    let admin = server.admin();
    let channel = |nth: usize| Some(if nth.is_multiple_of(2) { "web" } else { "shop" });
    let answers = a_hundred_buyers(&admin, channel);
    assert_eq!(sold(&answers, &["0"]), 50);
    let web: Vec<Answer> = answers.into_iter().step_by(2).collect();
    assert!(sold(&web, &["0"]) <= 40, "the web may not have what is kept for the shop");
    assert_eq!(admin.balance("tea", "main")["reserved"], "500");
}

/// Lines in opposite order are locked in the same order: nobody is refused for that.
fn opposite_orders_do_not_wait_for_each_other_for_ever(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "100" }, { "item": "cup", "quantity": "100" }, { "item": "pot", "quantity": "100" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let client = |items: [&'static str; 3]| {
        let admin = admin.clone();
        move || {
            for _ in 0..8 {
                let lines: Vec<_> = items.iter().map(|it| json!({ "item": it, "quantity": "1" })).collect();
                admin
                    .confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
            }
        }
    };
    std::thread::scope(|scope| {
        for items in
            [["tea", "cup", "pot"], ["pot", "cup", "tea"], ["cup", "tea", "pot"], ["pot", "tea", "cup"]]
        {
            scope.spawn(client(items));
        }
    });
    for item in ["tea", "cup", "pot"] {
        assert_eq!(admin.balance(item, "main")["reserved"], "32", "{item}");
    }
}

/// Who holds the writer up lets twenty orders gather behind him.
fn orders_that_wait_together_share_a_commit(server: &TestServer) {
    const ORDERS: u64 = 20;
    let (admin, app) = (server.admin(), server.app());
    tea_company(&admin);
    admin.open_stock("main", "tea", "100");
    let (held_up, may_go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let before = std::thread::scope(|scope| {
        let (a, b) = (Arc::clone(&held_up), Arc::clone(&may_go_on));
        scope.spawn(move || {
            let hold_up = app.database().write_hinted(Default::default(), move |_| {
                a.wait();
                b.wait();
                Ok::<(), app::Failure>(())
            });
            tokio::runtime::Runtime::new().expect("a runtime").block_on(hold_up)
        });
        held_up.wait();
        let before = app.storage_counts();
        for _ in 0..ORDERS {
            let lines = json!([{ "item": "tea", "quantity": "1" }]);
            let fields = json!({ "customer": "li", "ship_from": "main", "lines": lines });
            let admin = admin.clone();
            scope.spawn(move || admin.confirm("sales_order", fields));
        }
        while app.storage_counts().waiting < ORDERS + 1 {
            std::thread::yield_now();
        }
        may_go_on.wait();
        before
    });
    let after = app.storage_counts();
    assert!(after.operations - before.operations > ORDERS, "{after:?}");
    // A few of others: what plans in the background writes too.
    assert!(after.groups - before.groups < ORDERS / 2, "{before:?} {after:?}");
    assert_eq!(admin.balance("tea", "main")["reserved"], json!("20"));
}
