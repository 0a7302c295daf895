//! Several servers on one company: whatever one does, the others know at once.

use serde_json::{Value as Json, json};
use testkit::{Engine, TestServer, eventually, tea_company};

fn names(data: &Json, number: &str) -> bool {
    data.as_array().is_some_and(|all| all.iter().any(|it| it == number))
}

#[test]
fn screens_hear_what_is_done_on_another_server() {
    let server = TestServer::start(Engine::Postgres);
    let admin = server.admin();
    tea_company(&admin);
    let other = server.another_node();
    // The paper and the stock are told by two who do not wait for each other.
    let (events, of_stock) = (other.takes(&admin).listen(), other.takes(&admin).listen());
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let told = events.wait("news of the order", |it| it.data["number"] == order["number"]);
    assert_eq!((told.name.as_str(), &told.data["state"]), ("document", &json!("confirmed")));
    // Stock and shortages are written down nowhere; the planner says what it judged.
    of_stock.wait("news of the stock", |it| it.name == "stock" && names(&it.data["items"], "tea"));
    of_stock
        .wait("news of the shortage", |it| it.name == "shortages" && names(&it.data["changed"], "tea:main"));
}

#[test]
fn what_requests_take_for_granted_is_read_again_on_every_server() {
    let server = TestServer::start(Engine::Postgres);
    let admin = server.admin();
    let other = server.another_node();
    let there = other.takes(&admin);

    let company =
        json!({ "name": "江南茶行", "currency": "CNY", "time_zone": "Asia/Shanghai", "language": "zh" });
    admin.put("/api/company", company).is(200);
    eventually("the company's new name on the other server", || {
        (there.get("/api/me").is(200)["company"]["name"] == "江南茶行").then_some(())
    });

    let overlay = json!({ "fields": [{ "name": "x_shelf", "kind": "text", "label": { "zh": "货架", "en": "Shelf" } }] });
    admin.put("/api/document-types/item/overlay", overlay).is(200);
    eventually("the added field on the other server", || {
        there.get("/api/document-types/item").is_text(200).contains("x_shelf").then_some(())
    });

    let role = json!({ "label": { "zh": "帮手", "en": "Helper" }, "grants": { "customer": ["read", "create"] }, "abilities": [] });
    admin.put("/api/roles/helper", role).is(200);
    let helper = other.takes(&server.user(&["helper"]));
    let customer = json!({ "fields": { "code": "zhao", "name": "赵记" } });
    eventually("the role on the other server", || {
        (helper.post("/api/documents/customer", customer.clone()).status == 201).then_some(())
    });
}

#[test]
fn one_server_at_a_time_works_in_the_background_and_another_takes_over() {
    let server = TestServer::start(Engine::Postgres);
    eventually("the first server on duty", || server.app().is_on_duty().then_some(()));
    let admin = server.admin();
    tea_company(&admin);
    let other = server.another_node();
    let third = server.another_node();
    let on_duty =
        || [server.app(), other.app(), third.app()].into_iter().filter(|it| it.is_on_duty()).count();
    let lines = json!([{ "item": "tea", "quantity": "9", "price": "25" }]);
    let order = json!({ "customer": "li", "ship_from": "main", "lines": lines });
    admin.confirm("sales_order", order.clone());
    eventually("the shortage", || {
        (admin.get("/api/shortages").is(200)["rows"][0]["short"] == "9").then_some(())
    });
    assert_eq!(on_duty(), 1);

    server.node().stop_working();
    eventually("another server on duty", || {
        (other.app().is_on_duty() || third.app().is_on_duty()).then_some(())
    });
    assert_eq!(on_duty(), 1);
    assert!(!server.app().is_on_duty());
    other.takes(&admin).confirm("sales_order", order);
    eventually("the shortage, judged elsewhere", || {
        (admin.get("/api/shortages").is(200)["rows"][0]["short"] == "18").then_some(())
    });
}

/// Days of sales, so many that somebody has time to stop them.
fn long_history() -> String {
    let mut file = "日期,商品,数量\n".to_owned();
    for row in 0..200_000 {
        file += &format!("2024-{:02}-{:02},A{},1\n", 1 + row / 28 % 12, 1 + row % 28, row % 50);
    }
    file
}

#[test]
fn an_import_is_seen_and_stopped_from_another_server() {
    let server = TestServer::start(Engine::Postgres);
    let admin = server.admin();
    let other = server.another_node();
    let there = other.takes(&admin);
    let events = there.listen();
    let import =
        admin.upload("/api/imports", "sales-history", "sales.csv", long_history().as_bytes()).is(201);
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    admin.post(&format!("{path}/run"), json!({})).is(202);
    events.wait("how far it is", |it| it.name == "import" && it.data["state"] == "running");
    there.post(&format!("{path}/run"), json!({})).refused(409, "already_running");
    there.patch(&path, json!({ "options": {} })).refused(409, "already_running");
    there.post(&format!("{path}/cancel"), json!({})).is(200);
    eventually("its end", || (there.get(&path).is(200)["state"] == "cancelled").then_some(()));
    let again = there.post(&format!("{path}/run"), json!({}));
    assert_eq!(again.status, 202, "another server goes on where it stopped: {}", again.text());
    there.post(&format!("{path}/cancel"), json!({})).is(200);
    eventually("its second end", || (admin.get(&path).is(200)["state"] == "cancelled").then_some(()));
}

#[test]
fn an_import_whose_server_died_is_said_to_be_interrupted() {
    let server = TestServer::start(Engine::Postgres);
    let admin = server.admin();
    let file = "日期,商品,数量\n2024-03-01,A,1\n";
    let import = admin.upload("/api/imports", "sales-history", "sales.csv", file.as_bytes()).is(201);
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    // As a process leaves it that was killed: marked as running, and nobody holds its lease.
    let database = server.app().database();
    let killed = database.write_blocking(|tx| tx.execute("update @.import_job set state = 'running'", &[]));
    assert_eq!(killed, Ok(1));
    let told = eventually("somebody notices", || {
        let import = admin.get(&path).is(200);
        (import["state"] == "failed").then_some(import)
    });
    assert_eq!(told["error"]["code"], "interrupted");
    admin.post(&format!("{path}/run"), json!({})).is(202);
    eventually("the second run", || (admin.get(&path).is(200)["state"] == "done").then_some(()));
}
