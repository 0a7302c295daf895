//! A file comes in: looked at, and kept once, by what it is.

use super::hash_to_hex;
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use connect::attachment::{media, thumbnail};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use storage::files::{CHUNK_BYTES, Hash, Thumbnail};
use values::{Instant, UserId};

/// Written in one transaction, so that a large file lets others in between.
const PIECES_AT_ONCE: usize = 8;
/// Files that somebody brought within a day and no document holds yet.
const WAITING_MAX: u64 = 500;
const WAITING_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
const DAY_SECONDS: i64 = 24 * 3600;
const NAME_MAX: usize = 200;

/// What a document writes to hold the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uploaded {
    pub hash: String,
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// In bytes.
    pub size: u64,
}

/// What was found out about the bytes.
struct Looked {
    hash: Hash,
    size: u64,
    media_type: &'static str,
}

impl App {
    /// How many bytes the caller may send now. Whoever may write no document has nothing to attach to.
    pub async fn upload_limit(&self, turn: &Turn) -> Result<u64, Failure> {
        let may_write = |action| turn.definitions.iter().any(|it| turn.caller.may(action, it));
        if !may_write(Action::Create) && !may_write(Action::Edit) {
            return Err(Refused::forbidden().into());
        }
        let (member, since) = (turn.caller.user, turn.now.plus_seconds(-DAY_SECONDS));
        let (count, bytes) = self.read(move |tx| Ok(storage::files::waiting_of(tx, member, since)?)).await?;
        if count >= WAITING_MAX || bytes >= WAITING_BYTES_MAX {
            let refused = Refused::new(
                Kind::RateLimited,
                "too_many_uploads",
                "您上传了很多还没有用到的文件",
                "You uploaded many files that no document holds yet",
            );
            return Err(refused
                .instead(
                    "先保存用到它们的单据, 或者明天再传",
                    "Save the documents they are for, or go on tomorrow",
                )
                .with(json!({ "files": count, "bytes": bytes }))
                .into());
        }
        Ok(turn.company.files.max_bytes)
    }

    /// Takes over the file at `path`, which is the caller's to remove. `declared` is the type the sender
    /// says it is; it counts only when the name has no ending.
    pub async fn keep_file(
        &self,
        turn: &Turn,
        name: &str,
        declared: &str,
        path: &Path,
    ) -> Result<Uploaded, Failure> {
        let name = clean(name);
        let ending = match media::ending_of(&name) {
            it if it.is_empty() => {
                media::by_type(declared).map(|it| it.ending.to_owned()).unwrap_or_default()
            }
            it => it,
        };
        if !turn.company.files.endings.contains(&ending) {
            return Err(not_taken(&ending, &turn.company.files.endings));
        }
        let path = path.to_owned();
        let looked = {
            let (path, ending) = (path.clone(), ending.clone());
            blocking(move || look(&path, &ending)).await??
        };
        let picture = match thumbnail::reads(looked.media_type) {
            true => {
                // Unpacking takes memory: not many at once.
                let _turn = self.pictures().acquire().await;
                let path = path.clone();
                blocking(move || small(&path, looked.media_type)).await?
            }
            false => None,
        };
        let told = Uploaded {
            hash: hash_to_hex(&looked.hash),
            media_type: looked.media_type.to_owned(),
            size: looked.size,
            name,
        };
        let (app, member, now) = (self.clone(), turn.caller.user, turn.now);
        blocking(move || app.keep(&looked, picture, &path, member, now)).await??;
        Ok(told)
    }

    /// Blocks.
    fn keep(
        &self,
        looked: &Looked,
        picture: Option<Thumbnail>,
        path: &Path,
        member: UserId,
        now: Instant,
    ) -> Result<(), Failure> {
        let hash = looked.hash;
        if self.is_kept(hash, member, now)? {
            return Ok(());
        }
        let (media_type, size) = (looked.media_type, looked.size);
        let file = self.write_blocking(move |tx| Ok(storage::files::begin(tx, media_type, size, now)?))?;
        let stored = self.store_bytes(file, path, size);
        let finished = stored.and_then(|()| {
            self.write_blocking(move |tx| {
                storage::files::finish(tx, file, &hash, now)?;
                if let Some(picture) = &picture {
                    storage::files::set_thumbnail(tx, file, picture)?;
                }
                Ok(storage::files::note_upload(tx, file, member, now)?)
            })
        });
        let Err(failure) = finished else { return Ok(()) };
        self.write_blocking(move |tx| Ok(storage::files::discard(tx, file)?))?;
        let twin = matches!(&failure, Failure::Broken(it) if it.constraint() == Some("file_hash"));
        // The same bytes came by another way at the same moment.
        if twin && self.is_kept(hash, member, now)? { Ok(()) } else { Err(failure) }
    }

