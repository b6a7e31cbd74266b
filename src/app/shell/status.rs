//! What is under way, and what has gone wrong with the worker.

use super::actions;
use crate::app::state::App;
use crate::app::ui::{Icon, tr, tr_with};
use crate::messages::{format, shell as m};
use crate::protocol::WorkerError;
use leptos::prelude::*;

/// Width and height of the window in pixels.
pub fn window_size() -> (f64, f64) {
    let size = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    (size(window().inner_width()), size(window().inner_height()))
}

/// How far reading or exporting is, with a way to stop it. Style keeps it out of sight for the first half second.
#[component]
pub fn ProgressBar() -> impl IntoView {
    let app = App::get();
    let running = memo(move |_| app.progress.with(Option::is_some));
    let done = move || app.progress.get().map_or(0.0, |p| if p.total == 0 { 0.0 } else { p.done as f64 / p.total as f64 });
    view! {
        <Show when=move || running.get()>
            <div class="progress" data-testid="progress">
                <span class="progress-text">
                    {move || app.progress.get().map(|p| m::stage(app.lang(), p.stage))}
                    " "
                    <b>{move || format::share(done())}</b>
                </span>
                <span
                    class="bar"
                    role="progressbar"
                    aria-label=move || app.progress.get().map(|p| m::stage(app.lang(), p.stage))
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || (done() * 100.0).round().to_string()
                    style:--w=move || done().to_string()
                >
                    <i></i>
                </span>
                <button type="button" class="btn btn-small" data-testid="cancel" on:click=move |_| app.cancel()>
                    {tr(m::cancel)}
                </button>
            </div>
        </Show>
    }
}

/// Says that the worker has stopped, and starts it again with the same file.
#[component]
pub fn DeadWorker() -> impl IntoView {
    let app = App::get();
    view! {
        {move || {
            app.dead
                .get()
                .map(|error| {
                    let (what, said) = match error {
                        WorkerError::OutOfMemory => (tr(m::dead_memory), None),
                        WorkerError::Died { message } if !message.is_empty() => (tr(m::dead_died), Some(message)),
                        _ => (tr(m::dead_died), None),
                    };
                    view! {
                        <div class="dead card" role="alert" data-testid="dead-worker">
                            {Icon::Warning}
                            <div class="stack grow">
                                <b>{tr(m::dead_title)}</b>
                                <p>{what} " " {tr(m::dead_safe)}</p>
                                {said.map(|s| view! { <p class="note">{tr_with(move |lang| m::dead_said(lang, &s))}</p> })}
                            </div>
                            <button
                                type="button"
                                class="btn btn-primary"
                                data-testid="start-again"
                                on:click=move |_| actions::start_again(app)
                            >
                                {tr(m::start_again)}
                            </button>
                        </div>
                    }
                })
        }}
    }
}
