//! Shows something in a task of its own, so that the browser can paint and hear the person in between.

use leptos::prelude::*;
use std::time::Duration;

/// Shows its children a little later: after what is being shown now, and after those that stand before it.
#[component]
pub fn Soon(children: ChildrenFn) -> impl IntoView {
    let due = RwSignal::new(false);
    // By then it may be gone.
    set_timeout(move || _ = due.try_set(true), Duration::ZERO);
    view! { <Show when=move || due.get()>{children()}</Show> }
}
