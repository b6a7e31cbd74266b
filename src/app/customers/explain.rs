//! Why a customer is where it is: per step the segment it is in, the conditions that made it hold, and for each segment above the first
//! condition that failed, with what the customer has and how far that is from holding.
//!
//! Test ids: `explain-panel` (`data-row`), `explain-step`, `explain-segment` (`data-met`), `explain-close`.

use super::focus_id;
use super::model::TableState;
use super::score::ScoreVerdict;
use crate::app::state::App;
use crate::app::ui::{Icon, IconButton, colour_var, tr};
use crate::engine::{ConditionVerdict, Explanation, GroupSummary, SegmentVerdict, StepExplanation, Verdict};
use crate::messages::{Lang, common, customers as m, format, formula as fm, plain, playbook as pm};
use crate::protocol::{Reply, Request};
use crate::table::{ColumnType, sort_seldom};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub fn ExplainPanel(state: TableState) -> impl IntoView {
    let app = App::get();
    let explanation = RwSignal::new(None::<Result<Explanation, ()>>);
    // Counts the questions, so that a late answer to an earlier one is dropped.
    let newest = StoredValue::new(0u32);
    effect(move |_| {
        app.evaluation.track();
        let number = newest.get_value() + 1;
        newest.set_value(number);
        let Some(row) = app.explained.get() else {
            explanation.set(None);
            return;
        };
        spawn_local(async move {
            let answer = app.ask(Request::Explain { row: row as usize }).await;
            if newest.try_get_value() == Some(number) {
                explanation.set(Some(match answer {
                    Ok(Reply::Explained(e)) => Ok(e),
                    _ => Err(()),
                }));
            }
        });
    });
    let close = move || {
        app.explained.set(None);
        focus_id("customers-tab-table");
    };
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        let elsewhere = event.default_prevented() || app.dialog.with_untracked(Option::is_some);
        let floating = document().query_selector(":popover-open").ok().flatten().is_some();
        if event.key() == "Escape" && !elsewhere && !floating && app.explained.with_untracked(Option::is_some) {
            app.explained.set(None);
        }
    });
    on_cleanup(move || escape.remove());
    let title = move |row: u32| m::explain_title(app.lang(), format::count(row as usize + 1));
    move || {
        let row = app.explained.get()?;
        let body = move || match explanation.get() {
            None => ().into_any(),
            Some(Err(())) => view! { <p class="empty">{tr(m::explain_failed)}</p> }.into_any(),
            Some(Ok(e)) if e.steps.is_empty() => view! { <p class="empty">{tr(m::explain_none)}</p> }.into_any(),
            Some(Ok(e)) => e.steps.into_iter().map(|step| view! { <StepView step/> }).collect_view().into_any(),
        };
        Some(view! {
            <aside class="explain" aria-label=move || title(row) data-testid="explain-panel" data-row=row.to_string()>
                <header class="explain-head">
                    <div class="grow">
                        <h2>{tr(m::explain)}</h2>
                        <p class="note ellipsis">
                            {move || {
                                let name = state.explained_name.get().map(|n| format!("{n} · ")).unwrap_or_default();
                                format!("{name}{} {}", m::row_number(app.lang()), format::count(row as usize + 1))
                            }}
                        </p>
                    </div>
                    <IconButton icon=Icon::Close label=tr(common::close) on_click=Callback::new(move |()| close()) testid="explain-close"/>
                </header>
                <div class="explain-body" tabindex="0">{body}</div>
            </aside>
        })
    }
}

