use super::*;
use expect_test::expect;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::fmt::Write;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn known_holidays_fall_on_their_days() {
    for spring in
        ["2000-02-05", "2008-02-07", "2015-02-19", "2020-01-25", "2024-02-10", "2025-01-29", "2026-02-17"]
    {
        assert_eq!(day_of(day(spring).year(), 1, 1), Some(day(spring)));
    }
    for spring in
        ["2027-02-06", "2028-01-26", "2029-02-13", "2033-01-31", "2034-02-19", "2040-02-12", "2050-01-23"]
    {
        assert_eq!(day_of(day(spring).year(), 1, 1), Some(day(spring)));
    }
    for autumn in
        ["2017-10-04", "2020-10-01", "2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2033-09-08"]
    {
        assert_eq!(day_of(day(autumn).year(), 8, 15), Some(day(autumn)));
    }
    for dragon in ["2012-06-23", "2020-06-25", "2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19"] {
        assert_eq!(day_of(day(dragon).year(), 5, 5), Some(day(dragon)));
    }
    for bright in ["2023-04-05", "2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05"] {
        assert_eq!(qingming(day(bright).year()), Some(day(bright)));
    }
    assert_eq!(day_of(1999, 1, 1), None);
    assert_eq!(day_of(2051, 1, 1), None);
    assert_eq!(day_of(2025, 13, 1), None);
    assert_eq!(day_of(2025, 2, 30), None, "a month of 29 days");
}

const J2000: f64 = 2_451_545.0;
/// 1970-01-01T00:00 as a Julian date.
const EPOCH: f64 = 2_440_587.5;
/// Terrestrial minus universal time, in days: 64 s in 2000, about 90 s in 2050.
const CLOCK: f64 = 75.0 / 86_400.0;
const BEIJING: f64 = 8.0 / 24.0;

/// The new moon of number `k` since 2000 in terrestrial time, to about a minute (Meeus,
/// Astronomical Algorithms, chapter 49, its larger terms).
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let mean = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t * t;
    let e = 1.0 - 0.002_516 * t;
    let sun = (2.5534 + 29.105_356_7 * k).to_radians();
    let moon = (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians();
    let latitude = (160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t).to_radians();
    let node = (124.7746 - 1.563_755_88 * k).to_radians();
    mean - 0.407_20 * moon.sin()
        + 0.172_41 * e * sun.sin()
        + 0.016_08 * (2.0 * moon).sin()
        + 0.010_39 * (2.0 * latitude).sin()
        + 0.007_39 * e * (moon - sun).sin()
        - 0.005_14 * e * (moon + sun).sin()
        + 0.002_08 * e * e * (2.0 * sun).sin()
        - 0.001_11 * (moon - 2.0 * latitude).sin()
        - 0.000_57 * (moon + 2.0 * latitude).sin()
        + 0.000_56 * e * (2.0 * moon + sun).sin()
        - 0.000_42 * (3.0 * moon).sin()
        + 0.000_42 * e * (sun + 2.0 * latitude).sin()
        + 0.000_38 * e * (sun - 2.0 * latitude).sin()
        - 0.000_24 * e * (2.0 * moon - sun).sin()
        - 0.000_17 * node.sin()
        + 0.000_33 * (299.77 + 0.107_408 * k - 0.009_173 * t * t).to_radians().sin()
}

