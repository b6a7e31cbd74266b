//! Five-number summaries by group without sorting: values are counted in buckets of neighbouring values, and only the buckets that hold a quartile
//! are looked into.

use super::BoxSummary;
use super::bins::Rows;
use crate::table::{NumberRange, Sum, number_key, number_of_key, quantile};

const QUARTERS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// No bucket of interest.
const NONE: u32 = u32::MAX;

/// Buckets of the sort keys of a column, the same for every group; the last one is for missing values.
struct Buckets {
    first: u64,
    shift: u32,
    count: usize,
}

impl Buckets {
    fn new(range: &NumberRange, most: usize) -> Buckets {
        let (first, last) = (number_key(range.min), number_key(range.max));
        let mut shift = 0;
        while (last - first) >> shift >= most as u64 {
            shift += 1;
        }
        Buckets { first, shift, count: ((last - first) >> shift) as usize + 1 }
    }

    #[inline(always)]
    fn of(&self, x: f64) -> usize {
        let bucket = (number_key(x).wrapping_sub(self.first) >> self.shift) as usize;
        if x.is_nan() { self.count } else { bucket }
    }
}

/// A value that is wanted: the `position`th of its group, ascending.
struct Wanted {
    position: usize,
    bucket: usize,
    /// Values of the group in the buckets before.
    before: usize,
    value: f64,
}

