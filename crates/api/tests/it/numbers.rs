//! Numbers: put together from parts, counted without gaps, whoever is refused meanwhile.

use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    numbers_have_no_gaps_under_64_clients_and_roll_backs,
    a_number_says_the_day_and_the_warehouse_and_counts_for_each,
    parts_that_could_collide_are_refused
);

const CLIENTS: usize = 64;
const ORDERS: usize = 6;

fn order(nth: usize) -> Json {
    // Every third asks for what is not there, and is refused with all that it wrote; so is what is wrong.
    let quantity = if nth.is_multiple_of(3) { "1000000" } else { "1" };
    let item = if nth % 7 == 5 { "nothing" } else { "tea" };
    let warehouse = if nth.is_multiple_of(2) { "main" } else { "east" };
    json!({
        "fields": { "customer": "li", "ship_from": warehouse, "partial_allowed": false,
                    "lines": [{ "item": item, "quantity": quantity, "price": "1" }] },
        "transition": "confirm",
    })
}

/// Everybody at once; the numbers that were given.
fn storm(admin: &Client) -> Vec<String> {
    let client = |nth: usize| {
        let admin = admin.clone();
        std::thread::spawn(move || {
            let made = (0..ORDERS).filter_map(|it| {
                let answer = admin.post("/api/documents/sales_order", order(nth * ORDERS + it));
                assert!(matches!(answer.status, 201 | 409 | 422), "{}", answer.text());
                let is_made = answer.status == 201;
                is_made.then(|| answer.json()["number"].as_str().expect("a number").to_owned())
            });
            made.collect::<Vec<_>>()
        })
    };
    let clients: Vec<_> = (0..CLIENTS).map(client).collect();
    clients.into_iter().flat_map(|it| it.join().expect("no client panics")).collect()
}

fn assert_no_gaps(numbers: &[String], prefix: &str) -> usize {
    let counted = numbers.iter().filter_map(|it| it.strip_prefix(prefix)?.parse::<usize>().ok());
    let mut counted: Vec<usize> = counted.collect();
    counted.sort_unstable();
    assert_eq!(counted, (1..=counted.len()).collect::<Vec<_>>(), "{prefix}");
    counted.len()
}

fn numbers_have_no_gaps_under_64_clients_and_roll_backs(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    for warehouse in ["main", "east"] {
        admin.open_stock(warehouse, "tea", "100000");
    }
    let numbers = storm(&admin);
    assert!(numbers.len() > CLIENTS * ORDERS / 3 && numbers.len() < CLIENTS * ORDERS, "{}", numbers.len());
    assert_eq!(assert_no_gaps(&numbers, "XS-"), numbers.len());

    // And with a counter for each warehouse.
    let parts = json!([{ "text": "SO/" }, { "field": "ship_from" }, { "text": "/" }, "counter"]);
    admin
        .put(
            "/api/numbering/sales_order",
            json!({ "prefix": "", "digits": 4, "reset": "never", "parts": parts }),
        )
        .is(200);
    let numbers = storm(&admin);
    let each = [assert_no_gaps(&numbers, "SO/main/"), assert_no_gaps(&numbers, "SO/east/")];
    assert_eq!(each.iter().sum::<usize>(), numbers.len());
}

fn a_number_says_the_day_and_the_warehouse_and_counts_for_each(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let today = admin.get("/api/me").is(200)["today"].as_str().expect("a day").to_owned();
    let parts = json!([{ "text": "D" }, { "date": "short_year" }, { "date": "month" }, { "date": "day" }, { "text": "-" }, { "field": "warehouse" }, { "text": "-" }, "counter"]);
    let put = json!({ "prefix": "", "digits": 3, "reset": "day", "parts": parts });
    let told = admin.put("/api/numbering/lost_sale", put).is(200);
    let day = format!("D{}{}{}", &today[2..4], &today[5..7], &today[8..10]);
    assert_eq!(told["next"], format!("{day}-<Warehouse>-001"));
    let mut given: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for warehouse in ["main", "east", "main"] {
        let lines = json!([{ "item": "tea", "quantity": "1" }]);
        let made = admin.create("lost_sale", json!({ "warehouse": warehouse, "lines": lines }));
        given.entry(warehouse).or_default().push(made["number"].as_str().expect("a number").to_owned());
    }
    assert_eq!(given["main"], [format!("{day}-main-001"), format!("{day}-main-002")]);
    assert_eq!(given["east"], [format!("{day}-east-001")]);
}

fn parts_that_could_collide_are_refused(server: &TestServer) {
    let admin = server.admin();
    let refused = |parts: Json, reset: &str| {
        let put = json!({ "prefix": "", "digits": 3, "reset": reset, "parts": parts });
        admin.put("/api/numbering/sales_order", put).is(422)["problems"][0]["code"].clone()
    };
    assert_eq!(refused(json!([{ "text": "A" }]), "never"), "one_counter");
    assert_eq!(refused(json!(["counter", "counter"]), "never"), "one_counter");
    assert_eq!(refused(json!([{ "field": "customer" }, "counter"]), "never"), "text_between");
    assert_eq!(refused(json!([{ "field": "lines" }, { "text": "-" }, "counter"]), "never"), "unknown_field");
    assert_eq!(
        refused(json!([{ "date": "month" }, { "text": "-" }, "counter"]), "month"),
        "period_not_in_number"
    );
}
