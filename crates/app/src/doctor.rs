//! Is the company well? Looked at from outside, in seconds, without changing anything.
//!
//! `changping verify` proves the books; this finds what would hurt tomorrow.

use crate::app::{App, Options};
use crate::backups::{LAST_BACKUP, LastBackup};
use crate::failure::Failure;
use documents::Label;
use storage::health::{self, Engine, Steps};
use storage::{Dialect, Error, Location, Tx};
use values::Instant;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Ok,
    /// Works today.
    Warning,
    /// Something is wrong, or will be lost.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Stable, for programs: `clock`, `disk`, …
    pub name: &'static str,
    pub label: Label,
    pub status: Status,
    /// What was found.
    pub finding: Label,
    /// What to do; empty when all is well.
    pub cure: Label,
}

impl Check {
    pub fn ok(name: &'static str, label: (&str, &str), zh: &str, en: &str) -> Check {
        let label = Label::new(label.0, label.1);
        Check { name, label, status: Status::Ok, finding: Label::new(zh, en), cure: Label::default() }
    }

    /// The same, but not well.
    #[must_use]
    pub fn but(mut self, status: Status, zh: &str, en: &str) -> Check {
        (self.status, self.cure) = (status, Label::new(zh, en));
        self
    }
}

const DATABASE: (&str, &str) = ("数据库", "Database");
const SCHEMA: (&str, &str) = ("版本", "Versions");
const CLOCK: (&str, &str) = ("时钟", "Clock");
const SETUP: (&str, &str) = ("设置", "Setup");
const DURABILITY: (&str, &str) = ("断电不丢", "Durability");
const CONNECTIONS: (&str, &str) = ("连接数", "Connections");
const FILE: (&str, &str) = ("文件完整", "File");
const BOOKS: (&str, &str) = ("账实规则", "Books");
const CHAIN: (&str, &str) = ("流水防篡改链", "Chain of moves");
const BACKUP: (&str, &str) = ("备份", "Backup");
const JOBS: (&str, &str) = ("后台任务", "Jobs");

/// What one look at the database brings home.
struct Seen {
    steps: Steps,
    engine: Engine,
    /// Nothing else is read of a schema that this program does not know.
    company: Option<Company>,
}

struct Company {
    newest: Option<Instant>,
    administrators: usize,
    imports: (i64, Option<Instant>),
    backup: Option<LastBackup>,
    damage: Vec<String>,
    broken: Vec<health::Broken>,
    chain: (u64, u64),
}

/// Looks at the company's database. Blocks. What cannot be looked at is a finding too, so this does not
/// fail.
pub fn examine(options: &Options) -> Vec<Check> {
    if let Location::Sqlite(file) = &options.location
        && !file.exists()
    {
        let (zh, en) = (format!("{} 还没有", file.display()), format!("{} is not there yet", file.display()));
        let absent = Check::ok("database", DATABASE, &zh, &en);
        let cure = (
            "`changping serve` 会新建一个; 要找旧账请检查 --data",
            "`changping serve` makes one; if there should be one, check --data",
        );
        return vec![absent.but(Status::Warning, cure.0, cure.1)];
    }
    let now = App::now();
    match health::look(&options.location, see) {
        Ok(seen) => told(&seen, now),
        Err(error) => {
            let (zh, en) = (format!("打不开: {error}"), format!("cannot be opened: {error}"));
            let cure = match options.location {
                Location::Sqlite(_) => (
                    "检查文件权限和磁盘; 必要时从备份恢复",
                    "Check the file's rights and the disk; restore a backup if it is damaged",
                ),
                Location::Postgres { .. } => (
                    "检查 PostgreSQL 是否在运行, 以及地址和密码",
                    "Check that PostgreSQL runs, and its address and password",
                ),
            };
            vec![Check::ok("database", DATABASE, &zh, &en).but(Status::Problem, cure.0, cure.1)]
        }
    }
}

fn see(tx: &mut dyn Tx) -> Result<Seen, Error> {
    const CHAINS: i64 = 50;
    const MOVES_OF_EACH: i64 = 100;
    let (steps, engine) = (health::steps(tx)?, health::engine(tx)?);
    if steps.found != steps.known {
        return Ok(Seen { steps, engine, company: None });
    }
    let damage = health::file_damage(tx, false)?;
    let company = Company {
        newest: health::newest_event(tx)?,
        administrators: health::administrators(tx)?,
        imports: health::running_imports(tx)?,
        backup: storage::settings::get(tx, LAST_BACKUP)?.and_then(|it| serde_json::from_value(it).ok()),
        broken: if damage.is_empty() { health::broken_rules(tx)? } else { Vec::new() },
        chain: if damage.is_empty() { health::sample_chains(tx, CHAINS, MOVES_OF_EACH)? } else { (0, 0) },
        damage,
    };
    Ok(Seen { steps, engine, company: Some(company) })
}

