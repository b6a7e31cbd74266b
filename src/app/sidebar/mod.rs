//! The left side: the recipe (steps) and the columns.
//!
//! Test ids: `sidebar`, and those named at the top of each module.

mod columns;
mod details;
mod spark;
mod step_item;
mod steps;

use super::source::keep_reading;
use super::state::App;
use super::ui::{Soon, tr};
use crate::messages::sidebar as m;
use leptos::prelude::*;

#[component]
pub fn Sidebar() -> impl IntoView {
    // The sidebar is there as long as a file is: it keeps the reading in step with the workbook.
    keep_reading(App::get());
    view! {
        <div class="sidebar" data-testid="sidebar">
            <section class="sidebar-recipe" aria-label=tr(m::recipe)>
                <steps::Recipe/>
            </section>
            <section class="sidebar-columns" aria-label=tr(m::columns)>
                <Soon><columns::Columns/></Soon>
            </section>
        </div>
    }
}
