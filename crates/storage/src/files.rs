//! Files that people attached: their bytes once each, who brought them, and which documents hold them.
//!
//! **Invariant:** a file with a hash is whole; what is still coming in has none and nobody finds it.
//! **Invariant:** who makes a document hold a file touches the file's row first, so that a sweep that
//! runs at the same moment either has taken it before or leaves it.

use crate::{Error, Param, Row, Tx, params, query_one};
use values::{DocumentId, Instant, UserId};

/// SHA-256 of its bytes: what it is known by.
pub type Hash = [u8; 32];

/// Bytes of one piece; only the last is smaller.
pub const CHUNK_BYTES: usize = 128 * 1024;

/// A file that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub seq: i64,
    pub hash: Hash,
    /// `image/png`, by what the bytes are.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
}

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A field or column of a document that holds a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub document: DocumentId,
    /// `photos`, `lines.photo`.
    pub path: String,
}

fn file(row: &Row) -> Result<File, Error> {
    let hash = row.bytes(1).try_into().map_err(|_| Error::Corrupt("a file's hash is not 32 bytes".into()))?;
    let (seq, size) = (row.int(0), row.int(3).unsigned_abs());
    Ok(File { seq, hash, media_type: row.text(2).to_owned(), size })
}

pub fn find(tx: &mut dyn Tx, hash: &Hash) -> Result<Option<File>, Error> {
    let select = "select seq, hash, type, size from @.file where hash = ?";
    query_one(tx, select, params![hash])?.map(|it| file(&it)).transpose()
}

/// A row for bytes that are about to come. [`finish`] makes it a file.
pub fn begin(tx: &mut dyn Tx, media_type: &str, size: u64, at: Instant) -> Result<i64, Error> {
    let insert = "insert into @.file (hash, type, size, touched_at) values (null, ?, ?, ?) returning seq";
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let row = query_one(tx, insert, params![media_type, size, at])?;
    row.map(|it| it.int(0)).ok_or_else(|| Error::Fault("an insert returned no row".to_owned()))
}

/// Pieces of [`CHUNK_BYTES`], the first of which is number `from`.
pub fn add_chunks(tx: &mut dyn Tx, file: i64, from: u32, bytes: &[u8]) -> Result<(), Error> {
    let params: Vec<Param<'_>> = (from..)
        .zip(bytes.chunks(CHUNK_BYTES))
        .flat_map(|(at, chunk)| [Param::Int(file), Param::from(at), Param::Bytes(chunk)])
        .collect();
    tx.insert_rows("insert into @.file_chunk (file, at, bytes) values", "(?, ?, ?)", &params, "").map(drop)
}

/// Its bytes are all there. Constraint `file_hash` when the same bytes came by another way meanwhile.
pub fn finish(tx: &mut dyn Tx, file: i64, hash: &Hash, at: Instant) -> Result<(), Error> {
    tx.execute("update @.file set hash = ?, touched_at = ? where seq = ?", params![hash, at, file]).map(drop)
}

/// Takes away a file and all that hangs on it.
pub fn discard(tx: &mut dyn Tx, file: i64) -> Result<(), Error> {
    tx.execute("delete from @.file where seq = ?", params![file])?;
    forget_parts(tx, file)
}

fn forget_parts(tx: &mut dyn Tx, file: i64) -> Result<(), Error> {
    for table in ["file_chunk", "file_thumbnail", "file_upload"] {
        tx.execute(&format!("delete from @.{table} where file = ?"), params![file])?;
    }
    Ok(())
}

/// At most `count` pieces from number `from` on, one after the other.
pub fn read(tx: &mut dyn Tx, file: i64, from: u32, count: u32) -> Result<Vec<u8>, Error> {
    let select = "select bytes from @.file_chunk where file = ? and at >= ? and at < ? order by at";
    let rows = tx.query(select, params![file, from, from.saturating_add(count)])?;
    Ok(rows.iter().flat_map(|it| it.bytes(0)).copied().collect())
}

pub fn set_thumbnail(tx: &mut dyn Tx, file: i64, it: &Thumbnail) -> Result<(), Error> {
    tx.execute(
        "insert into @.file_thumbnail (file, type, bytes) values (?, ?, ?)
         on conflict (file) do update set type = excluded.type, bytes = excluded.bytes",
        params![file, &it.media_type, it.bytes.as_slice()],
    )
    .map(drop)
}

