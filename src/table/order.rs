//! Sort orders, and the ranks that follow from them. Equal values are never told apart: ties keep the order of the rows, and share a rank.

use super::{Column, ColumnData, Decimal, Digit, MISSING_BOOL, MISSING_DAY, Numbers, text_order};
use std::sync::Arc;

/// The rows of a column in ascending order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Row numbers: first those with a value, ascending, equal ones in the order of the rows; then those without.
    pub rows: Arc<[u32]>,
    /// How many rows have a value.
    pub present: usize,
}

/// Sorts after every value.
const MISSING_KEY: u64 = u64::MAX;

impl Order {
    /// Sorts a column. Text goes without regard to case first, equal ones by their spelling; no comes before yes.
    pub fn of(column: &Column) -> Order {
        match &column.data {
            // Digits: the keys of money are short.
            ColumnData::Number(Numbers::Short(short)) => by_digits(&short.digits),
            ColumnData::Number(Numbers::Long(long)) => by_digits(&long.digits),
            ColumnData::Number(Numbers::Float(values)) => match Decimal::of(values) {
                Some(decimal) => by_key(values.len(), |row| {
                    let x = values[row];
                    if x.is_nan() { MISSING_KEY } else { (decimal.digits(x) - decimal.min) as u64 }
                }),
                None => by_key(values.len(), |row| number_key(values[row])),
            },
            ColumnData::Date(dates) => match &dates.seconds {
                None => {
                    by_key(dates.days.len(), |row| date_key(dates.days.get(row), 0) >> SECONDS_BITS | missing_bits(dates.days.get(row)))
                }
                Some(seconds) => by_key(dates.days.len(), |row| date_key(dates.days.get(row), seconds[row])),
            },
            ColumnData::Boolean(b) => {
                by_key(b.values.len(), |row| if b.values[row] == MISSING_BOOL { MISSING_KEY } else { u64::from(b.values[row]) })
            }
            ColumnData::Text(text) => text_order::of(text),
        }
    }

    /// The row at `position` among those with a value, counted from the highest value (0 is the highest).
    pub fn from_top(&self, position: usize) -> usize {
        self.rows[self.present - 1 - position] as usize
    }

    /// The row at `position` among those with a value, counted from the lowest value (0 is the lowest).
    pub fn from_bottom(&self, position: usize) -> usize {
        assert!(position < self.present, "no such position among the rows with a value");
        self.rows[position] as usize
    }
}

fn by_digits<T: Digit>(digits: &[T]) -> Order {
    by_key(digits.len(), |row| {
        let wide: i32 = digits[row].into();
        if digits[row] == T::MISSING { MISSING_KEY } else { (i64::from(wide) - i64::from(i32::MIN)) as u64 }
    })
}

/// Sorts the rows by a key, which is [`MISSING_KEY`] where the value is missing.
fn by_key(rows: usize, key: impl Fn(usize) -> u64) -> Order {
    let (mut least, mut greatest) = (u64::MAX, 0);
    for row in 0..rows {
        let key = key(row);
        least = least.min(key);
        greatest = greatest.max(if key == MISSING_KEY { 0 } else { key });
    }
    if least == MISSING_KEY {
        return Order { rows: (0..rows as u32).collect(), present: 0 };
    }
    // Half of a word for the key, from its highest place that varies, and half for the row.
    let bits = u64::BITS - (greatest - least).leading_zeros();
    let dropped = bits.saturating_sub(32);
    let mut items: Vec<u64> = Vec::with_capacity(rows);
    for row in 0..rows {
        let key = key(row);
        if key != MISSING_KEY {
            items.push(((key - least) >> dropped) << 32 | row as u64);
        }
    }
    let present = items.len();
    sort_bits(&mut items, 32, bits.min(32));
    if dropped > 0 {
        // What the places that were dropped tell apart.
        let mut start = 0;
        while start < present {
            let same = items[start..].iter().take_while(|&&item| item >> 32 == items[start] >> 32).count();
            sort_by_rest(&mut items[start..start + same], &key);
            start += same;
        }
    }
    let mut sorted: Vec<u32> = Vec::with_capacity(rows);
    sorted.extend(items.iter().map(|&item| item as u32));
    drop(items);
    if present < rows {
        sorted.extend((0..rows).filter(|&row| key(row) == MISSING_KEY).map(|row| row as u32));
    }
    Order { rows: sorted.into(), present }
}

/// Sorts items that share a word by the whole keys of their rows. One for all kinds of keys.
#[inline(never)]
fn sort_by_rest(items: &mut [u64], key: &dyn Fn(usize) -> u64) {
    if items.len() > 1 {
        items.sort_unstable_by_key(|&item| (key(item as u32 as usize), item));
    }
}

