//! What holds for every situation, however strange.

use crate::{
    Arrival, DemandHistory, Elsewhere, OpenClaim, Policy, RecentAverage, Severity, Situation, Suggestion,
    Supply, SupplyClass, outlook, project,
};
use proptest::prelude::*;
use values::{
    ClaimId, CustomerId, Day, DocumentId, Instant, Percent, Quantity, SupplierId, UnitPrice, WarehouseId,
};

const TODAY: Day = Day::from_number(20_779);

fn quantity(most: i64) -> impl Strategy<Value = Quantity> {
    (0..=most).prop_map(Quantity::whole)
}

fn supply() -> impl Strategy<Value = Supply> {
    let class = prop_oneof![Just(SupplyClass::Main), Just(SupplyClass::Backup), Just(SupplyClass::Emergency)];
    let numbers = (0..100_i64, quantity(60), quantity(25), 0..70_u32, quantity(500));
    (1..5_i64, class, numbers, prop::collection::vec(0..90_u32, 0..6)).prop_map(
        |(supplier, class, (ratio, moq, pack, lead_time_days, share_so_far), observed)| Supply {
            supplier: SupplierId(supplier),
            class,
            ratio: Percent::whole(ratio),
            price: Some(UnitPrice::whole(supplier * 3)),
            moq,
            pack,
            lead_time_days,
            observed,
            learned: None,
            share_so_far,
        },
    )
}

fn claim() -> impl Strategy<Value = OpenClaim> {
    let due = prop::option::of((-5..40_i32).prop_map(|it| TODAY.plus_days(it)));
    (1..99_i64, 0..4_u8, due, 1..30_i64, 0..30_i64).prop_map(|(order, level, due, wanted, reserved)| {
        OpenClaim {
            claim: ClaimId { document: DocumentId(order), line: 1 },
            customer: Some(CustomerId(order)),
            level,
            due,
            wanted: Quantity::whole(wanted),
            reserved: Quantity::whole(reserved.min(wanted)),
            since: Instant::from_micros(order),
        }
    })
}

fn situation() -> impl Strategy<Value = Situation> {
    let arrival = (-10..60_i32, 1..300_i64)
        .prop_map(|(day, it)| Arrival { day: TODAY.plus_days(day), quantity: Quantity::whole(it) });
    let elsewhere = (1..4_i64, quantity(400), quantity(9)).prop_map(|(warehouse, available, demand)| {
        Elsewhere { warehouse: WarehouseId(warehouse), available, demand_per_day: demand }
    });
    let day = prop_oneof![3 => Just(Quantity::ZERO), 2 => quantity(9), 1 => quantity(400)];
    (
        prop::collection::vec(day, 0..160),
        0..400_i64,
        prop::collection::vec(arrival, 0..4),
        prop::collection::vec(claim(), 0..4),
        prop::collection::vec(supply(), 0..4),
        prop::collection::vec(elsewhere, 0..3),
    )
        .prop_map(|(days, on_hand, incoming, claims, mut supplies, elsewhere)| {
            supplies.sort_by_key(|it| it.supplier);
            supplies.dedup_by_key(|it| it.supplier);
            Situation {
                today: TODAY,
                history: DemandHistory {
                    start: TODAY.plus_days(-(days.len() as i32)),
                    days,
                    sellable: Vec::new(),
                },
                on_hand: Quantity::whole(on_hand),
                available: Quantity::whole(on_hand),
                incoming,
                claims,
                supplies,
                elsewhere,
                unit_price: Some(UnitPrice::whole(7)),
                policy: Policy::default(),
            }
        })
}

proptest! {
    #[test]
    fn a_purchase_respects_minimum_and_pack(situation in situation()) {
        if let Some(Suggestion::Purchase { supplier, quantity, class, .. }) =
            outlook(&situation, &RecentAverage).suggestion
        {
            let supply = situation.supplies.iter().find(|it| it.supplier == supplier).expect("known");
            prop_assert_eq!(supply.class, class);
            prop_assert!(quantity.is_positive() && quantity >= supply.moq);
            if supply.pack.is_positive() {
                prop_assert_eq!(quantity.raw() % supply.pack.raw(), 0);
            }
        }
    }

    #[test]
    fn a_transfer_takes_only_what_the_other_warehouse_can_spare(situation in situation()) {
        if let Some(Suggestion::Transfer { from, quantity }) = outlook(&situation, &RecentAverage).suggestion {
            let keeps = |it: &Elsewhere| it.demand_per_day.raw() * i64::from(Policy::default().spare_cover_days);
            let can = situation.elsewhere.iter().any(|it| {
                it.warehouse == from && it.available.raw() - keeps(it) >= quantity.raw()
            });
            prop_assert!(quantity.is_positive() && can);
        }
    }

    #[test]
    fn more_stock_is_never_more_urgent(situation in situation(), more in 0..200_i64) {
        let before = outlook(&situation, &RecentAverage);
        let mut richer = situation;
        richer.on_hand = richer.on_hand.plus(Quantity::whole(more));
        richer.available = richer.available.plus(Quantity::whole(more));
        let after = outlook(&richer, &RecentAverage);
        prop_assert!(after.urgency <= before.urgency);
        prop_assert!(after.severity <= before.severity);
        prop_assert!(after.probability <= before.probability);
        prop_assert!(after.money_at_risk <= before.money_at_risk);
    }

    #[test]
    fn the_levels_are_in_order(situation in situation()) {
        let it = outlook(&situation, &RecentAverage);
        prop_assert!(it.safety_stock <= it.reorder_point && it.reorder_point <= it.order_up_to);
    }

    #[test]
    fn the_same_situation_gives_the_same_outlook(situation in situation()) {
        prop_assert_eq!(outlook(&situation, &RecentAverage), outlook(&situation.clone(), &RecentAverage));
    }

    #[test]
    fn the_best_customer_is_named_first_and_only_those_whom_nothing_there_serves(situation in situation()) {
        let it = outlook(&situation, &RecentAverage);
        prop_assert!(it.hurts.is_sorted_by_key(|it| it.level));
        let waiting = it.hurts.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
        let there = situation.available.max(Quantity::ZERO);
        prop_assert_eq!(waiting, it.short.minus(there.min(it.short)));
    }

    #[test]
    fn without_demand_and_claims_all_is_fine(mut situation in situation()) {
        situation.history.days.fill(Quantity::ZERO);
        situation.claims.clear();
        let it = outlook(&situation, &RecentAverage);
        prop_assert_eq!((it.severity, it.suggestion), (Severity::Fine, None));
    }

    #[test]
    fn the_projection_has_its_mean_between_its_bounds(situation in situation()) {
        for day in project(&situation, &RecentAverage, 30) {
            prop_assert!(day.low <= day.high && !day.low.is_negative());
        }
    }

    #[test]
    fn buying_what_is_suggested_ends_the_suggestion(mut situation in situation()) {
        situation.incoming.clear();
        situation.elsewhere.clear();
        situation.supplies.truncate(1);
        if let Some(Suggestion::Purchase { quantity, .. }) = outlook(&situation, &RecentAverage).suggestion {
            situation.on_hand = situation.on_hand.plus(quantity);
            situation.available = situation.available.plus(quantity);
            let after = outlook(&situation, &RecentAverage);
            prop_assert_eq!(after.suggestion, None);
            prop_assert!(after.severity < Severity::Out || after.short.is_positive());
        }
    }
}
