//! The column's distribution in the tiers' colours, with the cuts as lines (handles, where thresholds are typed), and its Pareto curve.

use super::edit::{Editor, parameter};
use crate::app::ui::{Scale, axis_ends, colour_var, tr, tr_with};
use crate::engine::Histogram;
use crate::messages::{format, tiers as m};
use crate::recipe::{Colour, TierMethod};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use std::fmt::Write;

/// Size of the drawings, in their own units.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 100.0;

/// Lines nearer to each other than this share of the width would write their numbers over one another.
const CROWDED: f64 = 0.16;

/// One path per tier: the bars whose middle the tier takes.
fn bars(histogram: &Histogram, cuts: &[Option<f64>], lower: bool, tiers: usize) -> Vec<String> {
    let mut paths = vec![String::new(); tiers.max(1)];
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / histogram.counts.len().max(1) as f64;
    for (i, &count) in histogram.counts.iter().enumerate() {
        let middle = histogram.edges[i].midpoint(histogram.edges[i + 1]);
        let takes = |cut: &Option<f64>| cut.is_some_and(|cut| if lower { middle <= cut } else { middle >= cut });
        let tier = cuts.iter().position(takes).unwrap_or(tiers.saturating_sub(1)).min(paths.len() - 1);
        if count > 0 {
            let height = (count as f64 / most * HEIGHT).max(1.5);
            let path = &mut paths[tier];
            let _ = write!(path, "M{:.2} {HEIGHT}v{:.2}h{:.2}v{:.2}z", i as f64 * width, -height, (width - 0.6).max(0.4), height);
        }
    }
    paths
}

#[component]
pub fn Distribution() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let column = memo(move |_| editor.read(|t| t.column.clone()).unwrap_or_default());
    let scale = memo(move |_| {
        if let Some(score) = editor.score_histogram() {
            return Scale::new(score, false);
        }
        let name = app.workbook.with(|w| column.with(|c| w.source.mapping.get(c).unwrap_or(c).clone()));
        let of = |profile: &[crate::engine::ColumnProfile]| {
            let profile = profile.iter().find(|p| p.name == name)?;
            Scale::new(profile.histogram.clone()?, profile.is_whole())
        };
        let rolled = app.evaluation.with(|e| e.as_ref().and_then(|e| e.rolled.as_ref().and_then(|r| of(&r.profile))));
        rolled.or_else(|| app.data.with(|d| d.as_ref().and_then(|d| of(&d.profile))))
    });
    view! {
        <figure class="tiers-chart tiers-distribution">
            <figcaption class="small strong">{tr(m::distribution)}</figcaption>
            {move || match scale.get() {
                Some(scale) => view! { <Cuts scale/> }.into_any(),
                None => view! { <p class="empty small">{tr(m::no_distribution)}</p> }.into_any(),
            }}
        </figure>
    }
}

