//! The recipe: the source and the steps, to select, add and put in order.
//!
//! Test ids: `source-row`, `add-step`, and those of `step_item`.

use super::step_item::StepItem;
use crate::app::state::{App, Dialog, Selection};
use crate::app::ui::{Icon, tr};
use crate::engine::{Finding, Severity};
use crate::messages::{Lang, files, findings, format, sidebar as m, source};
use crate::recipe::{free_step_name, rename_step};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Most findings told by pointing at their number.
pub const TOLD: usize = 6;

/// What the items of the list share.
#[derive(Clone, Copy)]
pub struct List {
    /// The step that is being renamed.
    pub renaming: RwSignal<Option<usize>>,
    /// The step that is being dragged, and the place (before a step) that it would go to.
    pub dragged: RwSignal<Option<usize>>,
    pub target: RwSignal<Option<usize>>,
    /// What a screen reader is told of the last move.
    said: RwSignal<String>,
}

#[component]
pub fn Recipe() -> impl IntoView {
    let app = App::get();
    let list = List {
        renaming: RwSignal::new(None),
        dragged: RwSignal::new(None),
        target: RwSignal::new(None),
        said: RwSignal::new(String::new()),
    };
    let steps = memo(move |_| app.workbook.with(|w| w.steps.len()));
    view! {
        <h2 class="caps sidebar-title">{tr(m::recipe)}</h2>
        <ol class="steps">
            <SourceRow/>
            <For each=move || 0..steps.get() key=|at| *at let(at)>
                <StepItem at list/>
            </For>
        </ol>
        <button type="button" class="add-step" data-testid="add-step" on:click=move |_| app.dialog.set(Some(Dialog::AddStep))>
            {Icon::Plus}
            {tr(m::add_step)}
        </button>
        <p class="sr-only" role="status">{list.said}</p>
    }
}

#[component]
fn SourceRow() -> impl IntoView {
    let app = App::get();
    let selected = move || app.selection.get() == Selection::Source;
    let line = move || {
        let lang = app.lang();
        app.data.with(|d| {
            let report = &d.as_ref()?.report;
            let columns = m::columns_of(lang, format::count(report.columns.len()));
            Some(format!("{columns} · {} · {}", report.encoding.label(), m::delimiter_name(lang, report.delimiter)))
        })
    };
    let doubts = memo(move |_| {
        let lang = app.lang();
        let notes = app.data.with(|d| d.as_ref().map(|d| source::notes(lang, &d.report))).unwrap_or_default();
        let files =
            app.evaluation.with(|e| e.iter().flat_map(|e| &e.findings).filter(|f| about_files(f)).map(|f| f.severity).collect::<Vec<_>>());
        notes.into_iter().map(|n| n.severity).chain(files).filter(|s| *s > Severity::Hint).collect::<Vec<_>>()
    });
    view! {
        <li class="step" class:step-on=selected>
            <button
                type="button"
                class="step-main"
                aria-current=move || if selected() { "step" } else { "false" }
                data-testid="source-row"
                on:click=move |_| app.selection.set(Selection::Source)
            >
                <span class="step-kind">{Icon::Source}</span>
                <span class="step-words">
                    <b class="ellipsis">{tr(m::source)}</b>
                    <small>{line}</small>
                </span>
            </button>
            {move || {
                let doubts = doubts.get();
                match doubts.iter().max() {
                    None => view! { <span class="step-fine" title=tr(m::source_fine)>{Icon::Check}</span> }.into_any(),
                    Some(worst) => badge(app, *worst, doubts.len(), move |lang| say_notes(app, lang)),
                }
            }}
        </li>
    }
}

/// What reading the file found and is in doubt, a line each.
fn say_notes(app: App, lang: Lang) -> String {
    let notes = app.data.with(|d| d.as_ref().map(|d| source::notes(lang, &d.report))).unwrap_or_default();
    let files = app.evaluation.with(|e| {
        let findings = e.iter().flat_map(|e| &e.findings).filter(|f| about_files(f));
        findings.map(|f| findings::problem(lang, &f.problem)).collect::<Vec<_>>()
    });
    let notes = notes.into_iter().filter(|n| n.severity > Severity::Hint).map(|n| n.text);
    notes.chain(files).take(TOLD).collect::<Vec<_>>().join("\n")
}

fn about_files(finding: &Finding) -> bool {
    files::is_about_files(&finding.problem)
}

