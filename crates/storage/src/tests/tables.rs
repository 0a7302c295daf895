//! Papers and what belongs to them, people and what they may: each table as its users see it.

use super::shop::{NOON, open_shop, order, save};
use super::{Company, on_both, read, write};
use crate::events::{Position, append, end, tail};
use crate::{Database, Error, Tx, documents as papers, links};
use crate::{
    api_keys, changes, counters, definitions, imports, members, requests, roles, sessions, settings,
};
use serde_json::json;
use std::sync::{Arc, Barrier};
use uuid::Uuid;
use values::{DocumentId, UserId};

#[test]
fn a_document_is_found_changed_and_taken_away() {
    on_both(|database| {
        open_shop(database);
        let made = write(database, |tx| {
            save(tx, &order(), "O-1", "draft", &json!({ "customer": "C2", "note": "x" }))
        });
        let uuid = made.uuid.to_string();
        let (by_number, by_uuid, none) = read(database, move |tx| {
            let find = |tx: &mut dyn Tx, text: &str| papers::find(tx, "order", text);
            Ok((find(tx, "O-1")?, find(tx, &uuid)?, papers::find(tx, "customer", "O-1")?))
        });
        assert_eq!(by_number.as_ref(), Some(&made));
        assert_eq!(by_uuid.as_ref(), Some(&made));
        assert_eq!(none, None);

        let mut changed = made.clone();
        changed.body = json!({ "note": "y" });
        changed.version = 2;
        changed.updated_at = NOON.plus_seconds(60);
        let wanted = changed.clone();
        let id = made.id;
        let found = write(database, move |tx| {
            let locked = papers::lock(tx, id)?.expect("it is there");
            assert_eq!(locked.version, 1);
            papers::update(tx, &changed)?;
            papers::set_state(tx, id, "confirmed", 3, NOON.plus_seconds(61))?;
            papers::load(tx, id)
        });
        let found = found.expect("it is there");
        assert_eq!((found.body, found.state.as_str(), found.version), (wanted.body, "confirmed", 3));
        assert_eq!(found.updated_at, NOON.plus_seconds(61));

        let stale: Result<(), Error> =
            database.write_blocking(move |tx| papers::set_state(tx, id, "draft", 2, NOON));
        assert!(matches!(stale, Err(Error::Fault(_))), "a version that is not the next: {stale:?}");

        write(database, move |tx| {
            links::freeze(tx)?;
            let it = papers::lock(tx, id)?.expect("it is there");
            papers::delete(tx, &it)
        });
        assert_eq!(read(database, move |tx| papers::load(tx, id)), None);
        let next = write(database, |tx| papers::next_id(tx));
        assert!(next > id, "an id is never given twice");
    });
}

#[test]
fn references_are_resolved_all_at_once() {
    on_both(|database| {
        open_shop(database);
        let c3 = read(database, |tx| papers::find(tx, "customer", "C3")).expect("it is there");
        let uuid = c3.uuid.to_string();
        let found = read(database, move |tx| {
            let wanted =
                [("customer", "C1"), ("customer", uuid.as_str()), ("customer", "nobody"), ("order", "C2")];
            papers::resolve(tx, &wanted)
        });
        let numbers: Vec<&str> = found.iter().map(|it| it.number.as_str()).collect();
        assert_eq!(numbers, ["C1", "C3"]);
        assert_eq!(found[1].id, c3.id);
        let names = read(database, move |tx| papers::names(tx, &[c3.id, DocumentId(999), DocumentId(1)]));
        let mut titles: Vec<&str> = names.iter().map(|it| it.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["Acme", "北京锦绣商行"]);
    });
}

#[test]
fn links_tell_both_ends() {
    on_both(|database| {
        open_shop(database);
        let made = write(database, |tx| {
            let lines = json!([{ "seller": "C3", "quantity": "1" }, { "seller": "C3", "quantity": "2" }]);
            save(tx, &order(), "O-1", "draft", &json!({ "customer": "C2", "lines": lines }))
        });
        let told = |it: &links::Use| format!("{} {}", it.role, it.from.number);
        let targets = read(database, move |tx| links::targets(tx, made.id));
        assert_eq!(targets.iter().map(told).collect::<Vec<_>>(), ["customer C2", "lines.seller C3"]);
        let used = read(database, |tx| links::where_used(tx, DocumentId(3), 10));
        assert_eq!(used.iter().map(told).collect::<Vec<_>>(), ["lines.seller O-1"]);
        write(database, move |tx| links::replace(tx, made.id, &[("customer".to_owned(), 0, DocumentId(1))]));
        assert!(read(database, |tx| links::where_used(tx, DocumentId(3), 10)).is_empty());
    });
}

