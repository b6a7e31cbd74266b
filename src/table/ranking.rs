//! How much the best so-many hold, without sorting: values are counted and summed in buckets of neighbouring values; a rank cuts one bucket,
//! and only that one is looked into.

use super::order::number_key;
use super::scale::digits_by_bucket;
use super::{Digit, Digits, NumberRange, Numbers, Places, Scale, Sum};
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
    /// Few different digits: each has a bucket of its own.
    Few { places: Places, min: i32 },
    /// Digits by their distance from the least, in buckets that widen with it as those of floats do: money is dense where it is small.
    Many { min: i32, shift: u32 },
    /// Sort keys of the least and the greatest value; neighbouring keys that differ below a bit share a bucket.
    Float { first: u64, last: u64, shift: u32 },
}

/// How far digits are from the least, counted from 1, as a float; its bits ascend with it.
#[inline(always)]
fn distance(digit: i32, min: i32) -> u64 {
    (f64::from(digit.wrapping_sub(min) as u32) + 1.0).to_bits() - 1f64.to_bits()
}

/// The least shift that leaves fewer than the most buckets.
fn shift_for(keys: u64) -> u32 {
    (u64::BITS - keys.leading_zeros()).saturating_sub(BUCKETS.trailing_zeros())
}

impl Keys {
    fn new(values: &Numbers, range: &NumberRange) -> Keys {
        let (places, (min, max)) = match values {
            Numbers::Short(short) => (short.places, short.ends()),
            Numbers::Long(long) => (long.places, long.ends()),
            Numbers::Float(_) => {
                let (first, last) = (number_key(range.min), number_key(range.max));
                return Keys::Float { first, last, shift: shift_for(last - first) };
            }
        };
        if i64::from(max) - i64::from(min) < BUCKETS as i64 {
            return Keys::Few { places, min };
        }
        Keys::Many { min, shift: shift_for(distance(max, min)) }
    }

    /// The value of a bucket that holds but one.
    fn only(&self, bucket: usize) -> Option<f64> {
        match self {
            Keys::Few { places, min } => Some(places.value(i64::from(*min) + bucket as i64)),
            Keys::Float { first, shift: 0, .. } => Some(number_of_key(first + bucket as u64)),
            Keys::Many { .. } | Keys::Float { .. } => None,
        }
    }

    /// The least digits that belong to a bucket, or to one behind it.
    fn first_digit(bucket: usize, min: i32, shift: u32) -> i64 {
        let distance = f64::from_bits(((bucket as u64) << shift) + 1f64.to_bits());
        i64::from(min) + distance.ceil() as i64 - 1
    }
}

#[derive(Clone, Debug)]
enum Sums {
    Exact(Scale, Vec<i128>),
    Compensated(Vec<Sum>),
}

impl Ranking {
    /// Counts and sums the buckets; `range` and `scale` are those of the values. A missing value has no rank.
    pub fn new(values: &Numbers, range: &NumberRange, scale: Option<Scale>) -> Ranking {
        if range.present == 0 {
            let keys = Keys::Float { first: 0, last: 0, shift: 0 };
            return Ranking { keys, counts: Vec::new(), sums: Sums::Compensated(Vec::new()), present: 0 };
        }
        let keys = Keys::new(values, range);
        let (counts, sums) = match (values, scale) {
            (Numbers::Short(short), _) => sum_digits(&keys, short),
            (Numbers::Long(long), _) => sum_digits(&keys, long),
            (Numbers::Float(values), scale) => sum_floats(&keys, values, scale, range),
        };
        Ranking { keys, counts, sums, present: range.present }
    }

    /// Values that are not missing.
    pub fn present(&self) -> usize {
        self.present
    }

