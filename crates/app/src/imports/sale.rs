//! What one line of a sales history is.

use crate::imports::products::Products;
use crate::imports::rows::Layout;
use crate::turn::Turn;
use connect::spreadsheet::reading::Value;
use documents::Label;
use values::{Day, Money, Quantity, UnitPrice};

/// A line that becomes demand.
pub(crate) struct Line {
    pub(crate) document: Option<String>,
    pub(crate) day: Day,
    pub(crate) item: String,
    pub(crate) item_name: Option<String>,
    /// Always positive.
    pub(crate) wanted: Quantity,
    /// When one was written behind the quantity.
    pub(crate) unit: Option<String>,
    pub(crate) amount: Option<Money>,
    pub(crate) customer: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) warehouse: Option<String>,
    pub(crate) is_return: bool,
    /// Skipped unless the company has such an item.
    pub(crate) may_be_no_product: bool,
    pub(crate) notes: Vec<&'static str>,
}

pub(crate) enum Verdict {
    Line(Line),
    /// Carries the kind of dirt.
    Skip(&'static str),
    /// Carries the field, a code and what to do.
    Bad(&'static str, &'static str, Label),
}

/// Where each field is, and what tells a charge from a product.
pub(crate) struct Judge {
    places: [Option<usize>; FIELDS.len()],
    products: Products,
    today: Day,
}

const FIELDS: [&str; 9] =
    ["document", "date", "item", "item_name", "quantity", "price", "customer", "channel", "warehouse"];

impl Judge {
    pub(crate) fn new(turn: &Turn, layout: &Layout, products: Products) -> Judge {
        Judge { places: FIELDS.map(|it| layout.place(it)), products, today: turn.today }
    }

    /// `repeated`: the row repeats an earlier one in every cell.
    pub(crate) fn decide(&self, mut values: Vec<Value>, repeated: bool) -> Verdict {
        let mut text = |field: usize| match self.places[field]
            .map(|it| std::mem::replace(&mut values[it], Value::Empty))
        {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let (document, item, item_name) = (text(0), text(2), text(3));
        let (customer, channel, warehouse) = (text(6), text(7), text(8));
        let day = match self.places[1].map(|it| &values[it]) {
            Some(Value::Day(day)) => *day,
            _ => return bad("date", "required", "缺少日期", "the date is missing"),
        };
        let Some(item) = item else {
            return bad("item", "required", "缺少商品编码", "the item is missing");
        };
        let (quantity, unit) = match self.places[4].map(|it| std::mem::replace(&mut values[it], Value::Empty))
        {
            Some(Value::Quantity(amount, unit)) => match amount.raw(Quantity::SCALE) {
                Some((raw, _)) => (Quantity::from_raw(raw), unit),
                None => return bad("quantity", "out_of_range", "数量太大", "the quantity is too large"),
            },
            _ => return bad("quantity", "required", "缺少数量", "the quantity is missing"),
        };
        let price = match self.places[5].map(|it| &values[it]) {
            Some(Value::Amount(amount)) => match amount.raw(UnitPrice::SCALE) {
                Some((raw, _)) => Some(UnitPrice::from_raw(raw)),
                None => return bad("price", "out_of_range", "单价太大", "the price is too large"),
            },
            _ => None,
        };
        if day > self.today.plus_days(1) {
            return bad(
                "date",
                "future_day",
                "日期在将来，不是销售历史：请核对",
                "the date is in the future: check it",
            );
        }
        if quantity > Quantity::LINE_MAX || quantity < Quantity::ZERO.minus(Quantity::LINE_MAX) {
            return bad("quantity", "out_of_range", "数量太大", "the quantity is too large");
        }
        if repeated && document.is_some() {
            return Verdict::Skip("exact_duplicates");
        }
        if quantity.is_zero() {
            return Verdict::Skip("zero_quantity");
        }
        if price.is_some_and(UnitPrice::is_negative) {
            return Verdict::Skip("negative_price");
        }
        let free = price.is_some_and(UnitPrice::is_zero);
        let has_customers = self.places[6].is_some();
        if free && has_customers && customer.is_none() {
            return Verdict::Skip("stock_corrections");
        }
        let cancelled = document.as_deref().is_some_and(is_cancellation);
        let mut notes = Vec::new();
        match (quantity.is_negative(), cancelled) {
            (_, true) => notes.push("cancellations"),
            (true, false) => notes.push("returns"),
            (false, false) => (),
        }
        if free {
            notes.push("free_of_charge");
        }
        if has_customers && customer.is_none() {
            notes.push("missing_customers");
        }
        if self.places[5].is_some() && price.is_none() {
            notes.push("missing_prices");
        }
        let is_return = quantity.is_negative() || cancelled;
        let wanted = if quantity.is_negative() { Quantity::from_raw(-quantity.raw()) } else { quantity };
        let may_be_no_product = !self.products.has(&item, item_name.as_deref());
        let amount = price.and_then(|it| it.times(wanted));
        Verdict::Line(Line {
            document,
            day,
            item,
            item_name,
            wanted,
            unit,
            amount,
            customer,
            channel,
            warehouse,
            is_return,
            may_be_no_product,
            notes,
        })
    }
}

fn bad(field: &'static str, code: &'static str, zh: &str, en: &str) -> Verdict {
    Verdict::Bad(field, code, Label::new(zh, en))
}

/// `C536379`, as many shop systems number what takes an order back, and 退货单 in words.
fn is_cancellation(document: &str) -> bool {
    let digits = document.strip_prefix(['C', 'c']).unwrap_or("");
    (digits.len() >= 4 && digits.bytes().all(|it| it.is_ascii_digit()))
        || document.contains('退')
        || document.to_ascii_uppercase().starts_with("RETURN")
}

/// What was done with a kind of line.
pub(crate) fn label(code: &str) -> Label {
    let (zh, en) = match code {
        "exact_duplicates" => {
            ("同一单据内完全重复的行，只算一次", "lines repeated exactly within a document counted once")
        }
        "zero_quantity" => ("数量为 0 的行，已跳过", "lines with quantity 0 skipped"),
        "negative_price" => {
            ("单价为负的行（坏账调整等），已跳过", "lines with a negative price, such as bad debt, skipped")
        }
        "stock_corrections" => (
            "没有客户且单价为 0 的行（库存调整、报损），不算需求",
            "lines without customer and price (stock corrections, damages) are not demand",
        ),
        "cancellations" => {
            ("取消单（C 开头等），按退回处理", "cancellations (numbers with C and the like) taken as returns")
        }
        "returns" => ("数量为负的行，按退货处理", "lines with a negative quantity taken as returns"),
        "free_of_charge" => (
            "单价为 0 但有客户的行（赠品），算作需求",
            "lines free of charge with a customer counted as demand",
        ),
        "missing_customers" => (
            "没有客户的行，按散客算作需求",
            "lines without a customer counted as demand of nobody in particular",
        ),
        "missing_prices" => ("没有单价的行，只记数量", "lines without a price: only the quantity counts"),
        "not_products" => (
            "邮费、折扣、手续费等不是商品的行，已跳过",
            "lines that are no products (postage, discount, charges) skipped",
        ),
        _ => (code, code),
    };
    Label::new(zh, en)
}
