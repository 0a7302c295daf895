//! How long it takes to say where a lot came from and who has it, how old everything is, and what will not be
//! good much longer, over 10,000,000 moves (`TRACES_MOVES`) written straight into the database.
//!
//! Each lot comes in once and leaves in nine parts. Of every two items one is a material: each of its lots
//! goes into nine lots of products, of which each is made of nine and goes to nine customers.

use crate::company::Company;
use crate::figures::{percentiles, print, rate};
use crate::{Setting, how_many};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use std::time::{Duration, Instant};

const ITEMS: i64 = 10_000;
const CUSTOMERS: i64 = 5_000;
const MOVES_OF_LOT: i64 = 10;
const ASKED: usize = 20;
/// 2026-01-01; everything happened in the two years before.
const LAST_DAY: i64 = 20_454;

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let moves = how_many("TRACES_MOVES", 10_000_000);
    setting.on_both(|| on_sqlite(setting, moves), |address| on_postgres(setting, address, moves))
}

fn masters(company: &Company<'_>) -> Result<()> {
    let items = (0..ITEMS).map(|it| format!("A{it:05},商品{it},盒")).collect::<Vec<_>>();
    let customers = (0..CUSTOMERS).map(|it| format!("C{it:05},客户{it}")).collect();
    for (kind, head, lines) in [
        ("item", "货号,品名,单位", items),
        ("customer", "客户编码,客户名称", customers),
        ("warehouse", "仓库编码,仓库名称", vec!["W1,主仓".to_owned()]),
        ("supplier", "供应商编码,供应商名称", vec!["S1,茶厂".to_owned()]),
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
    supplier: i64,
}

impl First {
    fn read(one: &mut dyn FnMut(&str) -> Result<i64>) -> Result<First> {
        let mut first = |kind: &str| one(&format!("select min(seq) from document where type = '{kind}'"));
        Ok(First {
            item: first("item")?,
            customer: first("customer")?,
            warehouse: first("warehouse")?,
            supplier: first("supplier")?,
        })
    }
}

/// Papers have ids from here on: one for what each lot came by, then one for ten parts that were sold.
const PAPERS: i64 = 100_000_000;

/// By arithmetic, the same on both engines. Lot `k` is of item `k % ITEMS`; the even ones are materials. Its
/// move `j` is its coming when that is 0, and else a part of it that goes.
fn facts(first: &First, moves: i64, numbers: &str) -> Vec<String> {
    let First { item, customer, warehouse, supplier } = first;
    let lots = moves / MOVES_OF_LOT;
    let sold = PAPERS + lots;
    // The lot made of part `j` of a material: odd, as products are.
    let made = format!("((k / 2 * 9 + j) * 2 + 1) % {lots}");
    let day = format!("{} + k * 600 / {lots}", LAST_DAY - 730);
    let many = |count: i64| numbers.replace("COUNT", &count.to_string());
    let move_of = format!(
        "insert into move (item, number, from_place, to_place, lot, quantity, value, day, at, document, line,
                           previous_hash, hash)
         select {item} + k % {ITEMS}, k / {ITEMS} * {MOVES_OF_LOT} + j + 1,
                case when j > 0 then {warehouse} when k % 2 = 0 then -1 else -5 end,
                case when j = 0 then {warehouse} when k % 2 = 0 then -5 else -2 end,
                'L' || k, case when j = 0 then 10000000 else 1000000 end, 10000, {day} + j * 10,
                cast({LAST_DAY} as bigint) * 86400000000,
                case when j = 0 then {PAPERS} + k when k % 2 = 0 then {PAPERS} + {made}
                     else {sold} + (k * 7 + j) % {lots} end, j, HASH, HASH
         from (select (n - 1) / {MOVES_OF_LOT} as k, (n - 1) % {MOVES_OF_LOT} as j from {}) as t",
        many(moves)
    );
    let paper = format!(
        "insert into document (seq, id, type, number, title, state, body, definition_version, version,
                               created_at, updated_at, created_by)
         select {PAPERS} + n - 1, UUID,
                case when n > {lots} then 'shipment' when n % 2 = 1 then 'receipt' else 'assembly' end,
                'P-' || n, '', 'done', EMPTY, 1, 1, n, n, 1 from {}",
        many(2 * lots)
    );
    let link = format!(
        "insert into link (document, role, line, target)
         select {PAPERS} + n - 1, case when n > {lots} then 'customer' else 'supplier' end, 0,
                case when n > {lots} then {customer} + n * 31 % {CUSTOMERS} else {supplier} end
         from {} where n > {lots} or n % 2 = 1",
        many(2 * lots)
    );
    let left = format!(
        "insert into lot_balance (item, warehouse, lot, on_hand, expiry)
         select {item} + (n - 1) % {ITEMS}, {warehouse}, 'L' || (n - 1), 1000000, {LAST_DAY} + n * 7919 % 2000
         from {}",
        many(lots)
    );
    let balance = format!(
        "insert into balance (item, warehouse, on_hand, reserved, held)
         select item, {warehouse}, sum(on_hand), 0, 0 from lot_balance group by item
         on conflict (item, warehouse) do update set on_hand = excluded.on_hand"
    );
    let stock = "insert into stock (item, on_hand, value, moves, last_hash)
                 select item, sum(case when from_place < 0 then quantity else -quantity end), count(*) * 10000,
                        max(number), HASH from move group by item"
        .to_owned();
    vec![paper, link, move_of, left, balance, stock]
}

