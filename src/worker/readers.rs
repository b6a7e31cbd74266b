//! Workers that read ranges of a file for this one: the same program in another role. No shared memory: a range's columns come back as a buffer
//! that changes hands.

use super::pieces::Pieces;
use super::{on_message, scope};
use crate::ingest::{Import, RangeChunk, RangeJob, Ranges, WireReader, WireWriter, read_chunks, read_range, write_chunks};
use crate::wire;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, MessageEvent, Worker, WorkerOptions, WorkerType};

/// The name by which a worker knows that it is to read.
pub const NAME: &str = "reader";

/// More than these only wait for the one that puts together what they read.
const MOST: usize = 6;

/// Readers rest while more chunks than these wait to be put together: where that is what takes long, they would fill the memory.
const MOST_WAITING: usize = 8;

/// Reads ranges for whoever started this worker.
pub fn serve() {
    let free = Rc::<RefCell<Vec<ArrayBuffer>>>::default();
    on_message(move |event| {
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).unwrap_or_default();
        let (Ok(job), Ok(file)) = (wire::read::<RangeJob>(&field("job").as_string().unwrap_or_default()), field("file").dyn_into::<File>())
        else {
            return;
        };
        let for_chunks = field("buffer").dyn_into::<ArrayBuffer>().ok();
        let len = file.size() as u64;
        let range = job.bytes(len);
        let Ok(slice) = file.slice_with_f64_and_f64(range.start as f64, range.end as f64) else { return send(job.start, &[], for_chunks) };
        let size = (range.end - range.start) as u32;
        // Asked for at once, so that the next range's bytes come while one is read.
        let asked = Pieces::of(slice.clone()).map(|pieces| {
            let buffer = free.borrow_mut().pop().filter(|buffer| buffer.byte_length() >= size);
            let asked = pieces.ask(size, &buffer.unwrap_or_else(|| ArrayBuffer::new(size)));
            (pieces, asked)
        });
        let free = free.clone();
        spawn_local(async move {
            let bytes = match asked {
                Some((pieces, asked)) => pieces.take(asked).await.map(|(bytes, buffer)| {
                    free.borrow_mut().push(buffer);
                    bytes.to_vec()
                }),
                None => JsFuture::from(slice.array_buffer()).await.ok().map(|buffer| Uint8Array::new(&buffer).to_vec()),
            };
            // What cannot be read here is read again where errors are told.
            let chunks = bytes.map(|bytes| read_range(&job, &bytes, len)).unwrap_or_default();
            send(job.start, &chunks, for_chunks);
        });
    });
    let _ = scope().post_message(&JsValue::from_str(NAME));
}

/// Writes chunks, into that buffer if they fit into it.
fn pack(chunks: &[RangeChunk], buffer: Option<ArrayBuffer>) -> ArrayBuffer {
    let mut size = 0usize;
    write_chunks(chunks, &mut size);
    let buffer =
        buffer.filter(|buffer| buffer.byte_length() as usize >= size).unwrap_or_else(|| ArrayBuffer::new((size + size / 8) as u32));
    let mut out = Buffer::of(&buffer);
    write_chunks(chunks, &mut out);
    out.flush();
    buffer
}

/// Chunks as they arrive at another worker.
pub fn travel(chunks: &[RangeChunk]) -> Option<Vec<RangeChunk>> {
    read_chunks(&mut Buffer::of(&pack(chunks, None))).ok()
}

/// Sends chunks, in that buffer if they fit into it.
fn send(start: u64, chunks: &[RangeChunk], buffer: Option<ArrayBuffer>) {
    let buffer = pack(chunks, buffer);
    let out = Object::new();
    let _ = Reflect::set(&out, &"start".into(), &(start as f64).into());
    let _ = Reflect::set(&out, &"chunks".into(), &buffer);
    let _ = scope().post_message_with_transfer(&out, &Array::of1(&buffer));
}

/// A buffer outside of this program's memory, written or read from its beginning on. Reaching out for it costs a call or two, so little things go
/// through `near` many at a time.
struct Buffer {
    bytes: Uint8Array,
    /// How far it has been written, or read into `near`.
    at: usize,
    /// Bytes not written yet, or read and from `taken` on not taken yet.
    near: Vec<u8>,
    taken: usize,
}

