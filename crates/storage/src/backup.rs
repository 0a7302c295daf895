//! Copies of a whole company: made while everybody works, put back into an empty place.
//!
//! A SQLite company is copied as a SQLite file. Any company can be dumped as text, one JSON value a
//! line, which either engine reads: so a company moves from a file to a server and back.

use crate::migrations::{self, Column, Table};
use crate::{Database, Dialect, Error, Location, Param, Row, Tx, health, migrations::Kind, sqlite};
use serde_json::{Value as Json, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What the first line of a dump says it is.
const FORMAT: &str = "changping company";
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";
const ROWS_AT_ONCE: usize = 256;
/// Of attached files, whose rows are large.
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;

impl Database {
    /// Copies the company as it is this moment into the new file `to`: a SQLite file, or a dump of
    /// a PostgreSQL schema. Readers and writers go on. Blocks; never call it in an async function.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        match self.location() {
            Location::Sqlite(path) => in_one_piece(to, |partial| sqlite::copy(path, partial)),
            Location::Postgres { .. } => self.dump(to),
        }
    }

    /// Writes the company as it is this moment into the new text file `to`, which [`restore`] reads
    /// into either engine. Blocks; never call it in an async function.
    pub fn dump(&self, to: &Path) -> Result<(), Error> {
        in_one_piece(to, |partial| {
            let path = partial.to_owned();
            self.read_blocking(move |tx| write_dump(tx, path, migrations::steps()))
        })
    }
}

/// Puts a backup or a dump into `to`, which must be empty or not exist. Returns it, open.
pub fn restore(from: &Path, to: &Location) -> Result<Database, Error> {
    let mut start = Vec::new();
    let file = File::open(from).map_err(|it| Error::file(from, it))?;
    file.take(SQLITE_MAGIC.len() as u64).read_to_end(&mut start).map_err(|it| Error::file(from, it))?;
    if start != SQLITE_MAGIC {
        return load(from, to);
    }
    match to {
        Location::Sqlite(path) => {
            in_one_piece(path, |partial| sqlite::copy(from, partial))?;
            Database::open(to)
        }
        Location::Postgres { .. } => {
            // From one engine to the other by way of a dump of a copy: the backup stays as it is.
            let (copy, text) = (beside(from, "copy"), beside(from, "dump"));
            let _clean = RemoveWhenDone(vec![copy.clone(), text.clone()]);
            sqlite::copy(from, &copy)?;
            Database::open(&Location::Sqlite(copy))?.dump(&text)?;
            load(&text, to)
        }
    }
}

/// Before a newer program brings the schema up to date: copies the company as it is into a new file,
/// `to(its step)`, which the older program restores. `None` when there is nothing to bring up to date.
/// Blocks; never call it in an async function.
pub fn put_aside_before_upgrade(
    location: &Location,
    to: impl FnOnce(i64) -> PathBuf,
) -> Result<Option<PathBuf>, Error> {
    if let Location::Sqlite(path) = location
        && !path.exists()
    {
        return Ok(None);
    }
    let steps = health::look(location, health::steps)?;
    if steps.found == 0 || steps.found >= steps.known {
        return Ok(None);
    }
    let file = to(steps.found);
    in_one_piece(&file, |partial| match location {
        Location::Sqlite(path) => sqlite::copy(path, partial),
        Location::Postgres { .. } => {
            let partial = partial.to_owned();
            health::look(location, move |tx| write_dump(tx, partial, steps.found))
        }
    })?;
    Ok(Some(file))
}

fn write_dump(tx: &mut dyn Tx, path: PathBuf, steps: i64) -> Result<(), Error> {
    let file = File::create_new(&path).map_err(|it| Error::file(&path, it))?;
    let mut out = Lines { path, out: BufWriter::new(file) };
    write_company(tx, &mut out, steps)?;
    out.out.flush().map_err(|it| Error::file(&out.path, it))
}

/// Makes a file that is there whole or not at all, and survives a power cut. It must not exist.
fn in_one_piece(to: &Path, make: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::file(to, "already exists; choose a new name"));
    }
    let partial = beside(to, "partial");
    let _clean = RemoveWhenDone(vec![partial.clone()]);
    make(&partial)?;
    let made = File::open(&partial).and_then(|it| it.sync_all()).and_then(|()| std::fs::rename(&partial, to));
    made.map_err(|it| Error::file(to, it))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

struct RemoveWhenDone(Vec<PathBuf>);

impl Drop for RemoveWhenDone {
    fn drop(&mut self) {
        for path in &self.0 {
            for ending in ["", "-wal", "-shm"] {
                let mut name = path.as_os_str().to_owned();
                name.push(ending);
                let _ = std::fs::remove_file(name); // usually it is not there any more
            }
        }
    }
}

