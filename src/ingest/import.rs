//! The state machine that reads a source, a chunk at a time: sniff, read as UTF-8, and where that fails score, decode and read again; then join.

use super::cells::{EXAMPLES, Input};
use super::chunk::{ChunkError, ColumnHint, Hints, TypedChunk, parse_chunk};
use super::dialect::{self, Dialect};
use super::finish::Joining;
use super::join::{Assembly, ChunkAt, allowed_by};
use super::missing::Missing;
use super::ranges::{RANGE, RangeChunk, RangeJob, Ranges};
use super::records::Records;
use super::sniff::{Head, Scorer, sniff_head};
use super::split::{count_lines, record_start, stray_quote};
use super::{
    ByteSource, COLUMN_LIMIT, DEFAULT_MISSING, Decoder, Encoding, ImportReport, IngestError, Platform, RaggedRow, ReadOptions, TextStore,
};
use crate::table::Table;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a chunk: small enough to stay in a processor's cache while its columns are read one after the other.
const CHUNK: usize = 1 << 20;

/// Bytes of the first chunk.
const FIRST: usize = 64 << 10;

/// Bytes that one call of [`Import::advance`] takes on.
const STEP: u64 = 2 << 20;

/// The largest record that is held.
const RECORD_LIMIT: usize = 16 << 20;

/// Bytes from which the form of a file is told.
const HEAD: usize = 256 << 10;

/// So many stray quotes are taken for ordinary characters; after that quotes mean what they mean.
const STRAY_LIMIT: u64 = 1000;

/// A file being read. Dropping it cancels.
pub struct Import {
    source: Option<Box<dyn ByteSource>>,
    platform: Box<dyn Platform>,
    options: ReadOptions,
    missing: Missing,
    chunk: usize,
    state: State,
    found: Found,
}

/// From so many ranges on it is worth the trouble of having others read them.
const WORTH_SHARING: u64 = 4;

/// What is known of the whole file.
#[derive(Debug)]
struct Found {
    bytes: u64,
    encoding: Encoding,
    bom: bool,
    certain: bool,
    undecodable: u64,
}

enum State {
    Start,
    Read(Box<Reading>),
    Score { at: u64, scorer: Box<Scorer> },
    Decode { at: u64, decoder: Box<dyn Decoder>, store: Box<dyn TextStore> },
    Join(Box<Joining>),
    Finished,
}

