//! The expression language of formulas, defaults and checks: small, exact, total, typed when it is
//! saved. The browser has the same language; both run `golden/expressions.json`.
//!
//! **Invariant:** evaluation always gives a value. What cannot be computed is blank.

mod calls;
mod dates;
mod evaluate;
pub mod explained;
mod function;
mod irrational;
mod lists;
mod number;
mod resolve;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod token;
mod value;

pub use self::evaluate::Frame;
pub use self::function::{Function, Group, Row as Explained};
pub use self::number::Decimal;
pub use self::syntax::{Operator, Syntax};
pub use self::value::{Type, Value};

pub(crate) use self::calls::call;
pub(crate) use self::resolve::{Argument, FieldAt, Node};
pub(crate) use self::value::{from_record, to_field, to_raw, type_of};

use crate::{DocumentType, Field, Problem};

/// Where an expression stands: in the header of a document, or in a line of one of its rows.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub document: &'a DocumentType,
    pub rows: Option<&'a Field>,
}

/// An expression that was checked: every name is a field and every operand of the right type.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub(crate) node: Node,
    returns: Type,
}

impl Expression {
    /// Reads and checks `text`. The problem has no path; `at` counts characters from 1.
    pub fn compile(text: &str, scope: Scope<'_>) -> Result<Expression, Problem> {
        let (node, returns) = resolve::resolve(&Syntax::parse(text)?, scope)?;
        Ok(Expression { node, returns })
    }

    /// What it gives when it is not blank.
    pub fn returns(&self) -> &Type {
        &self.returns
    }

    /// Whether it calls one of these functions.
    pub(crate) fn calls(&self, wanted: &dyn Fn(Function) -> bool) -> bool {
        self.node.calls(wanted)
    }

    /// The fields it reads.
    pub(crate) fn fields(&self) -> Vec<&FieldAt> {
        let mut found = Vec::new();
        self.node.fields(&mut found);
        found
    }
}
