//! What was not loaded is unknown: the caller's bug is named, not guessed around.

use crate::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use values::{ClaimId, Day, DocumentId, Instant, ItemId, Money, Quantity, WarehouseId};

const TEA: ItemId = ItemId(7);
const MAIN: BalanceKey = BalanceKey { item: TEA, warehouse: WarehouseId(3) };
const CLAIM: ClaimId = ClaimId { document: DocumentId(12), line: 1 };

fn ledger() -> Ledger {
    Ledger::new(Instant::from_micros(0), Day::from_number(0))
}

fn loaded(on_hand: i64, reserved: i64, held: i64) -> Ledger {
    let mut ledger = ledger();
    let [on_hand, reserved, held] = [on_hand, reserved, held].map(Quantity::whole);
    ledger.load_balance(MAIN, Balance { on_hand, reserved, held, ..Balance::default() });
    ledger.load_stock(TEA, Stock { on_hand, value: Money::whole(9), ..Stock::default() }, Tracking::None);
    ledger
}

fn order(from: Place, to: Place, quantity: i64) -> MoveOrder {
    let (day, origin) = (Day::from_number(0), Origin::default());
    MoveOrder { item: TEA, from, to, lot: None, quantity: Quantity::whole(quantity), day, origin }
}

#[track_caller]
fn check_bug(want: &str, bug: impl FnOnce()) {
    let panic = catch_unwind(AssertUnwindSafe(bug)).expect_err("it must not go unnoticed");
    let got = panic.downcast_ref::<String>().expect("a message");
    assert!(got.contains(want), "`{got}` does not say `{want}`");
}

#[test]
fn what_was_not_loaded_is_named() {
    check_bug("the balance of item 7 at warehouse 3 was never loaded", || {
        ledger().balance(MAIN);
    });
    check_bug("the stock of item 7 was never loaded", || {
        ledger().stock(TEA);
    });
    check_bug("claim 12/1 was never loaded or opened", || {
        loaded(9, 0, 0).promise(CLAIM);
    });
    check_bug("lot A of item 7 at warehouse 3 was never loaded", || {
        loaded(9, 0, 0).lot(MAIN, "A");
    });
    check_bug("the balance of item 7 in transit was never loaded", || {
        let _ = loaded(9, 0, 0).issue(order(MAIN.place(), Place::Transit, 1));
    });
}

#[test]
fn what_was_loaded_in_part_is_noticed() {
    check_bug("the claims of item 7 at warehouse 3 were not all loaded", || {
        let (counted, none) = (Quantity::whole(1), Quantity::ZERO);
        let _ = loaded(9, 4, 0).count(MAIN, None, counted, none, Day::from_number(0), Origin::default());
    });
    check_bug("the holds of item 7 at warehouse 3 were not all loaded", || {
        let mut ledger = loaded(9, 0, 4);
        let on_hand = Quantity::whole(9);
        ledger.load_lot(MAIN, "A".to_owned(), LotBalance { on_hand, expiry: None });
        ledger.propose_lots(MAIN, Quantity::whole(1));
    });
}

#[test]
fn loading_the_same_again_is_harmless_and_loading_another_is_not() {
    let mut ledger = loaded(9, 0, 0);
    ledger.load_balance(MAIN, Balance { on_hand: Quantity::whole(9), ..Balance::default() });
    check_bug("loaded as", || ledger.load_balance(MAIN, Balance::default()));
}

#[test]
fn places_are_not_confused() {
    check_bug("not ours to issue", || {
        let _ = loaded(9, 0, 0).issue(order(Place::Customer, MAIN.place(), 1));
    });
    check_bug("to receive is to bring in", || {
        let _ = loaded(9, 0, 0).receive(order(MAIN.place(), Place::Customer, 1), Money::ZERO);
    });
    check_bug("claims are on warehouses", || {
        let _ = loaded(9, 0, 0).open_claim(
            CLAIM,
            Place::Transit.key(TEA).expect("ours"),
            None,
            Quantity::whole(1),
        );
    });
}

#[test]
fn a_hold_is_over_at_its_very_moment() {
    let mut ledger = loaded(9, 0, 0);
    for (id, micros) in [(1, -1), (2, 0), (3, 1)] {
        let (reason, owner, origin) = ("check".to_owned(), values::UserId(1), Origin::default());
        let (lot, expires) = (None, Some(Instant::from_micros(micros)));
        let hold = Hold { id, key: MAIN, lot, quantity: Quantity::whole(1), reason, owner, expires, origin };
        ledger.hold(hold).expect("it is available");
    }
    assert_eq!(ledger.expired_holds().map(|it| it.id).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_was_only_read_is_not_written() {
    let mut ledger = loaded(9, 0, 0);
    assert_eq!(ledger.changes(), Changes::default());
    ledger.open_claim(CLAIM, MAIN, None, Quantity::whole(4)).expect("opens");
    assert_eq!(ledger.promise(CLAIM), Promise { promised: Quantity::whole(4), short: Quantity::ZERO });
    assert_eq!(ledger.claims_of(CLAIM.document).map(|it| it.id).collect::<Vec<_>>(), [CLAIM]);
    ledger.cancel_claim(CLAIM);
    assert_eq!(ledger.changes(), Changes::default(), "opened and closed leaves nothing behind");
}

#[test]
fn balances_are_written_with_what_they_were() {
    let mut ledger = loaded(9, 0, 0);
    let value = ledger.issue(order(MAIN.place(), Place::Scrap, 2)).expect("it is there");
    assert_eq!(value, Money::whole(2));
    let changes = ledger.changes();
    let [(key, before, now)] = changes.balances[..] else { panic!("one balance: {changes:?}") };
    assert_eq!((key, before.on_hand, now.on_hand), (MAIN, Quantity::whole(9), Quantity::whole(7)));
    assert_eq!(changes.stocks[0].1.moves, 1);
    assert_eq!(changes.moves[0].hash, changes.stocks[0].1.last_hash);
}

#[test]
fn the_hash_of_a_move_does_not_depend_on_the_machine_or_the_version() {
    let mut ledger = loaded(9, 0, 0);
    ledger.issue(order(MAIN.place(), Place::Scrap, 2)).expect("it is there");
    let hash = ledger.changes().moves[0].hash;
    let text: String = hash.iter().map(|it| format!("{it:02x}")).collect();
    expect_test::expect!["8d54ede5b5f9daae048c427bbdd76526e2161b9f639df001b16e0f001278d8ef"].assert_eq(&text);
}

#[test]
fn whatever_is_changed_in_a_move_its_hash_changes() {
    let mut ledger = loaded(9, 0, 0);
    ledger.issue(order(MAIN.place(), Place::Scrap, 2)).expect("it is there");
    let good = ledger.changes().moves.remove(0);
    let tampering: [fn(&mut Move); 10] = [
        |it| it.item = ItemId(8),
        |it| it.from = Place::Supplier,
        |it| it.to = Place::Customer,
        |it| it.lot = Some("A".to_owned()),
        |it| it.quantity = Quantity::from_raw(1),
        |it| it.value = Money::from_raw(1),
        |it| it.day = Day::from_number(-1),
        |it| it.at = Instant::from_micros(1),
        |it| it.origin.line = 1,
        |it| it.number = 2,
    ];
    for (at, tamper) in tampering.into_iter().enumerate() {
        let mut bad = good.clone();
        tamper(&mut bad);
        assert_ne!(bad.hash_after(bad.previous_hash), good.hash, "tampering {at} goes unnoticed");
    }
    assert_ne!(good.hash_after([1; 32]), good.hash, "the move before it");
}
