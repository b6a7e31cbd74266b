//! A chart on the page: the drawing, and over it a layer for pointing, focus, tooltips and the click that filters the customer table.

use super::tips::Tip;
use crate::app::state::App;
use crate::app::ui::{colour_var, tr};
use crate::chart::{Chart, Mark, Region};
use crate::engine::GroupFilter;
use crate::messages::charts as msg;
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The mark that is pointed at or focused.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Active {
    region: usize,
    by_keyboard: bool,
}

#[component]
pub fn Picture(
    chart: Memo<Arc<Chart>>,
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The step that its groups belong to; None: they are no groups, and there is nothing to filter by.
    #[prop(into)]
    step: Signal<Option<usize>>,
    tip: Callback<Mark, Option<Tip>>,
    testid: &'static str,
) -> impl IntoView {
    let app = App::get();
    let active = RwSignal::new(None::<Active>);
    let layer = NodeRef::<html::Div>::new();
    let help = crate::app::ui::unique_id("chart-help");
    let region = move || active.get().and_then(|a| chart.with(|c| c.regions.get(a.region).cloned()));
    let shown = memo(move |_| region().and_then(|r| tip.run(r.mark)));

    let at_pointer = move |event: &MouseEvent| {
        let bounds = layer.get_untracked()?.get_bounding_client_rect();
        let (x, y) = (f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
        chart.with_untracked(|c| c.regions.iter().position(|r| r.contains(x, y)))
    };
    let on_move = move |event: PointerEvent| {
        let found = at_pointer(&event).map(|region| Active { region, by_keyboard: false });
        if active.get_untracked() != found {
            active.set(found);
        }
    };
    // A mouse that rests where the layout moves is said to leave, too: what the keyboard has chosen stays.
    let on_leave = move |_: PointerEvent| {
        if active.get_untracked().is_some_and(|a| !a.by_keyboard) {
            active.set(None);
        }
    };
    let choose = move |at: usize, add: bool| {
        let (Some(step), Some(group)) = (step.get_untracked(), chart.with_untracked(|c| c.regions.get(at).and_then(|r| r.mark.group())))
        else {
            return;
        };
        app.filter.update(|filter| *filter = toggled(filter.take(), step, group, add));
    };
    let on_key = move |event: KeyboardEvent| {
        let from = active.get_untracked().map(|a| a.region);
        let to = match event.key().as_str() {
            "Escape" if from.is_some() => {
                event.prevent_default();
                active.set(None);
                return;
            }
            "Enter" | " " => {
                if let Some(at) = from {
                    event.prevent_default();
                    choose(at, event.ctrl_key() || event.meta_key() || event.shift_key());
                }
                return;
            }
            key => chart.with_untracked(|c| next(&c.regions, from, key)),
        };
        if let Some(region) = to {
            event.prevent_default();
            active.set(Some(Active { region, by_keyboard: true }));
        }
    };
    // The rows of the groups that the customer table is narrowed to.
    let chosen = move || {
        let groups = app.filter.get().filter(|f| Some(f.step) == step.get()).map(|f| f.groups).unwrap_or_default();
        chart.with(|c| {
            let rows = c.regions.iter().filter(|r| !matches!(r.mark, Mark::Bin { .. }));
            rows.filter(|r| r.mark.group().is_some_and(|g| groups.contains(&g))).cloned().collect::<Vec<_>>()
        })
    };
    let filters = move || step.get().is_some() && region().is_some_and(|r| r.mark.group().is_some());
    let hint = move || {
        let here = region().and_then(|r| r.mark.group());
        let only = app.filter.with(|f| f.as_ref().is_some_and(|f| Some(f.step) == step.get() && here.is_some_and(|g| f.groups == [g])));
        let lang = app.lang();
        if only { msg::click_clears(lang) } else { msg::click_filters(lang) }
    };
    view! {
        <div
            class="chart"
            style:height=move || px(chart.with(|c| c.height))
            data-testid=testid
        >
            <div class="chart-under">
                <For each=chosen key=|r| (r.y.to_bits(), r.height.to_bits()) let:r>
                    <div class="chart-chosen" style:top=px(r.y) style:height=px(r.height)></div>
                </For>
            </div>
            <div class="chart-picture" role="img" aria-label=label inner_html=move || chart.with(|c| c.svg.clone())></div>
            <div
                node_ref=layer
                class="chart-layer"
                class:chart-filters=filters
                tabindex="0"
                role="application"
                aria-label=tr(msg::interactive_chart)
                aria-describedby=help.clone()
                on:pointermove=on_move
                on:pointerleave=on_leave
                on:blur=move |_| active.set(None)
                on:keydown=on_key
                on:click=move |event: MouseEvent| {
                    if let Some(at) = at_pointer(&event) {
                        choose(at, event.ctrl_key() || event.meta_key() || event.shift_key());
                    }
                }
            >
                {move || region().map(|r| view! {
                    <div
                        class="chart-hot"
                        class:chart-hot-keyboard=active.get_untracked().is_some_and(|a| a.by_keyboard)
                        style:left=px(r.x)
                        style:top=px(r.y)
                        style:width=px(r.width)
                        style:height=px(r.height.max(2.0))
                    ></div>
                })}
            </div>
            <span id=help class="sr-only">{tr(msg::how_to)}</span>
            <span class="sr-only" role="status">
                {move || active.get().filter(|a| a.by_keyboard).and_then(|_| shown.get()).map(|t| t.spoken())}
            </span>
            {move || shown.get().map(|t| {
                let (x, y, side) = region().map_or((0.0, 0.0, Side::Above), |r| placed(layer, &r));
                view! {
                    <div class="chart-tip" class:chart-tip-below=side == Side::Below class:chart-tip-left=side == Side::Left style:left=px(x) style:top=px(y) aria-hidden="true" data-testid="chart-tip">
                        <div class="chart-tip-title">
                            {t.colour.map(|c| view! { <i class="dot" style:--c=colour_var(c)></i> })}
                            <span>{t.title}</span>
                        </div>
                        <table>
                            {t.lines.into_iter().map(|line| view! {
                                <tr class:chart-tip-strong=line.strong>
                                    <td>{line.colour.map(|c| view! { <i class="dot" style:--c=colour_var(c)></i> })}{line.name}</td>
                                    <td class="num">{line.number}</td>
                                </tr>
                            }).collect_view()}
                        </table>
                        {move || filters().then(|| view! { <div class="note">{hint()}</div> })}
                    </div>
                }
            })}
        </div>
    }
}

fn px(x: f64) -> String {
    format!("{x}px")
}

/// Where a tooltip stands against its point: see the classes in `style/charts.css`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Above,
    Below,
    Left,
}