struct Lines {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Lines {
    fn line(&mut self, line: &Json) -> Result<(), Error> {
        writeln!(self.out, "{line}").map_err(|it| Error::file(&self.path, it))
    }
}

/// First what it is; then each table's columns, its rows as arrays, and where its ids stand.
fn write_company(tx: &mut dyn Tx, out: &mut Lines, steps: i64) -> Result<(), Error> {
    let tables = migrations::tables(steps);
    out.line(&json!({ "format": FORMAT, "steps": steps }))?;
    for table in &tables {
        let names: Vec<&str> = table.columns.iter().map(|it| it.name.as_str()).collect();
        out.line(&json!({ "table": table.name, "columns": names }))?;
        let columns: Vec<String> = table.columns.iter().map(Column::read).collect();
        let select = format!("select {} from @.{} {}", columns.join(", "), table.name, in_order(table));
        tx.each(&select, &[], &mut |row| out.line(&written(table, row)))?;
        if table.has_identity() {
            let last = last_id(tx, &table.name)?;
            out.line(&json!({ "last_id": last }))?;
        }
    }
    out.line(&json!({ "end": true }))
}

/// By key, which is among the first three columns of every table.
fn in_order(table: &Table) -> String {
    let keys = table.columns.iter().take(3).filter(|it| it.kind != Kind::Json);
    let keys: Vec<&str> = keys.map(|it| it.name.as_str()).collect();
    format!("order by {}", keys.join(", "))
}

fn written(table: &Table, row: &Row) -> Json {
    let cells = table.columns.iter().enumerate().map(|(at, column)| match column.kind {
        Kind::Int => json!(row.opt_int(at)),
        Kind::Text => json!(row.opt_text(at)),
        // In brackets, to tell the value `null` from none.
        Kind::Json => row.opt_text(at).map_or(Json::Null, |_| json!([row.json(at)])),
        Kind::Bytes => json!(row.opt_bytes(at).map(to_hex)),
    });
    Json::Array(cells.collect())
}

/// Reads a dump into an empty company, in one transaction: first at the step it was made at, then it is
/// brought up to date like any company.
fn load(from: &Path, to: &Location) -> Result<Database, Error> {
    let (mut dump, known) = (Dump::open(from)?, migrations::steps());
    if dump.steps > known {
        return Err(Error::NewerThanProgram { found: dump.steps, known });
    }
    migrations::make_at(to, dump.steps, move |tx| {
        let used = tx.query("select 1 from @.document limit 1", &[])?.len()
            + tx.query("select 1 from @.member limit 1", &[])?.len();
        if used > 0 {
            return Err(Error::file(&dump.path, "can only be restored into an empty company"));
        }
        read_company(tx, &mut dump)
    })?;
    Database::open(to)
}

/// The text of a company, its first line read.
struct Dump {
    path: PathBuf,
    steps: i64,
    lines: std::io::Lines<BufReader<File>>,
}

impl Dump {
    fn open(path: &Path) -> Result<Dump, Error> {
        let file = File::open(path).map_err(|it| Error::file(path, it))?;
        let mut dump = Dump { path: path.to_owned(), steps: 0, lines: BufReader::new(file).lines() };
        let first = dump.next().ok_or_else(|| dump.damaged("it is empty"))??;
        if first["format"] != json!(FORMAT) {
            return Err(dump.damaged("the first line says something else"));
        }
        dump.steps = first["steps"].as_i64().unwrap_or(0);
        Ok(dump)
    }

    fn damaged(&self, what: &str) -> Error {
        Error::file(&self.path, format!("not a whole dump of a company: {what}"))
    }

    fn next(&mut self) -> Option<Result<Json, Error>> {
        let line = self.lines.next()?.map_err(|it| Error::file(&self.path, it));
        Some(line.and_then(|it| serde_json::from_str(&it).map_err(|it| self.damaged(&it.to_string()))))
    }
}

fn read_company(tx: &mut dyn Tx, dump: &mut Dump) -> Result<(), Error> {
    let tables = migrations::tables(dump.steps);
    let mut current: Option<Loading<'_>> = None;
    while let Some(line) = dump.next() {
        let line = line?;
        if let Json::Array(cells) = line {
            let loading = current.as_mut().ok_or_else(|| dump.damaged("rows without a table"))?;
            loading.add(tx, cells).map_err(|it| it.unwrap_or_else(|| dump.damaged("a row does not fit")))?;
            continue;
        }
        if let Some(mut done) = current.take() {
            done.flush(tx)?;
            if let Some(last) = line["last_id"].as_i64() {
                set_last_id(tx, &done.table.name, last)?;
            }
        }
        if line["end"] == json!(true) {
            // They come before everything that this server will write.
            return tx.execute("update @.event set transaction_id = 0", &[]).map(drop);
        }
        if let Some(name) = line["table"].as_str() {
            let table = tables.iter().find(|it| it.name == name).ok_or_else(|| dump.damaged(name))?;
            current = Some(Loading::new(table, &line["columns"]).ok_or_else(|| dump.damaged(name))?);
        }
    }
    Err(dump.damaged("its end is missing"))
}

/// Rows on their way into one table.
struct Loading<'t> {
    table: &'t Table,
    columns: Vec<&'t Column>,
    cells: Vec<Cell>,
    /// In cells of bytes.
    bytes: usize,
}

