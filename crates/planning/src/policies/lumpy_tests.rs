use super::{LotCosts, LotRule, LumpMemory, LumpPrior, LumpyDemand, Outcomes, PriceBreak};
use rand::Rng;
use rand_pcg::Pcg32;

const MEMORY: &LumpMemory =
    &LumpMemory { half_lives: Vec::new(), certainty: 1.0, size_half_life: 1e9, common_lumps: 1.0 };

fn memory() -> LumpMemory {
    LumpMemory { half_lives: vec![20.0, 1e9], ..MEMORY.clone() }
}

fn demand(history: &[f64]) -> LumpyDemand {
    let prior = LumpPrior { seen: 0.2, periods: 2.0, ratios: vec![0.5, 1.0, 1.5], first_lump: 3.0 };
    LumpyDemand::learn(history, &memory(), &prior)
}

fn lumps() -> Vec<f64> {
    [0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 12.0, 0.0, 3.0, 0.0].repeat(8)
}

fn costs() -> LotCosts {
    LotCosts { order: 5.0, holding: 0.02, lead_periods: 7, moq: 4.0, pack: 2.0, breaks: Vec::new() }
}

#[test]
fn the_distribution_has_the_mean_and_variance_of_its_lumps() {
    for history in [lumps(), vec![4.0; 60], vec![0.0; 60], vec![0.0, 0.0, 9.0]] {
        let demand = demand(&history);
        let cells = 1000;
        let lump = demand.lump_in_cells(1.0, cells);
        let chances = demand.over(7.0, &lump);
        let sum: f64 = chances.iter().sum();
        let mean: f64 = chances.iter().enumerate().map(|(size, chance)| size as f64 * chance).sum();
        assert!((sum - 1.0).abs() < 1e-3, "chances sum up to {sum}");
        let expected = demand.mean() * 7.0;
        assert!((mean - expected).abs() < 0.01 * expected + 1e-6, "{mean} for {expected}");
    }
}

#[test]
fn dearer_shortages_never_keep_less() {
    let outcomes = Outcomes::new(&demand(&lumps()), &costs());
    let kept = |short: f64| {
        let rule = outcomes.cheapest(short);
        rule.map_or(-1.0, |it| it.reorder_point + it.lot / 2.0)
    };
    let all: Vec<f64> = [0.01, 0.1, 0.5, 1.0, 5.0, 25.0, 100.0].map(kept).to_vec();
    assert_eq!(all[0], -1.0, "what is hardly missed is not kept");
    assert!(all.windows(2).all(|it| it[0] <= it[1]), "{all:?}");
    assert!(all[6] > all[2], "{all:?}");
}

#[test]
fn every_lot_may_be_ordered_and_a_price_break_is_taken_when_it_pays() {
    let plain = Outcomes::new(&demand(&lumps()), &costs()).cheapest(3.0).expect("worth keeping");
    assert!(plain.lot >= 4.0 && plain.lot % 2.0 == 0.0, "{plain:?}");
    let with = |saved: f64| {
        let breaks = vec![PriceBreak { from: 101.0, saved }];
        Outcomes::new(&demand(&lumps()), &LotCosts { breaks, ..costs() }).cheapest(3.0).expect("kept")
    };
    assert_eq!(with(0.001).lot, plain.lot, "a tenth of a cent does not pay a year's stock");
    assert_eq!(with(2.0).lot, 102.0, "two a piece do");
}

/// What a rule really costs a period where demand follows the law it was made for and waits.
fn replayed(rule: LotRule, costs: &LotCosts, short: f64, history: &[f64]) -> f64 {
    const PERIODS: usize = 60_000;
    let mut random = Pcg32::new(7, 11);
    let mut arrivals = vec![0.0; PERIODS + 20];
    let (mut level, mut on_the_way, mut cost) = (rule.reorder_point + rule.lot, 0.0, 0.0);
    for period in 0..PERIODS {
        level += arrivals[period];
        on_the_way -= arrivals[period];
        let wanted = history[random.random_range(0..history.len())];
        let missed_before = (-level).max(0.0);
        level -= wanted;
        cost += short * ((-level).max(0.0) - missed_before) + costs.holding * level.max(0.0);
        let order = rule.order(level + on_the_way);
        if order > 0.0 {
            cost += costs.order;
            arrivals[period + costs.lead_periods as usize] += order;
            on_the_way += order;
        }
    }
    cost / PERIODS as f64
}

#[test]
fn the_expected_cost_is_what_a_replay_costs_and_neighbours_cost_more() {
    // So much history that the rate is certain.
    let history = lumps().repeat(20);
    let prior = LumpPrior { seen: 0.0, periods: 0.0, ratios: vec![1.0], first_lump: 3.0 };
    let memory = LumpMemory { half_lives: vec![1e9], common_lumps: 0.0, ..MEMORY.clone() };
    let demand = LumpyDemand::learn(&history, &memory, &prior);
    let costs = costs();
    let short = 3.0;
    let rule = Outcomes::new(&demand, &costs).cheapest(short).expect("worth keeping");
    let real = replayed(rule, &costs, short, &history);
    // 60,000 periods leave about 2 % of chance in the mean.
    assert!((real / rule.cost - 1.0).abs() < 0.06, "expected {}, replayed {real}", rule.cost);
    for (line, lot) in [(-8.0, 0.0), (8.0, 0.0), (0.0, 30.0)] {
        let other =
            LotRule { reorder_point: rule.reorder_point + line, lot: rule.lot + lot, cost: rule.cost };
        assert!(replayed(other, &costs, short, &history) > real, "{other:?} is cheaper than {rule:?}");
    }
}
