//! The numbers of a column, each in as few bytes as all of them allow: people write numbers with few decimal places, so that whole numbers of cents
//! hold what would take a `f64` each. What is read back is the very `f64` that was written.

use super::{Bitmap, Decimal, NumberRange, try_make_room};
use std::borrow::Cow;
use std::ops::{Bound, Range};

/// Numbers of a column; NaN is a missing value, and no other NaN and no infinity occurs.
#[derive(Clone, Debug)]
pub enum Numbers {
    Float(Vec<f64>),
    /// Digits without a decimal sign.
    Short(Digits<i16>),
    Long(Digits<i32>),
}

/// Numbers as whole numbers of a decimal place.
#[derive(Clone, Debug, Default)]
pub struct Digits<T> {
    pub places: Places,
    /// [`Digit::MISSING`] is a missing value.
    pub digits: Vec<T>,
}

/// How many decimal places are written, at most [`Places::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Places(u8);

impl Places {
    pub const MOST: Places = Places(6);

    /// None above [`Places::MOST`].
    pub fn new(places: u32) -> Option<Places> {
        (places <= u32::from(Places::MOST.0)).then_some(Places(places as u8))
    }

    pub fn count(self) -> u32 {
        u32::from(self.0)
    }

    /// What digits are divided by.
    #[inline(always)]
    pub fn power(self) -> i64 {
        const POWERS: [i64; 7] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
        POWERS[usize::from(self.0)]
    }

    /// What digits with `fewer` places are multiplied by to have these; none where they have more.
    #[inline(always)]
    pub fn factor_from(self, fewer: u32) -> Option<i32> {
        Places::new(self.count().checked_sub(fewer)?).map(|places| places.power() as i32)
    }

    /// The number that digits stand for: the nearest `f64` there is, since both are exact.
    #[inline(always)]
    pub fn value(self, digits: i64) -> f64 {
        digits as f64 / self.power() as f64
    }

    /// The digits of a number that needs no more places and has no more than fifteen digits.
    #[inline(always)]
    pub fn digits(self, x: f64) -> i64 {
        (x * self.power() as f64).round_ties_even() as i64
    }

    /// The least digits whose number is not below `x`, or above it. Ends at the bounds of 32 bits and one beyond.
    fn first(self, x: f64, above: bool) -> i64 {
        let passes = |digits: i64| if above { self.value(digits) > x } else { self.value(digits) >= x };
        let bound = (1i64 << 31) as f64 + 1.0;
        let mut digits = (x * self.power() as f64).ceil().clamp(-bound, bound) as i64;
        // The product is rounded; the digits sought are near.
        while digits as f64 > -bound && passes(digits - 1) {
            digits -= 1;
        }
        while (digits as f64) < bound && !passes(digits) {
            digits += 1;
        }
        digits
    }
}

/// A whole number of a few bytes.
pub trait Digit: Copy + Ord + Into<i32> + TryFrom<i64> + 'static {
    /// Before every number.
    const MISSING: Self;
    const MAX: Self;
}

impl Digit for i16 {
    const MISSING: i16 = i16::MIN;
    const MAX: i16 = i16::MAX;
}

impl Digit for i32 {
    const MISSING: i32 = i32::MIN;
    const MAX: i32 = i32::MAX;
}

/// The rows whose value is one of those, both ends included.
#[inline(never)]
pub(super) fn between<T: Copy + PartialOrd>(values: &[T], low: T, high: T) -> Bitmap {
    // Comparisons with NaN are false.
    Bitmap::from_slice(values, |x| (x >= low) & (x <= high))
}

/// The least and the greatest that is not missing; the least above the greatest where all are.
pub(super) fn ends<T: Digit>(values: &[T]) -> (i32, i32) {
    let (mut least, mut greatest) = (i32::MAX, T::MISSING);
    for &value in values {
        least = least.min(if value == T::MISSING { i32::MAX } else { value.into() });
        greatest = greatest.max(value);
    }
    (least, greatest.into())
}

/// The rows whose value is one of those, both ends included, which may lie beyond what the values can be; a missing one never is.
pub(super) fn within<T: Digit>(values: &[T], low: i64, high: i64) -> Bitmap {
    // What is missing is before every other.
    let (missing, most): (i32, i32) = (T::MISSING.into(), T::MAX.into());
    match (T::try_from(low.max(i64::from(missing) + 1)), T::try_from(high.min(i64::from(most)))) {
        (Ok(low), Ok(high)) => between(values, low, high),
        _ => Bitmap::none(values.len()),
    }
}

/// The values of these rows, in their order; none is a missing one.
pub(super) fn take<T: Digit>(values: &[T], rows: impl Iterator<Item = Option<usize>>) -> Vec<T> {
    rows.map(|row| row.map_or(T::MISSING, |row| values[row])).collect()
}

