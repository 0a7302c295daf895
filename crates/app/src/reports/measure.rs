//! What a report counts, and what it works out of that. All of it is exact: sums are whole numbers, and
//! what is divided is rounded once, at the end.

use super::axis::Facts;
use values::{Money, Number, Percent, Quantity, UnitPrice, round_div};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Quantity,
    Money,
    UnitPrice,
    Percent,
    Number,
    Count,
}

pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) label: [&'static str; 2],
    pub(super) shown: Shown,
    /// Tells what something cost.
    pub(super) is_cost: bool,
    /// From the sums of a group, in raw units; the second is how many days the report covers.
    of: fn(&[i64], i64) -> Option<i64>,
}

impl Measure {
    pub(super) fn value(&self, sums: &[i64], days: i64) -> Option<i64> {
        (self.of)(sums, days)
    }

    pub(super) fn told(&self, raw: i64) -> String {
        match self.shown {
            Shown::Quantity => Quantity::from_raw(raw).to_string(),
            Shown::Money => Money::from_raw(raw).to_string(),
            Shown::UnitPrice => UnitPrice::from_raw(raw).to_string(),
            Shown::Percent => Percent::from_raw(raw).to_string(),
            Shown::Number => Number::from_raw(raw).to_string(),
            Shown::Count => raw.to_string(),
        }
    }
}

impl Shown {
    pub(super) fn name(self) -> &'static str {
        match self {
            Shown::Quantity => "quantity",
            Shown::Money => "money",
            Shown::UnitPrice => "price",
            Shown::Percent => "percent",
            Shown::Number => "number",
            Shown::Count => "count",
        }
    }
}

/// `a ÷ b × scale`, rounded half away from zero; nothing of nothing.
fn ratio(a: i64, b: i64, scale: i128) -> Option<i64> {
    let sign = if b < 0 { -1 } else { 1 };
    (b != 0).then(|| round_div(i128::from(a) * scale * sign, i128::from(b) * sign) as i64)
}

/// In raw units of [`Percent`].
fn percent(a: i64, b: i64) -> Option<i64> {
    ratio(a, b, 100 * i128::from(Percent::ONE_RAW))
}

fn price(amount: i64, quantity: i64) -> Option<i64> {
    let scale = i128::from(Quantity::ONE_RAW) * i128::from(UnitPrice::ONE_RAW / Money::ONE_RAW);
    ratio(amount, quantity, scale)
}

