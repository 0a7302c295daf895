//! What a price list does to the world: its lines become rules by which prices are found.

use super::generated::{PriceList, Transition};
use crate::sales::pricing::PriceRule;
use crate::{Effect, Needs, Refusal, World};
use values::{DocumentId, Number};

pub(super) fn sources(_: &PriceList) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &PriceList, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    id: DocumentId,
    paper: &PriceList,
    transition: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    Ok(vec![match transition {
        Transition::Apply => Effect::SetPrices(rules(id, paper)),
        Transition::Withdraw => Effect::SetPrices(Vec::new()),
    }])
}

pub(super) fn amend_needs(_: DocumentId, _: &PriceList, _: &PriceList, _: &World) -> Needs {
    Needs::default()
}

/// What is sold from now on has the new prices; what was sold keeps its own.
pub(super) fn amend(
    id: DocumentId,
    _: &PriceList,
    after: &PriceList,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    Ok(vec![Effect::SetPrices(rules(id, after))])
}

fn rules(id: DocumentId, paper: &PriceList) -> Vec<PriceRule> {
    let priority = paper.priority.map_or(0, |it| it.raw() / Number::ONE_RAW);
    let rule = |line: &super::generated::Line| PriceRule {
        list: id,
        line: line.line,
        priority,
        customer: paper.customer,
        level: paper.level.clone(),
        channel: paper.channel,
        item: line.item,
        category: line.category.clone(),
        from: line.from.unwrap_or_default(),
        price: line.price,
        percent: line.percent,
        floor: line.floor,
        starts: paper.starts,
        ends: paper.ends,
    };
    paper.lines.iter().map(rule).collect()
}
