//! Claims that wait: wanted and not promised, in the order of the company's policy.

use crate::claims::{self, rank};
use crate::world::{self, CLAIM, claim};
use crate::{Error, Tx, json_sql, locks, params};
use business::{AllocationPolicy, Criterion};
use ledger::{BalanceKey, Claim};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, ClaimId, DocumentId, ItemId, UnitPrice};

/// Whose claims are asked for: the others may not have any of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    Everybodys,
    Of(Vec<ChannelId>),
    AllBut(Vec<ChannelId>),
}

/// Waiting claims of a balance in the order of `policy`. The default policy's order is that of an
/// index, so a page costs what it holds; any other sorts those who wait.
pub fn page(
    tx: &mut dyn Tx,
    key: BalanceKey,
    policy: &AllocationPolicy,
    whose: &Whose,
    limit: usize,
    offset: usize,
) -> Result<Vec<Claim>, Error> {
    let select = format!(
        "select {CLAIM} from @.claim c
         where c.item = ? and c.warehouse = ? and c.reserved < c.wanted{}
         order by {} limit ? offset ?",
        among(whose),
        order(policy)
    );
    let rows = tx.query(&select, params![key.item, key.warehouse, limit as i64, offset as i64])?;
    Ok(rows.iter().map(claim).collect())
}

/// Every open claim of a balance, short or not, in the order of `policy` as customers, orders and
/// costs are now. Writes nothing.
pub fn everybody(tx: &mut dyn Tx, key: BalanceKey, policy: &AllocationPolicy) -> Result<Vec<Claim>, Error> {
    let all = format!("select {CLAIM} {} order by c.since, c.document, c.line", crate::claims::at_balance());
    let mut claims: Vec<Claim> =
        tx.query(&all, params![key.item, key.warehouse])?.iter().map(claim).collect();
    let ranks = ranks(tx, &claims)?;
    // Stable: whoever has waited longer stays before his equals.
    claims.sort_by_cached_key(|it| place(policy, it, ranks.get(&it.id)));
    Ok(claims)
}

/// What [`order`] says in SQL.
fn place(policy: &AllocationPolicy, claim: &Claim, rank: Option<&Rank>) -> Vec<i64> {
    let mut by = Vec::new();
    let rank = rank.copied().unwrap_or(Rank { level: 9, due: NO_DAY, margin: 0 });
    for criterion in &policy.criteria {
        match criterion {
            Criterion::CustomerLevel => by.push(rank.level),
            Criterion::PromisedDate => by.push(rank.due),
            Criterion::FirstCome => break,
            Criterion::Margin => by.push(-rank.margin),
            Criterion::Channel => {
                let at = policy.channels.iter().position(|it| Some(*it) == claim.channel);
                by.push(at.unwrap_or(policy.channels.len()) as i64);
            }
        }
    }
    by
}

fn among(whose: &Whose) -> String {
    match whose {
        Whose::Everybodys => String::new(),
        Whose::Of(channels) => format!(" and c.channel in ({})", list(channels)),
        Whose::AllBut(channels) => {
            format!(" and (c.channel is null or c.channel not in ({}))", list(channels))
        }
    }
}

fn list(channels: &[ChannelId]) -> String {
    channels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// As SQL of a claim `c`.
pub(crate) fn order(policy: &AllocationPolicy) -> String {
    let mut by: Vec<String> = Vec::new();
    for criterion in &policy.criteria {
        match criterion {
            Criterion::CustomerLevel => by.push("c.level".to_owned()),
            Criterion::PromisedDate => by.push("c.due".to_owned()),
            Criterion::FirstCome => break, // Nobody came at the same moment.
            Criterion::Margin => by.push("c.margin desc".to_owned()),
            Criterion::Channel if policy.channels.is_empty() => (),
            Criterion::Channel => {
                let places = (0..).zip(&policy.channels).map(|(at, it)| format!("when {it} then {at}"));
                let places = places.collect::<Vec<_>>().join(" ");
                by.push(format!("case c.channel {places} else {} end", policy.channels.len()));
            }
        }
    }
    by.push("c.since, c.document, c.line".to_owned());
    by.join(", ")
}

/// What a claim is served by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    /// 0 is the best customer.
    pub(crate) level: i64,
    /// A day's number.
    pub(crate) due: i64,
    pub(crate) margin: i64,
}

/// After every day that there is.
const NO_DAY: i64 = 10_000_000;

