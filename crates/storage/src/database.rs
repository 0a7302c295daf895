//! The door for everyone else: open a company's database, run operations on it.

use crate::job::{Job, Pending, Reply};
use crate::news::{Heard, Saying};
use crate::statistics::{Counts, Statistics};
use crate::workers::{QUEUE_MAX, Queue};
use crate::{Dialect, Error, Hints, Tx, migrations, postgres, sqlite};
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{broadcast, oneshot, watch};

/// Where one company's data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file, made when it is not there. Not on a network file system.
    Sqlite(PathBuf),
    /// `url` is `postgres://…` or libpq's `host=… user=…`; `schema` is made when it is not there.
    Postgres { url: String, schema: String },
}

/// One company's database, open. Clones share it; it closes when the last one is dropped.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    location: Location,
    writes: Option<SyncSender<Box<dyn Job>>>,
    /// Writes that say beforehand what they want. On SQLite the same queue as all writes.
    hinted: Option<SyncSender<Box<dyn Job>>>,
    reads: Option<SyncSender<Box<dyn Job>>>,
    /// Read on a replica when it has everything.
    reports: OnceLock<SyncSender<Box<dyn Job>>>,
    statistics: Arc<Statistics>,
    readers: Mutex<Vec<JoinHandle<()>>>,
    writers: Vec<JoinHandle<()>>,
    /// Tells other processes what was committed.
    teller: Option<JoinHandle<()>>,
}

/// Readers of a SQLite file.
const SQLITE_READERS: usize = 4;
/// Connections of one process to PostgreSQL.
const POSTGRES_WRITERS: usize = 8;
const POSTGRES_READERS: usize = 4;

impl Database {
    /// Opens, and brings the schema to this program's version. Blocks; call it before serving.
    pub fn open(location: &Location) -> Result<Database, Error> {
        match location {
            Location::Sqlite(path) => Database::open_sqlite(path.clone()),
            Location::Postgres { url, schema } => Database::open_postgres(url, schema),
        }
    }

    fn open_sqlite(path: PathBuf) -> Result<Database, Error> {
        let connection = sqlite::open_writer(&path)?;
        migrations::migrate_sqlite(&connection)?;
        let (writer, copying) = sqlite::Writer::new(connection)?;
        let statistics = Arc::new(Statistics::new());
        let (mut readers, mut writers) = (Vec::new(), Vec::new());

        let (writes, waiting) = sync_channel(QUEUE_MAX);
        let shared = Arc::clone(&statistics);
        writers.push(spawn("sqlite-writer", move || sqlite::write_jobs(writer, &waiting, &shared))?);
        let copier = sqlite::open_copier(&path)?;
        writers.push(spawn("sqlite-log", move || sqlite::copy_log(&copier, &copying))?);

        let (reads, queue) = Queue::new();
        for _ in 0..SQLITE_READERS {
            let (connection, queue) = (sqlite::open_reader(&path)?, queue.clone());
            readers.push(spawn("sqlite-reader", move || sqlite::read_jobs(&connection, &queue))?);
        }
        let queues = [writes.clone(), writes, reads];
        Ok(Database::new(Location::Sqlite(path), queues, statistics, [readers, writers], None))
    }

