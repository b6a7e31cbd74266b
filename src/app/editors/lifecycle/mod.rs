//! The editor of a lifecycle step.

use leptos::prelude::*;

#[component]
pub fn LifecycleEditor(step: usize) -> impl IntoView {
    let _ = step;
    view! { <section class="editor"></section> }
}
