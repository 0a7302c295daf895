//! Whether a database is well: what is known of it without opening it for work, in seconds.

use crate::world::{MOVE, read_move};
use crate::{Dialect, Error, Location, Tx, migrations, params, postgres, query_one, sqlite};
use values::Instant;

/// Which version of the schema a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// 0: no company is there yet.
    pub found: i64,
    /// Steps that this program knows.
    pub known: i64,
}

/// What the engine says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    pub dialect: Dialect,
    pub version: String,
    /// Name and value of the settings that decide about durability and connections; PostgreSQL's only.
    pub settings: Vec<(String, String)>,
    /// The clock of the database server; of a file there is none but ours.
    pub clock: Option<Instant>,
    /// Of PostgreSQL: connections in use by anybody.
    pub connections: i64,
}

/// A rule of the books that some rows break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// `S3`, say.
    pub rule: &'static str,
    /// In words, for `changping verify` says more.
    pub what: &'static str,
    pub rows: i64,
}

/// Runs `f` on a database as it is: nothing is made, brought up to date or written. Blocks; never call
/// it in an async function.
pub fn look<T: Send + 'static>(
    location: &Location,
    f: impl FnOnce(&mut dyn Tx) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match location {
        Location::Sqlite(path) => sqlite::look(path, f),
        Location::Postgres { url, schema } => postgres::look(url, schema, f),
    }
}

/// How far the schema of this database is.
pub fn steps(tx: &mut dyn Tx) -> Result<Steps, Error> {
    let known = migrations::steps();
    if !migrations::has_migrations(tx)? {
        return Ok(Steps { found: 0, known });
    }
    let found = query_one(tx, "select count(*) from @.migration", &[])?.map_or(0, |it| it.int(0));
    Ok(Steps { found, known })
}

/// What decides whether an answered write survives, and how many may connect.
const SETTINGS: &[&str] =
    &["fsync", "full_page_writes", "synchronous_commit", "max_connections", "wal_level"];

pub fn engine(tx: &mut dyn Tx) -> Result<Engine, Error> {
    let dialect = tx.dialect();
    let text = |tx: &mut dyn Tx, select: &str| -> Result<String, Error> {
        Ok(query_one(tx, select, &[])?.and_then(|it| it.opt_text(0).map(str::to_owned)).unwrap_or_default())
    };
    if dialect == Dialect::Sqlite {
        let version = text(tx, "select sqlite_version()")?;
        return Ok(Engine { dialect, version, settings: Vec::new(), clock: None, connections: 0 });
    }
    let version = text(tx, "select current_setting('server_version')")?;
    let mut settings = Vec::new();
    for name in SETTINGS {
        settings.push(((*name).to_owned(), text(tx, &format!("select current_setting('{name}')"))?));
    }
    let clock = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint,
                        (select count(*) from pg_stat_activity where backend_type = 'client backend')";
    let row = query_one(tx, clock, &[])?;
    let (clock, connections) = row.map_or((None, 0), |it| (Some(Instant::from_micros(it.int(0))), it.int(1)));
    Ok(Engine { dialect, version, settings, clock, connections })
}

/// When the newest event was written; `None` in a company where nothing happened yet.
pub fn newest_event(tx: &mut dyn Tx) -> Result<Option<Instant>, Error> {
    let row = query_one(tx, "select at from @.event order by seq desc limit 1", &[])?;
    Ok(row.map(|it| Instant::from_micros(it.int(0))))
}

/// Members who can log in and may do everything.
pub fn administrators(tx: &mut dyn Tx) -> Result<usize, Error> {
    let rows = tx.query("select json_text(roles) from @.member where active = 1", &[])?;
    let may_all =
        |it: &&crate::Row| it.json(0).as_array().is_some_and(|it| it.contains(&"administrator".into()));
    Ok(rows.iter().filter(may_all).count())
}

/// Imports that say they run, and since when the one that was silent longest said nothing.
pub fn running_imports(tx: &mut dyn Tx) -> Result<(i64, Option<Instant>), Error> {
    let select = "select count(*), min(updated_at) from @.import_job where state = 'running'";
    let row = query_one(tx, select, &[])?;
    Ok(row.map_or((0, None), |it| (it.int(0), it.opt_int(1).map(Instant::from_micros))))
}

