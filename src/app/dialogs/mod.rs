//! Dialogs and notices.

use leptos::prelude::*;

#[component]
pub fn Dialogs() -> impl IntoView {
    view! { <section></section> }
}
