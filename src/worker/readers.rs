//! Who reads the ranges of a file: workers, which are the same program in another role (`reader`), and where there are few cores this one, too.

use super::reader::{Hearer, NAME, Reader};
use super::scope;
use super::travel::unpack;
use crate::ingest::{Import, Lane, RangeChunk, RangeJob, Ranges};
use crate::wire;
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Range;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, MessageEvent, Worker, WorkerOptions, WorkerType};

/// More than these only wait for the one that puts together what they read.
const MOST: usize = 6;

/// Up to so many cores, whoever puts together what is read has time to read some of it; a worker less takes 10 MB less.
const FEW_CORES: usize = 4;

/// Readers rest while more chunks than these wait to be put together: where that is what takes long, they would fill the memory.
const MOST_WAITING: usize = 4;

/// Bytes from which on a file is read more quickly by several.
const WORTH_WORKERS: u64 = 16 << 20;

/// So many buffers go with a range, if there are any.
const CHUNKS_OF_A_RANGE: usize = 4;

/// What a reader says.
enum Said {
    Ready {
        reader: usize,
    },
    /// A chunk of the range that begins there.
    Read {
        reader: usize,
        start: u64,
        chunk: Option<Chunk>,
        is_last: bool,
    },
    Failed,
}

/// A chunk that has been read.
enum Chunk {
    Here(RangeChunk),
    /// As it came from a worker, and where it begins: unpacked when its turn comes, it needs memory of this program no longer than that.
    Packed(u64, ArrayBuffer),
}

/// What has been said and not been heard, and who waits for more.
#[derive(Default)]
struct Inbox {
    said: VecDeque<Said>,
    /// Readers that have said that they can read.
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

/// Where a reader is.
enum Place {
    Here(Rc<Reader>),
    Worker(Worker),
}

impl Place {
    fn stop(&self) {
        match self {
            Place::Here(reader) => reader.stop(),
            Place::Worker(worker) => {
                worker.set_onmessage(None);
                worker.set_onerror(None);
                worker.terminate();
            }
        }
    }
}

/// What is read here is heard at once.
struct Own {
    reader: usize,
    inbox: Rc<RefCell<Inbox>>,
}

impl Hearer for Own {
    fn hear(&self, start: u64, chunk: Option<RangeChunk>, is_last: bool) {
        self.inbox.borrow_mut().put(Said::Read { reader: self.reader, start, chunk: chunk.map(Chunk::Here), is_last });
    }
}

/// Who reads for this worker, until they are dropped.
#[derive(Default)]
pub struct Readers {
    places: Vec<Place>,
    /// Of each that has been given something to read.
    lanes: Vec<Option<Lane>>,
    inbox: Rc<RefCell<Inbox>>,
    ranges: Option<Ranges>,
    /// Readers that can take a range, as often as they can take one.
    idle: Vec<usize>,
    /// Buffers to send chunks in.
    free: Rc<RefCell<Vec<ArrayBuffer>>>,
    _listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Readers {
    /// Starts readers, so that there is work for every core.
    pub fn start() -> Readers {
        let cores = scope().navigator().hardware_concurrency() as usize;
        let mut readers = Readers::default();
        if cores <= FEW_CORES {
            let (reader, inbox) = (0, readers.inbox.clone());
            inbox.borrow_mut().put(Said::Ready { reader });
            readers.add(Place::Here(Reader::new(Rc::new(Own { reader, inbox }))));
        }
        for _ in 1..cores.min(MOST + 1) {
            let Some(worker) = readers.start_worker() else { break };
            readers.add(Place::Worker(worker));
        }
        readers
    }

    fn add(&mut self, place: Place) {
        self.places.push(place);
        self.lanes.push(None);
    }

    /// A worker that is the next reader; None where the browser does not start one.
    fn start_worker(&mut self) -> Option<Worker> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(NAME);
        let worker = Worker::new_with_options(&scope().location().href(), &options).ok()?;
        let (reader, inbox) = (self.places.len(), self.inbox.clone());
        let listener = Closure::new(move |event: MessageEvent| {
            // A reader that fails is heard here, and its part is read without it.
            event.prevent_default();
            let said = Said::of(reader, &event);
            inbox.borrow_mut().put(said);
        });
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        worker.set_onerror(Some(listener.as_ref().unchecked_ref()));
        let _ = worker.post_message(&wasm_bindgen::module());
        self._listeners.push(listener);
        Some(worker)
    }

