//! From promised to delivered: a wave is picked, packed and shipped, what is missing is held, and what
//! comes back is exchanged.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    a_wave_is_picked_packed_and_shipped,
    nobody_picks_the_same_promise_twice,
    a_wave_goes_from_bin_to_bin,
    waves_at_once_go_to_different_shelves,
    what_was_short_outlives_the_list,
    what_is_not_found_is_held_until_it_is_settled,
    what_came_back_is_exchanged,
    what_is_credited_stays_covered_by_what_came_back,
    what_came_back_is_credited_once,
    two_orders_at_once_credit_a_return_once,
    a_family_becomes_items,
    prices_are_by_the_unit,
);

fn shop(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    let lot = |lot: &str, quantity: &str, expiry: &str| json!({ "item": "oil", "quantity": quantity, "unit_cost": "5", "lot": lot, "expiry": expiry });
    admin.create(
        "item",
        json!({ "code": "oil", "name": "茶油", "unit": "瓶", "tracking": "lot", "sale_price": "30" }),
    );
    let lines = json!([
        { "item": "tea", "quantity": "20", "unit_cost": "8" },
        lot("B", "3", "2098-06-01"), lot("A", "5", "2098-01-01"),
    ]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    admin
}

fn order(admin: &Client, customer: &str, lines: Json) -> String {
    number(
        &admin.confirm("sales_order", json!({ "customer": customer, "ship_from": "main", "lines": lines })),
    )
}

fn number(document: &Json) -> String {
    document["number"].as_str().expect("a number").to_owned()
}

fn pick(admin: &Client, orders: &[&str]) -> testkit::Answer {
    admin.post("/api/sales/pick-lists", json!({ "warehouse": "main", "orders": orders }))
}

fn read(admin: &Client, kind: &str, number: &str) -> Json {
    admin.get(&format!("/api/documents/{kind}/{number}")).is(200)
}

/// `XS-000001 tea 4; …`
fn picks(list: &Json) -> Vec<String> {
    let text = |row: &Json, name: &str| row[name].as_str().unwrap_or("").to_owned();
    let line = |row: &Json| {
        let told = ["sales_order", "item", "quantity", "lot"].map(|it| text(row, it));
        told.join(" ").trim().to_owned()
    };
    list["fields"]["lines"].as_array().expect("lines").iter().map(line).collect()
}

fn to_pick(admin: &Client) -> Vec<String> {
    let rows = admin.get("/api/sales/to-pick?warehouse=main").is(200)["rows"].clone();
    let row =
        |it: &Json| format!("{} {} short {}", it["number"], it["quantity"], it["short"]).replace('"', "");
    rows.as_array().expect("rows").iter().map(row).collect()
}

/// `20 on hand, 4 reserved, 16 available`
fn tea(admin: &Client) -> String {
    let it = admin.balance("tea", "main");
    let text = |name: &str| it[name].as_str().unwrap_or("?").to_owned();
    format!("{} on hand, {} reserved, {} available", text("on_hand"), text("reserved"), text("available"))
}

fn a_wave_is_picked_packed_and_shipped(server: &TestServer) {
    let admin = shop(server);
    admin.create(
        "carrier",
        json!({ "code": "SF", "name": "顺丰", "tracking_page": "https://sf.example/{number}" }),
    );
    let a =
        order(&admin, "li", json!([{ "item": "tea", "quantity": "4" }, { "item": "oil", "quantity": "6" }]));
    let b = order(&admin, "wang", json!([{ "item": "oil", "quantity": "2" }]));
    let c = order(&admin, "wang", json!([{ "item": "tea", "quantity": "30" }]));
    assert_eq!(
        to_pick(&admin),
        [format!("{a} 10 short 0"), format!("{b} 2 short 0"), format!("{c} 16 short 14")]
    );

    // One walk for two orders; what expires first is taken first.
    let made = pick(&admin, &[&a, &b]).is(201);
    assert_eq!(made["state"], "picking");
    let list = number(&made);
    let told = read(&admin, "pick_list", &list);
    assert_eq!(
        picks(&told),
        [format!("{a} oil 5 A"), format!("{a} oil 1 B"), format!("{b} oil 2 B"), format!("{a} tea 4")]
    );
    assert_eq!(to_pick(&admin), [format!("{c} 16 short 14")]);
    admin.post(&format!("/api/sales/pick-lists/{list}/ship"), json!({})).refused(409, "nothing_to_ship");
    admin.transition("pick_list", &list, "finish").is(200);

    // Packed: the order of li goes in two packages.
    let packages = json!([
        { "package": "1", "weight_kg": "2.5", "tracking_number": "SF100" },
        { "package": "2", "weight_kg": "0.8", "tracking_number": "SF101" },
        { "package": "3", "tracking_number": "SF102" },
    ]);
    let lines = json!([
        { "line": 1, "package": "1" }, { "line": 2, "package": "1" }, { "line": 3, "package": "3" },
        { "line": 4, "package": "2" },
    ]);
    let packed = json!({ "fields": { "carrier": "SF", "packages": packages, "lines": lines } });
    admin.patch(&format!("/api/documents/pick_list/{list}"), packed).is(200);
    let shipped = admin.post(&format!("/api/sales/pick-lists/{list}/ship"), json!({})).is(200);
    let shipments = shipped["shipments"].as_array().expect("shipments").clone();
    assert_eq!(shipments.len(), 2);
    let first = read(&admin, "shipment", &number(&shipments[0]));
    assert_eq!(first["fields"]["tracking_number"], "SF100 SF101");
    assert_eq!(first["fields"]["carrier"], "SF");
    assert_eq!(first["fields"]["packages"].as_array().map(Vec::len), Some(2));
    assert_eq!(read(&admin, "sales_order", &a)["state"], "done");
    assert_eq!(read(&admin, "sales_order", &b)["state"], "done");
    assert_eq!(read(&admin, "pick_list", &list)["state"], "shipped");
    assert_eq!(tea(&admin), "16 on hand, 16 reserved, 0 available");

    // It arrives.
    let path = format!("/api/documents/shipment/{}", number(&first));
    admin
        .patch(
            &path,
            json!({ "fields": { "delivered_on": "2026-03-05", "tracking_number": "SF100 SF101 SF109" } }),
        )
        .is(200);
    let delivered = admin.transition("shipment", &number(&first), "deliver").is(200);
    assert_eq!(
        (&delivered["state"], &delivered["fields"]["delivered_on"]),
        (&json!("delivered"), &json!("2026-03-05"))
    );
    admin
        .patch(&path, json!({ "fields": { "lines": [{ "line": 1, "quantity": "1" }] } }))
        .refused(409, "not_editable");
}

fn nobody_picks_the_same_promise_twice(server: &TestServer) {
    let admin = shop(server);
    let a = order(&admin, "li", json!([{ "item": "tea", "quantity": "4" }]));
    let first = pick(&admin, &[&a]).is(201);
    pick(&admin, &[&a]).refused(409, "nothing_to_pick");
    let by_hand =
        json!({ "warehouse": "main", "lines": [{ "sales_order": a, "item": "tea", "quantity": "1" }] });
    let start = json!({ "fields": by_hand, "transition": "start" });
    admin.post("/api/documents/pick_list", start.clone()).refused(409, "not_promised");
    admin.transition("pick_list", &number(&first), "cancel").is(200);
    admin.post("/api/documents/pick_list", start).is(201);
    assert_eq!(to_pick(&admin), [format!("{a} 3 short 0")]);
}

/// Ten of milk in two lots and six of tea, in two bins and beside them.
fn shelves(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.create("item", json!({ "code": "milk", "name": "牛奶", "tracking": "lot" }));
    for bin in ["A-01", "A-02"] {
        admin.create("bin", json!({ "code": bin, "warehouse": "main" }));
    }
    let milk = |lot: &str, expiry: &str| json!({ "item": "milk", "quantity": "5", "unit_cost": "2", "lot": lot, "expiry": expiry });
    let lines = json!([
        milk("LATE", "2098-06-01"), milk("SOON", "2098-01-01"),
        { "item": "tea", "quantity": "6", "unit_cost": "8" },
    ]);
    admin.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
    let lines = json!([
        { "item": "milk", "quantity": "4", "lot": "LATE", "to_bin": "A-01" },
        { "item": "milk", "quantity": "4", "lot": "SOON", "to_bin": "A-02" },
        { "item": "tea", "quantity": "6", "to_bin": "A-02" },
    ]);
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": lines }));
    admin
}

/// `milk 4 SOON A-02`
fn walk(admin: &Client, list: &str) -> Vec<String> {
    let line = |row: &Json| {
        let told = ["item", "quantity", "lot", "bin"].map(|it| row[it].as_str().unwrap_or("-").to_owned());
        told.join(" ")
    };
    let told = read(admin, "pick_list", list);
    told["fields"]["lines"].as_array().expect("lines").iter().map(line).collect()
}

/// `A-01 milk LATE 4`; what lies in no bin is `-`.
fn bins(admin: &Client) -> Vec<String> {
    let told = admin.get("/api/warehouses/main/bins").is(200);
    let row = |it: &Json, bin: &str| {
        let text = |name: &str| it[name].as_str().unwrap_or("-").to_owned();
        format!("{bin} {} {} {}", text("item"), text("lot"), text("quantity"))
    };
    let rows = |name: &str| told[name].as_array().expect("rows").clone();
    let inside = rows("contents");
    let mut all: Vec<String> = inside.iter().map(|it| row(it, it["bin"].as_str().expect("a bin"))).collect();
    all.extend(rows("to_place").iter().map(|it| row(it, "-")));
    all.sort();
    all
}

fn a_wave_goes_from_bin_to_bin(server: &TestServer) {
    let admin = shelves(server);
    let a =
        order(&admin, "li", json!([{ "item": "milk", "quantity": "6" }, { "item": "tea", "quantity": "3" }]));
    let b = order(&admin, "wang", json!([{ "item": "milk", "quantity": "2" }]));
    let first = number(&pick(&admin, &[&a]).is(201));
    // In the order of the way, and what expires first first; what lies in no bin is looked for last.
    let before = ["milk 1 LATE A-01", "milk 4 SOON A-02", "tea 3 - A-02", "milk 1 SOON -"];
    assert_eq!(walk(&admin, &first), before);
    let second = number(&pick(&admin, &[&b]).is(201));
    assert_eq!(walk(&admin, &second), ["milk 2 LATE A-01"], "nobody is sent to what another fetches");

    // Tea is carried elsewhere: where to fetch it is said anew, and what was noted stays.
    let carried = json!([{ "item": "tea", "quantity": "6", "from_bin": "A-02", "to_bin": "A-01" }]);
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": carried }));
    let path = format!("/api/documents/pick_list/{first}");
    let note = |picked: Json| json!({ "fields": { "lines": [{ "line": 1 }, picked, { "line": 3 }, { "line": 4 }] } });
    admin.patch(&path, note(json!({ "line": 2, "picked": "3", "short_reason": "not_found" }))).is(200);
    let again = format!("/api/sales/pick-lists/{first}/suggest");
    server.user(&["viewer"]).post(&again, json!({})).refused(403, "forbidden");
    server.user(&["warehouse"]).post(&again, json!({})).is(200);
    assert_eq!(
        walk(&admin, &first),
        ["milk 4 SOON A-02", "milk 1 LATE A-01", "tea 3 - A-01", "milk 1 SOON -"]
    );

    // Picked, or looked for in vain: it is in its bin no more, and waits to leave.
    admin.transition("pick_list", &first, "finish").is(200);
    admin.post(&again, json!({})).refused(409, "nothing_to_pick");
    let waiting = ["- milk LATE 2", "- milk SOON 5", "- tea - 3", "A-01 milk LATE 3", "A-01 tea - 3"];
    assert_eq!(bins(&admin), waiting);
    let more = json!({ "warehouse": "main", "lines": [{ "item": "milk", "quantity": "9" }] });
    let picks = admin.post("/api/picks", more).is(200);
    let told: Vec<String> = picks["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|it| format!("{} {} {}", it["quantity"], it["lot"], it["bin"]).replace('"', ""))
        .collect();
    // Three of A-01 less two of the second list; of the others all but one wait for the first, or are held.
    assert_eq!(told, ["1 LATE A-01", "1 LATE null"]);

    admin.post(&format!("/api/sales/pick-lists/{first}/ship"), json!({})).is(200);
    assert_eq!(
        bins(&admin),
        ["- milk LATE 1", "- milk SOON 1", "A-01 milk LATE 3", "A-01 tea - 3"],
        "the shipment takes what was picked and nothing else"
    );
    assert_eq!(server.differences(), Vec::<String>::new());
}

/// Eight bins of two each, and eight people who fetch two each at the same instant.
fn waves_at_once_go_to_different_shelves(server: &TestServer) {
    const MANY: usize = 8;
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "16");
    let bins: Vec<String> = (1..=MANY).map(|it| format!("A-{it:02}")).collect();
    let place = |bin: &String| {
        admin.create("bin", json!({ "code": bin, "warehouse": "main" }));
        json!({ "item": "tea", "quantity": "2", "to_bin": bin })
    };
    let lines: Vec<Json> = bins.iter().map(place).collect();
    admin.confirm("bin_move", json!({ "warehouse": "main", "lines": lines }));
    let tea = json!([{ "item": "tea", "quantity": "2" }]);
    let orders: Vec<String> = (0..MANY).map(|_| order(&admin, "li", tea.clone())).collect();
    let start = std::sync::Barrier::new(MANY);
    let fetch = |order: &String| {
        start.wait();
        number(&pick(&admin, &[order]).is(201))
    };
    let lists: Vec<String> = std::thread::scope(|scope| {
        let fetch = &fetch;
        let threads: Vec<_> = orders.iter().map(|it| scope.spawn(move || fetch(it))).collect();
        threads.into_iter().map(|it| it.join().expect("a picker")).collect()
    });
    let mut told: Vec<String> = lists.iter().flat_map(|it| walk(&admin, it)).collect();
    told.sort();
    let wanted: Vec<String> = bins.iter().map(|it| format!("tea 2 - {it}")).collect();
    assert_eq!(told, wanted, "nobody is sent to what another fetches");
}

fn what_was_short_outlives_the_list(server: &TestServer) {
    let admin = shelves(server);
    let a = order(&admin, "li", json!([{ "item": "tea", "quantity": "4" }]));
    let list = number(&pick(&admin, &[&a]).is(201));
    let short = json!({ "fields": { "lines": [{ "line": 1, "picked": "1", "short_reason": "not_found" }] } });
    admin.patch(&format!("/api/documents/pick_list/{list}"), short).is(200);
    admin.transition("pick_list", &list, "finish").is(200);
    let missing = "6 on hand, 1 reserved, 2 available";
    assert_eq!(tea(&admin), missing);
    admin.transition("pick_list", &list, "cancel").is(200);
    assert_eq!(tea(&admin), missing, "nobody has looked for the three yet");
    let told = admin.get("/api/stock/tea/explain?warehouse=main").is(200);
    let hold = told["parts"].as_array().expect("parts").iter().find(|it| it["kind"] == "hold").cloned();
    assert_eq!(hold.expect("a hold")["reason"], "Not found when picked");
    admin.transition("pick_list", &list, "settle_cancelled").is(200);
    assert_eq!(tea(&admin), "6 on hand, 4 reserved, 2 available", "found, and promised to who waits");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn what_is_not_found_is_held_until_it_is_settled(server: &TestServer) {
    let admin = shop(server);
    let a = order(&admin, "li", json!([{ "item": "tea", "quantity": "4" }]));
    let list = number(&pick(&admin, &[&a]).is(201));
    let path = format!("/api/documents/pick_list/{list}");
    let short = |reason: Json| json!({ "fields": { "lines": [{ "line": 1, "picked": "1", "short_reason": reason }] } });
    assert_eq!(admin.patch(&path, short(Json::Null)).invalid(), ["lines[0].short_reason check_failed"]);
    admin.patch(&path, short(json!("not_found"))).is(200);
    admin.transition("pick_list", &list, "finish").is(200);
    // Three are missing: promised to nobody, sold to nobody.
    assert_eq!(tea(&admin), "20 on hand, 1 reserved, 16 available");
    let line = read(&admin, "sales_order", &a)["progress"]["lines"][0].clone();
    assert_eq!((&line["reserved"], &line["short"]), (&json!("1"), &json!("3")));

    admin.post(&format!("/api/sales/pick-lists/{list}/ship"), json!({})).is(200);
    assert_eq!(tea(&admin), "19 on hand, 0 reserved, 16 available");
    // They were found: free again, and promised to who waits.
    admin.transition("pick_list", &list, "settle").is(200);
    assert_eq!(tea(&admin), "19 on hand, 3 reserved, 16 available");
}

fn what_came_back_is_exchanged(server: &TestServer) {
    let admin = shop(server);
    let fields = json!({
        "customer": "li", "ship_from": "main", "discount": "10",
        "lines": [{ "item": "tea", "quantity": "4", "price": "25" }],
    });
    let a = number(&admin.confirm("sales_order", fields));
    admin.confirm("shipment", admin.push_down("sales_order", &a, "shipment"));
    let mut back = admin.push_down("sales_order", &a, "sales_return");
    back["lines"][0]["quantity"] = json!("2");
    let back = admin.confirm("sales_return", back);
    assert_eq!(back["fields"]["lines"][0]["price"], "22.5", "what was paid: 90 for 4");
    assert_eq!((&back["fields"]["amount"], &back["fields"]["reason"]), (&json!("45"), &json!("no_reason")));

    let mut exchange = admin.push_down("sales_return", &number(&back), "sales_order");
    assert_eq!(exchange["credit"], "45");
    exchange["lines"][0] = json!({ "item": "pot", "quantity": "1" });
    // What li brought back pays for li only.
    let mut of_another = exchange.clone();
    of_another["customer"] = json!("wang");
    let refused = admin.try_confirm("sales_order", of_another).refused(409, "exchange_of_another");
    assert_eq!(refused["params"]["number"], back["number"]);
    let made = admin.confirm("sales_order", exchange.clone());
    let path = format!("/api/documents/sales_order/{}", number(&made));
    admin.patch(&path, json!({ "fields": { "customer": "wang" } })).refused(409, "exchange_of_another");
    assert_eq!((&made["fields"]["amount"], &made["fields"]["difference"]), (&json!("120"), &json!("75")));
    exchange["credit"] = json!("46");
    admin.try_confirm("sales_order", exchange).refused(409, "more_than_returned");

    // What goes back to the supplier stays held until it is released.
    let mut bad = admin.push_down("sales_order", &a, "sales_return");
    bad["lines"][0]["condition"] = json!("to_supplier");
    let bad = admin.confirm("sales_return", bad);
    assert_eq!(tea(&admin), "20 on hand, 0 reserved, 18 available");
    admin.transition("sales_return", &number(&bad), "release").is(200);
    assert_eq!(tea(&admin), "20 on hand, 0 reserved, 20 available");
}

/// A return of two teas at 25, and an order in exchange for it.
fn returned(admin: &Client) -> (String, impl Fn(&str) -> Json + Sync) {
    let a = order(admin, "li", json!([{ "item": "tea", "quantity": "2", "price": "25" }]));
    admin.confirm("shipment", admin.push_down("sales_order", &a, "shipment"));
    let back = number(&admin.confirm("sales_return", admin.push_down("sales_order", &a, "sales_return")));
    let exchange = json!({
        "customer": "li", "ship_from": "main", "exchange_for": back,
        "lines": [{ "item": "pot", "quantity": "1" }],
    });
    let of = move |credit: &str| {
        let mut fields = exchange.clone();
        fields["credit"] = json!(credit);
        fields
    };
    (back, of)
}

fn what_came_back_is_credited_once(server: &TestServer) {
    let admin = shop(server);
    let (back, of) = returned(&admin);
    let first = number(&admin.confirm("sales_order", of("30")));
    assert_eq!(admin.push_down("sales_return", &back, "sales_order")["credit"], "20", "what is left of 50");
    let refused = admin.try_confirm("sales_order", of("21")).refused(409, "more_than_returned");
    assert_eq!(refused["params"], json!({ "credit": "21", "back": "50", "elsewhere": "30" }), "{refused}");
    let held =
        admin.post("/api/documents/sales_order", json!({ "fields": of("20"), "transition": "hold" })).is(201);
    admin.try_confirm("sales_order", of("0.01")).refused(409, "more_than_returned");
    // An order may be changed within what is left, and no further.
    let credit = |credit: &str| json!({ "fields": { "credit": credit } });
    let path = format!("/api/documents/sales_order/{first}");
    admin.patch(&path, credit("31")).refused(409, "more_than_returned");
    admin.patch(&path, credit("10")).is(200);
    admin.patch(&path, credit("30")).is(200);
    admin.patch(&path, json!({ "fields": { "exchange_for": null } })).invalid();
    // Cancelled, or not paid in time, it is to be had again.
    admin.transition("sales_order", &number(&held), "cancel").is(200);
    let second = number(&admin.confirm("sales_order", of("20")));
    admin.transition("sales_order", &first, "cancel").is(200);
    admin.try_confirm("sales_order", of("31")).refused(409, "more_than_returned");
    admin.transition("sales_order", &second, "cancel").is(200);
    admin.confirm("sales_order", of("50"));
    let without = json!({ "fields": { "customer": "li", "ship_from": "main", "credit": "5",
        "lines": [{ "item": "pot", "quantity": "1" }] } });
    assert_eq!(admin.post("/api/documents/sales_order", without).invalid(), ["exchange_for check_failed"]);
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn two_orders_at_once_credit_a_return_once(server: &TestServer) {
    let admin = shop(server);
    let (_, of) = returned(&admin);
    let start = std::sync::Barrier::new(8);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let buy = || {
            start.wait();
            admin.try_confirm("sales_order", of("20")).status
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(buy)).collect();
        threads.into_iter().map(|it| it.join().expect("no panic")).collect()
    });
    let count = |status: u16| statuses.iter().filter(|it| **it == status).count();
    assert_eq!((count(201), count(409)), (2, 6), "50 is twice 20 and no more: {statuses:?}");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn a_family_becomes_items(server: &TestServer) {
    let admin = shop(server);
    let family = json!({
        "code": "T1", "name": "T 恤", "sale_price": "59", "barcode_prefix": "29000001",
        "values_one": [{ "code": "R", "name": "红" }, { "code": "B", "name": "黑" }],
        "values_two": [{ "code": "M", "name": "M" }, { "code": "L", "name": "L" }],
    });
    admin.create("item_family", family);
    let made = admin.post("/api/families/T1/items", json!({})).is(201);
    assert_eq!(made["made"], json!(["T1-R-M", "T1-R-L", "T1-B-M", "T1-B-L"]));
    assert_eq!(admin.post("/api/families/T1/items", json!({})).is(201)["made"], json!([]));
    let item = read(&admin, "item", "T1-B-L");
    assert_eq!((&item["title"], &item["fields"]["barcode"]), (&json!("T 恤 黑 L"), &json!("2900000102026")));
    admin.open_stock("main", "T1-R-L", "7");
    let more =
        json!({ "fields": { "values_two": [{ "line": 1 }, { "line": 2 }, { "code": "XL", "name": "XL" }] } });
    admin.patch("/api/documents/item_family/T1", more).is(200);
    let told = admin.get("/api/families/T1?warehouse=main").is(200);
    let items: Vec<String> = told["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|it| format!("{} {} {} {}", it["item"], it["one"], it["two"], it["available"]).replace('"', ""))
        .collect();
    assert_eq!(items, ["T1-B-L B L 0", "T1-B-M B M 0", "T1-R-L R L 7", "T1-R-M R M 0"]);
    assert_eq!(told["missing"], 2);
    // The price comes with the item, on an ordinary line.
    let sold = admin.create(
        "sales_order",
        json!({ "customer": "li", "ship_from": "main", "lines": [{ "item": "T1-R-L", "quantity": "2" }] }),
    );
    assert_eq!(sold["fields"]["amount"], "118");
    server.user(&["viewer"]).post("/api/families/T1/items", json!({})).refused(403, "forbidden");
    server
        .user(&["accountant"])
        .post("/api/sales/pick-lists", json!({ "warehouse": "main", "orders": ["x"] }))
        .refused(403, "forbidden");
    server.user(&["accountant"]).get("/api/sales/to-pick?warehouse=main").refused(403, "forbidden");
}

fn prices_are_by_the_unit(server: &TestServer) {
    let admin = shop(server);
    let units = json!({ "fields": { "units": [{ "unit": "箱", "factor": "12" }] } });
    admin.patch("/api/documents/item/tea", units).is(200);
    let list = json!({ "name": "整箱", "lines": [{ "item": "tea", "from": "24", "price": "20" }] });
    admin.post("/api/documents/price_list", json!({ "fields": list, "transition": "apply" })).is(201);
    let line = |boxes: &str| json!([{ "item": "tea", "unit": "箱", "unit_quantity": boxes }]);
    let make = |boxes: &str| {
        admin.create("sales_order", json!({ "customer": "wang", "ship_from": "main", "lines": line(boxes) }))
    };
    let told = |it: &Json| {
        let line = &it["fields"]["lines"][0];
        format!(
            "{} at {} = {} at {}: {}",
            line["unit_quantity"], line["unit_price"], line["quantity"], line["price"], line["amount"]
        )
        .replace('"', "")
    };
    assert_eq!(told(&make("1")), "1 at 300 = 12 at 25: 300");
    assert_eq!(told(&make("2")), "2 at 240 = 24 at 20: 480");
}

/// While goods are looked at their price may be corrected, but not below what an exchange was already paid with.
fn what_is_credited_stays_covered_by_what_came_back(server: &TestServer) {
    let admin = shop(server);
    let sold = order(&admin, "li", json!([{ "item": "tea", "quantity": "2", "price": "25" }]));
    admin.confirm("shipment", admin.push_down("sales_order", &sold, "shipment"));
    let fields = admin.push_down("sales_order", &sold, "sales_return");
    let back =
        admin.post("/api/documents/sales_return", json!({ "fields": fields, "transition": "check" })).is(201);
    let exchange = json!({
        "customer": "li", "ship_from": "main", "exchange_for": back["number"], "credit": "40",
        "lines": [{ "item": "pot", "quantity": "1" }],
    });
    let exchange = admin.confirm("sales_order", exchange);
    let path = format!("/api/documents/sales_return/{}", number(&back));
    let priced =
        |price: &str| admin.patch(&path, json!({ "fields": { "lines": [{ "line": 1, "price": price }] } }));
    let refused = priced("19.99").refused(409, "more_than_returned");
    assert_eq!(refused["params"], json!({ "credit": "40", "back": "39.98", "elsewhere": "0" }), "{refused}");
    priced("20").is(200);
    admin.transition("sales_order", &number(&exchange), "cancel").is(200);
    priced("10").is(200);
    assert_eq!(server.differences(), Vec::<String>::new());
}
