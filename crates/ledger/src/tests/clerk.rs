//! The clerk's language: the only place that knows the ledger's functions by name.
//!
//! ```text
//! item milk lot                                    the item is tracked by lot (or serial)
//! receive tea @main 10 at 2.50 [lot L] [until DAY] [on DAY]
//! order SO-1 [whole] tea @main 4, oil @main 2      opens and promises; whole: all or nothing
//! order SO-1 via web tea @main 4                   sold through a channel
//! rule web tea @main protect 5 share 50 buffer 2   each part may be missing; none at all ends it
//! room web tea @main                               what the channel may still be promised; - is none
//! serve|divide tea @main SO-1 SO-2                 in this order, or in proportion
//! reallocate|redivide tea @main SO-2 SO-1          takes all back first
//! promise SO-1 · ship SO-1 4 [lot L] · cancel SO-1 · claim SO-1      (SO-1/2 is its second line)
//! hold QC-1 tea @main 3 [lot L] [until DAY] · release QC-1 [2] · expired
//! scrap|use|send|lend tea @main 2 [lot L] · arrive tea @shop 2 · transfer tea @main 2 to @shop
//! back tea @main 1 [lot L]                         what was lent comes back
//! put tea @main 3 [lot L] [from 7] [to 8]          into bin 8, out of bin 7; neither is to be placed
//! shelf tea @main 7 4 [lot L]                      bin 7 was counted
//! bins tea @main                                   what its bins hold, and what is to be placed
//! by place                                         from the start: each place has an average of its own
//! worth tea @main                                  what it is worth there
//! need tea @main 3, oil @shop 2                    whether all of it could leave together
//! find tea @main 1 · return tea @main 1            at average cost
//! look at tea @main … count tea @main 8 [lot L]    the count is of the moment of looking
//! balance tea @main · pick tea @main 5 · cost tea · transit tea · lent tea · today DAY
//! ```

use super::auditor::{audit, audit_hashes};
use super::store::{Needs, Store};
use crate::*;
use std::collections::BTreeMap;
use values::{
    ChannelId, ClaimId, Day, DocumentId, ItemId, LineNo, Percent, Quantity, UnitPrice, UserId, WarehouseId,
};

/// Runs a script from 2026-03-01 on; the auditor looks at the books after each line.
#[track_caller]
pub(super) fn check(script: &str) {
    let mut clerk = Clerk::new();
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (command, want) = line.split_once("->").unwrap_or((line, "ok"));
        let got = clerk.run(command.trim()).unwrap_or_else(|it| clerk.tell(&it));
        assert_eq!(want.trim(), got, "\n  in line: {line}");
        audit(&clerk.store);
    }
    audit_hashes(&clerk.store);
}

/// Numbers for names, in the order in which they are first used.
#[derive(Default)]
struct Names(BTreeMap<String, i64>);

impl Names {
    fn id(&mut self, name: &str) -> i64 {
        let next = self.0.len() as i64 + 1;
        *self.0.entry(name.to_owned()).or_insert(next)
    }
    fn name(&self, id: i64) -> &str {
        self.0.iter().find(|(_, it)| **it == id).expect("an id of ours").0
    }
}

struct Clerk {
    store: Store,
    items: Names,
    warehouses: Names,
    documents: Names,
    channels: Names,
    /// How many moves there were when somebody looked.
    looked: BTreeMap<BalanceKey, usize>,
}

/// The words of one command.
struct Words<'a>(Vec<&'a str>);

impl Words<'_> {
    fn word(&self, at: usize) -> &str {
        self.0.get(at).unwrap_or_else(|| panic!("word {at} is missing in {:?}", self.0))
    }
    fn after(&self, word: &str) -> Option<&str> {
        self.0.iter().position(|it| *it == word).map(|at| self.word(at + 1))
    }
    fn day_after(&self, word: &str) -> Option<Day> {
        self.after(word).map(|it| it.parse().expect("a day"))
    }
    fn lot(&self) -> Option<Lot> {
        self.after("lot").map(str::to_owned)
    }
    fn quantity(&self, at: usize) -> Quantity {
        self.word(at).parse().expect("a quantity")
    }
}

