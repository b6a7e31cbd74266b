//! Reading a source as UTF-8: chunks one after the other, records that are larger than a chunk, quotes that were not meant as such, and chunks that
//! others have read.

use super::cells::{EXAMPLES, Grid, Input};
use super::chunk::{ChunkError, ColumnHint, Hints, TypedChunk, parse_chunk};
use super::dialect::{self, Dialect};
use super::finish::Joining;
use super::import::Import;
use super::join::{Assembly, ChunkAt, allowed_by};
use super::ranges::Supplied;
use super::records::Records;
use super::split::{count_lines, record_start, stray_quote};
use super::{ByteSource, COLUMN_LIMIT, DEFAULT_MISSING, ImportReport, IngestError, RaggedRow};
use crate::table::borders::Borders;
use std::collections::BTreeMap;

/// Bytes of the first chunk.
const FIRST: usize = 64 << 10;

/// The largest record that is held.
const RECORD_LIMIT: usize = 16 << 20;

/// Bytes from which the form of a file is told.
const HEAD: usize = 256 << 10;

/// So many stray quotes are taken for ordinary characters; after that quotes mean what they mean.
const STRAY_LIMIT: u64 = 1000;

/// Why reading as UTF-8 cannot go on.
pub enum Trouble {
    NotUtf8,
    Ingest(IngestError),
}

impl From<IngestError> for Trouble {
    fn from(error: IngestError) -> Trouble {
        Trouble::Ingest(error)
    }
}

/// The source while it is read as UTF-8.
pub struct Reading {
    pub at: u64,
    line: u64,
    after_record: bool,
    /// Bytes to read next: more while a record does not fit.
    window: usize,
    most: usize,
    /// The source is not the file but its text.
    pub decoded: bool,
    /// Others read ranges of it.
    pub shared: bool,
    /// Chunks that others have read, by where they begin.
    pub supplied: BTreeMap<u64, Supplied>,
    pub form: Option<(Dialect, Option<Vec<u8>>, Assembly)>,
    ends: Vec<Borders>,
    blank_lines: u64,
    nul_bytes: u64,
    ragged_count: u64,
    ragged: Vec<RaggedRow>,
    stray_count: u64,
    unclosed_quote: Option<u64>,
}

impl Reading {
    pub fn new(at: u64, chunk: usize) -> Reading {
        Reading {
            at,
            line: 1,
            after_record: false,
            // Little at first: it tells what the columns are, and others can begin.
            window: chunk.min(FIRST),
            most: chunk,
            decoded: false,
            shared: false,
            supplied: BTreeMap::new(),
            form: None,
            ends: Vec::new(),
            blank_lines: 0,
            nul_bytes: 0,
            ragged_count: 0,
            ragged: Vec::new(),
            stray_count: 0,
            unclosed_quote: None,
        }
    }

    pub fn has_just_begun(&self) -> bool {
        self.form.as_ref().is_some_and(|(_, _, assembly)| assembly.chunks.len() == 1)
    }

    /// Whether others have read what comes next.
    pub fn has_next(&self) -> bool {
        self.after_record && self.supplied.contains_key(&self.at)
    }

