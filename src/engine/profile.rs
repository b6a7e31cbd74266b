//! Statistics of single columns.

use super::distribution::{exact_edges, with_tails};
use super::values::MostFrequent;
use super::{ColumnProfile, DateProfile, Histogram, NumberProfile};
use crate::table::{Column, ColumnData, MISSING_BOOL, NumberRange, Runs, SECONDS_OF_A_DAY, Scale, Table, quantile};

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
            let mut found = MostFrequent::new(TOP);
            found.add_texts(text, |_| true);
            out.distinct = found.distinct;
            out.missing = text.len() - found.rows;
            out.top = found.finish();
        }
        ColumnData::Boolean(b) => {
            let count = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
            out.missing = count(MISSING_BOOL);
            let mut found = MostFrequent::new(TOP);
            [("no", count(0)), ("yes", count(1))].into_iter().filter(|&(_, n)| n > 0).for_each(|(value, n)| found.add(value, n));
            out.top = found.finish();
            out.distinct = out.top.len();
        }
        ColumnData::Number(values) => {
            let range = values.range();
            out.missing = values.len() - range.present;
            if range.present > 0 {
                let sum = values.sum(Scale::new(values, &range));
                numbers(&mut out, sum, &range, &Runs::of(column));
            }
        }
        ColumnData::Date(dates) => {
            let moments = Runs::of_moments(column);
            out.missing = dates.days.len() - moments.present();
            if let Some((min, max)) = moments.ends() {
                let day = |moment: f64| (moment / SECONDS_OF_A_DAY).floor() as i32;
                let median = day(moments.at((moments.present() - 1) / 2));
                out.dates = Some(DateProfile { min: day(min), max: day(max), median, has_time: dates.seconds.is_some() });
                out.distinct = moments.len();
                let edges = exact_edges(f64::from(day(min)), f64::from(day(max)), BINS, true);
                out.histogram = Some(histogram(edges, moments.present(), |edge| moments.below(edge * SECONDS_OF_A_DAY)));
            }
        }
    }
    out
}

/// What is said of a number column that has a value.
fn numbers(out: &mut ColumnProfile, sum: f64, range: &NumberRange, runs: &Runs) {
    let n = runs.present();
    let quantile = |p| quantile(n, p, |i| runs.at(i)).unwrap_or(f64::NAN);
    let (min, max) = (quantile(0.0), quantile(1.0));
    out.numbers = Some(NumberProfile { min, max, mean: sum / n as f64, median: quantile(0.5), sum });
    out.distinct = runs.len();
    let few = out.distinct <= BINS && range.whole;
    let edges = if few {
        exact_edges(min, max, BINS, true)
    } else {
        with_tails((min, max), (quantile(0.05), quantile(0.95)), BINS, |from, to, bins| {
            // Bins of whole numbers hold as many each.
            exact_edges(if range.whole { from.floor() } else { from }, to, bins, range.whole)
        })
    };
    out.histogram = Some(histogram(edges, n, |edge| runs.below(edge)));
}

/// Counts `n` values in bins; `below` says how many come before an edge.
fn histogram(edges: Vec<f64>, n: usize, below: impl Fn(f64) -> usize) -> Histogram {
    let bins = edges.len().saturating_sub(1);
    let mut counts = Vec::with_capacity(bins);
    let mut from = 0;
    for bin in 0..bins {
        // The last bin also holds its upper edge.
        let to = if bin + 1 == bins { n } else { below(edges[bin + 1]) };
        counts.push(to - from);
        from = to;
    }
    Histogram { edges, counts }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::distribution::bin_counts;
    use crate::table::{DateColumn, Decimal, MISSING_DAY, Numbers, TextColumn, sum};
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
            let texts = || cells.iter().map(|c| c.2.as_str());
            for text in [TextColumn::each_row(texts(), false), TextColumn::each_row(texts(), true), texts().collect()] {
                let told = profile_column(&Column::new("t", ColumnData::Text(text)));
                prop_assert_eq!(told.missing, cells.iter().filter(|c| c.2.is_empty()).count());
                prop_assert_eq!((told.distinct, &told.top), (distinct, &expected));
            }
        }
    }
}
