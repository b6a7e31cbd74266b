//! Statistics of single columns.

use super::distribution::{exact_edges, with_tails};
use super::values::{counts, most_frequent};
use super::{ColumnProfile, DateProfile, Histogram, NumberProfile};
use crate::table::{
    Column, ColumnData, MISSING_BOOL, MISSING_DAY, NumberRange, Scale, Table, number_key, number_of_key, quantile, radix_sort,
};
use std::ops::Range;

/// The most values listed in a profile.
const TOP: usize = 10;

/// Bins of a profile's histogram.
const BINS: usize = 24;

/// Statistics of every column.
pub fn profile(table: &Table) -> Vec<ColumnProfile> {
    table.columns().iter().map(|column| profile_column(column)).collect()
}

/// The newest day in any date column, days since 1970-01-01.
pub fn newest_date(table: &Table) -> Option<i32> {
    let newest = |column: &Column| match &column.data {
        ColumnData::Date(dates) => dates.days.ends().map(|(_, newest)| newest),
        _ => None,
    };
    table.columns().iter().filter_map(|column| newest(column)).max()
}

/// Statistics of one column.
pub fn profile_column(column: &Column) -> ColumnProfile {
    let mut out = ColumnProfile::unknown(&column.name, column.column_type());
    match &column.data {
        ColumnData::Text(text) => {
            let counts = counts(text);
            let found = counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(entry, &n)| (text.values.get(entry), n as usize));
            let mut present = 0;
            let there = found.filter(|(value, _)| !value.is_empty()).inspect(|(_, n)| {
                out.distinct += 1;
                present += n;
            });
            out.top = most_frequent(there, TOP).into_iter().map(|(text, n)| (text.to_owned(), n)).collect();
            out.missing = text.len() - present;
        }
        ColumnData::Boolean(b) => {
            let count = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
            out.missing = count(MISSING_BOOL);
            let values = [("no".to_owned(), count(0)), ("yes".to_owned(), count(1))];
            out.top = most_frequent(values.into_iter().filter(|&(_, n)| n > 0), TOP);
            out.distinct = out.top.len();
        }
        ColumnData::Number(values) => {
            let range = values.range();
            out.missing = values.len() - range.present;
            if range.present > 0 {
                let least = number_key(range.min);
                let sum = values.sum(Scale::new(values, &range));
                match values.decimal() {
                    // The keys of few digits are short.
                    Some(decimal) => {
                        let key = |row| Some((values.digits(row, &decimal)? - decimal.min) as u64);
                        let sorted = Sorted::new(values.len(), (decimal.max - decimal.min) as u64, key);
                        numbers(&mut out, sum, &range, &sorted, |key| decimal.value(decimal.min + key as i64));
                    }
                    None => {
                        let key = |row| Some(values.get(row)).filter(|x| !x.is_nan()).map(|x| number_key(x) - least);
                        let sorted = Sorted::new(values.len(), number_key(range.max) - least, key);
                        numbers(&mut out, sum, &range, &sorted, |key| number_of_key(least + key));
                    }
                }
            }
        }
        ColumnData::Date(dates) => {
            const SECONDS: i64 = 86_400;
            let (first, last) = dates.days.ends().unwrap_or_default();
            let since = |day: i32| i64::from(day) - i64::from(first);
            let since_of = |row| Some(dates.days.get(row)).filter(|&day| day != MISSING_DAY).map(since);
            let sorted = match &dates.seconds {
                None => Sorted::new(dates.days.len(), since(last) as u64, |row| Some(since_of(row)? as u64)),
                Some(seconds) => {
                    let moment = |days: i64, second: u32| (days * SECONDS + i64::from(second)) as u64;
                    Sorted::new(dates.days.len(), moment(since(last), SECONDS as u32), |row| Some(moment(since_of(row)?, seconds[row])))
                }
            };
            let unit = if dates.seconds.is_some() { SECONDS } else { 1 };
            out.missing = dates.days.len() - sorted.len();
            if let Some(last) = sorted.len().checked_sub(1) {
                let day = |i: usize| (i64::from(first) + sorted.at(i) as i64 / unit) as i32;
                let (min, max) = (day(0), day(last));
                out.dates = Some(DateProfile { min, max, median: day(last / 2), has_time: dates.seconds.is_some() });
                out.distinct = sorted.distinct();
                let edges = exact_edges(f64::from(min), f64::from(max), BINS, true);
                out.histogram = Some(histogram(edges, sorted.len(), |i| f64::from(day(i))));
            }
        }
    }
    out
}

