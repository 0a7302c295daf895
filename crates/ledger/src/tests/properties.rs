use crate::*;
use proptest::prelude::*;
use values::{ClaimId, Day, DocumentId, Instant, ItemId, Money, Quantity, WarehouseId};

const TEA: ItemId = ItemId(1);
const MAIN: BalanceKey = BalanceKey { item: TEA, warehouse: WarehouseId(1) };
const TODAY: Day = Day::from_number(20_000);

fn claim_id(line: u32) -> ClaimId {
    ClaimId { document: DocumentId(9), line }
}

fn order(from: Place, to: Place, quantity: Quantity) -> MoveOrder {
    MoveOrder { item: TEA, from, to, lot: None, quantity, day: TODAY, origin: Origin::default() }
}

fn empty() -> Ledger {
    let mut ledger = Ledger::new(Instant::from_micros(0), TODAY);
    ledger.load_balance(MAIN, Balance::default());
    ledger.load_stock(TEA, Stock::default(), Tracking::None);
    ledger.load_lots(MAIN, []);
    ledger
}

fn with_stock(quantity: Quantity) -> Ledger {
    let mut ledger = empty();
    if quantity.is_positive() {
        ledger.receive(order(Place::Supplier, MAIN.place(), quantity), Money::whole(100)).expect("it fits");
    }
    ledger
}

/// From a millionth to a few thousand: where rounding shows.
fn quantities() -> impl Strategy<Value = Quantity> {
    prop_oneof![1_i64..1_000, 1_000_000_i64..5_000_000_000].prop_map(Quantity::from_raw)
}

