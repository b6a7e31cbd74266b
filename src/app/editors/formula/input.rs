//! The text area: errors marked where they stand, names completed while they are written. A copy of the text lies behind the area, letter
//! on letter, and bears the marks.

use super::Editor;
use super::complete::{Completion, Word, completions, word};
use crate::app::ui::columns::columns;
use crate::app::ui::{Popover, tr, tr_with, unique_id};
use crate::engine::{Finding, Place, Problem};
use crate::messages::{Lang, findings, formula as m};
use crate::recipe::formula::{FormulaProblem, parse};
use crate::table::sort_seldom;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// Something wrong with the text.
#[derive(Clone, PartialEq)]
struct Wrong {
    start: usize,
    end: usize,
    problem: Problem,
}

#[component]
pub fn Input() -> impl IntoView {
    let editor = Editor::get();
    let (app, text) = (editor.app, editor.text);
    // How it is written is known at once; types only when the engine has looked.
    let wrong = memo(move |_| {
        let text = text.get();
        match parse(&text) {
            Err(error) => vec![Wrong { start: error.span.start, end: error.span.end, problem: Problem::Formula(error.problem) }],
            Ok(_) => app.evaluation.with(|e| {
                let all = e.as_ref().and_then(|e| e.steps.get(editor.step)).map(|s| s.findings.as_slice()).unwrap_or_default();
                all.iter().filter_map(|f| at_place(f, &text)).collect()
            }),
        }
    });
    let word_now = RwSignal::new(None::<Word>);
    let open = RwSignal::new(false);
    let active = RwSignal::new(0usize);
    let anchor = NodeRef::<html::Span>::new();
    let list = unique_id("completions");
    let option_id = StoredValue::new(list.clone());
    let options = memo(move |_| {
        let Some(word) = word_now.get() else { return Vec::new() };
        let text = text.get();
        let bracketed = text.get(word.from..).is_some_and(|t| t.starts_with('['));
        completions(&word, bracketed, &columns(app, Some(editor.step)), text.get(word.to..).unwrap_or_default())
    });
    // Looks at the word before the caret; `asked` where a person wants to see everything.
    let look = move |asked: bool| {
        let found = text.with_untracked(|t| word(t, editor.caret()));
        let begun = found.as_ref().is_some_and(|w| asked || !w.text.is_empty() || w.to - w.from > 0);
        word_now.set(found.filter(|_| begun));
        active.set(0);
        let whole = |o: &[Completion], w: &Word| matches!(o, [only] if only.label == w.text && only.function.is_none());
        let useful = options.with_untracked(|o| !o.is_empty() && word_now.with_untracked(|w| w.as_ref().is_some_and(|w| !whole(o, w))));
        open.set(useful);
    };
    let choose = move |completion: &Completion| {
        if let Some(word) = word_now.get_untracked() {
            editor.replace(word.from, word.to, &completion.insert, completion.insert.len());
        }
        open.set(false);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let last = options.with_untracked(Vec::len).saturating_sub(1);
        let is_open = open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if is_open => active.update(|a| *a = if *a >= last { 0 } else { *a + 1 }),
            "ArrowUp" if is_open => active.update(|a| *a = if *a == 0 { last } else { *a - 1 }),
            "Enter" | "Tab" if is_open => {
                if let Some(completion) = options.with_untracked(|o| o.get(active.get_untracked()).cloned()) {
                    choose(&completion);
                }
            }
            "Escape" if is_open => open.set(false),
            " " if event.ctrl_key() => look(true),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    effect(move |_| {
        let at = active.get();
        if open.get()
            && let Some(element) = document().get_element_by_id(&option_id.with_value(|id| format!("{id}-{at}")))
        {
            element.scroll_into_view_with_bool(false);
        }
    });
    let controls = list.clone();
    view! {
        <div class="formula-field">
            <div class="formula-box">
                <pre class="formula-copy formula-marks" aria-hidden="true">{move || marked(&text.get(), &wrong.get()).into_any()}</pre>
                <pre class="formula-copy" aria-hidden="true">
                    {move || word_now.with(|w| text.with(|t| w.as_ref().and_then(|w| t.get(..w.from)).unwrap_or_default().to_owned()))}
                    <span node_ref=anchor>"\u{200b}"</span>
                </pre>
                <textarea
                    node_ref=editor.area
                    class="textarea formula-text"
                    spellcheck="false"
                    autocomplete="off"
                    rows="1"
                    aria-label=tr(m::formula)
                    aria-autocomplete="list"
                    aria-controls=controls
                    aria-activedescendant=move || open.get().then(|| option_id.with_value(|id| format!("{id}-{}", active.get())))
                    aria-invalid=move || wrong.with(|w| w.iter().any(|w| !unwritten(w)).to_string())
                    aria-errormessage="formula-errors"
                    placeholder=tr(m::placeholder)
                    data-testid="formula-text"
                    prop:value=move || text.get()
                    on:input=move |event| {
                        editor.write(event_target_value(&event));
                        look(false);
                    }
                    on:keydown=on_key
                    on:click=move |_| open.set(false)
                    on:blur=move |_| {
                        open.set(false);
                        app.seal();
                    }
                ></textarea>
            </div>
            <div id="formula-errors" class="formula-errors" aria-live="polite">
                {move || {
                    let lang = app.lang();
                    let lines = wrong.with(|all| all.iter().filter(|w| !unwritten(w)).map(|w| line(lang, &text.get(), w)).collect::<Vec<_>>());
                    if lines.is_empty() {
                        view! { <p class="note">{m::hint(lang)}</p> }.into_any()
                    } else {
                        lines.into_iter().map(|line| view! { <p class="formula-error" data-testid="formula-error">{line}</p> }).collect_view().into_any()
                    }
                }}
            </div>
            <Popover anchor open light_dismiss=false id=list role="listbox" label=tr(m::completions)>
                {move || {
                    options
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(i, completion)| {
                            let give = completion.clone();
                            let function = completion.function;
                            let note = tr_with(move |lang| function.map(|f| m::signature(lang, f).to_owned()).unwrap_or_default());
                            view! {
                                <div
                                    class="option"
                                    class:active=move || active.get() == i
                                    role="option"
                                    id=option_id.with_value(|id| format!("{id}-{i}"))
                                    aria-selected=move || (active.get() == i).to_string()
                                    data-testid="formula-option"
                                    // The press must not take the focus.
                                    on:mousedown=move |event| event.prevent_default()
                                    on:click=move |_| choose(&give)
                                >
                                    {completion.icon}
                                    <span class="ellipsis">{completion.label.clone()}</span>
                                    <span class="option-note">{note}</span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </Popover>
        </div>
    }
}

/// Nothing is wrong yet where nothing is written yet.
fn unwritten(wrong: &Wrong) -> bool {
    wrong.problem == Problem::Formula(FormulaProblem::Empty)
}

/// A finding that still fits the text, which may have gone on since the engine looked.
fn at_place(finding: &Finding, text: &str) -> Option<Wrong> {
    let Place::Text { start, end } = finding.place else { return None };
    text.get(start..end)?;
    Some(Wrong { start, end, problem: finding.problem.clone() })
}

fn line(lang: Lang, text: &str, wrong: &Wrong) -> String {
    let before = text.get(..wrong.start).unwrap_or_default().chars().count();
    m::at_character(lang, before + 1, findings::problem(lang, &wrong.problem))
}

/// The text in parts, the wrong ones marked.
fn marked(text: &str, wrong: &[Wrong]) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut wrong = wrong.to_vec();
    sort_seldom(&mut wrong, |a, b| a.start.cmp(&b.start));
    for w in wrong.iter().filter(|w| !unwritten(w)) {
        let start = w.start.max(at);
        if let (Some(plain), Some(bad)) = (text.get(at..start), text.get(start..w.end)) {
            parts.push(view! { <span>{plain.to_owned()}</span> }.into_any());
            parts.push(view! { <span class="formula-bad" data-testid="formula-bad">{bad.to_owned()}</span> }.into_any());
            at = w.end;
        }
    }
    // A line break at the end takes a line of its own only with something behind it.
    parts.push(view! { <span>{format!("{}\u{200b}", text.get(at..).unwrap_or_default())}</span> }.into_any());
    parts
}
