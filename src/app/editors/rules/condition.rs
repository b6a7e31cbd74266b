//! One condition: its column, its operator, and the inputs that the operator needs.

use super::drag::PartGrip;
use super::edit::{At, Editor, Subjects, guess};
use super::group::{PartMenu, Pass};
use super::inputs::ValueInput;
use crate::app::ui::{Combobox, Icon, tr, tr_with};
use crate::engine::{Place, Problem};
use crate::messages::{findings, rules as m};
use crate::recipe::operators::{self, Subject, is_half_written, operators};
use crate::recipe::{Condition, Op};
use crate::wire;
use leptos::prelude::*;

/// The condition at a place.
#[component]
pub fn ConditionRow(at: At) -> impl IntoView {
    let editor = at.editor;
    let app = editor.app;
    let subjects = Subjects::get();
    let condition = memo(move |_| at.condition(Condition::clone).unwrap_or_default());
    let column = memo(move |_| condition.with(|c| c.column.clone()));
    let op = memo(move |_| condition.with(|c| c.op));
    let muted = memo(move |_| condition.with(|c| c.muted));
    let half = memo(move |_| condition.with(is_half_written));
    let known = memo(move |_| column.with(|c| subjects.of(c)));
    let subject = memo(move |_| known.get().unwrap_or_else(|| guess(op.get())));
    // What the engine says about this very condition, beyond its being unfinished.
    let problem = memo(move |_| {
        let path = at.path();
        app.evaluation.with(|e| {
            let findings = &e.as_ref()?.steps.get(editor.step)?.findings;
            let here = |place: &Place| matches!(place, Place::Node { segment, path: p } if *segment == at.segment && *p == path);
            let unfinished = |p: &Problem| matches!(p, Problem::NoColumn | Problem::NoValue | Problem::EmptyRule);
            findings.iter().find(|f| here(&f.place) && !unfinished(&f.problem)).map(|f| f.problem.clone())
        })
    });
    let number = at.path().last().map_or(0, |i| i + 1);
    let choose_column = move |chosen: String| {
        let before = untrack(|| known.get());
        let Some(after) = untrack(|| subjects.of(&chosen)) else { return };
        let values = known_values(editor, &chosen);
        at.act(|c| operators::set_column(c, &chosen, before, after, values.as_deref()));
        at.focus(&at.path(), "[data-testid=condition-op]");
    };
    view! {
        <div
            class="condition"
            class:part-muted=muted
            class:condition-half=half
            role="group"
            aria-label=tr_with(move |lang| m::condition_n(lang, number))
            data-testid="condition"
            data-drop="condition"
            data-path=at.text()
        >
            <PartGrip at/>
            <div class="condition-parts">
                <Combobox
                    label=tr(m::column)
                    placeholder=tr(m::choose_column)
                    choices=subjects.choices
                    value=column
                    class="condition-column"
                    testid="condition-column"
                    on_choose=choose_column
                />
                <Show when=move || column.with(|c| !c.is_empty())>
                    <OperatorSelect at op subject/>
                    {move || {
                        let (op, subject) = (op.get(), subject.get());
                        view! { <ValueInput at condition op subject/> }
                    }}
                </Show>
                {move || {
                    problem
                        .get()
                        .filter(|_| !half.get())
                        .map(|p| {
                            view! {
                                <p class="condition-error small" role="status" data-testid="condition-error">
                                    {Icon::Warning}
                                    <span>{findings::problem(app.lang(), &p)}</span>
                                </p>
                            }
                        })
                }}
            </div>
            {move || {
                if muted.get() {
                    view! { <span class="pass"><span class="badge">{tr(m::muted)}</span></span> }.into_any()
                } else if half.get() {
                    view! {
                        <span class="pass pass-half small" title=tr(m::left_out_title) data-testid="condition-left-out">
                            {tr(m::left_out)}
                        </span>
                    }
                        .into_any()
                } else {
                    view! { <Pass at testid="condition-pass"/> }.into_any()
                }
            }}
            <PartMenu at group=false muted/>
        </div>
    }
}

/// The operators of the subject, as a select; one that the subject does not have (the column changed its type) stays listed.
#[component]
fn OperatorSelect(at: At, op: Memo<Op>, subject: Memo<Subject>) -> impl IntoView {
    let app = at.editor.app;
    let listed = memo(move |_| {
        let mut list = operators(subject.get()).to_vec();
        if !list.contains(&op.get()) {
            list.push(op.get());
        }
        list
    });
    view! {
        <select
            class="select condition-op"
            aria-label=tr(m::operator)
            data-testid="condition-op"
            on:change=move |event| {
                let written = event_target_value(&event);
                if let Some(op) = listed.get_untracked().into_iter().find(|&op| op_key(op) == written) {
                    at.act(|c| operators::set_op(c, op, subject.get_untracked()));
                }
            }
        >
            {move || {
                let lang = app.lang();
                listed
                    .get()
                    .into_iter()
                    .map(|each| {
                        view! {
                            <option value=op_key(each) prop:selected=move || op.get() == each>
                                {m::operator_name(lang, each)}
                            </option>
                        }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// The operator as it is written in a workbook.
fn op_key(op: Op) -> String {
    wire::write(&op).trim_matches('"').to_owned()
}

/// All values of a column, where the profile knows them all.
fn known_values(editor: Editor, column: &str) -> Option<Vec<String>> {
    editor.app.data.with_untracked(|data| {
        let profile = data.as_ref()?.profile.iter().find(|p| p.name == column)?;
        (profile.top.len() == profile.distinct).then(|| profile.top.iter().map(|(value, _)| value.clone()).collect())
    })
}
