//! The foresight of every item and warehouse: computed by planning, thrown away at will.

use crate::stock_queries::{Page, hits, limit, page, push_hits};
use crate::{Error, Param, Row, Tx, json_sql, locks, params, query_one};
use ledger::BalanceKey;
use planning::{Hurt, Outlook, Sentence, Severity, Suggestion};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{Day, DocumentId, Instant, ItemId, Money, Percent, Quantity, SupplierId, WarehouseId};

/// What planning found, to be kept.
#[derive(Clone, Debug)]
pub struct OutlookRow {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    pub on_hand: Quantity,
    pub available: Quantity,
    /// To filter by.
    pub category: Option<String>,
    /// To filter by: who would deliver.
    pub supplier: Option<SupplierId>,
    pub outlook: Outlook,
    pub computed_at: Instant,
}

/// What is kept, with the names of its item and warehouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub item: ItemId,
    pub item_uuid: Uuid,
    pub item_number: String,
    pub item_title: String,
    pub unit: String,
    pub warehouse: WarehouseId,
    pub warehouse_number: String,
    pub warehouse_title: String,
    pub category: Option<String>,
    pub material_type: Option<String>,
    pub supplier: Option<SupplierId>,
    pub on_hand: Quantity,
    pub available: Quantity,
    pub urgency: i64,
    pub severity: Severity,
    pub stockout_day: Option<Day>,
    /// In hundredths of a day.
    pub cover_days_e2: Option<i64>,
    pub probability: Percent,
    pub demand_per_day: Quantity,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub order_up_to: Quantity,
    pub upper_limit: Option<Quantity>,
    pub incoming: Quantity,
    pub next_arrival: Option<Day>,
    pub short: Quantity,
    pub suggestion: Option<Suggestion>,
    pub reason: Sentence,
    /// `planning::Number`s as JSON.
    pub numbers: Json,
    pub hurts: Vec<Hurt>,
    pub money_at_risk: Option<Money>,
    pub computed_at: Instant,
}

/// Keeps these in place of what was known of their items and warehouses.
pub fn replace(tx: &mut dyn Tx, rows: &[OutlookRow]) -> Result<(), Error> {
    let texts: Vec<[Option<String>; 4]> =
        rows.iter().map(|it| json_texts(&it.outlook)).collect::<Result<_, _>>()?;
    let mut params: Vec<Param<'_>> = Vec::with_capacity(rows.len() * COLUMNS);
    for (row, texts) in rows.iter().zip(&texts) {
        let it = &row.outlook;
        let hurts = it.hurts.len() as i64;
        params.extend_from_slice(params![row.item, row.warehouse, row.on_hand, row.available]);
        params.extend_from_slice(params![row.category.as_ref(), row.supplier, row.computed_at]);
        params.extend_from_slice(params![it.urgency, it.severity.code(), it.stockout_day, it.cover_days_e2]);
        params.extend_from_slice(params![it.probability, it.demand_per_day, it.safety_stock]);
        params.extend_from_slice(params![it.reorder_point, it.order_up_to, it.upper_limit]);
        params.extend_from_slice(params![it.incoming, it.next_arrival]);
        params.extend_from_slice(params![it.short, it.money_at_risk, hurts]);
        params.extend(texts.iter().map(|text| text.as_deref().map_or(Param::Null, Param::Json)));
    }
    let into = "insert into @.outlook (item, warehouse, on_hand, available, category, supplier, computed_at,
       urgency, severity, stockout_day, cover_days_e2, probability_e4, demand_per_day, safety_stock,
       reorder_point, order_up_to, upper_limit, incoming, next_arrival, short, money_at_risk, hurts_count,
       suggestion, reason, numbers, hurts) values";
    let update = "on conflict (item, warehouse) do update set
       on_hand = excluded.on_hand, available = excluded.available, category = excluded.category,
       supplier = excluded.supplier, computed_at = excluded.computed_at, urgency = excluded.urgency,
       severity = excluded.severity, stockout_day = excluded.stockout_day,
       cover_days_e2 = excluded.cover_days_e2, probability_e4 = excluded.probability_e4,
       demand_per_day = excluded.demand_per_day, safety_stock = excluded.safety_stock,
       reorder_point = excluded.reorder_point, order_up_to = excluded.order_up_to,
       upper_limit = excluded.upper_limit, incoming = excluded.incoming, next_arrival = excluded.next_arrival, short = excluded.short,
       money_at_risk = excluded.money_at_risk, hurts_count = excluded.hurts_count,
       suggestion = excluded.suggestion, reason = excluded.reason, numbers = excluded.numbers,
       hurts = excluded.hurts";
    let row = format!("({}json(?), json(?), json(?), json(?))", "?, ".repeat(COLUMNS - 4));
    tx.insert_rows(into, &row, &params, update).map(drop)
}

const COLUMNS: usize = 26;

