//! One of a few, and on or off.

use super::unique_id;
use leptos::prelude::*;

/// A choice of one among a few, all of them in sight: a radio group.
#[component]
pub fn Segmented<T>(
    /// The group's name for screen readers.
    #[prop(into)]
    label: Signal<String>,
    options: Vec<(T, Signal<String>)>,
    #[prop(into)] value: Signal<T>,
    #[prop(into)] on_change: Callback<T>,
    /// The test id of the group; each option has `{testid}-{position}`.
    #[prop(optional, into)]
    testid: Option<String>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let name = unique_id("choice");
    let each = options
        .into_iter()
        .enumerate()
        .map(|(i, (option, text))| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=move || value.get() == option
                        data-testid=testid.as_ref().map(|t| format!("{t}-{i}"))
                        on:change=move |_| on_change.run(option)
                    />
                    <span>{text}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="segmented" role="radiogroup" aria-label=label data-testid=testid>
            {each}
        </div>
    }
}

/// A switch with its label.
#[component]
pub fn Toggle(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    view! {
        <label class="toggle">
            <input
                type="checkbox"
                role="switch"
                prop:checked=value
                disabled=disabled
                data-testid=testid
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span class="toggle-track" aria-hidden="true"></span>
            <span>{label}</span>
        </label>
    }
}