impl Buffer {
    /// What is shorter than this is little.
    const LITTLE: usize = 512;

    fn of(buffer: &ArrayBuffer) -> Buffer {
        Buffer { bytes: Uint8Array::new(buffer), at: 0, near: Vec::with_capacity(Self::LITTLE), taken: 0 }
    }

    fn next(&mut self, len: usize) -> Uint8Array {
        let start = self.at;
        self.at += len;
        self.bytes.subarray(start as u32, self.at as u32)
    }

    fn flush(&mut self) {
        if !self.near.is_empty() {
            self.next(self.near.len()).copy_from(&self.near);
            self.near.clear();
        }
    }
}

impl WireWriter for Buffer {
    fn put(&mut self, bytes: &[u8]) {
        if self.near.len() + bytes.len() > Self::LITTLE {
            self.flush();
        }
        if bytes.len() < Self::LITTLE {
            self.near.extend_from_slice(bytes);
        } else {
            self.next(bytes.len()).copy_from(bytes);
        }
    }
}

impl WireReader for Buffer {
    fn take(&mut self, into: &mut [u8]) -> bool {
        if into.len() > self.left() {
            return false;
        }
        let near = into.len().min(self.near.len() - self.taken);
        let (first, rest) = into.split_at_mut(near);
        first.copy_from_slice(&self.near[self.taken..self.taken + near]);
        self.taken += near;
        if rest.len() >= Self::LITTLE {
            self.next(rest.len()).copy_to(rest);
        } else if !rest.is_empty() {
            self.near.resize(Self::LITTLE.min(self.bytes.length() as usize - self.at), 0);
            self.next(self.near.len()).copy_to(&mut self.near);
            rest.copy_from_slice(&self.near[..rest.len()]);
            self.taken = rest.len();
        }
        true
    }

    fn left(&self) -> usize {
        self.bytes.length() as usize - self.at + self.near.len() - self.taken
    }
}

/// What a reader says.
enum Said {
    Ready { reader: usize },
    Read { reader: usize, start: u64, chunks: Vec<RangeChunk>, buffer: ArrayBuffer },
    Failed,
}

/// What has been said and not been heard, and who waits for more.
#[derive(Default)]
struct Inbox {
    said: VecDeque<Said>,
    /// Workers that have said whether they can read.
    started: usize,
    /// One of them cannot, or none is needed any more.
    is_over: bool,
    waiting: Vec<Waker>,
}

impl Inbox {
    fn put(&mut self, said: Said) {
        match said {
            Said::Ready { .. } => self.started += 1,
            Said::Failed => self.is_over = true,
            Said::Read { .. } => {}
        }
        self.said.push_back(said);
        self.wake();
    }

    fn wake(&mut self) {
        self.waiting.drain(..).for_each(Waker::wake);
    }
}

/// Waits until something is so.
async fn until(inbox: &RefCell<Inbox>, is_so: impl Fn(&Inbox) -> bool) {
    poll_fn(|context| {
        let mut inbox = inbox.borrow_mut();
        if is_so(&inbox) {
            return Poll::Ready(());
        }
        inbox.waiting.push(context.waker().clone());
        Poll::Pending
    })
    .await;
}

