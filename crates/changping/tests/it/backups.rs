//! Backups by schedule: made, restored to try, few kept; and a failure is heard of everywhere.

use crate::program::{Place, Server};
use serde_json::Value as Json;
use std::path::Path;
use testkit::{Client, Engine, eventually, tea_company};

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The value of a line of `/metrics` that starts so.
fn meter(server: &Server, start: &str) -> Option<f64> {
    let text = Client::new(&server.url).get("/metrics").is_text(200);
    let line = text.lines().find(|it| it.starts_with(start))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn check(place: &Place, name: &str) -> Json {
    let output = place.run(&["doctor", "--json"]);
    let told: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let checks = told["checks"].as_array().expect("checks");
    checks.iter().find(|it| it["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn backups_are_made_proved_and_few_are_kept() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let folder = place.data().join("backups");
        let to = folder.to_str().expect("a plain path");
        let server = place.serve_with(&["--backup-to", to, "--backup-every", "1s", "--backup-keep", "2"]);
        let admin = server.admin();
        tea_company(&admin);
        admin.open_stock("main", "tea", "5");
        let made = || meter(&server, "changping_backups_total");
        let before = made().expect("it is counted");
        eventually("three more backups", || made().filter(|it| *it >= before + 3.0));
        assert!(meter(&server, "changping_backup_last_good_timestamp_seconds").is_some_and(|it| it > 1e9));
        assert!(server.stop().success());

        assert_eq!(check(&place, "backup")["status"], "ok", "{engine:?}");
        let left: Vec<String> = files(&folder).into_iter().filter(|it| it.ends_with(".backup")).collect();
        assert!((2..=3).contains(&left.len()), "two, and one that may have been begun: {left:?}");
        let other = Place::new(engine);
        let newest = folder.join(&left[1]);
        let newest = newest.to_str().expect("a plain path");
        assert!(place.succeeds(&["verify", "--backup", newest, "--deep"]).contains("the books agree"));
        other.succeeds(&["restore", "--from", newest]);
        assert!(other.succeeds(&["verify"]).contains("the books agree"));
        assert_eq!(other.serve().admin().balance("tea", "main")["on_hand"], "5");
    }
}

#[test]
fn a_backup_that_fails_is_heard_of() {
    let place = Place::new(Engine::Sqlite);
    let file = place.data().join("no-folder");
    std::fs::write(&file, "a file where a folder should be").expect("the folder is ours");
    let server =
        place.serve_with(&["--backup-to", file.to_str().expect("a plain path"), "--backup-every", "1s"]);
    eventually("a failure", || meter(&server, "changping_backup_failures_total").filter(|it| *it >= 1.0));
    eventually("it is remembered", || meter(&server, "changping_backup_last_failed").filter(|it| *it == 1.0));
    assert!(server.stop().success());
    let told = check(&place, "backup");
    assert_eq!(told["status"], "problem", "{told}");
    assert!(told["cure"].as_str().is_some_and(|it| it.contains("no-folder")), "{told}");
}

/// Wrong books are backed up, but the backup is not called good.
#[test]
fn a_backup_of_wrong_books_is_not_good() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let server = place.serve();
        let admin = server.admin();
        tea_company(&admin);
        admin.open_stock("main", "tea", "5");
        drop(server);
        let to = |name: &str| place.data().join(name).to_str().expect("a plain path").to_owned();
        let proved = place.succeeds(&["backup", "--verify", "--to", &to("good")]);
        assert!(proved.contains("proved"), "{proved}");
        place.tamper("update @.move set value = value + 1");
        let refused = place.fails(1, &["backup", "--verify", "--to", &to("bad")]);
        assert!(refused.contains("S5") && refused.contains("differences"), "{refused}");
        assert!(place.fails(1, &["verify", "--backup", &to("bad")]).contains("S5 tea, move 1, hash"));
        assert!(place.succeeds(&["verify", "--backup", &to("good")]).contains("the books agree"));
        assert!(!files(place.data()).iter().any(|it| it.ends_with("proving")), "nothing is left behind");
    }
}

/// What moved is summed up behind the moves by the server itself, and proved with the rest.
#[test]
fn a_server_sums_up_what_moved() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let server = place.serve();
        let admin = server.admin();
        tea_company(&admin);
        admin.open_stock("main", "tea", "5");
        let app = app::App::open(&place.options()).expect("the company opens");
        let summed = || {
            let select = "select cast(coalesce(sum(quantity), 0) as bigint) from @.turnover_period";
            let rows = app.database().read_blocking(move |tx| tx.query(select, &[])).expect("it is asked");
            Some(rows[0].int(0)).filter(|it| *it > 0)
        };
        assert_eq!(eventually("it is summed up", summed), 5_000_000, "{engine:?}");
        assert!(place.succeeds(&["verify", "--deep"]).contains("the books agree"));
        drop(app);
        place.tamper("update @.turnover_day set quantity = quantity + 1");
        assert!(place.fails(1, &["verify"]).contains("T1 tea at main"));
    }
}
