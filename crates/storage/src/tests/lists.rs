//! Lists: what a filter matches, in which order, page after page. The oracle is a plain reading of
//! the rules in Rust; both engines must agree with it on random filters over random documents.

mod plans;
mod words;

use super::shop::{open_shop, order, save};
use super::{on_both, read, write};
use crate::lists::{List, Sort, TOTAL_MAX, count, in_order, list, list_counted};
use crate::{Database, documents as papers};
use documents::{DocumentType, FieldPath, Filter, Op, Operand, Scalar};
use serde_json::{Value as Json, json};
use std::cmp::Ordering;

/// xorshift64*: the same documents and filters in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const NOTES: [&str; 6] = ["螺栓 M8", "Bolt m8", "bolt", "B%olt_", "'; drop table document; --", "ÄÖ急"];
const DAYS: [&str; 4] = ["2026-01-31", "2026-02-28", "2026-11-22", "2027-01-01"];
const CUSTOMERS: [&str; 5] = ["C1", "C2", "C3", "C4", "C5"];
const AMOUNTS: [&str; 5] = ["-1", "0", "0.0001", "12.5", "1000000"];
const MOMENTS: [&str; 2] = ["2026-11-22T01:02:03Z", "2026-11-22T01:02:03.000001Z"];

fn random_order(random: &mut Random) -> Json {
    let mut fields = json!({});
    let mut put = |name: &str, value: Json| fields[name] = value;
    if random.chance(80) {
        put("customer", json!(random.pick(&CUSTOMERS)));
    }
    if random.chance(70) {
        put("due", json!(random.pick(&DAYS)));
    }
    if random.chance(60) {
        put("urgent", json!(random.chance(50)));
    }
    if random.chance(60) {
        put("channel", json!(random.pick(&["shop", "web"])));
    }
    if random.chance(50) {
        put("salesperson", json!(random.pick(&["1", "7", "9"])));
    }
    if random.chance(70) {
        put("note", json!(random.pick(&NOTES)));
    }
    if random.chance(50) {
        put("called_at", json!(random.pick(&MOMENTS)));
    }
    if random.chance(70) {
        put("total", json!(random.pick(&AMOUNTS)));
    }
    let lines: Vec<Json> = (0..random.below(4))
        .map(|_| {
            let mut line = json!({ "quantity": random.pick(&AMOUNTS[2..]) });
            if random.chance(60) {
                line["seller"] = json!(random.pick(&CUSTOMERS));
            }
            if random.chance(50) {
                line["remark"] = json!(random.pick(&NOTES));
            }
            line
        })
        .collect();
    put("lines", json!(lines));
    fields
}

/// The ids of C1 … C5 are 1 … 5.
fn random_filter(random: &mut Random, depth: usize) -> Filter {
    let parts =
        |random: &mut Random| (0..random.below(4)).map(|_| random_filter(random, depth + 1)).collect();
    match random.below(if depth > 2 { 1 } else { 4 }) {
        1 => Filter::All(parts(random)),
        2 => Filter::Any(parts(random)),
        3 => Filter::Not(Box::new(random_filter(random, depth + 1))),
        _ => random_condition(random),
    }
}

fn random_condition(random: &mut Random) -> Filter {
    let text = |it: &str| Scalar::Text(it.to_owned());
    let texts = |from: &[&str]| from.iter().map(|it| text(it)).collect::<Vec<_>>();
    let amounts = || [-1_i64, 0, 1, 125_000, 10_000_000_000].map(Scalar::Int).to_vec();
    let ids = || (1..=6).map(Scalar::Int).collect::<Vec<_>>();
    let parts = || texts(&["bolt", "M8", "%", "螺", "", "'"]);
    let (path, values, ordered, is_text) = match random.below(17) {
        0 => ("customer", ids(), false, false),
        1 => ("due", texts(&DAYS), true, false),
        2 => ("urgent", vec![Scalar::Bool(true), Scalar::Bool(false)], false, false),
        3 => ("channel", texts(&["shop", "web"]), false, false),
        4 => ("note", texts(&NOTES), true, true),
        5 => ("total", amounts(), true, false),
        6 => ("lines.seller", ids(), false, false),
        7 => ("lines.quantity", [100_i64, 12_500_000].map(Scalar::Int).to_vec(), true, false),
        8 => ("lines.remark", texts(&NOTES), true, true),
        9 => ("number", texts(&["O-0003", "O-0010", "O-00"]), true, true),
        10 => ("state", texts(&["draft", "confirmed"]), false, true),
        12 => ("keeper", [1, 7, 9].map(Scalar::Int).to_vec(), false, false),
        13 => ("salesperson", [1, 7, 9].map(Scalar::Int).to_vec(), false, false),
        14 => ("created_by", [1, 7].map(Scalar::Int).to_vec(), false, false),
        15 => return own(random.pick(&[1, 7, 9])),
        11 => ("called_at", vec![Scalar::Int(1_795_309_323_000_000)], true, false),
        _ => {
            let op = *random.pick(&[Op::Empty, Op::NotEmpty]);
            return compare("lines", op, Operand::Nothing);
        }
    };
    let mut ops = vec![Op::Equal, Op::NotEqual, Op::In, Op::Empty, Op::NotEmpty];
    if ordered {
        ops.extend([Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual]);
    }
    if is_text {
        ops.extend([Op::Contains, Op::StartsWith]);
    }
    let op = *random.pick(&ops);
    let value = match op {
        Op::Empty | Op::NotEmpty => Operand::Nothing,
        Op::In => Operand::Many((0..random.below(4)).map(|_| random.pick(&values).clone()).collect()),
        Op::Contains | Op::StartsWith => Operand::One(random.pick(&parts()).clone()),
        _ => Operand::One(random.pick(&values).clone()),
    };
    compare(path, op, value)
}

