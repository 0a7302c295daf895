//! The doctor finds what is wrong, says what to do, and changes nothing.

use crate::program::Place;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Engine, tea_company};

/// The exit code, and each check's status by its name.
fn examined(place: &Place) -> (i32, BTreeMap<String, String>, String) {
    let output = place.run(&["doctor", "--json"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let told: Json = serde_json::from_str(&text).unwrap_or_else(|err| panic!("{err}: {text}"));
    let word = |it: &Json| it.as_str().expect("a word").to_owned();
    let checks = told["checks"].as_array().expect("checks").iter();
    let statuses = checks.map(|it| (word(&it["name"]), word(&it["status"]))).collect();
    (output.status.code().expect("it ended"), statuses, text)
}

fn shop(place: &Place) {
    let server = place.serve();
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "5");
    let lines = json!([{ "item": "tea", "quantity": "2", "price": "25" }]);
    admin.confirm("sales_order", json!({ "customer": "li", "ship_from": "main", "lines": lines }));
    assert!(server.stop().success());
}

#[test]
fn a_company_that_is_well_is_told_so() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        let (code, absent, text) = examined(&place);
        assert_eq!(code, if engine == Engine::Sqlite { 1 } else { code }, "{text}");
        assert!(absent.values().any(|it| it == "warning"), "no company is there yet: {text}");

        shop(&place);
        let (_, checks, text) = examined(&place);
        for name in ["folder", "versions", "clock", "setup", "books", "chain", "jobs"] {
            assert_eq!(checks.get(name).map(String::as_str), Some("ok"), "{name} in {text}");
        }
        assert_eq!(checks["backup"], "warning", "{text}");
        assert_eq!(checks.contains_key("file"), engine == Engine::Sqlite);
        assert_eq!(checks.contains_key("durability"), engine == Engine::Postgres);

        let mut chinese = place.command(&["doctor"]);
        let said = chinese.env("LANG", "zh_CN.UTF-8").output().expect("the program starts").stdout;
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(
            said.contains("✓ 时钟") && said.contains("! 备份: 没有定时备份过") && said.contains("→"),
            "{said}"
        );
    }
}

#[test]
fn what_is_wrong_is_found() {
    for engine in Engine::BOTH {
        for (tamper, found) in [
            ("update @.balance set reserved = reserved - 1", "books"),
            ("update @.claim set reserved = reserved - 1", "books"),
            ("update @.stock set value = value + 1, on_hand = on_hand + 1", "books"),
            ("update @.move set quantity = quantity + 1", "chain"),
            ("delete from @.move where number = 1", "books"),
            ("update @.event set at = at + 600000000000", "clock"),
        ] {
            let place = Place::new(engine);
            shop(&place);
            place.tamper(tamper);
            let (code, checks, text) = examined(&place);
            assert_eq!((code, checks[found].as_str()), (2, "problem"), "{tamper}: {text}");
        }
    }
}

/// An older program refuses a newer company in words, and the doctor says which to use.
#[test]
fn a_newer_company_is_refused_in_clear_words() {
    for engine in Engine::BOTH {
        let place = Place::new(engine);
        shop(&place);
        place.tamper("insert into @.migration (step, name, checksum) values (999, 'of tomorrow', '')");
        let (code, checks, text) = examined(&place);
        assert_eq!((code, checks["versions"].as_str()), (2, "problem"), "{text}");
        for words in [&["verify"][..], &["serve", "--port", "0"]] {
            let refused = place.fails(1, words);
            assert!(refused.contains("use a newer changping"), "{words:?}: {refused}");
        }
    }
}

#[test]
fn a_damaged_file_is_found() {
    let place = Place::new(Engine::Sqlite);
    shop(&place);
    let file = place.data().join("changping.db");
    let mut bytes = std::fs::read(&file).expect("it is there");
    // The second half of the pages, as a failing disk leaves them.
    let half = bytes.len() / 8192 * 4096;
    bytes[half..].fill(0x5a);
    std::fs::write(&file, bytes).expect("it is ours");
    let (code, checks, text) = examined(&place);
    assert_eq!(code, 2, "{text}");
    assert!(
        ["file", "database"].iter().any(|it| checks.get(*it).is_some_and(|it| it == "problem")),
        "{text}"
    );
}
