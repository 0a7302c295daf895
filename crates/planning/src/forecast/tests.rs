use super::*;
use crate::distribution::{Moments, Pool};

fn history(days: &[i64]) -> DemandHistory {
    DemandHistory { days: days.iter().map(|&it| Quantity::whole(it)).collect(), ..DemandHistory::default() }
}

fn pool(parts: [(f64, f64); 3], is_whole: bool) -> Pool {
    Pool::new(parts.map(|(mean, variance)| Moments { mean, variance }).to_vec(), is_whole)
}

/// One day's negative binomial written out from its definition by products, not by recursion:
/// P(k) = (r)(r+1)…(r+k−1)/k! · pʳ(1−p)ᵏ.
fn day_points(mean: f64, variance: f64, count: usize) -> Vec<f64> {
    let size = mean * mean / (variance - mean);
    let p = mean / variance;
    let point = |k: usize| {
        let coefficient: f64 = (0..k).map(|i| (size + i as f64).ln() - ((i + 1) as f64).ln()).sum();
        (coefficient + size * p.ln() + k as f64 * (1.0 - p).ln()).exp()
    };
    (0..count).map(point).collect()
}

/// The sum of two independent demands, by adding up every way to reach it.
fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    (0..a.len()).map(|k| (0..=k).map(|i| a[i] * b[k - i]).sum()).collect()
}

#[test]
fn several_days_are_the_sum_of_single_days() {
    let parts = [(1.4, 3.0), (0.6, 0.9), (0.25, 2.5)];
    let days = 9;
    let count = 160;
    let mut mixture = vec![0.0; count];
    for (mean, variance) in parts {
        let day = day_points(mean, variance, count);
        let all = (1..days).fold(day.clone(), |sum, _| convolve(&sum, &day));
        mixture.iter_mut().zip(all).for_each(|(sum, it)| *sum += it / 3.0);
    }
    let pool = pool(parts, true).over((f64::from(days), 0.0));
    let mut total = 0.0;
    for (quantity, point) in mixture.iter().enumerate() {
        total += point;
        // Both sides are sums of the same products; only their rounding differs.
        assert!((pool.cdf(quantity as f64) - total).abs() < 1e-9, "at {quantity}");
    }
    for probability in [0.1, 0.5, 0.75, 0.9, 0.95, 0.99] {
        let mut total = 0.0;
        let brute = mixture.iter().take_while(|&&point| {
            total += point;
            total < probability
        });
        assert_eq!(pool.quantile(probability), brute.count() as f64, "at {probability}");
    }
}

#[test]
fn large_demand_is_close_to_counting_it() {
    let (mean, variance) = (400.0, 900.0);
    let points = day_points(mean, variance, 900);
    let pool = pool([(mean, variance); 3], true).over((1.0, 0.0));
    for probability in [0.1, 0.5, 0.9, 0.95, 0.99] {
        let mut total = 0.0;
        let brute = points.iter().take_while(|&&point| {
            total += point;
            total < probability
        });
        let brute = brute.count() as f64;
        // The gamma stands in for the negative binomial; a unit in four hundred is what it costs.
        assert!((pool.quantile(probability) - brute).abs() <= 1.0, "at {probability}");
    }
}

#[test]
fn a_gamma_of_shape_one_is_exponential() {
    let pool = pool([(2.5, 6.25); 3], false).over((1.0, 0.0));
    for x in [0.1_f64, 1.0, 2.5, 4.0, 10.0, 30.0] {
        // Series and fraction stop at 1e-10.
        assert!((pool.cdf(x) - (1.0 - (-x / 2.5).exp())).abs() < 1e-9, "at {x}");
    }
    // Halving stops at a thousandth of the widest possible value.
    assert!((pool.quantile(0.95) - 2.5 * 20_f64.ln()).abs() < 0.01);
}

#[test]
fn a_gamma_of_large_shape_is_close_to_its_integral() {
    // Shape 64, scale 0.25: integrated by the trapezium rule from the density, up to a constant.
    let density = |x: f64| (63.0 * (x / 16.0).ln() - (x - 16.0) * 4.0).exp();
    let step = 0.001;
    let area = |upto: f64| (1..(upto / step) as u32).map(|i| density(f64::from(i) * step)).sum::<f64>();
    let all = area(40.0);
    let pool = pool([(16.0, 4.0); 3], false).over((1.0, 0.0));
    for x in [12.0, 15.0, 16.0, 18.0, 21.0] {
        // The cube root approximation is good to 2e-4 at this shape.
        assert!((pool.cdf(x) - area(x) / all).abs() < 2e-4, "at {x}");
    }
}

#[test]
fn steady_demand_is_forecast_as_it_was() {
    let forecast = RecentAverage.forecast(&history(&[4; 200]), 30);
    assert_eq!(forecast.per_day(), Quantity::whole(4));
    assert_eq!(forecast.mean(30), Quantity::whole(120));
    assert_eq!(forecast.mean_over(&Interval::of(vec![5, 7])), Quantity::whole(24));
}

#[test]
fn recent_days_count_more() {
    let mut days = [2; 150];
    days[120..].fill(6);
    let grown = RecentAverage.forecast(&history(&days), 30).per_day();
    assert!(grown > Quantity::whole(4) && grown < Quantity::whole(6), "{grown}");
}

#[test]
fn an_uncertain_lead_time_needs_more_stock_than_a_certain_one() {
    let forecast = RecentAverage.forecast(&history(&[5; 200]), 60);
    let service = Percent::whole(95);
    let certain = forecast.quantile(&Interval::exactly(20), service);
    let uncertain = forecast.quantile(&Interval::of(vec![10, 20, 30]), service);
    assert!(uncertain > certain.plus(Quantity::whole(20)), "{certain} {uncertain}");
}

#[test]
fn no_demand_needs_nothing() {
    let forecast = RecentAverage.forecast(&history(&[]), 60);
    let interval = Interval::exactly(30);
    assert_eq!(forecast.quantile(&interval, Percent::whole(99)), Quantity::ZERO);
    assert_eq!(forecast.chance_above(&interval, Quantity::ZERO), Percent::ZERO);
}

#[test]
fn chance_and_quantile_agree() {
    let forecast = RecentAverage.forecast(&history(&[0, 3, 0, 0, 1, 0, 7, 0, 0, 2]), 60);
    let interval = Interval::of(vec![4, 6, 6, 9]);
    let stock = forecast.quantile(&interval, Percent::whole(90));
    assert!(forecast.chance_above(&interval, stock) <= Percent::whole(10));
    let one_less = stock.minus(Quantity::whole(1));
    assert!(forecast.chance_above(&interval, one_less) > Percent::whole(10));
}

#[test]
fn returns_are_not_demand() {
    let forecast = RecentAverage.forecast(&history(&[2, -50, 2, 2]), 7);
    assert!(forecast.per_day().is_positive());
}

#[test]
fn goods_by_weight_keep_their_fractions() {
    let days: Vec<Quantity> = (0..120).map(|it| Quantity::from_raw(1_250_000 + it % 5 * 100_000)).collect();
    let forecast = RecentAverage.forecast(&DemandHistory { days, ..DemandHistory::default() }, 30);
    let week = forecast.quantile(&Interval::exactly(7), Percent::whole(95));
    assert!(!forecast.is_whole());
    assert!(week > forecast.mean(7) && week < forecast.mean(8), "{week}");
}
