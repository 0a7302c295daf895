//! One company, open: its database, its definitions, its clock.

use crate::caller::Caller;
use crate::company::Company;
use crate::definitions::Definitions;
use crate::directory::Directory;
use crate::duty::Duty;
use crate::failure::Failure;
use crate::grants::CustomRole;
use crate::members::KnownKeys;
use crate::meters::Meters;
use crate::papers::RefusedDemand;
use crate::planning::Learned;
use crate::turn::Turn;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use storage::events::Position;
use storage::{Database, Hints, Location, Tx};
use tokio::sync::{Mutex, Semaphore, broadcast};
use uuid::Uuid;
use values::Instant;

/// How to open a company.
#[derive(Clone, Debug)]
pub struct Options {
    pub location: Location,
    /// Where uploads are kept.
    pub data: PathBuf,
}

/// Something that happened, told to whoever listens. Sent after it is durable.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerEvent {
    /// Where the stream of durable events stands, for a listener that comes back.
    pub id: Option<Position>,
    /// `document`, `stock`, `shortages`, `definitions`, `import`, `resync`.
    pub name: String,
    pub data: Json,
}

/// The name of the event that says whose access changed, for the program itself.
pub(crate) const ACCESS: &str = "access";

impl ServerEvent {
    /// Whether it says that this caller has to be let in anew.
    pub fn ends_access_of(&self, caller: &Caller) -> bool {
        let ids = [caller.user, caller.person()];
        self.name == ACCESS && ids.iter().any(|it| self.data["member"] == it.0)
    }
}

/// Clones share one company.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    data: PathBuf,
    current: RwLock<Current>,
    events: broadcast::Sender<ServerEvent>,
    /// Which process this is, among those that work on the company.
    node: i64,
    duty: Duty,
    /// Hashing a password takes 20 MiB: not many at once.
    hashing: Semaphore,
    /// Unpacking a picture takes memory too.
    pictures: Semaphore,
    meters: Meters,
    reloading: Mutex<()>,
    directory: Arc<Directory>,
    known_keys: KnownKeys,
    foresight: RwLock<Arc<Learned>>,
    refused_demand: RefusedDemand,
}

/// What every request reads and few change.
#[derive(Clone, Default)]
struct Current {
    definitions: Arc<Definitions>,
    roles: Arc<BTreeMap<String, CustomRole>>,
    company: Arc<Company>,
}

const LISTENERS_BEHIND_MAX: usize = 1024;
const HASHING_MAX: usize = 2;
const PICTURES_MAX: usize = 2;

impl App {
    /// Opens the company and brings its schema up to date, after a copy of the old one was put aside.
    /// Blocks; call it before serving.
    pub fn open(options: &Options) -> Result<App, Failure> {
        App::put_aside_before_upgrade(options)?;
        let database = Database::open(&options.location)?;
        let app = App {
            inner: Arc::new(Inner {
                database,
                data: options.data.clone(),
                current: RwLock::default(),
                events: broadcast::channel(LISTENERS_BEHIND_MAX).0,
                node: Uuid::now_v7().as_u64_pair().1.cast_signed(),
                duty: Duty::default(),
                hashing: Semaphore::new(HASHING_MAX),
                pictures: Semaphore::new(PICTURES_MAX),
                meters: Meters::default(),
                reloading: Mutex::new(()),
                directory: Arc::default(),
                known_keys: KnownKeys::default(),
                foresight: RwLock::default(),
                refused_demand: RefusedDemand::default(),
            }),
        };
        app.write_blocking(|tx| {
            // As the company sees them: indexes and views of added fields and own types stay.
            for it in Definitions::load(tx)?.iter() {
                storage::definitions::apply_shape(tx, it)?;
            }
            Ok(())
        })?;
        app.reload_blocking()?;
        Ok(app)
    }

    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// What the storage engine did since it was opened.
    pub fn storage_counts(&self) -> storage::Counts {
        self.inner.database.counts()
    }

    pub fn meters(&self) -> &Meters {
        &self.inner.meters
    }

    pub(crate) fn data(&self) -> &Path {
        &self.inner.data
    }

    pub(crate) fn refused_demand(&self) -> &RefusedDemand {
        &self.inner.refused_demand
    }

