//! How one criterion's values become points: the ends of a scale, what is missing, and the curve of it all. Bands and categories are in `parts`.

use super::criteria::label;
use super::edit::{By, ScoreEditor};
use super::parts::{Bands, Categories};
use crate::app::ui::{NumberInput, Toggle, axis_ends, tr, tr_with};
use crate::engine::{Histogram, along_bins};
use crate::messages::{Lang, format, scorecard as m};
use crate::recipe::{Band, MissingPoints, Points};
use crate::table::{ColumnType, sort_seldom};
use leptos::prelude::*;
use std::fmt::Write;

/// Size of the curve, in its own units.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 100.0;

#[component]
pub fn PointsPanel(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let app = editor.app;
    let by = memo(move |_| editor.criterion(index, |c| By::of(&c.points)).unwrap_or(By::Percentile));
    let lower = memo(move |_| editor.criterion(index, |c| c.lower_is_better).unwrap_or(false));
    let date = memo(move |_| {
        app.evaluation.track();
        let column = editor.criterion(index, |c| c.column.clone()).unwrap_or_default();
        editor.column(&column).0 == Some(ColumnType::Date)
    });
    let about = tr_with(move |lang| {
        let about = editor.criterion(index, |c| m::by_about(lang, &c.points)).unwrap_or_default();
        if date.get() { format!("{about} {}", m::about_dates(lang)) } else { about.to_string() }
    });
    view! {
        <p class="note">{about}</p>
        <div class="score-choices">
            {move || {
                matches!(by.get(), By::MinMax | By::Percentile | By::ZScore)
                    .then(|| {
                        view! {
                            <Toggle
                                label=tr(m::lower)
                                value=lower
                                testid="score-lower"
                                on_change=move |on| editor.act_on(index, |c| c.lower_is_better = on)
                            />
                        }
                    })
            }}
            {move || (by.get() == By::MinMax).then(|| view! { <Ends index/> })}
            <Missing index/>
        </div>
        {move || match by.get() {
            By::Bands => view! { <Curve index/> <Bands index/> }.into_any(),
            By::Categories => view! { <Categories index/> }.into_any(),
            _ => view! { <Curve index/> }.into_any(),
        }}
    }
}

/// The values that have 0 and 100 points.
#[component]
fn Ends(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let named = move |text: fn(Lang, String) -> String| tr_with(move |lang| text(lang, label(editor, index, lang)));
    let lower = move || editor.criterion(index, |c| c.lower_is_better).unwrap_or(false);
    let field = move |high: bool| {
        // The parameters are by size of the value, the fields by points.
        let is_high = move || high != lower();
        let value = derive(move || {
            editor
                .criterion(index, |c| match c.points {
                    Points::MinMax { low, high } => {
                        if is_high() {
                            high
                        } else {
                            low
                        }
                    }
                    _ => None,
                })
                .flatten()
        });
        let found = tr_with(move |_| {
            let range = editor.found(index, |d| d.range).flatten();
            range.map(|(low, high)| format::number(if is_high() { high } else { low }, 2)).unwrap_or_default()
        });
        view! {
            <label class="row">
                <span class="second small nowrap">{tr(if high { m::high } else { m::low })}</span>
                <NumberInput
                    value
                    label=named(if high { m::high_of } else { m::low_of })
                    placeholder=found
                    class="score-end"
                    testid=if high { "score-high" } else { "score-low" }
                    on_input=move |x| {
                        let is_high = untrack(is_high);
                        editor.type_on(index, if high { "high" } else { "low" }, |c| {
                            if let Points::MinMax { low, high } = &mut c.points {
                                *(if is_high { high } else { low }) = x;
                            }
                        });
                    }
                    on_seal=move |()| editor.app.seal()
                />
            </label>
        }
    };
    view! {
        {field(false)}
        {field(true)}
    }
}

