//! What reading the file found, and the way to the decisions behind it.
//!
//! Test ids: `quality-note` (one per finding, `data-severity`), `quality-go`, `quality-fine`.

use crate::app::source::notes::NoteView;
use crate::app::state::{App, Selection};
use crate::app::ui::{Icon, tr};
use crate::messages::{customers as m, source};
use leptos::prelude::*;

#[component]
pub fn Quality() -> impl IntoView {
    let app = App::get();
    let notes = move || app.data.with(|d| d.as_ref().map(|d| source::notes(app.lang(), &d.report))).unwrap_or_default();
    view! {
        <div class="customers-page" role="tabpanel" aria-labelledby="customers-tab-quality">
            {move || {
                let notes = notes();
                if notes.is_empty() {
                    return view! {
                        <p class="empty row quality-fine" data-testid="quality-fine">
                            {Icon::Check}
                            {tr(m::quality_fine)}
                        </p>
                    }
                        .into_any();
                }
                view! {
                    <div class="row quality-head">
                        <h2>{m::quality_intro(app.lang(), notes.len())}</h2>
                        <span class="grow"></span>
                        <button type="button" class="btn" data-testid="quality-go" on:click=move |_| app.selection.set(Selection::Source)>
                            {Icon::Source}
                            {tr(m::quality_go)}
                        </button>
                    </div>
                    <ul class="stack">{notes.into_iter().map(|note| view! { <NoteView note testid="quality-note"/> }).collect_view()}</ul>
                }
                    .into_any()
            }}
        </div>
    }
}
