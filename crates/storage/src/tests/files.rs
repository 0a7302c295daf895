//! Attached files: whole or not there, kept while somebody holds them, carried by a backup.

use super::shop::NOON;
use super::{Company, on_both, read, write};
use crate::files::{self, CHUNK_BYTES, Thumbnail};
use crate::{Database, Error, Tx, params, restore, verify};
use sha2::{Digest, Sha256};
use values::{DocumentId, Instant, UserId};

const DAY: i64 = 86_400;
const LI: UserId = UserId(1);

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|it| (it % 251) as u8).collect()
}

fn put(tx: &mut dyn Tx, bytes: &[u8], at: Instant) -> Result<i64, Error> {
    let file = files::begin(tx, "application/pdf", bytes.len() as u64, at)?;
    files::add_chunks(tx, file, 0, &bytes[..bytes.len().min(CHUNK_BYTES)])?;
    files::add_chunks(tx, file, 1, &bytes[bytes.len().min(CHUNK_BYTES)..])?;
    files::finish(tx, file, &Sha256::digest(bytes).into(), at)?;
    files::note_upload(tx, file, LI, at)?;
    Ok(file)
}

fn is_there(database: &Database, file: i64) -> bool {
    let select = "select 1 from @.file where seq = ?";
    read(database, move |tx| Ok(!tx.query(select, params![file])?.is_empty()))
}

fn differences(database: &Database) -> Vec<String> {
    let report = read(database, |tx| verify::run_watched(tx, &verify::Progress::default(), true));
    report.differences.iter().map(ToString::to_string).collect()
}

#[test]
fn bytes_come_back_in_pieces_and_once() {
    on_both(|database| {
        let long = bytes(2 * CHUNK_BYTES + 17);
        let (kept, hash) = (long.clone(), Sha256::digest(&long).into());
        let file = write(database, move |tx| put(tx, &long, NOON));
        let found = read(database, move |tx| files::find(tx, &hash)).expect("it is there");
        assert_eq!((found.seq, found.size), (file, kept.len() as u64));
        let first = read(database, move |tx| files::read(tx, file, 0, 1));
        let rest = read(database, move |tx| files::read(tx, file, 1, 9));
        assert!([first, rest].concat() == kept, "the bytes as they came");

        let again: Result<i64, Error> = database.write_blocking(move |tx| put(tx, &kept, NOON));
        assert_eq!(again.expect_err("the same bytes twice").constraint(), Some("file_hash"));
        assert!(differences(database).is_empty());
    });
}

#[test]
fn what_is_coming_in_is_not_found() {
    on_both(|database| {
        let hash: files::Hash = Sha256::digest(b"abc").into();
        let file = write(database, |tx| {
            let file = files::begin(tx, "text/plain", 3, NOON)?;
            files::add_chunks(tx, file, 0, b"ab")?;
            Ok(file)
        });
        assert_eq!(read(database, move |tx| files::find(tx, &hash)), None);
        write(database, move |tx| files::discard(tx, file));
        let left = read(database, |tx| tx.query("select 1 from @.file_chunk", &[]));
        assert!(left.is_empty());
    });
}