    fn open_postgres(url: &str, schema: &str) -> Result<Database, Error> {
        let server = postgres::Server::new(url, schema)?;
        // The driver runs a little runtime of its own, which must not start inside another one.
        let migrating = server.clone();
        let migrated = spawn("postgres-migration", move || migrations::migrate_postgres(&migrating))?;
        migrated.join().map_err(|_| Error::Fault("the migration panicked".to_owned()))??;

        let statistics = Arc::new(Statistics::new());
        let (mut readers, mut writers) = (Vec::new(), Vec::new());
        let (writes, queue) = Queue::new();
        for _ in 0..POSTGRES_WRITERS {
            let (server, queue, shared) = (server.clone(), queue.clone(), Arc::clone(&statistics));
            let work = move || postgres::write_jobs(&server, &queue, &shared);
            writers.push(spawn("postgres-writer", work)?);
        }
        // One group at a time: its operations share what it locks, and the next group fills meanwhile.
        let (hinted, waiting) = sync_channel(QUEUE_MAX);
        let (grouping, shared) = (server.clone(), Arc::clone(&statistics));
        writers.push(spawn("postgres-group", move || postgres::write_groups(&grouping, &waiting, &shared))?);
        let (reads, queue) = Queue::new();
        for _ in 0..POSTGRES_READERS {
            let (server, queue) = (server.clone(), queue.clone());
            readers.push(spawn("postgres-reader", move || postgres::read_jobs(&server, &queue))?);
        }
        let location = Location::Postgres { url: url.to_owned(), schema: schema.to_owned() };
        let (news, speaker) = (Arc::downgrade(&statistics.news), postgres::Speaker::new());
        let (sayings, telling, to) = (statistics.news.sayings(), news.clone(), server.clone());
        let tell = move || postgres::announce(&to, speaker, &sayings, &telling);
        let teller = Some(spawn("postgres-teller", tell)?);
        // It holds nothing that has to be finished, so nobody waits for its end.
        drop(spawn("postgres-listener", move || postgres::listen(&server, speaker, &news))?);
        Ok(Database::new(location, [writes, hinted, reads], statistics, [readers, writers], teller))
    }

    fn new(
        location: Location,
        queues: [SyncSender<Box<dyn Job>>; 3],
        statistics: Arc<Statistics>,
        [readers, writers]: [Vec<JoinHandle<()>>; 2],
        teller: Option<JoinHandle<()>>,
    ) -> Database {
        let ([writes, hinted, reads], reports) = (queues.map(Some), OnceLock::new());
        let readers = Mutex::new(readers);
        let inner = Inner { location, writes, hinted, reads, reports, statistics, readers, writers, teller };
        Database { inner: Arc::new(inner) }
    }

    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    pub fn dialect(&self) -> Dialect {
        match self.inner.location {
            Location::Sqlite(_) => Dialect::Sqlite,
            Location::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Runs `operation` in a transaction and returns after it is durable. When it returns `Err`,
    /// nothing it wrote is kept. It may be run more than once, so it must change nothing but the
    /// database. [`Error::Busy`] when too many wait already.
    pub async fn write<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        ask(self.inner.writes.as_ref(), operation, Hints::default(), || self.inner.statistics.asked()).await
    }

    /// [`Database::write`] of an operation that says beforehand what it wants, so that many of them
    /// share a transaction on PostgreSQL too.
    pub async fn write_hinted<T, E, F>(&self, hints: Hints, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        ask(self.inner.hinted.as_ref(), operation, hints, || self.inner.statistics.asked()).await
    }

    /// Runs `operation` on one moment of the database; it never waits for writers.
    pub async fn read<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        ask(self.inner.reads.as_ref(), once(operation), Hints::default(), || ()).await
    }