impl Clerk {
    fn new() -> Clerk {
        let store = Store::new("2026-03-01".parse().expect("a day"));
        let (items, warehouses, documents, channels) = Default::default();
        Clerk { store, items, warehouses, documents, channels, looked: BTreeMap::new() }
    }

    fn run(&mut self, command: &str) -> Result<String, Refusal> {
        self.store.now = self.store.now.plus_seconds(1);
        let words = Words(command.split_whitespace().collect());
        match words.word(0) {
            "item" => Ok(self.item(&words)),
            "today" => {
                self.store.today = words.word(1).parse().expect("a day");
                self.store.now = Store::new(self.store.today).now;
                Ok("ok".to_owned())
            }
            "receive" => self.receive(&words),
            "order" => self.order(command.trim_start_matches("order ")),
            "promise" | "ship" | "cancel" | "claim" => self.claim(&words),
            "hold" | "release" | "expired" => self.hold(&words),
            "scrap" => self.issue(&words, Place::Scrap),
            "use" => self.issue(&words, Place::Production),
            "send" => self.issue(&words, Place::Transit),
            "transfer" => {
                let to = self.warehouse(words.after("to").expect("a warehouse"));
                self.issue(&words, Place::Storage(to))
            }
            "put" | "shelf" => self.bin(&words),
            "by" => {
                self.store.by_place = true;
                Ok("ok".to_owned())
            }
            "lend" => self.issue(&words, Place::Loan),
            "need" => {
                let mut wanted = Vec::new();
                for text in command.trim_start_matches("need ").split(',') {
                    let words = Words(text.split_whitespace().collect());
                    wanted.push((self.key(words.word(0), words.word(1)), words.quantity(2)));
                }
                let needs = Needs::keys(wanted.iter().map(|it| it.0));
                self.store.load(&needs).require_available(wanted).map(|()| "ok".to_owned())
            }
            "arrive" | "back" => {
                let from = if words.word(0) == "back" { Place::Loan } else { Place::Transit };
                let order = self.move_order(&words, from, None);
                let value = self.store.decide(&Needs::order(&order), |it| it.issue(order.clone()))?;
                Ok(format!("cost {value}"))
            }
            "find" => self.bring_in(&words, Place::Adjustment),
            "return" => self.bring_in(&words, Place::Customer),
            "look" => {
                let key = self.key(words.word(2), words.word(3));
                self.looked.insert(key, self.store.moves.len());
                Ok("ok".to_owned())
            }
            "count" => self.count(&words),
            "rule" => self.rule(&words),
            "serve" | "divide" | "reallocate" | "redivide" => self.allocate(&words),
            _ => Ok(self.read(&words)),
        }
    }

    fn item(&mut self, words: &Words<'_>) -> String {
        let tracking = match words.word(2) {
            "lot" => Tracking::Lot,
            "serial" => Tracking::Serial,
            other => panic!("unknown tracking `{other}`"),
        };
        self.store.trackings.insert(ItemId(self.items.id(words.word(1))), tracking);
        "ok".to_owned()
    }

    fn receive(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let order = self.move_order(words, Place::Supplier, None);
        let price: UnitPrice = words.after("at").unwrap_or("0").parse().expect("a price");
        let value = price.times(order.quantity).expect("a value");
        let expiry = words.day_after("until");
        self.store.decide(&Needs::order(&order), |ledger| {
            ledger.receive(order.clone(), value)?;
            if let (Some(key), Some(lot), Some(_)) = (order.to.key(order.item), &order.lot, expiry) {
                ledger.set_expiry(key, lot, expiry);
            }
            Ok("ok".to_owned())
        })
    }

