//! How one supplier delivers: how long, how late, how short, and whether that changed.

use super::list_shortages::to_thousandths;
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::stock::require;
use crate::turn::Turn;
use planning::lead_time::Delivery;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::documents::Name;
use values::{Day, DocumentId, ItemId, SupplierId};

/// Older deliveries say nothing about the next.
const DAYS: i32 = 730;

impl App {
    pub async fn supplier_performance(&self, turn: Turn, supplier: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        let learned = self.learned().await?;
        let (supplier, today) = (supplier.to_owned(), turn.today);
        let (id, deliveries, names) = self
            .report(move |tx| {
                let id: SupplierId = require(tx, &turn, "supplier", &supplier)?.into();
                let all = storage::lead_times::deliveries(tx, turn.today.plus_days(-DAYS), Some(id))?;
                let items: Vec<DocumentId> = all.iter().map(|it| it.item.into()).collect();
                let names = gate::names(tx, &turn, &items)?;
                let names: BTreeMap<DocumentId, Name> = names.into_iter().map(|it| (it.id, it)).collect();
                Ok((id, all, names))
            })
            .await?;
        let came = Came::of(deliveries.iter());
        let record = learned.lead_times.as_ref().and_then(|it| it.record(id));
        let with_days = record.filter(|it| it.long_days > 0);
        let promised = |it: &Delivery| it.promised.map(|promised| promised.days_since(it.ordered));
        let mut promises: Vec<i32> = deliveries.iter().filter_map(promised).collect();
        promises.sort_unstable();
        let mut by_item: BTreeMap<ItemId, Vec<&Delivery>> = BTreeMap::new();
        for it in &deliveries {
            by_item.entry(it.item).or_default().push(it);
        }
        let item = |(item, deliveries): (&ItemId, &Vec<&Delivery>)| {
            let came = Came::of(deliveries.iter().copied());
            let name = names.get(&DocumentId::from(*item));
            let learned = learned.lead_times.as_ref();
            let learned = learned.and_then(|it| it.distribution_on(id, *item, None, today));
            json!({
                "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
                "deliveries": came.days.len(), "median": came.quantile(50), "late": came.quantile(90),
                "late_rate": came.late_rate(), "reason": learned.map(|it| it.reason()),
            })
        };
        Ok(json!({
            "deliveries": came.days.len(),
            "promised": promises.get(promises.len() / 2).map(i32::to_string),
            // As the sentence beside them counts: by order line, and what is overdue counts as late.
            "median": with_days.map(|it| it.usual_days.to_string()),
            "late": with_days.map(|it| it.long_days.to_string()),
            "late_rate": record.filter(|it| it.late.lines > 0).map(|it| to_thousandths(it.late.share)),
            "short_rate": record.map(|it| to_thousandths(it.short.share)),
            "reject_rate": record.map(|it| to_thousandths(it.rejected.share)),
            "reason": record.map(|it| &it.reason),
            "change": record.and_then(|it| it.change.as_ref()).map(|it| json!({
                "since": it.since, "before": it.from_days.to_string(), "after": it.to_days.to_string(),
                "reason": it.reason,
            })),
            "histogram": came.histogram(),
            "by_month": by_month(&deliveries),
            "items": by_item.iter().filter(|it| names.contains_key(&DocumentId::from(*it.0))).map(item).collect::<Vec<_>>(),
        }))
    }
}

/// Receipts, by how long they took.
struct Came {
    /// Sorted.
    days: Vec<i32>,
    promised: usize,
    late: usize,
}

impl Came {
    fn of<'a>(deliveries: impl Iterator<Item = &'a Delivery>) -> Came {
        let mut came = Came { days: Vec::new(), promised: 0, late: 0 };
        for it in deliveries {
            for receipt in &it.receipts {
                came.add(it, receipt.day);
            }
        }
        came.days.sort_unstable();
        came
    }

    fn add(&mut self, it: &Delivery, received: Day) {
        self.days.push(received.days_since(it.ordered).max(0));
        if let Some(promised) = it.promised {
            self.promised += 1;
            self.late += usize::from(received > promised);
        }
    }

    fn quantile(&self, percent: usize) -> Option<String> {
        let rank = (self.days.len() * percent).div_ceil(100).max(1);
        self.days.get(rank - 1).map(i32::to_string)
    }

    fn late_rate(&self) -> Option<String> {
        (self.promised > 0).then(|| to_thousandths(self.late as f64 / self.promised as f64))
    }

    fn histogram(&self) -> Vec<Json> {
        let same = self.days.chunk_by(|a, b| a == b);
        same.map(|it| json!({ "days": it[0], "count": it.len() })).collect()
    }
}

fn by_month(deliveries: &[Delivery]) -> Vec<Json> {
    let mut months: BTreeMap<String, Came> = BTreeMap::new();
    for it in deliveries {
        for receipt in &it.receipts {
            let month = format!("{:04}-{:02}", receipt.day.year(), receipt.day.month());
            let nothing = Came { days: Vec::new(), promised: 0, late: 0 };
            months.entry(month).or_insert(nothing).add(it, receipt.day);
        }
    }
    let told = |(month, mut it): (String, Came)| {
        it.days.sort_unstable();
        json!({
            "month": month, "deliveries": it.days.len(), "median": it.quantile(50), "late_rate": it.late_rate(),
        })
    };
    months.into_iter().map(told).collect()
}
