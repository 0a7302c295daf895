//! Tokens into a tree, and a tree back into text.

use super::token::{Placed, Token, tokens, unexpected};
use super::{Decimal, Function};
use crate::Problem;
use std::fmt;

/// How deep parentheses, calls and signs may be nested.
const NESTING_MAX: usize = 64;
/// How deep the tree may be: nesting, and one more for every operator of a chain such as 1 + 2 + 3.
const DEPTH_MAX: usize = 128;

/// An expression as written; names are not looked up yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Syntax {
    Number(Decimal),
    Text(String),
    YesNo(bool),
    /// A name or label; with a point for a column of rows.
    Field(String),
    Negate(Box<Syntax>),
    /// `12%`
    Percent(Box<Syntax>),
    Binary(Operator, Box<Syntax>, Box<Syntax>),
    Call(Function, Vec<Syntax>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `&`, joins texts.
    Join,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// From the loosest to the tightest: comparison, `&`, sum, product.
const LEVELS: [&[(&str, Operator)]; 4] = [
    &[
        ("=", Operator::Equal),
        ("<>", Operator::NotEqual),
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
    ],
    &[("&", Operator::Join)],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide)],
];
const COMPARISON: usize = 0;
const SIGNED: usize = 4;
const PERCENT: usize = 5;
const PRIMARY: usize = 6;

impl Operator {
    fn level(self) -> usize {
        LEVELS.iter().position(|it| it.iter().any(|(_, it)| *it == self)).expect("every operator has a level")
    }

    pub(crate) fn sign(self) -> &'static str {
        let found = LEVELS.iter().copied().flatten().find(|(_, it)| *it == self);
        found.expect("every operator has a sign").0
    }
}

impl Syntax {
    /// Reads an expression; a leading `=` is allowed.
    pub fn parse(text: &str) -> Result<Syntax, Problem> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
        parser.take_sign("=");
        let tree = parser.level(COMPARISON)?;
        match parser.tokens.get(parser.next) {
            None if tree.depth() > DEPTH_MAX => Err(too_deep()),
            None => Ok(tree),
            Some(_) => Err(parser.surprise()),
        }
    }

    fn depth(&self) -> usize {
        1 + match self {
            Syntax::Negate(inside) | Syntax::Percent(inside) => inside.depth(),
            Syntax::Binary(_, left, right) => left.depth().max(right.depth()),
            Syntax::Call(_, arguments) => arguments.iter().map(Syntax::depth).max().unwrap_or(0),
            _ => 0,
        }
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek_sign(&self) -> Option<&'static str> {
        match self.tokens.get(self.next)?.token {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.peek_sign() == Some(sign);
        self.next += usize::from(found);
        found
    }

    fn expect_sign(&mut self, sign: &str) -> Result<(), Problem> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.surprise()) }
    }

    /// The next token is not what could stand here.
    fn surprise(&self) -> Problem {
        match self.tokens.get(self.next) {
            None => Problem::new("", "unexpected_end"),
            Some(placed) => unexpected(&shown(&placed.token), placed.at),
        }
    }

    /// Operators of `level` and tighter. Comparisons do not chain: `a < b < c` means nothing.
    fn level(&mut self, level: usize) -> Result<Syntax, Problem> {
        let Some(operators) = LEVELS.get(level) else { return self.signed() };
        let mut left = self.level(level + 1)?;
        while let Some((_, operator)) =
            self.peek_sign().and_then(|sign| operators.iter().find(|(it, _)| *it == sign))
        {
            self.next += 1;
            let right = self.level(level + 1)?;
            left = Syntax::Binary(*operator, Box::new(left), Box::new(right));
            if level == COMPARISON {
                break;
            }
        }
        Ok(left)
    }

    fn nested<T>(&mut self, inside: impl FnOnce(&mut Parser) -> Result<T, Problem>) -> Result<T, Problem> {
        self.depth += 1;
        if self.depth > NESTING_MAX {
            return Err(too_deep());
        }
        let it = inside(self)?;
        self.depth -= 1;
        Ok(it)
    }

    fn signed(&mut self) -> Result<Syntax, Problem> {
        if self.take_sign("-") {
            let inside = self.nested(Parser::signed)?;
            return Ok(Syntax::Negate(Box::new(inside)));
        }
        if self.take_sign("+") {
            return self.nested(Parser::signed);
        }
        let mut it = self.primary()?;
        while self.take_sign("%") {
            it = Syntax::Percent(Box::new(it));
        }
        Ok(it)
    }

    fn primary(&mut self) -> Result<Syntax, Problem> {
        let surprise = self.surprise();
        let Some(placed) = self.tokens.get(self.next) else { return Err(surprise) };
        let it = match &placed.token {
            Token::Number(number) => Syntax::Number(*number),
            Token::Text(text) => Syntax::Text(text.clone()),
            Token::Bracketed(name) => Syntax::Field(name.clone()),
            Token::Name(name) => {
                let name = name.clone();
                self.next += 1;
                return self.named(name);
            }
            Token::Sign("(") => {
                self.next += 1;
                let inside = self.nested(|it| it.level(COMPARISON))?;
                self.expect_sign(")")?;
                return Ok(inside);
            }
            Token::Sign(_) => return Err(surprise),
        };
        self.next += 1;
        Ok(it)
    }

    /// A function when `(` follows, else TRUE, FALSE or a field.
    fn named(&mut self, name: String) -> Result<Syntax, Problem> {
        if self.take_sign("(") {
            let function = Function::from_name(&name)
                .ok_or_else(|| Problem::new("", "unknown_function").with("name", &name))?;
            return self.call(function);
        }
        Ok(match name.to_ascii_uppercase().as_str() {
            "TRUE" => Syntax::YesNo(true),
            "FALSE" => Syntax::YesNo(false),
            _ => Syntax::Field(name),
        })
    }

    fn call(&mut self, function: Function) -> Result<Syntax, Problem> {
        let mut arguments = Vec::new();
        if !self.take_sign(")") {
            loop {
                arguments.push(self.nested(|it| it.level(COMPARISON))?);
                if !self.take_sign(",") {
                    break;
                }
            }
            self.expect_sign(")")?;
        }
        let (fewest, most) = function.arguments();
        if arguments.len() < fewest || arguments.len() > most {
            return Err(Problem::new("", "wrong_arguments")
                .with("function", function.name())
                .with("fewest", fewest)
                .with("most", most));
        }
        Ok(Syntax::Call(function, arguments))
    }
}

