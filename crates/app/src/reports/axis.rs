//! What a report is grouped by: time, whom and what the facts are about, and any field of those.

use crate::turn::Turn;
use business::Side;
use documents::{DocumentType, Field, Kind};
use std::sync::Arc;
use values::Day;

/// What facts are about. Also the place of each in [`Dims`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dim {
    Item,
    Warehouse,
    Partner,
    Channel,
    Member,
    Document,
    Order,
}

pub(super) const DIMS: usize = 7;

/// The day and the ids of some facts; `None` where there is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dims {
    pub(super) day: i64,
    pub(super) ids: [Option<i64>; DIMS],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Debug)]
pub(super) enum Axis {
    Time(Grain),
    Of(Dim),
    /// A header field of the document that `dim` is.
    Field {
        dim: Dim,
        of: Arc<DocumentType>,
        field: Box<Field>,
    },
    Abc,
}

/// What kind of facts there are, and so what they can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facts {
    Traded(Side),
    Ordered(Side),
    /// What came in and went out of stock between two days, and what was there before and after.
    Flow,
}

const GRAINS: [(&str, Grain, [&str; 2]); 5] = [
    ("day", Grain::Day, ["日", "Day"]),
    ("week", Grain::Week, ["周", "Week"]),
    ("month", Grain::Month, ["月", "Month"]),
    ("quarter", Grain::Quarter, ["季度", "Quarter"]),
    ("year", Grain::Year, ["年", "Year"]),
];

impl Facts {
    pub(super) fn side(self) -> Option<Side> {
        match self {
            Facts::Traded(side) | Facts::Ordered(side) => Some(side),
            Facts::Flow => None,
        }
    }

    /// The type of documents that a dimension of these facts is.
    pub(super) fn type_of(self, dim: Dim) -> Option<&'static str> {
        let bought = self.side() == Some(Side::Bought);
        match dim {
            Dim::Item => Some("item"),
            Dim::Warehouse => Some("warehouse"),
            Dim::Partner => Some(if bought { "supplier" } else { "customer" }),
            Dim::Channel => Some("channel"),
            Dim::Order => Some(if bought { "purchase_order" } else { "sales_order" }),
            Dim::Member | Dim::Document => None,
        }
    }

    /// The field of the order by which facts have a document of this dimension: whom nothing shows it,
    /// no report may tell facts apart by it.
    pub(super) fn said_by(self, dim: Dim) -> Option<&'static str> {
        match dim {
            Dim::Partner | Dim::Channel => self.type_of(dim),
            _ => None,
        }
    }

    /// Whether some order shows the caller the document of this dimension.
    pub(super) fn shows(self, turn: &Turn, dim: Dim) -> bool {
        let (Some(field), Some(order)) = (self.said_by(dim), self.type_of(Dim::Order)) else { return true };
        turn.definitions.get(order).is_some_and(|on| turn.caller.shows(on, field))
    }

    /// The papers that say so.
    pub(super) fn papers(self) -> &'static [&'static str] {
        match self {
            // An order tells itself what came of it before the books began.
            Facts::Traded(Side::Bought) => &["receipt", "purchase_return", "purchase_order"],
            Facts::Traded(Side::Sold) => &["shipment", "sales_return"],
            Facts::Ordered(_) | Facts::Flow => &[],
        }
    }

    fn dims(self) -> &'static [Dim] {
        const BOUGHT: &[Dim] =
            &[Dim::Item, Dim::Partner, Dim::Warehouse, Dim::Member, Dim::Document, Dim::Order];
        const SOLD: &[Dim] =
            &[Dim::Item, Dim::Partner, Dim::Channel, Dim::Warehouse, Dim::Member, Dim::Document, Dim::Order];
        const TO_BUY: &[Dim] = &[Dim::Item, Dim::Partner, Dim::Warehouse, Dim::Member, Dim::Order];
        const TO_SELL: &[Dim] =
            &[Dim::Item, Dim::Partner, Dim::Channel, Dim::Warehouse, Dim::Member, Dim::Order];
        match self {
            Facts::Traded(Side::Bought) => BOUGHT,
            Facts::Traded(Side::Sold) => SOLD,
            Facts::Ordered(Side::Bought) => TO_BUY,
            Facts::Ordered(Side::Sold) => TO_SELL,
            Facts::Flow => &[Dim::Item, Dim::Warehouse],
        }
    }

    /// Every axis of these facts that the caller may use, with its name.
    pub(super) fn axes(self, turn: &Turn) -> Vec<(String, Axis)> {
        let mut found: Vec<(String, Axis)> = Vec::new();
        if self != Facts::Flow {
            found.extend(GRAINS.iter().map(|(name, grain, _)| ((*name).to_owned(), Axis::Time(*grain))));
        }
        for dim in self.dims() {
            let name = self.name(*dim);
            let Some(of) = self.type_of(*dim) else {
                found.push((name.to_owned(), Axis::Of(*dim)));
                continue;
            };
            let Some(of) = turn.definitions.get(of) else { continue };
            if !turn.caller.may(crate::caller::Action::Read, of) || !self.shows(turn, *dim) {
                continue;
            }
            found.push((name.to_owned(), Axis::Of(*dim)));
            if *dim == Dim::Item {
                found.push(("abc".to_owned(), Axis::Abc));
            }
            let fields = of.fields.iter().filter(|it| is_axis(of, it));
            found.extend(fields.map(|field| {
                let axis = Axis::Field { dim: *dim, of: Arc::clone(of), field: Box::new(field.clone()) };
                (format!("{name}.{}", field.name), axis)
            }));
        }
        found
    }

    pub(super) fn axis(self, turn: &Turn, name: &str) -> Option<Axis> {
        self.axes(turn).into_iter().find(|(it, _)| it == name).map(|(_, it)| it)
    }

    pub(super) fn name(self, dim: Dim) -> &'static str {
        match dim {
            Dim::Document => "document",
            Dim::Order => "order",
            Dim::Member => "member",
            other => self.type_of(other).unwrap_or("document"),
        }
    }
}