    /// [`Database::read`] for what takes long: where there is a replica, and it has everything that was
    /// committed before this call, the replica answers.
    pub async fn report<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        let queue = self.inner.reports.get().or(self.inner.reads.as_ref());
        ask(queue, once(operation), Hints::default(), || ()).await
    }

    /// From now on a standby of the same PostgreSQL, at `url`, answers reports. It may be away.
    pub fn add_replica(&self, url: &str) -> Result<(), Error> {
        let Location::Postgres { url: primary, schema } = &self.inner.location else {
            return Err(Error::Unreachable("a replica is for PostgreSQL".to_owned()));
        };
        let (primary, replica) =
            (postgres::Server::new(primary, schema)?, postgres::Server::new(url, schema)?);
        let (reports, queue) = Queue::new();
        for _ in 0..POSTGRES_READERS {
            let (primary, replica, queue) = (primary.clone(), replica.clone(), queue.clone());
            let shared = Arc::clone(&self.inner.statistics);
            let work = move || postgres::report_jobs(&primary, &replica, &queue, &shared);
            let thread = spawn("postgres-reporter", work)?;
            self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        }
        self.inner.reports.set(reports).map_err(|_| Error::Fault("there is a replica already".to_owned()))
    }

    /// [`Database::write`] for command-line tools, tests and own threads: waits for its turn
    /// instead of refusing. Never call it in an async function.
    pub fn write_blocking<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        self.inner.statistics.asked();
        ask_blocking(self.inner.writes.as_ref(), operation)
    }

    /// [`Database::read`] for command-line tools, tests and own threads. Never call it in an async
    /// function.
    pub fn read_blocking<T, E, F>(&self, operation: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        ask_blocking(self.inner.reads.as_ref(), once(operation))
    }

    /// Changes after every commit of this process, and on PostgreSQL soon after those of others. On
    /// SQLite other processes (a command-line import) are not seen, and a message can be lost: look
    /// into the event table from time to time as well.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.inner.statistics.news.watch()
    }

    /// Says something, at most [`SAID_MAX`](crate::SAID_MAX) bytes, to the other processes on this
    /// company. It is for what may be lost: who cannot hear at the moment never will.
    pub fn say(&self, text: String) {
        self.inner.statistics.news.say(Saying::Text(text));
    }

    /// What other processes on this company say; on SQLite nobody does.
    pub fn hear(&self) -> broadcast::Receiver<Heard> {
        self.inner.statistics.news.hear()
    }

    pub fn counts(&self) -> Counts {
        self.inner.statistics.counts()
    }
}

impl Drop for Inner {
    /// Lets what is queued finish, so that a closed database is at rest. Readers end first: whoever closes
    /// a SQLite file last copies its log, and two who close it at once both leave it to the other.
    fn drop(&mut self) {
        self.reads = None;
        self.reports.take();
        wait_for(self.readers.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.writes = None;
        self.hinted = None;
        wait_for(&mut self.writers);
        // The writers have ended, so what they committed is the last there is to tell.
        self.statistics.news.fall_silent();
        if let Some(teller) = self.teller.take() {
            let _ = teller.join();
        }
    }
}

fn wait_for(threads: &mut Vec<JoinHandle<()>>) {
    for thread in threads.drain(..) {
        // The last clone may be dropped by an operation, on one of these threads.
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join();
        }
    }
}

fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Error> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|it| Error::Engine(format!("cannot start a thread: {it}")))
}

/// A read is run once, so it may use up what it holds.
fn once<T, E>(
    operation: impl FnOnce(&mut dyn Tx) -> Result<T, E>,
) -> impl FnMut(&mut dyn Tx) -> Result<T, E> {
    let mut operation = Some(operation);
    move |tx| operation.take().expect("a read is run once")(tx)
}

async fn ask<T, E, F>(
    queue: Option<&SyncSender<Box<dyn Job>>>,
    operation: F,
    hints: Hints,
    sent: impl FnOnce(),
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let job = Pending::new(operation, hints, Reply::Async(reply));
    queue.expect("open until dropped").try_send(Box::new(job)).map_err(|it| match it {
        TrySendError::Full(_) => Error::Busy,
        TrySendError::Disconnected(_) => stopped(),
    })?;
    sent();
    answer.await.unwrap_or_else(|_| Err(stopped().into()))
}

fn ask_blocking<T, E, F>(queue: Option<&SyncSender<Box<dyn Job>>>, operation: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
{
    let (reply, answer) = sync_channel(1);
    let job = Pending::new(operation, Hints::default(), Reply::Blocking(reply));
    queue.expect("open until dropped").send(Box::new(job)).map_err(|_| stopped())?;
    answer.recv().unwrap_or_else(|_| Err(stopped().into()))
}

fn stopped() -> Error {
    Error::NotCommitted("the database thread has stopped".to_owned())
}
