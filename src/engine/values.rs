//! The real values of a column, for lists to choose from.

use super::{Engine, EngineError};
use crate::table::{ColumnData, TextColumn, fold, fold_into};
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
        let mut cell = String::new();
        let mut holds = |text: &str| {
            fold_into(text, &mut cell);
            cell.contains(&wanted)
        };
        let mut found: Vec<(String, usize)> = match &column.data {
            ColumnData::Text(text) => {
                counts(text).into_iter().filter(|(text, _)| holds(text)).map(|(text, n)| (text.to_owned(), n)).collect()
            }
            ColumnData::Boolean(b) => {
                let count = |wanted: u8| b.values.iter().filter(|&&v| v == wanted).count();
                [("yes", count(1)), ("no", count(0))]
                    .into_iter()
                    .filter(|&(text, n)| n > 0 && holds(text))
                    .map(|(text, n)| (text.to_owned(), n))
                    .collect()
            }
            ColumnData::Number(_) | ColumnData::Date(_) => {
                // One row per different value, and how many hold it.
                let mut by_key: HashMap<u64, (usize, usize)> = HashMap::new();
                for row in 0..column.len() {
                    if let Some(key) = column.sort_key(row) {
                        by_key.entry(key).or_insert((row, 0)).1 += 1;
                    }
                }
                let cells = by_key.into_values().map(|(row, n)| (column.cell(row), n));
                cells.filter(|(text, _)| holds(text)).collect()
            }
        };
        let distinct = found.len();
        most_frequent(&mut found, limit);
        Ok((found, distinct))
    }
}

/// Keeps the `limit` most frequent, in order; equal counts go by value.
pub(super) fn most_frequent<T: Ord>(values: &mut Vec<(T, usize)>, limit: usize) {
    let order = |a: &(T, usize), b: &(T, usize)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if limit == 0 {
        values.clear();
    } else if values.len() > limit {
        values.select_nth_unstable_by(limit - 1, order);
        values.truncate(limit);
    }
    values.sort_unstable_by(order);
}

/// Each different text that occurs, missing not counted, with the number of rows that hold it; in no particular order.
pub(super) fn counts(text: &TextColumn) -> Vec<(&str, usize)> {
    use crate::table::Codes;
    let mut per_entry = vec![0usize; text.values.len()];
    match &text.codes {
        Codes::U8(c) => c.iter().for_each(|&code| per_entry[code as usize] += 1),
        Codes::U16(c) => c.iter().for_each(|&code| per_entry[code as usize] += 1),
        Codes::U32(c) => c.iter().for_each(|&code| per_entry[code as usize] += 1),
        Codes::Identity => {
            let mut by_text: HashMap<&str, usize> = HashMap::with_capacity(text.values.len());
            text.values.iter().for_each(|entry| *by_text.entry(entry).or_default() += 1);
            by_text.remove("");
            return by_text.into_iter().collect();
        }
    }
    text.values.iter().zip(per_entry).filter(|(entry, n)| *n > 0 && !entry.is_empty()).collect()
}
