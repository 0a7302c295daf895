//! A plan's item from what is known and judged of it.

use super::{PlanItem, PlanSupply};
use crate::choose_supply;
use crate::policies::StockLevels;
use crate::{Outlook, Situation, Supply};
use values::{Day, ItemId, Quantity, WarehouseId};

impl PlanItem {
    /// From one item's situation and its outlook. What neither knows (lots that expire, volume, price
    /// breaks, capacities, contracts, backups to keep warm) is left empty, to be filled in.
    pub fn new(item: ItemId, warehouse: WarehouseId, situation: &Situation, outlook: &Outlook) -> PlanItem {
        let today = situation.today;
        let incoming: Vec<_> = situation.incoming.iter().map(|it| it.really_expected(today)).collect();
        let lead_days = choose_supply::regular(&situation.supplies)
            .map_or(crate::outlook::ASSUMED_LEAD_DAYS, |it| it.lead_time().typical());
        let counted_days = lead_days.saturating_add(situation.policy.review_days);
        let counted_to = today.plus_days(i32::try_from(counted_days).unwrap_or(i32::MAX / 2));
        let in_time = incoming.iter().filter(|it| it.day <= counted_to);
        let in_time = in_time.fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
        let is_whole = situation.history.days.iter().all(|it| it.raw() % Quantity::ONE_RAW == 0);
        let kept = StockLevels {
            safety_stock: outlook.safety_stock,
            reorder_point: outlook.reorder_point,
            order_up_to: outlook.order_up_to,
            upper_limit: outlook.upper_limit.unwrap_or(outlook.order_up_to),
        };
        PlanItem {
            item,
            warehouse,
            available: situation.available.max(Quantity::ZERO),
            position: situation.available.minus(outlook.short).plus(in_time),
            owed: outlook.short,
            levels: kept,
            demand_per_day: outlook.demand_per_day,
            is_whole,
            stockout_day: outlook.stockout_day.filter(|it| *it < Day::from_number(i32::MAX)),
            incoming,
            expiring: Vec::new(),
            supplies: situation.supplies.iter().cloned().map(PlanSupply::new).collect(),
            best_customer: outlook.hurts.iter().map(|it| it.level).min(),
            money_at_risk: outlook.money_at_risk,
            volume: Quantity::ZERO,
        }
    }
}

impl PlanSupply {
    /// Without breaks, capacity, contract or a need to be kept warm.
    pub fn new(supply: Supply) -> PlanSupply {
        PlanSupply { supply, breaks: Vec::new(), capacity: None, contract_left: None, keep_warm_due: false }
    }
}
