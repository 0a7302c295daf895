//! Papers that move stock, and what can be read of it afterwards.

use super::clerk::{at, command, id, move_on, open, paper};
use super::{on_both, read, write};
use crate::{Database, Error, Tx, arrivals, claims, demand, fulfilments, lead_times, stock_queries, verify};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{Day, ItemId, Quantity, WarehouseId};

/// Posts a paper that is not refused; then the books must agree.
pub(super) fn post(database: &Database, minutes: i64, kind: &'static str, fields: Json) -> String {
    let made = try_post(database, minutes, kind, fields);
    made.unwrap_or_else(|code| panic!("{kind} was refused: {code}"))
}

fn try_post(
    database: &Database,
    minutes: i64,
    kind: &'static str,
    fields: Json,
) -> Result<String, &'static str> {
    let made = write(database, move |tx| command(tx, |tx| paper(tx, at(minutes), kind, &fields, "confirm")));
    audit(database);
    made
}

fn transition(
    database: &Database,
    minutes: i64,
    kind: &'static str,
    number: &str,
    name: &'static str,
) -> Result<String, &'static str> {
    let number = number.to_owned();
    let made = write(database, move |tx| command(tx, |tx| move_on(tx, at(minutes), kind, &number, name)));
    audit(database);
    made
}

pub(super) fn audit(database: &Database) {
    let report = read(database, verify::run);
    let told: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "the books do not agree:\n{}", told.join("\n"));
}

pub(super) fn lines(lines: &[(&str, &str)]) -> Json {
    lines.iter().map(|(item, quantity)| json!({ "item": item, "quantity": quantity })).collect()
}

/// Item, warehouse, on hand / reserved / held / incoming.
fn stock(database: &Database) -> Vec<String> {
    let page = read(database, |tx| {
        stock_queries::list(tx, &stock_queries::StockQuery { limit: 100, ..Default::default() })
    });
    let told = |it: &stock_queries::BalanceRow| {
        let (item, place) = (&it.item_number, &it.warehouse_number);
        format!("{item} {place} {}/{}/{}/{}", it.on_hand, it.reserved, it.held, it.incoming)
    };
    page.rows.iter().map(told).collect()
}

fn with_key<T: Send + 'static>(
    database: &Database,
    item: &'static str,
    place: &'static str,
    ask: impl Fn(&mut dyn Tx, BalanceKey) -> Result<T, Error> + Send + 'static,
) -> T {
    read(database, move |tx| {
        let (item, warehouse) = (id(tx, "item", item)?, id(tx, "warehouse", place)?);
        ask(tx, BalanceKey { item: item.into(), warehouse: warehouse.into() })
    })
}

