//! Rows by group and bin, a block at a time: what is the same for every row of a block is done without branches, side by side.

use super::GivenBins;
use crate::steps::numbers_of;
use crate::table::{Bitmap, Column, ColumnData, MISSING_DAY};

/// From here on neighbouring numbers are a whole apart: 2⁵².
const WHOLE: f64 = 4_503_599_627_370_496.0;

/// Rows that are handled together.
const BLOCK: usize = 512;

/// Which group a row is in.
#[derive(Clone, Copy)]
pub(super) enum GroupOf<'a> {
    One,
    Codes(&'a [u16]),
    /// 1 for those in the set, else 0.
    Set(&'a Bitmap),
}

/// The numbers of a column (a date counts as its day) with the group of each row.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub column: &'a Column,
    pub groups: GroupOf<'a>,
}

impl Rows<'_> {
    /// Calls `run` with the groups and the numbers of one block of rows after the other.
    pub(super) fn each_block(&self, mut run: impl FnMut(&[u16], &[f64])) {
        let (mut groups, mut days) = ([0u16; BLOCK], [0.0; BLOCK]);
        let rows = self.column.len();
        let mut start = 0;
        while start < rows {
            let end = (start + BLOCK).min(rows);
            let xs = match (&self.column.data, numbers_of(self.column)) {
                (_, Some(values)) => &values[start..end],
                (ColumnData::Date(dates), None) => {
                    for (x, &day) in days.iter_mut().zip(&dates.days[start..end]) {
                        *x = if day == MISSING_DAY { f64::NAN } else { f64::from(day) };
                    }
                    &days[..end - start]
                }
                _ => return,
            };
            let codes = match self.groups {
                GroupOf::One => &groups[..end - start],
                GroupOf::Codes(codes) => &codes[start..end],
                GroupOf::Set(set) => {
                    for (group, row) in groups.iter_mut().zip(start..end) {
                        *group = u16::from(set.get(row));
                    }
                    &groups[..end - start]
                }
            };
            run(codes, xs);
            start = end;
        }
    }

    /// Values per group and bin, side by side: the bins of a group, then those without a value.
    pub(super) fn count(&self, groups: usize, edges: &[f64], given: Option<GivenBins>) -> Vec<u32> {
        let bins = edges.len().saturating_sub(1);
        let (stride, size) = (bins + 1, groups * (bins + 1));
        // Neighbouring rows count in different tables, so that one need not wait for the other.
        let mut counts = vec![0u32; 2 * size];
        let finder = Bins::new(edges);
        let guess = match given {
            Some(GivenBins { start, end, .. }) => {
                Guess { low: start, scale: bins as f64 / (end - start), last: bins.saturating_sub(1) as f64 }
            }
            None => finder.guess,
        };
        let mut places = [0u32; BLOCK];
        self.each_block(|codes, xs| {
            let rows = places.iter_mut().zip(xs).zip(codes);
            if given.is_some() {
                for ((place, &x), &code) in rows {
                    let bin = guess.of(x);
                    *place = u32::from(code) * stride as u32 + if x.is_nan() { bins as u32 } else { bin };
                }
            } else {
                for ((place, &x), &code) in rows {
                    let bin = if x.is_nan() { bins } else { finder.put_right(guess.of(x) as usize, x) };
                    *place = u32::from(code) * stride as u32 + bin as u32;
                }
            }
            let (even, odd) = counts.split_at_mut(size);
            let mut pairs = places[..xs.len()].chunks_exact(2);
            for pair in &mut pairs {
                even[pair[0] as usize] += 1;
                odd[pair[1] as usize] += 1;
            }
            for &place in pairs.remainder() {
                even[place as usize] += 1;
            }
        });
        let (even, odd) = counts.split_at_mut(size);
        even.iter_mut().zip(odd).for_each(|(a, b)| *a += *b);
        counts.truncate(size);
        counts
    }
}

/// The bin of a value by division, from 0 to the last.
#[derive(Clone, Copy)]
struct Guess {
    low: f64,
    scale: f64,
    last: f64,
}

