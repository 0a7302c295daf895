//! The foresight of every item and warehouse: computed by planning, thrown away at will.

use crate::documents::Name;
use crate::json_sql::{self, Stored as Form};
use crate::{Error, Param, Row, Tx, params, query_one};
use serde_json::Value as Json;
use values::{Day, DocumentId, Instant, ItemId, Money, Quantity, SupplierId, WarehouseId};

/// What planning said of one item in one warehouse.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookRow {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// Larger is more urgent.
    pub urgency: i64,
    /// 0 fine … 4 out.
    pub severity: i64,
    pub stockout_day: Option<Day>,
    pub cover_days_e2: Option<i64>,
    pub probability_e4: i64,
    pub demand_per_day: Quantity,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub order_up_to: Quantity,
    pub available: Quantity,
    pub on_hand: Quantity,
    pub incoming: Quantity,
    pub next_arrival: Option<Day>,
    pub short: Quantity,
    pub suggestion: Option<Json>,
    pub reason: Json,
    pub numbers: Json,
    pub hurts: Json,
    pub hurts_count: i64,
    pub money_at_risk: Money,
    pub category: Option<String>,
    /// From whom it would be bought.
    pub supplier: Option<SupplierId>,
}

const COLUMNS: &str = "item, warehouse, urgency, severity, stockout_day, cover_days_e2, probability_e4, \
     demand_per_day, safety_stock, reorder_point, order_up_to, available, on_hand, incoming, next_arrival, \
     short, suggestion, reason, numbers, hurts, hurts_count, money_at_risk, category, supplier, computed_at";
const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, json(?), json(?), json(?), json(?), ?, ?, ?, ?, ?)";

/// Writes these, whether or not they were there.
pub fn replace(tx: &mut dyn Tx, rows: &[OutlookRow], computed_at: Instant) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let json: Vec<[String; 4]> = rows
        .iter()
        .map(|it| {
            let suggestion = it.suggestion.as_ref().map_or_else(|| "null".to_owned(), Json::to_string);
            [suggestion, it.reason.to_string(), it.numbers.to_string(), it.hurts.to_string()]
        })
        .collect();
    let mut params: Vec<Param<'_>> = Vec::with_capacity(rows.len() * 25);
    for (it, [suggestion, reason, numbers, hurts]) in rows.iter().zip(&json) {
        params.extend_from_slice(params![
            it.item,
            it.warehouse,
            it.urgency,
            it.severity,
            it.stockout_day,
            it.cover_days_e2,
            it.probability_e4,
            it.demand_per_day,
            it.safety_stock,
            it.reorder_point,
            it.order_up_to,
            it.available,
            it.on_hand,
            it.incoming,
            it.next_arrival,
            it.short,
            Param::Json(suggestion),
            Param::Json(reason),
            Param::Json(numbers),
            Param::Json(hurts),
            it.hurts_count,
            it.money_at_risk,
            it.category.as_deref(),
            it.supplier,
            computed_at,
        ]);
    }
    let assignments: Vec<String> =
        COLUMNS.split(", ").skip(2).map(|it| format!("{it} = excluded.{it}")).collect();
    let after = format!("on conflict (item, warehouse) do update set {}", assignments.join(", "));
    tx.insert_rows(&format!("insert into @.outlook ({COLUMNS}) values"), VALUES, &params, &after).map(drop)
}

/// Which rows a list wants; the most urgent first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutlookQuery {
    pub warehouse: Option<WarehouseId>,
    pub category: Option<String>,
    pub supplier: Option<SupplierId>,
    /// Codes; empty is everything but fine.
    pub severities: Vec<i64>,
    /// Not later than this day.
    pub stockout_by: Option<Day>,
    /// Lower-case words that must all be found in what the item is searched by.
    pub words: Vec<String>,
    /// Only these.
    pub only: Vec<(ItemId, WarehouseId)>,
    pub limit: usize,
    pub after: Option<String>,
}

/// A row with what people call its item and warehouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    pub row: OutlookRow,
    pub item: Name,
    pub unit: String,
    pub warehouse: Name,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutlookPage {
    pub rows: Vec<Outlook>,
    /// A text for [`OutlookQuery::after`].
    pub next: Option<String>,
}

