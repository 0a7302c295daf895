//! How long a person waits for a list of a million orders (`RECORDS_ORDERS`), beside a bare query of the same
//! database: whoever sees all of them, and those who see their own only.

use crate::company::{Client, Company};
use crate::figures::{percentiles, print, rate};
use crate::{Setting, beside, how_many};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

const CUSTOMERS: i64 = 2_000;
const ASKED: usize = 200;

/// Sellers who see their own orders, and which of every million those are.
const SELLERS: [(&str, &str, &str); 3] = [
    ("many", "who has 5,000, spread over the years", "n % 200 = 7"),
    ("old", "who has the 20,000 oldest", "n <= 20000"),
    ("new", "who has 10", "n % 100000 = 3"),
];

/// Two of these are in what a customer calls an order.
const CHARACTERS: &str = "安宝昌诚春达德东发方丰福富刚光广贵国海汉和恒红宏华辉惠吉佳嘉建江杰金锦晶景静久军凯康科兰乐立利良林龙隆美民明宁鹏平奇庆荣瑞润森山尚深胜盛世顺泰天通同万旺伟文祥新信星兴雄秀雅阳耀义永友裕元远云泽振正志中众卓";

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let orders = how_many("RECORDS_ORDERS", 1_000_000);
    setting.on_both(|| on_sqlite(setting, orders), |address| on_postgres(setting, address, orders))
}

fn on_sqlite(setting: &Setting, orders: i64) -> Result<()> {
    let mut company = Company::start(setting, None)?;
    make_first(&company.client())?;
    let connection = Connection::open(company.file())?;
    connection.execute_batch("pragma synchronous = normal; pragma busy_timeout = 60000")?;
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let ids = Ids::read(&mut |sql| Ok(one(sql)?))?;
    let begun = Instant::now();
    for part in parts(orders) {
        let numbers = format!(
            "(with recursive c(n) as (select {} union all select n + 1 from c where n < {}) select n from c) as c",
            part.0, part.1
        );
        for sql in copies(&ids, orders, &numbers) {
            let sql = sql.replace("MERGE(", "jsonb_patch(").replace("OBJECT(", "jsonb_object(");
            let uuid = "cast(cast(1000000000000000 + n as text) as blob)";
            connection.execute_batch(&sql.replace("UUID", uuid))?;
        }
    }
    print(&format!("{orders} orders beside the first"), &rate(orders as usize, begun.elapsed()));
    let begun = Instant::now();
    while one("select max(d.seq) > (select seq from search_through) from document d").is_ok_and(|it| it > 0) {
        ensure!(begun.elapsed() < Duration::from_secs(1_200), "words were not indexed");
        std::thread::sleep(Duration::from_millis(200));
    }
    print("their words indexed behind them", &rate(orders as usize, begun.elapsed()));
    ask_all(&company, &|sql| {
        let mut query = connection.prepare_cached(sql)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(2)?.as_bytes_or_null()?.map_or(0, <[u8]>::len));
        }
        Ok(())
    })?;
    write_beside(&company, orders)?;
    company.print_memory_and_start()
}

fn on_postgres(setting: &Setting, address: &str, orders: i64) -> Result<()> {
    let mut company = Company::start(setting, Some(crate::company::to_url(address)))?;
    make_first(&company.client())?;
    let client = std::cell::RefCell::new(postgres::Client::connect(address, postgres::NoTls)?);
    let schema: String = client
        .borrow_mut()
        .query_one("select schemaname::text from pg_tables where tablename = 'document_search' limit 1", &[])
        .context("the company's schema")?
        .get(0);
    client.borrow_mut().batch_execute(&format!("set search_path to \"{schema}\""))?;
    let ids = Ids::read(&mut |sql| Ok(client.borrow_mut().query_one(sql, &[])?.get(0)))?;
    let begun = Instant::now();
    for part in parts(orders) {
        let numbers = format!("generate_series({}::bigint, {}::bigint) as c(n)", part.0, part.1);
        for sql in copies(&ids, orders, &numbers) {
            let sql = sql.replace("MERGE(body, ", "(body || ").replace("OBJECT(", "jsonb_build_object(");
            let uuid = "convert_to(cast(1000000000000000 + n as text), 'UTF8')";
            client.borrow_mut().batch_execute(&sql.replace("UUID", uuid))?;
        }
    }
    // The server goes on counting behind these.
    client.borrow_mut().batch_execute(
        "select setval(pg_get_serial_sequence('document', 'seq'), (select max(seq) from document));
         analyze document; analyze link; analyze document_search",
    )?;
    print(&format!("{orders} orders beside the first"), &rate(orders as usize, begun.elapsed()));
    ask_all(&company, &|sql| {
        std::hint::black_box(client.borrow_mut().query(sql, &[])?.len());
        Ok(())
    })?;
    write_beside(&company, orders)?;
    company.print_memory_and_start()
}

