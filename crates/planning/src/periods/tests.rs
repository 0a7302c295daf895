use crate::{
    periods::{Candidate, Learned, Wanted, compete::pinball, learn},
    series::{Frequency, Panel, Series},
};
use expect_test::expect;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use values::Day;

const LEVELS: [f64; 5] = [0.5, 0.75, 0.9, 0.95, 0.99];

fn wanted(horizon: usize) -> Wanted {
    Wanted { horizon, levels: LEVELS.to_vec(), seed: 1 }
}

/// From a Monday, the first of January 2024.
fn series(quantity: Vec<f64>) -> Series {
    Series { first: Day::from_number(19_723), quantity, sellable: Vec::new() }
}

fn panel(frequency: Frequency, series: Vec<Series>) -> Panel {
    Panel { frequency, series }
}

/// Items that sell between one in five days and six a day, twice as much on Sundays.
fn shop(items: usize, days: usize, seed: u64) -> Panel {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut item = |number: usize| {
        let level = 0.2 * 30_f64.powf(number as f64 / items as f64);
        let day = |day: usize| {
            let mean = if day % 7 == 6 { 2.0 * level } else { level };
            let mut random = || random.random::<f64>();
            // Arrivals counted until the day is over, at random weights: more than Poisson.
            let (least, mut product, mut count) = ((-mean * (0.5 + random())).exp(), random(), 0.0);
            while product > least {
                product *= random();
                count += 1.0;
            }
            count
        };
        series((0..days).map(day).collect())
    };
    panel(Frequency::Day, (0..items).map(&mut item).collect())
}

fn cut(panel: &Panel, days: usize) -> Panel {
    let cut = |it: &Series| series(it.quantity[..days].to_vec());
    Panel { frequency: panel.frequency, series: panel.series.iter().map(cut).collect() }
}

/// The mean pinball loss of all levels over the next periods, and the share of them up to the 95 % quantile.
fn judged(learned: &Learned, known: &Panel, whole: &Panel, horizon: usize) -> (f64, f64) {
    let (mut loss, mut covered, mut count) = (0.0, 0.0, 0.0);
    for (known, whole) in known.series.iter().zip(&whole.series) {
        let later = &whole.quantity[known.quantity.len()..];
        for (quantiles, came) in learned.forecast(known, horizon).quantiles.iter().zip(later) {
            loss += LEVELS.iter().zip(quantiles).map(|(level, it)| pinball(*level, *it, *came)).sum::<f64>();
            covered += if *came <= quantiles[3] { 1.0 } else { 0.0 };
            count += 1.0;
        }
    }
    (loss / count / 5.0, covered / count)
}

#[test]
fn better_than_what_was_seen_and_calibrated() {
    let whole = shop(60, 140, 3);
    let known = cut(&whole, 126);
    let learned = learn(&known, &wanted(14));
    let (loss, covered) = judged(&learned, &known, &whole, 14);
    // 840 days: the standard error of the share is 0.75 points.
    assert!((covered - 0.95).abs() < 0.025, "{covered}");
    let seen = |it: &Series| {
        let mut sorted = it.quantity.clone();
        sorted.sort_by(f64::total_cmp);
        LEVELS.map(|level| sorted[(level * sorted.len() as f64) as usize])
    };
    let pairs = known.series.iter().zip(&whole.series);
    let of_seen = pairs.flat_map(|(known, whole)| {
        let seen = seen(known);
        let lost =
            move |came: &f64| -> f64 { LEVELS.iter().zip(seen).map(|(a, b)| pinball(*a, b, *came)).sum() };
        whole.quantity[126..].iter().map(lost)
    });
    let seen = of_seen.sum::<f64>() / 840.0 / 5.0;
    assert!(loss < 0.97 * seen, "ours {loss}, what was seen {seen}");
}

#[test]
fn sundays_are_known() {
    let known = shop(40, 98, 3);
    let learned = learn(&known, &wanted(14));
    // The best seller: twice as much on Sundays.
    let forecast = learned.forecast(&known.series[39], 14);
    let (sunday, others) = (forecast.mean[6], (forecast.mean[0] + forecast.mean[3]) / 2.0);
    assert!((1.5..2.5).contains(&(sunday / others)), "{sunday} against {others}");
    assert_eq!(forecast.mean[6], forecast.mean[13]);
}

