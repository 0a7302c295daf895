//! Promises that hold for every expression.

use crate::expression::{Decimal, Expression, Frame, Function, Operator, Scope, Syntax, Value};
use crate::{Context, DocumentType, Field, Kind, Label, Record};
use proptest::prelude::*;
use values::{Day, Instant, UserId};

fn context() -> Context {
    Context::new(Day::from_number(20_000), Instant::from_micros(1), UserId(1))
}

fn definition() -> DocumentType {
    let field = |name: &str, kind| Field { label: Label::new(name, name), ..Field::new(name, kind) };
    DocumentType {
        name: "any".to_owned(),
        fields: vec![field("a", Kind::Number), field("b", Kind::Text), field("c", Kind::Date)],
        ..DocumentType::default()
    }
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator as O;
    prop::sample::select(vec![
        O::Add,
        O::Subtract,
        O::Multiply,
        O::Divide,
        O::Join,
        O::Equal,
        O::NotEqual,
        O::Less,
        O::LessOrEqual,
        O::Greater,
        O::GreaterOrEqual,
    ])
}

/// Trees as the parser can make them.
fn syntax() -> impl Strategy<Value = Syntax> {
    let leaf = prop_oneof![
        (0_i128..10_i128.pow(20)).prop_map(|raw| Syntax::Number(Decimal::from_raw(raw).expect("in range"))),
        "[a-z\"“ 茶]{0,4}".prop_map(Syntax::Text),
        any::<bool>().prop_map(Syntax::YesNo),
        prop::sample::select(vec!["a", "b", "c", "x y", "行.数"]).prop_map(|it| Syntax::Field(it.to_owned())),
    ];
    leaf.prop_recursive(4, 40, 4, |inside| {
        let functions: Vec<Function> = Function::all().collect();
        let call = (prop::sample::select(functions), prop::collection::vec(inside.clone(), 4)).prop_map(
            |(function, mut arguments)| {
                arguments.truncate(function.arguments().1);
                Syntax::Call(function, arguments)
            },
        );
        prop_oneof![
            inside.clone().prop_map(|it| Syntax::Negate(Box::new(it))),
            inside.clone().prop_map(|it| Syntax::Percent(Box::new(it))),
            (operator(), inside.clone(), inside).prop_map(|(it, a, b)| Syntax::Binary(
                it,
                a.into(),
                b.into()
            )),
            call,
        ]
    })
}

fn evaluate(text: &str, record: &Record) -> Option<Value> {
    let definition = definition();
    let expression = Expression::compile(text, Scope { document: &definition, rows: None }).ok()?;
    Some(expression.evaluate(Frame { record, row: None, context: &context() }))
}

proptest! {
    #[test]
    fn reading_any_text_never_fails_badly(text in "\\PC{0,60}") {
        evaluate(&text, &Record::new());
    }

    #[test]
    fn reading_near_expressions_never_fails_badly(
        text in "([a-c0-9.]|[-+*/&%=<>(),\"\\[\\] ]|IF\\(|SUM\\(|ROUND\\(|DATE\\(|“|（){0,40}",
    ) {
        evaluate(&text, &Record::new());
    }

    #[test]
    fn what_is_printed_is_read_back(tree in syntax()) {
        let printed = tree.to_string();
        // Parts with fewer arguments than their function takes are not made by the parser.
        let read = Syntax::parse(&printed);
        prop_assume!(!matches!(&read, Err(it) if it.code == "wrong_arguments"));
        prop_assert_eq!(read.expect(&printed), tree);
    }

    #[test]
    fn what_passes_the_check_gives_a_value_of_its_type(tree in syntax(), a in any::<i32>()) {
        let record: Record =
            [("a".to_owned(), crate::Value::Number(values::Number::from_raw(a.into())))].into_iter().collect();
        let definition = definition();
        let Ok(expression) = Expression::compile(&tree.to_string(), Scope { document: &definition, rows: None })
        else { return Ok(()) };
        let value = expression.evaluate(Frame { record: &record, row: None, context: &context() });
        let name = match value {
            Value::Blank => return Ok(()),
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::YesNo(_) => "yes_no",
            Value::Date(_) => "date",
            Value::DateTime(_) => "date_time",
            Value::Reference(_) => "link:member",
            // Of a list, the type of what is in it is checked where it is taken out.
            Value::List(_) => {
                prop_assert!(expression.returns().to_string().starts_with("list of "));
                return Ok(());
            }
        };
        prop_assert_eq!(expression.returns().to_string(), name);
    }

    #[test]
    fn products_and_quotients_are_within_half_a_unit(a in -10_i128.pow(19)..10_i128.pow(19), b in 1_i128..10_i128.pow(18)) {
        let (x, y) = (Decimal::from_raw(a).expect("in range"), Decimal::from_raw(b).expect("in range"));
        let one = 10_i128.pow(10);
        if let Some(product) = x.times(y) {
            prop_assert!((product.raw() * one - a * b).abs() * 2 <= one);
        }
        if let Some(quotient) = x.over(y) {
            prop_assert!((quotient.raw() * b - a * one).abs() * 2 <= b);
        }
    }
}

#[test]
fn an_expression_cannot_run_for_ever() {
    use crate::{Row, Value as Stored};
    let mut definition = definition();
    let rows = Field { columns: vec![Field::new("q", Kind::Number)], ..Field::new("lines", Kind::Rows) };
    definition.fields.push(rows);
    let row = |line| Row {
        line,
        record: [("q".to_owned(), Stored::Number(values::Number::whole(1)))].into_iter().collect(),
    };
    let record: Record =
        [("lines".to_owned(), Stored::Rows((1..=1_000).map(row).collect()))].into_iter().collect();
    let value = |text: &str| {
        let expression =
            Expression::compile(text, Scope { document: &definition, rows: None }).expect("well typed");
        expression.evaluate(Frame { record: &record, row: None, context: &context() })
    };
    let hundred = "SUM([lines.q] + SUM([lines.q] + SUM([lines.q])))";
    assert_eq!(value(hundred), Value::Blank, "a billion steps are not taken");
    assert_eq!(value("SUM([lines.q] + 1)"), Value::Number(Decimal::whole(2_000)));
}