    /// The number and the sum of the values in each slice of the ranking, best (highest) first: those before the first rank, those from it to
    /// before the second, and so on; at the end the rest. Ranks ascend; one past the last value means the last value. Equal values on both
    /// sides of a cut are interchangeable, so that no row is preferred. `values` are those that the ranking was made of.
    pub fn slices(&self, values: &Numbers, ranks: &[usize]) -> Vec<(usize, f64)> {
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
    pub fn from_top(&self, values: &Numbers, position: usize) -> f64 {
        let (mut above, mut bucket) = (0, self.counts.len() - 1);
        while above + self.counts[bucket] as usize <= position {
            above += self.counts[bucket] as usize;
            bucket -= 1;
        }
        self.look_into(values, [bucket].into_iter()).at(bucket, position - above)
    }

    /// Finds the values of some buckets in one pass.
    fn look_into(&self, values: &Numbers, buckets: impl Iterator<Item = usize>) -> Inside {
        let mut inside = Inside { only: HashMap::new(), members: HashMap::new() };
        for bucket in buckets {
            match self.keys.only(bucket) {
                Some(x) => _ = inside.only.insert(bucket, x),
                None => _ = inside.members.insert(bucket, Vec::new()),
            }
        }
        match (values, self.keys) {
            _ if inside.members.is_empty() => {}
            (Numbers::Short(short), Keys::Many { min, shift }) => digit_members(short, min, shift, &mut inside.members),
            (Numbers::Long(long), Keys::Many { min, shift }) => digit_members(long, min, shift, &mut inside.members),
            (Numbers::Float(values), Keys::Float { first, last, shift }) => {
                // The values that a bucket may hold, as far as neighbours in the order of the keys are neighbours as numbers.
                let edge = |bucket: usize| number_of_key(first.saturating_add((bucket as u64) << shift).min(last));
                let member = |x: f64| (((number_key(x) - first) >> shift) as usize, x);
                members(values, inside.members.iter_mut().map(|(&b, m)| (b, (edge(b), edge(b + 1)), m)), member);
            }
            _ => unreachable!("the values are those that the ranking was made of"),
        }
        for members in inside.members.values_mut() {
            members.sort_unstable_by(f64::total_cmp);
            members.reverse();
        }
        inside
    }
}

/// [`members`] of digits.
fn digit_members<T: Digit>(digits: &Digits<T>, min: i32, shift: u32, into: &mut HashMap<usize, Vec<f64>>) {
    let member = |digit: T| ((distance(digit.into(), min) >> shift) as usize, digits.places.value(i64::from(digit.into())));
    members(&digits.digits, into.iter_mut().map(|(&bucket, members)| (bucket, digit_span(bucket, min, shift), members)), member);
}

/// The digits that a bucket holds, both ends included.
fn digit_span<T: Digit>(bucket: usize, min: i32, shift: u32) -> (T, T) {
    let least: i32 = T::MISSING.into();
    let fitting = |digits: i64| T::try_from(digits.max(i64::from(least) + 1)).unwrap_or(T::MAX);
    (fitting(Keys::first_digit(bucket, min, shift)), fitting(Keys::first_digit(bucket + 1, min, shift) - 1))
}

/// Collects the values of buckets: per bucket its number, the least and the greatest value that it may hold, and where its members go. `member` gives the
/// bucket and the number of a value within one of those spans.
#[inline(always)]
fn members<'a, T: Copy + PartialOrd + 'a>(
    values: &[T],
    buckets: impl Iterator<Item = (usize, (T, T), &'a mut Vec<f64>)>,
    member: impl Fn(T) -> (usize, f64),
) {
    const BLOCK: usize = 64;
    /// More buckets than this are told by their number, value by value.
    const FEW: usize = 8;
    let mut buckets: Vec<(usize, (T, T), &mut Vec<f64>)> = buckets.collect();
    if buckets.len() > FEW {
        let (mut low, mut high) = buckets[0].1;
        let mut slots = Vec::new();
        for (slot, (bucket, span, _)) in buckets.iter().enumerate() {
            low = if span.0 < low { span.0 } else { low };
            high = if span.1 > high { span.1 } else { high };
            slots.resize(slots.len().max(bucket + 1), usize::MAX);
            slots[*bucket] = slot;
        }
        for &x in values.iter().filter(|&&x| x >= low && x <= high) {
            let (bucket, number) = member(x);
            if let Some((.., members)) = slots.get(bucket).and_then(|&slot| buckets.get_mut(slot)) {
                members.push(number);
            }
        }
        return;
    }
    for block in values.chunks(BLOCK) {
        for (bucket, (low, high), members) in &mut buckets {
            let (low, high) = (*low, *high);
            // Nearly no block holds a value of nearly any bucket: seen side by side. What is missing is in no span.
            if block.iter().fold(false, |any, &x| any | ((x >= low) & (x <= high))) {
                for &x in block.iter().filter(|&&x| x >= low && x <= high) {
                    let (of, number) = member(x);
                    if of == *bucket {
                        members.push(number);
                    }
                }
            }
        }
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

/// Counts and sums the digits of each bucket. A loop of its own for each kind of key.
fn sum_digits<T: Digit>(keys: &Keys, digits: &Digits<T>) -> (Vec<u32>, Sums) {
    let (_, greatest) = digits.ends();
    // Missing values have a bucket of their own behind the last.
    let (buckets, units) = match *keys {
        Keys::Many { min, shift } => {
            let buckets = (distance(greatest, min) >> shift) as usize + 1;
            let bucket = |digit: T| if digit == T::MISSING { buckets } else { (distance(digit.into(), min) >> shift) as usize };
            (buckets, digits_by_bucket(buckets + 1, &digits.digits, bucket))
        }
        Keys::Few { min, .. } => {
            let buckets = greatest.wrapping_sub(min) as usize + 1;
            let bucket = |digit: T| {
                let wide: i32 = digit.into();
                if digit == T::MISSING { buckets } else { wide.wrapping_sub(min) as usize }
            };
            (buckets, digits_by_bucket(buckets + 1, &digits.digits, bucket))
        }
        Keys::Float { .. } => unreachable!("digits have keys of digits"),
    };
    let counts = units[..buckets].iter().map(|u| u.0).collect();
    (counts, Sums::Exact(Scale::Decimal(digits.places), units.iter().map(|u| u.1).collect()))
}

/// Counts and sums the values of each bucket, and of the one behind the last.
fn sum_floats(keys: &Keys, values: &[f64], scale: Option<Scale>, range: &NumberRange) -> (Vec<u32>, Sums) {
    let Keys::Float { first, shift, .. } = *keys else { unreachable!("floats have keys of floats") };
    let buckets = ((number_key(range.max) - first) >> shift) as usize + 1;
    let bucket_of = |x: f64| if x.is_nan() { buckets } else { (number_key(x).wrapping_sub(first) >> shift) as usize };
    let (mut counts, sums): (Vec<u32>, Sums) = match scale {
        Some(Scale::Binary(binary)) => {
            let units = binary.by_bucket(buckets + 1, values, bucket_of);
            (units.iter().map(|u| u.0).collect(), Sums::Exact(Scale::Binary(binary), units.iter().map(|u| u.1).collect()))
        }
        _ => {
            let mut counts = vec![0; buckets + 1];
            let mut sums = vec![Sum::default(); buckets + 1];
            for &x in values {
                counts[bucket_of(x)] += 1;
                sums[bucket_of(x)].add(x);
            }
            (counts, Sums::Compensated(sums))
        }
    };
    counts.truncate(buckets);
    (counts, sums)
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
            let floats = Numbers::from(values.clone());
            prop_assert_eq!(Scale::new(&floats, &floats.range()).is_none(), wide);
            let few: Vec<f64> = values.iter().map(|x| (x / 200.0).round()).collect();
            let dense: Vec<f64> = values.iter().map(|x| (x / 3.0).round()).collect();
            for (values, numbers, exact) in [
                (&values, floats.clone(), true),
                (&values, floats, false),
                (&values, Numbers::packed(values.clone()), true),
                (&dense, Numbers::packed(dense.clone()), true),
                (&few, Numbers::packed(few.clone()), true),
                (&few, Numbers::from(few.clone()), true),
                (&few, Numbers::from(few.clone()), false),
            ] {
                let range = numbers.range();
                let ranking = Ranking::new(&numbers, &range, Scale::new(&numbers, &range).filter(|_| exact));
                prop_assert_eq!(ranking.present(), range.present);
                let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
                sorted.sort_by(|a, b| b.total_cmp(a));
                for &position in ranks.iter().filter(|&&rank| rank < sorted.len()) {
                    prop_assert_eq!(ranking.from_top(&numbers, position), sorted[position]);
                }
                let (got, expected) = (ranking.slices(&numbers, &ranks), slow(values, &ranks));
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
        let values = Numbers::from(vec![5.0, f64::NAN, 5.0, 5.0, 1.0, f64::NAN]);
        let range = values.range();
        let ranking = Ranking::new(&values, &range, Scale::new(&values, &range));
        assert_eq!(ranking.slices(&values, &[2, 100]), [(2, 10.0), (2, 6.0), (0, 0.0)]);
        assert_eq!(ranking.slices(&values, &[]), [(4, 16.0)]);
        let nothing = Numbers::from(vec![f64::NAN]);
        let range = nothing.range();
        assert_eq!(Ranking::new(&nothing, &range, Scale::new(&nothing, &range)).slices(&nothing, &[1]), [(0, 0.0), (0, 0.0)]);
    }
}
