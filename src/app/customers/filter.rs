//! Narrowing the table to groups of a step: chips of what is in force, and a menu of what there is.
//!
//! Test ids: `filter-chip` (one per group), `filter-chip-remove`, `filter-menu`, `filter-option-STEP-GROUP` (positions).

use crate::app::state::App;
use crate::app::ui::{Icon, PopoverButton, colour_var, tr, tr_with};
use crate::engine::{GroupFilter, GroupSummary};
use crate::messages::{customers as m, format};
use leptos::prelude::*;

/// Lets go of a filter whose groups are no more.
pub fn hold(app: App) {
    effect(move |_| {
        let Some(filter) = app.filter.get() else { return };
        let groups = app.evaluation.with(|e| e.as_ref().map(|e| e.steps.get(filter.step).map_or(0, |s| s.groups.len())));
        let Some(there) = groups else { return };
        let kept: Vec<usize> = filter.groups.iter().copied().filter(|&g| g < there).collect();
        if kept.is_empty() {
            app.filter.set(None);
        } else if kept != filter.groups {
            app.filter.set(Some(GroupFilter { groups: kept, ..filter }));
        }
    });
}

/// Adds a group to the filter or takes it away. Groups of another step than the one in force replace it.
pub fn toggle(app: App, step: usize, group: usize) {
    app.filter.update(|filter| {
        let mut groups = filter.take().filter(|f| f.step == step).map(|f| f.groups).unwrap_or_default();
        if let Some(at) = groups.iter().position(|&g| g == group) {
            groups.remove(at);
        } else {
            groups.push(group);
            groups.sort_unstable();
        }
        *filter = (!groups.is_empty()).then_some(GroupFilter { step, groups });
    });
}

/// The groups in force, each with a way out.
#[component]
pub fn FilterChips() -> impl IntoView {
    let app = App::get();
    let chips = memo(move |_| {
        let filter = app.filter.get()?;
        let groups = app.evaluation.with(|e| e.as_ref()?.steps.get(filter.step).map(|s| s.groups.clone()))?;
        let chip = |&g: &usize| groups.get(g).map(|group| (g, group.name.clone(), group.colour));
        Some((filter.step, filter.groups.iter().filter_map(chip).collect::<Vec<_>>()))
    });
    move || {
        let (step, chips) = chips.get()?;
        Some(
            chips
                .into_iter()
                .map(|(group, name, colour)| {
                    let spoken = name.clone();
                    let label = tr_with(move |lang| m::remove_filter(lang, &spoken));
                    view! {
                        <span class="chip chip-accent" data-testid="filter-chip">
                            <span class="dot" style:--c=colour_var(colour)></span>
                            <span class="ellipsis filter-chip-name" title=name.clone()>{name.clone()}</span>
                            <button
                                type="button"
                                aria-label=label
                                title=label
                                data-testid="filter-chip-remove"
                                on:click=move |_| toggle(app, step, group)
                            >
                                {Icon::Close}
                            </button>
                        </span>
                    }
                })
                .collect_view(),
        )
    }
}

/// A button that opens the groups of every step, to tick.
#[component]
pub fn FilterMenu() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <PopoverButton open class="btn-icon" trigger=|| Icon::Filter.view() title=tr(m::filter_by_segment) testid="filter-menu">
            <FilterList/>
        </PopoverButton>
    }
}

#[component]
fn FilterList() -> impl IntoView {
    let app = App::get();
    let option = move |step: usize, group: usize, summary: GroupSummary| {
        let on = move || app.filter.with(|f| f.as_ref().is_some_and(|f| f.step == step && f.groups.contains(&group)));
        view! {
            <label class="menu-item filter-option">
                <input
                    type="checkbox"
                    prop:checked=on
                    data-testid=format!("filter-option-{step}-{group}")
                    on:change=move |_| toggle(app, step, group)
                />
                <span class="dot" style:--c=colour_var(summary.colour)></span>
                <span class="ellipsis grow">{summary.name}</span>
                <span class="option-note">{format::count(summary.count)}</span>
            </label>
        }
    };
    move || {
        let steps = app.evaluation.with(|e| e.as_ref().map(|e| e.steps.clone())).unwrap_or_default();
        let named: Vec<_> = steps.into_iter().enumerate().filter(|(_, s)| !s.groups.is_empty()).collect();
        if named.is_empty() {
            return view! { <p class="note popover-note">{tr(m::no_segments_to_filter)}</p> }.into_any();
        }
        let lists = named
            .into_iter()
            .map(|(step, summary)| {
                let options = summary.groups.into_iter().enumerate().map(|(g, group)| option(step, g, group)).collect_view();
                view! {
                    <fieldset>
                        <legend class="caps menu-head">{summary.name}</legend>
                        {options}
                    </fieldset>
                }
            })
            .collect_view();
        view! {
            {lists}
            <hr class="menu-line"/>
            <button type="button" class="menu-item" disabled=move || app.filter.with(Option::is_none) on:click=move |_| app.filter.set(None)>
                {tr(m::clear_filter)}
            </button>
        }
        .into_any()
    }
}
