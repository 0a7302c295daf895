use crate::Backtest;
use clap::Parser;
use expect_test::expect;
use std::fmt::Write;
use std::path::Path;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    backtest: Backtest,
}

/// Sixty days of two items: tea sells two a day and seven on Sundays, a cup every fifth day.
fn demand() -> String {
    let mut text = "series_id,date,qty\n".to_owned();
    for day in 0..60 {
        let date = values::Day::from_number(19_723 + day);
        let tea = if date.weekday() == 6 { 7 } else { 2 };
        let cup = i32::from(day % 5 == 0);
        writeln!(text, "tea,{date},{tea}\ncup,{date},{cup}").expect("memory does not fail");
    }
    text
}

fn run(folder: &Path, arguments: &str) -> Result<(), String> {
    std::fs::write(folder.join("demand.csv"), demand()).expect("the folder is ours");
    let path = |it: &str| folder.join(it).display().to_string();
    let mut all = vec!["backtest".to_owned(), "--demand".into(), path("demand.csv")];
    all.extend(["--out".to_owned(), path("out"), "--from".into(), "2024-02-10".into()]);
    all.extend(arguments.split_whitespace().map(|it| it.replace('@', &format!("{}/", folder.display()))));
    let command = Command::try_parse_from(all).map_err(|it| it.to_string())?;
    command.backtest.run().map(drop).map_err(|it| format!("{it:#}").replace(&path(""), ""))
}

#[test]
fn the_files_of_each_service_are_written() {
    let folder = tempfile::tempdir().expect("a folder for a moment");
    run(folder.path(), "--to 2024-02-26 --lead-time 3 --policy empirical --service 0.5,0.99")
        .expect("days lie between");
    let read =
        |it: &str| std::fs::read_to_string(folder.path().join("out").join(it)).expect("it was written");
    expect![[r#"
        service,unit_stockout_rate,line_stockout_rate,mean_stock,mean_stock_value,demanded_units,lost_units,lost_margin,orders
        0.5,0.000000,0.000000,5.286,5.29,41,0,0.00,21
        0.99,0.000000,0.000000,5.286,5.29,41,0,0.00,21
    "#]].assert_eq(&read("summary.csv"));
    expect![[r#"
        series_id,on_hand
        tea,13
        cup,1
    "#]]
    .assert_eq(&read("service-0.5/start.csv"));
    let orders = read("service-0.99/orders.csv");
    expect![[r#"
        series_id,order_date,arrival_date,qty
        tea,2024-02-10,2024-02-13,2
        tea,2024-02-11,2024-02-14,7
        tea,2024-02-12,2024-02-15,2"#]]
    .assert_eq(&orders.lines().take(4).collect::<Vec<_>>().join("\n"));
    assert!(folder.path().join("out/service-0.99/days.csv.gz").is_file());
}

#[test]
fn ours_is_replayed_with_lead_times_and_items_from_files() {
    let folder = tempfile::tempdir().expect("a folder for a moment");
    std::fs::write(folder.path().join("days.csv"), "days,weight\n3,2\n6,1\n").expect("the folder is ours");
    let items = "series_id,unit_cost,margin,lead_time,moq,pack\ntea,2.5,1,,12,6\ncup,10,4,5,,\n";
    std::fs::write(folder.path().join("items.csv"), items).expect("the folder is ours");
    run(
        folder.path(),
        "--to 2024-02-29 --lead-time @days.csv --items @items.csv --policy changping --service 0.9",
    )
    .expect("days lie between");
    let orders = std::fs::read_to_string(folder.path().join("out/service-0.9/orders.csv")).expect("written");
    let tea =
        orders.lines().filter_map(|it| it.strip_prefix("tea,")?.rsplit(',').next()?.parse::<u32>().ok());
    let tea: Vec<u32> = tea.collect();
    assert!(!tea.is_empty() && tea.iter().all(|it| *it >= 12 && it % 6 == 0), "{tea:?}");
}

#[test]
fn what_is_wrong_is_said_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder for a moment");
    std::fs::write(folder.path().join("days.csv"), "days,weight\n3,-2\n").expect("the folder is ours");
    let say = |arguments: &str| match run(folder.path(), arguments) {
        Ok(()) => "ok".to_owned(),
        Err(said) => said.lines().next().unwrap_or("").to_owned(),
    };
    let all = [
        say("--to 2024-02-01 --lead-time 3 --policy fixed"),
        say("--to 2024-02-26 --lead-time 0 --policy fixed"),
        say("--to 2024-02-26 --lead-time @none.csv --policy fixed"),
        say("--to 2024-02-26 --lead-time @days.csv --policy fixed"),
        say("--to 2024-02-26 --lead-time 3 --policy fixed --service 95"),
        say("--to 2024-02-26 --lead-time 3 --policy best"),
    ];
    expect![[r#"
        there is no demand from 2024-02-10 to 2024-02-01: the file ends 2024-02-29
        a lead time of 0 days: it has to be between 1 (an order of today arrives tomorrow morning) and 3650
        cannot read the lead times none.csv: No such file or directory (os error 2)
        cannot read the lead times days.csv: line 2: the weight -2 is below 0
        error: invalid value '95' for '--service <SHARE,…>': 95 is no service: write a share between 0 and 1 such as 0.95
        error: invalid value 'best' for '--policy <POLICY>'"#]].assert_eq(&all.join("\n"));
}
