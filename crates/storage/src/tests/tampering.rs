//! Rows that somebody changed behind the ledger's back: each is found, by name.

use super::clerk::{at, id, open, paper};
use super::postings::{lines, post};
use super::{on_both, write};
use crate::{Database, Error, Tx, documents, layers, turnover, verify, world};
use business::{Needs, World};
use ledger::{BalanceKey, Hold, Origin};
use serde_json::json;
use values::{Quantity, UserId};

/// Tea: 10 came, 2 were shipped of an order of 6, one is held. Milk: 5 of lot L1. Oil: 3 of 5 came.
fn story(database: &Database) {
    write(database, open);
    let opening = json!([{ "item": "tea", "quantity": "10", "unit_cost": "10" }, { "item": "milk", "quantity": "5", "lot": "L1" }]);
    post(database, 1, "opening_stock", json!({ "warehouse": "W1", "lines": opening }));
    let order = json!({ "customer": "C1", "ship_from": "W1", "lines": lines(&[("tea", "6")]) });
    post(database, 2, "sales_order", order);
    post(database, 3, "shipment", json!({ "sales_order": "sales_order-1", "lines": lines(&[("tea", "2")]) }));
    let order = json!({ "supplier": "S1", "deliver_to": "W1", "lines": lines(&[("oil", "5")]) });
    post(database, 4, "purchase_order", order);
    let receipt =
        json!({ "purchase_order": "purchase_order-1", "warehouse": "W1", "lines": lines(&[("oil", "3")]) });
    post(database, 5, "receipt", receipt);
    write(database, |tx| {
        paper(
            tx,
            at(6),
            "adjustment",
            &json!({ "warehouse": "W1", "reason": "found", "lines": lines(&[("oil", "1")]) }),
            "",
        )?
        .expect("a draft is not refused");
        hold_one(tx)?;
        layers::catch_up(tx, 100, 100).map(|more| assert!(!more))?;
        turnover::sum_up(tx, 100, 100).map(|more| assert!(!more))
    });
}

fn hold_one(tx: &mut dyn Tx) -> Result<(), Error> {
    let (item, warehouse) = (id(tx, "item", "tea")?, id(tx, "warehouse", "W1")?);
    let key = BalanceKey { item: item.into(), warehouse: warehouse.into() };
    let mut world = World::new(at(7).now, at(7).today, UserId(1));
    let needs = Needs { balances: vec![key], items: vec![key.item], ..Needs::default() };
    world::load(tx, &needs, &mut world)?;
    let origin = Origin { document: id(tx, "adjustment", "adjustment-1")?, line: 1 };
    let (quantity, reason) = (Quantity::whole(1), "待检".to_owned());
    let hold = Hold { id: 1, key, lot: None, quantity, reason, owner: UserId(1), expires: None, origin };
    world.ledger.hold(hold).expect("one is free");
    world::write(tx, &world.ledger.changes())
}

enum Undone {
    Told(Vec<String>),
    Failed(Error),
}

impl From<Error> for Undone {
    fn from(it: Error) -> Undone {
        Undone::Failed(it)
    }
}

/// What verify says after `tamper`, which is undone.
fn after(database: &Database, tamper: &'static str) -> Vec<String> {
    let outcome = database.write_blocking(move |tx| {
        let tamper = tamper
            .replace("TEA", &id(tx, "item", "tea")?.to_string())
            .replace("ORDER", &id(tx, "sales_order", "sales_order-1")?.to_string());
        assert!(tx.execute(&tamper, &[])? > 0, "{tamper} changes something");
        let told = verify::run(tx)?.differences.iter().map(ToString::to_string).collect();
        Err::<(), Undone>(Undone::Told(told))
    });
    match outcome {
        Err(Undone::Told(told)) => told,
        Err(Undone::Failed(error)) => panic!("{tamper}: {error}"),
        Ok(()) => unreachable!("always undone"),
    }
}