#[test]
fn what_is_bought_arrives_and_is_sold() {
    on_both(|database| {
        write(database, open);
        let opening =
            json!({ "warehouse": "W1", "lines": [{ "item": "tea", "quantity": "4", "unit_cost": "10" }] });
        post(database, 1, "opening_stock", opening);
        let order = json!({ "supplier": "S1", "deliver_to": "W1", "ordered_on": "2026-02-20", "due": "2026-03-09",
            "lines": [{ "item": "tea", "quantity": "10", "price": "16" }, { "item": "oil", "quantity": "5", "price": "50" }] });
        let order = post(database, 2, "purchase_order", order);
        let want = lines(&[("tea", "6"), ("oil", "2")]);
        let sold = post(
            database,
            3,
            "sales_order",
            json!({ "customer": "C1", "ship_from": "W1", "due": "2026-03-05", "lines": want }),
        );
        assert_eq!(stock(database), ["oil W1 0/0/0/5", "tea W1 4/4/0/10"]);

        let receipt = json!({ "purchase_order": order, "warehouse": "W1", "lines": lines(&[("tea", "6")]) });
        post(database, 4, "receipt", receipt);
        assert_eq!(stock(database), ["oil W1 0/0/0/5", "tea W1 10/4/0/4"]);
        transition(database, 5, "sales_order", &sold, "reserve").expect("can be promised now");
        assert_eq!(stock(database), ["oil W1 0/0/0/5", "tea W1 10/6/0/4"]);

        let too_many = json!({ "sales_order": sold, "lines": lines(&[("tea", "7")]) });
        assert_eq!(try_post(database, 6, "shipment", too_many), Err("more_than_ordered"));
        post(database, 7, "shipment", json!({ "sales_order": sold, "lines": lines(&[("tea", "5")]) }));
        assert_eq!(stock(database), ["oil W1 0/0/0/5", "tea W1 5/1/0/4"]);
        assert_eq!(transition(database, 8, "sales_order", &sold, "cancel"), Err("already_fulfilled"));

        // Everything else arrives, at once: the order is complete.
        let rest = json!({ "purchase_order": order, "warehouse": "W1", "lines": lines(&[("tea", "4"), ("oil", "5")]) });
        post(database, 9, "receipt", rest);
        assert_eq!(stock(database), ["oil W1 5/0/0/0", "tea W1 9/1/0/0"]);
        transition(database, 10, "sales_order", &sold, "reserve").expect("can be promised now");
        post(
            database,
            11,
            "shipment",
            json!({ "sales_order": sold, "lines": lines(&[("tea", "1"), ("oil", "2")]) }),
        );
        assert_eq!(stock(database), ["oil W1 3/0/0/0", "tea W1 8/0/0/0"]);

        let states = read(database, move |tx| {
            let purchase = crate::documents::find(tx, "purchase_order", &order)?.expect("is there");
            let sales = crate::documents::find(tx, "sales_order", &sold)?.expect("is there");
            assert!(
                fulfilments::done_of(tx, sales.id)?.values().eq(&[Quantity::whole(6), Quantity::whole(2)])
            );
            assert!(stock_queries::has_facts(tx, sales.id)?);
            let tea: ItemId = id(tx, "item", "tea")?.into();
            let observed = lead_times::observed(tx, &[tea])?;
            assert_eq!(observed.values().collect::<Vec<_>>(), [&[10, 10]], "twice, after ten days");
            let since = Day::from_ymd(2026, 3, 1).expect("a day");
            assert_eq!(demand::daily(tx, tea, None, since)?, [(at(0).today, Quantity::whole(6))]);
            Ok([purchase.state, sales.state])
        });
        assert_eq!(states, ["done", "done"]);
    });
}

#[test]
fn a_transfer_is_on_its_way_between_two_warehouses() {
    on_both(|database| {
        write(database, open);
        let line = |lot: &str, quantity: &str, expiry: &str| json!({ "item": "milk", "quantity": quantity, "unit_cost": "8", "lot": lot, "expiry": expiry });
        post(
            database,
            1,
            "opening_stock",
            json!({ "warehouse": "W1", "lines": [line("L1", "5", "2026-04-01"), line("L2", "5", "2026-05-01")] }),
        );
        let transfer =
            json!({ "from": "W1", "to": "W2", "lines": [{ "item": "milk", "quantity": "3", "lot": "L2" }] });
        let transfer = post(database, 2, "transfer", transfer);
        assert_eq!(stock(database), ["milk W1 7/0/0/0", "milk W2 0/0/0/3"]);

        let item: ItemId = read(database, |tx| id(tx, "item", "milk")).into();
        let order = transfer.clone();
        let explained = read(database, move |tx| stock_queries::explain(tx, item, None));
        assert_eq!(explained.on_hand, Quantity::whole(7));
        let part = &explained.parts[0];
        assert_eq!((part.kind, part.quantity), ("transit", Quantity::whole(3)));
        assert_eq!((&part.warehouse_number, &part.document_number), (&"W2".to_owned(), &order));
        let next = with_key(database, "milk", "W2", |tx, key| {
            arrivals::next_order(tx, &[(key.item, key.warehouse)])
        });
        assert_eq!(next.into_values().map(|it| it.number).collect::<Vec<_>>(), [order]);

        transition(database, 3, "transfer", &transfer, "receive").expect("arrives");
        assert_eq!(stock(database), ["milk W1 7/0/0/0", "milk W2 3/0/0/0"]);
        let lots = read(database, move |tx| stock_queries::lots_of(tx, item));
        let told: Vec<String> =
            lots.iter().map(|it| format!("{} {} {}", it.lot, it.on_hand, it.expiry.expect("kept"))).collect();
        assert_eq!(told, ["L1 5 2026-04-01", "L2 2 2026-05-01", "L2 3 2026-05-01"], "the expiry went along");

        // A lot that was used up and comes back is still known to expire.
        let gone = json!({ "warehouse": "W2", "reason": "damaged", "lines": [{ "item": "milk", "quantity": "-3", "lot": "L2" }] });
        post(database, 4, "adjustment", gone);
        let back = json!({ "warehouse": "W2", "reason": "found", "lines": [{ "item": "milk", "quantity": "1", "lot": "L2" }] });
        post(database, 5, "adjustment", back);
        let lots = read(database, move |tx| stock_queries::lots_of(tx, item));
        assert_eq!(lots[2].expiry.map(|it| it.to_string()), Some("2026-05-01".to_owned()));
    });
}

