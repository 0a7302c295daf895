//! One `check` for every built-in document: from what a browser sends to what happens in the
//! world, with no IO in between. Tests name documents and transitions, never Rust functions.

use crate::{CalledOff, Effect, Paper, Source, World, behaviour};
use documents::{Context, DocumentType, Links};
use expect_test::Expect;
use ledger::{
    Balance, BalanceKey, ChannelChange, ChannelRule, ChannelStock, Claim, ClaimChange, Hold, HoldChange,
    LotBalance, Origin, Place, Stock, Tracking,
};
use std::collections::BTreeMap;
use std::fmt::Write;
use values::{
    ChannelId, ClaimId, CustomerId, Day, DocumentId, Instant, ItemId, Quantity, Units, UserId, WarehouseId,
};

const TODAY: &str = "2026-03-02";
const PAPER: DocumentId = DocumentId(1);

/// Names in tests are words; the world knows small integers. Beside them, what units items have.
#[derive(Default)]
struct Names(BTreeMap<String, i64>, BTreeMap<i64, Units>);

impl Names {
    fn id(&mut self, name: &str) -> i64 {
        if let Ok(number) = name.parse() {
            return number;
        }
        let next = 101 + self.0.len() as i64;
        *self.0.entry(name.to_owned()).or_insert(next)
    }

    fn name(&self, id: i64) -> String {
        let found = self.0.iter().find(|(_, it)| **it == id);
        found.map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }
}

/// `step`: `sales_order draft -> confirm`. `world`, a line each: `stock tea@main 10 at 2.50`,
/// `lot tea@main L1 4 until 2026-05-01`, `claim 9/1 tea@main wants 4 holds 3`, `hold 9/1 tea@main 2`, `bin 9 tea@main 4`, `rule 9 tea@main web protects 3`,
/// `source 7 purchase_order confirmed {…}`, `fulfilled 7/1 3`, `picking 7/1 2`, `returned 7/1 1`,
/// `credited 7 9 45`, `returned_by 7 Li`, `left 3 tea worth 7.50`, `moved tea@main -2`, `moved_bin 9 tea@main -2`, `unit tea 箱 12`,
/// `replaced 7/1 2`, `own 7/1 2`, `terms tea over 5 under 2 inspect yes from Wang price 2`.
#[track_caller]
pub(crate) fn check(step: &str, world: &str, body: &str, want: Expect) {
    want.assert_eq(&run(step, world, body));
}

fn run(step: &str, world: &str, body: &str) -> String {
    let (document, rest) = step.split_once(' ').expect("`type state -> transition`");
    let (state, transition) = rest.split_once(" -> ").expect("`type state -> transition`");
    let document = behaviour(document).expect("a built-in document");
    let mut names = Names::default();
    let mut tester = Tester::read(&mut names, world);
    let record = parse(document.definition(), &mut names, body);
    if document.definition().transition(state, transition).is_none() {
        return format!("no transition {transition} from {state}\n");
    }
    let paper = Paper { id: PAPER, record: &record, state };
    state.clone_into(&mut tester.world.state);
    for source in document.sources(&record) {
        let found = tester.sources.get(&source).expect("a source the world has").clone();
        tester.world.sources.insert(source, found);
    }
    let needs = document.needs(paper, transition, &tester.world);
    tester.load(&needs);
    match document.post(paper, transition, &mut tester.world) {
        Ok(effects) => told(&tester.world, &effects, &names),
        Err(refusal) => format!("refused: {}\n", refusal.code()),
    }
}

/// What follows when a document in this state, `before`, is changed by `change`.
#[track_caller]
pub(crate) fn check_change(step: &str, world: &str, before: &str, change: &str, want: Expect) {
    let (document, state) = step.split_once(' ').expect("`type state`");
    let document = behaviour(document).expect("a built-in document");
    let mut names = Names::default();
    let mut tester = Tester::read(&mut names, world);
    let record = parse(document.definition(), &mut names, before);
    let after = parse_change(document.definition(), &mut names, change, Some(&record));
    let paper = Paper { id: PAPER, record: &record, state };
    state.clone_into(&mut tester.world.state);
    for source in document.sources(&after) {
        let found = tester.sources.get(&source).expect("a source the world has").clone();
        tester.world.sources.insert(source, found);
    }
    tester.load(&document.amend_needs(paper, &after, &tester.world));
    want.assert_eq(&match document.amend(paper, &after, &mut tester.world) {
        Ok(effects) => told(&tester.world, &effects, &names),
        Err(refusal) => format!("refused: {}\n", refusal.code()),
    });
}

