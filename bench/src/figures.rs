//! Rates and percentiles, as a line of text.

use std::time::Duration;

pub(crate) fn rate(count: usize, time: Duration) -> String {
    format!("{:.0}/s", count as f64 / time.as_secs_f64())
}

/// `p50 1.20 ms, p99 3.40 ms`
pub(crate) fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1000.0;
    format!("p50 {:.2} ms, p99 {:.2} ms", at(0.50), at(0.99))
}

pub(crate) fn print(what: &str, figures: &str) {
    println!("  {what:<54} {figures}");
}
