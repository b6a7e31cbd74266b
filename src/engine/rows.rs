//! Which rows a query finds, in which order: filter, search, sort. The last answers are kept, so that scrolling costs nothing; sort orders
//! are kept per column, so that another filter does not sort again.

use super::{Engine, EngineError, RowQuery, Sort};
use crate::table::{Bitmap, Codes, Column, ColumnData, Table, fold, fold_into};
use std::sync::Arc;

/// The last answers, for as long as the evaluation stands.
#[derive(Default)]
pub(super) struct RowCache {
    answers: Vec<(RowQuery, Arc<[u32]>)>,
    /// Over the source, which only another file or roll-up changes.
    search: Option<(String, Arc<Bitmap>)>,
}

/// How many answers are kept: enough for the table and the query before.
const ANSWERS: usize = 2;

impl RowCache {
    /// Forgets what an evaluation may change.
    pub(super) fn clear(&mut self) {
        self.answers.clear();
    }
}

impl Engine {
    /// The numbers of the rows that a query finds, in its order.
    ///
    /// # Errors
    /// When the query names a column or a step that the last evaluation does not have.
    pub fn rows(&mut self, query: &RowQuery) -> Result<Arc<[u32]>, EngineError> {
        if let Some((_, rows)) = self.rows.answers.iter().find(|(q, _)| q == query) {
            return Ok(rows.clone());
        }
        let mut found = match &query.filter {
            None => None,
            Some(filter) => Some(self.group_rows(filter).ok_or(EngineError::UnknownStep { step: filter.step })?),
        };
        if !query.search.trim().is_empty() {
            let hits = self.search(query.search.trim());
            match &mut found {
                None => found = Some(Bitmap::clone(&hits)),
                Some(rows) => rows.and(&hits),
            }
        }
        let rows: Arc<[u32]> = match &query.sort {
            None => match &found {
                None => (0..self.source.rows() as u32).collect(),
                Some(found) => found.iter().map(|row| row as u32).collect(),
            },
            Some(sort) => self.sorted(sort, found.as_ref())?,
        };
        if self.rows.answers.len() == ANSWERS {
            self.rows.answers.remove(0);
        }
        self.rows.answers.push((query.clone(), rows.clone()));
        Ok(rows)
    }

    fn sorted(&self, sort: &Sort, found: Option<&Bitmap>) -> Result<Arc<[u32]>, EngineError> {
        let unknown = || EngineError::UnknownColumn { column: sort.column.clone() };
        let column = self.result.column(&sort.column).ok_or_else(unknown)?;
        let order = self.caches.order(column);
        let turned;
        let rows = if sort.descending {
            turned = order.descending(column);
            &turned
        } else {
            &order.rows
        };
        Ok(match found {
            None => rows.as_slice().into(),
            Some(found) => rows.iter().copied().filter(|&row| found.get(row as usize)).collect(),
        })
    }

    /// The rows of which some cell of the source contains a text, without regard to case.
    fn search(&mut self, text: &str) -> Arc<Bitmap> {
        let wanted = fold(text);
        if let Some((last, hits)) = &self.rows.search
            && *last == wanted
        {
            return hits.clone();
        }
        // Typed on: a row without the shorter text does not have the longer one.
        let within = self.rows.search.take().filter(|(last, _)| wanted.contains(last.as_str())).map(|(_, hits)| hits);
        let hits = Arc::new(search(&self.source, &wanted, within.as_deref()));
        self.rows.search = Some((wanted, hits.clone()));
        hits
    }
}

/// The rows (of those in `within`) of which some cell contains `wanted`, which is folded.
fn search(table: &Table, wanted: &str, within: Option<&Bitmap>) -> Bitmap {
    let mut hits = Bitmap::none(table.rows());
    let mut cell = String::new();
    for column in table.columns() {
        match &column.data {
            ColumnData::Text(text) if !matches!(text.codes, Codes::Identity) => hits.or(&text.select(|entry| {
                fold_into(entry, &mut cell);
                cell.contains(wanted)
            })),
            ColumnData::Boolean(_) => {
                // Three possible cells.
                let (no, yes) = ("no".contains(wanted), "yes".contains(wanted));
                if no || yes {
                    add_hits(column, &mut hits, within, |row, cell| {
                        cell.clear();
                        column.write_cell(row, cell);
                        !cell.is_empty() && if cell == "no" { no } else { yes }
                    });
                }
            }
            ColumnData::Text(text) => add_hits(column, &mut hits, within, |row, cell| {
                fold_into(text.get(row), cell);
                cell.contains(wanted)
            }),
            ColumnData::Number(_) | ColumnData::Date(_) => {
                let written = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | ':' | ' ');
                if wanted.chars().all(written) {
                    add_hits(column, &mut hits, within, |row, cell| {
                        cell.clear();
                        column.write_cell(row, cell);
                        cell.contains(wanted)
                    });
                }
            }
        }
    }
    if let Some(within) = within {
        hits.and(within);
    }
    hits
}

/// Tests the rows that are not among the hits yet, one by one, with a buffer for the cell.
fn add_hits(column: &Column, hits: &mut Bitmap, within: Option<&Bitmap>, mut holds: impl FnMut(usize, &mut String) -> bool) {
    let mut cell = String::new();
    let mut test = |row: usize, hits: &mut Bitmap| {
        if !hits.get(row) && holds(row, &mut cell) {
            hits.set(row);
        }
    };
    match within {
        None => (0..column.len()).for_each(|row| test(row, hits)),
        Some(within) => within.iter().for_each(|row| test(row, hits)),
    }
}