/// Sorts numbers stably by `bits` bits from bit `from` on, about eleven at a time from the lowest.
pub(super) fn sort_bits<T: Word>(items: &mut Vec<T>, from: u32, bits: u32) {
    const MOST_BITS: u32 = 11;
    let passes = bits.div_ceil(MOST_BITS);
    if passes == 0 {
        return;
    }
    let width = bits.div_ceil(passes);
    let digit = |item: T, pass: u32| (item.into() >> (from + pass * width)) as usize & ((1 << width) - 1);
    if items.len() < 256 {
        items.sort_by_key(|&item| item.into() >> from & (u64::MAX >> (u64::BITS - bits)));
        return;
    }
    let mut counts = vec![0u32; (passes as usize) << width];
    // In parts: a browser compiles a function well only from one call to the next.
    for items in items.chunks(PART) {
        (0..passes).zip(counts.chunks_exact_mut(1 << width)).for_each(|(pass, counts)| count(items, counts, |item| digit(item, pass)));
    }
    let mut spare = vec![T::default(); items.len()];
    for pass in 0..passes {
        let counts = &mut counts[(pass as usize) << width..][..1 << width];
        let mut at = 0;
        for count in counts.iter_mut() {
            at += std::mem::replace(count, at);
        }
        items.chunks(PART).for_each(|items| distribute(items, counts, &mut spare, |item| digit(item, pass)));
        std::mem::swap(items, &mut spare);
    }
}

/// Items that are gone through in one call.
const PART: usize = 1 << 14;

/// Counts items by their digit.
#[inline(never)]
fn count<T: Word>(items: &[T], counts: &mut [u32], digit: impl Fn(T) -> usize) {
    items.iter().for_each(|&item| counts[digit(item)] += 1);
}

/// Puts items where the next of their digit belongs.
#[inline(never)]
fn distribute<T: Word>(items: &[T], next: &mut [u32], into: &mut [T], digit: impl Fn(T) -> usize) {
    for &item in items {
        let slot = &mut next[digit(item)];
        into[*slot as usize] = item;
        *slot += 1;
    }
}

/// An unsigned whole number.
pub trait Word: Copy + Default + Into<u64> {}

impl Word for u32 {}
impl Word for u64 {}

/// Sorts numbers that have no bits above the lowest `bits`.
pub fn radix_sort<T: Word>(items: &mut Vec<T>, bits: u32) {
    sort_bits(items, 0, bits);
}

impl Column {
    /// Whether two rows hold the same value; text compares as written.
    pub fn same(&self, a: usize, b: usize) -> bool {
        match &self.data {
            ColumnData::Number(v) => v.get(a) == v.get(b),
            ColumnData::Date(d) => d.days.get(a) == d.days.get(b) && d.seconds.as_ref().is_none_or(|s| s[a] == s[b]),
            ColumnData::Boolean(v) => v.values[a] == v.values[b],
            ColumnData::Text(t) => t.code(a) == t.code(b) || t.get(a) == t.get(b),
        }
    }

    /// A whole number per row that is the same for the same value and ascends with it; None where missing, and for text.
    pub(crate) fn sort_key(&self, row: usize) -> Option<u64> {
        let key = match &self.data {
            ColumnData::Number(v) => number_key(v.get(row)),
            ColumnData::Date(d) => date_key(d.days.get(row), d.seconds.as_ref().map_or(0, |s| s[row])),
            ColumnData::Boolean(b) if b.values[row] != MISSING_BOOL => u64::from(b.values[row]),
            ColumnData::Boolean(_) | ColumnData::Text(_) => MISSING_KEY,
        };
        (key != MISSING_KEY).then_some(key)
    }
}

/// Whether the customer with `before` customers strictly ahead of it, of `n` in all, is within the first `percent` of 100: the one meaning of
/// "top N %", (rank − 1) / n < N / 100. The last digits of a percentage such as 1.1, which no binary number is, do not decide.
pub fn within_share(before: usize, n: usize, percent: f64) -> bool {
    let asked = percent * n as f64;
    before as f64 * 100.0 < asked - asked.abs() * 1e-12
}

