//! Whatever the bytes: no panic; and what was exported comes back.

use super::export::written;
use super::{file, opened, rows_of};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::export::{Format, Out};
use crate::spreadsheet::header::Header;
use crate::spreadsheet::mapping::is_known_name;
use crate::spreadsheet::note::Notes;
use crate::spreadsheet::reading::{Column, Expected, read, text};
use crate::spreadsheet::sample::Sample;
use crate::spreadsheet::source::Source;
use documents::Label;
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Opens and reads as an import would; whether it succeeds does not matter.
fn swallow(bytes: &[u8]) {
    let file = file(bytes);
    let Ok(source) = Source::open(file.path(), None) else { return };
    for sheet in source.sheets().iter().take(2) {
        let _read = source.each_row(Some(sheet), |_| ControlFlow::Continue(()));
    }
    if let Ok(sample) = Sample::take(&source, None) {
        let header = Header::find(&sample, |it| is_known_name(it, &[]));
        assert!(header.first_row <= header.last_row);
    }
}

fn every_kind() -> Vec<Expected> {
    let choices = vec![("main".to_owned(), Label::new("主力", "Main"))];
    vec![
        Expected::Text,
        Expected::Code,
        Expected::Barcode,
        Expected::Amount(4),
        Expected::Quantity,
        Expected::Percent,
        Expected::Day,
        Expected::Instant,
        Expected::YesNo,
        Expected::Choice(choices),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        swallow(&bytes);
    }

    #[test]
    fn random_text_does_not_panic(text in "[a-c1-9,;\"\t\r\n中文０．￥]{0,400}") {
        swallow(text.as_bytes());
    }

    #[test]
    fn a_damaged_workbook_does_not_panic(at in 0_usize..5_632, byte in any::<u8>(), length in 0_usize..5_632) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stock.xls");
        let mut bytes = std::fs::read(path).expect("the fixture is committed");
        bytes[at] ^= byte;
        swallow(&bytes);
        bytes.truncate(length);
        swallow(&bytes);
    }

    #[test]
    fn reading_a_cell_never_panics(text in "\\PC{0,24}|[-+0-9.,/年月日:TZeE%() ]{0,20}") {
        let cell = Cell::text(&text);
        for expected in every_kind() {
            let column = Column::learn(&expected, std::iter::once(&cell));
            let _value = read(&cell, &expected, &column);
            let _number = read(&Cell::Number(text.clone()), &expected, &column);
        }
    }

    #[test]
    fn an_amount_survives_its_own_text(raw in any::<i64>()) {
        let price = values::UnitPrice::from_raw(raw);
        let told = read(&Cell::text(&price.to_string()), &Expected::Amount(6), &Column::default());
        let value = told.expect("an amount's own text").value.to_json();
        prop_assert_eq!(value, serde_json::Value::from(price.to_string()));
    }

    #[test]
    fn exported_text_comes_back(
        format in prop::sample::select(vec![Format::Csv, Format::Xlsx]),
        rows in prop::collection::vec(("([-=+@'a-z0-9,\"龙井][-=+@'a-z0-9,\"\n;龙井 ]{0,12})?", -1_000_000_i64..1_000_000), 1..8),
    ) {
        let out: Vec<Vec<Out>> = rows
            .iter()
            .map(|(text, number)| vec![Out::Text("x".into()), Out::Text(text.clone()), Out::Number(number.to_string())])
            .collect();
        let read_back = rows_of(&opened(&written(format, &["a", "b", "c"], &out)), None);
        prop_assert_eq!(read_back.len(), rows.len() + 1);
        for ((text, number), row) in rows.iter().zip(&read_back[1..]) {
            prop_assert_eq!(row.cell(2).shown(), number.to_string());
            let told = read(row.cell(1), &Expected::Text, &Column::default()).expect("text").value.to_json();
            // A workbook's text carries no mark, so an apostrophe in it stays one only in CSV.
            let clean = text::clean(text, &mut Notes::default()).into_owned();
            let marked = clean.strip_prefix('\'').is_some_and(text::is_marked);
            let excused = clean.is_empty() || clean.starts_with('#') || format == Format::Xlsx && marked;
            if !excused {
                prop_assert_eq!(told, serde_json::Value::from(clean));
            }
        }
    }
}
