//! What the editors of several step kinds share: the step's name, names of groups, bars of findings, numbers of a group, places in a list.

use crate::app::state::App;
use crate::app::ui::columns::{column_choices, columns};
use crate::app::ui::{Choice, Combobox, Icon, IconButton, tr, tr_with};
use crate::engine::{Finding, GroupSummary, Place, Severity};
use crate::messages::{findings, rules as m, scorecard};
use crate::recipe::{self, StepKind};
use crate::table::{ColumnType, sort_seldom};
use leptos::html;
use leptos::prelude::*;

pub use super::rules::{Numbers, focus_soon};

/// The step's name, edited in place. A name that is empty or taken stays in the field, marked, and is not taken over.
#[component]
pub fn StepName(step: usize) -> impl IntoView {
    let app = App::get();
    let name = memo(move |_| app.workbook.with(|w| w.steps.get(step).map(|s| s.name.clone()).unwrap_or_default()));
    let draft = RwSignal::new(None::<String>);
    let problem = move || {
        let draft = draft.get()?;
        let lang = app.lang();
        let draft = draft.trim();
        if draft.is_empty() {
            return Some(m::name_empty(lang).to_string());
        }
        let folded = draft.to_lowercase();
        let same = |name: &str| name.trim().to_lowercase() == folded;
        let taken = app.workbook.with(|w| w.steps.iter().enumerate().any(|(i, s)| i != step && same(&s.name)))
            || columns(app, None).iter().any(|c| c.step != Some(step) && same(&c.name));
        taken.then(|| m::name_taken(lang, draft))
    };
    let input = NodeRef::<html::Input>::new();
    view! {
        <h1 class="step-name">
            <input
                node_ref=input
                class="input input-bare"
                autocomplete="off"
                spellcheck="false"
                aria-label=tr(m::step_name)
                aria-invalid=move || problem().is_some().to_string()
                title=move || problem().unwrap_or_else(|| name.get())
                data-testid="step-name"
                prop:value=move || draft.get().unwrap_or_else(|| name.get())
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    draft.set(Some(typed.clone()));
                    if untrack(problem).is_none() {
                        app.type_in(format!("step-name/{}", step), |w| recipe::rename_step(w, step, typed.trim()));
                    }
                }
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "Enter" | "Escape")
                        && let Some(input) = input.get_untracked()
                    {
                        let _ = input.blur();
                    }
                }
                on:blur=move |_| {
                    draft.set(None);
                    app.seal();
                }
            />
            {move || problem().map(|text| view! { <span class="step-name-problem small" role="alert">{text}</span> })}
        </h1>
    }
}

/// A segment's name, edited in place.
#[component]
pub fn NameInput(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    testid: &'static str,
) -> impl IntoView {
    let app = App::get();
    let input = NodeRef::<html::Input>::new();
    let text = tr_with(move |_| value.get());
    view! {
        <input
            node_ref=input
            class="input input-bare segment-name"
            autocomplete="off"
            spellcheck="false"
            aria-label=label
            title=text
            aria-invalid=move || value.with(|v| v.trim().is_empty()).to_string()
            data-testid=testid
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | "Escape")
                    && let Some(input) = input.get_untracked()
                {
                    let _ = input.blur();
                }
            }
            on:blur=move |_| app.seal()
        />
    }
}

/// The summary of a group of a step, tracked.
pub fn group(app: App, step: usize, index: usize) -> Option<GroupSummary> {
    app.evaluation.with(|e| e.as_ref()?.steps.get(step)?.groups.get(index).cloned())
}