/// What one waits for, each beside the first page by a bare query.
fn ask_all(company: &Company<'_>, bare: &dyn Fn(&str) -> Result<()>) -> Result<()> {
    let client = company.client();
    let filter = |json: Json| encoded(&json.to_string());
    let of = |field: &str, value: &str| filter(json!({ "field": field, "op": "=", "value": value }));
    let list = "/api/documents/sales_order?limit=50";
    let next = client.get(list)?["next"].as_str().context("a next page")?.to_owned();
    let customer = of("customer", "C0007");
    let draft = filter(json!({ "all": [
        { "field": "customer", "op": "=", "value": "C0100" }, { "field": "state", "op": "=", "value": "draft" },
    ] }));
    let sums = "/api/documents/sales_order/sums?fields=amount&by=state";
    let paths = [
        ("first page", list.to_owned()),
        ("next page", format!("{list}&after={}", encoded(&next))),
        ("of a customer (indexed filter)", format!("{list}&filter={customer}")),
        ("of a customer, drafts", format!("{list}&filter={draft}")),
        ("of a customer, by amount", format!("{list}&filter={customer}&sort=-amount")),
        ("drafts (indexed filter)", format!("{list}&filter={}", of("state", "draft"))),
        ("done (indexed filter)", format!("{list}&filter={}", of("state", "done"))),
        ("by number", format!("{list}&sort=number")),
        ("by state", format!("{list}&sort=state")),
        ("search: a number", format!("{list}&q=RAW-0077777")),
        ("search: part of a number", format!("{list}&q=7777")),
        ("search: two Chinese characters", format!("{list}&q={}", encoded("锦利"))),
        ("search: one Chinese character", format!("{list}&q={}", encoded("锦"))),
        ("search: what there is not", format!("{list}&q=xyzzy")),
        ("lookup while typing", "/api/lookup/sales_order?q=00777&limit=20".to_owned()),
        ("sums by state of a customer", format!("{sums}&filter={customer}")),
        ("one order", "/api/documents/sales_order/RAW-0050000".to_owned()),
    ];
    for (what, path) in paths {
        print(what, &percentiles(ask(&client, &path, ASKED)?));
    }
    for (login, who, _) in SELLERS {
        let seller = company.client_of(login)?;
        let page = seller.get(list)?;
        let next = page["next"].as_str().map(|it| format!("{list}&after={}", encoded(it)));
        let number = page["rows"][0]["number"].as_str().context("an order of one's own")?;
        let hundred = &number[..number.len() - 2];
        for (what, path) in [
            (format!("first page of a seller {who}"), Some(list.to_owned())),
            ("  next page".to_owned(), next),
            ("  those that are done".to_owned(), Some(format!("{list}&filter={}", of("state", "done")))),
            ("  by number".to_owned(), Some(format!("{list}&sort=number"))),
            ("  search: what few are found by".to_owned(), Some(format!("{list}&q={hundred}"))),
            ("  search: what all are found by".to_owned(), Some(format!("{list}&q=RAW-0"))),
            ("  sums by state".to_owned(), Some(sums.to_owned())),
        ] {
            if let Some(path) = path {
                print(&what, &percentiles(ask(&seller, &path, ASKED)?));
            }
        }
    }
    let filled = "/api/reports/sales_fulfilment?rows=customer";
    for (what, path) in [
        // Nothing but looking at every order helps here.
        ("by amount (no index)", format!("{list}&sort=-amount")),
        ("orders filled, a quarter", format!("{filled}&from=2025-10-01&through=2025-12-31")),
        ("orders filled, six years", format!("{filled}&from=2020-01-01&through=2025-12-31")),
    ] {
        print(what, &percentiles(ask(&client, &path, ASKED / 40)?));
    }
    let page = "select seq, number, body from document where type = 'sales_order' and seq < SEQ
                order by seq desc limit 50";
    let of_customer = "select d.seq, d.number, d.body from link l join document d on d.seq = l.document
                       where l.target = (select min(seq) + SEQ % 2000 from document where type = 'customer')
                         and l.role = 'customer' and d.type = 'sales_order' order by l.document desc limit 50";
    for (what, sql) in [("50 rows by a bare query", page), ("50 of a customer by a bare query", of_customer)]
    {
        let mut times = Vec::with_capacity(ASKED);
        for turn in 0..ASKED {
            let sql = sql.replace("SEQ", &(100_000 + turn * 97).to_string());
            let begun = Instant::now();
            bare(&sql)?;
            times.push(begun.elapsed());
        }
        print(what, &percentiles(times));
    }
    Ok(())
}

