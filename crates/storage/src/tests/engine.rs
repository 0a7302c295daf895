//! Transactions: what is kept, what is undone, what waits for whom.

use super::{Company, on_both, read, write};
use crate::{Database, Error, Location, Param, Tx, nested, params};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Barrier};

#[derive(Debug, PartialEq)]
enum Failure {
    Refused,
    Storage(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Storage(error)
    }
}

fn put(tx: &mut dyn Tx, name: &str, value: &str) -> Result<(), Error> {
    let insert = "insert into @.company_setting (name, value) values (?, json(?))";
    tx.execute(insert, params![name, Param::Json(value)]).map(drop)
}

fn names(database: &Database) -> Vec<String> {
    read(database, |tx| {
        let rows = tx.query("select name from @.company_setting order by name", &[])?;
        Ok(rows.iter().map(|it| it.text(0).to_owned()).collect())
    })
}

#[test]
fn what_was_written_can_be_read() {
    on_both(|database| {
        write(database, |tx| put(tx, "公司", r#"{"a": [1, "二", null, true]}"#));
        let value = read(database, |tx| {
            let found = tx.query("select name, json_text(value) from @.company_setting", &[])?;
            Ok((found[0].text(0).to_owned(), found[0].json(1)))
        });
        assert_eq!(value, ("公司".to_owned(), serde_json::json!({"a": [1, "二", null, true]})));
    });
}

#[test]
fn an_operation_that_fails_undoes_only_itself() {
    on_both(|database| {
        let barrier = Arc::new(Barrier::new(20));
        std::thread::scope(|scope| {
            for number in 0..20 {
                let (database, barrier) = (database.clone(), Arc::clone(&barrier));
                scope.spawn(move || {
                    barrier.wait();
                    let outcome = database.write_blocking(move |tx| {
                        put(tx, &format!("{number:02}"), "1")?;
                        put(tx, &format!("{number:02} again"), "1")?;
                        if number % 3 == 0 { Err(Failure::Refused) } else { Ok(()) }
                    });
                    assert_eq!(outcome.is_err(), number % 3 == 0, "{outcome:?}");
                });
            }
        });
        let kept: Vec<String> = (0..20)
            .filter(|number| number % 3 != 0)
            .flat_map(|number| [format!("{number:02}"), format!("{number:02} again")])
            .collect();
        assert_eq!(names(database), kept);
    });
}

#[test]
fn a_group_forms_while_the_writer_is_busy() {
    let company = Company::sqlite();
    let database = company.database();
    let (started, may_go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    std::thread::scope(|scope| {
        let (a, b, blocked) = (Arc::clone(&started), Arc::clone(&may_go_on), database.clone());
        scope.spawn(move || {
            write(&blocked, move |_| {
                a.wait();
                b.wait();
                Ok(())
            });
        });
        started.wait();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let operations = (0..10).map(|number| {
                let database = database.clone();
                tokio::task::spawn_local(async move {
                    database.write(move |tx| put(tx, &number.to_string(), "1")).await
                })
            });
            let local = tokio::task::LocalSet::new();
            let operations: Vec<_> = local.run_until(async { operations.collect() }).await;
            // All ten are queued once each task was polled; then the first may end.
            local
                .run_until(async {
                    tokio::task::yield_now().await;
                    may_go_on.wait();
                    for operation in operations {
                        operation.await.expect("runs").expect("is written");
                    }
                })
                .await;
        });
    });
    assert_eq!(names(database).len(), 10);
    let counts = database.counts();
    assert_eq!((counts.operations, counts.groups), (11, 2), "ten operations, one commit");
}

#[test]
fn a_full_queue_says_busy_at_once() {
    let company = Company::sqlite();
    let database = company.database().clone();
    let (started, may_go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (a, b, blocked) = (Arc::clone(&started), Arc::clone(&may_go_on), database.clone());
    let holder = std::thread::spawn(move || {
        write(&blocked, move |_| {
            a.wait();
            b.wait();
            Ok(())
        });
    });
    started.wait();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut waiting = Vec::new();
        let refused = loop {
            let operation = database.write(|_| Ok::<(), Error>(()));
            let mut operation = Box::pin(operation);
            let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(operation.as_mut().poll(cx))).await;
            match polled {
                std::task::Poll::Ready(outcome) => break outcome,
                std::task::Poll::Pending => waiting.push(operation),
            }
        };
        assert_eq!(refused, Err(Error::Busy));
        assert_eq!(waiting.len(), 1_024);
        may_go_on.wait();
        for operation in waiting {
            operation.await.expect("what waited is answered");
        }
    });
    holder.join().expect("no panic");
}

