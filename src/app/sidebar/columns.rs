//! The columns of the file, to find (`/`, a shortcut of the shell) and to look into.
//!
//! Test ids: `columns-count`, `column-find`, `column-item` (`data-name`), `columns-none`, and those of `details`.

use super::details::Details;
use super::spark::spark;
use crate::app::state::App;
use crate::app::ui::{Icon, Opener, Popover, tr, tr_with};
use crate::messages::{format, sidebar as m};
use leptos::html;
use leptos::prelude::*;

/// Most columns listed at once; finding narrows to the rest.
const LISTED: usize = 200;

#[component]
pub fn Columns() -> impl IntoView {
    let app = App::get();
    let find = RwSignal::new(String::new());
    let count = move || app.data.with(|d| d.as_ref().map_or(0, |d| d.profile.len()));
    let names = memo(move |_| {
        let needle = find.get().trim().to_lowercase();
        app.data.with(|d| {
            let columns = d.as_ref().map(|d| d.profile.as_slice()).unwrap_or_default();
            let hits = columns.iter().filter(|c| c.name.to_lowercase().contains(&needle));
            hits.take(LISTED).map(|c| c.name.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="columns-head">
            <h2 class="caps">{tr(m::columns)}</h2>
            <span class="note" data-testid="columns-count">{move || format::count(count())}</span>
            <span class="search grow">
                {Icon::Search}
                <input
                    type="search"
                    class="input"
                    autocomplete="off"
                    aria-label=tr(m::find_column)
                    aria-keyshortcuts="/"
                    data-shortcut="search"
                    title=tr(m::find_column_hint)
                    placeholder=tr(m::find_column)
                    data-testid="column-find"
                    prop:value=find
                    on:input=move |event| find.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Escape" && !find.with_untracked(String::is_empty) {
                            event.prevent_default();
                            event.stop_propagation();
                            find.set(String::new());
                        }
                    }
                />
                <kbd aria-hidden="true">"/"</kbd>
            </span>
        </div>
        <ul class="columns-list">
            <For each=move || names.get() key=String::clone let(name)>
                <ColumnItem name/>
            </For>
        </ul>
        {move || {
            (names.with(Vec::is_empty) && !find.with(String::is_empty))
                .then(|| view! { <p class="note columns-none" role="status" data-testid="columns-none">{m::no_column_found(app.lang(), find.get())}</p> })
        }}
    }
}

#[component]
fn ColumnItem(name: String) -> impl IntoView {
    let app = App::get();
    let stored = StoredValue::new(name.clone());
    let profile =
        memo(move |_| app.data.with(|d| d.as_ref().and_then(|d| stored.with_value(|n| d.profile.iter().find(|c| &c.name == n).cloned()))));
    let rows = move || app.data.with(|d| d.as_ref().map_or(0, |d| d.report.rows));
    let open = RwSignal::new(false);
    let opener = Opener::new(open);
    let anchor = NodeRef::<html::Span>::new();
    let line = move || {
        let lang = app.lang();
        profile.with(|p| p.as_ref().map(|p| m::column_line(lang, p, rows())))
    };
    let missing = move || {
        let lang = app.lang();
        profile
            .with(|p| p.as_ref().filter(|p| p.missing > 0 && p.missing < rows()).map(|p| m::missing_count(lang, format::count(p.missing))))
    };
    view! {
        <li>
            <span node_ref=anchor class="column-anchor">
                <button
                    type="button"
                    class="column"
                    title=name.clone()
                    aria-haspopup="dialog"
                    aria-expanded=move || open.get().to_string()
                    data-testid="column-item"
                    data-name=name.clone()
                    on:pointerdown=move |_| opener.pressed()
                    on:click=move |event| opener.clicked(&event)
                >
                    <span class="column-type" title=tr_with(move |lang| {
                        profile.with(|p| p.as_ref().map(|p| m::type_name(lang, p.column_type).to_string()).unwrap_or_default())
                    })>{move || profile.with(|p| p.as_ref().map(|p| Icon::of_type(p.column_type).view()))}</span>
                    <span class="column-name ellipsis">{name.clone()}</span>
                    <span class="column-facts">
                        <span>{line}</span>
                        {move || missing().map(|text| view! { <span class="column-missing">{text}</span> })}
                    </span>
                    <span class="column-spark">{move || profile.with(|p| p.as_ref().and_then(|p| spark(p, rows())))}</span>
                </button>
                <Popover
                    anchor
                    open
                    role="dialog"
                    class="popover-pad details"
                    label=tr_with(move |lang| stored.with_value(|n| m::open_details(lang, n)))
                    testid="column-details"
                >
                    {move || profile.get().map(|profile| view! { <Details profile rows=rows() open/> })}
                </Popover>
            </span>
        </li>
    }
}
