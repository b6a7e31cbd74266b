//! The file as the store of original text: where each record lies, and reading records again.

use super::split::{count_lines, record_start};
use super::{ByteSource, SourceError, Spelled};
use crate::table::NO_ROW;
use crate::table::borders::Borders;
use hashbrown::HashMap;
use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::ops::Range;

/// Where the records of a table lie in its (UTF-8) source. Row numbers are those of the table.
pub struct Records {
    source: Box<dyn ByteSource>,
    delimiter: u8,
    wide: bool,
    header: Option<Vec<u8>>,
    parts: Vec<Part>,
    rows: usize,
    shown: RefCell<Shown>,
    spelled: OnceCell<Spelled>,
}

/// Bytes of the source that [`Records::raw_of`] read lately, by where they begin: a table goes back to rows that it has shown, which may lie far apart.
#[derive(Default)]
struct Shown {
    spans: HashMap<u64, Vec<u8>>,
    bytes: usize,
}

/// The records of one chunk.
struct Part {
    first_row: usize,
    start: u64,
    /// Number of the line at `start`, from 1.
    line: u64,
    after_record: bool,
    /// Where each record ends, counted from `start`, its line break not included.
    ends: Borders,
}

/// Records as they stand in the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawRecords {
    pub bytes: Vec<u8>,
    /// Where each record lies in `bytes`, without its line break.
    pub records: Vec<Range<usize>>,
}

impl RawRecords {
    /// The raw records in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|r| &self.bytes[r.clone()])
    }
}

/// Records of chosen rows, in any order.
#[derive(Debug, Default)]
pub struct PickedRecords {
    runs: Vec<RawRecords>,
    /// Per row asked for, the run and the record in it; None where no row was asked for.
    places: Vec<Option<(u32, u32)>>,
}

impl PickedRecords {
    /// The record of the row asked for at `position`; None where that was no row.
    pub fn get(&self, position: usize) -> Option<&[u8]> {
        let (run, record) = self.places[position]?;
        let run = &self.runs[run as usize];
        Some(&run.bytes[run.records[record as usize].clone()])
    }
}

/// Bytes of [`Shown`] after which it begins anew; what is larger by itself is not kept.
const KEPT: usize = 2 << 20;

/// Records that lie no further apart are read in one go.
const NEAR: u64 = 16 << 10;

