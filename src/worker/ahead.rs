//! Reading a file from end to end as a stream: the browser fetches what comes next while the worker is at work, and pays for opening the file once
//! and not once for each slice.

use crate::ingest::Records;
use js_sys::{Promise, Uint8Array};
use std::ops::Range;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Blob, typescript_type = "Blob")]
    type StreamedBlob;
    #[wasm_bindgen(method)]
    fn stream(this: &StreamedBlob) -> ByteStream;

    #[wasm_bindgen(typescript_type = "ReadableStream")]
    type ByteStream;
    #[wasm_bindgen(method, js_name = getReader)]
    fn get_reader(this: &ByteStream) -> PieceReader;

    #[wasm_bindgen(typescript_type = "ReadableStreamDefaultReader")]
    type PieceReader;
    #[wasm_bindgen(method)]
    fn read(this: &PieceReader) -> Promise;
    #[wasm_bindgen(method)]
    fn cancel(this: &PieceReader) -> Promise;

    #[wasm_bindgen(typescript_type = "ReadableStreamReadResult<Uint8Array>")]
    type Piece;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Piece) -> Option<Uint8Array>;
}

/// A stream of a source's bytes.
pub struct Ahead {
    reader: PieceReader,
    /// Where `rest` begins in the source.
    at: u64,
    /// Read and not yet taken.
    rest: Option<Uint8Array>,
    failed: bool,
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if !self.failed {
            let _ = self.reader.cancel();
        }
    }
}

impl Ahead {
    /// The bytes of a range of the records' source, of `stream` if that is not past them yet. None where they cannot be had so: then reading them
    /// the other way says why.
    pub async fn take(stream: &mut Option<Ahead>, records: &Records, range: Range<u64>) -> Option<Vec<u8>> {
        if stream.as_ref().is_none_or(|stream| stream.at > range.start) {
            let blob = records.source_handle()?.downcast_ref::<Blob>()?;
            let rest = blob.slice_with_f64_and_f64(range.start as f64, blob.size()).ok()?;
            let reader = rest.unchecked_into::<StreamedBlob>().stream().get_reader();
            *stream = Some(Ahead { reader, at: range.start, rest: None, failed: false });
        }
        let open = stream.as_mut()?;
        let bytes = open.read(&range).await;
        if bytes.is_none() {
            open.failed = true;
            *stream = None;
        }
        bytes
    }

    async fn read(&mut self, range: &Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; (range.end - range.start) as usize];
        while self.at < range.end {
            let piece = match self.rest.take() {
                Some(piece) => piece,
                None => JsFuture::from(self.reader.read()).await.ok()?.unchecked_into::<Piece>().value()?,
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