fn parse(definition: &DocumentType, names: &mut Names, body: &str) -> documents::Record {
    parse_change(definition, names, body, None)
}

fn parse_change(
    definition: &DocumentType,
    names: &mut Names,
    body: &str,
    base: Option<&documents::Record>,
) -> documents::Record {
    let fields: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let mut links = Links::new();
    for it in definition.references(&fields) {
        links.add(&it.target, &it.text, DocumentId(names.id(&it.text)));
    }
    for (item, units) in &names.1 {
        links.add_units(DocumentId(*item), units.clone());
    }
    let context = Context::new(day(TODAY), Instant::default(), UserId(1));
    definition.parse(&fields, &links, base, &context).expect("a correct paper")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// What the storage layer would hold.
struct Tester {
    world: World,
    sources: BTreeMap<DocumentId, Source>,
    balances: BTreeMap<BalanceKey, Balance>,
    lots: BTreeMap<BalanceKey, Vec<(String, LotBalance)>>,
    stocks: BTreeMap<ItemId, Stock>,
    claims: Vec<Claim>,
    holds: Vec<Hold>,
    rules: BTreeMap<(BalanceKey, ChannelId), ChannelRule>,
    moved: BTreeMap<BalanceKey, Quantity>,
    bins: Vec<(BalanceKey, DocumentId, Quantity)>,
}

impl Tester {
    fn read(names: &mut Names, script: &str) -> Tester {
        let mut it = Tester {
            world: World::new(Instant::default(), day(TODAY), UserId(1)),
            sources: BTreeMap::new(),
            balances: BTreeMap::new(),
            lots: BTreeMap::new(),
            stocks: BTreeMap::new(),
            claims: Vec::new(),
            holds: Vec::new(),
            rules: BTreeMap::new(),
            moved: BTreeMap::new(),
            bins: Vec::new(),
        };
        for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
            it.line(names, line);
        }
        it
    }

    fn line(&mut self, names: &mut Names, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let amount = |text: &str| text.parse::<Quantity>().expect("a quantity");
        match words[0] {
            "stock" => {
                let (key, quantity) = (key(names, words[1]), amount(words[2]));
                self.balances.entry(key).or_default().on_hand = quantity;
                let price: values::UnitPrice = words.get(4).map_or("0", |it| it).parse().expect("a price");
                let stock = self.stocks.entry(key.item).or_default();
                stock.on_hand = stock.on_hand.plus(quantity);
                stock.value = stock.value.plus(price.times(quantity).expect("in range"));
            }
            "lot" => {
                let expiry = words.get(5).map(|it| day(it));
                let lot = LotBalance { on_hand: amount(words[3]), expiry };
                self.lots.entry(key(names, words[1])).or_default().push((words[2].to_owned(), lot));
            }
            "claim" => {
                let (key, reserved) = (key(names, words[2]), amount(words[6]));
                let (id, wanted) = (claim_id(words[1]), amount(words[4]));
                let balance = self.balances.entry(key).or_default();
                balance.reserved = balance.reserved.plus(reserved);
                self.claims.push(Claim {
                    id,
                    key,
                    wanted,
                    reserved,
                    since: Instant::default(),
                    channel: None,
                });
            }
            "hold" => {
                let (line, key, quantity) = (claim_id(words[1]), key(names, words[2]), amount(words[3]));
                let balance = self.balances.entry(key).or_default();
                balance.held = balance.held.plus(quantity);
                let origin = Origin { document: line.document, line: line.line };
                let id = (line.document.0 << 20) + i64::from(line.line);
                let (reason, owner) = ("other".to_owned(), UserId(1));
                self.holds.push(Hold { id, key, lot: None, quantity, reason, owner, expires: None, origin });
            }
            "bin" => {
                let (key, quantity) = (key(names, words[2]), amount(words[3]));
                let balance = self.balances.entry(key).or_default();
                balance.binned = balance.binned.plus(quantity);
                self.bins.push((key, DocumentId(words[1].parse().expect("a document")), quantity));
            }
            "rule" => {
                let (key, channel) = (key(names, words[2]), ChannelId(names.id(words[3])));
                let origin = DocumentId(words[1].parse().expect("a document"));
                let rule = ChannelRule { protected: amount(words[5]), origin, ..ChannelRule::default() };
                self.rules.insert((key, channel), rule);
                self.balances.entry(key).or_default().channel_rules += 1;
            }
            "source" => {
                let (id, definition) = (DocumentId(words[1].parse().expect("an id")), words[2]);
                let definition = behaviour(definition).expect("a built-in document").definition();
                let body = &line[line.find('{').expect("JSON")..];
                let record = parse(definition, names, body);
                let (number, state) = (format!("N-{id}"), words[3].to_owned());
                self.sources.insert(id, Source { number, state, record, made_by: UserId(1) });
            }
            "fulfilled" => {
                self.world.fulfilled.insert(claim_id(words[1]), amount(words[2]));
            }
            "picking" => {
                self.world.picking.insert(claim_id(words[1]), amount(words[2]));
            }
            "returned" => {
                self.world.returned.insert(claim_id(words[1]), amount(words[2]));
            }
            "called_off" => {
                let contract = DocumentId(words[1].parse().expect("a document"));
                let (quantity, amount) = (amount(words[3]), words[4].parse().expect("money"));
                let of_item = CalledOff { quantity, amount, ..CalledOff::default() };
                self.world.called_off.insert((contract, ItemId(names.id(words[2]))), of_item);
            }
            "credited" => {
                let id = |word: &str| DocumentId(word.parse().expect("a document"));
                let amount = words[3].parse().expect("money");
                self.world.credited.insert((id(words[1]), id(words[2])), amount);
            }
            "returned_by" => {
                let (id, customer) = (words[1].parse().expect("a document"), names.id(words[2]));
                self.world.returned_by.insert(DocumentId(id), CustomerId(customer));
            }
            "left" => {
                let value: values::Money = words[4].parse().expect("money");
                let item = ItemId(names.id(words[2]));
                self.world.left_with.insert(item, (amount(words[1]), value));
            }
            "unit" => {
                let item = names.id(words[1]);
                let units = names.1.remove(&item).unwrap_or_else(|| Units::new("个"));
                names.1.insert(item, units.with(words[2], amount(words[3])).expect("a positive factor"));
            }
            "replaced" => {
                self.world.replaced.insert(claim_id(words[1]), amount(words[2]));
            }
            "own" => {
                self.world.own_fulfilments.insert(claim_id(words[1]), amount(words[2]));
            }
            "terms" => {
                let terms = self.world.terms.entry(ItemId(names.id(words[1]))).or_default();
                for pair in words[2..].chunks(2) {
                    let percent = || Some(pair[1].parse().expect("a percentage"));
                    match pair[0] {
                        "over" => terms.over_receipt = percent(),
                        "under" => terms.under_receipt = percent(),
                        "inspect" => terms.inspect = pair[1] == "yes",
                        "price" => terms.price = Some(pair[1].parse().expect("a price")),
                        "from" => terms.main_supplier = Some(values::SupplierId(names.id(pair[1]))),
                        other => panic!("unknown term `{other}`"),
                    }
                }
            }
            "moved_bin" => {
                let (key, bin) = (key(names, words[2]), DocumentId(words[1].parse().expect("a document")));
                self.world.bins_moved_since.insert((key, None, bin), amount(words[3]));
            }
            "moved" => {
                self.moved.insert(key(names, words[1]), amount(words[2]));
            }
            other => panic!("unknown word `{other}`"),
        }
    }

    /// Loads what is asked for and nothing else, as the real caller does.
    fn load(&mut self, needs: &crate::Needs) {
        let ledger = &mut self.world.ledger;
        for key in &needs.balances {
            ledger.load_balance(*key, self.balances.get(key).copied().unwrap_or_default());
            ledger.load_lots(*key, self.lots.get(key).cloned().unwrap_or_default());
        }
        for item in &needs.items {
            let tracked = self.lots.keys().any(|it| it.item == *item);
            let tracking = if tracked { Tracking::Lot } else { Tracking::None };
            ledger.load_stock(*item, self.stocks.get(item).copied().unwrap_or_default(), tracking);
        }
        for (walk, (key, bin, quantity)) in (0..).zip(&self.bins) {
            if needs.balances.contains(key) && needs.items.contains(&key.item) {
                ledger.load_bin(*key, None, *bin, walk, *quantity);
            }
        }
        for claim in &self.claims {
            if needs.claims_of.contains(&claim.id.document) || needs.claims_at.contains(&claim.key) {
                ledger.load_claim(claim.clone());
            }
        }
        for (&(key, channel), &rule) in self.rules.iter().filter(|((key, _), _)| needs.balances.contains(key))
        {
            ledger.load_channel(key, channel, ChannelStock { rule: Some(rule), reserved: Quantity::ZERO });
        }
        for &(key, channel) in needs.channels.iter().filter(|it| !self.rules.contains_key(it)) {
            ledger.load_channel(key, channel, ChannelStock::default());
        }
        let held = |it: &&Hold| needs.balances.contains(&it.key);
        self.holds.iter().filter(held).for_each(|it| ledger.load_hold(it.clone()));
        for (key, lot, _) in &needs.moved_since {
            let moved = self.moved.get(key).copied().unwrap_or_default();
            self.world.moved_since.insert((*key, lot.clone()), moved);
        }
        self.world.fulfilled.retain(|it, _| needs.fulfilled_of.contains(&it.document));
    }
}

