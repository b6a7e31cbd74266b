//! A file may be dropped anywhere on the page.

use super::actions;
use crate::app::state::App;
use crate::app::ui::{Icon, tr};
use crate::messages::shell as m;
use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|t| t.types().includes(&"Files".into(), 0))
}

#[component]
pub fn DropOverlay() -> impl IntoView {
    let app = App::get();
    let over = RwSignal::new(false);
    let listeners = [
        window_event_listener(ev::dragover, move |event| {
            if has_files(&event) {
                event.prevent_default();
                if let Some(transfer) = event.data_transfer() {
                    transfer.set_drop_effect("copy");
                }
                if !over.get_untracked() {
                    app.expect_file();
                    over.set(true);
                }
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            // Only when the pointer leaves the window there is nothing that it enters.
            if event.related_target().is_none() {
                over.set(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            if has_files(&event) {
                event.prevent_default();
                over.set(false);
                actions::take_files(app, event.data_transfer().and_then(|t| t.files()), actions::Came::Dropped);
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    view! {
        <Show when=move || over.get()>
            <div class="drop-overlay" data-testid="drop-overlay">
                <div class="drop-message card">
                    {Icon::Upload}
                    <b>{tr(m::drop_here)}</b>
                    <span class="second">{tr(m::drop_kinds)}</span>
                </div>
            </div>
        </Show>
    }
}
