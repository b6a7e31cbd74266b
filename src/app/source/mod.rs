//! The editor of the source: import report, overrides, types, as-of date, value column.

use leptos::prelude::*;

#[component]
pub fn SourceEditor() -> impl IntoView {
    view! { <section></section> }
}
