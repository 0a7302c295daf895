//! A PostgreSQL of our own for a while: a Unix socket in a temporary folder, no TCP.

use crate::shell::{apt_install, command, in_path, is_root, run_quietly};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// For tests: as fast as it goes, and gone after a power cut.
pub(crate) const THROW_AWAY: &str = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off";

/// For killing: a server that ends without warning forgets nothing it said was done.
pub(crate) const MORTAL: &str = "-c fsync=off -c full_page_writes=off";

/// For measuring: what a careful owner would run.
pub(crate) const DURABLE: &str = "-c shared_buffers=256MB";

/// Stopped and removed when dropped, and also when this program is interrupted or killed.
pub(crate) struct Postgres {
    folder: PathBuf,
    guard: Child,
}

impl Postgres {
    pub(crate) fn start(options: &str) -> Result<Postgres> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("changping-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        if is_root() {
            // initdb and postgres refuse to run as root.
            run_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let postgres = Postgres { guard: guard(&programs, &folder)?, folder };

        let data = postgres.folder.join("data");
        let mut initdb = as_postgres(&programs.join("initdb"));
        initdb.arg("--pgdata").arg(&data);
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        run_quietly(&mut initdb)?;

        let mut start = as_postgres(&programs.join("pg_ctl"));
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(&data);
        start.arg("--log").arg(postgres.folder.join("log"));
        let reach = format!("-c listen_addresses='' -c max_connections=200 -k {}", postgres.folder.display());
        start.arg("--options").arg(format!("{reach} {options}"));
        // The server keeps what it inherits: with a pipe we would wait for its end.
        start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        crate::shell::run(&mut start)?;
        Ok(postgres)
    }

    /// A shell command that ends it without warning, in the middle of whatever it does, and starts it again.
    pub(crate) fn restart(&self) -> Result<String> {
        let prefix = if is_root() { "runuser -u postgres -- " } else { "" };
        let (control, data) = (programs()?.join("pg_ctl"), self.folder.join("data"));
        let (control, data) = (control.display(), data.display());
        Ok(format!(
            "cd / && {prefix}{control} restart --wait --silent --mode=immediate --pgdata {data} \
             --log {data}/../log >/dev/null 2>&1 </dev/null"
        ))
    }

    /// For `CHANGPING_TEST_POSTGRES`: where the tests find it, in the form of libpq.
    pub(crate) fn address(&self) -> String {
        format!("host={} user=postgres dbname=postgres", self.folder.display())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("could not stop PostgreSQL in {}: {error}", self.folder.display());
        }
    }
}

/// A shell that waits for the end of its input, which comes when we end, however we end; then it stops
/// the server and removes the folder.
fn guard(programs: &Path, folder: &Path) -> Result<Child> {
    let script = r#"trap '' INT TERM HUP; cd /; read -r _
        [ -d "$2/data" ] && $3 "$1/pg_ctl" stop --silent --mode=immediate --pgdata "$2/data" >/dev/null 2>&1
        rm -rf "$2""#;
    let prefix = if is_root() { "runuser -u postgres --" } else { "" };
    Command::new("sh")
        .args(["-c", script, "guard"])
        .args([programs, folder])
        .arg(prefix)
        .stdin(Stdio::piped())
        .spawn()
        .context("could not start a shell")
}

fn as_postgres(program: &Path) -> Command {
    // A folder that the user `postgres` may enter; ours may be closed to it.
    let folder = Path::new("/");
    match is_root() {
        true => {
            let mut it = command("runuser", &["-u", "postgres", "--"], folder);
            it.arg(program);
            it
        }
        false => command(program, &[], folder),
    }
}

/// The folder with `initdb`, `postgres` and `pg_ctl`; installs them when they are missing.
pub(crate) fn programs() -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    apt_install(&["postgresql"])?;
    find_programs().context("Please put PostgreSQL's initdb and pg_ctl into PATH.")
}

fn find_programs() -> Option<PathBuf> {
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_ctl"].iter().all(|it| folder.join(it).is_file());
    let from_path =
        in_path(&["pg_ctl"]).and_then(|it| fs::canonicalize(it).ok()?.parent().map(Path::to_owned));
    from_path.filter(complete).or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut found: Vec<(u32, PathBuf)> = versions
            .filter_map(|it| it.ok())
            .filter_map(|it| Some((it.file_name().to_str()?.parse().ok()?, it.path().join("bin"))))
            .filter(|(_, folder)| complete(folder))
            .collect();
        found.sort();
        found.pop().map(|(_, folder)| folder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_gone_after_use() {
        let postgres = Postgres::start(THROW_AWAY).expect("PostgreSQL starts");
        let folder = postgres.folder.clone();
        assert!(folder.join(".s.PGSQL.5432").exists());
        drop(postgres);
        assert!(!folder.exists());
    }
}
