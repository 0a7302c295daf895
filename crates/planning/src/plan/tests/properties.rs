use crate::plan::select::{Choice, fits, greedily, select, worth};
use crate::plan::{
    Action, Bill, Break, Component, Freight, PlanInput, PlanItem, PlanSupply, SupplierTerms, Truck, compare,
    plan, violations,
};
use crate::policies::StockLevels;
use crate::{Arrival, Supply, SupplyClass};
use proptest::prelude::*;
use std::collections::BTreeMap;
use values::{Day, ItemId, Money, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

const TODAY: Day = Day::from_number(20_400);

fn pieces(count: i64) -> Quantity {
    Quantity::whole(count)
}

prop_compose! {
    fn any_supply()(
        class in 0_usize..3,
        ratio in 0_i64..100,
        price in prop::option::of(1_i64..50),
        (moq, pack) in (0_i64..60, 0_i64..24),
        lead in 0_u32..30,
        share in 0_i64..500,
        breaks in prop::collection::vec((1_i64..200, 1_i64..40), 0..2),
        contract in prop::option::of(0_i64..80),
        keep_warm_due: bool,
    ) -> PlanSupply {
        let unit = |it: i64| UnitPrice::from_raw(it * UnitPrice::ONE_RAW);
        PlanSupply {
            supply: Supply {
                supplier: SupplierId(0),
                class: [SupplyClass::Main, SupplyClass::Backup, SupplyClass::Emergency][class],
                ratio: Percent::whole(ratio),
                price: price.map(unit),
                moq: pieces(moq),
                pack: pieces(pack),
                lead_time_days: lead,
                observed: Vec::new(),
                learned: None,
                share_so_far: pieces(share),
            },
            breaks: breaks.into_iter().map(|(from, it)| Break { from: pieces(from), price: unit(it) }).collect(),
            capacity: None,
            contract_left: contract.map(pieces),
            keep_warm_due,
        }
    }
}

prop_compose! {
    fn any_item()(
        available in 0_i64..200,
        owed in prop_oneof![Just(0), 0_i64..60],
        mut steps in prop::collection::vec(0_i64..60, 4),
        is_made_to_order in prop::bool::weighted(0.2),
        demand in 0_i64..20,
        stockout in prop::option::of(0_i32..40),
        incoming in prop::collection::vec((0_i32..30, 1_i64..50), 0..2),
        expiring in prop::collection::vec((-3_i32..30, 1_i64..50), 0..3),
        supplies in prop::collection::vec(any_supply(), 0..4),
        best_customer in prop::option::of(0_u8..5),
        at_risk in prop::option::of(0_i64..10_000),
        volume in 0_i64..4,
    ) -> PlanItem {
        if is_made_to_order {
            steps = vec![0; 4];
        }
        let lot = |&(days, quantity): &(i32, i64)| {
            Arrival { day: TODAY.plus_days(days), quantity: pieces(quantity) }
        };
        let coming = incoming.iter().map(|it| it.1).sum::<i64>();
        let level = |to: usize| pieces(steps[..=to].iter().sum());
        PlanItem {
            item: ItemId(0),
            warehouse: WarehouseId(0),
            available: pieces(available),
            position: pieces(available - owed + coming),
            owed: pieces(owed),
            levels: StockLevels {
                safety_stock: level(0),
                reorder_point: level(1),
                order_up_to: level(2),
                upper_limit: level(3),
            },
            demand_per_day: pieces(demand),
            is_whole: true,
            stockout_day: stockout.map(|it| TODAY.plus_days(it)),
            incoming: incoming.iter().map(lot).collect(),
            expiring: expiring.iter().map(lot).collect(),
            supplies,
            best_customer,
            money_at_risk: at_risk.map(Money::whole),
            volume: pieces(volume),
        }
    }
}

prop_compose! {
    /// Up to five items in up to three warehouses, of four suppliers; item 1 may be made of 2 and 3,
    /// and 2 of 3 and 4.
    fn any_input()(
        items in prop::collection::vec(any_item(), 1..16),
        budget in prop::option::of(0_i64..8_000),
        has_bills: bool,
        has_capacity: bool,
        minimum in prop::option::of(1_i64..3_000),
        freight in prop::option::of((1_i64..100, 1_i64..3_000)),
        truck in prop::option::of((20_i64..300, 0_i64..100)),
    ) -> PlanInput {
        let mut items = items;
        for (at, it) in items.iter_mut().enumerate() {
            it.item = ItemId(1 + at as i64 % 5);
            it.warehouse = WarehouseId(1 + at as i64 / 5 % 3);
            for (supplier, it) in it.supplies.iter_mut().enumerate() {
                it.supply.supplier = SupplierId(1 + supplier as i64);
                // The same in all warehouses: 40 of each item from the first, all wanted from others.
                it.capacity = (supplier == 0 && has_capacity).then_some(pieces(40));
            }
        }
        items.truncate(15);
        let bill = |product: i64, components: &[(i64, i64)]| Bill {
            product: ItemId(product),
            components: components
                .iter()
                .map(|&(item, count)| Component { item: ItemId(item), quantity: pieces(count), per: pieces(1) })
                .collect(),
            lead_time_days: 3,
            lot_min: pieces(5),
            lot: pieces(2),
        };
        let bills = match has_bills {
            true => vec![bill(1, &[(2, 1), (3, 2)]), bill(2, &[(3, 1), (4, 3)])],
            false => Vec::new(),
        };
        let terms = SupplierTerms {
            supplier: SupplierId(1),
            order_value_min: minimum.map(Money::whole),
            freight: freight.map(|(cost, from)| Freight { cost: Money::whole(cost), free_from: Money::whole(from) }),
            truck: truck.map(|(volume, fill)| Truck { volume: pieces(volume), fill_min: Percent::whole(fill) }),
        };
        PlanInput {
            today: TODAY,
            items,
            bills,
            suppliers: vec![terms],
            budget: budget.map(Money::whole),
            holding_per_year: Percent::whole(20),
            names: BTreeMap::new(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_plan_keeps_minimums_packs_capacities_the_budget_and_givers(input in any_input()) {
        let made = plan(&input).expect("no circle");
        prop_assert_eq!(violations(&input, &made), Vec::<String>::new());
        prop_assert!(compare(&made, &made).is_empty());
    }

    #[test]
    fn a_plan_does_not_depend_on_the_order_of_its_input(input in any_input(), turn in 0_usize..16) {
        let mut turned = input.clone();
        let by = turn % turned.items.len();
        turned.items.rotate_left(by);
        turned.bills.reverse();
        turned.items.iter_mut().for_each(|it| {
            it.incoming.reverse();
            it.supplies.reverse();
        });
        prop_assert_eq!(plan(&input).expect("no circle"), plan(&turned).expect("no circle"));
    }

    #[test]
    fn a_line_changes_only_with_its_own_item(input in any_input(), sold in 1_i64..50) {
        let apart = PlanInput { bills: Vec::new(), suppliers: Vec::new(), budget: None, ..input };
        let mut other = apart.clone();
        let touched = other.items[0].item;
        for it in other.items.iter_mut().filter(|it| it.item == touched) {
            it.available = it.available.minus(pieces(sold)).max(Quantity::ZERO);
            it.position = it.position.minus(pieces(sold));
        }
        for it in compare(&plan(&apart).expect("no circle"), &plan(&other).expect("no circle")) {
            let line = it.after.or(it.before).expect("one of them is there");
            prop_assert_eq!(line.item, touched);
        }
    }

    #[test]
    fn what_is_made_to_order_is_planned_for_somebody(input in any_input()) {
        let made = plan(&input).expect("no circle");
        for line in &made.lines {
            let same = |it: &&PlanItem| it.item == line.item && it.warehouse == line.warehouse;
            let it = input.items.iter().find(same).expect("it was planned for");
            let is_kept = it.levels.order_up_to.is_positive();
            let is_component = input.bills.iter().any(|bill| bill.components.iter().any(|of| of.item == it.item));
            if matches!(line.action, Action::Purchase { .. } | Action::Transfer { .. } | Action::Produce { .. }) {
                prop_assert!(is_kept || it.owed.is_positive() || is_component, "{line:?}");
            }
        }
    }

    #[test]
    fn what_is_chosen_fits_and_is_worth_at_least_the_greedy_choice(
        choices in prop::collection::vec((1_i64..1_000, 0_i64..500, 0_i64..300), 1..40),
        limits in (0_i64..3_000, 0_i64..2_000),
    ) {
        let choices: Vec<Choice> =
            choices.into_iter().map(|(benefit, a, b)| Choice { benefit, uses: vec![a, b] }).collect();
        let limits = [limits.0, limits.1];
        let (greedy, best) = (greedily(&choices, &limits), select(&choices, &limits));
        prop_assert!(fits(&choices, &greedy, &limits));
        prop_assert!(fits(&choices, &best, &limits));
        prop_assert!(worth(&choices, &greedy) <= worth(&choices, &best));
    }
}

/// Greedy takes the small one with the better ratio and leaves no room for the large one.
#[test]
fn the_integer_program_finds_what_greedy_misses() {
    let choice = |benefit: i64, uses: i64| Choice { benefit, uses: vec![uses] };
    let choices = [choice(60, 10), choice(500, 100)];
    assert_eq!(greedily(&choices, &[100]), [true, false]);
    assert_eq!(select(&choices, &[100]), [false, true]);
}
