//! The table of functions in the forms in which others read it: documentation, golden file, and the
//! browser's table. `cargo xtask codegen` writes them; a test says when one is stale.

use super::function::Group;
use super::{Expression, Frame, Function, Scope, Value};
use crate::{Context, DocumentType, Record};
use serde_json::{Map, Value as Json, json};
use std::fmt::Write as _;
use values::{Day, Instant, UserId};

/// Each file, by its path in the repository, and what it holds.
pub fn files() -> [(&'static str, String); 3] {
    [
        ("docs/functions.md", documentation()),
        ("crates/documents/golden/functions.json", pretty(&golden())),
        ("web/src/lib/expression/functions.json", pretty(&browser())),
    ]
}

/// For the designer: name, arguments, words and examples of every function.
pub fn functions() -> Json {
    let rows = Function::table().iter().map(|it| {
        let examples =
            it.examples.iter().map(|(text, gives)| json!({ "expression": text, "gives": shown(gives) }));
        json!({
            "name": it.name, "group": it.group, "arguments": it.arguments, "returns": it.returns,
            "label": { "zh": it.zh, "en": it.en }, "examples": examples.collect::<Vec<_>>(),
        })
    });
    Json::Array(rows.collect())
}

fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(json).expect("it is JSON") + "\n"
}

/// What an example gives, without its type.
fn shown(gives: &str) -> &str {
    match gives {
        "yes" => "TRUE",
        "no" => "FALSE",
        "blank" => "",
        other => other.split_once(' ').map_or(other, |(_, value)| value),
    }
}

fn golden() -> Json {
    let cases = Function::table().iter().flat_map(|row| {
        row.examples
            .iter()
            .map(move |(text, is)| json!({ "function": row.name, "expression": text, "is": is }))
    });
    let more = shaken().into_iter().map(|text| json!({ "expression": text, "is": given(&text) }));
    json!({
        "about": "The examples of every function, from crates/documents/src/expression/table.rs; and calls with shaken numbers, with what the server gives for them.",
        "cases": cases.collect::<Vec<_>>(),
        "shaken": more.collect::<Vec<_>>(),
    })
}

/// Calls with numbers of every size, always the same ones.
fn shaken() -> Vec<String> {
    let mut state = 20_261_122_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut found = Vec::new();
    for round in 0..12_u32 {
        let big = 10_u64.pow(round % 9 + 1);
        let sign = if round % 3 == 0 { "-" } else { "" };
        let (x, y) =
            (format!("{sign}{}.{:06}", next(big), next(1_000_000)), format!("{}.{:02}", next(30), next(100)));
        for name in [
            "SQRT", "EXP", "LN", "LOG", "SIN", "COS", "TAN", "COT", "RADIANS", "DEGREES", "RMBCAP", "INT",
            "ABS",
        ] {
            found.push(format!("{name}({x})"));
        }
        for name in ["POWER", "MROUND", "CEILING", "FLOOR", "MOD", "QUOTIENT", "LOG"] {
            found.push(format!("{name}({x}, {y})"));
        }
        for format in ["#,##0.00", "0.0%", "000000", "¥#,##0.##", "0"] {
            found.push(format!("TEXT({x}, \"{format}\")"));
        }
        found.push(format!("FIXED({x}, {})", next(6)));
        let day = |next: &mut dyn FnMut(u64) -> u64| {
            format!("DATE({}, {}, {})", 1950 + next(150), 1 + next(12), 1 + next(28))
        };
        let (from, to) = (day(&mut next), day(&mut next));
        for name in ["WEEKNUM", "ISOWEEKNUM", "QUARTER", "WEEKDAY"] {
            found.push(format!("{name}({from})"));
        }
        for name in ["DAYS", "DAYS360"] {
            found.push(format!("{name}({from}, {to})"));
        }
        for unit in ["y", "M", "d"] {
            found.push(format!("DATEDIF({from}, {to}, \"{unit}\")"));
        }
        found.push(format!("EDATE({from}, {})", next(600)));
        found.push(format!("EOMONTH({from}, -{})", next(600)));
    }
    found
}

