use crate::series::{Frequency, Panel, Series};
use crate::window::{Demand, Effort, Learned, calibration::Calibration, demand::Part};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use values::Day;

const FIRST: Day = Day::from_number(19_000);

pub(crate) fn negative_binomial(mean: f64, variance: f64) -> Demand {
    Demand::mixture(&[Part { share: 1.0, mean, variance }], true, &Calibration::default())
}

fn series(quantity: Vec<f64>) -> Series {
    Series { first: FIRST, quantity, sellable: Vec::new() }
}

/// Items that sell on a part of the days, each its own.
fn panel(frequency: Frequency, count: usize, periods: usize) -> Panel {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut one = |at: usize| {
        let share = 0.1 + 0.8 * (at % 10) as f64 / 10.0;
        let sold =
            |_| if random.random::<f64>() < share { f64::from(random.random_range(1_u32..6)) } else { 0.0 };
        series((0..periods).map(sold).collect())
    };
    Panel { frequency, series: (0..count).map(&mut one).collect() }
}

#[test]
fn a_table_has_the_moments_of_its_parts() {
    for (mean, variance) in [(0.02, 0.03), (0.7, 2.0), (7.0, 7.2), (40.0, 900.0), (3e4, 1e7), (2e6, 4e9)] {
        let demand = negative_binomial(mean, variance);
        let close = |a: f64, b: f64, within: f64| assert!((a / b - 1.0).abs() < within, "{a} for {b}");
        close(demand.mean(), mean, 0.005);
        // Steps of a sixteenth of the spread add a little, the cut tail takes a little.
        close(demand.variance(), variance, 0.03);
    }
}

#[test]
fn the_first_probabilities_are_those_of_the_formula() {
    // Size 2, probability of success 1/2: P(0) = 1/4, P(1) = 2·(1/2)³, P(2) = 3·(1/2)⁴.
    let demand = negative_binomial(2.0, 4.0);
    for (at, expected) in [0.25, 0.5, 0.6875].into_iter().enumerate() {
        assert!((demand.cdf(at as f64) - expected).abs() < 1e-6);
    }
    assert_eq!((demand.quantile(0.25), demand.quantile(0.26), demand.quantile(0.69)), (0.0, 1.0, 3.0));
}

#[test]
fn what_was_learned_covers_what_comes() {
    let all = panel(Frequency::Day, 300, 200);
    let mut known = all.clone();
    known.series.iter_mut().for_each(|it| it.quantity.truncate(190));
    let learned = Learned::learn(&known, &[7], Effort { rows_max: 10_000, trees: true });
    let mut covered = 0;
    for (known, all) in known.series.iter().zip(&all.series) {
        let came: f64 = all.quantity[190..197].iter().sum();
        covered += usize::from(came <= learned.demand(known, 7).quantile(0.95));
    }
    // Of 300 at 95 % (and a little more, for counts): three standard deviations are 11.
    assert!((274..=299).contains(&covered), "{covered}");
}

#[test]
fn days_out_of_stock_are_no_days_without_demand() {
    let panel = panel(Frequency::Day, 100, 150);
    let learned = Learned::learn(&panel, &[7], Effort { rows_max: 5_000, trees: false });
    let mut open = series([1.0, 2.0, 3.0].repeat(40));
    let mean = learned.demand(&open, 7).mean();
    for at in 60..90 {
        open.quantity[at] = 0.0;
    }
    let read_as_none = learned.demand(&open, 7).mean();
    open.sellable = (0..120).map(|it| if (60..90).contains(&it) { 0.0 } else { 1.0 }).collect();
    let censored = learned.demand(&open, 7).mean();
    assert!(
        (censored / mean - 1.0).abs() < 0.05 && read_as_none < 0.9 * mean,
        "{mean} {read_as_none} {censored}"
    );
}

