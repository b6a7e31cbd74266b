//! Files of the browser's own for this site, which no other site and no other program sees. A large export is written into one: that takes a fifth of
//! the time of giving its bytes to blobs, and none of the browser's memory. They do not last: what is older than [`KEPT`] is removed by the worker that
//! wrote it or by the next that starts.

use super::platform::pause;
use js_sys::{AsyncIterator, Date, IteratorNext, Promise};
use std::ops::Range;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, File, FileSystemDirectoryHandle as Directory, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemSyncAccessHandle,
};

/// How long an export can be saved from here, in milliseconds; a download that has begun is over long before.
const KEPT: i32 = 10 * 60 * 1000;

/// What the names of exports begin with; the time at which they were begun follows, in milliseconds.
const PREFIX: &str = "export-";

/// A worker looks how long writing takes once it has written so many bytes.
const TRIAL: u64 = 4 << 20;

/// Milliseconds for a megabyte beyond which blobs are as fast. A private window's files take longer: the browser keeps them in its memory, and each
/// write asks it to. One write does not tell: the first to a file on disk often takes as long.
const SLOW: f64 = 2.0;

#[wasm_bindgen]
extern "C" {
    /// Not there outside of a secure context, and refused in some private windows.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "storage"], js_name = getDirectory)]
    fn get_directory() -> Result<Promise, JsValue>;
}

async fn directory() -> Result<Directory, JsValue> {
    JsFuture::from(get_directory()?).await.map(JsCast::unchecked_into)
}

/// How much was written in how long.
#[derive(Clone, Copy, Default)]
struct Writes {
    bytes: u64,
    milliseconds: f64,
}

/// A file that is being written; it goes if it is not finished.
pub struct Scratch {
    name: String,
    file: FileSystemFileHandle,
    access: FileSystemSyncAccessHandle,
    /// All writes together.
    written: Writes,
    /// The one that took longest.
    slowest: Writes,
    /// Nothing more can be written, or not fast enough.
    is_over: bool,
    is_finished: bool,
}

impl Scratch {
    /// A new file; None where the browser has none to give.
    pub async fn new() -> Option<Scratch> {
        Scratch::create().await.ok()
    }

    async fn create() -> Result<Scratch, JsValue> {
        let name = format!("{PREFIX}{}-{:08x}", Date::now(), (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = JsFuture::from(directory().await?.get_file_handle_with_options(&name, &options)).await?;
        let file: FileSystemFileHandle = file.unchecked_into();
        let access = JsFuture::from(file.create_sync_access_handle()).await?.unchecked_into();
        Ok(Scratch { name, file, access, written: Writes::default(), slowest: Writes::default(), is_over: false, is_finished: false })
    }

    /// Adds bytes at the end: where they are. None where they are better put elsewhere, now and from now on: there is no room for them, or writing takes
    /// too long here.
    pub fn write(&mut self, bytes: &[u8]) -> Option<Range<u64>> {
        if self.is_over {
            return None;
        }
        let clock = super::scope().performance();
        let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let before = now();
        let written = self.access.write_with_u8_array(bytes);
        let this = Writes { bytes: bytes.len() as u64, milliseconds: now() - before };
        if written.ok() != Some(this.bytes as f64) {
            self.is_over = true;
            return None;
        }
        let at = self.written.bytes;
        self.written.bytes += this.bytes;
        self.written.milliseconds += this.milliseconds;
        if this.milliseconds >= self.slowest.milliseconds {
            self.slowest = this;
        }
        self.is_over = self.written.bytes >= TRIAL && self.is_slow();
        Some(at..self.written.bytes)
    }

    /// Whether all writes but the slowest took too long.
    fn is_slow(&self) -> bool {
        let megabytes = (self.written.bytes - self.slowest.bytes) as f64 / f64::from(1 << 20);
        self.written.milliseconds - self.slowest.milliseconds > SLOW * megabytes
    }

    /// What was written, as the browser's file; it is removed after [`KEPT`].
    ///
    /// # Errors
    /// When the browser has removed it meanwhile.
    pub async fn finish(mut self) -> Result<Blob, JsValue> {
        self.access.close();
        let file: File = JsFuture::from(self.file.get_file()).await?.unchecked_into();
        self.is_finished = true;
        spawn_local(async {
            pause(KEPT).await;
            clear().await;
        });
        Ok(file.into())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_finished {
            self.access.close();
            let name = std::mem::take(&mut self.name);
            spawn_local(async move { _ = remove(&name).await });
        }
    }
}

async fn remove(name: &str) -> Result<(), JsValue> {
    JsFuture::from(directory().await?.remove_entry(name)).await.map(|_| ())
}

/// Removes the exports that have been kept for long enough, of this page or of any before it.
pub async fn clear() {
    let _ = try_clear().await;
}

async fn try_clear() -> Result<(), JsValue> {
    let directory = directory().await?;
    let names = directory.keys();
    while let Some(name) = next(&names).await? {
        let begun = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()).and_then(|begun| begun.parse::<f64>().ok());
        if begun.is_some_and(|begun| begun + f64::from(KEPT) <= Date::now()) {
            // One that is being written stays.
            let _ = JsFuture::from(directory.remove_entry(&name)).await;
        }
    }
    Ok(())
}

async fn next(names: &AsyncIterator) -> Result<Option<String>, JsValue> {
    let next: IteratorNext = JsFuture::from(names.next()?).await?.unchecked_into();
    Ok(if next.done() { None } else { next.value().as_string() })
}