#[component]
fn Cuts(scale: Scale) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let root = NodeRef::<html::Div>::new();
    let scale = StoredValue::new(scale);
    let dragged = StoredValue::new(None::<usize>);
    let typed = memo(move |_| editor.read(|t| matches!(t.method, TierMethod::Thresholds { .. })).unwrap_or(false));
    // A score is cut by hand whatever the method: dragging turns the cuts into thresholds.
    let movable = memo(move |_| typed.get() || editor.score_histogram().is_some());
    let lower = memo(move |_| editor.read(|t| t.lower_is_better).unwrap_or(false));
    let tiers = memo(move |_| editor.read(|t| t.tiers.iter().map(|t| (t.name.clone(), t.colour)).collect::<Vec<_>>()).unwrap_or_default());
    // Thresholds as they are typed; else as they fell.
    let cuts = memo(move |_| {
        let count = tiers.with(Vec::len).saturating_sub(1);
        if typed.get() {
            return editor.read(|t| (0..count).map(|i| parameter(t, i)).collect::<Vec<_>>()).unwrap_or_default();
        }
        editor.detail(|d| d.cuts.iter().take(count).map(|c| c.bound).collect()).unwrap_or_default()
    });
    let set = move |index: usize, x: f64| {
        // Between its neighbours, so that the tiers stay in order.
        let (before, after) = cuts.with_untracked(|c| {
            let at = |i: usize| c.get(i).copied().flatten();
            (index.checked_sub(1).and_then(at), at(index + 1))
        });
        let (top, bottom) = if lower.get_untracked() { (after, before) } else { (before, after) };
        let x = x.min(top.unwrap_or(f64::INFINITY)).max(bottom.unwrap_or(f64::NEG_INFINITY));
        editor.drag_cut(index, x);
    };
    let drag = move |event: &PointerEvent| {
        let (Some(index), Some(root)) = (dragged.get_value(), root.get_untracked()) else { return };
        let rect = root.get_bounding_client_rect();
        if rect.width() > 0.0 {
            let share = ((f64::from(event.client_x()) - rect.left()) / rect.width()).clamp(0.0, 1.0);
            set(index, scale.with_value(|s| s.at(share)));
        }
    };
    let finish = move || {
        if dragged.get_value().is_some() {
            dragged.set_value(None);
            app.seal();
        }
    };
    let place = move |x: f64| scale.with_value(|s| s.place(x));
    // Every other one of the lines that stand close together has its number a line higher.
    let crowded = move |index: usize| {
        cuts.with(|c| {
            let at = |i: usize| c.get(i).copied().flatten().map(place);
            let close = |i: usize| matches!((at(i), at(i + 1)), (Some(a), Some(b)) if (a - b).abs() < CROWDED);
            (0..index).rev().take_while(|&i| close(i)).count() % 2 == 1
        })
    };
    let line = move |index: usize| {
        let at = memo(move |_| cuts.with(|c| c.get(index).copied().flatten()));
        let colour = memo(move |_| tiers.with(|t| t.get(index).map_or(Colour::Grey, |t| t.1)));
        let name = memo(move |_| tiers.with(|t| t.get(index).map(|t| t.0.clone()).unwrap_or_default()));
        let label = tr_with(move |lang| m::line_of(lang, name.get()));
        let text = move || at.get().map(format::amount);
        let style_left = move || format!("{}%", at.get().map_or(0.5, place) * 100.0);
        view! {
            <span
                class="tiers-cut"
                class:tiers-cut-fixed=move || !movable.get()
                class:tiers-cut-unset=move || at.get().is_none()
                class:tiers-cut-high=move || crowded(index)
                style:left=style_left
                style:--c=move || colour_var(colour.get())
                role=move || if movable.get() { "slider" } else { "img" }
                tabindex=move || if movable.get() { "0" } else { "-1" }
                aria-label=label
                aria-valuemin=scale.with_value(|s| s.min().to_string())
                aria-valuemax=scale.with_value(|s| s.max().to_string())
                aria-valuenow=move || at.get().map(|x| x.to_string())
                aria-valuetext=text
                title=move || format!("{}: {}", label.get(), text().unwrap_or_default())
                data-testid="tiers-cut"
                data-index=index.to_string()
                on:pointerdown=move |event: PointerEvent| {
                    if event.button() == 0 && movable.get_untracked() {
                        dragged.set_value(Some(index));
                        if let Some(root) = root.get_untracked() {
                            let _ = root.set_pointer_capture(event.pointer_id());
                        }
                    }
                }
                on:keydown=move |event: KeyboardEvent| {
                    if !movable.get_untracked() {
                        return;
                    }
                    if let Some(next) = scale.with_value(|s| s.by_key(&event.key(), at.get_untracked())) {
                        event.prevent_default();
                        set(index, next);
                    }
                }
                on:blur=move |_| app.seal()
            >
                <span class="tiers-cut-value note" aria-hidden="true">{text}</span>
            </span>
        }
    };
    let count = memo(move |_| cuts.with(Vec::len));
    let (first, last) = scale.with_value(|s| axis_ends(&s.histogram.edges, s.max(), format::amount));
    view! {
        <div
            node_ref=root
            class="tiers-histogram"
            data-testid="tiers-histogram"
            on:pointermove=move |event: PointerEvent| drag(&event)
            on:pointerup=move |_| finish()
            on:pointercancel=move |_| finish()
        >
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true" focusable="false">
                {move || {
                    let paths = scale.with_value(|s| cuts.with(|c| bars(&s.histogram, c, lower.get(), tiers.with(Vec::len))));
                    let colours = tiers.with(|t| t.iter().map(|t| t.1).collect::<Vec<_>>());
                    paths
                        .into_iter()
                        .enumerate()
                        .map(|(i, d)| view! { <path d=d style:fill=colour_var(colours.get(i).copied().unwrap_or_default())/> })
                        .collect_view()
                }}
            </svg>
            <For each=move || 0..count.get() key=|i| *i let:index>
                {line(index)}
            </For>
        </div>
        <div class="tiers-axis note" aria-hidden="true">
            <span>{first}</span>
            <span>{last}</span>
        </div>
    }
}

