//! Keeps what is loaded in step with what the workbook says: a changed option, an undone one, or another workbook reads the file again; a
//! further file that it names is read, one that it no longer names is let go.

use crate::app::files;
use crate::app::state::{App, NoticeKind};
use crate::messages::source as m;
use crate::protocol::WorkerError;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Reads again whenever the workbook's files or reading options change, as long as the caller's owner lives. One reading at a time: a change
/// of how the main file is read cancels it and begins anew.
pub fn keep_reading(app: App) {
    let wanted = memo(move |_| app.workbook.with(|w| w.source.read.clone()));
    let further = memo(move |_| {
        app.workbook.with(|w| {
            let names = w.source.further_files();
            names.into_iter().map(|name| (name.to_owned(), w.source.read_of(name))).collect::<Vec<_>>()
        })
    });
    let busy = StoredValue::new(false);
    let before = StoredValue::new(wanted.get_untracked());
    effect(move |_| {
        let main = wanted.get();
        // Read, not only tracked: a memo that nobody reads never runs, and hears of no change.
        further.with(|_| ());
        app.files.pending.track();
        app.loads.track();
        let changed = before.with_value(|before| *before != main);
        before.set_value(main);
        if busy.get_value() {
            if changed {
                app.cancel();
            }
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            while let Some(options) = wanted.try_get_untracked() {
                if app.data.with_untracked(Option::is_none) {
                    break;
                }
                if app.read_with() == options {
                    // A file that is being asked about is read by itself.
                    if app.files.pending.get_untracked().is_none() && files::settle(app).await {
                        continue;
                    }
                    break;
                }
                match app.reread(options).await {
                    Ok(()) | Err(WorkerError::Cancelled) => {}
                    Err(_) => app.notify(NoticeKind::Error, m::reread_failed(app.lang.get_untracked())),
                }
            }
            busy.try_set_value(false);
        });
    });
}