#[component]
fn StepView(step: StepExplanation) -> impl IntoView {
    let app = App::get();
    let groups: Vec<GroupSummary> = app.evaluation.with_untracked(|e| {
        let all = e.as_ref().and_then(|e| e.steps.get(step.step)).map(|s| s.groups.as_slice()).unwrap_or_default();
        step.groups.iter().filter_map(|&g| all.get(g).cloned()).collect()
    });
    let tags = if matches!(step.verdict, Verdict::Formula { .. } | Verdict::Play { .. }) {
        ().into_any()
    } else if groups.is_empty() {
        view! { <span class="muted">{tr(m::in_nothing)}</span> }.into_any()
    } else {
        groups
            .into_iter()
            .map(|g| view! { <span class="tag"><span class="dot" style:--c=colour_var(g.colour)></span>{g.name}</span> })
            .collect_view()
            .into_any()
    };
    let at = step.step;
    let body = match step.verdict {
        Verdict::Rules(segments) => view! { <RulesVerdict at segments/> }.into_any(),
        verdict @ Verdict::Scorecard { .. } => view! { <ScoreVerdict verdict/> }.into_any(),
        other => {
            let facts = StoredValue::new(other);
            view! {
                <ul class="explain-facts">
                    {move || {
                        facts.with_value(|v| facts_of(app.lang(), v)).into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()
                    }}
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <section class="explain-step" data-testid="explain-step">
            <div class="row explain-verdict">
                <h3 class="caps ellipsis">{step.name}</h3>
                <span class="grow"></span>
                {tags}
            </div>
            {body}
        </section>
    }
}

/// What decided, for the steps that go by numbers.
fn facts_of(lang: Lang, verdict: &Verdict) -> Vec<String> {
    let days = |d: f64| format::number(d, 1);
    match verdict {
        Verdict::Rules(_) | Verdict::Scorecard { .. } => Vec::new(),
        Verdict::Tier { column, actual, rank, of, to_next, next, .. } => {
            if actual.is_empty() {
                return vec![m::tier_no_value(lang, column)];
            }
            let mut facts = vec![m::tier_value(lang, column, actual)];
            facts.extend(rank.map(|rank| m::tier_rank(lang, format::count(rank), format::count(*of))));
            facts.push(match (to_next, next) {
                (Some(by), Some(next)) if *by < 0.0 => m::tier_next_less(lang, format::number(-by, 4), next),
                (Some(by), Some(next)) => m::tier_next(lang, format::number(*by, 4), next),
                _ => m::tier_best(lang).into(),
            });
            facts
        }
        Verdict::Matrix { rows, row, columns, column } => vec![m::matrix_part(lang, rows, row), m::matrix_part(lang, columns, column)],
        Verdict::Rfm { recency, frequency, monetary, scores, of } => {
            let fact = |word: &str, value: Option<String>, score: Option<u8>| match (value, score) {
                (Some(value), Some(score)) => m::matrix_part(lang, word, format!("{value} · {}", m::rfm_score(lang, score, of))),
                _ => m::matrix_part(lang, word, m::rfm_missing(lang)),
            };
            vec![
                fact(m::recency_word(lang), recency.map(|d| m::rfm_recency(lang, days(d))), scores[0]),
                fact(m::frequency_word(lang), frequency.map(|n| m::rfm_frequency(lang, format::number(n, 2))), scores[1]),
                fact(m::monetary_word(lang), monetary.map(|n| m::rfm_monetary(lang, format::amount(n))), scores[2]),
            ]
        }
        Verdict::Play { segment, play: None, .. } => vec![pm::explain_none(lang, segment)],
        Verdict::Play { step, segment, play: Some(play) } => {
            let texts = [(pm::service(lang), &play.service), (pm::owner(lang), &play.owner), (pm::channel(lang), &play.channel)];
            let texts = texts.into_iter().chain([(pm::offer(lang), &play.offer)]).filter(|(_, text)| !text.is_empty());
            let times = pm::cadence_text(lang, format::number(play.contacts, 2), pm::period(lang, play.per));
            let first = m::matrix_part(lang, step, segment);
            let rest = texts.map(|(word, text)| m::matrix_part(lang, word, text));
            [first].into_iter().chain(rest).chain([m::matrix_part(lang, pm::cadence(lang), times)]).collect()
        }
        Verdict::Formula { formula, inputs, result } => {
            let had = |value: &String| if value.is_empty() { m::has_nothing(lang).to_owned() } else { value.clone() };
            let parts = inputs.iter().map(|(name, value)| m::matrix_part(lang, name, had(value)));
            let result = if result.is_empty() { fm::explain_missing(lang).to_owned() } else { fm::explain_result(lang, result) };
            [formula.clone()].into_iter().chain(parts).chain([result]).collect()
        }
        Verdict::Lifecycle { orders, silent_days, own_gap, overdue_after, lost_after } => [
            orders.map(|n| m::life_orders(lang, format::number(n, 0))),
            silent_days.map(|d| m::life_silent(lang, days(d))),
            own_gap.map(|d| m::life_gap(lang, days(d))),
            overdue_after.map(|d| m::life_overdue(lang, days(d))),
            lost_after.map(|d| m::life_lost(lang, days(d))),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// The segment that takes the customer first, then those above it and why they do not.
#[component]
fn RulesVerdict(at: usize, segments: Vec<SegmentVerdict>) -> impl IntoView {
    let app = App::get();
    let overlapping = app.evaluation.with_untracked(|e| e.as_ref().and_then(|e| e.steps.get(at)).is_some_and(|s| s.overlapping));
    // Below the segment that takes the customer nothing is decided any more.
    let decided = segments.iter().position(|s| s.taken).filter(|_| !overlapping).map_or(segments.len(), |at| at + 1);
    let nobody = !segments.iter().any(|s| s.taken);
    let mut decided: Vec<SegmentVerdict> = segments.into_iter().take(decided).collect();
    // What holds is said first.
    sort_seldom(&mut decided, |a, b| b.taken.cmp(&a.taken));
    view! {
        {nobody.then(|| view! { <p class="small second">{tr(m::no_rule_held)}</p> })}
        {decided.into_iter().map(|segment| view! { <SegmentView segment/> }).collect_view()}
    }
}

#[component]
fn SegmentView(segment: SegmentVerdict) -> impl IntoView {
    let app = App::get();
    let SegmentVerdict { name, colour, met, taken, reasons } = segment;
    let heading = {
        let name = name.clone();
        move || match (taken, met) {
            (true, _) => m::is_in(app.lang(), &name),
            (false, true) => m::would_hold(app.lang(), &name),
            (false, false) => m::not_in(app.lang(), &name),
        }
    };
    let reasons = reasons
        .into_iter()
        .map(|reason| {
            let held = reason.held;
            view! {
                <li class=if held { "reason reason-held" } else { "reason" }>
                    {if held { Icon::Check.view() } else { Icon::Close.view() }}
                    <span>{move || said(app, &reason)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class=if taken { "explain-segment explain-taken" } else { "explain-segment" } data-testid="explain-segment" data-met=met.to_string()>
            <p class="row">
                <span class="dot" style:--c=colour_var(colour)></span>
                <span class="strong">{heading}</span>
            </p>
            {(met && !taken).then(|| view! { <p class="small second">{tr(m::taken_above)}</p> })}
            <ul>{reasons}</ul>
        </div>
    }
}

/// A condition, what the customer has, and how far that is from holding.
fn said(app: App, reason: &ConditionVerdict) -> AnyView {
    let lang = app.lang();
    let date = app.evaluation.with_untracked(|e| {
        let columns = e.as_ref().map(|e| e.columns.as_slice()).unwrap_or_default();
        columns.iter().any(|c| c.name == reason.condition.column && c.column_type == ColumnType::Date)
    });
    let actual = if reason.actual.is_empty() { m::has_nothing(lang).to_string() } else { m::has(lang, &reason.actual) };
    let away = reason.distance.filter(|_| !reason.held).map(|d| distance(lang, d.abs(), date));
    let join = if lang == Lang::Zh { "，" } else { ", " };
    let facts = std::iter::once(actual).chain(away).collect::<Vec<_>>().join(join);
    view! {
        {plain::condition(lang, &reason.condition)}
        <span class="reason-facts">{facts}</span>
    }
    .into_any()
}

fn distance(lang: Lang, distance: f64, date: bool) -> String {
    match (date, distance == 1.0) {
        (true, true) => m::distance_day(lang).into(),
        (true, false) => m::distance_days(lang, format::number(distance, 0)),
        // A threshold that is only just missed is not shown as no distance at all.
        (false, _) if distance < 0.005 => m::distance(lang, format::number(distance, 10)),
        (false, _) => m::distance(lang, format::number(distance, 2)),
    }
}
