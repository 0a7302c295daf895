//! The best choice of things that do not all fit: greedy, and a small integer program that is never
//! believed unless it fits in whole numbers and is worth more.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};

/// All or nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) benefit: i64,
    /// What it uses of each limit.
    pub(super) uses: Vec<i64>,
}

/// Beyond so many, only those around the greedy cut are given to the integer program.
const CORE: usize = 24;

/// The search ends here, with the best found: a limit of time would make the plan depend on the
/// machine.
const NODES_MAX: u64 = 2_000;

/// Which to take so that the benefit is largest and no limit is passed.
pub(super) fn select(choices: &[Choice], limits: &[i64]) -> Vec<bool> {
    let greedy = greedily(choices, limits);
    let order = by_worth(choices, limits);
    // The first that did not fit is where choosing is hard; what is far before or after it stays.
    let cut = order.iter().position(|it| !greedy[*it]).unwrap_or(order.len());
    let start = cut.saturating_sub(CORE / 2).min(order.len().saturating_sub(CORE));
    let core = &order[start..order.len().min(start + CORE)];
    if cut == order.len() || core.is_empty() {
        return greedy;
    }
    let mut rest = limits.to_vec();
    let outside = order.iter().filter(|it| greedy[**it] && !core.contains(it));
    for at in outside {
        rest.iter_mut().zip(&choices[*at].uses).for_each(|(rest, used)| *rest -= used);
    }
    match exactly(choices, core, &rest) {
        Some(taken) => {
            let mut best = greedy.clone();
            core.iter().zip(taken).for_each(|(at, taken)| best[*at] = taken);
            let is_better = fits(choices, &best, limits) && worth(choices, &best) > worth(choices, &greedy);
            if is_better { best } else { greedy }
        }
        None => greedy,
    }
}

/// The most benefit for what is used first, as long as it fits.
pub(super) fn greedily(choices: &[Choice], limits: &[i64]) -> Vec<bool> {
    let mut taken = vec![false; choices.len()];
    let mut rest = limits.to_vec();
    for at in by_worth(choices, limits) {
        let fits = choices[at].uses.iter().zip(&rest).all(|(used, rest)| used <= rest);
        if fits {
            taken[at] = true;
            rest.iter_mut().zip(&choices[at].uses).for_each(|(rest, used)| *rest -= used);
        }
    }
    taken
}

/// By benefit for the share of the limits that is used; of equals the first.
fn by_worth(choices: &[Choice], limits: &[i64]) -> Vec<usize> {
    let ratio = |it: &Choice| {
        let shares = it.uses.iter().zip(limits).map(|(used, limit)| *used as f64 / (*limit).max(1) as f64);
        it.benefit as f64 / shares.sum::<f64>().max(1e-12)
    };
    let mut order: Vec<usize> = (0..choices.len()).collect();
    order.sort_by(|a, b| ratio(&choices[*b]).total_cmp(&ratio(&choices[*a])).then(a.cmp(b)));
    order
}

fn exactly(choices: &[Choice], core: &[usize], limits: &[i64]) -> Option<Vec<bool>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let largest = core.iter().map(|it| choices[*it].benefit).max()?.max(1) as f64;
    let variables: Vec<_> =
        core.iter().map(|it| problem.add_binary_var(choices[*it].benefit as f64 / largest)).collect();
    for (limit_at, limit) in limits.iter().enumerate() {
        let scale = (*limit).max(1) as f64;
        let uses = variables
            .iter()
            .zip(core)
            .map(|(variable, it)| (*variable, choices[*it].uses[limit_at] as f64 / scale));
        let uses: Vec<_> = uses.collect();
        problem.add_constraint(uses.as_slice(), ComparisonOp::Le, (*limit).max(0) as f64 / scale);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES_MAX);
    let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
    Some(variables.iter().map(|it| solution.var_value(*it) > 0.5).collect())
}

pub(super) fn fits(choices: &[Choice], taken: &[bool], limits: &[i64]) -> bool {
    limits.iter().enumerate().all(|(at, limit)| {
        let used = choices.iter().zip(taken).filter(|it| *it.1).map(|it| i128::from(it.0.uses[at]));
        used.sum::<i128>() <= i128::from(*limit)
    })
}

pub(super) fn worth(choices: &[Choice], taken: &[bool]) -> i128 {
    choices.iter().zip(taken).filter(|it| *it.1).map(|it| i128::from(it.0.benefit)).sum()
}
