//! What channel stock rules do to the world: who may be promised what, from now on.

use super::generated::{ChannelStock, Line, Transition};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, ChannelRule};
use values::{ChannelId, DocumentId};

pub(super) fn sources(_: &ChannelStock) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, paper: &ChannelStock, _: Transition, _: &World) -> Needs {
    let channels: Vec<(BalanceKey, ChannelId)> =
        paper.lines.iter().map(|it| (key(paper, it), it.channel)).collect();
    Needs { balances: channels.iter().map(|it| it.0).collect(), channels, ..Needs::default() }
}

fn key(paper: &ChannelStock, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}

/// The last paper that was applied counts, so what a later one replaced is not withdrawn with this.
pub(super) fn post(
    id: DocumentId,
    paper: &ChannelStock,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    for line in &paper.lines {
        let key = key(paper, line);
        match transition {
            Transition::Apply => {
                let rule = ChannelRule {
                    protected: line.protected.unwrap_or_default(),
                    share: line.share_percent,
                    buffer: line.buffer.unwrap_or_default(),
                    origin: id,
                };
                world.ledger.set_channel_rule(key, line.channel, Some(rule));
            }
            Transition::Withdraw => {
                let own = world.ledger.channel(key, line.channel).rule.is_some_and(|it| it.origin == id);
                if own {
                    world.ledger.set_channel_rule(key, line.channel, None);
                }
            }
        }
    }
    Ok(Vec::new())
}
