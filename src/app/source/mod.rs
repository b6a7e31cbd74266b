//! The editor of the source: import report, overrides, types, as-of date, value column.
//!
//! Test ids: `source-editor`, `source-build` (goes on to the first step), `source-note` (one per finding), and those named at the top of
//! each module.

mod columns;
mod decisions;
mod files;
pub mod notes;
mod reread;
mod rollup;

pub use columns::TypeSelect;
pub use reread::keep_reading;

use super::state::{App, Dialog, Selection};
use super::ui::{Icon, Soon, tr};
use crate::messages::{format, source as m};
use leptos::prelude::*;

#[component]
pub fn SourceEditor() -> impl IntoView {
    let app = App::get();
    let name = move || app.data.with(|d| d.as_ref().map(|d| d.name.clone()));
    let summary = move || {
        let lang = app.lang();
        app.data.with(|d| {
            d.as_ref()
                .map(|d| m::summary(lang, format::count(d.report.rows), format::count(d.report.columns.len()), m::bytes(d.report.bytes)))
        })
    };
    let notes = move || app.data.with(|d| d.as_ref().map(|d| m::notes(app.lang(), &d.report))).unwrap_or_default();
    let build = move |_| {
        if app.workbook.with_untracked(|w| w.steps.is_empty()) {
            app.dialog.set(Some(Dialog::AddStep));
        } else {
            app.selection.set(Selection::Step(0));
        }
    };
    view! {
        <section class="source" aria-label=tr(m::title) data-testid="source-editor">
            <header class="source-head">
                <div class="grow">
                    <h1 class="ellipsis">{name}</h1>
                    <p class="muted small">{summary}</p>
                </div>
                <button type="button" class="btn btn-primary" title=tr(m::build_segments_hint) data-testid="source-build" on:click=build>
                    {tr(m::build_segments)}
                    {Icon::ChevronRight}
                </button>
            </header>
            <section class="card source-card" aria-label=tr(m::notes_title)>
                <h2>{tr(m::notes_title)}</h2>
                {move || {
                    let notes = notes();
                    if notes.is_empty() {
                        view! {
                            <p class="row source-fine">
                                {Icon::Check}
                                {tr(m::nothing_odd)}
                            </p>
                        }
                            .into_any()
                    } else {
                        view! {
                            <ul class="stack">
                                {notes.into_iter().map(|note| view! { <notes::NoteView note testid="source-note"/> }).collect_view()}
                            </ul>
                        }
                            .into_any()
                    }
                }}
            </section>
            <Soon>
                <files::FilesCard/>
                <rollup::RollupCard/>
                <decisions::Decisions/>
            </Soon>
            <Soon><columns::Columns/></Soon>
        </section>
    }
}
