//! Sales of the past, as a shop's till or another system wrote them.

use super::{Company, check, field, shared_data, told};
use crate::imports::{ImportOptions, LocalImport};
use serde_json::json;

const SALES: &str = "Invoice,InvoiceDate,StockCode,Description,Quantity,Price,Customer ID\n\
    489434,2009-12-01 07:45:00,85048,GLASS BALL,12,6.95,13085.0\n\
    489434,2009-12-01 07:45:00,85048,GLASS BALL,12,6.95,13085.0\n\
    489435,2009-12-01 07:46:00,85048a,GLASS BALL SMALL,5,1.25,\n\
    489435,2009-12-01 07:46:00,85048A,GLASS BALL SMALL,7,1.25,\n\
    C489449,2009-12-01 10:33:00,85048,GLASS BALL,-12,6.95,13085.0\n\
    489450,2009-12-01 10:40:00,85048,damaged,-30,0,\n\
    489451,2009-12-01 10:41:00,POST,POSTAGE,1,18,13085.0\n\
    489452,2009-12-01 10:42:00,22041,RECORD FRAME,2,0,13085.0\n\
    489453,yesterday,22041,RECORD FRAME,2,1,13085.0\n\
    489454,2009-12-02 10:42:00,,RECORD FRAME,2,1,13085.0\n\
    489455,2009-12-02 10:42:00,22041,RECORD FRAME,-1,1,13086.0\n\
    A506401,2009-12-02 10:42:00,22041,Adjust bad debt,1,-53594,\n";

#[test]
fn every_kind_of_line_in_past_sales_is_recognised() {
    let company = Company::new();
    let import = company.import("sales-history", SALES);
    check(
        &import,
        "done: created 6 updated 0 unchanged 0 skipped 4 bad 2
         point_zero 8 [2,3,6,8,9]
         exact_duplicates 1 [3]
         missing_customers 2 [4,5]
         cancellations 1 [6]
         stock_corrections 1 [7]
         free_of_charge 1 [9]
         returns 1 [12]
         negative_price 1 [13]
         made_items 3 [2,4,9]
         made_customers 2 [2,12]
         other_case 1 [5]
         not_products 1 [8]
         row 10 B not_a_day “yesterday”: 不是日期，请写成 2024-03-05
         row 11 C required “”: 必填，请补上",
    );
    assert_eq!(company.count_demand("kind = 'history'"), 4);
    assert_eq!(company.count_demand("kind = 'return'"), 2);
    assert_eq!(company.count_demand("customer is null"), 2);
    let names: Vec<String> = company.documents("item").iter().map(|it| field(it, "name")).collect();
    assert_eq!(names, ["RECORD FRAME", "GLASS BALL", "GLASS BALL SMALL"]);
}

#[test]
fn a_dry_run_of_past_sales_tells_the_same_and_keeps_nothing() {
    let company = Company::new();
    let tried = company.import_with("sales-history", SALES.as_bytes(), |it| it.dry_run = true);
    let imported = company.import("sales-history", SALES);
    assert_eq!(tried["result"]["notes"], imported["result"]["notes"]);
    assert_eq!(told(&tried), told(&imported));
    assert_eq!(company.count_demand("1 = 1"), 6);
}

#[test]
fn past_sales_need_their_items_unless_new_ones_may_be_made() {
    let company = Company::new();
    let import =
        company.import_with("sales-history", "日期,商品,数量\n2024-03-05,A,3\n".as_bytes(), |it| {
            it.options.create_unknown = false
        });
    check(
        &import,
        "done: created 0 updated 0 unchanged 0 skipped 0 bad 1\nrow 2 B unknown_item “A”: 没有商品“A”：请先导入商品，或勾选“自动新建”",
    );
}

#[test]
fn the_same_file_of_sales_is_not_counted_twice() {
    let company = Company::new();
    company.import("sales-history", SALES);
    let local = |again| LocalImport {
        path: company.file(SALES.as_bytes()),
        kind: "sales-history".to_owned(),
        mapping: Vec::new(),
        options: ImportOptions { again, ..ImportOptions::usual("sales-history") },
        dry_run: false,
    };
    let refused =
        company.app.import_file(&company.turn(), &local(false)).expect_err("it was imported before");
    assert_eq!(refused.to_problem(crate::caller::Language::En)["code"], "already_imported");
    assert!(company.app.import_file(&company.turn(), &local(true)).is_ok());
}

#[test]
fn columns_can_be_named_and_are_remembered() {
    let company = Company::new();
    let file = "甲,乙,丙\nA,2024-03-05,3\n";
    let mapping = [("item", "甲"), ("date", "B"), ("quantity", "#3")]
        .map(|(field, column)| (field.to_owned(), column.to_owned()));
    let import = company.import_with("sales-history", file.as_bytes(), |it| it.mapping = mapping.to_vec());
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0\nmade_items 1 [2]");
    let next = company.import("sales-history", "甲,乙,丙\nA,2024-03-06,4\n");
    assert_eq!(next["state"], "done");
    assert_eq!(next["targets"][2]["confidence"], "remembered");
    let unknown = LocalImport {
        path: company.file(file.as_bytes()),
        kind: "sales-history".to_owned(),
        mapping: vec![("item".to_owned(), "丁".to_owned())],
        options: ImportOptions::usual("sales-history"),
        dry_run: false,
    };
    let refused = company.app.import_file(&company.turn(), &unknown).expect_err("there is no such column");
    assert_eq!(refused.to_problem(crate::caller::Language::En)["code"], "unknown_column");
}

#[test]
fn a_file_without_the_needed_columns_is_refused_with_their_names() {
    let company = Company::new();
    let local = LocalImport {
        path: company.file("甲,乙\n1,2\n".as_bytes()),
        kind: "item".to_owned(),
        mapping: Vec::new(),
        options: ImportOptions::usual("item"),
        dry_run: false,
    };
    let refused = company.app.import_file(&company.turn(), &local).expect_err("no column is a code");
    let problem = refused.to_problem(crate::caller::Language::En);
    assert_eq!(
        (&problem["code"], &problem["params"]["fields"]),
        (&json!("mapping_incomplete"), &json!(["code", "name"]))
    );
}

#[test]
fn needs_shared_data_real_sales_are_imported_with_every_kind_of_dirt_told() {
    let company = Company::new();
    let Some(path) = shared_data("online_retail_ii_transactions.csv.gz") else { return };
    let started = std::time::Instant::now();
    let local = LocalImport {
        path,
        kind: "sales-history".to_owned(),
        mapping: Vec::new(),
        options: ImportOptions::usual("sales-history"),
        dry_run: false,
    };
    let import = company.app.import_file(&company.turn(), &local).expect("the file can be imported");
    use std::io::Write;
    let _told = writeln!(std::io::stderr(), "{:?}\n{}", started.elapsed(), told(&import));
    assert_eq!(import["result"]["rows"], 1_067_371);
    assert_eq!(import["result"]["bad"], 0);
}