fn too_deep() -> Problem {
    Problem::new("", "expression_too_deep").with("most", NESTING_MAX)
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(it) => it.to_string(),
        Token::Text(it) => format!("\"{it}\""),
        Token::Bracketed(it) => format!("[{it}]"),
        Token::Name(it) => it.clone(),
        Token::Sign(it) => (*it).to_owned(),
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Syntax::Number(it) => it.fmt(f),
            Syntax::Text(it) => write!(f, "\"{}\"", it.replace('"', "\"\"")),
            Syntax::YesNo(it) => f.write_str(if *it { "TRUE" } else { "FALSE" }),
            Syntax::Field(it) => write!(f, "[{it}]"),
            Syntax::Negate(inside) => {
                f.write_str("-")?;
                inside.write(f, SIGNED)
            }
            Syntax::Percent(inside) => {
                inside.write(f, PERCENT)?;
                f.write_str("%")
            }
            Syntax::Binary(operator, left, right) => {
                let level = operator.level();
                left.write(f, if level == COMPARISON { level + 1 } else { level })?;
                write!(f, " {} ", operator.sign())?;
                right.write(f, level + 1)
            }
            Syntax::Call(function, arguments) => {
                f.write_str(function.name())?;
                f.write_str("(")?;
                for (at, argument) in arguments.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    argument.fmt(f)?;
                }
                f.write_str(")")
            }
        }
    }
}

impl Syntax {
    fn level(&self) -> usize {
        match self {
            Syntax::Binary(operator, ..) => operator.level(),
            Syntax::Negate(_) => SIGNED,
            Syntax::Percent(_) => PERCENT,
            _ => PRIMARY,
        }
    }

    /// In parentheses when it binds less tightly than its place asks for.
    fn write(&self, f: &mut fmt::Formatter<'_>, wanted: usize) -> fmt::Result {
        if self.level() < wanted { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}
