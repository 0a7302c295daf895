//! What planning reads, and what is kept of what it found.

use super::clerk::{at, id, open, paper};
use super::postings::{lines, post};
use super::{on_both, read, write};
use crate::demand::{self, HistoryRow};
use crate::outlooks::{self, OutlookQuery, OutlookRow};
use crate::{Database, situations};
use planning::{DemandHistory, Policy, RecentAverage, Severity, Situation, Suggestion, SupplyClass};
use serde_json::json;
use values::{Day, ItemId, Percent, Quantity, UnitPrice, WarehouseId};

fn sold(item: ItemId, warehouse: Option<WarehouseId>, day: Day, wanted: i64, is_return: bool) -> HistoryRow {
    let wanted = Quantity::whole(wanted);
    let (channel, customer, amount, source_number) = (None, None, None, Some("536365".to_owned()));
    HistoryRow { item, warehouse, channel, customer, day, wanted, amount, is_return, source_number }
}

/// Tea: 4 on hand at W1 and 50 at W2, 20 ordered, of which 8 came after 10 days; the best customer
/// waits for 2 of 6.
fn story(database: &Database) -> (ItemId, WarehouseId, WarehouseId) {
    write(database, open);
    post(database, 1, "opening_stock", json!({ "warehouse": "W2", "lines": lines(&[("tea", "50")]) }));
    let order = json!({ "supplier": "S1", "deliver_to": "W1", "ordered_on": "2026-02-20", "due": "2026-03-09",
        "lines": [{ "item": "tea", "quantity": "20", "price": "16" }] });
    post(database, 2, "purchase_order", order);
    let receipt =
        json!({ "purchase_order": "purchase_order-1", "warehouse": "W1", "lines": lines(&[("tea", "8")]) });
    post(database, 3, "receipt", receipt);
    post(
        database,
        4,
        "sales_order",
        json!({ "customer": "C2", "ship_from": "W1", "lines": lines(&[("tea", "4")]) }),
    );
    let order =
        json!({ "customer": "C1", "ship_from": "W1", "due": "2026-03-04", "lines": lines(&[("tea", "6")]) });
    post(database, 5, "sales_order", order);
    write(database, |tx| {
        let supply = json!({ "supplier": "S1", "item": "tea", "class": "main", "ratio": "60", "price": "16", "moq": "24", "pack": "12", "lead_time_days": "9" });
        paper(tx, at(6), "supply", &supply, "")?.expect("a master moves nothing");
        let tea: ItemId = id(tx, "item", "tea")?.into();
        let (w1, w2) = (id(tx, "warehouse", "W1")?.into(), id(tx, "warehouse", "W2")?.into());
        let day = |number: i32| at(0).today.plus_days(-number);
        demand::add_history(
            tx,
            &[
                sold(tea, Some(w1), day(3), 5, false),
                sold(tea, Some(w1), day(3), 1, false),
                sold(tea, None, day(2), 7, false),
                // Ordered by mistake and taken back at once; and one thing brought back later.
                sold(tea, Some(w1), day(2), 900, false),
                sold(tea, Some(w1), day(2), 900, true),
                sold(tea, Some(w1), day(1), 1, true),
                sold(tea, Some(w1), day(800), 9, false),
            ],
        )?;
        Ok((tea, w1, w2))
    })
}

#[test]
fn a_situation_is_everything_the_books_know() {
    on_both(|database| {
        let (tea, w1, w2) = story(database);
        let today = at(0).today;
        let found = read(database, move |tx| situations::load(tx, &[(tea, w1), (tea, w2)], today, 365));
        let here = &found[0];
        let whole = Quantity::whole;
        assert_eq!((here.item, here.warehouse, here.on_hand, here.available), (tea, w1, whole(8), whole(0)));
        assert_eq!(here.demand, [(today.plus_days(-3), whole(6))]);
        assert_eq!(here.demand_nowhere, [(today.plus_days(-2), whole(7))]);
        assert_eq!(here.warehouses, [w1, w2]);
        let coming: Vec<_> = here.incoming.iter().map(|it| (it.day.to_string(), it.quantity)).collect();
        assert_eq!(coming, [("2026-03-09".to_owned(), whole(12))]);
        let waiting: Vec<_> =
            here.claims.iter().map(|it| (it.level, it.short(), it.due.map(|it| it.to_string()))).collect();
        assert_eq!(waiting, [(0, whole(2), Some("2026-03-04".to_owned()))]);
        let supply = &here.supplies[0];
        assert_eq!(
            (supply.class, supply.ratio, supply.price),
            (SupplyClass::Main, Percent::whole(60), Some(UnitPrice::whole(16)))
        );
        assert_eq!((supply.moq, supply.pack, supply.lead_time_days), (whole(24), whole(12), 9));
        assert_eq!((supply.observed.as_slice(), supply.share_so_far), (&[10_u32][..], whole(20)));
        assert_eq!((here.unit_price, here.category.as_deref()), (Some(UnitPrice::whole(30)), Some("茶")));
        let others: Vec<_> = here.elsewhere.iter().map(|it| (it.warehouse, it.available)).collect();
        assert_eq!(others, [(w2, whole(50))]);
        assert_eq!((found[1].warehouse, found[1].on_hand), (w2, whole(50)));

        let all = read(database, situations::all_pairs);
        assert_eq!(all, [(tea, w1), (tea, w2)], "oil, milk and phones are nowhere");
    });
}

