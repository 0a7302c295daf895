//! Imports that were interrupted go on where they stopped, and nothing comes in twice.

use crate::caller::Language;
use crate::failure::Failure;
use crate::imports::job::Job;
use crate::imports::tests::Company;
use serde_json::{Value as Json, json};

fn code(failure: Failure) -> Json {
    failure.to_problem(Language::En)["code"].clone()
}

#[test]
fn an_interrupted_import_of_sales_goes_on_where_it_stopped() {
    let company = Company::new();
    let (app, turn) = (&company.app, company.turn());
    let file = "日期,商品,数量\n2024-03-01,A,1\n2024-03-02,A,2\n2024-03-03,A,3\n2024-03-04,A,4\n";
    let path = company.file(file.as_bytes());
    let mut job = app.prepare_import(&turn, "sales.csv", "sales-history", &path, None).expect("a table");
    // As a process leaves it that was killed behind row 3.
    (job.stored.state, job.stored.done) = ("running".to_owned(), 3);
    let place = app.begin_import(&turn, &mut job, false).expect("it can go on");
    let job = app.finish_import(&turn, job, place);
    assert_eq!(job.stored.state, "done");
    assert_eq!(company.count_demand("wanted in (3000000, 4000000)"), 2);
    assert_eq!(company.count_demand("1 = 1"), 2, "rows 2 and 3 are not imported again");
}

/// What the file of bad rows holds, by the numbers of the rows.
fn bad_rows(company: &Company, job: &Job) -> Vec<String> {
    let path = company.app.bad_rows_path(job.stored.id).expect("a folder");
    let text = std::fs::read_to_string(path).expect("a file of bad rows");
    let number = |line: &str| line.split(',').nth(3).expect("the row's number").to_owned();
    text.lines().skip(1).map(number).collect()
}

#[test]
fn bad_rows_from_before_an_interruption_stay_in_the_file() {
    let company = Company::new();
    let (app, turn) = (&company.app, company.turn());
    let file = "日期,商品,数量\n哪天,A,1\n2024-03-02,A,2\n2024-03-03,A,许多\n2024-03-04,A,4\n";
    let path = company.file(file.as_bytes());
    let mut job = app.prepare_import(&turn, "sales.csv", "sales-history", &path, None).expect("a table");
    // Tried, it leaves all of them in the file; then a run is killed behind row 3.
    let place = app.begin_import(&turn, &mut job, true).expect("it can be tried");
    let mut job = app.finish_import(&turn, job, place);
    assert_eq!(bad_rows(&company, &job), ["2", "4"]);
    let killed = |job: &mut Job, noted: Option<Json>| {
        (job.stored.state, job.stored.done, job.stored.result) = ("running".to_owned(), 3, noted);
        job.settings.dry_run = false;
    };
    killed(&mut job, None);
    let place = app.begin_import(&turn, &mut job, false).expect("it can go on");
    let mut job = app.finish_import(&turn, job, place);
    let result = job.stored.result.clone().expect("a result");
    assert_eq!((&result["bad"], &result["created"]), (&json!(2), &json!(1)));
    assert_eq!(result["problems"].as_array().map(Vec::len), Some(2));
    assert_eq!(bad_rows(&company, &job), ["2", "4"], "each once");

    // Killed before the row was in the file, but behind the commit, which noted it.
    std::fs::remove_file(app.bad_rows_path(job.stored.id).expect("a folder")).expect("it is there");
    job.settings.options.again = true;
    let noted = json!({ "last_bad": [{
        "row": 2, "column": "A", "field": "day", "value": "哪天", "code": "not_a_day",
        "message": { "zh": "不是日期", "en": "no day" },
    }] });
    killed(&mut job, Some(noted));
    let place = app.begin_import(&turn, &mut job, false).expect("it can go on");
    let job = app.finish_import(&turn, job, place);
    assert_eq!(bad_rows(&company, &job), ["2", "4"]);
}

/// Orders of two lines each without numbers; the second lines stand behind all the first ones, so that no
/// order is whole before half of the file is read.
fn orders(count: usize) -> String {
    let line = |item: &'static str| move |at: usize| format!("farm,第 {at} 张,{item},{}\n", at + 1);
    let lines: String = (0..count).map(line("tea")).chain((0..count).map(line("cup"))).collect();
    format!("供应商,备注,商品编码,数量\n{lines}")
}

#[test]
fn an_interrupted_import_of_papers_without_numbers_goes_on_where_it_stopped() {
    const ORDERS: usize = 350;
    let company = Company::of_tea();
    let (app, turn) = (&company.app, company.turn());
    let upload = || {
        let path = company.file(orders(ORDERS).as_bytes());
        app.prepare_import(&turn, "orders.csv", "purchase_order", &path, None).expect("a table")
    };
    let again = |job: &mut Job| app.begin_import(&turn, job, false).map(drop).map_err(code);
    let mut job = upload();
    let place = app.begin_import(&turn, &mut job, false).expect("it can run");
    let progress = std::sync::Arc::clone(&place.progress);
    let mut job = std::thread::scope(|scope| {
        scope.spawn(move || {
            while progress.get().0 == 0 {
                std::thread::yield_now();
            }
            progress.cancel();
        });
        app.finish_import(&turn, job, place)
    });
    let made = company.count("document where type = 'purchase_order'");
    assert_eq!(job.stored.state, "cancelled");
    assert!((1..ORDERS as i64).contains(&made), "stopped in the middle, after {made}");

    // The same file from its beginning would make those again; read otherwise, nobody knows which are in.
    assert_eq!(again(&mut upload()), Err(json!("half_imported")));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let id = job.stored.id.to_string();
    let change = |patch: Json| {
        let changed = app.change_import(turn.clone(), &id, patch);
        runtime.block_on(changed).map(drop).map_err(code)
    };
    assert_eq!(change(json!({ "mapping": { "note": null } })), Err(json!("half_imported")));
    assert_eq!(change(json!({ "options": { "create_unknown": true } })), Ok(()));

    let place = app.begin_import(&turn, &mut job, false).expect("it goes on");
    let job = app.finish_import(&turn, job, place);
    let result = job.stored.result.clone().expect("a result");
    assert_eq!((&job.stored.state, &result["created"]), (&"done".to_owned(), &json!(ORDERS as i64 - made)));
    assert_eq!(company.count("document where type = 'purchase_order'"), ORDERS as i64, "each once");
    assert_eq!(company.count("link where role = 'lines.item'"), 2 * ORDERS as i64, "each of them whole");
    assert_eq!(again(&mut upload()), Err(json!("already_imported")));
}