    fn bin(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let key = self.key(words.word(1), words.word(2));
        let (lot, origin) = (words.lot(), Origin::default());
        let bin = |text: &str| DocumentId(text.parse().expect("bins are numbers"));
        if words.word(0) == "shelf" {
            let (bin, counted, day) = (bin(words.word(3)), words.quantity(4), self.store.today);
            let needs = Needs::count(key, lot.clone());
            let it =
                self.store.decide(&needs, |it| it.count_bin(key, lot.clone(), bin, counted, day, origin))?;
            return Ok(format!("expected {}, difference {}", it.expected, it.difference));
        }
        let (from, to, quantity) =
            (words.after("from").map(bin), words.after("to").map(bin), words.quantity(3));
        let moved = BinMove { key, lot, from, to, quantity, origin };
        self.store.decide(&Needs::keys([key]), |it| it.move_bin(moved.clone()).map(|()| "ok".to_owned()))
    }

    fn bring_in(&mut self, words: &Words<'_>, from: Place) -> Result<String, Refusal> {
        let order = self.move_order(words, from, None);
        let value = self.store.decide(&Needs::order(&order), |ledger| match from {
            Place::Customer => ledger.customer_return(order.clone()),
            _ => ledger.receive_at_average_cost(order.clone()),
        })?;
        Ok(format!("cost {value}"))
    }

    fn issue(&mut self, words: &Words<'_>, to: Place) -> Result<String, Refusal> {
        let from = Place::Storage(self.warehouse(words.word(2)));
        let order = self.move_order(words, from, Some(to));
        let value = self.store.decide(&Needs::order(&order), |it| it.issue(order.clone()))?;
        Ok(format!("cost {value}"))
    }

    /// `<command> item @warehouse quantity …`; without `to`, it goes to that warehouse.
    fn move_order(&mut self, words: &Words<'_>, from: Place, to: Option<Place>) -> MoveOrder {
        let item = ItemId(self.items.id(words.word(1)));
        let warehouse = self.warehouse(words.word(2));
        MoveOrder {
            item,
            from,
            to: to.unwrap_or(Place::Storage(warehouse)),
            lot: words.lot(),
            quantity: words.quantity(3),
            day: words.day_after("on").unwrap_or(self.store.today),
            origin: Origin { document: DocumentId(self.store.now.micros()), line: 1 },
        }
    }

    fn order(&mut self, text: &str) -> Result<String, Refusal> {
        let (name, lines) = text.split_once(' ').expect("an order with lines");
        let document = DocumentId(self.documents.id(name));
        let (channel, lines) = match lines.strip_prefix("via ").and_then(|it| it.split_once(' ')) {
            Some((channel, lines)) => (self.channel(channel), lines),
            None => (None, lines),
        };
        let whole = lines.starts_with("whole ");
        let mut wants: Vec<(ClaimId, BalanceKey, Quantity)> = Vec::new();
        for (line, text) in (1..).zip(lines.trim_start_matches("whole ").split(',')) {
            let words = Words(text.split_whitespace().collect());
            let key = self.key(words.word(0), words.word(1));
            wants.push((ClaimId { document, line }, key, words.quantity(2)));
        }
        let needs = Needs::keys(wants.iter().map(|it| it.1)).claims(wants.iter().map(|it| it.0));
        self.store.decide(&needs, |ledger| {
            if whole {
                ledger.require_whole(channel, &wants)?;
            }
            let mut lines = Vec::new();
            for &(id, key, wanted) in &wants {
                ledger.open_claim(id, key, channel, wanted)?;
                lines.push(tell_promise(ledger.promise(id)));
            }
            Ok(lines.join("; "))
        })
    }

    fn claim(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let id = self.claim_id(words.word(1));
        let needs = Needs::default().claims([id]);
        let (day, document) = (self.store.today, DocumentId(self.store.now.micros()));
        let day = words.day_after("on").unwrap_or(day);
        self.store.decide(&needs, |ledger| match words.word(0) {
            "promise" => Ok(tell_promise(ledger.promise(id))),
            "cancel" => Ok(format!("released {}", ledger.cancel_claim(id))),
            "ship" => {
                let origin = Origin { document, line: id.line };
                let value = ledger.ship(id, words.quantity(2), words.lot(), day, origin)?;
                Ok(format!("cost {value}"))
            }
            _ => Ok(match ledger.claim(id) {
                Some(it) => format!("wants {}, promised {}", it.wanted, it.reserved),
                None => "closed".to_owned(),
            }),
        })
    }

