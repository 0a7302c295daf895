//! Formulas: how many a second, beside the same arithmetic in a bare Rust loop, and what reading a whole
//! paper costs. In this process; neither the server nor a disk is part of it.

use crate::Setting;
use anyhow::{Result, anyhow};
use documents::expression::{Expression, Frame, Scope};
use documents::{Context, DocumentType, Links, Record};
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;
use values::{Day, UserId};

const ROUNDS: u32 = 1_000_000;
const PAPERS: u32 = 20_000;
const LINES: usize = 10;

pub(crate) fn run(_: &Setting) -> Result<()> {
    let quote = quote()?;
    let context = Context::new(Day::from_number(20_000), values::Instant::default(), UserId(1));
    let fields = json!({ "rate": "12.5", "freight": "8", "lines": vec![json!({ "quantity": "2.5", "price": "19.99", "note": "x" }); LINES] });
    let record = quote.parse(&fields, &Links::new(), None, &context).map_err(|it| anyhow!("{it:?}"))?;
    let bare = bare();
    println!("  bare loop: {bare:.0} products with a discount, rounded, a second");
    for (what, text, in_line) in [
        ("amount of a line", "ROUND([quantity] * [price] * (1 - [rate]), 2)", true),
        ("condition", "IF(AND([quantity] > 2, [price] < 100), [price], 0)", true),
        ("sum over 10 lines", "SUM([lines.quantity] * [lines.price]) + [freight]", false),
        ("SUMIF over 10 lines", "SUMIF([lines.note], \"x\", [lines.quantity])", false),
        ("capitals", "RMBCAP([freight] * 1234.56)", false),
        ("square root", "SQRT([freight])", false),
    ] {
        let rows = if in_line { quote.field("lines") } else { None };
        let expression =
            Expression::compile(text, Scope { document: &quote, rows }).map_err(|it| anyhow!("{it}"))?;
        let row = in_line.then(|| &record.rows("lines")[0].record);
        let rounds = if in_line { ROUNDS } else { ROUNDS / 5 };
        let begun = Instant::now();
        for _ in 0..rounds {
            black_box(expression.evaluate(Frame { record: black_box(&record), row, context: &context }));
        }
        let rate = f64::from(rounds) / begun.elapsed().as_secs_f64();
        println!("  {what}: {rate:.0} evaluations a second, 1/{:.0} of the bare loop", bare / rate);
    }
    papers(&quote, &fields, &context)
}

/// What the first formula computes, without anything around it.
fn bare() -> f64 {
    let (quantity, price, rate) =
        (black_box(2_500_000_i128), black_box(19_990_000_i128), black_box(125_000_i128));
    let begun = Instant::now();
    let mut sum = 0_i128;
    for at in 0..ROUNDS {
        let product = (quantity + i128::from(at % 7)) * price / 1_000_000;
        let discounted = product * (1_000_000 - rate) / 1_000_000;
        sum = sum.wrapping_add(black_box((discounted + 5_000) / 10_000));
    }
    black_box(sum);
    f64::from(ROUNDS) / begun.elapsed().as_secs_f64()
}

fn papers(quote: &DocumentType, fields: &serde_json::Value, context: &Context) -> Result<()> {
    let begun = Instant::now();
    for _ in 0..PAPERS {
        let read: Record =
            quote.parse(fields, &Links::new(), None, context).map_err(|it| anyhow!("{it:?}"))?;
        black_box(read);
    }
    let rate = f64::from(PAPERS) / begun.elapsed().as_secs_f64();
    println!("  papers of {LINES} lines, {} formulas each: {rate:.0} a second, checks and all", LINES + 2);
    Ok(())
}

fn quote() -> Result<DocumentType> {
    let field = |name: &str, kind: &str, formula: Option<&str>| json!({ "name": name, "label": name, "kind": kind, "formula": formula });
    let columns = [
        field("quantity", "quantity", None),
        field("price", "unit_price", None),
        field("note", "text", None),
        field("amount", "money", Some("ROUND([quantity] * [price], 2)")),
    ];
    let mut lines = field("lines", "rows", None);
    lines["columns"] = json!(columns);
    let definition = json!({
        "name": "quote", "label": "报价",
        "fields": [
            field("rate", "percent", None), field("freight", "money", None), lines,
            field("goods", "money", Some("SUM([lines.amount])")),
            field("total", "money", Some("[goods] * (1 - [rate]) + [freight]")),
        ],
        "checks": [{ "expression": "[total] < 1000000", "message": "太大", "field": "total" }],
    });
    DocumentType::from_json(&definition).map_err(|it| anyhow!("{it:?}"))
}
