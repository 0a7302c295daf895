//! The open claims of order lines on stock, read for people.

use crate::documents::{Name, name};
use crate::json_sql::{self, Stored};
use crate::world::{CLAIM, CLAIM_COLUMNS, claim};
use crate::{Error, Row, Tx, params};
use ledger::{BalanceKey, Claim};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Day, DocumentId};

/// The link by which a document that claims stock is found from the item: claims have no index of
/// their own by item.
pub(crate) const ITEM_LINK: &str = "lines.item";

/// `from … where` all open claims `c` of a balance; the parameters are its item and warehouse.
pub(crate) fn at_balance() -> String {
    format!(
        "from @.link i join @.claim c on c.document = i.document and c.line = i.line
         where i.target = ? and i.role = '{ITEM_LINK}' and c.item = i.target and c.warehouse = ?"
    )
}

/// A claim with who made it and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    pub claim: Claim,
    /// The order.
    pub document: Name,
    pub customer: Option<Customer>,
    pub due: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub id: DocumentId,
    pub uuid: Uuid,
    pub number: String,
    pub title: String,
    /// 0 is the best.
    pub level: u8,
}

/// By line.
pub fn of_document(tx: &mut dyn Tx, id: DocumentId) -> Result<Vec<Claim>, Error> {
    let select = format!("select {CLAIM} from @.claim c where c.document = ? order by c.line");
    Ok(tx.query(&select, params![id])?.iter().map(claim).collect())
}

/// The oldest first.
pub fn of_balance(tx: &mut dyn Tx, key: BalanceKey) -> Result<Vec<OpenClaim>, Error> {
    let (due, level) = (due(tx), level(tx));
    let select = format!(
        "select {CLAIM}, d.id, d.type, d.number, d.title, d.state, {due},
                p.seq, p.id, p.number, p.title, {level}
         from @.link i
         join @.claim c on c.document = i.document and c.line = i.line
         join @.document d on d.seq = c.document
         left join @.link l on l.document = c.document and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where i.target = ? and i.role = '{ITEM_LINK}' and c.item = i.target and c.warehouse = ? order by c.since, c.document, c.line"
    );
    tx.query(&select, params![key.item, key.warehouse])?.iter().map(open_claim).collect()
}

/// An order, and what its customer is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buyer {
    pub document: Name,
    pub customer: Option<String>,
}

/// Who these orders are for.
pub fn buyers(tx: &mut dyn Tx, documents: &[DocumentId]) -> Result<BTreeMap<DocumentId, Buyer>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!(
        "select d.seq, d.id, d.type, d.number, d.title, d.state, p.title from @.document d
         left join @.link l on l.document = d.seq and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where d.seq in {among}"
    );
    let rows = tx.query(&select, params![&json_sql::ids(documents.iter().map(|it| it.0))])?;
    let buyer = |row: &Row| Buyer { document: name(row), customer: row.opt_text(6).map(str::to_owned) };
    Ok(rows.iter().map(|row| (DocumentId(row.int(0)), buyer(row))).collect())
}

/// The day an order `d` is due, as SQL.
pub(crate) fn due(tx: &mut dyn Tx) -> String {
    json_sql::value(tx.dialect(), "d.body", "due", Stored::Text)
}

/// The level of a customer `p`, as SQL; see [`rank`].
pub(crate) fn level(tx: &mut dyn Tx) -> String {
    json_sql::value(tx.dialect(), "p.body", "level", Stored::Text)
}

fn open_claim(row: &Row) -> Result<OpenClaim, Error> {
    let claim = claim(row);
    let customer = |id: i64| Customer {
        id: DocumentId(id),
        uuid: row.uuid(CLAIM_COLUMNS + 7),
        number: row.text(CLAIM_COLUMNS + 8).to_owned(),
        title: row.text(CLAIM_COLUMNS + 9).to_owned(),
        level: rank(row.opt_text(CLAIM_COLUMNS + 10)),
    };
    Ok(OpenClaim {
        document: Name {
            id: claim.id.document,
            uuid: row.uuid(CLAIM_COLUMNS),
            document_type: row.text(CLAIM_COLUMNS + 1).to_owned(),
            number: row.text(CLAIM_COLUMNS + 2).to_owned(),
            title: row.text(CLAIM_COLUMNS + 3).to_owned(),
            state: row.text(CLAIM_COLUMNS + 4).to_owned(),
        },
        due: day(row.opt_text(CLAIM_COLUMNS + 5))?,
        customer: row.opt_int(CLAIM_COLUMNS + 6).map(customer),
        claim,
    })
}

pub(crate) fn day(text: Option<&str>) -> Result<Option<Day>, Error> {
    let read = |it: &str| it.parse().map_err(|_| Error::Corrupt(format!("`{it}` is no day")));
    text.map(read).transpose()
}

/// The place of a customer's level among the choices of the customer document, the best first, so
/// that 0 is the best; a customer without one comes last.
pub(crate) fn rank(level: Option<&str>) -> u8 {
    let definition = business::behaviour("customer").map(business::Behaviour::definition);
    let choices = definition.and_then(|it| it.field("level")).map_or(&[][..], |it| &it.choices);
    let place = choices.iter().position(|it| Some(it.value.as_str()) == level);
    place.unwrap_or(choices.len()).min(9) as u8
}
