//! The editor of a scorecard step: its criteria with weights to drag or type (`criteria`), how each becomes points (`points`, `parts`), the score with
//! its tiers, which are cut as in the tiers editor, and what the score is made of (`charts`). `edit` alone writes to the workbook.
//!
//! Test ids: `scorecard-editor`, `step-name`, `score-mode` with `score-mode-0`, `-1`, `score-export`, `score-add`; `score-criterion`
//! (`data-index`), inside it `score-open`, `score-name`, `score-weight` (the bar), `score-weight-number`, `score-share`, `score-column`, `score-by`
//! (a select), `score-mean`, `score-missing-share`, `score-up`, `score-down`, `score-remove`; in sight when open: `score-lower`, `score-missing` (a
//! select), `score-missing-points`, `score-low`, `score-high`, `score-curve`, `score-band` with `score-band-from`, `score-band-points`,
//! `score-band-count`, `score-category` with `score-category-value` and the like, `score-add-part`; `score-quantiles`, `score-method` (a
//! select), `score-presets`; `score-contributions` with `score-contribution` per tier; and those of the tiers editor.

mod charts;
mod criteria;
mod edit;
mod parts;
mod points;

use super::common::{FindingBars, StepName};
use super::tiers::charts::Distribution;
use super::tiers::edit::{By as TiersBy, Editor as TiersEditor};
use super::tiers::rows::Rows;
use crate::app::state::App;
use crate::app::ui::{Icon, Menu, MenuItem, Segmented, Toggle, tr, tr_with};
use crate::messages::{format, scorecard as m, tiers as mt};
use crate::recipe::WeightMode;
use crate::templates::TierPreset;
use charts::Contributions;
use criteria::Criteria;
use edit::ScoreEditor;
use leptos::prelude::*;

/// The ways of cutting a score that the editor offers.
const METHODS: [TiersBy; 4] = [TiersBy::Thresholds, TiersBy::Customers, TiersBy::Width, TiersBy::Breaks];
const PRESETS: [TierPreset; 3] = [TierPreset::Vip, TierPreset::Sabc, TierPreset::Top];

/// The editor of the scorecard step at `step`.
#[component]
pub fn ScorecardEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let editor = ScoreEditor::new(app, step);
    provide_context(editor);
    provide_context(TiersEditor { app, step });
    let mode = memo(move |_| editor.read(|card| card.weights).unwrap_or_default());
    let export = memo(move |_| editor.read(|card| card.export_points).unwrap_or_default());
    view! {
        <section class="tiers score" data-testid="scorecard-editor" aria-label=tr(m::editor)>
            <header class="rules-head">
                <StepName step/>
            </header>
            <FindingBars step/>
            <div class="score-head">
                <h2>{tr(m::criteria)}</h2>
                <span class="grow"></span>
                <span class="row" title=tr_with(move |lang| match mode.get() {
                    WeightMode::Together => m::together_title(lang),
                    WeightMode::Free => m::free_title(lang),
                }.to_string())>
                    <span class="second small" aria-hidden="true">{tr(m::weights)}</span>
                    <Segmented
                        label=tr(m::weights)
                        testid="score-mode"
                        options=vec![(WeightMode::Together, tr(m::together)), (WeightMode::Free, tr(m::free))]
                        value=mode
                        on_change=move |mode| editor.set_mode(mode)
                    />
                </span>
            </div>
            <Criteria/>
            <button type="button" class="rules-add" data-testid="score-add" on:click=move |_| editor.add()>
                {Icon::Plus}
                {tr(m::add)}
            </button>
            <Contributions/>
            <Grading/>
            <span title=tr(m::export_points_title)>
                <Toggle
                    label=tr(m::export_points)
                    value=export
                    testid="score-export"
                    on_change=move |on| editor.act(|card| card.export_points = on)
                />
            </span>
        </section>
    }
}

/// The score's distribution and its tiers.
#[component]
fn Grading() -> impl IntoView {
    let editor = ScoreEditor::get();
    let tiers = TiersEditor::get();
    let by = memo(move |_| tiers.read(|t| TiersBy::of(&t.method)).unwrap_or(TiersBy::Thresholds));
    let quantiles = tr_with(move |lang| {
        let found = editor.detail(|d| (d.scored, d.summary));
        let Some((scored, Some(s))) = found else { return String::new() };
        let short = |x: f64| format::number(x, 1);
        let words = m::quantiles(lang, short(s.min), short(s.q1), short(s.median), short(s.q3), short(s.max), short(s.mean));
        format!("{} · {words}", m::scored(lang, format::count(scored)))
    });
    // A method that the list does not offer, from a workbook written by hand, is offered while it is in force.
    let methods = move || {
        let now = by.get();
        METHODS.into_iter().chain((!METHODS.contains(&now)).then_some(now)).collect::<Vec<_>>()
    };
    view! {
        <div class="score-head score-head-tiers">
            <h2>{tr(m::score)}</h2>
            <span class="grow"></span>
            <label class="row">
                <span class="second small">{tr(m::method)}</span>
                <select
                    class="select"
                    data-testid="score-method"
                    aria-label=tr(m::method)
                    on:change=move |event| {
                        if let Some(&by) = event_target_value(&event).parse::<usize>().ok().and_then(|i| TiersBy::ALL.get(i)) {
                            tiers.set_method(by);
                        }
                    }
                >
                    {move || {
                        methods()
                            .into_iter()
                            .map(|option| {
                                let place = TiersBy::ALL.iter().position(|&b| b == option).unwrap_or(0);
                                view! {
                                    <option value=place.to_string() selected=move || by.get() == option>
                                        {tr_with(move |lang| option.name(lang).to_string())}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            <Menu
                label=tr(mt::presets)
                trigger=move || {
                    view! {
                        {tr(mt::presets)}
                        {Icon::ChevronDown}
                    }
                }
                class="btn"
                testid="score-presets"
            >
                {PRESETS
                    .into_iter()
                    .enumerate()
                    .map(|(i, preset)| {
                        view! {
                            <MenuItem
                                label=tr_with(move |lang| mt::preset(lang, preset).to_string())
                                icon=Icon::Tiers
                                testid=format!("score-preset-{i}")
                                on_select=move |()| tiers.set_preset(preset)
                            />
                        }
                    })
                    .collect_view()}
            </Menu>
        </div>
        <Distribution/>
        <p class="note score-quantiles" data-testid="score-quantiles">{quantiles}</p>
        <p class="note score-note">
            {tr_with(move |lang| {
                let drag = if by.get() == TiersBy::Thresholds { "" } else { m::drag_note(lang) };
                format!("{} {drag}", by.get().about(lang))
            })}
        </p>
        <Rows/>
        <button type="button" class="rules-add" data-testid="tiers-add" on:click=move |_| tiers.add_tier()>
            {Icon::Plus}
            {tr(mt::add)}
        </button>
    }
}