/// The apparent longitude of the sun in degrees, to 0.01° (Meeus, chapter 25): a quarter of an hour.
fn sun(julian: f64) -> f64 {
    let t = (julian - J2000) / 36_525.0;
    let anomaly = (357.529_11 + 35_999.050_29 * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t) * anomaly.sin()
        + 0.019_993 * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    (280.466_46 + 36_000.769_83 * t + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// Midnight in Beijing at the beginning of a day, in terrestrial time.
fn midnight(day: Day) -> f64 {
    EPOCH + f64::from(day.number()) - BEIJING + CLOCK
}

#[test]
fn every_lunar_month_begins_on_the_day_of_the_new_moon() {
    const MINUTES: f64 = 3.0 / 1440.0;
    let mut close = Vec::new();
    for month in months() {
        let k = ((midnight(month.first) - 2_451_550.1) / 29.530_588_861).round();
        // The new moon of the month lies on its first day in Beijing.
        let moon = new_moon(k);
        let at = moon - midnight(month.first);
        if (-MINUTES..MINUTES).contains(&at) || (-MINUTES..MINUTES).contains(&(at - 1.0)) {
            close.push(month.first.to_string());
            continue;
        }
        assert!((0.0..1.0).contains(&at), "{month:?}: the new moon is {at} days after midnight");
    }
    assert!(close.len() <= 3, "too close to midnight to tell: {close:?}");
    assert!(months().windows(2).all(|it| it[1].first.days_since(it[0].first) == it[0].days));
    assert_eq!(months().len(), 51 * 12 + 19, "nineteen leap months");
}

#[test]
fn leap_months_are_those_without_a_principal_term() {
    // The sun passes a multiple of 30° in every month but the leap ones; 2033 to 2034 is the
    // famous exception, where months without a term follow each other around one with two.
    const TWENTY_MINUTES: f64 = 20.0 / 1440.0;
    for month in months().into_iter().filter(|it| it.year != 2033 && (it.year, it.month) != (2034, 1)) {
        let sign = |at: f64| (sun(at) / 30.0).floor();
        let (from, to) = (midnight(month.first), midnight(month.first.plus_days(month.days)));
        let sharp = |at: f64| sign(at - TWENTY_MINUTES) == sign(at + TWENTY_MINUTES);
        if sharp(from) && sharp(to) {
            assert_eq!(sign(from) == sign(to), month.is_leap, "{month:?}");
        }
    }
    let leap: Vec<(i16, u8)> =
        months().iter().filter(|it| it.is_leap).map(|it| (it.year, it.month)).collect();
    assert!(leap.contains(&(2020, 4)) && leap.contains(&(2023, 2)) && leap.contains(&(2025, 6)));
    assert!(leap.contains(&(2033, 11)));
}

#[test]
fn qingming_is_when_the_sun_is_at_fifteen_degrees() {
    for year in YEARS {
        let day = qingming(year).expect("tabled");
        let (from, to) = (sun(midnight(day)), sun(midnight(day.plus_days(1))));
        // A hundredth of a degree is what the sun is known to.
        assert!(from < 15.01 && to > 14.99, "{year}: {from} to {to}");
    }
}

#[test]
fn a_year_as_people_read_it() {
    let mut text = String::new();
    for it in Calendar::default().occurrences(day("2025-01-01"), day("2025-12-31")) {
        if it.event != Event::MonthEnd {
            writeln!(text, "{} {} {} {}", it.first, it.last, it.event.name().zh, it.event.name().en)
                .expect("a string");
        }
    }
    writeln!(text, "free:").expect("a string");
    for it in Calendar::usual_breaks(day("2025-01-02"), day("2025-12-31")) {
        writeln!(text, "{} {} {}", it.first, it.last, it.event.name().zh).expect("a string");
    }
    expect![[r#"
        2025-01-01 2025-01-01 元旦 New Year
        2025-01-28 2025-02-03 春节 Spring Festival
        2025-02-12 2025-02-12 元宵节 Lantern Festival
        2025-03-08 2025-03-08 妇女节 Women's Day
        2025-04-04 2025-04-04 清明节 Qingming
        2025-05-01 2025-05-05 劳动节 Labour Day
        2025-05-31 2025-05-31 端午节 Dragon Boat Festival
        2025-06-16 2025-06-18 618 618
        2025-08-29 2025-08-29 七夕 Qixi
        2025-10-01 2025-10-07 国庆节 National Day
        2025-10-06 2025-10-06 中秋节 Mid-Autumn Festival
        2025-11-11 2025-11-11 双11 Double 11
        2025-12-12 2025-12-12 双12 Double 12
        free:
        2025-01-28 2025-02-04 春节
        2025-04-04 2025-04-06 清明节
        2025-05-01 2025-05-05 劳动节
        2025-05-31 2025-06-02 端午节
        2025-10-01 2025-10-08 国庆节
        2025-10-04 2025-10-06 中秋节
    "#]]
    .assert_eq(&text);
}

#[test]
fn phases_count_to_the_nearest_event() {
    let calendar = Calendar::default();
    let phase = |text: &str| calendar.phases(day(text), day(text)).remove(0);
    assert_eq!(phase("2025-01-14"), Some((Event::SpringFestival, Phase::Before(14))));
    assert_eq!(phase("2025-01-28"), Some((Event::SpringFestival, Phase::During(0))));
    assert_eq!(phase("2025-02-04"), Some((Event::SpringFestival, Phase::After(1))));
    assert_eq!(phase("2025-02-12"), Some((Event::Lantern, Phase::During(0))));
    assert_eq!(phase("2025-11-08"), Some((Event::DoubleEleven, Phase::Before(3))));
    assert_eq!(phase("2025-07-31"), Some((Event::MonthEnd, Phase::During(0))));
    assert_eq!(phase("2025-07-15"), None);
}

#[test]
fn working_days_follow_the_company() {
    let own = |kind: OwnKind, first: &str, last: &str| OwnEvent {
        key: "own".to_owned(),
        name: Sentence::default(),
        kind,
        first: day(first),
        last: day(last),
    };
    let calendar = Calendar::new(vec![
        own(OwnKind::Working, "2025-02-08", "2025-02-08"),
        own(OwnKind::Closed, "2025-02-05", "2025-02-07"),
        own(OwnKind::Closed, "2025-03-07", "2025-03-01"),
    ]);
    let works = |text: &str| calendar.is_working_day(day(text));
    assert!(works("2025-02-08"), "a Saturday that makes up");
    assert!(!works("2025-02-05") && !works("2025-01-30") && !works("2025-10-08") && !works("2025-02-15"));
    let closed = calendar.closed(day("2025-01-01"), day("2025-06-30"));
    let spans: Vec<String> = closed.iter().map(|it| format!("{} {}", it.first, it.last)).collect();
    assert_eq!(spans, ["2025-01-28 2025-02-04", "2025-02-05 2025-02-07"]);
    assert!(works("2025-02-10") && works("2025-03-03"), "what ends before it begins is no event");
}

/// Two years and a half in which Double 11 triples demand, and before Spring Festival half more is
/// wanted and after it half less.
fn shops(random: &mut Pcg64Mcg, items: i64) -> Vec<Demand> {
    let first = day("2022-06-01");
    let phases = Calendar::default().phases(first, first.plus_days(930));
    let of_item = |item: i64| {
        let level = 20.0 + item as f64;
        let of_day = |(at, phase): (usize, &Option<(Event, Phase)>)| {
            let factor = match phase {
                Some((Event::DoubleEleven, Phase::During(_))) => 3.0,
                Some((Event::SpringFestival, Phase::Before(_))) => 1.5,
                Some((Event::SpringFestival, Phase::During(_) | Phase::After(_))) => 0.5,
                _ => 1.0,
            };
            let weekday = if at % 7 < 2 { 1.3 } else { 0.9 };
            level * factor * weekday * random.random_range(0.7..1.3)
        };
        Demand { item, category: item % 2, first, days: phases.iter().enumerate().map(of_day).collect() }
    };
    (0..items).map(of_item).collect()
}

#[test]
fn effects_are_learned_by_phase() {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let calendar = Calendar::default();
    let effects = learn(&shops(&mut random, 8), &calendar);
    let of = |from: &str, to: &str| effects.factor(&calendar, 1, 1, day(from), day(to));
    let double = of("2025-11-11", "2025-11-11");
    assert!((double.mean - 3.0).abs() < 0.3, "{double:?}");
    // Spring Festival is on another date that year than in any year learned from.
    let before = of("2026-02-04", "2026-02-13");
    assert!((before.mean - 1.5).abs() < 0.12, "{before:?}");
    let after = of("2026-02-16", "2026-02-22");
    assert!((after.mean - 0.5).abs() < 0.08, "{after:?}");
    let quiet = of("2025-07-08", "2025-07-20");
    assert_eq!((quiet.mean, quiet.spread), (1.0, 0.0));
    assert!(double.spread > 0.0 && effects.seen(&Event::DoubleEleven) >= 2);
    expect![[r#"
        受春节影响，比平日高 50%。
        50% more than on normal days, because of Spring Festival.
        与平日相当。"#]]
    .assert_eq(&format!("{}\n{}\n{}", before.reason.zh, before.reason.en, quiet.reason.zh));
}

#[test]
fn an_item_without_history_has_the_effect_of_its_category() {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let calendar = Calendar::default();
    let effects = learn(&shops(&mut random, 8), &calendar);
    let new = effects.factor(&calendar, 99, 1, day("2025-11-11"), day("2025-11-11"));
    assert!(new.mean > 2.5, "{new:?}");
    let stranger = effects.factor(&calendar, 99, 77, day("2025-11-11"), day("2025-11-11"));
    assert!(stranger.mean > 2.5, "{stranger:?}");
}

#[test]
fn an_item_may_differ_from_its_category() {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let calendar = Calendar::default();
    let mut shops = shops(&mut random, 8);
    for (at, sold) in shops[0].days.iter_mut().enumerate() {
        *sold = 50.0 + (at % 7) as f64;
    }
    let effects = learn(&shops, &calendar);
    let of = |item| effects.factor(&calendar, item, 0, day("2025-01-28"), day("2025-02-03")).mean;
    assert!(of(0) > 0.8 && of(2) < 0.65, "{} {}", of(0), of(2));
}

#[test]
fn what_was_never_seen_changes_nothing() {
    let calendar = Calendar::default();
    let effects = learn(&[], &calendar);
    let it = effects.factor(&calendar, 1, 1, day("2025-11-01"), day("2025-11-20"));
    assert_eq!((it.mean, it.spread), (1.0, 0.0));
    let none = effects.factor(&calendar, 1, 1, day("2025-11-20"), day("2025-11-01"));
    assert_eq!(none.mean, 1.0);
}

#[test]
fn an_event_of_the_company_is_learned_like_any_other() {
    let first = day("2023-01-01");
    let own = |text: &str| OwnEvent {
        key: "anniversary".to_owned(),
        name: Sentence { zh: "店庆".to_owned(), en: "Anniversary".to_owned() },
        kind: OwnKind::Demand,
        first: day(text),
        last: day(text).plus_days(2),
    };
    let calendar = Calendar::new(vec![own("2023-08-20"), own("2024-08-18"), own("2025-08-15")]);
    let sale = |at: i32| {
        [day("2023-08-20"), day("2024-08-18")]
            .iter()
            .any(|it| (0..3).contains(&first.plus_days(at).days_since(*it)))
    };
    let days = (0..730).map(|at| if sale(at) { 100.0 } else { 48.0 + f64::from(at % 5) }).collect();
    let effects = learn(&[Demand { item: 1, category: 1, first, days }], &calendar);
    let it = effects.factor(&calendar, 1, 1, day("2025-08-15"), day("2025-08-17"));
    assert!((1.7..2.1).contains(&it.mean), "{it:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_history_gives_a_factor_that_is_a_number(
        from in 5_000..40_000i32,
        days in proptest::collection::vec(prop_oneof![4 => 0.0..50.0, 1 => Just(0.0), 1 => -9.0..0.0, 1 => Just(f64::NAN)], 0..500),
        window in -5..200i32,
    ) {
        let calendar = Calendar::default();
        let first = Day::from_number(from);
        let end = first.plus_days(days.len() as i32);
        let effects = learn(&[Demand { item: 1, category: 1, first, days }], &calendar);
        let it = effects.factor(&calendar, 1, 1, end, end.plus_days(window));
        prop_assert!(it.mean.is_finite() && it.mean >= 0.0 && it.spread.is_finite() && it.spread >= 0.0, "{it:?}");
        let of_days = effects.of_days(&calendar, 1, 1, end, end.plus_days(window));
        prop_assert_eq!(of_days.len() as i32, (window + 1).max(0));
    }
}