/// What who sees only their own sees, as roles say it.
fn own(member: &i64) -> Filter {
    let mine = |path: &str| compare(path, Op::In, Operand::Many(vec![Scalar::Int(*member)]));
    Filter::Any(vec![mine("keeper"), mine("salesperson")])
}

fn compare(path: &str, op: Op, value: Operand) -> Filter {
    Filter::Compare { field: FieldPath::from_text(path), op, value }
}

/// Who made it, but for those that were handed over.
fn keeper_of(it: &papers::Stored) -> i64 {
    if it.id.0 % 5 == 0 { 7 } else { it.created_by.0 }
}

/// Whether a document matches, by the rules of `documents::Filter`.
fn matches(filter: &Filter, it: &papers::Stored) -> bool {
    match filter {
        Filter::All(parts) => parts.iter().all(|part| matches(part, it)),
        Filter::Any(parts) => parts.iter().any(|part| matches(part, it)),
        Filter::Not(part) => !matches(part, it),
        Filter::Compare { field, op, value } => match &field.column {
            Some(column) => {
                let rows = it.body[&field.field].as_array();
                rows.into_iter().flatten().any(|row| holds(scalar(&row[column]), *op, value))
            }
            None if field.field == "number" => holds(Some(Scalar::Text(it.number.clone())), *op, value),
            None if field.field == "keeper" => holds(Some(Scalar::Int(keeper_of(it))), *op, value),
            None if field.field == "created_by" => holds(Some(Scalar::Int(it.created_by.0)), *op, value),
            None if field.field == "state" => holds(Some(Scalar::Text(it.state.clone())), *op, value),
            None => holds(scalar(&it.body[&field.field]), *op, value),
        },
    }
}

fn scalar(json: &Json) -> Option<Scalar> {
    match json {
        Json::Null => None,
        Json::String(it) => Some(Scalar::Text(it.clone())),
        Json::Bool(it) => Some(Scalar::Bool(*it)),
        Json::Array(_) => Some(Scalar::Bool(true)), // rows: there are some
        it => Some(Scalar::Int(it.as_i64().expect("an integer"))),
    }
}

fn order_of(a: &Scalar, b: &Scalar) -> Ordering {
    match (a, b) {
        (Scalar::Text(a), Scalar::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Scalar::Int(a), Scalar::Int(b)) => a.cmp(b),
        (Scalar::Bool(a), Scalar::Bool(b)) => a.cmp(b),
        _ => panic!("{a:?} and {b:?} are not of one kind"),
    }
}

fn holds(value: Option<Scalar>, op: Op, operand: &Operand) -> bool {
    let Some(value) = value else { return matches!(op, Op::Empty | Op::NotEqual) };
    let text = |it: &Scalar| match it {
        Scalar::Text(it) => it.to_ascii_lowercase(),
        _ => panic!("a text"),
    };
    match (op, operand) {
        (Op::Empty, _) => false,
        (Op::NotEmpty, _) => true,
        (Op::In, Operand::Many(values)) => values.contains(&value),
        (Op::Contains, Operand::One(part)) => text(&value).contains(&text(part)),
        (Op::StartsWith, Operand::One(part)) => text(&value).starts_with(&text(part)),
        (_, Operand::One(other)) => {
            let order = order_of(&value, other);
            match op {
                Op::Equal => order.is_eq(),
                Op::NotEqual => order.is_ne(),
                Op::Less => order.is_lt(),
                Op::LessOrEqual => order.is_le(),
                Op::Greater => order.is_gt(),
                _ => order.is_ge(),
            }
        }
        _ => panic!("{op:?} {operand:?}"),
    }
}