fn json_texts(it: &Outlook) -> Result<[Option<String>; 4], Error> {
    let texts = || {
        let suggestion = it.suggestion.as_ref().map(serde_json::to_string).transpose()?;
        let reason = serde_json::to_string(&it.reason)?;
        let (numbers, hurts) = (serde_json::to_string(&it.numbers)?, serde_json::to_string(&it.hurts)?);
        Ok([suggestion, Some(reason), Some(numbers), Some(hurts)])
    };
    texts().map_err(|it: serde_json::Error| Error::Fault(format!("an outlook is no JSON: {it}")))
}

/// An item or a warehouse that is no more has no outlook.
pub fn forget(tx: &mut dyn Tx, gone: DocumentId) -> Result<(), Error> {
    tx.execute("delete from @.outlook where item = ? or warehouse = ?", params![gone, gone]).map(drop)
}

/// Forgets what was known of these.
pub fn remove(tx: &mut dyn Tx, keys: &[(ItemId, WarehouseId)]) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let delete = format!(
        "delete from @.outlook where (item, warehouse) in (select k.item, k.warehouse from {} k)",
        json_sql::pairs(tx.dialect())
    );
    tx.execute(&delete, params![&pairs(keys)]).map(drop)
}

pub(crate) fn pairs(keys: &[(ItemId, WarehouseId)]) -> String {
    let keys: Vec<BalanceKey> =
        keys.iter().map(|&(item, warehouse)| BalanceKey { item, warehouse }).collect();
    locks::pairs(&keys)
}

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct OutlookQuery {
    pub warehouse: Option<WarehouseId>,
    pub category: Option<String>,
    pub material_type: Option<String>,
    pub supplier: Option<SupplierId>,
    /// `None` is all that needs somebody: everything but fine.
    pub severity: Option<Severity>,
    /// Runs out not later than this day.
    pub stockout_by: Option<Day>,
    /// Lower-case words that the item is found by, all of them.
    pub words: Vec<String>,
    pub limit: usize,
    /// The `next` of the page before.
    pub after: Option<String>,
}

fn select(tx: &mut dyn Tx, from: &str) -> String {
    let unit = json_sql::value(tx.dialect(), "i.body", "unit", json_sql::Stored::Text);
    let material_type = material_type(tx);
    format!(
        "select o.item, o.warehouse, o.on_hand, o.available, o.category, o.supplier, o.computed_at, o.urgency,
                o.severity, o.stockout_day, o.cover_days_e2, o.probability_e4, o.demand_per_day,
                o.safety_stock, o.reorder_point, o.order_up_to, o.incoming, o.next_arrival, o.short,
                o.money_at_risk, json_text(o.suggestion), json_text(o.reason), json_text(o.numbers),
                json_text(o.hurts), i.id, i.number, i.title, {unit}, w.number, w.title,
                o.upper_limit, {material_type}
         from {from}
         join @.document i on i.seq = o.item join @.document w on w.seq = o.warehouse"
    )
}

fn material_type(tx: &mut dyn Tx) -> String {
    json_sql::value(tx.dialect(), "i.body", "material_type", json_sql::Stored::Text)
}

/// The most urgent first; items that were archived since are left out.
pub fn list(tx: &mut dyn Tx, query: &OutlookQuery) -> Result<Page<Listed>, Error> {
    let hits = hits(tx, &query.words)?;
    let mut sql = select(tx, "@.outlook o");
    let mut params: Vec<Param<'_>> = Vec::new();
    match query.severity {
        Some(severity) => {
            sql.push_str(" where i.state <> 'archived' and o.severity = ?");
            params.push(severity.code().into());
        }
        None => sql.push_str(" where i.state <> 'archived' and o.severity > 0"),
    }
    let filters = [
        ("o.warehouse".to_owned(), query.warehouse.map(Param::from)),
        ("o.category".to_owned(), query.category.as_ref().map(Param::from)),
        (material_type(tx), query.material_type.as_ref().map(Param::from)),
        ("o.supplier".to_owned(), query.supplier.map(Param::from)),
    ];
    for (column, param) in filters {
        if let Some(param) = param {
            sql.push_str(&format!(" and {column} = ?"));
            params.push(param);
        }
    }
    if let Some(day) = query.stockout_by {
        sql.push_str(" and o.stockout_day <= ?");
        params.push(day.into());
    }
    push_hits(tx, &mut sql, &mut params, "o.item", &hits);
    if let Some([urgency, item, warehouse]) = query.after.as_deref().and_then(read_cursor) {
        sql.push_str(" and (o.urgency, o.item, o.warehouse) < (?, ?, ?)");
        params.extend_from_slice(params![urgency, item, warehouse]);
    }
    sql.push_str(" order by o.urgency desc, o.item desc, o.warehouse desc limit ?");
    params.push(limit(query.limit));
    let rows = tx.query(&sql, &params)?.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
    Ok(page(rows, query.limit, |it| format!("{}:{}:{}", it.urgency, it.item, it.warehouse)))
}

