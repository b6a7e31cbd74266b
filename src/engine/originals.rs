//! Where the original text of the customers' cells stands: which record of which file, and which of its fields.

use crate::ingest::{PickedRecords, RawRecords, Records, SourceError, split_record};
use crate::table::NO_ROW;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// The places of all original cells. Fixed for as long as the customers are the same.
#[derive(Clone, Debug, Default)]
pub struct Originals {
    /// Rows of files, one below the other. None at all where the rows are no rows of a file (a roll-up, a table without a file).
    pub(super) parts: Vec<Part>,
    /// One per column of the source.
    pub(super) columns: Vec<Origin>,
    pub(super) joins: Vec<JoinedRows>,
}

/// A file whose records cannot be read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileError {
    /// Its name; None for the main file.
    pub file: Option<String>,
    pub error: SourceError,
}

impl FileError {
    fn of(file: &Option<Rc<str>>) -> impl FnOnce(SourceError) -> FileError + '_ {
        |error| FileError { file: file.as_ref().map(|name| name.to_string()), error }
    }
}

/// Rows that are those of one file.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Name of the file; None for the main one.
    pub file: Option<Rc<str>>,
    pub records: Rc<Records>,
    pub first_row: usize,
    /// Per column of the rows, the field of the record that holds it; None where the file has no such column.
    pub fields: Vec<Option<usize>>,
}

/// The records of a joined file, per row of the customers; [`NO_ROW`] for none.
#[derive(Clone, Debug)]
pub(super) struct JoinedRows {
    pub file: Option<Rc<str>>,
    pub records: Rc<Records>,
    pub rows: Rc<[u32]>,
}

/// Where the cells of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// No file: they are computed.
    Computed,
    /// The row's own record; a position in [`Part::fields`].
    Row(usize),
    Joined {
        join: usize,
        field: usize,
    },
}

/// A cell as it stands in its file, quotes included; empty where the record has no such field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OriginalCell<'a> {
    pub raw: &'a [u8],
    /// What separates the cells of that file.
    pub delimiter: u8,
}

