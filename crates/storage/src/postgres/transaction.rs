//! One transaction on a PostgreSQL connection.

use super::{Session, error, is_conflict, is_taken};
use crate::group::{Group, Unwritten};
use crate::tx::Cell;
use crate::{Dialect, Error, Param, Row, Tx};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use std::error::Error as StdError;

pub(crate) struct PostgresTx<'s> {
    session: &'s mut Session,
    /// A statement failed and its consequences were not undone.
    pub(crate) spoilt: bool,
    /// Another transaction got in the way: the operation may be run again.
    pub(crate) conflict: bool,
    /// A row was there already, and what followed from that was not undone.
    pub(crate) taken: bool,
    /// The server is gone, or is none to write to any more: another connection is needed.
    pub(crate) lost: bool,
    /// Something may have been written.
    pub(crate) wrote: bool,
    /// Rows may wait for those of other operations.
    waits: bool,
    /// What `spoilt` was at each open mark.
    marks: Vec<bool>,
    group: Group,
}

impl<'s> PostgresTx<'s> {
    pub(crate) fn new(session: &'s mut Session) -> PostgresTx<'s> {
        PostgresTx {
            session,
            spoilt: false,
            conflict: false,
            taken: false,
            lost: false,
            wrote: false,
            waits: true,
            marks: Vec::new(),
            group: Group::default(),
        }
    }

    /// One in which no row waits to be written: a reader is told at once that it cannot write.
    pub(crate) fn at_once(session: &'s mut Session) -> PostgresTx<'s> {
        PostgresTx { waits: false, ..PostgresTx::new(session) }
    }

    fn noted<T>(&mut self, sql: &str, outcome: Result<T, postgres::Error>) -> Result<T, Error> {
        outcome.map_err(|it| {
            self.spoilt = true;
            self.conflict |= is_conflict(&it);
            self.taken |= is_taken(&it);
            let failure = error(&it);
            self.lost |= matches!(failure, Error::Unreachable(_));
            match failure {
                Error::Engine(message) => Error::Engine(format!("{message} in: {sql}")),
                other => other,
            }
        })
    }

    /// Writes what waits. Called before every statement that may see it, and at the end.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        if !self.group.has_unwritten() {
            return Ok(());
        }
        // What others left waiting is none of this operation's doing: one that refuses now has not written.
        let wrote = self.wrote;
        let Unwritten { inserts, balances, counters, linked } = self.group.take_unwritten();
        for it in &inserts {
            self.insert_rows(&it.into, &it.row, &it.params(), "")?;
        }
        crate::world::update_balances(self, &balances)?;
        for (document_type, period, last) in &counters {
            crate::counters::set_next(self, document_type, period, last + 1)?;
        }
        crate::links::check_targets(self, &linked)?;
        self.wrote = wrote;
        Ok(())
    }

    fn simple(&mut self, sql: &str) -> Result<(), Error> {
        let outcome = self.session.client.batch_execute(sql);
        self.noted(sql, outcome)
    }
}

/// Rows of one `insert` statement, so that few texts serve any number of rows.
const ROWS_AT_ONCE: [usize; 11] = [256, 64, 16, 8, 7, 6, 5, 4, 3, 2, 1];
/// PostgreSQL's most parameters of one statement.
const PARAMS_MAX: usize = 65_535;