impl Guess {
    /// 0 for a missing value.
    #[inline(always)]
    fn of(&self, x: f64) -> u32 {
        let place = (x - self.low) * self.scale;
        let place = if place > 0.0 { place } else { 0.0 };
        let place = if place < self.last { place } else { self.last };
        // Rounded to a whole number by the sum, whose last bits it then is, and down where it was rounded up: a browser takes several times as long for
        // a conversion, which has to mind what no place is.
        let sum = place + WHOLE;
        (sum.to_bits() as u32).wrapping_sub(u32::from(sum - WHOLE > place))
    }
}

/// Finds the bin of a value: a guess by division, put right by the edges themselves.
pub(super) struct Bins<'a> {
    edges: &'a [f64],
    guess: Guess,
}

impl Bins<'_> {
    pub(super) fn new(edges: &[f64]) -> Bins<'_> {
        // By a bin in the middle: those at the ends may be wider.
        let middle = edges.len().saturating_sub(2) / 2;
        let (low, high) = (edges.get(middle).copied().unwrap_or(0.0), edges.get(middle + 1).copied().unwrap_or(0.0));
        let scale = 1.0 / (high - low);
        let low = low - (high - low) * middle as f64;
        let last = edges.len().saturating_sub(2) as f64;
        Bins { edges, guess: Guess { low, scale: if scale.is_finite() { scale } else { 0.0 }, last } }
    }

    /// The bin of a value, from a guess; a place past the last bin, where missing values go, stays.
    #[inline]
    fn put_right(&self, mut bin: usize, x: f64) -> usize {
        let bins = self.edges.len().saturating_sub(1);
        while bin > 0 && bin < bins && x < self.edges[bin] {
            bin -= 1;
        }
        while bin + 1 < bins && x >= self.edges[bin + 1] {
            bin += 1;
        }
        bin
    }

    /// None for a missing value, and where there is no bin.
    #[inline]
    pub(super) fn find(&self, x: f64) -> Option<usize> {
        (self.edges.len() > 1 && !x.is_nan()).then(|| self.put_right(self.guess.of(x) as usize, x))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_value_is_in_the_bin_whose_edges_hold_it(
            rows in prop::collection::vec((0u16..3, prop_oneof![6 => -30.0..30.0, 2 => (-30i32..30).prop_map(f64::from), 1 => Just(f64::NAN)]), 0..1500),
            bins in 1usize..20,
            tail in any::<bool>(),
        ) {
            let mut edges: Vec<f64> = (0..=bins).map(|i| -30.0 + i as f64 * 30.0 / bins as f64).collect();
            if tail {
                edges.push(30.0);
            } else {
                edges[bins] = 30.0;
            }
            let bins = edges.len() - 1;
            let codes: Vec<u16> = rows.iter().map(|r| r.0).collect();
            let column = Column::new("x", ColumnData::Number(rows.iter().map(|r| r.1).collect()));
            let counts = Rows { column: &column, groups: GroupOf::Codes(&codes) }.count(3, &edges, None);
            let slow = |group: u16, bin: usize| {
                let inside = |x: f64| if bin == bins { x.is_nan() } else { x >= edges[bin] && (x < edges[bin + 1] || bin + 1 == bins && x <= edges[bins]) };
                rows.iter().filter(|r| r.0 == group && inside(r.1)).count() as u32
            };
            let expected: Vec<u32> = (0..3).flat_map(|group| (0..=bins).map(move |bin| (group, bin))).map(|(g, b)| slow(g, b)).collect();
            prop_assert_eq!(counts, expected);
            let given = GivenBins { start: -10.0, end: 11.0, count: bins };
            let edges: Vec<f64> = (0..=bins).map(|i| i as f64).collect();
            let counts = Rows { column: &column, groups: GroupOf::One }.count(1, &edges, Some(given));
            let mut expected = vec![0; bins + 1];
            for x in rows.iter().map(|r| r.1) {
                let bin = ((x + 10.0) * (bins as f64 / 21.0)).floor();
                expected[if x.is_nan() { bins } else { (bin.max(0.0) as usize).min(bins - 1) }] += 1;
            }
            prop_assert_eq!(counts, expected);
        }
    }
}