/// The curve of the best customers and the value they hold, with where the tiers end on it.
#[component]
pub fn Pareto() -> impl IntoView {
    let editor = Editor::get();
    let detail = memo(move |_| editor.detail(|d| (d.curve.clone(), d.gini, d.cuts.clone())));
    let colours = memo(move |_| editor.read(|t| t.tiers.iter().map(|t| t.colour).collect::<Vec<_>>()).unwrap_or_default());
    let lower = memo(move |_| editor.read(|t| t.lower_is_better).unwrap_or(false));
    let twenty = move || {
        detail.with(|d| {
            let (curve, ..) = d.as_ref()?;
            let after = curve.iter().position(|p| p.customers >= 0.2 - 1e-9)?;
            let (a, b) = (curve.get(after.checked_sub(1)?)?, curve.get(after)?);
            let t = (0.2 - a.customers) / (b.customers - a.customers);
            Some(a.value + t.min(1.0) * (b.value - a.value))
        })
    };
    view! {
        <figure class="tiers-chart tiers-pareto" data-testid="tiers-pareto">
            <figcaption class="row">
                <span class="small strong">{tr(m::pareto)}</span>
                <span class="grow"></span>
                {move || {
                    detail
                        .with(|d| d.as_ref().and_then(|d| d.1))
                        .map(|gini| {
                            view! {
                                <span class="small second" title=tr(m::gini_title) data-testid="tiers-gini">
                                    {tr_with(move |lang| m::gini(lang, format::number(gini, 2)))}
                                </span>
                            }
                        })
                }}
            </figcaption>
            <svg class="tiers-curve" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=tr(m::pareto_axes)>
                <path class="tiers-even" d="M0 100L100 0"/>
                {move || {
                    let mut line = String::new();
                    detail
                        .with(|d| {
                            for (i, p) in d.iter().flat_map(|d| &d.0).enumerate() {
                                let _ = write!(line, "{}{:.2} {:.2}", if i == 0 { "M" } else { "L" }, p.customers * 100.0, 100.0 - p.value * 100.0);
                            }
                        });
                    let area = if line.is_empty() { String::new() } else { format!("{line}L100 100z") };
                    view! {
                        <path class="tiers-area" d=area/>
                        <path class="tiers-line" d=line/>
                    }
                }}
                {move || {
                    let cuts = detail.with(|d| d.as_ref().map(|d| d.2.clone())).unwrap_or_default();
                    let last = cuts.len().saturating_sub(1);
                    let (mut x, mut y) = (0.0, 0.0);
                    cuts.iter()
                        .take(last)
                        .enumerate()
                        .filter_map(|(i, cut)| {
                            x += cut.customers_share * 100.0;
                            y += cut.value_share? * 100.0;
                            let colour = colours.with(|c| c.get(i).copied().unwrap_or_default());
                            let d = format!("M{x:.2} 100V{:.2}H0", 100.0 - y);
                            Some(view! { <path class="tiers-stop" style:--c=colour_var(colour) d=d/> })
                        })
                        .collect_view()
                }}
            </svg>
            <p class="note">
                {move || {
                    twenty()
                        .filter(|_| !lower.get())
                        .map(|share| view! { <span>{tr_with(move |lang| m::pareto_holds(lang, format::share(share)))}</span> " " })
                }}
                <span>{tr(m::pareto_axes)}</span>
            </p>
        </figure>
    }
}
