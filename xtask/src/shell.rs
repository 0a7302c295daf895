//! Running other programs, and installing the ones that are missing.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of this repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// Where cargo puts what it builds: this program lies in `<target>/debug`.
pub(crate) fn target() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let target = here.ancestors().nth(2).context("xtask was not started by cargo")?;
    Ok(target.to_owned())
}

/// `cargo …`, in the root, with the cargo and the target folder that started us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo, arguments, root())
}

pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}

/// Runs to the end with our own output; an exit code other than 0 is an error that says what was run.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// As `run`, but silent; what it printed is part of the error.
pub(crate) fn run_quietly(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start {}", shown(command)))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{printed}{complaint}", shown(command), output.status);
    }
    Ok(printed)
}

/// The first of these programs that is in `PATH`.
pub(crate) fn in_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|it| it.is_file())
}

pub(crate) fn is_root() -> bool {
    run_quietly(&mut command("id", &["-u"], root())).is_ok_and(|it| it.trim() == "0")
}

/// Installs Debian packages when we may, else says in one sentence what to install.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if !is_root() || in_path(&["apt-get"]).is_none() {
        bail!("Please install the Debian packages (or their like) first: {wanted}");
    }
    println!("installing {wanted}");
    let apt = |arguments: &[&str]| {
        run(command("apt-get", arguments, root()).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // Without a network the packages may still be in the cache.
    if let Err(error) = apt(&["update", "-qq"]) {
        println!("{error}");
    }
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    apt(&[&install, packages].concat())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