/// Reports and a file of a fifth of the orders, of a million the longest that is given.
fn write_beside(company: &Company<'_>, orders: i64) -> Result<()> {
    let filled = "/api/reports/sales_fulfilment?from=2020-01-01&through=2025-12-31&rows=customer";
    let numbers = json!({ "all": [
        { "field": "number", "op": ">", "value": format!("RAW-{:07}", orders / 5 * 4) },
        { "field": "number", "op": "<", "value": "RAW-1" },
    ] });
    let export =
        format!("/api/documents/sales_order/export?format=csv&filter={}", encoded(&numbers.to_string()));
    let by_amount = "/api/documents/sales_order?limit=50&sort=-amount";
    let long = [
        ("a report of all", filled.to_owned()),
        ("a list by what has no index", by_amount.to_owned()),
        ("a file of a fifth of them", export),
    ];
    beside::run(company, &long)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|it| format!("%{it:02X}")).collect()
}

/// Customers, sellers, and one order as the server writes it.
fn make_first(client: &Client) -> Result<()> {
    let create = |kind: &str, fields: Json| -> Result<()> {
        client.post(&format!("/api/documents/{kind}"), &json!({ "fields": fields })).map(drop)
    };
    create("warehouse", json!({ "code": "W1", "name": "主仓" }))?;
    create("item", json!({ "code": "A1", "name": "清香绿茶", "unit": "盒" }))?;
    let stock = json!([{ "item": "A1", "quantity": "1000000", "unit_cost": "8.5" }]);
    let opening = json!({ "fields": { "warehouse": "W1", "lines": stock }, "transition": "confirm" });
    client.post("/api/documents/opening_stock", &opening)?;
    for part in 0..CUSTOMERS / 1_000 {
        let one =
            |at: i64| json!({ "fields": { "code": format!("C{at:04}"), "name": format!("茶馆{at}号") } });
        let documents: Vec<Json> = (part * 1_000..(part + 1) * 1_000).map(one).collect();
        client.post("/api/documents/customer/bulk", &json!({ "documents": documents }))?;
    }
    let own = json!({ "sales_order": [{ "actions": ["*"], "rows": "own" }], "customer": ["read"] });
    let role = json!({ "label": { "zh": "自己的", "en": "Own" }, "grants": own, "abilities": [] });
    client.put("/api/roles/own", &role)?;
    for (login, ..) in SELLERS {
        let new = json!({ "login": login, "name": login, "password": "correct horse 1", "roles": ["own"] });
        client.post("/api/users", &new)?;
    }
    let lines = json!([{ "item": "A1", "quantity": "2", "price": "25" }]);
    create(
        "sales_order",
        json!({ "customer": "C0000", "ship_from": "W1", "due": "2026-03-01", "lines": lines }),
    )
}

struct Ids {
    order: i64,
    customer: i64,
    sellers: Vec<i64>,
}

