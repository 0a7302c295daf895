//! A record with a value in every field, for the generic tests.

use crate::{Address, DocumentType, Field, FileRef, Kind, Links, Location, Record, Row, Value, scalar};
use values::{Day, DocumentId, Instant, UserId};

/// The record, and what its references are called.
pub(crate) fn record(it: &DocumentType) -> (Record, Links) {
    let mut links = Links::new();
    links.add_member("U7", UserId(7));
    let record = fields(&it.fields, &mut links);
    (record, links)
}

fn fields(fields: &[Field], links: &mut Links) -> Record {
    fields.iter().filter_map(|field| Some((field.name.clone(), value(field, links)?))).collect()
}

fn value(field: &Field, links: &mut Links) -> Option<Value> {
    Some(match &field.kind {
        Kind::Lookup | Kind::LinkedTable => return None,
        Kind::Qr if field.formula.is_none() => return None,
        Kind::Phone => Value::Text("+86 571-8888 6666 转 12".to_owned()),
        Kind::Email => Value::Text("li.lei+1@例子.com.cn".to_owned()),
        Kind::Url => Value::Text("https://example.com:8443/商品?x=1#2".to_owned()),
        Kind::RichText => Value::Text("<p>样品 <b>é-1</b> &amp; 2</p>".to_owned()),
        Kind::LongText => Value::Text("样品\né-1".to_owned()),
        Kind::Choices if field.choices_from.is_some() => Value::Choices(vec!["样品".to_owned()]),
        Kind::Choices => Value::Choices(field.choices.iter().map(|it| it.value.clone()).collect()),
        Kind::Address => Value::Address(Address::from_text("浙江省/杭州市//文三路 1/2 号")),
        Kind::Location => {
            Value::Location(Location { lat: 31_230_416, lng: -121_473_701, text: "人民 广场".to_owned() })
        }
        kind if kind.is_files() => Value::Files(vec![file(field)]),
        kind if kind.is_text() => {
            let most = field.max_length.unwrap_or(9) as usize;
            Value::Text("样品 é-1".chars().take(most).collect::<String>().trim().to_owned())
        }
        Kind::Choice if field.choices_from.is_some() => Value::Choice("样品".to_owned()),
        Kind::Choice => Value::Choice(field.choices.first()?.value.clone()),
        Kind::YesNo => Value::YesNo(true),
        Kind::Member => Value::Member(UserId(7)),
        Kind::Link(target) => {
            let (id, number) = (DocumentId(41), "L-41");
            links.add(target, number, id);
            links.add_number(id, number);
            Value::Link(id)
        }
        Kind::DateTime => Value::DateTime(Instant::from_micros(1_700_000_000_000_001)),
        Kind::Date => Value::Date(Day::from_number(i32::try_from(bounded(field, 20_000)).ok()?)),
        Kind::Rows => {
            let record = self::fields(&field.columns, links);
            Value::Rows(vec![Row { line: 3, record }])
        }
        amount => {
            let one = 10_i64.pow(amount.scale()?);
            let step = 10_i64.pow(amount.scale()? - field.scale()?);
            scalar::amount_from_raw(amount, bounded(field, one + step))?
        }
    })
}

/// Of the first type that the field takes.
fn file(field: &Field) -> FileRef {
    let ending = field.accept.iter().find(|it| it.starts_with('.'));
    let named = field.accept.iter().find(|it| !it.starts_with('.'));
    FileRef {
        hash: "0123456789abcdef".repeat(4),
        name: format!("样品{}", ending.map_or(".png", String::as_str)),
        media_type: named.map_or_else(|| "image/png".to_owned(), |it| it.replace('*', "png")),
        size: field.max_bytes.unwrap_or(12_345).min(12_345),
    }
}

fn bounded(field: &Field, usual: i64) -> i64 {
    let bound = |text: &Option<String>| text.as_ref().and_then(|it| scalar::order_of(field, it));
    usual.max(bound(&field.min).unwrap_or(i64::MIN)).min(bound(&field.max).unwrap_or(i64::MAX))
}
