//! The tiers, the best first: what is asked for each and what it got.

use super::edit::{By, Editor, parameter, set_parameter};
use crate::app::editors::common::{NameInput, RowActions};
use crate::app::ui::{ColourPicker, NumberInput, colour_var, tr, tr_with};
use crate::messages::{Lang, format, tiers as m};
use leptos::prelude::*;

#[component]
pub fn Rows() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let count = memo(move |_| editor.read(|t| t.tiers.len()).unwrap_or(0));
    let by = memo(move |_| editor.read(|t| By::of(&t.method)).unwrap_or(By::Thresholds));
    let lower = memo(move |_| editor.read(|t| t.lower_is_better).unwrap_or(false));
    let no_value = memo(move |_| editor.read(|t| t.no_value.name.clone()).unwrap_or_default());
    let no_value_colour = memo(move |_| editor.read(|t| t.no_value.colour).unwrap_or_default());
    let without = memo(move |_| editor.group(count.get()));
    view! {
        <div class="tiers-row tiers-heading note" aria-hidden="true">
            <span class="tiers-cell-name">{tr(m::tier)}</span>
            <span class="tiers-cell-parameter num">{tr_with(move |lang| by.get().parameter(lang, lower.get()).to_string())}</span>
            <span class="tiers-cell-cap num">{tr(m::cap)}</span>
            <span class="tiers-cell-count num">{tr(m::customers)}</span>
            <span class="tiers-cell-share num">{tr(m::of_customers)}</span>
            <span class="tiers-cell-value num">{tr(m::of_value)}</span>
            <span class="tiers-cell-actions"></span>
        </div>
        <ol class="segment-list">
            <For each=move || 0..count.get() key=|i| *i let:index>
                <Row index by lower count/>
            </For>
        </ol>
        <div
            class="card card-coloured tiers-row tiers-none"
            style:--c=move || colour_var(no_value_colour.get())
            title=tr(m::no_value_title)
            data-testid="tiers-no-value"
        >
            <span class="tiers-cell-name row">
                <ColourPicker value=no_value_colour testid="tiers-no-value-colour" on_change=move |c| editor.act(|t| t.no_value.colour = c)/>
                <NameInput
                    label=tr(m::no_value_name)
                    value=no_value
                    testid="tiers-no-value-name"
                    on_input=move |name: String| editor.rename_no_value(&name)
                />
            </span>
            <span class="tiers-cell-parameter"></span>
            <span class="tiers-cell-cap"></span>
            <span class="tiers-cell-count num strong" data-testid="tiers-no-value-count">
                <span class="tiers-label note">{tr(m::customers)}</span>
                {move || without.with(|g| g.as_ref().map_or_else(|| "–".to_string(), |g| format::count(g.count)))}
            </span>
            <span class="tiers-cell-share"></span>
            <span class="tiers-cell-value"></span>
            <span class="tiers-cell-actions"></span>
        </div>
        {move || {
            let rows = app.evaluation.with(|e| e.is_some());
            rows.then(|| {
                editor
                    .detail(|d| d.fit)
                    .flatten()
                    .map(|fit| {
                        view! {
                            <p class="note tiers-fit" data-testid="tiers-fit">
                                {tr_with(move |lang| m::fit(lang, format::share(fit)))}
                            </p>
                        }
                    })
            })
        }}
    }
}

