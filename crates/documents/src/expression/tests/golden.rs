//! The file that the browser's evaluator runs too.

use crate::expression::{Expression, Frame, Function, Scope, Type, Value};
use crate::{Context, DocumentType, Links, Problem, Record};
use serde_json::Value as Json;
use std::fmt::Write;
use std::sync::Arc;
use values::{Day, DocumentId, UserId};

struct Golden {
    definition: DocumentType,
    record: Record,
    context: Context,
    links: Links,
}

fn golden() -> (Golden, Vec<Json>) {
    let json: Json = serde_json::from_str(include_str!("../../../golden/expressions.json")).expect("JSON");
    let definition = DocumentType::from_json(&json["definition"]).expect("a sound definition");
    let mut links = Links::new();
    for (at, reference) in (1..).zip(definition.references(&json["fields"])) {
        if links.get(&reference.target, &reference.text).is_none() {
            links.add(&reference.target, &reference.text, DocumentId(at));
            links.add_number(DocumentId(at), &reference.text);
        }
    }
    let text = |name: &str| json["context"][name].as_str().expect("a text").to_owned();
    let (today, now) = (text("today").parse().expect("a day"), text("now").parse().expect("an instant"));
    // The clock of Shanghai, and a week in October with a Saturday that is worked for it.
    let day = |day| Day::from_ymd(2026, 10, day).expect("a day");
    let off = [1, 2, 5, 6, 7].map(|it| (day(it), false));
    let context = Context {
        zone_seconds: 8 * 3600,
        calendar: Arc::new(off.into_iter().chain([(day(10), true)]).collect()),
        ..Context::new(today, now, links.member(&text("user")).unwrap_or(UserId(0)))
    };
    let record = definition.parse(&json["fields"], &links, None, &context).expect("a sound record");
    let cases = json["cases"].as_array().expect("a list").clone();
    (Golden { definition, record, context, links }, cases)
}

impl Golden {
    fn shown(&self, result: Result<(Value, Type), Problem>) -> String {
        let (value, returns) = match result {
            Ok(it) => it,
            Err(problem) => return format!("problem {}", problem.code),
        };
        match value {
            Value::Blank => return "blank".to_owned(),
            Value::YesNo(it) => return if it { "yes" } else { "no" }.to_owned(),
            Value::Reference(id) => return self.links.number_of(DocumentId(id)).unwrap_or("?").to_owned(),
            _ => (),
        }
        format!("{returns} {}", value.joined())
    }

    fn run(&self, text: &str, line: Option<usize>) -> Result<(Value, Type), Problem> {
        let rows = line.and(self.definition.field("lines"));
        let expression = Expression::compile(text, Scope { document: &self.definition, rows })?;
        let row = line.map(|at| &self.record.rows("lines")[at].record);
        let frame = Frame { record: &self.record, row, context: &self.context };
        Ok((expression.evaluate(frame), expression.returns().clone()))
    }
}

#[test]
fn every_expression_gives_what_the_golden_file_says() {
    let (golden, cases) = golden();
    assert!(cases.len() >= 150, "the golden file covers the language");
    let mut wrong = String::new();
    for case in cases {
        let text = case["expression"].as_str().expect("a text");
        let line = case["line"].as_u64().map(|it| usize::try_from(it).expect("small"));
        let found = golden.shown(golden.run(text, line));
        let wanted = case["is"].as_str().expect("a text");
        if found != wanted {
            writeln!(wrong, "{text}\n    is {found}, not {wanted}").expect("texts grow");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_examples_of_every_function_are_true() {
    let (golden, _) = golden();
    let mut wrong = String::new();
    for row in Function::table() {
        assert!(!row.examples.is_empty() && !row.zh.is_empty() && !row.en.is_empty(), "{}", row.name);
        for (text, wanted) in row.examples {
            let found = golden.shown(golden.run(text, None));
            if found != *wanted {
                writeln!(wrong, "{text}\n    is {found}, not {wanted}").expect("texts grow");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(Function::table().len() >= 90);
}

#[test]
fn what_is_made_of_the_table_is_fresh() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (path, wanted) in crate::expression::explained::files() {
        let path = root.join(path);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &wanted).expect("written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == wanted, "{} is stale: cargo xtask codegen", path.display());
    }
}

#[test]
fn what_is_wrong_is_said_in_both_languages() {
    let (golden, _) = golden();
    let said = |text: &str| {
        let problem = golden.run(text, None).expect_err("refused");
        (problem.message("zh"), problem.message("en"))
    };
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(said("[缺]"), pair("没有字段“缺”", "there is no field `缺`"));
    assert_eq!(said("1 + \"a\""), pair("+ 需要 number，得到的是 text", "+ needs number, not text"));
    assert_eq!(said("1 + ) 2"), pair("第 5 个字处不应有“)”", "`)` is not expected at character 5"));
    assert_eq!(said("MID(\"a\")"), pair("MID 需要 3 至 3 个参数", "MID takes 3 to 3 arguments"));
}
