//! What a customer's score is made of: a bar per criterion, as long as what it adds to the score.

use crate::app::state::App;
use crate::app::ui::{colour_var, tr};
use crate::engine::{CriterionVerdict, Verdict};
use crate::messages::{Lang, format, scorecard as m};
use crate::recipe::Colour;
use leptos::prelude::*;

/// The verdict of a scorecard; nothing for any other.
#[component]
pub fn ScoreVerdict(verdict: Verdict) -> impl IntoView {
    let app = App::get();
    let Verdict::Scorecard { score, parts, rank, of, to_next, next } = verdict else { return ().into_any() };
    let facts = move || {
        let lang = app.lang();
        let Some(score) = score else { return vec![m::said_none(lang).to_string()] };
        let mut facts = vec![m::said_score(lang, format::number(score, 2))];
        facts.extend(rank.map(|rank| m::said_rank(lang, format::count(rank), format::count(of))));
        facts.push(match (to_next, &next) {
            (Some(by), Some(next)) => m::said_next(lang, short(by), next),
            _ => m::said_best(lang).into(),
        });
        facts
    };
    view! {
        <ul class="explain-facts">{move || facts().into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
        <p class="note">{tr(m::contributions)}</p>
        <ul class="score-parts" aria-label=tr(m::contributions)>
            {parts.into_iter().enumerate().map(|(i, part)| view! { <Part part colour=Colour::nth(i)/> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// Points that are only just lacking are not shown as none.
fn short(x: f64) -> String {
    format::number(x, if x < 0.005 { 10 } else { 2 })
}

#[component]
fn Part(part: CriterionVerdict, colour: Colour) -> impl IntoView {
    let app = App::get();
    let width = format!("{:.2}%", part.contribution.clamp(0.0, 100.0));
    let most = format!("{:.2}%", (part.weight * 100.0).clamp(0.0, 100.0));
    let label = part.label.clone();
    let said = move || said(app.lang(), &part);
    view! {
        <li class="score-part" style:--c=colour_var(colour) data-testid="explain-part">
            <span class="score-part-name ellipsis">{label}</span>
            <span class="score-part-bar" aria-hidden="true">
                <span class="score-part-most" style:width=most></span>
                <span class="score-part-got" style:width=width></span>
            </span>
            <span class="note">{said}</span>
        </li>
    }
}

/// `180 → 85 points × 40.0 % = 34`.
fn said(lang: Lang, part: &CriterionVerdict) -> String {
    let Some(points) = part.points else {
        return m::said_left_out(lang).into();
    };
    let actual = match part.actual.as_str() {
        "" => m::said_missing(lang),
        actual => actual,
    };
    let sum = m::said_part(lang, format::number(points, 1), format::share(part.weight), format::number(part.contribution, 2));
    format!("{actual} → {sum}")
}
