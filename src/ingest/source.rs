//! What ingest needs of the place it runs in: bytes by range, decoders, and a place for decoded text.

use super::Encoding;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::ops::Range;

/// Random access to the bytes of a file. Reads are synchronous: the worker has `FileReaderSync`, the command line a file.
pub trait ByteSource {
    /// Size in bytes.
    fn len(&self) -> u64;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `start` up to `end`.
    ///
    /// # Errors
    /// When the file has changed, vanished or cannot be read.
    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError>;

    /// The bytes of several ranges: for many small ones it may be quicker than asking for each.
    ///
    /// # Errors
    /// As for [`ByteSource::read`].
    fn read_all(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, SourceError> {
        ranges.iter().map(|range| self.read(range.start, range.end)).collect()
    }

    /// What the platform knows the bytes by, for reading ahead in its own way; None where there is no such way.
    fn handle(&self) -> Option<&dyn Any> {
        None
    }
}

/// Why bytes cannot be had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SourceError {
    /// The file is no longer what it was when it was chosen.
    Changed,
    /// The file is gone, or may no longer be read.
    Gone,
    /// Anything else, in the platform's words.
    Other(String),
}

/// Turns bytes of one encoding into text, chunk by chunk; bytes that do not read become U+FFFD.
pub trait Decoder {
    /// `last` says that no bytes follow.
    fn decode(&mut self, bytes: &[u8], last: bool) -> String;
}

/// Takes decoded UTF-8 in order and gives it back as a source, outside the engine's memory where the platform can.
pub trait TextStore {
    fn append(&mut self, text: &str);

    fn finish(self: Box<Self>) -> Box<dyn ByteSource>;
}

/// The place that ingest runs in.
pub trait Platform {
    /// A decoder for any encoding but UTF-8, which ingest reads itself.
    fn decoder(&self, encoding: Encoding) -> Box<dyn Decoder>;

    fn text_store(&self) -> Box<dyn TextStore>;
}
