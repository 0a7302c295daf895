//! Conditions of the expression language as filters, for the part of it that a database can search.

use crate::expression::{
    Argument, Expression, FieldAt, Frame, Function, Node, Operator, Scope, Type, Value, to_raw,
};
use crate::filter::{Op, Operand, Scalar, field_named};
use crate::{Context, DocumentType, Field, FieldPath, Filter, Problem, Record};

impl Filter {
    /// Reads a condition made of comparisons between a field and a constant, `ISBLANK`, `IN`,
    /// `CONTAINS`, yes-no fields, `AND`, `OR`, `NOT`; `OR(condition on a column)` means any line.
    /// The filter finds the documents for which the expression is TRUE. Links and members cannot be
    /// named in expressions; use [`Filter::from_json`] for them.
    pub fn from_expression(it: &DocumentType, text: &str, context: &Context) -> Result<Filter, Problem> {
        let expression = Expression::compile(text, Scope { document: it, rows: None })?;
        if *expression.returns() != Type::YesNo {
            return Err(Problem::new("", "not_a_condition"));
        }
        let found = Condition { document: it, context }.filter(&expression.node, true);
        found.ok_or_else(|| Problem::new("", "not_a_condition"))
    }
}

struct Condition<'a> {
    document: &'a DocumentType,
    context: &'a Context,
}

impl Condition<'_> {
    /// The documents for which `node` is `wanted`: TRUE or FALSE, blank being neither.
    fn filter(&self, node: &Node, wanted: bool) -> Option<Filter> {
        match node {
            Node::Constant(Value::YesNo(it)) => {
                Some(if *it == wanted { Filter::everything() } else { Filter::Any(Vec::new()) })
            }
            Node::Field(at) => {
                let (field, _) = self.field(at)?;
                Some(Filter::Compare { field, op: Op::Equal, value: Operand::One(Scalar::Bool(wanted)) })
            }
            Node::Binary(operator, left, right) => self.comparison(*operator, left, right, wanted),
            Node::Call(function, arguments) => self.call(*function, arguments, wanted),
            _ => None,
        }
    }

    fn call(&self, function: Function, arguments: &[Argument], wanted: bool) -> Option<Filter> {
        let parts = || arguments.iter().map(|it| self.filter(&it.node, wanted)).collect::<Option<Vec<_>>>();
        let over_lines = arguments.iter().any(|it| it.each.is_some());
        match function {
            Function::Not => self.filter(&arguments[0].node, !wanted),
            // A condition on a column asks for any line; "every line" has no such filter.
            Function::And | Function::Or if over_lines && (function == Function::Or) != wanted => None,
            // Parts that are combined may be true of different lines.
            Function::And if wanted => self.same_line(arguments, parts()?).map(Filter::All),
            Function::Or if !wanted => self.same_line(arguments, parts()?).map(Filter::All),
            Function::And | Function::Or => Some(Filter::Any(parts()?)),
            Function::IsBlank => {
                let (field, _) = self.field_of(&arguments[0].node)?;
                let op = if wanted { Op::Empty } else { Op::NotEmpty };
                Some(Filter::Compare { field, op, value: Operand::Nothing })
            }
            Function::Contains => {
                let (field, kind) = self.field_of(&arguments[0].node)?;
                let part = self.constant(&arguments[1].node)?;
                let value = Operand::One(scalar(&kind, &part).filter(|_| kind.kind.is_text())?);
                two_valued(Filter::Compare { field, op: Op::Contains, value }, wanted)
            }
            Function::In => {
                let (field, kind) = self.field_of(&arguments[0].node)?;
                let list: Option<Vec<Scalar>> =
                    arguments[1..].iter().map(|it| scalar(&kind, &self.constant(&it.node)?)).collect();
                two_valued(Filter::Compare { field, op: Op::In, value: Operand::Many(list?) }, wanted)
            }
            _ => None,
        }
    }

    /// `OR(AND(a, b))` over lines asks that one line be both, which a filter cannot say.
    fn same_line(&self, arguments: &[Argument], parts: Vec<Filter>) -> Option<Vec<Filter>> {
        let mentions_column = |it: &Argument| {
            let mut fields = Vec::new();
            it.node.fields(&mut fields);
            it.each.is_none() && fields.iter().any(|at| matches!(at, FieldAt::Each { .. }))
        };
        let free = arguments.iter().filter(|it| !is_or_over_lines(it) && mentions_column(it)).count();
        (free <= 1).then_some(parts)
    }

    fn comparison(&self, operator: Operator, left: &Node, right: &Node, wanted: bool) -> Option<Filter> {
        let (field, kind, constant, turned) = match (self.field_of(left), self.field_of(right)) {
            (Some((field, kind)), None) => (field, kind, self.constant(right)?, false),
            (None, Some((field, kind))) => (field, kind, self.constant(left)?, true),
            _ => return None,
        };
        let op = op(operator, turned, wanted)?;
        if constant.is_blank() {
            let op = match op {
                Op::Equal => Op::Empty,
                Op::NotEqual => Op::NotEmpty,
                _ => return Some(Filter::Any(Vec::new())),
            };
            return Some(Filter::Compare { field, op, value: Operand::Nothing });
        }
        let value = Operand::One(scalar(&kind, &constant)?);
        Some(Filter::Compare { field, op, value })
    }

    fn field_of(&self, node: &Node) -> Option<(FieldPath, Field)> {
        match node {
            Node::Field(at) => self.field(at),
            _ => None,
        }
    }

    fn field(&self, at: &FieldAt) -> Option<(FieldPath, Field)> {
        let path = match at {
            FieldAt::Header(name) | FieldAt::Lines(name) => FieldPath::from_text(name),
            FieldAt::Each { rows, column } => FieldPath { field: rows.clone(), column: Some(column.clone()) },
            FieldAt::Own(_) => return None,
        };
        field_named(self.document, &path).map(|field| (path, field))
    }

    /// A part without fields, computed now.
    fn constant(&self, node: &Node) -> Option<Value> {
        let mut fields = Vec::new();
        node.fields(&mut fields);
        let frame = Frame { record: &Record::new(), row: None, context: self.context };
        fields.is_empty().then(|| node.evaluate(frame))
    }
}