#[test]
fn a_serial_number_is_at_one_place_only() {
    on_both(|database| {
        write(database, open);
        let phone = |place: &str| json!({ "warehouse": place, "lines": [{ "item": "phone", "quantity": "1", "unit_cost": "900", "lot": "SN1" }] });
        post(database, 1, "opening_stock", phone("W1"));
        assert_eq!(try_post(database, 2, "opening_stock", phone("W2")), Err("serial_already_here"));
        assert_eq!(stock(database), ["phone W1 1/0/0/0"]);
    });
}

#[test]
fn an_order_that_must_be_whole_is_refused_and_changes_nothing() {
    on_both(|database| {
        write(database, open);
        post(database, 1, "opening_stock", json!({ "warehouse": "W1", "lines": lines(&[("tea", "3")]) }));
        let order = json!({ "customer": "C2", "ship_from": "W1", "partial_allowed": false, "lines": lines(&[("tea", "5")]) });
        assert_eq!(try_post(database, 2, "sales_order", order), Err("insufficient_stock"));
        assert_eq!(stock(database), ["tea W1 3/0/0/0"]);
    });
}

#[test]
fn a_count_sees_what_moved_since_and_takes_back_the_youngest_promise() {
    on_both(|database| {
        write(database, open);
        post(database, 1, "opening_stock", json!({ "warehouse": "W1", "lines": lines(&[("tea", "10")]) }));
        let order = |customer: &str, quantity: &str| json!({ "customer": customer, "ship_from": "W1", "lines": lines(&[("tea", quantity)]) });
        let old = post(database, 2, "sales_order", order("C1", "4"));
        post(database, 3, "sales_order", order("C2", "6"));
        // Seven were seen at minute 4; two of them left before the count was entered.
        post(database, 5, "shipment", json!({ "sales_order": old, "lines": lines(&[("tea", "2")]) }));
        let count = json!({ "warehouse": "W1", "counted_at": at(4).now.to_string(), "lines": [{ "item": "tea", "counted": "7" }] });
        post(database, 6, "stock_count", count);
        assert_eq!(stock(database), ["tea W1 5/5/0/0"]);

        let waiting = with_key(database, "tea", "W1", claims::of_balance);
        let told: Vec<String> = waiting
            .iter()
            .map(|it| {
                let customer = it.customer.as_ref().expect("an order has a customer");
                format!(
                    "{} level {} wants {} has {}",
                    customer.number, customer.level, it.claim.wanted, it.claim.reserved
                )
            })
            .collect();
        assert_eq!(told, ["C1 level 0 wants 2 has 2", "C2 level 3 wants 6 has 3"]);
    });
}

