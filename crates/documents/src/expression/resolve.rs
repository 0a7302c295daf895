//! Looks up the names of an expression and checks the types of its operands.

use super::value::type_of;
use super::{Function, Operator, Scope, Syntax, Type, Value};
use crate::{Field, Kind, Problem};

/// An expression ready to run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Constant(Value),
    Field(FieldAt),
    Negate(Box<Node>),
    Percent(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Argument>),
}

/// Where a value is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FieldAt {
    Header(String),
    /// A column of the line that the expression stands in.
    Own(String),
    /// A column of the line that an aggregate has reached.
    Each {
        rows: String,
        column: String,
    },
    /// The lines themselves: only counted or asked whether there are any.
    Lines(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) node: Node,
    /// The rows to go over, the argument being computed for every line.
    pub(crate) each: Option<String>,
    /// It is given to the function as a list.
    pub(crate) is_list: bool,
}

impl Node {
    pub(crate) fn calls(&self, wanted: &dyn Fn(Function) -> bool) -> bool {
        match self {
            Node::Constant(_) | Node::Field(_) => false,
            Node::Negate(inside) | Node::Percent(inside) => inside.calls(wanted),
            Node::Binary(_, left, right) => left.calls(wanted) || right.calls(wanted),
            Node::Call(function, arguments) => {
                wanted(*function) || arguments.iter().any(|it| it.node.calls(wanted))
            }
        }
    }

    pub(crate) fn fields<'a>(&'a self, found: &mut Vec<&'a FieldAt>) {
        match self {
            Node::Constant(_) => (),
            Node::Field(it) => found.push(it),
            Node::Negate(inside) | Node::Percent(inside) => inside.fields(found),
            Node::Binary(_, left, right) => {
                left.fields(found);
                right.fields(found);
            }
            Node::Call(_, arguments) => arguments.iter().for_each(|it| it.node.fields(found)),
        }
    }
}

pub(crate) fn resolve(syntax: &Syntax, scope: Scope<'_>) -> Result<(Node, Type), Problem> {
    let found = Resolver { scope }.node(syntax)?;
    match found.column {
        Some((rows, column)) => {
            Err(Problem::new("", "column_outside").with("name", format!("{rows}.{column}")))
        }
        None => Ok((found.node, found.returns)),
    }
}

/// A checked part, and the column of rows it mentions outside any aggregate.
struct Found {
    node: Node,
    returns: Type,
    column: Option<(String, String)>,
}

struct Resolver<'a> {
    scope: Scope<'a>,
}

