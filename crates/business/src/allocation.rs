//! The company's allocation policy (分配策略): who of the waiting comes first.

use values::ChannelId;

/// One thing that the waiting are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// The better customer first.
    CustomerLevel,
    /// What is due sooner first; what has no day last.
    PromisedDate,
    /// Whoever has waited longer first.
    FirstCome,
    /// What earns more a unit first: its price less the average cost.
    Margin,
    /// In the order of [`AllocationPolicy::channels`]; any other channel last.
    Channel,
}

impl Criterion {
    pub const ALL: [Criterion; 5] = [
        Criterion::CustomerLevel,
        Criterion::PromisedDate,
        Criterion::FirstCome,
        Criterion::Margin,
        Criterion::Channel,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Criterion::CustomerLevel => "customer_level",
            Criterion::PromisedDate => "promised_date",
            Criterion::FirstCome => "first_come",
            Criterion::Margin => "margin",
            Criterion::Channel => "channel",
        }
    }

    pub fn from_name(name: &str) -> Option<Criterion> {
        Criterion::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Each criterion decides among those whom the ones before it leave equal; whoever has waited longer
/// comes first in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationPolicy {
    pub criteria: Vec<Criterion>,
    pub channels: Vec<ChannelId>,
    /// Everybody gets a part in proportion to what he is short of; the order decides the rest.
    pub fair_share: bool,
}

impl Default for AllocationPolicy {
    fn default() -> AllocationPolicy {
        let criteria = vec![Criterion::CustomerLevel, Criterion::PromisedDate, Criterion::FirstCome];
        AllocationPolicy { criteria, channels: Vec::new(), fair_share: false }
    }
}