fn read_cursor(text: &str) -> Option<[i64; 3]> {
    let numbers: Option<Vec<i64>> = text.split(':').map(|it| it.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// Items that somebody has to do something about, somewhere.
pub fn items_to_act_on(tx: &mut dyn Tx) -> Result<BTreeSet<ItemId>, Error> {
    let rows = tx.query("select distinct item from @.outlook where severity > 0", &[])?;
    Ok(rows.iter().map(|it| ItemId(it.int(0))).collect())
}

/// Those of `keys` that are known, in the order of their keys.
pub fn get(tx: &mut dyn Tx, keys: &[(ItemId, WarehouseId)]) -> Result<Vec<Listed>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = json_sql::pairs(tx.dialect());
    let mut sql = select(tx, &format!("{pairs} k cross join @.outlook o"));
    sql.push_str(" where o.item = k.item and o.warehouse = k.warehouse order by o.item, o.warehouse");
    tx.query(&sql, params![&self::pairs(keys)])?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed, Error> {
    let quantity = |column| Quantity::from_raw(row.int(column));
    let day = |column| row.opt_int(column).map(|it| Day::from_number(it as i32));
    let text = |column: usize| row.opt_text(column).unwrap_or_default().to_owned();
    Ok(Listed {
        item: ItemId(row.int(0)),
        warehouse: WarehouseId(row.int(1)),
        on_hand: quantity(2),
        available: quantity(3),
        category: row.opt_text(4).map(str::to_owned),
        material_type: row.opt_text(31).map(str::to_owned),
        supplier: row.opt_int(5).map(SupplierId),
        computed_at: Instant::from_micros(row.int(6)),
        urgency: row.int(7),
        severity: severity(row.int(8))?,
        stockout_day: day(9),
        cover_days_e2: row.opt_int(10),
        probability: Percent::from_raw(row.int(11)),
        demand_per_day: quantity(12),
        safety_stock: quantity(13),
        reorder_point: quantity(14),
        order_up_to: quantity(15),
        upper_limit: row.opt_int(30).map(Quantity::from_raw),
        incoming: quantity(16),
        next_arrival: day(17),
        short: quantity(18),
        money_at_risk: row.opt_int(19).map(Money::from_raw),
        suggestion: serde_json::from_value(row.json(20)).map_err(corrupt)?,
        reason: serde_json::from_value(row.json(21)).map_err(corrupt)?,
        numbers: row.json(22),
        hurts: serde_json::from_value(row.json(23)).map_err(corrupt)?,
        item_uuid: row.uuid(24),
        item_number: text(25),
        item_title: text(26),
        unit: text(27),
        warehouse_number: text(28),
        warehouse_title: text(29),
    })
}

fn corrupt(it: serde_json::Error) -> Error {
    Error::Corrupt(format!("an outlook: {it}"))
}

fn severity(code: i64) -> Result<Severity, Error> {
    use Severity::{Critical, Fine, Out, Warning, Watch};
    let found = [Fine, Watch, Warning, Critical, Out].into_iter().find(|it| it.code() == code);
    found.ok_or_else(|| Error::Corrupt(format!("{code} is no severity")))
}

/// The whole company at a glance. `out`, `within_7`, `within_30` and `ok` share everything out
/// between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Nothing left to sell.
    pub out: i64,
    /// Something left, for at most so many days.
    pub within_7: i64,
    /// For 8 to 30 days.
    pub within_30: i64,
    pub ok: i64,
    pub critical: i64,
    pub warning: i64,
    pub watch: i64,
    /// Customers with a claim that is not promised in full.
    pub customers_hurt: i64,
    pub money_at_risk: Money,
    /// The newest of them; `None` when nothing was computed yet.
    pub computed_at: Option<Instant>,
}

pub fn summary(tx: &mut dyn Tx, today: Day) -> Result<Summary, Error> {
    let rows = tx.query(
        "select severity,
                cast(sum(case when stockout_day <= ? then 1 else 0 end) as bigint),
                cast(sum(case when stockout_day > ? and stockout_day <= ? then 1 else 0 end) as bigint),
                count(*), cast(sum(coalesce(money_at_risk, 0)) as bigint), max(computed_at)
         from @.outlook group by severity",
        params![today.plus_days(7), today.plus_days(7), today.plus_days(30)],
    )?;
    let mut all = Summary::default();
    for row in &rows {
        let count = row.int(3);
        match severity(row.int(0))? {
            Severity::Out => all.out += count,
            Severity::Critical => all.critical += count,
            Severity::Warning => all.warning += count,
            Severity::Watch => all.watch += count,
            Severity::Fine => (),
        }
        if severity(row.int(0))? != Severity::Out {
            all.within_7 += row.int(1);
            all.within_30 += row.int(2);
            all.ok += count - row.int(1) - row.int(2);
        }
        all.money_at_risk = all.money_at_risk.plus(Money::from_raw(row.int(4)));
        all.computed_at = all.computed_at.max(row.opt_int(5).map(Instant::from_micros));
    }
    let hurt = query_one(
        tx,
        "select count(distinct l.target) from @.claim c
         join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         where c.reserved < c.wanted",
        &[],
    )?;
    all.customers_hurt = hurt.map_or(0, |row| row.int(0));
    Ok(all)
}
