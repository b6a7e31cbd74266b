//! A worker that reads ranges of a file for another one, which hears of each chunk as soon as it is read. No shared memory: a chunk's columns come as a
//! buffer that changes hands.

use super::pieces::Flow;
use super::travel::pack;
use super::{on_message, scope};
use crate::ingest::{RangeChunk, RangeJob, RangeReader};
use crate::wire;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File};

/// The name by which a worker knows that it is to read.
pub const NAME: &str = "reader";

/// Reads ranges for whoever started this worker.
pub fn serve() {
    let reader = Rc::<Reader>::default();
    on_message(move |event| {
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).unwrap_or_default();
        let (Ok(job), Ok(file)) = (wire::read::<RangeJob>(&field("job").as_string().unwrap_or_default()), field("file").dyn_into::<File>())
        else {
            return;
        };
        let buffers = field("buffers").dyn_into::<Array>().unwrap_or_default();
        reader.to_send_in.borrow_mut().extend(buffers.iter().map(JsCast::unchecked_into::<ArrayBuffer>));
        reader.clone().begin(job, &file);
    });
    let _ = scope().post_message(&JsValue::from_str(NAME));
}

/// What a reader has to do, and the buffers that it uses again.
#[derive(Default)]
struct Reader {
    tasks: RefCell<VecDeque<Task>>,
    is_at_work: Cell<bool>,
    /// For bytes of the file.
    to_read_into: RefCell<Vec<ArrayBuffer>>,
    /// For chunks.
    to_send_in: RefCell<Vec<ArrayBuffer>>,
}

/// A range to read, whose first bytes are on their way.
struct Task {
    start: u64,
    /// Bytes to ask for at a time.
    piece: u32,
    range: RangeReader,
    bytes: Bytes,
}

enum Bytes {
    Pieces(Flow),
    /// Where the browser does not fill a buffer that it is given.
    All(Blob),
}

impl Reader {
    fn begin(self: Rc<Self>, job: RangeJob, file: &File) {
        let start = job.start;
        let len = file.size() as u64;
        let (range, piece) = (job.bytes(len), job.piece(len) as u32);
        let Ok(slice) = file.slice_with_f64_and_f64(range.start as f64, range.end as f64) else { return self.send(start, &[], true) };
        let bytes = Flow::of(slice.clone(), piece).map_or(Bytes::All(slice), Bytes::Pieces);
        let mut task = Task { start, piece, range: RangeReader::new(job, len), bytes };
        // Asked for at once, so that they come while the range before is read.
        self.ask(&mut task);
        self.tasks.borrow_mut().push_back(task);
        if !self.is_at_work.replace(true) {
            spawn_local(async move {
                while let Some(task) = { self.tasks.borrow_mut().pop_front() } {
                    self.read(task).await;
                }
                self.is_at_work.set(false);
            });
        }
    }

    /// Asks for the next bytes of a task, if there are any.
    fn ask(&self, task: &mut Task) {
        if let Bytes::Pieces(flow) = &mut task.bytes {
            let free = || self.to_read_into.borrow_mut().pop().filter(|buffer| buffer.byte_length() >= task.piece);
            flow.ask(|| free().unwrap_or_else(|| ArrayBuffer::new(task.piece)));
        }
    }

    /// What cannot be read here is read again where errors are told.
    async fn read(&self, mut task: Task) {
        while let Some(bytes) = self.next(&mut task).await {
            let chunks = task.range.take(bytes.length() as usize, |into| bytes.copy_to(into));
            if let Bytes::Pieces(..) = task.bytes {
                self.to_read_into.borrow_mut().push(bytes.buffer().unchecked_into());
            }
            if task.range.is_over() {
                return self.send(task.start, &chunks, true);
            }
            if !chunks.is_empty() {
                self.send(task.start, &chunks, false);
            }
        }
        self.send(task.start, &[], true);
    }

    /// The next bytes of a task; those behind them are asked for.
    async fn next(&self, task: &mut Task) -> Option<Uint8Array> {
        match &mut task.bytes {
            Bytes::Pieces(flow) => {
                let bytes = flow.take().await?;
                self.ask(task);
                Some(bytes)
            }
            Bytes::All(slice) => {
                let all = JsFuture::from(slice.array_buffer()).await.ok()?;
                Some(Uint8Array::new(&all))
            }
        }
    }

    /// Sends chunks of the range that begins there, and whether they are the last of it.
    fn send(&self, start: u64, chunks: &[RangeChunk], is_last: bool) {
        let buffer = pack(chunks, self.to_send_in.borrow_mut().pop());
        let out = Object::new();
        let _ = Reflect::set(&out, &"start".into(), &(start as f64).into());
        let _ = Reflect::set(&out, &"chunks".into(), &buffer);
        let _ = Reflect::set(&out, &"last".into(), &is_last.into());
        let _ = scope().post_message_with_transfer(&out, &Array::of1(&buffer));
    }
}
