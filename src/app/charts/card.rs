//! A card of the panel: a heading that folds it, controls at the right, contents.

use crate::app::ui::Icon;
use leptos::prelude::*;

/// A card that folds. `controls` stand in its head only while it is open.
#[component]
pub fn Card(
    #[prop(into)] title: Signal<String>,
    /// A quieter word after the title.
    #[prop(optional, into)]
    note: Signal<String>,
    open: RwSignal<bool>,
    #[prop(optional, into)] controls: Option<ViewFn>,
    testid: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let id = crate::app::ui::unique_id("card");
    let controls = StoredValue::new(controls);
    let children = StoredValue::new(children);
    view! {
        <section class="card chart-card" aria-labelledby=id.clone() data-testid=testid>
            <header class="chart-head">
                <h2 id=id.clone()>
                    <button
                        type="button"
                        class="chart-fold"
                        aria-expanded=move || open.get().to_string()
                        on:click=move |_| open.update(|o| *o = !*o)
                    >
                        <span class="chart-chevron">{Icon::ChevronDown}</span>
                        <span>{title}</span>
                    </button>
                </h2>
                <span class="note ellipsis grow" title=note>{note}</span>
                <Show when=move || open.get()>{controls.with_value(|c| c.as_ref().map(|c| c.run()))}</Show>
            </header>
            <Show when=move || open.get()>
                <div class="chart-body">{children.with_value(|c| c())}</div>
            </Show>
        </section>
    }
}
