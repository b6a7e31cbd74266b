//! The right side: charts of the selected step.

use leptos::prelude::*;

#[component]
pub fn Charts() -> impl IntoView {
    view! { <section></section> }
}
