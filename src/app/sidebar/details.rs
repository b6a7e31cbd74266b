//! One column looked into: its statistics, its distribution or its most frequent values, its type, and what to do with it.
//!
//! Test ids: `column-details` (on the popover), `details-STATISTIC` (missing, distinct, min, max, mean, median, sum), `details-value` (one per
//! frequent value), `details-use-as-value`, `details-add-condition`.

use crate::app::editors::rules::add_condition;
use crate::app::source::TypeSelect;
use crate::app::state::{App, Selection};
use crate::app::ui::{Icon, Menu, MenuItem, tr};
use crate::engine::{ColumnProfile, Histogram};
use crate::messages::{Lang, common, format, sidebar as m};
use crate::recipe::StepKind;
use crate::table::{ColumnType, date};
use leptos::prelude::*;

/// Its label, its test id's last word, its value.
type Fact = (fn(Lang) -> &'static str, &'static str, String);

/// Most values listed.
const VALUES: usize = 10;

#[component]
pub fn Details(profile: ColumnProfile, rows: usize, open: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let name = StoredValue::new(profile.name.clone());
    let is_number = profile.column_type == ColumnType::Number;
    let is_date = profile.column_type == ColumnType::Date;
    let share = |n: usize| if rows == 0 { String::new() } else { format!(" · {}", format::share(n as f64 / rows as f64)) };
    let mut facts: Vec<Fact> = vec![
        (m::details_missing, "missing", format!("{}{}", format::count(profile.missing), share(profile.missing))),
        (m::details_distinct, "distinct", format::count(profile.distinct)),
    ];
    if let Some(n) = profile.numbers {
        facts.extend([
            (m::details_min as fn(Lang) -> _, "min", format::number(n.min, 6)),
            (m::details_max, "max", format::number(n.max, 6)),
            (m::details_mean, "mean", format::number(n.mean, 4)),
            (m::details_median, "median", format::number(n.median, 6)),
            (m::details_sum, "sum", format::number(n.sum, 2)),
        ]);
    }
    if let Some(d) = profile.dates {
        facts.extend([
            (m::details_earliest as fn(Lang) -> _, "min", date::format_iso(d.min)),
            (m::details_latest, "max", date::format_iso(d.max)),
            (m::details_median, "median", date::format_iso(d.median)),
        ]);
    }
    let facts = facts
        .into_iter()
        .map(|(label, id, value)| {
            view! {
                <dt>{tr(label)}</dt>
                <dd data-testid=format!("details-{id}")>{value}</dd>
            }
        })
        .collect_view();
    let ends = profile.numbers.map(|n| (n.min, n.max)).or(profile.dates.map(|d| (f64::from(d.min), f64::from(d.max))));
    let is_whole = is_date || profile.is_whole();
    let drawing = profile.histogram.clone().filter(|h| !h.counts.is_empty()).zip(ends);
    let drawing = drawing.map(|(histogram, ends)| {
        let is_whole = is_whole && histogram.edges.iter().all(|edge| edge.fract() == 0.0);
        view! { <Bars histogram ends is_date is_whole/> }
    });
    let values = (!profile.top.is_empty() && profile.histogram.is_none()).then(|| {
        view! { <Values top=profile.top.clone() distinct=profile.distinct rows column_type=profile.column_type/> }
    });
    let is_value =
        memo(move |_| app.evaluation.with(|e| e.as_ref().and_then(|e| e.value.as_ref()).is_some_and(|(c, _)| name.with_value(|n| n == c))));
    let use_as_value = is_number.then(|| {
        view! {
            <button
                type="button"
                class="btn"
                disabled=is_value
                data-testid="details-use-as-value"
                on:click=move |_| {
                    open.set(false);
                    app.act(|w| w.value_column = Some(name.get_value()));
                }
            >
                {move || if is_value.get() { m::is_value(app.lang()) } else { m::use_as_value(app.lang()) }}
            </button>
        }
    });
    view! {
        <header class="row details-head">
            {Icon::of_type(profile.column_type)}
            <h2 class="grow details-name">{profile.name.clone()}</h2>
        </header>
        <dl class="facts">{facts}</dl>
        {drawing}
        {values}
        <footer class="row details-foot">
            <label class="row">
                <span class="field-label">{tr(m::read_as)}</span>
                <TypeSelect name=profile.name.clone()/>
            </label>
            <span class="grow"></span>
            {use_as_value}
            <AddCondition name=profile.name open/>
        </footer>
    }
}

