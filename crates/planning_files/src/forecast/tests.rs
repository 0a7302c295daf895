use crate::Forecast;
use clap::Parser;
use expect_test::expect;
use std::fmt::Write;

#[derive(Debug, Parser)]
struct Command {
    #[command(flatten)]
    forecast: Forecast,
}

/// What the command writes for a history.
fn forecast(history: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(place("history.csv"), history)?;
    let (from, to) = (place("history.csv"), place("forecast.csv"));
    let always = ["forecast", "--history", &from, "--out", &to];
    Command::try_parse_from(always.iter().chain(arguments))?.forecast.run()?;
    Ok(std::fs::read_to_string(&to)?)
}

/// Days of a shop: steady tea, cups every third day.
fn shop() -> String {
    let mut text = String::from("series_id,date,qty\n");
    for day in 1..=28 {
        writeln!(text, "tea,2024-02-{day:02},{}", 4 + day % 3).expect("text grows");
        writeln!(text, "cup,2024-02-{day:02},{}", if day % 3 == 0 { 2 } else { 0 }).expect("text grows");
    }
    text
}

#[test]
fn single_periods() {
    let text = forecast(&shop(), &["--horizon", "3", "--quantiles", "0.5,0.95"]).expect("a good file");
    expect![[r#"
        series_id,date,mean,q0.5,q0.95
        tea,2024-02-29,4.9957,4,6
        tea,2024-03-01,4.9957,5,6
        tea,2024-03-02,4.9957,6,6
        cup,2024-02-29,0.6468,0,2
        cup,2024-03-01,0.6468,0,2
        cup,2024-03-02,0.6468,0,2
    "#]]
    .assert_eq(&text);
}

/// Four a day are wanted; on every other day nothing is there.
#[test]
fn days_without_stock_are_not_days_without_demand() {
    let mean = |in_stock: bool| -> f64 {
        let mut text =
            String::from(if in_stock { "series_id,date,qty,in_stock\n" } else { "series_id,date,qty\n" });
        for series in ["tea", "cup", "pot"] {
            for day in 0..56 {
                let date = values::Day::from_number(19_700 + day);
                let there = i32::from(day % 2 == 0);
                write!(text, "{series},{date},{}", 4 * there).expect("text grows");
                text += &if in_stock { format!(",{there}\n") } else { "\n".to_owned() };
            }
        }
        let text = forecast(&text, &["--horizon", "7", "--quantiles", "0.5"]).expect("a good file");
        let means: Vec<f64> =
            text.lines().skip(1).filter_map(|it| it.split(',').nth(2)?.parse().ok()).collect();
        means.iter().sum::<f64>() / means.len() as f64
    };
    assert!((mean(false) - 2.0).abs() < 0.4, "read as no demand: {}", mean(false));
    assert!((mean(true) - 4.0).abs() < 0.4, "read as hidden: {}", mean(true));
}

#[test]
fn all_periods_together() {
    let text = forecast(&shop(), &["--horizon", "3", "--quantiles", "0.95,0.5", "--cumulative"]);
    expect![[r#"
        series_id,date,mean,q0.5,q0.95
        tea,2024-02-29,4.9725,5,9
        tea,2024-03-01,9.9661,10,15
        tea,2024-03-02,14.9288,15,21
        cup,2024-02-29,0.6376,0,2
        cup,2024-03-01,1.3058,1,3
        cup,2024-03-02,1.9434,2,4
    "#]]
    .assert_eq(&text.expect("a good file"));
}

#[test]
fn one_observation_and_nothing_sold() {
    let text = forecast("item_id,date,qty\nnew,2024-02-10,3\nold,2024-02-08,0\n", &["--horizon", "1"]);
    expect![[r#"
        series_id,date,mean,q0.5,q0.75,q0.9,q0.95,q0.99
        new,2024-02-11,3,3,4,5,6,8
        old,2024-02-11,0,0,0,0,0,0
    "#]]
    .assert_eq(&text.expect("a good file"));
}

#[test]
fn errors_say_what_to_do() {
    let mistake = |history: &str, arguments: &[&str]| {
        format!("{:#}", forecast(history, arguments).expect_err("something is wrong"))
    };
    let wrong = mistake("series_id,date,qty\ntea,today,1\n", &[]);
    assert!(
        wrong.ends_with("line 2: date is “today”: write year, month and day as in 2024-06-19"),
        "{wrong}"
    );
    let wrong = mistake(&shop(), &["--quantiles", "95"]);
    assert!(wrong.contains("95 is no probability: write a number between 0 and 1 such as 0.95"), "{wrong}");
}
