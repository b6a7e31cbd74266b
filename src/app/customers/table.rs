//! The customer table: its header, its scrolled rows, its keys.
//!
//! Test ids: `customers-table` (the scrolled grid), `customers-row` (with `data-row`, the row of the table from 0), `column-header-NAME`,
//! `column-resize-NAME`, `customers-empty`.

use super::arrangement::NARROWEST;
use super::model::{Shown, TableState};
use super::rows::{HEADER, Rows, row_of};
use crate::app::state::App;
use crate::app::ui::{Icon, tr, tr_with};
use crate::messages::{common, customers as m};
use crate::protocol::{Reply, Request, WorkerError};
use crate::table::ColumnType;
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::HtmlElement;

type Shared = StoredValue<Option<Rc<RefCell<Rows>>>, LocalStorage>;

/// Width of the column of row numbers.
const NUMBER_WIDTH: f64 = 64.0;

/// The table.
#[component]
pub fn CustomerTable(state: TableState) -> impl IntoView {
    let app = App::get();
    let viewport = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    let rows: Shared = StoredValue::new_local(None);
    let asking = StoredValue::new_local(Rc::new(Cell::new(false)));
    let height = RwSignal::new(0.0);
    let active = RwSignal::new(None::<usize>);

    let paint = move || {
        let Some(shared) = rows.get_value() else { return };
        let mut rows = shared.borrow_mut();
        rows.paint(&document());
        height.set(rows.scroll.total_height());
        state.sight.set(rows.scroll.told());
    };
    let fetch = move || fetch(app, state, rows, asking.get_value(), active, paint);

    // The element is there: measure it, now and whenever its size changes.
    effect(move |_| {
        let (Some(viewport), Some(body)) = (viewport.get(), body.get()) else { return };
        if rows.with_value(Option::is_some) {
            return;
        }
        rows.set_value(Some(Rc::new(RefCell::new(Rows::new(body.into())))));
        let element: HtmlElement = viewport.into();
        let watched = element.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            if let Some(rows) = rows.try_get_value().flatten() {
                rows.borrow_mut().scroll.set_height(f64::from(watched.client_height()) - HEADER);
                paint();
                fetch();
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || {
                if let Some(Some(observer)) = kept.try_with_value(|(observer, _)| Some(observer.clone())) {
                    observer.disconnect();
                }
            });
        }
    });

    // Other rows are wanted: another query, or another evaluation of the workbook.
    effect(move |before: Option<crate::engine::RowQuery>| {
        let query = state.query.get();
        let columns = state.shown.get();
        app.evaluation.track();
        let missing = app.data.with(|d| d.as_ref().map(|d| d.report.missing.iter().map(|m| m.trim().to_lowercase()).collect()));
        let words = [common::yes(app.lang()).to_string(), common::no(app.lang()).to_string()];
        viewport.track();
        let Some(shared) = rows.get_value() else { return query };
        let other = before.is_none_or(|b| b != query);
        {
            let mut rows = shared.borrow_mut();
            rows.generation += 1;
            rows.query = query.clone();
            rows.set_columns(columns, missing.unwrap_or_default(), words);
            if other {
                rows.active = None;
                rows.refill();
                active.set(None);
            }
        }
        // Asked of the browser only where it changes something: it has to lay out the whole page for that.
        if other
            && !shared.borrow().scroll.at_top()
            && let Some(viewport) = viewport.get_untracked()
        {
            viewport.set_scroll_top(0);
        }
        paint();
        fetch();
        query
    });

    effect(move |_| {
        let explained = app.explained.get();
        if let Some(shared) = rows.get_value() {
            let mut rows = shared.borrow_mut();
            rows.explained = explained;
            if let Some(row) = explained {
                state.explained_name.set(rows.name_of(row));
            }
            rows.refill();
            drop(rows);
            paint();
        }
    });

    let activate = move |position: usize| {
        let Some(shared) = rows.get_value() else { return };
        let mut table = shared.borrow_mut();
        table.active = Some(position);
        active.set(Some(position));
        table.refill();
        if let Some(top) = table.scroll.reveal(position)
            && let Some(viewport) = viewport.get_untracked()
        {
            viewport.set_scroll_top(top as i32);
        }
        let row = table.row_at(position);
        drop(table);
        paint();
        fetch();
        // An open explanation follows.
        if app.explained.with_untracked(Option::is_some) && row.is_some() {
            app.explained.set(row);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let on_grid = event.target().is_some_and(|t| Some(t) == event.current_target());
        let total = state.total.get_untracked().unwrap_or(0);
        let Some(shared) = rows.get_value() else { return };
        if !on_grid || total == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let (first, page, at) = {
            let rows = shared.borrow();
            (rows.scroll.visible().0, rows.scroll.page(), rows.active)
        };
        let last = total - 1;
        let to = match event.key().as_str() {
            "ArrowDown" => at.map_or(first, |a| a + 1),
            "ArrowUp" => at.map_or(first, |a| a.saturating_sub(1)),
            "PageDown" => at.unwrap_or(first) + page,
            "PageUp" => at.unwrap_or(first).saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                let row = at.and_then(|a| shared.borrow().row_at(a));
                if row.is_some() {
                    event.prevent_default();
                    app.explained.set(row);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        activate(to.min(last));
    };
    // A press that was drawn out to mark text does not open anything.
    let pressed = StoredValue::new((0, 0));
    let on_click = move |event: MouseEvent| {
        let (x, y) = pressed.get_value();
        if (event.client_x() - x).abs() + (event.client_y() - y).abs() > 4 {
            return;
        }
        let Some(row) = row_of(event.target()) else { return };
        app.explained.set(Some(row));
        let position = rows.get_value().and_then(|r| r.borrow().position_of(row));
        if let Some(position) = position {
            activate(position);
        }
    };
    let columns_css = move || {
        let widths = state.shown.with(|s| s.iter().map(|c| format!(" {}px", state.width(c))).collect::<String>());
        format!("{NUMBER_WIDTH}px{widths} minmax(0, 1fr)")
    };
    let total_width = move || {
        let width = state.shown.with(|s| s.iter().map(|c| state.width(c)).sum::<f64>());
        format!("{}px", width + NUMBER_WIDTH)
    };
    view! {
        <div
            node_ref=viewport
            class="cgrid"
            class:cgrid-usual=move || state.has_usual_widths()
            role="grid"
            tabindex="0"
            aria-label=tr(m::table)
            aria-description=tr(m::table_help)
            aria-rowcount=move || (state.total.get().unwrap_or(0) + 1).to_string()
            aria-colcount=move || (state.shown.with(|s| s.len()) + 1).to_string()
            aria-activedescendant=move || active.get().map(|a| format!("customer-{a}"))
            data-testid="customers-table"
            style:--columns=columns_css
            style:--width=total_width
            on:scroll=move |_| {
                if let (Some(viewport), Some(shared)) = (viewport.get_untracked(), rows.get_value()) {
                    shared.borrow_mut().scroll.scrolled(f64::from(viewport.scroll_top()));
                    paint();
                    fetch();
                }
            }
            on:keydown=on_key
            on:pointerdown=move |event| pressed.set_value((event.client_x(), event.client_y()))
            on:click=on_click
        >
            <Header state/>
            <div node_ref=body class="cbody" role="rowgroup" style:height=move || format!("{}px", height.get())></div>
        </div>
    }
}

/// Asks for the rows in sight, unless they are there or a question is under way (after which this looks again).
fn fetch(
    app: App,
    state: TableState,
    rows: Shared,
    asking: Rc<Cell<bool>>,
    active: RwSignal<Option<usize>>,
    paint: impl Fn() + Copy + 'static,
) {
    if asking.replace(true) {
        return;
    }
    spawn_local(async move {
        while let Some(shared) = rows.try_get_value().flatten() {
            let Some(wanted) = shared.borrow().wanted() else { break };
            let columns = wanted.columns.iter().map(|c| c.name.clone()).collect();
            let request = Request::Rows { query: wanted.query.clone(), start: wanted.start, count: wanted.count, columns };
            let answer = app.ask(request).await;
            // The table may have gone meanwhile.
            if rows.try_get_value().flatten().is_none() {
                break;
            }
            match answer {
                Ok(Reply::Rows(window)) => {
                    let total = window.total;
                    let short = window.rows.len() < wanted.count && wanted.start + window.rows.len() < total;
                    let taken = shared.borrow_mut().take(wanted, window);
                    if taken {
                        state.total.set(Some(total));
                        state.failed.set(false);
                        active.set(shared.borrow().active);
                        paint();
                    }
                    if short {
                        break;
                    }
                }
                // Columns that an edit has just renamed: the evaluation that follows asks again.
                Err(WorkerError::UnknownColumn { .. } | WorkerError::Engine(_) | WorkerError::NoData | WorkerError::Cancelled) => break,
                Ok(_) | Err(_) => {
                    state.failed.set(true);
                    break;
                }
            }
        }
        asking.set(false);
    });
}

/// The headings: sort on pressing, widen at the edge.
#[component]
fn Header(state: TableState) -> impl IntoView {
    view! {
        <div class="chead" role="rowgroup">
            <div class="chead-row" role="row" aria-rowindex="1">
                <div class="chead-cell ccell-number" role="columnheader" aria-colindex="1" title=tr(m::row_number)>
                    "#"
                </div>
                {move || {
                    state.shown.get().iter().enumerate().map(|(i, c)| view! { <Heading state column=c.clone() index=i + 2/> }).collect_view()
                }}
            </div>
        </div>
    }
}

#[component]
fn Heading(state: TableState, column: Shown, index: usize) -> impl IntoView {
    let name = StoredValue::new(column.name.clone());
    let order = memo(move |_| state.sort.with(|s| s.as_ref().filter(|s| name.with_value(|n| *n == s.column)).map(|s| s.descending)));
    let aria_sort = move || match order.get() {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let numeric = column.column_type == ColumnType::Number;
    let shown = StoredValue::new(column.clone());
    let width = move || shown.with_value(|c| state.width(c));
    // Where the pointer went down, and the width then.
    let drag = StoredValue::new(None::<(i32, f64)>);
    let on_down = move |event: PointerEvent| {
        event.prevent_default();
        event.stop_propagation();
        drag.set_value(Some((event.client_x(), untrack(width))));
        if let Some(handle) = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: PointerEvent| {
        if let Some((x, width)) = drag.get_value() {
            name.with_value(|n| state.set_width(n, width + f64::from(event.client_x() - x)));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -16.0,
            "ArrowRight" => 16.0,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        name.with_value(|n| state.set_width(n, untrack(width) + by));
    };
    let reset = move |_| {
        name.with_value(|n| state.arrangement.update(|a| a.forget_width(n)));
    };
    let resize_label = tr_with(move |lang| name.with_value(|n| m::resize(lang, n)));
    view! {
        <div
            class=if numeric { "chead-cell chead-numeric" } else { "chead-cell" }
            role="columnheader"
            aria-colindex=index.to_string()
            aria-sort=aria_sort
            data-testid=format!("column-header-{}", column.name)
        >
            <button
                type="button"
                class="chead-button"
                title=tr_with(move |lang| name.with_value(|n| m::sort_by(lang, n)))
                on:click=move |event| {
                    event.stop_propagation();
                    name.with_value(|n| state.sort_on(n));
                }
            >
                <span class="ellipsis">{column.name.clone()}</span>
                {move || order.get().map(|descending| if descending { Icon::ArrowDown.view() } else { Icon::ArrowUp.view() })}
            </button>
            <span
                class="chead-edge"
                role="separator"
                tabindex="0"
                aria-orientation="vertical"
                aria-label=resize_label
                title=resize_label
                aria-valuenow=move || width().to_string()
                aria-valuemin=NARROWEST.to_string()
                data-testid=format!("column-resize-{}", column.name)
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=move |_| drag.set_value(None)
                on:pointercancel=move |_| drag.set_value(None)
                on:dblclick=reset
                on:keydown=on_key
            ></span>
        </div>
    }
}
