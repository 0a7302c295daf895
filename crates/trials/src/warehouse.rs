//! The clerk's books of what lies where: bins, and goods that somebody borrowed.

use crate::model::{Model, No};
use crate::orders::lines_of;
use crate::shelf::Shelf;
use crate::step::*;

impl Shelf {
    pub(crate) fn binned(&self) -> i64 {
        self.bins.values().sum()
    }

    /// What left was first what is in no bin, and then what the bins hold, in the order in which people walk.
    pub(crate) fn empty_bins(&mut self) {
        let mut missing = self.binned() - self.on_hand;
        for holds in self.bins.values_mut() {
            let part = missing.clamp(0, *holds);
            (*holds, missing) = (*holds - part, missing - part);
        }
        self.bins.retain(|_, holds| *holds > 0);
    }
}

impl Model {
    /// From a bin, or from what is in none, to another.
    pub(crate) fn carry(&mut self, at: Place, it: &Carried) -> Result<(), No> {
        let is_here = |bin: &Bin| BINS[usize::from(*bin)] == at;
        if ![it.from, it.to].iter().flatten().all(is_here) {
            return Err("bin_elsewhere");
        }
        if it.from == it.to {
            return Err("not_moved");
        }
        let shelf = self.shelf(it.item, at);
        let there = match it.from {
            Some(bin) => shelf.bins.get(&bin).copied().unwrap_or(0),
            None => shelf.on_hand - shelf.binned(),
        };
        if there < it.quantity {
            return Err("insufficient_bin");
        }
        for (bin, by) in [(it.from, -it.quantity), (it.to, it.quantity)] {
            if let Some(bin) = bin {
                *shelf.bins.entry(bin).or_default() += by;
            }
        }
        shelf.bins.retain(|_, holds| *holds > 0);
        Ok(())
    }

    /// Lent is not for sale, and still ours.
    pub(crate) fn lend(&mut self, at: Place, goods: &Goods, now: i64) -> Result<(), No> {
        goods.iter().try_for_each(|(item, quantity)| self.issue(*item, at, Some(LOAN), *quantity, now))
    }

    /// It comes back, or never will.
    pub(crate) fn settle_loan(
        &mut self,
        of: Nth,
        at: Place,
        goods: &Goods,
        outcome: &str,
        now: i64,
    ) -> Result<(), No> {
        let loan = self.doc(of).clone();
        let Paper::Loan { goods: lent, .. } = &loan.paper else { return Err("invalid") };
        if loan.state != "lent" {
            return Err("source_not_open");
        }
        let all = lines_of(lent, LOAN);
        for (item, quantity) in goods {
            let lines: Vec<&Line> = all.iter().filter(|it| it.item == *item).collect();
            self.of_lines(of, &lines, *quantity).map_err(|no| match no {
                "more_than_ordered" => "more_than_lent",
                other => other,
            })?;
            let to = (outcome == "returned").then_some(at);
            self.issue(*item, LOAN, to, *quantity, now)?;
        }
        self.complete(of, all.iter().map(|it| (it.number, it.quantity)));
        Ok(())
    }
}
