//! Dates as people write them.

use super::{table, told, told_of};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::reading::day::DayOrder;
use crate::spreadsheet::reading::{Column, Expected};
use expect_test::expect;

fn learn(texts: &[&str]) -> Column {
    let cells: Vec<Cell> = texts.iter().map(|it| Cell::text(it)).collect();
    Column::learn(&Expected::Day, cells.iter())
}

#[test]
fn days() {
    let inputs = [
        "2024-03-05",
        "2024-3-5",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "2024年03月05日 星期二",
        "２０２４年３月５日",
        "20240305",
        "240305",
        "20240305103000",
        "45356",
        "45356.4375",
        "5-Mar-2024",
        "Mar 5, 2024",
        "5 March 24",
        "05MAR2024",
        "Tue, 5 Mar 2024",
        "2024-03-05 10:30",
        "2024-03-05T10:30:15",
        "2024/3/5 10:30:15.5",
        "2024年3月5日上午10:30",
        "2024年3月5日 下午3点20分",
        "3/5/2024 3:20 PM",
        "2024-03-05T23:30:00Z",
        "2024-03-05T23:30:00+08:00",
        "31/12/2024",
        "12/31/24",
        "3/5/24",
        "24/3/5",
        "-",
        "0000-00-00",
        "",
        "2024-02-30",
        "2024年3月",
        "3月5日",
        "5-Mar",
        "2024-13-01",
        "昨天",
        "12",
        "1234567",
        "2024-03-05-06",
        "10:30",
    ];
    expect![[r#"
        2024-03-05 -> 2024-03-05
        2024-3-5 -> 2024-03-05  (text_day)
        2024/3/5 -> 2024-03-05  (text_day)
        2024.3.5 -> 2024-03-05  (text_day)
        2024年3月5日 -> 2024-03-05  (text_day)
        2024年03月05日 星期二 -> 2024-03-05
        ２０２４年３月５日 -> 2024-03-05  (full_width, text_day)
        20240305 -> 2024-03-05  (text_day)
        240305 -> 2024-03-05  (text_day, short_year)
        20240305103000 -> 2024-03-05  (text_day)
        45356 -> 2024-03-05  (serial_day)
        45356.4375 -> 2024-03-05  (serial_day)
        5-Mar-2024 -> 2024-03-05  (text_day)
        Mar 5, 2024 -> 2024-03-05  (text_day)
        5 March 24 -> 2024-03-05  (text_day, short_year)
        05MAR2024 -> 2024-03-05  (text_day)
        Tue, 5 Mar 2024 -> 2024-03-05  (text_day)
        2024-03-05 10:30 -> 2024-03-05
        2024-03-05T10:30:15 -> 2024-03-05
        2024/3/5 10:30:15.5 -> 2024-03-05  (text_day)
        2024年3月5日上午10:30 -> 2024-03-05  (text_day)
        2024年3月5日 下午3点20分 -> 2024-03-05  (text_day)
        3/5/2024 3:20 PM -> 2024-03-05  (text_day, day_order_assumed)
        2024-03-05T23:30:00Z -> 2024-03-06
        2024-03-05T23:30:00+08:00 -> 2024-03-05
        31/12/2024 -> 2024-12-31  (text_day)
        12/31/24 -> 2024-12-31  (text_day, short_year)
        3/5/24 -> 2024-03-05  (text_day, day_order_assumed, short_year)
        24/3/5 -> 2024-03-05  (text_day, short_year)
        - -> (empty)  (dash_means_empty)
        0000-00-00 -> (empty)  (dash_means_empty)
         -> (empty)
        2024-02-30 -> ✗ no_such_day
        2024年3月 -> ✗ month_without_day
        3月5日 -> ✗ day_without_year
        5-Mar -> ✗ day_without_year
        2024-13-01 -> ✗ no_such_day
        昨天 -> ✗ not_a_day
        12 -> ✗ not_a_day
        1234567 -> ✗ not_a_day
        2024-03-05-06 -> ✗ not_a_day
        10:30 -> ✗ not_a_day
    "#]]
    .assert_eq(&table(&inputs, &Expected::Day, &Column::default()));
}

#[test]
fn the_order_of_day_and_month_is_decided_by_the_whole_column() {
    assert_eq!(learn(&["3/5/24", "3/25/24"]).day_order, DayOrder::MonthFirst);
    assert_eq!(learn(&["3/5/24", "25/3/24"]).day_order, DayOrder::DayFirst);
    assert_eq!(learn(&["24/3/5", "24/3/6"]).day_order, DayOrder::YearFirst);
    assert_eq!(learn(&["2024-03-05", "龙井"]).day_order, DayOrder::Unknown);
    let contradictory = learn(&["3/25/24", "25/3/24", "3/5/24"]);
    assert_eq!(contradictory.day_order, DayOrder::Mixed);
    expect![[r#"
        3/25/24 -> 2024-03-25  (text_day, short_year)
        25/3/24 -> ✗ ambiguous_day
        3/5/24 -> ✗ ambiguous_day
        5/5/05 -> 2005-05-05  (text_day, short_year)
    "#]]
    .assert_eq(&table(&["3/25/24", "25/3/24", "3/5/24", "5/5/05"], &Expected::Day, &contradictory));
}

#[test]
fn among_possible_orders_the_one_under_which_the_dates_lie_close_together_wins() {
    // Two weeks of December read day first; a year and a half read month first.
    let texts: Vec<String> = (1..=12).map(|day| format!("{day:02}/12/2009")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let column = learn(&texts);
    assert_eq!(column.day_order, DayOrder::DayFirst);
    assert_eq!(told("03/12/2009", &Expected::Day, &column), "2009-12-03  (text_day, day_order_chosen)");
}

#[test]
fn what_cannot_be_decided_is_read_month_first_and_says_so() {
    let column = learn(&["3/5/24", "5/3/24"]);
    assert_eq!(column.day_order, DayOrder::Unknown);
    let told = told("3/5/24", &Expected::Day, &column);
    assert_eq!(told, "2024-03-05  (text_day, day_order_assumed, short_year)");
}

#[test]
fn moments_are_local_to_the_company_unless_they_name_a_zone() {
    let column = Column::default();
    let at = |text: &str| told(text, &Expected::Instant, &column);
    assert_eq!(at("2024-03-05 10:30"), "2024-03-05T02:30:00Z");
    assert_eq!(at("2024-03-05T10:30:00Z"), "2024-03-05T10:30:00Z");
    assert_eq!(at("2024-03-05T10:30:00-0500"), "2024-03-05T15:30:00Z");
    assert_eq!(at("2024-03-05"), "2024-03-04T16:00:00Z");
}

#[test]
fn days_of_a_workbook_need_no_reading() {
    let day = "2024-03-05".parse().expect("a day");
    let column = Column::default();
    assert_eq!(told_of(&Cell::Day(day), &Expected::Day, &column), "2024-03-05");
    assert_eq!(told_of(&Cell::DateTime(day, 60), &Expected::Instant, &column), "2024-03-04T16:01:00Z");
    assert_eq!(told_of(&Cell::Number("45356".into()), &Expected::Day, &column), "2024-03-05  (serial_day)");
    assert_eq!(told_of(&Cell::Number("12.5".into()), &Expected::Day, &column), "✗ day_without_year");
}
