//! The frame of the page: top bar, the panels and their sizes, keyboard shortcuts, drop anywhere, progress.

pub mod actions;
mod drop;
mod keys;
pub mod layout;
mod splitter;
mod status;
mod topbar;

use super::charts::Charts;
use super::customers::Customers;
use super::dialogs::Dialogs;
use super::editors::StepEditor;
use super::sidebar::Sidebar;
use super::source::SourceEditor;
use super::start::Start;
use super::state::{App, Selection};
use super::ui::{Soon, tr};
use crate::messages::shell as m;
use leptos::prelude::*;
use splitter::{Edge, Splitter};

#[component]
pub fn Shell() -> impl IntoView {
    let app = App::get();
    let loaded = memo(move |_| app.data.with(Option::is_some));
    keys::listen(app);
    view! {
        <a class="skip" href="#editor" on:click=move |event| {
            event.prevent_default();
            focus_editor();
        }>{tr(m::skip)}</a>
        <topbar::TopBar/>
        <Show when=move || loaded.get() fallback=|| view! { <main id="editor" class="start-room" tabindex="-1"><Start/></main> }>
            <Workbench/>
        </Show>
        <status::ProgressBar/>
        <status::DeadWorker/>
        <drop::DropOverlay/>
        <FileInputs/>
        <Dialogs/>
    }
}

/// The panels around the editor.
#[component]
fn Workbench() -> impl IntoView {
    let app = App::get();
    let layout = app.layout;
    view! {
        <div
            class="workbench"
            class:no-side=move || !layout.with(|l| l.side_open)
            class:no-charts=move || !layout.with(|l| l.charts_open)
            class:no-bottom=move || !layout.with(|l| l.bottom_open)
            style:--side=move || format!("{}px", layout.with(|l| l.side))
            style:--charts=move || format!("{}px", layout.with(|l| l.charts))
            style:--bottom=move || format!("{}px", layout.with(|l| l.bottom))
        >
            <Show when=move || layout.with(|l| l.side_open)>
                <aside class="panel panel-side" id="panel-side" aria-label=tr(m::panel_side)>
                    <Soon><Sidebar/></Soon>
                </aside>
                <Splitter edge=Edge::Side/>
            </Show>
            <main class="panel panel-editor" id="editor" tabindex="-1" aria-label=tr(m::panel_editor)>
                <Soon>
                    {move || match app.selection.get() {
                        Selection::Source if app.setting_up.get() => ().into_any(),
                        Selection::Source => view! { <SourceEditor/> }.into_any(),
                        Selection::Step(step) => view! { <StepEditor step/> }.into_any(),
                    }}
                </Soon>
            </main>
            <Show when=move || layout.with(|l| l.charts_open)>
                <Splitter edge=Edge::Charts/>
                <aside class="panel panel-charts" id="panel-charts" aria-label=tr(m::panel_charts)>
                    <Soon><Charts/></Soon>
                </aside>
            </Show>
            <Show when=move || layout.with(|l| l.bottom_open)>
                <Splitter edge=Edge::Bottom/>
                <section class="panel panel-bottom" id="panel-bottom" aria-label=tr(m::panel_customers)>
                    <Soon><Customers/></Soon>
                </section>
            </Show>
        </div>
    }
}

fn focus_editor() {
    if let Some(editor) = document().get_element_by_id("editor") {
        use wasm_bindgen::JsCast;
        let _ = editor.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// The inputs behind "choose a file" and "open a workbook".
#[component]
fn FileInputs() -> impl IntoView {
    let app = App::get();
    let take = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        actions::take_files(app, input.files(), actions::Came::Chosen);
        // So that choosing the same file again is a change again.
        input.set_value("");
    };
    let take_further = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        actions::take_further(app, input.files());
        input.set_value("");
    };
    view! {
        <input type="file" hidden multiple id=actions::FURTHER_INPUT data-testid="further-input" on:change=take_further/>
        <input type="file" hidden id=actions::DATA_INPUT data-testid="file-input" on:change=take/>
        <input type="file" hidden id=actions::WORKBOOK_INPUT accept=".json,application/json" data-testid="workbook-input" on:change=take/>
    }
}
