//! What belongs to documents: views of their lists, acts on many, sums, comments, notices, the bin.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    views_are_ones_own_or_shared,
    a_wrong_view_is_refused_with_its_place,
    one_default_of_ones_own_and_one_of_all,
    a_batch_answers_for_each_document,
    a_batch_goes_through_everything_found_once,
    sums_are_those_of_the_whole_filter,
    a_comment_reaches_whom_it_mentions,
    comments_are_changed_by_their_author_only,
    followers_hear_of_what_others_do,
    what_is_deleted_lies_in_the_trash_and_comes_back,
    a_restored_document_needs_its_number_and_what_it_points_at,
    who_may_not_delete_sees_no_trash,
    uses_are_counted_and_paged_by_type,
    a_lineage_shows_where_from_where_to_and_what_moved
);

fn order(client: &Client, customer: &str, quantity: &str, price: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity, "price": price }]);
    client.create("sales_order", json!({ "customer": customer, "ship_from": "main", "lines": lines }))
}

fn id(document: &Json) -> &str {
    document["id"].as_str().expect("an id")
}

fn names(answer: &Json) -> Vec<&str> {
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().map(|it| it["name"].as_str().expect("a name")).collect()
}

/// In a URL.
fn encoded(json: &Json) -> String {
    let one =
        |it: u8| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") };
    json.to_string().bytes().map(one).collect()
}

fn views_are_ones_own_or_shared(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, keeper) = (server.user(&["seller"]), server.user(&["warehouse"]));
    let big = json!({ "all": [{ "field": "customer", "op": "=", "value": "li" }] });
    let body = json!({
        "layout": "board", "by": "state", "filter": big, "sort": "-created_at",
        "columns": [{ "field": "number", "width": 160, "frozen": true }, { "field": "customer" }],
        "colours": [{ "filter": { "field": "state", "op": "=", "value": "draft" }, "tone": "warning" }],
    });
    let own = json!({ "name": "老李的", "body": body });
    let shared = json!({ "name": "销售看板", "shared": ["seller"], "body": body });
    let mine = seller.post("/api/views/sales_order", own.clone()).is(201);
    let theirs = seller.post("/api/views/sales_order", shared).is(201);
    assert_eq!(names(&seller.get("/api/views/sales_order").is(200)), ["老李的", "销售看板"]);
    assert_eq!(names(&keeper.get("/api/views/sales_order").is(200)), Vec::<&str>::new());
    assert_eq!(
        names(&admin.get("/api/views/sales_order").is(200)),
        ["销售看板"],
        "what is shared needs a keeper"
    );
    let second = server.user(&["seller"]);
    let seen = second.get("/api/views/sales_order").is(200);
    assert_eq!(seen["rows"][0]["body"]["columns"][0]["width"], 160);
    assert_eq!(seen["rows"][0]["permitted"]["change"], false);

    let path = format!("/api/views/sales_order/{}", id(&theirs));
    second.put(&path, own.clone()).refused(403, "not_yours");
    second.delete(&path).refused(403, "not_yours");
    let mut changed = own;
    changed["version"] = json!(1);
    let own_path = format!("/api/views/sales_order/{}", id(&mine));
    keeper.put(&own_path, changed.clone()).refused(404, "not_found");
    assert_eq!(seller.put(&own_path, changed.clone()).is(200)["version"], 2);
    seller.put(&own_path, changed).refused(409, "stale_version");
    seller.delete(&own_path).is(204);
    seller.delete(&own_path).refused(404, "not_found");
    server.user(&["buyer"]).get("/api/views/sales_order").refused(403, "forbidden");
}

fn a_wrong_view_is_refused_with_its_place(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let refused = |form: Json| -> String {
        let problem = admin.post("/api/views/sales_order", form).refused(422, "invalid");
        let told = |it: &Json| {
            format!("{} {}", it["path"].as_str().unwrap_or("?"), it["code"].as_str().unwrap_or("?"))
        };
        problem["problems"].as_array().expect("problems").iter().map(told).collect::<Vec<_>>().join(", ")
    };
    let body = |body: Json| json!({ "name": "x", "body": body });
    assert_eq!(
        refused(json!({ "name": " ", "shared": ["nobody"], "body": {} })),
        "name required, shared not_known"
    );
    assert_eq!(refused(body(json!({ "columns": [{ "field": "gone" }] }))), "columns no_such_field");
    assert_eq!(refused(body(json!({ "layout": "board", "by": "customer" }))), "by no_such_field");
    assert_eq!(refused(body(json!({ "layout": "calendar" }))), "on no_such_field");
    let wrong = json!({ "field": "gone", "op": "=", "value": "1" });
    assert!(refused(body(json!({ "filter": wrong }))).starts_with("filter"));
    assert!(refused(body(json!({ "colours": [{ "filter": wrong, "tone": "ok" }] }))).starts_with("filter"));
    admin
        .post("/api/views/sales_order", json!({ "name": "x", "body": { "layout": "pie" } }))
        .refused(422, "malformed");
}

