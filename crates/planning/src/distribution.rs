//! The average of a few negative binomial (whole units) or gamma (weights, lengths) distributions.

/// Mean and variance of demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// The distribution of one day's demand, or after [`Pool::over`] of several days together.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    parts: Vec<Moments>,
    is_whole: bool,
}

/// A negative binomial is never narrower than this much wider than Poisson.
const VARIANCE_TO_MEAN_MIN: f64 = 1.02;
/// Beyond these, counting up unit by unit costs more than the gamma approximation loses.
const COUNTED_MEAN_MAX: f64 = 150.0;
const COUNTED_VARIANCE_MAX: f64 = 10_000.0;
/// Means below a unit in ten thousand years are no demand.
const MEAN_MIN: f64 = 1e-7;

impl Pool {
    pub(crate) fn new(parts: Vec<Moments>, is_whole: bool) -> Pool {
        Pool { parts, is_whole }
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(crate) fn mean_per_day(&self) -> f64 {
        self.parts.iter().map(|it| it.mean).sum::<f64>() / self.parts.len() as f64
    }

    /// Demand over a number of days with this mean and variance, days being independent:
    /// mean µ·E\[n\], variance σ²·E\[n\] + µ²·Var\[n\] (the variance of a random sum).
    pub(crate) fn over(&self, (days, days_variance): (f64, f64)) -> Pool {
        let over = |&Moments { mean, variance }: &Moments| {
            let total = mean * days;
            let spread = variance * days + mean * mean * days_variance;
            let least = if self.is_whole { VARIANCE_TO_MEAN_MIN * total } else { 1e-9 };
            Moments { mean: total, variance: spread.max(least) }
        };
        Pool { parts: self.parts.iter().map(over).collect(), is_whole: self.is_whole }
    }

    /// The probability of at most `quantity`.
    pub(crate) fn cdf(&self, quantity: f64) -> f64 {
        let sum: f64 = match self.counted() {
            true => {
                let last = quantity.floor() as u64;
                self.parts.iter().map(|part| Counting::new(*part).up_to(last)).sum()
            }
            false => self.parts.iter().map(|part| part.gamma_cdf(self.upper_edge(quantity))).sum(),
        };
        sum / self.parts.len() as f64
    }

    /// The smallest quantity with a `cdf` of at least `probability`.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        if self.parts.iter().all(|it| it.mean < MEAN_MIN) {
            return 0.0;
        }
        match self.counted() {
            true => self.quantile_by_counting(probability),
            false => self.quantile_by_halving(probability),
        }
    }

    fn counted(&self) -> bool {
        let few = |it: &Moments| it.mean <= COUNTED_MEAN_MAX && it.variance <= COUNTED_VARIANCE_MAX;
        self.is_whole && self.parts.iter().all(few)
    }

    /// A whole number of many units stands for the half unit on both sides of it.
    fn upper_edge(&self, quantity: f64) -> f64 {
        if self.is_whole { quantity.floor() + 0.5 } else { quantity }
    }

    fn quantile_by_counting(&self, probability: f64) -> f64 {
        /// Far beyond the 99.99 % of any pool that is counted; ends the count of a broken input.
        const MOST: u32 = 1_000_000;
        let mut parts: Vec<Counting> = self.parts.iter().map(|it| Counting::new(*it)).collect();
        let wanted = probability * self.parts.len() as f64;
        for quantity in 0..MOST {
            let reached: f64 = parts.iter().map(|it| it.total).sum();
            if reached >= wanted {
                return f64::from(quantity);
            }
            parts.iter_mut().for_each(Counting::step);
        }
        f64::from(MOST)
    }

    fn quantile_by_halving(&self, probability: f64) -> f64 {
        let widest = |it: &Moments| it.mean + 10.0 * it.variance.sqrt();
        let (mut low, mut high) = (0.0, self.parts.iter().map(widest).fold(0.0, f64::max));
        // Whole units need less than one; weights and lengths a thousandth of their size.
        let enough = if self.is_whole { 0.25 } else { (high * 1e-4_f64).max(1e-6) };
        while high - low > enough {
            let middle = (low + high) / 2.0;
            let reached: f64 = self.parts.iter().map(|it| it.gamma_cdf(middle)).sum();
            if reached < probability * self.parts.len() as f64 { low = middle } else { high = middle }
        }
        if self.is_whole { high.round() } else { high }
    }
}

