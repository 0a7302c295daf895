//! What people are told of by itself when a day has come: once, again when it is moved, and only what they may see.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::Day;

on_both_engines!(
    a_type_of_ones_own_reminds_whom_it_names,
    a_company_adds_a_reminder_to_a_built_in_type,
    papers_of_the_day_remind_of_what_is_late,
    a_count_is_told_of_on_its_day,
    a_day_that_may_not_be_seen_is_not_told,
);

const DAY_SECONDS: i64 = 86_400;

fn today(admin: &Client) -> Day {
    admin.get("/api/me").is(200)["today"].as_str().expect("a day").parse().expect("a day")
}

/// A night, some days from now.
fn night(server: &TestServer, days: i64) -> usize {
    let at = app::App::now().plus_seconds(days * DAY_SECONDS);
    server.wait_for(server.app().remind(at)).expect("a night passes")
}

/// `visit ending 2026-11-25 ×1`, by the type, the newest first.
fn told(client: &Client) -> Vec<String> {
    let rows = client.get("/api/notices").is(200)["rows"].clone();
    let reminders = rows.as_array().expect("rows").iter().filter(|it| it["kind"] == "reminder");
    let one = |it: &Json| {
        let (of, detail) = (it["document"]["type"].as_str(), &it["detail"]);
        let due = detail["due"].as_str().unwrap_or("-");
        let (of, name) = (of.unwrap_or("?"), detail["reminder"].as_str().unwrap_or("?"));
        format!("{of} {name} {due} ×{}", it["count"])
    };
    reminders.map(one).collect()
}

fn permit() -> Json {
    json!({
        "label": { "zh": "资质", "en": "Permit" }, "area": "custom",
        "number": { "prefix": "ZZ-", "digits": 4 },
        "fields": [
            { "name": "ends", "label": { "zh": "有效期至", "en": "Ends" }, "kind": "date" },
            { "name": "owner", "label": { "zh": "负责人", "en": "Owner" }, "kind": "member" },
        ],
        "states": [
            { "name": "active", "label": { "zh": "有效", "en": "Active" }, "editable": true },
            { "name": "gone", "label": { "zh": "作废", "en": "Gone" } },
        ],
        "transitions": [{ "name": "drop", "label": { "zh": "作废", "en": "Drop" }, "from": ["active"], "to": "gone" }],
        "reminders": [{
            "name": "ending", "label": { "zh": "资质快到期", "en": "The permit ends soon" },
            "day": "ends", "days_before": 10, "states": ["active"], "members": ["owner"],
        }],
        "access": { "read": ["buyer"], "create": ["buyer"], "edit": ["buyer"], "delete": ["buyer"] },
    })
}

fn a_type_of_ones_own_reminds_whom_it_names(server: &TestServer) {
    let admin = server.admin();
    let made = admin.put("/api/document-types/permit", permit()).is(200);
    assert_eq!(made["reminders"][0]["label"]["en"], "The permit ends soon");
    let (buyer, owner) = (server.user(&["buyer"]), server.user(&["buyer"]));
    let login = owner.get("/api/me").is(200)["user"]["login"].clone();
    let day = |days: i32| today(&admin).plus_days(days).to_string();
    let permit = buyer.create("permit", json!({ "ends": day(12), "owner": login }));
    let dropped = buyer.create("permit", json!({ "ends": day(12) }));
    buyer.transition("permit", dropped["number"].as_str().expect("a number"), "drop").is(200);
    buyer.create("permit", json!({ "ends": day(-70) }));

    assert_eq!((night(server, 1), told(&buyer)), (0, vec![]), "eleven days before is too early");
    assert_eq!(night(server, 2), 1, "what is void, and what ended long ago, reminds nobody");
    let once = vec![format!("permit ending {} ×1", day(12))];
    assert_eq!((told(&buyer), told(&owner), told(&admin)), (once.clone(), once.clone(), vec![]));
    assert_eq!((night(server, 3), told(&owner)), (0, once), "once");

    // Moved to another day, people are told of that, and what was not read yet becomes one with it.
    let path = format!("/api/documents/permit/{}", permit["number"].as_str().expect("a number"));
    buyer.patch(&path, json!({ "fields": { "ends": day(20) } })).is(200);
    assert_eq!((night(server, 9), night(server, 10), night(server, 11)), (0, 1, 0));
    assert_eq!(told(&owner), [format!("permit ending {} ×2", day(20))]);

    let mut wrong = self::permit();
    wrong["reminders"][0]["day"] = json!("owner");
    wrong["reminders"][0]["states"] = json!(["never"]);
    let problems = admin.put("/api/document-types/permit", wrong).invalid();
    assert_eq!(problems, ["reminders[0].day wrong_kind", "reminders[0].states unknown_state"]);
}

