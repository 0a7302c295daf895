//! What a document has left for the next one, when one that took of it is cancelled, or closed half-way: all
//! that did not come true is to be had again, whichever two documents they are.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_quotation_has_what_its_closed_order_did_not_ship,
    a_quotation_is_not_taken_up_by_another_item,
    a_request_has_what_its_closed_order_did_not_bring,
    a_request_has_what_a_cancelled_draft_was_to_order,
    a_return_pays_again_for_what_its_closed_exchange_did_not_ship,
    a_document_has_left_what_a_cancelled_draft_would_have_taken,
);

fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "100");
    admin
}

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

fn get(admin: &Client, document: &Json) -> Json {
    let kind = document["type"].as_str().expect("a type");
    admin.get(&format!("/api/documents/{kind}/{}", number(document))).is(200)
}

/// Of its first line: `6 done, 4 left`.
fn progress(admin: &Client, document: &Json) -> String {
    let line = get(admin, document)["progress"]["lines"][0].clone();
    let text = |name: &str| line[name].as_str().unwrap_or("?").to_owned();
    format!("{} done, {} left", text("done"), text("left"))
}

fn close(admin: &Client, document: &Json) {
    let kind = document["type"].as_str().expect("a type");
    admin.transition(kind, number(document), "close").is(200);
}

/// The next document, of so many of its first line.
fn draft_of(admin: &Client, source: &Json, to: &str, quantity: &str) -> Json {
    let kind = source["type"].as_str().expect("a type");
    let mut draft = admin.push_down(kind, number(source), to);
    draft["lines"][0]["quantity"] = json!(quantity);
    draft
}

fn a_quotation_has_what_its_closed_order_did_not_ship(server: &TestServer) {
    let admin = company(server);
    let offer = json!({
        "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "10", "price": "20" }],
    });
    let offer =
        admin.post("/api/documents/quotation", json!({ "fields": offer, "transition": "send" })).is(201);
    let order = admin.confirm("sales_order", admin.push_down("quotation", number(&offer), "sales_order"));
    admin.confirm("shipment", draft_of(&admin, &order, "shipment", "4"));
    assert_eq!(progress(&admin, &offer), "10 done, 0 left");
    close(&admin, &order);
    assert_eq!(progress(&admin, &offer), "4 done, 6 left");

    // Ordered once more, and closed before anything left.
    let rest = admin.push_down("quotation", number(&offer), "sales_order");
    assert_eq!((&rest["lines"][0]["quantity"], &rest["lines"][0]["price"]), (&json!("6"), &json!("20")));
    let second = admin.confirm("sales_order", rest);
    assert_eq!(progress(&admin, &offer), "10 done, 0 left");
    close(&admin, &second);
    assert_eq!(progress(&admin, &offer), "4 done, 6 left");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_quotation_is_not_taken_up_by_another_item(server: &TestServer) {
    let admin = company(server);
    let offer =
        json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "10" }] });
    let offer =
        admin.post("/api/documents/quotation", json!({ "fields": offer, "transition": "send" })).is(201);
    let mut draft = admin.push_down("quotation", number(&offer), "sales_order");
    draft["lines"][0]["item"] = json!("cup");
    let order = admin.confirm("sales_order", draft);
    assert_eq!(progress(&admin, &offer), "0 done, 10 left");
    let path = format!("/api/documents/sales_order/{}", number(&order));
    admin.patch(&path, json!({ "fields": { "lines": [{ "line": 1, "item": "tea" }] } })).is(200);
    assert_eq!(progress(&admin, &offer), "10 done, 0 left");
}

fn request(admin: &Client, quantity: &str) -> Json {
    let lines = json!([{ "item": "tea", "quantity": quantity }]);
    let request = admin.create("purchase_request", json!({ "deliver_to": "main", "lines": lines }));
    for step in ["submit", "approve"] {
        admin.transition("purchase_request", number(&request), step).is(200);
    }
    request
}

