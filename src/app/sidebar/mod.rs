//! The left side: the recipe (steps) and the columns.

use leptos::prelude::*;

#[component]
pub fn Sidebar() -> impl IntoView {
    view! { <section></section> }
}