impl Tx for PostgresTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.flush()?;
        self.query_aside(sql, params)
    }

    fn query_aside(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.wrote |= !sql.starts_with("select");
        let prepared = self.session.prepare(sql);
        let statement = self.noted(sql, prepared)?;
        let found = self.session.client.query_raw(&statement, params).and_then(|rows| rows.collect());
        let found: Vec<postgres::Row> = self.noted(sql, found)?;
        found.iter().map(row_of).collect()
    }

    fn insert_later(&mut self, into: &str, row: &str, params: &[Param<'_>]) -> Result<(), Error> {
        if !self.waits {
            return self.insert_rows(into, row, params, "").map(drop);
        }
        self.wrote = true;
        self.group.insert(into, row, params);
        Ok(())
    }

    fn group(&mut self) -> Option<&mut Group> {
        Some(&mut self.group)
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        self.flush()?;
        self.wrote = true;
        let prepared = self.session.prepare(sql);
        let statement = self.noted(sql, prepared)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|it| it as _).collect();
        let outcome = self.session.client.execute(&statement, &params);
        self.noted(sql, outcome)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.flush()?;
        let prepared = self.session.prepare(sql);
        let statement = self.noted(sql, prepared)?;
        let mut stopped = Ok(());
        let outcome = self.session.client.query_raw(&statement, params).and_then(|mut rows| {
            while let Some(row) = rows.next()? {
                stopped = row_of(&row).and_then(|it| f(&it));
                if stopped.is_err() {
                    break;
                }
            }
            Ok(())
        });
        self.noted(sql, outcome)?;
        stopped
    }

    fn insert_rows(
        &mut self,
        into: &str,
        row: &str,
        params: &[Param<'_>],
        after: &str,
    ) -> Result<u64, Error> {
        let columns = row.matches('?').count();
        let (mut rest, mut written) = (params, 0);
        while !rest.is_empty() {
            let fits = |rows: &usize| rows * columns <= rest.len().min(PARAMS_MAX);
            let rows = ROWS_AT_ONCE.into_iter().find(fits).expect("one row fits");
            let (now, later) = rest.split_at(rows * columns);
            let values = vec![row; rows].join(", ");
            written += self.execute(&format!("{into} {values} {after}"), now)?;
            rest = later;
        }
        Ok(written)
    }

    fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.flush()?;
        self.wrote = true;
        let translated = self.session.target.translate(sql);
        self.simple(&translated)
    }

    fn begin_nested(&mut self) -> Result<(), Error> {
        self.flush()?;
        self.marks.push(self.spoilt);
        self.simple(&format!("savepoint nested_{}", self.marks.len()))
    }

    fn keep_nested(&mut self) -> Result<(), Error> {
        self.flush()?;
        let depth = self.marks.len();
        self.marks.pop();
        self.simple(&format!("release savepoint nested_{depth}"))
    }

    fn undo_nested(&mut self) -> Result<(), Error> {
        let depth = self.marks.len();
        let spoilt = self.marks.pop().unwrap_or(true);
        self.group = Group::default();
        // A conflict spoils the whole transaction; it can only be run again.
        if self.conflict {
            return Ok(());
        }
        self.simple(&format!("rollback to savepoint nested_{depth}; release savepoint nested_{depth}"))?;
        (self.spoilt, self.taken) = (spoilt, false);
        Ok(())
    }
}

fn row_of(row: &postgres::Row) -> Result<Row, Error> {
    let cells = (0..row.len()).map(|column| cell(row, column)).collect::<Result<_, _>>();
    cells.map(|cells| Row { cells })
}

fn cell(row: &postgres::Row, column: usize) -> Result<Cell, Error> {
    fn get<'r, T: FromSql<'r>>(row: &'r postgres::Row, column: usize) -> Result<Option<T>, Error> {
        row.try_get(column).map_err(|it| error(&it))
    }
    let kind = row.columns()[column].type_();
    let cell = match *kind {
        Type::INT8 => get::<i64>(row, column)?.map(Cell::Int),
        Type::INT4 => get::<i32>(row, column)?.map(|it| Cell::Int(it.into())),
        Type::BOOL => get::<bool>(row, column)?.map(|it| Cell::Int(it.into())),
        Type::BYTEA => get::<Vec<u8>>(row, column)?.map(Cell::Bytes),
        Type::JSONB | Type::JSON => get::<JsonText>(row, column)?.map(|it| Cell::Text(it.0)),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => get::<String>(row, column)?.map(Cell::Text),
        _ => return Err(Error::Fault(format!("column {column} is {kind}: cast it to bigint or text"))),
    };
    Ok(cell.unwrap_or(Cell::Null))
}

/// JSON as the text PostgreSQL makes of it, not parsed.
struct JsonText(String);

impl<'a> FromSql<'a> for JsonText {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        // JSONB on the wire is a version byte and text.
        let text = if *kind == Type::JSONB { raw.get(1..).unwrap_or_default() } else { raw };
        Ok(JsonText(std::str::from_utf8(text)?.to_owned()))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::JSONB | Type::JSON)
    }
}

/// JSONB's version on the wire.
const JSONB_VERSION: u8 = 1;

impl ToSql for Param<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, kind) {
            (Param::Null, _) => Ok(IsNull::Yes),
            (Param::Int(it), &Type::INT4) => i32::try_from(*it)?.to_sql(kind, out),
            (Param::Int(it), &Type::INT8) => it.to_sql(kind, out),
            (Param::Text(it) | Param::Json(it), &Type::JSONB) => {
                out.extend_from_slice(&[JSONB_VERSION]);
                out.extend_from_slice(it.as_bytes());
                Ok(IsNull::No)
            }
            (Param::Text(it) | Param::Json(it), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN) => {
                it.to_sql(&Type::TEXT, out)
            }
            (Param::Bytes(it), &Type::BYTEA) => it.to_sql(kind, out),
            (param, kind) => Err(format!("{param:?} cannot be sent as {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
