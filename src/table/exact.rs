//! Exact sums of numbers. Every value of a column is a whole multiple of one power of two, so that whole numbers can be added in its place: no
//! addition rounds, nothing depends on the order of the rows, and what is taken away again leaves no trace. Only the sum itself is rounded,
//! once. Columns whose values lie too far apart for that (more than a factor of 2^50 between the least and the greatest) have no scale; their
//! sums are the compensated ones of [`super::sum`].

/// What one pass finds out about numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRange {
    /// Values that are not missing (NaN).
    pub present: usize,
    /// Infinity without values.
    pub min: f64,
    /// Minus infinity without values.
    pub max: f64,
    /// The least magnitude that is not zero; infinity where there is none.
    pub least: f64,
    /// Whether every value is a whole number.
    pub whole: bool,
}

impl NumberRange {
    pub fn of(values: &[f64]) -> NumberRange {
        const LANES: usize = 4;
        /// Adding and taking away 2^52 rounds a magnitude below it to a whole number.
        const ROUND: f64 = 4_503_599_627_370_496.0;
        let (mut min, mut max, mut least) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES], [f64::INFINITY; LANES]);
        let (mut present, mut broken) = ([0u64; LANES], [0u64; LANES]);
        let mut see = |lane: usize, x: f64| {
            // Each comparison with NaN is false.
            min[lane] = if x < min[lane] { x } else { min[lane] };
            max[lane] = if x > max[lane] { x } else { max[lane] };
            let size = x.abs();
            let counted = if size == 0.0 { f64::INFINITY } else { size };
            least[lane] = if counted < least[lane] { counted } else { least[lane] };
            present[lane] += u64::from(!x.is_nan());
            broken[lane] |= u64::from((size < ROUND) & ((size + ROUND) - ROUND != size));
        };
        let mut chunks = values.chunks_exact(LANES);
        for chunk in &mut chunks {
            for (lane, &x) in chunk.iter().enumerate() {
                see(lane, x);
            }
        }
        chunks.remainder().iter().for_each(|&x| see(0, x));
        NumberRange {
            present: present.iter().sum::<u64>() as usize,
            min: min.into_iter().fold(f64::INFINITY, f64::min),
            max: max.into_iter().fold(f64::NEG_INFINITY, f64::max),
            least: least.into_iter().fold(f64::INFINITY, f64::min),
            whole: broken.iter().all(|&b| b == 0),
        }
    }
}

/// How the values of a column are written as whole numbers of a common unit, 2^`unit`. A value is cut in two at bit `split`; each part, added
/// to a number so large that its last binary place is the part's own unit, shows as a whole number in the bits of that sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binary {
    unit: i32,
    split: u32,
    /// The large numbers of the upper and of the lower part.
    upper: f64,
    lower: f64,
    /// How many values can be added before a part might no longer fit 64 bits.
    headroom: usize,
}