/// Every key that there is, a block of rows for each call: a browser compiles a loop well only from one call to the next.
fn each_key(rows: usize, key: &impl Fn(usize) -> Option<u64>, mut take: impl FnMut(u64)) {
    #[inline(never)]
    fn each(rows: Range<usize>, key: &impl Fn(usize) -> Option<u64>, take: &mut impl FnMut(u64)) {
        rows.filter_map(key).for_each(take);
    }
    for from in (0..rows).step_by(BLOCK) {
        each(from..rows.min(from + BLOCK), key, &mut take);
    }
}

/// What is said of a number column that has a value; `of` gives the value of a key.
fn numbers(out: &mut ColumnProfile, sum: f64, range: &NumberRange, sorted: &Sorted, of: impl Fn(u64) -> f64) {
    let at = |i: usize| of(sorted.at(i));
    let (n, last) = (sorted.len(), sorted.len() - 1);
    let quantile = |p| quantile(n, p, at).unwrap_or(f64::NAN);
    let (min, max) = (at(0), at(last));
    out.numbers = Some(NumberProfile { min, max, mean: sum / n as f64, median: quantile(0.5), sum });
    out.distinct = sorted.distinct();
    let few = out.distinct <= BINS && range.whole;
    let edges = if few {
        exact_edges(min, max, BINS, true)
    } else {
        with_tails((min, max), (quantile(0.05), quantile(0.95)), BINS, |from, to, bins| {
            // Bins of whole numbers hold as many each.
            exact_edges(if range.whole { from.floor() } else { from }, to, bins, range.whole)
        })
    };
    out.histogram = Some(histogram(edges, n, at));
}

/// Counts values that are at hand in ascending order: what lies before an edge is found by halving.
fn histogram(edges: Vec<f64>, n: usize, at: impl Fn(usize) -> f64) -> Histogram {
    let before = |edge: f64| {
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = (low + high) / 2;
            if at(middle) < edge { low = middle + 1 } else { high = middle }
        }
        low
    };
    let bins = edges.len().saturating_sub(1);
    let mut counts = Vec::with_capacity(bins);
    let mut from = 0;
    for bin in 0..bins {
        // The last bin also holds its upper edge.
        let to = if bin + 1 == bins { n } else { before(edges[bin + 1]) };
        counts.push(to - from);
        from = to;
    }
    Histogram { edges, counts }
}

/// Rows for one call.
const BLOCK: usize = 4096;

/// Keys of so few bits are counted, not sorted.
const COUNTED: u32 = 16;

/// Keys in ascending order.
enum Sorted {
    /// For each key, how many are no greater.
    Counted(Vec<u32>),
    /// In words as short as they allow.
    Short(Vec<u32>),
    Long(Vec<u64>),
}

impl Sorted {
    /// The keys of so many rows, of which none is above `greatest`.
    fn new(rows: usize, greatest: u64, key: impl Fn(usize) -> Option<u64>) -> Sorted {
        let bits = u64::BITS - greatest.leading_zeros();
        if bits <= COUNTED {
            let mut counts = vec![0; 1 << bits];
            each_key(rows, &key, |key| counts[key as usize] += 1);
            let mut upto = 0;
            for count in &mut counts {
                upto += *count;
                *count = upto;
            }
            Sorted::Counted(counts)
        } else if bits <= u32::BITS {
            let mut short: Vec<u32> = Vec::with_capacity(rows);
            each_key(rows, &key, |key| short.push(key as u32));
            radix_sort(&mut short, bits);
            Sorted::Short(short)
        } else {
            let mut long: Vec<u64> = Vec::with_capacity(rows);
            each_key(rows, &key, |key| long.push(key));
            radix_sort(&mut long, bits);
            Sorted::Long(long)
        }
    }

    fn len(&self) -> usize {
        match self {
            Sorted::Counted(upto) => upto.last().map_or(0, |&n| n as usize),
            Sorted::Short(keys) => keys.len(),
            Sorted::Long(keys) => keys.len(),
        }
    }

    fn at(&self, i: usize) -> u64 {
        match self {
            Sorted::Counted(upto) => upto.partition_point(|&n| n as usize <= i) as u64,
            Sorted::Short(keys) => u64::from(keys[i]),
            Sorted::Long(keys) => keys[i],
        }
    }