impl Originals {
    /// Whether a column of the result has original cells.
    pub fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|origin| *origin != Origin::Computed)
    }

    /// Whether memory can tell what the original cells of a column are.
    pub fn is_known(&self, column: usize) -> bool {
        let spelled = |records: &Records, field: usize| records.spelled().is_some_and(|spelled| spelled.has(field));
        match self.columns.get(column) {
            Some(&Origin::Row(position)) => {
                self.parts.iter().all(|part| part.fields[position].is_none_or(|field| spelled(&part.records, field)))
            }
            Some(&Origin::Joined { join, field }) => spelled(&self.joins[join].records, field),
            Some(Origin::Computed) | None => false,
        }
    }

    /// An original cell as memory tells it, without its quotes; None where the file has to be read.
    pub fn known(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        let (records, field, row) = match *self.columns.get(column)? {
            Origin::Computed => return None,
            Origin::Row(position) => {
                let part = &self.parts[self.part_of(row)?];
                let Some(field) = part.fields[position] else { return Some(Cow::Borrowed("")) };
                (&part.records, field, row - part.first_row)
            }
            Origin::Joined { join, field } => match self.joins[join].rows[row] {
                NO_ROW => return Some(Cow::Borrowed("")),
                other => (&self.joins[join].records, field, other as usize),
            },
        };
        records.spelled()?.cell(field, row)
    }

    /// The delimiter of the main file; a comma where no row is one of a file.
    pub fn delimiter(&self) -> u8 {
        self.parts.first().map_or(b',', |part| part.records.delimiter())
    }

    /// The raw heading of a column; None where it is computed, or its file has no header.
    pub fn heading(&self, column: usize) -> Option<OriginalCell<'_>> {
        let (records, field) = match *self.columns.get(column)? {
            Origin::Computed => return None,
            Origin::Row(position) => self.parts.iter().find_map(|part| Some((&part.records, part.fields[position]?)))?,
            Origin::Joined { join, field } => (&self.joins[join].records, field),
        };
        let header = records.header()?;
        let mut fields = Vec::new();
        split_record(header, records.delimiter(), &mut fields);
        fields.get(field).map(|range| OriginalCell { raw: &header[range.clone()], delimiter: records.delimiter() })
    }

    /// Whether a column is one of the main file, with its own heading.
    pub fn is_own(&self, column: usize) -> bool {
        match self.columns.get(column) {
            Some(Origin::Row(position)) => self.parts.first().is_some_and(|part| part.fields[*position].is_some()),
            _ => false,
        }
    }

    /// Whether the cells of these columns come from a joined file: their records lie anywhere.
    pub fn is_joined(&self, columns: &[usize]) -> bool {
        columns.iter().any(|&c| matches!(self.columns.get(c), Some(Origin::Joined { .. })))
    }

    /// Rows from `start` on and before `end` that lie together in one file, within about `bytes` bytes; of rows that are in no file about `rows`.
    pub fn window(&self, start: usize, end: usize, bytes: u64, rows: usize) -> Range<usize> {
        let Some(part) = self.part_of(start) else { return start..end.min(start + rows) };
        let part = &self.parts[part];
        start..end.min(start + part.records.rows_within(start - part.first_row, bytes))
    }

    /// What separates two records of the main file: CRLF where it does after its first record, else LF.
    ///
    /// # Errors
    /// When the file can no longer be read, or is another than it was.
    pub fn line_end(&self) -> Result<&'static [u8], FileError> {
        let Some(part) = self.parts.first() else { return Ok(b"\n") };
        let raw = part.records.raw(0..part.records.len().min(2)).map_err(FileError::of(&part.file))?;
        let crlf = match raw.records.as_slice() {
            [first, second] => raw.bytes[first.end..second.start].starts_with(b"\r\n"),
            _ => false,
        };
        Ok(if crlf { b"\r\n" } else { b"\n" })
    }

    /// How many of the first of `columns` a plain record of the row's file spells, one after the other; 0 where its fields stand otherwise.
    pub fn leading_fields(&self, row: usize, columns: &[usize]) -> usize {
        let Some(part) = self.part_of(row).map(|p| &self.parts[p]) else { return 0 };
        let fields = part.fields.iter().flatten().count();
        let in_order = columns.iter().zip(0..fields).take_while(|&(&column, field)| match self.columns.get(column) {
            Some(Origin::Row(position)) => part.fields[*position] == Some(field),
            _ => false,
        });
        if in_order.count() == fields { fields } else { 0 }
    }

    fn part_of(&self, row: usize) -> Option<usize> {
        self.parts.partition_point(|part| part.first_row <= row).checked_sub(1)
    }

    /// Where the records of a window stand, if reading it is reading these bytes in one go.
    pub fn window_span(&self, rows: &Range<usize>, columns: &[usize]) -> Option<(Rc<Records>, Range<u64>)> {
        let records = &self.parts[self.part_of(rows.start)?];
        let own = columns.iter().any(|&c| matches!(self.columns.get(c), Some(Origin::Row(_))));
        let local = rows.start - records.first_row..rows.end - records.first_row;
        (own && !rows.is_empty()).then(|| (records.records.clone(), records.records.span(&local)))
    }

    /// Reads what the cells of `columns` need, for a window that [`Originals::window`] gave; of joined files only for the rows that are `wanted`.
    /// `ahead` is what stands at [`Originals::window_span`], if that has been read.
    ///
    /// # Errors
    /// When a file can no longer be read, or is another than it was.
    pub fn read_window(
        &self,
        rows: Range<usize>,
        columns: &[usize],
        ahead: Option<Vec<u8>>,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<Batch<'_>, FileError> {
        let base = match self.part_of(rows.start) {
            Some(part) if columns.iter().any(|&c| matches!(self.columns.get(c), Some(Origin::Row(_)))) => {
                let of = &self.parts[part];
                let local = rows.start - of.first_row..rows.end - of.first_row;
                let span = of.records.span(&local);
                let raw = match ahead.filter(|bytes| bytes.len() as u64 == span.end - span.start) {
                    Some(bytes) => of.records.raw_in(local, bytes),
                    None => of.records.raw(local).map_err(FileError::of(&of.file))?,
                };
                Base::Window { part, records: raw }
            }
            _ => Base::None,
        };
        let picked: Vec<u32> = match self.is_joined(columns) {
            true => rows.map(|row| if wanted(row) { row as u32 } else { NO_ROW }).collect(),
            false => Vec::new(),
        };
        self.batch(base, &picked, columns)
    }

    /// Reads what the cells of `columns` need, for rows in any order.
    ///
    /// # Errors
    /// When a file can no longer be read, or is another than it was.
    pub fn read(&self, rows: &[u32], columns: &[usize]) -> Result<Batch<'_>, FileError> {
        let mut base = Base::None;
        if columns.iter().any(|&c| matches!(self.columns.get(c), Some(Origin::Row(_)))) {
            let parts: Vec<Option<usize>> = rows.iter().map(|&row| self.part_of(row as usize)).collect();
            let read = |(at, part): (usize, &Part)| {
                let own = rows.iter().zip(&parts).map(|(&row, of)| if *of == Some(at) { row - part.first_row as u32 } else { NO_ROW });
                part.records.raw_of(&own.collect::<Vec<_>>()).map_err(FileError::of(&part.file))
            };
            let records = self.parts.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
            base = Base::Picked { parts, records };
        }
        self.batch(base, rows, columns)
    }

    fn batch(&self, base: Base, rows: &[u32], columns: &[usize]) -> Result<Batch<'_>, FileError> {
        let mut joins: Vec<Option<PickedRecords>> = (0..self.joins.len()).map(|_| None).collect();
        for &column in columns {
            if let Some(Origin::Joined { join, .. }) = self.columns.get(column)
                && joins[*join].is_none()
            {
                let joined = &self.joins[*join];
                let own: Vec<u32> = rows.iter().map(|&row| if row == NO_ROW { NO_ROW } else { joined.rows[row as usize] }).collect();
                joins[*join] = Some(joined.records.raw_of(&own).map_err(FileError::of(&joined.file))?);
            }
        }
        let fields = vec![Vec::new(); 1 + joins.len()];
        Ok(Batch { of: self, base, joins, at: 0, part: None, fields })
    }
}

