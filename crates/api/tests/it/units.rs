//! Bought by the case, kept by the piece: lines in the units of their items.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_case_is_bought_and_pieces_are_kept,
    a_case_stays_a_case_from_the_offer_to_the_return,
    a_case_stays_a_case_from_the_wish_to_the_supplier,
    a_case_stays_a_case_from_one_warehouse_to_another,
    a_case_is_opened_with_lent_adjusted_and_counted,
    what_a_unit_holds_is_changed_for_new_lines_only
);

/// Tea comes in cases of 12 and bales of 144.
fn company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    units(&admin, "12");
    admin
}

fn units(admin: &Client, case: &str) {
    let units = json!([
        { "unit": "箱", "factor": case, "buying": true, "barcode": "6901234567892" },
        { "unit": "件", "factor": "144" },
    ]);
    let change = json!({ "fields": { "units": units } });
    admin.patch("/api/documents/item/tea", change).is(200);
}

fn order(admin: &Client, lines: Json) -> Json {
    admin.confirm("purchase_order", json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }))
}

fn number(document: &Json) -> &str {
    document["number"].as_str().expect("a number")
}

fn a_case_is_bought_and_pieces_are_kept(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "10", "unit_price": "100" }]);
    let order = order(&admin, lines);
    let line = &order["fields"]["lines"][0];
    assert_eq!((&line["quantity"], &line["price"]), (&json!("120"), &json!("8.333333")));
    assert_eq!(order["fields"]["amount"], "1000");
    assert_eq!(order["progress"]["lines"][0]["wanted"], "120");

    // What is left is received in cases as long as it is a number of cases.
    let mut draft = admin.push_down("purchase_order", number(&order), "receipt");
    let line = &draft["lines"][0];
    assert_eq!((&line["unit"], &line["unit_quantity"]), (&json!("箱"), &json!("10")));
    draft["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "3", "source_line": "1" });
    admin.confirm("receipt", draft);
    assert_eq!(admin.balance("tea", "main")["on_hand"], "36");
    let pieces = json!([{ "item": "tea", "quantity": "5" }]);
    let receipt = json!({ "purchase_order": number(&order), "warehouse": "main", "lines": pieces });
    admin.confirm("receipt", receipt);
    let draft = admin.push_down("purchase_order", number(&order), "receipt");
    let line = &draft["lines"][0];
    assert_eq!((&line["unit"], &line["quantity"]), (&Json::Null, &json!("79")), "no number of cases");
}

/// `10 箱 = 120 at 100: 1000`; what a paper does not say is left out.
fn told(fields: &Json) -> String {
    let line = &fields["lines"][0];
    let text = |name: &str| line[name].as_str().map(str::to_owned);
    let mut told =
        format!("{} {}", text("unit_quantity").unwrap_or_default(), text("unit").unwrap_or_default());
    for (before, name) in [(" = ", "quantity"), (" at ", "unit_price"), (": ", "amount")] {
        if let Some(it) = text(name) {
            told = format!("{told}{before}{it}");
        }
    }
    told
}