fn one_default_of_ones_own_and_one_of_all(server: &TestServer) {
    let admin = server.admin();
    let seller = server.user(&["seller"]);
    let form =
        |name: &str, shared: Json| json!({ "name": name, "shared": shared, "body": { "default": true } });
    for (name, shared) in [("A", json!([])), ("B", json!([])), ("C", json!(["*"])), ("D", json!(["seller"]))]
    {
        admin.post("/api/views/customer", form(name, shared)).is(201);
    }
    let all = admin.get("/api/views/customer").is(200);
    let defaults: Vec<&str> = all["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|it| it["body"]["default"] == true)
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(defaults, ["B", "D"]);
    seller.post("/api/views/customer", form("E", json!(["*"]))).refused(403, "forbidden");
    seller.post("/api/views/customer", form("F", json!([]))).is(201);
}

fn told(answer: &Json) -> Vec<String> {
    let one = |it: &Json| match it["ok"].as_bool() {
        Some(true) => format!(
            "{} {}",
            it["document"]["number"].as_str().unwrap_or("?"),
            it["document"]["state"].as_str().unwrap_or("gone")
        ),
        _ => format!(
            "{} {}",
            it["document"]["number"].as_str().unwrap_or("?"),
            it["problem"]["code"].as_str().unwrap_or("?")
        ),
    };
    answer["rows"].as_array().expect("rows").iter().map(one).collect()
}

fn a_batch_answers_for_each_document(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let orders: Vec<Json> = (0..3).map(|_| order(&admin, "li", "4", "10")).collect();
    let whole = json!({ "fields": { "partial_allowed": false } });
    for it in &orders {
        admin.patch(&format!("/api/documents/sales_order/{}", id(it)), whole.clone()).is(200);
    }
    let picked: Vec<Json> = orders.iter().map(|it| json!({ "id": id(it), "version": 2 })).collect();
    let confirm = json!({ "act": { "do": "transition", "name": "confirm" }, "documents": picked });
    let client = admin.once("confirm three");
    let answer = client.post("/api/documents/sales_order/batch", confirm.clone()).is(200);
    assert_eq!(
        told(&answer),
        ["XS-000001 confirmed", "XS-000002 insufficient_stock", "XS-000003 insufficient_stock"]
    );
    assert_eq!((answer["ok"].as_i64(), answer["failed"].as_i64()), (Some(1), Some(2)));
    // The same request changes nothing, and is told the same.
    assert_eq!(client.post("/api/documents/sales_order/batch", confirm).is(200), answer);

    let edit = json!({
        "act": { "do": "edit", "fields": { "customer": "wang" } },
        "documents": [{ "id": id(&orders[1]), "version": 1 }, { "id": id(&orders[2]) }, { "id": "none" }],
    });
    let answer = admin.post("/api/documents/sales_order/batch", edit).is(200);
    assert_eq!(told(&answer), ["XS-000002 stale_version", "XS-000003 draft", "? not_found"]);
    let delete = json!({ "act": { "do": "delete" }, "documents": orders.iter().map(|it| json!({ "id": id(it) })).collect::<Vec<_>>() });
    let answer = admin.post("/api/documents/sales_order/batch", delete.clone()).is(200);
    assert_eq!(told(&answer), ["XS-000001 not_editable", "XS-000002 gone", "XS-000003 gone"]);

    let viewer = server.user(&["viewer"]);
    viewer.post("/api/documents/sales_order/batch", delete).refused(403, "forbidden");
    let unknown = json!({ "act": { "do": "transition", "name": "explode" }, "documents": [] });
    admin.post("/api/documents/sales_order/batch", unknown).refused(404, "not_found");
    let many: Vec<Json> = (0..1001).map(|_| json!({ "id": "x" })).collect();
    let many = json!({ "act": { "do": "delete" }, "documents": many });
    admin.post("/api/documents/sales_order/batch", many).refused(413, "too_large");
}

fn a_batch_goes_through_everything_found_once(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for nth in 0..7 {
        order(&admin, if nth == 3 { "wang" } else { "li" }, "1", "10");
    }
    let filter = json!({ "all": [{ "field": "state", "op": "=", "value": "draft" }, { "field": "customer", "op": "=", "value": "li" }] });
    let (mut done, mut after) = (0, Json::Null);
    for _ in 0..10 {
        let found = json!({ "filter": filter, "after": after, "limit": 4 });
        let batch = json!({ "act": { "do": "transition", "name": "confirm" }, "found": found });
        let answer = admin.post("/api/documents/sales_order/batch", batch).is(200);
        done += answer["ok"].as_i64().expect("a number");
        after = answer["next"].clone();
        // What is made meanwhile is not touched.
        order(&admin, "li", "1", "10");
        if after.is_null() {
            break;
        }
    }
    assert_eq!(done, 6);
    let drafts = admin.get("/api/documents/sales_order?filter=%7B%22field%22%3A%22state%22%2C%22op%22%3A%22%3D%22%2C%22value%22%3A%22draft%22%7D");
    assert_eq!(drafts.is(200)["total"], 3, "the other customer's, and the two that came later");
}

fn sums_are_those_of_the_whole_filter(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for (customer, quantity, price) in [("li", "2", "10"), ("li", "3", "10.05"), ("wang", "1", "0.1")] {
        order(&admin, customer, quantity, price);
    }
    let confirmed = order(&admin, "wang", "1", "1000000");
    admin.transition("sales_order", id(&confirmed), "confirm").is(200);
    let all = admin.get("/api/documents/sales_order/sums?fields=amount&by=state").is(200);
    assert_eq!(all["count"], 4);
    assert_eq!(all["sums"]["amount"], json!({ "sum": "1000050.25", "count": 4, "average": "250012.5625" }));
    let groups: Vec<String> = all["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["value"].as_str().unwrap_or("?"),
                it["count"],
                it["sums"]["amount"]["sum"].as_str().unwrap_or("?")
            )
        })
        .collect();
    assert_eq!(groups, ["draft 3 50.25", "confirmed 1 1000000"]);
    let li = encoded(&json!({ "field": "customer", "op": "=", "value": "li" }));
    let some = admin.get(&format!("/api/documents/sales_order/sums?fields=amount&filter={li}")).is(200);
    assert_eq!(some["sums"]["amount"]["sum"], "50.15");
    let none = encoded(&json!({ "field": "number", "op": "=", "value": "none" }));
    let none = admin.get(&format!("/api/documents/sales_order/sums?fields=amount&filter={none}")).is(200);
    assert_eq!(none["sums"]["amount"], json!({ "sum": "0", "count": 0, "average": null }));
    admin.get("/api/documents/sales_order/sums?fields=customer").refused(422, "invalid");
    admin.get("/api/documents/sales_order/sums?by=customer").refused(422, "invalid");
    server.user(&["seller"]).get("/api/documents/purchase_order/sums").refused(403, "forbidden");
}

