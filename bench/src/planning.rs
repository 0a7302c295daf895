//! How good foresight is on real data, beside the best known, as markdown.

mod costs;
mod hidden_demand;
mod lead_times;
mod promotions;
mod quantiles;
mod stockouts;

use crate::Setting;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::time::Instant;

type Section = fn(&Path) -> Result<String>;

const SECTIONS: &[(&str, Section)] = &[
    ("quantiles", quantiles::run),
    ("stockouts", stockouts::run),
    ("hidden demand", hidden_demand::run),
    ("lead times", lead_times::run),
    ("promotions", promotions::run),
    ("costs", costs::run),
];

/// Where the public data lies.
pub(crate) fn data() -> Result<PathBuf> {
    let data =
        std::env::var_os("CHANGPING_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    if !data.is_dir() {
        bail!("no data in {}: say where it is in CHANGPING_DATA", data.display());
    }
    Ok(data)
}

pub(crate) fn run(_: &Setting) -> Result<()> {
    let data = data()?;
    for (name, section) in SECTIONS {
        let started = Instant::now();
        let text = section(&data)?;
        println!("{text}\n({name}: {:.1} s; load {})\n", started.elapsed().as_secs_f64(), crate::load());
    }
    Ok(())
}