proptest! {
    #[test]
    fn no_value_is_made_or_lost(
        steps in prop::collection::vec((any::<bool>(), quantities(), 0_i64..1_000_000_000), 1..40)
    ) {
        let mut ledger = empty();
        let (mut came, mut left) = (Money::ZERO, Money::ZERO);
        for (comes, quantity, value) in steps {
            if comes {
                let value = Money::from_raw(value);
                ledger.receive(order(Place::Supplier, MAIN.place(), quantity), value).expect("it fits");
                came = came.plus(value);
            } else if let Ok(value) = ledger.issue(order(MAIN.place(), Place::Scrap, quantity)) {
                prop_assert!(!value.is_negative());
                left = left.plus(value);
            }
            prop_assert_eq!(ledger.stock(TEA).value, came.minus(left));
        }
        let rest = ledger.balance(MAIN).on_hand;
        if rest.is_positive() {
            left = left.plus(ledger.issue(order(MAIN.place(), Place::Scrap, rest)).expect("it is there"));
        }
        prop_assert_eq!(came, left, "when everything has left, all the value has");
        ledger.changes();
    }

    #[test]
    fn an_issue_is_at_the_average_cost_to_the_last_digit(
        quantity in quantities(), part in quantities(), value in 0_i64..1_000_000_000
    ) {
        prop_assume!(part < quantity);
        let mut ledger = empty();
        ledger.receive(order(Place::Supplier, MAIN.place(), quantity), Money::from_raw(value)).expect("it fits");
        let left = ledger.issue(order(MAIN.place(), Place::Scrap, part)).expect("it is there");
        let exact = i128::from(value) * i128::from(part.raw());
        let error = (i128::from(left.raw()) * i128::from(quantity.raw()) - exact).abs();
        prop_assert!(error * 2 <= i128::from(quantity.raw()), "off by more than half of the last digit");
    }

    #[test]
    fn whole_is_required_exactly_when_promising_would_be_short(
        stock in 0_i64..30, wants in prop::collection::vec(1_i64..12, 1..6)
    ) {
        let mut ledger = with_stock(Quantity::whole(stock));
        let wants: Vec<_> =
            (1..).zip(&wants).map(|(line, it)| (claim_id(line), MAIN, Quantity::whole(*it))).collect();
        let verdict = ledger.require_whole(None, &wants);
        let mut short = Vec::new();
        for &(id, key, wanted) in &wants {
            ledger.open_claim(id, key, None, wanted).expect("opens");
            if ledger.promise(id).short.is_positive() {
                short.push(id);
            }
        }
        match verdict {
            Ok(()) => prop_assert!(short.is_empty()),
            Err(Refusal::InsufficientStock { lines }) => {
                let named: Vec<_> = lines.iter().filter_map(|it| it.claim).collect();
                prop_assert_eq!(named, short, "every short line, and no other");
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn promising_twice_is_promising_once(stock in quantities(), wanted in quantities()) {
        let mut ledger = with_stock(stock);
        ledger.open_claim(claim_id(1), MAIN, None, wanted).expect("opens");
        let first = ledger.promise(claim_id(1));
        let changes = ledger.changes();
        prop_assert_eq!(first.promised, wanted.min(stock));
        prop_assert_eq!(first.promised.plus(first.short), wanted);
        prop_assert_eq!(ledger.promise(claim_id(1)), first);
        ledger.open_claim(claim_id(1), MAIN, None, wanted).expect("it is the same");
        prop_assert_eq!(ledger.changes(), changes);
    }

    #[test]
    fn a_count_ends_with_what_was_counted_and_what_moved_since(
        stock in 1_i64..40, moved in -20_i64..20, counted in 0_i64..60,
        wants in prop::collection::vec(1_i64..10, 0..6), held in 0_i64..6,
    ) {
        let [stock, moved, counted, held] = [stock, moved, counted, held].map(Quantity::whole);
        prop_assume!(moved <= stock);
        let mut ledger = with_stock(stock);
        if held.is_positive() && held <= stock {
            let (key, reason, origin) = (MAIN, "check".to_owned(), Origin::default());
            let (lot, owner, expires) = (None, values::UserId(1), None);
            let hold = Hold { id: 1, key, lot, quantity: held, reason, owner, expires, origin };
            ledger.hold(hold).expect("it is available");
        }
        for (line, wanted) in (1..).zip(wants) {
            ledger.open_claim(claim_id(line), MAIN, None, Quantity::whole(wanted)).expect("opens");
            ledger.promise(claim_id(line));
        }
        let before = ledger.balance(MAIN);
        let unchanged = ledger.changes();
        let result = ledger.count(MAIN, None, counted, moved, TODAY, Origin::default());
        let now = ledger.balance(MAIN);
        match result {
            Ok(it) => {
                prop_assert_eq!(now.on_hand, counted.plus(moved));
                prop_assert_eq!(it.expected.plus(it.difference), counted);
                let taken = it.unpromised.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
                let too_much = before.reserved.plus(before.held).minus(now.on_hand);
                prop_assert_eq!(taken, too_much.max(Quantity::ZERO), "no more than must be");
                let lines: Vec<_> = it.unpromised.iter().map(|it| it.0.line).collect();
                prop_assert!(lines.is_sorted_by(|a, b| a > b), "the youngest first: {:?}", lines);
            }
            Err(Refusal::HoldsDoNotFit { .. }) => prop_assert!(counted.plus(moved) < before.held),
            Err(Refusal::CountBelowMoves { .. }) => prop_assert!(counted.plus(moved).is_negative()),
            Err(other) => prop_assert!(false, "{other}"),
        }
        if now == before {
            prop_assert_eq!(ledger.changes(), unchanged);
        }
    }

    #[test]
    fn a_proposal_adds_up_and_takes_the_first_to_expire(
        lots in prop::collection::btree_map("[A-E]", (0_i64..9, prop::option::of(-5_i32..5)), 0..5),
        without_lot in 0_i64..5, wanted in 1_i64..40,
    ) {
        let mut ledger = Ledger::new(Instant::from_micros(0), TODAY);
        let total: i64 = without_lot + lots.values().map(|it| it.0).sum::<i64>();
        let on_hand = Quantity::whole(total);
        ledger.load_balance(MAIN, Balance { on_hand, ..Balance::default() });
        ledger.load_stock(TEA, Stock { on_hand, ..Stock::default() }, Tracking::Lot);
        ledger.load_lots(MAIN, lots.iter().map(|(code, (quantity, expiry))| {
            let expiry = expiry.map(|it| TODAY.plus_days(it));
            (code.clone(), LotBalance { on_hand: Quantity::whole(*quantity), expiry })
        }));
        let proposal = ledger.propose_lots(MAIN, Quantity::whole(wanted));

        let sum = proposal.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        prop_assert_eq!(sum, Quantity::whole(wanted));
        let mut ends = Vec::new();
        for (at, (lot, quantity)) in proposal.iter().enumerate() {
            prop_assert!(quantity.is_positive());
            let Some(lot) = lot else {
                prop_assert_eq!(at, proposal.len() - 1, "what is in no lot comes last");
                continue;
            };
            let it = ledger.lot(MAIN, lot);
            prop_assert!(*quantity <= it.on_hand && !it.is_expired(TODAY));
            ends.push(it.expiry.unwrap_or(Day::from_number(i32::MAX)));
        }
        prop_assert!(ends.is_sorted());
        if proposal.last().is_some_and(|it| it.0.is_none()) {
            let good = lots.values().filter(|it| it.0 > 0 && it.1.is_none_or(|it| it >= 0)).count();
            prop_assert_eq!(ends.len(), good, "no good lot is left out");
        }
    }

    #[test]
    fn a_place_survives_its_code(id in 1_i64..) {
        let place = Place::Storage(WarehouseId(id));
        prop_assert_eq!(Place::from_code(place.code()), Some(place));
    }

    #[test]
    fn a_changed_claim_keeps_what_it_may_and_gives_the_rest_back(
        stock in (0_i64..20, 0_i64..20),
        steps in prop::collection::vec((1_u32..4, any::<bool>(), 0_i64..12, any::<bool>()), 1..30),
    ) {
        let mut ledger = Ledger::new(Instant::from_micros(0), TODAY);
        let east = BalanceKey { item: TEA, warehouse: WarehouseId(2) };
        for (key, count) in [(MAIN, stock.0), (east, stock.1)] {
            let on_hand = Quantity::from_raw(count * 1_000_000);
            ledger.load_balance(key, Balance { on_hand, ..Balance::default() });
        }
        for (line, at_main, count, then_promise) in steps {
            let (id, key) = (claim_id(line), if at_main { MAIN } else { east });
            let wanted = Quantity::from_raw(count * 1_000_000);
            let before = ledger.claim(id).cloned();
            ledger.change_claim(id, key, None, wanted).expect("it fits");
            let promised = ledger.claim(id).map_or(Quantity::ZERO, |it| it.reserved);
            let kept = before.filter(|it| it.key == key).map_or(Quantity::ZERO, |it| it.reserved.min(wanted));
            prop_assert_eq!(promised, kept);
            prop_assert_eq!(ledger.claim(id).map(|it| (it.key, it.wanted)), (count > 0).then_some((key, wanted)));
            if then_promise && count > 0 {
                ledger.promise(id);
            }
            ledger.changes(); // Everything is accounted for.
        }
    }
}
