//! The result as CSV, a chunk at a time: the files' own records, read again, with computed columns behind them.
//!
//! A cell of a file leaves as the bytes that stand there, its quotes included, and so does a heading. What no file has bytes for is
//! added: the columns of the steps, empty cells where a record is short or no row of a joined file belongs to the customer, a header where there is
//! none. Three things are not kept: a quote that never closes is written as the ordinary character that it was read as; line breaks between
//! records become CRLF where the main file has CRLF after its first record, and LF anywhere else; a cell of a further file with another
//! delimiter is quoted anew where it holds that of the main file.

use super::guard;
use crate::engine::{Batch, FileError, OriginalCell, Originals};
use crate::ingest::unquote;
use crate::table::{Bitmap, Column, ColumnData, ColumnType, Table};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// About this many bytes of the source go into a chunk.
const CHUNK: u64 = 2 << 20;

/// Where records of joined files are looked up, which lie anywhere, more rows at once cost fewer readings.
const CHUNK_JOINED: u64 = 8 << 20;

/// Rows of a chunk where the rows are those of no file, and where such customers have a joined file.
const ROWS: usize = 1 << 13;
const ROWS_JOINED: usize = 1 << 16;

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

/// Writes chosen rows and columns of a result.
pub struct CsvExport {
    columns: Vec<Arc<Column>>,
    originals: Rc<Originals>,
    /// Positions in `columns`, in the order written.
    chosen: Vec<usize>,
    /// The text of each dictionary entry of a step's text column, quoted and guarded, and whether the guard changed it.
    entries: Vec<Option<Vec<WrittenCell>>>,
    rows: Option<Bitmap>,
    style: CsvStyle,
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
    /// Of `result`, whose original cells stand in `originals`, the `rows` (None: all) and the `chosen` columns by position.
    ///
    /// # Errors
    /// When the source can no longer be read.
    pub fn new(
        result: &Table,
        originals: Rc<Originals>,
        rows: Option<Bitmap>,
        chosen: Vec<usize>,
        style: CsvStyle,
    ) -> Result<CsvExport, FileError> {
        let delimiter = style.delimiter.unwrap_or(originals.delimiter());
        let columns = result.columns().to_vec();
        let entries = columns.iter().enumerate().map(|(i, column)| match &column.data {
            ColumnData::Text(text) if !originals.has(i) && chosen.contains(&i) => {
                Some(text.values.iter().map(|entry| written_cell(entry.as_bytes(), delimiter, style.guard)).collect())
            }
            _ => None,
        });
        Ok(CsvExport {
            entries: entries.collect(),
            columns,
            chosen,
            rows,
            style,
            delimiter,
            line_end: originals.line_end()?,
            originals,
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
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, FileError> {
        let mut out = Vec::new();
        if !self.started {
            self.started = true;
            if self.style.bom {
                out.extend_from_slice("\u{feff}".as_bytes());
            }
            self.header(&mut out);
        }
        let rows = self.columns.first().map_or(0, |c| c.len());
        let originals = self.originals.clone();
        let (bytes, at_once) = if originals.is_joined(&self.chosen) { (CHUNK_JOINED, ROWS_JOINED) } else { (CHUNK, ROWS) };
        while self.next_row < rows && out.len() < CHUNK as usize {
            let window = originals.window(self.next_row, rows, bytes, at_once);
            self.next_row = window.end;
            if self.rows.as_ref().is_some_and(|rows| !window.clone().any(|row| rows.get(row))) {
                continue;
            }
            let wanted = |row: usize| self.rows.as_ref().is_none_or(|rows| rows.get(row));
            let mut batch = originals.read_window(window.clone(), &self.chosen, wanted)?;
            // As many cells as a plain record of this file spells by itself.
            let leading = originals.leading_fields(window.start, &self.chosen);
            for (at, row) in window.enumerate() {
                if self.rows.as_ref().is_none_or(|rows| rows.get(row)) {
                    self.row(row, at, leading, &mut batch, &mut out);
                }
            }
        }
        Ok((!out.is_empty()).then_some(out))
    }

    fn header(&mut self, out: &mut Vec<u8>) {
        let originals = self.originals.clone();
        let start = out.len();
        for i in 0..self.chosen.len() {
            if i > 0 {
                out.push(self.delimiter);
            }
            let column = self.chosen[i];
            let name = self.columns[column].name.clone();
            // A joined column may be called otherwise here than in its file.
            let heading = originals.heading(column).filter(|h| originals.is_own(column) || unquote(h.raw).trim_ascii() == name.as_bytes());
            match heading {
                Some(heading) => self.source_cell(heading, true, out),
                None => {
                    let (cell, guarded) = written_cell(name.as_bytes(), self.delimiter, self.style.guard);
                    self.guarded += u64::from(guarded);
                    out.extend_from_slice(&cell);
                }
            }
        }
        self.end_record(start, out);
    }

    /// Writes a row, which is at `at` of its batch.
    fn row(&mut self, row: usize, at: usize, leading: usize, batch: &mut Batch, out: &mut Vec<u8>) {
        let start = out.len();
        self.written += 1;
        let mut from = 0;
        batch.go_to(at);
        if leading > 0
            && let Some(record) = batch.record()
            && self.plain(record, leading, batch.delimiter())
        {
            out.extend_from_slice(record);
            from = leading;
        }
        batch.split(from == 0);
        for i in from..self.chosen.len() {
            if i > 0 {
                out.push(self.delimiter);
            }
            let column = self.chosen[i];
            match batch.cell(column) {
                None => self.step_cell(column, row, out),
                Some(cell) => {
                    let data = &self.columns[column];
                    // What was not read as the column's type is text as well.
                    let as_text = self.style.guard && (data.column_type() == ColumnType::Text || data.is_missing(row));
                    self.source_cell(cell, as_text, out);
                }
            }
        }
        self.end_record(start, out);
    }

    /// Whether a record of so many columns can leave as it is: every cell there, nothing to guard, no quote that might stay open, and the
    /// delimiter that is written.
    fn plain(&self, record: &[u8], columns: usize, delimiter: u8) -> bool {
        if delimiter != self.delimiter {
            return false;
        }
        let mut delimiters = 0usize;
        let mut quotes = 0usize;
        for &byte in record {
            delimiters += usize::from(byte == delimiter);
            quotes += usize::from(byte == b'"');
        }
        quotes == 0 && delimiters + 1 == columns && !(self.style.guard && guard::may_hold_trigger(record, delimiter))
    }

    /// Writes a raw field of the source, guarded if it is text.
    fn source_cell(&mut self, cell: OriginalCell, as_text: bool, out: &mut Vec<u8>) {
        let raw = cell.raw;
        let quoted = raw.first() == Some(&b'"');
        // A quoted field closes when the number of its quotes is even; when it is odd, it takes a closer look.
        let unclosed = quoted
            && raw.iter().filter(|&&b| b == b'"').count() % 2 == 1
            && matches!(unquote(raw), Cow::Borrowed(text) if text.len() == raw.len());
        let guarded = self.style.guard && as_text && guard::would_run(&unquote(raw));
        self.guarded += u64::from(guarded);
        // A file with another delimiter says nothing of the one that is written; in another form than the file's, everything is quoted anew.
        let unsafe_here = cell.delimiter != self.delimiter
            && (self.style.delimiter.is_some() || if quoted { raw.last() != Some(&b'"') } else { raw.contains(&self.delimiter) });
        if unclosed || unsafe_here {
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
