//! Which step's groups, and which of them.

use crate::app::state::App;
use crate::app::ui::{Field, colour_var, tr};
use crate::messages::{dialogs as m, format};
use leptos::prelude::*;
use std::collections::HashSet;

/// The step whose groups are meant, where there are several.
#[component]
pub fn StepChoice(steps: Memo<Vec<(usize, String)>>, step: RwSignal<usize>, groups: RwSignal<HashSet<usize>>) -> impl IntoView {
    view! {
        <Show
            when=move || steps.with(|s| !s.is_empty())
            fallback=move || view! { <p class="field-hint">{tr(m::export_no_steps)}</p> }
        >
            <Field label=tr(m::export_by) class="field-inline">
                <select
                    class="select"
                    data-testid="export-step"
                    on:change=move |event| {
                        step.set(event_target_value(&event).parse().unwrap_or(0));
                        groups.set(HashSet::new());
                    }
                >
                    {move || {
                        steps
                            .get()
                            .into_iter()
                            .map(|(at, name)| {
                                view! { <option value=at.to_string() selected=move || step.get() == at>{name}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </Field>
        </Show>
    }
}

/// The groups of a step as boxes to check.
#[component]
pub fn GroupChoice(steps: Memo<Vec<(usize, String)>>, step: RwSignal<usize>, groups: RwSignal<HashSet<usize>>) -> impl IntoView {
    let app = App::get();
    let all = memo(move |_| app.summary(step.get()).map(|s| s.groups).unwrap_or_default());
    view! {
        <StepChoice steps step groups/>
        <div class="check-list" role="group" aria-label=tr(m::export_groups)>
            {move || {
                all.get()
                    .into_iter()
                    .enumerate()
                    .map(|(i, group)| {
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    data-testid="export-group"
                                    prop:checked=move || groups.with(|g| g.contains(&i))
                                    on:change=move |event| {
                                        let on = event_target_checked(&event);
                                        groups.update(|g| { if on { g.insert(i) } else { g.remove(&i) }; })
                                    }
                                />
                                <span class="dot" style:--c=colour_var(group.colour)></span>
                                <span class="ellipsis">{group.name}</span>
                                <span class="muted small">{format::count(group.count)}</span>
                            </label>
                        }
                    })
                    .collect_view()
            }}
        </div>
        <p class="note" data-testid="export-count">{super::export::count_line(app, step, groups)}</p>
    }
}