#[test]
fn nobody_points_at_what_was_just_deleted() {
    let company = Company::postgres();
    let database = company.database();
    open_shop(database);
    let order_made = write(database, |tx| save(tx, &order(), "O-1", "draft", &json!({ "note": "x" })));
    let (deleted, pointing) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    std::thread::scope(|scope| {
        let (other, a, b) = (database.clone(), Arc::clone(&deleted), Arc::clone(&pointing));
        scope.spawn(move || {
            write(&other, move |tx| {
                links::freeze(tx)?;
                assert!(links::where_used(tx, DocumentId(5), 1)?.is_empty());
                let it = papers::lock(tx, DocumentId(5))?.expect("it is there");
                papers::delete(tx, &it)?;
                a.wait();
                b.wait();
                Ok(())
            });
        });
        deleted.wait();
        // It was found before it went; now it is written. This waits for the other to commit.
        let (other, pointing) = (database.clone(), Arc::clone(&pointing));
        let late: Result<(), Error> = other.write_blocking(move |tx| {
            assert!(papers::load(tx, DocumentId(5))?.is_some(), "not yet committed");
            pointing.wait();
            links::replace(tx, order_made.id, &[("customer".to_owned(), 0, DocumentId(5))])
        });
        assert_eq!(late.expect_err("refused").constraint(), Some("link_target"));
    });
}

#[test]
fn numbers_have_no_gaps() {
    on_both(|database| {
        std::thread::scope(|scope| {
            for worker in 0..8 {
                let database = database.clone();
                scope.spawn(move || {
                    for turn in 0..10 {
                        let _: Result<(), Error> = database.write_blocking(move |tx| {
                            let number = counters::next(tx, "order", "2026")?;
                            settings::set(tx, &format!("{number:03}"), &json!(worker))?;
                            // What fails gives its number back.
                            if turn % 3 == 0 { Err(Error::Busy) } else { Ok(()) }
                        });
                    }
                });
            }
        });
        let given = read(database, |tx| settings::starting_with(tx, ""));
        let numbers: Vec<String> = given.into_iter().map(|(name, _)| name).collect();
        let expected: Vec<String> = (1..=48).map(|it| format!("{it:03}")).collect();
        assert_eq!(numbers, expected);
        assert_eq!(read(database, |tx| counters::last(tx, "order", "2026")), 48);
        write(database, |tx| counters::set_next(tx, "order", "2026", 100));
        assert_eq!(write(database, |tx| counters::next(tx, "order", "2026")), 100);
    });
}

#[test]
fn an_answer_is_remembered_once() {
    on_both(|database| {
        let remember = |answer: &'static str| {
            move |tx: &mut dyn Tx| requests::remember(tx, UserId(1), "k", &[7; 32], answer, NOON)
        };
        write(database, remember("first"));
        let again: Result<(), Error> = database.write_blocking(remember("second"));
        assert_eq!(again.expect_err("refused").constraint(), Some("request_key"));
        let found = read(database, |tx| requests::find(tx, UserId(1), "k")).expect("remembered");
        assert_eq!((found.fingerprint, found.answer.as_str()), ([7; 32], "first"));
        assert_eq!(read(database, |tx| requests::find(tx, UserId(2), "k")), None);
        assert_eq!(write(database, |tx| requests::forget_before(tx, NOON.plus_seconds(1))), 1);
    });
}

#[test]
fn two_requests_with_one_key_get_one_answer() {
    on_both(|database| {
        let together = Arc::new(Barrier::new(4));
        let answers: Vec<String> = std::thread::scope(|scope| {
            let request = |number: usize| {
                let (database, together) = (database.clone(), Arc::clone(&together));
                scope.spawn(move || {
                    together.wait();
                    write(&database, move |tx| {
                        if let Some(found) = requests::find(tx, UserId(1), "k")? {
                            return Ok(found.answer);
                        }
                        let answer = format!("made by {number}");
                        requests::remember(tx, UserId(1), "k", &[7; 32], &answer, NOON)?;
                        Ok(answer)
                    })
                })
            };
            let requests: Vec<_> = (0..4).map(request).collect();
            requests.into_iter().map(|it| it.join().expect("no panic")).collect()
        });
        assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    });
}

fn kinds(database: &Database, after: Position) -> (Vec<String>, Position) {
    let found = read(database, move |tx| tail(tx, after, 100));
    let last = found.last().map_or(after, |it| it.position);
    (found.into_iter().map(|it| it.kind).collect(), last)
}

/// The next events, as soon as there are that many: on PostgreSQL they wait until every transaction
/// of the server that started before theirs has ended, and other tests are running.
fn next_kinds(database: &Database, after: Position, count: usize) -> (Vec<String>, Position) {
    loop {
        let (told, seen) = kinds(database, after);
        if told.len() >= count {
            return (told, seen);
        }
        std::thread::yield_now();
    }
}

