//! The criteria, each with its weight as a bar and a number, its column and how that becomes points.

use super::edit::{By, ScoreEditor};
use super::points::PointsPanel;
use crate::app::editors::common::RowActions;
use crate::app::ui::columns::column_choices;
use crate::app::ui::{Combobox, Icon, NumberInput, colour_var, tr, tr_with};
use crate::messages::{Lang, format, scorecard as m};
use crate::recipe::{Colour, WeightMode};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Criteria() -> impl IntoView {
    let editor = ScoreEditor::get();
    let count = memo(move |_| editor.read(|card| card.criteria.len()).unwrap_or(0));
    view! {
        <ol class="score-list" aria-label=tr(m::criteria)>
            <For each=move || 0..count.get() key=|i| *i let:index>
                <Row index count/>
            </For>
        </ol>
    }
}

/// What a criterion is called, tracked: its name, that of its column, or its number.
pub fn label(editor: ScoreEditor, index: usize, lang: Lang) -> String {
    let label = editor.criterion(index, |c| c.label().to_string()).unwrap_or_default();
    if label.is_empty() { m::criterion(lang, index + 1) } else { label }
}

#[component]
fn Row(index: usize, count: Memo<usize>) -> impl IntoView {
    let editor = ScoreEditor::get();
    let app = editor.app;
    let named = move |text: fn(Lang, String) -> String| tr_with(move |lang| text(lang, label(editor, index, lang)));
    let name = memo(move |_| editor.criterion(index, |c| c.name.clone()).unwrap_or_default());
    let column = memo(move |_| editor.criterion(index, |c| c.column.clone()).unwrap_or_default());
    let weight = memo(move |_| editor.criterion(index, |c| c.weight));
    let by = memo(move |_| editor.criterion(index, |c| By::of(&c.points)).unwrap_or(By::Percentile));
    let open = memo(move |_| editor.open.get() == Some(index));
    let choices = derive(move || column_choices(app, Some(editor.step), &[]));
    let kind = memo(move |_| {
        app.evaluation.track();
        column.with(|c| editor.column(c).0)
    });
    let found = memo(move |_| editor.found(index, |d| (d.used, d.weight, d.mean_points, d.missing)));
    let rows = move || app.evaluation.with(|e| e.as_ref().map_or(0, |e| e.rows));
    let panel = format!("score-points-{index}");
    view! {
        <li
            class="card card-coloured score-criterion"
            class:score-unused=move || found.get().is_some_and(|f| !f.0)
            style:--c=colour_var(Colour::nth(index))
            data-testid="score-criterion"
            data-index=index.to_string()
        >
            <div class="score-line">
                <button
                    type="button"
                    class="btn-icon btn-small score-open"
                    aria-label=named(m::show_points)
                    title=named(m::show_points)
                    aria-expanded=move || open.get().to_string()
                    aria-controls=panel.clone()
                    data-testid="score-open"
                    on:click=move |_| editor.open.update(|o| *o = if *o == Some(index) { None } else { Some(index) })
                >
                    {move || if open.get() { Icon::ChevronDown.view() } else { Icon::ChevronRight.view() }}
                </button>
                <input
                    class="input input-bare score-name"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=tr_with(move |lang| m::criterion(lang, index + 1))
                    placeholder=tr_with(move |lang| column.with(|c| if c.is_empty() { m::criterion(lang, index + 1) } else { c.clone() }))
                    title=named(|_, name| name)
                    data-testid="score-name"
                    prop:value=name
                    on:input=move |event| {
                        let name = event_target_value(&event);
                        editor.type_on(index, "name", |c| c.name = name);
                    }
                    on:blur=move |_| app.seal()
                />
                <WeightBar index/>
                <span class="score-weight-field">
                    <NumberInput
                        value=weight
                        label=named(m::weight_of)
                        min=0.0
                        max=1e6
                        class="score-number"
                        testid="score-weight-number"
                        on_input=move |x| {
                            if let Some(x) = x {
                                editor.weigh(index, x);
                            }
                        }
                        on_seal=move |()| editor.seal()
                    />
                    <span
                        class="note nowrap score-share"
                        title=tr_with(move |lang| m::counts_as(lang, format::share(found.get().map_or(0.0, |f| f.1))))
                        data-testid="score-share"
                    >
                        {move || found.get().filter(|f| f.0).map_or_else(|| "–".to_string(), |f| format::share(f.1))}
                    </span>
                </span>
                <span class="score-actions">
                    <RowActions
                        prefix="score"
                        index
                        count
                        up=named(m::move_up)
                        down=named(m::move_down)
                        remove=named(m::remove)
                        on_move=move |to| editor.shift(index, to)
                        on_remove=move |()| editor.remove(index)
                    />
                </span>
            </div>
            <div class="score-line score-second">
                <Combobox
                    label=tr(m::column)
                    choices
                    value=column
                    placeholder=tr(m::choose_column)
                    class="score-column"
                    testid="score-column"
                    on_choose=move |name: String| editor.set_column(index, name)
                />
                <select
                    class="select score-by"
                    data-testid="score-by"
                    aria-label=named(m::by_of)
                    on:change=move |event| {
                        if let Some(&by) = event_target_value(&event).parse::<usize>().ok().and_then(|i| By::ALL.get(i)) {
                            editor.set_by(index, by);
                        }
                    }
                >
                    {By::ALL
                        .into_iter()
                        .enumerate()
                        .map(|(i, option)| {
                            view! {
                                <option
                                    value=i.to_string()
                                    selected=move || by.get() == option
                                    disabled=move || !option.is_for(kind.get()) && by.get() != option
                                >
                                    {tr_with(move |lang| option.name(lang).to_string())}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <span class="note score-facts">
                    {move || {
                        let lang = app.lang();
                        match found.get() {
                            Some((true, _, mean, missing)) => {
                                let mean = mean.map(|mean| m::mean_points(lang, format::number(mean, 1)));
                                let share = missing as f64 / rows().max(1) as f64;
                                let missing = (missing > 0).then(|| m::missing_share(lang, format::share(share)));
                                view! {
                                    <span title=tr(m::mean_title) data-testid="score-mean">{mean}</span>
                                    <span data-testid="score-missing-share">{missing}</span>
                                }
                                    .into_any()
                            }
                            Some(_) => view! { <span>{m::left_out_mark(lang)}</span> }.into_any(),
                            None => ().into_any(),
                        }
                    }}
                </span>
            </div>
            <div id=panel class="score-panel" hidden=move || !open.get()>
                {move || open.get().then(|| view! { <PointsPanel index/> })}
            </div>
        </li>
    }
}

/// The weight as a bar that is dragged, or moved with the arrow keys.
#[component]
fn WeightBar(index: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let root = NodeRef::<html::Div>::new();
    let dragging = StoredValue::new(false);
    let weight = memo(move |_| editor.criterion(index, |c| c.weight).unwrap_or(0.0));
    let together = memo(move |_| editor.read(|card| card.weights == WeightMode::Together).unwrap_or(true));
    // Free weights may be larger than a hundred: then the longest fills its bar.
    let full = memo(move |_| {
        let most = editor.read(|card| card.criteria.iter().map(|c| c.weight).fold(0.0, f64::max)).unwrap_or(0.0);
        if together.get() { 100.0 } else { most.max(100.0) }
    });
    let drag = move |event: &PointerEvent| {
        let Some(root) = root.get_untracked().filter(|_| dragging.get_value()) else { return };
        let rect = root.get_bounding_client_rect();
        if rect.width() > 0.0 {
            let share = ((f64::from(event.client_x()) - rect.left()) / rect.width()).clamp(0.0, 1.0);
            editor.weigh(index, (share * full.get_untracked()).round());
        }
    };
    let finish = move || {
        if dragging.get_value() {
            dragging.set_value(false);
            editor.seal();
        }
    };
    view! {
        <div
            node_ref=root
            class="score-weight"
            role="slider"
            tabindex="0"
            aria-label=tr_with(move |lang| m::weight_of(lang, label(editor, index, lang)))
            aria-valuemin="0"
            aria-valuemax=move || full.get().to_string()
            aria-valuenow=move || weight.get().to_string()
            data-testid="score-weight"
            on:pointerdown=move |event: PointerEvent| {
                if event.button() == 0 {
                    dragging.set_value(true);
                    if let Some(root) = root.get_untracked() {
                        let _ = root.set_pointer_capture(event.pointer_id());
                    }
                    drag(&event);
                }
            }
            on:pointermove=move |event: PointerEvent| drag(&event)
            on:pointerup=move |_| finish()
            on:pointercancel=move |_| finish()
            on:keydown=move |event: KeyboardEvent| {
                let now = weight.get_untracked();
                let next = match event.key().as_str() {
                    "ArrowLeft" | "ArrowDown" => now - 1.0,
                    "ArrowRight" | "ArrowUp" => now + 1.0,
                    "PageDown" => now - 10.0,
                    "PageUp" => now + 10.0,
                    "Home" => 0.0,
                    "End" => full.get_untracked(),
                    _ => return,
                };
                event.prevent_default();
                editor.weigh(index, next.max(0.0));
            }
            on:blur=move |_| editor.seal()
        >
            <span class="score-weight-fill" style:width=move || format!("{:.2}%", (weight.get() / full.get() * 100.0).clamp(0.0, 100.0))></span>
        </div>
    }
}