enum Base {
    None,
    Window { part: usize, records: RawRecords },
    Picked { parts: Vec<Option<usize>>, records: Vec<PickedRecords> },
}

/// Records of some rows, read; cells of one row at a time.
pub struct Batch<'a> {
    of: &'a Originals,
    base: Base,
    joins: Vec<Option<PickedRecords>>,
    /// The row whose cells can be had, counted within the batch, and the part that it is of.
    at: usize,
    part: Option<usize>,
    /// The fields of its own record, then of those joined.
    fields: Vec<Vec<Range<usize>>>,
}

impl Batch<'_> {
    /// Goes to a row, counted within the batch. [`Batch::split`] comes before its cells.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
        self.part = match &self.base {
            Base::None => None,
            Base::Window { part, .. } => Some(*part),
            Base::Picked { parts, .. } => parts[at],
        };
    }

    /// Finds the cells of the row; with `own` as false not those of its own record.
    pub fn split(&mut self, own: bool) {
        let mut fields = std::mem::take(&mut self.fields);
        fields.iter_mut().for_each(Vec::clear);
        if let (Some(part), Some(record), true) = (self.part, self.record(), own) {
            split_record(record, self.of.parts[part].records.delimiter(), &mut fields[0]);
        }
        for (join, fields) in fields[1..].iter_mut().enumerate() {
            if let Some(record) = self.joined(join) {
                split_record(record, self.of.joins[join].records.delimiter(), fields);
            }
        }
        self.fields = fields;
    }

    /// What separates the cells of the row's own record.
    pub fn delimiter(&self) -> u8 {
        self.part.map_or(b',', |part| self.of.parts[part].records.delimiter())
    }

    /// The bytes of a window's records and where each lies in them; None where the rows have no records, or were not read as a window.
    pub fn records(&self) -> Option<&RawRecords> {
        match &self.base {
            Base::Window { records, .. } => Some(records),
            _ => None,
        }
    }

    /// The row's own record, raw.
    pub fn record(&self) -> Option<&[u8]> {
        match &self.base {
            Base::None => None,
            Base::Window { records, .. } => Some(&records.bytes[records.records[self.at].clone()]),
            Base::Picked { records, .. } => records[self.part?].get(self.at),
        }
    }

    fn joined(&self, join: usize) -> Option<&[u8]> {
        self.joins[join].as_ref()?.get(self.at)
    }

    /// The row's cell in a column of the result; None where it is computed.
    pub fn cell(&self, column: usize) -> Option<OriginalCell<'_>> {
        let nothing = |delimiter| OriginalCell { raw: b"", delimiter };
        Some(match *self.of.columns.get(column)? {
            Origin::Computed => return None,
            Origin::Row(position) => {
                let part = &self.of.parts[self.part?];
                let delimiter = part.records.delimiter();
                let field = part.fields[position].and_then(|field| self.fields[0].get(field));
                match (field, self.record()) {
                    (Some(field), Some(record)) => OriginalCell { raw: &record[field.clone()], delimiter },
                    _ => nothing(delimiter),
                }
            }
            Origin::Joined { join, field } => {
                let delimiter = self.of.joins[join].records.delimiter();
                match (self.fields[1 + join].get(field), self.joined(join)) {
                    (Some(field), Some(record)) => OriginalCell { raw: &record[field.clone()], delimiter },
                    _ => nothing(delimiter),
                }
            }
        })
    }
}
