//! What goes wrong around the steps of a batch.

use crate::company::{Company, Fault, Heard};
use crate::step::{Batch, Trouble};
use app::Location;
use storage::{Dialect, Error};

/// Asks for the steps of a batch, in its trouble, until everything has a final answer.
pub(crate) fn ask(company: &mut Company, batch: &Batch) -> Result<Vec<Heard>, Fault> {
    match &batch.trouble {
        Trouble::None => company.ask(&batch.steps),
        Trouble::FailingTable(table) => {
            break_table(company, table)?;
            let heard = company.ask(&batch.steps);
            mend_table(company, table)?;
            heard
        }
        Trouble::AnswersLost => {
            company.ask_and_leave(&batch.steps);
            company.reopen()?;
            company.ask(&batch.steps)
        }
        Trouble::PowerCut(seed) => {
            if let Location::Sqlite(path) = company.options.location.clone() {
                let before = Files::read(&path)?;
                company.ask_and_leave(&batch.steps);
                // At rest, but not closed: closing would put the log into the file.
                company
                    .app()
                    .database()
                    .write_blocking(|_| Ok::<(), Error>(()))
                    .map_err(|it| it.to_string())?;
                let after = Files::read(&path)?;
                company.close();
                after.torn(&before, *seed).write(&path)?;
            }
            company.reopen()?;
            company.ask(&batch.steps)
        }
    }
}

const WRITES: [&str; 3] = ["insert", "update", "delete"];

fn batch(company: &Company, sql: String) -> Result<(), Fault> {
    let done = company.app().database().write_blocking(move |tx| tx.batch(&sql));
    done.map_err(|it: Error| format!("a table cannot be broken or mended: {it}"))
}

/// Every statement that writes there fails.
fn break_table(company: &Company, table: &str) -> Result<(), Fault> {
    let mut sql = String::new();
    if company.app().database().dialect() == Dialect::Postgres {
        sql.push_str(
            "create or replace function @.on_trial() returns trigger language plpgsql
             as $body$ begin raise exception 'on trial'; end $body$;",
        );
    }
    for write in WRITES {
        sql.push_str(&match company.app().database().dialect() {
            Dialect::Sqlite => format!(
                "create trigger on_trial_{write} before {write} on {table}
                 begin select raise(abort, 'on trial'); end;"
            ),
            Dialect::Postgres => format!(
                "create trigger on_trial_{write} before {write} on @.{table}
                 for each row execute function @.on_trial();"
            ),
        });
    }
    batch(company, sql)
}

fn mend_table(company: &Company, table: &str) -> Result<(), Fault> {
    let drop = |write: &str| match company.app().database().dialect() {
        Dialect::Sqlite => format!("drop trigger on_trial_{write};"),
        Dialect::Postgres => format!("drop trigger on_trial_{write} on @.{table};"),
    };
    batch(company, WRITES.map(drop).concat())
}

/// A database and its log, as they are on the disk.
struct Files {
    database: Vec<u8>,
    log: Vec<u8>,
}

fn log_of(path: &std::path::Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

impl Files {
    fn read(path: &std::path::Path) -> Result<Files, Fault> {
        let read = |path: &std::path::Path| std::fs::read(path).map_err(|it| it.to_string());
        Ok(Files { database: read(path)?, log: read(&log_of(path)).unwrap_or_default() })
    }

    /// What a machine leaves that died between the two: everything before, and of what was added to the
    /// log since then a part. Where more than the log changed, all of it.
    fn torn(self, before: &Files, seed: u64) -> Files {
        const HEADER: usize = 32;
        let same_log = before.log.len() >= HEADER && self.log.get(..HEADER) == before.log.get(..HEADER);
        if !same_log || self.database != before.database {
            return self;
        }
        let common = self.log.iter().zip(&before.log).take_while(|(a, b)| a == b).count();
        let last = (common..self.log.len()).rev().find(|at| before.log.get(*at) != self.log.get(*at));
        let changed = last.map_or(0, |it| it + 1 - common);
        let kept = common + (seed % (changed as u64 + 1)) as usize;
        let mut log = before.log.clone();
        log.truncate(kept.max(common).min(log.len()).max(common.min(log.len())));
        log.resize(kept.max(log.len()), 0);
        log[..kept].copy_from_slice(&self.log[..kept]);
        Files { database: self.database, log }
    }

    fn write(&self, path: &std::path::Path) -> Result<(), Fault> {
        let write =
            |path: &std::path::Path, bytes: &[u8]| std::fs::write(path, bytes).map_err(|it| it.to_string());
        write(path, &self.database)?;
        write(&log_of(path), &self.log)?;
        // Of the memory that processes shared nothing is left.
        let mut shared = path.as_os_str().to_owned();
        shared.push("-shm");
        let _ = std::fs::remove_file(shared);
        Ok(())
    }
}
