//! The frame of the page: top bar, the panels and their sizes, keyboard shortcuts, drop anywhere.

use super::charts::Charts;
use super::customers::Customers;
use super::dialogs::Dialogs;
use super::editors::StepEditor;
use super::sidebar::Sidebar;
use super::source::SourceEditor;
use super::start::Start;
use super::state::{App, Selection};
use leptos::prelude::*;

#[component]
pub fn Shell() -> impl IntoView {
    let app = App::get();
    let loaded = Memo::new(move |_| app.data.with(Option::is_some));
    view! {
        <Show when=move || loaded.get() fallback=|| view! { <Start/> }>
            <Sidebar/>
            {move || match app.selection.get() {
                Selection::Source => view! { <SourceEditor/> }.into_any(),
                Selection::Step(step) => view! { <StepEditor step/> }.into_any(),
            }}
            <Charts/>
            <Customers/>
        </Show>
        <Dialogs/>
    }
}
