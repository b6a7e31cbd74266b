//! How much the best so-many hold, without sorting: values are counted and summed in buckets of neighbouring values; a rank cuts one bucket,
//! and only that one is looked into.

use super::order::number_key;
use super::{Decimal, NumberRange, Scale, Sum};
use hashbrown::HashMap;

/// The most buckets.
const BUCKETS: usize = 1 << 13;

/// A number column in buckets.
#[derive(Clone, Debug)]
pub struct Ranking {
    keys: Keys,
    /// Values per bucket, ascending.
    counts: Vec<u32>,
    sums: Sums,
    present: usize,
}

/// Which bucket a value is in.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// Few different values: each has a bucket of its own.
    Digits(Decimal),
    /// Sort keys of the least and the greatest value; neighbouring keys that differ below a bit share a bucket.
    Float { first: u64, last: u64, shift: u32 },
}

impl Keys {
    fn new(range: &NumberRange, decimal: Option<Decimal>) -> Keys {
        if let Some(decimal) = decimal.filter(|d| d.max - d.min < BUCKETS as i64) {
            return Keys::Digits(decimal);
        }
        let (first, last) = (number_key(range.min), number_key(range.max));
        let mut shift = 0;
        while (last - first) >> shift >= BUCKETS as u64 {
            shift += 1;
        }
        Keys::Float { first, last, shift }
    }

    /// The bucket of a value that is not missing.
    #[inline(always)]
    fn of(&self, x: f64) -> usize {
        match self {
            Keys::Digits(decimal) => (decimal.digits(x) - decimal.min) as usize,
            Keys::Float { first, shift, .. } => ((number_key(x) - first) >> shift) as usize,
        }
    }

    /// The value of a bucket that holds but one.
    fn only(&self, bucket: usize) -> Option<f64> {
        match self {
            Keys::Digits(decimal) => Some(decimal.value(decimal.min + bucket as i64)),
            Keys::Float { first, shift: 0, .. } => Some(number_of_key(first + bucket as u64)),
            Keys::Float { .. } => None,
        }
    }
}

#[derive(Clone, Debug)]
enum Sums {
    Exact(Scale, Vec<i128>),
    Compensated(Vec<Sum>),
}

impl Ranking {
    /// Counts and sums the buckets; `range`, `scale` and `decimal` are those of the values. NaN is a missing value and has no rank.
    pub fn new(values: &[f64], range: &NumberRange, scale: Option<Scale>, decimal: Option<Decimal>) -> Ranking {
        if range.present == 0 {
            let keys = Keys::Float { first: 0, last: 0, shift: 0 };
            return Ranking { keys, counts: Vec::new(), sums: Sums::Compensated(Vec::new()), present: 0 };
        }
        let keys = Keys::new(range, decimal);
        let buckets = keys.of(range.max) + 1;
        // Missing values have a bucket of their own behind the last. A loop of its own for each kind of key.
        let (mut counts, sums) = match keys {
            Keys::Digits(_) => sum_buckets(values, scale, buckets, |x| if x.is_nan() { buckets } else { keys.of(x) }),
            Keys::Float { first, shift, .. } => {
                let bucket = |x: f64| (number_key(x).wrapping_sub(first) >> shift) as usize;
                sum_buckets(values, scale, buckets, |x| if x.is_nan() { buckets } else { bucket(x) })
            }
        };
        counts.truncate(buckets);
        Ranking { keys, counts, sums, present: range.present }
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
        let inside = self.look_into(values, cuts.iter().filter(|cut| cut.within > 0).map(|cut| cut.bucket - 1));
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
                        within => inside.best(cut.bucket - 1, within, scale),
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
                        (from..to).for_each(|i| sum.add(inside.at(bucket, i)));
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

    /// The value at `position` from the top (0 is the highest), which must be below [`Ranking::present`].
    pub fn from_top(&self, values: &[f64], position: usize) -> f64 {
        let (mut above, mut bucket) = (0, self.counts.len() - 1);
        while above + self.counts[bucket] as usize <= position {
            above += self.counts[bucket] as usize;
            bucket -= 1;
        }
        self.look_into(values, [bucket].into_iter()).at(bucket, position - above)
    }

    /// Finds the values of some buckets in one pass.
    fn look_into(&self, values: &[f64], buckets: impl Iterator<Item = usize>) -> Inside {
        const BLOCK: usize = 64;
        /// More buckets than this are told by their number, value by value.
        const FEW: usize = 8;
        let mut inside = Inside { only: HashMap::new(), members: HashMap::new() };
        for bucket in buckets {
            match self.keys.only(bucket) {
                Some(x) => _ = inside.only.insert(bucket, x),
                None => _ = inside.members.insert(bucket, Vec::new()),
            }
        }
        let Keys::Float { first, last, shift } = self.keys else { return inside };
        if inside.members.is_empty() {
            return inside;
        }
        let mut member = vec![false; self.counts.len()];
        inside.members.keys().for_each(|&bucket| member[bucket] = true);
        // The values that a bucket may hold, as far as neighbours in the order of the keys are neighbours as numbers.
        let edge = |bucket: usize| number_of_key(first.saturating_add((bucket as u64) << shift).min(last));
        let spans: Vec<(f64, f64)> = inside.members.keys().map(|&b| (edge(b), edge(b + 1))).collect();
        let few = spans.len() <= FEW;
        for block in values.chunks(BLOCK) {
            if few && !spans.iter().any(|&(low, high)| block.iter().fold(false, |any, &x| any | ((x >= low) & (x <= high)))) {
                continue;
            }
            for &x in block.iter().filter(|x| !x.is_nan()) {
                let bucket = self.keys.of(x);
                if member[bucket]
                    && let Some(members) = inside.members.get_mut(&bucket)
                {
                    members.push(x);
                }
            }
        }
        inside.members.values_mut().for_each(|members| members.sort_unstable_by(|a, b| b.total_cmp(a)));
        inside
    }
}

/// The values of some buckets, highest first.
struct Inside {
    /// The value of a bucket that holds but one, however often.
    only: HashMap<usize, f64>,
    members: HashMap<usize, Vec<f64>>,
}

impl Inside {
    fn at(&self, bucket: usize, position: usize) -> f64 {
        self.only.get(&bucket).copied().unwrap_or_else(|| self.members[&bucket][position])
    }

