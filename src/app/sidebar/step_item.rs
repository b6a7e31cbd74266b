//! One step in the list: its kind, name, line of numbers and findings; what can be done with it, by pointer and by keyboard (Alt + ↑ / ↓
//! moves, F2 renames, Delete takes away).
//!
//! Test ids: `step-item` (`data-name`), `step-select`, `step-name-input`, `step-menu`, `step-rename`, `step-duplicate`, `step-mute`,
//! `step-up`, `step-down`, `step-delete`, `step-findings`.

use super::steps::{List, TOLD, badge, delete_step, duplicate_step, focus_step, give_name, move_step, mute_step, name_taken, step_id};
use crate::app::state::{App, NoticeKind, Selection};
use crate::app::ui::{Icon, Menu, MenuItem, tr, tr_with};
use crate::engine::StepSummary;
use crate::messages::{common, findings, sidebar as m};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn StepItem(at: usize, list: List) -> impl IntoView {
    let app = App::get();
    let step = memo(move |_| app.workbook.with(|w| w.steps.get(at).cloned()));
    let name = move || step.with(|s| s.as_ref().map(|s| s.name.clone()).unwrap_or_default());
    let muted = move || step.with(|s| s.as_ref().is_some_and(|s| s.muted));
    let icon = memo(move |_| step.with(|s| s.as_ref().map(|s| Icon::of_step(&s.kind))));
    let count = move || app.workbook.with(|w| w.steps.len());
    let selected = move || app.selection.get() == Selection::Step(at);
    // A summary of the step as it was before a move or a rename is not shown for another.
    let summary = memo(move |_| app.summary(at).filter(|s| s.name == name()));
    let line = move || {
        let lang = app.lang();
        step.with(|s| s.as_ref().map(|s| summary.with(|summary| m::step_line(lang, s, summary.as_ref()))))
    };
    let found = move || {
        let severities: Vec<_> = summary.with(|s| s.as_ref().map(|s| s.findings.iter().map(|f| f.severity).collect())).unwrap_or_default();
        let said = move |lang| {
            let of = |s: &StepSummary| s.findings.iter().take(TOLD).map(|f| findings::problem(lang, &f.problem)).collect::<Vec<_>>();
            summary.with(|s| s.as_ref().map(of)).unwrap_or_default().join("\n")
        };
        severities.iter().max().map(|worst| badge(app, *worst, severities.len(), said))
    };
    let rename = move || list.renaming.set(Some(at));
    let on_key = move |event: KeyboardEvent| {
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowUp", true) if at > 0 => move_step(app, list, at, at - 1),
            ("ArrowDown", true) => move_step(app, list, at, at + 1),
            ("F2", false) => rename(),
            ("Delete", false) => {
                delete_step(app, at);
                request_animation_frame(move || focus_step(at.saturating_sub(usize::from(at >= count()))));
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let drop_on = move || {
        let (from, place) = (list.dragged.get_untracked(), list.target.get_untracked());
        list.dragged.set(None);
        list.target.set(None);
        if let (Some(from), Some(place)) = (from, place) {
            move_step(app, list, from, if place > from { place - 1 } else { place });
        }
    };
    view! {
        <li
            class="step"
            class:step-on=selected
            class:step-muted=muted
            class:step-dragged=move || list.dragged.get() == Some(at)
            class:step-drop-above=move || list.target.get() == Some(at)
            class:step-drop-below=move || list.target.get() == Some(at + 1) && at + 1 == count()
            draggable=move || if list.renaming.get().is_none() { "true" } else { "false" }
            data-testid="step-item"
            data-name=name
            on:dragstart=move |event| {
                if let Some(data) = event.data_transfer() {
                    let _ = data.set_data("text/plain", &untrack(name));
                    data.set_effect_allowed("move");
                }
                list.dragged.set(Some(at));
            }
            on:dragover=move |event| {
                if list.dragged.get_untracked().is_some() {
                    event.prevent_default();
                    event.stop_propagation();
                    let place = at + usize::from(lower_half(&event));
                    if list.target.get_untracked() != Some(place) {
                        list.target.set(Some(place));
                    }
                }
            }
            on:drop=move |event| {
                if list.dragged.get_untracked().is_some() {
                    event.prevent_default();
                    event.stop_propagation();
                    drop_on();
                }
            }
            on:dragend=move |_| {
                list.dragged.set(None);
                list.target.set(None);
            }
        >
            <button
                type="button"
                class="step-main"
                id=step_id(at)
                aria-current=move || if selected() { "step" } else { "false" }
                aria-description=tr_with(move |lang| m::drag_step(lang, name()))
                data-testid="step-select"
                on:click=move |_| app.selection.set(Selection::Step(at))
                on:dblclick=move |_| rename()
                on:keydown=on_key
            >
                <span class="step-kind">{move || icon.get().map(Icon::view)}</span>
                <span class="step-words" class:step-renaming=move || list.renaming.get() == Some(at)>
                    <b class="ellipsis" title=name>{name}</b>
                    <small title=line>{line}</small>
                </span>
            </button>
            {move || (list.renaming.get() == Some(at)).then(|| view! { <NameInput at list/> })}
            {found}
            <Menu
                label=tr_with(move |lang| m::actions_of(lang, name()))
                trigger=|| Icon::More.view()
                class="btn-icon btn-small step-more"
                testid="step-menu"
            >
                <MenuItem label=tr(common::rename) icon=Icon::Edit keys="F2" on_select=Callback::new(move |()| rename()) testid="step-rename"/>
                <MenuItem
                    label=tr(common::duplicate)
                    icon=Icon::Duplicate
                    on_select=Callback::new(move |()| duplicate_step(app, at))
                    testid="step-duplicate"
                />
                <MenuItem
                    label=tr_with(move |lang| if muted() { common::unmute(lang) } else { common::mute(lang) }.into())
                    icon=Icon::EyeOff
                    on_select=Callback::new(move |()| mute_step(app, at))
                    testid="step-mute"
                />
                <MenuItem
                    label=tr(common::move_up)
                    icon=Icon::ArrowUp
                    keys="Alt ↑"
                    disabled=derive(move || at == 0)
                    on_select=Callback::new(move |()| move_step(app, list, at, at.saturating_sub(1)))
                    testid="step-up"
                />
                <MenuItem
                    label=tr(common::move_down)
                    icon=Icon::ArrowDown
                    keys="Alt ↓"
                    disabled=derive(move || at + 1 >= count())
                    on_select=Callback::new(move |()| move_step(app, list, at, at + 1))
                    testid="step-down"
                />
                <hr class="menu-line"/>
                <MenuItem
                    label=tr(common::delete)
                    icon=Icon::Trash
                    danger=true
                    on_select=Callback::new(move |()| delete_step(app, at))
                    testid="step-delete"
                />
            </Menu>
        </li>
    }
}

/// Whether the pointer is in the lower half of what the event was bound to.
fn lower_half(event: &web_sys::DragEvent) -> bool {
    use wasm_bindgen::JsCast;
    let Some(element) = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else { return false };
    let at = element.get_bounding_client_rect();
    f64::from(event.client_y()) > at.top() + at.height() / 2.0
}

/// The name while it is being changed. Enter and leaving the field take it, Escape does not.
#[component]
fn NameInput(at: usize, list: List) -> impl IntoView {
    let app = App::get();
    let input = NodeRef::<html::Input>::new();
    let before = app.workbook.with_untracked(|w| w.steps.get(at).map(|s| s.name.clone())).unwrap_or_default();
    let text = RwSignal::new(before.clone());
    let before = StoredValue::new(before);
    let problem = move || {
        let lang = app.lang();
        let name = text.get();
        if name.trim().is_empty() {
            Some(m::step_names_empty(lang).to_string())
        } else {
            name_taken(app, at, &name).then(|| m::step_name_taken(lang, name.trim()))
        }
    };
    effect(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _ = input.focus();
                input.select();
            });
        }
    });
    let done = move |take: bool| {
        if list.renaming.get_untracked() != Some(at) {
            return;
        }
        list.renaming.set(None);
        let name = text.get_untracked();
        if take && before.with_value(|b| b != name.trim()) {
            match untrack(problem) {
                None => give_name(app, at, &name),
                Some(problem) => app.notify(NoticeKind::Warning, problem),
            }
        }
    };
    view! {
        <input
            node_ref=input
            type="text"
            class="input step-name-input"
            aria-label=tr(m::name_of_step)
            aria-invalid=move || problem().is_some().to_string()
            title=problem
            data-testid="step-name-input"
            prop:value=text
            on:input=move |event| text.set(event_target_value(&event))
            on:blur=move |_| done(true)
            on:keydown=move |event| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Enter" if !event.is_composing() => done(true),
                    "Escape" => done(false),
                    _ => return,
                }
                event.prevent_default();
                request_animation_frame(move || focus_step(at));
            }
        />
    }
}