#[test]
fn an_item_that_is_nowhere_counts_at_the_first_warehouse() {
    on_both(|database| {
        write(database, open);
        let (oil, w1) = write(database, |tx| {
            let oil: ItemId = id(tx, "item", "oil")?.into();
            demand::add_history(tx, &[sold(oil, None, at(0).today, 1, false)])?;
            Ok((oil, WarehouseId::from(id(tx, "warehouse", "W1")?)))
        });
        assert_eq!(read(database, situations::all_pairs), [(oil, w1)]);
    });
}

/// Judges both places as the application does.
fn judge(database: &Database, tea: ItemId, places: [WarehouseId; 2]) {
    write(database, move |tx| {
        let (today, keys) = (at(0).today, places.map(|it| (tea, it)));
        let found = situations::load(tx, &keys, today, 365)?;
        let rows = found.into_iter().map(|it| {
            let (on_hand, available, category) = (it.on_hand, it.available, it.category);
            let days = vec![Quantity::whole(3); 30];
            let situation = Situation {
                today,
                history: DemandHistory { start: today.plus_days(-30), days, sellable: Vec::new() },
                on_hand,
                available,
                incoming: it.incoming,
                claims: it.claims,
                supplies: it.supplies,
                elsewhere: it.elsewhere,
                unit_price: it.unit_price,
                policy: Policy::default(),
            };
            let outlook = planning::outlook(&situation, &RecentAverage);
            let supplier = match &outlook.suggestion {
                Some(Suggestion::Purchase { supplier, .. }) => Some(*supplier),
                _ => None,
            };
            let (item, warehouse) = (it.item, it.warehouse);
            OutlookRow {
                item,
                warehouse,
                on_hand,
                available,
                category,
                supplier,
                outlook,
                computed_at: at(9).now,
            }
        });
        outlooks::replace(tx, &rows.collect::<Vec<_>>())
    });
}

#[test]
fn outlooks_are_kept_listed_and_thrown_away() {
    on_both(|database| {
        let (tea, w1, w2) = story(database);
        judge(database, tea, [w1, w2]);
        judge(database, tea, [w1, w2]); // again: in place of the first

        let list = |query: OutlookQuery| {
            let page = read(database, move |tx| outlooks::list(tx, &query));
            page.rows
                .into_iter()
                .map(|it| (it.item_number.clone(), it.warehouse_number.clone(), it))
                .collect::<Vec<_>>()
        };
        let usual = || OutlookQuery { limit: 10, ..OutlookQuery::default() };
        let (item, place, worst) = list(usual()).into_iter().next().expect("something is short");
        assert_eq!((item.as_str(), place.as_str(), worst.severity), ("tea", "W1", Severity::Out));
        assert_eq!((worst.short, worst.hurts.len(), worst.hurts[0].level), (Quantity::whole(2), 1, 0));
        assert_eq!((worst.category.as_deref(), worst.unit.as_str()), (Some("茶"), "盒"));
        assert!(worst.reason.zh.contains('2') && worst.numbers.as_array().is_some_and(|it| !it.is_empty()));
        assert!(worst.suggestion.is_some());

        assert_eq!(list(OutlookQuery { severity: Some(Severity::Out), ..usual() }).len(), 1);
        assert_eq!(
            list(OutlookQuery { warehouse: Some(w2), severity: Some(Severity::Out), ..usual() }).len(),
            0
        );
        assert_eq!(list(OutlookQuery { category: Some("油".to_owned()), ..usual() }).len(), 0);
        assert_eq!(
            list(OutlookQuery { words: vec!["龙井".to_owned()], warehouse: Some(w1), ..usual() }).len(),
            1
        );
        let first =
            read(database, |tx| outlooks::list(tx, &OutlookQuery { limit: 1, ..OutlookQuery::default() }));
        if let Some(next) = first.next {
            let second = list(OutlookQuery { limit: 1, after: Some(next), ..OutlookQuery::default() });
            assert_eq!(second[0].1, "W2");
        }

        let summary = read(database, move |tx| outlooks::summary(tx, at(0).today));
        assert_eq!((summary.out, summary.customers_hurt), (1, 1));
        assert_eq!(summary.out + summary.within_7 + summary.within_30 + summary.ok, 2);
        assert_eq!(summary.computed_at, Some(at(9).now));

        write(database, move |tx| outlooks::remove(tx, &[(tea, w1)]));
        let left = read(database, move |tx| outlooks::get(tx, &[(tea, w1), (tea, w2)]));
        assert_eq!(left.iter().map(|it| it.warehouse).collect::<Vec<_>>(), [w2]);
    });
}