    /// What this process knows of what was learned.
    pub(crate) fn known_foresight(&self) -> Arc<Learned> {
        Arc::clone(&self.inner.foresight.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_foresight(&self, learned: Learned) -> Arc<Learned> {
        let learned = Arc::new(learned);
        *self.inner.foresight.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&learned);
        learned
    }

    pub fn now() -> Instant {
        Instant::from_micros(jiff::Timestamp::now().as_microsecond())
    }

    /// A turn for this caller, now.
    pub fn turn(&self, caller: Caller) -> Turn {
        self.turn_at(caller, App::now())
    }

    /// A turn at another moment: what time does by itself is tried this way.
    pub(crate) fn turn_at(&self, caller: Caller, now: Instant) -> Turn {
        let Current { definitions, company, .. } = self.current();
        let today = company.day_at(now);
        let caller = caller.among(&definitions);
        Turn { caller, definitions, company, now, today, accept_warnings: false }
    }

    pub fn company(&self) -> Arc<Company> {
        self.current().company
    }

    pub fn definitions(&self) -> Arc<Definitions> {
        self.current().definitions
    }

    pub(crate) fn roles(&self) -> Arc<BTreeMap<String, CustomRole>> {
        self.current().roles
    }

    fn current(&self) -> Current {
        self.inner.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads again what requests take for granted. Called when a definition, a role or the company
    /// changed, here or in another process.
    pub(crate) async fn reload(&self) -> Result<(), Failure> {
        // One after the other: who read earlier must not put it in place later.
        let _reloading = self.inner.reloading.lock().await;
        let current = self.read(load_current).await?;
        *self.inner.current.write().unwrap_or_else(PoisonError::into_inner) = current;
        self.known_keys().forget();
        Ok(())
    }

    pub(crate) fn reload_blocking(&self) -> Result<(), Failure> {
        let current = self.read_blocking(load_current)?;
        *self.inner.current.write().unwrap_or_else(PoisonError::into_inner) = current;
        Ok(())
    }

    pub(crate) async fn write<T, F>(&self, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.write(operation).await
    }

    /// [`App::write`] of an operation that says beforehand what it wants.
    pub(crate) async fn write_hinted<T, F>(&self, hints: Hints, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.write_hinted(hints, operation).await
    }

    pub(crate) async fn read<T, F>(&self, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.read(operation).await
    }

    /// [`App::read`] for lists and reports: a replica may answer, with everything committed before.
    pub(crate) async fn report<T, F>(&self, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.report(operation).await
    }

    /// From now on a standby of the company's PostgreSQL answers lists and reports.
    pub fn use_replica(&self, url: &str) -> Result<(), Failure> {
        Ok(self.inner.database.add_replica(url)?)
    }

    pub(crate) fn write_blocking<T, F>(&self, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.write_blocking(operation)
    }

    pub(crate) fn read_blocking<T, F>(&self, operation: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, Failure> + Send + 'static,
    {
        self.inner.database.read_blocking(operation)
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.inner.directory)
    }

    pub(crate) fn known_keys(&self) -> &KnownKeys {
        &self.inner.known_keys
    }

    /// Whether the database answers within a second or two. One that is only busy does.
    pub async fn reaches_database(&self) -> bool {
        const PATIENCE: Duration = Duration::from_secs(2);
        let asked = self.read(|tx| Ok(tx.query("select 1", &[]).map(drop)?));
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(())) => true,
            Ok(Err(Failure::Refused(it))) => it.code == "busy",
            Ok(Err(_)) | Err(_) => false,
        }
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.inner.hashing
    }

    pub(crate) fn pictures(&self) -> &Semaphore {
        &self.inner.pictures
    }

    pub(crate) fn node(&self) -> i64 {
        self.inner.node
    }

    pub(crate) fn duty(&self) -> &Duty {
        &self.inner.duty
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<ServerEvent> {
        self.inner.events.subscribe()
    }

    pub(crate) fn tell(&self, event: ServerEvent) {
        // Nobody listening is fine.
        let _ = self.inner.events.send(event);
    }
}

fn load_current(tx: &mut dyn Tx) -> Result<Current, Failure> {
    Ok(Current {
        definitions: Arc::new(Definitions::load(tx)?),
        roles: Arc::new(crate::settings::load_roles(tx)?),
        company: Arc::new(Company::load(tx)?),
    })
}
