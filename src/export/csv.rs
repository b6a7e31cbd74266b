//! The result as CSV, a chunk at a time: the file's own records, read again, with the columns of the steps behind them.
//!
//! A source cell leaves as the bytes that stand in the file, its quotes included, and so does the header. What the file has no bytes for is
//! added: the columns of the steps, empty cells where a record is short, a header where there is none. Two things of the source are not kept:
//! a quote that never closes is written as the ordinary character that it was read as, and line breaks between records become CRLF where
//! the source has CRLF after its first record, and LF anywhere else.

use super::guard;
use crate::ingest::{Records, SourceError, split_record, unquote};
use crate::table::{Bitmap, Column, ColumnData, ColumnType, Table};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// About this many bytes of the source go into a chunk.
const CHUNK: u64 = 2 << 20;

/// How cells are written.
#[derive(Clone, Copy, Debug)]
pub struct CsvStyle {
    /// A byte order mark first.
    pub bom: bool,
    /// The formula guard.
    pub guard: bool,
    /// Another delimiter than the source's: then cells are quoted anew, where needed.
    pub delimiter: Option<u8>,
}

/// A cell as it is written, and whether the guard changed it.
type WrittenCell = (Vec<u8>, bool);

/// Writes chosen rows and columns of a result. Holds the columns, not the file, which is lent to it for each chunk.
pub struct CsvExport {
    columns: Vec<Arc<Column>>,
    /// How many of `columns` are those of `records`: none where the records were rolled up.
    source_columns: usize,
    /// Positions in `columns`, in the order written.
    chosen: Vec<usize>,
    /// Whether every column of the source comes first, in its order.
    whole_records: bool,
    /// The text of each dictionary entry of a step's text column, quoted and guarded, and whether the guard changed it.
    entries: Vec<Option<Vec<WrittenCell>>>,
    rows: Option<Bitmap>,
    style: CsvStyle,
    source_delimiter: u8,
    delimiter: u8,
    line_end: &'static [u8],
    next_row: usize,
    started: bool,
    /// Rows written so far, the header not counted.
    pub written: usize,
    /// Cells that the guard has changed so far.
    pub guarded: u64,
}

impl CsvExport {
    /// Of `result`, whose first `source_columns` columns are those of `records`, the `rows` (None: all) and the `chosen` columns by position.
    ///
    /// # Errors
    /// When the source can no longer be read.
    pub fn new(
        result: &Table,
        source_columns: usize,
        records: &Records,
        rows: Option<Bitmap>,
        chosen: Vec<usize>,
        style: CsvStyle,
    ) -> Result<CsvExport, SourceError> {
        let source_delimiter = records.delimiter();
        let delimiter = style.delimiter.unwrap_or(source_delimiter);
        let columns = result.columns().to_vec();
        let entries = columns.iter().enumerate().map(|(i, column)| match &column.data {
            ColumnData::Text(text) if i >= source_columns && chosen.contains(&i) => {
                Some(text.values.iter().map(|entry| written_cell(entry.as_bytes(), delimiter, style.guard)).collect())
            }
            _ => None,
        });
        Ok(CsvExport {
            entries: entries.collect(),
            whole_records: delimiter == source_delimiter
                && chosen.len() >= source_columns
                && chosen[..source_columns].iter().copied().eq(0..source_columns),
            columns,
            source_columns,
            chosen,
            rows,
            style,
            source_delimiter,
            delimiter,
            line_end: if source_columns == 0 { b"\n" } else { line_end(records)? },
            next_row: 0,
            started: false,
            written: 0,
            guarded: 0,
        })
    }

    /// Rows of the table that are done, written or passed over.
    pub fn done(&self) -> usize {
        self.next_row
    }

