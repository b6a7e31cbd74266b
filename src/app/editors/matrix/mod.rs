//! The editor of a matrix step: two earlier steps crossed into a grid whose cells are selected, named and merged. `grid` draws it,
//! `edit` alone writes to the workbook.
//!
//! Test ids: `matrix-editor`, `step-name`, `matrix-rows`, `matrix-columns`, `matrix-presets` with `matrix-preset-0`, `-1`, `matrix-grid`,
//! `matrix-cell` (`data-row`, `data-column`), `matrix-selected`, `matrix-name`, `matrix-colour`, `matrix-merge`, `matrix-unmerge`,
//! `matrix-clear`.

mod edit;
mod grid;

use super::common::{FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::{Choice, ColourPicker, Combobox, Icon, Menu, MenuItem, tr, tr_with};
use crate::messages::matrix as m;
use crate::recipe::Colour;
use crate::templates::MatrixPreset;
use edit::Editor;
use grid::Grid;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The editor of the matrix step at `step`.
#[component]
pub fn MatrixEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let editor =
        Editor { app, step, selected: RwSignal::new(BTreeSet::new()), anchor: RwSignal::new((0, 0)), current: RwSignal::new((0, 0)) };
    provide_context(editor);
    let choices = memo(move |_| editor.choices());
    let ready = memo(move |_| editor.detail().is_some());
    let evaluated = memo(move |_| app.evaluation.with(Option::is_some));
    view! {
        <section class="matrix" data-testid="matrix-editor">
            <header class="rules-head">
                <StepName step/>
                <span class="grow"></span>
                <Presets/>
            </header>
            <div class="matrix-axes">
                <Axis side=true choices/>
                <Axis side=false choices/>
            </div>
            <Show when=move || ready.get() fallback=move || {
                view! {
                    <Show when=move || evaluated.get()>
                        <p class="empty">
                            {tr_with(move |lang| if choices.with(|c| c.len() < 2) { m::too_few(lang) } else { m::choose_both(lang) }.to_string())}
                        </p>
                    </Show>
                }
            }>
                <FindingBars step/>
                <Grid/>
                <Selection/>
            </Show>
        </section>
    }
}

#[component]
fn Axis(side: bool, choices: Memo<Vec<String>>) -> impl IntoView {
    let editor = Editor::get();
    let label = if side { tr(m::rows) } else { tr(m::columns) };
    let value = derive(move || editor.read(|m| if side { m.rows.clone() } else { m.columns.clone() }).unwrap_or_default());
    view! {
        <span class="row">
            <span class="second small">{label}</span>
            <Combobox
                label
                choices=derive(move || choices.get().into_iter().map(Choice::plain).collect::<Vec<_>>())
                value
                placeholder=tr(m::choose_step)
                class="matrix-axis"
                testid=if side { "matrix-rows" } else { "matrix-columns" }
                on_choose=move |step: String| editor.set_axis(side, step)
            />
        </span>
    }
}

#[component]
fn Presets() -> impl IntoView {
    let editor = Editor::get();
    let axes = memo(move |_| editor.three_by_three());
    view! {
        <span title=tr(m::presets_title)>
            <Menu
                label=tr(m::presets_title)
                trigger=move || {
                    view! {
                        {tr(m::presets)}
                        {Icon::ChevronDown}
                    }
                }
                class="btn"
                disabled=derive(move || axes.with(Option::is_none))
                testid="matrix-presets"
            >
                {MatrixPreset::ALL
                    .into_iter()
                    .enumerate()
                    .map(|(i, preset)| {
                        let label = match preset {
                            MatrixPreset::NineBox => tr(m::preset_nine),
                            MatrixPreset::SizePotential => tr(m::preset_size),
                        };
                        view! {
                            <MenuItem
                                label
                                icon=Icon::Matrix
                                testid=format!("matrix-preset-{i}")
                                on_select=move |()| {
                                    if let Some((rows, columns)) = axes.get_untracked() {
                                        editor.set_preset(preset, rows, columns);
                                    }
                                }
                            />
                        }
                    })
                    .collect_view()}
            </Menu>
        </span>
    }
}

/// What can be done with the selected cells.
#[component]
fn Selection() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let count = memo(move |_| editor.selected.with(BTreeSet::len));
    let draft = RwSignal::new(String::new());
    let colour = RwSignal::new(Colour::Blue);
    // Offers what the first selected cell is called.
    effect(move |_| {
        let Some(&(r, c)) = editor.selected.with(|s| s.first().copied()).as_ref() else { return };
        let found = untrack(|| {
            let detail = editor.detail()?;
            let group = detail.cells.get(r * detail.columns.len() + c)?.group?;
            app.evaluation.with(|e| e.as_ref()?.steps.get(editor.step)?.groups.get(group).map(|g| (g.name.clone(), g.colour)))
        });
        if let Some((name, of)) = found {
            draft.set(name);
            colour.set(of);
        }
    });
    view! {
        <Show when=move || { count.get() > 0 } fallback=|| view! { <p class="note matrix-how">{tr(m::how)}</p> }>
            <form
                class="matrix-selection card"
                data-testid="matrix-selected"
                on:submit=move |event| {
                    event.prevent_default();
                    editor.merge(&draft.get_untracked(), colour.get_untracked());
                }
            >
                <span class="small strong">{tr_with(move |lang| m::selected(lang, count.get()))}</span>
                <ColourPicker value=colour testid="matrix-colour" on_change=move |c| colour.set(c)/>
                <input
                    class="input matrix-name"
                    autocomplete="off"
                    aria-label=tr(m::name)
                    placeholder=tr(m::name)
                    data-testid="matrix-name"
                    prop:value=draft
                    on:input=move |event| draft.set(event_target_value(&event))
                />
                <button type="submit" class="btn" data-testid="matrix-merge" disabled=move || draft.with(|d| d.trim().is_empty())>
                    {tr_with(move |lang| if count.get() > 1 { m::merge(lang) } else { m::apply(lang) }.to_string())}
                </button>
                <button type="button" class="btn btn-ghost" data-testid="matrix-unmerge" on:click=move |_| editor.unmerge()>
                    {tr(m::unmerge)}
                </button>
                <button
                    type="button"
                    class="btn btn-ghost"
                    data-testid="matrix-clear"
                    on:click=move |_| editor.selected.set(BTreeSet::new())
                >
                    {tr(m::clear)}
                </button>
            </form>
        </Show>
    }
}
