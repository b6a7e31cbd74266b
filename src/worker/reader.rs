//! Reading ranges of a file as their bytes come: by a worker for another one, which hears of each chunk as soon as it is read, or by the one itself that
//! puts them together. No shared memory: from worker to worker a chunk's columns come as a buffer that changes hands.

use super::pieces::{Flow, Stretch};
use super::platform::breathe;
use super::travel::pack;
use super::{on_message, scope};
use crate::ingest::{RangeChunk, RangeJob, RangeReader};
use crate::wire;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File};

/// The name by which a worker knows that it is to read; `public/worker_loader.js` knows it, too.
pub const NAME: &str = "reader";

/// Reads ranges for whoever started this worker.
pub fn serve() {
    let post = Rc::<Post>::default();
    let reader = Reader::new(post.clone());
    on_message(move |event| {
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).unwrap_or_default();
        if let Ok(file) = field("file").dyn_into::<File>() {
            reader.open(file, field("lane").dyn_into().ok());
        }
        let Ok(job) = wire::read::<RangeJob>(&field("job").as_string().unwrap_or_default()) else { return };
        let buffers = field("buffers").dyn_into::<Array>().unwrap_or_default();
        post.free.borrow_mut().extend(buffers.iter().map(JsCast::unchecked_into::<ArrayBuffer>));
        reader.clone().begin(job, field("before").as_f64().map(|bytes| bytes as u64));
    });
    let _ = scope().post_message(&JsValue::from_str(NAME));
}

/// Who hears what a reader has read.
pub trait Hearer {
    /// A chunk of the range that begins there, and whether it is the last of it.
    fn hear(&self, start: u64, chunk: Option<RangeChunk>, is_last: bool);
}

/// Sends chunks to whoever started this worker.
#[derive(Default)]
struct Post {
    /// Buffers to send chunks in.
    free: RefCell<Vec<ArrayBuffer>>,
}

impl Hearer for Post {
    fn hear(&self, start: u64, chunk: Option<RangeChunk>, is_last: bool) {
        let (out, transfer) = (Object::new(), Array::new());
        let set = |name: &str, value: &JsValue| _ = Reflect::set(&out, &name.into(), value);
        set("start", &(start as f64).into());
        set("last", &is_last.into());
        if let Some(chunk) = chunk {
            let buffer = pack(&chunk, self.free.borrow_mut().pop());
            set("at", &(chunk.start() as f64).into());
            set("chunk", &buffer);
            transfer.push(&buffer);
        }
        let _ = scope().post_message_with_transfer(&out, &transfer);
    }
}

/// What a reader has to do, and the buffers that it uses again.
pub struct Reader {
    hearer: Rc<dyn Hearer>,
    file: RefCell<Option<File>>,
    /// The parts of the file that are likely to be asked for, one after the other.
    lane: RefCell<Option<Rc<Flow>>>,
    tasks: RefCell<VecDeque<Task>>,
    is_at_work: Cell<bool>,
    /// Nobody hears any more.
    is_stopped: Cell<bool>,
    /// For bytes of the file.
    to_read_into: RefCell<Vec<ArrayBuffer>>,
}

/// A range to read.
struct Task {
    start: u64,
    range: RangeReader,
    bytes: Bytes,
}

enum Bytes {
    /// The next `left` bytes of a stream, of which the first `before` are of no use.
    Pieces { flow: Rc<Flow>, before: u64, left: u64 },
    /// Where the browser does not fill a buffer that it is given.
    All(Option<Blob>),
}

impl Bytes {
    /// What comes next in a stream: `before` that are of no use, then those that are wanted, so many at a time.
    fn next_of(flow: Rc<Flow>, before: u64, wanted: u64, piece: u32) -> Bytes {
        flow.want(Stretch { bytes: before, piece });
        flow.want(Stretch { bytes: wanted, piece });
        Bytes::Pieces { flow, before, left: before + wanted }
    }
}

impl Reader {
    pub fn new(hearer: Rc<dyn Hearer>) -> Rc<Reader> {
        Rc::new(Reader {
            hearer,
            file: RefCell::default(),
            lane: RefCell::default(),
            tasks: RefCell::default(),
            is_at_work: Cell::default(),
            is_stopped: Cell::default(),
            to_read_into: RefCell::default(),
        })
    }

