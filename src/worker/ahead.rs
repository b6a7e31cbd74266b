//! Reading a file from end to end as a stream: the browser fetches what comes next while the worker is at work, and pays for opening the file once
//! and not once for each slice.

use super::pieces::{Flow, Stretch};
use crate::ingest::Records;
use js_sys::{ArrayBuffer, Uint8Array};
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::Blob;

/// Bytes that are asked for ahead.
const PIECE: u32 = 2 << 20;

/// A stream of a source's bytes.
pub struct Ahead {
    flow: Flow,
    /// Where `rest` begins in the source.
    at: u64,
    /// Read and not yet taken.
    rest: Option<Uint8Array>,
    /// What `rest` lies in; free where there is no rest.
    buffer: ArrayBuffer,
}

impl Ahead {
    /// The bytes of a range of the records' source, of `stream` if that is not past them yet. None where they cannot be had so: then reading them
    /// the other way says why.
    pub async fn take(stream: &mut Option<Ahead>, records: &Records, range: Range<u64>) -> Option<Vec<u8>> {
        if stream.as_ref().is_none_or(|stream| stream.at > range.start) {
            *stream = Some(Ahead::open(records.source_handle()?.downcast_ref::<Blob>()?, range.start)?);
        }
        let bytes = stream.as_mut()?.read(&range).await;
        if bytes.is_none() {
            *stream = None;
        }
        bytes
    }

    fn open(blob: &Blob, at: u64) -> Option<Ahead> {
        let rest = blob.slice_with_f64_and_f64(at as f64, blob.size()).ok()?;
        let bytes = rest.size() as u64;
        let flow = Flow::of(rest)?;
        flow.want(Stretch { bytes, piece: PIECE });
        flow.ask(ArrayBuffer::new);
        Some(Ahead { flow, at, rest: None, buffer: ArrayBuffer::new(PIECE) })
    }

    async fn next(&mut self) -> Option<Uint8Array> {
        let bytes = self.flow.take().await?;
        let free = std::mem::replace(&mut self.buffer, bytes.buffer().unchecked_into());
        self.flow.ask(|_| free);
        Some(bytes)
    }

    async fn read(&mut self, range: &Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; (range.end - range.start) as usize];
        while self.at < range.end {
            let piece = match self.rest.take() {
                Some(piece) => piece,
                None => self.next().await?,
            };
            let ends = self.at + u64::from(piece.length());
            let from = range.start.clamp(self.at, ends);
            let to = range.end.clamp(self.at, ends);
            if from < to {
                let wanted = piece.subarray((from - self.at) as u32, (to - self.at) as u32);
                wanted.copy_to(&mut bytes[(from - range.start) as usize..(to - range.start) as usize]);
            }
            if to < ends {
                self.rest = Some(piece.subarray((to - self.at) as u32, piece.length()));
            }
            self.at = to;
        }
        Some(bytes)
    }
}
