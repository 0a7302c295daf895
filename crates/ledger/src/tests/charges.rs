//! Costs that come after the goods.

use crate::{Balance, BalanceKey, Charge, Ledger, MoveOrder, Origin, Place, Stock, Tracking};
use values::{Day, DocumentId, Instant, ItemId, Money, Quantity, WarehouseId};

const ITEM: ItemId = ItemId(1);
const KEY: BalanceKey = BalanceKey { item: ITEM, warehouse: WarehouseId(2) };

fn today() -> Day {
    "2026-03-02".parse().expect("a day")
}

/// 10 that came for 100.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new(Instant::default(), today());
    ledger.load_balance(KEY, Balance::default());
    ledger.load_lots(KEY, []);
    ledger.load_stock(ITEM, Stock::default(), Tracking::None);
    let order = order(Place::Supplier, Place::Storage(KEY.warehouse), 10);
    ledger.receive(order, Money::whole(100)).expect("a receipt");
    ledger
}

fn order(from: Place, to: Place, quantity: i64) -> MoveOrder {
    let origin = Origin { document: DocumentId(7), line: 1 };
    MoveOrder { item: ITEM, from, to, lot: None, quantity: Quantity::whole(quantity), day: today(), origin }
}

fn charge(value: &str) -> Charge {
    Charge {
        item: ITEM,
        warehouse: KEY.warehouse,
        came: Quantity::whole(10),
        value: value.parse().expect("money"),
        day: today(),
        origin: Origin { document: DocumentId(8), line: 1 },
    }
}

/// `100 in stock; 30 to Storage(..)`
fn told(ledger: &Ledger) -> String {
    let moves = ledger.changes().moves;
    let charges = moves.iter().filter(|it| it.quantity.is_zero());
    let charges = charges.map(|it| format!("; {} to {:?}", it.value, it.to)).collect::<String>();
    format!("{} worth {}{charges}", ledger.stock(ITEM).on_hand, ledger.stock(ITEM).value)
}

#[test]
fn what_is_here_bears_all_of_it() {
    let mut ledger = ledger();
    assert_eq!(ledger.charge(charge("30")), Ok(Money::whole(30)));
    assert_eq!(told(&ledger), "10 worth 130; 30 to Storage(WarehouseId(2))");
}

#[test]
fn the_share_of_what_left_goes_past_the_stock() {
    let mut ledger = ledger();
    let left = order(Place::Storage(KEY.warehouse), Place::Customer, 7);
    ledger.issue(left).expect("7 of 10");
    assert_eq!(ledger.charge(charge("10")), Ok(Money::whole(3)));
    assert_eq!(told(&ledger), "3 worth 33; 3 to Storage(WarehouseId(2)); 7 to Adjustment");
}

#[test]
fn nothing_on_hand_stays_worth_nothing() {
    let mut ledger = ledger();
    ledger.issue(order(Place::Storage(KEY.warehouse), Place::Customer, 10)).expect("all");
    assert_eq!(ledger.charge(charge("10")), Ok(Money::ZERO));
    assert_eq!(told(&ledger), "0 worth 0; 10 to Adjustment");
}

#[test]
fn goods_go_back_at_what_they_came_for_and_the_last_takes_the_rest() {
    let mut ledger = ledger();
    let dear = order(Place::Supplier, Place::Storage(KEY.warehouse), 10);
    ledger.receive(dear, Money::whole(300)).expect("a receipt");
    let back = |quantity| order(Place::Storage(KEY.warehouse), Place::Supplier, quantity);
    assert_eq!(ledger.send_back(back(10), Money::whole(100)), Ok(Money::whole(100)));
    assert_eq!(told(&ledger), "10 worth 300");
    assert_eq!(ledger.send_back(back(4), Money::whole(500)), Ok(Money::whole(300)), "no more than there is");
    assert_eq!(told(&ledger), "6 worth 0");
    assert_eq!(ledger.send_back(back(6), Money::whole(5)), Ok(Money::ZERO));
    assert!(ledger.send_back(back(1), Money::ZERO).is_err());
}
