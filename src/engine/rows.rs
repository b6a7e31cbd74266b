//! Which rows a query finds, in which order: filter, search, sort. The last answers are kept, so that scrolling costs nothing; sort orders
//! are kept per column, so that another filter does not sort again. Rows that are in an order already are not written out again: a window of
//! them is read where they are.

use super::{Engine, EngineError, FileError, RowQuery, Sort};
use crate::ingest::unquote;
use crate::table::{Bitmap, Column, fold};
use std::sync::Arc;

/// The last answers, for as long as the evaluation stands.
#[derive(Default)]
pub(super) struct RowCache {
    answers: Vec<(RowQuery, FoundRows)>,
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

/// The rows that a query finds, in its order.
#[derive(Clone, Debug)]
pub struct FoundRows(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// All of so many, as they stand in the source.
    All(usize),
    Listed(Arc<[u32]>),
    /// The first `present` have a value and stand in ascending order, wanted the other way round: equal ones still in the order of the rows,
    /// those without a value still last.
    Descending {
        rows: Arc<[u32]>,
        present: usize,
        column: Arc<Column>,
    },
}

impl FoundRows {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::All(rows) => *rows,
            Kind::Listed(rows) | Kind::Descending { rows, .. } => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At most `count` rows from position `start` on.
    pub fn window(&self, start: usize, count: usize) -> Vec<u32> {
        let start = start.min(self.len());
        let end = start.saturating_add(count).min(self.len());
        match &self.0 {
            Kind::All(_) => (start as u32..end as u32).collect(),
            Kind::Listed(rows) => rows[start..end].to_vec(),
            Kind::Descending { rows, present, column } => {
                let mut out = Vec::with_capacity(end - start);
                while start + out.len() < end.min(*present) {
                    // The run of equal values that holds the next position, from the top.
                    let from_bottom = present - 1 - (start + out.len());
                    let row = rows[from_bottom] as usize;
                    let first = rows[..from_bottom].partition_point(|&other| !column.same(other as usize, row));
                    let behind = from_bottom + rows[from_bottom..*present].partition_point(|&other| column.same(other as usize, row));
                    // Positions of the run: from `present - behind` to `present - first`.
                    let skip = start + out.len() - (present - behind);
                    let take = (behind - first - skip).min(end - start - out.len());
                    out.extend_from_slice(&rows[first + skip..first + skip + take]);
                }
                out.extend_from_slice(&rows[(start + out.len()).max(*present).min(end)..end]);
                out
            }
        }
    }

    /// All of them.
    pub fn to_vec(&self) -> Vec<u32> {
        self.window(0, self.len())
    }
}

impl Engine {
    /// The numbers of the rows that a query finds, in its order.
    ///
    /// # Errors
    /// When the query names a column or a step that the last evaluation does not have.
    pub fn rows(&mut self, query: &RowQuery) -> Result<FoundRows, EngineError> {
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
        let rows = FoundRows(match &query.sort {
            None => match &found {
                None => Kind::All(self.source.rows()),
                Some(found) => Kind::Listed(found.iter().map(|row| row as u32).collect()),
            },
            Some(sort) => self.sorted(sort, found.as_ref())?,
        });
        if self.rows.answers.len() == ANSWERS {
            self.rows.answers.remove(0);
        }
        self.rows.answers.push((query.clone(), rows.clone()));
        Ok(rows)
    }