    /// Whether these bytes are there already; then the member brought them too.
    fn is_kept(&self, hash: Hash, member: UserId, now: Instant) -> Result<bool, Failure> {
        self.write_blocking(move |tx| {
            let Some(file) = storage::files::find(tx, &hash)? else { return Ok(false) };
            if !storage::files::touch(tx, file.seq, now)? {
                return Ok(false);
            }
            storage::files::note_upload(tx, file.seq, member, now)?;
            Ok(true)
        })
    }

    fn store_bytes(&self, file: i64, path: &Path, size: u64) -> Result<(), Failure> {
        let mut from = File::open(path).map_err(|it| broken(&it))?;
        let (mut at, mut left) = (0_u32, size);
        while left > 0 {
            let portion = left.min((PIECES_AT_ONCE * CHUNK_BYTES) as u64);
            let mut bytes = vec![0; usize::try_from(portion).unwrap_or(CHUNK_BYTES)];
            from.read_exact(&mut bytes).map_err(|it| broken(&it))?;
            let bytes = Arc::new(bytes);
            self.write_blocking(move |tx| Ok(storage::files::add_chunks(tx, file, at, &bytes)?))?;
            at += PIECES_AT_ONCE as u32;
            left -= portion;
        }
        Ok(())
    }

    /// Takes away what nobody holds, once it lay for a day. Returns how many files.
    pub async fn sweep_files(&self, now: Instant) -> Result<usize, Failure> {
        const AT_ONCE: usize = 50;
        let before = now.plus_seconds(-DAY_SECONDS);
        let mut swept = 0;
        loop {
            let taken = self.write(move |tx| Ok(storage::files::sweep(tx, before, AT_ONCE)?)).await?;
            swept += taken;
            if taken < AT_ONCE {
                return Ok(swept);
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|it| broken(&it))
}

pub(super) fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::Broken(storage::Error::Engine(format!("file: {error}")))
}

/// The last part of a path, without what no file system takes.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: Vec<char> = last.chars().filter(|it| !it.is_control()).collect();
    let from = kept.len().saturating_sub(NAME_MAX); // The ending stays.
    let name: String = kept[from..].iter().collect();
    let name = name.trim();
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn look(path: &PathBuf, ending: &str) -> Result<Looked, Failure> {
    let mut file = File::open(path).map_err(|it| broken(&it))?;
    let mut hasher = Sha256::new();
    let (mut block, mut size, mut head) = (vec![0; 1 << 18], 0, Vec::new());
    loop {
        let read = file.read(&mut block).map_err(|it| broken(&it))?;
        if read == 0 {
            break;
        }
        if head.len() < media::HEAD_BYTES {
            head.extend_from_slice(&block[..read.min(media::HEAD_BYTES - head.len())]);
        }
        hasher.update(&block[..read]);
        size += read as u64;
    }
    if size == 0 {
        return Err(Refused::new(Kind::Unprocessable, "file_empty", "文件是空的", "The file is empty").into());
    }
    let media = media::by_ending(ending);
    if media.is_some_and(|it| !it.begins(&head)) {
        let refused = Refused::new(
            Kind::Unprocessable,
            "file_type_mismatch",
            &format!("文件内容不是 {ending}"),
            &format!("What is in the file is not {ending}"),
        );
        return Err(refused
            .instead("用原来的程序另存为正确的格式后再上传", "Save it in the right format, then upload it")
            .with(json!({ "ending": ending }))
            .into());
    }
    Ok(Looked {
        hash: hasher.finalize().into(),
        size,
        media_type: media.map_or(media::UNKNOWN, |it| it.media_type),
    })
}

fn small(path: &Path, media_type: &str) -> Option<Thumbnail> {
    let picture = thumbnail::make(media_type, BufReader::new(File::open(path).ok()?))?;
    Some(Thumbnail { media_type: picture.media_type.to_owned(), bytes: picture.bytes })
}

fn not_taken(ending: &str, taken: &[String]) -> Failure {
    let (zh, en) = match ending {
        "" => ("没有扩展名的文件不能上传".to_owned(), "A file without an ending cannot be taken".to_owned()),
        it => (format!("不能上传 {it} 文件"), format!("Files of the kind {it} are not taken")),
    };
    let taken = taken.join(", ");
    Refused::new(Kind::Unprocessable, "file_type_refused", &zh, &en)
        .instead(
            &format!("可以上传: {taken}; 需要别的请管理员在设置里添加"),
            &format!("Taken are: {taken}. An administrator can add others in the settings"),
        )
        .with(json!({ "ending": ending }))
        .into()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_name_is_only_a_name() {
        for (sent, kept) in [
            ("C:\\fakepath\\合同.pdf", "合同.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb.png", "ab.png"),
            ("  ", "file"),
        ] {
            assert_eq!(clean(sent), kept);
        }
        assert!(clean(&format!("{}.pdf", "长".repeat(300))).ends_with(".pdf"));
    }
}
