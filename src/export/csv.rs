//! The result as CSV, a chunk at a time: the files' own records, read again, with computed columns behind them.
//!
//! A cell of a file leaves as the bytes that stand there, its quotes included, and so does a heading. What no file has bytes for is
//! added: the columns of the steps, empty cells where a record is short or no row of a joined file belongs to the customer, a header where there is
//! none. Three things are not kept: a quote that never closes is written as the ordinary character that it was read as; line breaks between
//! records become CRLF where the main file has CRLF after its first record, and LF anywhere else; a cell of a further file with another
//! delimiter is quoted anew where it holds that of the main file.

use super::entries::Entries;
use super::guard;
use super::whole::Whole;
use crate::engine::{Batch, FileError, OriginalCell, Originals};
use crate::ingest::{Records, unquote};
use crate::table::{Bitmap, Column, ColumnData, ColumnType, Table};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// About this many bytes of the source go into a chunk. Every reading has a cost of its own in the browser; where records of joined files are
/// looked up, which lie anywhere, more rows at once cost fewer readings.
const CHUNK: u64 = 2 << 20;

/// What a reading gave is written on its own unless it came to less than this.
const ENOUGH: usize = 4 << 20;

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

/// Writes chosen rows and columns of a result.
pub struct CsvExport {
    columns: Vec<Arc<Column>>,
    originals: Rc<Originals>,
    /// Positions in `columns`, in the order written.
    chosen: Vec<usize>,
    /// The dictionary of each step's text column, as it is written.
    entries: Vec<Option<Entries>>,
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
                Some(text.values.plain().iter().map(|entry| written_cell(entry.as_bytes(), delimiter, style.guard)).collect::<Entries>())
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

    /// Where the records stand that the next chunk needs, from the row at `next` on, if that is bytes in one go.
    pub fn reads_next(originals: &Originals, chosen: &[usize], next: usize, rows: usize) -> Option<(Rc<Records>, Range<u64>)> {
        (next < rows).then(|| originals.window_span(&originals.window(next, rows, CHUNK, ROWS), chosen))?
    }

    /// The next bytes, in all a few megabytes; None when all are written. The header is in the first chunk. `ahead` is what stands where
    /// [`CsvExport::reads_next`] says, if that has been read.
    ///
    /// # Errors
    /// When the source can no longer be read or is another than it was.
    pub fn next_chunk(&mut self, mut ahead: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, FileError> {
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
        let at_once = if originals.is_joined(&self.chosen) { ROWS_JOINED } else { ROWS };
        let was_ahead = ahead.is_some();
        while self.next_row < rows && out.len() < ENOUGH {
            let window = originals.window(self.next_row, rows, CHUNK, at_once);
            self.next_row = window.end;
            let all = self.rows.is_none();
            let wanted = match &self.rows {
                Some(rows) => window.clone().filter(|&row| rows.get(row)).count(),
                None => window.len(),
            };
            if wanted == 0 {
                // What was read ahead is of this window.
                ahead = None;
                continue;
            }
            let mut batch = {
                let rows = &self.rows;
                let ahead = ahead.take();
                originals.read_window(window.clone(), &self.chosen, ahead, |row| rows.as_ref().is_none_or(|rows| rows.get(row)))?
            };
            // As many cells as a plain record of this file spells by itself.
            let leading = originals.leading_fields(window.start, &self.chosen);
            batch.go_to(0);
            let same_form = leading > 0 && batch.delimiter() == self.delimiter;
            let whole = same_form.then_some(Whole { delimiter: self.delimiter, fields: leading, guard: self.style.guard });
            let source = batch.records().map_or(0, |records| records.bytes.len()) / window.len() * wanted;
            out.reserve(source + wanted * self.added_bytes(leading) + 256);
            for (at, row) in window.enumerate() {
                if all || self.rows.as_ref().is_some_and(|rows| rows.get(row)) {
                    self.row(row, at, whole, &mut batch, &mut out);
                }
            }
            if was_ahead {
                break;
            }
        }
        Ok((!out.is_empty() || self.next_row < rows).then_some(out))
    }

    /// About how many bytes a row gets beside the cells that its record spells.
    fn added_bytes(&self, leading: usize) -> usize {
        let cell = |&column: &usize| 1 + self.entries[column].as_ref().map_or(12, Entries::longest).min(64);
        self.chosen.iter().skip(leading).map(cell).sum::<usize>() + self.line_end.len()
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
    fn row(&mut self, row: usize, at: usize, whole: Option<Whole>, batch: &mut Batch, out: &mut Vec<u8>) {
        let start = out.len();
        self.written += 1;
        let mut from = 0;
        if let (Some(whole), Some(records)) = (whole, batch.records()) {
            let as_text = |field: usize| self.chosen.get(field).is_none_or(|&column| self.is_text(column, row));
            if whole.copy(&records.bytes, records.records[at].clone(), out, as_text) {
                from = whole.fields;
            }
        }
        batch.go_to(at);
        batch.split(from == 0);
        for i in from..self.chosen.len() {
            if i > 0 {
                out.push(self.delimiter);
            }
            let column = self.chosen[i];
            if let (Some(entries), ColumnData::Text(text)) = (&self.entries[column], &self.columns[column].data) {
                self.guarded += u64::from(entries.write(text.code(row), out));
                continue;
            }
            match batch.cell(column) {
                None => self.step_cell(column, row, out),
                Some(cell) => self.source_cell(cell, self.style.guard && self.is_text(column, row), out),
            }
        }
        self.end_record(start, out);
    }

    /// Whether the guard looks at a cell: what was not read as the column's type is text as well.
    fn is_text(&self, column: usize, row: usize) -> bool {
        let data = &self.columns[column];
        data.column_type() == ColumnType::Text || data.is_missing(row)
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

    fn step_cell(&self, column: usize, row: usize, out: &mut Vec<u8>) {
        let cell = self.columns[column].cell(row);
        if needs_quotes(cell.as_bytes(), self.delimiter) {
            out.extend_from_slice(&quoted_cell(cell.as_bytes(), self.delimiter, false));
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }

    /// A record of one empty cell would be a blank line, which readers pass over.
    fn end_record(&self, start: usize, out: &mut Vec<u8>) {
        if out.len() == start {
            out.extend_from_slice(b"\"\"");
        }
        for &byte in self.line_end {
            out.push(byte);
        }
    }
}

/// A cell that is text, and whether the guard changed it.
fn written_cell(text: &[u8], delimiter: u8, guard: bool) -> (Vec<u8>, bool) {
    let guarded = guard && guard::would_run(text);
    (quoted_cell(text, delimiter, guarded), guarded)
}

/// Whether a cell would be another without quotes.
fn needs_quotes(text: &[u8], delimiter: u8) -> bool {
    let blank_end = |b: Option<&u8>| b.is_some_and(u8::is_ascii_whitespace);
    text.iter().any(|&b| b == delimiter || matches!(b, b'"' | b'\n' | b'\r')) || blank_end(text.first()) || blank_end(text.last())
}

/// A cell, in quotes if it needs them, behind an apostrophe if it is guarded.
fn quoted_cell(text: &[u8], delimiter: u8, guarded: bool) -> Vec<u8> {
    let quote = needs_quotes(text, delimiter);
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
