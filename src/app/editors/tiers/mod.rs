//! The editor of a tiers step: the number and how it is cut (`head`), its distribution with the cuts to drag and its Pareto curve
//! (`charts`), the tiers with what was asked for and got (`rows`). `edit` alone writes to the workbook.
//!
//! Test ids: `tiers-editor`, `step-name`, `tiers-column`, `tiers-method` (a select), `tiers-presets` with `tiers-preset-0` … `-3`,
//! `tiers-lower`, `tiers-histogram`, `tiers-cut` (`data-index`), `tiers-pareto`, `tiers-gini`, `tiers-fit`, `tiers-add`, `tiers-row`
//! (`data-index`), inside it `tiers-colour`, `tiers-name`, `tiers-parameter`, `tiers-cap`, `tiers-count`, `tiers-of-customers`,
//! `tiers-of-value`, `tiers-up`, `tiers-down`, `tiers-remove`; `tiers-no-value` with `tiers-no-value-name`.

pub(super) mod charts;
pub(super) mod edit;
pub(super) mod rows;

use super::common::{FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::columns::column_choices;
use crate::app::ui::{Combobox, Icon, Menu, MenuItem, Toggle, tr, tr_with};
use crate::messages::tiers as m;
use crate::table::ColumnType;
use crate::templates::TierPreset;
use charts::{Distribution, Pareto};
use edit::{By, Editor};
use leptos::prelude::*;
use rows::Rows;

/// The editor of the tiers step at `step`.
#[component]
pub fn TiersEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let editor = Editor { app, step };
    provide_context(editor);
    view! {
        <section class="tiers" data-testid="tiers-editor">
            <Head/>
            <FindingBars step/>
            <div class="tiers-charts">
                <Distribution/>
                <Pareto/>
            </div>
            <Rows/>
            <button type="button" class="rules-add" data-testid="tiers-add" on:click=move |_| editor.add_tier()>
                {Icon::Plus}
                {tr(m::add)}
            </button>
        </section>
    }
}

#[component]
fn Head() -> impl IntoView {
    let editor = Editor::get();
    let (app, step) = (editor.app, editor.step);
    let by = memo(move |_| editor.read(|t| By::of(&t.method)).unwrap_or(By::Thresholds));
    let column = derive(move || editor.read(|t| t.column.clone()).unwrap_or_default());
    let lower = memo(move |_| editor.read(|t| t.lower_is_better).unwrap_or(false));
    let choices = derive(move || column_choices(app, Some(step), &[ColumnType::Number]));
    view! {
        <header class="rules-head">
            <StepName step/>
            <span class="grow"></span>
            <Menu
                label=tr(m::presets)
                trigger=move || {
                    view! {
                        {tr(m::presets)}
                        {Icon::ChevronDown}
                    }
                }
                class="btn"
                testid="tiers-presets"
            >
                {TierPreset::ALL
                    .into_iter()
                    .enumerate()
                    .map(|(i, preset)| {
                        view! {
                            <MenuItem
                                label=tr_with(move |lang| m::preset(lang, preset).to_string())
                                icon=Icon::Tiers
                                testid=format!("tiers-preset-{i}")
                                on_select=move |()| editor.set_preset(preset)
                            />
                        }
                    })
                    .collect_view()}
            </Menu>
        </header>
        <div class="tiers-setup">
            <span class="row">
                <span class="second small">{tr(m::column)}</span>
                <Combobox
                    label=tr(m::column)
                    choices
                    value=column
                    class="tiers-column"
                    testid="tiers-column"
                    on_choose=move |column: String| editor.act(|t| t.column = column)
                />
            </span>
            <label class="row">
                <span class="second small">{tr(m::method)}</span>
                <select
                    class="select"
                    data-testid="tiers-method"
                    aria-label=tr(m::method)
                    prop:value=move || By::ALL.iter().position(|&b| b == by.get()).unwrap_or(0).to_string()
                    on:change=move |event| {
                        if let Some(&by) = event_target_value(&event).parse::<usize>().ok().and_then(|i| By::ALL.get(i)) {
                            editor.set_method(by);
                        }
                    }
                >
                    {By::ALL
                        .into_iter()
                        .enumerate()
                        .map(|(i, option)| {
                            view! {
                                <option value=i.to_string() selected=move || by.get() == option>
                                    {tr_with(move |lang| option.name(lang).to_string())}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <Toggle label=tr(m::lower) value=lower testid="tiers-lower" on_change=move |lower| editor.set_lower(lower)/>
        </div>
        <p class="note tiers-about">{tr_with(move |lang| by.get().about(lang).to_string())}</p>
    }
}
