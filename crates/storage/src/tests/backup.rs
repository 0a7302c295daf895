//! A company is copied while it is used, and put back on either engine.

use super::shop::{NOON, open_shop, order, save};
use super::{Company, on_both, read, write};
use crate::{Database, Error, Location, documents as papers, events, restore, settings};
use serde_json::{Value as Json, json};
use values::DocumentId;

/// Everything in the company, line by line. PostgreSQL orders the names in an object in its own way.
fn contents(database: &Database) -> Vec<Json> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("dump");
    database.dump(&path).expect("dumps");
    let text = std::fs::read_to_string(path).expect("reads");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn fill(database: &Database) {
    open_shop(database);
    write(database, |tx| {
        for number in 0..600 {
            let fields = json!({ "customer": "C1", "note": "换行\n“引号” \\ 𠮷", "total": "-1.5",
                                 "lines": [{ "quantity": "1" }] });
            save(tx, &order(), &format!("O-{number}"), "draft", &fields)?;
        }
        let last = papers::find(tx, "order", "O-599")?.expect("it is there");
        papers::delete(tx, &last)?;
        tx.execute(
            "insert into @.balance (item, warehouse, on_hand, reserved, held) values (1, 1, 9, 0, 0)",
            &[],
        )?;
        events::append(tx, NOON, "document", None, &json!({ "touched": [] }))?;
        settings::set(tx, "nothing", &json!(null))
    });
}

#[test]
fn a_backup_of_either_engine_is_restored_into_either() {
    on_both(|database| {
        fill(database);
        let before = contents(database);
        assert!(before.len() > 1_800, "rows, links and words of 600 orders");
        let directory = tempfile::tempdir().expect("a temporary directory");
        let backup = directory.path().join("company.backup");
        database.backup(&backup).expect("is made");

        for empty in [Company::empty_sqlite(), Company::empty_postgres()] {
            let restored = restore(&backup, empty.location()).expect("is restored");
            assert!(contents(&restored) == before, "everything is as it was");
            // No id is given twice, even that of the order that was deleted.
            assert_eq!(write(&restored, |tx| papers::next_id(tx)), DocumentId(5 + 600 + 1));
            assert_eq!(read(&restored, |tx| events::tail(tx, events::Position::default(), 9)).len(), 1);
        }
        let left: Vec<_> = std::fs::read_dir(directory.path()).expect("reads").collect();
        assert_eq!(left.len(), 1, "nothing but the backup: {left:?}");
    });
}

#[test]
fn a_backup_is_one_moment_while_others_write() {
    let company = Company::sqlite();
    let database = company.database();
    let backup = company.directory().join("backup.db");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..300 {
                write(database, move |tx| {
                    settings::set(tx, "a", &json!(number))?;
                    settings::set(tx, "b", &json!(number))
                });
            }
        });
        while !writer.is_finished() {
            database.backup(&backup).expect("is made");
            let copy = rusqlite::Connection::open(&backup).expect("opens");
            let values: String = copy
                .query_row(
                    "select coalesce(group_concat(distinct json(value)), '') from company_setting",
                    [],
                    |it| it.get(0),
                )
                .expect("reads");
            assert!(!values.contains(','), "a and b are of one moment: {values}");
            drop(copy);
            std::fs::remove_file(&backup).expect("is there");
        }
    });
}

fn refusal(outcome: Result<Database, Error>) -> String {
    outcome.err().expect("refused").to_string()
}

#[test]
fn what_is_not_a_backup_is_refused() {
    let company = Company::sqlite();
    let database = company.database();
    fill(database);
    let path = |name: &str| company.directory().join(name);
    let to = |name: &str| Location::Sqlite(path(name));
    database.dump(&path("whole")).expect("dumps");
    let taken = database.dump(&path("whole")).expect_err("refused").to_string();
    assert!(taken.contains("already exists"), "{taken}");

    let whole = std::fs::read_to_string(path("whole")).expect("reads");
    let save_as = |name: &str, text: &str| std::fs::write(path(name), text).expect("writes");
    save_as("cut", &whole[..whole.floor_char_boundary(whole.len() / 2)]);
    save_as("shortened", &whole[..whole.rfind("{\"end\"").expect("an end")]);
    save_as("strange", "code,name\n1,2\n");
    save_as("empty", "");
    for (name, said) in [
        ("cut", "not a whole dump"),
        ("shortened", "its end is missing"),
        ("strange", "not a whole dump"),
        ("empty", "it is empty"),
        ("absent", "absent"),
    ] {
        let message = refusal(restore(&path(name), &to(&format!("into-{name}"))));
        assert!(message.contains(said), "{name}: {message}");
    }
    let newer = whole.replacen(&format!("\"steps\":{}", crate::migrations::steps()), "\"steps\":99", 1);
    save_as("newer", &newer);
    assert!(refusal(restore(&path("newer"), &to("into-newer"))).contains("newer changping"));
    assert!(refusal(restore(&path("whole"), database.location())).contains("empty company"));
    database.backup(&path("file")).expect("is made");
    assert!(refusal(restore(&path("file"), database.location())).contains("already exists"));
}