    /// Reads a chunk. False when there is none left.
    pub fn advance(&mut self, import: &Import) -> Result<bool, Trouble> {
        let len = import.len();
        let Some((_, _, assembly)) = &self.form else {
            return self.look(import).map(|()| true);
        };
        if self.at >= len {
            return Ok(false);
        }
        let at = self.at;
        if self.after_record
            && let Some(chunk) = self.supplied.remove(&at).and_then(Supplied::fetch)
        {
            self.take(chunk, false, len)?;
            return Ok(true);
        }
        self.supplied = self.supplied.split_off(&at);
        // Up to where the next supplied chunk begins, the line break there included, which shows that the record before it is whole.
        let next = self.supplied.keys().find(|&&start| start > at).map(|start| (start - at) as usize + 1);
        let bytes = import.bytes(at, next.map_or(self.window, |next| next.min(self.window)))?;
        let last = at + bytes.len() as u64 >= len;
        let input = Input { bytes: &bytes, after_record: self.after_record, last, literal: false };
        let chunk = parse_chunk(input, assembly.hints()).map_err(|e| self.trouble(e))?;
        let stray = chunk.stray.filter(|_| self.stray_count < STRAY_LIMIT);
        let (rows, consumed) = (chunk.rows, chunk.consumed);
        self.take(chunk, false, len)?;
        if let Some(stray) = stray {
            // `take` has moved on by what was consumed.
            let quote_line = self.line + count_lines(&bytes[consumed..stray.quote]);
            self.take_literally(&bytes[consumed..], stray.record - consumed, quote_line, len)?;
            self.window = (64 << 10).min(self.most);
            return Ok(true);
        }
        if rows > 0 || last {
            self.window = (self.window * 2).min(self.most);
            if last && rows == 0 {
                self.at = len;
            }
            return Ok(true);
        }
        // Not one whole record.
        if next.is_some_and(|next| next <= self.window) {
            // What was taken for a border of records is none, so that the chunk supplied there is of no use.
            self.supplied.retain(|&start, _| start >= at + bytes.len() as u64);
            return Ok(true);
        }
        if self.window < RECORD_LIMIT {
            self.window = (self.window * 2).min(RECORD_LIMIT);
            return Ok(true);
        }
        let grid = assembly_grid(self);
        let (start, _) = record_start(&bytes, 0, self.after_record, grid.delimiter, grid.columns > 1);
        let line = self.line + count_lines(&bytes[..start]);
        match stray_quote(&bytes[start..], grid.delimiter) {
            Some(quote) if bytes[start..].iter().any(|&b| b == b'\n' || b == b'\r') => {
                let quote_line = line + count_lines(&bytes[start..start + quote]);
                self.take_literally(&bytes, start, quote_line, len)?;
                self.window = (64 << 10).min(self.most);
                Ok(true)
            }
            _ => Err(Trouble::Ingest(IngestError::RecordTooLong { line, bytes: bytes.len() as u64 })),
        }
    }

    /// Takes the line at `record` with its quotes as ordinary characters.
    fn take_literally(&mut self, bytes: &[u8], record: usize, quote_line: u64, len: u64) -> Result<(), Trouble> {
        self.stray_count += 1;
        self.unclosed_quote.get_or_insert(quote_line);
        let end = bytes[record..].iter().position(|&b| b == b'\n' || b == b'\r').map_or(bytes.len(), |n| record + n);
        let input = Input { bytes: &bytes[..end], after_record: self.after_record, last: true, literal: true };
        let Some((_, _, assembly)) = &self.form else { return Ok(()) };
        let chunk = parse_chunk(input, assembly.hints()).map_err(|e| self.trouble(e))?;
        self.take(chunk, true, len)?;
        Ok(())
    }

    fn trouble(&self, error: ChunkError) -> Trouble {
        match error {
            ChunkError::NotUtf8 => Trouble::NotUtf8,
            ChunkError::TooWide => Trouble::Ingest(IngestError::TooManyColumns { columns: COLUMN_LIMIT + 1, limit: COLUMN_LIMIT }),
        }
    }

    /// Adds a chunk to what has been read of a source of `len` bytes.
    fn take(&mut self, chunk: TypedChunk, literal: bool, len: u64) -> Result<(), IngestError> {
        let Some((_, _, assembly)) = &mut self.form else { return Ok(()) };
        self.blank_lines += chunk.blank_lines;
        self.nul_bytes += chunk.nul_bytes;
        self.ragged_count += chunk.ragged_count;
        let ragged = chunk.ragged.iter().map(|r| RaggedRow { line: self.line + r.lines_before, cells: r.cells });
        self.ragged.extend(ragged.take(EXAMPLES - self.ragged.len()));
        if chunk.rows > 0 {
            let at = ChunkAt {
                start: self.at,
                len: chunk.consumed,
                after_record: self.after_record,
                literal,
                line: self.line,
                first_row: assembly.rows,
                rows: chunk.rows,
            };
            let rows = assembly.rows + chunk.rows;
            assembly.push(at, chunk.columns, chunk.extras, expected_rows(rows, self.at + chunk.consumed as u64, len))?;
            self.ends.push(chunk.record_ends);
            self.after_record = true;
        }
        self.at += chunk.consumed as u64;
        self.line += chunk.lines;
        Ok(())
    }