#[test]
fn only_what_nobody_holds_for_a_day_is_swept() {
    on_both(|database| {
        let (idle, held, fresh) = write(database, |tx| {
            let idle = put(tx, b"idle", NOON)?;
            let held = put(tx, b"held", NOON)?;
            let fresh = put(tx, b"fresh", NOON.plus_seconds(DAY))?;
            files::begin(tx, "text/plain", 9, NOON)?;
            files::set_thumbnail(tx, idle, &Thumbnail { media_type: "image/png".into(), bytes: vec![1] })?;
            files::replace_uses(tx, DocumentId(7), &[("photos".to_owned(), held)], NOON)?;
            Ok((idle, held, fresh))
        });
        let waiting = read(database, |tx| files::waiting_of(tx, LI, NOON));
        assert_eq!(waiting, (2, 9), "what a document holds does not count");
        let sweep = |before: Instant| write(database, move |tx| files::sweep(tx, before, 100));
        assert_eq!(sweep(NOON), 0, "not before a day is over");
        assert_eq!(sweep(NOON.plus_seconds(1)), 2, "the idle one, and the one that never ended");
        assert_eq!([idle, held, fresh].map(|it| is_there(database, it)), [false, true, true]);

        // Let go, it stays for a day: whoever undoes the edit finds it.
        let later = NOON.plus_seconds(9 * DAY);
        write(database, move |tx| files::replace_uses(tx, DocumentId(7), &[], later));
        assert_eq!(sweep(later), 1, "the fresh one");
        assert!(is_there(database, held));
        assert_eq!(sweep(later.plus_seconds(1)), 1);
        let parts = "select file from @.file_chunk union all select file from @.file_thumbnail
                     union all select file from @.file_upload";
        assert!(read(database, move |tx| tx.query(parts, &[])).is_empty(), "nothing is left behind");
    });
}

/// On PostgreSQL a save may begin to hold a file while a sweep looks: the sweep leaves it then.
#[test]
fn a_sweep_leaves_what_is_taken_up_meanwhile() {
    on_both(|database| {
        for round in 0..20_i64 {
            let file = write(database, move |tx| put(tx, &round.to_le_bytes(), NOON));
            std::thread::scope(|scope| {
                let saving = scope.spawn(|| {
                    write(database, move |tx| {
                        if files::touch(tx, file, NOON.plus_seconds(5 * DAY))? {
                            files::replace_uses(tx, DocumentId(round + 1), &[("a".to_owned(), file)], NOON)?;
                        }
                        Ok(())
                    });
                });
                write(database, |tx| files::sweep(tx, NOON.plus_seconds(DAY), 100));
                saving.join().expect("saves");
            });
            let lost =
                "select 1 from @.file_use u where not exists (select 1 from @.file f where f.seq = u.file)";
            assert!(read(database, move |tx| tx.query(lost, &[])).is_empty(), "round {round}");
        }
    });
}

#[test]
fn a_backup_carries_every_byte_to_either_engine() {
    on_both(|database| {
        let long = bytes(3 * CHUNK_BYTES);
        let kept = long.clone();
        let file = write(database, move |tx| {
            let file = put(tx, &long, NOON)?;
            files::set_thumbnail(tx, file, &Thumbnail { media_type: "image/png".into(), bytes: vec![7; 9] })?;
            Ok(file)
        });
        let directory = tempfile::tempdir().expect("a temporary directory");
        let backup = directory.path().join("company.backup");
        database.backup(&backup).expect("is made");
        for empty in [Company::empty_sqlite(), Company::empty_postgres()] {
            let restored = restore(&backup, empty.location()).expect("is restored");
            assert!(read(&restored, move |tx| files::read(tx, file, 0, 9)) == kept, "every byte");
            let picture = read(&restored, move |tx| files::thumbnail(tx, file)).expect("its thumbnail");
            assert_eq!(picture.bytes, vec![7; 9]);
            assert!(differences(&restored).is_empty());
        }
    });
}

#[test]
fn what_was_tampered_with_is_named() {
    on_both(|database| {
        let (cut, changed) =
            write(database, |tx| Ok((put(tx, b"cut short", NOON)?, put(tx, b"changed", NOON)?)));
        write(database, move |tx| {
            tx.execute("update @.file_chunk set bytes = ? where file = ?", params![&b"cut"[..], cut])?;
            tx.execute(
                "update @.file_chunk set bytes = ? where file = ?",
                params![&b"CHANGED"[..], changed],
            )?;
            tx.execute("insert into @.file_use (document, path, file) values (1, 'a', 99)", &[]).map(drop)
        });
        let found = differences(database);
        let has = |text: &str| assert!(found.iter().any(|it| it.contains(text)), "{text}: {found:?}");
        has(&format!("A1 file {cut}, bytes in 1 pieces: expected 9, found 3"));
        has(&format!("A1 file {changed}, bytes: expected"));
        has("a, files: expected there, found 1 missing");
    });
}