/// Adds a condition on the column to a segment of the selected rules step, or of the first one.
#[component]
fn AddCondition(name: String, open: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let name = StoredValue::new(name);
    let step = memo(move |_| {
        app.workbook.with(|w| {
            let rules = |at: &usize| matches!(w.steps.get(*at).map(|s| &s.kind), Some(StepKind::Rules(_)));
            app.selected_step().filter(rules).or_else(|| (0..w.steps.len()).find(rules))
        })
    });
    let segments = move |step: usize| {
        app.workbook.with(|w| match w.steps.get(step).map(|s| &s.kind) {
            Some(StepKind::Rules(rules)) => rules.segments.iter().map(|s| s.name.clone()).collect(),
            _ => Vec::new(),
        })
    };
    let add = move |step: usize, segment: usize| {
        open.set(false);
        app.selection.set(Selection::Step(step));
        name.with_value(|n| add_condition(app, step, segment, n));
    };
    move || {
        let step = step.get()?;
        let names = StoredValue::new(segments(step));
        Some(if names.with_value(Vec::is_empty) {
            view! {
                <button type="button" class="btn" data-testid="details-add-condition" on:click=move |_| add(step, 0)>
                    {tr(m::add_condition)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <Menu
                    label=tr(m::add_condition)
                    trigger=move || view! { <span>{tr(m::add_condition)}</span> {Icon::ChevronDown} }.into_any()
                    class="btn"
                    testid="details-add-condition"
                >
                    {names
                        .get_value()
                        .into_iter()
                        .enumerate()
                        .map(|(i, name)| view! { <MenuItem label=Signal::stored(name) on_select=Callback::new(move |()| add(step, i))/> })
                        .collect_view()}
                </Menu>
            }
            .into_any()
        })
    }
}

/// The histogram, large enough to point at; each bar says its range and its number.
#[component]
fn Bars(
    histogram: Histogram,
    /// The least value and the greatest.
    ends: (f64, f64),
    is_date: bool,
    /// Days, or whole numbers: a bin's last is one below where the next begins.
    is_whole: bool,
) -> impl IntoView {
    const HEIGHT: f64 = 64.0;
    let app = App::get();
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let edge = move |x: f64| if is_date { date::format_iso(x.floor() as i32) } else { format::number(x, 2) };
    let width = histogram.counts.len();
    let bars = histogram
        .counts
        .iter()
        .zip(histogram.edges.windows(2))
        .enumerate()
        .map(|(i, (&n, edges))| {
            let next = if is_whole { edges[1] - 1.0 } else { edges[1] };
            let (from, to) = (edge(edges[0]), edge(if i + 1 == width { ends.1 } else { next }));
            let height = if n == 0 { 0.0 } else { (n as f64 / most * HEIGHT).max(1.0) };
            view! {
                <g class="bar-hit">
                    <rect class="bar-back" x=i.to_string() y="0" width="1" height=HEIGHT.to_string()/>
                    <rect
                        class="bar-fill"
                        x=format!("{:.2}", i as f64 + 0.06)
                        y=format!("{:.2}", HEIGHT - height)
                        width=".88"
                        height=format!("{height:.2}")
                    />
                    <title>{move || {
                        let (lang, n) = (app.lang(), format::count(n));
                        if from == to { m::bin_of_one(lang, &from, n) } else { m::bin(lang, &from, &to, n) }
                    }}</title>
                </g>
            }
        })
        .collect_view();
    view! {
        <figure class="details-figure">
            <svg viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=tr(m::distribution)>
                {bars}
            </svg>
            <figcaption class="row note">
                <span class="grow">{edge(ends.0)}</span>
                <span>{edge(ends.1)}</span>
            </figcaption>
        </figure>
    }
}

/// The most frequent values with their numbers, and how many others there are.
#[component]
fn Values(top: Vec<(String, usize)>, distinct: usize, rows: usize, column_type: ColumnType) -> impl IntoView {
    let app = App::get();
    let most = top.first().map_or(1, |(_, n)| (*n).max(1)) as f64;
    let listed = top.len().min(VALUES);
    let others = distinct.saturating_sub(listed);
    let values = top
        .into_iter()
        .take(VALUES)
        .map(|(value, n)| {
            let raw = value.clone();
            let text = move || match (column_type, raw.as_str()) {
                (ColumnType::Boolean, "yes") => common::yes(app.lang()).to_string(),
                (ColumnType::Boolean, "no") => common::no(app.lang()).to_string(),
                _ => raw.clone(),
            };
            let share = if rows == 0 { String::new() } else { format::share(n as f64 / rows as f64) };
            view! {
                <li data-testid="details-value" data-value=value.clone()>
                    <span class="ellipsis" title=value.clone()>{text}</span>
                    <span class="bar"><i style:--w=format!("{:.4}", n as f64 / most)></i></span>
                    <span class="num">{format::count(n)}</span>
                    <span class="num muted">{share}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <h3 class="caps">{tr(m::top_values)}</h3>
        <ul class="details-values">
            {values} {(others > 0).then(|| view! { <li class="muted">{move || m::other_values(app.lang(), format::count(others))}</li> })}
        </ul>
    }
}