fn notices(client: &Client) -> Vec<String> {
    let answer = client.get("/api/notices").is(200);
    let one = |it: &Json| {
        let action = it["detail"]["action"].as_str().or(it["detail"]["text"].as_str()).unwrap_or("?");
        format!(
            "{} {} {action}",
            it["kind"].as_str().unwrap_or("?"),
            it["document"]["number"].as_str().unwrap_or("?")
        )
    };
    answer["rows"].as_array().expect("rows").iter().map(one).collect()
}

fn a_comment_reaches_whom_it_mentions(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, clerk) = (server.user(&["seller"]), server.user(&["accountant"]));
    let login = |client: &Client| {
        client.get("/api/me").is(200)["user"]["login"].as_str().expect("a login").to_owned()
    };
    let made = order(&seller, "li", "1", "10");
    let path = format!("/api/documents/sales_order/{}/comments", id(&made));
    let events = clerk.listen();
    let text = "@会计 什么时候到货? https://example.com/a?b=1";
    let said = admin.post(&path, json!({ "text": text, "mentions": [login(&clerk)] })).is(201);
    assert_eq!((&said["number"], &said["text"]), (&json!(1), &json!(text)));
    let heard = events.wait("a notice", |it| it.name == "notice");
    assert_eq!(heard.data, json!({}), "nobody learns who else was told");
    assert_eq!(notices(&clerk), [format!("mention XS-000001 {text}")]);
    assert_eq!(notices(&seller), [format!("comment XS-000001 {text}")], "who made it follows it");
    assert_eq!(notices(&admin), Vec::<String>::new());

    // Who said something follows from then on; several comments are one line until it is read.
    seller.post(&path, json!({ "text": "明天" })).is(201);
    seller.post(&path, json!({ "text": "后天" })).is(201);
    assert_eq!(notices(&admin), ["comment XS-000001 后天"]);
    assert_eq!(admin.get("/api/notices").is(200)["rows"][0]["count"], 2);
    assert_eq!(admin.get("/api/notices").is(200)["unread"], 1);
    let of = json!({ "document": { "type": "sales_order", "id": id(&made) } });
    assert_eq!(admin.post("/api/notices/read", of.clone()).is(200)["read"], 1);
    assert_eq!(admin.post("/api/notices/read", of).is(200)["read"], 0);
    assert_eq!(admin.get("/api/notices").is(200)["unread"], 0);
    assert_eq!(admin.get("/api/notices?unread=true").is(200)["rows"], json!([]));
    clerk.post("/api/notices/read", json!({ "all": true })).is(200);
    assert_eq!(clerk.get("/api/notices").is(200)["unread"], 0);

    // Only who may read the document can be called to it.
    let purchase = admin.create("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": [{ "item": "tea", "quantity": "12", "price": "1" }] }));
    let path = format!("/api/documents/purchase_order/{}/comments", id(&purchase));
    admin.post(&path, json!({ "text": "看", "mentions": [login(&seller)] })).refused(409, "cannot_read");
    admin.post(&path, json!({ "text": "看", "mentions": ["nobody"] })).refused(422, "invalid");
    seller.get(&path).refused(403, "forbidden");
    admin.post(&path, json!({ "text": "x".repeat(2001) })).refused(422, "invalid");
    admin.post(&path, json!({ "text": "  " })).refused(422, "invalid");
}