/// Ascends with the number; both zeros are one.
pub(crate) fn number_key(x: f64) -> u64 {
    if x.is_nan() {
        return MISSING_KEY;
    }
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Places that the seconds of a day take.
const SECONDS_BITS: u32 = 17;

/// Ascends with the moment.
fn date_key(day: i32, seconds: u32) -> u64 {
    if day == MISSING_DAY { MISSING_KEY } else { ((i64::from(day) - i64::from(i32::MIN)) as u64) << SECONDS_BITS | u64::from(seconds) }
}

fn missing_bits(day: i32) -> u64 {
    if day == MISSING_DAY { MISSING_KEY } else { 0 }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::{BoolColumn, DateColumn, TextColumn, fold};
    use proptest::prelude::*;
    use std::cmp::Ordering;

    #[test]
    fn ties_keep_the_order_of_the_rows_both_ways() {
        let column = Column::new("n", ColumnData::Number(vec![2.0, f64::NAN, 1.0, 2.0, -0.0, 0.0, f64::NAN, -3.0].into()));
        let order = Order::of(&column);
        assert_eq!(*order.rows, [7, 4, 5, 2, 0, 3, 1, 6]);
        assert_eq!(order.present, 6);
    }

    #[test]
    fn text_goes_without_regard_to_case() {
        let column = Column::new("t", ColumnData::Text(["b", "", "A", "a", "B", "a"].into_iter().collect()));
        let order = Order::of(&column);
        assert_eq!(*order.rows, [2, 3, 5, 4, 0, 1]);
    }

    #[test]
    fn many_short_texts_go_by_spelling_then_by_row() {
        for texts in [["a", "A", "", "b"], ["same", "same", "same", "same"], ["same", "Same", "same as", ""]] {
            check(ColumnData::Text(TextColumn::each_row((0..300).map(|i| texts[i * 7 % 4]), false)));
        }
    }

    #[test]
    fn shares_are_cut_where_a_person_expects() {
        let taken = |n: usize, percent| (0..n).filter(|&before| within_share(before, n, percent)).count();
        assert_eq!(taken(10, 20.0), 2);
        assert_eq!(taken(10_000, 1.1), 110);
        assert_eq!(taken(3, 50.0), 2);
        assert_eq!(taken(10, 0.0), 0);
        assert_eq!(taken(10, 100.0), 10);
    }

    fn slow(column: &Column) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..column.len() as u32).collect();
        rows.sort_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            let by_value = match &column.data {
                ColumnData::Number(v) => v.get(a).partial_cmp(&v.get(b)).unwrap_or(Ordering::Equal),
                ColumnData::Date(d) => {
                    d.days.get(a).cmp(&d.days.get(b)).then(d.seconds.as_ref().map_or(Ordering::Equal, |s| s[a].cmp(&s[b])))
                }
                ColumnData::Boolean(v) => v.values[a].cmp(&v.values[b]),
                ColumnData::Text(t) => (fold(&t.get(a)), t.get(a)).cmp(&(fold(&t.get(b)), t.get(b))),
            };
            let missing = column.is_missing(a).cmp(&column.is_missing(b));
            missing.then(if column.is_missing(a) { Ordering::Equal } else { by_value })
        });
        rows
    }

    fn check(data: ColumnData) {
        let column = Column::new("x", data);
        let order = Order::of(&column);
        assert_eq!(*order.rows, *slow(&column));
        assert_eq!(order.present, column.len() - column.missing().count());
    }

    proptest! {
        #[test]
        fn orders_are_those_of_a_plain_stable_sort(
            cells in prop::collection::vec((prop_oneof![
                4 => (-90_000i64..90_000).prop_map(|n| n as f64 / 100.0),
                2 => (-3i64..3).prop_map(|n| n as f64),
                1 => Just(f64::NAN),
                1 => Just(-0.0),
                1 => -1e3..1e3,
            ], -30_000i32..30_000, 0u32..86_400), 0..700),
            decimal in any::<bool>(),
        ) {
            let number = |x: f64| if decimal { (x * 100.0).round() / 100.0 } else { x };
            let numbers: Vec<f64> = cells.iter().map(|c| number(c.0)).collect();
            check(ColumnData::Number(Numbers::packed(numbers.clone())));
            check(ColumnData::Number(numbers.into()));
            let days: Vec<i32> = cells.iter().map(|c| if c.1 % 7 == 0 { MISSING_DAY } else { c.1 }).collect();
            let seconds = cells.iter().map(|c| c.2).collect();
            check(ColumnData::Date(DateColumn { days: days.clone().into(), seconds: None }));
            check(ColumnData::Date(DateColumn { days: days.into(), seconds: Some(seconds) }));
            check(ColumnData::Boolean(BoolColumn { values: cells.iter().map(|c| (c.2 % 3) as u8).collect() }));
        }

        #[test]
        fn text_orders_are_those_of_a_plain_stable_sort(
            cells in prop::collection::vec(prop_oneof![
                3 => "[aAbB]{0,3}",
                1 => "same beginning, then [a-cA-C]{0,30}",
                1 => "[éÉaİ中Kk]{0,4}",
                1 => "C[0-9A-F]{8}",
                1 => Just("a very long text that is the same to its very end, and longer than any key of a few characters".to_owned()),
            ], 0..400),
            ascii in any::<bool>(),
        ) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).filter(|c| !ascii || c.is_ascii()).collect();
            check(ColumnData::Text(cells.iter().copied().collect()));
            check(ColumnData::Text(TextColumn::each_row(cells.iter().copied(), false)));
            check(ColumnData::Text(TextColumn::each_row(cells.iter().copied(), true)));
        }

        #[test]
        fn radix_sort_is_the_sort(keys in prop::collection::vec(any::<u64>(), 0..2000), bits in 0u32..=64) {
            let mut items: Vec<u64> = keys.into_iter().map(|key| if bits == 0 { 0 } else { key >> (64 - bits) }).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            radix_sort(&mut items, bits);
            prop_assert_eq!(&items, &expected);
            let mut short: Vec<u32> = expected.iter().rev().map(|&key| key as u32).collect();
            let mut expected = short.clone();
            expected.sort_unstable();
            radix_sort(&mut short, bits.min(32));
            prop_assert_eq!(short, expected);
        }
    }
}
