//! Reports agree with each other and with the stock, to the last digit, whatever happened.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};
use values::{Day, Money, Quantity};

on_both_engines!(
    figures_of_random_months_agree,
    orders_are_filled_as_they_were_shipped,
    a_report_tells_only_what_its_reader_may_know,
    what_makes_no_sense_is_refused,
);

/// xorshift, seeded: a failure can be told again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

fn today(admin: &Client) -> Day {
    serde_json::from_value(admin.get("/api/stock/at").is(200)["day"].clone()).expect("a day")
}

fn encoded(text: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.~,".contains(&it);
    text.bytes().map(|it| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") }).collect()
}

fn ask(client: &Client, report: &str, query: &[(&str, &str)]) -> Json {
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    client.get(&format!("/api/reports/{report}?{}", query.join("&"))).is(200)
}

/// The raw value of a measure, money or quantity, in a row or a total.
fn raw(report: &Json, of: &Json, measure: &str) -> i64 {
    let measures = report["measures"].as_array().expect("measures");
    let at = measures.iter().position(|it| it["name"] == measure).unwrap_or_else(|| panic!("no {measure}"));
    let text = of["values"][at].as_str().unwrap_or("0");
    match measures[at]["kind"].as_str() {
        Some("money") => text.parse::<Money>().expect("money").raw(),
        Some("quantity") => text.parse::<Quantity>().expect("a quantity").raw(),
        _ => text.parse().expect("a whole number"),
    }
}

fn rows(report: &Json) -> &Vec<Json> {
    report["rows"].as_array().expect("rows")
}

fn sum(report: &Json, measure: &str) -> i64 {
    rows(report).iter().map(|it| raw(report, it, measure)).sum()
}

/// Something happens on each of 80 days.
fn live(admin: &Client, seed: u64) {
    let (mut random, today) = (Random(seed), today(admin));
    admin.create("supplier", json!({ "code": "hill", "name": "山里人" }));
    let items = ["tea", "cup", "pot"];
    for place in ["main", "east"] {
        let lines = items.map(|it| json!({ "item": it, "quantity": "40", "unit_cost": "3.333333" }));
        admin.confirm(
            "opening_stock",
            json!({ "warehouse": place, "day": today.plus_days(-90), "lines": lines }),
        );
    }
    let mut sold: Vec<String> = Vec::new();
    let mut bought: Vec<(String, &str)> = Vec::new();
    for step in 0..80 {
        let (day, place) = (today.plus_days(step - 80), random.one_of(&["main", "east"]));
        let quantity = (1 + random.below(9)).to_string();
        let price = random.one_of(&["7.77", "0.333333", "12.5", "19.99"]);
        let line = json!({ "item": random.one_of(&items), "quantity": quantity, "price": price });
        let number = |it: &Json| it["number"].as_str().expect("a number").to_owned();
        match random.below(8) {
            0 | 1 => {
                let more = json!({ "item": random.one_of(&items), "quantity": "6", "price": "4.321" });
                let order = json!({ "customer": random.one_of(&["li", "wang"]), "ship_from": place,
                    "channel": "shop", "ordered_on": day, "lines": [line, more] });
                sold.push(number(&admin.confirm("sales_order", order)));
            }
            2 => {
                let order = json!({ "supplier": random.one_of(&["farm", "hill"]), "deliver_to": place,
                    "ordered_on": day, "due": day.plus_days(5), "lines": [line] });
                bought.push((number(&admin.confirm("purchase_order", order)), place));
            }
            3 if !bought.is_empty() => {
                let (order, place) = bought[random.below(bought.len() as u64) as usize].clone();
                let item = random.one_of(&items);
                let lines = json!([{ "item": item, "quantity": (1 + random.below(4)).to_string() }]);
                admin.try_confirm("receipt", json!({ "purchase_order": order, "warehouse": place, "received_on": day, "lines": lines }));
            }
            4 | 5 if !sold.is_empty() => {
                let order = &sold[random.below(sold.len() as u64) as usize];
                let lines =
                    json!([{ "item": random.one_of(&items), "quantity": (1 + random.below(6)).to_string() }]);
                admin.try_confirm(
                    "shipment",
                    json!({ "sales_order": order, "shipped_on": day, "lines": lines }),
                );
            }
            6 if !sold.is_empty() => {
                let order = &sold[random.below(sold.len() as u64) as usize];
                let condition = random.one_of(&["good", "damaged"]);
                let lines =
                    json!([{ "item": random.one_of(&items), "quantity": "1", "condition": condition }]);
                admin.try_confirm(
                    "sales_return",
                    json!({ "sales_order": order, "warehouse": place, "returned_on": day, "lines": lines }),
                );
            }
            _ => {
                let to = if place == "main" { "east" } else { "main" };
                let lines = json!([{ "item": random.one_of(&items), "quantity": "2" }]);
                admin.try_confirm("transfer", json!({ "from": place, "to": to, "lines": lines }));
            }
        }
    }
}

fn figures_of_random_months_agree(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    live(&admin, 0x9E37_79B9_7F4A_7C15);
    let today = today(&admin);
    let (from, through) = (today.plus_days(-60).to_string(), today.plus_days(-1).to_string());
    let before = today.plus_days(-61).to_string();

    // 收发存: whatever it is grouped by, what was there and came less what left is what is there.
    let flow = "opening,opening_value,in,in_value,out,out_value,revalued,closing,closing_value,bought,bought_value,sold,returned,sold_value";
    let mut totals: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for by in ["item", "item,warehouse", "warehouse", "item.category", "abc", ""] {
        let report = ask(
            &admin,
            "stock_summary",
            &[("from", &from), ("through", &through), ("rows", by), ("columns", ""), ("measures", flow)],
        );
        for row in rows(&report) {
            let of = |it: &str| raw(&report, row, it);
            assert_eq!(of("opening") + of("in") - of("out"), of("closing"), "{by}: {row}");
            let value = of("opening_value") + of("in_value") - of("out_value") + of("revalued");
            assert_eq!(value, of("closing_value"), "{by}: {row}");
        }
        assert_eq!(raw(&report, &report["total"], "revalued"), 0, "{by}");
        let names = [
            "opening",
            "opening_value",
            "bought",
            "bought_value",
            "sold",
            "returned",
            "sold_value",
            "closing",
            "closing_value",
        ];
        let told: Vec<i64> = names.iter().map(|it| raw(&report, &report["total"], it)).collect();
        assert_eq!(told, names.map(|it| sum(&report, it)).to_vec(), "{by}: rows add up to the total");
        totals.insert(by, told);
    }
    assert!(totals.values().all(|it| *it == totals["item"]), "{totals:#?}");

    // The stock of a day is what the flow ends with, and what the next one begins with.
    let stock = |day: &str, by: &str| {
        ask(
            &admin,
            "stock",
            &[("through", day), ("rows", by), ("columns", ""), ("measures", "closing,closing_value")],
        )
    };
    let (start, end) = (stock(&before, "item"), stock(&through, "item,warehouse"));
    let both = |it: &Json| [raw(it, &it["total"], "closing"), raw(it, &it["total"], "closing_value")];
    assert_eq!(both(&start), [totals["item"][0], totals["item"][1]]);
    assert_eq!(both(&end), [totals["item"][7], totals["item"][8]]);
    let at = admin.get(&format!("/api/stock/at?day={through}&total=true")).is(200);
    let value: Money = at["total"]["value"].as_str().expect("a value").parse().expect("money");
    assert_eq!(value.raw(), totals["item"][8], "the stock screen says the same");

    // Purchases are what came in from suppliers, sales what left for customers less what came back.
    let days = [("from", from.as_str()), ("through", through.as_str()), ("columns", "")];
    let trade = |report: &str, rows: &str, measures: &str| {
        ask(
            &admin,
            report,
            &[&days[..], &[("rows", rows), ("measures", measures), ("limit", "1000")]].concat(),
        )
    };
    let bought = trade("purchases", "supplier", "quantity,amount");
    assert_eq!(raw(&bought, &bought["total"], "quantity"), totals["item"][2]);
    assert_eq!(raw(&bought, &bought["total"], "amount"), totals["item"][3]);
    assert!(raw(&bought, &bought["total"], "amount") > 0, "something was bought");
    let measures = "quantity,amount,cost,profit";
    let sold = trade("profit", "item", measures);
    assert_eq!(raw(&sold, &sold["total"], "quantity"), totals["item"][4] - totals["item"][5]);
    assert_eq!(raw(&sold, &sold["total"], "cost"), totals["item"][6]);
    assert!(raw(&sold, &sold["total"], "amount") > 0, "something was sold");
    for by in [
        "customer",
        "item,customer",
        "month",
        "week,item",
        "channel",
        "member",
        "customer.level",
        "order",
        "document",
        "warehouse,item.category",
        "abc",
    ] {
        let report = trade("profit", by, measures);
        for row in rows(&report).iter().chain([&report["total"]]) {
            let of = |it: &str| raw(&report, row, it);
            assert_eq!(of("profit"), of("amount") - of("cost"), "{by}: {row}");
        }
        for measure in measures.split(',') {
            let all = raw(&sold, &sold["total"], measure);
            assert_eq!(raw(&report, &report["total"], measure), all, "{by}: {measure}");
            assert_eq!(sum(&report, measure), all, "{by}: {measure}");
        }
    }
    an_order_that_got_all_was_charged_its_amount(&admin);
    what_is_behind_a_figure_adds_up_to_it(&admin, &days);
    a_ledger_runs_from_opening_to_closing(&admin, &from, &through);
}

/// In two parts, none of which is a whole number of cents.
fn an_order_that_got_all_was_charged_its_amount(admin: &Client) {
    admin.open_stock("main", "tea", "3");
    let lines = json!([{ "item": "tea", "quantity": "3", "price": "3.333333" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    for quantity in ["1", "2"] {
        let lines = json!([{ "item": "tea", "quantity": quantity }]);
        admin.confirm("shipment", json!({ "sales_order": order["number"], "lines": lines }));
    }
    let all = ask(
        admin,
        "sales",
        &[("from", "2000-01-01"), ("rows", "order"), ("measures", "quantity,amount"), ("limit", "1000")],
    );
    let mut seen = 0;
    for row in rows(&all) {
        let number = row["keys"][0]["key"].as_str().expect("a number");
        let order = admin.get(&format!("/api/documents/sales_order/{number}")).is(200);
        let lines = order["progress"]["lines"].as_array().cloned().unwrap_or_default();
        let came_back = lines.iter().any(|it| it["returned"].as_str().is_some_and(|it| it != "0"));
        if order["state"] == "done" && !came_back {
            seen += 1;
            let amount: Money =
                order["fields"]["amount"].as_str().expect("an amount").parse().expect("money");
            assert_eq!(raw(&all, row, "amount"), amount.raw(), "{number}");
        }
    }
    assert!(seen > 0, "some order got all it asked for");
}

fn what_is_behind_a_figure_adds_up_to_it(admin: &Client, days: &[(&str, &str)]) {
    let pivot = ask(
        admin,
        "sales",
        &[&days[..2], &[("rows", "item"), ("columns", "month"), ("measures", "amount,quantity")]].concat(),
    );
    let columns = pivot["columns"].as_array().expect("columns");
    assert!(columns.len() >= 2, "{columns:?}");
    for row in rows(&pivot) {
        let cells: Vec<i64> = (0..columns.len())
            .map(|at| row["cells"][at][0].as_str().map_or(0, |it| it.parse::<Money>().expect("money").raw()))
            .collect();
        assert_eq!(cells.iter().sum::<i64>(), raw(&pivot, row, "amount"));
        for (column, cell) in columns.iter().zip(cells) {
            let only = json!({ "item": [row["keys"][0]["key"]], "month": [column["key"]] }).to_string();
            let behind = ask(
                admin,
                "sales",
                &[
                    &days[..2],
                    &[
                        ("rows", "document"),
                        ("columns", ""),
                        ("measures", "amount,quantity"),
                        ("only", &only),
                    ],
                ]
                .concat(),
            );
            assert_eq!(raw(&behind, &behind["total"], "amount"), cell);
            assert!(rows(&behind).iter().all(|it| it["keys"][0]["document"]["type"].is_string()));
        }
    }
    // The first two and the rest are all.
    let page = ask(
        admin,
        "sales",
        &[days, &[("rows", "document"), ("measures", "amount"), ("limit", "2")]].concat(),
    );
    assert_eq!(rows(&page).len(), 2);
    assert_eq!(
        sum(&page, "amount") + raw(&page, &page["rest"], "amount"),
        raw(&page, &page["total"], "amount")
    );
    let filter = json!({ "customer": { "field": "level", "op": "=", "value": "vip" } }).to_string();
    let vip = ask(
        admin,
        "sales",
        &[days, &[("rows", "customer"), ("measures", "amount"), ("filter", &filter)]].concat(),
    );
    assert_eq!(rows(&vip).iter().map(|it| &it["keys"][0]["key"]).collect::<Vec<_>>(), ["li"]);
}

fn a_ledger_runs_from_opening_to_closing(admin: &Client, from: &str, through: &str) {
    let mut seen = 0;
    for (item, place) in [("tea", ""), ("cup", ""), ("pot", ""), ("tea", "main"), ("pot", "east")] {
        let (mut after, mut balance) = (String::new(), None::<String>);
        loop {
            let page = admin
                .get(&format!("/api/stock/{item}/ledger?from={from}&through={through}&warehouse={place}&limit=3&after={after}"))
                .is(200);
            let quantity =
                |it: &Json| it.as_str().unwrap_or("0").parse::<Quantity>().expect("a quantity").raw();
            let mut running = balance
                .as_ref()
                .map_or_else(|| quantity(&page["opening"]["quantity"]), |it| quantity(&json!(it)));
            for row in rows(&page) {
                running += quantity(&row["in"]) - quantity(&row["out"]);
                assert_eq!(quantity(&row["balance"]), running, "{item} {place}: {row}");
                seen += 1;
            }
            balance = Some(Quantity::from_raw(running).to_string());
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => {
                    assert_eq!(balance.as_deref(), page["closing"]["quantity"].as_str(), "{item} {place}");
                    break;
                }
            }
        }
    }
    assert!(seen > 9, "{seen} moves");
}

fn orders_are_filled_as_they_were_shipped(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = today(&admin);
    admin.open_stock("main", "tea", "10");
    let order = |quantity: &str, due: Day| {
        let lines = json!([{ "item": "tea", "quantity": quantity, "price": "2" }]);
        let order = admin.confirm(
            "sales_order",
            json!({ "customer": "li", "ship_from": "main", "due": due, "lines": lines }),
        );
        order["number"].as_str().expect("a number").to_owned()
    };
    let first = order("4", today.plus_days(1));
    order("8", today.plus_days(-2));
    admin.confirm("shipment", admin.push_down("sales_order", &first, "shipment"));
    let report = ask(
        &admin,
        "sales_fulfilment",
        &[
            ("rows", "customer"),
            (
                "measures",
                "ordered,promised,done,left,late,fill_rate,line_fill_rate,on_time_rate,lines,amount,amount_left",
            ),
        ],
    );
    assert_eq!(
        rows(&report)[0]["values"],
        json!(["12", "6", "4", "8", "8", "33.3333", "50", "50", "2", "24", "16"])
    );

    let lines = json!([{ "item": "tea", "quantity": "5", "price": "3" }]);
    let bought = admin.confirm(
        "purchase_order",
        json!({ "supplier": "farm", "deliver_to": "main", "due": today, "lines": lines }),
    );
    let mut receipt =
        admin.push_down("purchase_order", bought["number"].as_str().expect("a number"), "receipt");
    receipt["lines"][0]["quantity"] = json!("2");
    admin.confirm("receipt", receipt);
    let report = ask(
        &admin,
        "purchase_fulfilment",
        &[("rows", "item,supplier"), ("measures", "ordered,done,left,late,amount_left")],
    );
    assert_eq!(rows(&report)[0]["values"], json!(["5", "2", "3", "0", "9"]));
}

fn a_report_tells_only_what_its_reader_may_know(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10");
    let lines = json!([{ "item": "tea", "quantity": "4", "price": "2" }]);
    let order =
        admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    admin.confirm(
        "shipment",
        admin.push_down("sales_order", order["number"].as_str().expect("a number"), "shipment"),
    );

    let seller = server.user(&["seller"]);
    assert_eq!(ask(&seller, "sales", &[])["rows"][0]["values"][1], "8");
    for measure in ["cost", "profit", "margin"] {
        seller.get(&format!("/api/reports/sales?measures={measure}")).refused(403, "forbidden");
        seller.get(&format!("/api/reports/sales?sort=-{measure}")).is(422);
    }
    // Nothing is left of profit without what things cost.
    seller.get("/api/reports/profit").refused(403, "forbidden");
    seller.get("/api/reports/profit/export?format=csv").refused(403, "forbidden");
    seller.get("/api/reports/stock?measures=closing_value").refused(403, "forbidden");
    let catalog = seller.get("/api/reports").is(200);
    let text = catalog.to_string();
    for hidden in ["\"cost\"", "profit", "closing_value"] {
        assert!(text.contains("\"sales\"") && !text.contains(hidden), "{hidden}: {text}");
    }
    let ledger = seller.get("/api/stock/tea/ledger").is(200).to_string();
    assert!(!ledger.contains("value"), "{ledger}");
    let file = admin.get("/api/reports/profit/export?format=csv").is_text(200);
    assert!(file.contains("tea") && file.contains("Total"), "{file}");
}

fn what_makes_no_sense_is_refused(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    admin.get("/api/reports/nothing").refused(404, "not_found");
    for (query, told) in [
        ("rows=colour", "rows not_in_report"),
        ("columns=lines", "columns not_in_report"),
        ("measures=luck", "measures not_in_report"),
        ("sort=-luck", "sort not_in_report"),
        ("from=tomorrow", "from not_a_day"),
        ("from=2026-02-01&through=2026-01-01", "from too_great"),
        ("filter=%7B%22warehouse_worker%22%3A%7B%7D%7D", "filter not_in_report"),
        ("filter=%7B%22item%22%3A%7B%22field%22%3A%22size%22%7D%7D", "filter.item.field no_such_field"),
        ("filter=1", "filter not_an_object"),
        ("only=%7B", "only not_json"),
        ("only=%7B%22item%22%3A%22tea%22%7D", "only.item not_a_list"),
        ("rows=day,item,customer,channel,member,document,order", "rows too_many"),
    ] {
        let problems = admin.get(&format!("/api/reports/sales?{query}")).invalid();
        assert_eq!(problems, [told], "{query}");
    }
}
