//! The bottom: the customer table, data quality, the recipe in plain words, and why a customer is where it is.
//!
//! Test ids: `customers-tab-table`, `customers-tab-quality`, `customers-tab-words`, `customers-search`, `customers-total` (rows in sight and
//! in all; `data-total`), and those named at the top of each module.

mod arrangement;
mod columns_menu;
mod explain;
mod filter;
mod model;
mod quality;
mod rows;
mod score;
mod scroll;
mod table;
mod words;

use crate::app::state::App;
use crate::app::ui::{SearchInput, tr, tr_with};
use crate::messages::{customers as m, format, source};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use model::TableState;
use std::time::Duration;

/// How long typing in the search box must rest before the rows are asked for.
const SEARCH_REST: Duration = Duration::from_millis(160);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Table,
    Quality,
    Words,
}

#[component]
pub fn Customers() -> impl IntoView {
    let app = App::get();
    let state = TableState::new(app);
    let tab = RwSignal::new(Tab::Table);
    let notes = memo(move |_| app.data.with(|d| d.as_ref().map_or(0, |d| source::notes(app.lang.get(), &d.report).len())));
    filter::hold(app);

    let rest = StoredValue::new(None::<TimeoutHandle>);
    effect(move |first: Option<()>| {
        let text = state.search.get();
        if first.is_none() {
            return;
        }
        if let Some(before) = rest.get_value() {
            before.clear();
        }
        let later = set_timeout_with_handle(move || state.searched.set(text.trim().to_string()), SEARCH_REST);
        rest.set_value(later.ok());
    });

    let rows = move || app.data.with(|d| d.as_ref().map_or(0, |d| d.customers));
    let total_text = move || {
        let lang = app.lang();
        match (state.total.get(), state.sight.get()) {
            (Some(0), _) => m::rows_none(lang).to_string(),
            (Some(total), Some((first, last))) => {
                m::rows_of(lang, format::count(first), format::count(last.min(total)), format::count(total))
            }
            _ => String::new(),
        }
    };
    let nobody = move || {
        let lang = app.lang();
        if state.failed.get() {
            return Some(m::rows_failed(lang).to_string());
        }
        (state.total.get() == Some(0)).then(|| {
            let searched = state.searched.get();
            match (searched.is_empty(), app.filter.with(Option::is_some)) {
                (true, true) => m::nobody_in_filter(lang).to_string(),
                (false, true) => m::nobody_found_in_filter(lang, searched),
                (false, false) => m::nobody_found(lang, searched),
                (true, false) => m::rows_none(lang).to_string(),
            }
        })
    };
    let tab_button = move |which: Tab, label: fn(crate::messages::Lang) -> &'static str, testid: &'static str| {
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=testid
                aria-selected=move || (tab.get() == which).to_string()
                tabindex=move || if tab.get() == which { "0" } else { "-1" }
                data-testid=testid
                on:click=move |_| tab.set(which)
            >
                {tr(label)}
                {(which == Tab::Quality)
                    .then_some(move || (notes.get() > 0).then(|| view! { <span class="badge">{notes.get()}</span> }))}
            </button>
        }
    };
    let on_tab_key = move |event: leptos::ev::KeyboardEvent| {
        let order = [(Tab::Table, "customers-tab-table"), (Tab::Quality, "customers-tab-quality"), (Tab::Words, "customers-tab-words")];
        let at = order.iter().position(|(t, _)| *t == tab.get_untracked()).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % order.len(),
            "ArrowLeft" => (at + order.len() - 1) % order.len(),
            _ => return,
        };
        event.prevent_default();
        tab.set(order[to].0);
        focus_id(order[to].1);
    };
    view! {
        <section class="customers" aria-label=tr(m::panel)>
            <div class="customers-bar">
                <div class="tabs" role="tablist" aria-label=tr(m::panel) on:keydown=on_tab_key>
                    {tab_button(Tab::Table, m::customers, "customers-tab-table")}
                    {tab_button(Tab::Quality, m::data_quality, "customers-tab-quality")}
                    {tab_button(Tab::Words, m::plain_words, "customers-tab-words")}
                </div>
                <div class="customers-tools" hidden=move || tab.get() != Tab::Table>
                    <filter::FilterChips/>
                    <filter::FilterMenu/>
                    <SearchInput
                        class="customers-search"
                        value=state.search
                        on_input=Callback::new(move |text| state.search.set(text))
                        label=tr_with(move |lang| m::search(lang, format::count(rows())))
                        testid="customers-search"
                    />
                    <columns_menu::ColumnsMenu state/>
                    <span
                        class="note nowrap customers-total"
                        role="status"
                        data-testid="customers-total"
                        data-total=move || state.total.get().map(|t| t.to_string())
                    >
                        {total_text}
                    </span>
                </div>
            </div>
            <div class="customers-main">
                // The table stays when another tab is open: its place and its rows are kept.
                <div class="customers-table" role="tabpanel" aria-labelledby="customers-tab-table" hidden=move || tab.get() != Tab::Table>
                    <table::CustomerTable state/>
                    {move || nobody().map(|text| view! { <p class="empty customers-empty" role="status" data-testid="customers-empty">{text}</p> })}
                </div>
                {move || match tab.get() {
                    Tab::Table => ().into_any(),
                    Tab::Quality => view! { <quality::Quality/> }.into_any(),
                    Tab::Words => view! { <words::Words/> }.into_any(),
                }}
                <explain::ExplainPanel state/>
            </div>
        </section>
    }
}

/// Focuses the element of that id.
pub(super) fn focus_id(id: &str) {
    use wasm_bindgen::JsCast;
    if let Some(element) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
