//! The bands and the categories of a criterion: a row for each with its points and the customers that it takes.

use super::edit::{ScoreEditor, list_values};
use crate::app::ui::{Icon, IconButton, NumberInput, tr, tr_with};
use crate::messages::{Lang, format, scorecard as m};
use crate::recipe::{Band, Category, Points};
use leptos::prelude::*;

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

/// The head of the table: what a part is told by, its points, its customers.
fn head(part: fn(Lang) -> &'static str, of_numbers: bool) -> impl IntoView {
    view! {
        <thead>
            <tr class="note">
                <th scope="col" class:num=of_numbers>{tr(part)}</th>
                <th scope="col" class="num">{tr(m::points)}</th>
                <th scope="col" class="num">{tr(m::customers)}</th>
                <td></td>
            </tr>
        </thead>
    }
}

/// The bands of a way of giving points, and the points below all of them; none for another way.
fn bands_of(points: &Points) -> (&[Band], Option<f64>) {
    match points {
        Points::Bands { bands, below } => (bands, Some(*below)),
        _ => (&[], None),
    }
}

/// The categories of a way of giving points, and the points of every other value; none for another way.
fn categories_of(points: &Points) -> (&[Category], Option<f64>) {
    match points {
        Points::Categories { values, other } => (values, Some(*other)),
        _ => (&[], None),
    }
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

/// The bands of a criterion, as a table.
#[component]
pub fn Bands(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let bands = memo(move |_| editor.criterion(index, |c| bands_of(&c.points).0.len()).unwrap_or(0));
    let band = move |at: usize| editor.criterion(index, |c| bands_of(&c.points).0.get(at).copied()).flatten();
    let below = derive(move || editor.criterion(index, |c| bands_of(&c.points).1).flatten());
    let act = move |change: fn(&mut Vec<Band>, usize), at: usize| {
        editor.act_on(index, |c| {
            if let Points::Bands { bands, .. } = &mut c.points {
                change(bands, at);
            }
        });
    };
    view! {
        <table class="score-parts-table">
            {head(m::at_least, true)}
            <tbody>
                <For each=move || 0..bands.get() key=|i| *i let:at>
                    <tr data-testid="score-band" data-index=at.to_string()>
                        <td class="num">
                            <NumberInput
                                value=derive(move || band(at).and_then(|b| b.from))
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
                                value=derive(move || band(at).map(|b| b.points))
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

/// The categories of a criterion, as a table.
#[component]
pub fn Categories(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let app = editor.app;
    let count = memo(move |_| editor.criterion(index, |c| categories_of(&c.points).0.len()).unwrap_or(0));
    let category = move |at: usize| editor.criterion(index, |c| categories_of(&c.points).0.get(at).cloned()).flatten();
    let other = derive(move || editor.criterion(index, |c| categories_of(&c.points).1).flatten());
    let named = move |at: usize, text: fn(Lang, String) -> String| {
        tr_with(move |lang| text(lang, category(at).map(|c| c.value).unwrap_or_default()))
    };
    let profile = move || {
        let column = untrack(|| editor.criterion(index, |c| c.column.clone())).unwrap_or_default();
        editor.column(&column).1
    };
    view! {
        <table class="score-parts-table">
            {head(m::value, false)}
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
                                value=derive(move || category(at).map(|c| c.points))
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
