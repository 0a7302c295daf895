//! Histories of demand as forecasting reads them: one number a period, without gaps.

use values::Day;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    Day,
    Week,
    Month,
}

impl Frequency {
    /// Periods until the seasons repeat: days of a week, weeks of a year, months of a year.
    pub const fn season(self) -> usize {
        match self {
            Frequency::Day => 7,
            Frequency::Week => 52,
            Frequency::Month => 12,
        }
    }
}

/// Demand of one item at one place, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The first day of the first period.
    pub first: Day,
    /// What was sold or, better, wanted, in units. Negative periods (more came back than went out)
    /// count as none.
    pub quantity: Vec<f64>,
    /// The share of each period, 0 to 1, in which the item could be sold; empty says always.
    pub sellable: Vec<f32>,
}

/// Series that are learned from together: of one company, with the same periods. They may begin
/// and end on different days.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub frequency: Frequency,
    pub series: Vec<Series>,
}
