//! The days for which waiting claims are promised, and what they follow from: who waits, and what
//! comes.

use crate::arrivals::OPEN;
use crate::documents::{Name, name};
use crate::{Error, Param, Row, Tx, json_sql, locks, params, waiting, world};
use business::AllocationPolicy;
use ledger::BalanceKey;
use planning::Arrival;
use std::collections::BTreeMap;
use values::{ClaimId, Day, DocumentId, ItemId, LineNo, Quantity, WarehouseId};

/// So many are told a day at one balance. Whoever stands behind them is told when they are served.
const QUEUE_MAX: i64 = 1000;

/// What is expected at each of these, by day; nothing where nothing is.
pub fn coming(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<BTreeMap<BalanceKey, Vec<Arrival>>, Error> {
    let select = format!(
        "select a.item, a.warehouse, a.due, {OPEN} from {} k cross join @.arrival a
         where a.item = k.item and a.warehouse = k.warehouse order by a.due",
        json_sql::pairs(tx.dialect())
    );
    let mut found: BTreeMap<BalanceKey, Vec<Arrival>> = BTreeMap::new();
    for row in tx.query(&select, params![&locks::pairs(keys)])? {
        let (day, quantity) = (day(&row, 2), Quantity::from_raw(row.int(3)));
        if quantity.is_positive() {
            found.entry(world::key(&row)).or_default().push(Arrival { day, quantity });
        }
    }
    Ok(found)
}

fn day(row: &Row, column: usize) -> Day {
    Day::from_number(row.int(column) as i32)
}

/// What the open claims of each of these are short of, together.
pub fn owed(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<BTreeMap<BalanceKey, Quantity>, Error> {
    let select = format!(
        "select c.item, c.warehouse, cast(sum(c.wanted - c.reserved) as bigint)
         from {} k cross join @.claim c where c.item = k.item and c.warehouse = k.warehouse and c.reserved < c.wanted
         group by c.item, c.warehouse",
        json_sql::pairs(tx.dialect())
    );
    let rows = tx.query(&select, params![&locks::pairs(keys)])?;
    Ok(rows.iter().map(|it| (world::key(it), Quantity::from_raw(it.int(2)))).collect())
}

/// The claims that wait at each of these and what each is short of, in the order in which they are
/// served.
pub fn queue(
    tx: &mut dyn Tx,
    keys: &[BalanceKey],
    policy: &AllocationPolicy,
) -> Result<BTreeMap<BalanceKey, Vec<(ClaimId, Quantity)>>, Error> {
    let select = format!(
        "select q.item, q.warehouse, q.document, q.line, q.short from (
           select c.item, c.warehouse, c.document, c.line, c.wanted - c.reserved as short,
                  row_number() over (partition by c.item, c.warehouse order by {}) as place
           from {} k cross join @.claim c
           where c.item = k.item and c.warehouse = k.warehouse and c.reserved < c.wanted) q
         where q.place <= ? order by q.item, q.warehouse, q.place",
        waiting::order(policy),
        json_sql::pairs(tx.dialect())
    );
    let mut found: BTreeMap<BalanceKey, Vec<(ClaimId, Quantity)>> = BTreeMap::new();
    for row in tx.query(&select, params![&locks::pairs(keys), QUEUE_MAX])? {
        let waits = (claim_id(&row, 2), Quantity::from_raw(row.int(4)));
        found.entry(world::key(&row)).or_default().push(waits);
    }
    Ok(found)
}

fn claim_id(row: &Row, column: usize) -> ClaimId {
    ClaimId { document: DocumentId(row.int(column)), line: row.int(column + 1) as LineNo }
}

/// What was told of the lines of a document.
pub fn of_document(tx: &mut dyn Tx, id: DocumentId) -> Result<BTreeMap<ClaimId, Day>, Error> {
    let rows = tx.query("select document, line, day from @.promise where document = ?", params![id])?;
    Ok(rows.iter().map(|it| (claim_id(it, 0), day(it, 2))).collect())
}

/// What was told of everybody who waits at these.
pub fn told(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<BTreeMap<ClaimId, (BalanceKey, Day)>, Error> {
    let select = format!(
        "select p.item, p.warehouse, p.document, p.line, p.day from {} k cross join @.promise p
         where p.item = k.item and p.warehouse = k.warehouse",
        json_sql::pairs(tx.dialect())
    );
    let rows = tx.query(&select, params![&locks::pairs(keys)])?;
    Ok(rows.iter().map(|it| (claim_id(it, 2), (world::key(it), day(it, 4)))).collect())
}

/// Nobody is promised anything at these until this transaction ends.
pub fn lock(tx: &mut dyn Tx, keys: &[BalanceKey]) -> Result<(), Error> {
    locks::balances(tx, keys).map(drop)
}

/// In the order of their keys, so that two who tell at once do not wait for each other.
pub fn tell(tx: &mut dyn Tx, days: &BTreeMap<ClaimId, (BalanceKey, Day)>) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(days.len() * 5);
    for (id, (key, day)) in days {
        params.extend_from_slice(params![id.document, id.line, key.item, key.warehouse, *day]);
    }
    let into = "insert into @.promise (document, line, item, warehouse, day) values";
    let update = "on conflict (document, line) do update
                  set item = excluded.item, warehouse = excluded.warehouse, day = excluded.day";
    tx.insert_rows(into, "(?, ?, ?, ?, ?)", &params, update).map(drop)
}

/// Nobody knows any more, or they wait no more.
pub fn take_back(tx: &mut dyn Tx, claims: &[ClaimId]) -> Result<(), Error> {
    let mut by_document: BTreeMap<DocumentId, Vec<i64>> = BTreeMap::new();
    for it in claims {
        by_document.entry(it.document).or_default().push(it.line.into());
    }
    let among = json_sql::among(tx.dialect());
    for (document, lines) in by_document {
        let delete = format!("delete from @.promise where document = ? and line in {among}");
        tx.execute(&delete, params![document, &json_sql::ids(lines)])?;
    }
    Ok(())
}

/// One who waits, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub document: Name,
    pub warehouse_number: String,
    pub customer: Option<String>,
    pub short: Quantity,
    pub promised_on: Option<Day>,
}

/// Who waits for an item, in the order in which they are served, with the day they were told.
pub fn waiting(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    policy: &AllocationPolicy,
    limit: usize,
) -> Result<Vec<Waiting>, Error> {
    let here = if warehouse.is_some() { "c.warehouse = ?" } else { "c.warehouse > 0" };
    let select = format!(
        "select d.seq, d.id, d.type, d.number, d.title, d.state, w.number, c.wanted - c.reserved, p.day,
                (select o.title from @.link l join @.document o on o.seq = l.target
                 where l.document = c.document and l.role = 'customer' and l.line = 0)
         from @.claim c join @.document d on d.seq = c.document join @.document w on w.seq = c.warehouse
         left join @.promise p on p.document = c.document and p.line = c.line
         where c.item = ? and {here} and c.reserved < c.wanted
         order by {} limit ?",
        waiting::order(policy)
    );
    let mut params: Vec<Param<'_>> = vec![item.into()];
    params.extend(warehouse.map(Param::from));
    params.push(Param::Int(limit as i64));
    let read = |row: &Row| Waiting {
        document: name(row),
        warehouse_number: row.text(6).to_owned(),
        short: Quantity::from_raw(row.int(7)),
        promised_on: row.opt_int(8).map(|_| day(row, 8)),
        customer: row.opt_text(9).map(str::to_owned),
    };
    Ok(tx.query(&select, &params)?.iter().map(read).collect())
}
