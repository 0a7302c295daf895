//! A record with a value in every field, for the generic tests.

use crate::{DocumentType, Field, Kind, Links, Record, Row, Value, scalar};
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
        Kind::Text | Kind::Barcode | Kind::SerialNumber => {
            let most = field.max_length.unwrap_or(9) as usize;
            Value::Text("样品 é-1".chars().take(most).collect::<String>().trim().to_owned())
        }
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

fn bounded(field: &Field, usual: i64) -> i64 {
    let bound = |text: &Option<String>| text.as_ref().and_then(|it| scalar::order_of(field, it));
    usual.max(bound(&field.min).unwrap_or(i64::MIN)).min(bound(&field.max).unwrap_or(i64::MAX))
}
