//! What was ordered and refused for lack of stock is demand all the same: it becomes a lost sale.
//!
//! Nobody waits for it. Refusals are gathered in memory and written a little later, so that a thousand
//! buyers refused in one second cost one paper; what a process had gathered when it died is lost.

use super::create::create;
use crate::app::App;
use crate::failure::{Failure, Refused};
use documents::Record;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use storage::Tx;
use values::{Day, Quantity};

/// Who was refused what, where and when. Who tries again the same day wants it still, not twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wish {
    day: Day,
    warehouse: String,
    customer: Option<String>,
    item: String,
}

#[derive(Debug, Default)]
pub(crate) struct RefusedDemand(Mutex<Gathered>);

#[derive(Debug, Default)]
struct Gathered {
    /// What was missing, and how much of that is written down already.
    wishes: BTreeMap<Wish, (Quantity, Quantity)>,
}

/// More at once are not customers.
const WISHES_MAX: usize = 10_000;
/// A paper carries no more lines.
const LINES_MAX: usize = 500;

impl RefusedDemand {
    /// Remembers what `refused` says was missing of an order of `customer`.
    pub(crate) fn gather(&self, day: Day, customer: Option<&str>, refused: &Refused) {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.wishes.retain(|it, (missing, written)| it.day == day || missing > written);
        for line in refused.params["lines"].as_array().into_iter().flatten() {
            let text = |name: &str| line[name].as_str().map(str::to_owned);
            let (Some(item), Some(warehouse)) = (text("item"), text("warehouse")) else { continue };
            let Some(short) = line["short"].as_str().and_then(|it| it.parse::<Quantity>().ok()) else {
                continue;
            };
            let wish = Wish { day, warehouse, customer: customer.map(str::to_owned), item };
            if gathered.wishes.len() < WISHES_MAX || gathered.wishes.contains_key(&wish) {
                let missing = &mut gathered.wishes.entry(wish).or_default().0;
                *missing = (*missing).max(short);
            }
        }
    }

    /// What is not written down yet, marked as if it were.
    fn take(&self) -> Vec<(Wish, Quantity)> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = gathered.wishes.iter_mut().filter(|(_, (missing, written))| missing > written);
        let taken = |(wish, (missing, written)): (&Wish, &mut (Quantity, Quantity))| {
            let more = missing.minus(*written);
            *written = *missing;
            (wish.clone(), more)
        };
        fresh.map(taken).collect()
    }
}

impl App {
    /// Writes down as lost sales what was refused since the last time.
    pub(crate) async fn note_refused_demand(&self) -> Result<(), Failure> {
        let taken = self.refused_demand().take();
        if taken.is_empty() {
            return Ok(());
        }
        let mut papers: BTreeMap<(Day, String, Option<String>), Vec<Json>> = BTreeMap::new();
        for (wish, missing) in taken {
            let line = json!({ "item": wish.item, "quantity": missing });
            papers.entry((wish.day, wish.warehouse, wish.customer)).or_default().push(line);
        }
        let turn = self.turn(self.system_caller());
        let definition = turn.definitions.require("lost_sale")?.clone();
        self.write(move |tx| {
            for ((day, warehouse, customer), lines) in &papers {
                for lines in lines.chunks(LINES_MAX) {
                    let fields = json!({
                        "warehouse": warehouse, "day": day, "customer": customer, "reason": "refused", "lines": lines,
                    });
                    create(tx, &turn, &definition, &fields, Some("record"))?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Orders were refused; what they wanted is not forgotten.
    pub(super) fn remember_refused(&self, day: Day, refused: &RefusedOrders) {
        for (customer, refused) in refused.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            self.refused_demand().gather(day, customer.as_deref(), &refused);
        }
    }
}

/// The orders that one request was refused for lack of stock, and whose they are: noted while it runs, and
/// remembered when that is what it came to.
#[derive(Clone, Debug, Default)]
pub(super) struct RefusedOrders(Arc<Mutex<Noted>>);

type Noted = Vec<(Option<String>, Refused)>;

impl RefusedOrders {
    /// The request is tried, for the first time or once more.
    pub(super) fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn note(&self, document_type: &str, customer: Option<&str>, failure: &Failure) {
        if let Failure::Refused(refused) = failure
            && refused.code == "insufficient_stock"
            && document_type == "sales_order"
        {
            let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            noted.push((customer.map(str::to_owned), Refused::clone(refused)));
        }
    }
}

/// The customer that a paper names, as people call it.
pub(super) fn customer_of(tx: &mut dyn Tx, record: &Record) -> Result<Option<String>, storage::Error> {
    let Some(customer) = record.link("customer") else { return Ok(None) };
    Ok(storage::documents::names(tx, &[customer])?.into_iter().next().map(|it| it.number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;

    fn refused(short: &str) -> Refused {
        let line = json!({ "item": "tea", "warehouse": "main", "short": short });
        Refused::new(Kind::Conflict, "insufficient_stock", "", "").with(json!({ "lines": [line] }))
    }

    fn taken(demand: &RefusedDemand) -> Vec<String> {
        let told = |(wish, missing): (Wish, Quantity)| {
            let customer = wish.customer.unwrap_or_default();
            format!("{} {customer} {} {missing}", wish.day, wish.item)
        };
        demand.take().into_iter().map(told).collect()
    }

    #[test]
    fn who_tries_again_wants_it_once_and_only_more_counts_more() {
        let demand = RefusedDemand::default();
        let (monday, tuesday) = ("2026-03-02".parse().expect("a day"), "2026-03-03".parse().expect("a day"));
        demand.gather(monday, Some("li"), &refused("4"));
        demand.gather(monday, Some("li"), &refused("3"));
        demand.gather(monday, Some("wang"), &refused("1"));
        assert_eq!(taken(&demand), ["2026-03-02 li tea 4", "2026-03-02 wang tea 1"]);
        demand.gather(monday, Some("li"), &refused("4"));
        assert_eq!(taken(&demand), Vec::<String>::new());
        demand.gather(monday, Some("li"), &refused("6"));
        demand.gather(tuesday, Some("li"), &refused("2"));
        assert_eq!(taken(&demand), ["2026-03-02 li tea 2", "2026-03-03 li tea 2"]);
    }
}