/// Bytes of the whole database on its disk, without the log.
pub fn size(tx: &mut dyn Tx) -> Result<i64, Error> {
    let select = match tx.dialect() {
        Dialect::Sqlite => "select page_count * page_size from pragma_page_count, pragma_page_size",
        Dialect::Postgres => {
            "select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
             where relnamespace = {schema}::regnamespace and relkind = 'r'"
        }
    };
    Ok(query_one(tx, select, &[])?.map_or(0, |it| it.int(0)))
}

/// What SQLite finds wrong with the file itself; nothing on PostgreSQL, which has `amcheck` for that.
/// `whole` compares every index with its table too.
pub fn file_damage(tx: &mut dyn Tx, whole: bool) -> Result<Vec<String>, Error> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(Vec::new());
    }
    let check = if whole { "pragma integrity_check(20)" } else { "pragma quick_check(20)" };
    let rows = tx.query(check, &[])?;
    Ok(rows.iter().map(|it| it.text(0).to_owned()).filter(|it| it != "ok").collect())
}

/// Rows that break each rule, counted by one query a rule.
const RULES: &[(&str, &str, &str)] = &[
    ("S1", "on hand below zero", "select count(*) from @.balance where on_hand < 0"),
    (
        "S2",
        "more spoken for than on hand",
        "select count(*) from @.balance where reserved < 0 or held < 0 or reserved + held > on_hand",
    ),
    (
        "S3",
        "reserved is not the sum of its claims",
        "select count(*) from (
           select item, warehouse from (
             select item, warehouse, reserved as part from @.balance where reserved <> 0
             union all select item, warehouse, -reserved from @.claim where reserved <> 0) as parts
           group by item, warehouse having sum(part) <> 0) as wrong",
    ),
    (
        "S3",
        "held is not the sum of its holds",
        "select count(*) from (
           select item, warehouse from (
             select item, warehouse, held as part from @.balance where held <> 0
             union all select item, warehouse, -quantity from @.hold) as parts
           group by item, warehouse having sum(part) <> 0) as wrong",
    ),
    (
        "S3",
        "the places of an item do not add up to what is on hand",
        "select count(*) from (
           select item from (
             select item, on_hand as part from @.stock
             union all select item, -on_hand from @.balance) as parts
           group by item having sum(part) <> 0) as wrong",
    ),
    (
        "S5",
        "the last move of an item is missing, or is not its last",
        "select count(*) from @.stock s where s.moves > 0 and not exists (
           select 1 from @.move m where m.item = s.item and m.number = s.moves and m.hash = s.last_hash
           and not exists (select 1 from @.move n where n.item = s.item and n.number > s.moves))",
    ),
    (
        "S6",
        "promised more than is wanted",
        "select count(*) from @.claim where wanted <= 0 or reserved < 0 or reserved > wanted",
    ),
    (
        "S7",
        "value without stock, or below zero",
        "select count(*) from @.stock where value < 0 or (on_hand = 0 and value <> 0)",
    ),
];

/// The rules that can be asked in one query each. `changping verify` says which rows, and checks the
/// rest.
pub fn broken_rules(tx: &mut dyn Tx) -> Result<Vec<Broken>, Error> {
    let mut broken = Vec::new();
    for (rule, what, select) in RULES {
        let rows = query_one(tx, select, &[])?.map_or(0, |it| it.int(0));
        if rows > 0 {
            broken.push(Broken { rule, what, rows });
        }
    }
    Ok(broken)
}

/// Follows the end of the chains of moves of some items, spread over all: `at_most` items, the last
/// `length` moves of each. Returns how many moves were looked at and how many do not fit.
pub fn sample_chains(tx: &mut dyn Tx, at_most: i64, length: i64) -> Result<(u64, u64), Error> {
    let items = query_one(tx, "select count(*) from @.stock", &[])?.map_or(0, |it| it.int(0));
    let every = (items / at_most).max(1);
    let sampled = "select item, moves from (
                     select item, moves, row_number() over (order by item) as nth from @.stock) as numbered
                   where nth % ? = 0 limit ?";
    let sampled = tx.query(sampled, params![every, at_most])?;
    let (mut looked, mut wrong) = (0, 0);
    for row in sampled {
        let select = format!("select {MOVE} from @.move where item = ? and number > ? order by number");
        let mut before: Option<[u8; 32]> = None;
        tx.each(&select, params![row.int(0), row.int(1) - length], &mut |row| {
            let it = read_move(row)?;
            looked += 1;
            let follows = before.is_none_or(|hash| hash == it.previous_hash);
            wrong += u64::from(!follows || it.hash != it.hash_after(it.previous_hash));
            before = Some(it.hash);
            Ok(())
        })?;
    }
    Ok((looked, wrong))
}
