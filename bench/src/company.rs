//! A company in a folder of its own, with its server as a child process.

use crate::Setting;
use crate::figures::{percentiles, print};
use anyhow::{Context, Result, bail};
use serde_json::Value as Json;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a server is started to tell how long that takes.
const STARTS: usize = 5;

pub(crate) struct Company<'a> {
    setting: &'a Setting,
    database_url: Option<String>,
    data: tempfile::TempDir,
    server: Child,
    url: String,
    key: String,
}

/// One connection that is kept open.
pub(crate) struct Client {
    agent: ureq::Agent,
    url: String,
    authorization: String,
}

fn serve(setting: &Setting, database_url: Option<&str>, data: &Path, port: u16) -> Result<Child> {
    let mut serve = Command::new(&setting.program);
    serve.arg("serve").arg("--data").arg(data).args(["--port", &port.to_string()]);
    if let Some(url) = database_url {
        serve.args(["--database-url", url]);
    }
    serve.env("CHANGPING_ADMIN_PASSWORD", "a-long-enough-password");
    Ok(serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

impl Company<'_> {
    /// On SQLite, or with `database_url` on PostgreSQL.
    pub(crate) fn start(setting: &Setting, database_url: Option<String>) -> Result<Company<'_>> {
        let data = tempfile::tempdir_in(&setting.folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = serve(setting, database_url.as_deref(), data.path(), port)?;
        let url = format!("http://127.0.0.1:{port}");
        let mut company = Company { setting, database_url, data, server, url, key: String::new() };
        company.wait_until_ready()?;
        company.key = company.command(&["api-key", "create", "--user", "admin"])?.trim().to_owned();
        Ok(company)
    }

    /// Ends the server as `kill` does, starts it anew and tells how long it takes until it answers.
    pub(crate) fn start_again(&mut self) -> Result<Duration> {
        self.server.kill()?;
        self.server.wait()?;
        let port = self.address().rsplit(':').next().context("a port")?.parse()?;
        let begun = Instant::now();
        self.server = serve(self.setting, self.database_url.as_deref(), self.data.path(), port)?;
        self.wait_until_ready()?;
        Ok(begun.elapsed())
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(120);
        while ureq::get(format!("{}/healthz", self.url)).call().is_err() {
            if let Some(status) = self.server.try_wait()? {
                bail!("the server ended: {status}");
            }
            if Instant::now() > end {
                bail!("the server did not answer");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Runs `changping <words> --data …` beside the server and gives back what it printed.
    pub(crate) fn command(&self, words: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.setting.program);
        command.args(words).arg("--data").arg(self.data.path());
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        let output = command.output()?;
        if !output.status.success() {
            bail!("changping {} failed: {}", words.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    /// [`Company::command`], with the most memory it ever had, in KiB, where Linux tells it.
    pub(crate) fn measured(&self, words: &[&str]) -> Result<(String, u64)> {
        let mut command = Command::new(&self.setting.program);
        command.args(words).arg("--data").arg(self.data.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
        while child.try_wait()?.is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or_default();
            peak = line.trim().trim_end_matches(" kB").parse().unwrap_or(peak);
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output()?;
        Ok((String::from_utf8(output.stdout)?, peak))
    }

    pub(crate) fn import(&self, kind: &str, file: &Path) -> Result<Duration> {
        let begun = Instant::now();
        self.command(&["import", "--kind", kind, file.to_str().context("a readable path")?])?;
        Ok(begun.elapsed())
    }

    /// Lines of a CSV file, made for it.
    pub(crate) fn import_lines(&self, kind: &str, head: &str, lines: &[String]) -> Result<()> {
        let folder = tempfile::tempdir_in(&self.setting.folder)?;
        let file = folder.path().join(format!("{kind}.csv"));
        std::fs::write(&file, format!("{head}\n{}", lines.join("\n")))?;
        self.import(kind, &file).map(drop)
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with(&self.key)
    }

    /// Somebody else than the administrator.
    pub(crate) fn client_of(&self, login: &str) -> Result<Client> {
        Ok(self.client_with(self.command(&["api-key", "create", "--user", login])?.trim()))
    }

    fn client_with(&self, key: &str) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Client {
            agent: ureq::Agent::new_with_config(config),
            url: self.url.clone(),
            authorization: format!("Bearer {key}"),
        }
    }
}

/// What the server has used up since it was started.
pub(crate) struct Cost {
    /// User and system time.
    pub(crate) processor: Duration,
    pub(crate) memory_mb: u64,
    /// Durable commits.
    pub(crate) groups: u64,
    /// Written to the write-ahead log.
    pub(crate) log_bytes: u64,
}

impl Company<'_> {
    /// The SQLite file.
    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.data.path().join("changping.db")
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// `127.0.0.1:port`
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// What the server has in memory after all that was asked of it, and how soon it answers when it is started
    /// anew with what is there now.
    pub(crate) fn print_memory_and_start(&mut self) -> Result<()> {
        print("memory of the server", &format!("{} MB", self.cost()?.memory_mb));
        let mut times = Vec::with_capacity(STARTS);
        for _ in 0..STARTS {
            times.push(self.start_again()?);
        }
        print("started, until it answers", &percentiles(times));
        Ok(())
    }

    pub(crate) fn cost(&self) -> Result<Cost> {
        let process = format!("/proc/{}", self.server.id());
        let stat = std::fs::read_to_string(format!("{process}/stat"))?;
        // Fields 14 and 15, counted after the name in brackets: user and system time in ticks of 10 ms.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        let status = std::fs::read_to_string(format!("{process}/status"))?;
        let memory = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kilobytes: u64 = memory.trim().trim_end_matches(" kB").parse()?;
        let metrics = ureq::get(format!("{}/metrics", self.url)).call()?.body_mut().read_to_string()?;
        let metric = |name: &str| {
            let line = metrics.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|it| it.trim().parse().ok()).unwrap_or(0)
        };
        Ok(Cost {
            processor: Duration::from_millis(ticks * 10),
            memory_mb: kilobytes / 1024,
            groups: metric("changping_storage_batch_operations_count"),
            log_bytes: match (&self.database_url, &self.setting.postgres) {
                (Some(_), Some(server)) => postgres_log(server)?,
                _ => metric("changping_storage_log_bytes_total"),
            },
        })
    }
}

/// How far the server's log is.
fn postgres_log(server: &str) -> Result<u64> {
    let mut client = postgres::Client::connect(server, postgres::NoTls)?;
    let row = client.query_one("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint", &[])?;
    Ok(row.get::<_, i64>(0) as u64)
}

impl Drop for Company<'_> {
    fn drop(&mut self) {
        // Nothing of it is kept, so it need not end in good order.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Client {
    pub(crate) fn get(&self, path: &str) -> Result<Json> {
        let request = self.agent.get(format!("{}{path}", self.url));
        let sent = request.header("Authorization", &self.authorization).call();
        answer(path, sent.with_context(|| path.to_owned())?)
    }

    /// Where nothing is said but what the path says.
    pub(crate) fn ask(&self, path: &str) -> Result<Json> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let sent = request.header("Authorization", &self.authorization).send_empty();
        answer(path, sent.with_context(|| path.to_owned())?)
    }

    /// The bytes of an answer that is no JSON.
    pub(crate) fn read(&self, path: &str) -> Result<usize> {
        let request = self.agent.get(format!("{}{path}", self.url));
        let mut response = request.header("Authorization", &self.authorization).call()?;
        let mut body = response.body_mut().as_reader();
        let bytes = std::io::copy(&mut body, &mut std::io::sink())?;
        if !response.status().is_success() {
            bail!("{path}: {}", response.status());
        }
        Ok(bytes as usize)
    }

    pub(crate) fn post(&self, path: &str, body: &Json) -> Result<Json> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let sent = request.header("Authorization", &self.authorization).send_json(body);
        answer(path, sent.with_context(|| path.to_owned())?)
    }
}

impl Client {
    pub(crate) fn put(&self, path: &str, body: &Json) -> Result<Json> {
        let request = self.agent.put(format!("{}{path}", self.url));
        answer(path, request.header("Authorization", &self.authorization).send_json(body)?)
    }
}

fn answer(path: &str, mut response: ureq::http::Response<ureq::Body>) -> Result<Json> {
    let body: Json = response.body_mut().read_json()?;
    if !response.status().is_success() {
        bail!("{path}: {} {body}", response.status());
    }
    Ok(body)
}

/// What a server's address `host=/socket user=u dbname=d` says of `key`.
pub(crate) fn address_part<'a>(server: &'a str, key: &str) -> &'a str {
    let mut parts = server.split(' ').filter_map(|it| it.split_once('='));
    parts.find(|(name, _)| *name == key).map_or("", |(_, value)| value)
}

/// The same address as `postgres://u@/d?host=/socket`.
pub(crate) fn to_url(server: &str) -> String {
    let part = |key| address_part(server, key);
    format!("postgres://{}@/{}?host={}", part("user"), part("dbname"), part("host").replace('/', "%2F"))
}
