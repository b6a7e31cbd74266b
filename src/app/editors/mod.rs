//! One editor per step kind, and the choice among them.

pub mod common;
pub mod formula;
pub mod lifecycle;
pub mod matrix;
pub mod playbook;
pub mod rfm;
pub mod rules;
pub mod scorecard;
pub mod tiers;

use super::state::App;
use crate::recipe::StepKind;
use leptos::prelude::*;

/// The editor of the step at `step`. Rebuilt when another step is selected or its kind changes, not on each edit.
#[component]
pub fn StepEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let kind = memo(move |_| app.workbook.with(|w| w.steps.get(step).map(|s| std::mem::discriminant(&s.kind))));
    move || {
        kind.get()?;
        let workbook = app.workbook.get_untracked();
        Some(match workbook.steps.get(step)?.kind {
            StepKind::Rules(_) => view! { <rules::RulesEditor step/> }.into_any(),
            StepKind::Tiers(_) => view! { <tiers::TiersEditor step/> }.into_any(),
            StepKind::Matrix(_) => view! { <matrix::MatrixEditor step/> }.into_any(),
            StepKind::Rfm(_) => view! { <rfm::RfmEditor step/> }.into_any(),
            StepKind::Lifecycle(_) => view! { <lifecycle::LifecycleEditor step/> }.into_any(),
            StepKind::Scorecard(_) => view! { <scorecard::ScorecardEditor step/> }.into_any(),
            StepKind::Playbook(_) => view! { <playbook::PlaybookEditor step/> }.into_any(),
            StepKind::Formula(_) => view! { <formula::FormulaEditor step/> }.into_any(),
        })
    }
}