/// Ages are asked for when the server has read all moves once; until then it reads them for each answer.
fn wait_until_read(mut behind: impl FnMut() -> Result<i64>) -> Result<Duration> {
    let begun = Instant::now();
    while behind()? > 0 {
        ensure!(begun.elapsed() < Duration::from_secs(3_600), "the moves were not read");
        std::thread::sleep(Duration::from_millis(500));
    }
    Ok(begun.elapsed())
}

const BEHIND: &str = "select count(*) from stock s left join layer_through t on t.item = s.item
    where s.moves > coalesce(t.moves, 0)";

fn on_sqlite(setting: &Setting, moves: i64) -> Result<()> {
    let mut company = Company::start(setting, None)?;
    masters(&company)?;
    let connection = Connection::open(company.file())?;
    connection.execute_batch("pragma synchronous = off; pragma busy_timeout = 60000")?;
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let first = First::read(&mut |sql| Ok(one(sql)?))?;
    let numbers = "(with recursive c(n) as (select 1 union all select n + 1 from c where n < COUNT) select n from c) as c";
    let begun = Instant::now();
    for sql in facts(&first, moves, numbers) {
        let sql = sql.replace("HASH", "zeroblob(32)").replace("EMPTY", "jsonb('{}')");
        connection.execute_batch(&sql.replace("UUID", "cast(cast(1000000000000000 + n as text) as blob)"))?;
    }
    print(&format!("{moves} moves written"), &rate(moves as usize, begun.elapsed()));
    let time = wait_until_read(|| Ok(one(BEHIND)?))?;
    print("read once by the server", &rate(moves as usize, time));
    ask_all(&company, moves)?;
    company.print_memory_and_start()
}

fn on_postgres(setting: &Setting, address: &str, moves: i64) -> Result<()> {
    let mut client = postgres::Client::connect(address, postgres::NoTls)?;
    let mut company = Company::start(setting, Some(crate::company::to_url(address)))?;
    masters(&company)?;
    let schema: String = client
        .query_one("select schemaname::text from pg_tables where tablename = 'layer' limit 1", &[])
        .context("the company's schema")?
        .get(0);
    client.batch_execute(&format!("set search_path to \"{schema}\"; set synchronous_commit = off"))?;
    let first = First::read(&mut |sql| Ok(client.query_one(sql, &[])?.get(0)))?;
    let begun = Instant::now();
    for sql in facts(&first, moves, "generate_series(1::bigint, COUNT::bigint) as c(n)") {
        let sql = sql.replace("HASH", "decode(repeat('00', 32), 'hex')").replace("EMPTY", "'{}'::jsonb");
        let uuid = "convert_to(cast(1000000000000000 + n as text), 'UTF8')";
        client.batch_execute(&sql.replace("UUID", uuid))?;
    }
    client
        .batch_execute("analyze document; analyze link; analyze move; analyze lot_balance; analyze stock")?;
    print(&format!("{moves} moves written"), &rate(moves as usize, begun.elapsed()));
    let time = wait_until_read(|| Ok(client.query_one(BEHIND, &[])?.get(0)))?;
    print("read once by the server", &rate(moves as usize, time));
    client.batch_execute("analyze layer; analyze lying")?;
    ask_all(&company, moves)?;
    company.print_memory_and_start()
}

fn ask_all(company: &Company<'_>, moves: i64) -> Result<()> {
    let client = company.client();
    let lots = moves / MOVES_OF_LOT;
    let lot = |k: i64| format!("/api/lots/A{:05}/L{k}", k % ITEMS);
    for (what, path, found) in [
        ("a material, forward to 81 customers", lot(lots / 2 / 2 * 2), "went_to"),
        ("a product, back to nine materials", lot(lots / 2 / 2 * 2 + 1), "came_from"),
        ("lots with part of a code", format!("/api/lots?code=L{}", lots / 2), "rows"),
        ("ages, the most valuable first", "/api/stock/ages".to_owned(), "rows"),
        (
            "dead stock: nothing went for half a year",
            "/api/stock/ages?idle_days=180&sort=idle".to_owned(),
            "rows",
        ),
        ("what expires in 90 days", "/api/stock/expiring".to_owned(), "rows"),
        ("what expires in a year", "/api/stock/expiring?days=365".to_owned(), "rows"),
    ] {
        let mut times = Vec::with_capacity(ASKED);
        for turn in 0..ASKED + 2 {
            let begun = Instant::now();
            let answer = client.get(&path)?;
            if turn >= 2 {
                times.push(begun.elapsed());
            }
            let rows = answer[found].as_array().map_or(0, Vec::len);
            ensure!(rows > 0, "{path} told nothing in {found}");
        }
        print(what, &percentiles(times));
    }
    Ok(())
}
