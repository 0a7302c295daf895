//! Runs an expression. Always gives a value, in bounded time.

use super::{Argument, Decimal, Expression, FieldAt, Function, Node, Operator, Value, calls, from_record};
use crate::{Context, Record};
use std::cmp::Ordering;

/// Steps one evaluation may take; a step is an operator, a call or a field. What is not computed
/// by then is blank.
const FUEL: u32 = 1_000_000;
/// Characters of a text an expression may build.
pub(crate) const TEXT_MAX: usize = 10_000;

/// What an expression reads: the header, and the line it stands in.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub record: &'a Record,
    pub row: Option<&'a Record>,
    pub context: &'a Context,
}

impl Expression {
    pub fn evaluate(&self, frame: Frame<'_>) -> Value {
        self.node.evaluate(frame)
    }
}

impl Node {
    pub(crate) fn evaluate(&self, frame: Frame<'_>) -> Value {
        let mut run = Run { frame, each: None, fuel: FUEL };
        let value = run.node(self);
        if run.fuel == 0 { Value::Blank } else { value }
    }
}

struct Run<'a> {
    frame: Frame<'a>,
    each: Option<&'a Record>,
    fuel: u32,
}

impl<'a> Run<'a> {
    fn node(&mut self, node: &Node) -> Value {
        if self.fuel == 0 {
            return Value::Blank;
        }
        self.fuel -= 1;
        match node {
            Node::Constant(it) => it.clone(),
            Node::Field(at) => self.field(at),
            Node::Negate(inside) => match self.node(inside) {
                Value::Number(it) => Value::Number(it.negated()),
                _ => Value::Blank,
            },
            Node::Percent(inside) => match self.node(inside) {
                Value::Number(it) => number(it.over(Decimal::whole(100))),
                _ => Value::Blank,
            },
            Node::Binary(operator, left, right) => {
                let (left, right) = (self.node(left), self.node(right));
                binary(*operator, &left, &right)
            }
            Node::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    fn field(&self, at: &FieldAt) -> Value {
        let read = |record: Option<&Record>, name| record.map_or(Value::Blank, |it| from_record(it, name));
        match at {
            FieldAt::Header(name) => from_record(self.frame.record, name),
            FieldAt::Own(name) => read(self.frame.row, name),
            FieldAt::Each { column, .. } => read(self.each, column),
            FieldAt::Lines(name) => match self.frame.record.rows(name).len() {
                0 => Value::Blank,
                count => Value::Number(Decimal::whole(i64::try_from(count).unwrap_or(i64::MAX))),
            },
        }
    }

    fn call(&mut self, function: Function, arguments: &[Argument]) -> Value {
        match function {
            // Only the branch that is taken is computed.
            Function::If => {
                let taken = match self.node(&arguments[0].node) {
                    Value::YesNo(true) => arguments.get(1),
                    _ => arguments.get(2),
                };
                return taken.map_or(Value::Blank, |it| self.node(&it.node));
            }
            Function::Coalesce => {
                for argument in arguments {
                    let value = self.node(&argument.node);
                    if !value.is_blank() {
                        return value;
                    }
                }
                return Value::Blank;
            }
            _ => (),
        }
        let lines = matches!(arguments, [Argument { node: Node::Field(FieldAt::Lines(_)), .. }]);
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let in_list = argument.is_list && !function.is_aggregate();
            match &argument.each {
                None => values.push(match self.node(&argument.node) {
                    list @ Value::List(_) => list,
                    one if in_list => Value::List(vec![one]),
                    one => one,
                }),
                Some(rows) => {
                    let record: &'a Record = self.frame.record;
                    let outer = self.each;
                    let mut list = Vec::new();
                    for row in record.rows(rows) {
                        self.each = Some(&row.record);
                        list.push(self.node(&argument.node));
                    }
                    self.each = outer;
                    if in_list { values.push(Value::List(list)) } else { values.append(&mut list) }
                }
            }
        }
        match (function, lines) {
            (Function::Count, true) => match values.swap_remove(0) {
                Value::Blank => Value::Number(Decimal::ZERO),
                count => count,
            },
            _ => calls::call(function, &values, self.frame.context),
        }
    }
}

pub(crate) fn number(it: Option<Decimal>) -> Value {
    it.map_or(Value::Blank, Value::Number)
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Value {
    use Operator as O;
    match operator {
        O::Add | O::Subtract | O::Multiply | O::Divide => arithmetic(operator, left, right),
        O::Join => join(&[left.clone(), right.clone()]),
        O::Equal => Value::YesNo(left == right),
        O::NotEqual => Value::YesNo(left != right),
        O::Less | O::LessOrEqual | O::Greater | O::GreaterOrEqual => match order(left, right) {
            None => Value::Blank,
            Some(order) => Value::YesNo(match operator {
                O::Less => order.is_lt(),
                O::LessOrEqual => order.is_le(),
                O::Greater => order.is_gt(),
                _ => order.is_ge(),
            }),
        },
    }
}

/// A missing summand adds nothing; a missing factor leaves the product unknown.
fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Value {
    let result = match (operator, left, right) {
        (Operator::Add, Value::Number(a), Value::Number(b)) => a.plus(*b),
        (Operator::Subtract, Value::Number(a), Value::Number(b)) => a.minus(*b),
        (Operator::Multiply, Value::Number(a), Value::Number(b)) => a.times(*b),
        (Operator::Divide, Value::Number(a), Value::Number(b)) => a.over(*b),
        (Operator::Add | Operator::Subtract, Value::Number(a), _) => Some(*a),
        (Operator::Add, _, Value::Number(b)) => Some(*b),
        (Operator::Subtract, _, Value::Number(b)) => Some(b.negated()),
        _ => None,
    };
    number(result)
}

pub(crate) fn join(values: &[Value]) -> Value {
    let text: String = values.iter().map(Value::joined).collect();
    if text.chars().count() > TEXT_MAX { Value::Blank } else { Value::text(text) }
}

/// Texts by code point; `None` with a blank.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