fn a_company_adds_a_reminder_to_a_built_in_type(server: &TestServer) {
    let admin = server.admin();
    let overlay = json!({
        "fields": [{ "name": "x_licence", "label": { "zh": "营业执照到期", "en": "Licence ends" }, "kind": "date" }],
        "reminders": [{
            "name": "x_licence", "label": { "zh": "营业执照快到期", "en": "The licence ends soon" },
            "day": "x_licence", "days_before": 30, "members": ["owner"],
        }],
    });
    admin.put("/api/document-types/supplier/overlay", overlay).is(200);
    let buyer = server.user(&["buyer"]);
    let login = buyer.get("/api/me").is(200)["user"]["login"].clone();
    let day = today(&admin).plus_days(30).to_string();
    admin.create("supplier", json!({ "code": "s", "name": "某厂", "x_licence": day, "owner": login }));
    night(server, 0);
    assert_eq!(told(&buyer), [format!("supplier x_licence {day} ×1")]);
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn papers_of_the_day_remind_of_what_is_late(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (buyer, seller, clerk) =
        (server.user(&["buyer"]), server.user(&["seller"]), server.user(&["warehouse"]));
    let day = |days: i32| today(&admin).plus_days(days).to_string();
    let lines = json!([{ "item": "tea", "quantity": "3", "price": "5" }]);
    let plain = json!([{ "item": "tea", "quantity": "3" }]);

    let order = json!({ "supplier": "farm", "deliver_to": "main", "due": day(4), "lines": lines });
    let order = buyer.confirm("purchase_order", order)["number"].as_str().expect("a number").to_owned();
    let request = json!({ "deliver_to": "main", "needed_by": day(9), "lines": plain });
    let request = seller.create("purchase_request", request);
    let request = request["number"].as_str().expect("a number");
    seller.transition("purchase_request", request, "submit").is(200);
    let sold = json!({ "customer": "li", "ship_from": "main", "due": day(6), "lines": lines });
    seller.confirm("sales_order", sold);
    let offer = json!({ "customer": "li", "valid_until": day(20), "lines": lines });
    let offer = seller.create("quotation", offer);
    seller.transition("quotation", offer["number"].as_str().expect("a number"), "send").is(200);
    let review = json!({
        "supplier": "farm", "verdict": "keep", "next_on": day(30),
        "lines": [{ "criterion": "quality", "score": "90" }],
    });
    buyer.confirm("supplier_review", review);

    assert_eq!((night(server, 4), told(&buyer)), (0, vec![]), "until its day is over an order is not late");
    night(server, 5);
    assert_eq!(told(&buyer), [format!("purchase_order late {} ×1", day(4))]);
    assert_eq!(told(&clerk), Vec::<String>::new());
    night(server, 6);
    assert_eq!(told(&seller), [format!("purchase_request needed {} ×1", day(9))]);
    night(server, 7);
    night(server, 17);
    let all = ["quotation ending", "sales_order late", "purchase_request needed"];
    let days = [day(20), day(6), day(9)];
    let all: Vec<String> = all.iter().zip(days).map(|(it, day)| format!("{it} {day} ×1")).collect();
    assert_eq!(told(&seller), all);
    night(server, 30);
    assert_eq!(told(&admin), [format!("supplier review {} ×1", day(30))], "who made the supplier");

    // Received, it is late no more.
    let draft = admin.push_down("purchase_order", &order, "receipt");
    admin.confirm("receipt", draft);
    buyer.post("/api/notices/read", json!({ "all": true })).is(200);
    assert_eq!(night(server, 31), 0);
}

fn a_count_is_told_of_on_its_day(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let clerk = server.user(&["warehouse"]);
    let login = clerk.get("/api/me").is(200)["user"]["login"].clone();
    let day = today(&admin).plus_days(2).to_string();
    let task = json!({ "warehouse": "main", "counter": login, "due": day, "lines": [{ "item": "tea" }] });
    admin.create("count_task", task);
    assert_eq!((night(server, 1), told(&clerk)), (0, vec![]));
    assert_eq!((night(server, 2), told(&clerk)), (1, vec![format!("count_task due {day} ×1")]));
    assert_eq!((night(server, 3), night(server, 5)), (0, 1));
    assert_eq!(told(&clerk), [format!("count_task late {day} ×2")]);
}

fn a_day_that_may_not_be_seen_is_not_told(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let rule = json!([{ "actions": ["read"], "rows": "all", "hidden": ["due"] }]);
    let role =
        json!({ "label": { "zh": "帮手", "en": "Helper" }, "grants": { "loan": rule }, "abilities": [] });
    admin.put("/api/roles/helper", role).is(200);
    let (helper, stranger) = (server.user(&["helper"]), server.user(&["buyer"]));
    admin.open_stock("main", "tea", "20");
    let lent = json!({
        "borrower": "展会", "warehouse": "main", "lent_on": today(&admin).plus_days(-9), "due": today(&admin).plus_days(-1),
        "lines": [{ "item": "tea", "quantity": "1" }],
    });
    let lent = admin.confirm("loan", lent);
    let path = format!("/api/documents/loan/{}/following", lent["number"].as_str().expect("a number"));
    helper.put(&path, json!({ "follows": true })).is(204);
    night(server, 0);
    assert_eq!(told(&helper), ["loan overdue - ×1"]);
    assert_eq!(told(&admin), [format!("loan overdue {} ×1", today(&admin).plus_days(-1))]);
    assert_eq!(told(&stranger), Vec::<String>::new());
}
