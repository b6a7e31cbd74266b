//! A select that is searched by typing: the combobox pattern with a list (WAI-ARIA Authoring Practices).

use super::{Icon, Popover, tr, tr_with, unique_id};
use crate::messages::ui as m;
use crate::table::sort_seldom;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// Most entries drawn at once; typing narrows to the rest.
const SHOWN: usize = 200;

/// An entry of a [`Combobox`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is given back.
    pub value: String,
    /// What is read.
    pub label: String,
    pub icon: Option<Icon>,
    /// A quiet word at the end of the line.
    pub note: String,
}

impl Choice {
    /// An entry whose label is its value.
    pub fn plain(value: impl Into<String>) -> Choice {
        let value = value.into();
        Choice { label: value.clone(), value, ..Choice::default() }
    }
}

/// A searchable select. A value that no choice has is shown as it is, and marked invalid.
#[component]
pub fn Combobox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    // None: nothing typed since it was opened.
    let typed = RwSignal::new(None::<String>);
    let active = RwSignal::new(0usize);
    let anchor = NodeRef::<html::Span>::new();
    let input = NodeRef::<html::Input>::new();
    let list_id = unique_id("list");
    let option_id = {
        let list_id = list_id.clone();
        move |i: usize| format!("{list_id}-{i}")
    };

    let chosen = memo(move |_| choices.with(|all| value.with(|v| all.iter().find(|c| &c.value == v).cloned())));
    let shown_text = move || chosen.get().map_or_else(|| value.get(), |c| c.label);
    let found = memo(move |_| {
        let needle = typed.get().unwrap_or_default().trim().to_lowercase();
        choices.with(|all| {
            // Those that begin with what was typed come first.
            let mut hits: Vec<(bool, Choice)> = all
                .iter()
                .filter_map(|c| {
                    let label = c.label.to_lowercase();
                    label.contains(&needle).then(|| (!label.starts_with(&needle), c.clone()))
                })
                .collect();
            sort_seldom(&mut hits, |(a, _), (b, _)| a.cmp(b));
            hits.into_iter().map(|(_, c)| c).collect::<Vec<_>>()
        })
    });
    let unfold = move || {
        if !open.get_untracked() && !disabled.get_untracked() {
            typed.set(None);
            let at = found.with_untracked(|f| value.with_untracked(|v| f.iter().position(|c| &c.value == v)));
            active.set(at.filter(|&i| i < SHOWN).unwrap_or(0));
            open.set(true);
            if let Some(input) = input.get_untracked() {
                input.select();
            }
        }
    };
    let fold = move || {
        open.set(false);
        typed.set(None);
        if let Some(input) = input.get_untracked() {
            input.set_value(&shown_text());
        }
    };
    let choose = move |choice: &Choice| {
        on_choose.run(choice.value.clone());
        fold();
    };
    let ids = option_id.clone();
    effect(move |_| {
        let at = active.get();
        if open.get()
            && let Some(element) = document().get_element_by_id(&ids(at))
        {
            let options = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&options, &"block".into(), &"nearest".into());
            scroll_into_view(&element, &options);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let last = found.with_untracked(Vec::len).min(SHOWN).saturating_sub(1);
        let is_open = open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if !is_open => unfold(),
            "ArrowUp" if !is_open => unfold(),
            "ArrowDown" => active.update(|a| *a = if *a >= last { 0 } else { *a + 1 }),
            "ArrowUp" => active.update(|a| *a = if *a == 0 { last } else { *a - 1 }),
            "PageDown" if is_open => active.update(|a| *a = (*a + 10).min(last)),
            "PageUp" if is_open => active.update(|a| *a = a.saturating_sub(10)),
            "Enter" if is_open => {
                if let Some(choice) = found.with_untracked(|f| f.get(active.get_untracked()).cloned()) {
                    choose(&choice);
                }
            }
            "Enter" => unfold(),
            "Escape" if is_open => fold(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let active_id = option_id.clone();
    let each_id = StoredValue::new(option_id);
    let controls = list_id.clone();
    view! {
        <span node_ref=anchor class=format!("combobox {class}")>
            {move || chosen.get().and_then(|c| c.icon).map(Icon::view)}
            <input
                node_ref=input
                type="text"
                role="combobox"
                class="combobox-input"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                aria-autocomplete="list"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls
                aria-activedescendant=move || (open.get() && !found.with(Vec::is_empty)).then(|| active_id(active.get()))
                aria-invalid=move || (chosen.with(Option::is_none) && value.with(|v| !v.is_empty())).to_string()
                title=shown_text
                placeholder=placeholder
                disabled=disabled
                data-testid=testid
                prop:value=move || typed.get().unwrap_or_else(shown_text)
                on:click=move |_| unfold()
                on:input=move |event| {
                    unfold();
                    typed.set(Some(event_target_value(&event)));
                    active.set(0);
                }
                on:keydown=on_key
                on:blur=move |_| fold()
            />
            <Popover anchor open light_dismiss=false match_width=true id=list_id role="listbox" label>
                {move || {
                    let hits = found.get();
                    let more = hits.len().saturating_sub(SHOWN);
                    let options = hits
                        .into_iter()
                        .take(SHOWN)
                        .enumerate()
                        .map(|(i, choice)| {
                            let picked = value.with_untracked(|v| *v == choice.value);
                            let give = choice.clone();
                            view! {
                                <div
                                    class="option"
                                    class:active=move || active.get() == i
                                    role="option"
                                    id=each_id.with_value(|id| id(i))
                                    aria-selected=picked.to_string()
                                    // The press must not take the focus, which would fold the list before the click.
                                    on:mousedown=move |event| event.prevent_default()
                                    on:click=move |_| choose(&give)
                                >
                                    {choice.icon.map(Icon::view)}
                                    <span class="ellipsis">{choice.label}</span>
                                    {(!choice.note.is_empty()).then(|| view! { <span class="option-note">{choice.note}</span> })}
                                </div>
                            }
                        })
                        .collect_view();
                    view! {
                        {options}
                        {(more > 0)
                            .then(|| view! { <p class="note popover-pad">{tr_with(move |lang| m::more_choices(lang, more))}</p> })}
                        {found
                            .with(Vec::is_empty)
                            .then(|| view! { <p class="note popover-pad">{tr(m::no_choice)}</p> })}
                    }
                }}
            </Popover>
        </span>
    }
}

fn scroll_into_view(element: &web_sys::Element, options: &js_sys::Object) {
    if let Ok(scroll) = js_sys::Reflect::get(element, &"scrollIntoView".into())
        && let Ok(scroll) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(scroll)
    {
        let _ = scroll.call1(element, options);
    }
}
