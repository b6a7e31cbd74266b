//! The editor of a tiers step.

use leptos::prelude::*;

#[component]
pub fn TiersEditor(step: usize) -> impl IntoView {
    let _ = step;
    view! { <section class="editor"></section> }
}
