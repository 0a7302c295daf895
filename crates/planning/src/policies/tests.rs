//! Every folder of `scenarios-policies/` is one item under one policy and the levels expected for it.
//! `UPDATE_EXPECT=1 cargo test -p planning` writes them anew; read the difference.

use super::{
    Conditions, Economics, Effects, Facets, LostCustomer, Override, PolicyKind, PolicyRow, PolicyTable,
    Scope, ServiceTarget, StockLevels, StockPolicy, judge, what_would_change,
};
use crate::{DemandForecast, DemandHistory, DemandModel, Interval, RecentAverage};
use expect_test::expect_file;
use proptest::prelude::*;
use serde::Deserialize;
use std::fmt::Write;
use std::path::Path;
use values::{Day, ItemId, Money, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    today: Day,
    /// Repeated, the last day is yesterday.
    demand: String,
    times: usize,
    lead_times: Vec<u32>,
    #[serde(default = "week")]
    review_days: u32,
    #[serde(default)]
    moq: Option<Quantity>,
    #[serde(default)]
    pack: Option<Quantity>,
    #[serde(default)]
    effects: Effects,
    economics: Option<Economics>,
    shelf_life_days: Option<u32>,
    room: Option<Quantity>,
    policy: StockPolicy,
    #[serde(default)]
    overrides: Vec<Override>,
}

fn week() -> u32 {
    7
}

#[test]
fn every_policy_gives_the_expected_levels() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios-policies");
    let entries = std::fs::read_dir(&folder).expect("the scenarios");
    let mut scenarios: Vec<_> = entries.map(|it| it.expect("a folder").path()).collect();
    scenarios.sort();
    assert!(scenarios.len() >= 12, "scenarios are found");
    for scenario in scenarios {
        let text = std::fs::read_to_string(scenario.join("world.toml")).expect("a world");
        let world: World = toml::from_str(&text).expect("a world");
        expect_file![scenario.join("plan.expect")].assert_eq(&told(&world));
    }
}

fn told(world: &World) -> String {
    let forecast = forecast(&world.demand, world.times);
    let lead_time = Interval::of(world.lead_times.clone());
    let conditions = Conditions {
        demand: &forecast,
        lead_time: &lead_time,
        review_days: world.review_days,
        moq: world.moq.unwrap_or_default(),
        pack: world.pack.unwrap_or_default(),
        effects: world.effects,
        economics: world.economics,
        price_of_stock: None,
        shelf_life_days: world.shelf_life_days,
        room: world.room,
    };
    let judged = judge(&world.policy, &conditions, &world.overrides, world.today);
    let mut text = format!("levels {}\n{}\n{}\n", levels(judged.levels), judged.reason.zh, judged.reason.en);
    for it in &judged.terms {
        writeln!(text, "  {} = {}", it.key, it.value).expect("a string");
    }
    for it in what_would_change(&world.policy, &conditions) {
        writeln!(text, "if {}: {}", it.label.en, levels(it.levels)).expect("a string");
    }
    text
}

fn levels(it: StockLevels) -> String {
    format!("{} / {} / {} / {}", it.safety_stock, it.reorder_point, it.order_up_to, it.upper_limit)
}

fn forecast(pattern: &str, times: usize) -> DemandForecast {
    let pattern: Vec<Quantity> =
        pattern.split_whitespace().map(|it| it.parse().expect("a quantity")).collect();
    let history =
        DemandHistory { start: Day::from_number(20_000), days: pattern.repeat(times), sellable: Vec::new() };
    RecentAverage.forecast(&history, 365)
}

fn row(scope: Scope, safety_days: u32) -> PolicyRow {
    let kind = PolicyKind::DynamicLine { safety_days, cover_days: 7 };
    PolicyRow { scope, policy: StockPolicy { kind, target: ServiceTarget::default() } }
}

