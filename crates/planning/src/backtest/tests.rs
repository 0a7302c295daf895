use crate::backtest::{Aim, Item, LeadTimes, NoOutcome, Outcome, Policy, Replay, day_by_day, replay};
use crate::series::{Frequency, Panel, Series};
use crate::window::Effort;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::ops::ControlFlow;
use values::Day;

const FIRST: Day = Day::from_number(19_000);
const POLICIES: [Policy; 5] = [
    Policy::Changping(Effort { rows_max: 3_200, trees: true }),
    Policy::Fixed,
    Policy::MovingAverage,
    Policy::Normal,
    Policy::Empirical,
];

/// Shops of slow and fast items, with quiet times.
fn panel(series: usize, periods: usize) -> Panel {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let one = |at: usize, random: &mut Pcg64Mcg| {
        let rate = 0.05 * 1.3_f64.powi((at % 20) as i32);
        let day = |_| {
            let sold = (random.random::<f64>().recip().powf(0.7) * rate).floor();
            if random.random::<f64>() < 0.3 { 0.0 } else { sold.min(500.0) }
        };
        Series { first: FIRST, quantity: (0..periods).map(day).collect(), sellable: Vec::new() }
    };
    Panel { frequency: Frequency::Day, series: (0..series).map(|it| one(it, &mut random)).collect() }
}

fn question<'a>(demand: &'a Panel, policy: Policy, aims: &'a [Aim]) -> Replay<'a> {
    Replay {
        demand,
        from: FIRST.plus_days(80),
        to: FIRST.plus_days(139),
        lead_times: LeadTimes::fixed(5),
        review: 1,
        items: &[],
        policy,
        aims,
        seed: 3,
    }
}

fn outcomes(question: &Replay<'_>) -> Vec<Outcome> {
    replay(question, &|_| ControlFlow::Continue(())).expect("days lie between")
}

#[test]
fn demand_after_a_day_changes_no_order_of_that_day_or_before() {
    let aims = [Aim::Service(0.9), Aim::Service(0.98)];
    let calm = panel(80, 140);
    for changed_from in [85, 120] {
        let mut wild = calm.clone();
        for series in &mut wild.series {
            series.quantity[changed_from..].iter_mut().for_each(|it| *it = 40.0 - it.min(30.0));
        }
        for policy in POLICIES {
            let (one, other) =
                (outcomes(&question(&calm, policy, &aims)), outcomes(&question(&wild, policy, &aims)));
            let until = FIRST.plus_days(changed_from as i32);
            for (one, other) in one.iter().zip(&other) {
                assert_eq!(one.start, other.start, "{policy:?}");
                let before = |it: &Outcome| -> Vec<_> {
                    it.orders.iter().filter(|it| it.ordered < until).copied().collect()
                };
                assert_eq!(before(one), before(other), "{policy:?} changed {changed_from}");
            }
        }
    }
}

#[test]
fn orders_arrive_after_the_lead_time_and_the_days_add_up() {
    let demand = panel(40, 140);
    for policy in POLICIES {
        let aims = [Aim::Service(0.9)];
        let question = question(&demand, policy, &aims);
        let outcome = &outcomes(&question)[0];
        assert!(outcome.orders.iter().all(|it| it.arrives == it.ordered.plus_days(5) && it.quantity > 0.0));
        let counted = |it: &Day| *it >= question.from.plus_days(5);
        let (mut lost, mut short, mut lines, mut stock) = (0.0, 0, 0, 0.0);
        for it in day_by_day(&question, outcome).filter(|it| counted(&it.day)) {
            lost += it.demand - it.served;
            short += u64::from(it.served < it.demand);
            lines += u64::from(it.demand > 0.0);
            stock += it.on_hand_end / 55.0;
        }
        let figures = outcome.figures;
        assert_eq!((lost, short, lines), (figures.lost_units, figures.short_lines, figures.lines));
        assert!((stock - figures.mean_stock).abs() < 1e-6, "{stock} {}", figures.mean_stock);
    }
}

#[test]
fn more_service_gives_more_stock_and_fewer_short_lines() {
    let demand = panel(60, 140);
    for policy in POLICIES {
        let aims = [0.7, 0.85, 0.95, 0.99].map(Aim::Service);
        let outcomes = outcomes(&question(&demand, policy, &aims));
        for pair in outcomes.windows(2) {
            assert!(pair[0].figures.mean_stock <= pair[1].figures.mean_stock, "{policy:?}");
            assert!(pair[0].figures.short_lines >= pair[1].figures.short_lines, "{policy:?}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let demand = panel(60, 140);
    let aims = [Aim::Service(0.95)];
    let mut question = question(&demand, POLICIES[0], &aims);
    question.lead_times = LeadTimes::observed(&[2, 5, 5, 9]).expect("four were seen");
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can start");
        pool.install(|| outcomes(&question))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn packs_and_minimums_are_kept() {
    let demand = panel(30, 140);
    let item = Item { minimum: 10.0, pack: 6.0, ..Item::default() };
    let items = vec![item; 30];
    let aims = [Aim::Service(0.95)];
    let question = Replay { items: &items, ..question(&demand, Policy::MovingAverage, &aims) };
    let orders = &outcomes(&question)[0].orders;
    assert!(!orders.is_empty() && orders.iter().all(|it| it.quantity >= 10.0 && it.quantity % 6.0 == 0.0));
}

#[test]
fn odd_questions_are_answered_or_refused() {
    let aims = [Aim::Service(0.9)];
    let demand = panel(3, 140);
    let ask = |from: i32, to: i32, panel: &Panel| {
        let question = Replay {
            from: FIRST.plus_days(from),
            to: FIRST.plus_days(to),
            ..question(panel, POLICIES[0], &aims)
        };
        replay(&question, &|_| ControlFlow::Continue(())).map(|it| it.len())
    };
    assert_eq!(ask(0, 100, &demand), Err(NoOutcome::NothingBefore));
    assert_eq!(ask(-5, 100, &demand), Err(NoOutcome::NothingBefore));
    assert_eq!(ask(90, 80, &demand), Err(NoOutcome::NothingBetween));
    assert_eq!(ask(900, 980, &demand), Err(NoOutcome::NothingBetween));
    assert_eq!(ask(1, 10_000, &demand), Ok(1));
    let empty = Panel { frequency: Frequency::Day, series: Vec::new() };
    assert_eq!(ask(1, 5, &empty), Err(NoOutcome::NothingBetween));
    let mut odd = demand.clone();
    odd.series[0].quantity.iter_mut().for_each(|it| *it = 0.0);
    odd.series[1].quantity[100] = 1e12;
    odd.series[1].quantity[101] = f64::NAN;
    odd.series[2] = Series { first: FIRST.plus_days(139), quantity: vec![-3.0], sellable: vec![0.0] };
    assert_eq!(ask(80, 139, &odd), Ok(1));
    let question = question(&demand, POLICIES[0], &aims);
    assert_eq!(replay(&question, &|_| ControlFlow::Break(())), Err(NoOutcome::Stopped));
}
