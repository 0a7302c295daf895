//! A file goes out: to who brought it, and to whoever may see a field that holds it.

use super::held::seen_in_a_document;
use super::{hash_from_hex, hash_to_hex};
use crate::app::App;
use crate::failure::{Failure, Refused};
use crate::turn::Turn;
use connect::attachment::media;
use storage::files::Thumbnail;

/// Pieces that are read at once while a file is sent.
const PIECES_AT_ONCE: u32 = 8;

/// A file that the caller may read.
#[derive(Clone, Debug)]
pub struct OpenFile {
    pub name: String,
    pub media_type: String,
    pub size: u64,
    pub hash: String,
    /// A browser may show it instead of saving it.
    pub shown: bool,
    seq: i64,
}

impl OpenFile {
    pub(super) fn new(it: &storage::files::File, name: String) -> OpenFile {
        let shown = media::is_shown(&it.media_type);
        let hash = hash_to_hex(&it.hash);
        OpenFile { name, media_type: it.media_type.clone(), size: it.size, hash, shown, seq: it.seq }
    }
}

pub(super) fn absent() -> Failure {
    Refused::not_found("文件", "file").into()
}

impl App {
    /// Before a document holds it, only who brought it sees it; then whoever may see it in one. A copy of
    /// a document shows its files this way before it is saved.
    pub async fn open_own_file(&self, turn: Turn, hash: &str) -> Result<OpenFile, Failure> {
        let hash = hash_from_hex(hash).ok_or_else(absent)?;
        self.read(move |tx| {
            let file = storage::files::find(tx, &hash)?.ok_or_else(absent)?;
            let name = if storage::files::was_uploaded_by(tx, file.seq, turn.caller.user)? {
                let ending = media::by_type(&file.media_type).map_or("bin", |it| it.ending);
                format!("file.{ending}")
            } else {
                seen_in_a_document(tx, &turn, &file)?.ok_or_else(absent)?
            };
            Ok(OpenFile::new(&file, name))
        })
        .await
    }

    /// The next bytes, from piece `from` on, and the piece after them; none at the end.
    pub async fn read_file(&self, file: &OpenFile, from: u32) -> Result<(Vec<u8>, u32), Failure> {
        let seq = file.seq;
        let read = move |tx: &mut dyn storage::Tx| Ok(storage::files::read(tx, seq, from, PIECES_AT_ONCE)?);
        Ok((self.read(read).await?, from.saturating_add(PIECES_AT_ONCE)))
    }

    /// Its small picture, if it has one.
    pub async fn file_thumbnail(&self, file: &OpenFile) -> Result<Option<Thumbnail>, Failure> {
        let seq = file.seq;
        self.read(move |tx| Ok(storage::files::thumbnail(tx, seq)?)).await
    }
}
