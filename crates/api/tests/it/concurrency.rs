//! Many at once after the same goods.

use serde_json::json;
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    twenty_clients_after_the_last_fifty_units,
    opposite_orders_do_not_wait_for_each_other_for_ever
);

/// Each takes three as often as there are any: sixteen orders fit into fifty, two are left over.
fn twenty_clients_after_the_last_fifty_units(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "50", "unit_cost": "8" }]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
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