fn told(seen: &Seen, now: Instant) -> Vec<Check> {
    let mut checks = vec![versions(seen)];
    checks.extend(durability(&seen.engine));
    checks.extend(connections(&seen.engine));
    let Some(company) = &seen.company else { return checks };
    checks.push(clock(company.newest, seen.engine.clock, now));
    checks.push(setup(company.administrators));
    if seen.engine.dialect == Dialect::Sqlite {
        checks.push(file(&company.damage));
    }
    if company.damage.is_empty() {
        checks.push(books(&company.broken));
        checks.push(chain(company.chain));
    }
    checks.push(backup(company.backup.as_ref(), now));
    checks.push(jobs(company.imports, now));
    checks
}

fn versions(seen: &Seen) -> Check {
    let Steps { found, known } = seen.steps;
    let engine = match seen.engine.dialect {
        Dialect::Sqlite => format!("SQLite {}", seen.engine.version),
        Dialect::Postgres => format!("PostgreSQL {}", seen.engine.version),
    };
    let program = env!("CARGO_PKG_VERSION");
    let check = Check::ok(
        "versions",
        SCHEMA,
        &format!("程序 {program}, 数据结构 {found}/{known}, {engine}"),
        &format!("program {program}, schema {found} of {known}, {engine}"),
    );
    match found {
        0 => check.but(Status::Warning, "这里还没有公司; `changping serve` 会新建", "There is no company here yet; `changping serve` makes one"),
        _ if found > known => check.but(
            Status::Problem,
            "数据是更新的程序写的: 请用新版程序, 或恢复升级前的备份",
            "The data was written by a newer program: use that one, or restore the backup made before the upgrade",
        ),
        _ if found < known => check.but(
            Status::Warning,
            "下次 `changping serve` 会先备份再升级数据结构",
            "The next `changping serve` makes a backup and brings the schema up to date",
        ),
        _ if seen.engine.dialect == Dialect::Postgres && major(&seen.engine.version) < 14 => check.but(
            Status::Problem,
            "请升级到 PostgreSQL 14 或更高版本",
            "Upgrade to PostgreSQL 14 or later",
        ),
        _ => check,
    }
}

fn major(version: &str) -> u32 {
    version.split(|it: char| !it.is_ascii_digit()).next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn setting<'a>(engine: &'a Engine, name: &str) -> &'a str {
    engine.settings.iter().find(|(it, _)| it == name).map_or("", |it| &it.1)
}

/// Whether what was answered is still there after the power went.
fn durability(engine: &Engine) -> Option<Check> {
    if engine.settings.is_empty() {
        return None;
    }
    let names = ["fsync", "full_page_writes", "synchronous_commit"];
    let found = names.map(|it| format!("{it}={}", setting(engine, it))).join(", ");
    let check = Check::ok("durability", DURABILITY, &found, &found);
    let off = names.iter().find(|it| setting(engine, it) == "off");
    Some(match off {
        Some(name) => check.but(
            Status::Problem,
            &format!("断电会丢单甚至损坏数据: 在 postgresql.conf 里设 {name} = on"),
            &format!("A power cut loses orders or damages the data: set {name} = on in postgresql.conf"),
        ),
        None => check,
    })
}

fn connections(engine: &Engine) -> Option<Check> {
    let most: i64 = setting(engine, "max_connections").parse().ok()?;
    let used = engine.connections;
    let check = Check::ok(
        "connections",
        CONNECTIONS,
        &format!("{used}/{most} 在用"),
        &format!("{used} of {most} in use"),
    );
    /// What one `changping serve` opens, and a few for people.
    const WANTED: i64 = 20;
    if most - used >= WANTED {
        return Some(check);
    }
    Some(check.but(
        Status::Warning,
        &format!("每个 serve 约需 {WANTED} 个连接: 调大 max_connections"),
        &format!("Each serve needs about {WANTED}: raise max_connections"),
    ))
}

fn clock(newest: Option<Instant>, servers: Option<Instant>, now: Instant) -> Check {
    const TOLERANCE_SECONDS: i64 = 60;
    let apart = |other: Instant| (other.micros() - now.micros()) / 1_000_000;
    let written = now.micros() / 1_000_000;
    let cure =
        ("校准时钟 (chrony 或 systemd-timesyncd)", "Set the clock right (chrony or systemd-timesyncd)");
    if let Some(ahead) = newest.map(apart).filter(|it| *it > TOLERANCE_SECONDS) {
        let (zh, en) = (
            format!("最新的记录比现在还晚 {ahead} 秒: 时钟走慢了"),
            format!("the newest record is {ahead} seconds in the future: the clock is behind"),
        );
        return Check::ok("clock", CLOCK, &zh, &en).but(Status::Problem, cure.0, cure.1);
    }
    if let Some(apart) = servers.map(apart).filter(|it| it.abs() > 2) {
        let (zh, en) = (
            format!("数据库服务器的时钟相差 {apart} 秒"),
            format!("the database server's clock is {apart} seconds off ours"),
        );
        return Check::ok("clock", CLOCK, &zh, &en).but(Status::Warning, cure.0, cure.1);
    }
    /// This program did not exist before 2026.
    const BEGIN: i64 = 1_767_225_600;
    let check = Check::ok("clock", CLOCK, "不早于最新的记录", "not behind the newest record");
    if written < BEGIN { check.but(Status::Problem, cure.0, cure.1) } else { check }
}