/// What a missing value counts for.
#[component]
fn Missing(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let missing = memo(move |_| editor.criterion(index, |c| c.missing).unwrap_or_default());
    let options = [MissingPoints::LeftOut, MissingPoints::Points { points: 0.0 }, MissingPoints::NoScore];
    let same = |a: &MissingPoints, b: &MissingPoints| std::mem::discriminant(a) == std::mem::discriminant(b);
    let given = derive(move || match missing.get() {
        MissingPoints::Points { points } => Some(points),
        _ => None,
    });
    let counts = memo(move |_| given.get().is_some());
    let named = move |text: fn(Lang, String) -> String| tr_with(move |lang| text(lang, label(editor, index, lang)));
    view! {
        <label class="row">
            <span class="second small nowrap">{tr(m::missing)}</span>
            <select
                class="select"
                data-testid="score-missing"
                aria-label=named(m::missing_of)
                on:change=move |event| {
                    if let Some(&option) = event_target_value(&event).parse::<usize>().ok().and_then(|i| options.get(i)) {
                        editor.act_on(index, |c| c.missing = option);
                    }
                }
            >
                {options
                    .into_iter()
                    .enumerate()
                    .map(|(i, option)| {
                        view! {
                            <option value=i.to_string() selected=move || same(&missing.get(), &option)>
                                {tr_with(move |lang| m::missing_name(lang, &option).to_string())}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            {move || {
                counts
                    .get()
                    .then(|| {
                        view! {
                            <NumberInput
                                value=given
                                label=named(m::missing_points_of)
                                min=0.0
                                max=100.0
                                step=5.0
                                class="score-number"
                                testid="score-missing-points"
                                on_input=move |x| {
                                    if let Some(points) = x {
                                        editor.type_on(index, "missing", |c| c.missing = MissingPoints::Points { points });
                                    }
                                }
                                on_seal=move |()| editor.app.seal()
                            />
                        }
                    })
            }}
        </label>
    }
}

/// Value to points, over the column's distribution where it is a column of the customers.
#[component]
fn Curve(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let shape = memo(move |_| editor.found(index, |d| Some((d.range?, d.curve.clone()))).flatten());
    let bands = memo(move |_| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Bands { bands, below } => Some((bands.clone(), *below)),
                _ => None,
            })
            .flatten()
    });
    let bars = memo(move |_| {
        editor.app.evaluation.track();
        let column = editor.criterion(index, |c| c.column.clone())?;
        let (kind, profile) = editor.column(&column);
        let profile = profile.filter(|_| kind == Some(ColumnType::Number))?;
        // A whole number stands in the middle of its bin.
        let middle = if profile.is_whole() { 0.5 } else { 0.0 };
        Some((profile.histogram?, middle))
    });
    // The width shows the bins where there are some, else the range.
    let axis = memo(move |_| {
        let bins = bars.with(|bars| bars.as_ref().map(|(bars, middle)| Axis { edges: bars.edges.clone(), middle: *middle }));
        let range = || shape.with(|shape| shape.as_ref().map(|((low, high), _)| Axis { edges: vec![*low, *high], middle: 0.0 }));
        bins.filter(|axis| axis.edges.first() < axis.edges.last()).or_else(range)
    });
    let ends = memo(move |_| {
        let (axis, ((_, greatest), _)) = axis.get().zip(shape.get())?;
        Some(axis_ends(&axis.edges, greatest, |x| format::number(x, 2)))
    });
    view! {
        <figure class="score-curve-box" data-testid="score-curve">
            <svg
                class="score-curve"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=tr_with(move |lang| m::curve_of(lang, label(editor, index, lang)))
            >
                <path class="score-curve-bars" d=move || bars.get().map(|(bars, _)| columns(&bars)).unwrap_or_default()/>
                <path
                    class="score-curve-line"
                    d=move || {
                        let Some(((_, curve), axis)) = shape.get().zip(axis.get()) else { return String::new() };
                        match bands.get() {
                            Some((bands, below)) => stairs(&axis, &bands, below),
                            None => line(&axis, &curve),
                        }
                    }
                />
            </svg>
            <div class="tiers-axis note" aria-hidden="true">
                <span>{move || ends.get().map(|ends| ends.0)}</span>
                <span>{move || ends.get().map(|ends| ends.1)}</span>
            </div>
        </figure>
    }
}

/// What the width shows.
#[derive(Clone, PartialEq)]
struct Axis {
    /// Of bins drawn equally wide.
    edges: Vec<f64>,
    /// How far behind a value the middle of what it stands for lies.
    middle: f64,
}

impl Axis {
    fn place(&self, x: f64) -> f64 {
        let bins = self.edges.len() - 1;
        if self.edges[0] < self.edges[bins] { along_bins(&self.edges, x + self.middle) / bins as f64 * WIDTH } else { 0.0 }
    }
}

fn columns(Histogram { counts, .. }: &Histogram) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / counts.len().max(1) as f64;
    let mut d = String::new();
    for (i, &count) in counts.iter().enumerate().filter(|(_, c)| **c > 0) {
        let height = (count as f64 / most * HEIGHT).max(1.5);
        let _ = write!(d, "M{:.2} {HEIGHT}v{:.2}h{:.2}v{height:.2}z", i as f64 * width, -height, (width - 0.6).max(0.4));
    }
    d
}

fn line(axis: &Axis, curve: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (i, (x, points)) in curve.iter().enumerate() {
        let x = axis.place(*x);
        let _ = write!(d, "{}{x:.2} {:.2}", if i == 0 { "M" } else { "L" }, HEIGHT - points);
    }
    d
}

fn stairs(axis: &Axis, bands: &[Band], below: f64) -> String {
    let mut steps: Vec<(f64, f64)> = bands.iter().filter_map(|b| Some((b.from?, b.points.clamp(0.0, 100.0)))).collect();
    sort_seldom(&mut steps, |a, b| a.0.total_cmp(&b.0));
    let mut d = format!("M0 {:.2}", HEIGHT - below.clamp(0.0, 100.0));
    for (from, points) in steps {
        let _ = write!(d, "H{:.2}V{:.2}", axis.place(from), HEIGHT - points);
    }
    let _ = write!(d, "H{WIDTH}");
    d
}
