//! The state machine that reads a source, a chunk at a time: sniff, read as UTF-8 (`reading`), and where that fails score, decode and read again; then
//! join.

use super::finish::Joining;
use super::missing::Missing;
use super::ranges::{RANGE, RangeChunk, RangeJob, Ranges, Supplied};
use super::reading::{Reading, Trouble};
use super::records::Records;
use super::sniff::{Head, Scorer, sniff_head};
use super::{ByteSource, DEFAULT_MISSING, Decoder, Encoding, ImportReport, IngestError, Platform, ReadOptions, TextStore};
use crate::table::Table;
use std::ops::Range;

/// Bytes of a chunk: small enough to stay in a processor's cache while its columns are read one after the other.
const CHUNK: usize = 1 << 20;

/// Bytes that one call of [`Import::advance`] takes on.
const STEP: u64 = 2 << 20;

/// A file being read. Dropping it cancels.
pub struct Import {
    pub(super) source: Option<Box<dyn ByteSource>>,
    platform: Box<dyn Platform>,
    pub(super) options: ReadOptions,
    pub(super) missing: Missing,
    chunk: usize,
    state: State,
    pub(super) found: Found,
}

/// From so many ranges on it is worth the trouble of having others read them.
const WORTH_SHARING: u64 = 4;

/// The bytes of a range of a file of `len` bytes: fewer of a small one, so that there are enough for every reader.
fn range_of(len: u64) -> u64 {
    (len / 6).clamp(RANGE / 2, RANGE)
}

/// Whether a file of `len` bytes is large enough to be read in ranges.
pub fn is_worth_sharing(len: u64) -> bool {
    len >= WORTH_SHARING * range_of(len)
}

/// What is known of the whole file.
#[derive(Debug)]
pub(super) struct Found {
    pub bytes: u64,
    pub encoding: Encoding,
    pub bom: bool,
    pub certain: bool,
    pub undecodable: u64,
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

    /// Ranges of what is left to read, for others to read with [`RangeReader`](super::RangeReader) and to hand in with [`Import::supply`], in any order and
    /// as many as they like: what is not handed in is read here. None where there is nothing to gain: before the form of the file is known, in a small
    /// file, and in one that is not UTF-8 as it is.
    pub fn ranges(&mut self) -> Option<Ranges> {
        self.ranges_of(range_of(self.len()))
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
        Some(RangeJob::new(range, self.chunk, assembly.hints().clone()))
    }

    /// Takes a chunk that was read elsewhere.
    pub fn supply(&mut self, read: RangeChunk) {
        if let State::Read(reading) = &mut self.state {
            reading.supplied.insert(read.start, Supplied::Here(read.chunk));
        }
    }

    /// Takes a chunk that was read elsewhere and stays there until it is its turn: the one that begins at `start`. What cannot be fetched then is read
    /// here.
    pub fn supply_later(&mut self, start: u64, fetch: impl FnOnce() -> Option<RangeChunk> + 'static) {
        if let State::Read(reading) = &mut self.state {
            reading.supplied.insert(start, Supplied::Away(Box::new(fetch)));
        }
    }

    /// Chunks that have been handed in and wait for their turn. What is given out in order and only while few of them wait is never too much.
    pub fn backlog(&self) -> usize {
        let State::Read(reading) = &self.state else { return 0 };
        reading.supplied.range(reading.at..).count()
    }

    /// Whether what comes next is being read elsewhere and has not been handed in, so that it is better to wait.
    pub fn waits_for(&self, ranges: &Ranges) -> bool {
        matches!(&self.state, State::Read(reading) if !reading.supplied.contains_key(&reading.at) && ranges.covers(reading.at))
    }

    pub(super) fn len(&self) -> u64 {
        self.source.as_ref().map_or(0, |s| s.len())
    }

    pub(super) fn bytes(&self, start: u64, len: usize) -> Result<Vec<u8>, IngestError> {
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
            if reading.at >= stop || reading.has_just_begun() || (reading.shared && !reading.has_next()) {
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
        let mut reading = Reading::new(0, self.chunk);
        reading.decoded = true;
        Ok(State::Read(Box::new(reading)))
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
