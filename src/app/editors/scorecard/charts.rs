//! What the score is made of, tier by tier.

use super::criteria::label;
use super::edit::ScoreEditor;
use crate::app::editors::common;
use crate::app::ui::{colour_var, tr, tr_with};
use crate::messages::{format, scorecard as m};
use crate::recipe::Colour;
use leptos::prelude::*;

/// A bar per tier, with a part per criterion: mean points × weight, so that the whole bar is the tier's mean score.
#[component]
pub fn Contributions() -> impl IntoView {
    let editor = ScoreEditor::get();
    let criteria = memo(move |_| editor.detail(|d| d.criteria.iter().map(|c| c.used).collect::<Vec<_>>()).unwrap_or_default());
    let tiers = memo(move |_| editor.read(|card| card.grading.tiers.len()).unwrap_or(0));
    view! {
        <figure class="tiers-chart score-contributions" data-testid="score-contributions">
            <figcaption class="small strong">{tr(m::contributions)}</figcaption>
            <div class="score-legend note" aria-hidden="true">
                {move || {
                    criteria
                        .get()
                        .into_iter()
                        .enumerate()
                        .filter(|(_, used)| *used)
                        .map(|(i, _)| {
                            view! {
                                <span class="tag">
                                    <span class="dot" style:--c=colour_var(Colour::nth(i))></span>
                                    {tr_with(move |lang| label(editor, i, lang))}
                                </span>
                            }
                        })
                        .collect_view()
                }}
            </div>
            <ul class="score-bars">
                <For each=move || 0..tiers.get() key=|i| *i let:tier>
                    <Bar tier/>
                </For>
            </ul>
            <p class="note">{tr(m::contributions_note)}</p>
        </figure>
    }
}

#[component]
fn Bar(tier: usize) -> impl IntoView {
    let editor = ScoreEditor::get();
    let name = memo(move |_| common::group(editor.app, editor.step, tier).map(|g| g.name).unwrap_or_default());
    let parts = memo(move |_| {
        let part = |c: &crate::engine::CriterionDetail| c.by_group.get(tier).copied().flatten();
        editor.detail(|d| d.criteria.iter().map(part).collect::<Vec<_>>()).unwrap_or_default()
    });
    let whole = memo(move |_| parts.with(|p| p.iter().flatten().copied().reduce(|a, b| a + b)));
    view! {
        <li class="score-bar-row" data-testid="score-contribution" data-index=tier.to_string()>
            <span class="ellipsis small" title=name>{name}</span>
            <span class="score-bar">
                {move || {
                    parts
                        .get()
                        .into_iter()
                        .enumerate()
                        .filter_map(|(i, part)| Some((i, part?)))
                        .map(|(i, part)| {
                            let said = tr_with(move |lang| m::contribution(lang, label(editor, i, lang), format::number(part, 1)));
                            view! {
                                <span
                                    class="score-bar-part"
                                    style:--c=colour_var(Colour::nth(i))
                                    style:width=format!("{part:.2}%")
                                    role="img"
                                    aria-label=said
                                    title=said
                                ></span>
                            }
                        })
                        .collect_view()
                }}
            </span>
            <span class="num small" data-testid="score-tier-mean">
                {move || whole.get().map_or_else(|| m::nobody(editor.app.lang()).to_string(), |score| format::number(score, 1))}
            </span>
        </li>
    }
}
