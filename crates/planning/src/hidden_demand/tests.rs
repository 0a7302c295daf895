use super::*;
use expect_test::expect;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::fmt::Write;

const FIRST: Day = Day::from_number(20_000);

fn daily(days: &[(f32, f32)]) -> Sales {
    let seen = days.iter().map(|&(sold, sellable)| ShareOfDay { sold, sellable }).collect();
    Sales { category: 1, first: FIRST, seen: Seen::Days(seen), lift: Vec::new() }
}

/// Open from 8 to 20, most of it sold in the evening; `closed` says from which hour it was out.
fn hourly(days: &[(f32, usize)]) -> Sales {
    let day = |&(wanted, out_from): &(f32, usize)| {
        let mut it = HoursOfDay { sold: [0.0; 24], sellable: [0.0; 24] };
        for hour in (8..20).filter(|it| *it < out_from) {
            it.sellable[hour] = 1.0;
            // A quarter in the nine hours until 17, three quarters in the three hours after.
            it.sold[hour] = if hour < 17 { wanted / 36.0 } else { wanted / 4.0 };
        }
        it
    };
    Sales { category: 1, first: FIRST, seen: Seen::Hours(days.iter().map(day).collect()), lift: Vec::new() }
}

fn repaired(sales: &Sales, reading: Reading) -> Vec<Repaired> {
    learn(std::slice::from_ref(sales), 1).repair(sales, reading)
}

fn means(sales: &Sales, reading: Reading) -> Vec<f64> {
    repaired(sales, reading).iter().map(|it| it.mean).collect()
}

/// Purchases of one unit, at random, of a level that the weekday moves.
fn purchases(level: f64, random: &mut Pcg64Mcg) -> f64 {
    let (mut left, mut count) = ((-level).exp(), 0.0);
    let mut sum = left;
    let at: f64 = random.random_range(0.0..1.0);
    while sum < at && count < 1_000.0 {
        count += 1.0;
        left *= level / count;
        sum += left;
    }
    count
}

