//! A small shop for tests of lists and shapes: customers, and orders with lines.

use super::write;
use crate::documents::{NewDocument, Stored};
use crate::{Database, Error, Tx, definitions, documents as papers, links, search};
use documents::{DocumentType, Links};
use serde_json::{Value as Json, json};
use values::{Day, Instant, UserId};

pub(crate) const NOON: Instant = Instant::from_micros(1_795_608_000_000_000);

fn label(text: &str) -> Json {
    json!({ "zh": text, "en": text })
}

pub(crate) fn customer() -> DocumentType {
    DocumentType::from_json(&json!({
        "name": "customer", "label": label("客户"), "area": "partners",
        "key_field": "code", "title_field": "name", "list": ["code", "name", "city", "credit"],
        "fields": [
            { "name": "code", "label": label("编码"), "kind": "text", "required": true },
            { "name": "name", "label": label("名称"), "kind": "text" },
            { "name": "city", "label": label("城市"), "kind": "text" },
            { "name": "credit", "label": label("额度"), "kind": "money" },
            { "name": "tax_number", "label": label("税号"), "kind": "text", "unique": true },
        ],
    }))
    .expect("a definition")
}

pub(crate) fn order() -> DocumentType {
    DocumentType::from_json(&json!({
        "name": "order", "label": label("订单"), "area": "sales",
        "list": ["number", "customer", "due", "state"],
        "fields": [
            { "name": "customer", "label": label("客户"), "kind": "link:customer" },
            { "name": "due", "label": label("日期"), "kind": "date", "indexed": true },
            { "name": "urgent", "label": label("加急"), "kind": "yes_no" },
            { "name": "channel", "label": label("渠道"), "kind": "choice",
              "choices": [{ "value": "shop", "label": label("店") }, { "value": "web", "label": label("网") }] },
            { "name": "salesperson", "label": label("业务员"), "kind": "member" },
            { "name": "note", "label": label("备注"), "kind": "text", "searchable": true },
            { "name": "called_at", "label": label("去电"), "kind": "date_time" },
            { "name": "total", "label": label("合计"), "kind": "money" },
            { "name": "lines", "label": label("明细"), "kind": "rows", "columns": [
                { "name": "seller", "label": label("卖家"), "kind": "link:customer" },
                { "name": "quantity", "label": label("数量"), "kind": "quantity" },
                { "name": "remark", "label": label("说明"), "kind": "text" },
            ]},
        ],
        "states": [
            { "name": "draft", "label": label("草稿"), "editable": true },
            { "name": "confirmed", "label": label("已确认") },
        ],
        "transitions": [
            { "name": "confirm", "label": label("确认"), "from": ["draft"], "to": "confirmed" },
        ],
    }))
    .expect("a definition")
}

/// Saves a document as the application does. Links are given by number, members by id.
pub(crate) fn save(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    number: &str,
    state: &str,
    fields: &Json,
) -> Result<Stored, Error> {
    let references = definition.references(fields);
    let wanted: Vec<(&str, &str)> =
        references.iter().map(|it| (it.target.as_str(), it.text.as_str())).collect();
    let mut found = Links::new();
    for it in papers::resolve(tx, &wanted)? {
        found.add(&it.target, &it.text, it.id);
    }
    for it in references.iter().filter(|it| it.target == "member") {
        found.add("member", &it.text, values::DocumentId(it.text.parse().expect("an id")));
    }
    let context = documents::Context::new(Day::from_number(20_000), NOON, UserId(1));
    let record = definition.parse(fields, &found, None, &context).expect("a valid record");
    let id = papers::next_id(tx)?;
    let stored = papers::insert(
        tx,
        NewDocument {
            id,
            document_type: &definition.name,
            number,
            title: &definition.title(&record),
            state,
            body: definition.to_stored(&record),
            definition_version: definition.version,
            at: NOON.plus_seconds(id.0),
            by: UserId(1),
        },
    )?;
    links::replace(tx, id, &definition.linked(&record))?;
    let mut words = definition.search_text(&record);
    words.push(number);
    search::set(tx, &definition.name, id, &words.join("\n").to_lowercase())?;
    Ok(stored)
}

/// The shapes of both types, and customers C1 … C5.
pub(crate) fn open_shop(database: &Database) {
    write(database, |tx| {
        definitions::apply_shape(tx, &customer())?;
        definitions::apply_shape(tx, &order())?;
        for (number, name, city) in [
            (1, "北京锦绣商行", "北京"),
            (2, "上海螺栓五金", "上海"),
            (3, "Acme", "上海"),
            (4, "乙", "北京"),
            (5, "", ""),
        ] {
            let code = format!("C{number}");
            let fields =
                json!({ "code": code, "name": name, "city": city, "credit": (number * 1000).to_string() });
            save(tx, &customer(), &code, "active", &fields)?;
        }
        Ok(())
    });
}
