//! A threshold as a line over the column's distribution: dragged, or moved by keys. Numbers and dates of the source only, since only
//! those have a profile.

use super::edit::At;
use super::inputs::{number_of, set_part, text_of};
use crate::app::ui::{Scale, tr_with, unique_id};
use crate::engine::Histogram;
use crate::messages::{format, rules as m};
use crate::recipe::{Condition, Op, Scalar};
use crate::table::{ColumnType, date};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

/// Size of the drawing, in its own units.
const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 26.0;

/// The slider; nothing where the column has no distribution.
#[component]
pub fn HistogramSlider(
    at: At,
    condition: Memo<Condition>,
    op: Op,
    /// Two ends.
    range: bool,
) -> impl IntoView {
    let app = at.editor.app;
    let column = memo(move |_| condition.with(|c| c.column.clone()));
    let scale = memo(move |_| {
        app.data.with(|data| {
            let profile = data.as_ref()?.profile.iter().find(|p| column.with(|c| p.name == *c))?;
            let is_date = profile.column_type == ColumnType::Date;
            let mut scale = Scale::new(profile.histogram.clone()?, is_date || profile.is_whole())?;
            if is_date {
                scale.step = 1.0;
            }
            Some((scale, is_date))
        })
    });
    move || scale.get().map(|(scale, is_date)| view! { <Slider at condition op range scale is_date/> })
}

#[component]
fn Slider(at: At, condition: Memo<Condition>, op: Op, range: bool, scale: Scale, is_date: bool) -> impl IntoView {
    let bars = bars(&scale.histogram);
    let scale = StoredValue::new(scale);
    let read = move |c: &Condition, upper: bool| {
        if is_date { date::parse_iso(&text_of(c, upper)).map(f64::from) } else { number_of(c, upper) }
    };
    let lower = memo(move |_| condition.with(|c| read(c, false)));
    let upper = memo(move |_| condition.with(|c| read(c, true)));
    let end = move |is_upper: bool| if is_upper { upper } else { lower };
    let set = move |is_upper: bool, x: f64| {
        let scalar = if is_date { Scalar::Text(date::format_iso(x.round() as i32)) } else { Scalar::Number(x) };
        set_part(at, is_upper, Some(scalar));
    };
    // The part of the distribution that passes, 0–1.
    let inside = memo(move |_| {
        let place = |x: f64| scale.with_value(|s| s.place(x));
        match (op, lower.get(), upper.get()) {
            (Op::Lt | Op::Le | Op::Before, Some(x), _) => (0.0, place(x)),
            (Op::Gt | Op::Ge | Op::After, Some(x), _) => (place(x), 1.0),
            (Op::Between, Some(a), Some(b)) => (place(a), place(b).max(place(a))),
            _ => (0.0, 0.0),
        }
    });
    let root = NodeRef::<html::Span>::new();
    let dragged = StoredValue::new(None::<bool>);
    let value_at = move |event: &PointerEvent| {
        let area = root.get_untracked()?.get_bounding_client_rect();
        let place = ((f64::from(event.client_x()) - area.left()) / area.width()).clamp(0.0, 1.0);
        Some(scale.with_value(|s| s.at(place)))
    };
    let drag = move |event: &PointerEvent| {
        if let (Some(is_upper), Some(x)) = (dragged.get_value(), value_at(event)) {
            // The ends of a range do not pass each other.
            let x = match (range, is_upper, lower.get_untracked(), upper.get_untracked()) {
                (true, false, _, Some(b)) => x.min(b),
                (true, true, Some(a), _) => x.max(a),
                _ => x,
            };
            if end(is_upper).get_untracked() != Some(x) {
                set(is_upper, x);
            }
        }
    };
    let finish = move || {
        if dragged.try_update_value(Option::take).flatten().is_some() {
            at.editor.app.seal();
        }
    };
    let clip = unique_id("clip");
    let clip_url = format!("url(#{clip})");
    let handle = move |is_upper: bool| {
        let value = end(is_upper);
        let label = tr_with(move |lang| {
            let column = condition.with(|c| c.column.clone());
            let which = if !range {
                String::new()
            } else if is_upper {
                format!(" ({})", m::upper_end(lang))
            } else {
                format!(" ({})", m::lower_end(lang))
            };
            m::threshold_slider(lang, column) + &which
        });
        let text = move || value.get().map(|x| if is_date { date::format_iso(x as i32) } else { format::number(x, 6) });
        view! {
            <span
                class="slider-handle"
                class:slider-unset=move || value.get().is_none()
                style:left=move || format!("{}%", value.get().map_or(if is_upper { 1.0 } else { 0.5 }, |x| scale.with_value(|s| s.place(x))) * 100.0)
                role="slider"
                tabindex="0"
                aria-label=label
                aria-valuemin=scale.with_value(|s| s.min().to_string())
                aria-valuemax=scale.with_value(|s| s.max().to_string())
                aria-valuenow=move || value.get().unwrap_or_else(|| scale.with_value(Scale::min)).to_string()
                aria-valuetext=text
                data-testid=if is_upper { "condition-slider-to" } else { "condition-slider" }
                on:keydown=move |event: KeyboardEvent| {
                    if let Some(next) = scale.with_value(|s| s.by_key(&event.key(), value.get_untracked())) {
                        event.prevent_default();
                        set(is_upper, next);
                    }
                }
                on:blur=move |_| at.editor.app.seal()
            ></span>
        }
    };
    view! {
        <span
            node_ref=root
            class="slider"
            on:pointerdown=move |event: PointerEvent| {
                if event.button() != 0 {
                    return;
                }
                event.prevent_default();
                let Some(x) = value_at(&event) else { return };
                if let Some(root) = root.get_untracked() {
                    let _ = root.set_pointer_capture(event.pointer_id());
                }
                let far = |x: f64, end: Option<f64>| end.map_or(f64::INFINITY, |e| (e - x).abs());
                let (a, b) = (lower.get_untracked(), upper.get_untracked());
                // The nearer end; right of both, or while the lower one alone is set, the upper one.
                let is_upper = range
                    && match (a, b) {
                        (None, _) => false,
                        (Some(a), None) => x >= a,
                        (Some(_), Some(_)) => far(x, b) < far(x, a) || (a == b && b < Some(x)),
                    };
                dragged.set_value(Some(is_upper));
                drag(&event);
            }
            on:pointermove=move |event: PointerEvent| drag(&event)
            on:pointerup=move |_| finish()
            on:pointercancel=move |_| finish()
        >
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <clipPath id=clip>
                    <rect
                        x=move || (inside.get().0 * WIDTH).to_string()
                        y="0"
                        width=move || ((inside.get().1 - inside.get().0) * WIDTH).max(0.0).to_string()
                        height=HEIGHT.to_string()
                    />
                </clipPath>
                <path class="slider-bars" d=bars.clone()/>
                <path class="slider-bars slider-inside" d=bars clip-path=clip_url/>
            </svg>
            {handle(false)}
            {range.then(|| handle(true))}
        </span>
    }
}

/// The bars as one path. A bin that holds anybody is at least a pixel high.
fn bars(histogram: &Histogram) -> String {
    use std::fmt::Write;
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / histogram.counts.len().max(1) as f64;
    let mut path = String::new();
    for (i, &count) in histogram.counts.iter().enumerate() {
        if count > 0 {
            let height = (count as f64 / most * HEIGHT).max(1.0);
            let _ = write!(path, "M{:.2} {HEIGHT}v{:.2}h{:.2}v{:.2}z", i as f64 * width, -height, (width - 0.6).max(0.4), height);
        }
    }
    path
}