#[component]
fn Row(index: usize, by: Memo<By>, lower: Memo<bool>, count: Memo<usize>) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let tier = memo(move |_| editor.read(|t| t.tiers.get(index).cloned()).flatten());
    let name = memo(move |_| tier.with(|t| t.as_ref().map(|t| t.name.clone()).unwrap_or_default()));
    let colour = memo(move |_| tier.with(|t| t.as_ref().map(|t| t.colour).unwrap_or_default()));
    let cap = memo(move |_| tier.with(|t| t.as_ref().and_then(|t| t.cap.map(|c| c as f64))));
    let value = memo(move |_| editor.read(|t| parameter(t, index)).flatten());
    let last = memo(move |_| index + 1 >= count.get());
    let group = memo(move |_| editor.group(index));
    let cut = memo(move |_| editor.detail(|d| d.cuts.get(index).cloned()).flatten());
    // Of the column that is cut; of the value where that is a score, whose sum means nothing.
    let value_share = move || match editor.score_histogram() {
        Some(_) => group.with(|g| g.as_ref().and_then(|g| g.value_share)),
        None => cut.with(|c| c.as_ref().and_then(|c| c.value_share)),
    };
    let asked = move |here: By| {
        cut.with(|c| c.as_ref().and_then(|c| c.asked)).filter(|_| by.get() == here).map(|asked| {
            view! { <span class="note tiers-asked">{tr_with(move |lang| m::asked(lang, format::share(asked)))}</span> }
        })
    };
    let set_cap = move |x: Option<f64>| {
        editor.type_in(&format!("cap/{index}"), |t| {
            if let Some(tier) = t.tiers.get_mut(index) {
                tier.cap = x.map(|x| x as usize);
            }
        });
    };
    let named = move |text: fn(Lang, String) -> String| tr_with(move |lang| text(lang, name.get()));
    let dash = || "–".to_string();
    view! {
        <li
            class="card card-coloured tiers-row"
            style:--c=move || colour_var(colour.get())
            aria-label=tr_with(move |lang| m::tier_at(lang, index + 1))
            data-testid="tiers-row"
            data-index=index.to_string()
        >
            <span class="tiers-cell-name row">
                <ColourPicker
                    value=colour
                    testid="tiers-colour"
                    on_change=move |c| {
                        editor
                            .act(|t| {
                                if let Some(tier) = t.tiers.get_mut(index) {
                                    tier.colour = c;
                                }
                            });
                    }
                />
                <NameInput
                    label=tr_with(move |lang| m::name_of(lang, index + 1))
                    value=name
                    testid="tiers-name"
                    on_input=move |name: String| editor.rename_tier(index, &name)
                />
            </span>
            <span class="tiers-cell-parameter num">
                <span class="tiers-label note" aria-hidden="true">
                    {tr_with(move |lang| by.get().parameter(lang, lower.get()).to_string())}
                </span>
                {move || {
                    if last.get() {
                        return view! { <span class="muted small">{tr(m::the_rest)}</span> }.into_any();
                    }
                    if matches!(by.get(), By::Width | By::Breaks) {
                        let bound = move || {
                            let bound = cut.with(|c| c.as_ref().and_then(|c| c.bound));
                            bound.map_or_else(|| m::nobody(app.lang()).to_string(), format::amount)
                        };
                        return view! { <span class="second">{bound}</span> }.into_any();
                    }
                    let (step, min, max) = match by.get_untracked() {
                        By::Customers | By::Value => (1.0, 0.0, 100.0),
                        By::Deviations => (0.25, f64::NEG_INFINITY, f64::INFINITY),
                        _ => (1.0, f64::NEG_INFINITY, f64::INFINITY),
                    };
                    view! {
                        <NumberInput
                            label=tr_with(move |lang| m::parameter_of(lang, by.get().parameter(lang, lower.get()), name.get()))
                            value
                            step
                            min
                            max
                            class="tiers-number"
                            testid="tiers-parameter"
                            on_input=move |x| editor.type_in(&format!("parameter/{index}"), |t| set_parameter(t, index, x))
                            on_seal=move |()| app.seal()
                        />
                    }
                        .into_any()
                }}
            </span>
            <span class="tiers-cell-cap num">
                <span class="tiers-label note" aria-hidden="true">{tr(m::cap)}</span>
                {move || {
                    (!last.get())
                        .then(|| {
                            view! {
                                <NumberInput
                                    label=named(m::cap_title)
                                    value=cap
                                    min=0.0
                                    placeholder=tr(m::no_cap)
                                    class="tiers-number"
                                    testid="tiers-cap"
                                    on_input=set_cap
                                    on_seal=move |()| app.seal()
                                />
                            }
                        })
                }}
            </span>
            <span class="tiers-cell-count num strong">
                <span class="tiers-label note" aria-hidden="true">{tr(m::customers)}</span>
                <span data-testid="tiers-count">{move || group.with(|g| g.as_ref().map_or_else(dash, |g| format::count(g.count)))}</span>
            </span>
            <span class="tiers-cell-share num">
                <span class="tiers-label note" aria-hidden="true">{tr(m::of_customers)}</span>
                <span data-testid="tiers-of-customers">
                    {move || cut.with(|c| c.as_ref().map_or_else(dash, |c| format::share(c.customers_share)))}
                </span>
                {move || asked(By::Customers)}
            </span>
            <span class="tiers-cell-value num">
                <span class="tiers-label note" aria-hidden="true">{tr(m::of_value)}</span>
                <span data-testid="tiers-of-value">
                    {move || value_share().map_or_else(dash, format::share)}
                </span>
                {move || asked(By::Value)}
            </span>
            <span class="tiers-cell-actions">
                <RowActions
                    prefix="tiers"
                    index
                    count
                    least=1
                    up=named(m::move_up)
                    down=named(m::move_down)
                    remove=named(m::remove)
                    on_move=move |to| editor.move_tier(index, to)
                    on_remove=move |()| editor.remove_tier(index)
                />
            </span>
        </li>
    }
}