#[test]
fn every_column_is_in_a_dump() {
    let company = Company::postgres();
    let Location::Postgres { schema, .. } = company.database().location().clone() else {
        panic!("a PostgreSQL company")
    };
    let exist = read(company.database(), move |tx| {
        let rows = tx.query(
            "select table_name::text || '.' || column_name || ' ' || data_type
             from information_schema.columns where table_schema = ?::text
             and table_name not in ('migration', 'shape', 'lease') and column_name <> 'transaction_id' order by 1",
            crate::params![&schema],
        )?;
        Ok(rows.iter().map(|it| it.text(0).to_owned()).collect::<Vec<_>>())
    });
    let mut dumped: Vec<String> = Vec::new();
    for table in crate::migrations::tables(crate::migrations::steps()) {
        for column in &table.columns {
            let kind = match column.kind {
                crate::migrations::Kind::Int => "bigint",
                crate::migrations::Kind::Text => "text",
                crate::migrations::Kind::Bytes => "bytea",
                crate::migrations::Kind::Json => "jsonb",
            };
            dumped.push(format!("{}.{} {kind}", table.name, column.name));
        }
    }
    dumped.sort();
    assert_eq!(dumped, exist);
}

/// What an upgrade does to the schema is done to a company with data, after a copy was put aside; the
/// copy is one that the older program reads, and this one too.
#[test]
fn an_older_company_is_put_aside_brought_along_and_brought_back() {
    use crate::{Location, Tx, health, migrations, put_aside_before_upgrade};
    let fill = |tx: &mut dyn Tx| {
        tx.execute(
            "insert into @.balance (item, warehouse, on_hand, reserved, held) values (1, 1, 9, 2, 0)",
            &[],
        )?;
        settings::set(tx, "company", &json!({ "name": "老店" }))
    };
    let is_there = |database: &Database| {
        let found = read(database, |tx| {
            Ok((settings::get(tx, "company")?, tx.query("select on_hand from @.balance", &[])?))
        });
        assert_eq!((found.0, found.1[0].int(0)), (Some(json!({ "name": "老店" })), 9));
    };
    for old in [Company::empty_sqlite(), Company::empty_postgres()] {
        let file = |step: i64| old.directory().join(format!("before-step-{step}"));
        assert_eq!(put_aside_before_upgrade(old.location(), file), Ok(None), "there is nothing yet");
        migrations::make_at(old.location(), 1, fill).expect("a company of the first step");
        let kept = put_aside_before_upgrade(old.location(), file).expect("it is put aside");
        let kept = kept.expect("it is older than this program");
        assert_eq!(kept, file(1));

        let database = Database::open(old.location()).expect("it is brought along");
        is_there(&database);
        assert_eq!(read(&database, health::steps).found, migrations::steps());
        assert_eq!(put_aside_before_upgrade(old.location(), file), Ok(None), "it is not older any more");

        // What the older program would read is as it was.
        let steps = match old.location() {
            Location::Sqlite(_) => {
                health::look(&Location::Sqlite(kept.clone()), health::steps).expect("it reads").found
            }
            Location::Postgres { .. } => {
                let text = std::fs::read_to_string(&kept).expect("it reads");
                let first: Json = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
                first["steps"].as_i64().expect("a number")
            }
        };
        assert_eq!(steps, 1);
        for empty in [Company::empty_sqlite(), Company::empty_postgres()] {
            let restored = restore(&kept, empty.location()).expect("it is restored");
            is_there(&restored);
            assert_eq!(read(&restored, health::steps).found, migrations::steps());
        }
    }
}
