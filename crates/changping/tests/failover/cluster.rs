//! The cluster that `cargo xtask test failover` brought up, and two servers of ours on it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::Client;

const DATABASES: [&str; 3] = ["db1", "db2", "db3"];
const PATIENCE: Duration = Duration::from_secs(120);
const SCHEMA: &str = "failover";
/// As in the guide's `patroni.yml`.
const SIGN_IN: &str = "user=postgres password=choose-a-password dbname=postgres";

pub(crate) struct Cluster {
    folder: PathBuf,
    pub(crate) rounds: usize,
}

impl Cluster {
    pub(crate) fn from_environment() -> Option<Cluster> {
        let folder = std::env::var_os("FAILOVER_FOLDER")?;
        let rounds = std::env::var("FAILOVER_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
        Some(Cluster { folder: folder.into(), rounds })
    }

    fn port(&self, name: &str) -> String {
        let name = format!("FAILOVER_{}", name.to_uppercase());
        std::env::var(&name).unwrap_or_else(|_| panic!("{name} is the port of it"))
    }

    /// Through HAProxy.
    fn by_proxy(&self) -> String {
        format!("host=127.0.0.1 port={} {SIGN_IN}", self.port("primary"))
    }

    /// Whichever standby is close behind.
    fn standby(&self) -> String {
        format!("host=127.0.0.1 port={} {SIGN_IN}", self.port("standbys"))
    }

    /// All three named: the program finds the primary itself.
    fn by_name(&self) -> String {
        let ports = DATABASES.map(|it| self.port(it)).join(",");
        format!("host=127.0.0.1,127.0.0.1,127.0.0.1 port={ports} {SIGN_IN}")
    }

    pub(crate) fn web(&self) -> String {
        format!("http://127.0.0.1:{}", self.port("web"))
    }

    fn command(&self, words: &[&str], url: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_changping"));
        command.args(words).arg("--data").arg(self.folder.join("uploads"));
        command.args(["--database-url", url, "--schema", SCHEMA]);
        command.env("LANG", "en").env("CHANGPING_ADMIN_PASSWORD", testkit::PASSWORD).env_remove("LC_ALL");
        command
    }

    /// What a command printed, which must succeed.
    pub(crate) fn changping(&self, words: &[&str]) -> String {
        let output = self.command(words, &self.by_proxy()).output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "changping {words:?}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        text
    }

    fn asks(&self, database: &str, path: &str) -> Option<testkit::Answer> {
        let url = format!("http://127.0.0.1:{}", self.port(&format!("{database}_rest")));
        Client::new(&url).try_send("GET", path, None).ok()
    }

    pub(crate) fn primary(&self) -> Option<String> {
        let is_primary = |it: &&&str| self.asks(it, "/primary").is_some_and(|it| it.status == 200);
        DATABASES.iter().find(is_primary).map(|it| (*it).to_owned())
    }

    /// As a power cut does: Patroni, PostgreSQL and each of its processes at once.
    pub(crate) fn kill(&self, database: &str) {
        let first_line = |path: PathBuf| {
            let text = fs::read_to_string(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
            text.lines().next().unwrap_or_default().to_owned()
        };
        let server = first_line(self.folder.join(database).join("data/postmaster.pid"));
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", &server]).output();
        let children = String::from_utf8_lossy(&children.expect("ps is a program").stdout).into_owned();
        let patroni = first_line(self.folder.join("pids").join(database));
        let mut kill = Command::new("kill");
        kill.args(["-9", &patroni, &server]).args(children.split_whitespace());
        // One of its processes may have ended just now.
        kill.stderr(Stdio::null()).status().expect("kill is a program");
    }

    /// Its machine is switched on again.
    pub(crate) fn revive(&self, database: &str) {
        let mut shell = Command::new("sh");
        shell.arg(self.folder.join(format!("start-{database}"))).stdin(Stdio::null());
        let mut shell = shell.spawn().expect("a shell starts");
        // It runs as long as the server; somebody has to see it end.
        std::thread::spawn(move || shell.wait());
    }

    /// Waits until three servers run and one of them is the synchronous standby.
    pub(crate) fn gather(&self) {
        let end = Instant::now() + PATIENCE;
        loop {
            let told = DATABASES.iter().find_map(|it| self.asks(it, "/cluster"));
            let told = told.map(|it| it.text()).unwrap_or_default();
            let running =
                ["running", "streaming"].map(|it| told.matches(&format!("\"state\": \"{it}\"")).count());
            if running.iter().sum::<usize>() == DATABASES.len() && told.contains("sync_standby") {
                return;
            }
            assert!(Instant::now() < end, "the cluster did not gather again: {told}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

/// Two servers, which reach the primary in the two ways of the guide.
pub(crate) struct Servers {
    running: Vec<Child>,
    urls: Vec<String>,
    key: String,
}

impl Servers {
    pub(crate) fn start(cluster: &Cluster) -> Servers {
        let mut servers = Servers { running: Vec::new(), urls: Vec::new(), key: String::new() };
        for (name, url) in [("app1", cluster.by_proxy()), ("app2", cluster.by_name())] {
            let standby = cluster.standby();
            let mut command = cluster.command(
                &["serve", "--port", &cluster.port(name), "--drain-seconds", "1", "--replica", &standby],
                &url,
            );
            let log =
                fs::File::create(cluster.folder.join(format!("{name}.log"))).expect("the folder is ours");
            let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
            let mut line = String::new();
            let stdout = child.stdout.take().expect("it is piped");
            BufReader::new(stdout).read_line(&mut line).expect("it says where it is");
            let at = line.split_whitespace().find(|it| it.starts_with("http://"));
            servers.urls.push(at.unwrap_or_else(|| panic!("{name} did not start; see its log")).to_owned());
            servers.running.push(child);
        }
        servers.key = cluster.changping(&["api-key", "create", "--user", "admin"]).trim().to_owned();
        servers
    }

    pub(crate) fn urls(&self) -> &[String] {
        &self.urls
    }

    pub(crate) fn key(&self) -> String {
        self.key.clone()
    }

    /// How many lists a standby answered.
    pub(crate) fn read_from_standbys(&self) -> u64 {
        let of = |url: &String| {
            let metrics = Client::new(url).get("/metrics").is_text(200);
            let line =
                metrics.lines().find_map(|it| it.strip_prefix("changping_storage_replica_reads_total "));
            line.and_then(|it| it.parse::<u64>().ok()).expect("it is counted")
        };
        self.urls.iter().map(of).sum()
    }

    /// Asks them to stop, and expects that they do so well.
    pub(crate) fn stop(mut self) {
        for mut child in self.running.drain(..) {
            let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
            assert!(asked.expect("kill is a program").success());
            assert!(child.wait().expect("it ended").success());
        }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for child in &mut self.running {
            let _ = child.kill(); // It may have ended already.
            let _ = child.wait();
        }
    }
}
