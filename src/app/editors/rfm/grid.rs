//! The grid of recency by frequency: how many are in each cell, and whose it is. Cells are painted by pointer and keyboard.

use super::edit::{Brush, Editor};
use crate::app::ui::{colour_var, tr, tr_with};
use crate::engine::GridCell;
use crate::messages::{Lang, format, rfm as m};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

#[component]
pub fn Grid() -> impl IntoView {
    let editor = Editor::get();
    // The parameters change before the counts do: the grid is as large as the newest counts.
    let scores = memo(move |_| editor.detail(|d| d.scores).unwrap_or(5));
    // The one cell that Tab reaches; the arrows move it.
    let current = RwSignal::new((1u8, 1u8));
    let seal = window_event_listener(leptos::ev::pointerup, move |_| editor.app.seal());
    on_cleanup(move || seal.remove());
    let on_key = move |event: KeyboardEvent| {
        let (r, f) = current.get_untracked();
        let top = scores.get_untracked();
        let next = match event.key().as_str() {
            "ArrowUp" => ((r + 1).min(top), f),
            "ArrowDown" => (r.saturating_sub(1).max(1), f),
            "ArrowRight" => (r, (f + 1).min(top)),
            "ArrowLeft" => (r, f.saturating_sub(1).max(1)),
            "Escape" => {
                editor.brush.set(None);
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        current.set(next);
        crate::app::editors::common::focus_soon(format!("[data-testid=rfm-cell][data-cell=\"{}{}\"]", next.0, next.1));
    };
    let hint = tr_with(move |lang| match editor.brush.get() {
        None => m::paint_none(lang).into(),
        Some(Brush::Erase) => m::paint_erase(lang).into(),
        Some(Brush::Segment(i)) => m::paint_with(lang, editor.segment(i, |s| s.name.clone()).unwrap_or_default()),
    });
    view! {
        <div class="rfm-grid-head">
            <h2>{tr(m::grid)}</h2>
            <p class="note">{tr(m::grid_note)} " " <span class:rfm-painting=move || editor.brush.get().is_some()>{hint}</span></p>
        </div>
        <div
            class="rfm-grid"
            class:rfm-brush=move || editor.brush.get().is_some()
            role="grid"
            aria-label=tr(m::grid)
            style:--n=move || scores.get().to_string()
            data-testid="rfm-grid"
            on:keydown=on_key
        >
            <span class="rfm-axis-r note" aria-hidden="true">{tr(m::grid_axis_r)}</span>
            {move || {
                (1..=scores.get())
                    .rev()
                    .map(|r| {
                        view! {
                            <div role="row" class="rfm-grid-row">
                                <span role="rowheader" class="rfm-label">{format!("R{r}")}</span>
                                {(1..=scores.get()).map(|f| view! { <Cell r f scores current/> }).collect_view()}
                            </div>
                        }
                    })
                    .collect_view()
            }}
            <div role="row" class="rfm-grid-row">
                <span></span>
                {move || {
                    (1..=scores.get()).map(|f| view! { <span role="columnheader" class="rfm-label">{format!("F{f}")}</span> }).collect_view()
                }}
            </div>
            <span class="rfm-axis-f note" aria-hidden="true">{tr(m::grid_axis_f)}</span>
        </div>
    }
}

#[component]
fn Cell(r: u8, f: u8, scores: Memo<u8>, current: RwSignal<(u8, u8)>) -> impl IntoView {
    let editor = Editor::get();
    // The segment for each monetary score; all alike where those do not matter.
    let owners = memo(move |_| {
        let top = scores.get();
        editor.rfm(|rfm| (1..=top).map(|monetary| rfm.owner(r, f, monetary)).collect::<Vec<_>>()).unwrap_or_default()
    });
    let mixed = memo(move |_| owners.with(|o| o.windows(2).any(|w| w[0] != w[1])));
    let name_of = move |lang: Lang, owner: Option<usize>| {
        owner
            .and_then(|i| editor.segment(i, |s| s.name.clone()))
            .unwrap_or_else(|| editor.rfm(|rfm| rfm.others.name.clone()).unwrap_or_else(|| m::others(lang).into()))
    };
    let colour_of = move |owner: Option<usize>| {
        let others = move || editor.rfm(|rfm| rfm.others.colour);
        owner.and_then(|i| editor.segment(i, |s| s.colour)).or_else(others).unwrap_or_default()
    };
    let name =
        tr_with(move |lang| if mixed.get() { m::mixed(lang).into() } else { name_of(lang, owners.with(|o| o.first().copied().flatten())) });
    // Several segments by monetary score: their colours side by side, the lowest score first.
    let paint = move || {
        owners.with(|owners| {
            let n = owners.len().max(1);
            let stops: Vec<String> = owners
                .iter()
                .enumerate()
                .map(|(i, o)| format!("{} {}% {}%", colour_var(colour_of(*o)), 100 * i / n, 100 * (i + 1) / n))
                .collect();
            format!("linear-gradient(to right, {})", stops.join(", "))
        })
    };
    let counts = memo(move |_| {
        editor
            .detail(|d| {
                let at = usize::from(r - 1) * usize::from(d.scores) + usize::from(f - 1);
                let people: usize = d.grid.iter().map(|c| c.count).sum();
                let value: f64 = d.grid.iter().filter_map(|c| c.value).sum();
                d.grid.get(at).map(|cell| Counts::of(cell, people, value))
            })
            .flatten()
            .unwrap_or_default()
    });
    let title = tr_with(move |lang| {
        let mut parts = vec![m::cell(lang, r, f, name.get()), counts.with(|c| c.sentence(lang))];
        if mixed.get() {
            let each: Vec<String> =
                owners.with(|o| o.iter().enumerate().map(|(i, o)| m::cell_mixed_part(lang, i + 1, name_of(lang, *o))).collect());
            parts.push(m::cell_mixed(lang, each.join(", ")));
        }
        parts.join("\n")
    });
    view! {
        <button
            type="button"
            role="gridcell"
            class="rfm-cell"
            class:rfm-nobody=move || counts.with(|c| c.count == 0)
            class:rfm-free=move || owners.with(|o| o.iter().all(Option::is_none))
            style:--paint=paint
            tabindex=move || if current.get() == (r, f) { "0" } else { "-1" }
            aria-label=title
            title=title
            data-testid="rfm-cell"
            data-cell=format!("{r}{f}")
            on:focus=move |_| current.set((r, f))
            on:pointerdown=move |event| {
                if event.button() == 0 {
                    // A touch holds on to the element that it began on; painting goes over many.
                    if let Some(target) = event.current_target().and_then(|t| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(t).ok()) {
                        let _ = target.release_pointer_capture(event.pointer_id());
                    }
                    editor.press(r, f);
                }
            }
            on:pointerenter=move |event| {
                if event.buttons() & 1 == 1 && editor.brush.get_untracked().is_some() {
                    editor.press(r, f);
                }
            }
            on:click=move |event| {
                // By keyboard or by a screen reader.
                if event.detail() == 0 {
                    editor.press(r, f);
                    editor.app.seal();
                }
            }
        >
            <span class="rfm-cell-name ellipsis">{name}</span>
            <b class="rfm-cell-count">{move || counts.with(|c| format::count(c.count))}</b>
            <span class="rfm-cell-shares">
                <span>{move || counts.with(|c| format::share(c.share))}</span>
                <span>{move || counts.with(|c| format::share(c.value_share.unwrap_or(f64::NAN)))}</span>
            </span>
        </button>
    }
}

/// A cell's numbers, with their shares of all cells.
#[derive(Clone, PartialEq, Default)]
struct Counts {
    count: usize,
    share: f64,
    value: Option<f64>,
    value_share: Option<f64>,
    mean: Option<f64>,
}

impl Counts {
    fn of(cell: &GridCell, people: usize, value: f64) -> Counts {
        Counts {
            count: cell.count,
            share: if people == 0 { 0.0 } else { cell.count as f64 / people as f64 },
            value: cell.value,
            value_share: cell.value.filter(|_| value > 0.0).map(|v| v / value),
            mean: cell.mean,
        }
    }

    fn sentence(&self, lang: Lang) -> String {
        let people = m::cell_counts(lang, format::count(self.count), format::share(self.share));
        match (self.value, self.mean) {
            (Some(value), Some(mean)) => {
                let share = format::share(self.value_share.unwrap_or(f64::NAN));
                format!("{people}\n{}", m::cell_value(lang, format::amount(value), share, format::amount(mean)))
            }
            _ => people,
        }
    }
}
