//! Disjoint ranges of a file, each read by whoever has time. A range begins and ends at a line break that looks like the end of a record; only
//! whoever puts the ranges together can tell whether it is one, by where the range before really ended. Knows nothing of workers and threads.

use super::ByteSource;
use super::cells::{Cells, Grid, Input};
use super::chunk::{Hints, TypedChunk, parse_chunk};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};
use std::iter;
use std::ops::Range;

/// Bytes of a range. Ranges that have been read wait for those before them, so that large ones take memory.
pub const RANGE: u64 = 4 << 20;

/// How far after the wanted place a range's border is looked for, and never further than two such ranges.
const REACH: u64 = 64 << 10;

/// So many records after a line break show whether it ends a record.
const TRIAL: usize = 8;

/// A range to read, and what is known of the file so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RangeJob {
    /// The first record of the range begins at the first border from here on.
    pub start: u64,
    /// The last one ends at the first border from here on, or with the file.
    pub end: u64,
    chunk: usize,
    hints: Hints,
}

/// A chunk of a range, read.
#[derive(Debug)]
pub struct RangeChunk {
    /// Where it begins in the source: at the line break that ends the record before.
    pub(super) start: u64,
    pub(super) chunk: TypedChunk,
}

impl RangeChunk {
    /// Where it begins in the source, in bytes.
    pub fn start(&self) -> u64 {
        self.start
    }
}

/// A chunk that somebody else has read.
pub(super) enum Supplied {
    Here(TypedChunk),
    /// Elsewhere until it is asked for, which may be in vain.
    Away(Box<dyn FnOnce() -> Option<RangeChunk>>),
}

impl Supplied {
    pub fn fetch(self) -> Option<TypedChunk> {
        match self {
            Supplied::Here(chunk) => Some(chunk),
            Supplied::Away(fetch) => fetch().map(|read| read.chunk),
        }
    }
}

/// The ranges of a file: which nobody has begun, and which somebody is reading.
#[derive(Debug)]
pub struct Ranges {
    /// In order, each with its number.
    waiting: VecDeque<(usize, Range<u64>)>,
    /// By where they begin.
    taken: BTreeSet<u64>,
}

/// So many ranges of its own lane a reader may be ahead of the others.
const AHEAD: usize = 2;

/// Ranges that a reader gets in one stream of bytes, as far as it has not come to them: opening a stream for each would take a browser as long as reading
/// half a megabyte.
#[derive(Debug, Default)]
pub struct Lane(VecDeque<Range<u64>>);

impl Lane {
    /// What the stream has, of a source of `len` bytes.
    pub fn parts(&self, len: u64) -> impl Iterator<Item = Range<u64>> {
        self.0.iter().map(move |range| bytes_of(range, len))
    }

    /// How many bytes come in the stream before those of this range, by which whatever is in front of it is given up. None where the range is not of
    /// this lane.
    pub fn before(&mut self, range: &Range<u64>, len: u64) -> Option<u64> {
        let at = self.0.iter().position(|own| own == range)?;
        let bytes = self.parts(len).take(at).map(|part| part.end - part.start).sum();
        self.0.drain(..=at);
        Some(bytes)
    }
}

impl Ranges {
    pub(super) fn new(start: u64, end: u64, size: u64) -> Ranges {
        let borders: Vec<u64> = (start..end).step_by(size as usize).chain([end]).collect();
        Ranges { waiting: borders.windows(2).map(|b| b[0]..b[1]).enumerate().collect(), taken: BTreeSet::new() }
    }

    /// The next range to read.
    pub fn take(&mut self) -> Option<Range<u64>> {
        self.take_at(0)
    }

    /// This range and those to come that a reader, one of so many, reads where all are equally quick: every so many-th.
    pub fn lane(&self, first: &Range<u64>, reader: usize, readers: usize) -> Lane {
        let own = self.waiting.iter().filter(|(number, _)| number % readers == reader).map(|(_, range)| range);
        Lane(iter::once(first).chain(own).cloned().collect())
    }