    /// The cells of rows in some columns, row by row: those of a file as they stand there, without their quotes; of a column that is not there
    /// nothing. A file is read only for what memory cannot tell.
    ///
    /// # Errors
    /// When a file can no longer be read, or is another than it was.
    pub fn cells(&self, rows: &[u32], columns: &[String]) -> Result<Vec<Vec<String>>, FileError> {
        let originals = self.originals();
        let place = |name: &String| self.result.columns().iter().position(|column| column.name == *name);
        let places: Vec<Option<(usize, bool)>> =
            columns.iter().map(|name| place(name).map(|column| (column, originals.is_known(column)))).collect();
        let read: Vec<usize> = places.iter().flatten().filter(|(_, known)| !known).map(|&(column, _)| column).collect();
        let mut batch = originals.read(rows, &read)?;
        let mut cells: Vec<Vec<String>> = Vec::with_capacity(rows.len());
        for (at, &row) in rows.iter().enumerate() {
            batch.go_to(at);
            batch.split(true);
            let of = |place: &Option<(usize, bool)>| match *place {
                None => String::new(),
                Some((column, true)) => originals.known(row as usize, column).unwrap_or_default().into_owned(),
                Some((column, false)) => match batch.cell(column) {
                    Some(cell) => String::from_utf8_lossy(&unquote(cell.raw)).into_owned(),
                    None => self.result.columns()[column].cell(row as usize),
                },
            };
            cells.push(places.iter().map(of).collect());
        }
        Ok(cells)
    }

    fn sorted(&self, sort: &Sort, found: Option<&Bitmap>) -> Result<Kind, EngineError> {
        let unknown = || EngineError::UnknownColumn { column: sort.column.clone() };
        let column = self.result.column(&sort.column).ok_or_else(unknown)?;
        let order = self.caches.order(column);
        let (rows, present) = match found {
            None => (order.rows.clone(), order.present),
            Some(found) => {
                let among = |rows: &[u32]| rows.iter().copied().filter(|&row| found.get(row as usize)).collect::<Vec<u32>>();
                let mut rows = among(&order.rows[..order.present]);
                let present = rows.len();
                rows.append(&mut among(&order.rows[order.present..]));
                (rows.into(), present)
            }
        };
        Ok(if sort.descending { Kind::Descending { rows, present, column: column.clone() } } else { Kind::Listed(rows) })
    }

    /// The rows of which some cell of the source contains a text, without regard to case.
    fn search(&mut self, text: &str) -> Arc<Bitmap> {
        let wanted = fold(text);
        if let Some((last, hits)) = &self.rows.search
            && *last == wanted
        {
            return hits.clone();
        }
        let mut hits = Bitmap::none(self.source.rows());
        for column in self.source.columns() {
            hits.or(&column.containing(&wanted, self.caches.decimal(column).as_ref()));
        }
        let hits = Arc::new(hits);
        self.rows.search = Some((wanted, hits.clone()));
        hits
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::table::{ColumnData, Table};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn descending_windows_are_those_of_a_stable_sort(
            cells in prop::collection::vec(prop_oneof![4 => 0u8..6, 1 => Just(99u8)], 0..60),
            start in 0usize..70,
            count in 0usize..70,
            searched in any::<bool>(),
        ) {
            let values: Vec<f64> = cells.iter().map(|&c| if c == 99 { f64::NAN } else { f64::from(c) }).collect();
            let columns = vec![Arc::new(Column::new("x", ColumnData::Number(values.clone().into())))];
            let mut engine = Engine::new(Table::new(values.len(), columns));
            let sort = Some(Sort { column: "x".into(), descending: true });
            let query = RowQuery { sort, search: if searched { "3".into() } else { String::new() }, ..RowQuery::default() };
            let found = engine.rows(&query).unwrap();
            let mut expected: Vec<u32> = (0..values.len() as u32).filter(|&r| !searched || values[r as usize] == 3.0).collect();
            expected.sort_by(|&a, &b| {
                let key = |r: u32| if values[r as usize].is_nan() { -1.0 } else { values[r as usize] };
                key(b).total_cmp(&key(a))
            });
            prop_assert_eq!(found.len(), expected.len());
            prop_assert_eq!(found.to_vec(), expected.clone());
            let from = start.min(expected.len());
            prop_assert_eq!(found.window(start, count), expected[from..(from + count).min(expected.len())].to_vec());
        }
    }
}
