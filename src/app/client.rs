//! The page's end of the worker: questions out, answers in. Knows no signals beyond the two callbacks it is given.

use crate::protocol::{Ask, Progress, Reply, Request, Tell, WorkerError};
use crate::wire;
use futures_channel::oneshot;
use js_sys::{Array, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{File, MessageEvent, Worker, WorkerOptions, WorkerType};

/// An answer, and the blobs that came beside it.
pub struct Answer {
    pub reply: Reply,
    pub blobs: Vec<web_sys::Blob>,
}

type Waiting = Rc<RefCell<HashMap<u32, oneshot::Sender<Result<Answer, WorkerError>>>>>;

/// A running worker.
pub struct Client {
    worker: Worker,
    waiting: Waiting,
    /// Questions asked before the worker listens; None once it does. What is posted to it earlier is lost.
    held: Rc<RefCell<Option<Vec<JsValue>>>>,
    next: Cell<u32>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Client {
    /// Starts a worker. `on_progress` hears how far a question is; `on_death` hears when the worker has stopped for good.
    pub fn start(on_progress: impl Fn(u32, Progress) + 'static, on_death: impl Fn(WorkerError) + 'static) -> Client {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&worker_url(), &options).expect("the browser runs module workers");
        let waiting = Waiting::default();
        let held = Rc::new(RefCell::new(Some(Vec::<JsValue>::new())));

        let panicked: Rc<RefCell<Option<String>>> = Rc::default();
        let (in_flight, last_words, asked_early, listener) = (waiting.clone(), panicked.clone(), held.clone(), worker.clone());
        let on_message = Closure::new(move |event: MessageEvent| {
            let data = event.data();
            if let Some(message) = Reflect::get(&data, &"panic".into()).ok().and_then(|m| m.as_string()) {
                last_words.replace(Some(message));
                return;
            }
            let Ok(tell) = Reflect::get(&data, &"tell".into()) else { return };
            match wire::read(&tell.as_string().unwrap_or_default()) {
                Ok(Tell::Ready) => asked_early.take().into_iter().flatten().for_each(|message| post(&listener, &message)),
                Ok(Tell::Progress { id, progress }) => on_progress(id, progress),
                Ok(Tell::Answer { id, answer }) => {
                    let blobs = Reflect::get(&data, &"blobs".into())
                        .ok()
                        .and_then(|b| b.dyn_into::<Array>().ok())
                        .map(|a| a.iter().filter_map(|b| b.dyn_into().ok()).collect())
                        .unwrap_or_default();
                    if let Some(sender) = in_flight.borrow_mut().remove(&id) {
                        let _ = sender.send(answer.map(|reply| Answer { reply, blobs }));
                    }
                }
                Err(error) => web_sys::console::error_2(&"a message from the worker does not read".into(), &error.into()),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let in_flight = waiting.clone();
        let on_error = Closure::new(move |event: web_sys::Event| {
            let message = event.dyn_ref::<web_sys::ErrorEvent>().map(|e| e.message()).unwrap_or_default();
            // Memory that runs out traps without a panic; a panic has said before what it is.
            let error = match panicked.take() {
                Some(message) => WorkerError::Died { message },
                None if message.contains("unreachable") || message.contains("memory") => WorkerError::OutOfMemory,
                None => WorkerError::Died { message },
            };
            for (_, sender) in in_flight.borrow_mut().drain() {
                let _ = sender.send(Err(error.clone()));
            }
            on_death(error);
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        Client { worker, waiting, held, next: Cell::new(1), _on_message: on_message, _on_error: on_error }
    }

    /// Asks; `file` travels beside. The number of the question, and its answer.
    pub fn ask(&self, request: Request, file: Option<&File>) -> (u32, impl Future<Output = Result<Answer, WorkerError>> + use<>) {
        let id = self.next.replace(self.next.get() + 1);
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, sender);
        let message = js_sys::Object::new();
        let _ = Reflect::set(&message, &"ask".into(), &wire::write(&Ask { id, request }).into());
        if let Some(file) = file {
            let _ = Reflect::set(&message, &"file".into(), file);
        }
        match &mut *self.held.borrow_mut() {
            Some(held) => held.push(message.into()),
            None => post(&self.worker, &message),
        }
        (id, async move { receiver.await.unwrap_or(Err(WorkerError::Died { message: String::new() })) })
    }
}

/// Everything that is posted is made of plain values and files, which can always be cloned.
fn post(worker: &Worker, message: &JsValue) {
    if let Err(error) = worker.post_message(message) {
        web_sys::console::error_1(&error);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// The worker's script. The build names it by its content, so the name stands on the page's own script tag.
fn worker_url() -> String {
    let tag = leptos::prelude::document().query_selector("script[data-worker]").ok().flatten();
    tag.and_then(|tag| tag.get_attribute("data-worker")).unwrap_or_else(|| "./worker_loader.js".into())
}
