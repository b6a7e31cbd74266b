//! How chunks change hands between workers: as buffers outside of a program's memory. Reaching out for one costs a call or two, so little things go
//! through memory many at a time.

use crate::ingest::{RangeChunk, WireReader, WireWriter, read_chunk, write_chunk};
use js_sys::{ArrayBuffer, Uint8Array};

/// What is shorter than this is little.
const LITTLE: usize = 512;

/// Writes a chunk, into that buffer if it fits into it.
pub fn pack(chunk: &RangeChunk, buffer: Option<ArrayBuffer>) -> ArrayBuffer {
    let mut size = 0usize;
    write_chunk(chunk, &mut size);
    let buffer =
        buffer.filter(|buffer| buffer.byte_length() as usize >= size).unwrap_or_else(|| ArrayBuffer::new((size + size / 8) as u32));
    let mut out = Outgoing { bytes: Uint8Array::new(&buffer), at: 0, little: Vec::with_capacity(LITTLE) };
    write_chunk(chunk, &mut out);
    out.flush();
    buffer
}

/// The chunk that [`pack`] wrote; None where it did not.
pub fn unpack(buffer: &ArrayBuffer) -> Option<RangeChunk> {
    read_chunk(&mut Incoming { bytes: Uint8Array::new(buffer), at: 0, little: Vec::with_capacity(LITTLE), taken: 0 }).ok()
}

/// A part of a buffer, from `at` on, which moves behind it.
fn next(bytes: &Uint8Array, at: &mut usize, len: usize) -> Uint8Array {
    let start = *at;
    *at += len;
    bytes.subarray(start as u32, *at as u32)
}

/// A buffer that is written from its beginning on.
struct Outgoing {
    bytes: Uint8Array,
    /// How far it has been written.
    at: usize,
    /// Little things that come next.
    little: Vec<u8>,
}

impl Outgoing {
    fn flush(&mut self) {
        if !self.little.is_empty() {
            next(&self.bytes, &mut self.at, self.little.len()).copy_from(&self.little);
            self.little.clear();
        }
    }
}

impl WireWriter for Outgoing {
    fn put(&mut self, bytes: &[u8]) {
        if self.little.len() + bytes.len() > LITTLE {
            self.flush();
        }
        if bytes.len() < LITTLE {
            self.little.extend_from_slice(bytes);
        } else {
            next(&self.bytes, &mut self.at, bytes.len()).copy_from(bytes);
        }
    }
}

/// A buffer that is read from its beginning on.
struct Incoming {
    bytes: Uint8Array,
    /// How far it has been read into `little`.
    at: usize,
    /// Read, and from `taken` on not taken yet.
    little: Vec<u8>,
    taken: usize,
}

impl WireReader for Incoming {
    fn take(&mut self, into: &mut [u8]) -> bool {
        if into.len() > self.left() {
            return false;
        }
        let near = into.len().min(self.little.len() - self.taken);
        let (first, rest) = into.split_at_mut(near);
        first.copy_from_slice(&self.little[self.taken..self.taken + near]);
        self.taken += near;
        if rest.len() >= LITTLE {
            next(&self.bytes, &mut self.at, rest.len()).copy_to(rest);
        } else if !rest.is_empty() {
            self.little.resize(LITTLE.min(self.bytes.length() as usize - self.at), 0);
            next(&self.bytes, &mut self.at, self.little.len()).copy_to(&mut self.little);
            rest.copy_from_slice(&self.little[..rest.len()]);
            self.taken = rest.len();
        }
        true
    }

    fn left(&self) -> usize {
        self.bytes.length() as usize - self.at + self.little.len() - self.taken
    }
}
