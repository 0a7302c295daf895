//! Channels (渠道) that share one pool: what is kept for one of them the others cannot be promised.
//!
//! At a balance, channel *c* may be promised, beside what it is promised already,
//!
//! ```text
//! min( available − Σ over others max(0, protected − reserved) − buffer of c,
//!      share of c × (on_hand − held) − reserved of c )           and never less than nothing
//! ```
//!
//! A sale without a channel is a channel of its own, for which nothing is kept. A rule takes back no
//! promise: it counts from the next one on.

use crate::loaded::Loaded;
use crate::{Balance, BalanceKey, Ledger};
use values::{ChannelId, DocumentId, Percent, Quantity};

/// What a company decided for one channel at one balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelRule {
    /// 保护量: so much, its promises included, is kept for this channel.
    pub protected: Quantity,
    /// 占比上限: at most this part of what can be sold may be promised to this channel.
    pub share: Option<Percent>,
    /// 缓冲: so much is kept back from this channel.
    pub buffer: Quantity,
    /// The paper that says so.
    pub origin: DocumentId,
}

/// One channel at one balance. Without a rule it is like any other channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelStock {
    pub rule: Option<ChannelRule>,
    /// Promised to the channel's claims here.
    pub reserved: Quantity,
}

/// What `channel` may still be promised of `balance`, given every channel with a rule there.
pub fn available_to(
    balance: &Balance,
    channels: impl IntoIterator<Item = (ChannelId, ChannelStock)>,
    channel: Option<ChannelId>,
) -> Quantity {
    let (mut left, mut most) = (balance.available(), None);
    for (other, it) in channels {
        let Some(rule) = it.rule else { continue };
        if channel == Some(other) {
            left = left.minus(rule.buffer);
            most = rule.share.map(|share| part(balance, share).minus(it.reserved));
        } else {
            left = left.minus(rule.protected.minus(it.reserved).max(Quantity::ZERO));
        }
    }
    most.map_or(left, |most| left.min(most)).max(Quantity::ZERO)
}

/// The share of all that can be sold, promised or not; whole units of whole units, and what is too
/// small to write is nobody's.
fn part(balance: &Balance, share: Percent) -> Quantity {
    let pool = i128::from(balance.on_hand.minus(balance.held).raw());
    let whole = i128::from(Percent::whole(100).raw());
    let part = pool * i128::from(share.raw().clamp(0, Percent::whole(100).raw())) / whole;
    let part = i64::try_from(part).expect("a part is not more than the whole");
    let is_whole = pool % i128::from(Quantity::ONE_RAW) == 0;
    Quantity::from_raw(if is_whole { part - part % Quantity::ONE_RAW } else { part })
}

impl Ledger {
    /// A channel at a balance: every one with a rule, where claims are promised; and any one whose
    /// rule is about to change, with the sum of what its claims there are promised.
    pub fn load_channel(&mut self, key: BalanceKey, channel: ChannelId, stock: ChannelStock) {
        crate::load(&mut self.channels, (key, channel), stock);
    }

    pub fn channel(&self, key: BalanceKey, channel: ChannelId) -> ChannelStock {
        self.channels.get(&(key, channel)).map_or_else(ChannelStock::default, |it| it.now)
    }

    /// Makes, changes or ends what was decided for a channel at a balance. No promise changes.
    pub fn set_channel_rule(&mut self, key: BalanceKey, channel: ChannelId, rule: Option<ChannelRule>) {
        assert!(key.is_storage(), "channels sell from warehouses, not from {key}");
        let at = self.channels.get_mut(&(key, channel));
        let stock = &mut at.unwrap_or_else(|| panic!("channel {channel} at {key} was never loaded")).now;
        let before = std::mem::replace(&mut stock.rule, rule);
        let balance = self.balance_mut(key);
        match (before, rule) {
            (None, Some(_)) => balance.channel_rules += 1,
            (Some(_), None) => balance.channel_rules -= 1,
            _ => {}
        }
    }

    /// Channels with a rule at a balance.
    pub fn ruled_channels(&self, key: BalanceKey) -> Vec<ChannelId> {
        self.channels_at(key).filter(|(_, it)| it.now.rule.is_some()).map(|it| it.0).collect()
    }

    /// What a claim of `channel` may still be promised, beside what it is promised already.
    pub fn available_to(&self, key: BalanceKey, channel: Option<ChannelId>) -> Quantity {
        let balance = self.balance(key);
        if balance.channel_rules == 0 {
            return balance.available();
        }
        let ruled = self.channels_at(key).filter(|(_, it)| it.now.rule.is_some()).count();
        assert!(ruled == balance.channel_rules as usize, "the channels of {key} were not all loaded");
        let channels = self.channels_at(key).map(|(channel, it)| (channel, it.now));
        available_to(&balance, channels, channel)
    }

    /// A promise to a claim of `channel` grew by `by`, or shrank.
    pub(crate) fn note_channel(&mut self, key: BalanceKey, channel: Option<ChannelId>, by: Quantity) {
        let loaded = channel.and_then(|channel| self.channels.get_mut(&(key, channel)));
        if let Some(it) = loaded {
            it.now.reserved = it.now.reserved.plus(by);
            assert!(!it.now.reserved.is_negative(), "S3: {channel:?} at {key} has {:?}", it.now);
        }
    }

    pub(crate) fn is_channel_changed(&self, key: BalanceKey) -> bool {
        self.channels_at(key).any(|(_, it)| it.before.rule != it.now.rule)
    }

    fn channels_at(&self, key: BalanceKey) -> impl Iterator<Item = (ChannelId, &Loaded<ChannelStock>)> {
        let all = (key, ChannelId(i64::MIN))..=(key, ChannelId(i64::MAX));
        self.channels.range(all).map(|((_, channel), it)| (*channel, it))
    }
}