/// The most urgent first. An `after` that is no place in the list starts at the beginning.
pub fn list(tx: &mut dyn Tx, query: &OutlookQuery) -> Result<OutlookPage, Error> {
    let dialect = tx.dialect();
    let unit = json_sql::value(dialect, "i.body", "unit", Form::Text);
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|it| match it {
            "suggestion" | "reason" | "numbers" | "hurts" => format!("json_text(o.{it})"),
            _ => format!("o.{it}"),
        })
        .collect();
    let mut sql = format!(
        "select {}, i.seq, i.id, i.type, i.number, i.title, i.state, w.seq, w.id, w.type, w.number, w.title,
                w.state, {unit}
         from @.outlook o join @.document i on i.seq = o.item join @.document w on w.seq = o.warehouse",
        columns.join(", ")
    );
    if !query.words.is_empty() {
        sql.push_str(" join @.document_search s on s.type = 'item' and s.seq = o.item");
    }
    let mut conditions: Vec<String> = vec!["i.state = 'active'".to_owned()];
    let mut params: Vec<Param<'_>> = Vec::new();
    if query.severities.is_empty() && query.only.is_empty() {
        conditions.push("o.severity > 0".to_owned());
    } else if !query.severities.is_empty() {
        conditions.push(format!("o.severity in ({})", marks(query.severities.len())));
        params.extend(query.severities.iter().map(|it| Param::Int(*it)));
    }
    if let Some(it) = query.warehouse {
        conditions.push("o.warehouse = ?".to_owned());
        params.push(it.into());
    }
    if let Some(it) = &query.category {
        conditions.push("o.category = ?".to_owned());
        params.push(it.into());
    }
    if let Some(it) = query.supplier {
        conditions.push("o.supplier = ?".to_owned());
        params.push(it.into());
    }
    if let Some(it) = query.stockout_by {
        conditions.push("o.stockout_day <= ?".to_owned());
        params.push(it.into());
    }
    for word in &query.words {
        conditions.push(json_sql::contains(dialect, "s.text"));
        params.push(word.into());
    }
    if !query.only.is_empty() {
        let pairs = vec!["(o.item = ? and o.warehouse = ?)"; query.only.len()].join(" or ");
        conditions.push(format!("({pairs})"));
        params.extend(query.only.iter().flat_map(|(item, place)| [(*item).into(), (*place).into()]));
    }
    if let Some([urgency, item, place]) = query.after.as_deref().and_then(read_place) {
        conditions.push("(o.urgency, o.item, o.warehouse) < (?, ?, ?)".to_owned());
        params.extend([Param::Int(urgency), Param::Int(item), Param::Int(place)]);
    }
    sql.push_str(&format!(
        " where {} order by o.urgency desc, o.item desc, o.warehouse desc limit {}",
        conditions.join(" and "),
        query.limit + 1
    ));
    let found = tx.query(&sql, &params)?;
    let mut rows: Vec<Outlook> = found.iter().map(read).collect();
    let more = rows.len() > query.limit;
    rows.truncate(query.limit);
    let next = rows.last().filter(|_| more).map(|it| place(&it.row));
    Ok(OutlookPage { rows, next })
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn place(row: &OutlookRow) -> String {
    format!("{}_{}_{}", row.urgency, row.item, row.warehouse)
}

fn read_place(text: &str) -> Option<[i64; 3]> {
    let parts: Vec<i64> = text.split('_').map_while(|it| it.parse().ok()).collect();
    parts.try_into().ok()
}

fn read(row: &Row) -> Outlook {
    let name = |at: usize| Name {
        id: DocumentId(row.int(at)),
        uuid: row.uuid(at + 1),
        document_type: row.text(at + 2).to_owned(),
        number: row.text(at + 3).to_owned(),
        title: row.text(at + 4).to_owned(),
        state: row.text(at + 5).to_owned(),
    };
    let day = |at: usize| row.opt_int(at).map(|it| Day::from_number(it as i32));
    let quantity = |at: usize| Quantity::from_raw(row.int(at));
    Outlook {
        row: OutlookRow {
            item: ItemId(row.int(0)),
            warehouse: WarehouseId(row.int(1)),
            urgency: row.int(2),
            severity: row.int(3),
            stockout_day: day(4),
            cover_days_e2: row.opt_int(5),
            probability_e4: row.int(6),
            demand_per_day: quantity(7),
            safety_stock: quantity(8),
            reorder_point: quantity(9),
            order_up_to: quantity(10),
            available: quantity(11),
            on_hand: quantity(12),
            incoming: quantity(13),
            next_arrival: day(14),
            short: quantity(15),
            suggestion: Some(row.json(16)).filter(|it| !it.is_null()),
            reason: row.json(17),
            numbers: row.json(18),
            hurts: row.json(19),
            hurts_count: row.int(20),
            money_at_risk: Money::from_raw(row.int(21)),
            category: row.opt_text(22).map(str::to_owned),
            supplier: row.opt_int(23).map(SupplierId),
        },
        item: name(25),
        warehouse: name(31),
        unit: row.opt_text(37).unwrap_or_default().to_owned(),
    }
}

/// How bad it is over all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookSummary {
    pub out: i64,
    /// Not out, and gone within so many days.
    pub within_7: i64,
    pub within_30: i64,
    pub ok: i64,
    pub customers_hurt: i64,
    pub money_at_risk: Money,
    pub computed_at: Option<Instant>,
}

pub fn summary(tx: &mut dyn Tx, today: Day, warehouse: Option<WarehouseId>) -> Result<OutlookSummary, Error> {
    let (only, place) = match warehouse {
        Some(it) => ("and o.warehouse = ?", vec![Param::from(it)]),
        None => ("", Vec::new()),
    };
    let count = |condition: &str| format!("cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)");
    let select = format!(
        "select {}, {}, {}, {}, cast(coalesce(sum(o.money_at_risk), 0) as bigint), max(o.computed_at)
         from @.outlook o join @.document i on i.seq = o.item where i.state = 'active' {only}",
        count("o.severity = 4"),
        count("o.severity < 4 and o.stockout_day <= ?"),
        count("o.severity < 4 and o.stockout_day > ? and o.stockout_day <= ?"),
        count("o.severity = 0"),
    );
    let (week, month) = (today.plus_days(7), today.plus_days(30));
    let mut params = vec![Param::from(week), Param::from(week), Param::from(month)];
    params.extend(place.iter().copied());
    let row = query_one(tx, &select, &params)?.expect("an aggregate has one row");
    let hurt = format!(
        "select count(distinct l.target) from @.claim o join @.link l on l.document = o.document and l.role = 'customer'
         where o.reserved < o.wanted {only}"
    );
    let hurt = query_one(tx, &hurt, &place)?.expect("an aggregate has one row");
    Ok(OutlookSummary {
        out: row.int(0),
        within_7: row.int(1),
        within_30: row.int(2),
        ok: row.int(3),
        customers_hurt: hurt.int(0),
        money_at_risk: Money::from_raw(row.int(4)),
        computed_at: row.opt_int(5).map(Instant::from_micros),
    })
}
