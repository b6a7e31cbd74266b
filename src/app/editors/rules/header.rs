//! The head of the editor: name of the step, how customers are placed, the value column.

use super::edit::Editor;
use crate::app::ui::columns::{column_choices, columns};
use crate::app::ui::{Choice, Combobox, Icon, Segmented, tr, tr_with};
use crate::messages::rules as m;
use crate::recipe::{self, RulesMode};
use crate::table::ColumnType;
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn Header() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let mode = Memo::new(move |_| editor.rules(|r| r.mode).unwrap_or_default());
    let choices = Signal::derive(move || {
        let none = Choice { value: String::new(), label: m::no_value_column(app.lang()).into(), ..Choice::default() };
        std::iter::once(none).chain(column_choices(app, None, &[ColumnType::Number])).collect::<Vec<_>>()
    });
    let value_column = Signal::derive(move || app.workbook.with(|w| w.value_column.clone()).unwrap_or_default());
    view! {
        <header class="rules-head">
            <StepName/>
            <Segmented
                label=tr(m::mode)
                testid="rules-mode"
                options=vec![(RulesMode::FirstMatch, tr(m::first_match)), (RulesMode::Overlapping, tr(m::overlapping))]
                value=mode
                on_change=move |mode| editor.act(|r| r.mode = mode)
            />
            <span class="grow"></span>
            <span class="rules-value row" title=tr(m::value_column_title)>
                <span class="second small" aria-hidden="true">{tr(m::value_column)}</span>
                <Combobox
                    label=tr(m::value_column_title)
                    choices
                    value=value_column
                    testid="value-column"
                    on_choose=move |column: String| app.act(|w| w.value_column = (!column.is_empty()).then_some(column))
                />
            </span>
            <button
                type="button"
                class="btn rules-head-add"
                aria-label=tr(m::add_segment_title)
                title=tr(m::add_segment_title)
                data-testid="add-segment"
                on:click=move |_| editor.add_segment()
            >
                {Icon::Plus}
                <span class="rules-head-add-word">{tr(m::add_segment)}</span>
            </button>
        </header>
    }
}

/// The step's name, edited in place. A name that is empty or taken stays in the field, marked, and is not taken over.
#[component]
fn StepName() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let name = Memo::new(move |_| app.workbook.with(|w| w.steps.get(editor.step).map(|s| s.name.clone()).unwrap_or_default()));
    let draft = RwSignal::new(None::<String>);
    let problem = move || {
        let draft = draft.get()?;
        let lang = app.lang();
        let draft = draft.trim();
        if draft.is_empty() {
            return Some(m::name_empty(lang).to_string());
        }
        let folded = draft.to_lowercase();
        let same = |name: &str| name.trim().to_lowercase() == folded;
        let taken = app.workbook.with(|w| w.steps.iter().enumerate().any(|(i, s)| i != editor.step && same(&s.name)))
            || columns(app, None).iter().any(|c| c.step != Some(editor.step) && same(&c.name));
        taken.then(|| m::name_taken(lang, draft))
    };
    let input = NodeRef::<html::Input>::new();
    view! {
        <h1 class="step-name">
            <input
                node_ref=input
                class="input input-bare"
                autocomplete="off"
                spellcheck="false"
                aria-label=tr(m::step_name)
                aria-invalid=move || problem().is_some().to_string()
                title=move || problem().unwrap_or_else(|| name.get())
                data-testid="step-name"
                prop:value=move || draft.get().unwrap_or_else(|| name.get())
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    draft.set(Some(typed.clone()));
                    if untrack(problem).is_none() {
                        app.type_in(format!("step-name/{}", editor.step), |w| recipe::rename_step(w, editor.step, typed.trim()));
                    }
                }
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "Enter" | "Escape")
                        && let Some(input) = input.get_untracked()
                    {
                        let _ = input.blur();
                    }
                }
                on:blur=move |_| {
                    draft.set(None);
                    app.seal();
                }
            />
            {move || problem().map(|text| view! { <span class="step-name-problem small" role="alert">{text}</span> })}
        </h1>
    }
}

/// A segment's name, edited in place.
#[component]
pub fn NameInput(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    testid: &'static str,
) -> impl IntoView {
    let app = Editor::get().app;
    let input = NodeRef::<html::Input>::new();
    let text = tr_with(move |_| value.get());
    view! {
        <input
            node_ref=input
            class="input input-bare segment-name"
            autocomplete="off"
            spellcheck="false"
            aria-label=label
            title=text
            aria-invalid=move || value.with(|v| v.trim().is_empty()).to_string()
            data-testid=testid
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | "Escape")
                    && let Some(input) = input.get_untracked()
                {
                    let _ = input.blur();
                }
            }
            on:blur=move |_| app.seal()
        />
    }
}
