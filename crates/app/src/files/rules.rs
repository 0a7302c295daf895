//! Which files a company takes: kinds by the ending of their names, and how large.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::turn::Turn;
use connect::attachment::media::KNOWN;
use documents::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use storage::Tx;

const SETTING: &str = "files";
const MEBIBYTE: u64 = 1024 * 1024;
/// The largest a company may choose: it goes into the database, and into every backup.
const MAX_BYTES_MOST: u64 = 1024 * MEBIBYTE;
const ENDINGS_MAX: usize = 100;

/// What may be attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRules {
    /// Of one file.
    pub max_bytes: u64,
    /// Endings of names in small letters: `pdf`. Kinds whose bytes we cannot tell may be named too;
    /// those are only ever saved, never shown.
    pub endings: Vec<String>,
}

impl Default for FileRules {
    fn default() -> FileRules {
        let endings = KNOWN.iter().map(|it| it.ending.to_owned()).collect();
        FileRules { max_bytes: 20 * MEBIBYTE, endings }
    }
}

impl FileRules {
    fn check(&self) -> Result<(), Failure> {
        let mut problems = Vec::new();
        if !(1024..=MAX_BYTES_MOST).contains(&self.max_bytes) {
            let problem = Problem::new("max_bytes", "out_of_range");
            problems.push(problem.with("min", 1024).with("max", MAX_BYTES_MOST));
        }
        if self.endings.is_empty() || self.endings.len() > ENDINGS_MAX {
            problems.push(Problem::new("endings", "required"));
        }
        for (at, ending) in self.endings.iter().enumerate() {
            let plain = ending.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
            if !plain || !(1..=10).contains(&ending.len()) || self.endings[..at].contains(ending) {
                problems.push(Problem::new(format!("endings[{at}]"), "not_known").with("value", ending));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    fn told(&self) -> Json {
        let known: Vec<&str> = KNOWN.iter().map(|it| it.ending).collect();
        json!({ "max_bytes": self.max_bytes, "endings": self.endings, "known": known })
    }
}

/// The company's, or the usual ones.
pub(crate) fn load_file_rules(tx: &mut dyn Tx) -> Result<FileRules, storage::Error> {
    let kept = storage::settings::get(tx, SETTING)?;
    Ok(kept.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default())
}

impl App {
    /// Whoever fills in a form reads them, so that a file that will not do is not sent.
    pub fn file_rules(&self, turn: &Turn) -> Json {
        turn.company.files.told()
    }

    /// Counts from the next upload on; what is there stays.
    pub async fn put_file_rules(&self, turn: Turn, rules: FileRules) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        rules.check()?;
        let (told, kept) = (rules.told(), serde_json::to_value(&rules).expect("plain texts and numbers"));
        self.write(move |tx| {
            storage::settings::set(tx, SETTING, &kept)?;
            storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
            Ok(())
        })
        .await?;
        self.reload().await?;
        Ok(told)
    }
}