impl Rows<'_> {
    /// Quartiles, whiskers and mean of each group; None for one without a value. `range` is that of the numbers, of which there is at least
    /// one.
    pub(super) fn boxes(&self, groups: usize, range: &NumberRange) -> Vec<Option<BoxSummary>> {
        let buckets = Buckets::new(range, ((1 << 17) / groups.max(1)).clamp(64, 4096));
        let stride = buckets.count + 1;
        let mut counts = vec![0u32; groups * stride];
        let mut sums = vec![Sum::default(); groups];
        self.each_block(|codes, xs| {
            for (&code, &x) in codes.iter().zip(xs) {
                counts[usize::from(code) * stride + buckets.of(x)] += 1;
                sums[usize::from(code)].add(if x.is_nan() { 0.0 } else { x });
            }
        });

        // Which buckets hold the values that quartiles lie at or between.
        let mut wanted: Vec<Vec<Wanted>> = Vec::with_capacity(groups);
        let mut present = Vec::with_capacity(groups);
        for counts in counts.chunks_exact(stride) {
            let counts = &counts[..buckets.count];
            let n: usize = counts.iter().map(|&n| n as usize).sum();
            let mut positions: Vec<usize> = Vec::new();
            if n > 0 {
                for p in QUARTERS {
                    let below = ((n - 1) as f64 * p).floor() as usize;
                    positions.extend([below, (below + 1).min(n - 1)]);
                }
                positions.sort_unstable();
                positions.dedup();
            }
            let (mut bucket, mut before) = (0, 0);
            let find = |position: usize| {
                while before + counts[bucket] as usize <= position {
                    before += counts[bucket] as usize;
                    bucket += 1;
                }
                Wanted { position, bucket, before, value: f64::NAN }
            };
            wanted.push(positions.into_iter().map(find).collect());
            present.push(n);
        }
        self.look_into(&buckets, &mut wanted);

        let mut summaries: Vec<Option<BoxSummary>> = Vec::with_capacity(groups);
        for ((wanted, &n), sum) in wanted.iter().zip(&present).zip(&sums) {
            let value = |i: usize| wanted.iter().find(|w| w.position == i).map_or(f64::NAN, |w| w.value);
            summaries.push((n > 0).then(|| {
                let [min, q1, median, q3, max] = QUARTERS.map(|p| quantile(n, p, value).unwrap_or(f64::NAN));
                let mean = sum.value() / n as f64;
                BoxSummary { min, whisker_low: max, q1, median, q3, whisker_high: min, max, mean, count: n, outliers: 0 }
            }));
        }
        self.whiskers(&mut summaries);
        summaries
    }

    /// Finds the wanted values in their buckets.
    fn look_into(&self, buckets: &Buckets, wanted: &mut [Vec<Wanted>]) {
        let stride = buckets.count + 1;
        let mut slots = vec![NONE; wanted.len() * stride];
        let mut members: Vec<Vec<f64>> = Vec::new();
        for (group, wanted) in wanted.iter_mut().enumerate() {
            for w in wanted {
                if buckets.shift == 0 {
                    // A bucket of one value.
                    w.value = number_of_key(buckets.first + w.bucket as u64);
                    continue;
                }
                let slot = &mut slots[group * stride + w.bucket];
                if *slot == NONE {
                    *slot = members.len() as u32;
                    members.push(Vec::new());
                }
            }
        }
        if members.is_empty() {
            return;
        }
        self.each_block(|codes, xs| {
            for (&code, &x) in codes.iter().zip(xs) {
                let slot = slots[usize::from(code) * stride + buckets.of(x)];
                if slot != NONE {
                    members[slot as usize].push(x);
                }
            }
        });
        members.iter_mut().for_each(|values| values.sort_unstable_by(f64::total_cmp));
        for (group, wanted) in wanted.iter_mut().enumerate() {
            for w in wanted {
                // Both zeros are one.
                w.value = members[slots[group * stride + w.bucket] as usize][w.position - w.before] + 0.0;
            }
        }
    }

    /// The last values within 1.5 × the interquartile range, and how many lie beyond.
    fn whiskers(&self, summaries: &mut [Option<BoxSummary>]) {
        struct Whiskers {
            from: f64,
            to: f64,
            low: f64,
            high: f64,
            beyond: u32,
        }
        let whiskers = |summary: &Option<BoxSummary>| {
            let (q1, q3) = summary.map_or((0.0, 0.0), |s| (s.q1, s.q3));
            let reach = 1.5 * (q3 - q1);
            Whiskers { from: q1 - reach, to: q3 + reach, low: f64::INFINITY, high: f64::NEG_INFINITY, beyond: 0 }
        };
        let mut found: Vec<Whiskers> = summaries.iter().map(whiskers).collect();
        self.each_block(|codes, xs| {
            for (&code, &x) in codes.iter().zip(xs) {
                let w = &mut found[usize::from(code)];
                let beyond = (x < w.from) | (x > w.to);
                w.beyond += u32::from(beyond);
                if x < w.low && !beyond {
                    w.low = x;
                }
                if x > w.high && !beyond {
                    w.high = x;
                }
            }
        });
        for (summary, w) in summaries.iter_mut().zip(found) {
            if let Some(summary) = summary {
                (summary.whisker_low, summary.whisker_high) = (w.low.min(summary.whisker_low), w.high.max(summary.whisker_high));
                summary.outliers = w.beyond as usize;
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::bins::GroupOf;
    use super::*;
    use crate::table::{Column, ColumnData, Numbers};
    use proptest::prelude::*;

    fn slow(values: &mut Vec<f64>) -> Option<BoxSummary> {
        values.retain(|x| !x.is_nan());
        values.sort_by(f64::total_cmp);
        let at = |p| quantile(values.len(), p, |i| values[i]);
        let (q1, q3) = (at(0.25)?, at(0.75)?);
        let (from, to) = (q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1));
        let inside: Vec<f64> = values.iter().copied().filter(|&x| x >= from && x <= to).collect();
        Some(BoxSummary {
            min: at(0.0)?,
            whisker_low: *inside.first()?,
            q1,
            median: at(0.5)?,
            q3,
            whisker_high: *inside.last()?,
            max: at(1.0)?,
            mean: values.iter().sum::<f64>() / values.len() as f64,
            count: values.len(),
            outliers: values.len() - inside.len(),
        })
    }

    proptest! {
        #[test]
        fn boxes_are_those_of_the_sorted_values(
            rows in prop::collection::vec((0u16..4, prop_oneof![
                4 => (-1_000i64..900_000).prop_map(|cents| cents as f64 / 100.0),
                2 => (-3i32..3).prop_map(f64::from),
                1 => Just(f64::NAN),
                1 => -1e12..1e12,
            ]), 1..900),
            whole in any::<bool>(),
        ) {
            let values: Vec<f64> = rows.iter().map(|r| if whole { r.1.round() } else { r.1 }).collect();
            let codes: Vec<u16> = rows.iter().map(|r| r.0).collect();
            let range = NumberRange::of(&values);
            prop_assume!(range.present > 0);
            let column = Column::new("x", ColumnData::Number(if whole { Numbers::packed(values.clone()) } else { values.clone().into() }));
            let boxes = Rows { column: &column, groups: GroupOf::Codes(&codes) }.boxes(4, &range);
            for (group, summary) in boxes.into_iter().enumerate() {
                let mut members = (0..rows.len()).filter(|&i| usize::from(codes[i]) == group).map(|i| values[i]).collect();
                let expected = slow(&mut members);
                let mean = expected.map_or(0.0, |e| e.mean);
                prop_assert!(summary.is_none_or(|s| (s.mean - mean).abs() <= 1e-9 * mean.abs().max(1.0)));
                prop_assert_eq!(summary.map(|s| BoxSummary { mean, ..s }), expected);
            }
        }
    }
}
