//! The web part: its packages, its checks and its build, each done again only when something changed.

use crate::shell::{command, in_path, root, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the build reads, beside the packages.
const SOURCES: &[&str] =
    &["src", "public", "scripts", "index.html", "vite.config.ts", "tsconfig.json", "package.json"];

/// `npm ci`, unless the installed packages are those of the lock file.
pub(crate) fn install() -> Result<()> {
    if in_path(&["npm"]).is_none() {
        bail!("Please install Node.js 20 or newer (with npm) first.");
    }
    let wanted = fingerprint(&[folder().join("package-lock.json")])?;
    let stamp = folder().join("node_modules/.changping-installed");
    if read(&stamp) == wanted {
        return Ok(());
    }
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, wanted).context("could not note the installed packages")
}

/// `npm run build` into `web/dist`, unless it holds the build of these very sources.
pub(crate) fn build() -> Result<()> {
    let lock = folder().join("package-lock.json");
    let sources = SOURCES.iter().map(|it| folder().join(it));
    let wanted = fingerprint(&sources.chain([lock]).collect::<Vec<_>>())?;
    let stamp = folder().join("node_modules/.changping-built");
    if read(&stamp) == wanted && folder().join("dist/index.html").is_file() {
        return Ok(());
    }
    run(&mut script("build"))?;
    fs::write(stamp, wanted).context("could not note the build")
}

/// `npm run <name>`
pub(crate) fn script(name: &str) -> Command {
    npm(&["run", "--silent", name])
}

pub(crate) fn folder() -> PathBuf {
    root().join("web")
}

fn npm(arguments: &[&str]) -> Command {
    command("npm", arguments, &folder())
}

fn read(stamp: &Path) -> String {
    fs::read_to_string(stamp).unwrap_or_default()
}

/// One number for the names and contents of these files and of all files in these folders.
fn fingerprint(paths: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    let mut queue = paths.to_vec();
    queue.reverse();
    while let Some(path) = queue.pop() {
        if path.is_dir() {
            let mut inside = Vec::new();
            for entry in fs::read_dir(&path)? {
                inside.push(entry?.path());
            }
            inside.sort_by(|a, b| b.cmp(a));
            queue.append(&mut inside);
        } else {
            let content = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            (path.strip_prefix(root()).unwrap_or(&path), content).hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}
