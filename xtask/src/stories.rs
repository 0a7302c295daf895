//! The browser stories of `web/e2e`: a real server, a real Chromium.

use crate::shell::{apt_install, command, in_path, root, run, run_quietly, target};
use crate::web;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Runs the stories whose names are given, or all, against the server built for development.
pub(crate) fn run_stories(names: &[&str]) -> Result<()> {
    let chromium = chromium()?;
    let mut node = command("node", &["e2e/run.mjs"], &web::folder());
    node.args(names);
    node.env("CHANGPING_SERVER", target()?.join("debug/changping"));
    node.env("CHROMIUM", chromium);
    node.env("ARTEFACTS", root().join("artefacts"));
    run(&mut node)
}

/// A browser, and a Chinese font for it; without one every screenshot is boxes.
fn chromium() -> Result<PathBuf> {
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mut missing = Vec::new();
    if in_path(&known).is_none() {
        missing.push("chromium");
    }
    if !has_chinese_font() {
        missing.push("fonts-noto-cjk");
    }
    if !missing.is_empty() {
        apt_install(&missing)?;
    }
    in_path(&known).context("Please put Chromium into PATH.")
}

fn has_chinese_font() -> bool {
    let listed = run_quietly(&mut command("fc-list", &[":lang=zh"], root()));
    listed.is_ok_and(|it| !it.trim().is_empty()) || Path::new("/usr/share/fonts/opentype/noto").is_dir()
}