fn a_case_stays_a_case_from_the_offer_to_the_return(server: &TestServer) {
    let admin = company(server);
    admin.open_stock("main", "tea", "120");
    // A third of a cent a piece is lost when a case of 12 for 100 is told by the piece: the case counts.
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "10", "unit_price": "100" }]);
    let fields = json!({ "customer": "li", "ship_from": "main", "lines": lines });
    let offer =
        admin.post("/api/documents/quotation", json!({ "fields": fields, "transition": "send" })).is(201);
    assert_eq!(told(&offer["fields"]), "10 箱 = 120 at 100: 1000");
    let again = admin.push_down("quotation", number(&offer), "quotation");
    assert_eq!(told(&again), "10 箱 = 120 at 100");

    let draft = admin.push_down("quotation", number(&offer), "sales_order");
    assert_eq!(told(&draft), "10 箱 = 120 at 100");
    let mut some = draft.clone();
    some["lines"][0]["unit_quantity"] = json!("4");
    some["lines"][0]["quantity"] = Json::Null;
    let first = admin.confirm("sales_order", some);
    assert_eq!(told(&first["fields"]), "4 箱 = 48 at 100: 400");
    assert_eq!(first["fields"]["lines"][0]["price_by"], "quotation");
    assert_eq!(told(&admin.push_down("quotation", number(&offer), "sales_order")), "6 箱 = 72 at 100");

    let mut shipment = admin.push_down("sales_order", number(&first), "shipment");
    assert_eq!(told(&shipment), "4 箱 = 48");
    shipment["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "3", "source_line": "1" });
    let shipment = admin.confirm("shipment", shipment);
    assert_eq!(told(&shipment["fields"]), "3 箱 = 36");
    assert_eq!(told(&admin.push_down("sales_order", number(&first), "shipment")), "1 箱 = 12");
    assert_eq!(told(&admin.push_down("shipment", number(&shipment), "sales_return")), "3 箱 = 36");
    // The last case goes by a pick list.
    let list = json!({ "warehouse": "main", "orders": [number(&first)] });
    let list = admin.post("/api/sales/pick-lists", list).is(201)["number"].clone();
    let list = list.as_str().expect("a number");
    admin.transition("pick_list", list, "finish").is(200);
    let picked = admin.post(&format!("/api/sales/pick-lists/{list}/ship"), json!({})).is(200);
    let picked = picked["shipments"][0]["number"].as_str().expect("a number").to_owned();
    assert_eq!(told(&admin.get(&format!("/api/documents/shipment/{picked}")).is(200)["fields"]), "1 箱 = 12");
    let mut back = admin.push_down("sales_order", number(&first), "sales_return");
    assert_eq!(told(&back), "4 箱 = 48");
    back["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "2", "source_line": "1" });
    let back = admin.confirm("sales_return", back);
    assert_eq!(told(&back["fields"]), "2 箱 = 24: 200");
    assert_eq!(told(&admin.push_down("sales_return", number(&back), "sales_order")), "2 箱 = 24");
    assert_eq!(admin.balance("tea", "main")["on_hand"], "96");
}

fn a_case_stays_a_case_from_the_wish_to_the_supplier(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "10" }]);
    let fields = json!({ "deliver_to": "main", "lines": lines });
    let wish = admin.create("purchase_request", fields);
    for step in ["submit", "approve"] {
        admin.transition("purchase_request", number(&wish), step).is(200);
    }
    assert_eq!(told(&admin.push_down("purchase_request", number(&wish), "purchase_order")), "10 箱 = 120");
    let asked = admin.push_down("purchase_request", number(&wish), "rfq");
    assert_eq!(told(&asked), "10 箱 = 120");
    let asked = admin.post("/api/documents/rfq", json!({ "fields": asked, "transition": "send" })).is(201);
    let mut offer = admin.push_down("rfq", number(&asked), "supplier_quotation");
    assert_eq!(told(&offer), "10 箱 = 120");
    offer["lines"][0]["unit_price"] = json!("100");
    let offer = admin.confirm("supplier_quotation", offer);
    let award = json!({ "awards": [{ "line": 1, "quotation": number(&offer) }], "reason": "价低" });
    let made = admin.post(&format!("/api/rfqs/{}/award", number(&asked)), award).is(201);
    let order = made["documents"][0]["number"].as_str().expect("a number").to_owned();
    let order = admin.get(&format!("/api/documents/purchase_order/{order}")).is(200);
    assert_eq!(told(&order["fields"]), "10 箱 = 120 at 100: 1000");
    admin.transition("purchase_order", number(&order), "confirm").is(200);
    let receipt = admin.push_down("purchase_order", number(&order), "receipt");
    assert_eq!(told(&receipt), "10 箱 = 120");
    let receipt = admin.confirm("receipt", receipt);
    assert_eq!(told(&admin.push_down("receipt", number(&receipt), "purchase_return")), "10 箱 = 120");
    let mut back = admin.push_down("purchase_order", number(&order), "purchase_return");
    assert_eq!(told(&back), "10 箱 = 120");
    back["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "2", "source_line": "1" });
    admin.confirm("purchase_return", back);
    assert_eq!(admin.balance("tea", "main")["value"], "800");
}