/// Blank fields first when ascending; ties in the order in which documents were made.
fn sorted(mut all: Vec<papers::Stored>, sort: &Sort) -> Vec<papers::Stored> {
    let key = |it: &papers::Stored| match sort.field.as_str() {
        "number" => Some(Scalar::Text(it.number.clone())),
        "state" => Some(Scalar::Text(it.state.clone())),
        "created_at" => Some(Scalar::Int(it.id.0)),
        "updated_at" => Some(Scalar::Int(it.updated_at.micros())),
        field => scalar(&it.body[field]),
    };
    all.sort_by(|a, b| {
        let by_key = match (key(a), key(b)) {
            (Some(a), Some(b)) => order_of(&a, &b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        by_key.then(a.id.cmp(&b.id))
    });
    if sort.descending {
        all.reverse();
    }
    all
}

/// Every page, one after the other.
fn pages(
    database: &Database,
    definition: &DocumentType,
    filter: &Filter,
    words: &[String],
    sort: &Sort,
    limit: usize,
) -> Vec<i64> {
    let (definition, filter, sort) = (definition.clone(), filter.clone(), sort.clone());
    let words = words.to_vec();
    read(database, move |tx| {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let query = List {
                definition: &definition,
                filter: &filter,
                words: &words,
                sort: &sort,
                after: after.as_deref(),
                limit,
            };
            let page = list(tx, &query)?;
            assert!(page.rows.len() <= limit);
            // By names, and in order as where many are found: the same page.
            let (counted, total) = list_counted(tx, &query)?;
            assert_eq!((&counted, total), (&page, count(tx, &query)?), "{:?}", query.filter);
            assert!(total <= TOTAL_MAX);
            let many = in_order(tx, &query)?;
            assert_eq!(crate::lists::page(tx, &query, &many)?, page, "{:?}", query.filter);
            found.extend(page.rows.iter().map(|it| it.id.0));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let query =
            List { definition: &definition, filter: &filter, words: &words, sort: &sort, after: None, limit };
        assert_eq!(count(tx, &query)?, found.len() as i64, "{filter:?}");
        Ok(found)
    })
}

#[test]
fn random_filters_match_what_they_say_on_both_engines() {
    on_both(|database| {
        open_shop(database);
        let all = write(database, |tx| {
            let mut random = Random(0x5eed);
            (1..=60)
                .map(|number| {
                    let state = *random.pick(&["draft", "confirmed"]);
                    save(tx, &order(), &format!("O-{number:04}"), state, &random_order(&mut random))
                })
                .collect::<Result<Vec<_>, _>>()
        });
        let handed_over: Vec<_> = all.iter().map(|it| it.id).filter(|it| it.0 % 5 == 0).collect();
        write(database, move |tx| crate::keepers::give(tx, &handed_over, values::UserId(7)));
        let sorts =
            ["number", "state", "created_at", "updated_at", "due", "total", "urgent", "note", "customer"];
        let mut random = Random(0xf117e4);
        for _ in 0..400 {
            let filter = random_filter(&mut random, 0);
            let sort = Sort { field: (*random.pick(&sorts)).to_owned(), descending: random.chance(50) };
            let limit = *random.pick(&[1, 7, 20, 100]);
            let words = *random.pick(&["", "", "bolt", "o-00 1", "m8", "xyzzy"]);
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            let text = |it: &papers::Stored| {
                format!("{}\n{}", it.body["note"].as_str().unwrap_or_default(), it.number).to_lowercase()
            };
            let has_words = |it: &papers::Stored| words.iter().all(|word| text(it).contains(word.as_str()));
            let matching = all.iter().filter(|it| matches(&filter, it) && has_words(it)).cloned().collect();
            let expected: Vec<i64> = sorted(matching, &sort).iter().map(|it| it.id.0).collect();
            assert_eq!(
                pages(database, &order(), &filter, &words, &sort, limit),
                expected,
                "{filter:?} {words:?} {sort:?} {limit}"
            );
        }
    });
}

#[test]
fn sorting_by_what_is_no_field_is_not_possible() {
    for text in ["", "nothing", "lines", "-lines", "number'; --"] {
        assert_eq!(Sort::from_text(&order(), text), None, "{text}");
    }
    let sort = Sort::from_text(&order(), "-due,number").expect("a field");
    assert_eq!(sort, Sort { field: "due".to_owned(), descending: true });
}
