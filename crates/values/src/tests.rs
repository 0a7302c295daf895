use crate::*;
use proptest::prelude::*;

fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

#[test]
fn text_is_exact_both_ways() {
    for text in ["0", "1", "-1", "0.000001", "12.5", "-0.3", "9223372036854.775807"] {
        assert_eq!(quantity(text).to_string(), text);
        assert_eq!(serde_json::to_string(&quantity(text)).expect("serializes"), format!("\"{text}\""));
    }
    assert_eq!(quantity(".5").to_string(), "0.5");
    assert_eq!(quantity("1.500000000").to_string(), "1.5");
}

#[test]
fn what_is_not_an_amount_is_refused_by_name() {
    let error = |text: &str| text.parse::<Quantity>().expect_err("refused");
    for text in ["", "-", ".", "1,000", "１", "1e3", "--1", "1.2.3", "NaN"] {
        assert_eq!(error(text), AmountError::NotANumber, "{text}");
    }
    assert_eq!(error("0.0000001"), AmountError::TooManyDecimals(6));
    assert_eq!(error("9223372036854.775808"), AmountError::OutOfRange);
}

#[test]
fn rounding_is_half_away_from_zero() {
    let cases =
        [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (7, 3, 2), (8, 3, 3), (1, 3, 0)];
    for (numerator, denominator, want) in cases {
        assert_eq!(round_div(numerator, denominator), want, "{numerator}/{denominator}");
    }
}

#[test]
fn a_price_times_a_quantity_is_money() {
    let price: UnitPrice = "0.3333".parse().expect("a price");
    assert_eq!(price.times(quantity("3")).expect("in range").to_string(), "0.9999");
    let price: UnitPrice = "19.99".parse().expect("a price");
    let line = price.times(quantity("0.333")).expect("in range");
    assert_eq!(line.to_string(), "6.6567");
    assert_eq!(line.round_to(2).to_string(), "6.66");
    assert_eq!(Money::from_raw(-25_000).round_to(0).to_string(), "-3");
    assert_eq!(UnitPrice::from_raw(i64::MAX).times(quantity("1000")), None);
}

#[test]
fn units_convert_exactly_or_not_at_all() {
    let units = Units::new("个").with("盒", quantity("10")).and_then(|it| it.with("箱", quantity("240")));
    let units = units.expect("positive factors");
    assert_eq!(units.to_base(quantity("1.5"), "箱"), Ok(quantity("360")));
    assert_eq!(units.from_base(quantity("36"), "盒"), Ok(quantity("3.6")));
    assert_eq!(units.from_base(quantity("1"), "箱"), Err(UnitError::NotExact));
    assert_eq!(units.to_base(quantity("1"), "托"), Err(UnitError::Unknown("托".to_owned())));
}

#[test]
fn packs_round_up() {
    assert_eq!(quantity("25").ceil_to(quantity("12")), quantity("36"));
    assert_eq!(quantity("24").ceil_to(quantity("12")), quantity("24"));
    assert_eq!(quantity("0").ceil_to(quantity("12")), quantity("0"));
    assert_eq!(quantity("25").ceil_to(Quantity::ZERO), quantity("25"));
}

#[test]
fn days_are_counted_from_1970() {
    let day: Day = "2024-02-29".parse().expect("a leap day");
    assert_eq!(day.plus_days(366).to_string(), "2025-03-01");
    assert_eq!(Day::from_number(0).to_string(), "1970-01-01");
    assert_eq!(Day::from_number(0).weekday(), 3, "a Thursday");
    assert_eq!("2026-11-22".parse::<Day>().expect("a day").weekday(), 6, "a Sunday");
    for text in ["2023-02-29", "2024-2-9", "20240209", "2024-13-01", ""] {
        assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
    }
}

#[test]
fn an_instant_falls_on_the_business_day_of_its_clock() {
    let evening: Instant = "2026-11-22T17:30:00Z".parse().expect("an instant");
    assert_eq!(evening.day(0).to_string(), "2026-11-22");
    assert_eq!(evening.day(8 * 3600).to_string(), "2026-11-23", "half past one in Shanghai");
    assert_eq!(Instant::from_micros(-1).day(0).to_string(), "1969-12-31");
}

proptest! {
    #[test]
    fn every_amount_survives_text(raw in any::<i64>().prop_filter("printable", |it| *it != i64::MIN)) {
        let it = Quantity::from_raw(raw);
        prop_assert_eq!(it.to_string().parse::<Quantity>(), Ok(it));
    }

    #[test]
    fn every_day_survives_text(number in -700_000_i32..2_900_000) {
        let day = Day::from_number(number);
        if (0..=9999).contains(&day.year()) {
            prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        }
    }

    #[test]
    fn shares_of_a_value_never_exceed_it(value in 0_i64..1_000_000_000, part in 0_i64..1_000_000, rest in 0_i64..1_000_000) {
        prop_assume!(part + rest > 0);
        let share = Money::from_raw(value).share(Quantity::from_raw(part), Quantity::from_raw(part + rest));
        prop_assert!(share.raw() >= 0 && share.raw() <= value);
    }

    #[test]
    fn rounding_is_never_off_by_more_than_half(numerator in any::<i64>(), denominator in 1_i64..1_000_000) {
        let (n, d) = (i128::from(numerator), i128::from(denominator));
        prop_assert!((round_div(n, d) * d - n).abs() * 2 <= d);
    }
}