const fn sum<const AT: usize>(
    name: &'static str,
    label: [&'static str; 2],
    shown: Shown,
    is_cost: bool,
) -> Measure {
    Measure { name, label, shown, is_cost, of: |it, _| Some(it[AT]) }
}

const fn of(
    name: &'static str,
    label: [&'static str; 2],
    shown: Shown,
    is_cost: bool,
    of: fn(&[i64], i64) -> Option<i64>,
) -> Measure {
    Measure { name, label, shown, is_cost, of }
}

/// Sums of trade: as `storage::reports::traded` gives them.
pub(super) const TRADED: usize = storage::reports::TRADE_SUMS;

#[rustfmt::skip]
const BOUGHT: &[Measure] = &[
    sum::<0>("quantity", ["数量", "Quantity"], Shown::Quantity, false),
    sum::<1>("amount", ["采购金额", "Amount"], Shown::Money, true),
    of("price", ["均价", "Average price"], Shown::UnitPrice, true, |it, _| price(it[1], it[0])),
    sum::<3>("lines", ["行数", "Lines"], Shown::Count, false),
];

#[rustfmt::skip]
const SOLD: &[Measure] = &[
    sum::<0>("quantity", ["数量", "Quantity"], Shown::Quantity, false),
    sum::<1>("amount", ["销售金额", "Amount"], Shown::Money, false),
    of("price", ["均价", "Average price"], Shown::UnitPrice, false, |it, _| price(it[1], it[0])),
    sum::<2>("cost", ["成本", "Cost"], Shown::Money, true),
    of("profit", ["毛利", "Gross profit"], Shown::Money, true, |it, _| it[1].checked_sub(it[2])),
    of("margin", ["毛利率", "Margin"], Shown::Percent, true, |it, _| percent(it[1] - it[2], it[1])),
    sum::<3>("lines", ["行数", "Lines"], Shown::Count, false),
];

/// Places in the sums of a flow: a quantity, and its value after it.
pub(super) mod flow {
    pub(in crate::reports) const OPENING: usize = 0;
    pub(in crate::reports) const BOUGHT: usize = 2;
    pub(in crate::reports) const RETURNED: usize = 4;
    pub(in crate::reports) const MOVED_IN: usize = 6;
    pub(in crate::reports) const MADE: usize = 8;
    pub(in crate::reports) const FOUND: usize = 10;
    pub(in crate::reports) const SOLD: usize = 12;
    pub(in crate::reports) const SENT_BACK: usize = 14;
    pub(in crate::reports) const MOVED_OUT: usize = 16;
    pub(in crate::reports) const USED: usize = 18;
    pub(in crate::reports) const SCRAPPED: usize = 20;
    pub(in crate::reports) const LOST: usize = 22;
    /// What the average cost of an item moved from one place to another.
    pub(in crate::reports) const REVALUED: usize = 24;
    pub(in crate::reports) const WIDTH: usize = 26;
}

const INS: [usize; 5] = [flow::BOUGHT, flow::RETURNED, flow::MOVED_IN, flow::MADE, flow::FOUND];
const OUTS: [usize; 6] =
    [flow::SOLD, flow::SENT_BACK, flow::MOVED_OUT, flow::USED, flow::SCRAPPED, flow::LOST];

fn all(it: &[i64], of: &[usize], value: usize) -> i64 {
    of.iter().map(|at| it[at + value]).sum()
}

fn closing(it: &[i64], value: usize) -> i64 {
    it[flow::OPENING + value] + all(it, &INS, value) - all(it, &OUTS, value) + it[flow::REVALUED + value]
}

/// What left for customers and stayed there, at cost.
fn sold(it: &[i64], value: usize) -> i64 {
    it[flow::SOLD + value] - it[flow::RETURNED + value]
}

/// Of the two ends of the period.
fn average(it: &[i64], value: usize) -> i64 {
    (it[flow::OPENING + value] + closing(it, value)) / 2
}

#[rustfmt::skip]
const FLOW: &[Measure] = &[
    sum::<{ flow::OPENING }>("opening", ["期初数量", "Opening"], Shown::Quantity, false),
    of("in", ["收入数量", "In"], Shown::Quantity, false, |it, _| Some(all(it, &INS, 0))),
    sum::<{ flow::BOUGHT }>("bought", ["采购入库", "Bought"], Shown::Quantity, false),
    sum::<{ flow::RETURNED }>("returned", ["销售退货", "Returned by customers"], Shown::Quantity, false),
    sum::<{ flow::MOVED_IN }>("moved_in", ["调入", "Transferred in"], Shown::Quantity, false),
    sum::<{ flow::MADE }>("made", ["生产入库", "Made"], Shown::Quantity, false),
    sum::<{ flow::FOUND }>("found", ["期初与盘盈", "Opening stock and gains"], Shown::Quantity, false),
    of("out", ["发出数量", "Out"], Shown::Quantity, false, |it, _| Some(all(it, &OUTS, 0))),
    sum::<{ flow::SOLD }>("sold", ["销售出库", "Sold"], Shown::Quantity, false),
    sum::<{ flow::SENT_BACK }>("sent_back", ["采购退货", "Returned to suppliers"], Shown::Quantity, false),
    sum::<{ flow::MOVED_OUT }>("moved_out", ["调出", "Transferred out"], Shown::Quantity, false),
    sum::<{ flow::USED }>("used", ["生产领用", "Used in making"], Shown::Quantity, false),
    sum::<{ flow::SCRAPPED }>("scrapped", ["报废", "Scrapped"], Shown::Quantity, false),
    sum::<{ flow::LOST }>("lost", ["盘亏", "Losses"], Shown::Quantity, false),
    of("closing", ["期末数量", "Closing"], Shown::Quantity, false, |it, _| Some(closing(it, 0))),
    sum::<{ flow::OPENING + 1 }>("opening_value", ["期初金额", "Opening value"], Shown::Money, true),
    of("in_value", ["收入金额", "Value in"], Shown::Money, true, |it, _| Some(all(it, &INS, 1))),
    sum::<{ flow::BOUGHT + 1 }>("bought_value", ["采购金额", "Value bought"], Shown::Money, true),
    of("out_value", ["发出金额", "Value out"], Shown::Money, true, |it, _| Some(all(it, &OUTS, 1))),
    of("sold_value", ["销售成本", "Cost of sales"], Shown::Money, true, |it, _| Some(sold(it, 1))),
    sum::<{ flow::REVALUED + 1 }>("revalued", ["均价调整", "Averaged between places"], Shown::Money, true),
    of("closing_value", ["期末金额", "Closing value"], Shown::Money, true, |it, _| Some(closing(it, 1))),
    of("average_value", ["平均库存金额", "Average stock value"], Shown::Money, true, |it, _| Some(average(it, 1))),
    of("turnover", ["周转次数", "Turnover"], Shown::Number, false, |it, _| ratio(sold(it, 0), average(it, 0), i128::from(Number::ONE_RAW))),
    of("days_of_stock", ["库存天数", "Days of stock"], Shown::Number, false,
        |it, days| ratio(average(it, 0), sold(it, 0), i128::from(Number::ONE_RAW) * i128::from(days))),
    of("cover_days", ["可销天数", "Days left at this pace"], Shown::Number, false,
        |it, days| ratio(closing(it, 0), sold(it, 0), i128::from(Number::ONE_RAW) * i128::from(days)).filter(|it| *it >= 0)),
];

/// Places in the sums of orders.
pub(super) mod ordered {
    pub(in crate::reports) const ORDERED: usize = 0;
    pub(in crate::reports) const DONE: usize = 1;
    pub(in crate::reports) const PROMISED: usize = 2;
    pub(in crate::reports) const LEFT: usize = 3;
    pub(in crate::reports) const LATE: usize = 4;
    pub(in crate::reports) const LINES: usize = 5;
    pub(in crate::reports) const LINES_DONE: usize = 6;
    pub(in crate::reports) const LINES_DUE: usize = 7;
    pub(in crate::reports) const LINES_ON_TIME: usize = 8;
    pub(in crate::reports) const LATE_LINES: usize = 9;
    pub(in crate::reports) const AMOUNT: usize = 10;
    pub(in crate::reports) const AMOUNT_LEFT: usize = 11;
    pub(in crate::reports) const WIDTH: usize = storage::reports::ORDER_SUMS;
}

macro_rules! of_orders {
    ($done:expr, $is_cost:expr) => {
        &[
            sum::<{ ordered::ORDERED }>("ordered", ["订购数量", "Ordered"], Shown::Quantity, false),
            sum::<{ ordered::PROMISED }>("promised", ["已占用", "Promised"], Shown::Quantity, false),
            sum::<{ ordered::DONE }>("done", $done, Shown::Quantity, false),
            sum::<{ ordered::LEFT }>("left", ["未交数量", "Left"], Shown::Quantity, false),
            sum::<{ ordered::LATE }>("late", ["逾期未交", "Left and late"], Shown::Quantity, false),
            of("fill_rate", ["满足率", "Filled"], Shown::Percent, false, |it, _| {
                percent(it[ordered::DONE], it[ordered::ORDERED])
            }),
            of("line_fill_rate", ["整行满足率", "Lines filled"], Shown::Percent, false, |it, _| {
                percent(it[ordered::LINES_DONE], it[ordered::LINES])
            }),
            of("on_time_rate", ["准时率", "On time"], Shown::Percent, false, |it, _| {
                percent(it[ordered::LINES_ON_TIME], it[ordered::LINES_DUE])
            }),
            sum::<{ ordered::LINES }>("lines", ["行数", "Lines"], Shown::Count, false),
            sum::<{ ordered::LATE_LINES }>("late_lines", ["逾期行数", "Late lines"], Shown::Count, false),
            sum::<{ ordered::AMOUNT }>("amount", ["订购金额", "Amount ordered"], Shown::Money, $is_cost),
            sum::<{ ordered::AMOUNT_LEFT }>(
                "amount_left",
                ["未交金额", "Amount left"],
                Shown::Money,
                $is_cost,
            ),
        ]
    };
}

const TO_BUY: &[Measure] = of_orders!(["已收数量", "Received"], true);
const TO_SELL: &[Measure] = of_orders!(["已发数量", "Shipped"], false);

impl Facts {
    pub(super) fn measures(self) -> &'static [Measure] {
        use business::Side::{Bought, Sold};
        match self {
            Facts::Traded(Bought) => BOUGHT,
            Facts::Traded(Sold) => SOLD,
            Facts::Ordered(Bought) => TO_BUY,
            Facts::Ordered(Sold) => TO_SELL,
            Facts::Flow => FLOW,
        }
    }

    /// How many sums a group has.
    pub(super) fn width(self) -> usize {
        match self {
            Facts::Traded(_) => TRADED,
            Facts::Ordered(_) => ordered::WIDTH,
            Facts::Flow => flow::WIDTH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_divided_is_rounded_once() {
        assert_eq!(percent(1, 3), Some(333_333));
        assert_eq!(percent(-1, 3), Some(-333_333));
        assert_eq!(percent(1, -3), Some(-333_333));
        assert_eq!(percent(1, 0), None);
        let (amount, quantity) = (Money::whole(10).raw(), Quantity::whole(3).raw());
        assert_eq!(price(amount, quantity), Some(3_333_333));
    }

    #[test]
    fn names_are_unique_and_told_in_both_languages() {
        use business::Side::{Bought, Sold};
        let all = [
            Facts::Traded(Bought),
            Facts::Traded(Sold),
            Facts::Ordered(Bought),
            Facts::Ordered(Sold),
            Facts::Flow,
        ];
        for measures in all.map(Facts::measures) {
            let names: std::collections::BTreeSet<&str> = measures.iter().map(|it| it.name).collect();
            assert_eq!(names.len(), measures.len());
            assert!(measures.iter().all(|it| it.label.iter().all(|it| !it.is_empty())));
        }
    }
}
