//! What codes stand for, remembered: orders name the same items a thousand times a minute, and items
//! seldom change their names.
//!
//! **Invariant:** an entry is used for writing only while no document was deleted or renamed by this
//! process since before the entry was read; see [`Directory::is_current`]. What another process
//! deletes is noticed when the links are written.

use crate::app::App;
use crate::failure::Failure;
use documents::{Links, Reference};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use storage::documents::Name;
use values::DocumentId;

#[derive(Default)]
pub(crate) struct Directory {
    /// Grows when a document is deleted or gets another number.
    generation: AtomicU64,
    known: RwLock<HashMap<String, HashMap<String, Known>>>,
}

#[derive(Clone)]
struct Known {
    name: Name,
    generation: u64,
    read: Instant,
}

/// References that were found, what they are called, and since when that is known.
pub(crate) struct Found {
    pub(crate) links: Links,
    pub(crate) names: BTreeMap<DocumentId, Name>,
    generation: u64,
}

/// A title that another process changed may be shown as it was for so long.
const TRUSTED_FOR: Duration = Duration::from_secs(30);
/// Of one document type; beyond it the memory starts anew.
const NAMES_MAX: usize = 200_000;

impl Directory {
    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Called inside the operation that deletes or renames, before anything can follow it.
    pub(crate) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether what was found still holds; asked inside the operation that relies on it.
    pub(crate) fn is_current(&self, found: &Found) -> bool {
        found.generation == self.generation()
    }

    fn recall(&self, references: &[Reference]) -> Option<Found> {
        let generation = self.generation();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = Found { links: Links::new(), names: BTreeMap::new(), generation };
        for it in references {
            let known = known.get(&it.target)?.get(&it.text)?;
            if known.generation != generation || known.read.elapsed() > TRUSTED_FOR {
                return None;
            }
            found.add(it, known.name.clone());
        }
        Some(found)
    }

    fn remember(&self, references: &[Reference], found: &Found) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for it in references {
            let name = found.links.get(&it.target, &it.text).and_then(|id| found.names.get(&id));
            let Some(name) = name.cloned() else { continue };
            let of_type = known.entry(it.target.clone()).or_default();
            if of_type.len() >= NAMES_MAX {
                of_type.clear();
            }
            let entry = Known { name, generation: found.generation, read: Instant::now() };
            of_type.insert(it.text.clone(), entry);
        }
    }
}

impl Found {
    fn add(&mut self, reference: &Reference, name: Name) {
        self.links.add(&reference.target, &reference.text, name.id);
        self.links.add_number(name.id, &name.number);
        self.names.insert(name.id, name);
    }
}

impl App {
    /// `None` when something was not found, or names a member: then the operation itself looks.
    pub(crate) async fn look_up(&self, references: Vec<Reference>) -> Result<Option<Found>, Failure> {
        if references.iter().any(|it| it.target == "member") {
            return Ok(None);
        }
        let directory = self.directory();
        if let Some(found) = directory.recall(&references) {
            return Ok(Some(found));
        }
        let generation = directory.generation();
        let (found, references) = self
            .read(move |tx| {
                let mut wanted: Vec<(&str, &str)> =
                    references.iter().map(|it| (it.target.as_str(), it.text.as_str())).collect();
                wanted.sort_unstable();
                wanted.dedup();
                let resolved = storage::documents::resolve(tx, &wanted)?;
                let ids: Vec<DocumentId> = resolved.iter().map(|it| it.id).collect();
                let names = storage::documents::names(tx, &ids)?;
                let names: BTreeMap<DocumentId, Name> = names.into_iter().map(|it| (it.id, it)).collect();
                let mut found = Found { links: Links::new(), names: BTreeMap::new(), generation };
                for it in &references {
                    let at = resolved.iter().find(|to| to.target == it.target && to.text == it.text);
                    let Some(name) = at.and_then(|to| names.get(&to.id)) else {
                        return Ok((None, references));
                    };
                    found.add(it, name.clone());
                }
                Ok((Some(found), references))
            })
            .await?;
        if let Some(found) = &found {
            directory.remember(&references, found);
        }
        Ok(found)
    }
}
