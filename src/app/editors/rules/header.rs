//! The head of the editor: name of the step, how customers are placed, the value column.

use super::edit::Editor;
use crate::app::editors::common::StepName;
use crate::app::ui::columns::column_choices;
use crate::app::ui::{Choice, Combobox, Icon, Segmented, tr};
use crate::messages::rules as m;
use crate::recipe::RulesMode;
use crate::table::ColumnType;
use leptos::prelude::*;

#[component]
pub fn Header() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let mode = memo(move |_| editor.rules(|r| r.mode).unwrap_or_default());
    let choices = derive(move || {
        let none = Choice { value: String::new(), label: m::no_value_column(app.lang()).into(), ..Choice::default() };
        std::iter::once(none).chain(column_choices(app, None, &[ColumnType::Number])).collect::<Vec<_>>()
    });
    let value_column = derive(move || app.workbook.with(|w| w.value_column.clone()).unwrap_or_default());
    view! {
        <header class="rules-head">
            <StepName step=editor.step/>
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