    /// Different keys.
    fn distinct(&self) -> usize {
        fn steps<T: PartialEq>(keys: &[T]) -> usize {
            keys.windows(2).filter(|pair| pair[0] != pair[1]).count() + usize::from(!keys.is_empty())
        }
        match self {
            Sorted::Counted(upto) => steps(upto) - usize::from(upto.first() == Some(&0)),
            Sorted::Short(keys) => steps(keys),
            Sorted::Long(keys) => steps(keys),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::distribution::bin_counts;
    use crate::table::{Codes, DateColumn, Decimal, Numbers, StringArena, TextColumn, sum};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn numbers_are_told_as_by_a_plain_sort(
            cells in prop::collection::vec(prop_oneof![
                5 => (-90_000i64..900_000).prop_map(|n| n as f64 / 100.0),
                1 => Just(f64::NAN),
                1 => Just(-0.0),
                1 => -1e9..1e9,
            ], 0..600),
            kind in 0..3,
            packed in any::<bool>(),
        ) {
            let of = |x: f64| match kind {
                0 => x,
                1 => (x * 100.0).round() / 100.0,
                _ => (x / 1000.0).round(),
            };
            let values: Vec<f64> = cells.into_iter().map(of).collect();
            let mut sorted: Vec<f64> = values.iter().map(|x| x + 0.0).filter(|x| !x.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            let numbers = if packed { Numbers::packed(values.clone()) } else { values.clone().into() };
            let is_digits = !matches!(numbers, Numbers::Float(_));
            let told = profile_column(&Column::new("x", ColumnData::Number(numbers)));
            prop_assert_eq!(told.missing, values.len() - sorted.len());
            let mut distinct = sorted.clone();
            distinct.dedup();
            prop_assert_eq!(told.distinct, distinct.len());
            prop_assert_eq!(told.numbers.is_some(), !sorted.is_empty());
            if let (Some(numbers), Some(histogram)) = (told.numbers, told.histogram) {
                prop_assert_eq!((numbers.min, numbers.max), (sorted[0], sorted[sorted.len() - 1]));
                prop_assert_eq!(Some(numbers.median), quantile(sorted.len(), 0.5, |i| sorted[i]));
                // Digits add up as they are written, floats as the nearest binary numbers.
                let of_digits = |decimal: Decimal| {
                    let digits: i64 = sorted.iter().map(|&x| decimal.digits(x)).sum();
                    decimal.value(digits)
                };
                let sum = if is_digits { Decimal::of(&values).map_or(f64::NAN, of_digits) } else { sum(&values).0 };
                prop_assert_eq!((numbers.sum, numbers.mean), (sum, sum / sorted.len() as f64));
                prop_assert_eq!(&histogram.counts, &bin_counts(&histogram.edges, values.iter().copied()));
            }
        }

        #[test]
        fn dates_and_text_are_told_as_by_counting(
            cells in prop::collection::vec((prop_oneof![Just(MISSING_DAY), -900_000..900_000, 0..40], 0u32..3, "[ab]{0,2}"), 0..300),
        ) {
            let days: Vec<i32> = cells.iter().map(|c| c.0).collect();
            let mut there: Vec<i32> = days.iter().copied().filter(|&d| d != MISSING_DAY).collect();
            there.sort_unstable();
            for timed in [false, true] {
                let seconds: Option<Vec<u32>> = timed.then(|| cells.iter().map(|c| c.1 * 40_000).collect());
                let told = profile_column(&Column::new("d", ColumnData::Date(DateColumn { days: days.clone().into(), seconds })));
                let moments: std::collections::BTreeSet<_> =
                    cells.iter().filter(|c| c.0 != MISSING_DAY).map(|c| (c.0, if timed { c.1 } else { 0 })).collect();
                prop_assert_eq!((told.missing, told.distinct), (days.len() - there.len(), moments.len()));
                prop_assert_eq!(told.dates.map(|d| (d.min, d.median)), there.first().map(|&min| (min, there[(there.len() - 1) / 2])));
                if let Some(histogram) = told.histogram {
                    prop_assert_eq!(&histogram.counts, &bin_counts(&histogram.edges, there.iter().map(|&d| f64::from(d))));
                }
            }
            let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
            cells.iter().filter(|c| !c.2.is_empty()).for_each(|c| *counted.entry(&c.2).or_default() += 1);
            let mut expected: Vec<(String, usize)> = counted.into_iter().map(|(text, n)| (text.to_owned(), n)).collect();
            let distinct = expected.len();
            expected.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            expected.truncate(TOP);
            let mut values = StringArena::new();
            cells.iter().for_each(|c| _ = values.push(&c.2));
            for text in [TextColumn { values, codes: Codes::Identity }, cells.iter().map(|c| c.2.as_str()).collect()] {
                let told = profile_column(&Column::new("t", ColumnData::Text(text)));
                prop_assert_eq!(told.missing, cells.iter().filter(|c| c.2.is_empty()).count());
                prop_assert_eq!((told.distinct, &told.top), (distinct, &expected));
            }
        }
    }
}