    fn hold(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        if words.word(0) == "expired" {
            let needs = Needs::keys(self.store.balances.keys().copied());
            let ledger = self.store.load(&needs);
            let names = ledger.expired_holds().map(|it| self.documents.name(it.id));
            return Ok(names.collect::<Vec<_>>().join(", "));
        }
        let id = self.documents.id(words.word(1));
        if words.word(0) == "release" {
            let needs = Needs::default().hold(id);
            let part = words.0.get(2).map(|_| words.quantity(2));
            return self.store.decide(&needs, |it| {
                let released = match part {
                    Some(part) => it.release_part(id, part),
                    None => it.release_hold(id),
                };
                Ok(format!("released {released}"))
            });
        }
        let hold = Hold {
            id,
            key: self.key(words.word(2), words.word(3)),
            lot: words.lot(),
            quantity: words.quantity(4),
            reason: "quality check".to_owned(),
            owner: UserId(1),
            expires: words.day_after("until").map(|it| Store::new(it).now),
            origin: Origin::default(),
        };
        let needs = Needs::keys([hold.key]).hold(id);
        self.store.decide(&needs, |it| it.hold(hold).map(|()| "ok".to_owned()))
    }

    fn rule(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let channel = self.channel(words.word(1)).expect("a channel has a name");
        let key = self.key(words.word(2), words.word(3));
        let amount = |name| words.after(name).map(|it| it.parse::<Quantity>().expect("a quantity"));
        let rule = ChannelRule {
            protected: amount("protect").unwrap_or_default(),
            share: words.after("share").map(|it| it.parse::<Percent>().expect("a percentage")),
            buffer: amount("buffer").unwrap_or_default(),
            origin: DocumentId(1),
        };
        let rule = (words.0.len() > 4).then_some(rule);
        self.store.decide(&Needs::rule(key, channel), |it| {
            it.set_channel_rule(key, channel, rule);
            Ok("ok".to_owned())
        })
    }

    fn allocate(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let key = self.key(words.word(1), words.word(2));
        let order: Vec<ClaimId> = words.0[3..].iter().map(|it| self.claim_id(it)).collect();
        let changed = self.store.decide(&Needs::every_claim(key), |ledger| {
            Ok(match words.word(0) {
                "serve" => ledger.serve(&order),
                "divide" => ledger.serve_fairly(key, &order),
                "reallocate" => ledger.reallocate(key, &order, false),
                _ => ledger.reallocate(key, &order, true),
            })
        })?;
        let tell = |it: &Reallocated| format!("{} {} to {}", self.claim_name(it.claim), it.before, it.after);
        let told: Vec<String> = changed.iter().map(tell).collect();
        Ok(if told.is_empty() { "nothing".to_owned() } else { told.join(", ") })
    }

    /// `-` is a sale without a channel.
    fn channel(&mut self, name: &str) -> Option<ChannelId> {
        (name != "-").then(|| ChannelId(self.channels.id(name)))
    }

    fn count(&mut self, words: &Words<'_>) -> Result<String, Refusal> {
        let key = self.key(words.word(1), words.word(2));
        let (counted, lot) = (words.quantity(3), words.lot());
        let first = self.looked.get(&key).copied().unwrap_or(self.store.moves.len());
        let moved_since = self.store.moved_since(first, key, lot.as_deref());
        let (day, origin) = (self.store.today, Origin::default());
        let needs = Needs::count(key, lot.clone());
        let it = self.store.decide(&needs, |it| it.count(key, lot, counted, moved_since, day, origin))?;
        let mut text = format!("expected {}, difference {}", it.expected, it.difference);
        for (claim, less) in &it.unpromised {
            text += &format!(", {} loses {less}", self.claim_name(*claim));
        }
        Ok(text)
    }