    /// Lets the workers go where this one reads, too, for a file of `len` bytes that it reads as quickly alone.
    pub fn settle_for(&mut self, len: u64) {
        if len < WORTH_WORKERS
            && let Some(Place::Here(_)) = self.places.first()
        {
            self.places.drain(1..).for_each(|place| place.stop());
            self.lanes.truncate(1);
            self._listeners.clear();
            self.inbox.borrow_mut().said.retain(|said| matches!(said, Said::Ready { reader: 0 }));
        }
    }

    /// Comes when every reader is ready, or will not be.
    pub fn ready(&self) -> impl Future<Output = ()> + use<> {
        let (inbox, readers) = (self.inbox.clone(), self.places.len());
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
            let (readers, len) = (self.places.len(), file.size() as u64);
            while let Some((reader, range)) = ranges.give(&mut self.idle, readers, import.backlog() > MOST_WAITING) {
                let Some(job) = import.job(range.clone()) else { break };
                let is_new = self.lanes[reader].is_none();
                let lane = self.lanes[reader].get_or_insert_with(|| ranges.lane(&range, reader, readers));
                let opens = is_new.then(|| (file, put_together(file, lane.parts(len))));
                let before = lane.before(&range, len);
                match &self.places[reader] {
                    Place::Here(reader) => {
                        if let Some((file, lane)) = opens {
                            reader.open(file.clone(), lane);
                        }
                        reader.clone().begin(job, before);
                    }
                    Place::Worker(worker) => {
                        let mut free = self.free.borrow_mut();
                        let many = free.len();
                        let buffers = free.split_off(many.saturating_sub(CHUNKS_OF_A_RANGE));
                        if !(Message { job: &job, before, buffers, opens }).send(worker) {
                            ranges.abandon();
                        }
                    }
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
            Said::Read { reader, start, chunk, is_last } => {
                match chunk {
                    Some(Chunk::Here(chunk)) => import.supply(chunk),
                    Some(Chunk::Packed(at, buffer)) => {
                        let free = self.free.clone();
                        import.supply_later(at, move || {
                            let chunk = unpack(&buffer);
                            free.borrow_mut().push(buffer);
                            chunk
                        });
                    }
                    None => {}
                }
                if is_last {
                    self.idle.push(reader);
                    if let Some(ranges) = &mut self.ranges {
                        ranges.done(start);
                    }
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
        self.places.iter().for_each(Place::stop);
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
        let field = |name: &str| Reflect::get(&data, &name.into()).ok();
        let place = |name: &str| field(name)?.as_f64().map(|at| at as u64);
        let read = || {
            let buffer = field("chunk").and_then(|chunk| chunk.dyn_into::<ArrayBuffer>().ok());
            let chunk = place("at").zip(buffer).map(|(at, buffer)| Chunk::Packed(at, buffer));
            Some(Said::Read { reader, start: place("start")?, chunk, is_last: field("last")?.is_truthy() })
        };
        read().unwrap_or(Said::Failed)
    }
}

/// These parts of a file, one after the other.
fn put_together(file: &File, parts: impl Iterator<Item = Range<u64>>) -> Option<Blob> {
    let slices = Array::new();
    for part in parts {
        slices.push(file.slice_with_f64_and_f64(part.start as f64, part.end as f64).ok()?.as_ref());
    }
    Blob::new_with_blob_sequence(&slices).ok()
}

/// What a reader is told to do.
struct Message<'a> {
    job: &'a RangeJob,
    /// Bytes of the reader's lane before those of the job; None where that is not of its lane.
    before: Option<u64>,
    /// To send chunks in.
    buffers: Vec<ArrayBuffer>,
    /// With the first job: the file, and what the lane has of it.
    opens: Option<(&'a File, Option<Blob>)>,
}

impl Message<'_> {
    fn send(self, worker: &Worker) -> bool {
        let message = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value).is_ok();
        let buffers: Array = self.buffers.iter().collect();
        let (file, lane) = self.opens.unzip();
        set("job", &wire::write(self.job).into())
            && set("file", &file.into())
            && set("lane", &lane.flatten().into())
            && set("before", &self.before.map(|bytes| bytes as f64).into())
            && set("buffers", &buffers)
            && worker.post_message_with_transfer(&message, &buffers).is_ok()
    }
}
