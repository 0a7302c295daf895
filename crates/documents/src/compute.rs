//! Formulas, defaults that are expressions, and checks.

use crate::parse::Pending;
use crate::{Context, DocumentType, Problem, Record};

pub(crate) fn problems(_: &DocumentType) -> Vec<Problem> {
    Vec::new()
}
pub(crate) fn fill_in(_: &DocumentType, _: &mut Record, _: &[Pending], _: &Context, _: &mut Vec<Problem>) {}
pub(crate) fn checks(_: &DocumentType, _: &Record, _: &Context, _: &mut Vec<Problem>) {}
