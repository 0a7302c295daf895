//! How long reports take over 1,000,000 facts (`REPORTS_FACTS`): lines that were sold and moves of stock,
//! written straight into the database; and beside each the bare query that answers the same.

use crate::company::Company;
use crate::figures::print;
use crate::{Setting, how_many};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::Value as Json;
use std::time::{Duration, Instant};

const ITEMS: usize = 10_000;
const CUSTOMERS: usize = 5_000;
const TURNS: usize = 7;
/// 2026-01-01; facts lie in the two years before.
const LAST_DAY: i64 = 20_454;
const PERIOD: &str = "from=2024-01-02&through=2026-01-01";
const THROUGH: &str = "through=2026-01-01";

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let facts = how_many("REPORTS_FACTS", 1_000_000);
    setting.on_both(|| on_sqlite(setting, facts), |address| on_postgres(setting, address, facts))
}

fn masters(company: &Company<'_>) -> Result<()> {
    let items = (0..ITEMS).map(|it| format!("A{it:05},商品{it},盒,分类{}", it % 40));
    let customers = (0..CUSTOMERS).map(|it| format!("C{it:05},客户{it}"));
    for (kind, head, lines) in [
        ("item", "货号,品名,单位,分类", items.collect::<Vec<_>>()),
        ("customer", "客户编码,客户名称", customers.collect()),
        ("warehouse", "仓库编码,仓库名称", (1..=4).map(|it| format!("W{it},仓库{it}")).collect()),
    ] {
        company.import_lines(kind, head, &lines)?;
    }
    Ok(())
}

/// The ids of masters follow each other: the first of each kind is enough.
struct First {
    item: i64,
    customer: i64,
    warehouse: i64,
}

/// Facts by arithmetic, the same on both engines; `n` counts from 1.
fn facts_sql(first: &First, facts: i64, numbers: &str) -> [String; 3] {
    let First { item, customer, warehouse } = first;
    let day = format!("{} + n * 730 / {facts}", LAST_DAY - 730);
    let trade = format!(
        "insert into trade (document, line, source_line, source_document, side, day, item, warehouse, partner,
                            channel, member, quantity, amount, cost)
         select 10000000 + n / 3, n % 3 + 1, n % 3 + 1, 20000000 + n / 3, 'sold', {day},
                {item} + n * 7919 % {ITEMS}, {warehouse} + n % 4, {customer} + n * 31 % {CUSTOMERS}, null, 1,
                (n % 20 + 1) * 1000000, (n % 997 + 1) * 10000, (n % 499 + 1) * 10000 {numbers}"
    );
    let ordered = format!(
        "insert into ordered (document, line, side, day, item, warehouse, partner, channel, member, quantity,
                              amount, due, done, last_done, remaining, amount_remaining)
         select 20000000 + n / 3, n % 3 + 1, 'sold', {day}, {item} + n * 7919 % {ITEMS}, {warehouse} + n % 4,
                {customer} + n * 31 % {CUSTOMERS}, null, 1, 20000000, (n % 997 + 1) * 10000, {day} + 7,
                case when n % 20 = 0 then 0 else 20000000 end, case when n % 20 = 0 then 0 else {day} + n % 10 end,
                case when n % 20 = 0 then 20000000 else 0 end, 0 {numbers}"
    );
    // Every ten thousand moves are one of each item.
    let moved = format!(
        "insert into move (item, number, from_place, to_place, lot, quantity, value, day, at, document, line,
                           previous_hash, hash)
         select {item} + n * 7919 % {ITEMS}, (n - 1) / {ITEMS} + 1, case when n % 2 = 0 then {warehouse} + n % 4 else -1 end,
                case when n % 2 = 0 then -2 else {warehouse} + n % 4 end, null, 1000000, 10000, {day},
                cast({LAST_DAY} as bigint) * 86400000000, 10000000 + n / 3, 1, HASH, HASH {numbers}"
    );
    [trade, ordered, moved]
}

const STOCK: &str = "insert into stock (item, on_hand, value, moves, last_hash)
    select item, 0, 0, max(number), HASH from move group by item";

