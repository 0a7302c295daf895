//! The small door every table goes through: SQL text and parameters in, rows out, on either engine.
//!
//! SQL is written once: `?` for parameters, `@.table` for tables, `json(?)` to store JSON,
//! `json_text(column)` to read it back. Sums are `cast(sum(x) as bigint)`.

use crate::Error;
use crate::group::Group;
use uuid::Uuid;
use values::{
    ChannelId, CustomerId, Day, DocumentId, Instant, ItemId, Money, Percent, Quantity, SupplierId, UnitPrice,
    UserId, WarehouseId,
};

/// Which engine answers. Only `storage` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A transaction. An operation gets one, and what it wrote is kept when it returns `Ok`.
///
/// A failed statement spoils the operation on both engines: an operation that swallows the error
/// and returns `Ok` is undone all the same. To survive a failure, run the statement in [`nested`].
pub trait Tx {
    fn dialect(&self) -> Dialect;

    fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error>;

    /// Returns how many rows were written.
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error>;

    /// Hands over the rows one by one, in bounded memory.
    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&Row) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// [`Tx::each`] of rows of whole numbers only, as fast as the engine gives them.
    fn each_ints(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&[Option<i64>]),
    ) -> Result<(), Error> {
        let mut ints = Vec::new();
        self.each(sql, params, &mut |row| {
            ints.clear();
            ints.extend((0..row.cells.len()).map(|at| row.opt_int(at)));
            f(&ints);
            Ok(())
        })
    }

    /// Inserts many rows: `into` is `insert into @.t (a, b) values`, `row` is `(?, ?)`, `params` are
    /// all rows' parameters one after another, `after` is empty or e.g. `on conflict do nothing`.
    /// Returns how many rows were written.
    fn insert_rows(&mut self, into: &str, row: &str, params: &[Param<'_>], after: &str)
    -> Result<u64, Error>;

    /// [`Tx::insert_rows`] that may wait until the next statement or the end, so that the rows of many
    /// operations go out together. What the engine refuses is then refused there.
    fn insert_later(&mut self, into: &str, row: &str, params: &[Param<'_>]) -> Result<(), Error> {
        self.insert_rows(into, row, params, "").map(drop)
    }

    /// [`Tx::query`] of rows that are not among those that wait: they go on waiting.
    fn query_aside(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.query(sql, params)
    }

    /// What the operations of this transaction share; nothing where statements cost no round trip.
    fn group(&mut self) -> Option<&mut Group> {
        None
    }

    /// Several statements without parameters, separated by `;`.
    fn batch(&mut self, sql: &str) -> Result<(), Error>;

    /// Marks a point to return to. Prefer [`nested`].
    fn begin_nested(&mut self) -> Result<(), Error>;
    /// Keeps what was done since the latest mark, and removes the mark.
    fn keep_nested(&mut self) -> Result<(), Error>;
    /// Undoes what was done since the latest mark, and removes the mark.
    fn undo_nested(&mut self) -> Result<(), Error>;
}

/// Runs `f`; when it returns `Err`, only what `f` wrote is undone and the transaction goes on. For
/// bulk saves and imports where one bad row must not stop the rest.
pub fn nested<T, E: From<Error>>(
    tx: &mut dyn Tx,
    f: impl FnOnce(&mut dyn Tx) -> Result<T, E>,
) -> Result<T, E> {
    tx.begin_nested()?;
    let outcome = f(tx);
    match &outcome {
        Ok(_) => tx.keep_nested()?,
        Err(_) => tx.undo_nested()?,
    }
    outcome
}

/// The one row of a query by key; `None` when there is none.
pub fn query_one(tx: &mut dyn Tx, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, Error> {
    Ok(tx.query(sql, params)?.into_iter().next())
}

/// What a `?` stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Param<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    /// JSON text; its place in the SQL is `json(?)`.
    Json(&'a str),
}

/// Parameters from anything that has a [`Param`]: `params![seq, "draft", at]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Param::from($value)),*] as &[$crate::Param<'_>] };
}

macro_rules! int_params {
    ($($type:ty => |$it:ident| $int:expr),* $(,)?) => {$(
        impl From<$type> for Param<'_> {
            fn from($it: $type) -> Self { Param::Int($int) }
        }
    )*};
}

int_params! {
    i64 => |it| it, i32 => |it| i64::from(it), u32 => |it| i64::from(it), bool => |it| i64::from(it),
    Quantity => |it| it.raw(), Money => |it| it.raw(), UnitPrice => |it| it.raw(), Percent => |it| it.raw(),
    Day => |it| i64::from(it.number()), Instant => |it| it.micros(),
    DocumentId => |it| it.0, UserId => |it| it.0, ItemId => |it| it.0, WarehouseId => |it| it.0,
    CustomerId => |it| it.0, SupplierId => |it| it.0, ChannelId => |it| it.0,
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(it: &'a str) -> Self {
        Param::Text(it)
    }
}
impl<'a> From<&'a String> for Param<'a> {
    fn from(it: &'a String) -> Self {
        Param::Text(it)
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(it: &'a [u8]) -> Self {
        Param::Bytes(it)
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(it: &'a [u8; N]) -> Self {
        Param::Bytes(it)
    }
}
impl<'a> From<&'a Uuid> for Param<'a> {
    fn from(it: &'a Uuid) -> Self {
        Param::Bytes(it.as_bytes())
    }
}
impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(it: Option<T>) -> Self {
        it.map_or(Param::Null, Into::into)
    }
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// One row of an answer; columns are counted from 0.
///
/// Asking a column for what it never holds is a fault of the program, so the getters panic; the
/// engines turn that into [`Error::Fault`] for this one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    pub fn int(&self, column: usize) -> i64 {
        self.opt_int(column).unwrap_or_else(|| self.unexpected(column, "an integer"))
    }
    pub fn opt_int(&self, column: usize) -> Option<i64> {
        match &self.cells[column] {
            Cell::Int(it) => Some(*it),
            Cell::Null => None,
            _ => self.unexpected(column, "an integer"),
        }
    }
    pub fn bool(&self, column: usize) -> bool {
        self.int(column) != 0
    }
    pub fn text(&self, column: usize) -> &str {
        self.opt_text(column).unwrap_or_else(|| self.unexpected(column, "text"))
    }
    pub fn opt_text(&self, column: usize) -> Option<&str> {
        match &self.cells[column] {
            Cell::Text(it) => Some(it),
            Cell::Null => None,
            _ => self.unexpected(column, "text"),
        }
    }
    pub fn bytes(&self, column: usize) -> &[u8] {
        match &self.cells[column] {
            Cell::Bytes(it) => it,
            _ => self.unexpected(column, "bytes"),
        }
    }
    pub fn opt_bytes(&self, column: usize) -> Option<&[u8]> {
        match &self.cells[column] {
            Cell::Null => None,
            _ => Some(self.bytes(column)),
        }
    }
    pub fn uuid(&self, column: usize) -> Uuid {
        Uuid::from_slice(self.bytes(column)).unwrap_or_else(|_| self.unexpected(column, "16 bytes"))
    }
    /// The JSON of a column read as `json_text(column)`; `null` when there is none.
    pub fn json(&self, column: usize) -> serde_json::Value {
        let Some(text) = self.opt_text(column) else { return serde_json::Value::Null };
        serde_json::from_str(text).unwrap_or_else(|_| self.unexpected(column, "JSON"))
    }

    fn unexpected(&self, column: usize, wanted: &str) -> ! {
        panic!("column {column} holds {:?}, not {wanted}", self.cells[column])
    }
}
