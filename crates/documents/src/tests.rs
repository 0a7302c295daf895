//! What the crate promises, as a clerk would write it.

mod definitions;
mod differences;
mod filters;
mod kinds;
mod messages;
mod overlays;
mod parsing;
mod round_trips;
mod rules;
mod units;

use crate::{Context, DocumentType, Links, Problem, Record};
use serde_json::Value as Json;
use values::{DocumentId, UserId};

/// An order that uses every kind of field.
const ORDER: &str = r#"
name = "order"
label = { zh = "订单", en = "Order" }
area = "sales"

[[field]]
name = "customer"
label = { zh = "客户", en = "Customer" }
kind = "link:customer"
required = true

[[field]]
name = "seller"
label = { zh = "业务员", en = "Seller" }
kind = "member"
default = "=USER()"

[[field]]
name = "ordered_on"
label = { zh = "日期", en = "Ordered on" }
kind = "date"
default = "=TODAY()"
min = "2020-01-01"

[[field]]
name = "due"
label = { zh = "交期", en = "Due" }
kind = "date"
default = "=DATEADD([ordered_on], 7)"

[[field]]
name = "level"
label = { zh = "级别", en = "Level" }
kind = "choice"
choices = [{ value = "A" }, { value = "B" }]
default = "B"

[[field]]
name = "partial"
label = { zh = "可部分", en = "Partial" }
kind = "yes_no"
default = true

[[field]]
name = "discount"
label = { zh = "折扣", en = "Discount" }
kind = "percent"
min = 0
max = 100

[[field]]
name = "freight"
label = { zh = "运费", en = "Freight" }
kind = "money"
decimals = 2

[[field]]
name = "amount"
label = { zh = "金额", en = "Amount" }
kind = "money"
decimals = 2
formula = "SUM([lines.amount]) * (1 - COALESCE([discount], 0)) + [freight]"

[[field]]
name = "origin"
label = { zh = "来源", en = "Origin" }
kind = "text"
read_only = true

[[field]]
name = "note"
label = { zh = "备注", en = "Note" }
kind = "text"
max_length = 10
searchable = true

[[field]]
name = "serial"
label = { zh = "流水号", en = "Serial number" }
kind = "serial_number"

[[field]]
name = "sent_at"
label = { zh = "发送时间", en = "Sent at" }
kind = "date_time"

[[field]]
name = "lines"
label = { zh = "明细", en = "Lines" }
kind = "rows"
required = true
max_lines = 5

  [[field.column]]
  name = "item"
  label = { zh = "商品", en = "Item" }
  kind = "link:item"
  required = true
  unique = true

  [[field.column]]
  name = "quantity"
  label = { zh = "数量", en = "Quantity" }
  kind = "quantity"
  required = true
  default = "1"
  min = "0.000001"

  [[field.column]]
  name = "price"
  label = { zh = "单价", en = "Price" }
  kind = "unit_price"

  [[field.column]]
  name = "amount"
  label = { zh = "金额", en = "Amount" }
  kind = "money"
  formula = "ROUND([quantity] * [price], 2)"

  [[field.column]]
  name = "barcode"
  label = { zh = "条码", en = "Barcode" }
  kind = "barcode"

[[transition]]
name = "confirm"
from = ["draft"]
to = "confirmed"

[[transition]]
name = "cancel"
from = ["draft", "confirmed"]
to = "cancelled"

[[check]]
expression = "[due] >= [ordered_on]"
message = { zh = "交期早于下单日期", en = "Due before it was ordered" }
field = "due"

[[check]]
rows = "lines"
expression = "[price] <= 1000"
message = { zh = "单价过高", en = "The price is too high" }
field = "price"
"#;

fn order() -> DocumentType {
    DocumentType::from_toml(ORDER).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Customer C1 and C2, items I1 to I3, the member lee.
fn links() -> Links {
    let mut links = Links::new();
    for (target, text, id) in [
        ("customer", "C1", 1),
        ("customer", "C2", 2),
        ("item", "I1", 11),
        ("item", "I2", 12),
        ("item", "I3", 13),
    ] {
        links.add(target, text, DocumentId(id));
        links.add_number(DocumentId(id), text);
    }
    links.add_member("lee", UserId(7));
    links
}

fn context() -> Context {
    let now = "2026-11-22T08:30:00Z".parse().expect("an instant");
    Context::new("2026-11-22".parse().expect("a day"), now, UserId(7))
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON in a test")
}

fn parsed(fields: &str, base: Option<&Record>) -> Result<Record, Vec<Problem>> {
    order().parse(&json(fields), &links(), base, &context())
}

fn public(record: &Record) -> Json {
    let links = links();
    order().to_public(record, &|id| links.number_of(id).unwrap_or("?").to_owned(), &|_| "lee".to_owned())
}

/// One problem a line: `lines[0].item required`.
fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|it| format!("{} {}", it.path, it.code)).collect();
    lines.join("\n")
}
