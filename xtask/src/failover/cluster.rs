//! The processes of the cluster, in a temporary folder.

use super::{files, find};
use crate::postgres::programs;
use crate::shell::{is_root, run_quietly};
use anyhow::{Context, Result, bail};
use files::Ports;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(super) const SERVERS: [&str; 3] = ["db1", "db2", "db3"];
/// Until three servers run and one of them is the synchronous standby.
const GATHER: Duration = Duration::from_secs(120);

/// Killed and removed when dropped, and also when this program is interrupted or killed.
pub(super) struct Cluster {
    folder: PathBuf,
    ports: Ports,
    guard: Child,
}

impl Cluster {
    pub(super) fn start() -> Result<Cluster> {
        let folder = std::env::temp_dir().join(format!("changping-failover-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let cluster = Cluster { guard: guard(&folder)?, ports: free_ports()?, folder };
        cluster.write_files()?;
        for program in SERVERS.iter().map(|it| format!("{it}-etcd")).chain(SERVERS.map(str::to_owned)) {
            cluster.spawn(&program)?;
        }
        cluster.spawn("haproxy")?;
        cluster.gather()?;
        Ok(cluster)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn ports(&self) -> &Ports {
        &self.ports
    }

    /// `start-NAME` runs each program until it is killed; its process is in `pids/NAME`.
    fn write_files(&self) -> Result<()> {
        let (folder, ports) = (&self.folder, &self.ports);
        fs::create_dir(folder.join("pids"))?;
        for server in SERVERS {
            fs::create_dir(folder.join(server))?;
            fs::write(
                folder.join(server).join("patroni.yml"),
                files::patroni(server, folder, &programs()?, ports)?,
            )?;
            let environment = files::etcd(server, folder, ports)?.join(" ");
            self.script(
                &format!("{server}-etcd"),
                &format!("env {environment} {}", find("etcd")?.display()),
            )?;
            self.script(server, &format!("{} {server}/patroni.yml", find("patroni")?.display()))?;
        }
        fs::write(folder.join("haproxy.cfg"), files::haproxy(ports)?)?;
        self.script("haproxy", &format!("{} -db -f haproxy.cfg", find("haproxy")?.display()))?;
        if is_root() {
            run_quietly(Command::new("chown").args(["-R", "postgres"]).arg(folder))?;
        }
        Ok(())
    }

    fn script(&self, name: &str, program: &str) -> Result<()> {
        // initdb and postgres refuse to run as root. Unlike runuser, setpriv becomes the program.
        let as_postgres =
            if is_root() { "setpriv --reuid=postgres --regid=postgres --init-groups " } else { "" };
        let text = format!(
            "export HOME='{0}'; cd '{0}' && echo $$ > pids/{name} && exec {as_postgres}{program} >> {name}.log 2>&1 < /dev/null\n",
            self.folder.display()
        );
        fs::write(self.folder.join(format!("start-{name}")), text).context("could not write a script")
    }

    fn spawn(&self, name: &str) -> Result<()> {
        // Nobody waits for it: the guard ends it.
        let mut shell = Command::new("sh");
        shell.arg(self.folder.join(format!("start-{name}"))).stdin(Stdio::null());
        shell.spawn().map(drop).with_context(|| format!("could not start {name}"))
    }

    /// Waits until the cluster is complete, as Patroni tells it.
    fn gather(&self) -> Result<()> {
        let end = Instant::now() + GATHER;
        loop {
            let told = get(self.ports["db1_rest"], "/cluster").unwrap_or_default();
            let running = told.matches("\"state\": \"running\"").count()
                + told.matches("\"state\": \"streaming\"").count();
            if running == SERVERS.len() && told.contains("sync_standby") {
                return Ok(());
            }
            if Instant::now() > end {
                let log = fs::read_to_string(self.folder.join("db1.log")).unwrap_or_default();
                bail!("the cluster did not gather in {GATHER:?}: {told}\n{log}");
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("could not stop what runs in {}: {error}", self.folder.display());
        }
    }
}

/// A shell that waits for the end of its input, which comes when we end, however we end; then it kills
/// everything that was started and removes the folder.
fn guard(folder: &Path) -> Result<Child> {
    let script = r#"trap '' INT TERM HUP; cd /; read -r _
        for it in "$1"/pids/*; do [ -f "$it" ] && kill -9 "$(cat "$it")" 2>/dev/null; done
        for it in "$1"/*/data/postmaster.pid; do [ -f "$it" ] && kill -9 "$(head -n 1 "$it")" 2>/dev/null; done
        until rm -rf "$1" 2>/dev/null; do sleep 0.2; done"#;
    Command::new("sh")
        .args(["-c", script, "guard"])
        .arg(folder)
        .stdin(Stdio::piped())
        .spawn()
        .context("could not start a shell")
}

fn free_ports() -> Result<Ports> {
    let of_servers =
        SERVERS.iter().flat_map(|it| ["", "_rest", "_etcd", "_peer"].map(|kind| format!("{it}{kind}")));
    let others = ["primary", "standbys", "web", "app1", "app2"].map(str::to_owned);
    let names: Vec<String> = of_servers.chain(others).collect();
    // All at once, so that none is given twice.
    let listeners: Vec<TcpListener> =
        names.iter().map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<_, _>>()?;
    let ports = listeners.iter().map(|it| Ok(it.local_addr()?.port())).collect::<Result<Vec<u16>>>()?;
    Ok(names.into_iter().zip(ports).collect())
}

/// The body of a small answer.
fn get(port: u16, path: &str) -> Option<String> {
    const PATIENCE: Duration = Duration::from_secs(2);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer.split_once("\r\n\r\n")?.1.to_owned())
}
