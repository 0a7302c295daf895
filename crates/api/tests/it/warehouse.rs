//! What a warehouse asks of its stock: counts by plan, traces, ages, what expires, bins.

mod worth;

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::{Day, Instant};

on_both_engines!(
    a_plan_is_counted_blindly_and_approved_by_somebody_else,
    a_lot_is_traced_through_what_was_made_of_it,
    ages_follow_first_in_first_out,
    what_expires_is_listed_with_advice,
    goods_are_put_away_and_fetched,
    bins_are_counted_one_by_one,
    who_follows_a_loan_hears_that_it_is_overdue,
    what_is_not_counted_in_time_is_told_once,
    nobody_counts_in_the_future,
    what_lies_beside_the_bins_is_counted_beside_them
);

fn today(admin: &Client) -> Day {
    serde_json::from_value(admin.get("/api/stock/at").is(200)["day"].clone()).expect("a day")
}

fn opening(admin: &Client, warehouse: &str, day: Day, line: Json) {
    admin.confirm("opening_stock", json!({ "warehouse": warehouse, "day": day, "lines": [line] }));
}

fn text<'j>(it: &'j Json, name: &str) -> &'j str {
    it[name].as_str().unwrap_or("-")
}

fn rows(page: &Json) -> Vec<Json> {
    page["rows"].as_array().expect("rows").clone()
}