fn is_or_over_lines(it: &Argument) -> bool {
    matches!(&it.node, Node::Call(Function::Or, inside) if inside.iter().any(|it| it.each.is_some()))
}

/// `CONTAINS` and `IN` are never blank, so that their opposite is simply everything else.
fn two_valued(it: Filter, wanted: bool) -> Option<Filter> {
    Some(if wanted { it } else { Filter::Not(Box::new(it)) })
}

/// The comparison with its sides turned, or its opposite when FALSE is wanted.
fn op(operator: Operator, turned: bool, wanted: bool) -> Option<Op> {
    let it = match operator {
        Operator::Equal => Op::Equal,
        Operator::NotEqual => Op::NotEqual,
        Operator::Less => Op::Less,
        Operator::LessOrEqual => Op::LessOrEqual,
        Operator::Greater => Op::Greater,
        Operator::GreaterOrEqual => Op::GreaterOrEqual,
        _ => return None,
    };
    let it = match (turned, it) {
        (true, Op::Less) => Op::Greater,
        (true, Op::LessOrEqual) => Op::GreaterOrEqual,
        (true, Op::Greater) => Op::Less,
        (true, Op::GreaterOrEqual) => Op::LessOrEqual,
        (_, it) => it,
    };
    Some(match (wanted, it) {
        (true, it) => it,
        (false, Op::Equal) => Op::NotEqual,
        (false, Op::NotEqual) => Op::Equal,
        (false, Op::Less) => Op::GreaterOrEqual,
        (false, Op::LessOrEqual) => Op::Greater,
        (false, Op::Greater) => Op::LessOrEqual,
        (false, _) => Op::Less,
    })
}

/// The constant as the database keeps values of `field`; `None` when it cannot keep it exactly.
pub(crate) fn scalar(field: &Field, value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Number(it) => {
            let exact = Field { decimals: None, ..field.clone() };
            let raw = to_raw(&exact, *it)?;
            let back = crate::scalar::amount_from_raw(&field.kind, raw)?;
            let record: Record = [(field.name.clone(), back)].into_iter().collect();
            if crate::expression::from_record(&record, &field.name) != *value {
                return None;
            }
            Scalar::Int(raw)
        }
        Value::Text(it) => Scalar::Text(it.clone()),
        Value::YesNo(it) => Scalar::Bool(*it),
        Value::Date(it) => Scalar::Text(it.to_string()),
        Value::DateTime(it) => Scalar::Int(it.micros()),
        Value::Reference(it) if field.kind.target().is_some() => Scalar::Int(*it),
        Value::Reference(_) | Value::Blank | Value::List(_) => return None,
    })
}
