//! The editor of a rfm step.

use leptos::prelude::*;

#[component]
pub fn RfmEditor(step: usize) -> impl IntoView {
    let _ = step;
    view! { <section class="editor"></section> }
}
