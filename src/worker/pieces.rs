//! A blob's bytes as a stream, through buffers that are used again. A buffer for every read would be left to the collector of garbage, which lets
//! those of a large file pile up.

use js_sys::{ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
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
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &ByteStream, options: &Object) -> Result<ByteReader, JsValue>;

    #[wasm_bindgen(typescript_type = "ReadableStreamBYOBReader")]
    type ByteReader;
    #[wasm_bindgen(method)]
    fn read(this: &ByteReader, into: &Uint8Array, options: &Object) -> Promise;
    #[wasm_bindgen(method)]
    fn cancel(this: &ByteReader) -> Promise;

    #[wasm_bindgen(typescript_type = "ReadableStreamReadResult<Uint8Array>")]
    type Read;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Read) -> Option<Uint8Array>;
    #[wasm_bindgen(method, getter)]
    fn done(this: &Read) -> bool;
}

/// A blob's bytes from its beginning on.
pub struct Pieces {
    reader: ByteReader,
    /// Nothing more comes, and nothing is to be cancelled.
    over: Cell<bool>,
}

/// Bytes on their way: asked for already, so that they come while something else is done.
pub struct Asked {
    first: Promise,
    len: u32,
}

impl Drop for Pieces {
    fn drop(&mut self) {
        if !self.over.get() {
            let _ = self.reader.cancel();
        }
    }
}

impl Pieces {
    /// None where the browser does not fill a buffer that it is given.
    pub fn of(blob: Blob) -> Option<Pieces> {
        let reader = blob.unchecked_into::<StreamedBlob>().stream().get_reader(&options("mode", &"byob".into())).ok()?;
        Some(Pieces { reader, over: Cell::new(false) })
    }

    /// Asks for the next `len` bytes, to be put into a buffer that has room for them.
    pub fn ask(&self, len: u32, buffer: &ArrayBuffer) -> Asked {
        Asked { first: self.fill(buffer, 0, len), len }
    }

    /// What was asked for, in a buffer to use again; None where the blob does not give so many bytes. Fewer bytes at a time, as browsers give
    /// them that do not know how to wait for all, are put together.
    pub async fn take(&self, asked: Asked) -> Option<Uint8Array> {
        let taken = self.put_together(asked).await;
        self.over.set(taken.is_none());
        taken
    }

    async fn put_together(&self, Asked { first, len }: Asked) -> Option<Uint8Array> {
        let mut next = first;
        let mut filled = 0;
        loop {
            let read = JsFuture::from(next).await.ok()?.unchecked_into::<Read>();
            let value = read.value()?;
            filled += value.length();
            let buffer = value.buffer().unchecked_into::<ArrayBuffer>();
            if filled == len {
                return Some(Uint8Array::new_with_byte_offset_and_length(&buffer, 0, len));
            }
            if read.done() {
                return None;
            }
            next = self.fill(&buffer, filled, len);
        }
    }

    fn fill(&self, buffer: &ArrayBuffer, from: u32, to: u32) -> Promise {
        let rest = Uint8Array::new_with_byte_offset_and_length(buffer, from, to - from);
        self.reader.read(&rest, &options("min", &(to - from).into()))
    }
}

/// A blob's bytes a piece at a time, of which the next is on its way.
pub struct Flow {
    pieces: Pieces,
    coming: Cell<Option<Asked>>,
    /// What is still to be asked for.
    stretches: RefCell<VecDeque<Stretch>>,
}

/// Bytes that come in pieces of one size; the last may have fewer.
pub struct Stretch {
    pub bytes: u64,
    pub piece: u32,
}

impl Flow {
    /// None where [`Pieces::of`] gives none. Nothing is to be asked for yet.
    pub fn of(blob: Blob) -> Option<Flow> {
        Some(Flow { pieces: Pieces::of(blob)?, coming: Cell::default(), stretches: RefCell::default() })
    }

    /// So much of what comes next is wanted.
    pub fn want(&self, stretch: Stretch) {
        self.stretches.borrow_mut().push_back(stretch);
    }

    /// Asks for the next piece that is wanted, if there is one, to be put into the buffer that is given for its size. Does nothing while one is on its
    /// way.
    pub fn ask(&self, buffer: impl FnOnce(u32) -> ArrayBuffer) {
        let coming = self.coming.take();
        if coming.is_some() {
            return self.coming.set(coming);
        }
        let mut stretches = self.stretches.borrow_mut();
        while let Some(stretch) = stretches.front_mut() {
            if stretch.bytes > 0 {
                let size = stretch.bytes.min(stretch.piece.into()) as u32;
                stretch.bytes -= u64::from(size);
                return self.coming.set(Some(self.pieces.ask(size, &buffer(stretch.piece))));
            }
            stretches.pop_front();
        }
    }

    /// The piece that was asked for, in its buffer; None where there is none, or the blob does not give it.
    pub async fn take(&self) -> Option<Uint8Array> {
        self.pieces.take(self.coming.take()?).await
    }
}

fn options(name: &str, value: &JsValue) -> Object {
    let options = Object::new();
    let _ = Reflect::set(&options, &name.into(), value);
    options
}
