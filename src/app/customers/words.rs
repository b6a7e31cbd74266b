//! The whole recipe in sentences, to read and to copy.
//!
//! Test ids: `words` (the text), `words-copy`.

use crate::app::state::{App, NoticeKind};
use crate::app::ui::Icon;
use crate::engine::{Evaluation, StepSummary};
use crate::messages::{Lang, customers as m, format, plain, playbook as pm, scorecard, sidebar};
use crate::protocol::Opened;
use crate::recipe::{RulesMode, Step, StepKind, Workbook};
use crate::table::date;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A part of the text: a heading, what it begins with, and its lines.
#[derive(Clone, PartialEq)]
struct Part {
    heading: String,
    lead: String,
    lines: Vec<(String, String)>,
}

#[component]
pub fn Words() -> impl IntoView {
    let app = App::get();
    let parts = memo(move |_| {
        let (data, evaluation) = (app.data.get(), app.evaluation.get());
        parts(app.lang(), &app.workbook.get(), data.as_deref(), evaluation.as_deref())
    });
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = parts.with_untracked(|p| as_text(p));
        spawn_local(async move {
            let written = window().navigator().clipboard().write_text(&text);
            if wasm_bindgen_futures::JsFuture::from(written).await.is_ok() {
                copied.set(true);
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    std::time::Duration::from_secs(2),
                );
            } else {
                app.notify(NoticeKind::Error, m::copy_failed(app.lang.get_untracked()));
            }
        });
    };
    view! {
        <div class="customers-page words" role="tabpanel" aria-labelledby="customers-tab-words">
            <button type="button" class="btn words-copy" data-testid="words-copy" on:click=copy>
                {move || if copied.get() { Icon::Check.view() } else { Icon::Copy.view() }}
                {move || if copied.get() { m::copied(app.lang()) } else { m::copy(app.lang()) }}
            </button>
            <div class="words-text" data-testid="words">
                {move || {
                    parts
                        .get()
                        .into_iter()
                        .map(|part| {
                            let lines = part
                                .lines
                                .into_iter()
                                .map(|(line, note)| view! { <li>{line} <span class="note">{note}</span></li> })
                                .collect_view();
                            view! {
                                <section>
                                    <h2>{part.heading}</h2>
                                    <p>{part.lead}</p>
                                    <ol>{lines}</ol>
                                </section>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

fn parts(lang: Lang, workbook: &Workbook, data: Option<&Opened>, evaluation: Option<&Evaluation>) -> Vec<Part> {
    let mut lead = Vec::new();
    if let Some(data) = data {
        lead.push(m::words_source(lang, &data.name, format::count(data.report.rows), data.report.columns.len()));
    }
    if let Some(day) = evaluation.and_then(|e| e.as_of) {
        lead.push(m::words_as_of(lang, date::format_iso(day)));
    }
    if let Some((column, _)) = evaluation.and_then(|e| e.value.as_ref()) {
        lead.push(m::words_value(lang, column));
    }
    if workbook.steps.is_empty() {
        lead.push(m::words_no_steps(lang).into());
    }
    let join = if lang == Lang::Zh { "" } else { " " };
    let first = Part { heading: crate::messages::source::title(lang).into(), lead: lead.join(join), lines: vec![] };
    let steps = workbook.steps.iter().enumerate().map(|(i, step)| step_part(lang, i, step, evaluation.and_then(|e| e.steps.get(i))));
    std::iter::once(first).chain(steps).collect()
}

fn step_part(lang: Lang, at: usize, step: &Step, summary: Option<&StepSummary>) -> Part {
    let heading = format!("{}. {}", at + 1, step.name);
    if step.muted {
        return Part { heading, lead: m::words_muted(lang).into(), lines: vec![] };
    }
    let counts = |group: usize| {
        let group = summary.and_then(|s| s.groups.get(group));
        group.map(|g| m::words_counts(lang, format::count(g.count), format::share(g.share))).unwrap_or_default()
    };
    match &step.kind {
        StepKind::Rules(rules) => {
            let segment = |(i, segment): (usize, &crate::recipe::Segment)| {
                let rule = if segment.muted {
                    m::words_muted(lang).to_string()
                } else if segment.when.nodes.is_empty() {
                    m::words_no_rule(lang).to_string()
                } else {
                    plain::group(lang, &segment.when)
                };
                (m::words_segment(lang, &segment.name, rule), counts(i))
            };
            let mut lines: Vec<(String, String)> = rules.segments.iter().enumerate().map(segment).collect();
            let lead = match rules.mode {
                RulesMode::FirstMatch => m::words_first_match(lang),
                RulesMode::Overlapping => m::words_overlapping(lang),
            };
            lines.push((m::words_everyone_else(lang, &rules.everyone_else.name), counts(rules.segments.len())));
            Part { heading, lead: lead.into(), lines }
        }
        StepKind::Tiers(tiers) => {
            by_groups(heading, m::words_tiers(lang, &tiers.column, sidebar::method_name(lang, &tiers.method)), summary, counts)
        }
        StepKind::Matrix(matrix) => by_groups(heading, m::words_matrix(lang, &matrix.rows, &matrix.columns), summary, counts),
        StepKind::Rfm(rfm) => {
            let lead = m::words_rfm(lang, &rfm.recency, &rfm.frequency, &rfm.monetary, rfm.scores);
            by_groups(heading, lead, summary, counts)
        }
        StepKind::Scorecard(card) => {
            let part = |(criterion, share): (&crate::recipe::Criterion, f64)| {
                scorecard::words_part(lang, criterion.label(), format::share(share), scorecard::by_name(lang, &criterion.points))
            };
            let parts: Vec<String> = card.criteria.iter().zip(card.shares()).map(part).collect();
            let lead = scorecard::words(lang, parts.join(if lang == Lang::Zh { "、" } else { ", " }));
            by_groups(heading, lead, summary, counts)
        }
        StepKind::Lifecycle(_) => by_groups(heading, m::words_lifecycle(lang).into(), summary, counts),
        StepKind::Playbook(playbook) => {
            let line = |play: &crate::recipe::Play| {
                let text = pm::words_line(lang, &play.segment, &play.service, &play.owner, &play.channel, &play.offer);
                let times = pm::cadence_text(lang, format::number(play.contacts, 2), pm::period(lang, play.per));
                (text, times)
            };
            let lines = playbook.plays.iter().map(line).collect();
            Part { heading, lead: pm::words(lang, &playbook.segments_of), lines }
        }
        StepKind::Formula(formula) => Part { heading, lead: format!("{} = {}", step.name, formula.formula), lines: vec![] },
    }
}

/// A step whose groups speak for themselves.
fn by_groups(heading: String, lead: String, summary: Option<&StepSummary>, counts: impl Fn(usize) -> String) -> Part {
    let groups = summary.map(|s| s.groups.as_slice()).unwrap_or_default();
    let lines = groups.iter().enumerate().map(|(i, g)| (g.name.clone(), counts(i))).collect();
    Part { heading, lead, lines }
}

fn as_text(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        out.push_str(&format!("{}\n{}\n", part.heading, part.lead));
        for (i, (line, note)) in part.lines.iter().enumerate() {
            let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
            out.push_str(&format!("  {}. {line}{note}\n", i + 1));
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