/// What the engine found about a step, as bars, the gravest first. Only the first few are shown unasked.
#[component]
pub fn FindingBars(
    step: usize,
    /// Whether a finding is said here; without it, all are that are not said at a text.
    #[prop(optional, into)]
    keep: Option<Callback<Finding, bool>>,
    /// Shows the place of a finding, where there is one to go to.
    #[prop(optional, into)]
    show: Option<Callback<Place, Option<Callback<()>>>>,
) -> impl IntoView {
    const SHOWN: usize = 2;
    let app = App::get();
    let all = RwSignal::new(false);
    let list = memo(move |_| {
        // What is wrong with a text is said at the text.
        let mut list: Vec<Finding> =
            app.evaluation.with(|e| e.as_ref().and_then(|e| e.steps.get(step)).map(|s| s.findings.clone())).unwrap_or_default();
        list.retain(|f| !matches!(f.place, Place::Text { .. }) && keep.is_none_or(|keep| keep.run(f.clone())));
        sort_seldom(&mut list, |a, b| b.severity.cmp(&a.severity));
        list
    });
    view! {
        <Show when=move || list.with(|l| !l.is_empty())>
            <ul class="findings" aria-label=tr(m::findings)>
                {move || {
                    let count = if all.get() { usize::MAX } else { SHOWN };
                    list.get().into_iter().take(count).map(|finding| view! { <FindingBar step finding show/> }).collect_view()
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

#[component]
fn FindingBar(step: usize, finding: Finding, show: Option<Callback<Place, Option<Callback<()>>>>) -> impl IntoView {
    let app = App::get();
    let (class, icon, kind): (_, _, fn(crate::messages::Lang) -> &'static str) = match finding.severity {
        Severity::Hint => ("hint hint-info", Icon::Info, m::finding_hint),
        Severity::Warning => ("hint", Icon::Warning, crate::messages::common::note),
        Severity::Error => ("hint hint-bad", Icon::Warning, m::finding_error),
    };
    let go = show.and_then(|show| show.run(finding.place.clone()));
    let sentence = tr_with(move |lang| match &finding.place {
        Place::Segment(segment) | Place::Node { segment, .. } => {
            let name = group(app, step, *segment).map(|g| g.name).unwrap_or_default();
            m::in_segment(lang, name, findings::problem(lang, &finding.problem))
        }
        Place::Criterion(criterion) => {
            let name = app.workbook.with(|w| match w.steps.get(step).map(|s| &s.kind) {
                Some(StepKind::Scorecard(card)) => card.criteria.get(*criterion).map(|c| c.label().to_string()),
                _ => None,
            });
            let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| scorecard::criterion(lang, criterion + 1));
            scorecard::in_criterion(lang, name, findings::problem(lang, &finding.problem))
        }
        _ => findings::problem(lang, &finding.problem),
    });
    view! {
        <li class=class data-testid="finding">
            {icon}
            <span class="grow"><b>{tr(kind)}</b> " " {sentence}</span>
            {go.map(|go| view! {
                <button type="button" class="btn-text" data-testid="finding-show" on:click=move |_| go.run(())>
                    {tr(m::show_finding)}
                </button>
            })}
        </li>
    }
}

/// Up, down and away, for the row at `index` of a list of `count`. Test ids: `PREFIX-up`, `PREFIX-down`, `PREFIX-remove`.
#[component]
pub fn RowActions(
    prefix: &'static str,
    index: usize,
    #[prop(into)] count: Signal<usize>,
    /// Rows that must stay.
    #[prop(optional)]
    least: usize,
    up: Signal<String>,
    down: Signal<String>,
    remove: Signal<String>,
    /// Told the position to move to.
    #[prop(into)]
    on_move: Callback<usize>,
    #[prop(into)] on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <IconButton
            icon=Icon::ArrowUp
            class="btn-small"
            label=up
            disabled=Signal::stored(index == 0)
            testid=format!("{prefix}-up")
            on_click=move |()| on_move.run(index.saturating_sub(1))
        />
        <IconButton
            icon=Icon::ArrowDown
            class="btn-small"
            label=down
            disabled=derive(move || index + 1 >= count.get())
            testid=format!("{prefix}-down")
            on_click=move |()| on_move.run(index + 1)
        />
        <IconButton
            icon=Icon::Trash
            class="btn-small"
            label=remove
            disabled=derive(move || count.get() <= least)
            testid=format!("{prefix}-remove")
            on_click=on_remove
        />
    }
}

/// The choice of one of the columns that a step may read, those of the given types. `none` is the label of having none, where the
/// column may be left out; it is given back as an empty text.
#[component]
pub fn ColumnField(
    step: usize,
    #[prop(into)] label: Signal<String>,
    types: &'static [ColumnType],
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(optional, into)] none: Option<Signal<String>>,
    testid: &'static str,
) -> impl IntoView {
    let app = App::get();
    let choices = derive(move || {
        let none = none.map(|label| Choice { label: label.get(), ..Choice::default() });
        none.into_iter().chain(column_choices(app, Some(step), types)).collect::<Vec<_>>()
    });
    view! {
        <div class="field column-field">
            <span class="field-label" aria-hidden="true">{label}</span>
            <Combobox label choices value placeholder=tr(m::choose_column) testid on_choose/>
        </div>
    }
}
