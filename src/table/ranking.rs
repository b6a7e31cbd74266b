//! How much the best so-many hold, without sorting: values are counted and summed in buckets of neighbouring values; a rank cuts one bucket,
//! and only that one is looked into.

use super::order::number_key;
use super::{NumberRange, Scale, Sum};
use hashbrown::HashMap;

/// The most buckets.
const BUCKETS: usize = 1 << 13;

/// A number column in buckets.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// Sort keys of the least and the greatest value.
    first: u64,
    last: u64,
    /// Neighbouring keys that differ below this bit share a bucket.
    shift: u32,
    /// Values per bucket, ascending.
    counts: Vec<u32>,
    sums: Sums,
    present: usize,
}

#[derive(Clone, Debug)]
enum Sums {
    Exact(Scale, Vec<i128>),
    Compensated(Vec<Sum>),
}

impl Ranking {
    /// Counts and sums the buckets; `range` and `scale` are those of the values. NaN is a missing value and has no rank.
    pub fn new(values: &[f64], range: &NumberRange, scale: Option<Scale>) -> Ranking {
        if range.present == 0 {
            return Ranking { first: 0, last: 0, shift: 0, counts: Vec::new(), sums: Sums::Compensated(Vec::new()), present: 0 };
        }
        let (first, last) = (number_key(range.min), number_key(range.max));
        let mut shift = 0;
        while (last - first) >> shift >= BUCKETS as u64 {
            shift += 1;
        }
        let buckets = ((last - first) >> shift) as usize + 1;
        // Missing values have a bucket of their own behind the last.
        let bucket = |x: f64| if x.is_nan() { buckets } else { ((number_key(x) - first) >> shift) as usize };
        let (mut counts, sums) = match scale {
            Some(scale) => {
                let units = scale.by_bucket(buckets + 1, values, bucket);
                (units.iter().map(|u| u.0).collect::<Vec<u32>>(), Sums::Exact(scale, units.iter().map(|u| u.1).collect()))
            }
            None => {
                let mut counts = vec![0; buckets + 1];
                let mut sums = vec![Sum::default(); buckets + 1];
                for &x in values {
                    counts[bucket(x)] += 1;
                    sums[bucket(x)].add(x);
                }
                (counts, Sums::Compensated(sums))
            }
        };
        counts.truncate(buckets);
        Ranking { first, last, shift, counts, sums, present: range.present }
    }

    /// Values that are not missing.
    pub fn present(&self) -> usize {
        self.present
    }