/// Reports, and the bare query that gives the same sums.
const ASKED: &[(&str, &str, &str)] = &[
    (
        "sales by customer",
        "sales?rows=customer&columns=",
        "select partner, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by partner order by 3 desc limit 100",
    ),
    (
        "sales by month",
        "sales?rows=month&columns=",
        "select day / 30, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by day / 30",
    ),
    (
        "gross profit by item",
        "profit?rows=item",
        "select item, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by item order by 3 desc limit 100",
    ),
    (
        "gross profit by category and month",
        "profit?rows=item.category&columns=month",
        "select item % 40, day / 30, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by item % 40, day / 30",
    ),
    (
        "gross profit by item, months across",
        "profit?rows=item&columns=month",
        "select item, day / 30, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by item, day / 30",
    ),
    (
        "sales by customer, months across",
        "sales?rows=customer&columns=month",
        "select partner, day / 30, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 group by partner, day / 30",
    ),
    (
        "documents of one customer",
        "sales?rows=document&only=%7B%22customer%22%3A%5B%22C00042%22%5D%7D",
        "select document, sum(quantity), sum(amount), sum(cost), count(*) from trade where side = 'sold' and day >= 19724 and day <= 20454 and partner = (select seq from document where type = 'customer' and number = 'C00042') group by document",
    ),
    (
        "orders filled by customer",
        "sales_fulfilment?rows=customer",
        "select partner, sum(quantity), sum(done), sum(remaining), sum(case when remaining > 0 and due < 20454 then remaining else 0 end), count(*) from ordered where side = 'sold' and day >= 19724 and day <= 20454 group by partner order by 2 desc limit 100",
    ),
    (
        "stock movements by item",
        "stock_summary?rows=item&limit=100",
        "select item, from_place, to_place, sum(quantity), sum(value) from move where day >= 19724 and day <= 20454 group by item, from_place, to_place",
    ),
    (
        "stock movements by item, one month",
        "stock_summary?rows=item&limit=100&from=2025-12-01",
        "select item, from_place, to_place, sum(quantity), sum(value) from move where day >= 20423 and day <= 20454 group by item, from_place, to_place",
    ),
    (
        "stock movements by warehouse",
        "stock_summary?rows=warehouse",
        "select from_place, to_place, sum(quantity), sum(value) from move where day >= 19724 and day <= 20454 group by from_place, to_place",
    ),
    (
        "turnover by category",
        "turnover?rows=item.category",
        "select item, from_place, to_place, sum(quantity), sum(value) from move where day >= 19724 and day <= 20454 group by item, from_place, to_place",
    ),
    (
        "stock now by item",
        "stock?rows=item&columns=",
        "select item, warehouse, sum(quantity), sum(value) from turnover_period group by item, warehouse",
    ),
];

fn ask(company: &Company<'_>, mut bare: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let client = company.client();
    for (what, path, sql) in ASKED {
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for _ in 0..TURNS {
            let begun = Instant::now();
            let period = if path.contains("from=") { THROUGH } else { PERIOD };
            let answer: Json = client.get(&format!("/api/reports/{path}&{period}"))?;
            ours.push(begun.elapsed());
            ensure!(
                answer["rows"].as_array().is_some_and(|it| !it.is_empty()),
                "{path} found nothing: {answer}"
            );
            let begun = Instant::now();
            bare(sql)?;
            theirs.push(begun.elapsed());
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        print(
            what,
            &format!("{:.0} ms, bare {:.0} ms: {ratio:.2}", milliseconds(ours), milliseconds(theirs)),
        );
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Stock at a day is asked for when the server has summed the moves up; until then it reads them.
fn wait_until_summed(company: &Company<'_>, mut behind: impl FnMut() -> Result<i64>) -> Result<()> {
    let begun = Instant::now();
    company.client().get("/api/reports")?;
    while behind()? > 0 {
        ensure!(begun.elapsed() < Duration::from_secs(300), "the moves were not summed up");
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

const BEHIND: &str = "select count(*) from stock s left join turnover_through t on t.item = s.item
    where s.moves > coalesce(t.moves, 0)";

fn on_sqlite(setting: &Setting, facts: i64) -> Result<()> {
    let company = Company::start(setting, None)?;
    masters(&company)?;
    let connection = Connection::open(company.file())?;
    connection.busy_timeout(Duration::from_secs(60))?;
    let first = |kind: &str| {
        connection
            .query_row("select min(seq) from document where type = ?", [kind], |row| row.get::<_, i64>(0))
    };
    let first = First { item: first("item")?, customer: first("customer")?, warehouse: first("warehouse")? };
    let numbers = format!(
        "from (with recursive c(n) as (select 1 union all select n + 1 from c where n < {facts}) select n from c)"
    );
    for sql in facts_sql(&first, facts, &numbers).iter().map(String::as_str).chain([STOCK]) {
        connection.execute_batch(&sql.replace("HASH", "zeroblob(32)"))?;
    }
    wait_until_summed(&company, || Ok(connection.query_row(BEHIND, [], |row| row.get(0))?))?;
    ask(&company, |sql| {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    })
}

fn on_postgres(setting: &Setting, address: &str, facts: i64) -> Result<()> {
    let mut client = postgres::Client::connect(address, postgres::NoTls)?;
    let company = Company::start(setting, Some(crate::company::to_url(address)))?;
    masters(&company)?;
    let schema: String = client
        .query_one("select schemaname::text from pg_tables where tablename = 'trade' limit 1", &[])
        .context("the company's schema")?
        .get(0);
    client.batch_execute(&format!("set search_path to \"{schema}\""))?;
    let mut first = |kind: &str| -> Result<i64> {
        Ok(client.query_one("select min(seq) from document where type = $1", &[&kind])?.get(0))
    };
    let first = First { item: first("item")?, customer: first("customer")?, warehouse: first("warehouse")? };
    let numbers = format!("from generate_series(1::bigint, {facts}::bigint) as c(n)");
    for sql in facts_sql(&first, facts, &numbers).iter().map(String::as_str).chain([STOCK]) {
        client.batch_execute(&sql.replace("HASH", "decode(repeat('00', 32), 'hex')"))?;
    }
    client.batch_execute("analyze trade; analyze ordered; analyze move; analyze stock")?;
    wait_until_summed(&company, || Ok(client.query_one(BEHIND, &[])?.get(0)))?;
    ask(&company, |sql| {
        client.query(sql, &[])?;
        Ok(())
    })
}