#[test]
fn one_changed_row_is_named() {
    on_both(|database| {
        story(database);
        super::postings::audit(database);
        for (tamper, told) in [
            (
                "update @.balance set on_hand = on_hand + 1000000 where item = TEA",
                "S3 tea at W1, on hand: expected 8, found 9",
            ),
            (
                "update @.balance set reserved = reserved - 1000000 where item = TEA",
                "S3 tea at W1, reserved: expected 4, found 3",
            ),
            ("update @.balance set held = 0 where item = TEA", "S3 tea at W1, held: expected 1, found 0"),
            ("delete from @.hold where reason = '待检'", "S3 tea at W1, held: expected 0, found 1"),
            (
                "update @.lot_balance set on_hand = on_hand - 1000000 where lot = 'L1'",
                "S3 milk at W1, lot L1, on hand: expected 5, found 4",
            ),
            (
                "update @.stock set value = value + 1 where item = TEA",
                "S7 tea, value: expected 80, found 80.0001",
            ),
            (
                "update @.claim set wanted = wanted + 1000000 where document = ORDER",
                "O2 sales_order-1, line 1, wanted: expected 4, found 5",
            ),
            (
                "update @.fulfilment set quantity = 6000000 where quantity = 3000000",
                "O1 purchase_order-1, line 1, done: expected at most 5, found 6",
            ),
            (
                "update @.counter set last = 3 where type = 'sales_order'",
                "N1 numbers of sales_order: expected at least 3 (3 given, 0 documents deleted), found 1",
            ),
            (
                "update @.trade set quantity = quantity + 1000000 where side = 'bought'",
                "O4 oil of receipt-1, line 1, traded less what moved: expected 0 worth 0, found 1 worth 0",
            ),
            (
                "delete from @.trade where side = 'sold'",
                "O4 tea of shipment-1, line 1, traded less what moved: expected 0 worth 0, found -2 worth -20",
            ),
            (
                "update @.trade set partner = TEA where side = 'sold'",
                "O4 shipment-1, line 1, traded: expected with whom the order names, found somebody else",
            ),
            (
                "update @.ordered set done = 3000000 where side = 'sold' and line = 1",
                "O6 sales_order-1, line 1, done in reports: expected 2000000, found 3000000",
            ),
            (
                "delete from @.ordered where side = 'bought'",
                "O6 purchase_order-1, line 1, in reports: expected a row, found none",
            ),
            (
                "update @.turnover_period set value = value + 1 where item = TEA",
                "T1 tea at W1, value summed over all days: expected 80, found 80.0001",
            ),
            (
                "update @.layer set quantity = quantity + 1000000 where item = TEA",
                "T2 tea at W1, its layers: expected 8 of 2026-03-02, last in 2026-03-02, last out 2026-03-02, \
                 found 9 of 2026-03-02, last in 2026-03-02, last out 2026-03-02",
            ),
            (
                "update @.balance set binned = 1000000 where item = TEA",
                "B1 tea at W1, in bins: expected 0, found 1",
            ),
            (
                "update @.stock set by_place = 1 where item = TEA",
                "S7 tea, value of its places together: expected 80, found 0",
            ),
            (
                "delete from @.document where type = 'adjustment'",
                "N1 numbers of adjustment: expected at least 1 (1 given, 0 documents deleted), found 0",
            ),
        ] {
            let found = after(database, tamper);
            assert!(found.iter().any(|it| it == told), "{tamper} should tell `{told}`, told {found:#?}");
        }
        super::postings::audit(database);
    });
}