    /// The number and the sum of the values in each slice of the ranking, best (highest) first: those before the first rank, those from it to
    /// before the second, and so on; at the end the rest. Ranks ascend; one past the last value means the last value. Equal values on both
    /// sides of a cut are interchangeable, so that no row is preferred. `values` are those that the ranking was made of.
    pub fn slices(&self, values: &[f64], ranks: &[usize]) -> Vec<(usize, f64)> {
        // From the top: how many values come before a bucket, and its position.
        let mut cuts: Vec<Cut> = Vec::with_capacity(ranks.len());
        let (mut above, mut next) = (0, self.counts.len());
        let mut last = 0;
        for &rank in ranks {
            last = rank.min(self.present).max(last);
            while next > 0 && above + self.counts[next - 1] as usize <= last {
                next -= 1;
                above += self.counts[next] as usize;
            }
            cuts.push(Cut { rank: last, bucket: next, within: last - above });
        }
        let mut inside: HashMap<usize, Vec<f64>> =
            cuts.iter().filter(|cut| cut.within > 0).map(|cut| (cut.bucket - 1, Vec::new())).collect();
        self.collect(values, &mut inside);
        for members in inside.values_mut() {
            members.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        let mut out = Vec::with_capacity(ranks.len() + 1);
        match &self.sums {
            Sums::Exact(scale, sums) => {
                let mut before = 0;
                let (mut whole, mut next) = (0, self.counts.len());
                let mut push = |rank: usize, from: usize, units: i128, before: &mut i128| {
                    out.push((rank - from, scale.value(units - *before)));
                    *before = units;
                };
                let mut from = 0;
                for cut in &cuts {
                    while next > cut.bucket {
                        next -= 1;
                        whole += sums[next];
                    }
                    let part: i128 = match cut.within {
                        0 => 0,
                        within => inside[&(cut.bucket - 1)][..within].iter().map(|&x| scale.of(x)).sum(),
                    };
                    push(cut.rank, from, whole + part, &mut before);
                    from = cut.rank;
                }
                whole += sums[..next].iter().sum::<i128>();
                push(self.present, from, whole, &mut before);
            }
            Sums::Compensated(sums) => {
                // What a slice holds is added up anew, so that no small slice is a difference of large sums.
                let (mut next, mut used, mut from) = (self.counts.len(), 0, 0);
                let end = Cut { rank: self.present, bucket: 0, within: 0 };
                for cut in cuts.iter().chain([&end]) {
                    let mut sum = Sum::default();
                    let rest = |bucket: usize, from: usize, to: usize, sum: &mut Sum| {
                        inside[&bucket][from..to].iter().for_each(|&x| sum.add(x));
                    };
                    if next > cut.bucket && used > 0 {
                        next -= 1;
                        rest(next, used, self.counts[next] as usize, &mut sum);
                        used = 0;
                    }
                    while next > cut.bucket {
                        next -= 1;
                        sum.merge(sums[next]);
                    }
                    if cut.within > used {
                        rest(cut.bucket - 1, used, cut.within, &mut sum);
                        used = cut.within;
                    }
                    out.push((cut.rank - from, sum.value()));
                    from = cut.rank;
                }
            }
        }
        out
    }

    /// Finds the values of some buckets in one pass.
    fn collect(&self, values: &[f64], wanted: &mut HashMap<usize, Vec<f64>>) {
        const BLOCK: usize = 64;
        /// More buckets than this are told by their number, value by value.
        const FEW: usize = 8;
        if wanted.is_empty() {
            return;
        }
        let mut member = vec![false; self.counts.len()];
        wanted.keys().for_each(|&bucket| member[bucket] = true);
        // The values that a bucket may hold, as far as neighbours in the order of the keys are neighbours as numbers.
        let edge = |bucket: u64| number_of_key(self.first.saturating_add(bucket << self.shift).min(self.last));
        let spans: Vec<(f64, f64)> = wanted.keys().map(|&b| (edge(b as u64), edge(b as u64 + 1))).collect();
        let few = spans.len() <= FEW;
        for block in values.chunks(BLOCK) {
            let near = |x: f64| spans.iter().fold(false, |near, &(low, high)| near | ((x >= low) & (x <= high)));
            if few && !block.iter().fold(false, |any, &x| any | near(x)) {
                continue;
            }
            for &x in block.iter().filter(|x| !x.is_nan()) {
                let bucket = ((number_key(x) - self.first) >> self.shift) as usize;
                if member[bucket]
                    && let Some(members) = wanted.get_mut(&bucket)
                {
                    members.push(x);
                }
            }
        }
    }
}

/// Where a rank cuts: behind all buckets from `bucket` on and the best `within` values of the bucket before.
struct Cut {
    rank: usize,
    bucket: usize,
    within: usize,
}

/// The number that a sort key stands for.
pub(crate) fn number_of_key(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(values: &[f64], ranks: &[usize]) -> Vec<(usize, f64)> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let mut from = 0;
        let mut out = Vec::new();
        for &rank in ranks.iter().chain([&sorted.len()]) {
            let to = rank.min(sorted.len()).max(from);
            out.push((to - from, crate::table::sum(&sorted[from..to]).0));
            from = to;
        }
        out
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            6 => (-1_000i64..900_000).prop_map(|cents| cents as f64 / 100.0),
            2 => (-3i64..3).prop_map(|n| n as f64),
            1 => Just(f64::NAN),
            1 => Just(-0.0),
            1 => Just(0.0),
        ]
    }

    proptest! {
        #[test]
        fn slices_are_those_of_the_sorted_values(
            values in prop::collection::vec(number(), 0..400),
            mut ranks in prop::collection::vec(0usize..450, 0..6),
            wide in any::<bool>(),
        ) {
            ranks.sort_unstable();
            let mut values = values;
            if wide {
                values.extend([1e-30, 1e30, 1e30, -1e30]);
            }
            let range = NumberRange::of(&values);
            let scale = Scale::new(&range);
            prop_assert_eq!(scale.is_none(), wide);
            for scale in [scale, None] {
                let ranking = Ranking::new(&values, &range, scale);
                prop_assert_eq!(ranking.present(), range.present);
                let (got, expected) = (ranking.slices(&values, &ranks), slow(&values, &ranks));
                prop_assert_eq!(got.len(), expected.len());
                for (got, expected) in got.iter().zip(&expected) {
                    prop_assert_eq!(got.0, expected.0);
                    prop_assert!((got.1 - expected.1).abs() <= 1e-12 * expected.1.abs().max(1e-9), "{:?} {:?}", got, expected);
                }
            }
        }
    }

    #[test]
    fn ties_and_ranks_past_the_end() {
        let values = [5.0, f64::NAN, 5.0, 5.0, 1.0, f64::NAN];
        let range = NumberRange::of(&values);
        let ranking = Ranking::new(&values, &range, Scale::new(&range));
        assert_eq!(ranking.slices(&values, &[2, 100]), [(2, 10.0), (2, 6.0), (0, 0.0)]);
        assert_eq!(ranking.slices(&values, &[]), [(4, 16.0)]);
        let nothing = [f64::NAN];
        let range = NumberRange::of(&nothing);
        assert_eq!(Ranking::new(&nothing, &range, Scale::new(&range)).slices(&nothing, &[1]), [(0, 0.0), (0, 0.0)]);
    }
}