/// How many findings there are, in the colour of the weightiest; `list` says them.
pub fn badge(app: App, worst: Severity, count: usize, list: impl Fn(Lang) -> String + Copy + Send + Sync + 'static) -> AnyView {
    let class = match worst {
        Severity::Hint => "badge step-badge",
        Severity::Warning => "badge badge-warn step-badge",
        Severity::Error => "badge badge-bad step-badge",
    };
    let text = move || match worst {
        Severity::Hint => m::findings_hint(app.lang(), count),
        Severity::Warning => m::findings_warning(app.lang(), count),
        Severity::Error => m::findings_error(app.lang(), count),
    };
    view! {
        <span class=class title=move || list(app.lang()) data-testid="step-findings">
            <span aria-hidden="true">{count}</span>
            <span class="sr-only">{text}</span>
        </span>
    }
    .into_any()
}

/// Moves a step so that it stands at `to`; the selection and the table's filter go with it.
pub fn move_step(app: App, list: List, from: usize, to: usize) {
    let count = app.workbook.with_untracked(|w| w.steps.len());
    if from == to || from >= count || to >= count {
        return;
    }
    app.act(|w| {
        let step = w.steps.remove(from);
        w.steps.insert(to, step);
    });
    let moved = move |at: usize| match at {
        _ if at == from => to,
        _ if from < at && at <= to => at - 1,
        _ if to <= at && at < from => at + 1,
        _ => at,
    };
    follow(app, move |at| Some(moved(at)));
    let name = app.workbook.with_untracked(|w| w.steps[to].name.clone());
    list.said.set(m::moved(app.lang.get_untracked(), name, to + 1, count));
    request_animation_frame(move || focus_step(to));
}

/// Takes a step away; what was selected or filtered by it is let go.
pub fn delete_step(app: App, at: usize) {
    app.act(|w| {
        if at < w.steps.len() {
            w.steps.remove(at);
        }
    });
    let left = app.workbook.with_untracked(|w| w.steps.len());
    if app.selection.get_untracked() == Selection::Step(at) {
        app.selection.set(if left == 0 { Selection::Source } else { Selection::Step(at.min(left - 1)) });
        follow_filter(app, |i| without(i, at));
    } else {
        follow(app, |i| without(i, at));
    }
}

/// Where the step at `i` stands when that at `gone` is away.
fn without(i: usize, gone: usize) -> Option<usize> {
    (i != gone).then_some(if i > gone { i - 1 } else { i })
}

/// Puts a copy of a step behind it and selects it.
pub fn duplicate_step(app: App, at: usize) {
    let columns: Vec<String> =
        app.data.with_untracked(|d| d.as_ref().map(|d| d.profile.iter().map(|c| c.name.clone()).collect())).unwrap_or_default();
    app.act(|w| {
        let mut copy = w.steps[at].clone();
        copy.name = free_step_name(w, &copy.name, columns.iter().map(String::as_str));
        w.steps.insert(at + 1, copy);
    });
    follow(app, |i| Some(if i > at { i + 1 } else { i }));
    app.selection.set(Selection::Step(at + 1));
}

/// Switches a step off or on.
pub fn mute_step(app: App, at: usize) {
    app.act(|w| w.steps[at].muted = !w.steps[at].muted);
}

/// Renames a step, and with it what later steps call it by. Nothing happens for a name that is empty or taken; the caller asks before.
pub fn give_name(app: App, at: usize, name: &str) {
    app.act(|w| rename_step(w, at, name.trim()));
}

/// Whether another step or a column of the source has that name already.
pub fn name_taken(app: App, at: usize, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let by_step = app.workbook.with_untracked(|w| w.steps.iter().enumerate().any(|(i, s)| i != at && s.name.trim().to_lowercase() == name));
    by_step || app.data.with_untracked(|d| d.as_ref().is_some_and(|d| d.profile.iter().any(|c| c.name.trim().to_lowercase() == name)))
}

/// Moves the selection and the filter along with the steps that they name.
fn follow(app: App, to: impl Fn(usize) -> Option<usize> + Copy) {
    if let Selection::Step(at) = app.selection.get_untracked()
        && let Some(now) = to(at)
        && now != at
    {
        app.selection.set(Selection::Step(now));
    }
    follow_filter(app, to);
}

fn follow_filter(app: App, to: impl Fn(usize) -> Option<usize>) {
    let Some(mut filter) = app.filter.get_untracked() else { return };
    match to(filter.step) {
        Some(now) if now == filter.step => {}
        Some(now) => {
            filter.step = now;
            app.filter.set(Some(filter));
        }
        None => app.filter.set(None),
    }
}

/// The id of the button of a step.
pub fn step_id(at: usize) -> String {
    format!("step-{at}")
}

/// Focuses a step's button.
pub fn focus_step(at: usize) {
    if let Some(button) = document().get_element_by_id(&step_id(at)).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