/// The most bytes that are read in one go, unless a record is larger.
const RUN: u64 = 4 << 20;

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("rows", &self.rows).field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl Records {
    pub(super) fn new(source: Box<dyn ByteSource>, delimiter: u8, wide: bool, header: Option<Vec<u8>>) -> Records {
        Records { source, delimiter, wide, header, parts: Vec::new(), rows: 0, shown: RefCell::default(), spelled: OnceCell::new() }
    }

    pub(super) fn push(&mut self, start: u64, line: u64, after_record: bool, ends: Borders) {
        let first_row = self.rows;
        self.rows += ends.len();
        self.parts.push(Part { first_row, start, line, after_record, ends });
    }

    pub(super) fn source(&self) -> &dyn ByteSource {
        &*self.source
    }

    /// Number of data rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The raw header record in UTF-8, if there is one.
    pub fn header(&self) -> Option<&[u8]> {
        self.header.as_deref()
    }

    /// Size of the UTF-8 source in bytes.
    pub fn source_len(&self) -> u64 {
        self.source.len()
    }

    /// The number of rows from `start` on that lie within about `bytes` bytes: at least one where there is one. For reading in slices.
    pub fn rows_within(&self, start: usize, bytes: u64) -> usize {
        if start >= self.rows {
            return 0;
        }
        let from = self.place(start).0;
        let (mut low, mut high) = (start + 1, self.rows);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.place(middle - 1).1 - from <= bytes { low = middle } else { high = middle - 1 }
        }
        low - start
    }

    /// Where the record before a row ends in the source, or its chunk begins.
    pub(super) fn end_before(&self, row: usize) -> u64 {
        self.place(row).0
    }

    /// Where a row's record ends in the source.
    pub(super) fn end_of(&self, row: usize) -> u64 {
        self.place(row).1
    }

    /// Whether a record stands before a row, whose line break its bytes then begin with.
    pub(super) fn after_record(&self, row: usize) -> bool {
        self.place(row).2
    }

    /// How the cells are spelled, once that has been found out.
    pub fn spelled(&self) -> Option<&Spelled> {
        self.spelled.get()
    }

    /// Keeps what was found out; what was first stays.
    pub fn set_spelled(&self, spelled: Spelled) {
        let _ = self.spelled.set(spelled);
    }

    /// Where a row's bytes begin (with what ends the record before) and end.
    fn place(&self, row: usize) -> (u64, u64, bool) {
        let part = &self.parts[self.parts.partition_point(|p| p.first_row <= row) - 1];
        let i = row - part.first_row;
        let before = if i == 0 { 0 } else { u64::from(part.ends.get(i - 1)) };
        (part.start + before, part.start + u64::from(part.ends.get(i)), i > 0 || part.after_record)
    }

    /// Reads the records of some rows again.
    ///
    /// # Errors
    /// When the source can no longer be read, or is another than it was.
    ///
    /// # Panics
    /// When the rows are not rows of the table.
    pub fn raw(&self, rows: Range<usize>) -> Result<RawRecords, SourceError> {
        assert!(rows.end <= self.rows, "rows {rows:?} of {}", self.rows);
        if rows.is_empty() {
            return Ok(RawRecords::default());
        }
        let span = self.span(&rows);
        let bytes = self.source.read(span.start, span.end)?;
        if bytes.len() as u64 != span.end - span.start {
            return Err(SourceError::Changed);
        }
        Ok(self.raw_in(rows, bytes))
    }

    /// What [`Records::raw`] reads for these rows, of which there is at least one.
    pub fn span(&self, rows: &Range<usize>) -> Range<u64> {
        self.place(rows.start).0..self.place(rows.end - 1).1
    }

    /// What the platform knows the source by; see [`ByteSource::handle`].
    pub fn source_handle(&self) -> Option<&dyn Any> {
        self.source.handle()
    }

    /// As [`Records::raw`], of bytes that have been read from the [`Records::span`] of the rows.
    ///
    /// # Panics
    /// When there are fewer bytes than that.
    pub fn raw_in(&self, rows: Range<usize>, bytes: Vec<u8>) -> RawRecords {
        let (from, _, mut after_record) = self.place(rows.start);
        let mut records = Vec::with_capacity(rows.len());
        let mut at = 0;
        let first = self.parts.partition_point(|p| p.first_row <= rows.start) - 1;
        for part in &self.parts[first..] {
            let within = rows.start.max(part.first_row)..rows.end.min(part.first_row + part.ends.len());
            if part.first_row >= rows.end {
                break;
            }
            if within.is_empty() {
                continue;
            }
            for end in part.ends.of(within.start - part.first_row..within.end - part.first_row) {
                let end = (part.start + u64::from(end) - from) as usize;
                let (start, _) = record_start(&bytes[..end], at, after_record, self.delimiter, self.wide);
                records.push(start..end);
                at = end;
                after_record = true;
            }
        }
        RawRecords { bytes, records }
    }

    /// Reads the records of chosen rows again, in any order and as often as asked; [`NO_ROW`] stands for none.
    ///
    /// # Errors
    /// When the source can no longer be read, or is another than it was.
    ///
    /// # Panics
    /// When the rows are not rows of the table.
    pub fn raw_of(&self, rows: &[u32]) -> Result<PickedRecords, SourceError> {
        let mut wanted: Vec<u32> = rows.iter().copied().filter(|&row| row != NO_ROW).collect();
        wanted.sort_unstable();
        wanted.dedup();
        // Row ranges that are read whole.
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for row in wanted {
            let row = row as usize;
            match ranges.last_mut() {
                Some(range)
                    if self.end_before(row).saturating_sub(self.end_of(range.end - 1)) <= NEAR
                        && self.end_of(row).saturating_sub(self.end_before(range.start)) <= RUN =>
                {
                    range.end = row + 1;
                }
                _ => ranges.push(row..row + 1),
            }
        }
        let spans: Vec<Range<u64>> = ranges.iter().map(|range| self.span(range)).collect();
        let read = self.read_spans(&spans)?;
        let runs: Vec<RawRecords> = ranges.iter().zip(read).map(|(range, bytes)| self.raw_in(range.clone(), bytes)).collect();
        let place = |&row: &u32| {
            (row != NO_ROW).then(|| {
                let run = ranges.partition_point(|range| range.end <= row as usize);
                (run as u32, (row as usize - ranges[run].start) as u32)
            })
        };
        Ok(PickedRecords { runs, places: rows.iter().map(place).collect() })
    }

    /// The bytes of spans, of which some may have been read before.
    fn read_spans(&self, spans: &[Range<u64>]) -> Result<Vec<Vec<u8>>, SourceError> {
        let len = |span: &Range<u64>| (span.end - span.start) as usize;
        let mut shown = self.shown.borrow_mut();
        let known = |shown: &Shown, span: &Range<u64>| shown.spans.get(&span.start).filter(|bytes| bytes.len() == len(span)).cloned();
        let mut all: Vec<Option<Vec<u8>>> = spans.iter().map(|span| known(&shown, span)).collect();
        let lacking: Vec<Range<u64>> = spans.iter().zip(&all).filter(|(_, bytes)| bytes.is_none()).map(|(span, _)| span.clone()).collect();
        if !lacking.is_empty() {
            let read = self.source.read_all(&lacking)?;
            if read.iter().zip(&lacking).any(|(bytes, span)| bytes.len() != len(span)) {
                return Err(SourceError::Changed);
            }
            let more: usize = read.iter().map(Vec::len).sum();
            if shown.bytes + more > KEPT {
                *shown = Shown::default();
            }
            for ((place, bytes), span) in all.iter_mut().filter(|bytes| bytes.is_none()).zip(read).zip(&lacking) {
                if more <= KEPT {
                    shown.bytes += bytes.len();
                    shown.bytes -= shown.spans.insert(span.start, bytes.clone()).map_or(0, |other| other.len());
                }
                *place = Some(bytes);
            }
        }
        Ok(all.into_iter().flatten().collect())
    }

    /// The lines of the file, from 1, on which rows begin. Quick where the rows ascend.
    ///
    /// # Errors
    /// When the source can no longer be read, or is another than it was.
    ///
    /// # Panics
    /// When the rows are not rows of the table.
    pub fn lines_of(&self, rows: &[u32]) -> Result<Vec<u64>, SourceError> {
        let mut held: Option<(usize, Vec<u8>)> = None;
        let mut lines = Vec::with_capacity(rows.len());
        for &row in rows {
            let row = row as usize;
            let index = self.parts.partition_point(|p| p.first_row <= row) - 1;
            let part = &self.parts[index];
            let bytes = match &mut held {
                Some((at, bytes)) if *at == index => bytes,
                held => {
                    let end = part.start + u64::from(part.ends.get(part.ends.len() - 1));
                    let bytes = self.source.read(part.start, end)?;
                    if bytes.len() as u64 != end - part.start {
                        return Err(SourceError::Changed);
                    }
                    &mut held.insert((index, bytes)).1
                }
            };
            let (before, end, after_record) = self.place(row);
            let (from, end) = ((before - part.start) as usize, (end - part.start) as usize);
            let (start, _) = record_start(&bytes[..end], from, after_record, self.delimiter, self.wide);
            lines.push(part.line + count_lines(&bytes[..start]));
        }
        Ok(lines)
    }
}
