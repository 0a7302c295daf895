use crate::levels::{
    Item, Steady, benefit, by_cost, by_cycle_service, by_unit_fill, price_for_service, price_for_stock,
};
use crate::window::Demand;
use crate::window::tests::negative_binomial;

fn demands() -> Vec<Demand> {
    [0.05, 0.4, 1.0, 3.0, 12.0, 80.0, 2_500.0].map(|mean| negative_binomial(mean, 2.5 * mean)).to_vec()
}

fn items(demands: &[Demand]) -> Vec<Item<'_>> {
    demands.iter().map(|demand| Item { demand, benefit: benefit(demand.mean()), weight: 1.0 }).collect()
}

#[test]
fn the_level_of_a_price_is_the_cheapest_of_all() {
    for demand in &demands()[..5] {
        for price in [0.3, 0.03, 0.003, 0.000_3] {
            let item = Item { demand, benefit: 1.7, weight: 2.0 };
            let cost = |level: usize| {
                let left_over: f64 = (0..level).map(|it| demand.cdf(it as f64)).sum();
                1.7 * demand.chance_above(level as f64) + 2.0 * price * left_over
            };
            let least = (0..400).map(cost).fold(f64::INFINITY, f64::min);
            assert!((cost(item.by_price(price) as usize) - least).abs() < 1e-12);
        }
    }
}

#[test]
fn a_lower_price_never_gives_less_stock() {
    let prices: Vec<f64> = (0..60).map(|it| 0.8_f64.powi(it)).collect();
    for item in items(&demands()) {
        let mut levels = Vec::new();
        item.by_prices(&prices, &mut levels);
        assert!(levels.is_sorted(), "{levels:?}");
    }
}

#[test]
fn a_higher_service_never_gives_less_stock() {
    let services = [0.1, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0];
    for demand in demands() {
        assert!(services.map(|it| by_cycle_service(&demand, it)).is_sorted());
        assert!(services.map(|it| by_unit_fill(&demand, it)).is_sorted());
        assert!(services.map(|it| by_cost(&demand, it, 1.0 - it)).is_sorted());
    }
}

#[test]
fn a_fill_serves_the_share_of_units_it_names() {
    let demand = negative_binomial(6.0, 20.0);
    let served = |level: f64| (0..level as usize).map(|it| demand.chance_above(it as f64)).sum::<f64>();
    let level = by_unit_fill(&demand, 0.95);
    assert!(served(level) >= 0.95 * demand.mean() && served(level - 1.0) < 0.95 * demand.mean());
}

#[test]
fn prices_are_found_for_a_stock_and_for_a_service() {
    let demands = demands();
    let items = items(&demands[..6]);
    let price = price_for_stock(&items, 150.0);
    let stock: f64 = items.iter().map(|it| it.by_price(price)).sum();
    assert!((150.0..160.0).contains(&stock), "{stock}");
    let counts = [1.0; 6];
    let price = price_for_service(&items, &counts, 0.95);
    let service = items.iter().map(|it| it.demand.cdf(it.by_price(price))).sum::<f64>() / 6.0;
    assert!((0.95..0.97).contains(&service), "{service}");
}

#[test]
fn a_steady_level_falls_at_once_and_rises_in_steps() {
    let mut steady = Steady::default();
    let used = [10.0, 20.0, 20.0, 5.0, 5.0].map(|it| steady.next(it));
    assert_eq!(used, [10.0, 14.0, 16.4, 5.0, 5.0]);
}
