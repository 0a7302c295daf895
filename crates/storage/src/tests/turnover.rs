//! The stock of any past day is what the moves up to that day add up to, whether or not they were summed
//! up, and however late they were entered.

use super::{on_both, read, write};
use crate::turnover::{self, Held};
use crate::{Database, params};
use ledger::BalanceKey;
use std::collections::BTreeMap;
use values::{Day, ItemId, Money, Quantity, WarehouseId};

/// `(item, from, to, quantity, value, day)`; only what the sums read of a move.
type Told = (i64, i64, i64, i64, i64, i32);

const ITEMS: [i64; 3] = [11, 12, 13];
const PLACES: [i64; 5] = [1, 2, -6, -2, -4];
const FIRST: i32 = 20_000;
const DAYS: i32 = 100;

fn tell(database: &Database, moves: &[Told]) {
    let moves = moves.to_vec();
    write(database, move |tx| {
        for (item, from, to, quantity, value, day) in &moves {
            tx.execute(
                "insert into @.stock (item, on_hand, value, moves, last_hash) values (?, 0, 0, 1, ?)
                 on conflict (item) do update set moves = stock.moves + 1",
                params![*item, &[0_u8; 32]],
            )?;
            tx.execute(
                "insert into @.move (item, number, from_place, to_place, quantity, value, day, at, document, line,
                                     previous_hash, hash)
                 select item, moves, cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as bigint),
                        cast(? as bigint), 0, 1, 1, last_hash, last_hash from @.stock where item = ?",
                params![*from, *to, *quantity, *value, *day, *item],
            )?;
        }
        Ok(())
    });
}

/// The same from the moves, one by one.
fn naive(moves: &[Told], until: i32) -> BTreeMap<BalanceKey, Held> {
    let mut sums: BTreeMap<BalanceKey, Held> = BTreeMap::new();
    for (item, from, to, quantity, value, day) in moves.iter().filter(|it| it.5 <= until) {
        assert!(*day >= FIRST);
        for (place, sign) in [(*from, -1), (*to, 1)] {
            if place > 0 || place == -6 {
                let it = sums
                    .entry(BalanceKey { item: ItemId(*item), warehouse: WarehouseId(place) })
                    .or_default();
                it.quantity = it.quantity.plus(Quantity::from_raw(sign * quantity));
                it.value = Money::from_raw(it.value.raw() + sign * value);
            }
        }
    }
    sums.retain(|_, it| *it != Held::default());
    sums
}

fn compare(database: &Database, moves: &[Told], until: i32) {
    let day = Day::from_number(until);
    let expected = naive(moves, until);
    let found = read(database, move |tx| turnover::at(tx, &ITEMS.map(ItemId), day));
    assert_eq!(found, expected, "at the end of {day}");

    let (items, value) = read(database, move |tx| turnover::total_at(tx, None, day));
    let all = |of: &dyn Fn(&Held) -> i64, item: i64| -> i64 {
        expected.iter().filter(|(key, _)| key.item == ItemId(item)).map(|(_, it)| of(it)).sum()
    };
    let with_stock: Vec<i64> =
        ITEMS.into_iter().filter(|it| all(&|it| it.quantity.raw(), *it) != 0).collect();
    assert_eq!(items as usize, with_stock.len());
    assert_eq!(value.raw(), with_stock.iter().map(|it| all(&|it| it.value.raw(), *it)).sum::<i64>());

    let key = BalanceKey { item: ItemId(ITEMS[0]), warehouse: WarehouseId(1) };
    let through = Day::from_number(FIRST + DAYS);
    let (mut on_hand, days) = read(database, move |tx| turnover::since(tx, key, day, through));
    let at = |until: i32| naive(moves, until).get(&key).map_or(Quantity::ZERO, |it| it.quantity);
    assert_eq!(on_hand, at(until - 1), "before {day}");
    for number in until..=FIRST + DAYS {
        on_hand = on_hand.plus(days.get(&Day::from_number(number)).copied().unwrap_or(Quantity::ZERO));
        assert_eq!(on_hand, at(number), "day {number}, from {day}");
    }
}

#[test]
fn any_past_day_is_the_sum_of_its_moves() {
    on_both(|database| {
        let mut seed = 0x2545_F491_4F6C_DD1D_u64;
        let mut below = move |limit: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % limit as u64) as usize
        };
        let mut moves: Vec<Told> = Vec::new();
        for round in 0..12 {
            let new: Vec<Told> = (0..20)
                .map(|_| {
                    let from = below(PLACES.len());
                    let to = (from + 1 + below(PLACES.len() - 1)) % PLACES.len();
                    let day = FIRST + below(DAYS as usize) as i32;
                    (ITEMS[below(3)], PLACES[from], PLACES[to], 1 + below(9) as i64, below(100) as i64, day)
                })
                .collect();
            tell(database, &new);
            moves.extend(new);
            for _ in 0..3 {
                compare(database, &moves, FIRST + below(DAYS as usize) as i32);
            }
            if round % 3 == 1 {
                // In steps that end within an item, as in a company with much to sum up.
                let more = write(database, |tx| turnover::sum_up(tx, 2, 7));
                assert!(more, "there is more than two items' seven moves");
                compare(database, &moves, FIRST + below(DAYS as usize) as i32);
            }
            if round % 3 == 2 {
                while write(database, |tx| turnover::sum_up(tx, 2, 7)) {}
                compare(database, &moves, FIRST + below(DAYS as usize) as i32);
                assert!(!write(database, |tx| turnover::sum_up(tx, 2, 7)), "nothing is summed twice");
            }
        }
        compare(database, &moves, FIRST);
        compare(database, &moves, FIRST + DAYS);
    });
}