fn a_request_has_what_its_closed_order_did_not_bring(server: &TestServer) {
    let admin = company(server);
    let request = request(&admin, "24");
    // More is bought than was asked for, and less of it comes.
    let order = admin.confirm("purchase_order", draft_of(&admin, &request, "purchase_order", "36"));
    assert_eq!(
        (progress(&admin, &request).as_str(), &get(&admin, &request)["state"]),
        ("24 done, 0 left", &json!("done"))
    );
    admin.confirm("receipt", draft_of(&admin, &order, "receipt", "10"));
    close(&admin, &order);
    assert_eq!(
        (progress(&admin, &request).as_str(), &get(&admin, &request)["state"]),
        ("10 done, 14 left", &json!("approved"))
    );
    let rest = admin.push_down("purchase_request", number(&request), "purchase_order");
    assert_eq!(rest["lines"][0]["quantity"], "14");
    let second = admin.confirm("purchase_order", rest);
    assert_eq!(get(&admin, &request)["state"], "done");
    // All that was asked for came: nothing comes back by closing what was bought beyond it.
    admin.confirm("receipt", draft_of(&admin, &second, "receipt", "14"));
    assert_eq!(
        (&get(&admin, &second)["state"], &get(&admin, &request)["state"]),
        (&json!("done"), &json!("done"))
    );
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_request_has_what_a_cancelled_draft_was_to_order(server: &TestServer) {
    let admin = company(server);
    let request = request(&admin, "24");
    let draft = admin
        .create("purchase_order", admin.push_down("purchase_request", number(&request), "purchase_order"));
    let again = format!("/api/documents/purchase_request/{}/push-down/purchase_order", number(&request));
    admin.post(&again, json!({})).refused(409, "drafted_already");
    admin.transition("purchase_order", number(&draft), "cancel").is(200);
    assert_eq!(
        admin.push_down("purchase_request", number(&request), "purchase_order")["lines"][0]["quantity"],
        "24"
    );
}

fn a_return_pays_again_for_what_its_closed_exchange_did_not_ship(server: &TestServer) {
    let admin = company(server);
    admin.open_stock("main", "pot", "3");
    let sold = json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "tea", "quantity": "2", "price": "25" }] });
    let sold = admin.confirm("sales_order", sold);
    admin.confirm("shipment", admin.push_down("sales_order", number(&sold), "shipment"));
    let back = admin.confirm("sales_return", admin.push_down("sales_order", number(&sold), "sales_return"));
    let exchange = |credit: &str| {
        json!({
            "customer": "li", "ship_from": "main", "exchange_for": number(&back), "credit": credit,
            "lines": [{ "item": "pot", "quantity": "2", "price": "20" }],
        })
    };
    let first = admin.confirm("sales_order", exchange("40"));
    admin.try_confirm("sales_order", exchange("11")).refused(409, "more_than_returned");
    admin.confirm("shipment", draft_of(&admin, &first, "shipment", "1"));
    close(&admin, &first);
    // One pot of 20 was paid for.
    admin.try_confirm("sales_order", exchange("31")).refused(409, "more_than_returned");
    admin.confirm("sales_order", exchange("30"));
    assert_eq!(server.differences(), Vec::<String>::new());
}

/// A draft takes nothing, and one that is cancelled leaves nothing behind.
fn a_document_has_left_what_a_cancelled_draft_would_have_taken(server: &TestServer) {
    let admin = company(server);
    let tea = |quantity: &str| json!([{ "item": "tea", "quantity": quantity, "price": "20" }]);
    let sold = json!({ "customer": "li", "ship_from": "main", "lines": tea("10") });
    let sold = admin.confirm("sales_order", sold);
    let bought = json!({ "supplier": "farm", "deliver_to": "main", "lines": tea("10") });
    let bought = admin.confirm("purchase_order", bought);
    let lent = json!({ "borrower": "展会", "warehouse": "main", "due": "2099-01-01",
        "lines": [{ "item": "tea", "quantity": "10" }] });
    let lent = admin.confirm("loan", lent);
    let asked = json!({ "from": "main", "to": "east", "lines": [{ "item": "tea", "quantity": "10" }] });
    let asked = admin.create("transfer_request", asked);
    for step in ["submit", "approve"] {
        admin.transition("transfer_request", number(&asked), step).is(200);
    }
    for (source, to) in
        [(&sold, "shipment"), (&bought, "receipt"), (&lent, "loan_return"), (&asked, "transfer")]
    {
        admin.confirm(to, draft_of(&admin, source, to, "4"));
        let draft = admin.create(to, draft_of(&admin, source, to, "6"));
        assert_eq!(progress(&admin, source), "4 done, 6 left", "{to}");
        admin.transition(to, number(&draft), "cancel").is(200);
        assert_eq!(progress(&admin, source), "4 done, 6 left", "{to}");
        let all = admin.push_down(source["type"].as_str().expect("a type"), number(source), to);
        assert_eq!(all["lines"][0]["quantity"], "6", "{to}");
        admin.confirm(to, all);
        assert_eq!(get(&admin, source)["state"], "done", "{to}");
    }
    assert_eq!(server.differences(), Vec::<String>::new());
}
