//! The reports there are: what each answers, in a sentence, and how it begins.

use super::axis::Facts;
use business::Side;

pub(super) struct Report {
    pub(super) name: &'static str,
    pub(super) label: [&'static str; 2],
    /// The question that it answers.
    pub(super) answers: [&'static str; 2],
    pub(super) facts: Facts,
    /// What it is grouped by, and what it counts, until somebody says otherwise.
    pub(super) rows: &'static [&'static str],
    pub(super) columns: &'static str,
    pub(super) measures: &'static [&'static str],
    pub(super) period: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// The end of one day.
    Day,
    Month,
    Quarter,
    Year,
}

impl Period {
    pub(super) fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }
}

pub(super) const REPORTS: &[Report] = &[
    Report {
        name: "stock",
        label: ["库存余额", "Stock"],
        answers: [
            "现在或过去任何一天, 每个仓库有多少货, 值多少钱?",
            "What lies where, and what is it worth, now or on any past day?",
        ],
        facts: Facts::Flow,
        rows: &["item"],
        columns: "warehouse",
        measures: &["closing", "closing_value"],
        period: Period::Day,
    },
    Report {
        name: "stock_summary",
        label: ["收发存汇总", "Stock movements"],
        answers: [
            "期初有多少, 收了多少, 发了多少, 期末还有多少?",
            "What was there, what came in, what went out, and what is left?",
        ],
        facts: Facts::Flow,
        rows: &["item"],
        columns: "",
        measures: &[
            "opening",
            "opening_value",
            "in",
            "in_value",
            "out",
            "out_value",
            "closing",
            "closing_value",
        ],
        period: Period::Month,
    },
    Report {
        name: "turnover",
        label: ["周转与库存天数", "Turnover and days of stock"],
        answers: [
            "货转得多快, 按现在的速度还能卖几天?",
            "How fast does stock turn, and how many days does it last?",
        ],
        facts: Facts::Flow,
        rows: &["item"],
        columns: "",
        measures: &[
            "sold",
            "sold_value",
            "average_value",
            "turnover",
            "days_of_stock",
            "closing",
            "cover_days",
        ],
        period: Period::Quarter,
    },
    Report {
        name: "purchases",
        label: ["采购汇总", "Purchases"],
        answers: ["从谁那里买了什么, 花了多少钱?", "What was bought, from whom, and for how much?"],
        facts: Facts::Traded(Side::Bought),
        rows: &["supplier"],
        columns: "",
        measures: &["quantity", "amount", "lines"],
        period: Period::Month,
    },
    Report {
        name: "supplier_prices",
        label: ["进价走势", "Supplier prices"],
        answers: ["同一种货, 各家供应商的进价怎么变?", "How do the prices of each supplier change?"],
        facts: Facts::Traded(Side::Bought),
        rows: &["item", "supplier"],
        columns: "month",
        measures: &["price"],
        period: Period::Year,
    },
    Report {
        name: "purchase_fulfilment",
        label: ["采购执行", "Purchase orders filled"],
        answers: [
            "订的货到了多少, 还差多少, 哪些逾期了?",
            "What has arrived of what was ordered, and what is late?",
        ],
        facts: Facts::Ordered(Side::Bought),
        rows: &["supplier"],
        columns: "",
        measures: &["ordered", "done", "left", "late", "fill_rate", "on_time_rate"],
        period: Period::Quarter,
    },
    Report {
        name: "sales",
        label: ["销售汇总", "Sales"],
        answers: ["卖给了谁, 卖了什么, 卖了多少钱?", "What was sold, to whom, and for how much?"],
        facts: Facts::Traded(Side::Sold),
        rows: &["customer"],
        columns: "",
        measures: &["quantity", "amount", "lines"],
        period: Period::Month,
    },
    Report {
        name: "profit",
        label: ["毛利分析", "Gross profit"],
        answers: ["哪些商品、客户和渠道真正赚钱?", "Which items, customers and channels earn money?"],
        facts: Facts::Traded(Side::Sold),
        rows: &["item"],
        columns: "",
        measures: &["quantity", "amount", "cost", "profit", "margin"],
        period: Period::Month,
    },
    Report {
        name: "sales_fulfilment",
        label: ["订单执行", "Sales orders filled"],
        answers: [
            "客户订的货发了多少, 还差多少, 哪些逾期了?",
            "What was shipped of what customers ordered, and what is late?",
        ],
        facts: Facts::Ordered(Side::Sold),
        rows: &["customer"],
        columns: "",
        measures: &["ordered", "promised", "done", "left", "late", "fill_rate", "on_time_rate"],
        period: Period::Quarter,
    },
];

impl Report {
    pub(super) fn named(name: &str) -> Option<&'static Report> {
        REPORTS.iter().find(|it| it.name == name)
    }

    /// Document types that must be readable to see it at all.
    pub(super) fn reads(&self) -> &'static [&'static str] {
        match self.facts {
            Facts::Flow => &["item"],
            Facts::Traded(Side::Bought) => &["item", "purchase_order", "receipt"],
            Facts::Ordered(Side::Bought) => &["item", "purchase_order"],
            Facts::Traded(Side::Sold) => &["item", "sales_order", "shipment"],
            Facts::Ordered(Side::Sold) => &["item", "sales_order"],
        }
    }
}
