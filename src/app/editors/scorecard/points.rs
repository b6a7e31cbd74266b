//! How one criterion's values become points: the ends of a scale, bands, categories, what is missing, and the curve of it all.

use super::criteria::label;
use super::edit::{By, ScoreEditor, list_values};
use crate::app::ui::{Icon, IconButton, NumberInput, Toggle, tr, tr_with};
use crate::messages::{Lang, format, scorecard as m};
use crate::recipe::{Band, Category, MissingPoints, Points};
use crate::table::ColumnType;
use leptos::prelude::*;
use std::fmt::Write;

/// Size of the curve, in its own units.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 100.0;

#[component]
pub fn PointsPanel(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let app = editor.app;
    let by = Memo::new(move |_| editor.criterion(index, |c| By::of(&c.points)).unwrap_or(By::Percentile));
    let lower = Memo::new(move |_| editor.criterion(index, |c| c.lower_is_better).unwrap_or(false));
    let date = Memo::new(move |_| {
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
        let value = Signal::derive(move || {
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
    let missing = Memo::new(move |_| editor.criterion(index, |c| c.missing).unwrap_or_default());
    let options = [MissingPoints::LeftOut, MissingPoints::Points { points: 0.0 }, MissingPoints::NoScore];
    let same = |a: &MissingPoints, b: &MissingPoints| std::mem::discriminant(a) == std::mem::discriminant(b);
    let given = Signal::derive(move || match missing.get() {
        MissingPoints::Points { points } => Some(points),
        _ => None,
    });
    let counts = Memo::new(move |_| given.get().is_some());
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
    let shape = Memo::new(move |_| editor.found(index, |d| Some((d.range?, d.curve.clone()))).flatten());
    let bands = Memo::new(move |_| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Bands { bands, below } => Some((bands.clone(), *below)),
                _ => None,
            })
            .flatten()
    });
    let bars = Memo::new(move |_| {
        editor.app.evaluation.track();
        let column = editor.criterion(index, |c| c.column.clone())?;
        let (kind, profile) = editor.column(&column);
        profile.filter(|_| kind == Some(ColumnType::Number))?.histogram.map(|h| h.counts)
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
                <path class="score-curve-bars" d=move || bars.get().map(|counts| columns(&counts)).unwrap_or_default()/>
                <path
                    class="score-curve-line"
                    d=move || {
                        let Some((range, curve)) = shape.get() else { return String::new() };
                        match bands.get() {
                            Some((bands, below)) => stairs(range, &bands, below),
                            None => line(&curve),
                        }
                    }
                />
            </svg>
            <div class="tiers-axis note" aria-hidden="true">
                <span>{move || shape.get().map(|(range, _)| format::number(range.0, 2))}</span>
                <span>{move || shape.get().map(|(range, _)| format::number(range.1, 2))}</span>
            </div>
        </figure>
    }
}

fn columns(counts: &[usize]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / counts.len().max(1) as f64;
    let mut d = String::new();
    for (i, &count) in counts.iter().enumerate().filter(|(_, c)| **c > 0) {
        let height = (count as f64 / most * HEIGHT).max(1.5);
        let _ = write!(d, "M{:.2} {HEIGHT}v{:.2}h{:.2}v{height:.2}z", i as f64 * width, -height, (width - 0.6).max(0.4));
    }
    d
}

fn line(curve: &[f64]) -> String {
    let mut d = String::new();
    for (i, points) in curve.iter().enumerate() {
        let x = WIDTH * i as f64 / (curve.len() - 1).max(1) as f64;
        let _ = write!(d, "{}{x:.2} {:.2}", if i == 0 { "M" } else { "L" }, HEIGHT - points);
    }
    d
}

fn stairs((low, high): (f64, f64), bands: &[Band], below: f64) -> String {
    let mut steps: Vec<(f64, f64)> = bands.iter().filter_map(|b| Some((b.from?, b.points.clamp(0.0, 100.0)))).collect();
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let place = |x: f64| if high > low { ((x - low) / (high - low)).clamp(0.0, 1.0) * WIDTH } else { 0.0 };
    let mut d = format!("M0 {:.2}", HEIGHT - below.clamp(0.0, 100.0));
    for (from, points) in steps {
        let _ = write!(d, "H{:.2}V{:.2}", place(from), HEIGHT - points);
    }
    let _ = write!(d, "H{WIDTH}");
    d
}

/// Points of a part, typed.
#[component]
fn PointsInput(
    #[prop(into)] value: Signal<Option<f64>>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_input: Callback<f64>,
    testid: &'static str,
) -> impl IntoView {
    let app = ScoreEditor::get().app;
    view! {
        <NumberInput
            value
            label
            min=0.0
            max=100.0
            step=5.0
            class="score-number"
            testid=testid
            on_input=move |x| {
                if let Some(x) = x {
                    on_input.run(x);
                }
            }
            on_seal=move |()| app.seal()
        />
    }
}

/// The customers of a band or category.
fn part_count(editor: ScoreEditor, index: usize, part: usize) -> impl Fn() -> String + Copy + Send {
    move || editor.found(index, |d| d.counts.get(part).copied()).flatten().map_or_else(|| "–".to_string(), format::count)
}

fn set_band(editor: ScoreEditor, index: usize, field: String, change: impl FnOnce(&mut Vec<Band>, &mut f64)) {
    editor.type_on(index, &field, |c| {
        if let Points::Bands { bands, below } = &mut c.points {
            change(bands, below);
        }
    });
}

fn remove_band(bands: &mut Vec<Band>, at: usize) {
    if at < bands.len() {
        bands.remove(at);
    }
}

#[component]
fn Bands(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let bands = Memo::new(move |_| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Bands { bands, .. } => bands.len(),
                _ => 0,
            })
            .unwrap_or(0)
    });
    let band = move |at: usize| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Bands { bands, .. } => bands.get(at).copied(),
                _ => None,
            })
            .flatten()
    };
    let below = Signal::derive(move || {
        editor
            .criterion(index, |c| match c.points {
                Points::Bands { below, .. } => Some(below),
                _ => None,
            })
            .flatten()
    });
    let act = move |change: fn(&mut Vec<Band>, usize), at: usize| {
        editor.act_on(index, |c| {
            if let Points::Bands { bands, .. } = &mut c.points {
                change(bands, at);
            }
        });
    };
    view! {
        <table class="score-parts-table">
            <thead>
                <tr class="note">
                    <th scope="col" class="num">{tr(m::at_least)}</th>
                    <th scope="col" class="num">{tr(m::points)}</th>
                    <th scope="col" class="num">{tr(m::customers)}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>
                <For each=move || 0..bands.get() key=|i| *i let:at>
                    <tr data-testid="score-band" data-index=at.to_string()>
                        <td class="num">
                            <NumberInput
                                value=Signal::derive(move || band(at).and_then(|b| b.from))
                                label=tr_with(move |lang| m::from_of(lang, at + 1))
                                class="score-end"
                                testid="score-band-from"
                                on_input=move |x| {
                                    set_band(editor, index, format!("from/{at}"), |bands, _| {
                                        if let Some(band) = bands.get_mut(at) {
                                            band.from = x;
                                        }
                                    });
                                }
                                on_seal=move |()| editor.app.seal()
                            />
                        </td>
                        <td class="num">
                            <PointsInput
                                value=Signal::derive(move || band(at).map(|b| b.points))
                                label=tr_with(move |lang| m::band_points_of(lang, at + 1))
                                testid="score-band-points"
                                on_input=move |x: f64| {
                                    set_band(editor, index, format!("band/{at}"), |bands, _| {
                                        if let Some(band) = bands.get_mut(at) {
                                            band.points = x;
                                        }
                                    });
                                }
                            />
                        </td>
                        <td class="num" data-testid="score-band-count">{part_count(editor, index, at)}</td>
                        <td>
                            <IconButton
                                icon=Icon::Trash
                                class="btn-small"
                                label=tr_with(move |lang| m::remove_band(lang, at + 1))
                                testid="score-remove-part"
                                on_click=move |()| act(remove_band, at)
                            />
                        </td>
                    </tr>
                </For>
                <tr>
                    <td class="num second">{tr(m::below)}</td>
                    <td class="num">
                        <PointsInput
                            value=below
                            label=tr(m::below_points)
                            testid="score-below"
                            on_input=move |x: f64| set_band(editor, index, "below".into(), |_, below| *below = x)
                        />
                    </td>
                    <td class="num" data-testid="score-below-count">{move || part_count(editor, index, bands.get())()}</td>
                    <td></td>
                </tr>
            </tbody>
        </table>
        <button
            type="button"
            class="btn-text small"
            data-testid="score-add-part"
            on:click=move |_| act(|bands, _| bands.push(Band { from: None, points: 50.0 }), 0)
        >
            {tr(m::add_band)}
        </button>
    }
}