#[test]
fn events_are_told_once_in_order() {
    on_both(|database| {
        for kind in ["a", "b", "c"] {
            write(database, move |tx| append(tx, NOON, kind, Some(DocumentId(7)), &json!({ "k": kind })));
        }
        let (first, seen) = next_kinds(database, Position::default(), 3);
        assert_eq!(first, ["a", "b", "c"]);
        assert_eq!(read(database, |tx| end(tx)), seen);
        assert_eq!(seen.to_string().parse(), Ok(seen));
        write(database, |tx| append(tx, NOON, "d", None, &json!({})));
        assert_eq!(next_kinds(database, seen, 1).0, ["d"]);
    });
}

#[test]
fn a_position_of_another_server_is_understood() {
    on_both(|database| {
        for kind in ["a", "b"] {
            write(database, move |tx| append(tx, NOON, kind, None, &json!({})));
        }
        next_kinds(database, Position::default(), 2);
        let elsewhere = Position { transaction: i64::MAX, seq: 1 };
        let told = next_kinds(database, elsewhere, 1).0;
        assert_eq!(told.last().map(String::as_str), Some("b"));
    });
}

#[test]
fn an_event_that_commits_late_is_not_missed() {
    let company = Company::postgres();
    let database = company.database();
    let (appended, may_commit) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    std::thread::scope(|scope| {
        let (slow, a, b) = (database.clone(), Arc::clone(&appended), Arc::clone(&may_commit));
        scope.spawn(move || {
            write(&slow, move |tx| {
                append(tx, NOON, "slow", None, &json!({}))?;
                tx.query("select 1::bigint", &[])?; // Rows wait at the longest until the next statement.
                a.wait();
                b.wait();
                Ok(())
            });
        });
        appended.wait();
        write(database, |tx| append(tx, NOON, "quick", None, &json!({})));
        let (told, seen) = kinds(database, Position::default());
        assert!(told.is_empty(), "`quick` waits until nothing can appear before it: {told:?}");
        may_commit.wait();
        assert_eq!(next_kinds(database, seen, 2).0, ["slow", "quick"]);
    });
}

#[test]
fn history_is_newest_first() {
    on_both(|database| {
        write(database, |tx| {
            for (version, action) in [(1, "create"), (2, "edit"), (3, "confirm")] {
                let detail = json!([{ "path": "note", "before": null, "after": version }]);
                changes::add(tx, DocumentId(1), version, NOON, UserId(2), action, &detail)?;
            }
            Ok(())
        });
        let since = read(database, |tx| changes::since(tx, DocumentId(1), 1));
        let told: Vec<(i64, &str)> = since.iter().map(|it| (it.version, it.action.as_str())).collect();
        assert_eq!(told, [(3, "confirm"), (2, "edit")]);
        assert_eq!(since[0].detail[0]["after"], json!(3));
        assert_eq!(read(database, |tx| changes::of(tx, DocumentId(1))).len(), 3);
    });
}

#[test]
fn the_latest_definition_counts_and_all_are_kept() {
    on_both(|database| {
        write(database, |tx| {
            for (name, version) in [("visit", 1), ("visit", 2), ("repair", 1)] {
                let body = json!({ "name": name, "fields": ["z", "a"], "version": version });
                definitions::add(tx, "type", name, version, &body, NOON, UserId(1))?;
            }
            definitions::add(tx, "overlay", "item", 1, &json!({}), NOON, UserId(1))
        });
        let latest = read(database, |tx| definitions::latest(tx, "type"));
        let told: Vec<(&str, u32)> = latest.iter().map(|it| (it.name.as_str(), it.version)).collect();
        assert_eq!(told, [("repair", 1), ("visit", 2)]);
        assert_eq!(latest[1].body["fields"], json!(["z", "a"]));
        assert_eq!(read(database, |tx| definitions::versions(tx, "type", "visit")).len(), 2);
    });
}

