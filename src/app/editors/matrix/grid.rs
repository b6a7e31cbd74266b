//! The grid of cells: one roving tab stop, arrows move, Shift extends, Space and Ctrl take one more or one less.

use super::edit::{Editor, Place};
use crate::app::editors::common::focus_soon;
use crate::app::ui::{colour_soft, colour_var, tr, tr_with};
use crate::engine::{GridCell, MatrixDetail};
use crate::messages::{format, matrix as m};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn Grid() -> impl IntoView {
    let editor = Editor::get();
    // The frame is drawn again when the groups of an axis change, the cells read their own numbers.
    let frame = memo(move |_| editor.detail().map(|d| (d.rows, d.columns)));
    let detail = memo(move |_| editor.detail());
    let title = move |side: bool| move || editor.read(|m| if side { m.rows.clone() } else { m.columns.clone() });
    view! {
        <div class="matrix-scroll">
            {move || {
                let (rows, columns) = frame.get()?;
                let size = (rows.len(), columns.len());
                let heads = columns.iter().map(|c| view! { <th scope="col"><span class="ellipsis" title=c.clone()>{c.clone()}</span></th> }).collect_view();
                let lines = rows
                    .into_iter()
                    .enumerate()
                    .map(|(r, row)| {
                        let cells = (0..size.1).map(|c| view! { <Cell at=(r, c) size detail/> }).collect_view();
                        view! {
                            <tr role="row">
                                <th scope="row"><span class="ellipsis" title=row.clone()>{row.clone()}</span></th>
                                {cells}
                            </tr>
                        }
                    })
                    .collect_view();
                Some(
                    view! {
                        <table class="matrix-grid" role="grid" aria-multiselectable="true" aria-label=tr(m::grid) data-testid="matrix-grid">
                            <thead>
                                <tr role="row">
                                    <td class="note matrix-corner">
                                        <span>{title(true)} " ↓"</span>
                                        <span>{title(false)} " →"</span>
                                    </td>
                                    {heads}
                                </tr>
                            </thead>
                            <tbody>{lines}</tbody>
                        </table>
                    },
                )
            }}
        </div>
    }
}

#[component]
fn Cell(at: Place, size: (usize, usize), detail: Memo<Option<MatrixDetail>>) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let cell = memo(move |_| detail.with(|d| d.as_ref().and_then(|d| d.cells.get(at.0 * size.1 + at.1).copied())));
    let group = memo(move |_| {
        let group = cell.get()?.group?;
        app.evaluation.with(|e| e.as_ref()?.steps.get(editor.step)?.groups.get(group).map(|g| (g.name.clone(), g.colour)))
    });
    let totals = memo(move |_| app.evaluation.with(|e| e.as_ref().map(|e| (e.rows, e.value.as_ref().map(|v| v.1)))));
    let axes = memo(move |_| detail.with(|d| d.as_ref().and_then(|d| Some((d.rows.get(at.0)?.clone(), d.columns.get(at.1)?.clone())))));
    let name = move || group.with(|g| g.as_ref().map(|g| g.0.clone()).unwrap_or_default());
    let colour = move || group.with(|g| g.as_ref().map(|g| g.1).unwrap_or_default());
    let selected = memo(move |_| editor.selected.with(|s| s.contains(&at)));
    let read = move |read: fn(GridCell) -> String| move || cell.get().map(read).unwrap_or_default();
    let share = move || {
        let rows = totals.get().map_or(0, |t| t.0);
        cell.get().filter(|_| rows > 0).map(|c| format::share(c.count as f64 / rows as f64))
    };
    let value = tr_with(move |lang| {
        let total = totals.get().and_then(|t| t.1).filter(|t| *t > 0.0);
        match (cell.get().and_then(|c| c.value), total) {
            (Some(value), Some(total)) => m::value(lang, format::share(value / total)),
            _ => String::new(),
        }
    });
    let mean = tr_with(move |lang| cell.get().and_then(|c| c.mean).map(|x| m::mean(lang, format::amount(x))).unwrap_or_default());
    let label = tr_with(move |lang| {
        let (row, column) = axes.get().unwrap_or_default();
        m::cell(lang, row, column, name(), format::count(cell.get().map_or(0, |c| c.count)))
    });
    view! {
        <td
            role="gridcell"
            class="matrix-cell"
            class:matrix-empty=move || cell.get().is_some_and(|c| c.count == 0)
            style:--c=move || colour_var(colour())
            style:--soft-c=move || colour_soft(colour())
            tabindex=move || if editor.current.get() == at { "0" } else { "-1" }
            aria-selected=move || selected.get().to_string()
            aria-label=label
            title=label
            data-testid="matrix-cell"
            data-row=at.0.to_string()
            data-column=at.1.to_string()
            on:mousedown=move |event: MouseEvent| {
                // Shift and a click would select text.
                if event.shift_key() {
                    event.prevent_default();
                }
            }
            on:click=move |event: MouseEvent| pick(editor, at, event.shift_key(), event.ctrl_key() || event.meta_key())
            on:keydown=move |event: KeyboardEvent| {
                let (r, c) = at;
                let to = match event.key().as_str() {
                    "ArrowUp" => (r.saturating_sub(1), c),
                    "ArrowDown" => ((r + 1).min(size.0 - 1), c),
                    "ArrowLeft" => (r, c.saturating_sub(1)),
                    "ArrowRight" => (r, (c + 1).min(size.1 - 1)),
                    "Home" => (r, 0),
                    "End" => (r, size.1 - 1),
                    "Enter" => {
                        event.prevent_default();
                        if !editor.selected.with_untracked(|s| s.contains(&at)) {
                            pick(editor, at, false, false);
                        }
                        return focus_soon("[data-testid=matrix-name]".to_string());
                    }
                    " " => {
                        event.prevent_default();
                        return pick(editor, at, event.shift_key(), !event.shift_key());
                    }
                    "Escape" => return editor.selected.set(BTreeSet::new()),
                    _ => return,
                };
                event.prevent_default();
                if event.shift_key() {
                    pick(editor, to, true, false);
                } else {
                    editor.current.set(to);
                }
                focus_soon(format!("[data-testid=matrix-cell][data-row=\"{}\"][data-column=\"{}\"]", to.0, to.1));
            }
        >
            <span class="matrix-cell-name ellipsis">{name}</span>
            <span class="matrix-numbers">
                <b>{read(|c| format::count(c.count))}</b>
                <span class="small">{share}</span>
            </span>
            <span class="matrix-worth small">
                <span>{value}</span>
                <span>{mean}</span>
            </span>
        </td>
    }
}

/// Selects a cell: alone, as the far corner of a range, or one more (or less).
fn pick(editor: Editor, at: Place, range: bool, more: bool) {
    editor.current.set(at);
    if range {
        let from = editor.anchor.get_untracked();
        let span = |a: usize, b: usize| a.min(b)..=a.max(b);
        editor.selected.set(span(from.0, at.0).flat_map(|r| span(from.1, at.1).map(move |c| (r, c))).collect());
        return;
    }
    editor.anchor.set(at);
    if more {
        editor.selected.update(|s| {
            if !s.remove(&at) {
                s.insert(at);
            }
        });
    } else {
        editor.selected.set(BTreeSet::from([at]));
    }
}