fn a_plan_is_counted_blindly_and_approved_by_somebody_else(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin
        .patch(
            "/api/documents/item/tea",
            json!({ "fields": { "units": [{ "unit": "箱", "factor": "12" }] } }),
        )
        .is(200);
    opening(&admin, "main", today(&admin), json!({ "item": "tea", "quantity": "120", "unit_cost": "2" }));
    opening(&admin, "main", today(&admin), json!({ "item": "cup", "quantity": "91", "unit_cost": "3" }));
    let (clerk, accountant) = (server.user(&["warehouse"]), server.user(&["accountant"]));
    let plan = admin.create(
        "count_plan",
        json!({ "warehouse": "main", "classes": [{ "class": "other", "every_days": "30" }] }),
    );
    let tasks = format!("/api/count-plans/{}/tasks", text(&plan, "number"));
    let made = clerk.post(&tasks, json!({})).is(200);
    assert_eq!((&made["due"], &made["lines"]), (&json!(2), &json!(2)));
    let number = text(&made["document"], "number").to_owned();
    // What somebody is at is not counted twice.
    assert_eq!(clerk.post(&tasks, json!({})).is(200)["document"], Json::Null);

    let path = format!("/api/documents/count_task/{number}");
    let task = clerk.get(&path).is(200);
    assert!(task.to_string().find("\"120\"").is_none(), "who counts sees no books: {task}");
    clerk.transition("count_task", &number, "submit").refused(409, "not_counted");
    let count = |tea: Json, cup: Json| {
        let line = |at: usize, more: &Json| {
            let mut line = json!({ "line": at, "item": task["fields"]["lines"][at - 1]["item"] });
            line.as_object_mut().expect("a line").extend(more.as_object().expect("columns").clone());
            line
        };
        let of = |item: &str| {
            task["fields"]["lines"].as_array().expect("lines").iter().position(|it| it["item"] == item)
        };
        let (tea_at, cup_at) = (of("tea").expect("tea") + 1, of("cup").expect("cup") + 1);
        let mut lines = vec![line(tea_at, &tea), line(cup_at, &cup)];
        lines.sort_by_key(|it| it["line"].as_u64());
        clerk.patch(&path, json!({ "fields": { "lines": lines } })).is(200);
    };
    count(json!({ "counted": "10" }), json!({ "counted": "19" }));
    let refused = clerk.transition("count_task", &number, "submit").refused(409, "count_again");
    assert_eq!(refused["params"]["lines"].as_array().map(Vec::len), Some(2));
    count(json!({ "counted": "10", "recounted": "10" }), json!({ "counted": "19", "recounted": "90" }));
    clerk.transition("count_task", &number, "submit").is(200);

    let differences = format!("/api/count-tasks/{number}/differences");
    clerk.get(&differences).refused(403, "forbidden");
    let told = accountant.get(&differences).is(200);
    let of = |item: &str| rows(&told).into_iter().find(|it| it["item"] == item).expect("a row");
    assert_eq!((text(&of("tea"), "expected"), text(&of("tea"), "difference")), ("120", "-110"));
    assert_eq!(of("tea")["hints"][0], json!({ "code": "other_unit", "factor": "12" }));
    assert_eq!((text(&of("cup"), "difference"), text(&of("cup"), "value")), ("-1", "-3"));
    // It left after it was counted: that still applies.
    let lines = json!([{ "item": "cup", "quantity": "-5" }]);
    admin.confirm("adjustment", json!({ "warehouse": "main", "reason": "own_use", "lines": lines }));
    assert_eq!(text(&rows(&accountant.get(&differences).is(200))[0], "expected"), "120");
    clerk.transition("count_task", &number, "approve").refused(403, "forbidden");
    accountant.transition("count_task", &number, "approve").is(200);
    assert_eq!(text(&admin.balance("tea", "main"), "on_hand"), "10");
    assert_eq!(text(&admin.balance("cup", "main"), "on_hand"), "85");
    assert_eq!(clerk.post(&tasks, json!({})).is(200)["due"], json!(0), "counted today");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_lot_is_traced_through_what_was_made_of_it(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for code in ["leaf", "brew"] {
        admin.create("item", json!({ "code": code, "name": code, "tracking": "lot" }));
    }
    let lines = json!([{ "item": "leaf", "quantity": "10", "price": "2" }]);
    let order =
        admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    let lines = json!([{ "item": "leaf", "quantity": "10", "lot": "L1" }]);
    admin.confirm(
        "receipt",
        json!({ "purchase_order": order["number"], "warehouse": "main", "lines": lines }),
    );
    let make = |lot: &str| {
        admin.confirm(
            "assembly",
            json!({
                "product": "brew", "quantity": "2", "warehouse": "main", "lot": lot,
                "lines": [{ "item": "leaf", "quantity": "4", "lot": "L1" }],
            }),
        )
    };
    make("B1");
    make("B2");
    let lines = json!([{ "item": "brew", "quantity": "1", "price": "9" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let lines = json!([{ "item": "brew", "quantity": "1", "lot": "B2" }]);
    admin.confirm("shipment", json!({ "sales_order": order["number"], "lines": lines }));

    let found = admin.get("/api/lots?code=B").is(200);
    let lots: Vec<String> =
        rows(&found).iter().map(|it| format!("{} {}", text(it, "lot"), text(it, "on_hand"))).collect();
    assert_eq!(lots, ["B1 2", "B2 1"]);

    let told = admin.get("/api/lots/leaf/L1").is(200);
    let who = |of: &str| {
        let rows = told[of].as_array().expect("rows").clone();
        rows.iter()
            .map(|it| {
                format!(
                    "{} {} {} {}",
                    text(it, "partner"),
                    text(it, "item"),
                    text(it, "lot"),
                    text(it, "quantity")
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(who("came_from"), ["farm leaf L1 10"]);
    assert_eq!(who("went_to"), ["li brew B2 1"]);
    let here: Vec<String> = told["here"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|it| format!("{} {} {}", text(it, "warehouse"), text(it, "lot"), text(it, "quantity")))
        .collect();
    assert_eq!(here, ["main L1 2", "main B1 2", "main B2 1"]);
    // And back: from what the customer has to who supplied what is in it, and to nobody else.
    let back = admin.get("/api/lots/brew/B2").is(200);
    assert_eq!(text(&back["came_from"][0], "partner"), "farm");
    let drawn = |trace: &Json| {
        trace["nodes"].as_array().expect("nodes").iter().filter(|it| it["kind"] == "lot").count()
    };
    assert_eq!((drawn(&told), drawn(&back)), (3, 2));
    // Who may not read orders sees where it lies, and neither papers nor partners.
    server
        .admin()
        .put(
            "/api/roles/porter",
            json!({
                "label": { "zh": "搬运", "en": "Porter" }, "grants": {}, "abilities": [],
            }),
        )
        .is(200);
    let seen = server.user(&["porter"]).get("/api/lots/leaf/L1");
    if seen.status == 200 {
        let seen = seen.json();
        assert_eq!(
            (&seen["went_to"][0]["partner"], &seen["went_to"][0]["document"]),
            (&Json::Null, &Json::Null)
        );
    }
}

fn ages_follow_first_in_first_out(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    opening(
        &admin,
        "main",
        today.plus_days(-400),
        json!({ "item": "tea", "quantity": "10", "unit_cost": "2" }),
    );
    opening(
        &admin,
        "main",
        today.plus_days(-40),
        json!({ "item": "tea", "quantity": "10", "unit_cost": "2" }),
    );
    opening(&admin, "main", today.plus_days(-5), json!({ "item": "cup", "quantity": "4", "unit_cost": "3" }));
    let lines = json!([{ "item": "tea", "quantity": "6", "price": "9" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    let lines = json!([{ "item": "tea", "quantity": "6" }]);
    admin.confirm("shipment", json!({ "sales_order": order["number"], "lines": lines }));
    let lines = json!([{ "item": "tea", "quantity": "6" }]);
    let sent = admin.confirm("transfer", json!({ "from": "main", "to": "east", "lines": lines }));
    admin.transition("transfer", text(&sent, "number"), "receive").is(200);
    for round in ["from the moves", "kept up"] {
        let page = admin.get("/api/stock/ages").is(200);
        let told: Vec<String> = rows(&page)
            .iter()
            .map(|it| {
                let buckets: Vec<&str> =
                    it["buckets"].as_array().expect("buckets").iter().filter_map(Json::as_str).collect();
                format!(
                    "{}@{} {} worth {}",
                    text(it, "item"),
                    text(it, "warehouse"),
                    buckets.join(" "),
                    text(it, "value")
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "tea@main 0 8 0 0 0 0 worth 16",
                "tea@east 0 2 0 0 0 4 worth 12",
                "cup@main 4 0 0 0 0 0 worth 12",
            ],
            "{round}"
        );
        assert_eq!(text(&page["total"], "value"), "40", "{round}");
        assert_eq!(page["total"]["buckets"], json!(["12", "20", "0", "0", "0", "8"]), "{round}");
        let idle = admin.get("/api/stock/ages?idle_days=300").is(200);
        assert_eq!(rows(&idle).len(), 1, "{round}: only east has seen nothing leave for so long");
        server.app().sum_up_turnover().expect("it is brought up to date");
        assert_eq!(server.differences(), Vec::<String>::new(), "{round}");
    }
    let seen = server.user(&["warehouse"]).get("/api/stock/ages").is(200);
    assert!(rows(&seen)[0].get("value").is_none(), "what it cost is not for everybody");
}

fn what_expires_is_listed_with_advice(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    admin.create("item", json!({ "code": "milk", "name": "牛奶", "tracking": "lot" }));
    for (lot, days) in [("OLD", -3), ("SOON", 10), ("LATE", 200)] {
        let line = json!({ "item": "milk", "quantity": "5", "unit_cost": "2", "lot": lot, "expiry": today.plus_days(days) });
        opening(&admin, "main", today.plus_days(-20), line);
    }
    let page = admin.get("/api/stock/expiring?days=90").is(200);
    let told: Vec<String> = rows(&page)
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {}",
                text(it, "lot"),
                it["days_left"],
                text(it, "surplus"),
                text(it, "suggestion")
            )
        })
        .collect();
    assert_eq!(told, ["OLD -3 5 scrap", "SOON 10 5 promote"]);
    assert_eq!((text(&page["total"], "value"), text(&page["total"], "expired_value")), ("20", "10"));
}

fn goods_are_put_away_and_fetched(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    admin.create("item", json!({ "code": "milk", "name": "牛奶", "tracking": "lot" }));
    admin.create("bin", json!({ "code": "A-01", "warehouse": "main", "capacity": "6" }));
    admin.create("bin", json!({ "code": "A-02", "warehouse": "main" }));
    for (lot, days) in [("LATE", 200), ("SOON", 10)] {
        let line = json!({ "item": "milk", "quantity": "5", "lot": lot, "expiry": today.plus_days(days) });
        opening(&admin, "main", today, line);
    }
    let told = admin.get("/api/warehouses/main/bins").is(200);
    let suggested: Vec<(&str, &str)> = told["to_place"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|it| (text(it, "lot"), text(it, "bin")))
        .collect();
    assert_eq!(suggested, [("LATE", "A-01"), ("SOON", "A-02")]);
    let clerk = server.user(&["warehouse"]);
    let lines: Vec<Json> = suggested
        .iter()
        .map(|(lot, bin)| json!({ "item": "milk", "quantity": "4", "lot": lot, "to_bin": bin }))
        .collect();
    clerk.confirm("bin_move", json!({ "warehouse": "main", "lines": lines }));
    let picks = clerk
        .post(
            "/api/picks",
            json!({ "warehouse": "main", "lines": [
        { "item": "milk", "quantity": "6" }, { "item": "milk", "quantity": "9" }] }),
        )
        .is(200);
    let told: Vec<String> = rows(&picks)
        .iter()
        .map(|it| format!("{} {} from {}", text(it, "quantity"), text(it, "lot"), text(it, "bin")))
        .collect();
    assert_eq!(
        told,
        ["4 SOON from A-02", "1 SOON from -", "1 LATE from A-01", "3 LATE from A-01", "1 LATE from -",],
        "two lines of one list share what there is"
    );
    admin.delete("/api/documents/bin/A-01").refused(409, "is_referenced");
    assert_eq!(server.differences(), Vec::<String>::new());
}

/// Tea lies in two bins and beside them, cups in none: a night makes the task, and each bin is compared for
/// itself.
fn bins_are_counted_one_by_one(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "20");
    admin.open_stock("main", "cup", "4");
    for bin in ["A-01", "A-02"] {
        admin.create("bin", json!({ "code": bin, "warehouse": "main" }));
    }
    let lines = json!([
        { "item": "tea", "quantity": "12", "to_bin": "A-01" }, { "item": "tea", "quantity": "5", "to_bin": "A-02" },
    ]);
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": lines }));
    let (clerk, accountant) = (server.user(&["warehouse"]), server.user(&["accountant"]));
    let classes = json!([{ "class": "other", "every_days": "30" }]);
    let login = clerk.get("/api/me").is(200)["user"]["login"].clone();
    let plan =
        admin.create("count_plan", json!({ "warehouse": "main", "classes": classes, "counter": login }));
    let night = || {
        server.wait_for(server.app().make_due_count_tasks(app::App::now())).expect("a night passes");
        rows(&admin.get("/api/documents/count_task").is(200))
    };
    let made = night();
    assert_eq!(made.len(), 1, "what is due becomes a task by itself");
    assert_eq!(night().len(), 1, "and no second one while somebody is at the first");
    let number = text(&made[0], "number").to_owned();
    server.wait_for(server.app().remind(app::App::now())).expect("the same night");
    assert_eq!(rows(&clerk.get("/api/notices").is(200))[0]["detail"]["reminder"], "due");
    let path = format!("/api/documents/count_task/{number}");
    let task = clerk.get(&path).is(200);
    assert_eq!(task["fields"]["count_plan"], plan["number"]);
    let walk: Vec<String> = task["fields"]["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|it| format!("{} {}", text(it, "item"), text(it, "bin")))
        .collect();
    assert_eq!(walk, ["tea A-01", "tea A-02", "tea -", "cup -"]);

    // Two were carried from the one bin to the other and nobody wrote it down.
    let counted = |counted: &str| json!({ "counted": counted, "recounted": counted });
    let lines: Vec<Json> = (1..)
        .zip(["10", "7", "3", "4"])
        .map(|(at, found)| {
            let mut line = counted(found);
            line["line"] = json!(at);
            line
        })
        .collect();
    clerk.patch(&path, json!({ "fields": { "lines": lines } })).is(200);
    clerk.transition("count_task", &number, "submit").is(200);
    // Afterwards two are sold, and four more put away: that still applies.
    let sold = json!([{ "item": "tea", "quantity": "2", "price": "9" }]);
    let order = admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": sold }));
    admin.confirm("shipment", admin.push_down("sales_order", text(&order, "number"), "shipment"));
    let carried = json!([{ "item": "tea", "quantity": "4", "from_bin": "A-01" }]);
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": carried }));
    let told = accountant.get(&format!("/api/count-tasks/{number}/differences")).is(200);
    let told: Vec<String> = rows(&told)
        .iter()
        .map(|it| {
            let hint = &it["hints"][0];
            format!(
                "{} {}: {} {} {}{}",
                text(it, "item"),
                text(it, "bin"),
                text(it, "expected"),
                text(it, "difference"),
                text(hint, "code"),
                text(hint, "bin")
            )
        })
        .collect();
    assert_eq!(
        told,
        ["tea A-01: 12 -2 bins_mixedA-02", "tea A-02: 5 2 bins_mixedA-01", "tea -: 3 0 --", "cup -: 4 0 --"]
    );
    accountant.transition("count_task", &number, "approve").is(200);
    let bins = admin.get("/api/warehouses/main/bins").is(200);
    let inside: Vec<String> = bins["contents"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|it| format!("{} {}", text(it, "bin"), text(it, "quantity")))
        .collect();
    assert_eq!(inside, ["A-01 6", "A-02 7"]);
    assert_eq!(text(&admin.balance("tea", "main"), "on_hand"), "18");
    assert_eq!(night().len(), 1, "all of it was counted today");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn who_follows_a_loan_hears_that_it_is_overdue(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    admin.open_stock("main", "tea", "20");
    let clerk = server.user(&["warehouse"]);
    let lend = |due: i32| {
        let lines = json!([{ "item": "tea", "quantity": "1" }]);
        let (lent_on, due) = (today.plus_days(-9), today.plus_days(due));
        clerk.confirm(
            "loan",
            json!({ "borrower": "展会", "warehouse": "main", "lent_on": lent_on, "due": due, "lines": lines }),
        )
    };
    let (late, _) = (lend(-1), lend(0));
    for night in ["the first night", "the second"] {
        server.wait_for(server.app().remind(app::App::now())).expect("a night passes");
        let told = clerk.get("/api/notices").is(200);
        let told: Vec<String> = rows(&told)
            .iter()
            .map(|it| {
                let (of, due) = (&it["document"], &it["detail"]["due"]);
                format!("{} {} {due} {}", text(it, "kind"), text(of, "number"), it["count"]).replace('"', "")
            })
            .collect();
        assert_eq!(
            told,
            [format!("reminder {} {} 1", text(&late, "number"), today.plus_days(-1))],
            "{night}"
        );
    }
    assert_eq!(admin.get("/api/notices").is(200)["unread"], 0);
}

/// A task holds one item; the other is late when the plan's days are over, and nobody is at it.
fn what_is_not_counted_in_time_is_told_once(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for item in ["tea", "cup"] {
        admin.open_stock("main", item, "5");
    }
    let clerk = server.user(&["warehouse"]);
    let login = clerk.get("/api/me").is(200)["user"]["login"].clone();
    let classes = json!([{ "class": "other", "every_days": "10" }]);
    let plan = json!({ "warehouse": "main", "classes": classes, "counter": login, "lines_max": "1" });
    let plan = admin.create("count_plan", plan);
    let told_on = |days: i64| {
        let now = app::App::now().plus_seconds(days * 86_400);
        server.wait_for(server.app().make_due_count_tasks(now)).expect("a night passes");
        server.wait_for(server.app().tell_of_overdue_counts(now)).expect("a night passes")
    };
    let notices = || -> Vec<String> {
        let told = clerk.get("/api/notices").is(200);
        let of_plan = rows(&told).into_iter().filter(|it| it["kind"] == "count_overdue");
        let told = of_plan.map(|it| {
            let detail = &it["detail"];
            format!("{}: {} {}", text(&it["document"], "number"), detail["items"], detail["due"])
                .replace('"', "")
        });
        told.collect()
    };
    assert_eq!((told_on(0), told_on(10), notices().len()), (0, 0, 0), "the tenth day is a day to count on");
    assert_eq!((told_on(11), told_on(12)), (1, 0), "the tea is on a task");
    assert_eq!(notices(), [format!("{}: 1 null", text(&plan, "number"))]);
    clerk.post("/api/notices/read", json!({ "all": true })).is(200);

    // Counted, it is late again only when as many days have passed.
    let counted = json!([{ "item": "cup", "counted": "5" }]);
    admin.confirm("stock_count", json!({ "warehouse": "main", "lines": counted }));
    assert_eq!((told_on(10), notices().len()), (0, 1));
    assert_eq!((told_on(11), told_on(12)), (1, 0));
    let due = today(&admin).plus_days(10);
    assert_eq!(notices()[0], format!("{}: 1 {due}", text(&plan, "number")));
    assert_eq!(admin.get("/api/notices").is(200)["unread"], 0, "whose plan it is has named who counts");

    // A plan that is put away expects nothing.
    admin.transition("count_plan", text(&plan, "number"), "archive").is(200);
    assert_eq!(told_on(30), 0);
}

/// A clock that is ahead does not take what is sold after counting for counted.
fn nobody_counts_in_the_future(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let (clerk, accountant) = (server.user(&["warehouse"]), server.user(&["accountant"]));
    let lines = json!([{ "item": "tea", "counted": "10" }]);
    let fields = json!({ "warehouse": "main", "counted_at": "2099-01-01T00:00:00Z", "lines": lines });
    let task = admin.create("count_task", fields);
    clerk.transition("count_task", text(&task, "number"), "submit").is(200);
    let sold = json!([{ "item": "tea", "quantity": "2", "price": "9" }]);
    let order = admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": sold }));
    admin.confirm("shipment", admin.push_down("sales_order", text(&order, "number"), "shipment"));
    accountant.transition("count_task", text(&task, "number"), "approve").is(200);
    assert_eq!(text(&admin.balance("tea", "main"), "on_hand"), "8");
}

/// Six in a bin and four beside it: who counts both, on two lines, counted ten.
fn what_lies_beside_the_bins_is_counted_beside_them(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    admin.create("bin", json!({ "code": "A-01", "warehouse": "main" }));
    let placed = json!([{ "item": "tea", "quantity": "6", "to_bin": "A-01" }]);
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": placed }));
    let count = |counted_at: Instant, bin: &str, beside: &str| {
        let lines =
            json!([{ "item": "tea", "counted": beside }, { "item": "tea", "counted": bin, "bin": "A-01" }]);
        admin
            .confirm("stock_count", json!({ "warehouse": "main", "counted_at": counted_at, "lines": lines }));
        text(&admin.balance("tea", "main"), "on_hand").to_owned()
    };
    let now = app::App::now;
    assert_eq!(count(now(), "6", "4"), "10");
    assert_eq!(count(now(), "5", "5"), "10", "one was put down beside the bin");
    let counted_at = now();
    // Afterwards some of what lies beside it is sold: that still applies.
    let sold = json!([{ "item": "tea", "quantity": "2", "price": "9" }]);
    let order = admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": sold }));
    admin.confirm("shipment", admin.push_down("sales_order", text(&order, "number"), "shipment"));
    assert_eq!(count(counted_at, "5", "5"), "8", "five were there, and two of them are sold");
    assert_eq!(server.differences(), Vec::<String>::new());
}
