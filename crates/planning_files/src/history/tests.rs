use crate::history::History;
use expect_test::{Expect, expect};
use planning::Frequency;
use proptest::prelude::*;
use std::fmt::Write as _;

/// What was read, as text.
fn shown(text: &str) -> String {
    let history = match History::from_csv(text.as_bytes()) {
        Ok(history) => history,
        Err(error) => return format!("{error:#}\n"),
    };
    let mut shown = format!("{:?}s until {}\n", history.panel.frequency, history.last).to_lowercase();
    for (index, series) in history.panel.series.iter().enumerate() {
        let next = history.date_ahead(index, 1);
        let name = &history.names[index];
        writeln!(shown, "{name} from {}: {:?}, next {next}", history.date(index, 0), series.quantity)
            .expect("text grows");
    }
    history.treated.sentences().iter().for_each(|it| shown += &format!("{it}\n"));
    shown
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shown(text));
}

#[test]
fn days() {
    check(
        "series_id,date,qty\ntea,2024-02-28,3\ntea,2024-03-01,5\ncup,2024-03-01,0.5\n",
        expect![[r#"
            days until 2024-03-01
            tea from 2024-02-28: [3.0, 0.0, 5.0], next 2024-03-02
            cup from 2024-03-01: [0.5], next 2024-03-02
            1 periods without a row count as nothing sold
        "#]],
    );
}

#[test]
fn weeks_begin_on_each_series_own_day() {
    check(
        "item_id,date,qty\ntea,2024-01-01,3\ntea,2024-01-22,5\ncup,2024-01-03,1\n",
        expect![[r#"
            weeks until 2024-01-22
            tea from 2024-01-01: [3.0, 0.0, 0.0, 5.0], next 2024-01-29
            cup from 2024-01-03: [1.0, 0.0, 0.0], next 2024-01-24
            4 periods without a row count as nothing sold
        "#]],
    );
}

#[test]
fn months_by_first_or_last_day() {
    check(
        "series_id,date,qty\ntea,2023-11-01,3\ntea,2024-01-01,5\n",
        expect![[r#"
            months until 2024-01-01
            tea from 2023-11-01: [3.0, 0.0, 5.0], next 2024-02-01
            1 periods without a row count as nothing sold
        "#]],
    );
    check(
        "series_id,date,qty\ntea,2023-11-30,3\ntea,2024-01-31,5\n",
        expect![[r#"
            months until 2024-01-31
            tea from 2023-11-30: [3.0, 0.0, 5.0], next 2024-02-29
            1 periods without a row count as nothing sold
        "#]],
    );
}

#[test]
fn disorder_doubles_and_returns() {
    check(
        "\u{feff}Date,Series_ID,Qty\n2024/03/02,tea,5\n2024-03-01 08:30,tea,-3\n2024-03-02,tea,1\n2024-03-01,tea,4\n",
        expect![[r#"
            days until 2024-03-02
            tea from 2024-03-01: [4.0, 6.0], next 2024-03-03
            2 rows were added to another of the same series and period
            1 negative quantities count as nothing sold
            2 rows were out of order and sorted by date
        "#]],
    );
}

#[test]
fn what_stands_beside() {
    let text = "series_id,date,qty,in_stock,price,promo,holiday,category\n\
        tea,2024-03-01,5,0.25,9.5,1,,drinks\ntea,2024-03-03,2,,,0,国庆节,hot drinks\n";
    let history = History::from_csv(text.as_bytes()).expect("a good file");
    let beside = &history.beside[0];
    assert_eq!(history.panel.series[0].sellable, [0.25, 1.0, 1.0]);
    assert_eq!((beside.price[0], beside.price[2].is_nan()), (9.5, true));
    assert_eq!(beside.promotion, [1.0, 0.0, 0.0]);
    assert_eq!(beside.is_holiday, [false, false, true]);
    assert_eq!(beside.category, "hot drinks");
}

#[test]
fn errors_say_the_line_and_what_to_do() {
    check(
        "sku,date,qty\n",
        expect![[r#"
            there is no column series_id or item_id: add it (the file has sku, date, qty)
        "#]],
    );
    check(
        "series_id,date,qty\n",
        expect![[r#"
        there is no row below the heading: add series_id,date,qty rows
    "#]],
    );
    check(
        "",
        expect![[r#"
        there is no column series_id or item_id: add it (the file has )
    "#]],
    );
    check(
        "series_id,date,qty\ntea,2024-03-01,1\ntea,2024-02-30,1\n",
        expect![[r#"
        line 3: date is “2024-02-30”: write year, month and day as in 2024-06-19
    "#]],
    );
    check(
        "series_id,date,qty\ntea,2024-03-01,many\n",
        expect![[r#"
        line 2: qty is “many”: write a number such as 12 or 0.5
    "#]],
    );
    check(
        "series_id,date,qty\ntea,2024-03-01,\n",
        expect![[r#"
        line 2: qty is empty: write 0 when nothing was sold, or leave the line out
    "#]],
    );
    check(
        "series_id,date,qty\ntea,2024-03-01,inf\n",
        expect![[r#"
        line 2: qty is “inf”: write a number such as 12 or 0.5
    "#]],
    );
    check(
        "series_id,date,qty\n,2024-03-01,1\n",
        expect![[r#"
        line 2: the series has no name: fill it in
    "#]],
    );
    check(
        "series_id,date,qty,in_stock\ntea,2024-03-01,1,60\n",
        expect![[r#"
        line 2: in_stock is 60: write the share of the period in which it could be sold, 0 to 1
    "#]],
    );
    check(
        "series_id,date,qty\ntea,2024-03-01\n",
        expect![[r#"
        CSV error: record 1 (line: 2, byte: 19): found record with 2 fields, but the previous record has 3 fields; every line needs as many fields as the heading
    "#]],
    );
    check(
        "series_id,date,qty\ntea,0204-03-02,1\ntea,2024-03-01,1\n",
        expect![[r#"
            series tea would have 94964 periods from 0204-03-02 to 2024-03-01, at most 20000 can be planned on: is a date mistyped?
        "#]],
    );
}

#[test]
fn a_single_date_is_a_day() {
    let history = History::from_csv("series_id,date,qty\ntea,2024-03-01,1\n".as_bytes()).expect("good");
    assert_eq!(history.panel.frequency, Frequency::Day);
}

proptest! {
    #[test]
    fn nothing_panics(text in "(series_id,date,qty\n)?([a-z0-9,.\n\"/-]{0,60}|a,20[0-9]{2}-0[0-3]-0[0-3],-?[0-9]{1,3}\n){0,6}") {
        prop_assert!(shown(&text).ends_with('\n'));
    }

    #[test]
    fn all_that_was_sold_is_in_some_period(rows in prop::collection::vec((0..3_u8, 1..29_u8, 0..100_u32), 1..60)) {
        let mut text = String::from("series_id,date,qty\n");
        for (series, day, quantity) in &rows {
            writeln!(text, "{series},2024-02-{day:02},{quantity}").expect("text grows");
        }
        let history = History::from_csv(text.as_bytes()).expect("a good file");
        let read: f64 = history.panel.series.iter().flat_map(|it| &it.quantity).sum();
        prop_assert_eq!(read, rows.iter().map(|it| f64::from(it.2)).sum::<f64>());
    }
}