    /// Takes one of these idle readers, and a range for it: of its lane, unless it is far ahead of others there; else one of theirs. None where nobody is
    /// idle, nothing is left or, with `rests`, what is needed first is being read.
    pub fn give(&mut self, idle: &mut Vec<usize>, readers: usize, rests: bool) -> Option<(usize, Range<u64>)> {
        let &(first, Range { start, .. }) = self.waiting.front()?;
        if idle.is_empty() || rests && self.taken.first().is_some_and(|&taken| taken < start) {
            return None;
        }
        let upto = first + if rests { 1 } else { AHEAD * readers };
        let own = |reader: usize| {
            let near = self.waiting.iter().take_while(|&&(number, _)| number < upto);
            near.map(|&(number, _)| number % readers).position(|lane| lane == reader)
        };
        let (who, at) = idle.iter().enumerate().find_map(|(who, &reader)| Some((who, own(reader)?))).unwrap_or((0, 0));
        Some((idle.remove(who), self.take_at(at)?))
    }

    fn take_at(&mut self, at: usize) -> Option<Range<u64>> {
        let (_, range) = self.waiting.remove(at)?;
        self.taken.insert(range.start);
        Some(range)
    }

    /// A range has been read, or will not be.
    pub fn done(&mut self, start: u64) {
        self.taken.remove(&start);
    }

    /// Nobody is there any more to read what is left.
    pub fn abandon(&mut self) {
        self.waiting.clear();
        self.taken.clear();
    }

    /// Whether all have been read.
    pub fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.taken.is_empty()
    }

    /// Whether a place lies in a range that is being read or will be.
    pub(super) fn covers(&self, at: u64) -> bool {
        self.taken.first().is_some_and(|&start| start <= at) || self.waiting.front().is_some_and(|(_, range)| range.start <= at)
    }
}

/// In so many pieces the bytes of a chunk come: whoever fetches them holds no more than a few of those.
const PIECES: u64 = 4;

/// How many bytes from a wanted place on the border of a range lies within.
fn reach(range: &Range<u64>) -> u64 {
    REACH.min(2 * (range.end - range.start))
}

/// The bytes that reading a range needs, of a source of `len` bytes.
pub(super) fn bytes_of(range: &Range<u64>, len: u64) -> Range<u64> {
    // The byte before tells whether a line break is the first of several.
    range.start.saturating_sub(1)..len.min(range.end + reach(range))
}

impl RangeJob {
    /// The job of reading a range in chunks of that size.
    pub(super) fn new(range: Range<u64>, chunk: usize, hints: Hints) -> RangeJob {
        RangeJob { start: range.start, end: range.end, chunk, hints }
    }

    fn reach(&self) -> u64 {
        reach(&(self.start..self.end))
    }

    /// The bytes that the job needs, of a source of `len` bytes.
    pub fn bytes(&self, len: u64) -> Range<u64> {
        bytes_of(&(self.start..self.end), len)
    }

    /// So many of these bytes at a time, or what is left of them: a few pieces make a whole chunk.
    pub fn piece(&self, len: u64) -> u64 {
        let Range { start, end } = self.bytes(len);
        let chunks = (end - start) / self.chunk as u64;
        (end - start).div_ceil(PIECES * chunks.max(1))
    }
}

/// A range of a source while its bytes come: its records up to the first that needs a closer look, in order. Never wrong, but possibly short or, where a
/// line break within quotes was taken for a border, of no use.
#[derive(Debug)]
pub struct RangeReader {
    job: RangeJob,
    /// Bytes of the whole source.
    len: u64,
    /// Bytes that have come and are not read yet, of the source from `at` on.
    bytes: Vec<u8>,
    at: u64,
    has_begun: bool,
    is_over: bool,
    /// Bytes to read together: more while a record does not fit.
    window: usize,
}

impl RangeReader {
    /// For a range of a source of `len` bytes.
    pub fn new(job: RangeJob, len: u64) -> RangeReader {
        let (at, window) = (job.bytes(len).start, job.chunk);
        RangeReader { job, len, bytes: Vec::new(), at, has_begun: false, is_over: false, window }
    }