#[test]
fn a_move_that_was_touched_breaks_its_chain() {
    on_both(|database| {
        story(database);
        for (tamper, told) in [
            (
                "update @.move set value = value + 1 where item = TEA and number = 1",
                "S5 tea, move 1, hash: expected ",
            ),
            (
                "update @.move set day = day + 2 where item = TEA and number = 2",
                "S8 tea, move 2, day: expected at most ",
            ),
            ("update @.move set line = 7 where item = TEA and number = 2", "S5 tea, move 2, hash: expected "),
            (
                "delete from @.move where item = TEA and number = 1",
                "S5 tea, number of its next move: expected 1, found 2",
            ),
            ("delete from @.move where item = TEA and number = 2", "S5 tea, moves: expected 1, found 2"),
            (
                "insert into @.move (item, number, from_place, to_place, quantity, value, day, at, document, line,
                                     previous_hash, hash)
                 select item, 3, from_place, to_place, quantity, value, day, at, document, line, hash, hash
                 from @.move where item = TEA and number = 2",
                "S5 tea, move 3, hash: expected ",
            ),
            (
                "update @.turnover_day set quantity = quantity + 1000000 where item = TEA and to_place > 0",
                "T1 tea at W1, days of period ",
            ),
            (
                "update @.turnover_through set moves = 1 where item = TEA",
                "T1 tea at W1, summed over all days: expected 10, found 8",
            ),
            (
                "update @.stock set last_hash = (select s.last_hash from @.stock s where s.item > TEA limit 1) where item = TEA",
                "S5 tea, end of its chain: expected ",
            ),
        ] {
            let found = after(database, tamper);
            assert!(
                found.iter().any(|it| it.starts_with(told)),
                "{tamper} should tell `{told}`, told {found:#?}"
            );
        }
    });
}

#[test]
fn what_points_at_nothing_is_named() {
    on_both(|database| {
        story(database);
        let customer = write(database, |tx| id(tx, "customer", "C1"));
        let found = after(database, "delete from @.document where type = 'customer' and number = 'C1'");
        let told = format!("L1 document {customer}, link.target, 1 rows: expected a document, found none");
        assert!(found.contains(&told), "{found:#?}");
    });
}

#[test]
fn the_schema_refuses_by_name_what_the_ledger_never_writes() {
    on_both(|database| {
        story(database);
        let refused = |sql: &'static str| {
            let outcome: Result<u64, Error> = database.write_blocking(move |tx| tx.execute(sql, &[]));
            outcome.expect_err("refused").constraint().expect("by a constraint").to_owned()
        };
        assert_eq!(refused("update @.stock set on_hand = -1"), "stock_on_hand_not_negative");
        assert_eq!(refused("update @.move set quantity = -1"), "move_moves_something");
        assert_eq!(refused("update @.balance set binned = on_hand + 1"), "balance_binned_within_on_hand");
        assert_eq!(refused("update @.move set to_place = from_place"), "move_places_differ");
        assert_eq!(refused("update @.hold set quantity = 0"), "hold_quantity_positive");
        assert_eq!(refused("update @.arrival set quantity = 0"), "arrival_quantity_positive");
        assert_eq!(refused("update @.fulfilment set quantity = -1"), "fulfilment_quantity_positive");
        assert_eq!(refused("update @.claim set reserved = wanted + 1"), "claim_reserved_within_wanted");
    });
}

#[test]
fn one_line_of_a_receipt_may_serve_two_lines_of_an_order() {
    on_both(|database| {
        write(database, open);
        let order = json!({ "supplier": "S1", "deliver_to": "W1", "lines": [
            { "item": "oil", "quantity": "2", "price": "5" }, { "item": "oil", "quantity": "3", "price": "6" }] });
        post(database, 1, "purchase_order", order);
        let receipt = json!({ "purchase_order": "purchase_order-1", "warehouse": "W1", "lines": lines(&[("oil", "5")]) });
        post(database, 2, "receipt", receipt);
        let state = super::read(database, |tx| documents::find(tx, "purchase_order", "purchase_order-1"));
        assert_eq!(state.expect("is there").state, "done");
    });
}

/// Quantities shifted from one day to another of the same period: only a deep look sees it.
#[test]
fn a_day_that_was_shifted_is_found_by_a_deep_look() {
    on_both(|database| {
        story(database);
        let told = |deep: bool| {
            let report =
                super::read(database, move |tx| verify::run_watched(tx, &verify::Progress::default(), deep));
            report.differences.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(true), Vec::<String>::new());
        write(database, |tx| {
            let tea = id(tx, "item", "tea")?;
            let shift = "update @.turnover_day set day = day - 1 where item = ?";
            tx.execute(shift, crate::params![tea]).map(|rows| assert!(rows > 0))
        });
        assert_eq!(told(false), Vec::<String>::new());
        let found = told(true);
        assert!(
            found.len() == 4 && found.iter().all(|it| it.starts_with("T1 tea at W1, sum of ")),
            "{found:#?}"
        );
    });
}
