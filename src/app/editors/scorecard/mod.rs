//! The editor of a scorecard step.

use super::common::{FindingBars, StepName};
use leptos::prelude::*;

#[component]
pub fn ScorecardEditor(step: usize) -> impl IntoView {
    view! {
        <section class="tiers" data-testid="scorecard-editor">
            <header class="rules-head">
                <StepName step/>
            </header>
            <FindingBars step/>
        </section>
    }
}