#[test]
fn what_won_can_be_shown() {
    let learned = learn(&shop(30, 98, 5), &wanted(14));
    let shown: Vec<String> = learned
        .choices()
        .iter()
        .map(|it| {
            let (winner, loss) = it.chosen[0];
            let (_, next) = it.runner_up.expect("many compete");
            assert!(loss <= next, "{loss} {next}");
            format!("{} {winner:?} {loss:.4}", it.level)
        })
        .collect();
    expect![[r#"
        0.5 Seen { from: 5, to: 8, season: Scaled } 0.3258
        0.75 Pool { from: 5, to: 8, variance: Own, is_seasonal: true } 0.3359
        0.9 Pool { from: 5, to: 8, variance: Longest, is_seasonal: true } 0.1915
        0.95 Pool { from: 1, to: 4, variance: Own, is_seasonal: true } 0.1222
        0.99 Seen { from: 2, to: 5, season: Less } 0.0325"#]]
    .assert_eq(&shown.join("\n"));
}

#[test]
fn the_same_for_any_number_of_threads() {
    let known = shop(40, 100, 7);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a few threads").install(|| learn(&known, &wanted(7)))
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(one, three);
    assert_eq!(one.forecast(&known.series[3], 7), three.forecast(&known.series[3], 7));
}

#[test]
fn written_and_read_back() {
    let known = shop(20, 60, 1);
    let learned = learn(&known, &wanted(7));
    let text = toml::to_string(&learned).expect("what is learned is plain data");
    let back: Learned = toml::from_str(&text).expect("what was written can be read");
    assert_eq!(back.forecast(&known.series[7], 7), learned.forecast(&known.series[7], 7));
}

#[test]
fn odd_histories_are_no_trouble() {
    let odd = [
        vec![],
        vec![3.0],
        vec![0.0; 90],
        vec![4.0; 90],
        [vec![0.0; 89], vec![7.0]].concat(),
        [vec![7.0], vec![0.0; 89]].concat(),
        vec![1e12; 40],
        (0..90).map(|it| if it % 2 == 0 { 1e9 } else { 0.0 }).collect(),
        (0..90).map(|it| f64::from(it) - 45.0).collect(),
        vec![f64::NAN, 1.0, f64::INFINITY, 2.0, -3.0],
        (0..90).map(|it| 0.001 * f64::from(it % 3)).collect(),
    ];
    for frequency in [Frequency::Day, Frequency::Week, Frequency::Month] {
        let all = panel(frequency, odd.iter().cloned().map(series).collect());
        let mut panels: Vec<Panel> = all.series.iter().map(|it| panel(frequency, vec![it.clone()])).collect();
        panels.push(panel(frequency, Vec::new()));
        panels.push(all.clone());
        for panel in &panels {
            let learned = learn(panel, &wanted(7));
            for series in &all.series {
                let forecast = learned.forecast(series, 20);
                for (mean, quantiles) in forecast.mean.iter().zip(&forecast.quantiles) {
                    let numbers = quantiles.iter().chain([mean]);
                    assert!(
                        numbers.clone().all(|it| it.is_finite() && *it >= 0.0),
                        "{series:?}: {forecast:?}"
                    );
                    assert!(quantiles.is_sorted(), "{quantiles:?}");
                }
            }
        }
    }
    let nothing = learn(&panel(Frequency::Day, vec![series(vec![0.0; 90])]), &wanted(7));
    assert_eq!(nothing.forecast(&series(vec![0.0; 90]), 1).quantiles, [[0.0; 5]]);
    let steady = learn(&panel(Frequency::Day, vec![series(vec![4.0; 90])]), &wanted(7));
    assert_eq!(steady.forecast(&series(vec![4.0; 90]), 1).mean, [4.0]);
}

#[test]
fn every_model_gives_ascending_quantiles() {
    let known = shop(6, 90, 9);
    for is_whole in [true, false] {
        let candidates = Candidate::all(true);
        let field = super::Field::new(&candidates, &LEVELS, is_whole, super::compete::sizes(&known));
        let season = super::Season::of_panel(&known);
        for series in &known.series {
            let past = super::Past::new(&season, 0, &series.quantity);
            for (index, quantiles) in field.quantiles(&past, &[0, 1, 6]).chunks(5).enumerate() {
                let candidate = candidates[index % candidates.len()];
                assert!(quantiles.is_sorted() && quantiles[4] > 0.0, "{candidate:?}: {quantiles:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn more_demand_never_lowers_the_winners(
        quantity in prop::collection::vec(0_u8..12, 30..90),
        factor in 2_u8..5,
    ) {
        let known = shop(6, 90, 9);
        let field = super::Field::new(&Candidate::all(true), &LEVELS, false, super::compete::sizes(&known));
        let season = super::Season::of_panel(&known);
        let less: Vec<f64> = quantity.iter().map(|it| f64::from(*it)).collect();
        let more: Vec<f64> = less.iter().map(|it| it * f64::from(factor)).collect();
        let quantiles = |it: &[f64]| field.quantiles(&super::Past::new(&season, 0, it), &[0]);
        for (less, more) in quantiles(&less).iter().zip(quantiles(&more)) {
            prop_assert!(more >= *less * 0.999, "{less} {more}");
        }
    }
}
