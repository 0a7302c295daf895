//! The real data that lies next to the repository in development.

use super::mapping::history;
use super::{rows_of, shared_data};
use crate::spreadsheet::header::Header;
use crate::spreadsheet::mapping::{Memory, guess, is_known_name};
use crate::spreadsheet::sample::Sample;
use crate::spreadsheet::source::Source;
use std::io::Write;
use std::ops::ControlFlow;

/// Tells, beside the results of the tests, that one had nothing to look at.
fn absent(what: &str) {
    let _told =
        writeln!(std::io::stderr(), "{what}: skipped, there is no ../shared/data next to the repository");
}

#[test]
fn needs_shared_data_every_row_of_online_retail_is_read() {
    let Some(folder) = shared_data() else { return absent("online_retail") };
    let source =
        Source::open(&folder.join("online_retail_ii_transactions.csv.gz"), None).expect("a gzipped table");
    let (mut rows, mut faults, mut odd) = (0, 0, 0);
    let started = std::time::Instant::now();
    source
        .each_row(None, |row| {
            rows += 1;
            faults += usize::from(row.fault.is_some());
            odd += usize::from(row.cells.len() != 8);
            ControlFlow::Continue(())
        })
        .expect("readable");
    let _told = writeln!(std::io::stderr(), "{rows} rows in {:?}", started.elapsed());
    assert_eq!((rows, faults, odd), (1_067_372, 0, 0));
    let sample = Sample::take(&source, None).expect("rows");
    let header = Header::find(&sample, |it| is_known_name(it, &history()));
    let columns: Vec<Option<usize>> =
        guess(&header, &sample, &history(), &Memory::new()).iter().map(|it| it.column).collect();
    let (document, date, item, name, quantity, price, customer) = (0, 1, 2, 3, 4, 5, 6);
    let expected = [document, date, item, name, quantity, price, customer].map(Some);
    assert_eq!(columns[..7], expected);
    assert_eq!(columns[7..], [None, None], "there is neither a channel nor a warehouse");
}

#[test]
fn needs_shared_data_every_sample_company_opens_with_a_header() {
    let Some(folder) = shared_data() else { return absent("northwind, adventureworks") };
    for name in [
        "northwind_orders",
        "northwind_products",
        "adventureworks_bom",
        "adventureworks_inventory",
        "adventureworks_product_vendors",
        "adventureworks_products",
        "adventureworks_purchase_orders",
        "scms_delivery_history",
    ] {
        let source = Source::open(&folder.join(format!("{name}.csv.gz")), None).expect("a gzipped table");
        let sample = Sample::take(&source, None).expect("rows");
        let header = Header::find(&sample, |it| is_known_name(it, &[]));
        assert_eq!((header.first_row, header.last_row), (1, 1), "{name}: {:?}", header.names);
        assert!(rows_of(&source, None).iter().all(|it| it.fault.is_none()), "{name}");
    }
}
