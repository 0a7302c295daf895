use super::*;
use expect_test::expect;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use std::fmt::Write;

const TODAY: Day = Day::from_number(20_000);
const MILL: SupplierId = SupplierId(1);
const FORGE: SupplierId = SupplierId(2);
const BOLT: ItemId = ItemId(10);
const NUT: ItemId = ItemId(11);

/// Ordered `ago` days before today, all received after `days`.
fn received(supplier: SupplierId, item: ItemId, ago: i32, days: i32) -> Delivery {
    let ordered = TODAY.plus_days(-ago);
    let quantity = Quantity::whole(100);
    let receipt = Receipt { day: ordered.plus_days(days), quantity, rejected: Quantity::ZERO };
    let promised = Some(ordered.plus_days(10));
    Delivery { supplier, item, ordered, promised, quantity, receipts: vec![receipt], is_open: false }
}

/// Ordered `ago` days before today, and nothing came.
fn waiting(supplier: SupplierId, item: ItemId, ago: i32) -> Delivery {
    Delivery { receipts: Vec::new(), is_open: true, ..received(supplier, item, ago, 0) }
}

fn every_ten_days(count: i32, days: impl Fn(i32) -> i32) -> Vec<Delivery> {
    (0..count).map(|it| received(MILL, BOLT, 10 * (count - it) + 20, days(it))).collect()
}

fn quantiles(learned: &Learned, supplier: SupplierId, item: ItemId) -> [u32; 3] {
    let it = learned.distribution(supplier, item, None).expect("something was received");
    [0.1, 0.5, 0.9].map(|level| it.quantile(level))
}

