//! Whether who writes waits for who reads long: orders a second alone, and while somebody asks for a long
//! answer over and over.

use crate::company::Company;
use crate::figures::{percentiles, print, rate};
use crate::orders::{confirm_orders, one_line};
use anyhow::Result;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(10);

/// `long` are paths and what they are called. Of the item `A1`, for customer `C0000`, at `W1`.
pub(crate) fn run(company: &Company<'_>, long: &[(&str, String)]) -> Result<()> {
    let order = |_| one_line(["A1", "C0000"], 1);
    let alone = || confirm_orders(company, CONNECTIONS, TIME, &order);
    let told = |what: &str, seen: crate::load::Seen, more: &str| {
        let figures = format!("{}, {}{more}", rate(seen.times.len(), seen.took), percentiles(seen.times));
        print(what, &figures);
    };
    told("orders, nothing beside them", alone()?, "");
    let spin = [("a loop that keeps one processor busy", None)];
    let long = long.iter().map(|(what, path)| (*what, Some(path)));
    for (what, path) in spin.into_iter().chain(long) {
        let enough = AtomicBool::new(false);
        let (seen, read) = std::thread::scope(|scope| {
            let reader = scope.spawn(|| -> Result<Vec<Duration>> {
                let (client, mut times) = (company.client(), Vec::new());
                while !enough.load(Relaxed) {
                    let begun = Instant::now();
                    match path {
                        Some(path) => client.read(path).map(drop)?,
                        None => spin_for(Duration::from_millis(100)),
                    }
                    times.push(begun.elapsed());
                }
                Ok(times)
            });
            let seen = alone();
            enough.store(true, Relaxed);
            (seen, reader.join().expect("the reader does not panic"))
        });
        let times = read?;
        let more = format!("; {} answers, {}", times.len(), percentiles(times));
        told(&format!("orders beside {what}"), seen?, &more);
    }
    told("orders, nothing beside them again", alone()?, "");
    Ok(())
}

/// What a reader costs by being one more who computes.
fn spin_for(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
}