#[test]
fn a_longer_window_and_a_mix_of_windows_want_more() {
    let panel = panel(Frequency::Day, 100, 150);
    let learned = Learned::learn(&panel, &[3, 7, 14], Effort { rows_max: 9_000, trees: true });
    let of = |length| learned.demand(&panel.series[5], length);
    let means = [1, 3, 5, 7, 10, 14, 30].map(|it| of(it).mean());
    assert!(means.is_sorted(), "{means:?}");
    let mixed = learned.demand_over(&panel.series[5], &[(3, 1.0), (14, 1.0)]);
    assert!((mixed.mean() / ((means[1] + means[5]) / 2.0) - 1.0).abs() < 0.1);
    assert!(mixed.variance() > of(7).variance());
}

#[test]
fn learning_twice_or_on_other_threads_is_learning_the_same() {
    let panel = panel(Frequency::Day, 120, 120);
    let learn = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can start");
        pool.install(|| Learned::learn(&panel, &[7], Effort { rows_max: 5_000, trees: true }))
    };
    assert_eq!(learn(1), learn(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn quantiles_never_cross_and_more_stock_never_raises_the_risk(
        shares in prop::collection::vec((0.01_f64..1.0, 0.0_f64..60.0, 1.0_f64..40.0), 1..6),
        scale in prop::sample::select(vec![1e-3, 1.0, 50.0, 1e5]),
        is_whole in any::<bool>(),
    ) {
        let all: f64 = shares.iter().map(|it| it.0).sum();
        let parts: Vec<Part> = shares
            .iter()
            .map(|(share, mean, spread)| Part {
                share: share / all,
                mean: mean * scale,
                variance: mean * scale * scale.max(1.0) * spread,
            })
            .collect();
        let demand = Demand::mixture(&parts, is_whole, &Calibration::default());
        let quantiles: Vec<f64> = (0..=1000).map(|it| demand.quantile(f64::from(it) / 1000.0)).collect();
        prop_assert!(quantiles.is_sorted());
        let risks: Vec<f64> = quantiles.iter().map(|it| demand.chance_above(*it)).collect();
        prop_assert!(risks.is_sorted_by(|a, b| a >= b));
        for (at, quantile) in quantiles.iter().enumerate() {
            prop_assert!(demand.cdf(*quantile) >= at as f64 / 1000.0 - 1e-6);
        }
    }

    #[test]
    fn no_history_breaks_it(
        quantity in prop::collection::vec(
            prop::sample::select(vec![0.0, 0.0, 1.0, 2.5, -4.0, 1e15, f64::NAN, f64::INFINITY, 1e-12]),
            0..30,
        ),
        sellable in prop::collection::vec(0.0_f32..1.2, 0..30),
        frequency in prop::sample::select(vec![Frequency::Day, Frequency::Week, Frequency::Month]),
        length in 0_usize..400,
    ) {
        let odd = Series { first: FIRST, quantity, sellable };
        let panel = Panel { frequency, series: vec![odd.clone(), odd.clone()] };
        let learned = Learned::learn(&panel, &[length, 1], Effort::default());
        let demand = learned.demand(&odd, length);
        let quantiles = [0.0, 0.5, 0.95, 1.0].map(|it| demand.quantile(it));
        prop_assert!(quantiles.is_sorted() && quantiles.iter().all(|it| it.is_finite() && *it >= 0.0));
        prop_assert!(demand.mean().is_finite() && demand.variance().is_finite());
    }
}

#[test]
fn an_item_that_never_sold_is_expected_to_begin_as_others_began() {
    let mut panel = panel(Frequency::Day, 100, 150);
    for (at, it) in panel.series.iter_mut().enumerate().take(40) {
        it.quantity[..80 + at].fill(0.0);
    }
    let learned = Learned::learn(&panel, &[7], Effort { rows_max: 5_000, trees: false });
    let demand = learned.demand(&series(vec![0.0; 150]), 7);
    let chance = demand.chance_above(0.0);
    assert!((0.05..0.4).contains(&chance) && demand.mean() > 3.0 * chance, "{chance} {}", demand.mean());
}
