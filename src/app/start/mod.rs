//! The start screen: drop, choose, paste, samples, templates.

use leptos::prelude::*;

#[component]
pub fn Start() -> impl IntoView {
    view! { <section></section> }
}
