//! Keeps what is loaded in step with how the workbook says to read it: a changed option, an undone one, or another workbook reads the
//! file again.

use crate::app::state::{App, NoticeKind};
use crate::messages::source as m;
use crate::protocol::WorkerError;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Reads again whenever the workbook's reading options change, as long as the caller's owner lives. One reading at a time: a change
/// meanwhile cancels it and begins anew.
pub fn keep_reading(app: App) {
    let wanted = Memo::new(move |_| app.workbook.with(|w| w.source.read.clone()));
    let busy = StoredValue::new(false);
    Effect::new(move |first: Option<()>| {
        wanted.track();
        if first.is_none() {
            return;
        }
        if busy.get_value() {
            app.cancel();
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            while let Some(options) = wanted.try_get_untracked() {
                if app.read_with() == options || app.data.with_untracked(Option::is_none) {
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