impl Resolver<'_> {
    fn node(&self, syntax: &Syntax) -> Result<Found, Problem> {
        let constant = |value, returns| Ok(Found { node: Node::Constant(value), returns, column: None });
        match syntax {
            Syntax::Number(it) => constant(Value::Number(*it), Type::Number),
            Syntax::Text(it) if it.is_empty() => constant(Value::Blank, Type::Blank),
            Syntax::Text(it) => constant(Value::Text(it.clone()), Type::Text),
            Syntax::YesNo(it) => constant(Value::YesNo(*it), Type::YesNo),
            Syntax::Field(name) => self.field(name),
            Syntax::Negate(inside) => {
                let found = self.typed("-", inside, &Type::Number)?;
                Ok(Found { node: Node::Negate(Box::new(found.node)), ..found })
            }
            Syntax::Percent(inside) => {
                let found = self.typed("%", inside, &Type::Number)?;
                Ok(Found { node: Node::Percent(Box::new(found.node)), ..found })
            }
            Syntax::Binary(operator, left, right) => self.binary(*operator, left, right),
            Syntax::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    fn binary(&self, operator: Operator, left: &Syntax, right: &Syntax) -> Result<Found, Problem> {
        let (left, right) = (self.node(left)?, self.node(right)?);
        let sign = operator.sign();
        let returns = match operator {
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
                expect(sign, &left, &Type::Number)?;
                expect(sign, &right, &Type::Number)?;
                Type::Number
            }
            Operator::Join => {
                expect_joinable(sign, &left)?;
                expect_joinable(sign, &right)?;
                Type::Text
            }
            Operator::Equal | Operator::NotEqual => {
                common(sign, &left.returns, &right.returns)?;
                Type::YesNo
            }
            _ => {
                let both = common(sign, &left.returns, &right.returns)?;
                expect_ordered(sign, &both)?;
                Type::YesNo
            }
        };
        let column = merged(left.column, right.column)?;
        Ok(Found { node: Node::Binary(operator, Box::new(left.node), Box::new(right.node)), returns, column })
    }

    fn typed(&self, whose: &str, syntax: &Syntax, expected: &Type) -> Result<Found, Problem> {
        let found = self.node(syntax)?;
        expect(whose, &found, expected)?;
        Ok(Found { returns: expected.clone(), ..found })
    }

    fn call(&self, function: Function, arguments: &[Syntax]) -> Result<Found, Problem> {
        if let ([Syntax::Field(name)], Function::Count | Function::IsBlank) = (arguments, function)
            && let Some(rows) = self.lines_named(name)
        {
            let node = Node::Field(FieldAt::Lines(rows.name.clone()));
            let returns = if function == Function::Count { Type::Number } else { Type::YesNo };
            let arguments = vec![Argument { node, each: None, is_list: false }];
            return Ok(Found { node: Node::Call(function, arguments), returns, column: None });
        }
        let found: Vec<Found> = arguments.iter().map(|it| self.node(it)).collect::<Result<_, _>>()?;
        let types: Vec<&Type> = found.iter().map(|it| &it.returns).collect();
        let returns =
            function.returned(&types).map_err(|it| mismatch(function.name(), &it.found, &it.expected))?;
        let letters = function.letters(found.len());
        let goes_over_lines = function.is_aggregate() && found.len() == 1;
        let mut column = None;
        let mut over: Column = None;
        let mut checked = Vec::with_capacity(found.len());
        for (it, letter) in found.into_iter().zip(letters) {
            let takes_list = goes_over_lines || (letter.is_ascii_uppercase() && !function.is_aggregate());
            let each = if takes_list { it.column.as_ref().map(|(rows, _)| rows.clone()) } else { None };
            if each.is_some() {
                // What is compared place by place stands in the same lines.
                over = merged(over, it.column)?;
            } else {
                column = merged(column, it.column)?;
            }
            checked.push(Argument { node: it.node, each, is_list: letter.is_ascii_uppercase() });
        }
        Ok(Found { node: Node::Call(function, checked), returns, column })
    }

    fn field(&self, name: &str) -> Result<Found, Problem> {
        let (at, field) = self.look_up(name)?;
        let Some(returns) = type_of(&field.kind) else {
            return Err(Problem::new("", "not_a_value").with("name", name));
        };
        let column = match &at {
            FieldAt::Each { rows, column } => Some((rows.clone(), column.clone())),
            _ => None,
        };
        Ok(Found { node: Node::Field(at), returns, column })
    }

    fn lines_named(&self, name: &str) -> Option<&Field> {
        match self.look_up(name) {
            Ok((FieldAt::Header(_), field)) if field.kind == Kind::Rows => Some(field),
            _ => None,
        }
    }

    /// Names come before labels, the own line before the header; `rows.column` last.
    fn look_up(&self, name: &str) -> Result<(FieldAt, &Field), Problem> {
        let header = &self.scope.document.fields;
        let own = self.scope.rows.map(|it| it.columns.as_slice()).unwrap_or_default();
        if let Some(field) = own.iter().find(|it| it.name == name) {
            return Ok((FieldAt::Own(field.name.clone()), field));
        }
        if let Some(field) = header.iter().find(|it| it.name == name) {
            return Ok((FieldAt::Header(field.name.clone()), field));
        }
        if let Some(field) = labelled(own, name)? {
            return Ok((FieldAt::Own(field.name.clone()), field));
        }
        if let Some(field) = labelled(header, name)? {
            return Ok((FieldAt::Header(field.name.clone()), field));
        }
        self.column(name)?.ok_or_else(|| Problem::new("", "unknown_name").with("name", name))
    }

    fn column(&self, name: &str) -> Result<Option<(FieldAt, &Field)>, Problem> {
        let Some((rows, column)) = name.split_once('.') else { return Ok(None) };
        let Some(rows) = named(&self.scope.document.fields, rows)? else { return Ok(None) };
        let Some(field) = named(&rows.columns, column)? else { return Ok(None) };
        let at = FieldAt::Each { rows: rows.name.clone(), column: field.name.clone() };
        Ok(Some((at, field)))
    }
}

fn named<'a>(fields: &'a [Field], name: &str) -> Result<Option<&'a Field>, Problem> {
    match fields.iter().find(|it| it.name == name) {
        Some(field) => Ok(Some(field)),
        None => labelled(fields, name),
    }
}

fn labelled<'a>(fields: &'a [Field], label: &str) -> Result<Option<&'a Field>, Problem> {
    let mut found = fields.iter().filter(|it| it.label.zh == label || it.label.en == label);
    let first = found.next();
    if found.next().is_some() {
        return Err(Problem::new("", "ambiguous_name").with("name", label));
    }
    Ok(first)
}

type Column = Option<(String, String)>;

/// One aggregate goes over the lines of one table.
fn merged(left: Column, right: Column) -> Result<Column, Problem> {
    match (left, right) {
        (Some((left, _)), Some((right, _))) if left != right => {
            Err(Problem::new("", "mixed_rows").with("first", left).with("second", right))
        }
        (left, right) => Ok(left.or(right)),
    }
}

fn mismatch(whose: &str, found: &Type, expected: &dyn std::fmt::Display) -> Problem {
    Problem::new("", "type_mismatch").with("whose", whose).with("found", found).with("expected", expected)
}

fn expect(whose: &str, found: &Found, expected: &Type) -> Result<(), Problem> {
    let fits = found.returns == Type::Blank || found.returns == *expected;
    if fits { Ok(()) } else { Err(mismatch(whose, &found.returns, expected)) }
}

fn expect_joinable(whose: &str, found: &Found) -> Result<(), Problem> {
    match found.returns {
        Type::Reference(_) | Type::List(_) => Err(mismatch(whose, &found.returns, &Type::Text)),
        _ => Ok(()),
    }
}

fn expect_ordered(whose: &str, found: &Type) -> Result<(), Problem> {
    match found {
        Type::YesNo | Type::Reference(_) | Type::List(_) => Err(mismatch(whose, found, &Type::Number)),
        _ => Ok(()),
    }
}

fn common(whose: &str, left: &Type, right: &Type) -> Result<Type, Problem> {
    left.with(right).ok_or_else(|| mismatch(whose, right, left))
}