fn set_category(editor: ScoreEditor, index: usize, field: String, change: impl FnOnce(&mut Vec<Category>, &mut f64)) {
    editor.type_on(index, &field, |c| {
        if let Points::Categories { values, other } = &mut c.points {
            change(values, other);
        }
    });
}

#[component]
fn Categories(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let app = editor.app;
    let count = Memo::new(move |_| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Categories { values, .. } => values.len(),
                _ => 0,
            })
            .unwrap_or(0)
    });
    let category = move |at: usize| {
        editor
            .criterion(index, |c| match &c.points {
                Points::Categories { values, .. } => values.get(at).cloned(),
                _ => None,
            })
            .flatten()
    };
    let other = Signal::derive(move || {
        editor
            .criterion(index, |c| match c.points {
                Points::Categories { other, .. } => Some(other),
                _ => None,
            })
            .flatten()
    });
    let named = move |at: usize, text: fn(Lang, String) -> String| {
        tr_with(move |lang| text(lang, category(at).map(|c| c.value).unwrap_or_default()))
    };
    let profile = move || {
        let column = untrack(|| editor.criterion(index, |c| c.column.clone())).unwrap_or_default();
        editor.column(&column).1
    };
    view! {
        <table class="score-parts-table">
            <thead>
                <tr class="note">
                    <th scope="col">{tr(m::value)}</th>
                    <th scope="col" class="num">{tr(m::points)}</th>
                    <th scope="col" class="num">{tr(m::customers)}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>
                <For each=move || 0..count.get() key=|i| *i let:at>
                    <tr data-testid="score-category" data-index=at.to_string()>
                        <td>
                            <input
                                class="input score-value"
                                autocomplete="off"
                                spellcheck="false"
                                aria-label=tr_with(move |lang| m::category_of(lang, at + 1))
                                data-testid="score-category-value"
                                prop:value=move || category(at).map(|c| c.value).unwrap_or_default()
                                on:input=move |event| {
                                    let value = event_target_value(&event);
                                    set_category(editor, index, format!("value/{at}"), |values, _| {
                                        if let Some(category) = values.get_mut(at) {
                                            category.value = value;
                                        }
                                    });
                                }
                                on:blur=move |_| app.seal()
                            />
                        </td>
                        <td class="num">
                            <PointsInput
                                value=Signal::derive(move || category(at).map(|c| c.points))
                                label=named(at, m::category_points_of)
                                testid="score-category-points"
                                on_input=move |x: f64| {
                                    set_category(editor, index, format!("category/{at}"), |values, _| {
                                        if let Some(category) = values.get_mut(at) {
                                            category.points = x;
                                        }
                                    });
                                }
                            />
                        </td>
                        <td class="num" data-testid="score-category-count">{part_count(editor, index, at)}</td>
                        <td>
                            <IconButton
                                icon=Icon::Trash
                                class="btn-small"
                                label=named(at, m::remove_category)
                                testid="score-remove-part"
                                on_click=move |()| {
                                    editor
                                        .act_on(index, |c| {
                                            if let Points::Categories { values, .. } = &mut c.points
                                                && at < values.len()
                                            {
                                                values.remove(at);
                                            }
                                        });
                                }
                            />
                        </td>
                    </tr>
                </For>
                <tr>
                    <td class="second">{tr(m::other)}</td>
                    <td class="num">
                        <PointsInput
                            value=other
                            label=tr(m::other_points)
                            testid="score-other"
                            on_input=move |x: f64| set_category(editor, index, "other".into(), |_, other| *other = x)
                        />
                    </td>
                    <td class="num" data-testid="score-other-count">{move || part_count(editor, index, count.get())()}</td>
                    <td></td>
                </tr>
            </tbody>
        </table>
        <div class="row">
            <button
                type="button"
                class="btn-text small"
                data-testid="score-add-part"
                on:click=move |_| {
                    editor
                        .act_on(index, |c| {
                            if let Points::Categories { values, .. } = &mut c.points {
                                values.push(Category { value: String::new(), points: 50.0 });
                            }
                        });
                }
            >
                {tr(m::add_category)}
            </button>
            <button
                type="button"
                class="btn-text small"
                data-testid="score-list-values"
                on:click=move |_| {
                    if let Some(profile) = profile() {
                        editor.act_on(index, |c| list_values(c, &profile));
                    }
                }
            >
                {tr(m::all_values)}
            </button>
        </div>
    }
}