fn comments_are_changed_by_their_author_only(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, clerk) = (server.user(&["seller"]), server.user(&["accountant"]));
    let path = "/api/documents/customer/li/comments";
    let said = seller.post(path, json!({ "text": "爱喝普洱" })).is(201);
    assert_eq!(said["permitted"], json!({ "edit": true, "remove": true }));
    clerk.patch(&format!("{path}/1"), json!({ "text": "不" })).refused(403, "forbidden");
    clerk.delete(&format!("{path}/1")).refused(403, "forbidden");
    let changed = seller.patch(&format!("{path}/1"), json!({ "text": "爱喝熟普" })).is(200);
    assert_eq!(changed["text"], "爱喝熟普");
    assert!(changed["edited_at"].is_string());
    seller.post(path, json!({ "text": "二" })).is(201);
    seller.delete(&format!("{path}/1")).is(204);
    seller.delete(&format!("{path}/1")).refused(404, "not_found");
    let all = clerk.get(path).is(200);
    let told =
        |it: &Json| format!("{} {} {}", it["number"], it["removed"], it["text"].as_str().unwrap_or("?"));
    let told: Vec<String> = all["rows"].as_array().expect("rows").iter().map(told).collect();
    assert_eq!(told, ["2 false 二", "1 true "]);
}

fn followers_hear_of_what_others_do(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, clerk) = (server.user(&["seller"]), server.user(&["accountant"]));
    let made = order(&seller, "li", "1", "10");
    let follow = format!("/api/documents/sales_order/{}/following", id(&made));
    clerk.put(&follow, json!({ "follows": true })).is(204);
    admin.transition("sales_order", id(&made), "confirm").is(200);
    assert_eq!(notices(&seller), ["change XS-000001 confirm"]);
    assert_eq!(notices(&clerk), ["change XS-000001 confirm"]);
    seller.put(&follow, json!({ "follows": false })).is(204);
    seller.post("/api/notices/read", json!({ "all": true })).is(200);
    admin.transition("sales_order", id(&made), "cancel").is(200);
    assert_eq!(seller.get("/api/notices?unread=true").is(200)["rows"], json!([]));
    assert_eq!(notices(&clerk), ["change XS-000001 cancel"], "one line until it is read");
    let told = clerk.get(&format!("/api/documents/sales_order/{}/comments", id(&made))).is(200);
    assert_eq!(told["following"], true);
    assert_eq!(told["followers"].as_array().map(Vec::len), Some(1));
}

