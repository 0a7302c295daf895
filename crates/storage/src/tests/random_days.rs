//! Random days of a company on a real database: whatever happens, and whoever works at the same
//! time, the books agree. A failure prints its seed.

use super::clerk::{Told, at, command, move_on, open, paper};
use super::postings::audit;
use super::{on_both, read, write};
use crate::{Database, Error, Tx, params};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

const STEPS: i64 = 300;

#[test]
fn any_order_of_postings_keeps_the_books() {
    on_both(|database| {
        write(database, open);
        let mut happened: BTreeSet<(&'static str, bool)> = BTreeSet::new();
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for step in 1..=STEPS {
            happened.insert(one_step(database, &mut random, step));
            if step % 50 == 0 {
                audit(database);
            }
        }
        // What never succeeded was not tested.
        for kind in [
            "adjustment",
            "sales_order",
            "purchase_order",
            "receipt",
            "shipment",
            "sales_return",
            "transfer",
            "arrive",
            "count",
            "reserve",
            "cancel or close",
        ] {
            assert!(happened.contains(&(kind, true)), "{kind} never succeeded");
        }
        assert!(happened.contains(&("sales_order", false)) && happened.contains(&("shipment", false)));
    });
}

/// A company of before there was such a table gets the facts that it would have had.
#[test]
fn what_was_traded_is_found_again_in_the_papers() {
    on_both(|database| {
        write(database, open);
        let mut random = Random(0xD1B5_4A32_D192_ED03);
        for step in 1..=3 * STEPS {
            one_step(database, &mut random, step);
        }
        let all = |database: &Database| {
            read(database, |tx| {
                // What a line is worth is dealt out to its parts, of which each was rounded when it was posted.
                let facts = "select t.document, t.line, t.source_line, t.source_document, t.day, t.item,
                                    t.warehouse, t.partner, t.channel, t.member, t.quantity, t.side,
                                    (select cast(sum(a.cost) as bigint) from @.trade a
                                     where a.document = t.document and a.line = t.line),
                                    (select cast(sum(a.amount) as bigint) from @.trade a
                                     where a.document = t.document and a.line = t.line)
                             from @.trade t order by t.side, t.day, t.document, t.line, t.source_line";
                tx.query(facts, &[])
            })
        };
        let posted = all(database);
        assert!(posted.len() > 30, "{} facts", posted.len());
        assert!(posted.iter().any(|it| it.int(10) < 0), "something came back");
        write(database, |tx| {
            tx.execute("delete from @.trade", &[])?;
            crate::migrations::fill_trade::fill(tx)
        });
        assert_eq!(all(database), posted);
        let ordered = |database: &Database| read(database, |tx| crate::ordered::kept_in(tx, [0, i64::MAX]));
        let kept = ordered(database);
        assert!(kept.len() > 30, "{} lines", kept.len());
        write(database, |tx| {
            tx.execute("delete from @.ordered", &[])?;
            crate::ordered::fill(tx)
        });
        assert_eq!(ordered(database), kept);
        audit(database);
    });
}

#[test]
fn clerks_who_work_at_once_keep_the_books() {
    on_both(|database| {
        write(database, open);
        std::thread::scope(|scope| {
            for clerk in 1..=6_u64 {
                scope.spawn(move || {
                    let mut random = Random(clerk.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                    for step in 1..=60 {
                        one_step(database, &mut random, step);
                    }
                });
            }
        });
        audit(database);
    });
}

/// xorshift: small, seeded, the same on every machine.
#[derive(Clone, Copy)]
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Returns what was tried, and whether it was done.
fn one_step(database: &Database, random: &mut Random, step: i64) -> (&'static str, bool) {
    let seed = *random;
    random.below(2);
    let outcome = database.write_blocking(move |tx| {
        // The operation may run twice, so it starts with the same luck each time.
        let mut random = seed;
        let kind = random.one_of(&KINDS);
        let told = command(tx, |tx| try_one(tx, &mut random, kind, step))?;
        Ok::<_, Error>((kind, told.is_ok()))
    });
    outcome.unwrap_or_else(|error| panic!("step {step} with the seed {:#x}: {error}", seed.0))
}

const KINDS: [&str; 18] = [
    "adjustment",
    "adjustment",
    "sales_order",
    "sales_order",
    "sales_order",
    "purchase_order",
    "purchase_order",
    "receipt",
    "receipt",
    "shipment",
    "shipment",
    "sales_return",
    "sales_return",
    "transfer",
    "arrive",
    "count",
    "reserve",
    "cancel or close",
];

fn try_one(tx: &mut dyn Tx, random: &mut Random, kind: &'static str, step: i64) -> Result<Told, Error> {
    let moment = at(step);
    let place = random.one_of(&["W1", "W2"]);
    let quantity = (1 + random.below(9)).to_string();
    let line = |random: &mut Random| {
        let item = random.one_of(&["tea", "tea", "oil", "milk"]);
        let lot = (item == "milk").then(|| random.one_of(&["L1", "L2"]));
        json!({ "item": item, "quantity": (1 + random.below(9)).to_string(), "lot": lot })
    };
    let ordered = |random: &mut Random| {
        let items = ["tea", "oil", "milk"];
        let lines = (0..1 + random.below(3)).map(|_| {
            json!({ "item": random.one_of(&items), "quantity": (1 + random.below(12)).to_string(), "price": random.one_of(&["2.5", "0.333333"]) })
        });
        lines.collect::<Vec<Json>>()
    };
    let (kind, fields) = match kind {
        "adjustment" => {
            let mut line = line(random);
            let reason = random.one_of(&["found", "found", "damaged"]);
            if reason == "damaged" {
                line["quantity"] = format!("-{quantity}").into();
            }
            (kind, json!({ "warehouse": place, "reason": reason, "lines": [line] }))
        }
        "sales_order" => {
            let whole = random.below(3) == 0;
            let customer = random.one_of(&["C1", "C2"]);
            (
                kind,
                json!({ "customer": customer, "ship_from": place, "partial_allowed": !whole, "lines": ordered(random) }),
            )
        }
        "purchase_order" => {
            (kind, json!({ "supplier": "S1", "deliver_to": place, "lines": ordered(random) }))
        }
        "receipt" => {
            let Some(order) = any(tx, random, "purchase_order", "confirmed")? else { return Ok(Err("none")) };
            (
                kind,
                json!({ "purchase_order": order, "warehouse": place, "lines": [line(random), line(random)] }),
            )
        }
        "shipment" => {
            let Some(order) = any(tx, random, "sales_order", "confirmed")? else { return Ok(Err("none")) };
            let item = random.one_of(&["tea", "oil", "milk"]);
            (kind, json!({ "sales_order": order, "lines": [{ "item": item, "quantity": quantity }] }))
        }
        "sales_return" => {
            let state = random.one_of(&["confirmed", "done"]);
            let Some(order) = any(tx, random, "sales_order", state)? else { return Ok(Err("none")) };
            let condition = random.one_of(&["good", "good", "damaged"]);
            let mut line = line(random);
            line["condition"] = condition.into();
            (kind, json!({ "sales_order": order, "warehouse": place, "lines": [line] }))
        }
        "transfer" => {
            let to = if place == "W1" { "W2" } else { "W1" };
            (kind, json!({ "from": place, "to": to, "lines": [line(random)] }))
        }
        "count" => {
            let mut line = line(random);
            let counted = line.as_object_mut().and_then(|it| it.remove("quantity"));
            line["counted"] = counted.unwrap_or_default();
            let counted_at = at(step - random.below(8) as i64).now.to_string();
            ("stock_count", json!({ "warehouse": place, "counted_at": counted_at, "lines": [line] }))
        }
        "arrive" => {
            let Some(transfer) = any(tx, random, "transfer", "confirmed")? else { return Ok(Err("none")) };
            return move_on(tx, moment, "transfer", &transfer, "receive");
        }
        other => {
            let transition = if other == "reserve" { "reserve" } else { random.one_of(&["cancel", "close"]) };
            let Some(order) = any(tx, random, "sales_order", "confirmed")? else { return Ok(Err("none")) };
            return move_on(tx, moment, "sales_order", &order, transition);
        }
    };
    paper(tx, moment, kind, &fields, "confirm")
}

/// The number of some paper of this type in this state.
fn any(tx: &mut dyn Tx, random: &mut Random, kind: &str, state: &str) -> Result<Option<String>, Error> {
    let select = "select number from @.document where type = ? and state = ? order by seq";
    let found = tx.query(select, params![kind, state])?;
    Ok(if found.is_empty() { None } else { Some(found[random.below(found.len())].text(0).to_owned()) })
}