/// A negative binomial counted up from zero:
/// P(0) = (r/(r+µ))^r, P(k+1) = P(k)·(k+r)/(k+1)·µ/(r+µ), with r = µ²/(σ²−µ).
struct Counting {
    size: f64,
    ratio: f64,
    next: f64,
    point: f64,
    total: f64,
}

impl Counting {
    fn new(Moments { mean, variance }: Moments) -> Counting {
        if mean < MEAN_MIN {
            return Counting { size: 1.0, ratio: 0.0, next: 0.0, point: 1.0, total: 1.0 };
        }
        let size = mean * mean / (variance - mean);
        let point = (size * (size / (size + mean)).ln()).exp();
        Counting { size, ratio: mean / (size + mean), next: 0.0, point, total: point }
    }

    fn step(&mut self) {
        self.point *= (self.next + self.size) / (self.next + 1.0) * self.ratio;
        self.next += 1.0;
        self.total += self.point;
    }

    /// The probability of at most `last`.
    fn up_to(mut self, last: u64) -> f64 {
        const CERTAIN: f64 = 1.0 - 1e-9;
        for _ in 0..last {
            if self.total > CERTAIN {
                break;
            }
            self.step();
        }
        self.total.min(1.0)
    }
}

impl Moments {
    /// The gamma distribution of this mean and variance, up to `x`.
    pub(crate) fn gamma_cdf(&self, x: f64) -> f64 {
        if self.mean < MEAN_MIN {
            return 1.0;
        }
        if x <= 0.0 {
            return 0.0;
        }
        let shape = self.mean * self.mean / self.variance;
        let scaled = x * self.mean / self.variance;
        /// Where the error of Wilson and Hilferty (1931) falls below 2·10⁻⁴.
        const CUBE_ROOT_FROM: f64 = 50.0;
        if shape > CUBE_ROOT_FROM {
            let ninth = 1.0 / (9.0 * shape);
            return normal_cdf(((scaled / shape).cbrt() - 1.0 + ninth) / ninth.sqrt());
        }
        lower_gamma(shape, scaled)
    }
}

/// The regularised lower incomplete gamma function P(a, x): its series below a + 1, else the
/// continued fraction of its complement (Abramowitz and Stegun 6.5.29 and 6.5.31, the latter by
/// Lentz's method).
fn lower_gamma(a: f64, x: f64) -> f64 {
    const TERMS_MAX: u32 = 500;
    const PRECISE: f64 = 1e-10;
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        for n in 1..TERMS_MAX {
            term *= x / (a + f64::from(n));
            sum += term;
            if term < sum * PRECISE {
                break;
            }
        }
        return (front * sum).min(1.0);
    }
    let tiny = f64::MIN_POSITIVE / PRECISE;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..TERMS_MAX {
        let n = f64::from(n);
        let factor = -n * (n - a);
        b += 2.0;
        let not_zero = |it: f64| if it.abs() < tiny { tiny } else { it };
        d = 1.0 / not_zero(factor * d + b);
        c = not_zero(b + factor / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < PRECISE {
            break;
        }
    }
    (1.0 - front * fraction).clamp(0.0, 1.0)
}

/// ln Γ(x) for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41) after shifting x above 8.
pub(crate) fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 1.0;
    while x < 8.0 {
        shift *= x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;
    (x - 0.5) * x.ln() - x + HALF_LN_TWO_PI + series - shift.ln()
}

/// The standard normal distribution, to 7.5·10⁻⁸ (Abramowitz and Stegun 26.2.17).
fn normal_cdf(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let polynomial = t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let tail = density * polynomial;
    if z < 0.0 { tail } else { 1.0 - tail }
}