#[test]
fn the_most_specific_row_wins() {
    let table = PolicyTable {
        rows: vec![
            row(Scope::default(), 1),
            row(Scope { abc: Some('A'), xyz: Some('X'), ..Scope::default() }, 2),
            row(Scope { category: Some("茶".to_owned()), ..Scope::default() }, 3),
            row(Scope { category: Some("绿茶".to_owned()), ..Scope::default() }, 4),
            row(Scope { supplier: Some(SupplierId(5)), ..Scope::default() }, 5),
            row(Scope { warehouse: Some(WarehouseId(2)), abc: Some('A'), ..Scope::default() }, 6),
            row(Scope { item: Some(ItemId(1)), ..Scope::default() }, 7),
            row(Scope { material_type: Some("raw".to_owned()), ..Scope::default() }, 8),
        ],
    };
    let plain = Facets { abc: Some('C'), xyz: Some('Z'), ..Facets::default() };
    let good = Facets { abc: Some('A'), xyz: Some('X'), ..Facets::default() };
    let raw = Facets { material_type: Some("raw".to_owned()), ..good.clone() };
    let in_both = Facets { category: Some("绿茶".to_owned()), ..raw.clone() };
    let supplied = Facets { supplier: Some(SupplierId(5)), ..in_both.clone() };
    let placed = Facets { warehouse: Some(WarehouseId(2)), ..supplied.clone() };
    let named = Facets { item: Some(ItemId(1)), ..placed.clone() };
    let told = |facets: &Facets| {
        let chosen = table.choose(facets);
        format!("{:?} {}", chosen.row, chosen.reason.en)
    };
    assert_eq!(told(&plain), "Some(0) row 1 (everything)");
    assert_eq!(told(&good), "Some(1) row 2 (ABC A, XYZ X), more specific than 1 other");
    assert_eq!(told(&raw), "Some(7) row 8 (material type), more specific than 2 other");
    assert_eq!(told(&in_both), "Some(3) row 4 (category), more specific than 3 other");
    assert_eq!(told(&supplied), "Some(4) row 5 (supplier), more specific than 4 other");
    assert_eq!(told(&placed), "Some(5) row 6 (warehouse, ABC A), more specific than 5 other");
    assert_eq!(told(&named), "Some(6) row 7 (item), more specific than 6 other");
    let empty = PolicyTable::default().choose(&named);
    assert_eq!((empty.row, empty.policy), (None, StockPolicy::default()));
}

#[test]
fn a_table_survives_being_stored() {
    let table = PolicyTable {
        rows: vec![
            row(Scope { item: Some(ItemId(1)), ..Scope::default() }, 7),
            PolicyRow { scope: Scope::default(), policy: StockPolicy::default() },
        ],
    };
    let text = toml::to_string(&table).expect("a table is written");
    assert_eq!(toml::from_str::<PolicyTable>(&text).expect("and read"), table);
}

fn any_kind() -> impl Strategy<Value = PolicyKind> {
    let days = 0_u32..60;
    let units = (0_i64..500).prop_map(Quantity::whole);
    prop_oneof![
        (units.clone(), prop::option::of(units.clone()))
            .prop_map(|(reorder_point, order_up_to)| PolicyKind::FixedLine { reorder_point, order_up_to }),
        (days.clone(), days.clone())
            .prop_map(|(safety_days, cover_days)| PolicyKind::DynamicLine { safety_days, cover_days }),
        days.clone().prop_map(|review_days| PolicyKind::OrderUpTo { review_days }),
        Just(PolicyKind::MinMax),
        prop::option::of(units).prop_map(|lot| PolicyKind::FixedLot { lot }),
        days.prop_map(|cover_days| PolicyKind::ForecastDriven { cover_days }),
        Just(PolicyKind::MadeToOrder),
        Just(PolicyKind::Emergency),
    ]
}

