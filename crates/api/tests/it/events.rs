//! What happens, as it happens.

use serde_json::{Value as Json, json};
use testkit::{Client, Event, PASSWORD, TestServer, on_both_engines, tea_company};

on_both_engines!(
    screens_hear_what_changed,
    nobody_hears_what_they_may_not_read,
    who_may_less_is_let_in_anew,
    who_comes_back_hears_what_was_missed,
    who_was_away_too_long_reads_everything_again
);

fn names(data: &Json, number: &str) -> bool {
    data.as_array().is_some_and(|all| all.iter().any(|it| it == number))
}

fn screens_hear_what_changed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    // The paper and the stock are told by two who do not wait for each other.
    let (events, of_stock) = (admin.listen(), admin.listen());
    let lines = json!([{ "item": "tea", "quantity": "5", "unit_cost": "8" }]);
    let stock = admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let told = events
        .wait("news of the document", |it| it.name == "document" && it.data["number"] == stock["number"]);
    assert_eq!(
        (&told.data["type"], &told.data["state"], &told.data["id"]),
        (&json!("opening_stock"), &json!("confirmed"), &stock["id"])
    );
    assert!(told.id.is_some(), "a place to come back to");
    assert!(told.data.get("touched").is_none(), "what is for the program stays inside");
    of_stock.wait("news of the stock", |it| it.name == "stock" && names(&it.data["items"], "tea"));

    // Nine are promised and five are there: somebody will be hurt.
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let mut radar = Json::Null;
    while radar["rows"][0]["id"] != "tea:main" {
        let named = |it: &Event| it.name == "shortages" && names(&it.data["changed"], "tea:main");
        let told = events.wait("news of the shortage", named);
        assert!(told.data["computed_at"].is_string());
        radar = admin.get("/api/shortages").is(200);
    }
    assert_eq!(radar["rows"][0]["short"], "4");
}

fn nobody_hears_what_they_may_not_read(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let seller = server.user(&["seller"]);
    let events = seller.listen();
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "10" }]);
    admin.create("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    admin.create("customer", json!({ "code": "zhao", "name": "赵记" }));
    let mut passed: Vec<Event> = Vec::new();
    let heard = std::cell::RefCell::new(&mut passed);
    events.wait("news of the customer", |it| {
        heard.borrow_mut().push(it.clone());
        it.data["number"] == "zhao"
    });
    assert!(passed.iter().all(|it| it.data["type"] != "purchase_order"), "{passed:?}");
}

/// Where the stream stands after news of a new customer.
fn who_may_less_is_let_in_anew(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let users = ["ann", "ben", "cyd"];
    for login in users {
        server.user_called(login, &["seller"]);
    }
    let [ann, ben, cyd] = users.map(|it| server.stranger().log_in(it, PASSWORD));
    let id = |login: &str| {
        let all = admin.get("/api/users").is(200)["rows"].as_array().expect("rows").clone();
        let found = all.iter().find(|it| it["login"] == login).expect("the user");
        found["id"].as_str().expect("an id").to_owned()
    };
    let (of_ann, of_ben, of_cyd, of_admin) = (ann.listen(), ben.listen(), cyd.listen(), admin.listen());
    admin.patch(&format!("/api/users/{}", id("ann")), json!({ "roles": ["warehouse"] })).is(200);
    admin.delete(&format!("/api/users/{}/sessions", id("ben"))).is(204);
    admin.create("customer", json!({ "code": "zhao", "name": "赵记" }));
    for (whose, of) in [("a changed role", of_ann), ("an ended session", of_ben)] {
        let told = of.wait_for_the_end();
        assert!(told.iter().all(|it| it.data["number"] != "zhao"), "{whose}: {told:?}");
    }
    assert!(
        of_cyd
            .wait("news of the customer", |it| it.name != "access" && it.data["number"] == "zhao")
            .id
            .is_some()
    );
    of_admin.wait("news of the customer", |it| it.data["number"] == "zhao");
    // What a role allows changes for all who have it; who listens hears of it, and comes back.
    let role = json!({ "label": { "zh": "自", "en": "Own" }, "grants": {}, "abilities": [] });
    admin.put("/api/roles/own", role).is(200);
    let told = of_cyd.wait_for_the_end();
    assert_eq!(told.last().map(|it| it.name.as_str()), Some("definitions"));
}

fn position(client: &Client) -> String {
    let events = client.listen();
    client.create("customer", json!({ "code": "lu", "name": "路人" }));
    let told = events.wait("news of the customer", |it| it.data["number"] == "lu");
    told.id.expect("a place to come back to")
}

fn who_comes_back_hears_what_was_missed(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let seller = server.user(&["seller"]);
    let last = position(&admin);
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "10" }]);
    admin.create("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    admin.create("customer", json!({ "code": "zhao", "name": "赵记" }));
    let heard = std::cell::RefCell::new(Vec::new());
    let keep = |it: &Event| heard.borrow_mut().push(it.clone());
    let of_orders = |it: &[Event]| it.iter().any(|it| it.data["type"] == "purchase_order");

    let back = admin.with("last-event-id", &last).listen();
    back.wait("the customer that was missed", |it| {
        keep(it);
        it.data["number"] == "zhao"
    });
    let passed = heard.take();
    assert!(of_orders(&passed));
    // What is not settled yet comes behind this word, like all other news.
    let resumed = passed.into_iter().find(|it| it.name == "resumed");
    let resumed =
        resumed.unwrap_or_else(|| back.wait("the end of what was missed", |it| it.name == "resumed"));
    assert!(resumed.id.is_some(), "a place to come back to");
    admin.create("customer", json!({ "code": "qian", "name": "钱记" }));
    let next = back.wait("news again", |it| it.name == "document");
    assert_eq!(next.data["number"], "qian", "nothing is told twice");

    let back = seller.with("last-event-id", &last).listen();
    back.wait("the customer that the seller missed", |it| {
        keep(it);
        it.data["number"] == "zhao"
    });
    assert!(!of_orders(&heard.take()), "a seller may not read it");
}

fn who_was_away_too_long_reads_everything_again(server: &TestServer) {
    let admin = server.admin();
    position(&admin);
    for forgotten in ["7-4000000000", "0-4000000000", "not a position"] {
        let back = admin.with("last-event-id", forgotten).listen();
        back.wait("the word to read everything again", |it| it.name == "resync");
    }
    let first_time = admin.listen();
    admin.create("customer", json!({ "code": "zhao", "name": "赵记" }));
    let first = first_time.wait("news", |it| it.name != "definitions");
    assert_eq!(first.data["number"], "zhao", "who listens for the first time has missed nothing");
}