    fn read(&mut self, words: &Words<'_>) -> String {
        if words.word(0) == "room" {
            let (channel, key) = (self.channel(words.word(1)), self.key(words.word(2), words.word(3)));
            return self.store.load(&Needs::keys([key])).available_to(key, channel).to_string();
        }
        let item = ItemId(self.items.id(words.word(1)));
        match words.word(0) {
            "worth" => {
                let key = self.key_of(item, words.word(2));
                self.store.worths.get(&key).copied().unwrap_or_default().to_string()
            }
            "bins" => {
                let key = self.key_of(item, words.word(2));
                let own = self.store.bins.iter().filter(|((of, ..), _)| *of == key);
                let mut told: Vec<String> = own
                    .map(|((_, lot, bin), it)| {
                        let lot = lot.as_ref().map_or(String::new(), |lot| format!(" of {lot}"));
                        format!("{bin}: {it}{lot}")
                    })
                    .collect();
                let it = self.store.balance(key);
                told.push(format!("to place {}", it.on_hand.minus(it.binned)));
                told.join(", ")
            }
            "cost" => {
                let it = self.store.stocks.get(&item).copied().unwrap_or_default();
                let each = it.average_cost().map_or("nothing".to_owned(), |cost| cost.to_string());
                format!("{} on hand worth {}, each {each}", it.on_hand, it.value)
            }
            "transit" => self.store.balance(Place::Transit.key(item).expect("ours")).on_hand.to_string(),
            "lent" => self.store.balance(Place::Loan.key(item).expect("ours")).on_hand.to_string(),
            "balance" => {
                let key = self.key_of(item, words.word(2));
                let it = self.store.balance(key);
                let available = it.available();
                let Balance { on_hand, reserved, held, .. } = it;
                format!("{on_hand} on hand, {reserved} reserved, {held} held, {available} available")
            }
            "pick" => {
                let key = self.key_of(item, words.word(2));
                let ledger = self.store.load(&Needs::keys([key]));
                let lots = ledger.propose_lots(key, words.quantity(3));
                let tell = |(lot, quantity): (Option<Lot>, Quantity)| {
                    format!("{quantity} of {}", lot.as_deref().unwrap_or("no lot"))
                };
                lots.into_iter().map(tell).collect::<Vec<_>>().join(", ")
            }
            other => panic!("unknown command `{other}`"),
        }
    }

    fn warehouse(&mut self, name: &str) -> WarehouseId {
        assert!(name.starts_with('@'), "a warehouse starts with @, not `{name}`");
        WarehouseId(self.warehouses.id(name))
    }
    fn key(&mut self, item: &str, warehouse: &str) -> BalanceKey {
        let item = ItemId(self.items.id(item));
        self.key_of(item, warehouse)
    }
    fn key_of(&mut self, item: ItemId, warehouse: &str) -> BalanceKey {
        BalanceKey::new(item, self.warehouse(warehouse))
    }
    fn claim_id(&mut self, name: &str) -> ClaimId {
        let (name, line) = name.split_once('/').unwrap_or((name, "1"));
        let line: LineNo = line.parse().expect("a line number");
        ClaimId { document: DocumentId(self.documents.id(name)), line }
    }
    fn claim_name(&self, id: ClaimId) -> String {
        let name = self.documents.name(id.document.0);
        if id.line == 1 { name.to_owned() } else { format!("{name}/{}", id.line) }
    }

    /// The refusal with the clerk's names for what the ledger numbers.
    fn tell(&self, refusal: &Refusal) -> String {
        let mut text = refusal.to_string();
        for (item, item_id) in &self.items.0 {
            for (warehouse, id) in &self.warehouses.0 {
                let key = BalanceKey::new(ItemId(*item_id), WarehouseId(*id));
                text = text.replace(&format!("{key} "), &format!("{item} {warehouse} "));
            }
        }
        text
    }
}

fn tell_promise(it: Promise) -> String {
    let Promise { promised, short } = it;
    if short.is_zero() {
        format!("promised {promised}")
    } else {
        format!("promised {promised} short {short}")
    }
}
