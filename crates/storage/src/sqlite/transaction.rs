//! One transaction on a SQLite connection.

use super::error;
use crate::sql::Target;
use crate::tx::Cell;
use crate::{Dialect, Error, Param, Row, Tx};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql, params_from_iter};
use std::collections::HashMap;

/// SQL texts already put into SQLite's words. Lives as long as its connection.
pub(crate) struct Translations {
    target: Target,
    texts: HashMap<Box<str>, Box<str>>,
}

/// Lists make their own SQL; beyond this many texts the cache starts anew.
const TEXTS_MAX: usize = 2_000;

impl Translations {
    pub(crate) fn new() -> Translations {
        Translations { target: Target::sqlite(), texts: HashMap::new() }
    }

    fn of(&mut self, sql: &str) -> &str {
        if !self.texts.contains_key(sql) {
            if self.texts.len() >= TEXTS_MAX {
                self.texts.clear();
            }
            self.texts.insert(sql.into(), self.target.translate(sql).into());
        }
        &self.texts[sql]
    }
}

pub(crate) struct SqliteTx<'c> {
    connection: &'c Connection,
    translations: &'c mut Translations,
    /// Statements that may have written, since the start and not undone since.
    pub(crate) writes: u64,
    /// A statement failed and its consequences were not undone.
    pub(crate) spoilt: bool,
    /// What `writes` and `spoilt` were at each open mark.
    marks: Vec<(u64, bool)>,
}

impl<'c> SqliteTx<'c> {
    pub(crate) fn new(connection: &'c Connection, translations: &'c mut Translations) -> SqliteTx<'c> {
        SqliteTx { connection, translations, writes: 0, spoilt: false, marks: Vec::new() }
    }

    fn prepare(&mut self, sql: &str) -> Result<CachedStatement<'c>, Error> {
        let statement = self.connection.prepare_cached(self.translations.of(sql)).map_err(error);
        let statement = statement.map_err(|it| match it {
            Error::Engine(message) => Error::Engine(format!("{message} in: {sql}")),
            it => it,
        });
        self.spoilt |= statement.is_err();
        let statement = statement?;
        self.writes += u64::from(!statement.readonly());
        Ok(statement)
    }

    fn noted<T>(&mut self, outcome: Result<T, rusqlite::Error>) -> Result<T, Error> {
        self.spoilt |= outcome.is_err();
        outcome.map_err(error)
    }
}

impl Tx for SqliteTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(row.clone());
            Ok(())
        })?;
        Ok(rows)
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let mut statement = self.prepare(sql)?;
        let outcome = statement.execute(params_from_iter(params));
        self.noted(outcome).map(|rows| rows as u64)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.prepare(sql)?;
        let columns = statement.column_count();
        let started = statement.query(params_from_iter(params));
        let mut found = self.noted(started)?;
        loop {
            let next = found.next();
            let Some(row) = self.noted(next)? else { return Ok(()) };
            let cells = (0..columns).map(|column| row.get_ref(column).map(cell));
            let cells: Result<Vec<Cell>, _> = cells.collect();
            f(&Row { cells: cells.map_err(error)? })?;
        }
    }

    fn each_ints(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&[Option<i64>]),
    ) -> Result<(), Error> {
        let mut statement = self.prepare(sql)?;
        let mut ints = vec![None; statement.column_count()];
        let started = statement.query(params_from_iter(params));
        let mut found = self.noted(started)?;
        loop {
            let next = found.next();
            let Some(row) = self.noted(next)? else { return Ok(()) };
            for (column, int) in ints.iter_mut().enumerate() {
                *int = row.get(column).map_err(error)?;
            }
            f(&ints);
        }
    }

    fn insert_rows(
        &mut self,
        into: &str,
        row: &str,
        params: &[Param<'_>],
        after: &str,
    ) -> Result<u64, Error> {
        if params.is_empty() {
            return Ok(0);
        }
        let columns = row.matches('?').count();
        let mut statement = self.prepare(&format!("{into} {row} {after}"))?;
        let mut written = 0;
        for one in params.chunks_exact(columns) {
            let outcome = statement.execute(params_from_iter(one));
            written += self.noted(outcome)? as u64;
        }
        Ok(written)
    }

    fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.writes += 1;
        let outcome = self.connection.execute_batch(&self.translations.target.translate(sql));
        self.noted(outcome)
    }

    fn begin_nested(&mut self) -> Result<(), Error> {
        self.marks.push((self.writes, self.spoilt));
        self.connection.execute_batch(&format!("savepoint nested_{}", self.marks.len())).map_err(error)
    }

    fn keep_nested(&mut self) -> Result<(), Error> {
        let depth = self.marks.len();
        self.marks.pop().ok_or_else(no_mark)?;
        self.connection.execute_batch(&format!("release nested_{depth}")).map_err(error)
    }

    fn undo_nested(&mut self) -> Result<(), Error> {
        let depth = self.marks.len();
        let (writes, spoilt) = self.marks.pop().ok_or_else(no_mark)?;
        let undo = format!("rollback to nested_{depth}; release nested_{depth}");
        let outcome = self.connection.execute_batch(&undo);
        self.noted(outcome)?;
        (self.writes, self.spoilt) = (writes, spoilt);
        Ok(())
    }
}

fn no_mark() -> Error {
    Error::Fault("nothing nested was begun".to_owned())
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(it) => Cell::Int(it),
        // No column holds a real; an expression that yields one is read as its text.
        ValueRef::Real(it) => Cell::Text(it.to_string()),
        ValueRef::Text(it) => Cell::Text(String::from_utf8_lossy(it).into_owned()),
        ValueRef::Blob(it) => Cell::Bytes(it.to_vec()),
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Param::Null => ValueRef::Null,
            Param::Int(it) => ValueRef::Integer(*it),
            Param::Text(it) | Param::Json(it) => ValueRef::Text(it.as_bytes()),
            Param::Bytes(it) => ValueRef::Blob(it),
        }))
    }
}
