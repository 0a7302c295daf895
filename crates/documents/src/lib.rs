//! What a document *is*: its fields, who may do what, and which transitions exist.
//!
//! **Invariant:** a built-in document and one designed by a user last night are the same type
//! here. This crate never asks which it is.
//! **Invariant:** no IO, no clock. Definitions and records come in as data and go out as data.

mod check;
mod composite;
mod compute;
mod condition;
mod defaults;
mod definition;
pub mod expression;
mod field;
mod filter;
mod formats;
mod fragment;
mod kind;
mod label;
mod links;
mod lookups;
mod messages;
mod outside;
mod overlay;
mod parse;
mod plan;
mod problem;
mod reading;
mod record;
mod reminder;
mod rollup;
mod rules;
mod sample;
mod scalar;
mod stored;
#[cfg(test)]
mod tests;
mod units;

pub use crate::check::whole::check_definition;
pub use crate::composite::{Address, FileRef, Location};
pub use crate::definition::{
    Access, BUILT_IN_ROLES, Check, DatePart, DocumentType, EVERYONE, NumberPart, Numbering, PushDown, Reset,
    SYSTEM, SYSTEM_FIELDS, State, Transition,
};
pub use crate::field::{Choice, ChoicesOf, Field, Linked, Lookup};
pub use crate::filter::{FieldPath, Filter, KEEPER, Op, Operand, Scalar};
pub use crate::kind::Kind;
pub use crate::label::Label;
pub use crate::links::{Links, Reference};
pub use crate::outside::{Answer, CHOICES_MAX, Question};
pub use crate::overlay::{FieldRules, Overlay};
pub use crate::parse::{Context, LINES_USUAL};
pub use crate::problem::Problem;
pub use crate::reading::{Reading, Told};
pub use crate::record::{Record, Row, Value};
pub use crate::reminder::Reminder;
pub use crate::rollup::{Rolling, Rollup, Summary};
pub use crate::rules::{ChoicesFrom, Linkage, Matching, Severity, Source, WhenHidden};
pub use crate::stored::Change;
pub use crate::units::units_of;