#[test]
fn moves_are_read_backwards_with_what_was_there_after_each() {
    on_both(|database| {
        write(database, open);
        let of = |quantity: &str| json!([{ "item": "tea", "quantity": quantity }]);
        post(database, 1, "opening_stock", json!({ "warehouse": "W1", "lines": of("10") }));
        let transfer = post(database, 2, "transfer", json!({ "from": "W1", "to": "W2", "lines": of("4") }));
        transition(database, 3, "transfer", &transfer, "receive").expect("arrives");
        post(database, 4, "adjustment", json!({ "warehouse": "W2", "reason": "damaged", "lines": of("-1") }));
        let page = |place: &'static str, limit: usize, after: Option<&'static str>| {
            read(database, move |tx| {
                let item: ItemId = id(tx, "item", "tea")?.into();
                let place = match place {
                    "" => None,
                    it => Some(WarehouseId::from(id(tx, "warehouse", it)?)),
                };
                let page = stock_queries::moves(tx, item, place, limit, after)?;
                let told = page.rows.iter().map(|it| {
                    format!(
                        "{} {}>{} {} = {}",
                        it.number, it.from_number, it.to_number, it.quantity, it.balance_after
                    )
                });
                Ok((told.collect::<Vec<_>>(), page.next))
            })
        };
        let all =
            ["4 W2>scrap 1 = 9", "3 transit>W2 4 = 10", "2 W1>transit 4 = 10", "1 adjustment>W1 10 = 10"];
        assert_eq!(page("", 9, None), (all.map(str::to_owned).to_vec(), None));
        assert_eq!(
            page("", 2, None),
            (all[..2].iter().map(|it| (*it).to_owned()).collect(), Some("3:10000000".to_owned()))
        );
        assert_eq!(
            page("", 2, Some("3:10000000")),
            (all[2..].iter().map(|it| (*it).to_owned()).collect(), None)
        );
        let here = ["2 W1>transit 4 = 6".to_owned(), "1 adjustment>W1 10 = 10".to_owned()];
        assert_eq!(page("W1", 9, None), (here.to_vec(), None));
        let next = Some("4:4000000");
        assert_eq!(page("W2", 1, None), (vec!["4 W2>scrap 1 = 3".to_owned()], next.map(str::to_owned)));
        assert_eq!(page("W2", 1, next), (vec!["3 transit>W2 4 = 4".to_owned()], None));
    });
}

#[test]
fn a_list_of_stock_is_read_page_by_page() {
    on_both(|database| {
        write(database, open);
        for place in ["W1", "W2"] {
            let lines = json!([{ "item": "tea", "quantity": "1", "unit_cost": "3" }, { "item": "oil", "quantity": "2", "unit_cost": "5" }]);
            post(database, 1, "opening_stock", json!({ "warehouse": place, "lines": lines }));
        }
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = read(database, move |tx| {
                stock_queries::list(
                    tx,
                    &stock_queries::StockQuery { limit: 3, after: after.clone(), ..Default::default() },
                )
            });
            let told = |it: &stock_queries::BalanceRow| {
                format!("{} {} {}", it.item_number, it.warehouse_number, it.value)
            };
            seen.extend(page.rows.iter().map(told));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["oil W1 10", "oil W2 10", "tea W1 3", "tea W2 3"]);

        let found = read(database, |tx| {
            let words = vec!["龙".to_owned(), "tea".to_owned()];
            stock_queries::list(tx, &stock_queries::StockQuery { limit: 9, words, ..Default::default() })
        });
        assert_eq!(found.rows.len(), 2);
    });
}

#[test]
fn what_happened_keeps_its_masters() {
    on_both(|database| {
        write(database, open);
        post(database, 1, "opening_stock", json!({ "warehouse": "W1", "lines": lines(&[("tea", "1")]) }));
        let facts = read(database, |tx| {
            let ids = [
                id(tx, "item", "tea")?,
                id(tx, "item", "oil")?,
                id(tx, "warehouse", "W1")?,
                id(tx, "warehouse", "W2")?,
            ];
            ids.into_iter().map(|it| stock_queries::has_facts(tx, it)).collect::<Result<Vec<_>, _>>()
        });
        assert_eq!(facts, [true, false, true, false]);
    });
}
