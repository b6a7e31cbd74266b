//! Statistics of single columns.

use super::distribution::{bin_counts, exact_edges};
use super::values::{counts, most_frequent};
use super::{ColumnProfile, DateProfile, Histogram, NumberProfile};
use crate::table::{Column, ColumnData, MISSING_BOOL, MISSING_DAY, Table, number_of_key, quantile, radix_sort_by_key, sum};

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
        ColumnData::Date(dates) => dates.days.iter().copied().max().filter(|&day| day != MISSING_DAY),
        _ => None,
    };
    table.columns().iter().filter_map(|column| newest(column)).max()
}

/// Statistics of one column.
pub fn profile_column(column: &Column) -> ColumnProfile {
    let mut out = ColumnProfile::unknown(column);
    match &column.data {
        ColumnData::Text(text) => {
            let mut values = counts(text);
            out.distinct = values.len();
            out.missing = text.len() - values.iter().map(|(_, n)| n).sum::<usize>();
            most_frequent(&mut values, TOP);
            out.top = values.into_iter().map(|(text, n)| (text.to_owned(), n)).collect();
        }
        ColumnData::Boolean(b) => {
            let count = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
            out.missing = count(MISSING_BOOL);
            let mut values = vec![("no".to_owned(), count(0)), ("yes".to_owned(), count(1))];
            values.retain(|&(_, n)| n > 0);
            out.distinct = values.len();
            most_frequent(&mut values, TOP);
            out.top = values;
        }
        ColumnData::Number(values) => {
            let mut keys = sorted_keys(column);
            out.missing = values.len() - keys.len();
            let at = |i: usize| number_of_key(keys[i]);
            if let (Some(median), Some(last)) = (quantile(keys.len(), 0.5, at), keys.len().checked_sub(1)) {
                let (sum, present) = sum(values);
                let bulk = (quantile(keys.len(), 0.05, at).unwrap_or(at(0)), quantile(keys.len(), 0.95, at).unwrap_or(at(last)));
                out.numbers = Some(NumberProfile { min: at(0), max: at(last), mean: sum / present as f64, median, sum });
                keys.dedup();
                out.distinct = keys.len();
                let whole = keys.len() <= BINS && keys.iter().all(|&key| number_of_key(key).fract() == 0.0);
                let (min, max) = (number_of_key(keys[0]), number_of_key(keys[keys.len() - 1]));
                let edges = if whole { exact_edges(min, max, BINS, true) } else { tailed_edges(min, max, bulk) };
                let counts = bin_counts(&edges, values.iter().copied());
                out.histogram = Some(Histogram { edges, counts });
            }
        }
        ColumnData::Date(dates) => {
            let mut keys = sorted_keys(column);
            out.missing = dates.days.len() - keys.len();
            let day = |key: u64| ((key >> 17) as i64 + i64::from(i32::MIN)) as i32;
            if let Some(last) = keys.len().checked_sub(1) {
                let (min, max) = (day(keys[0]), day(keys[last]));
                out.dates = Some(DateProfile { min, max, median: day(keys[last / 2]), has_time: dates.seconds.is_some() });
                keys.dedup();
                out.distinct = keys.len();
                let edges = exact_edges(f64::from(min), f64::from(max), BINS, true);
                let days = dates.days.iter().map(|&day| if day == MISSING_DAY { f64::NAN } else { f64::from(day) });
                let counts = bin_counts(&edges, days);
                out.histogram = Some(Histogram { edges, counts });
            }
        }
    }
    out
}

/// Bins of equal width over the values, except that a long tail has one bin for itself: money has customers a hundred times above all others, and
/// in bins of equal width the others would be one bar. `bulk`: the 5 % and the 95 % quantile.
fn tailed_edges(min: f64, max: f64, bulk: (f64, f64)) -> Vec<f64> {
    /// A tail longer than this many times the bulk is cut off.
    const LONG: f64 = 1.5;
    let (low, high) = bulk;
    let span = high - low;
    let below = span > 0.0 && low - min > LONG * span;
    let above = span > 0.0 && max - high > LONG * span;
    let (from, to) = (if below { low } else { min }, if above { high } else { max });
    let mut edges = exact_edges(from, to, BINS - usize::from(below) - usize::from(above), false);
    if below {
        edges.insert(0, min);
    }
    if above {
        edges.push(max);
    }
    edges
}

/// The sort keys of the cells that are not missing, ascending.
fn sorted_keys(column: &Column) -> Vec<u64> {
    let mut keys: Vec<u64> = (0..column.len()).filter_map(|row| column.sort_key(row)).collect();
    radix_sort_by_key(&mut keys, |&key| key);
    keys
}
