//! The segments of the map: the grid's legend, and the paints that its cells are painted with.

use super::edit::{Brush, Editor};
use crate::app::editors::common::{self, NameInput, Numbers};
use crate::app::ui::{ColourPicker, Icon, Menu, MenuItem, colour_var, tr, tr_with};
use crate::engine::GroupFilter;
use crate::messages::{common as c, rfm as m};
use crate::recipe::{self, Rfm, StepKind};
use leptos::prelude::*;

#[component]
pub fn Segments() -> impl IntoView {
    let editor = Editor::get();
    let count = memo(move |_| editor.rfm(|rfm| rfm.segments.len()).unwrap_or(0));
    view! {
        <div class="rfm-list-head note" aria-hidden="true">
            <span class="grow">{tr(m::segments)}</span>
            <span class="segment-count">{tr(m::customers)}</span>
            <span class="segment-bar">{tr(m::share)}</span>
            <span class="segment-share"></span>
            <span class="segment-value">{tr(m::of_value)}</span>
            <span class="rfm-actions"></span>
        </div>
        <ol class="rfm-list" aria-label=tr(m::segments)>
            <For each=move || 0..count.get() key=|i| *i let:index>
                <SegmentRow index/>
            </For>
            <RestRow others=true/>
            <RestRow others=false/>
        </ol>
        <button type="button" class="rules-add" title=tr(m::add_segment_title) data-testid="rfm-add" on:click=move |_| editor.add_segment()>
            {Icon::Plus}
            {tr(m::add_segment)}
        </button>
    }
}

/// The button that takes a brush up, and lays it down again.
#[component]
fn BrushButton(brush: Brush, #[prop(into)] label: Signal<String>, icon: Icon, testid: &'static str) -> impl IntoView {
    let editor = Editor::get();
    let on = move || editor.brush.get() == Some(brush);
    view! {
        <button
            type="button"
            class="btn-icon btn-small"
            aria-label=label
            title=label
            aria-pressed=move || on().to_string()
            data-testid=testid
            on:click=move |_| editor.brush.set((editor.brush.get_untracked() != Some(brush)).then_some(brush))
        >
            {icon}
        </button>
    }
}

#[component]
fn SegmentRow(index: usize) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let name = memo(move |_| editor.segment(index, |s| s.name.clone()).unwrap_or_default());
    let colour = memo(move |_| editor.segment(index, |s| s.colour).unwrap_or_default());
    let group = memo(move |_| common::group(app, editor.step, index));
    let last = memo(move |_| editor.rfm(|rfm| rfm.segments.len()).unwrap_or(0) <= index + 1);
    view! {
        <li
            class="card card-coloured rfm-row"
            class:rfm-row-on=move || editor.brush.get() == Some(Brush::Segment(index))
            style:--c=move || colour_var(colour.get())
            data-testid="rfm-segment"
            data-index=index.to_string()
        >
            <BrushButton
                brush=Brush::Segment(index)
                icon=Icon::Edit
                label=tr_with(move |lang| m::paint(lang, name.get()))
                testid="rfm-paint"
            />
            <ColourPicker
                value=colour
                testid="rfm-colour"
                on_change=move |c| editor.act(|rfm| if let Some(s) = rfm.segments.get_mut(index) { s.colour = c })
            />
            <span class="grow">
                <NameInput
                    label=tr_with(move |lang| m::segment_name(lang, index + 1))
                    value=name
                    testid="rfm-name"
                    on_input=move |name: String| {
                        rename(editor, &format!("name/{index}"), &name, |rfm| rfm.segments.get_mut(index).map(|s| &mut s.name));
                    }
                />
            </span>
            <Numbers group count_title=name prefix="rfm"/>
            <span class="rfm-actions">
                <Menu
                    label=tr_with(move |lang| m::more(lang, name.get()))
                    trigger=|| Icon::More.view()
                    class="btn-icon btn-small"
                    testid="rfm-menu"
                >
                    <MenuItem
                        label=tr(c::move_up)
                        icon=Icon::ArrowUp
                        testid="rfm-up"
                        disabled=Signal::stored(index == 0)
                        on_select=move |()| editor.swap(index, index.saturating_sub(1))
                    />
                    <MenuItem
                        label=tr(c::move_down)
                        icon=Icon::ArrowDown
                        testid="rfm-down"
                        disabled=last
                        on_select=move |()| editor.swap(index, index + 1)
                    />
                    <MenuItem
                        label=tr(m::show_customers)
                        icon=Icon::Filter
                        testid="rfm-show"
                        on_select=move |()| app.filter.set(Some(GroupFilter { step: editor.step, groups: vec![index] }))
                    />
                    <hr class="menu-line"/>
                    <MenuItem
                        label=tr(c::delete)
                        icon=Icon::Trash
                        danger=true
                        testid="rfm-delete"
                        on_select=move |()| editor.delete_segment(index)
                    />
                </Menu>
            </span>
        </li>
    }
}

/// Those in no segment, and those without a score: always there, always last.
#[component]
fn RestRow(others: bool) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let read = move |rfm: &Rfm| if others { rfm.others.clone() } else { rfm.no_score.clone() };
    let rest = memo(move |_| editor.rfm(read));
    let name = memo(move |_| rest.with(|g| g.as_ref().map(|g| g.name.clone()).unwrap_or_default()));
    let colour = memo(move |_| rest.with(|g| g.as_ref().map(|g| g.colour).unwrap_or_default()));
    let group = memo(move |_| {
        let index = editor.rfm(|rfm| rfm.segments.len())? + usize::from(!others);
        common::group(app, editor.step, index)
    });
    let title = tr_with(move |lang| if others { m::others_title(lang) } else { m::no_score_title(lang) }.to_string());
    view! {
        <li
            class="card card-coloured rfm-row"
            class:rfm-row-on=move || others && editor.brush.get() == Some(Brush::Erase)
            style:--c=move || colour_var(colour.get())
            title=title
            data-testid=if others { "rfm-others" } else { "rfm-no-score" }
        >
            {if others {
                view! { <BrushButton brush=Brush::Erase icon=Icon::Close label=tr(m::erase) testid="rfm-erase"/> }.into_any()
            } else {
                view! { <span class="rfm-no-brush"></span> }.into_any()
            }}
            <ColourPicker
                value=colour
                testid=if others { "rfm-others-colour" } else { "rfm-no-score-colour" }
                on_change=move |c| editor.act(|rfm| if others { rfm.others.colour = c } else { rfm.no_score.colour = c })
            />
            <span class="grow">
                <NameInput
                    label=tr_with(move |lang| if others { m::others_name(lang) } else { m::no_score_name(lang) }.to_string())
                    value=name
                    testid=if others { "rfm-others-name" } else { "rfm-no-score-name" }
                    on_input=move |name: String| {
                        let field = if others { "others" } else { "no-score" };
                        rename(editor, field, &name, move |rfm| Some(if others { &mut rfm.others.name } else { &mut rfm.no_score.name }));
                    }
                />
            </span>
            <Numbers group count_title=title prefix=if others { "rfm-others" } else { "rfm-no-score" }/>
            <span class="rfm-actions"></span>
        </li>
    }
}

/// Renames a group by typing; later steps that name it follow.
fn rename(editor: Editor, field: &str, name: &str, group: impl FnOnce(&mut Rfm) -> Option<&mut String>) {
    editor.app.type_in(format!("rfm/{}/{field}", editor.step), |w| {
        if editor.step < w.steps.len() {
            recipe::rename_group(w, editor.step, name, |step| match &mut step.kind {
                StepKind::Rfm(rfm) => group(rfm),
                _ => None,
            });
        }
    });
}
