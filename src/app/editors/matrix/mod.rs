//! The editor of a matrix step.

use leptos::prelude::*;

#[component]
pub fn MatrixEditor(step: usize) -> impl IntoView {
    let _ = step;
    view! { <section class="editor"></section> }
}
