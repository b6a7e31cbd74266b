//! Which columns the table shows, and in which order.
//!
//! Test ids: `customers-columns` (the button), `columns-option-NAME` (its tick box), `columns-up-NAME`, `columns-down-NAME`, `columns-all`,
//! `columns-reset`.

use super::arrangement::{Arrangement, SHOWN_AT_FIRST};
use super::model::TableState;
use crate::app::state::App;
use crate::app::ui::{Icon, IconButton, PopoverButton, SearchInput, tr, tr_with};
use crate::messages::{common, customers as m};
use leptos::prelude::*;

/// Most columns listed at once; finding narrows to the rest.
const LISTED: usize = 200;

#[component]
pub fn ColumnsMenu(state: TableState) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <PopoverButton
            open
            class="btn"
            trigger=move || tr(m::columns)
            testid="customers-columns"
            label=tr(m::choose_columns)
            panel_class="columns-menu"
        >
            <ColumnsList state/>
        </PopoverButton>
    }
}

#[component]
fn ColumnsList(state: TableState) -> impl IntoView {
    let app = App::get();
    let find = RwSignal::new(String::new());
    // Those shown in their order, then the others in the order of the file.
    let listed = memo(move |_| {
        let needle = find.get().trim().to_lowercase();
        let shown = state.shown.get();
        let others = state.all.get();
        let others = others.iter().filter(|c| !shown.iter().any(|s| s.name == c.name));
        let on = shown.iter().map(|c| (c.name.clone(), c.column_type, true));
        let all = on.chain(others.map(|c| (c.name.clone(), c.column_type, false)));
        all.filter(|(name, ..)| name.to_lowercase().contains(&needle)).take(LISTED).collect::<Vec<_>>()
    });
    let count = move || {
        let (shown, all) = (state.shown.with(|s| s.len()), state.all.with(|a| a.len()));
        m::columns_shown(app.lang(), shown, all)
    };
    let wide =
        move || (state.all.with(|a| a.len()) > SHOWN_AT_FIRST && state.arrangement.with(Arrangement::is_usual)).then_some(SHOWN_AT_FIRST);
    view! {
        <div class="columns-menu-head">
            <SearchInput value=find on_input=Callback::new(move |t| find.set(t)) label=tr(m::find_column) class="grow"/>
            <span class="note nowrap">{count}</span>
        </div>
        {move || wide().map(|n| view! { <p class="note popover-note">{m::first_columns_only(app.lang(), n)}</p> })}
        <ul class="columns-menu-list">
            <For each=move || listed.get() key=|entry| entry.clone() let((name, column_type, on))>
                <Entry state name column_type on/>
            </For>
        </ul>
        <div class="columns-menu-foot">
            <button
                type="button"
                class="btn-text"
                data-testid="columns-all"
                on:click=move |_| {
                    let all: Vec<String> = state.all.with_untracked(|a| a.iter().map(|c| c.name.clone()).collect());
                    state.choose(|names| {
                        let others: Vec<String> = all.into_iter().filter(|n| !names.contains(n)).collect();
                        names.extend(others);
                    });
                }
            >
                {tr(m::show_all)}
            </button>
            <button type="button" class="btn-text" data-testid="columns-reset" on:click=move |_| state.arrangement.update(Arrangement::unchoose)>
                {tr(m::show_default)}
            </button>
        </div>
    }
}

#[component]
fn Entry(state: TableState, name: String, column_type: crate::table::ColumnType, on: bool) -> impl IntoView {
    let stored = StoredValue::new(name.clone());
    let turn = move |_| {
        stored.with_value(|name| {
            state.choose(|names| match names.iter().position(|n| n == name) {
                Some(at) => {
                    names.remove(at);
                }
                None => names.push(name.clone()),
            });
        });
    };
    let shift = move |by: isize| {
        stored.with_value(|name| {
            state.choose(|names| {
                if let Some(at) = names.iter().position(|n| n == name)
                    && let Some(to) = at.checked_add_signed(by).filter(|&to| to < names.len())
                {
                    names.swap(at, to);
                }
            });
        });
    };
    let spoken = name.clone();
    let label_up = tr_with(move |lang| format!("{}: {spoken}", common::move_up(lang)));
    let spoken = name.clone();
    let label_down = tr_with(move |lang| format!("{}: {spoken}", common::move_down(lang)));
    view! {
        <li class="columns-menu-entry">
            <label class="check grow">
                <input type="checkbox" prop:checked=on data-testid=format!("columns-option-{name}") on:change=turn/>
                {Icon::of_type(column_type)}
                <span class="ellipsis" title=name.clone()>{name.clone()}</span>
            </label>
            {on
                .then(|| {
                    view! {
                        <IconButton
                            icon=Icon::ArrowUp
                            class="btn-small"
                            label=label_up
                            on_click=Callback::new(move |()| shift(-1))
                            testid=format!("columns-up-{name}")
                        />
                        <IconButton
                            icon=Icon::ArrowDown
                            class="btn-small"
                            label=label_down
                            on_click=Callback::new(move |()| shift(1))
                            testid=format!("columns-down-{name}")
                        />
                    }
                })}
        </li>
    }
}
