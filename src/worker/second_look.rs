//! Looks at a file that has been read once more while nobody asks for anything, so that its rows can be shown without reading them.

use super::ahead::Ahead;
use super::platform::{breathe, pause};
use super::session::Session;
use crate::engine::SourceFile;
use crate::ingest::Spelling;
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;

/// Nobody asks when nobody has asked for so many milliseconds.
const QUIET: i32 = 200;

impl Session {
    /// Looks at a file, from the next quiet moment on, in steps of a few milliseconds; any question comes first. A file that has been replaced is
    /// left alone, and so is one that cannot be read: who needs it will say so.
    pub fn look_again(&self, file: &SourceFile) {
        let Some(records) = file.records.as_ref().map(Rc::downgrade) else { return };
        let mut spelling = Spelling::new(&file.table);
        let session = self.clone();
        spawn_local(async move {
            let mut stream = None;
            let mut asked = None;
            loop {
                while asked.is_none() || asked != session.asked_and_done() {
                    asked = session.asked_and_done();
                    pause(QUIET).await;
                }
                let Some(records) = Weak::upgrade(&records) else { return };
                let Some(rows) = spelling.next_rows(&records) else {
                    records.set_spelled(spelling.finish());
                    return;
                };
                let Some(bytes) = Ahead::take(&mut stream, &records, records.span(&rows)).await else { return };
                spelling.look(&records, rows, bytes);
                breathe().await;
            }
        });
    }
}