fn setup(administrators: usize) -> Check {
    let found = (format!("{administrators} 位管理员"), format!("{administrators} administrators"));
    let check = Check::ok("setup", SETUP, &found.0, &found.1);
    if administrators > 0 {
        return check;
    }
    check.but(
        Status::Warning,
        "打开网页完成设置, 或 `changping user add … --role administrator`",
        "Open the pages and set up, or `changping user add … --role administrator`",
    )
}

fn file(damage: &[String]) -> Check {
    match damage.first() {
        None => Check::ok("file", FILE, "结构完好", "sound"),
        Some(first) => {
            let check = Check::ok("file", FILE, &format!("已损坏: {first}"), &format!("damaged: {first}"));
            check.but(
                Status::Problem,
                "停止服务, 保留这个文件, 从最近的备份恢复到新的文件夹",
                "Stop the server, keep this file, and restore the last backup into a new folder",
            )
        }
    }
}

fn books(broken: &[health::Broken]) -> Check {
    if broken.is_empty() {
        return Check::ok("books", BOOKS, "都成立", "every rule holds");
    }
    let told: Vec<String> = broken.iter().map(|it| format!("{} {}: {}", it.rule, it.what, it.rows)).collect();
    let told = told.join("; ");
    Check::ok("books", BOOKS, &told, &told).but(
        Status::Problem,
        "运行 `changping verify` 查看是哪些, 并联系我们",
        "Run `changping verify` to see which, and tell us",
    )
}

fn chain((looked, wrong): (u64, u64)) -> Check {
    let found =
        (format!("抽查 {looked} 条, {wrong} 条不符"), format!("{looked} moves sampled, {wrong} do not fit"));
    let check = Check::ok("chain", CHAIN, &found.0, &found.1);
    if wrong == 0 {
        return check;
    }
    check.but(
        Status::Problem,
        "有人改过流水: 运行 `changping verify`",
        "Somebody changed the past: run `changping verify`",
    )
}

fn backup(last: Option<&LastBackup>, now: Instant) -> Check {
    let Some(last) = last else {
        let check = Check::ok("backup", BACKUP, "没有定时备份过", "none was made by schedule");
        return check.but(
            Status::Warning,
            "用 `serve --backup-to 文件夹` 每天自动备份",
            "Let `serve --backup-to DIR` make one every day",
        );
    };
    let age = last.good_at.map(|it| seconds_since(now, it) / 3600);
    let aged = age.map_or(("从未成功".to_owned(), "never succeeded".to_owned()), |it| {
        (format!("{it} 小时前, 已试恢复"), format!("{it} hours ago, restored to try"))
    });
    let check = Check::ok("backup", BACKUP, &aged.0, &aged.1);
    if let Some(error) = &last.error {
        return check.but(
            Status::Problem,
            &format!("最近一次失败: {error}"),
            &format!("The last one failed: {error}"),
        );
    }
    /// Two days: one run of a daily schedule may be missed.
    const OLD_HOURS: i64 = 48;
    if age.is_none_or(|it| it > OLD_HOURS) {
        return check.but(
            Status::Warning,
            "检查 serve 是否还带着 --backup-to",
            "See whether serve still has --backup-to",
        );
    }
    check
}

fn jobs((running, silent): (i64, Option<Instant>), now: Instant) -> Check {
    let check =
        Check::ok("jobs", JOBS, &format!("{running} 个导入在运行"), &format!("{running} imports running"));
    const SILENT_SECONDS: i64 = 10 * 60;
    if silent.is_some_and(|it| seconds_since(now, it) > SILENT_SECONDS) {
        return check.but(
            Status::Warning,
            "有导入很久没有进展 (可能当时被关机): 打开导入页面重新运行",
            "An import has been silent for long (the server may have been stopped): run it again from its page",
        );
    }
    check
}

impl App {
    /// How the last backup by schedule went.
    pub async fn last_backup(&self) -> Result<Option<LastBackup>, Failure> {
        let stored = self.read(|tx| Ok(storage::settings::get(tx, LAST_BACKUP)?)).await?;
        Ok(stored.and_then(|it| serde_json::from_value(it).ok()))
    }
}

fn seconds_since(now: Instant, then: Instant) -> i64 {
    (now.micros() - then.micros()) / 1_000_000
}
