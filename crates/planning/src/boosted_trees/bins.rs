//! Columns of numbers, cut into at most 255 bins each, and one for what is missing.

/// The bin of NaN.
pub(super) const MISSING: u8 = 0;

/// Rows ready for growing trees; bin once, then train as many models as wanted.
#[derive(Clone, Debug)]
pub struct Binned {
    width: usize,
    /// For each column the last value of each bin but the last, ascending.
    edges: Vec<Vec<f32>>,
    /// Row by row.
    bins: Vec<u8>,
}

/// Enough to place the edges well; sorting more costs time and changes nothing.
const SAMPLE_MAX: usize = 20_000;

impl Binned {
    /// `values` holds rows of `width` numbers one after another; NaN says missing. A column is cut into
    /// at most `bins_max` (2 to 255) bins that hold about the same number of rows.
    ///
    /// # Panics
    /// When the length of `values` is no multiple of `width`.
    pub fn new(values: &[f32], width: usize, bins_max: u8) -> Binned {
        assert!(width > 0 && values.len().is_multiple_of(width), "rows of the same width");
        let rows = values.len() / width;
        let stride = rows.div_ceil(SAMPLE_MAX).max(1);
        let edges: Vec<Vec<f32>> = (0..width)
            .map(|column| {
                let sample = (0..rows).step_by(stride).map(|row| values[row * width + column]);
                edges(sample.filter(|it| !it.is_nan()).collect(), usize::from(bins_max.max(2)))
            })
            .collect();
        let bin = |(index, value): (usize, &f32)| match value.is_nan() {
            true => MISSING,
            // At most 254 edges: the bin fits.
            false => 1 + edges[index % width].partition_point(|edge| edge < value) as u8,
        };
        let bins = values.iter().enumerate().map(bin).collect();
        Binned { width, edges, bins }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.bins.len() / self.width
    }

    /// Whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        self.bins.is_empty()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn row(&self, row: usize) -> &[u8] {
        &self.bins[row * self.width..(row + 1) * self.width]
    }

    pub(super) fn edges(&self, column: usize) -> &[f32] {
        &self.edges[column]
    }
}

/// Between the values of a sample, so that about the same number lies in each bin and every value that is
/// frequent enough has a bin of its own.
fn edges(mut sample: Vec<f32>, bins_max: usize) -> Vec<f32> {
    sample.sort_unstable_by(f32::total_cmp);
    let wanted = sample.len().div_ceil(bins_max).max(1);
    let distinct = sample.chunk_by(|a, b| a == b).count();
    let mut edges = Vec::new();
    let (mut seen, mut previous) = (0, None);
    for same in sample.chunk_by(|a, b| a == b) {
        if let Some(before) = previous
            && (distinct <= bins_max || seen >= wanted || same.len() >= wanted)
        {
            edges.push(middle(before, same[0]));
            seen = 0;
        }
        seen += same.len();
        previous = Some(same[0]);
    }
    // Bins cut short by a frequent value can make too many: drop some everywhere.
    let (found, most) = (edges.len(), bins_max - 1);
    match found > most {
        true => (0..most).map(|index| edges[index * found / most]).collect(),
        false => edges,
    }
}

/// Between two values, never the upper one itself.
fn middle(low: f32, high: f32) -> f32 {
    let middle = low / 2.0 + high / 2.0;
    if middle.is_finite() && middle >= low && middle < high { middle } else { low }
}
