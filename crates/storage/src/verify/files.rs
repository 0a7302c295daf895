//! Files against their pieces, and what documents hold against the files there are.

use super::{Found, Subject};
use crate::{Error, Tx, files, params, query_one};
use sha2::{Digest, Sha256};
use values::DocumentId;

pub(super) fn check(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let count = "select count(*) from @.file where hash is not null";
    found.report.files = query_one(tx, count, &[])?.map_or(0, |it| it.int(0).unsigned_abs());
    let cut = "select f.seq, f.size, coalesce(p.bytes, 0), coalesce(p.pieces, 0), coalesce(p.last, -1)
         from @.file f left join (
           select file, cast(sum(length(bytes)) as bigint) as bytes, count(*) as pieces, max(at) as last
           from @.file_chunk group by file
         ) p on p.file = f.seq
         where f.hash is not null and (coalesce(p.bytes, 0) <> f.size or coalesce(p.last, -1) <> coalesce(p.pieces, 0) - 1)
         order by f.seq limit 100";
    for row in tx.query(cut, &[])? {
        let about = format!("file {}, bytes in {} pieces", row.int(0), row.int(3));
        found.differs("A1", Subject::default(), about, row.int(1), row.int(2));
    }
    let lost = "select u.document, u.path, count(*) from @.file_use u
         where not exists (select 1 from @.file f where f.seq = u.file and f.hash is not null)
         group by u.document, u.path order by u.document, u.path limit 100";
    for row in tx.query(lost, &[])? {
        let about = format!("{}, files", row.text(1));
        found.differs("A2", DocumentId(row.int(0)), about, "there", format!("{} missing", row.int(2)));
    }
    Ok(())
}

/// Reads every byte and compares it with the hash the file is known by.
pub(super) fn check_bytes(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    const PIECES_AT_ONCE: u32 = 32;
    for row in tx.query("select seq, hash from @.file where hash is not null order by seq", &[])? {
        let (seq, hash) = (row.int(0), row.bytes(1));
        let (mut hasher, mut at) = (Sha256::new(), 0);
        loop {
            let bytes = files::read(tx, seq, at, PIECES_AT_ONCE)?;
            if bytes.is_empty() {
                break;
            }
            hasher.update(&bytes);
            at += PIECES_AT_ONCE;
        }
        let is = hasher.finalize();
        if is.as_slice() != hash {
            found.differs("A1", Subject::default(), format!("file {seq}, bytes"), hex(hash), hex(&is));
        }
    }
    let alone =
        "select file from @.file_chunk c where not exists (select 1 from @.file f where f.seq = c.file)
         group by file order by file limit 100";
    for row in tx.query(alone, params![])? {
        let about = format!("pieces of file {}", row.int(0));
        found.differs("A1", Subject::default(), about, "a file", "none");
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
