//! The bottom: the customer table, data quality, the recipe in plain words, and why a customer is where it is.

use leptos::prelude::*;

#[component]
pub fn Customers() -> impl IntoView {
    view! { <section></section> }
}
