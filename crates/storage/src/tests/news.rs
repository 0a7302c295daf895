//! Processes on one company hear of each other's commits, and hold leases one at a time.

use super::{Company, on_both, read, write};
use crate::{Database, Heard, leases, settings};
use serde_json::json;
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// Long enough for any machine; what is waited for comes in milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(PATIENCE, future).await.expect("it comes in time") })
}

/// A second process on a company of PostgreSQL, which hears already.
fn another(company: &Company) -> (Database, watch::Receiver<u64>, broadcast::Receiver<Heard>) {
    let database = Database::open(company.location()).expect("opens");
    let (mut news, heard) = (database.news(), database.hear());
    // Beginning to listen is news by itself: something may have been committed before.
    wait(news.changed()).expect("open");
    news.mark_unchanged();
    (database, news, heard)
}

fn commit(database: &Database, name: &'static str) {
    write(database, move |tx| settings::set(tx, name, &json!(1)));
}

#[test]
fn a_commit_of_another_process_is_news() {
    let company = Company::postgres();
    let (_other, mut news, mut heard) = another(&company);
    commit(company.database(), "first");
    wait(news.changed()).expect("open");
    company.database().say("shelf 7 is empty".to_owned());
    assert_eq!(wait(heard.recv()), Ok(Heard::Said("shelf 7 is empty".to_owned())));
}

#[test]
fn nobody_hears_himself_or_another_company() {
    let (company, stranger) = (Company::postgres(), Company::postgres());
    let (one, _, mut heard_by_one) = another(&company);
    let (other, _, mut heard_by_other) = another(&company);
    one.say("from one".to_owned());
    assert_eq!(wait(heard_by_other.recv()), Ok(Heard::Said("from one".to_owned())));
    stranger.database().say("from elsewhere".to_owned());
    other.say("from the other".to_owned());
    assert_eq!(wait(heard_by_one.recv()), Ok(Heard::Said("from the other".to_owned())));
    assert_eq!(heard_by_one.try_recv(), Err(broadcast::error::TryRecvError::Empty));
}

#[test]
fn a_listener_that_was_cut_off_says_so_and_hears_again() {
    let company = Company::postgres();
    let (_other, mut news, mut heard) = another(&company);
    // Both listeners of this company are cut off; nobody else's.
    let schema = match company.location() {
        crate::Location::Postgres { schema, .. } => schema.clone(),
        crate::Location::Sqlite(_) => unreachable!("made on PostgreSQL"),
    };
    let listens = format!("listen changping_{}", crate::migrations::checksum(&schema));
    let cut = write(company.database(), move |tx| {
        let pids = "select pg_terminate_backend(pid)::text from pg_stat_activity where query = ?";
        Ok(tx.query(pids, crate::params![&listens])?.len())
    });
    assert_eq!(cut, 2, "one for each process");
    assert_eq!(wait(heard.recv()), Ok(Heard::Gap));
    news.mark_unchanged();
    commit(company.database(), "after the gap");
    wait(news.changed()).expect("open");
}

#[test]
fn a_lease_is_held_by_one_until_it_ends() {
    on_both(|database| {
        let take = |holder: i64, length: Duration| {
            write(database, move |tx| leases::take(tx, "planning", holder, length))
        };
        let holder = || read(database, |tx| leases::holder(tx, "planning"));
        assert_eq!(holder(), None);
        assert!(take(1, PATIENCE));
        assert!(!take(2, PATIENCE));
        assert_eq!(holder(), Some(1));

        assert!(take(1, Duration::ZERO), "a holder may also shorten it");
        while holder().is_some() {
            std::thread::yield_now(); // Its end is this microsecond.
        }
        assert!(take(2, PATIENCE), "what has ended is anybody's");
        assert!(!take(1, PATIENCE));

        write(database, |tx| leases::give_back(tx, "planning", 1));
        assert_eq!(holder(), Some(2), "nobody gives back what is another's");
        write(database, |tx| leases::give_back(tx, "planning", 2));
        assert!(take(1, PATIENCE));
        assert!(write(database, |tx| leases::take(tx, "sweeping", 2, PATIENCE)), "another name");
    });
}
