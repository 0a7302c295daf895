//! The books promise stock to waiting orders in some order of their own. None of them may make a
//! shipment, a transfer or a count of the shop impossible.

use super::{small, units};
use crate::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug)]
enum Serves {
    Nobody,
    OldestFirst,
    NewestFirst,
}

/// Order and line.
type Claim = (u32, u32);
/// Item and warehouse.
type Key = (usize, usize);

#[derive(Clone, Copy)]
struct Open {
    key: Key,
    wanted: i64,
    reserved: i64,
}

struct Promises {
    serves: Serves,
    on_hand: BTreeMap<Key, i64>,
    claims: BTreeMap<Claim, Open>,
    transfers: BTreeMap<u32, (usize, Vec<MovedLine>)>,
}

impl Promises {
    fn available(&self, key: Key) -> i64 {
        let reserved: i64 = self.claims.values().filter(|it| it.key == key).map(|it| it.reserved).sum();
        self.on_hand.get(&key).copied().unwrap_or(0) - reserved
    }

    fn promise(&mut self, claim: Claim) {
        let open = self.claims[&claim];
        let more = (open.wanted - open.reserved).min(self.available(open.key));
        self.claims.insert(claim, Open { reserved: open.reserved + more, ..open });
    }

    fn arrive(&mut self, key: Key, quantity: i64) {
        *self.on_hand.entry(key).or_default() += quantity;
        let mut waiting: Vec<Claim> =
            self.claims.iter().filter(|it| it.1.key == key).map(|it| *it.0).collect();
        match self.serves {
            Serves::Nobody => waiting.clear(),
            Serves::OldestFirst => {}
            Serves::NewestFirst => waiting.reverse(),
        }
        waiting.into_iter().for_each(|it| self.promise(it));
    }

    fn leave(&mut self, key: Key, quantity: i64) {
        let available = self.available(key);
        assert!(quantity <= available, "{:?}: {key:?} can not give {quantity} of {available}", self.serves);
        *self.on_hand.entry(key).or_default() -= quantity;
    }

    /// Out of the claim's own promise first, then out of free stock.
    fn ship(&mut self, claim: Claim, quantity: i64) {
        let open = self.claims[&claim];
        let rest =
            Open { wanted: open.wanted - quantity, reserved: (open.reserved - quantity).max(0), ..open };
        self.claims.insert(claim, rest);
        self.leave(open.key, quantity);
        if rest.wanted == 0 {
            self.claims.remove(&claim);
        }
    }

    fn read(&mut self, event: &Event) {
        match event {
            Event::OpeningStock { warehouse, lines, .. } => {
                lines.iter().for_each(|it| self.arrive((it.item, *warehouse), units(it.quantity)));
            }
            Event::Receipt { warehouse, lines, .. } => {
                lines.iter().for_each(|it| self.arrive((it.item, *warehouse), units(it.quantity)));
            }
            Event::SalesOrder(order) => {
                for (line, it) in (1..).zip(&order.lines) {
                    let (claim, key) = ((order.number, line), (it.item, order.ship_from));
                    self.claims.insert(claim, Open { key, wanted: units(it.quantity), reserved: 0 });
                    self.promise(claim);
                    let open = self.claims[&claim];
                    assert!(order.partial_allowed || open.reserved == open.wanted, "order {}", order.number);
                }
            }
            Event::Shipment { sales_order, lines, .. } => {
                lines.iter().for_each(|it| self.ship((*sales_order, it.line), units(it.quantity)));
            }
            Event::Transfer { number, from, to, lines, .. } => {
                lines.iter().for_each(|it| self.leave((it.item, *from), units(it.quantity)));
                self.transfers.insert(*number, (*to, lines.clone()));
            }
            Event::TransferArrival { transfer, .. } => {
                let (to, lines) = self.transfers.remove(transfer).expect("it was sent");
                lines.iter().for_each(|it| self.arrive((it.item, to), units(it.quantity)));
            }
            Event::Count { warehouse, lines, .. } => {
                for it in lines {
                    let key = (it.item, *warehouse);
                    self.on_hand.insert(key, units(it.counted));
                    assert!(self.available(key) >= 0, "a count takes no promise back");
                }
            }
            Event::PurchaseOrder { .. } => {}
        }
    }
}

#[test]
fn every_event_is_possible_whoever_is_served_first() {
    for serves in [Serves::Nobody, Serves::OldestFirst, Serves::NewestFirst] {
        for seed in 0..4 {
            let (on_hand, claims, transfers) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let mut promises = Promises { serves, on_hand, claims, transfers };
            small(seed).events().iter().for_each(|it| promises.read(it));
            let waits = promises.claims.values().any(|it| it.reserved < it.wanted);
            assert!(waits, "seed {seed}: somebody waits at the end");
        }
    }
}
