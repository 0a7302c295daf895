use crate::sourcing::{Place, Strategy, source};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, ItemId, Quantity, WarehouseId};

fn pieces(count: i64) -> Quantity {
    Quantity::from_raw(count * Quantity::ONE_RAW)
}

/// `1: a5 b3; 2: b4` is 5 of item 1 in warehouse a.
fn stock(text: &str) -> BTreeMap<ItemId, Vec<Place>> {
    let place = |text: &str| {
        let warehouse = WarehouseId(i64::from(text.as_bytes()[0] - b'a'));
        let available = pieces(text[1..].parse().expect("a number"));
        Place { warehouse, available, lots: Vec::new(), on_hand: available }
    };
    let item = |text: &str| {
        let (item, places) = text.split_once(':').expect("`item: places`");
        let item = ItemId(item.trim().parse().expect("a number"));
        (item, places.split_whitespace().map(place).collect())
    };
    text.split(';').map(item).collect()
}

/// `a3 b2 | - | b1`
fn told(parts: &[Vec<crate::sourcing::Part>]) -> String {
    let line = |parts: &Vec<crate::sourcing::Part>| {
        let part = |it: &crate::sourcing::Part| {
            format!("{}{}", char::from(b'a' + it.warehouse.0 as u8), it.quantity)
        };
        let all: Vec<String> = parts.iter().map(part).collect();
        if all.is_empty() { "-".to_owned() } else { all.join(" ") }
    };
    parts.iter().map(line).collect::<Vec<_>>().join(" | ")
}

fn wanted(lines: &[(i64, i64)]) -> Vec<(ItemId, Quantity)> {
    lines.iter().map(|&(item, count)| (ItemId(item), pieces(count))).collect()
}

#[test]
fn the_nearest_gives_first() {
    let stock = stock("1: a5 b3; 2: b4");
    let proposed = source(Strategy::Nearest, &wanted(&[(1, 4), (1, 3), (2, 9), (3, 1)]), &stock);
    assert_eq!(told(&proposed), "a4 | a1 b2 | b4 | -");
}

#[test]
fn one_parcel_is_better_than_two() {
    let stock = stock("1: a5 b3 c9; 2: b4 c2");
    let lines = wanted(&[(1, 3), (2, 2)]);
    assert_eq!(told(&source(Strategy::Nearest, &lines, &stock)), "a3 | b2");
    assert_eq!(told(&source(Strategy::FewestParcels, &lines, &stock)), "b3 | b2");
    assert_eq!(told(&source(Strategy::FewestParcels, &wanted(&[(1, 6), (2, 2)]), &stock)), "c6 | c2");
}

#[test]
fn what_expires_first_leaves_first_and_what_is_promised_leaves_before() {
    let lot = |day: i32, count: i64| (Day::from_number(day), pieces(count));
    let place = |warehouse: i64, available: i64, on_hand: i64, lots: Vec<(Day, Quantity)>| Place {
        warehouse: WarehouseId(warehouse),
        available: pieces(available),
        lots,
        on_hand: pieces(on_hand),
    };
    let places = vec![
        place(0, 7, 7, vec![lot(300, 4)]),
        place(1, 5, 8, vec![lot(200, 6), lot(100, 2)]),
        place(2, 1, 1, vec![]),
    ];
    let stock = BTreeMap::from([(ItemId(1), places)]);
    let told = |count| told(&source(Strategy::Fefo, &wanted(&[(1, count)]), &stock));
    assert_eq!(told(5), "b5", "of the 8, the 2 of day 100 and one of day 200 are promised");
    assert_eq!(told(9), "b5 a4");
    assert_eq!(told(13), "b5 a7 c1");
}

/// The fewest warehouses by trying every set of them.
fn fewest_by_trying_all(lines: &[(ItemId, Quantity)], stock: &BTreeMap<ItemId, Vec<Place>>) -> u32 {
    let mut sums: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for (item, quantity) in lines {
        let sum = sums.entry(*item).or_default();
        *sum = sum.plus(*quantity);
    }
    let given = |item: &ItemId, set: u32| {
        let places = stock.get(item).into_iter().flatten();
        let chosen = places.filter(|it| set & (1 << it.warehouse.0) != 0);
        chosen.fold(Quantity::ZERO, |sum, it| sum.plus(it.available))
    };
    let serves = |set: &u32| {
        sums.iter().all(|(item, wanted)| given(item, *set) >= (*wanted).min(given(item, u32::MAX)))
    };
    (0..32_u32).filter(serves).map(u32::count_ones).min().expect("all of them serve")
}

proptest! {
    #[test]
    fn no_smaller_choice_of_warehouses_serves_as_much(
        counts in prop::collection::vec(prop::collection::vec(0_i64..6, 5), 1..6),
        lines in prop::collection::vec((1_i64..7, 1_i64..12), 1..8),
    ) {
        let stock: BTreeMap<ItemId, Vec<Place>> = (1..).zip(&counts).map(|(item, counts)| {
            let place = |(warehouse, count): (i64, &i64)| Place {
                warehouse: WarehouseId(warehouse), available: pieces(*count), lots: Vec::new(), on_hand: pieces(*count),
            };
            (ItemId(item), (0..).zip(counts).map(place).collect())
        }).collect();
        let lines = wanted(&lines);
        let all = source(Strategy::Nearest, &lines, &stock);
        let few = source(Strategy::FewestParcels, &lines, &stock);
        let used: BTreeSet<WarehouseId> = few.iter().flatten().map(|it| it.warehouse).collect();
        prop_assert!(used.len() as u32 <= fewest_by_trying_all(&lines, &stock));
        for strategy in [Strategy::Nearest, Strategy::FewestParcels, Strategy::Fefo] {
            let proposed = source(strategy, &lines, &stock);
            let served = |parts: &[crate::sourcing::Part]| parts.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
            for ((parts, nearest), (_, wanted)) in proposed.iter().zip(&all).zip(&lines) {
                prop_assert!(served(parts) <= *wanted);
                prop_assert_eq!(served(parts), served(nearest), "every way serves as much");
            }
            let mut taken: BTreeMap<(ItemId, WarehouseId), Quantity> = BTreeMap::new();
            for (parts, (item, _)) in proposed.iter().zip(&lines) {
                for part in parts {
                    let sum = taken.entry((*item, part.warehouse)).or_default();
                    *sum = sum.plus(part.quantity);
                }
            }
            for ((item, warehouse), taken) in taken {
                let place = stock[&item].iter().find(|it| it.warehouse == warehouse).expect("it gives");
                prop_assert!(taken <= place.available);
            }
        }
    }
}