fn key(names: &mut Names, text: &str) -> BalanceKey {
    let (item, warehouse) = text.split_once('@').expect("`item@warehouse`");
    BalanceKey { item: ItemId(names.id(item)), warehouse: WarehouseId(names.id(warehouse)) }
}

fn claim_id(text: &str) -> ClaimId {
    let (document, line) = text.split_once('/').expect("`document/line`");
    let number = document.parse().expect("a document");
    ClaimId { document: DocumentId(number), line: line.parse().expect("a line") }
}

fn told(world: &World, effects: &[Effect], names: &Names) -> String {
    let mut out = String::new();
    let changes = world.ledger.changes();
    for it in &changes.moves {
        let place = |place: Place| match place {
            Place::Storage(warehouse) => names.name(warehouse.0),
            other => format!("{other:?}").to_lowercase(),
        };
        let lot = it.lot.as_ref().map_or(String::new(), |it| format!(" lot {it}"));
        let (from, to) = (place(it.from), place(it.to));
        let _ = writeln!(
            out,
            "move {} {} {from} -> {to}{lot} worth {}",
            it.quantity,
            names.name(it.item.0),
            it.value
        );
    }
    for it in &changes.claims {
        let _ = match it {
            ClaimChange::Opened(it) => {
                writeln!(out, "claim {} wants {} holds {}", it.id, it.wanted, it.reserved)
            }
            ClaimChange::Changed(it) => {
                writeln!(out, "claim {} now wants {} holds {}", it.id, it.wanted, it.reserved)
            }
            ClaimChange::Closed(id) => writeln!(out, "claim {id} closed"),
        };
    }
    for it in &changes.holds {
        let _ = match it {
            HoldChange::Opened(it) => {
                let (item, place) = (names.name(it.key.item.0), names.name(it.key.warehouse.0));
                let lot = it.lot.as_ref().map_or(String::new(), |it| format!(" lot {it}"));
                writeln!(out, "hold {} {item}@{place}{lot} for {}", it.quantity, it.reason)
            }
            HoldChange::Changed(it) => writeln!(out, "a hold keeps {}", it.quantity),
            HoldChange::Released(_) => writeln!(out, "a hold ends"),
        };
    }
    for it in &changes.channels {
        let at = |key: &BalanceKey, channel: &ChannelId| {
            let place = names.name(key.warehouse.0);
            format!("rule {}@{place} {}", names.name(key.item.0), names.name(channel.0))
        };
        let _ = match it {
            ChannelChange::Ruled(key, channel, it, _) => {
                let share = it.share.map_or(String::new(), |it| format!(" share {it}"));
                writeln!(out, "{} protects {}{share} buffer {}", at(key, channel), it.protected, it.buffer)
            }
            ChannelChange::Unruled(key, channel) => writeln!(out, "no {}", at(key, channel)),
        };
    }
    for it in &changes.bin_moves {
        let bin = |bin: Option<DocumentId>| bin.map_or("to place".to_owned(), |it| it.to_string());
        let (item, from, to) = (names.name(it.key.item.0), bin(it.from), bin(it.to));
        let _ = writeln!(out, "{} {item} {from} -> {to}", it.quantity);
    }
    for it in effects {
        let _ = writeln!(out, "{}", effect(it, names));
    }
    for (key, _, after) in &changes.balances {
        let at = match key.place() {
            Place::Storage(warehouse) => names.name(warehouse.0),
            Place::Loan => "loan".to_owned(),
            _ => "transit".to_owned(),
        };
        let (item, available) = (names.name(key.item.0), after.available());
        let _ = writeln!(
            out,
            "= {item}@{at} {} on hand, {} reserved, {available} available",
            after.on_hand, after.reserved
        );
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

/// `3 of 7/1, 2 of 7/2`
fn parts(lines: &[crate::Fulfilment]) -> String {
    if lines.is_empty() {
        return "nothing".to_owned();
    }
    lines.iter().map(|it| format!("{} of {}", it.quantity, it.ordered)).collect::<Vec<_>>().join(", ")
}

fn effect(it: &Effect, names: &Names) -> String {
    match it {
        Effect::Expect(it) => {
            let at = names.name(it.key.warehouse.0);
            format!("expect {} {}@{at} on {} for {}", it.quantity, names.name(it.key.item.0), it.due, it.line)
        }
        Effect::ExpectNothingMore(id) => format!("expect nothing more of {id}"),
        Effect::Fulfil(it) => format!("fulfil {} of {} on {}", it.quantity, it.ordered, it.day),
        Effect::Want(it) => format!("want {} {} on {}", it.wanted, names.name(it.item.0), it.day),
        Effect::TakeBack(it) => format!("take back {} of {} on {}", it.quantity, it.ordered, it.day),
        Effect::Unfulfil(id) => format!("{id} does nothing of others any more"),
        Effect::Replace(it) => format!("replace {} of {} on {}", it.quantity, it.ordered, it.day),
        Effect::Reject(it) => format!("reject {} of {} on {}", it.quantity, it.ordered, it.day),
        Effect::WriteLine { line, column, value } => match value {
            Some(documents::Value::Percent(it)) => format!("write {column} {it} on line {line}"),
            Some(documents::Value::Money(it)) => format!("write {column} {it} on line {line}"),
            Some(_) => format!("write {column} on line {line}"),
            None => format!("clear {column} on line {line}"),
        },
        Effect::Append { record, .. } => {
            let text = |name: &str| record.text(name).unwrap_or_default();
            format!("note {} {} -> {}: {}", text("what"), text("before"), text("after"), text("note"))
        }
        Effect::Unwant(it) => format!("unwant {} {} on {}", it.wanted, names.name(it.item.0), it.day),
        Effect::ForgetDemand(id) => format!("forget the demand of {id}"),
        Effect::Paid(it) => format!("paid {} for {} {}", it.price, it.quantity, names.name(it.item.0)),
        Effect::Traded(it) => {
            let side = if it.side == crate::Side::Bought { "bought" } else { "sold" };
            let at = format!("{}@{}", names.name(it.item.0), names.name(it.warehouse.0));
            format!("{side} {} {at} for {} worth {}", it.quantity, it.amount, it.cost)
        }
        Effect::Arrived(it) => format!("arrived after {} days", it.received.days_since(it.ordered)),
        Effect::Make(id, transition) => format!("{transition} {id}"),
        Effect::Credit(Some(it)) => format!("credit {} of {}", it.amount, it.of),
        Effect::Credit(None) => "credit nothing".to_owned(),
        Effect::Order(lines) => format!("order {}", parts(lines)),
        Effect::Pick(lines) => format!("pick {}", parts(lines)),
        Effect::Agree(terms) => {
            let term = |it: &crate::Agreed| {
                let say = |it: Option<String>| it.unwrap_or_else(|| "-".to_owned());
                let (price, ratio) = (it.price.map(|it| it.to_string()), it.ratio.map(|it| it.to_string()));
                format!(
                    "{} of {} at {} for {} %",
                    names.name(it.item.0),
                    names.name(it.supplier.0),
                    say(price),
                    say(ratio)
                )
            };
            format!("agree {}", terms.iter().map(term).collect::<Vec<_>>().join(", "))
        }
        Effect::SetPrices(rules) => format!("prices {}", rules.len()),
        Effect::ExpireAt(at) => format!("expire {} minutes later", at.micros() / 60_000_000),
        Effect::NeverExpire => "never expire".to_owned(),
        Effect::Counted(it) => {
            let at = names.name(it.key.warehouse.0);
            format!("counted {}@{at}, off by {}", names.name(it.key.item.0), it.difference)
        }
        Effect::Write { field, value: Some(_) } => format!("write {field}"),
        Effect::Write { field, value: None } => format!("clear {field}"),
    }
}