#[test]
fn a_file_as_people_read_it() {
    let mut lines = every_ten_days(40, |it| if it < 25 { 8 + it % 3 } else { 15 + it % 4 });
    lines[30].receipts[0].rejected = Quantity::whole(20);
    lines[31].receipts[0].quantity = Quantity::whole(90);
    lines.push(waiting(MILL, NUT, 30));
    let learned = learn(&lines, &[], TODAY);
    let record = learned.record(MILL).expect("it delivered");
    let lead_time = learned.distribution(MILL, BOLT, Some(10)).expect("it delivered");
    let mut text = format!("{}\n{}\n", record.reason.zh, record.reason.en);
    writeln!(text, "late {:.3} of {}", record.late.share, record.late.lines).expect("a string");
    writeln!(text, "short {:.3} of {}", record.short.share, record.short.lines).expect("a string");
    writeln!(text, "rejected {:.3} of {}", record.rejected.share, record.rejected.lines).expect("a string");
    writeln!(text, "{}\n{}", lead_time.reason().zh, lead_time.reason().en).expect("a string");
    writeln!(text, "{:?}", lead_time.interval()).expect("a string");
    expect![[r#"
        41 个订单行，通常 10 天，九成在 17 天内，迟到 39%，短交 3%，拒收 1%。该供应商自 2024年4月起变慢：由通常 9 天变为 17 天。
        41 order lines, usually 10 days, nine of ten within 17, 39% late, 3% short, 1% of the quantity refused. This supplier got slower in April 2024: from usually 9 days to 17.
        late 0.390 of 41
        short 0.025 of 40
        rejected 0.005 of 40
        通常 15 天，九成在 27 天内（承诺 10 天）：按本商品近期约 17 次、该供应商共约 17 次到货。
        Usually 15 days, nine of ten within 27 (promised 10): from about 17 recent orders of the item and 17 of the supplier.
        Interval { days: [4, 6, 8, 10, 10, 12, 13, 15, 16, 17, 21, 24, 26, 32, 48] }
    "#]].assert_eq(&text);
}

#[test]
fn a_steady_supplier_is_learned_as_steady() {
    let learned = learn(&every_ten_days(60, |_| 12), &[], TODAY);
    assert_eq!(quantiles(&learned, MILL, BOLT), [12, 12, 12]);
    assert_eq!(learned.record(MILL).expect("known").change, None);
}

#[test]
fn items_differ_where_there_is_enough_of_each() {
    let lines: Vec<Delivery> = (0..120)
        .map(|it| match it % 2 {
            0 => received(MILL, BOLT, 8 * it + 60, 5 + it % 3),
            _ => received(MILL, NUT, 8 * it + 60, 40 + it % 5),
        })
        .collect();
    let learned = learn(&lines, &[], TODAY);
    let (bolt, nut) = (quantiles(&learned, MILL, BOLT), quantiles(&learned, MILL, NUT));
    assert!(bolt[1] < 15 && nut[1] > 30, "{bolt:?} {nut:?}");
}

#[test]
fn a_thin_supplier_borrows_from_all_and_a_new_one_is_all() {
    let mut lines: Vec<Delivery> =
        (0..50).map(|it| received(MILL, BOLT, 9 * it + 40, 20 + it % 11)).collect();
    lines.push(received(FORGE, BOLT, 100, 60));
    let learned = learn(&lines, &[], TODAY);
    let [_, mill, _] = quantiles(&learned, MILL, BOLT);
    let [_, forge, _] = quantiles(&learned, FORGE, BOLT);
    assert!(mill < forge && forge < 60, "one delivery is not believed alone: {mill} {forge}");
    let unknown = learned.distribution(SupplierId(99), BOLT, None).expect("others delivered");
    assert_eq!(unknown.basis(), Basis::Everyone);
}

#[test]
fn nothing_received_leaves_the_promise() {
    let learned = learn(&[], &[], TODAY);
    assert_eq!(learned.distribution(MILL, BOLT, None), None);
    let promised = learned.distribution(MILL, BOLT, Some(8)).expect("a promise");
    assert_eq!(promised.days(), [(8, 2.0 / 3.0), (10, 1.0 / 3.0)]);
}

#[test]
fn what_has_not_come_yet_makes_it_longer() {
    let came = every_ten_days(40, |it| 10 + it % 5);
    let without = learn(&came, &[], TODAY).distribution(MILL, BOLT, None).expect("known");
    let mut with = came;
    with.extend((0..15).map(|it| waiting(MILL, BOLT, 40 + it)));
    let with = learn(&with, &[], TODAY).distribution(MILL, BOLT, None).expect("known");
    assert!(with.mean() > without.mean() + 5.0, "{} {}", without.mean(), with.mean());
}

#[test]
fn partial_deliveries_count_by_quantity() {
    // Nine tenths come after 5 days, the rest after 50.
    let lines: Vec<Delivery> = (0..60)
        .map(|it| {
            let mut line = received(MILL, BOLT, 10 * it + 60, 5);
            line.receipts[0].quantity = Quantity::whole(90);
            let rest = Receipt {
                day: line.ordered.plus_days(50),
                quantity: Quantity::whole(10),
                rejected: Quantity::ZERO,
            };
            line.receipts.insert(0, rest);
            line
        })
        .collect();
    let it = learn(&lines, &[], TODAY).distribution(MILL, BOLT, None).expect("known");
    assert!((it.within(20) - 0.9).abs() < 0.02, "{}", it.within(20));
    assert_eq!(it.quantile(0.5), 5);
}

#[test]
fn a_supplier_that_got_slower_is_noticed_with_day_and_size() {
    let lines = every_ten_days(50, |it| if it < 38 { 9 + it % 4 } else { 16 + it % 4 });
    let learned = learn(&lines, &[], TODAY);
    let change = learned.record(MILL).and_then(|it| it.change.clone()).expect("a change");
    let truly = lines[38].ordered;
    assert!(change.since.days_since(truly).abs() <= 20, "{} instead of {truly}", change.since);
    assert!((10..=11).contains(&change.from_days) && (17..=18).contains(&change.to_days), "{change:?}");
    assert!(change.reason.en.contains("got slower in"), "{}", change.reason.en);
}

/// Two thousand suppliers that do not change. One per hundred are 20 false alarms; half as many
/// again leaves room for chance (4.5 is one standard deviation).
#[test]
fn false_alarms_stay_below_what_is_stated() {
    let mut random = Pcg64::seed_from_u64(7);
    let mut alarms = 0;
    for supplier in 0..2_000 {
        let count = random.random_range(12..60);
        let id = SupplierId(supplier);
        let lines: Vec<Delivery> = (0..count)
            .map(|it| {
                let days = 5.0 - 10.0 * random.random_range(0.001_f64..1.0).ln();
                received(id, BOLT, 15 * (count - it) + 120, days as i32)
            })
            .collect();
        let observations = observe(&lines, &Open::default(), TODAY);
        alarms += usize::from(change::find(&observations, TODAY).is_some());
    }
    assert!(f64::from(alarms as u32) <= 2_000.0 * FALSE_ALARMS * 1.5, "{alarms}");
}

#[test]
fn closed_days_are_not_held_against_a_supplier_and_put_off_what_comes() {
    let closed = |first: i32| Closed {
        supplier: None,
        first: TODAY.plus_days(first),
        last: TODAY.plus_days(first + 9),
    };
    // Ten working days each, once over a holiday of ten days.
    let mut lines = every_ten_days(40, |_| 10);
    let over = lines[20].ordered;
    lines[20].receipts[0].day = over.plus_days(20);
    let holiday = Closed { supplier: Some(MILL), first: over.plus_days(3), last: over.plus_days(12) };
    lines[21].receipts[0].day = lines[21].ordered.plus_days(12);
    lines[19].receipts[0].day = lines[19].ordered.plus_days(10);
    let learned = learn(&lines, &[holiday, closed(3)], TODAY);
    assert_eq!(learned.distribution(MILL, BOLT, None).expect("known").quantile(0.5), 10);
    // Ten days of work from today, and ten of holiday.
    let later = learned.distribution_on(MILL, BOLT, None, TODAY).expect("known");
    assert!((19..=22).contains(&later.quantile(0.5)), "{:?}", later.days());
}

#[test]
fn nothing_is_expected_on_a_weekday_without_deliveries() {
    // Received on Tuesdays only.
    let lines: Vec<Delivery> = (0..120)
        .map(|it| {
            let mut line = received(MILL, BOLT, 6 * it + 60, 9);
            while line.receipts[0].day.weekday() != 1 {
                line.receipts[0].day = line.receipts[0].day.plus_days(1);
            }
            line
        })
        .collect();
    let learned = learn(&lines, &[], TODAY);
    for ordered in (0..7).map(|it| TODAY.plus_days(it)) {
        let it = learned.distribution_on(MILL, BOLT, None, ordered).expect("known");
        let tuesdays = it.days().iter().all(|it| ordered.plus_days(it.0 as i32).weekday() == 1);
        assert!(tuesdays, "{:?}", it.days());
    }
}

#[test]
fn a_kept_promise_is_believed() {
    // Promises differ from line to line and are kept to the day.
    let lines: Vec<Delivery> = (0..80)
        .map(|it| {
            let mut line = received(MILL, BOLT, 7 * it + 90, 5 + it * 37 % 60);
            line.promised = Some(line.receipts[0].day);
            line
        })
        .collect();
    let learned = learn(&lines, &[], TODAY);
    let it = learned.distribution(MILL, BOLT, Some(33)).expect("known");
    assert_eq!([0.1, 0.5, 0.9].map(|level| it.quantile(level)), [33, 33, 33]);
}

#[test]
fn learned_survives_being_stored() {
    let learned = learn(&every_ten_days(50, |it| 9 + it % 7), &[], TODAY);
    let stored = toml::to_string(&learned).expect("it can be written");
    assert_eq!(toml::from_str::<Learned>(&stored).expect("it can be read"), learned);
}

fn any_delivery() -> impl Strategy<Value = Delivery> {
    let receipt = (-400..4_000i32, -5..500i64, -5..50i64);
    let line = (0..4i64, 0..3i64, -50..3_000i32, proptest::option::of(-20..300i32), -3..400i64);
    (line, proptest::collection::vec(receipt, 0..4), any::<bool>()).prop_map(|(line, receipts, is_open)| {
        let (supplier, item, ago, promised, quantity) = line;
        let ordered = TODAY.plus_days(-ago);
        let receipt = |(days, quantity, rejected): (i32, i64, i64)| Receipt {
            day: ordered.plus_days(days),
            quantity: Quantity::whole(quantity),
            rejected: Quantity::whole(rejected),
        };
        Delivery {
            supplier: SupplierId(supplier),
            item: ItemId(item),
            ordered,
            promised: promised.map(|it| ordered.plus_days(it)),
            quantity: Quantity::whole(quantity),
            receipts: receipts.into_iter().map(receipt).collect(),
            is_open,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_in_the_books_the_quantiles_never_cross(
        lines in proptest::collection::vec(any_delivery(), 0..100),
        promised in proptest::option::of(0..500u32),
        from in -100..100i32,
    ) {
        let closed = [Closed { supplier: None, first: TODAY.plus_days(from), last: TODAY.plus_days(from + 8) }];
        let learned = learn(&lines, &closed, TODAY);
        for supplier in 0..5 {
            let (supplier, item) = (SupplierId(supplier), ItemId(supplier % 4));
            let plain = learned.distribution(supplier, item, promised);
            let dated = learned.distribution_on(supplier, item, promised, TODAY);
            for it in [plain, dated].into_iter().flatten() {
                let quantiles: Vec<u32> = (0..=20).map(|level| it.quantile(f64::from(level) / 20.0)).collect();
                prop_assert!(quantiles.is_sorted());
                let all: f64 = it.days().iter().map(|it| it.1).sum();
                prop_assert!((all - 1.0).abs() < 1e-6);
                let interval = it.interval();
                prop_assert!(interval.longest() <= quantiles[20] && interval.shortest() >= it.days()[0].0);
                prop_assert!(it.mean().is_finite());
            }
        }
        for record in learned.records() {
            for rate in [record.late, record.short, record.missing, record.rejected] {
                prop_assert!((0.0..=1.0).contains(&rate.share) && (0.0..=1.0).contains(&rate.expected));
            }
        }
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter(mut lines in proptest::collection::vec(any_delivery(), 1..60)) {
        let forwards = learn(&lines, &[], TODAY);
        lines.reverse();
        let backwards = learn(&lines, &[], TODAY);
        for supplier in (0..4).map(SupplierId) {
            let [a, b] = [&forwards, &backwards].map(|it| it.distribution(supplier, BOLT, None));
            let [a, b] = [a, b].map(|it| it.map_or(0.0, |it| it.mean()));
            // Sums in another order differ in their last digits, and a day may round over.
            prop_assert!((a - b).abs() <= 1e-3 * (1.0 + a), "{a} {b}");
        }
    }
}
