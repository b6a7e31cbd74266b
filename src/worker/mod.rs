//! The worker: owns the table, the records and the engine, and answers the page. Never touches the DOM; keeps no workbook of its own
//! beyond the one evaluated last.

mod ahead;
mod answers;
pub mod pieces;
mod platform;
mod reader;
mod readers;
mod rehearsal;
mod scratch;
mod second_look;
mod session;
mod travel;
mod writing;

use crate::protocol::{Ask, Tell, WorkerError};
use crate::wire;
use js_sys::{Array, Object, Reflect};
use session::Session;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

/// Starts the worker.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // The page learns why before the trap ends this worker.
        let message = Object::new();
        let _ = Reflect::set(&message, &"panic".into(), &info.to_string().into());
        let _ = scope().post_message(&message);
    }));
    if scope().name() == reader::NAME {
        return reader::serve();
    }
    let session = Session::new();
    on_message(move |event| {
        let data = event.data();
        let text = Reflect::get(&data, &"ask".into()).ok().and_then(|ask| ask.as_string()).unwrap_or_default();
        let file = Reflect::get(&data, &"file".into()).ok().and_then(|f| f.dyn_into::<File>().ok());
        match wire::read::<Ask>(&text) {
            Ok(ask) => session.clone().handle(ask, file),
            Err(message) => {
                // Page and worker of different builds: say so under the question's number, so that it does not wait for ever.
                let id = js_sys::JSON::parse(&text).and_then(|ask| Reflect::get(&ask, &"id".into()));
                let id = id.ok().and_then(|i| i.as_f64()).unwrap_or(0.0) as u32;
                tell(&Tell::Answer { id, answer: Err(WorkerError::Died { message }) }, &[]);
            }
        }
    });
    tell(&Tell::Ready, &[]);
}

/// Listens for as long as this worker lives.
fn on_message(listener: impl FnMut(MessageEvent) + 'static) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(listener);
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends to the page, with blobs beside.
fn tell(message: &Tell, blobs: &[Blob]) {
    let out = Object::new();
    let _ = Reflect::set(&out, &"tell".into(), &wire::write(message).into());
    if !blobs.is_empty() {
        let _ = Reflect::set(&out, &"blobs".into(), &blobs.iter().collect::<Array>());
    }
    let _ = scope().post_message(&out);
}
