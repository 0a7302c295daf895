//! The stories of `scenarios/`, told through the API on both engines.

mod line;
mod stage;

use stage::Stage;
use std::path::{Path, PathBuf};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(
    buying,
    buying_week,
    business_week,
    selling,
    transferring,
    counting,
    late_entry,
    lots,
    making_and_lending,
    warehouse_week,
    selling_week
);

fn buying(server: &TestServer) {
    tell(server, "buying");
}

fn buying_week(server: &TestServer) {
    tell(server, "buying_week");
}

fn business_week(server: &TestServer) {
    tell(server, "business_week");
}

fn selling(server: &TestServer) {
    tell(server, "selling");
}

fn transferring(server: &TestServer) {
    tell(server, "transferring");
}

fn counting(server: &TestServer) {
    tell(server, "counting");
}

fn late_entry(server: &TestServer) {
    tell(server, "late_entry");
}

fn lots(server: &TestServer) {
    tell(server, "lots");
}

fn making_and_lending(server: &TestServer) {
    tell(server, "making_and_lending");
}

fn warehouse_week(server: &TestServer) {
    tell(server, "warehouse_week");
}

fn selling_week(server: &TestServer) {
    tell(server, "selling_week");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

/// A story that nobody tells is no test.
#[test]
fn every_story_is_told() {
    let told = include_str!("mod.rs");
    let stories = std::fs::read_dir(folder()).expect("the stories are there");
    for path in stories.map(|it| it.expect("a readable folder").path()) {
        if path.extension().is_some_and(|it| it == "story") {
            let name = path.file_stem().and_then(|it| it.to_str()).expect("a plain name").to_owned();
            assert!(
                told.contains(&format!("tell(server, \"{name}\")")),
                "{name}.story is not told in scenarios/mod.rs"
            );
        }
    }
}

fn tell(server: &TestServer, name: &str) {
    let text = std::fs::read_to_string(folder().join(format!("{name}.story"))).expect("the story is there");
    let admin = server.admin();
    tea_company(&admin);
    let mut stage = Stage::new(server, admin);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err(complaint) = stage.play(line) {
            panic!("scenarios/{name}.story:{number}: {line}\n{complaint}");
        }
    }
}
