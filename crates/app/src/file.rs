//! Files that come in and go out.

use crate::app::App;
use crate::failure::Failure;
use std::path::PathBuf;
use uuid::Uuid;

/// A file for somebody to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

impl App {
    /// Where the next upload is written to.
    pub async fn new_upload(&self) -> Result<PathBuf, Failure> {
        let folder = self.data().join("uploads");
        let made = tokio::fs::create_dir_all(&folder).await;
        made.map_err(|err| storage::Error::File {
            path: folder.display().to_string(),
            message: err.to_string(),
        })?;
        Ok(folder.join(Uuid::now_v7().to_string()))
    }
}
