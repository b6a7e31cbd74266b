//! A list of a text column's values: chips, and a panel with the real values and their counts, a search and a box to paste lists into.

use super::edit::At;
use crate::app::ui::{Icon, PopoverButton, SearchInput, tr, tr_with};
use crate::messages::{common, format, rules as m};
use crate::protocol::{Reply, Request, ValueCounts};
use crate::recipe::Condition;
use crate::recipe::operators::split_list;
use leptos::ev::{ClipboardEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{HashMap, HashSet};
use wasm_bindgen::JsCast;

/// Most chips beside the operator.
const CHIPS: usize = 4;
/// Most values listed at once; searching finds the rest.
const LISTED: usize = 200;

/// How a value is told apart from others: without regard to case unless the condition asks for it.
fn key(text: &str, match_case: bool) -> String {
    if match_case { text.trim().to_string() } else { text.trim().to_lowercase() }
}

/// Adds those that are not there yet.
fn add(condition: &mut Condition, values: impl IntoIterator<Item = String>) {
    let case = condition.match_case;
    let mut have: HashSet<String> = condition.values.iter().map(|v| key(v, case)).collect();
    condition.values.extend(values.into_iter().filter(|v| have.insert(key(v, case))));
}

fn remove(condition: &mut Condition, value: &str) {
    let (case, gone) = (condition.match_case, key(value, condition.match_case));
    condition.values.retain(|v| key(v, case) != gone);
}

#[component]
pub fn ValuesInput(at: At, condition: Memo<Condition>) -> impl IntoView {
    let app = at.editor.app;
    let column = memo(move |_| condition.with(|c| c.column.clone()));
    let chips = memo(move |_| condition.with(|c| c.values.iter().take(CHIPS).cloned().collect::<Vec<_>>()));
    let count = memo(move |_| condition.with(|c| c.values.len()));
    // Counts of the frequent values come with the profile.
    let counts = memo(move |_| {
        app.data.with(|data| {
            let profile = data.as_ref().and_then(|d| d.profile.iter().find(|p| column.with(|c| p.name == *c)));
            let mut counts = HashMap::new();
            for (value, n) in profile.map(|p| p.top.as_slice()).unwrap_or_default() {
                *counts.entry(key(value, false)).or_insert(0usize) += n;
            }
            counts
        })
    });
    let open = RwSignal::new(false);
    view! {
        <span class="chips" data-testid="condition-value">
            <For each=move || chips.get() key=|value| value.clone() let:value>
                <Chip at value counts/>
            </For>
            <PopoverButton
                open
                class="btn-text nowrap"
                title=tr(m::add_value_title)
                title_is_name=false
                testid="values-open"
                trigger=move || {
                    move || {
                        let lang = app.lang();
                        match count.get() {
                            n if n > CHIPS => m::show_values(lang, format::count(n - CHIPS)).into_any(),
                            _ => view! { {Icon::Plus} {m::add_value(lang)} }.into_any(),
                        }
                    }
                }
                panel_class="values-panel"
                on_shown=Callback::new(|panel: web_sys::HtmlElement| focus_in(&panel, "input[type=search]"))
            >
                <ValuesPanel at condition column/>
            </PopoverButton>
        </span>
    }
}

/// A chosen value with its count.
#[component]
fn Chip(at: At, value: String, counts: Memo<HashMap<String, usize>>) -> impl IntoView {
    let (shown, named, gone) = (value.clone(), value.clone(), value.clone());
    let folded = key(&value, false);
    let count = move || counts.with(|c| c.get(&folded).map(|&n| view! { <span class="muted small">{format::count(n)}</span> }));
    let label = tr_with(move |lang| m::remove_value(lang, &named));
    view! {
        <span class="chip" data-testid="value-chip" title=value>
            <span class="ellipsis">{shown}</span>
            {count}
            <button type="button" aria-label=label title=label on:click=move |_| at.act(|c| remove(c, &gone))>
                {Icon::Close}
            </button>
        </span>
    }
}

#[component]
fn ValuesPanel(at: At, condition: Memo<Condition>, column: Memo<String>) -> impl IntoView {
    let app = at.editor.app;
    let search = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Result<ValueCounts, ()>>);
    let pasting = RwSignal::new(false);
    let pasted = RwSignal::new(String::new());
    // Answers that a later question has overtaken are dropped.
    let asked = StoredValue::new(0u32);
    effect(move |_| {
        let request = Request::Values { column: column.get(), search: search.get(), limit: LISTED };
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            let answer = app.ask(request).await;
            if asked.try_get_value() == Some(number) {
                let answer = match answer {
                    Ok(Reply::Values(values)) => Ok(values),
                    Ok(_) | Err(_) => Err(()),
                };
                found.try_set(Some(answer));
            }
        });
    });
    let chosen = memo(move |_| condition.with(|c| (c.match_case, c.values.iter().map(|v| key(v, c.match_case)).collect::<HashSet<_>>())));
    let is_chosen = move |value: &str| chosen.with(|(case, set)| set.contains(&key(value, *case)));
    let typed_new = memo(move |_| {
        let typed = search.get().trim().to_string();
        let listed = found.with(|f| matches!(f, Some(Ok(f)) if f.values.iter().any(|(v, _)| key(v, false) == key(&typed, false))));
        (!typed.is_empty() && !listed && !is_chosen(&typed)).then_some(typed)
    });
    let on_search_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            let first = found.with_untracked(|f| match f {
                Some(Ok(f)) if !search.with_untracked(|s| s.trim().is_empty()) => f.values.first().map(|(v, _)| v.clone()),
                _ => None,
            });
            if let Some(value) = typed_new.get_untracked().filter(|_| first.is_none()).or(first) {
                at.act(|c| add(c, [value]));
                search.set(String::new());
            }
        }
        "ArrowDown" => {
            event.prevent_default();
            if let Some(panel) = panel_of(&event) {
                focus_in(&panel, "[data-testid=value-option] input");
            }
        }
        _ => {}
    };
    // A list pasted where one value is searched is meant as a list.
    let on_search_paste = move |event: ClipboardEvent| {
        if let Some(text) = clipboard_text(&event)
            && text.trim().contains(['\n', '\t'])
        {
            event.prevent_default();
            at.act(|c| add(c, split_list(&text)));
        }
    };
    let list = move || match found.get() {
        None => view! { <p class="note values-note">{tr(m::waiting)}</p> }.into_any(),
        Some(Err(())) => view! { <p class="note values-note" role="alert">{tr(m::values_failed)}</p> }.into_any(),
        Some(Ok(found)) => {
            let (shown, all) = (found.values.len(), found.distinct);
            let options = found
                .values
                .into_iter()
                .map(|(value, count)| {
                    let (own, given, shown) = (value.clone(), value.clone(), value.clone());
                    let on = memo(move |_| is_chosen(&own));
                    view! {
                        <label class="check value-option" data-testid="value-option" data-value=value>
                            <input
                                type="checkbox"
                                prop:checked=on
                                on:change=move |event| {
                                    let value = given.clone();
                                    if event_target_checked(&event) {
                                        at.act(|c| add(c, [value]));
                                    } else {
                                        at.act(|c| remove(c, &value));
                                    }
                                }
                            />
                            <span class="ellipsis grow">{shown}</span>
                            <span class="muted small num">{format::count(count)}</span>
                        </label>
                    }
                })
                .collect_view();
            view! {
                <div class="values-list" on:keydown=move_between>
                    {options}
                </div>
                {(shown == 0).then(|| view! { <p class="note values-note">{tr(m::no_values_found)}</p> })}
                {(shown < all)
                    .then(|| {
                        view! {
                            <p class="note values-note">
                                {tr_with(move |lang| m::values_found(lang, format::count(shown), format::count(all)))}
                            </p>
                        }
                    })}
            }
            .into_any()
        }
    };
    let choose = move || {
        view! {
            <div on:keydown=on_search_key on:paste=on_search_paste>
                <SearchInput
                    label=tr(m::search_values)
                    value=search
                    on_input=move |text: String| search.set(text)
                    testid="values-search"
                />
            </div>
            {move || {
                typed_new
                    .get()
                    .map(|typed| {
                        let text = typed.clone();
                        view! {
                            <button
                                type="button"
                                class="btn-text values-typed"
                                data-testid="values-typed"
                                on:click=move |_| {
                                    at.act(|c| add(c, [typed.clone()]));
                                    search.set(String::new());
                                }
                            >
                                {Icon::Plus}
                                <span class="ellipsis">{tr_with(move |lang| m::use_typed(lang, &text))}</span>
                            </button>
                        }
                    })
            }}
            {list}
            <div class="values-foot row">
                <span class="note grow">
                    {tr_with(move |lang| m::values_chosen(lang, format::count(chosen.with(|(_, set)| set.len()))))}
                </span>
                <button
                    type="button"
                    class="btn-text"
                    disabled=move || chosen.with(|(_, set)| set.is_empty())
                    data-testid="values-clear"
                    on:click=move |_| at.act(|c| c.values.clear())
                >
                    {tr(m::remove_all_values)}
                </button>
                <button type="button" class="btn-text" data-testid="values-paste" on:click=move |_| pasting.set(true)>
                    {Icon::Paste}
                    {tr(m::paste_list)}
                </button>
            </div>
        }
    };
    let paste = move || {
        let area = NodeRef::<html::Textarea>::new();
        effect(move |_| {
            if let Some(area) = area.get() {
                request_animation_frame(move || {
                    let _ = area.focus();
                });
            }
        });
        let values = memo(move |_| pasted.with(|p| split_list(p)));
        view! {
            <label class="field">
                <span class="field-label">{tr(m::paste_list)}</span>
                <textarea
                    node_ref=area
                    class="textarea"
                    rows="8"
                    spellcheck="false"
                    data-testid="values-paste-text"
                    prop:value=pasted
                    on:input=move |event| pasted.set(event_target_value(&event))
                    on:paste=move |event: ClipboardEvent| {
                        // Browsers take long over the many lines of a paste that they insert themselves.
                        if let (Some(area), Some(text)) = (area.get_untracked(), clipboard_text(&event)) {
                            event.prevent_default();
                            let _ = area.set_range_text(&text);
                            pasted.set(area.value());
                        }
                    }
                ></textarea>
                <span class="field-hint">{tr(m::paste_list_hint)}</span>
            </label>
            <div class="values-foot row">
                <button type="button" class="btn-text" on:click=move |_| pasting.set(false)>
                    {tr(common::cancel)}
                </button>
                <span class="grow"></span>
                <button
                    type="button"
                    class="btn btn-primary"
                    disabled=move || values.with(Vec::is_empty)
                    data-testid="values-paste-add"
                    on:click=move |_| {
                        let list = values.get_untracked();
                        at.act(|c| add(c, list));
                        pasted.set(String::new());
                        pasting.set(false);
                    }
                >
                    {tr_with(move |lang| match values.with(Vec::len) {
                        0 => m::paste_none(lang).to_string(),
                        n => m::paste_add(lang, format::count(n)),
                    })}
                </button>
            </div>
        }
    };
    view! {
        <div class="values stack">
            {move || if pasting.get() { paste().into_any() } else { choose().into_any() }}
        </div>
    }
}

