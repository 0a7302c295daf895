//! Why a count may be off, judged from the counts themselves: what people mix up at a shelf.

use ledger::Bin;
use values::{ItemId, Quantity};

/// One line of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) item: ItemId,
    pub(super) lot: Option<String>,
    pub(super) bin: Option<Bin>,
    pub(super) expected: Quantity,
    pub(super) counted: Quantity,
    /// How many of the item its other units hold.
    pub(super) factors: Vec<Quantity>,
}

/// What may have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// The same lies elsewhere too, and there it is off by the opposite; nowhere is in no bin.
    BinsMixed { bin: Option<Bin> },
    /// Another lot of the item is off by the opposite.
    LotsMixed { lot: Option<String> },
    /// Another item is off by the opposite.
    ItemsMixed { item: ItemId },
    /// Counted in another unit, which holds so many.
    OtherUnit { factor: Quantity },
    /// The same digits in another order.
    DigitsSwapped,
    /// Nothing was found of what should be there.
    NothingFound,
}

impl Compared {
    fn difference(&self) -> i64 {
        self.counted.raw() - self.expected.raw()
    }
}

/// The hints of each line; none where it agrees with the books.
pub(super) fn hints(lines: &[Compared]) -> Vec<Vec<Hint>> {
    lines.iter().enumerate().map(|(at, it)| hints_of(at, it, lines)).collect()
}

fn hints_of(at: usize, it: &Compared, lines: &[Compared]) -> Vec<Hint> {
    if it.difference() == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let opposite = |(other, line): &(usize, &Compared)| *other != at && line.difference() == -it.difference();
    let others: Vec<&Compared> = lines.iter().enumerate().filter(opposite).map(|(_, it)| it).collect();
    let same = |other: &&&Compared| (other.item, &other.lot) == (it.item, &it.lot);
    if let Some(other) = others.iter().find(same) {
        found.push(Hint::BinsMixed { bin: other.bin });
    } else if let Some(other) = others.iter().find(|other| other.item == it.item) {
        found.push(Hint::LotsMixed { lot: other.lot.clone() });
    } else if let Some(other) = others.first() {
        found.push(Hint::ItemsMixed { item: other.item });
    }
    let times = |amount: Quantity, factor: Quantity| {
        i128::from(amount.raw()) * i128::from(factor.raw()) / i128::from(Quantity::ONE_RAW)
    };
    let unit = it.factors.iter().find(|factor| {
        factor.raw() != Quantity::ONE_RAW
            && (times(it.counted, **factor) == i128::from(it.expected.raw())
                || times(it.expected, **factor) == i128::from(it.counted.raw()))
    });
    if let Some(factor) = unit.filter(|_| it.counted.is_positive() && it.expected.is_positive()) {
        found.push(Hint::OtherUnit { factor: *factor });
    }
    let digits = |amount: Quantity| {
        let mut digits: Vec<char> = amount.to_string().chars().collect();
        digits.sort_unstable();
        digits
    };
    if digits(it.counted) == digits(it.expected) {
        found.push(Hint::DigitsSwapped);
    }
    if it.counted.is_zero() {
        found.push(Hint::NothingFound);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Compared, Hint, hints};
    use values::{ItemId, Quantity};

    fn line(item: i64, lot: Option<&str>, expected: i64, counted: i64) -> Compared {
        Compared {
            item: ItemId(item),
            lot: lot.map(str::to_owned),
            bin: None,
            expected: Quantity::whole(expected),
            counted: Quantity::whole(counted),
            factors: vec![Quantity::whole(12)],
        }
    }

    #[test]
    fn what_lies_in_another_bin_is_not_lost() {
        let at = |bin: i64, expected, counted| Compared {
            bin: Some(values::DocumentId(bin)),
            ..line(1, None, expected, counted)
        };
        let mixed = |bin| vec![Hint::BinsMixed { bin: Some(values::DocumentId(bin)) }];
        assert_eq!(hints(&[at(7, 60, 58), at(8, 30, 32), at(9, 5, 5)]), [mixed(8), mixed(7), vec![]]);
    }

    #[test]
    fn what_people_mix_up_at_a_shelf_is_seen() {
        let lines = [
            line(1, Some("A"), 10, 7),
            line(1, Some("B"), 10, 13),
            line(2, None, 60, 5),
            line(3, None, 91, 19),
            line(4, None, 8, 0),
            line(5, None, 8, 16),
            line(6, None, 4, 4),
        ];
        let lot = |lot: &str| Hint::LotsMixed { lot: Some(lot.to_owned()) };
        assert_eq!(
            hints(&lines),
            [
                vec![lot("B")],
                vec![lot("A")],
                vec![Hint::OtherUnit { factor: Quantity::whole(12) }],
                vec![Hint::DigitsSwapped],
                vec![Hint::ItemsMixed { item: ItemId(5) }, Hint::NothingFound],
                vec![Hint::ItemsMixed { item: ItemId(4) }],
                vec![],
            ]
        );
    }
}