/// How far an import is.
#[derive(Debug)]
pub enum ImportStep {
    /// `done` of `total`: bytes, or columns when joining.
    Working {
        stage: ImportStage,
        done: u64,
        total: u64,
    },
    Done(Box<Imported>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStage {
    Reading,
    Decoding,
    Joining,
}

/// A file, read.
#[derive(Debug)]
pub struct Imported {
    pub table: Table,
    pub records: Records,
    pub report: ImportReport,
}

impl Import {
    pub fn new(source: Box<dyn ByteSource>, platform: Box<dyn Platform>, options: ReadOptions) -> Import {
        Import::with_chunk_size(source, platform, options, CHUNK)
    }

    /// With chunks of another size, which changes nothing in the result.
    pub fn with_chunk_size(source: Box<dyn ByteSource>, platform: Box<dyn Platform>, options: ReadOptions, chunk: usize) -> Import {
        let missing = match &options.missing {
            Some(list) => Missing::new(list),
            None => Missing::new(DEFAULT_MISSING),
        };
        let found = Found { bytes: source.len(), encoding: Encoding::Utf8, bom: false, certain: true, undecodable: 0 };
        Import { source: Some(source), platform, options, missing, chunk: chunk.max(1), state: State::Start, found }
    }

    /// Does one piece of work: some megabytes at most.
    ///
    /// # Errors
    /// When the file cannot be read as a table; the import is then over.
    ///
    /// # Panics
    /// When called again after it was done or failed.
    pub fn advance(&mut self) -> Result<ImportStep, IngestError> {
        let state = std::mem::replace(&mut self.state, State::Finished);
        self.state = match state {
            State::Start => self.start()?,
            State::Read(reading) => self.read(reading)?,
            State::Score { at, scorer } => self.score(at, scorer)?,
            State::Decode { at, decoder, store } => self.decode(at, decoder, store)?,
            State::Join(mut joining) => {
                if let Some(imported) = joining.advance()? {
                    return Ok(ImportStep::Done(Box::new(imported)));
                }
                State::Join(joining)
            }
            State::Finished => panic!("an import that is over was asked to go on"),
        };
        let bytes = self.found.bytes;
        let (stage, done, total) = match &self.state {
            State::Start | State::Finished => (ImportStage::Reading, 0, bytes),
            State::Read(reading) => (ImportStage::Reading, reading.at, self.len()),
            State::Score { at, .. } => (ImportStage::Decoding, at / 2, bytes),
            State::Decode { at, .. } => (ImportStage::Decoding, bytes / 2 + at / 2, bytes),
            State::Join(joining) => (ImportStage::Joining, joining.done(), joining.total()),
        };
        Ok(ImportStep::Working { stage, done, total })
    }

    /// Ranges of what is left to read, for others to read with [`read_range`](super::read_range) and to hand in with [`Import::supply`], in any order and
    /// as many as they like: what is not handed in is read here. None where there is nothing to gain: before the form of the file is known, in a small
    /// file, and in one that is not UTF-8 as it is.
    pub fn ranges(&mut self) -> Option<Ranges> {
        self.ranges_of(RANGE)
    }

    pub(super) fn ranges_of(&mut self, size: u64) -> Option<Ranges> {
        let len = self.len();
        let State::Read(reading) = &mut self.state else { return None };
        let (_, _, assembly) = reading.form.as_ref()?;
        if reading.decoded || assembly.rows == 0 || len - reading.at < WORTH_SHARING * size {
            return None;
        }
        reading.shared = true;
        Some(Ranges::new(reading.at, len, size))
    }

    /// The job of reading a range, with what is known of the columns by now. None when all has been read.
    pub fn job(&self, range: Range<u64>) -> Option<RangeJob> {
        let State::Read(reading) = &self.state else { return None };
        let (_, _, assembly) = reading.form.as_ref()?;
        Some(RangeJob { start: range.start, end: range.end, chunk: self.chunk, hints: assembly.hints().clone() })
    }

    /// Takes a range that was read elsewhere.
    pub fn supply(&mut self, chunks: Vec<RangeChunk>) {
        if let State::Read(reading) = &mut self.state {
            reading.supplied.extend(chunks.into_iter().map(|c| (c.start, c.chunk)));
        }
    }

    /// Whether what comes next is being read elsewhere and has not been handed in, so that it is better to wait.
    pub fn waits_for(&self, ranges: &Ranges) -> bool {
        matches!(&self.state, State::Read(reading) if !reading.supplied.contains_key(&reading.at) && ranges.covers(reading.at))
    }

    fn len(&self) -> u64 {
        self.source.as_ref().map_or(0, |s| s.len())
    }

    fn bytes(&self, start: u64, len: usize) -> Result<Vec<u8>, IngestError> {
        let Some(source) = &self.source else { return Ok(Vec::new()) };
        let end = source.len().min(start.saturating_add(len as u64));
        let bytes = source.read(start, end).map_err(IngestError::Source)?;
        if bytes.len() as u64 == end - start { Ok(bytes) } else { Err(IngestError::Source(super::SourceError::Changed)) }
    }

    fn start(&mut self) -> Result<State, IngestError> {
        if self.len() == 0 {
            return Err(IngestError::Empty);
        }
        let head = self.bytes(0, 64 << 10)?;
        let sniffed = sniff_head(&head);
        let chosen = self.options.encoding;
        let (encoding, bom) = match sniffed {
            Head::Binary(kind) if kind.is_some() || chosen.is_none() => return Err(IngestError::Binary { kind: kind.map(str::to_string) }),
            Head::Binary(_) => (chosen.unwrap_or(Encoding::Utf8), 0),
            Head::Text { bom } => (chosen.unwrap_or(Encoding::Utf8), bom),
            Head::Utf16 { encoding, bom } => (chosen.unwrap_or(encoding), if chosen.is_none_or(|c| c == encoding) { bom } else { 0 }),
        };
        self.found.bom = bom > 0;
        Ok(self.begin(encoding, bom as u64))
    }

    /// Reads or decodes from the beginning.
    fn begin(&mut self, encoding: Encoding, at: u64) -> State {
        self.found.encoding = encoding;
        if encoding == Encoding::Utf8 {
            State::Read(Box::new(Reading::new(at, self.chunk)))
        } else {
            State::Decode { at, decoder: self.platform.decoder(encoding), store: self.platform.text_store() }
        }
    }

    fn read(&mut self, mut reading: Box<Reading>) -> Result<State, IngestError> {
        let stop = reading.at + STEP;
        loop {
            match reading.advance(self) {
                Ok(true) => {}
                Ok(false) => {
                    let Some(source) = self.source.take() else { return Ok(State::Finished) };
                    return reading.into_joining(source, self).map(|j| State::Join(Box::new(j)));
                }
                Err(Trouble::NotUtf8) if self.options.encoding.is_some() => {
                    let at = if self.found.bom { 3 } else { 0 };
                    return Ok(State::Decode { at, decoder: Box::new(LossyUtf8::default()), store: self.platform.text_store() });
                }
                Err(Trouble::NotUtf8) => return Ok(State::Score { at: 0, scorer: Box::new(Scorer::new()) }),
                Err(Trouble::Ingest(error)) => return Err(error),
            }
            // What comes next may be being read elsewhere, or could be from here on.
            if reading.at >= stop || reading.shared || reading.has_just_begun() {
                return Ok(State::Read(reading));
            }
        }
    }

    fn score(&mut self, mut at: u64, mut scorer: Box<Scorer>) -> Result<State, IngestError> {
        let bytes = self.bytes(at, STEP as usize)?;
        scorer.push(&bytes);
        at += bytes.len() as u64;
        if at < self.len() {
            return Ok(State::Score { at, scorer });
        }
        let (encoding, certain) = scorer.finish();
        self.found.certain = certain;
        if encoding == Encoding::Utf8 {
            let at = if self.found.bom { 3 } else { 0 };
            return Ok(State::Decode { at, decoder: Box::new(LossyUtf8::default()), store: self.platform.text_store() });
        }
        Ok(self.begin(encoding, 0))
    }

    fn decode(&mut self, mut at: u64, mut decoder: Box<dyn Decoder>, mut store: Box<dyn TextStore>) -> Result<State, IngestError> {
        let bytes = self.bytes(at, self.chunk)?;
        at += bytes.len() as u64;
        let last = at >= self.len();
        let text = decoder.decode(&bytes, last);
        self.found.undecodable += text.matches('\u{fffd}').count() as u64;
        store.append(&text);
        if !last {
            return Ok(State::Decode { at, decoder, store });
        }
        self.source = Some(store.finish());
        Ok(State::Read(Box::new(Reading { decoded: true, ..Reading::new(0, self.chunk) })))
    }
}

/// UTF-8 with broken bytes in it.
#[derive(Default)]
struct LossyUtf8 {
    carry: Vec<u8>,
}

impl Decoder for LossyUtf8 {
    fn decode(&mut self, bytes: &[u8], last: bool) -> String {
        self.carry.extend_from_slice(bytes);
        // A character that goes on in the next bytes waits for them.
        let cut = (1..=self.carry.len().min(3)).find(|&n| {
            let tail = &self.carry[self.carry.len() - n..];
            tail[0] >= 0xc0 && std::str::from_utf8(tail).is_err_and(|e| e.error_len().is_none())
        });
        let whole = self.carry.len() - if last { 0 } else { cut.unwrap_or(0) };
        let text = String::from_utf8_lossy(&self.carry[..whole]).into_owned();
        self.carry.drain(..whole);
        text
    }
}

enum Trouble {
    NotUtf8,
    Ingest(IngestError),
}

impl From<IngestError> for Trouble {
    fn from(error: IngestError) -> Trouble {
        Trouble::Ingest(error)
    }
}

/// The source while it is read as UTF-8.
struct Reading {
    at: u64,
    line: u64,
    after_record: bool,
    /// Bytes to read next: more while a record does not fit.
    window: usize,
    most: usize,
    /// The source is not the file but its text.
    decoded: bool,
    /// Others read ranges of it.
    shared: bool,
    /// Chunks that others have read, by where they begin.
    supplied: BTreeMap<u64, TypedChunk>,
    form: Option<(Dialect, Option<Vec<u8>>, Assembly)>,
    ends: Vec<Vec<u32>>,
    blank_lines: u64,
    nul_bytes: u64,
    ragged_count: u64,
    ragged: Vec<RaggedRow>,
    stray_count: u64,
    unclosed_quote: Option<u64>,
}

impl Reading {
    fn new(at: u64, chunk: usize) -> Reading {
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

    fn has_just_begun(&self) -> bool {
        self.form.as_ref().is_some_and(|(_, _, assembly)| assembly.chunks.len() == 1)
    }

    /// Reads a chunk. False when there is none left.
    fn advance(&mut self, import: &Import) -> Result<bool, Trouble> {
        let len = import.len();
        let Some((_, _, assembly)) = &self.form else {
            return self.look(import).map(|()| true);
        };
        if self.at >= len {
            return Ok(false);
        }
        let at = self.at;
        if self.after_record
            && let Some(chunk) = self.supplied.remove(&at)
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

    fn into_joining(self, source: Box<dyn ByteSource>, import: &Import) -> Result<Joining, IngestError> {
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

fn assembly_grid(reading: &Reading) -> super::cells::Grid {
    match &reading.form {
        Some((_, _, assembly)) => assembly.grid(),
        None => super::cells::Grid { delimiter: b',', columns: 1 },
    }
}
