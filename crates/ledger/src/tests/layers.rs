use super::store::{Needs, Store};
use crate::*;
use values::{Day, ItemId, Money, Quantity, WarehouseId};

const TEA: ItemId = ItemId(1);
const MAIN: Place = Place::Storage(WarehouseId(1));
const EAST: Place = Place::Storage(WarehouseId(2));

/// `day from > to quantity`, a line each; then what lies where, by day of coming.
#[track_caller]
fn check(script: &str, want: &str) {
    let mut store = Store::new(Day::from_number(100));
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let place = |name: &str| match name {
            "main" => MAIN,
            "east" => EAST,
            "supplier" => Place::Supplier,
            "customer" => Place::Customer,
            "transit" => Place::Transit,
            other => panic!("unknown place {other}"),
        };
        let order = MoveOrder {
            item: TEA,
            from: place(words[1]),
            to: place(words[3]),
            lot: None,
            quantity: words[4].parse().expect("a quantity"),
            day: Day::from_number(words[0].parse().expect("a day")),
            origin: Origin::default(),
        };
        let needs = Needs::order(&order);
        let done = store.decide(&needs, |it| match order.from.is_ours() {
            true => it.issue(order.clone()).map(drop),
            false => it.receive(order.clone(), Money::ZERO),
        });
        done.expect("the script moves what is there");
    }
    let mut layers = Layers::default();
    store.moves.iter().for_each(|it| layers.follow(it));
    let mut told = Vec::new();
    for (place, lying) in &layers.places {
        let sum = lying.layers.values().fold(Quantity::ZERO, |sum, it| sum.plus(*it));
        assert_eq!(sum, store.balance(BalanceKey::new(TEA, *place)).on_hand, "the layers are the balance");
        let parts: Vec<String> =
            lying.layers.iter().map(|(day, quantity)| format!("{}:{quantity}", day.number())).collect();
        if !parts.is_empty() {
            told.push(format!("@{place} {}", parts.join(" ")));
        }
    }
    assert_eq!(told.join(", "), want);
}

#[test]
fn the_oldest_goes_first() {
    check("10 supplier > main 5\n20 supplier > main 5\n30 main > customer 7", "@1 20:3");
}

#[test]
fn a_transfer_makes_nothing_young() {
    check(
        "10 supplier > main 5\n20 supplier > main 5\n30 main > transit 6\n40 transit > east 6",
        "@1 20:4, @2 10:5 20:1",
    );
}

#[test]
fn a_late_entry_is_as_old_as_it_says() {
    check("20 supplier > main 5\n10 supplier > main 2\n30 main > customer 3", "@1 20:4");
}