/// Workers that read for this one, until they are dropped.
pub struct Readers {
    workers: Vec<Worker>,
    inbox: Rc<RefCell<Inbox>>,
    ranges: Option<Ranges>,
    /// Readers that can take a range, as often as they can take one.
    idle: Vec<usize>,
    /// Buffers to send chunks in.
    free: Vec<ArrayBuffer>,
    _listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Readers {
    /// Starts readers, one per core; none where there is but one core.
    pub fn start() -> Option<Readers> {
        let cores = scope().navigator().hardware_concurrency() as usize;
        if cores < 2 {
            return None;
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(NAME);
        let inbox = Rc::<RefCell<Inbox>>::default();
        let mut readers = Readers { workers: Vec::new(), inbox, ranges: None, idle: Vec::new(), free: Vec::new(), _listeners: Vec::new() };
        for reader in 0..cores.min(MOST) {
            let Ok(worker) = Worker::new_with_options(&scope().location().href(), &options) else { break };
            let inbox = readers.inbox.clone();
            let listener = Closure::new(move |event: MessageEvent| {
                // A reader that fails is heard here, and its part is read without it.
                event.prevent_default();
                let said = Said::of(reader, &event);
                inbox.borrow_mut().put(said);
            });
            worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            worker.set_onerror(Some(listener.as_ref().unchecked_ref()));
            readers.workers.push(worker);
            readers._listeners.push(listener);
        }
        (!readers.workers.is_empty()).then_some(readers)
    }

    /// Comes when every reader is ready, or will not be.
    pub fn ready(&self) -> impl Future<Output = ()> + use<> {
        let (inbox, readers) = (self.inbox.clone(), self.workers.len());
        async move { until(&inbox, |inbox| inbox.is_over || inbox.started >= readers).await }
    }

    /// Whether one could not start.
    pub fn have_failed(&self) -> bool {
        self.inbox.borrow().is_over
    }

    /// Hands in what has been read, gives out what is to be read, and waits where what comes next is being read.
    pub async fn help(&mut self, file: &File, import: &mut Import) {
        loop {
            while let Some(said) = { self.inbox.borrow_mut().said.pop_front() } {
                self.hear(said, import);
            }
            if self.ranges.is_none() && !self.idle.is_empty() {
                self.ranges = import.ranges();
            }
            let Some(ranges) = &mut self.ranges else { return };
            while let Some(&reader) = self.idle.first()
                && import.backlog() <= MOST_WAITING
                && let Some(job) = ranges.take().and_then(|range| import.job(range))
            {
                self.idle.remove(0);
                if !give(&self.workers[reader], &job, file, self.free.pop()) {
                    ranges.abandon();
                }
            }
            if !import.waits_for(ranges) {
                return;
            }
            until(&self.inbox, |inbox| !inbox.said.is_empty()).await;
        }
    }

    fn hear(&mut self, said: Said, import: &mut Import) {
        match said {
            // The second is fetched while the first is read.
            Said::Ready { reader } => self.idle.extend([reader, reader]),
            Said::Read { reader, start, chunks, buffer } => {
                import.supply(chunks);
                self.free.push(buffer);
                self.idle.push(reader);
                if let Some(ranges) = &mut self.ranges {
                    ranges.done(start);
                }
            }
            // Without the others, this worker reads alone.
            Said::Failed => {
                self.stop();
                self.idle.clear();
                if let Some(ranges) = &mut self.ranges {
                    ranges.abandon();
                }
            }
        }
    }

    /// Whether every range has been handed in, so that the readers are of no more use.
    pub fn are_done(&self) -> bool {
        self.ranges.as_ref().is_some_and(Ranges::is_done)
    }

    fn stop(&mut self) {
        for worker in &self.workers {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        let mut inbox = self.inbox.borrow_mut();
        inbox.is_over = true;
        inbox.wake();
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Said {
    fn of(reader: usize, event: &MessageEvent) -> Said {
        // An error event carries no data.
        let data = Reflect::get(event, &"data".into()).unwrap_or_default();
        if data.as_string().is_some_and(|word| word == NAME) {
            return Said::Ready { reader };
        }
        let start = Reflect::get(&data, &"start".into()).ok().and_then(|start| start.as_f64());
        let buffer = Reflect::get(&data, &"chunks".into()).ok().and_then(|buffer| buffer.dyn_into::<ArrayBuffer>().ok());
        match (start, buffer) {
            (Some(start), Some(buffer)) => {
                let chunks = read_chunks(&mut Buffer::of(&buffer));
                chunks.map_or(Said::Failed, |chunks| Said::Read { reader, start: start as u64, chunks, buffer })
            }
            _ => Said::Failed,
        }
    }
}

fn give(worker: &Worker, job: &RangeJob, file: &File, buffer: Option<ArrayBuffer>) -> bool {
    let message = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value).is_ok();
    let changes_hands: Array = buffer.iter().collect();
    set("job", &wire::write(job).into())
        && set("file", file)
        && buffer.is_none_or(|buffer| set("buffer", &buffer))
        && worker.post_message_with_transfer(&message, &changes_hands).is_ok()
}
