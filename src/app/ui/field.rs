//! Fields: a label with its control, a number box, a search box.

use super::{Icon, unique_id};
use crate::messages::format;
use leptos::prelude::*;

/// A label above a control (or before it, with class `field-inline`).
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <label class=format!("field {class}")>
            <span class="field-label">{label}</span>
            {children()}
            {hint.map(|hint| view! { <span class="field-hint">{hint}</span> })}
        </label>
    }
}

/// Reads a number as people type one, thousands separators and all; None while it is not one yet.
fn parse(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '\'' | '_') && !c.is_whitespace()).collect();
    plain.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number box. It keeps what is being typed, also while that is no number yet (then the value is None), and takes a new value from
/// outside only when it differs from what the text says. The arrow keys step.
#[component]
pub fn NumberInput(
    #[prop(into)] value: Signal<Option<f64>>,
    #[prop(into)] on_input: Callback<Option<f64>>,
    /// The field has been left.
    #[prop(optional, into)]
    on_seal: Option<Callback<()>>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(default = 1.0)] step: f64,
    #[prop(default = f64::NEG_INFINITY)] min: f64,
    #[prop(default = f64::INFINITY)] max: f64,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let write = |x: f64| format::number(x, 10).replace(',', "");
    let read = move |t: &str| parse(t).filter(|x| (min..=max).contains(x));
    effect(move |_| {
        let value = value.get();
        if read(&text.get_untracked()) != value {
            text.set(value.map(write).unwrap_or_default());
        }
    });
    let stepped = move |by: f64| {
        let next = (read(&text.get_untracked()).unwrap_or(0.0) + by).clamp(min, max);
        text.set(write(next));
        on_input.run(Some(next));
    };
    let id = unique_id("number");
    view! {
        <input
            type="text"
            inputmode="decimal"
            autocomplete="off"
            id=id
            class=format!("input input-number {class}")
            aria-label=label
            title=label
            placeholder=placeholder
            data-testid=testid
            prop:value=text
            aria-invalid=move || text.with(|t| (!t.trim().is_empty() && read(t).is_none()).to_string())
            on:input=move |event| {
                let typed = event_target_value(&event);
                let number = read(&typed);
                text.set(typed);
                on_input.run(number);
            }
            on:keydown=move |event| {
                match event.key().as_str() {
                    "ArrowUp" => stepped(step),
                    "ArrowDown" => stepped(-step),
                    _ => return,
                }
                event.prevent_default();
            }
            on:blur=move |_| {
                if let Some(seal) = on_seal {
                    seal.run(());
                }
            }
        />
    }
}

/// A search box with a magnifier.
#[component]
pub fn SearchInput(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] placeholder: Option<Signal<String>>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    view! {
        <span class=format!("search {class}")>
            {Icon::Search}
            <input
                type="search"
                class="input"
                autocomplete="off"
                aria-label=label
                placeholder=placeholder.unwrap_or(label)
                data-testid=testid
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            />
        </span>
    }
}
