//! What the engine found about the step, as bars above the cards, each with a way to the place.

use super::edit::{Editor, card_selector, focus_soon, path_text};
use crate::app::ui::{Icon, tr, tr_with};
use crate::engine::{Finding, Place, Problem, Severity};
use crate::messages::{findings, rules as m};
use crate::recipe::operators::is_half_written;
use crate::recipe::{Group, Node};
use leptos::prelude::*;

/// Most bars shown unasked.
const SHOWN: usize = 2;

#[component]
pub fn Findings() -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let all = RwSignal::new(false);
    let list = Memo::new(move |_| {
        let mut list: Vec<Finding> = app.evaluation.with(|e| {
            let findings = e.as_ref().and_then(|e| e.steps.get(editor.step)).map(|s| s.findings.clone());
            findings.unwrap_or_default()
        });
        // An unfinished condition says so itself, where it stands.
        list.retain(|f| !matches!((&f.place, &f.problem), (Place::Node { .. }, Problem::NoColumn | Problem::NoValue)));
        // So does the rule that holds nothing else yet.
        list.retain(|f| match (&f.place, &f.problem) {
            (_, Problem::EmptyRule) => false,
            (Place::Segment(segment), Problem::NothingLeft) => !editor.segment(*segment, |s| being_written(&s.when)).unwrap_or(false),
            _ => true,
        });
        list.sort_by_key(|f| std::cmp::Reverse(f.severity));
        list
    });
    view! {
        <Show when=move || list.with(|l| !l.is_empty())>
            <ul class="findings" aria-label=tr(m::findings)>
                {move || {
                    let list = list.get();
                    let count = if all.get() { list.len() } else { SHOWN };
                    list.into_iter().take(count).map(|finding| view! { <Bar finding/> }).collect_view()
                }}
                <Show when=move || list.with(|l| l.len() > SHOWN)>
                    <li>
                        <button type="button" class="btn-text small" on:click=move |_| all.update(|a| *a = !*a)>
                            {tr_with(move |lang| {
                                if all.get() { m::fewer_findings(lang).to_string() } else { m::more_findings(lang, list.with(Vec::len) - SHOWN) }
                            })}
                        </button>
                    </li>
                </Show>
            </ul>
        </Show>
    }
}

/// Whether some condition of the rule is half-written.
fn being_written(rule: &Group) -> bool {
    rule.nodes.iter().any(|node| match node {
        Node::Condition(condition) => !condition.muted && is_half_written(condition),
        Node::Group(group) => !group.muted && being_written(group),
    })
}

#[component]
fn Bar(finding: Finding) -> impl IntoView {
    let editor = Editor::get();
    let app = editor.app;
    let (class, icon, kind): (_, _, fn(crate::messages::Lang) -> &'static str) = match finding.severity {
        Severity::Hint => ("hint hint-info", Icon::Info, m::finding_hint),
        Severity::Warning => ("hint", Icon::Warning, m::finding_warning),
        Severity::Error => ("hint hint-bad", Icon::Warning, m::finding_error),
    };
    let place = finding.place.clone();
    let target = match place {
        Place::Segment(segment) => Some((segment, "[data-testid=segment-name]".to_string())),
        Place::Node { segment, path } if path.is_empty() => Some((segment, "[data-testid=add-condition]".to_string())),
        Place::Node { segment, path } => Some((segment, format!("[data-path=\"{}\"] [data-testid=part-grip]", path_text(&path)))),
        Place::Workbook | Place::Step | Place::Criterion(_) | Place::Text { .. } => None,
    };
    let sentence = tr_with({
        let finding = finding.clone();
        move |lang| match &finding.place {
            Place::Segment(segment) | Place::Node { segment, .. } => {
                let name = app
                    .workbook
                    .with(|w| super::edit::rules_of(w, editor.step).and_then(|r| r.segments.get(*segment).map(|s| s.name.clone())));
                m::in_segment(lang, name.unwrap_or_default(), findings::problem(lang, &finding.problem))
            }
            _ => findings::problem(lang, &finding.problem),
        }
    });
    view! {
        <li class=class data-testid="finding">
            {icon}
            <span class="grow"><b>{tr(kind)}</b> " " {sentence}</span>
            {target
                .map(|(segment, inside)| {
                    view! {
                        <button
                            type="button"
                            class="btn-text"
                            data-testid="finding-show"
                            on:click=move |_| {
                                app.active_segment.set(Some(segment));
                                editor.open.update(|open| {
                                    open.insert(segment);
                                });
                                focus_soon(format!("{} {inside}", card_selector(segment)));
                            }
                        >
                            {tr(m::show_finding)}
                        </button>
                    }
                })}
        </li>
    }
}
