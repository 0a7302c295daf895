//! How long a person waits for a list of 100,000 items.

use crate::company::{Client, Company};
use crate::figures::{percentiles, print, rate};
use crate::{Setting, raw};
use anyhow::{Result, ensure};
use std::fmt::Write;
use std::fs;
use std::time::Instant;

const ITEMS: usize = 100_000;
const ASKED: usize = 200;

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let folder = tempfile::tempdir_in(&setting.folder)?;
    let file = folder.path().join("items.csv");
    let mut text = String::from("货号,品名,单位,条码,分类\n");
    for item in 0..ITEMS {
        writeln!(text, "A{item:06},清香绿茶{item}号,盒,69{item:011},分类{}", item % 40)?;
    }
    fs::write(&file, text)?;

    let company = Company::start(setting, None)?;
    let time = company.import("item", &file)?;
    print(&format!("{ITEMS} items imported"), &rate(ITEMS, time));

    let client = company.client();
    let after =
        client.get("/api/documents/item?limit=50&sort=code")?["next"].as_str().unwrap_or_default().to_owned();
    for (what, path) in [
        ("first page, newest first", "/api/documents/item?limit=50".to_owned()),
        ("first page by code", "/api/documents/item?limit=50&sort=code".to_owned()),
        ("second page by code", format!("/api/documents/item?limit=50&sort=code&after={}", encoded(&after))),
        (
            "search: 清香绿茶77",
            "/api/documents/item?limit=50&q=%E6%B8%85%E9%A6%99%E7%BB%BF%E8%8C%B677".to_owned(),
        ),
        ("search by initials: qxlc4242", "/api/documents/item?limit=50&q=qxlc4242".to_owned()),
        (
            "filter by category",
            format!(
                "/api/documents/item?limit=50&filter={}",
                encoded(r#"{"all":[{"field":"category","op":"=","value":"分类7"}]}"#)
            ),
        ),
        ("lookup while typing: A0123", "/api/lookup/item?q=A0123&limit=20".to_owned()),
        ("one item", "/api/documents/item/A050000".to_owned()),
    ] {
        print(what, &ask(&client, &path)?);
    }
    print("50 of the same rows by a bare query", &percentiles(raw::read_pages(folder.path(), ITEMS, ASKED)?));
    Ok(())
}

/// Warm: the first answers are not counted.
fn ask(client: &Client, path: &str) -> Result<String> {
    let mut times = Vec::with_capacity(ASKED);
    for turn in 0..ASKED + 20 {
        let begun = Instant::now();
        let answer = client.get(path)?;
        if turn >= 20 {
            times.push(begun.elapsed());
        }
        ensure!(
            answer.get("rows").is_none_or(|it| it.as_array().is_some_and(|it| !it.is_empty())),
            "{path} found nothing"
        );
    }
    Ok(percentiles(times))
}

fn encoded(text: &str) -> String {
    text.bytes().map(|it| format!("%{it:02X}")).collect()
}
