//! The stages in the order of a customer's life: name, colour, numbers.

use super::Editor;
use crate::app::editors::common::{self, NameInput, Numbers};
use crate::app::ui::{ColourPicker, Icon, IconButton, colour_var, tr, tr_with};
use crate::engine::GroupFilter;
use crate::messages::{Lang, lifecycle as m};
use crate::recipe::{self, NamedGroup, Stages, StepKind};
use leptos::prelude::*;

/// What puts a customer into each stage, in few words.
const ABOUT: [fn(Lang) -> &'static str; 7] =
    [m::about_prospect, m::about_new, m::about_one_time, m::about_repeat, m::about_loyal, m::about_at_risk, m::about_lost];

/// The stage at that position of [`Stages::in_order`].
fn stage_mut(stages: &mut Stages, index: usize) -> &mut NamedGroup {
    match index {
        0 => &mut stages.prospect,
        1 => &mut stages.new,
        2 => &mut stages.one_time,
        3 => &mut stages.repeat,
        4 => &mut stages.loyal,
        5 => &mut stages.at_risk,
        _ => &mut stages.lost,
    }
}

#[component]
pub fn StageList() -> impl IntoView {
    view! {
        <div class="rfm-list-head note" aria-hidden="true">
            <span class="grow">{tr(m::stages)}</span>
            <span class="segment-count">{tr(crate::messages::rfm::customers)}</span>
            <span class="segment-bar">{tr(crate::messages::rfm::share)}</span>
            <span class="segment-share"></span>
            <span class="segment-value">{tr(crate::messages::rfm::of_value)}</span>
            <span class="rfm-actions"></span>
        </div>
        <ol class="rfm-list" aria-label=tr(m::stages)>
            {(0..ABOUT.len()).map(|index| view! { <StageRow index/> }).collect_view()}
        </ol>
    }
}

#[component]
fn StageRow(index: usize) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let stage = memo(move |_| editor.read(|l| l.stages.in_order()[index].clone()));
    let name = memo(move |_| stage.with(|s| s.as_ref().map(|s| s.name.clone()).unwrap_or_default()));
    let colour = memo(move |_| stage.with(|s| s.as_ref().map(|s| s.colour).unwrap_or_default()));
    let group = memo(move |_| common::group(app, editor.step, index));
    let rename = move |name: String| {
        app.type_in(format!("lifecycle/{}/stage/{index}", editor.step), |w| {
            if editor.step < w.steps.len() {
                recipe::rename_group(w, editor.step, &name, |step| match &mut step.kind {
                    StepKind::Lifecycle(lifecycle) => Some(&mut stage_mut(&mut lifecycle.stages, index).name),
                    _ => None,
                });
            }
        });
    };
    view! {
        <li
            class="card card-coloured rfm-row"
            style:--c=move || colour_var(colour.get())
            data-testid="life-stage"
            data-index=index.to_string()
        >
            <ColourPicker
                value=colour
                testid="life-colour"
                on_change=move |c| editor.act(|l| stage_mut(&mut l.stages, index).colour = c)
            />
            <NameInput label=tr_with(move |lang| m::stage_name(lang, index + 1)) value=name testid="life-name" on_input=rename/>
            <span class="life-about ellipsis small muted">{tr(ABOUT[index])}</span>
            <Numbers group count_title=tr(ABOUT[index]) prefix="life"/>
            <span class="rfm-actions">
                <IconButton
                    icon=Icon::Filter
                    class="btn-small"
                    label=tr_with(move |lang| m::show_customers(lang, name.get()))
                    testid="life-show"
                    on_click=move |()| app.filter.set(Some(GroupFilter { step: editor.step, groups: vec![index] }))
                />
            </span>
        </li>
    }
}