/// What the server gives, as the golden files write it.
fn given(text: &str) -> String {
    let document = DocumentType::default();
    let Ok(expression) = Expression::compile(text, Scope { document: &document, rows: None }) else {
        return "problem".to_owned();
    };
    let context = Context::new(Day::from_number(0), Instant::default(), UserId(0));
    let value = expression.evaluate(Frame { record: &Record::new(), row: None, context: &context });
    match value {
        Value::Blank => "blank".to_owned(),
        value => format!("{} {}", expression.returns(), value.joined()),
    }
}

fn browser() -> Json {
    let rows = Function::table().iter().map(|it| {
        let row = json!({
            "name": it.function.name(), "arguments": it.arguments, "returns": it.returns,
            "blanks": if it.keeps_blanks { "kept" } else { "spread" },
        });
        (it.name.to_owned(), row)
    });
    Json::Object(rows.collect::<Map<_, _>>())
}

fn documentation() -> String {
    let mut out = String::from(
        "# Functions · 函数\n\n\
         Generated from `crates/documents/src/expression/table.rs` by `cargo xtask codegen`; every example is a test,\n\
         run by the server's evaluator and by the browser's.\n\n\
         由函数表生成；每个例子都是测试，服务器与浏览器两边都运行。\n\n\
         Numbers are exact decimals with 10 decimals below 10¹⁸, never floating point. Roots, powers, logarithms and\n\
         angles are computed with 18 decimals by the same steps on both sides: right to about 15 digits. What cannot be\n\
         computed is blank. There is no RAND: what is computed again at every save must give the same.\n\n\
         数字为精确的十进制（10 位小数，小于 10¹⁸），不用浮点数；开方、乘方、对数和三角函数按 18 位小数计算，约 15 位有效数字。\n\
         不能计算的结果为空。没有 RAND：每次保存都会重算，结果必须相同。\n",
    );
    let groups = [
        (Group::Logic, "Logic · 逻辑"),
        (Group::Text, "Text · 文本"),
        (Group::Number, "Numbers · 数字"),
        (Group::Date, "Days and moments · 日期与时间"),
        (Group::List, "Lists and people · 列表与人员"),
    ];
    for (group, title) in groups {
        let _ = write!(
            out,
            "\n## {title}\n\n| function 函数 | 说明 | meaning | examples 例子 |\n|---|---|---|---|\n"
        );
        for row in Function::table().iter().filter(|it| it.group == group) {
            let examples: Vec<String> = (row.examples.iter())
                .map(|(text, gives)| {
                    format!("`{text}` → {}", if *gives == "blank" { "blank 空" } else { shown(gives) })
                })
                .collect();
            let examples = examples.join("<br>").replace('|', "\\|").replace('*', "\\*");
            let _ = writeln!(
                out,
                "| `{}({})` | {} | {} | {} |",
                row.name,
                words(row.arguments),
                row.zh.replace('*', "\\*"),
                row.en.replace('*', "\\*"),
                examples
            );
        }
    }
    out
}

/// `n n?` as people read it: `number, [number]`.
fn words(arguments: &str) -> String {
    let (before, rest) = arguments.split_once('(').unwrap_or((arguments, ""));
    let (group, after) = rest.split_once(")*").unwrap_or((rest, ""));
    let mut out: Vec<String> = before.split_whitespace().map(word).collect();
    if !group.is_empty() {
        out.extend(group.split_whitespace().map(word));
        out.push("…".to_owned());
    }
    out.extend(after.split_whitespace().map(word));
    out.join(", ")
}

fn word(letter: &str) -> String {
    let name = match letter.chars().next().unwrap_or('a').to_ascii_lowercase() {
        'n' => "number",
        't' | 'j' => "text",
        'b' => "yes/no",
        'd' => "day",
        'm' => "moment",
        'w' => "day or moment",
        'c' => "condition",
        _ => "value",
    };
    let list = if letter.starts_with(|it: char| it.is_ascii_uppercase()) { "s" } else { "" };
    if letter.ends_with('?') { format!("[{name}{list}]") } else { format!("{name}{list}") }
}
