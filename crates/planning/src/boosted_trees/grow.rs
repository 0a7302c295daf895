//! Growing one tree, the most useful fork first.

use crate::boosted_trees::{Binned, Branch, Fork, Training, Tree, bins::MISSING};

/// First and second slopes and the number of the rows in a bin; the fourth fills the machine's register.
type Cell = [f32; 4];
/// One column's bins.
type Histogram = [Cell; 256];

/// Keeps its memory from tree to tree.
pub(super) struct Grower<'a> {
    rows: &'a Binned,
    training: &'a Training,
    /// The rows seen, those of one leaf together.
    order: Vec<u32>,
    aside: Vec<u32>,
    /// Histograms not in use.
    spare: Vec<Vec<Histogram>>,
}

/// A leaf that may still fork.
struct Growing {
    from: usize,
    to: usize,
    sums: [f64; 2],
    /// Empty when the leaf is too small to fork.
    histograms: Vec<Histogram>,
    best: Option<Split>,
    /// The fork above and whether this is its low side.
    above: Option<(usize, bool)>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    column: usize,
    bin: u8,
    missing_goes_low: bool,
}

impl<'a> Grower<'a> {
    pub(super) fn new(rows: &'a Binned, training: &'a Training) -> Grower<'a> {
        Grower { rows, training, order: Vec::new(), aside: Vec::new(), spare: Vec::new() }
    }

    /// A tree over the rows that are seen (all when empty), forking by open columns only; `value` gives
    /// a leaf's value from its rows and the sums of their slopes.
    pub(super) fn grow(
        &mut self,
        slopes: &[[f32; 2]],
        is_seen: &[bool],
        is_open: &[bool],
        value: impl Fn(&[u32], [f64; 2]) -> f32,
    ) -> Tree {
        let seen = |row: &u32| is_seen.get(*row as usize).copied().unwrap_or(true);
        self.order = (0..self.rows.len() as u32).filter(seen).collect();
        let mut tree = Tree::default();
        let mut growing = vec![self.root(slopes, is_open)];
        while growing.len() < self.training.leaves.clamp(1, usize::from(u16::MAX)) {
            let Some(chosen) = most_useful(&growing) else { break };
            let leaf = growing.swap_remove(chosen);
            let split = leaf.best.expect("only leaves that can fork are chosen");
            let fork = tree.forks.len();
            self.hang(&mut tree, leaf.above, Branch::Fork(fork as u16));
            tree.forks.push(Fork {
                column: split.column as u16,
                bin: split.bin,
                missing_goes_low: split.missing_goes_low,
                at: self.rows.edges(split.column)[usize::from(split.bin) - 1],
                gain: split.gain as f32,
                low: Branch::Leaf(0),
                high: Branch::Leaf(0),
            });
            growing.extend(self.fork(leaf, split, fork, slopes, is_open));
        }
        for leaf in growing {
            let branch = Branch::Leaf(tree.leaves.len() as u16);
            tree.leaves.push(value(&self.order[leaf.from..leaf.to], leaf.sums));
            self.hang(&mut tree, leaf.above, branch);
            self.spare.push(leaf.histograms);
        }
        tree
    }

    fn hang(&self, tree: &mut Tree, above: Option<(usize, bool)>, branch: Branch) {
        match above {
            Some((fork, true)) => tree.forks[fork].low = branch,
            Some((fork, false)) => tree.forks[fork].high = branch,
            None => {}
        }
    }

    fn root(&mut self, slopes: &[[f32; 2]], is_open: &[bool]) -> Growing {
        let to = self.order.len();
        let histograms = self.histograms(slopes, 0, to);
        self.growing(slopes, (0, to), histograms, None, is_open)
    }

    /// The two leaves a leaf becomes.
    fn fork(
        &mut self,
        leaf: Growing,
        split: Split,
        fork: usize,
        slopes: &[[f32; 2]],
        is_open: &[bool],
    ) -> [Growing; 2] {
        let Growing { from, to, mut histograms, .. } = leaf;
        let middle = self.part(from, to, split);
        let low_is_smaller = middle - from <= to - middle;
        let smaller = if low_is_smaller { (from, middle) } else { (middle, to) };
        let fewer = self.histograms(slopes, smaller.0, smaller.1);
        for column in 0..self.rows.width() {
            let bins = self.rows.edges(column).len() + 2;
            for (rest, taken) in histograms[column][..bins].iter_mut().zip(&fewer[column][..bins]) {
                rest.iter_mut().zip(taken).for_each(|(a, b)| *a -= b);
            }
        }
        let (low, high) = if low_is_smaller { (fewer, histograms) } else { (histograms, fewer) };
        [
            self.growing(slopes, (from, middle), low, Some((fork, true)), is_open),
            self.growing(slopes, (middle, to), high, Some((fork, false)), is_open),
        ]
    }

    fn growing(
        &self,
        slopes: &[[f32; 2]],
        (from, to): (usize, usize),
        histograms: Vec<Histogram>,
        above: Option<(usize, bool)>,
        is_open: &[bool],
    ) -> Growing {
        let mut sums = [0.0; 2];
        for row in &self.order[from..to] {
            let [first, second] = slopes[*row as usize];
            sums[0] += f64::from(first);
            sums[1] += f64::from(second);
        }
        let can_fork = to - from >= 2 * self.training.leaf_rows_min.max(1);
        let best =
            if can_fork { self.best_split(&histograms, sums, (to - from) as f64, is_open) } else { None };
        Growing { from, to, sums, histograms, best, above }
    }

    /// Moves the rows that go low before the others, keeping the order of both; says where they part.
    fn part(&mut self, from: usize, to: usize, split: Split) -> usize {
        self.aside.clear();
        let mut low = from;
        for index in from..to {
            let row = self.order[index];
            let bin = self.rows.row(row as usize)[split.column];
            let goes_low = if bin == MISSING { split.missing_goes_low } else { bin <= split.bin };
            if goes_low {
                self.order[low] = row;
                low += 1;
            } else {
                self.aside.push(row);
            }
        }
        self.order[low..to].copy_from_slice(&self.aside);
        low
    }

    fn histograms(&mut self, slopes: &[[f32; 2]], from: usize, to: usize) -> Vec<Histogram> {
        let width = self.rows.width();
        let mut histograms = self.spare.pop().filter(|it| it.len() == width).unwrap_or_default();
        histograms.resize(width, [[0.0; 4]; 256]);
        for (column, histogram) in histograms.iter_mut().enumerate() {
            histogram[..self.rows.edges(column).len() + 2].fill([0.0; 4]);
        }
        for row in &self.order[from..to] {
            let [first, second] = slopes[*row as usize];
            let add = [first, second, 1.0, 0.0];
            for (histogram, bin) in histograms.iter_mut().zip(self.rows.row(*row as usize)) {
                let cell = &mut histogram[usize::from(*bin)];
                *cell = [cell[0] + add[0], cell[1] + add[1], cell[2] + add[2], cell[3] + add[3]];
            }
        }
        histograms
    }

    fn best_split(
        &self,
        histograms: &[Histogram],
        [first, second]: [f64; 2],
        count: f64,
        is_open: &[bool],
    ) -> Option<Split> {
        let whole = self.worth(first, second);
        let mut best: Option<Split> = None;
        for column in (0..self.rows.width()).filter(|it| is_open[*it]) {
            let bins = self.rows.edges(column).len() + 1;
            let histogram = &histograms[column];
            let missing = histogram[usize::from(MISSING)].map(f64::from);
            let sides: &[bool] = if missing[2] > 0.0 { &[false, true] } else { &[false] };
            for &missing_goes_low in sides {
                let mut low = if missing_goes_low { missing } else { [0.0; 4] };
                for (bin, cell) in histogram.iter().enumerate().take(bins).skip(1) {
                    low.iter_mut().zip(cell).for_each(|(a, b)| *a += f64::from(*b));
                    let least = self.training.leaf_rows_min.max(1) as f64;
                    if low[2] < least {
                        continue;
                    }
                    if count - low[2] < least {
                        break;
                    }
                    let gain =
                        self.worth(low[0], low[1]) + self.worth(first - low[0], second - low[1]) - whole;
                    if gain > best.map_or(0.0, |it| it.gain) {
                        best = Some(Split { gain, column, bin: bin as u8, missing_goes_low });
                    }
                }
            }
        }
        best
    }

    /// How much the loss falls when rows with these sums of slopes take their best common step.
    fn worth(&self, first: f64, second: f64) -> f64 {
        first * first / (second.max(0.0) + self.training.l2).max(f64::MIN_POSITIVE)
    }
}

fn most_useful(growing: &[Growing]) -> Option<usize> {
    let gain = |it: &Growing| it.best.map_or(0.0, |it| it.gain);
    let (index, leaf) = growing.iter().enumerate().max_by(|a, b| gain(a.1).total_cmp(&gain(b.1)))?;
    leaf.best.map(|_| index)
}