    /// The next bytes, in all a few megabytes; None when all are written. The header is in the first chunk.
    ///
    /// # Errors
    /// When the source can no longer be read or is another than it was.
    pub fn next_chunk(&mut self, records: &Records) -> Result<Option<Vec<u8>>, SourceError> {
        let mut out = Vec::new();
        if !self.started {
            self.started = true;
            if self.style.bom {
                out.extend_from_slice("\u{feff}".as_bytes());
            }
            self.header(records, &mut out);
        }
        let mut fields = Vec::new();
        let rows = self.columns.first().map_or(0, |c| c.len());
        while self.source_columns == 0 && self.next_row < rows && out.len() < CHUNK as usize {
            if self.rows.as_ref().is_none_or(|chosen| chosen.get(self.next_row)) {
                self.row(self.next_row, b"", &mut fields, &mut out);
            }
            self.next_row += 1;
        }
        while self.source_columns > 0 && self.next_row < records.len() && out.len() < CHUNK as usize {
            let window = self.next_row..self.next_row + records.rows_within(self.next_row, CHUNK);
            self.next_row = window.end;
            if self.rows.as_ref().is_some_and(|rows| !window.clone().any(|row| rows.get(row))) {
                continue;
            }
            let raw = records.raw(window.clone())?;
            out.reserve(raw.bytes.len() + raw.bytes.len() / 8);
            for (row, record) in window.zip(raw.iter()) {
                if self.rows.as_ref().is_none_or(|rows| rows.get(row)) {
                    self.row(row, record, &mut fields, &mut out);
                }
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn header(&mut self, records: &Records, out: &mut Vec<u8>) {
        let raw = records.header().filter(|_| self.source_columns > 0).unwrap_or_default();
        let mut fields = Vec::new();
        if !raw.is_empty() {
            split_record(raw, self.source_delimiter, &mut fields);
        }
        let start = out.len();
        for i in 0..self.chosen.len() {
            if i > 0 {
                out.push(self.delimiter);
            }
            let column = self.chosen[i];
            match fields.get(column).filter(|_| column < self.source_columns) {
                Some(field) => self.source_cell(&raw[field.clone()], true, out),
                None => {
                    let (cell, guarded) = written_cell(self.columns[column].name.as_bytes(), self.delimiter, self.style.guard);
                    self.guarded += u64::from(guarded);
                    out.extend_from_slice(&cell);
                }
            }
        }
        self.end_record(start, out);
    }

    fn row(&mut self, row: usize, record: &[u8], fields: &mut Vec<Range<usize>>, out: &mut Vec<u8>) {
        let start = out.len();
        self.written += 1;
        let mut from = 0;
        if self.whole_records && self.plain(record) {
            out.extend_from_slice(record);
            from = self.source_columns;
        } else {
            split_record(record, self.source_delimiter, fields);
        }
        for i in from..self.chosen.len() {
            if i > 0 {
                out.push(self.delimiter);
            }
            let column = self.chosen[i];
            if column >= self.source_columns {
                self.step_cell(column, row, out);
            } else if let Some(field) = fields.get(column) {
                let data = &self.columns[column];
                // What was not read as the column's type is text as well.
                let as_text = self.style.guard && (data.column_type() == ColumnType::Text || data.is_missing(row));
                self.source_cell(&record[field.clone()], as_text, out);
            }
        }
        self.end_record(start, out);
    }

    /// Whether a record can leave as it is: every cell there, nothing to guard, no quote that might stay open.
    fn plain(&self, record: &[u8]) -> bool {
        let mut delimiters = 0usize;
        let mut quotes = 0usize;
        for &byte in record {
            delimiters += usize::from(byte == self.source_delimiter);
            quotes += usize::from(byte == b'"');
        }
        quotes == 0
            && delimiters + 1 == self.source_columns
            && !(self.style.guard && guard::may_hold_trigger(record, self.source_delimiter))
    }

    /// Writes a raw field of the source, guarded if it is text.
    fn source_cell(&mut self, raw: &[u8], as_text: bool, out: &mut Vec<u8>) {
        let quoted = raw.first() == Some(&b'"');
        // A quoted field closes when the number of its quotes is even; when it is odd, it takes a closer look.
        let unclosed = quoted
            && raw.iter().filter(|&&b| b == b'"').count() % 2 == 1
            && matches!(unquote(raw), Cow::Borrowed(text) if text.len() == raw.len());
        let guarded = self.style.guard && as_text && guard::would_run(&unquote(raw));
        self.guarded += u64::from(guarded);
        if unclosed || self.delimiter != self.source_delimiter {
            let text = unquote(raw);
            out.extend_from_slice(&quoted_cell(&text, self.delimiter, guarded));
        } else if guarded && quoted {
            out.extend_from_slice(b"\"'");
            out.extend_from_slice(&raw[1..]);
        } else {
            if guarded {
                out.push(b'\'');
            }
            out.extend_from_slice(raw);
        }
    }

    fn step_cell(&mut self, column: usize, row: usize, out: &mut Vec<u8>) {
        let data = &self.columns[column].data;
        if let (ColumnData::Text(text), Some(entries)) = (data, &self.entries[column]) {
            let (cell, guarded) = &entries[text.code(row)];
            out.extend_from_slice(cell);
            self.guarded += u64::from(*guarded);
        } else {
            let cell = self.columns[column].cell(row);
            out.extend_from_slice(&quoted_cell(cell.as_bytes(), self.delimiter, false));
        }
    }

    /// A record of one empty cell would be a blank line, which readers pass over.
    fn end_record(&self, start: usize, out: &mut Vec<u8>) {
        if out.len() == start {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(self.line_end);
    }
}

/// What stands between the first two records decides.
fn line_end(records: &Records) -> Result<&'static [u8], SourceError> {
    let raw = records.raw(0..records.len().min(2))?;
    let crlf = match raw.records.as_slice() {
        [first, second] => raw.bytes[first.end..second.start].starts_with(b"\r\n"),
        _ => false,
    };
    Ok(if crlf { b"\r\n" } else { b"\n" })
}

/// A cell that is text, and whether the guard changed it.
fn written_cell(text: &[u8], delimiter: u8, guard: bool) -> WrittenCell {
    let guarded = guard && guard::would_run(text);
    (quoted_cell(text, delimiter, guarded), guarded)
}

/// A cell, in quotes if it needs them, behind an apostrophe if it is guarded.
fn quoted_cell(text: &[u8], delimiter: u8, guarded: bool) -> Vec<u8> {
    let blank_end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_whitespace);
    let quote =
        text.iter().any(|&b| b == delimiter || matches!(b, b'"' | b'\n' | b'\r')) || blank_end(text.first()) || blank_end(text.last());
    let mut cell = Vec::with_capacity(text.len() + 3);
    if quote {
        cell.push(b'"');
    }
    if guarded {
        cell.push(b'\'');
    }
    for &byte in text {
        if byte == b'"' && quote {
            cell.push(b'"');
        }
        cell.push(byte);
    }
    if quote {
        cell.push(b'"');
    }
    cell
}