/// The text of a paste.
fn clipboard_text(event: &web_sys::Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    data.dyn_into::<web_sys::DataTransfer>().ok()?.get_data("text/plain").ok().filter(|text| !text.is_empty())
}

fn focus_in(panel: &web_sys::HtmlElement, selector: &str) {
    if let Ok(Some(element)) = panel.query_selector(selector)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

fn panel_of(event: &KeyboardEvent) -> Option<web_sys::HtmlElement> {
    event.target()?.dyn_into::<web_sys::Element>().ok()?.closest(".values").ok()??.dyn_into().ok()
}

/// Arrow keys go from value to value, and from the first back to the search.
fn move_between(event: KeyboardEvent) {
    let by: i32 = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(panel) = panel_of(&event) else { return };
    let Ok(boxes) = panel.query_selector_all("[data-testid=value-option] input") else { return };
    let boxes: Vec<web_sys::HtmlElement> = (0..boxes.length()).filter_map(|i| boxes.item(i)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let Some(at) = boxes.iter().position(|b| active.as_ref().is_some_and(|a| a.is_same_node(Some(b)))) else { return };
    event.prevent_default();
    match boxes.get((at as i32 + by) as usize) {
        Some(next) => {
            let _ = next.focus();
        }
        None if by < 0 => focus_in(&panel, "input[type=search]"),
        None => {}
    }
}