fn a_case_stays_a_case_from_one_warehouse_to_another(server: &TestServer) {
    let admin = company(server);
    admin.open_stock("main", "tea", "120");
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "5" }]);
    let asked = admin.create("transfer_request", json!({ "from": "main", "to": "east", "lines": lines }));
    assert_eq!(told(&asked["fields"]), "5 箱 = 60");
    for step in ["submit", "approve"] {
        admin.transition("transfer_request", number(&asked), step).is(200);
    }
    let mut draft = admin.push_down("transfer_request", number(&asked), "transfer");
    assert_eq!(told(&draft), "5 箱 = 60");
    draft["lines"][0] = json!({ "item": "tea", "unit": "箱", "unit_quantity": "3", "source_line": "1" });
    let sent = admin.confirm("transfer", draft);
    assert_eq!(told(&sent["fields"]), "3 箱 = 36");
    assert_eq!(admin.balance("tea", "main")["on_hand"], "84");
    assert_eq!(admin.balance("tea", "east")["incoming"], "36");
    admin.transition("transfer", number(&sent), "receive").is(200);
    assert_eq!(admin.balance("tea", "east")["on_hand"], "36");
    assert_eq!(told(&admin.push_down("transfer_request", number(&asked), "transfer")), "2 箱 = 24");
    let half = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "1", "quantity": "13" }]);
    let half = json!({ "fields": { "from": "main", "to": "east", "lines": half } });
    assert_eq!(admin.post("/api/documents/transfer", half).invalid(), ["lines[0].quantity units_disagree"]);
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_case_is_opened_with_lent_adjusted_and_counted(server: &TestServer) {
    let admin = company(server);
    let tea = || {
        let it = admin.balance("tea", "main");
        format!("{} worth {}", it["on_hand"].as_str().unwrap_or("-"), it["value"].as_str().unwrap_or("-"))
    };
    // A case of 12 for 100: a third of a cent a piece is not lost.
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "10", "unit_price": "100" }]);
    let opened = admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let line = &opened["fields"]["lines"][0];
    assert_eq!((&line["quantity"], &line["unit_cost"]), (&json!("120"), &json!("8.333333")));
    assert_eq!(tea(), "120 worth 1000");
    let blank = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "2" }]);
    let opened = admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": blank }));
    let line = &opened["fields"]["lines"][0];
    assert_eq!((&line["unit_cost"], &line["unit_price"]), (&json!("8.333333"), &json!("99.999996")));
    assert_eq!(tea(), "144 worth 1200");

    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "3" }]);
    let lent = json!({ "warehouse": "main", "customer": "li", "borrower": "老李", "due": "2098-01-01", "lines": lines });
    let lent = admin.confirm("loan", lent);
    assert_eq!(told(&lent["fields"]), "3 箱 = 36");
    let mut back = admin.push_down("loan", number(&lent), "loan_return");
    assert_eq!(told(&back), "3 箱 = 36");
    back["lines"] = json!([
        { "item": "tea", "unit": "箱", "unit_quantity": "1", "source_line": "1", "outcome": "bought", "unit_price": "250" },
        { "item": "tea", "unit": "箱", "unit_quantity": "1", "source_line": "1", "outcome": "returned" },
    ]);
    let back = admin.confirm("loan_return", back);
    assert_eq!(back["fields"]["lines"][0]["price"], "20.833333");
    assert_eq!(told(&admin.push_down("loan", number(&lent), "loan_return")), "1 箱 = 12");
    assert_eq!(tea(), "120 worth 1000");

    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "-1" }]);
    let broken = json!({ "warehouse": "main", "reason": "damaged", "lines": lines });
    assert_eq!(told(&admin.confirm("adjustment", broken)["fields"]), "-1 箱 = -12");
    assert_eq!(tea(), "108 worth 900");

    // Eight full cases and a broken one: what is loose is counted beside them.
    let lines = json!([
        { "item": "tea", "unit": "箱", "unit_quantity": "8" }, { "item": "tea", "counted": "7" },
    ]);
    let counted = admin.confirm("stock_count", json!({ "warehouse": "main", "lines": lines }));
    assert_eq!(counted["fields"]["lines"][0]["counted"], "96");
    assert_eq!(admin.balance("tea", "main")["on_hand"], "103");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn what_a_unit_holds_is_changed_for_new_lines_only(server: &TestServer) {
    let admin = company(server);
    let lines = json!([{ "item": "tea", "unit": "箱", "unit_quantity": "1", "unit_price": "120" }]);
    let fields = json!({ "supplier": "farm", "deliver_to": "main", "lines": lines });
    let order = admin.create("purchase_order", fields);
    units(&admin, "10");
    let path = format!("/api/documents/purchase_order/{}", number(&order));
    let noted = json!({ "fields": { "note": "急", "lines": [{ "line": 1, "due": "2031-01-01" }] } });
    let order = admin.patch(&path, noted).is(200);
    assert_eq!(order["fields"]["lines"][0]["quantity"], "12", "as it was agreed");
    let more = json!({ "fields": { "lines": [{ "line": 1, "unit_quantity": "2" }] } });
    let order = admin.patch(&path, more).is(200);
    assert_eq!(order["fields"]["lines"][0]["quantity"], "20");

    let unknown = json!({ "fields": { "lines": [{ "line": 1, "unit": "桶" }] } });
    let problem = admin.patch(&path, unknown).refused(422, "invalid");
    assert_eq!(problem["problems"][0]["path"], "lines[0].unit", "{problem}");
}
