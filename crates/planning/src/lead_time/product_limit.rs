//! Distributions as weighted values, some of them only known to be larger than they are.

/// A possible value and how much speaks for it.
pub(super) type Weighted = (f64, f64);

/// A value, its weight, and whether it is known; if not, the truth is larger.
pub(super) type Seen = (f64, f64, bool);

/// The product-limit estimate (Kaplan and Meier 1958), scaled to the weight of what went in: the
/// weight of what is not known yet moves to the larger values, of the longest one to itself.
pub(super) fn product_limit(mut seen: Vec<Seen>) -> Vec<Weighted> {
    seen.retain(|it| it.0.is_finite() && it.1 > 0.0);
    // Of equal values the known come first: what waits as long is still at risk then.
    seen.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)));
    let all: f64 = seen.iter().map(|it| it.1).sum();
    let (mut at_risk, mut alive) = (all, all);
    let mut points: Vec<Weighted> = Vec::with_capacity(seen.len());
    for &(value, weight, known) in &seen {
        if known && at_risk > 0.0 {
            let ended = alive * (weight / at_risk).min(1.0);
            points.push((value, ended));
            alive -= ended;
        }
        at_risk -= weight;
    }
    const NOTHING: f64 = 1e-9;
    if let Some(&(longest, ..)) = seen.last()
        && alive > NOTHING * all
    {
        points.push((longest, alive));
    }
    points
}

/// At most `count` equally likely values that stand for all: the means of equal slices.
pub(super) fn slices(points: &[Weighted], count: usize) -> Vec<Weighted> {
    let all: f64 = points.iter().map(|it| it.1).sum();
    if points.len() <= count || all <= 0.0 {
        return points.to_vec();
    }
    let share = all / count as f64;
    let mut slices = Vec::with_capacity(count);
    let (mut sum, mut filled) = (0.0, 0.0);
    for &(value, mut weight) in points {
        while filled + weight >= share && slices.len() + 1 < count {
            let part = share - filled;
            slices.push(((sum + value * part) / share, share));
            weight -= part;
            (sum, filled) = (0.0, 0.0);
        }
        sum += value * weight;
        filled += weight;
    }
    if filled > 0.0 {
        slices.push((sum / filled, filled));
    }
    slices
}

/// The smallest value with at least `probability` at or below it. The points are sorted.
pub(super) fn quantile(points: &[Weighted], probability: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    let all: f64 = points.iter().map(|it| it.1).sum();
    let wanted = (probability - ROUNDING) * all;
    let mut reached = 0.0;
    for &(value, weight) in points {
        reached += weight;
        if reached >= wanted {
            return value;
        }
    }
    points.last().map_or(0.0, |it| it.0)
}

/// The weighted mean of the logarithms; the points are positive.
pub(super) fn mean_log(points: &[Weighted]) -> f64 {
    let all: f64 = points.iter().map(|it| it.1).sum();
    points.iter().map(|it| it.0.ln() * it.1).sum::<f64>() / all
}
