//! The editor of a rules step: segment cards with nested groups of conditions.

use leptos::prelude::*;

#[component]
pub fn RulesEditor(step: usize) -> impl IntoView {
    let _ = step;
    view! { <section></section> }
}
