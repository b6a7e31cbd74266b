//! What comes of the formula: its type, how many are missing, its range, how it is distributed, and the first customers.

use super::Editor;
use crate::app::ui::{Icon, axis_ends, tr, tr_with};
use crate::engine::{FormulaDetail, Histogram};
use crate::messages::{Lang, format, formula as m};
use crate::table::{ColumnType, date};
use leptos::prelude::*;

/// Size of the drawing, in its own units.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 100.0;

/// Stands where there is nothing.
const DASH: &str = "–";

#[component]
pub fn Outcome() -> impl IntoView {
    let editor = Editor::get();
    let detail = memo(move |_| editor.detail(FormulaDetail::clone));
    view! {
        <section class="formula-result" aria-label=tr(m::result)>
            <h2>{tr(m::result)}</h2>
            {move || match detail.get() {
                Some(detail) => view! { <Numbers detail/> }.into_any(),
                None => view! { <p class="empty small">{tr(m::nothing_yet)}</p> }.into_any(),
            }}
        </section>
    }
}

/// A number or day of the result.
fn shown(column_type: ColumnType, x: Option<f64>) -> String {
    match (column_type, x) {
        (_, None) => DASH.into(),
        (ColumnType::Date, Some(day)) => date::format_iso(day as i32),
        (_, Some(x)) => format::number(x, 4),
    }
}

#[component]
fn Numbers(detail: FormulaDetail) -> impl IntoView {
    let kind = detail.column_type;
    let fact = |label: fn(Lang) -> &'static str, value: String, testid: &'static str| {
        view! {
            <div class="formula-fact">
                <dt class="small second">{tr(label)}</dt>
                <dd class="num strong" data-testid=testid>{value}</dd>
            </div>
        }
    };
    let measured = matches!(kind, ColumnType::Number | ColumnType::Date);
    let is_date = kind == ColumnType::Date;
    let range = measured.then(|| {
        view! {
            {fact(if is_date { m::earliest } else { m::minimum }, shown(kind, detail.min), "formula-min")}
            {fact(m::mean, shown(kind, detail.mean), "formula-mean")}
            {fact(if is_date { m::latest } else { m::maximum }, shown(kind, detail.max), "formula-max")}
        }
    });
    let present = detail.rows - detail.missing;
    let chart = match detail.histogram.clone() {
        Some(histogram) => view! { <Bars histogram kind greatest=detail.max/> }.into_any(),
        None if present == 0 => view! { <p class="empty small">{tr(m::all_missing)}</p> }.into_any(),
        None => view! { <Top top=detail.top.clone() rows=detail.rows/> }.into_any(),
    };
    view! {
        <dl class="formula-facts">
            <div class="formula-fact">
                <dt class="small second">{tr(m::result_type)}</dt>
                <dd class="row strong" data-testid="formula-type">
                    {Icon::of_type(kind)}
                    {tr_with(move |lang| m::result_type_name(lang, kind).to_owned())}
                </dd>
            </div>
            {fact(m::missing, format::count(detail.missing), "formula-missing")}
            {range}
        </dl>
        {chart}
        <Examples detail/>
    }
}

/// Customers per interval of the result; pointing at a bar says its numbers.
#[component]
fn Bars(histogram: Histogram, kind: ColumnType, greatest: Option<f64>) -> impl IntoView {
    let most = histogram.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / histogram.counts.len().max(1) as f64;
    let first = histogram.edges.first().copied();
    let (from, to) = axis_ends(&histogram.edges, greatest.unwrap_or(f64::NAN), |x| shown(kind, Some(x)));
    let label = tr_with(move |lang| m::histogram_label(lang, shown(kind, first), shown(kind, greatest)));
    let bars = histogram
        .counts
        .iter()
        .enumerate()
        .map(|(i, &count)| {
            let height = if count == 0 { 0.0 } else { (count as f64 / most * HEIGHT).max(1.5) };
            let (from, to) = (histogram.edges[i], histogram.edges[i + 1]);
            let title = tr_with(move |lang| m::range_of(lang, shown(kind, Some(from)), shown(kind, Some(to)), format::count(count)));
            view! {
                <g data-testid="formula-bar" data-count=count.to_string()>
                    <title>{title}</title>
                    <rect class="formula-bar-room" x=i as f64 * width y="0" width=width height=HEIGHT/>
                    <rect class="formula-bar" x=i as f64 * width y=HEIGHT - height width=(width - 0.6).max(0.4) height=height/>
                </g>
            }
        })
        .collect_view();
    view! {
        <figure class="formula-chart" data-testid="formula-histogram">
            <figcaption class="small strong">{tr(m::distribution)}</figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
                {bars}
            </svg>
            <div class="tiers-axis note" aria-hidden="true">
                <span>{from}</span>
                <span>{to}</span>
            </div>
        </figure>
    }
}

/// The most frequent texts, or how many yes and no.
#[component]
fn Top(top: Vec<(String, usize)>, rows: usize) -> impl IntoView {
    let most = top.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1) as f64;
    let rows = rows.max(1) as f64;
    let line = move |(text, count): (String, usize)| {
        view! {
            <li>
                <span class="ellipsis">{text}</span>
                <span class="formula-share"><i style:width=format!("{}%", count as f64 / most * 100.0)></i></span>
                <span class="num">{format::count(count)}</span>
                <span class="num second">{format::share(count as f64 / rows)}</span>
            </li>
        }
    };
    view! {
        <figure class="formula-chart">
            <figcaption class="small strong">{tr(m::most_frequent)}</figcaption>
            <ul class="formula-top" data-testid="formula-top">{top.into_iter().map(line).collect_view()}</ul>
        </figure>
    }
}

#[component]
fn Examples(detail: FormulaDetail) -> impl IntoView {
    let number = detail.column_type == ColumnType::Number;
    let cell = |text: String| {
        let missing = text.is_empty();
        view! { <td class="num" class:muted=missing>{if missing { DASH.to_owned() } else { text }}</td> }
    };
    // Decimals without end are cut; the table of customers has them all.
    let result = move |text: String| match text.parse::<f64>() {
        Ok(x) if number => format::number(x, 4),
        _ if text.is_empty() => DASH.to_owned(),
        _ => text,
    };
    let rows = detail
        .examples
        .into_iter()
        .map(|example| {
            view! {
                <tr>
                    {example.inputs.into_iter().map(cell).collect_view()}
                    <td class="num strong">{result(example.result)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="formula-scroll">
            <table class="formula-examples" data-testid="formula-examples">
                <caption class="small strong">{tr(m::examples)}</caption>
                <thead>
                    <tr>
                        {detail.inputs.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                        <th scope="col">{tr(m::result)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