pub fn thumbnail(tx: &mut dyn Tx, file: i64) -> Result<Option<Thumbnail>, Error> {
    let row = query_one(tx, "select type, bytes from @.file_thumbnail where file = ?", params![file])?;
    Ok(row.map(|it| Thumbnail { media_type: it.text(0).to_owned(), bytes: it.bytes(1).to_owned() }))
}

/// Notes that it is wanted at this moment. False when it is not there (any more).
pub fn touch(tx: &mut dyn Tx, file: i64, at: Instant) -> Result<bool, Error> {
    Ok(tx.execute("update @.file set touched_at = ? where seq = ?", params![at, file])? > 0)
}

pub fn note_upload(tx: &mut dyn Tx, file: i64, member: UserId, at: Instant) -> Result<(), Error> {
    tx.execute(
        "insert into @.file_upload (file, member, at) values (?, ?, ?)
         on conflict (file, member) do update set at = excluded.at",
        params![file, member, at],
    )
    .map(drop)
}

pub fn was_uploaded_by(tx: &mut dyn Tx, file: i64, member: UserId) -> Result<bool, Error> {
    let select = "select 1 from @.file_upload where file = ? and member = ?";
    Ok(query_one(tx, select, params![file, member])?.is_some())
}

/// How many files, and how many bytes in all, a member brought since then that no document holds.
pub fn waiting_of(tx: &mut dyn Tx, member: UserId, since: Instant) -> Result<(u64, u64), Error> {
    let row = query_one(
        tx,
        "select count(*), cast(coalesce(sum(f.size), 0) as bigint) from @.file_upload u
         join @.file f on f.seq = u.file
         where u.member = ? and u.at >= ? and not exists (select 1 from @.file_use w where w.file = u.file)",
        params![member, since],
    )?;
    Ok(row.map_or((0, 0), |it| (it.int(0).unsigned_abs(), it.int(1).unsigned_abs())))
}

/// Which fields hold a file, the newest document first.
pub fn uses(tx: &mut dyn Tx, file: i64, limit: usize) -> Result<Vec<Use>, Error> {
    let select = "select document, path from @.file_use where file = ? order by document desc, path limit ?";
    let rows = tx.query(select, params![file, limit as i64])?;
    Ok(rows.iter().map(|it| Use { document: DocumentId(it.int(0)), path: it.text(1).to_owned() }).collect())
}

/// Which files a document holds: field and file.
pub fn of_document(tx: &mut dyn Tx, document: DocumentId) -> Result<Vec<(String, i64)>, Error> {
    let select = "select path, file from @.file_use where document = ? order by path, file";
    let rows = tx.query(select, params![document])?;
    Ok(rows.iter().map(|it| (it.text(0).to_owned(), it.int(1))).collect())
}

/// Replaces what a document holds. What it let go stays for a day, as if just uploaded.
pub fn replace_uses(
    tx: &mut dyn Tx,
    document: DocumentId,
    held: &[(String, i64)],
    at: Instant,
) -> Result<(), Error> {
    let before = of_document(tx, document)?;
    let mut held = held.to_vec();
    held.sort_unstable();
    held.dedup();
    if before == held {
        return Ok(());
    }
    for (_, gone) in before.iter().filter(|it| !held.contains(it)) {
        touch(tx, *gone, at)?;
    }
    tx.execute("delete from @.file_use where document = ?", params![document])?;
    let params: Vec<Param<'_>> = held
        .iter()
        .flat_map(|(path, file)| [document.into(), Param::Text(path), Param::Int(*file)])
        .collect();
    tx.insert_rows("insert into @.file_use (document, path, file) values", "(?, ?, ?)", &params, "").map(drop)
}

/// Takes away at most `limit` files that no document holds and nobody touched since `before`, and
/// uploads that never ended. Returns how many.
pub fn sweep(tx: &mut dyn Tx, before: Instant, limit: usize) -> Result<usize, Error> {
    let idle = tx.query(
        "select f.seq from @.file f where f.touched_at < ?
         and not exists (select 1 from @.file_use u where u.file = f.seq) order by f.seq limit ?",
        params![before, limit as i64],
    )?;
    let mut taken = 0;
    for row in &idle {
        let seq = row.int(0);
        // Asked of the row itself: who began to hold it since then touched it.
        let gone = tx.execute("delete from @.file where seq = ? and touched_at < ?", params![seq, before])?;
        if gone > 0 {
            forget_parts(tx, seq)?;
            taken += 1;
        }
    }
    Ok(taken)
}