#[test]
fn a_week_as_people_read_it() {
    let mut days = [(36.0, 24); 28];
    days[10].1 = 17;
    days[11].1 = 12;
    days[12].1 = 0;
    let mut text = String::new();
    let sales = hourly(&days);
    for it in &repaired(&sales, Reading::Afterwards)[9..14] {
        let (sold, sellable, mean) = (it.sold, it.sellable, it.mean);
        let (low, high) = (it.quantile(0.1), it.quantile(0.9));
        writeln!(text, "sold {sold:5.2} of a day {sellable:.3} wanted {mean:5.2}, {low:5.2} to {high:5.2}")
            .expect("a string");
    }
    expect![[r#"
        sold 36.00 of a day 1.000 wanted 36.00, 36.00 to 36.00
        sold  9.00 of a day 0.250 wanted 35.99, 29.49 to 42.93
        sold  4.00 of a day 0.111 wanted 35.99, 28.00 to 44.55
        sold  0.00 of a day 0.000 wanted 36.00, 26.42 to 46.32
        sold 36.00 of a day 1.000 wanted 36.00, 36.00 to 36.00
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_was_never_out_stays_as_sold() {
    let days: Vec<(f32, f32)> = (0..60).map(|it| ((it * 7 % 5) as f32, 1.0)).collect();
    for (day, it) in days.iter().zip(repaired(&daily(&days), Reading::Afterwards)) {
        assert_eq!((it.mean, it.variance), (f64::from(day.0), 0.0));
    }
}

#[test]
fn a_sale_in_a_moment_of_stock_is_not_scaled_up() {
    let mut days = [(4.0, 1.0); 60];
    days[30] = (4.0, 0.01);
    let it = repaired(&daily(&days), Reading::Afterwards)[30];
    assert!(it.mean > 4.0 && it.mean < 14.0, "{it:?}");
}

#[test]
fn a_long_stockout_falls_back_to_the_average_and_does_not_grow() {
    // Rising before it ran out: nobody knows that it went on rising.
    let days: Vec<(f32, f32)> =
        (0..200).map(|it| if it < 80 { (2.0 + it as f32 / 10.0, 1.0) } else { (0.0, 0.0) }).collect();
    let live = means(&daily(&days), Reading::Live);
    let average = (0..80).map(|it| 2.0 + f64::from(it) / 10.0).sum::<f64>() / 80.0;
    assert!(live[81] > average, "the day after it is still as before");
    assert!((live[199] - average).abs() < 0.6, "{} {average}", live[199]);
    assert!(live[80..].iter().all(|it| *it < 11.0), "never above what was ever sold");
}

#[test]
fn live_never_looks_ahead() {
    let mut days: Vec<(f32, f32)> =
        (0..60).map(|it| ((it * 3 % 7) as f32, if it % 9 == 4 { 0.4 } else { 1.0 })).collect();
    let learned = learn(&[daily(&days)], 1);
    let before = learned.repair(&daily(&days[..40]), Reading::Live);
    days[40..].fill((50.0, 1.0));
    let after = learned.repair(&daily(&days), Reading::Live);
    for (at, (before, after)) in before.iter().zip(&after).enumerate() {
        // How large purchases are is read from all that is given; the level is not.
        assert_eq!((before.sold, before.sellable), (after.sold, after.sellable), "day {at}");
    }
}

#[test]
fn a_promotion_known_is_expected_on_its_days() {
    let mut days = [(4.0, 1.0); 40];
    days[20] = (0.0, 0.0);
    let plain = daily(&days);
    let lift = (0..40).map(|it| if it == 20 { 2.0 } else { 1.0 }).collect();
    let promoted = Sales { lift, ..plain.clone() };
    let ratio = means(&promoted, Reading::Afterwards)[20] / means(&plain, Reading::Afterwards)[20];
    assert!((ratio - 2.0).abs() < 0.05, "{ratio}");
}

#[test]
fn a_good_day_of_the_category_is_a_good_day_of_its_items() {
    let mut all: Vec<Sales> = Vec::new();
    for item in 0..20 {
        let mut days: Vec<(f32, f32)> =
            (0..40).map(|it| (10.0 + (it * 3 + item) as f32 % 5.0, 1.0)).collect();
        days[20].0 *= 3.0;
        if item == 0 {
            days[20] = (0.0, 0.0);
        }
        all.push(daily(&days));
    }
    let learned = learn(&all, 1);
    let it = learned.repair(&all[0], Reading::Afterwards);
    assert!(it[20].mean > 20.0, "{:?}", it[20]);
}

/// The noise of the draw: 3,600 hidden days of about six sales differ in their sum by about 0.7 %.
#[test]
fn hidden_demand_is_found_again() {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let (mut all, mut truths) = (Vec::new(), Vec::new());
    for item in 0..60 {
        let level = 2.0 + f64::from(item % 9);
        let (mut days, mut truth) = (Vec::new(), Vec::new());
        for at in 0..120 {
            let weekday = if at % 7 > 4 { 1.5 } else { 0.8 };
            let shown = if at % 2 == 0 { 1.0 } else { random.random_range(0.0..0.9) };
            let served = purchases(level * weekday * shown, &mut random);
            truth.push(served + purchases(level * weekday * (1.0 - shown), &mut random));
            days.push((served as f32, shown as f32));
        }
        all.push(daily(&days));
        truths.push(truth);
    }
    let learned = learn(&all, 1);
    let (mut difference, mut sum, mut sold, mut within, mut count) = (0.0, 0.0, 0.0, 0, 0);
    for (sales, truth) in all.iter().zip(&truths) {
        for (at, it) in
            learned.repair(sales, Reading::Afterwards).iter().enumerate().filter(|it| it.0 % 2 == 1)
        {
            difference += it.mean - truth[at];
            sum += truth[at];
            sold += it.sold;
            within += u32::from(truth[at] <= it.quantile(0.9));
            count += 1;
        }
    }
    assert!((difference / sum).abs() < 0.02, "bias {}", difference / sum);
    assert!(sold < 0.6 * sum, "and much was hidden");
    let covered = f64::from(within) / f64::from(count);
    assert!((0.88..0.96).contains(&covered), "the 90 % quantile holds {covered}");
}

#[test]
fn learned_survives_being_stored() {
    let sales = hourly(&[(36.0, 24), (36.0, 15), (24.0, 24), (30.0, 24)]);
    let learned = learn(std::slice::from_ref(&sales), 1);
    let stored = toml::to_string(&learned).expect("it can be written");
    let read: Learned = toml::from_str(&stored).expect("it can be read");
    assert_eq!(read.repair(&sales, Reading::Live), learned.repair(&sales, Reading::Live));
}

fn any_number() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => 0.0..40.0_f32,
        2 => Just(0.0),
        1 => -5.0..2.0_f32,
        1 => Just(f32::NAN),
        1 => Just(f32::INFINITY),
        1 => Just(3e30),
    ]
}

fn any_sales() -> impl Strategy<Value = Sales> {
    let share = || prop_oneof![3 => Just(1.0_f32), 2 => 0.0..1.0_f32, 1 => Just(0.0), 1 => Just(f32::NAN)];
    let days = proptest::collection::vec((any_number(), share()), 0..80);
    let hour = (proptest::array::uniform24(any_number()), proptest::array::uniform24(share()));
    let hours =
        proptest::collection::vec(hour.prop_map(|(sold, sellable)| HoursOfDay { sold, sellable }), 0..30);
    let seen = prop_oneof![
        days.prop_map(|it| Seen::Days(
            it.into_iter().map(|(sold, sellable)| ShareOfDay { sold, sellable }).collect()
        )),
        hours.prop_map(Seen::Hours),
    ];
    let lift = proptest::collection::vec(any_number(), 0..50);
    (0..3i64, -40..40i32, seen, lift).prop_map(|(category, at, seen, lift)| Sales {
        category,
        first: FIRST.plus_days(at),
        seen,
        lift,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_was_seen_what_was_wanted_is_no_less_than_sold(
        all in proptest::collection::vec(any_sales(), 0..6),
        stranger in any_sales(),
    ) {
        let learned = learn(&all, 3);
        for sales in all.iter().chain([&stranger]) {
            for reading in [Reading::Afterwards, Reading::Live] {
                for it in learned.repair(sales, reading) {
                    prop_assert!(it.mean.is_finite() && it.mean >= it.sold && it.sold >= 0.0, "{it:?}");
                    prop_assert!(it.variance.is_finite() && it.variance >= 0.0, "{it:?}");
                    prop_assert!((0.0..=1.0).contains(&it.sellable), "{it:?}");
                    let quantiles = [0.05, 0.5, 0.9, 0.99].map(|level| it.quantile(level));
                    prop_assert!(quantiles.is_sorted() && quantiles[0] >= it.sold, "{it:?} {quantiles:?}");
                }
            }
        }
    }
}