/// A field whose values repeat, so that grouping by it says something.
fn is_axis(of: &DocumentType, field: &Field) -> bool {
    let repeats =
        matches!(field.kind, Kind::Choice | Kind::YesNo | Kind::Member | Kind::Link(_) | Kind::Text);
    let is_itself = of.key_field.as_deref() == Some(field.name.as_str())
        || of.title_field.as_deref() == Some(field.name.as_str());
    // What is a dimension of its own is no field beside it.
    let is_dim =
        matches!(&field.kind, Kind::Link(to) if ["supplier", "customer", "channel"].contains(&to.as_str()));
    repeats
        && !field.hidden
        && !is_itself
        && !is_dim
        && !["note", "name", "barcode"].contains(&field.name.as_str())
}

impl Axis {
    pub(super) fn label(&self, facts: Facts, turn: &Turn) -> [String; 2] {
        let own = |it: [&str; 2]| it.map(str::to_owned);
        let of_type = |name: &str| {
            let label = turn.definitions.get(name).map(|it| it.label.clone()).unwrap_or_default();
            [label.zh, label.en]
        };
        match self {
            Axis::Time(grain) => {
                GRAINS.iter().find(|it| it.1 == *grain).map_or_else(Default::default, |it| own(it.2))
            }
            Axis::Abc => own(["ABC 分类", "ABC class"]),
            Axis::Of(Dim::Document) => own(["单据", "Document"]),
            Axis::Of(Dim::Member) if facts.side() == Some(Side::Bought) => own(["采购员", "Buyer"]),
            Axis::Of(Dim::Member) => own(["业务员", "Salesperson"]),
            Axis::Of(dim) => of_type(facts.type_of(*dim).unwrap_or_default()),
            Axis::Field { of, field, .. } => [
                format!("{} · {}", of.label.zh, field.label.zh),
                format!("{} · {}", of.label.en, field.label.en),
            ],
        }
    }

    pub(super) fn is_time(&self) -> bool {
        matches!(self, Axis::Time(_))
    }
}