#[test]
fn a_swallowed_failure_is_not_kept() {
    on_both(|database| {
        let outcome: Result<(), Error> = database.write_blocking(|tx| {
            put(tx, "a", "1")?;
            let _ = put(tx, "a", "2");
            Ok(())
        });
        assert!(matches!(outcome, Err(Error::Fault(_))), "{outcome:?}");
        assert!(names(database).is_empty());
    });
}

#[test]
fn nested_work_is_undone_alone() {
    on_both(|database| {
        write(database, |tx| {
            for number in 0..6 {
                let outcome = nested(tx, |tx| {
                    put(tx, &format!("row {number}"), "1")?;
                    let _ = nested(tx, |tx| {
                        put(tx, &format!("detail {number}"), "1")?;
                        if number % 3 == 0 { Err(Failure::Refused) } else { Ok(()) }
                    });
                    // Every second row meets one that is there already.
                    if number % 2 == 1 { Ok(put(tx, "row 0", "1")?) } else { Ok::<(), Failure>(()) }
                });
                assert_eq!(outcome.is_err(), number % 2 == 1, "{outcome:?}");
            }
            Ok(())
        });
        assert_eq!(names(database), ["detail 2", "detail 4", "row 0", "row 2", "row 4"]);
    });
}

#[test]
fn a_panic_is_a_fault_of_one_operation() {
    on_both(|database| {
        let outcome: Result<(), Error> = database.write_blocking(|tx| {
            put(tx, "a", "1")?;
            let row = tx.query("select name from @.company_setting", &[])?;
            let _ = row[0].int(0);
            Ok(())
        });
        assert_eq!(outcome, Err(Error::Fault("column 0 holds Text(\"a\"), not an integer".to_owned())));
        write(database, |tx| put(tx, "b", "1"));
        assert_eq!(names(database), ["b"]);
    });
}

#[test]
fn what_lost_a_conflict_runs_again() {
    let company = Company::postgres();
    let database = company.database();
    write(database, |tx| put(tx, "a", "0").and_then(|()| put(tx, "b", "0")));
    // Two operations update the same two rows in opposite order, each after the other has its first.
    let both_hold_one = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicU32::new(0));
    std::thread::scope(|scope| {
        for (first, second) in [("a", "b"), ("b", "a")] {
            let (database, both, runs) = (database.clone(), Arc::clone(&both_hold_one), Arc::clone(&runs));
            scope.spawn(move || {
                write(&database, move |tx| {
                    let update =
                        "update @.company_setting set value = to_jsonb(value::int + 1) where name = ?";
                    let run = runs.fetch_add(1, Relaxed);
                    tx.execute(update, params![first])?;
                    if run < 2 {
                        both.wait();
                    }
                    tx.execute(update, params![second]).map(drop)
                });
            });
        }
    });
    let values = read(database, |tx| {
        let rows = tx.query("select json_text(value) from @.company_setting", &[])?;
        Ok(rows.iter().map(|it| it.json(0)).collect::<Vec<_>>())
    });
    assert_eq!(values, [2, 2], "each operation counts once");
    assert!(database.counts().retried >= 1);
}

#[test]
fn two_programs_write_to_one_file() {
    let company = Company::sqlite();
    let location = company.database().location().clone();
    let other = Database::open(&location).expect("opens while the first is open");
    std::thread::scope(|scope| {
        for (name, database) in [("server", company.database()), ("tool", &other)] {
            scope.spawn(move || {
                for number in 0..50 {
                    write(database, move |tx| put(tx, &format!("{name} {number}"), "1"));
                }
            });
        }
    });
    assert_eq!(names(company.database()).len(), 100);
    assert_eq!(names(&other).len(), 100);
}

