//! Items that matter need two suppliers: which have fewer is listed, and told once to who looks after them.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(an_item_that_matters_needs_two_suppliers);

/// `普洱茶 ["云南茶厂 main"] lacks 1`
fn listed(client: &Client) -> Vec<String> {
    let found = client.get("/api/planning/supply-gaps").is(200);
    let text = |it: &Json, name: &str| it[name].as_str().unwrap_or("-").to_owned();
    let one = |it: &Json| {
        let suppliers = it["suppliers"].as_array().expect("suppliers").iter();
        let suppliers: Vec<String> =
            suppliers.map(|it| format!("{} {}", text(it, "supplier_name"), text(it, "class"))).collect();
        format!("{} {suppliers:?} lacks {}", text(it, "item_name"), it["missing"])
    };
    found["rows"].as_array().expect("rows").iter().map(one).collect()
}

fn told(client: &Client) -> Vec<Json> {
    let rows = client.get("/api/notices").is(200)["rows"].clone();
    let rows = rows.as_array().expect("rows").iter().filter(|it| it["kind"] == "suppliers");
    rows.map(|it| it["detail"].clone()).collect()
}

fn an_item_that_matters_needs_two_suppliers(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    assert_eq!(listed(&admin), Vec::<String>::new(), "nothing was judged yet");
    let today: Day = admin.get("/api/me").is(200)["today"].as_str().expect("a day").parse().expect("a day");
    for ago in 1..=20 {
        let lines = json!([{ "item": "tea", "quantity": "9" }]);
        let fields = json!({ "warehouse": "main", "day": today.plus_days(-ago), "lines": lines });
        let wanted = json!({ "fields": fields, "transition": "record" });
        admin.post("/api/documents/lost_sale", wanted).is(201);
    }
    let owner = server.user(&["buyer"]);
    let login = owner.get("/api/me").is(200)["user"]["login"].clone();
    admin.patch("/api/documents/item/tea", json!({ "fields": { "owner": login } })).is(200);
    server.wait_for(server.app().night()).expect("the night judges");
    let night = || {
        let now = app::App::now();
        server.wait_for(server.app().tell_of_supply_gaps(now)).expect("a night passes")
    };
    let one = ["普洱茶 [\"云南茶厂 main\"] lacks 1"];
    assert_eq!(listed(&owner), one);
    night();
    assert_eq!(told(&owner), [json!({ "item": "普洱茶", "more": 0 })]);
    assert_eq!(
        (night(), told(&owner).len(), told(&admin).len()),
        (0, 1, 0),
        "once, and only who looks after it"
    );

    // A supplier who is not in use is none; a second who is cures it.
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    admin.create("supply", json!({ "supplier": "hill", "item": "tea", "class": "backup", "price": "11" }));
    assert_eq!(listed(&owner), Vec::<String>::new());
    assert_eq!(night(), 0);
    admin.transition("supplier", "hill", "archive").is(200);
    assert_eq!(listed(&owner), one);
    owner.post("/api/notices/read", json!({ "all": true })).is(200);
    assert_eq!((night(), told(&owner).len()), (1, 2), "when it comes back it is told again");

    server.user(&["seller"]).get("/api/planning/supply-gaps").refused(403, "forbidden");
    let value = |client: &Client| client.get("/api/planning/supply-gaps").is(200)["rows"][0]["value"].clone();
    assert_eq!(
        value(&owner).is_null(),
        !owner.get("/api/me").is(200)["may"]["see_cost"].as_bool().expect("said")
    );
}