/// The first days of the periods that these axes tell apart, from one day through another; none when none of
/// them is of time.
pub(super) fn periods(axes: &[Axis], from: Day, through: Day) -> Vec<Day> {
    let grain = |it: &Axis| if let Axis::Time(grain) = it { Some(*grain) } else { None };
    let grains: Vec<Grain> = axes.iter().filter_map(grain).collect();
    let period =
        |it: &Day| -> Vec<i64> { grains.iter().map(|grain| grain.period(it.number().into())).collect() };
    let days = (from.number()..=through.number()).map(Day::from_number);
    let mut first: Vec<Day> = if grains.is_empty() { Vec::new() } else { days.collect() };
    first.dedup_by_key(|it| period(it));
    first
}

impl Grain {
    /// A number that is the same for all days of the period, and grows with time.
    pub(super) fn period(self, day: i64) -> i64 {
        let date = Day::from_number(day as i32);
        let (year, month) = (i64::from(date.year()), i64::from(date.month()));
        match self {
            Grain::Day => day,
            Grain::Week => day - (day + 3).rem_euclid(7), // The first day of 1970 was a Thursday.
            Grain::Month => year * 12 + month - 1,
            Grain::Quarter => year * 4 + (month - 1) / 3,
            Grain::Year => year,
        }
    }

    /// What the period is called: a week by its Monday.
    pub(super) fn told(self, period: i64) -> String {
        match self {
            Grain::Day | Grain::Week => Day::from_number(period as i32).to_string(),
            Grain::Month => format!("{:04}-{:02}", period.div_euclid(12), period.rem_euclid(12) + 1),
            Grain::Quarter => format!("{:04}-Q{}", period.div_euclid(4), period.rem_euclid(4) + 1),
            Grain::Year => format!("{period:04}"),
        }
    }

    pub(super) fn read(self, text: &str) -> Option<i64> {
        let parts = |mark: &str| -> Option<(i64, i64)> {
            let (year, part) = text.split_once(mark)?;
            Some((year.parse().ok()?, part.parse().ok()?))
        };
        match self {
            Grain::Day | Grain::Week => text.parse::<Day>().ok().map(|it| i64::from(it.number())),
            Grain::Month => parts("-").map(|(year, month)| year * 12 + month - 1),
            Grain::Quarter => parts("-Q").map(|(year, quarter)| year * 4 + quarter - 1),
            Grain::Year => text.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_any_axis_begins_one() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let told = |axes: &[Axis]| -> Vec<String> {
            periods(axes, day("2026-01-28"), day("2026-03-03")).iter().map(Day::to_string).collect()
        };
        assert_eq!(told(&[Axis::Abc]), Vec::<String>::new());
        assert_eq!(told(&[Axis::Time(Grain::Month)]), ["2026-01-28", "2026-02-01", "2026-03-01"]);
        assert_eq!(
            told(&[Axis::Time(Grain::Month), Axis::Time(Grain::Week)]),
            [
                "2026-01-28",
                "2026-02-01",
                "2026-02-02",
                "2026-02-09",
                "2026-02-16",
                "2026-02-23",
                "2026-03-01",
                "2026-03-02"
            ]
        );
        assert_eq!(told(&[Axis::Time(Grain::Day)]).len(), 35);
    }

    #[test]
    fn a_period_is_called_what_it_reads_back_from() {
        let day = |text: &str| i64::from(text.parse::<Day>().expect("a day").number());
        for (grain, text, told) in [
            (Grain::Day, "2026-03-05", "2026-03-05"),
            (Grain::Week, "2026-03-05", "2026-03-02"),
            (Grain::Week, "2026-03-02", "2026-03-02"),
            (Grain::Week, "2026-03-01", "2026-02-23"),
            (Grain::Month, "2026-12-31", "2026-12"),
            (Grain::Quarter, "2026-12-31", "2026-Q4"),
            (Grain::Quarter, "2026-01-01", "2026-Q1"),
            (Grain::Year, "2025-12-31", "2025"),
            (Grain::Day, "1969-12-31", "1969-12-31"),
        ] {
            let period = grain.period(day(text));
            assert_eq!(grain.told(period), told, "{text}");
            assert_eq!(grain.read(told), Some(period), "{told}");
        }
    }
}