fn any_target() -> impl Strategy<Value = ServiceTarget> {
    let service = (0_i64..=100).prop_map(Percent::whole);
    prop_oneof![
        service.clone().prop_map(|service| ServiceTarget::Cycle { service }),
        service.prop_map(|service| ServiceTarget::Fill { service }),
        Just(ServiceTarget::Cost),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_four_levels_keep_their_order_and_the_terms_add_up(
        kind in any_kind(),
        target in any_target(),
        days in prop::collection::vec(0_i64..30, 0..60),
        lead in prop::collection::vec(0_u32..90, 1..5),
        (moq, pack) in (0_i64..100, 0_i64..50),
        (season, promotion) in (20_i64..300, 20_i64..300),
        shelf_life_days in prop::option::of(0_u32..90),
        room in prop::option::of(0_i64..300),
        overrides in prop::collection::vec((0_usize..4, 0_i64..300, 0_i32..3), 0..4),
    ) {
        let history = DemandHistory {
            sellable: Vec::new(),
            start: Day::from_number(20_000),
            days: days.into_iter().map(Quantity::whole).collect(),
        };
        let forecast = RecentAverage.forecast(&history, 365);
        let lead_time = Interval::of(lead);
        let economics = Economics {
            unit_cost: "4".parse::<UnitPrice>().expect("a price"),
            margin: "3".parse::<UnitPrice>().expect("a price"),
            holding_per_year: Percent::whole(25),
            order_cost: Money::whole(20),
            lost_customer: Some(LostCustomer {
                chance: Percent::whole(5),
                worth: Money::whole(500),
                units_per_order: Quantity::whole(4),
            }),
        };
        let conditions = Conditions {
            demand: &forecast,
            lead_time: &lead_time,
            review_days: 7,
            moq: Quantity::whole(moq),
            pack: Quantity::whole(pack),
            effects: Effects {
                season: Percent::whole(season),
                promotion: Percent::whole(promotion),
                ..Effects::default()
            },
            economics: Some(economics),
            price_of_stock: None,
            shelf_life_days,
            room: room.map(Quantity::whole),
        };
        let today = Day::from_number(20_100);
        let level = [
            super::Level::SafetyStock,
            super::Level::ReorderPoint,
            super::Level::OrderUpTo,
            super::Level::UpperLimit,
        ];
        let overrides: Vec<Override> = overrides
            .into_iter()
            .map(|(at, units, until)| Override {
                level: level[at],
                quantity: Quantity::whole(units),
                owner: values::UserId(1),
                until: today.plus_days(until - 1),
                why: String::new(),
            })
            .collect();
        let policy = StockPolicy { kind, target };
        let judged = judge(&policy, &conditions, &overrides, today);
        for it in [judged.levels, judged.computed] {
            prop_assert!(!it.safety_stock.is_negative());
            prop_assert!(it.safety_stock <= it.reorder_point, "{it:?}");
            prop_assert!(it.reorder_point <= it.order_up_to, "{it:?}");
            prop_assert!(it.order_up_to <= it.upper_limit, "{it:?}");
        }
        if let Some(room) = conditions.room {
            prop_assert!(judged.computed.upper_limit <= room);
        }
        let value = |key: &str| {
            let found = judged.terms.iter().find(|it| it.key == key);
            found.map_or(Quantity::ZERO, |it| it.value.parse().expect("an amount"))
        };
        let steps = ["expected", "season", "holiday", "promotion", "variation", "supplier"];
        let sum = steps.iter().fold(Quantity::ZERO, |sum, key| sum.plus(value(key)));
        prop_assert_eq!(sum, value("wanted_reorder_point"));
    }

    #[test]
    fn better_service_never_keeps_less(
        days in prop::collection::vec(0_i64..30, 1..60),
        lead in 0_u32..40,
        (low, high) in (0_i64..100, 0_i64..100),
        fill in prop::bool::ANY,
    ) {
        let history = DemandHistory {
            sellable: Vec::new(),
            start: Day::from_number(20_000),
            days: days.into_iter().map(Quantity::whole).collect(),
        };
        let forecast = RecentAverage.forecast(&history, 365);
        let lead_time = Interval::exactly(lead);
        let conditions = Conditions {
            demand: &forecast,
            lead_time: &lead_time,
            review_days: 7,
            moq: Quantity::ZERO,
            pack: Quantity::ZERO,
            effects: Effects::default(),
            economics: None,
            price_of_stock: None,
            shelf_life_days: None,
            room: None,
        };
        let levels = |service: i64| {
            let service = Percent::whole(service);
            let target = if fill { ServiceTarget::Fill { service } } else { ServiceTarget::Cycle { service } };
            let policy = StockPolicy { target, ..StockPolicy::default() };
            judge(&policy, &conditions, &[], Day::from_number(20_100)).levels
        };
        let (less, more) = (levels(low.min(high)), levels(low.max(high)));
        prop_assert!(less.reorder_point <= more.reorder_point);
        prop_assert!(less.order_up_to <= more.order_up_to);
    }
}