impl Ids {
    fn read(one: &mut dyn FnMut(&str) -> Result<i64>) -> Result<Ids> {
        let customers = one("select count(*) from document where type = 'customer'")?;
        ensure!(customers == CUSTOMERS, "{customers} customers");
        let mut sellers = Vec::new();
        for (login, ..) in SELLERS {
            sellers.push(one(&format!("select seq from member where login = '{login}'"))?);
        }
        Ok(Ids {
            order: one("select max(seq) from document where type = 'sales_order'")?,
            customer: one("select min(seq) from document where type = 'customer'")?,
            sellers,
        })
    }
}

fn parts(orders: i64) -> Vec<(i64, i64)> {
    const AT_ONCE: i64 = 50_000;
    let starts = (1..=orders).step_by(AT_ONCE as usize);
    starts.map(|it| (it, (it + AT_ONCE - 1).min(orders))).collect()
}

/// Copies of the first order with numbers, customers, sellers, days, amounts and states of their own, and all
/// that is kept beside an order to find it.
fn copies(ids: &Ids, orders: i64, numbers: &str) -> [String; 4] {
    let Ids { order, customer, sellers } = ids;
    let seq = format!("{order} + 1000 + n");
    let number = "'RAW-' || substr(cast(10000000 + n as text), 2)";
    let customer = format!("{customer} + n * 7919 % {CUSTOMERS}");
    let mut seller = "case".to_owned();
    for ((_, _, which), id) in SELLERS.iter().zip(sellers) {
        seller.push_str(&format!(" when {which} then {id}"));
    }
    seller.push_str(" else 1 end");
    // A few are open, as in a company of some years.
    let state = "case when n % 100 = 0 then 'draft' when n % 20 = 1 then 'confirmed' else 'done' end";
    let due = format!(
        "'202' || cast(n * 6 / ({orders} + 1) as text) || '-' || substr(cast(101 + n % 12 as text), 2) || '-'
         || substr(cast(101 + n % 28 as text), 2)"
    );
    let count = CHARACTERS.chars().count();
    let called = format!(
        "substr('{CHARACTERS}', cast(1 + n * 31 % {count} as integer), 1)
         || substr('{CHARACTERS}', cast(1 + n / {count} % {count} as integer), 1) || '商行'"
    );
    [
        format!(
            "insert into document (seq, id, type, number, title, state, body, definition_version, version,
                                   created_at, updated_at, created_by)
             select {seq}, UUID, type, {number}, title, {state},
                    MERGE(body, OBJECT('customer', {customer}, 'due', {due}, 'ordered_on', {due}, 'salesperson', {seller},
                                       'amount', n * 104729 % 100000 * 10000, 'customer_order', {called})),
                    definition_version, version, created_at + n, updated_at + n, {seller}
             from document cross join {numbers} where seq = {order}"
        ),
        format!(
            "insert into link (document, role, line, target)
             select {seq}, role, line, case role when 'customer' then {customer} else target end
             from link cross join {numbers} where document = {order}"
        ),
        format!(
            "insert into ordered (document, line, side, day, item, warehouse, partner, member, quantity, amount, done,
                                  last_done, remaining, amount_remaining)
             select {seq}, t.target_line, 'sold', 18262 + n * 2192 / ({orders} + 1), t.item, t.warehouse, {customer},
                    {seller}, 2000000, 500000, case when n % 20 = 1 then 0 else 2000000 end, 20500,
                    case when n % 20 = 1 then 2000000 else 0 end, case when n % 20 = 1 then 500000 else 0 end
             from (select max(case role when 'lines.item' then line end) as target_line,
                          max(case role when 'lines.item' then target end) as item,
                          max(case role when 'ship_from' then target end) as warehouse
                   from link where document = {order}) as t cross join {numbers} where n % 100 <> 0"
        ),
        format!(
            "insert into document_search (type, seq, text)
             select 'sales_order', {seq}, lower({number}) || '\n' || {called} from {numbers}"
        ),
    ]
}

/// Warm: the first answers are not counted.
fn ask(client: &Client, path: &str, times_asked: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(times_asked);
    for turn in 0..times_asked + 5 {
        let begun = Instant::now();
        let answer = client.get(path)?;
        if turn >= 5 {
            times.push(begun.elapsed());
        }
        let found = answer.get("rows").is_none_or(|it| it.as_array().is_some_and(|it| !it.is_empty()));
        ensure!(found || path.contains("xyzzy"), "{path} found nothing");
    }
    Ok(times)
}