    /// Takes the next `more` of the bytes that [`RangeJob::bytes`] names, which `fill` writes, and gives the chunks that they complete. After a range that
    /// is over whatever comes is left alone.
    pub fn take(&mut self, more: usize, fill: impl FnOnce(&mut [u8])) -> Vec<RangeChunk> {
        let mut chunks = Vec::new();
        if !self.is_over {
            let held = self.bytes.len();
            self.bytes.reserve_exact(more);
            self.bytes.resize(held + more, 0);
            fill(&mut self.bytes[held..]);
            self.is_over = !self.read(&mut chunks);
        }
        chunks
    }

    /// Whether nothing more is to come of the range.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Reads what can be read by now. False when the range is over.
    fn read(&mut self, chunks: &mut Vec<RangeChunk>) -> bool {
        let (grid, reach) = (self.job.hints.grid, self.job.reach() as usize);
        let mut bytes = &self.bytes[..];
        let has_all = self.at + bytes.len() as u64 >= self.job.bytes(self.len).end;
        let mut at = 0;
        if !self.has_begun {
            let from = (self.job.start - self.at) as usize;
            if bytes.len() < from + reach && !has_all {
                return true;
            }
            let Some(start) = border(bytes, from, reach, grid) else { return false };
            (at, self.has_begun) = (start, true);
        }
        // Bytes that may belong to the next range are left alone until the border can be told.
        let to = self.job.end.saturating_sub(self.at) as usize;
        let whole = has_all && self.job.end >= self.len;
        let end = match has_all {
            true if whole => bytes.len(),
            true => border(bytes, to, reach, grid).unwrap_or(bytes.len()),
            false => to.min(bytes.len()),
        };
        // The line break at the end shows that the last record is whole.
        bytes = &bytes[..(end + 1).min(bytes.len())];
        while at < end {
            let left = bytes.len() - at;
            if left < self.window && !has_all {
                break;
            }
            // No small chunk at the end.
            let upto = if left < 2 * self.window { bytes.len() } else { at + self.window };
            let last = whole && upto == bytes.len();
            let input = Input { bytes: &bytes[at..upto], after_record: true, last, literal: false };
            let Ok(chunk) = parse_chunk(input, &self.job.hints) else { return false };
            if chunk.stray.is_some() {
                return false;
            }
            if chunk.rows == 0 {
                if has_all && upto == bytes.len() {
                    return false;
                }
                self.window *= 2;
                continue;
            }
            self.window = self.job.chunk;
            for (hint, piece) in self.job.hints.columns.iter_mut().zip(&chunk.columns) {
                hint.learn(piece);
            }
            let start = self.at + at as u64;
            at += chunk.consumed;
            chunks.push(RangeChunk { start, chunk });
        }
        self.at += at as u64;
        self.bytes.drain(..at);
        !has_all
    }
}

/// Reads a range of a source; what cannot be read is left out.
pub fn read_range(job: RangeJob, source: &impl ByteSource) -> Vec<RangeChunk> {
    let len = source.len();
    let (Range { mut start, end }, piece) = (job.bytes(len), job.piece(len));
    let mut reader = RangeReader::new(job, len);
    let mut chunks = Vec::new();
    while start < end && !reader.is_over() {
        let to = end.min(start + piece);
        let Ok(bytes) = source.read(start, to) else { break };
        chunks.extend(reader.take(bytes.len(), |into| into.copy_from_slice(&bytes)));
        start = to;
    }
    chunks
}

/// The first line break from `at` on, and no more than `reach` further, that seems to end a record: the records after it have as many cells as the table has columns.
fn border(bytes: &[u8], at: usize, reach: usize, grid: Grid) -> Option<usize> {
    let within = &bytes[..bytes.len().min(at + reach)];
    let is_break = |b: u8| b == b'\n' || b == b'\r';
    let candidates = (at..within.len()).filter(|&i| is_break(within[i]) && (i == 0 || !is_break(within[i - 1])));
    let seems_one = |&i: &usize| {
        let mut upto = i + 1;
        for _ in 0..TRIAL {
            upto += within[upto..].iter().position(|&b| is_break(b)).map_or(within.len() - upto, |n| n + 1);
        }
        let input = Input { bytes: &within[i..upto], after_record: true, last: false, literal: false };
        Cells::read(input, grid).is_ok_and(|cells| cells.rows > 0 && cells.ragged_count == 0 && cells.stray.is_none())
    };
    candidates.take(10 * TRIAL).find(seems_one)
}