/// Rows that are decoded together.
const BLOCK: usize = 1024;

impl<T: Digit> Digits<T> {
    #[inline(always)]
    fn get(&self, row: usize) -> f64 {
        self.number(self.digits[row])
    }

    #[inline(always)]
    fn number(&self, digit: T) -> f64 {
        if digit == T::MISSING { f64::NAN } else { f64::from(digit.into()) / self.places.power() as f64 }
    }

    #[inline(never)]
    fn decode(&self, rows: Range<usize>, out: &mut [f64]) {
        let power = self.places.power() as f64;
        for (x, &digit) in out.iter_mut().zip(&self.digits[rows]) {
            let value = f64::from(digit.into()) / power;
            *x = if digit == T::MISSING { f64::NAN } else { value };
        }
    }

    /// See [`ends`].
    pub(super) fn ends(&self) -> (i32, i32) {
        ends(&self.digits)
    }

    fn range(&self) -> NumberRange {
        let (min, max) = self.ends();
        let (mut present, mut least) = (0usize, u32::MAX);
        for &digit in &self.digits {
            let wide: i32 = digit.into();
            let there = digit != T::MISSING;
            present += usize::from(there);
            least = least.min(if there && wide != 0 { wide.unsigned_abs() } else { u32::MAX });
        }
        if present == 0 {
            return NumberRange { present, min: f64::INFINITY, max: f64::NEG_INFINITY, least: f64::INFINITY, whole: true };
        }
        let value = |digits: i32| self.places.value(i64::from(digits));
        let power = self.places.power() as i32;
        let whole = power == 1 || self.digits.iter().all(|&digit| digit == T::MISSING || digit.into() % power == 0);
        let least = if least == u32::MAX { f64::INFINITY } else { self.places.value(i64::from(least)) };
        NumberRange { present, min: value(min), max: value(max), least, whole }
    }

    fn take(&self, rows: impl Iterator<Item = Option<usize>>) -> Digits<T> {
        Digits { places: self.places, digits: take(&self.digits, rows) }
    }
}

impl From<Vec<f64>> for Numbers {
    /// Keeps them as they are: for values that are calculated anew with each edit.
    fn from(values: Vec<f64>) -> Numbers {
        Numbers::Float(values)
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Numbers {
        Numbers::Float(values.into_iter().collect())
    }
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::Short(Digits::default())
    }
}

impl Numbers {
    /// In as few bytes as the values allow: for values that stay.
    pub fn packed(values: Vec<f64>) -> Numbers {
        let fits = |decimal: &Decimal| decimal.min > i64::from(i32::MIN) && decimal.max <= i64::from(i32::MAX);
        match Decimal::of(&values).filter(fits) {
            Some(decimal) => {
                let digits = |&x: &f64| if x.is_nan() { i32::MISSING } else { decimal.digits(x) as i32 };
                Numbers::of_digits(decimal.places(), values.iter().map(digits).collect())
            }
            None => Numbers::Float(values),
        }
    }

    /// From digits, in fewer bytes where they allow it.
    pub fn of_digits(places: Places, digits: Vec<i32>) -> Numbers {
        let long = Digits { places, digits };
        let (least, greatest) = long.ends();
        if least > i32::from(i16::MIN) && (greatest <= i32::from(i16::MAX)) {
            let short = long.digits.iter().map(|&digit| if digit == i32::MISSING { i16::MISSING } else { digit as i16 }).collect();
            return Numbers::Short(Digits { places, digits: short });
        }
        Numbers::Long(long)
    }

    pub fn len(&self) -> usize {
        match self {
            Numbers::Float(values) => values.len(),
            Numbers::Short(short) => short.digits.len(),
            Numbers::Long(long) => long.digits.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `row`; NaN where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> f64 {
        match self {
            Numbers::Float(values) => values[row],
            Numbers::Short(short) => short.get(row),
            Numbers::Long(long) => long.get(row),
        }
    }

    /// The numbers in the order of the rows; NaN where missing.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The numbers of some rows.
    pub fn slice(&self, rows: Range<usize>) -> Cow<'_, [f64]> {
        if let Numbers::Float(values) = self {
            return Cow::Borrowed(&values[rows]);
        }
        let mut out = vec![0.0; rows.len()];
        self.decode(rows, &mut out);
        Cow::Owned(out)
    }

    /// All numbers.
    pub fn floats(&self) -> Cow<'_, [f64]> {
        self.slice(0..self.len())
    }

    /// Writes the numbers of some rows to a slice of that length.
    pub fn decode(&self, rows: Range<usize>, out: &mut [f64]) {
        match self {
            Numbers::Float(values) => out.copy_from_slice(&values[rows]),
            Numbers::Short(short) => short.decode(rows, out),
            Numbers::Long(long) => long.decode(rows, out),
        }
    }