#[test]
fn a_reader_cannot_write() {
    on_both(|database| {
        let outcome: Result<(), Error> = database.read_blocking(|tx| put(tx, "a", "1"));
        assert!(outcome.is_err());
        assert!(names(database).is_empty());
    });
}

#[test]
fn many_rows_at_once() {
    on_both(|database| {
        let written = write(database, |tx| {
            let names: Vec<String> = (0..1_003).map(|it| format!("{it:04}")).collect();
            let params: Vec<Param<'_>> =
                names.iter().flat_map(|it| [Param::from(it), Param::Json("[]")]).collect();
            tx.insert_rows(
                "insert into @.company_setting (name, value) values",
                "(?, json(?))",
                &params,
                "on conflict do nothing",
            )
        });
        assert_eq!(written, 1_003);
        assert_eq!(names(database).len(), 1_003);
    });
}

#[test]
fn constraints_refuse_by_name() {
    on_both(|database| {
        let refused = |sql: &'static str| {
            let outcome: Result<u64, Error> = database.write_blocking(move |tx| tx.execute(sql, &[]));
            outcome.expect_err("refused").constraint().expect("by a constraint").to_owned()
        };
        let balance = "insert into @.balance (item, warehouse, on_hand, reserved, held) values";
        write(database, move |tx| tx.execute(&format!("{balance} (1, 1, 5, 2, 1)"), &[]));
        let update = "update @.balance set on_hand = -1, reserved = 0, held = 0";
        // What is in no bin is told apart, and one of the two is asked first.
        let broken = ["balance_on_hand_not_negative", "balance_binned_within_on_hand"];
        assert!(broken.contains(&refused("update @.balance set on_hand = -1").as_str()));
        assert!(refused(update).starts_with("balance_"));
        assert_eq!(refused("update @.balance set reserved = 5"), "balance_promised_within_on_hand");
        assert_eq!(refused("update @.balance set held = -1"), "balance_promised_within_on_hand");
        assert_eq!(
            refused(
                "insert into @.balance (item, warehouse, on_hand, reserved, held) values (1, 1, 0, 0, 0)"
            ),
            "balance_key"
        );
        assert_eq!(
            refused(
                "insert into @.claim (document, line, item, warehouse, wanted, reserved, since) values (1, 1, 1, 1, 2, 3, 0)"
            ),
            "claim_reserved_within_wanted"
        );
        assert_eq!(
            refused("insert into @.lot_balance (item, warehouse, lot, on_hand) values (1, 1, 'x', -1)"),
            "lot_balance_on_hand_not_negative"
        );
        assert_eq!(
            refused("insert into @.counter (type, period, last) values ('a', '', null)"),
            "counter.last"
        );
    });
}

#[test]
fn a_newer_database_is_refused() {
    on_both(|database| {
        write(database, |tx| {
            let insert = "insert into @.migration (step, name, checksum) values (99, 'from the future', 'x')";
            tx.execute(insert, &[])
        });
        let again = Database::open(database.location());
        let message = again.err().expect("refused").to_string();
        assert!(message.contains("use a newer changping"), "{message}");
    });
}

#[test]
fn encryption_that_is_not_there_is_refused() {
    let url = "postgres://somebody@example.org/shop?sslmode=require".to_owned();
    let outcome = Database::open(&Location::Postgres { url, schema: "shop".to_owned() });
    assert!(outcome.err().expect("refused").to_string().contains("sslmode=require"));
}

#[test]
fn who_reads_has_memory_for_groups_and_never_less_than_the_server_gives() {
    let company = Company::postgres();
    let Location::Postgres { url, schema } = company.location() else { panic!("it is on PostgreSQL") };
    for (given, has) in [("1MB", "32MB"), ("100MB", "100MB")] {
        let url = format!("{url} options='-c work_mem={given}'");
        let database = Database::open(&Location::Postgres { url, schema: schema.clone() }).expect("opens");
        let memory = read(&database, |tx| {
            let found = tx.query("select current_setting('work_mem')", &[])?;
            Ok(found[0].text(0).to_owned())
        });
        assert_eq!(memory, has, "of {given}");
    }
}
