//! Rows by group and bin, a block at a time: what is the same for every row of a block is done without branches, side by side.

use super::GivenBins;
use crate::table::{Bitmap, Column, ColumnData, Digit, MISSING_DAY, Numbers, Places};
use std::ops::Range;

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
    /// Calls `run` with the groups of one block of rows after the other, and which rows they are.
    fn each_groups(&self, mut run: impl FnMut(&[u16], Range<usize>)) {
        let mut groups = [0u16; BLOCK];
        let rows = self.column.len();
        let mut start = 0;
        while start < rows {
            let end = (start + BLOCK).min(rows);
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
            run(codes, start..end);
            start = end;
        }
    }

    /// Calls `run` with the groups and the numbers of one block of rows after the other.
    pub(super) fn each_block(&self, mut run: impl FnMut(&[u16], &[f64])) {
        let mut numbers = [0.0; BLOCK];
        self.each_groups(|codes, rows| {
            let numbers = &mut numbers[..rows.len()];
            match &self.column.data {
                ColumnData::Number(Numbers::Float(values)) => return run(codes, &values[rows]),
                ColumnData::Number(values) => values.decode(rows, numbers),
                ColumnData::Date(dates) => {
                    for (x, row) in numbers.iter_mut().zip(rows) {
                        let day = dates.days.get(row);
                        *x = if day == MISSING_DAY { f64::NAN } else { f64::from(day) };
                    }
                }
                ColumnData::Text(_) | ColumnData::Boolean(_) => return,
            }
            run(codes, numbers);
        });
    }

    /// Values per group and bin, side by side: the bins of a group, then those without a value.
    pub(super) fn count(&self, groups: usize, edges: &[f64], given: Option<GivenBins>) -> Vec<u32> {
        let bins = edges.len().saturating_sub(1);
        let mut tally = Tally::new(groups, bins);
        let finder = Bins::new(edges);
        let guess = match given {
            Some(GivenBins { start, end, .. }) => {
                Guess { low: start, scale: bins as f64 / (end - start), last: bins.saturating_sub(1) as f64 }
            }
            None => finder.guess,
        };
        let bin = |x: f64| {
            let bin = guess.of(x);
            if given.is_some() { bin } else { finder.put_right(bin as usize, x) as u32 }
        };
        match &self.column.data {
            ColumnData::Number(Numbers::Short(short)) if let Some(guess) = guess.of_digits(short.places, bins, bin) => {
                self.each_groups(|codes, rows| tally.add_digits(codes, &short.digits[rows], guess));
            }
            ColumnData::Number(Numbers::Long(long)) if let Some(guess) = guess.of_digits(long.places, bins, bin) => {
                self.each_groups(|codes, rows| tally.add_digits(codes, &long.digits[rows], guess));
            }
            _ if given.is_some() => {
                self.each_block(|codes, xs| tally.add(codes, xs, |&x| if x.is_nan() { bins as u32 } else { guess.of(x) }));
            }
            _ => self.each_block(|codes, xs| tally.add(codes, xs, |&x| if x.is_nan() { bins as u32 } else { bin(x) })),
        }
        tally.finish()
    }
}

/// Counts of groups and bins under way.
struct Tally {
    bins: usize,
    size: usize,
    /// Neighbouring rows count in different tables, so that one need not wait for the other.
    counts: Vec<u32>,
}

impl Tally {
    fn new(groups: usize, bins: usize) -> Tally {
        let size = groups * (bins + 1);
        Tally { bins, size, counts: vec![0; 2 * size] }
    }

    /// Counts a block; `bin` is the bin of a value, the one behind the last for a missing one.
    #[inline(always)]
    fn add<T>(&mut self, codes: &[u16], values: &[T], bin: impl Fn(&T) -> u32) {
        let stride = self.bins as u32 + 1;
        let mut places = [0u32; BLOCK];
        for ((place, value), &code) in places.iter_mut().zip(values).zip(codes) {
            *place = u32::from(code) * stride + bin(value);
        }
        let (even, odd) = self.counts.split_at_mut(self.size);
        let mut pairs = places[..values.len()].chunks_exact(2);
        for pair in &mut pairs {
            even[pair[0] as usize] += 1;
            odd[pair[1] as usize] += 1;
        }
        for &place in pairs.remainder() {
            even[place as usize] += 1;
        }
    }

    #[inline(always)]
    fn add_digits<T: Digit>(&mut self, codes: &[u16], digits: &[T], guess: Guess) {
        let missing = self.bins as u32;
        self.add(codes, digits, |&digit| {
            let wide: i32 = digit.into();
            let bin = guess.of(f64::from(wide));
            if digit == T::MISSING { missing } else { bin }
        });
    }

    fn finish(self) -> Vec<u32> {
        let mut counts = self.counts;
        let (even, odd) = counts.split_at_mut(self.size);
        even.iter_mut().zip(odd).for_each(|(a, b)| *a += *b);
        counts.truncate(self.size);
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

    /// The bin of digits instead of their number, without dividing each: where that puts the first digits of every bin and the last before them where
    /// `bin` puts their numbers. Both ascend, so that no others can then be put elsewhere.
    fn of_digits(&self, places: Places, bins: usize, bin: impl Fn(f64) -> u32) -> Option<Guess> {
        const END: i64 = 1 << 31;
        let power = places.power() as f64;
        // The first digits of a bin, or one past the end.
        let first = |wanted: u32| {
            let (mut low, mut high) = (-END, END + 1);
            while low < high {
                let middle = (low + high) >> 1;
                if bin(places.value(middle)) >= wanted { high = middle } else { low = middle + 1 }
            }
            low
        };
        let firsts: Vec<(u32, i64)> = (1..bins as u32).map(|bin| (bin, first(bin))).collect();
        // An edge that is a number of the column's places may fall to either side by a rounding.
        [0.0, 1e-6].into_iter().find_map(|nudge| {
            let guess = Guess { low: self.low * power - nudge, scale: self.scale / power, last: self.last };
            let agrees = |&(bin, first): &(u32, i64)| {
                (first > END || guess.of(first as f64) >= bin) && (first == -END || guess.of((first - 1) as f64) < bin)
            };
            firsts.iter().all(agrees).then_some(guess)
        })
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
            packed in any::<bool>(),
        ) {
            let mut edges: Vec<f64> = (0..=bins).map(|i| -30.0 + i as f64 * 30.0 / bins as f64).collect();
            if tail {
                edges.push(30.0);
            } else {
                edges[bins] = 30.0;
            }
            let bins = edges.len() - 1;
            let codes: Vec<u16> = rows.iter().map(|r| r.0).collect();
            let cents = |x: f64| if packed { (x * 100.0).round() / 100.0 } else { x };
            let rows: Vec<(u16, f64)> = rows.into_iter().map(|(group, x)| (group, cents(x))).collect();
            let values = rows.iter().map(|r| r.1).collect();
            let values = if packed { Numbers::packed(values) } else { Numbers::from(values) };
            let column = Column::new("x", ColumnData::Number(values));
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