/// Where in the window a tooltip goes, so that it hides none of what it explains: left of a chart of rows, above a histogram; where there is
/// no room, above or below the mark.
fn placed(layer: NodeRef<html::Div>, region: &Region) -> (f64, f64, Side) {
    /// Half of the widest tooltip, and the highest.
    const HALF: f64 = 158.0;
    const HIGH: f64 = 270.0;
    let Some(layer) = layer.get_untracked() else { return (0.0, 0.0, Side::Above) };
    let bounds = layer.get_bounding_client_rect();
    let size = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let (top, bottom) = (bounds.top() + region.y, bounds.top() + region.y + region.height);
    let x = (bounds.left() + region.x + region.width / 2.0).min(width - HALF).max(HALF);
    if matches!(region.mark, Mark::Bin { .. }) {
        return if bounds.top() > HIGH { (x, bounds.top() - 2.0, Side::Above) } else { (x, bounds.bottom() + 2.0, Side::Below) };
    }
    if bounds.left() > 2.0 * HALF + 24.0 {
        return (bounds.left() - 18.0, ((top + bottom) / 2.0).min(height - HIGH / 2.0).max(HIGH / 2.0), Side::Left);
    }
    if top < HIGH && height - bottom > top { (x, bottom + 8.0, Side::Below) } else { (x, top - 8.0, Side::Above) }
}

/// The filter after a click on a group: that group alone, or nothing where it was alone already; with `add` it joins or leaves the others.
fn toggled(filter: Option<GroupFilter>, step: usize, group: usize, add: bool) -> Option<GroupFilter> {
    let mut groups = filter.filter(|f| f.step == step).map(|f| f.groups).unwrap_or_default();
    if add {
        match groups.iter().position(|&g| g == group) {
            Some(at) => drop(groups.remove(at)),
            None => groups.push(group),
        }
        groups.sort_unstable();
    } else {
        groups = if groups == [group] { Vec::new() } else { vec![group] };
    }
    (!groups.is_empty()).then_some(GroupFilter { step, groups })
}

/// The region that a key moves to: rows up and down, bins left and right, the groups of a bin up and down.
fn next(regions: &[Region], from: Option<usize>, key: &str) -> Option<usize> {
    let last = regions.len().checked_sub(1)?;
    let bins = matches!(regions[0].mark, Mark::Bin { .. });
    let bin = |i: usize| match regions[i].mark {
        Mark::Bin { bin, .. } => bin,
        _ => i,
    };
    let Some(from) = from.filter(|&f| f <= last) else {
        return matches!(key, "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home")
            .then_some(0)
            .or((key == "End").then_some(last));
    };
    let beside = |to: usize| {
        let there = || (0..=last).filter(move |&i| bin(i) == to);
        there().find(|&i| regions[i].mark.group() == regions[from].mark.group()).or_else(|| there().next())
    };
    match key {
        "Home" => Some(0),
        "End" => Some(last),
        "ArrowRight" if bins => beside(bin(from) + 1),
        "ArrowLeft" if bins => beside(bin(from).checked_sub(1)?),
        // A stack grows upwards, rows go down.
        "ArrowUp" if bins => (from < last && bin(from + 1) == bin(from)).then_some(from + 1),
        "ArrowDown" if bins => from.checked_sub(1).filter(|&to| bin(to) == bin(from)),
        "ArrowDown" | "ArrowRight" => (from < last).then_some(from + 1),
        "ArrowUp" | "ArrowLeft" => from.checked_sub(1),
        _ => None,
    }
}
