//! The file that the browser's evaluator runs too.

use crate::expression::{Expression, Frame, Scope, Type, Value};
use crate::{Context, DocumentType, Links, Problem, Record};
use serde_json::Value as Json;
use std::fmt::Write;
use values::{DocumentId, UserId};

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
    let context = Context {
        today: text("today").parse().expect("a day"),
        now: text("now").parse().expect("an instant"),
        user: links.member(&text("user")).unwrap_or(UserId(0)),
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
    assert_eq!(said("LEFT(\"a\")"), pair("LEFT 需要 2 至 2 个参数", "LEFT takes 2 to 2 arguments"));
}
