//! Disjoint ranges of a file, each read by whoever has time. A range begins and ends at a line break that looks like the end of a record; only
//! whoever puts the ranges together can tell whether it is one, by where the range before really ended. Knows nothing of workers and threads.

use super::cells::{Cells, Grid, Input};
use super::chunk::{Hints, TypedChunk, parse_chunk};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

/// Bytes of a range: browsers read a file much faster in large pieces, and each reader holds two.
pub const RANGE: u64 = 4 << 20;

/// How far after the wanted place a range's border is looked for.
const REACH: usize = 64 << 10;

/// So many records after a line break show whether it ends a record.
const TRIAL: usize = 8;

/// A range to read, and what is known of the file so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RangeJob {
    /// The first record of the range begins at the first border from here on.
    pub start: u64,
    /// The last one ends at the first border from here on, or with the file.
    pub end: u64,
    pub(super) chunk: usize,
    pub(super) hints: Hints,
}

/// A chunk of a range, read.
#[derive(Debug)]
pub struct RangeChunk {
    /// Where it begins in the source: at the line break that ends the record before.
    pub(super) start: u64,
    pub(super) chunk: TypedChunk,
}

/// The ranges of a file: which nobody has begun, and which somebody is reading.
#[derive(Debug)]
pub struct Ranges {
    waiting: VecDeque<Range<u64>>,
    /// By where they begin.
    taken: BTreeSet<u64>,
}

impl Ranges {
    pub(super) fn new(start: u64, end: u64, size: u64) -> Ranges {
        let borders: Vec<u64> = (start..end).step_by(size as usize).chain([end]).collect();
        Ranges { waiting: borders.windows(2).map(|b| b[0]..b[1]).collect(), taken: BTreeSet::new() }
    }

    /// The next range to read.
    pub fn take(&mut self) -> Option<Range<u64>> {
        let range = self.waiting.pop_front()?;
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
        self.taken.first().is_some_and(|&start| start <= at) || self.waiting.front().is_some_and(|range| range.start <= at)
    }
}

impl RangeJob {
    /// The bytes that the job needs, of a source of `len` bytes.
    pub fn bytes(&self, len: u64) -> Range<u64> {
        // The byte before tells whether a line break is the first of several.
        self.start.saturating_sub(1)..len.min(self.end + REACH as u64)
    }
}

/// Reads a range of a source of `len` bytes from the bytes that [`RangeJob::bytes`] names: its records up to the first that needs a closer look, in
/// order. Never wrong, but possibly short or, where a line break within quotes was taken for a border, of no use.
pub fn read_range(job: &RangeJob, bytes: &[u8], len: u64) -> Vec<RangeChunk> {
    let Range { start: from, end: to } = job.bytes(len);
    if bytes.len() as u64 != to - from {
        return Vec::new();
    }
    let grid = job.hints.grid;
    let Some(mut at) = border(bytes, (job.start - from) as usize, grid) else { return Vec::new() };
    let whole = job.end >= len;
    let end = if whole { bytes.len() } else { border(bytes, (job.end - from) as usize, grid).unwrap_or(bytes.len()) };
    // The line break at the end shows that the last record is whole.
    let bytes = &bytes[..(end + 1).min(bytes.len())];
    let mut hints = job.hints.clone();
    let mut chunks = Vec::new();
    let mut window = job.chunk;
    while at < end {
        let upto = (at + window).min(bytes.len());
        let last = whole && upto == bytes.len();
        let input = Input { bytes: &bytes[at..upto], after_record: true, last, literal: false };
        let Ok(chunk) = parse_chunk(input, &hints) else { break };
        if chunk.stray.is_some() {
            break;
        }
        if chunk.rows == 0 {
            if upto == bytes.len() {
                break;
            }
            window *= 2;
            continue;
        }
        window = job.chunk;
        for (hint, piece) in hints.columns.iter_mut().zip(&chunk.columns) {
            hint.learn(piece);
        }
        let start = from + at as u64;
        at += chunk.consumed;
        chunks.push(RangeChunk { start, chunk });
    }
    chunks
}

/// The first line break from `at` on that seems to end a record: the records after it have as many cells as the table has columns.
fn border(bytes: &[u8], at: usize, grid: Grid) -> Option<usize> {
    let within = &bytes[..bytes.len().min(at + REACH)];
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
