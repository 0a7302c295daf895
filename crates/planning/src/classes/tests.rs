use super::promotions::{Period, Promoted};
use super::*;
use expect_test::expect;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::fmt::Write;

const FIRST: Day = Day::from_number(19_000);

fn item(id: i64, value_per_unit: f64, days: Vec<f64>) -> Item {
    Item { item: ItemId(id), first: FIRST, days, value_per_unit, is_ending: false }
}

/// A small shop: a best seller, a steady item, a spare part, one that ended, one that is new, one
/// that grows, and one never sold.
fn shop() -> Vec<Item> {
    let year = 500;
    let of = |f: &dyn Fn(usize) -> f64| (0..year).map(f).collect::<Vec<f64>>();
    vec![
        item(1, 10.0, of(&|it| 40.0 + (it % 7) as f64)),
        item(2, 3.0, of(&|it| 5.0 + (it % 3) as f64)),
        item(3, 200.0, of(&|it| if it % 61 == 7 { 1.0 + 9.0 * (it % 2) as f64 } else { 0.0 })),
        item(4, 8.0, of(&|it| if it < 300 { 6.0 } else { 0.0 })),
        item(5, 8.0, (0..40).map(|it| f64::from(it % 5)).collect()),
        item(6, 1.0, of(&|it| if it < 410 { 4.0 + (it % 2) as f64 } else { 9.0 + (it % 2) as f64 })),
        item(7, 5.0, vec![0.0; year]),
        Item { is_ending: true, ..item(8, 2.0, of(&|it| 2.0 + (it % 2) as f64)) },
    ]
}

