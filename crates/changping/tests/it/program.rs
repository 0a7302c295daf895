//! Running the built program on a company of one's own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;
use testkit::{Client, Engine, PASSWORD, schema};

/// A folder, and for PostgreSQL a schema, that are gone when it is dropped.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    schema: Option<schema::Schema>,
}

impl Place {
    pub(crate) fn new(engine: Engine) -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let schema = (engine == Engine::Postgres).then(schema::Schema::new);
        Place { folder, schema }
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// `changping <words>` on this company.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        self.command_under(&[], words)
    }

    /// The same, run by another program: `before` is its command line.
    pub(crate) fn command_under(&self, before: &[&str], words: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_changping");
        let mut command = Command::new(before.first().unwrap_or(&program));
        if !before.is_empty() {
            command.args(&before[1..]).arg(program);
        }
        command.args(words).arg("--data").arg(self.data());
        if let Some(schema) = &self.schema {
            if !words.contains(&"--database-url") {
                command.args(["--database-url", &schema.url]);
            }
            command.args(["--schema", &schema.name]);
        }
        command.env("LANG", "en").env("CHANGPING_ADMIN_PASSWORD", PASSWORD).env_remove("LC_ALL");
        command
    }

    pub(crate) fn database_url(&self) -> Option<&str> {
        self.schema.as_ref().map(|it| it.url.as_str())
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the program starts")
    }

    /// What it printed, when it succeeded.
    #[track_caller]
    pub(crate) fn succeeds(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "changping {words:?}: {out}{err}");
        out.into_owned()
    }

    /// What it said, when it failed with this code.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "changping {words:?}: {out}{err}");
        format!("{out}{err}")
    }

    /// The company as the program opens it, to tamper with.
    pub(crate) fn options(&self) -> app::Options {
        let location = match &self.schema {
            None => app::Location::Sqlite(self.data().join("changping.db")),
            Some(it) => app::Location::Postgres { url: it.url.clone(), schema: it.name.clone() },
        };
        app::Options { location, data: self.data().to_owned() }
    }

    /// Changes rows behind the program's back.
    pub(crate) fn tamper(&self, sql: &'static str) {
        let app = app::App::open(&self.options()).expect("the company opens");
        let changed = app.database().write_blocking(move |tx| tx.execute(sql, &[]));
        assert!(changed.expect("it runs") > 0, "{sql} changes something");
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    pub(crate) fn serve_with(&self, words: &[&str]) -> Server {
        self.serve_logging(words, Stdio::null())
    }

    pub(crate) fn serve_logging(&self, words: &[&str], log: impl Into<Stdio>) -> Server {
        let at_once: &[&str] = if words.contains(&"--drain-seconds") { &[] } else { AT_ONCE };
        let mut command = self.command(&[&["serve", "--port", "0"], at_once, words].concat());
        Server::start(command.stderr(log))
    }

    pub(crate) fn serve_under(&self, before: &[&str]) -> Server {
        let mut command = self.command_under(before, &[&["serve", "--port", "0"], AT_ONCE].concat());
        Server::start(command.stderr(Stdio::null()))
    }
}

/// Nobody spreads requests over these servers.
const AT_ONCE: &[&str] = &["--drain-seconds", "0"];

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    fn start(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("it says where it is");
        let url = line.split_whitespace().find(|it| it.starts_with("http://")).map(str::to_owned);
        let url = url.unwrap_or_else(|| panic!("a line with the address, not `{line}`"));
        Server { child, url }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn admin(&self) -> Client {
        Client::new(&self.url).log_in("admin", PASSWORD)
    }

    /// As `kill -9` does: at once, without a word.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
    }

    /// As Ctrl-C and service managers do.
    pub(crate) fn stop(self) -> std::process::ExitStatus {
        self.ask_to_stop();
        self.ends()
    }

    pub(crate) fn ask_to_stop(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill is a program").success());
    }

    /// Waits for its end.
    pub(crate) fn ends(mut self) -> std::process::ExitStatus {
        self.child.wait().expect("it ended")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It may have ended already.
        let _ = self.child.wait();
    }
}