    /// The sum of the `count` highest values of a bucket, in units.
    fn best(&self, bucket: usize, count: usize, scale: &Scale) -> i128 {
        match self.only.get(&bucket) {
            Some(&x) => scale.of(x) * count as i128,
            None => self.members[&bucket][..count].iter().map(|&x| scale.of(x)).sum(),
        }
    }
}

/// Counts and sums the values of each bucket, and of the one behind the last.
fn sum_buckets(values: &[f64], scale: Option<Scale>, buckets: usize, bucket_of: impl Fn(f64) -> usize) -> (Vec<u32>, Sums) {
    match scale {
        Some(scale) => {
            let units = scale.by_bucket(buckets + 1, values, bucket_of);
            (units.iter().map(|u| u.0).collect(), Sums::Exact(scale, units.iter().map(|u| u.1).collect()))
        }
        None => {
            let mut counts = vec![0; buckets + 1];
            let mut sums = vec![Sum::default(); buckets + 1];
            for &x in values {
                counts[bucket_of(x)] += 1;
                sums[bucket_of(x)].add(x);
            }
            (counts, Sums::Compensated(sums))
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
            let few: Vec<f64> = values.iter().map(|x| (x / 200.0).round()).collect();
            for (values, scale, decimal) in [
                (&values, scale, None),
                (&values, None, Decimal::of(&values)),
                (&few, Scale::new(&NumberRange::of(&few)), Decimal::of(&few)),
                (&few, None, Decimal::of(&few)),
            ] {
                let range = NumberRange::of(values);
                let ranking = Ranking::new(values, &range, scale, decimal);
                prop_assert_eq!(ranking.present(), range.present);
                let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
                sorted.sort_by(|a, b| b.total_cmp(a));
                for &position in ranks.iter().filter(|&&rank| rank < sorted.len()) {
                    prop_assert_eq!(ranking.from_top(values, position), sorted[position]);
                }
                let (got, expected) = (ranking.slices(values, &ranks), slow(values, &ranks));
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
        let ranking = Ranking::new(&values, &range, Scale::new(&range), None);
        assert_eq!(ranking.slices(&values, &[2, 100]), [(2, 10.0), (2, 6.0), (0, 0.0)]);
        assert_eq!(ranking.slices(&values, &[]), [(4, 16.0)]);
        let nothing = [f64::NAN];
        let range = NumberRange::of(&nothing);
        assert_eq!(Ranking::new(&nothing, &range, Scale::new(&range), None).slices(&nothing, &[1]), [(0, 0.0), (0, 0.0)]);
    }
}