enum Cell {
    Null,
    Int(i64),
    Text(String),
    Json(String),
    Bytes(Vec<u8>),
}

impl<'t> Loading<'t> {
    /// `None` when the table has no such columns.
    fn new(table: &'t Table, names: &Json) -> Option<Loading<'t>> {
        let column = |name: &Json| table.columns.iter().find(|it| Some(it.name.as_str()) == name.as_str());
        let columns = names.as_array()?.iter().map(column).collect::<Option<Vec<_>>>()?;
        Some(Loading { table, columns, cells: Vec::new(), bytes: 0 })
    }

    /// `Err(None)` when the row does not fit the columns.
    fn add(&mut self, tx: &mut dyn Tx, row: Vec<Json>) -> Result<(), Option<Error>> {
        if row.len() != self.columns.len() {
            return Err(None);
        }
        for (cell, column) in row.into_iter().zip(&self.columns) {
            self.cells.push(match (cell, column.kind) {
                (Json::Null, _) => Cell::Null,
                (Json::Number(it), Kind::Int) => Cell::Int(it.as_i64().ok_or(None)?),
                (Json::String(it), Kind::Text) => Cell::Text(it),
                (Json::String(it), Kind::Bytes) => {
                    self.bytes += it.len() / 2;
                    Cell::Bytes(from_hex(&it).ok_or(None)?)
                }
                (Json::Array(it), Kind::Json) => Cell::Json(it.first().ok_or(None)?.to_string()),
                _ => return Err(None),
            });
        }
        if self.cells.len() >= ROWS_AT_ONCE * self.columns.len() || self.bytes >= BYTES_AT_ONCE {
            self.flush(tx).map_err(Some)?;
        }
        Ok(())
    }

    fn flush(&mut self, tx: &mut dyn Tx) -> Result<(), Error> {
        let names: Vec<&str> = self.columns.iter().map(|it| it.name.as_str()).collect();
        let places: Vec<&str> =
            self.columns.iter().map(|it| if it.kind == Kind::Json { "json(?)" } else { "?" }).collect();
        let into = format!("insert into @.{} ({}) values", self.table.name, names.join(", "));
        let params: Vec<Param<'_>> = self.cells.iter().map(Cell::param).collect();
        tx.insert_rows(&into, &format!("({})", places.join(", ")), &params, "")?;
        self.cells.clear();
        self.bytes = 0;
        Ok(())
    }
}

impl Cell {
    fn param(&self) -> Param<'_> {
        match self {
            Cell::Null => Param::Null,
            Cell::Int(it) => Param::Int(*it),
            Cell::Text(it) => Param::Text(it),
            Cell::Json(it) => Param::Json(it),
            Cell::Bytes(it) => Param::Bytes(it),
        }
    }
}

/// The last id that the table gave, so that none is given twice after a restore.
fn last_id(tx: &mut dyn Tx, table: &str) -> Result<i64, Error> {
    let select = match tx.dialect() {
        Dialect::Sqlite => {
            format!("select coalesce((select seq from sqlite_sequence where name = '{table}'), 0)")
        }
        Dialect::Postgres => {
            format!("select case when is_called then last_value else 0 end from @.{table}_seq_seq")
        }
    };
    Ok(tx.query(&select, &[])?[0].int(0))
}

fn set_last_id(tx: &mut dyn Tx, table: &str, last: i64) -> Result<(), Error> {
    match tx.dialect() {
        Dialect::Sqlite => {
            tx.execute("delete from sqlite_sequence where name = ?", &[Param::Text(table)])?;
            let insert = "insert into sqlite_sequence (name, seq) values (?, ?)";
            tx.execute(insert, &[Param::Text(table), Param::Int(last)]).map(drop)
        }
        Dialect::Postgres if last > 0 => {
            let set = format!("select setval(({{schema}} || '.{table}_seq_seq')::regclass, ?)");
            tx.query(&set, &[Param::Int(last)]).map(drop)
        }
        Dialect::Postgres => Ok(()),
    }
}

fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|it| [DIGITS[usize::from(it >> 4)], DIGITS[usize::from(it & 15)]]);
    digits.map(char::from).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |it: &u8| char::from(*it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair.first()?)? * 16 + digit(pair.get(1)?)?)).collect()
}