/// 2^`exponent`, for normal numbers.
fn power(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// The binary exponent of a normal number.
fn exponent(x: f64) -> i32 {
    (x.to_bits() >> 52 & 0x7ff) as i32 - 1023
}

/// Sums of the two parts under way, as bits of the large numbers: those are taken off at the end.
#[derive(Clone, Copy, Default)]
struct Parts {
    upper: u64,
    lower: u64,
    present: u32,
    rows: u32,
}

impl Binary {
    /// A scale for at most 2^31 values of that range; None where they lie too far apart.
    pub fn new(range: &NumberRange) -> Option<Binary> {
        if range.least.is_infinite() {
            // Nothing but zeros, if anything.
            return Some(Binary::at(0, 2));
        }
        let top = exponent(range.max.abs().max(range.min.abs())) + 1;
        let unit = exponent(range.least) - 52;
        let bits = top - unit;
        // 31 bits for the number of values and one for the sign have to fit beside.
        ((bits <= 94) && unit >= -960 && top <= 960).then(|| Binary::at(unit, bits as u32))
    }

    fn at(unit: i32, bits: u32) -> Binary {
        let split = bits.div_ceil(2).max(1);
        let places = split.max(bits - split);
        let upper = 1.5 * power(52 + unit + split as i32);
        Binary { unit, split, upper, lower: 1.5 * power(52 + unit), headroom: 1 << (62 - places).min(30) }
    }

    #[inline(always)]
    fn cut(&self, x: f64) -> (u64, u64) {
        let upper = x + self.upper;
        let rest = x - (upper - self.upper);
        (upper.to_bits(), (rest + self.lower).to_bits())
    }

    #[inline(always)]
    fn add(&self, parts: &mut Parts, x: f64) {
        let there = !x.is_nan();
        let (upper, lower) = self.cut(if there { x } else { 0.0 });
        parts.upper = parts.upper.wrapping_add(upper);
        parts.lower = parts.lower.wrapping_add(lower);
        parts.present += u32::from(there);
        parts.rows += 1;
    }

    /// The sum of `rows` values in units.
    fn total(&self, parts: &Parts) -> i128 {
        let off = |bits: u64, large: f64| bits.wrapping_sub(large.to_bits().wrapping_mul(u64::from(parts.rows))) as i64;
        (i128::from(off(parts.upper, self.upper)) << self.split) + i128::from(off(parts.lower, self.lower))
    }

    /// A value in units; zero for a missing one. It has to be of the range that the scale is for.
    #[inline]
    pub fn of(&self, x: f64) -> i128 {
        let mut parts = Parts::default();
        self.add(&mut parts, x);
        self.total(&parts)
    }

    /// Units as a number, rounded once.
    pub fn value(&self, units: i128) -> f64 {
        units as f64 * power(self.unit)
    }

    /// The sum of the values that are not missing, in units, and their number.
    pub fn sum(&self, values: &[f64]) -> (i128, usize) {
        const LANES: usize = 4;
        let (mut units, mut present) = (0, 0);
        for block in values.chunks(self.headroom) {
            let mut lanes = [Parts::default(); LANES];
            let mut chunks = block.chunks_exact(LANES);
            for chunk in &mut chunks {
                for (lane, &x) in lanes.iter_mut().zip(chunk) {
                    self.add(lane, x);
                }
            }
            chunks.remainder().iter().for_each(|&x| self.add(&mut lanes[0], x));
            for lane in &lanes {
                units += self.total(lane);
                present += lane.present as usize;
            }
        }
        (units, present)
    }

    /// The sum of the values in these rows, and how many there are.
    pub fn sum_of(&self, rows: impl Iterator<Item = usize>, values: &[f64]) -> (i128, usize) {
        let (mut units, mut present, mut parts) = (0, 0, Parts::default());
        for row in rows {
            self.add(&mut parts, values[row]);
            if parts.rows as usize == self.headroom {
                units += self.total(&parts);
                present += parts.present as usize;
                parts = Parts::default();
            }
        }
        (units + self.total(&parts), present + parts.present as usize)
    }
}

/// Counts and exact sums of groups, in units of a scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Units {
    pub rows: usize,
    pub present: usize,
    pub units: i128,
}

impl Binary {
    /// Counts and sums of each group: `group_of(i)` is the group of the value at `i`, below `groups`.
    #[inline]
    pub(super) fn by_group(&self, groups: usize, values: &[f64], group_of: impl Fn(usize) -> usize) -> Vec<Units> {
        /// Neighbours add to different places, so that one addition need not wait for the last.
        const LANES: usize = 4;
        let mut out = vec![Units::default(); groups];
        let mut lanes = vec![Parts::default(); groups * LANES];
        let mut start = 0;
        for block in values.chunks(self.headroom) {
            for (i, &x) in block.iter().enumerate() {
                self.add(&mut lanes[group_of(start + i) * LANES + i % LANES], x);
            }
            start += block.len();
            for (group, lanes) in out.iter_mut().zip(lanes.chunks_exact_mut(LANES)) {
                for lane in lanes {
                    group.rows += lane.rows as usize;
                    group.present += lane.present as usize;
                    group.units += self.total(lane);
                    *lane = Parts::default();
                }
            }
        }
        out
    }