/// As customers, orders and costs are now. One statement for the orders and one for the costs.
pub(crate) fn ranks(tx: &mut dyn Tx, of: &[Claim]) -> Result<BTreeMap<ClaimId, Rank>, Error> {
    let mut ranks = BTreeMap::new();
    if of.is_empty() {
        return Ok(ranks);
    }
    let documents: BTreeSet<i64> = of.iter().map(|it| it.id.document.0).collect();
    let items: BTreeSet<ItemId> = of.iter().map(|it| it.key.item).collect();
    let costs = costs(tx, &items)?;
    let select = format!(
        "select d.seq, {}, {}, json_text(d.body) from @.document d
         left join @.link l on l.document = d.seq and l.role = 'customer' and l.line = 0
         left join @.document p on p.seq = l.target
         where d.seq in {}",
        claims::due(tx),
        claims::level(tx),
        json_sql::among(tx.dialect())
    );
    let mut papers: BTreeMap<DocumentId, (i64, i64, Json)> = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(documents)])? {
        let due = claims::day(row.opt_text(1))?.map_or(NO_DAY, |it| i64::from(it.number()));
        papers.insert(DocumentId(row.int(0)), (i64::from(rank(row.opt_text(2))), due, row.json(3)));
    }
    for it in of {
        let Some((level, due, body)) = papers.get(&it.id.document) else { continue };
        let lines = body["lines"].as_array().into_iter().flatten();
        let line = lines.into_iter().find(|row| row["line"].as_u64() == Some(u64::from(it.id.line)));
        let cost = costs.get(&it.key.item).map_or(0, |it| it.raw());
        let margin = line.and_then(|it| it["price"].as_i64()).map_or(0, |price| price.saturating_sub(cost));
        ranks.insert(it.id, Rank { level: *level, due: *due, margin });
    }
    Ok(ranks)
}

fn costs(tx: &mut dyn Tx, items: &BTreeSet<ItemId>) -> Result<BTreeMap<ItemId, UnitPrice>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select item, on_hand, value, moves, last_hash from @.stock where item in {among}");
    let mut costs = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])? {
        costs.extend(world::stock(&row)?.average_cost().map(|it| (ItemId(row.int(0)), it)));
    }
    Ok(costs)
}

/// Writes the ranks of claims that are there. Claims change under the lock of their balance.
fn rank_now(tx: &mut dyn Tx, claims: &[Claim], ranks: &BTreeMap<ClaimId, Rank>) -> Result<(), Error> {
    if claims.is_empty() {
        return Ok(());
    }
    locks::balances(tx, &claims.iter().map(|it| it.key).collect::<Vec<_>>())?;
    for it in claims {
        let Some(rank) = ranks.get(&it.id) else { continue };
        tx.execute(
            "update @.claim set level = ?, due = ?, margin = ? where document = ? and line = ?
             and (level <> ? or due <> ? or margin <> ?)",
            params![
                rank.level,
                rank.due,
                rank.margin,
                it.id.document,
                it.id.line,
                rank.level,
                rank.due,
                rank.margin
            ],
        )?;
    }
    Ok(())
}

/// Ranks those who wait and never were, from before there were ranks.
pub fn rank_unranked(tx: &mut dyn Tx) -> Result<(), Error> {
    let select = format!(
        "select {CLAIM} from @.claim c where c.reserved < c.wanted and c.level < 0
                          order by c.item, c.warehouse"
    );
    let claims: Vec<Claim> = tx.query(&select, &[])?.iter().map(claim).collect();
    for some in claims.chunks(1000) {
        let ranks = ranks(tx, some)?;
        rank_now(tx, some, &ranks)?;
    }
    Ok(())
}

/// Ranks the waiting claims of a customer's orders, or of one order, again: its paper changed.
pub fn rank_again(tx: &mut dyn Tx, document_type: &str, id: DocumentId) -> Result<(), Error> {
    let of = match document_type {
        "customer" => "in (select l.document from @.link l where l.target = ? and l.role = 'customer')",
        _ => "= ?",
    };
    let select = format!("select {CLAIM} from @.claim c where c.document {of} and c.reserved < c.wanted");
    let claims: Vec<Claim> = tx.query(&select, params![id])?.iter().map(claim).collect();
    let ranks = ranks(tx, &claims)?;
    rank_now(tx, &claims, &ranks)
}

/// Balances where somebody waits and something is available: nobody may have it, or an older version
/// left it lying.
pub fn overlooked(tx: &mut dyn Tx) -> Result<Vec<BalanceKey>, Error> {
    let rows = tx.query(
        "select distinct c.item, c.warehouse from @.claim c
         join @.balance b on b.item = c.item and b.warehouse = c.warehouse
         where c.reserved < c.wanted and b.on_hand > b.reserved + b.held order by 1, 2",
        &[],
    )?;
    Ok(rows.iter().map(world::key).collect())
}
