//! Exact sums of a column's numbers, in the unit that its form has: digits are added as the whole numbers that they are, any other numbers as multiples of
//! a power of two.

use super::exact::{Binary, Units};
use super::numbers::{Digit, Digits, Numbers, Places};
use super::{GroupTotal, NumberRange, compensated_sum};

/// How numbers are added without rounding: as whole numbers of a unit. Only the sum itself is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    Decimal(Places),
    Binary(Binary),
}

/// Neighbours add to different places, so that one addition need not wait for the last.
const LANES: usize = 4;

impl Scale {
    /// The scale of a column of that range; None where its values lie too far apart.
    pub fn new(numbers: &Numbers, range: &NumberRange) -> Option<Scale> {
        match numbers {
            Numbers::Float(_) => Binary::new(range).map(Scale::Binary),
            Numbers::Short(Digits { places, .. }) | Numbers::Long(Digits { places, .. }) => Some(Scale::Decimal(*places)),
        }
    }

    /// A value of the column in units; zero for a missing one.
    #[inline]
    pub fn of(&self, x: f64) -> i128 {
        match self {
            Scale::Decimal(_) if x.is_nan() => 0,
            Scale::Decimal(places) => places.digits(x).into(),
            Scale::Binary(binary) => binary.of(x),
        }
    }

    /// Units as a number, rounded once.
    pub fn value(&self, units: i128) -> f64 {
        match self {
            Scale::Decimal(places) => units as f64 / places.power() as f64,
            Scale::Binary(binary) => binary.value(units),
        }
    }

    /// The sum of the column's values, in units, and the number of those that are not missing.
    pub fn sum(&self, numbers: &Numbers) -> (i128, usize) {
        if let (Scale::Binary(binary), Numbers::Float(values)) = (self, numbers) {
            return binary.sum(values);
        }
        let all = self.by_group(1, numbers, |_| 0);
        (all[0].units, all[0].present)
    }

    /// The sum of the values in these rows, and how many there are.
    pub fn sum_of(&self, rows: impl Iterator<Item = usize>, numbers: &Numbers) -> (i128, usize) {
        if let (Scale::Binary(binary), Numbers::Float(values)) = (self, numbers) {
            return binary.sum_of(rows, values);
        }
        let (mut units, mut present) = (0, 0);
        for x in rows.map(|row| numbers.get(row)).filter(|x| !x.is_nan()) {
            units += self.of(x);
            present += 1;
        }
        (units, present)
    }

    /// Counts and sums of each group: `group_of(row)` is the group of a row, below `groups`.
    ///
    /// # Panics
    /// When the scale is that of a column in another form.
    #[inline]
    pub(super) fn by_group(&self, groups: usize, numbers: &Numbers, group_of: impl Fn(usize) -> usize) -> Vec<Units> {
        match (self, numbers) {
            (Scale::Binary(binary), Numbers::Float(values)) => binary.by_group(groups, values, group_of),
            (Scale::Decimal(_), Numbers::Short(short)) => digits_by_group(groups, &short.digits, group_of),
            (Scale::Decimal(_), Numbers::Long(long)) => digits_by_group(groups, &long.digits, group_of),
            _ => panic!("the scale of another column"),
        }
    }

    pub(super) fn group_total(&self, units: &Units) -> GroupTotal {
        GroupTotal { rows: units.rows, present: units.present, sum: self.value(units.units) }
    }
}

impl Numbers {
    /// The sum of the numbers that are not missing: exact and rounded once where the column has a scale, which is its own, else compensated.
    pub fn sum(&self, scale: Option<Scale>) -> f64 {
        scale.map_or_else(|| compensated_sum(self.iter()).0, |scale| scale.value(scale.sum(self).0))
    }
}

/// Digits added up. 2^31 of them fit.
#[derive(Clone, Copy, Default)]
struct Added {
    rows: u32,
    present: u32,
    sum: i64,
}

#[inline(always)]
fn digits_by_group<T: Digit>(groups: usize, digits: &[T], group_of: impl Fn(usize) -> usize) -> Vec<Units> {
    let mut lanes = vec![Added::default(); groups * LANES];
    for (row, &digit) in digits.iter().enumerate() {
        let added = &mut lanes[group_of(row) * LANES + row % LANES];
        let there = digit != T::MISSING;
        added.rows += 1;
        added.present += u32::from(there);
        let wide: i32 = digit.into();
        added.sum += i64::from(if there { wide } else { 0 });
    }
    let mut out = vec![Units::default(); groups];
    for (group, lanes) in out.iter_mut().zip(lanes.chunks_exact(LANES)) {
        for lane in lanes {
            group.rows += lane.rows as usize;
            group.present += lane.present as usize;
            group.units += i128::from(lane.sum);
        }
    }
    out
}

/// Number and sum of the digits of each bucket; for many buckets.
#[inline(always)]
pub(super) fn digits_by_bucket<T: Digit>(buckets: usize, digits: &[T], bucket_of: impl Fn(T) -> usize) -> Vec<(u32, i128)> {
    /// Neighbours that share a bucket are likely in turns; two places for each part them.
    const TURNS: usize = 2;
    let mut added = vec![(0u32, 0i64); buckets * TURNS];
    for (row, &digit) in digits.iter().enumerate() {
        let wide: i32 = digit.into();
        let (count, sum) = &mut added[bucket_of(digit) * TURNS + row % TURNS];
        *count += 1;
        *sum += i64::from(wide);
    }
    added.chunks_exact(TURNS).map(|turns| (turns[0].0 + turns[1].0, i128::from(turns[0].1) + i128::from(turns[1].1))).collect()
}