fn what_is_deleted_lies_in_the_trash_and_comes_back(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let seller = server.user(&["seller"]);
    let made = order(&seller, "li", "2", "10");
    let path = format!("/api/documents/sales_order/{}", id(&made));
    seller.post(&format!("{path}/comments"), json!({ "text": "留着" })).is(201);
    admin.delete(&path).is(204);
    admin.get(&path).refused(404, "not_found");
    admin.get(&format!("{path}/comments")).refused(404, "not_found");
    assert_eq!(admin.get("/api/documents/sales_order?q=XS-000001").is(200)["rows"], json!([]));
    assert_eq!(admin.get("/api/documents/customer/li/related").is(200)["rows"], json!([]));
    assert_eq!(notices(&seller), ["change XS-000001 delete"], "who made it hears who took it away");
    assert_eq!(server.differences(), Vec::<String>::new());

    let bin = seller.get("/api/trash").is(200);
    assert_eq!(bin, json!({ "rows": [{ "type": "sales_order", "count": 1 }], "days": 30 }));
    let rows = seller.get("/api/trash/sales_order").is(200)["rows"].clone();
    assert_eq!((&rows[0]["number"], &rows[0]["id"]), (&json!("XS-000001"), &made["id"]));
    assert!(rows[0]["gone_at"].as_str() > rows[0]["deleted_at"].as_str());
    let restore = format!("/api/trash/sales_order/{}/restore", id(&made));
    assert_eq!(seller.post(&restore, json!({})).is(200)["state"], "draft");
    seller.post(&restore, json!({})).refused(404, "not_found");
    let back = seller.get(&path).is(200);
    assert_eq!((&back["fields"], &back["number"]), (&made["fields"], &made["number"]));
    assert_eq!(seller.get(&format!("{path}/comments")).is(200)["rows"][0]["text"], "留着");
    let history = seller.get(&format!("{path}/history")).is(200);
    let acts: Vec<&str> =
        history["rows"].as_array().expect("rows").iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(acts, ["restore", "delete", "create"]);
    assert_eq!(admin.get("/api/documents/sales_order?q=XS-000001").is(200)["total"], 1);
    assert_eq!(admin.get("/api/documents/customer/li/related").is(200)["rows"][0]["number"], "XS-000001");
    seller.transition("sales_order", id(&made), "confirm").is(200);

    let other = order(&seller, "li", "2", "10");
    seller.delete(&format!("/api/documents/sales_order/{}", id(&other))).is(204);
    let gone = format!("/api/trash/sales_order/{}", id(&other));
    seller.delete(&gone).refused(403, "forbidden");
    admin.delete(&gone).is(204);
    admin.delete(&gone).refused(404, "not_found");
    assert_eq!(admin.get("/api/trash").is(200)["rows"], json!([]));

    let last = order(&seller, "li", "1", "10");
    seller.delete(&format!("/api/documents/sales_order/{}", id(&last))).is(204);
    assert_eq!(server.gone_after(29), 0, "the company keeps it for thirty days");
    assert_eq!(admin.get("/api/trash").is(200)["rows"][0]["count"], 1);
    assert_eq!(server.gone_after(31), 1);
    admin.post(&format!("/api/trash/sales_order/{}/restore", id(&last)), json!({})).refused(404, "not_found");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_restored_document_needs_its_number_and_what_it_points_at(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let customer = admin.create("customer", json!({ "code": "zhao", "name": "赵记" }));
    let made = order(&admin, "zhao", "1", "10");
    admin.delete(&format!("/api/documents/sales_order/{}", id(&made))).is(204);
    admin.delete("/api/documents/customer/zhao").is(204);
    let restore = format!("/api/trash/sales_order/{}/restore", id(&made));
    let problem = admin.post(&restore, json!({})).refused(409, "target_in_trash");
    assert_eq!(problem["params"], json!({ "type": "customer", "number": "zhao" }));

    admin.create("customer", json!({ "code": "zhao", "name": "另一个赵记" }));
    let other = format!("/api/trash/customer/{}/restore", id(&customer));
    let problem = admin.post(&other, json!({})).refused(409, "number_taken");
    assert_eq!(problem["params"], json!({ "number": "zhao", "rename": true }));
    assert_eq!(admin.post(&other, json!({ "number": "zhao2" })).is(200)["number"], "zhao2");
    assert_eq!(admin.get("/api/documents/customer/zhao2").is(200)["fields"]["code"], "zhao2");
    admin.post(&restore, json!({ "number": "X" })).refused(422, "invalid");
    admin.post(&restore, json!({})).is(200);
    let back = admin.get(&format!("/api/documents/sales_order/{}", id(&made))).is(200);
    assert_eq!(back["fields"]["customer"], "zhao2");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn who_may_not_delete_sees_no_trash(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let made = order(&admin, "li", "1", "10");
    admin.delete(&format!("/api/documents/sales_order/{}", id(&made))).is(204);
    let viewer = server.user(&["viewer"]);
    assert_eq!(viewer.get("/api/trash").is(200)["rows"], json!([]));
    viewer.get("/api/trash/sales_order").refused(403, "forbidden");
    viewer
        .post(&format!("/api/trash/sales_order/{}/restore", id(&made)), json!({}))
        .refused(403, "forbidden");
    // Under another type it is not found, whoever asks.
    admin.post(&format!("/api/trash/customer/{}/restore", id(&made)), json!({})).refused(404, "not_found");
}

fn uses_are_counted_and_paged_by_type(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for _ in 0..5 {
        order(&admin, "li", "1", "10");
    }
    let types = admin.get("/api/documents/item/tea/uses").is(200);
    assert_eq!(
        types,
        json!({ "types": [{ "type": "sales_order", "count": 5 }, { "type": "supply", "count": 1 }], "more": false })
    );
    let numbers = |path: &str| -> (Vec<String>, Json) {
        let page = admin.get(path).is(200);
        let rows = page["rows"].as_array().expect("rows");
        (
            rows.iter().filter_map(|it| it["number"].as_str().map(str::to_owned)).collect(),
            page["next"].clone(),
        )
    };
    let (first, next) = numbers("/api/documents/item/tea/uses?of=sales_order&limit=3");
    assert_eq!(first, ["XS-000005", "XS-000004", "XS-000003"]);
    let after = next.as_str().expect("a next page");
    let (second, next) =
        numbers(&format!("/api/documents/item/tea/uses?of=sales_order&limit=3&after={after}"));
    assert_eq!((second, next), (vec!["XS-000002".to_owned(), "XS-000001".to_owned()], Json::Null));
    let seller = server.user(&["seller"]);
    seller.get("/api/documents/item/tea/uses?of=purchase_order").refused(403, "forbidden");
}

fn a_lineage_shows_where_from_where_to_and_what_moved(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let lines = json!([{ "item": "tea", "quantity": "12", "price": "10" }]);
    let bought =
        admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }));
    let of_order = admin.get(&format!("/api/documents/purchase_order/{}/lineage", id(&bought))).is(200);
    assert_eq!(of_order["effects"]["arrivals"][0]["quantity"], "12");
    let draft = admin.push_down("purchase_order", id(&bought), "receipt");
    let receipt = admin.confirm("receipt", draft);
    let lineage = admin.get(&format!("/api/documents/receipt/{}/lineage", id(&receipt))).is(200);
    let nodes: Vec<String> = lineage["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|it| format!("{} {}", it["step"], it["type"].as_str().unwrap_or("?")))
        .collect();
    assert_eq!(nodes, ["-1 purchase_order", "0 receipt"]);
    assert_eq!(lineage["edges"], json!([{ "from": bought["id"], "to": receipt["id"] }]));
    assert_eq!(
        lineage["effects"]["moves"],
        json!([{ "item": { "number": "tea", "title": "普洱茶" }, "from": { "outside": "supplier" }, "to": { "number": "main", "title": "主仓" }, "quantity": "12" }])
    );
    let sold = order(&admin, "li", "20", "10");
    admin.transition("sales_order", id(&sold), "confirm").is(200);
    let lineage = admin.get(&format!("/api/documents/sales_order/{}/lineage", id(&sold))).is(200);
    let promise = &lineage["effects"]["promises"][0];
    assert_eq!((&promise["reserved"], &promise["short"]), (&json!("12"), &json!("8")));
    server
        .user(&["seller"])
        .get(&format!("/api/documents/receipt/{}/lineage", id(&receipt)))
        .refused(403, "forbidden");
}