#[test]
fn a_shop_as_people_read_it() {
    let mut text = String::new();
    for it in classify(&shop()) {
        let codes: Vec<&str> = it.explained().iter().map(|it| it.code).collect();
        writeln!(text, "{}: {}", it.item, codes.join(" ")).expect("a string");
    }
    for explained in classify(&shop())[2].explained().iter().chain([&classify(&shop())[5].explained()[4]]) {
        writeln!(text, "{}\n{}", explained.reason.zh, explained.reason.en).expect("a string");
    }
    expect![[r#"
        1: A X smooth hot mature
        2: B X smooth regular mature
        3: B Z lumpy niche mature
        4: B Z intermittent niche ended
        5: C X smooth regular new
        6: C X smooth regular growing
        7: C Z none niche ended
        8: C X smooth regular declining
        一年金额 6600，连同金额更高的商品累计占 94%
        6600 a year; with the items of more value 94% of all
        每四周需求的变异系数 1.68（0.5 以内为 X，1 以内为 Y）
        Four weeks vary by 1.68 of their mean (X up to 0.5, Y up to 1)
        平均每 8.67 周有一次需求（界 1.32），有需求的周量的变异系数平方 0.80（界 0.49）
        Demand every 8.67 weeks (limit 1.32), squared variation of weeks with demand 0.80 (limit 0.49)
        近 90 天日均 0.12，8 个商品中排第 6
        0.12 a day in the last 90 days, number 6 of 8
        近 90 天比去年同期多 0%
        0% more in the last 90 days than in the same days a year before
        近 90 天比去年同期多 111%
        111% more in the last 90 days than in the same days a year before
    "#]]
    .assert_eq(&text);
}

#[test]
fn the_patterns_are_those_of_syntetos_and_boylan() {
    assert_eq!(pattern(false, 1.31, 0.48), Pattern::Smooth);
    assert_eq!(pattern(false, 1.31, 0.49), Pattern::Erratic);
    assert_eq!(pattern(false, 1.32, 0.48), Pattern::Intermittent);
    assert_eq!(pattern(false, 1.32, 0.49), Pattern::Lumpy);
    assert_eq!(pattern(true, 50.0, 0.0), Pattern::None);
}

#[test]
fn a_season_is_no_growth_where_a_year_is_known() {
    // The last 90 days are twice as strong as the 90 before, and were so a year ago.
    let days =
        (0..500).map(|it| if (it + 5) % 365 > 274 || it < 50 { 20.0 } else { 10.0 + f64::from(it % 3) });
    let mut days: Vec<f64> = days.collect();
    for at in 410..500 {
        days[at] = 20.0;
        days[at - 365] = 20.0 + (at % 3) as f64 - 1.0;
    }
    assert_eq!(classify(&[item(1, 1.0, days)])[0].stage, Stage::Mature);
}

#[test]
fn noise_is_no_growth() {
    let mut random = Pcg64Mcg::seed_from_u64(2);
    let mut changed = 0;
    for id in 0..300 {
        let days = (0..500).map(|_| f64::from(random.random_range(0..6_u32))).collect();
        let stage = classify(&[item(id, 1.0, days)])[0].stage;
        changed += u32::from(stage != Stage::Mature);
    }
    // Once in a hundred by chance, of 300; and a fifth more or less besides.
    assert!(changed <= 6, "{changed}");
}

#[test]
fn a_project_order_is_recognised_with_a_trace() {
    let mut days: Vec<f64> = (0..300).map(|it| f64::from(it * 7 % 9)).collect();
    days[150] = 400.0;
    let found = one_offs::recognise(FIRST, &days, |_| false);
    assert_eq!(found.len(), 1);
    expect![[r#"
        2022-06-07 400
        当日 400，是平常有需求日（5）的 80 倍，按一次性订单计，预测只计 8
        400 on that day, 80 times a usual day with demand (5): taken as a one-off order, forecasts read 8"#]]
    .assert_eq(&format!(
        "{} {}\n{}\n{}",
        found[0].day, found[0].quantity, found[0].reason.zh, found[0].reason.en
    ));
    let kept = one_offs::without(FIRST, &days, &found);
    assert_eq!((kept[150], kept[149]), (8.0, days[149]));
    let explained = one_offs::recognise(FIRST, &days, |it| it == FIRST.plus_days(150));
    assert!(explained.is_empty(), "a promotion explains it");
}

#[test]
fn what_comes_every_year_or_often_is_no_one_off() {
    let mut days: Vec<f64> = (0..800).map(|it| f64::from(it * 7 % 9)).collect();
    (days[150], days[512]) = (400.0, 420.0);
    assert!(one_offs::recognise(FIRST, &days, |_| false).is_empty(), "a season");
    let lumpy: Vec<f64> = (0..300).map(|it| if it % 20 == 3 { 300.0 } else { f64::from(it % 3) }).collect();
    assert!(one_offs::recognise(FIRST, &lumpy, |_| false).is_empty(), "how it sells");
    let growing: Vec<f64> = (0..400).map(|it| f64::from(it) / 4.0).collect();
    assert!(one_offs::recognise(FIRST, &growing, |_| false).is_empty(), "growth");
}

/// A tenth off sells 2.5 times 10 % more, in the one category; in the other price does nothing.
fn promoted(random: &mut Pcg64Mcg, item: i64) -> Promoted {
    let category = item % 2;
    let elasticity = if category == 0 { -2.5 } else { 0.0 };
    let period = |at: usize| {
        let price_ratio = if at % 9 == 4 { 0.7 } else { 1.0 };
        let display = if at % 14 == 6 { 1.0 } else { 0.0 };
        let noise = random.random_range(0.85..1.15);
        let level = 200.0 + 2.0 * at as f64;
        let sold = level * f64::powf(price_ratio, elasticity) * (1.0 + 0.6 * display) * noise;
        Period { sold, price_ratio, display }
    };
    Promoted { item, category, periods: (0..100).map(period).collect() }
}

#[test]
fn uplift_is_learned_by_category_and_lent_to_new_items() {
    let mut random = Pcg64Mcg::seed_from_u64(4);
    let past: Vec<Promoted> = (0..10).map(|it| promoted(&mut random, it)).collect();
    let uplift = promotions::learn(&past);
    let slopes = uplift.slopes(0, 0);
    assert!((slopes.price + 2.5).abs() < 0.2 && (slopes.display - 1.6_f64.ln()).abs() < 0.1, "{slopes:?}");
    assert!(uplift.slopes(1, 1).price > -0.2);
    let new = uplift.planned(77, 0, 0.8, 1.0);
    let truly = 0.8_f64.powf(-2.5) * 1.6;
    assert!((new.mean / truly - 1.0).abs() < 0.1, "{new:?} {truly}");
    let none = uplift.planned(0, 0, 1.0, 0.0);
    assert_eq!((none.mean, none.spread), (1.0, 0.0));
    let unseen = promotions::learn(&[]).planned(1, 1, 0.9, 0.0);
    assert!(unseen.mean > 1.0 && unseen.mean < 1.5, "{unseen:?}");
}

fn any_days() -> impl Strategy<Value = Vec<f64>> {
    let day = prop_oneof![
        5 => Just(0.0),
        5 => 0.0..20.0,
        1 => -5.0..0.0,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(1e12),
    ];
    proptest::collection::vec(day, 0..600)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_was_sold_there_are_classes_with_reasons(
        all in proptest::collection::vec((any_days(), -2.0..50.0), 0..8),
    ) {
        let items: Vec<Item> = all.into_iter().enumerate().map(|(at, (days, value))| item(at as i64, value, days)).collect();
        let classes = classify(&items);
        prop_assert_eq!(classes.len(), items.len());
        for (it, item) in classes.iter().zip(&items) {
            prop_assert!((0.0..=1.0).contains(&it.value_share) && it.per_day.is_finite() && it.variation.is_finite());
            prop_assert!(it.explained().iter().all(|it| !it.reason.zh.is_empty() && !it.reason.zh.contains("NaN")));
            for found in one_offs::recognise(FIRST, &item.days, |_| false) {
                prop_assert!(found.kept < found.quantity);
            }
        }
        // More value is never a lower class.
        let mut by_value: Vec<&Classes> = classes.iter().collect();
        by_value.sort_by(|a, b| b.value.total_cmp(&a.value));
        prop_assert!(by_value.windows(2).all(|it| it[0].abc <= it[1].abc));
    }

    #[test]
    fn a_lower_price_never_sells_less(
        rows in proptest::collection::vec((any::<f64>(), 0.1..2.0, 0.0..1.0), 0..60),
        price in 0.2..1.0,
    ) {
        let periods = rows.into_iter().map(|(sold, price_ratio, display)| Period { sold, price_ratio, display }).collect();
        let uplift = promotions::learn(&[Promoted { item: 1, category: 1, periods }]);
        let (lower, usual) = (uplift.planned(1, 1, price, 0.0), uplift.planned(1, 1, 1.0, 0.0));
        prop_assert!(lower.mean.is_finite() && lower.mean >= usual.mean && lower.spread.is_finite());
    }
}