    /// Tells the form of the file from its head.
    fn look(&mut self, import: &Import) -> Result<(), Trouble> {
        let len = import.len();
        let mut window = HEAD;
        let (head, last) = loop {
            let bytes = import.bytes(self.at, window)?;
            let last = self.at + bytes.len() as u64 >= len;
            match std::str::from_utf8(&bytes) {
                Err(e) if e.error_len().is_some() || last => return Err(Trouble::NotUtf8),
                _ => {}
            }
            if dialect::head_suffices(&bytes, last) {
                break (bytes, last);
            }
            if window >= RECORD_LIMIT {
                if bytes.iter().any(|&b| b == b'\n' || b == b'\r') {
                    // A quote in the first lines never closes: those lines are then read by themselves.
                    break (bytes, true);
                }
                return Err(Trouble::Ingest(IngestError::RecordTooLong { line: 1, bytes: bytes.len() as u64 }));
            }
            window = (window * 2).min(RECORD_LIMIT);
        };
        let Some(dialect) = dialect::detect(&head, last, &import.options, &import.missing) else {
            return Err(Trouble::Ingest(IngestError::Empty));
        };
        let columns = dialect.grid.columns;
        if columns > COLUMN_LIMIT {
            return Err(Trouble::Ingest(IngestError::TooManyColumns { columns, limit: COLUMN_LIMIT }));
        }
        let hints = dialect.names.iter().map(|name| match import.options.columns.get(name) {
            Some(o) => ColumnHint { asked: o.column_type, allowed: allowed_by(o.decimal, o.date_order), ..ColumnHint::OPEN },
            None => ColumnHint::OPEN,
        });
        let hints = Hints { grid: dialect.grid, missing: import.missing.clone(), columns: hints.collect() };
        let header = dialect.header.clone().map(|range| head[range].to_vec());
        self.at += dialect.data_start as u64;
        self.line = dialect.data_line;
        self.after_record = header.is_some();
        self.blank_lines = dialect.blank_lines;
        self.nul_bytes = head[..dialect.data_start].iter().filter(|&&b| b == 0).count() as u64;
        self.form = Some((dialect, header, Assembly::new(hints)));
        Ok(())
    }

    pub fn into_joining(self, source: Box<dyn ByteSource>, import: &Import) -> Result<Joining, IngestError> {
        let Some((dialect, header, assembly)) = self.form else { return Err(IngestError::Empty) };
        if assembly.rows == 0 {
            return Err(if header.is_some() { IngestError::HeaderOnly { columns: dialect.grid.columns } } else { IngestError::Empty });
        }
        let mut records = Records::new(source, dialect.grid.delimiter, dialect.grid.columns > 1, header);
        for (at, ends) in assembly.chunks.iter().zip(self.ends) {
            records.push(at.start, at.line, at.after_record, ends);
        }
        let found = &import.found;
        let report = ImportReport {
            bytes: found.bytes,
            rows: assembly.rows,
            encoding: found.encoding,
            bom: found.bom,
            encoding_certain: found.certain,
            undecodable: found.undecodable,
            delimiter: dialect.grid.delimiter as char,
            header: dialect.header.is_some(),
            titles: dialect.titles,
            skipped_lines: dialect.skipped_lines,
            blank_lines: self.blank_lines,
            ragged_count: self.ragged_count,
            ragged: self.ragged,
            renamed: dialect.renamed,
            unclosed_quote: self.unclosed_quote,
            nul_bytes: self.nul_bytes,
            missing: import.options.missing.clone().unwrap_or_else(|| DEFAULT_MISSING.map(String::from).to_vec()),
            columns: Vec::new(),
        };
        Ok(Joining::new(assembly, dialect.names, records, report, import.options.clone(), import.missing.clone()))
    }
}

/// How many rows `len` bytes are likely to have, of which the first `read` bytes have `rows`, and a little more. Never many times what there is: few
/// rows say little of those to come.
fn expected_rows(rows: usize, read: u64, len: u64) -> usize {
    const MOST_TIMES: f64 = 150.0;
    let times = (len as f64 / read.max(1) as f64 * 1.03).min(MOST_TIMES);
    if read < HEAD as u64 { rows } else { (rows as f64 * times) as usize + 1 }
}

fn assembly_grid(reading: &Reading) -> Grid {
    match &reading.form {
        Some((_, _, assembly)) => assembly.grid(),
        None => Grid { delimiter: b',', columns: 1 },
    }
}
