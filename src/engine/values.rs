//! The real values of a column, for lists to choose from.

use super::{Engine, EngineError};
use crate::table::{Codes, ColumnData, TextColumn, each_repeat, fold};
use hashbrown::HashMap;
use std::cmp::Ordering;

impl Engine {
    /// Values of a column of the result with the number of rows that hold them, those that contain `search` (without regard to case), the most frequent
    /// first and equal ones by value, at most `limit`; and how many different ones the search finds in all. Missing is no value.
    ///
    /// # Errors
    /// When the result has no such column.
    pub fn values(&self, column: &str, search: &str, limit: usize) -> Result<(Vec<(String, usize)>, usize), EngineError> {
        let column = self.result.column(column).ok_or_else(|| EngineError::UnknownColumn { column: column.to_owned() })?;
        let wanted = fold(search.trim());
        let mut found = MostFrequent::new(limit);
        match &column.data {
            ColumnData::Text(text) => {
                let holds = (!wanted.is_empty()).then(|| text.entries_containing(&wanted, false));
                found.add_texts(text, |entry| holds.as_ref().is_none_or(|holds| holds[entry]));
            }
            ColumnData::Boolean(b) => {
                let number = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
                let values = [("yes", number(1)), ("no", number(0))].into_iter().filter(|&(text, n)| n > 0 && text.contains(&wanted));
                values.for_each(|(text, n)| found.add(text, n));
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
                cells.for_each(|(text, n)| found.add(&text, n));
            }
        }
        let distinct = found.distinct;
        Ok((found.finish(), distinct))
    }
}

/// The values that most rows hold, of those that come by.
pub(super) struct MostFrequent {
    limit: usize,
    /// Twice as many as are wanted, now and then cut down to those; from then on the last of them is the least that still counts.
    best: Vec<(String, usize)>,
    cut: bool,
    /// How many values have come by.
    pub distinct: usize,
    /// How many rows hold them.
    pub rows: usize,
}

impl MostFrequent {
    /// So many are wanted.
    pub fn new(limit: usize) -> MostFrequent {
        MostFrequent { limit, best: Vec::new(), cut: false, distinct: 0, rows: 0 }
    }

    /// A value that comes by, and how many rows hold it.
    pub fn add(&mut self, value: &str, rows: usize) {
        self.distinct += 1;
        self.rows += rows;
        if self.limit == 0 || self.cut && !in_order((value, rows), as_told(&self.best[self.limit - 1])).is_lt() {
            return;
        }
        if self.best.len() == self.limit.saturating_mul(2).max(64) {
            self.sort();
            self.cut = true;
        }
        self.best.push((value.to_owned(), rows));
    }

    /// The different texts of a column whose entries are wanted; missing is none.
    pub fn add_texts(&mut self, text: &TextColumn, wanted: impl Fn(usize) -> bool) {
        let counts = counts(text);
        let mut entry = 0;
        text.values.each(&mut |value| {
            if counts[entry] > 0 && !value.is_empty() && wanted(entry) {
                self.add(value, counts[entry] as usize);
            }
            entry += 1;
        });
    }

    fn sort(&mut self) {
        self.best.sort_unstable_by(|a, b| in_order(as_told(a), as_told(b)));
        self.best.truncate(self.limit);
    }

    /// In order; equal counts go by value.
    pub fn finish(mut self) -> Vec<(String, usize)> {
        self.sort();
        self.best
    }
}

fn as_told((value, rows): &(String, usize)) -> (&str, usize) {
    (value, *rows)
}

/// The more frequent first, equal ones by value.
fn in_order(a: (&str, usize), b: (&str, usize)) -> Ordering {
    b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0))
}

/// How many rows hold each entry. Entries of the same text, which nearly unique text may have, count at the first of them.
fn counts(text: &TextColumn) -> Vec<u32> {
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
