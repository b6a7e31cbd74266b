//! The real values of a column, for lists to choose from.

use super::{Engine, EngineError};
use crate::table::{Codes, ColumnData, TextColumn, each_repeat, fold};
use hashbrown::HashMap;

impl Engine {
    /// Values of a column of the result with the number of rows that hold them, those that contain `search` (without regard to case), the most frequent
    /// first and equal ones by value, at most `limit`; and how many different ones the search finds in all. Missing is no value.
    ///
    /// # Errors
    /// When the result has no such column.
    pub fn values(&self, column: &str, search: &str, limit: usize) -> Result<(Vec<(String, usize)>, usize), EngineError> {
        let column = self.result.column(column).ok_or_else(|| EngineError::UnknownColumn { column: column.to_owned() })?;
        let wanted = fold(search.trim());
        let mut distinct = 0;
        let mut count = |_: &_| distinct += 1;
        let found = match &column.data {
            ColumnData::Text(text) => {
                let holds = (!wanted.is_empty()).then(|| text.entries_containing(&wanted, false));
                let counts = counts(text);
                let entries = counts.iter().enumerate().filter(|(entry, n)| **n > 0 && holds.as_ref().is_none_or(|holds| holds[*entry]));
                let values = entries.map(|(entry, &n)| (text.values.get(entry), n as usize)).filter(|(text, _)| !text.is_empty());
                most_frequent(values.inspect(|_| count(&())), limit).into_iter().map(|(text, n)| (text.to_owned(), n)).collect()
            }
            ColumnData::Boolean(b) => {
                let number = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
                let values = [("yes", number(1)), ("no", number(0))].into_iter().filter(|&(text, n)| n > 0 && text.contains(&wanted));
                most_frequent(values.map(|(text, n)| (text.to_owned(), n)).inspect(|_| count(&())), limit)
            }
            ColumnData::Number(_) | ColumnData::Date(_) => {
                // One row per different value, and how many hold it.
                let mut by_key: HashMap<u64, (usize, usize)> = HashMap::new();
                for row in 0..column.len() {
                    if let Some(key) = column.sort_key(row) {
                        by_key.entry(key).or_insert((row, 0)).1 += 1;
                    }
                }
                let cells = by_key.into_values().map(|(row, n)| (column.cell(row), n)).filter(|(text, _)| text.contains(&wanted));
                most_frequent(cells.inspect(|_| count(&())), limit)
            }
        };
        Ok((found, distinct))
    }
}

/// The `limit` most frequent, in order; equal counts go by value.
pub(super) fn most_frequent<T: Ord>(values: impl Iterator<Item = (T, usize)>, limit: usize) -> Vec<(T, usize)> {
    let order = |a: &(T, usize), b: &(T, usize)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if limit == 0 {
        values.for_each(drop);
        return Vec::new();
    }
    // Twice as many as are wanted, now and then cut down to those; from then on the last of them is the least that still counts.
    let mut best: Vec<(T, usize)> = Vec::new();
    let mut cut = false;
    for value in values {
        if cut && !order(&value, &best[limit - 1]).is_lt() {
            continue;
        }
        if best.len() == limit.saturating_mul(2).max(64) {
            best.sort_unstable_by(order);
            best.truncate(limit);
            cut = true;
        }
        best.push(value);
    }
    best.sort_unstable_by(order);
    best.truncate(limit);
    best
}

/// How many rows hold each entry. Entries of the same text, which nearly unique text may have, count at the first of them.
pub(super) fn counts(text: &TextColumn) -> Vec<u32> {
    match &text.codes {
        Codes::Identity => {
            let mut counts = vec![1; text.values.len()];
            each_repeat(&text.values, &mut |first, other| {
                counts[first] += 1;
                counts[other] = 0;
            });
            counts
        }
        codes => codes.count(text.values.len()),
    }
}