    /// Calls `run` with the first row and the numbers of one block of rows after the other.
    fn each_block(&self, mut run: impl FnMut(usize, &[f64])) {
        let mut buffer = [0.0; BLOCK];
        let mut start = 0;
        while start < self.len() {
            let end = (start + BLOCK).min(self.len());
            match self {
                Numbers::Float(values) => run(start, &values[start..end]),
                packed => {
                    let out = &mut buffer[..end - start];
                    packed.decode(start..end, out);
                    run(start, out);
                }
            }
            start = end;
        }
    }

    /// The rows whose number is missing.
    pub fn missing(&self) -> Bitmap {
        match self {
            Numbers::Float(values) => Bitmap::from_slice(values, f64::is_nan),
            Numbers::Short(short) => between(&short.digits, i16::MISSING, i16::MISSING),
            Numbers::Long(long) => between(&long.digits, i32::MISSING, i32::MISSING),
        }
    }

    /// The rows whose number lies between the bounds, which are numbers; a missing one never does.
    pub fn within(&self, low: Bound<f64>, high: Bound<f64>) -> Bitmap {
        let (places, packed): (Places, &dyn Fn(i64, i64) -> Bitmap) = match self {
            Numbers::Short(short) => (short.places, &|low, high| within(&short.digits, low, high)),
            Numbers::Long(long) => (long.places, &|low, high| within(&long.digits, low, high)),
            Numbers::Float(values) => {
                let low = match low {
                    Bound::Included(x) => x,
                    Bound::Excluded(x) => x.next_up(),
                    Bound::Unbounded => f64::NEG_INFINITY,
                };
                let high = match high {
                    Bound::Included(x) => x,
                    Bound::Excluded(x) => x.next_down(),
                    Bound::Unbounded => f64::INFINITY,
                };
                return between(values, low, high);
            }
        };
        let low = match low {
            Bound::Included(x) => places.first(x, false),
            Bound::Excluded(x) => places.first(x, true),
            Bound::Unbounded => i64::MIN,
        };
        let high = match high {
            Bound::Included(x) => places.first(x, true) - 1,
            Bound::Excluded(x) => places.first(x, false) - 1,
            Bound::Unbounded => i64::MAX,
        };
        packed(low, high)
    }

    /// What one pass finds out about the numbers.
    pub fn range(&self) -> NumberRange {
        match self {
            Numbers::Float(values) => NumberRange::of(values),
            Numbers::Short(short) => short.range(),
            Numbers::Long(long) => long.range(),
        }
    }

    /// How the numbers are written with few decimal places, where they can be.
    pub fn decimal(&self) -> Option<Decimal> {
        let (places, (min, max)) = match self {
            Numbers::Float(values) => return Decimal::of(values),
            Numbers::Short(short) => (short.places, short.ends()),
            Numbers::Long(long) => (long.places, long.ends()),
        };
        (min <= max).then(|| Decimal::new(places, min.into(), max.into()))
    }

    /// The digits at `row` under the column's own [`Numbers::decimal`]; none where missing.
    #[inline]
    pub fn digits(&self, row: usize, decimal: &Decimal) -> Option<i64> {
        match self {
            Numbers::Float(values) if values[row].is_nan() => None,
            Numbers::Float(values) => Some(decimal.digits(values[row])),
            Numbers::Short(short) => Some(short.digits[row]).filter(|&digit| digit != i16::MISSING).map(i64::from),
            Numbers::Long(long) => Some(long.digits[row]).filter(|&digit| digit != i32::MISSING).map(i64::from),
        }
    }

    /// The numbers of these rows, in their order; none is a missing one.
    pub fn take(&self, rows: impl Iterator<Item = Option<usize>>) -> Numbers {
        match self {
            Numbers::Float(values) => rows.map(|row| row.map_or(f64::NAN, |row| values[row])).collect(),
            Numbers::Short(short) => Numbers::Short(short.take(rows)),
            Numbers::Long(long) => Numbers::Long(long.take(rows)),
        }
    }

    /// Adds missing values. `expected` is how many rows the column is likely to have. False where there is not the memory.
    pub fn add_missing(&mut self, more: usize, expected: usize) -> bool {
        match self {
            Numbers::Float(values) => fill(values, more, f64::NAN, expected),
            Numbers::Short(short) => fill(&mut short.digits, more, i16::MISSING, expected),
            Numbers::Long(long) => fill(&mut long.digits, more, i32::MISSING, expected),
        }
    }

