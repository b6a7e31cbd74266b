//! What the browser lends to ingest: files by range, decoders, blobs for decoded text; and a way to let other messages in.

use crate::ingest::{ByteSource, Decoder, Encoding, Platform, SourceError, TextStore};
use js_sys::{Array, Function, Promise, Uint8Array};
use std::any::Any;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, FileReaderSync, MessageChannel, TextDecodeOptions, TextDecoder, TextDecoderOptions};

/// A file or blob as a source of bytes.
pub struct BlobSource {
    blob: Blob,
    reader: FileReaderSync,
}

impl BlobSource {
    pub fn new(blob: Blob) -> BlobSource {
        BlobSource { blob, reader: FileReaderSync::new().expect("a worker has FileReaderSync") }
    }

    fn slice(&self, start: u64, end: u64) -> Result<Blob, SourceError> {
        self.blob.slice_with_f64_and_f64(start as f64, end as f64).map_err(source_error)
    }

    /// The bytes of a blob that is `len` bytes long, outside of this program's memory.
    fn bytes(&self, blob: &Blob, len: u64) -> Result<Uint8Array, SourceError> {
        let buffer = self.reader.read_as_array_buffer(blob).map_err(source_error)?;
        let bytes = Uint8Array::new(&buffer);
        if u64::from(bytes.length()) == len { Ok(bytes) } else { Err(SourceError::Changed) }
    }
}

impl ByteSource for BlobSource {
    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        Ok(self.bytes(&self.slice(start, end)?, end - start)?.to_vec())
    }

    fn read_all(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, SourceError> {
        // The browser reads a blob of many slices at once.
        let slices = ranges.iter().map(|range| self.slice(range.start, range.end)).collect::<Result<Array, _>>()?;
        let all = Blob::new_with_blob_sequence(&slices).map_err(source_error)?;
        let bytes = self.bytes(&all, ranges.iter().map(|range| range.end - range.start).sum())?;
        let mut at = 0;
        let part = |range: &Range<u64>| {
            let start = at;
            at += (range.end - range.start) as u32;
            bytes.subarray(start, at).to_vec()
        };
        Ok(ranges.iter().map(part).collect())
    }

    fn handle(&self) -> Option<&dyn Any> {
        Some(&self.blob)
    }
}

fn source_error(error: JsValue) -> SourceError {
    let text = |key: &str| js_sys::Reflect::get(&error, &key.into()).ok().and_then(|v| v.as_string()).unwrap_or_default();
    match text("name").as_str() {
        // What browsers throw when a file is no longer what it was when it was chosen.
        "NotReadableError" => SourceError::Changed,
        "NotFoundError" | "SecurityError" => SourceError::Gone,
        _ => SourceError::Other(text("message")),
    }
}

/// The browser.
pub struct Browser;

impl Platform for Browser {
    fn decoder(&self, encoding: Encoding) -> Box<dyn Decoder> {
        let options = TextDecoderOptions::new();
        let decoder =
            TextDecoder::new_with_label_and_options(encoding.label(), &options).expect("the browser knows the encodings of the web");
        Box::new(BrowserDecoder(decoder))
    }

    fn text_store(&self) -> Box<dyn TextStore> {
        Box::new(BlobStore::default())
    }
}

struct BrowserDecoder(TextDecoder);

impl Decoder for BrowserDecoder {
    fn decode(&mut self, bytes: &[u8], last: bool) -> String {
        let options = TextDecodeOptions::new();
        options.set_stream(!last);
        self.0.decode_with_u8_array_and_options(bytes, &options).expect("a decoder that replaces what it cannot read")
    }
}

/// Text as blobs, which the browser keeps outside of the tab's memory.
#[derive(Default)]
struct BlobStore {
    parts: Array,
}

impl TextStore for BlobStore {
    fn append(&mut self, text: &str) {
        self.parts.push(&blob_of(text.as_bytes(), "text/csv"));
    }

    fn finish(self: Box<Self>) -> Box<dyn ByteSource> {
        Box::new(BlobSource::new(join(&self.parts, "text/csv")))
    }
}

/// A blob that holds a copy of the bytes.
pub fn blob_of(bytes: &[u8], mime: &str) -> Blob {
    // SAFETY: the view is of memory that stays as it is until the blob is made, which copies it.
    let view = unsafe { Uint8Array::view(bytes) };
    join(&Array::of1(&view), mime)
}

/// One blob of many parts.
pub fn join(parts: &Array, mime: &str) -> Blob {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_u8_array_sequence_and_options(parts, &options).expect("blobs can be made of blobs and bytes")
}

thread_local! {
    /// A message to oneself comes behind those that wait.
    static CHANNEL: MessageChannel = open();
    /// Who goes on when one of these messages comes, in order.
    static WAITING: RefCell<VecDeque<Function>> = const { RefCell::new(VecDeque::new()) };
}

fn open() -> MessageChannel {
    let channel = MessageChannel::new().expect("a worker has message channels");
    let go_on = Closure::<dyn FnMut()>::new(|| {
        let next = WAITING.with_borrow_mut(VecDeque::pop_front);
        let _ = next.map(|next| next.call0(&JsValue::UNDEFINED));
    });
    channel.port1().set_onmessage(Some(go_on.as_ref().unchecked_ref()));
    go_on.forget();
    channel
}

/// Lets messages that wait be handled, then goes on. A message channel, since timers are held back to 4 ms.
pub async fn breathe() {
    let promise = Promise::new(&mut |resolve, _| {
        WAITING.with_borrow_mut(|waiting| waiting.push_back(resolve));
        let _ = CHANNEL.with(|channel| channel.port2().post_message(&JsValue::NULL));
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits for so many milliseconds.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = super::scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}