    /// A file of which ranges are to be read.
    pub fn open(&self, file: File, lane: Option<Blob>) {
        *self.lane.borrow_mut() = lane.and_then(Flow::of).map(Rc::new);
        *self.file.borrow_mut() = Some(file);
    }

    /// Reads nothing more.
    pub fn stop(&self) {
        self.is_stopped.set(true);
        self.tasks.borrow_mut().clear();
    }

    /// `before`: how many bytes of the lane come before those of the job; None where they are not of it.
    pub fn begin(self: Rc<Self>, job: RangeJob, before: Option<u64>) {
        let start = job.start;
        let Some(file) = self.file.borrow().clone() else { return self.hearer.hear(start, None, true) };
        let len = file.size() as u64;
        let (part, piece) = (job.bytes(len), job.piece(len) as u32);
        let lane = before.zip(self.lane.borrow().clone());
        let bytes = match lane {
            Some((before, flow)) => Bytes::next_of(flow, before, part.end - part.start, piece),
            None => self.slice(&file, part, piece),
        };
        self.tasks.borrow_mut().push_back(Task { start, range: RangeReader::new(job, len), bytes });
        if !self.is_at_work.replace(true) {
            spawn_local(async move {
                while let Some(task) = { self.tasks.borrow_mut().pop_front() } {
                    self.read(task).await;
                }
                self.is_at_work.set(false);
            });
        }
    }

    /// A part of the file, asked for at once, so that its bytes come while the range before is read.
    fn slice(&self, file: &File, part: Range<u64>, piece: u32) -> Bytes {
        let slice = file.slice_with_f64_and_f64(part.start as f64, part.end as f64).ok();
        let Some(flow) = slice.clone().and_then(Flow::of).map(Rc::new) else { return Bytes::All(slice) };
        let bytes = Bytes::next_of(flow.clone(), 0, part.end - part.start, piece);
        self.ask(&flow);
        bytes
    }

    /// Asks for the next bytes of a stream.
    fn ask(&self, flow: &Flow) {
        let free = |size| self.to_read_into.borrow_mut().pop().filter(|buffer| buffer.byte_length() >= size);
        flow.ask(|size| free(size).unwrap_or_else(|| ArrayBuffer::new(size)));
    }

    /// What cannot be read here is read again where errors are told.
    async fn read(&self, mut task: Task) {
        let mut is_told = false;
        while let Some(bytes) = self.next(&mut task).await {
            let mut chunks = task.range.take(bytes.length() as usize, |into| bytes.copy_to(into)).into_iter().peekable();
            if let Bytes::Pieces { .. } = task.bytes {
                self.to_read_into.borrow_mut().push(bytes.buffer().unchecked_into());
            }
            if self.is_stopped.get() {
                return;
            }
            // What the stream has of a range that is over makes way for the next.
            if !is_told && (task.range.is_over() || chunks.peek().is_some()) {
                while !is_told && (chunks.peek().is_some() || task.range.is_over()) {
                    let chunk = chunks.next();
                    is_told = task.range.is_over() && chunks.peek().is_none();
                    self.hearer.hear(task.start, chunk, is_told);
                }
                // Bytes that are there already would keep everybody else waiting.
                breathe().await;
            }
        }
        if !is_told {
            self.hearer.hear(task.start, None, true);
        }
    }

    /// The next bytes of a task; those behind them are asked for.
    async fn next(&self, task: &mut Task) -> Option<Uint8Array> {
        match &mut task.bytes {
            Bytes::Pieces { flow, before, left } => {
                while *left > 0 {
                    self.ask(flow);
                    let bytes = flow.take().await?;
                    self.ask(flow);
                    *left -= u64::from(bytes.length());
                    if *before == 0 {
                        return Some(bytes);
                    }
                    *before -= u64::from(bytes.length());
                    self.to_read_into.borrow_mut().push(bytes.buffer().unchecked_into());
                }
                None
            }
            Bytes::All(slice) => {
                let all = JsFuture::from(slice.take()?.array_buffer()).await.ok()?;
                Some(Uint8Array::new(&all))
            }
        }
    }
}