    /// Adds the numbers of further rows, in a wider form where those need it. `expected` is how many rows the column is likely to have. False where
    /// there is not the memory.
    pub fn append(&mut self, more: &Numbers, expected: usize) -> bool {
        if self.is_empty() {
            // The form of the first.
            *self = match more {
                Numbers::Float(_) => Numbers::Float(Vec::new()),
                Numbers::Short(short) => Numbers::Short(Digits { places: short.places, digits: Vec::new() }),
                Numbers::Long(long) => Numbers::Long(Digits { places: long.places, digits: Vec::new() }),
            };
        }
        if !self.make_fit(more, expected) {
            return false;
        }
        match (&mut *self, more) {
            (Numbers::Float(all), more) => {
                try_make_room(all, more.len(), expected) && {
                    more.each_block(|_, values| all.extend_from_slice(values));
                    true
                }
            }
            (Numbers::Short(all), Numbers::Short(more)) => extend(all, more, expected),
            (Numbers::Long(all), Numbers::Short(more)) => extend(all, more, expected),
            (Numbers::Long(all), Numbers::Long(more)) => extend(all, more, expected),
            (Numbers::Short(all), Numbers::Long(more)) => extend(all, more, expected),
            (Numbers::Short(_) | Numbers::Long(_), Numbers::Float(_)) => unreachable!("made to fit above"),
        }
    }

    /// Brings the numbers into a form that holds `more` as well.
    fn make_fit(&mut self, more: &Numbers, expected: usize) -> bool {
        let (Some(own), Some(others)) = (self.places(), more.places()) else {
            return matches!(self, Numbers::Float(_)) || self.become_float(expected);
        };
        let places = own.max(others);
        // Digits of the same places in no wider form fit.
        if own == others && matches!((&*self, more), (Numbers::Long(_), _) | (Numbers::Short(_), Numbers::Short(_))) {
            return true;
        }
        let (a, b) = (self.ends_in(places), more.ends_in(places));
        let (least, greatest) = (a.0.min(b.0), a.1.max(b.1));
        if least <= i64::from(i32::MIN) || greatest > i64::from(i32::MAX) {
            return self.become_float(expected);
        }
        let fits_short = least > i64::from(i16::MIN) && greatest <= i64::from(i16::MAX);
        if own == places && (matches!(self, Numbers::Long(_)) || fits_short) {
            return true;
        }
        let made = match &*self {
            Numbers::Short(all) if fits_short => rescaled::<i16, i16>(all, places, expected).map(Numbers::Short),
            Numbers::Short(all) => rescaled::<i16, i32>(all, places, expected).map(Numbers::Long),
            Numbers::Long(all) => rescaled::<i32, i32>(all, places, expected).map(Numbers::Long),
            Numbers::Float(_) => return true,
        };
        made.map(|made| *self = made).is_some()
    }

    fn become_float(&mut self, expected: usize) -> bool {
        let mut all: Vec<f64> = Vec::new();
        if !try_make_room(&mut all, self.len(), expected) {
            return false;
        }
        self.each_block(|_, values| all.extend_from_slice(values));
        *self = Numbers::Float(all);
        true
    }

    fn places(&self) -> Option<Places> {
        match self {
            Numbers::Float(_) => None,
            Numbers::Short(short) => Some(short.places),
            Numbers::Long(long) => Some(long.places),
        }
    }

    /// The least and the greatest of the digits, written with so many places; zero where every value is missing.
    fn ends_in(&self, places: Places) -> (i64, i64) {
        let (own, (least, greatest)) = match self {
            Numbers::Float(_) => return (0, 0),
            Numbers::Short(short) => (short.places, short.ends()),
            Numbers::Long(long) => (long.places, long.ends()),
        };
        let factor = places.power() / own.power();
        if least > greatest { (0, 0) } else { (i64::from(least) * factor, i64::from(greatest) * factor) }
    }
}

pub(super) fn fill<T: Copy>(values: &mut Vec<T>, more: usize, value: T, expected: usize) -> bool {
    try_make_room(values, more, expected) && {
        values.resize(values.len() + more, value);
        true
    }
}

/// A digit in a form that it fits, with its places raised by a factor.
#[inline(always)]
fn raised<A: Digit, B: Digit>(digit: A, factor: i32) -> B {
    if digit == A::MISSING { B::MISSING } else { B::try_from(i64::from(digit.into() * factor)).unwrap_or(B::MISSING) }
}

fn extend<A: Digit, B: Digit>(all: &mut Digits<B>, more: &Digits<A>, expected: usize) -> bool {
    let factor = (all.places.power() / more.places.power()) as i32;
    try_make_room(&mut all.digits, more.digits.len(), expected) && {
        all.digits.extend(more.digits.iter().map(|&digit| raised::<A, B>(digit, factor)));
        true
    }
}

fn rescaled<A: Digit, B: Digit>(from: &Digits<A>, places: Places, expected: usize) -> Option<Digits<B>> {
    let mut out = Digits { places, digits: Vec::new() };
    extend(&mut out, from, expected).then_some(out)
}