    /// Number and sum of the values of each bucket; as [`Binary::by_group`], for many buckets.
    #[inline]
    pub(super) fn by_bucket(&self, buckets: usize, values: &[f64], bucket_of: impl Fn(f64) -> usize) -> Vec<(u32, i128)> {
        /// Neighbours that share a bucket are likely in turns; two places for each part them.
        const LANES: usize = 2;
        let mut out = vec![(0, 0); buckets];
        let mut parts = vec![Parts::default(); buckets * LANES];
        for block in values.chunks(self.headroom) {
            for (i, &x) in block.iter().enumerate() {
                self.add(&mut parts[bucket_of(x) * LANES + i % LANES], x);
            }
            for (bucket, parts) in out.iter_mut().zip(parts.chunks_exact_mut(LANES)) {
                for parts in parts {
                    bucket.0 += parts.rows;
                    bucket.1 += self.total(parts);
                    *parts = Parts::default();
                }
            }
        }
        out
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::sum;
    use proptest::prelude::*;

    /// Decimal places never meet binary ones: exact only where the values are whole numbers of a power of two.
    fn slow(values: &[f64], unit: i32) -> i128 {
        let one = |x: &f64| {
            if *x == 0.0 || x.is_nan() {
                return 0;
            }
            let mantissa = i128::from(x.to_bits() & ((1 << 52) - 1) | 1 << 52);
            let units = mantissa << (exponent(*x) - 52 - unit);
            if *x < 0.0 { -units } else { units }
        };
        values.iter().map(one).sum()
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![
            8 => (-10_000_000i64..10_000_000).prop_map(|cents| cents as f64 / 100.0),
            4 => -1e9..1e9,
            2 => (-60i64..60).prop_map(|n| n as f64),
            1 => Just(f64::NAN),
            1 => Just(-0.0),
            1 => prop_oneof![Just(1e-3), Just(4_503_599_627_370_495.5), Just(9_007_199_254_740_993.0), Just(-1e12)],
        ]
    }

    proptest! {
        #[test]
        fn the_range_is_that_of_the_values(values in prop::collection::vec(number(), 0..70)) {
            let range = NumberRange::of(&values);
            let present: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
            prop_assert_eq!(range.present, present.len());
            prop_assert_eq!(range.min, present.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(range.max, present.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            prop_assert_eq!(range.least, present.iter().map(|x| x.abs()).filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min));
            prop_assert_eq!(range.whole, present.iter().all(|x| x.fract() == 0.0));
        }

        #[test]
        fn sums_are_exact_whatever_the_order(values in prop::collection::vec(number(), 0..300)) {
            let Some(scale) = Binary::new(&NumberRange::of(&values)) else { return Ok(()) };
            let (units, present) = scale.sum(&values);
            prop_assert_eq!(units, slow(&values, scale.unit));
            prop_assert_eq!(present, values.iter().filter(|x| !x.is_nan()).count());
            prop_assert_eq!(units, values.iter().rev().map(|&x| scale.of(x)).sum::<i128>());
            prop_assert_eq!(scale.sum_of(0..values.len(), &values), (units, present));
            for &x in values.iter().filter(|x| !x.is_nan()) {
                prop_assert_eq!(scale.value(scale.of(x)), x);
            }
            let groups = scale.by_group(3, &values, |i| i % 3);
            for (g, group) in groups.iter().enumerate() {
                let members: Vec<f64> = values.iter().skip(g).step_by(3).copied().collect();
                let there = members.iter().filter(|x| !x.is_nan()).count();
                prop_assert_eq!(*group, Units { rows: members.len(), present: there, units: slow(&members, scale.unit) });
            }
        }
    }

    #[test]
    fn many_values_do_not_overflow() {
        // The widest range that has a scale leaves the least room.
        let values: Vec<f64> = (0..200_000).map(|i| if i % 2 == 0 { power(41) - 1.0 } else { power(-1) * 1.000_000_1 }).collect();
        let scale = Binary::new(&NumberRange::of(&values)).unwrap();
        assert!(scale.headroom < values.len(), "the test adds up in one block");
        assert_eq!(scale.sum(&values).0, slow(&values, scale.unit));
        assert_eq!(scale.by_group(1, &values, |_| 0)[0].units, slow(&values, scale.unit));
        assert_eq!(Binary::new(&NumberRange::of(&[1e-20, 1e20])), None);
        assert_eq!(Binary::new(&NumberRange::of(&[f64::INFINITY, 1.0])), None);
        assert_eq!(Binary::new(&NumberRange::of(&[f64::MIN_POSITIVE / 8.0])), None);
        let nothing = Binary::new(&NumberRange::of(&[0.0, f64::NAN])).unwrap();
        assert_eq!(nothing.sum(&[0.0, f64::NAN]), (0, 1));
        let cents = vec![0.1; 1_000_000];
        assert_eq!(sum(&cents), (100_000.0, 1_000_000));
    }
}