#[test]
fn people_log_in_and_out() {
    on_both(|database| {
        let anna = members::Member {
            id: UserId(0),
            login: "anna".to_owned(),
            name: "安娜".to_owned(),
            password_hash: "$argon2id$…".to_owned(),
            roles: vec!["buyer".to_owned(), "viewer".to_owned()],
            active: true,
            language: "zh".to_owned(),
            department: None,
            created_at: NOON,
        };
        assert!(read(database, |tx| members::is_empty(tx)));
        let new = anna.clone();
        let id = write(database, move |tx| members::insert(tx, &new));
        let again = anna.clone();
        let twice: Result<_, Error> = database.write_blocking(move |tx| members::insert(tx, &again));
        assert_eq!(twice.expect_err("refused").constraint(), Some("member_login"));
        let anna = members::Member { id, ..anna };
        assert_eq!(read(database, |tx| members::by_login(tx, "anna")), Some(anna.clone()));
        assert_eq!(read(database, move |tx| members::resolve(tx, &id.to_string())), Some(id));
        let retired =
            members::Member { active: false, roles: Vec::new(), department: Some(DocumentId(7)), ..anna };
        let update = retired.clone();
        write(database, move |tx| members::update(tx, &update));
        assert_eq!(read(database, |tx| members::all(tx)), [retired]);

        let session = move |token: u8| sessions::Session {
            token_hash: [token; 32],
            public_id: format!("s{token}"),
            member: id,
            created_at: NOON,
            last_seen_at: NOON,
            expires_at: NOON.plus_seconds(60),
            agent: "Firefox".to_owned(),
            address: "192.0.2.1".to_owned(),
            acting_for: None,
        };
        write(database, move |tx| (1..=4).try_for_each(|it| sessions::insert(tx, &session(it))));
        assert_eq!(read(database, |tx| sessions::find(tx, &[2; 32])), Some(session(2)));
        write(database, |tx| sessions::touch(tx, &[2; 32], NOON.plus_seconds(5), NOON.plus_seconds(500)));
        assert_eq!(read(database, move |tx| sessions::of(tx, id))[0].public_id, "s2");
        assert!(write(database, move |tx| sessions::revoke(tx, id, "s3")));
        assert!(!write(database, move |tx| sessions::revoke(tx, UserId(99), "s2")));
        assert_eq!(write(database, |tx| sessions::forget_expired(tx, NOON.plus_seconds(61))), 2);
        write(database, move |tx| sessions::end_all(tx, id, Some(&[2; 32])));
        assert!(write(database, |tx| sessions::end(tx, &[2; 32])));

        let key = write(database, move |tx| api_keys::insert(tx, &[9; 32], id, "robot", NOON));
        write(database, move |tx| api_keys::touch(tx, key, NOON));
        let found = read(database, |tx| api_keys::find(tx, &[9; 32])).expect("valid");
        assert_eq!((found.name.as_str(), found.last_used_at), ("robot", Some(NOON)));
        assert!(write(database, move |tx| api_keys::revoke(tx, key, NOON)));
        assert_eq!(read(database, |tx| api_keys::find(tx, &[9; 32])), None);
        assert_eq!(read(database, |tx| api_keys::all(tx)).len(), 1);
    });
}

#[test]
fn what_the_company_chose_is_kept() {
    on_both(|database| {
        let role = roles::Role {
            name: "x_packer".to_owned(),
            label: json!({ "zh": "打包", "en": "Packer" }),
            grants: json!({ "shipment": ["read", "confirm"] }),
            abilities: json!([]),
        };
        let new = role.clone();
        write(database, move |tx| roles::set(tx, &new));
        assert_eq!(read(database, |tx| roles::all(tx)), [role]);
        assert!(write(database, |tx| roles::delete(tx, "x_packer")));

        write(database, |tx| settings::set(tx, "company", &json!({ "name": "常平" })));
        write(database, |tx| settings::set(tx, "company", &json!({ "name": "常平仓" })));
        assert_eq!(read(database, |tx| settings::get(tx, "company")), Some(json!({ "name": "常平仓" })));
        write(database, |tx| settings::remove(tx, "company"));
        assert_eq!(read(database, |tx| settings::get(tx, "company")), None);

        let import = imports::Import {
            id: Uuid::from_u128(7),
            member: UserId(1),
            kind: "item".to_owned(),
            file_name: "商品.xlsx".to_owned(),
            path: "uploads/7".to_owned(),
            size: 12,
            state: "ready".to_owned(),
            done: 0,
            total: None,
            settings: json!({ "sheet": 1 }),
            result: None,
            created_at: NOON,
            updated_at: NOON,
        };
        let new = import.clone();
        write(database, move |tx| imports::insert(tx, &new));
        write(database, |tx| imports::progress(tx, Uuid::from_u128(7), 3, &json!({ "last_bad": [2] }), NOON));
        let under_way = read(database, |tx| imports::load(tx, Uuid::from_u128(7))).expect("it is there");
        assert_eq!((under_way.done, under_way.result), (3, Some(json!({ "last_bad": [2] }))));
        let finished = imports::Import {
            state: "done".to_owned(),
            done: 9,
            total: Some(9),
            result: Some(json!({ "created": 9 })),
            ..import
        };
        let update = finished.clone();
        write(database, move |tx| imports::update(tx, &update));
        assert_eq!(read(database, |tx| imports::load(tx, Uuid::from_u128(7))), Some(finished.clone()));
        assert_eq!(read(database, |tx| imports::latest(tx, 5)), [finished]);
    });
}
