//! `cargo xtask test failover`: three PostgreSQL servers under Patroni, etcd and HAProxy on this machine,
//! with the configuration files of `packaging/ha`; then the primary dies under load.

mod cluster;
mod files;

use crate::shell::{apt_install, cargo, command, in_path, root, run, run_quietly};
use anyhow::{Context, Result};
use cluster::Cluster;
use std::path::{Path, PathBuf};

/// `rounds` says how often a primary dies.
pub(crate) fn test(rounds: &str) -> Result<()> {
    install()?;
    // Built first, so that nothing compiles beside three databases.
    run(&mut cargo(&["test", "--quiet", "--package", "changping", "--test", "failover", "--no-run"]))?;
    let cluster = Cluster::start()?;
    let mut test = cargo(&["test", "--quiet", "--package", "changping", "--test", "failover"]);
    test.env("FAILOVER_FOLDER", cluster.folder()).env("FAILOVER_ROUNDS", rounds);
    for (name, port) in cluster.ports() {
        test.env(format!("FAILOVER_{}", name.to_uppercase()), port.to_string());
    }
    run(&mut test)
}

fn install() -> Result<()> {
    let is_missing = ["patroni", "etcd", "haproxy"].iter().any(|it| find(it).is_err());
    // Patroni speaks to etcd through a package that it does not bring along.
    let speaks = || run_quietly(&mut command("/usr/bin/python3", &["-c", "import etcd"], root())).is_ok();
    if is_missing || !speaks() {
        apt_install(&["patroni", "python3-etcd", "etcd-server", "haproxy"])?;
    }
    Ok(())
}

/// A program, which may lie where only root looks.
fn find(name: &str) -> Result<PathBuf> {
    let elsewhere = Path::new("/usr/sbin").join(name);
    in_path(&[name])
        .or_else(|| elsewhere.is_file().then_some(elsewhere))
        .with_context(|| format!("Please install {name} first."))
}
