//! The editor of a playbook step: whose segments and which capacity (`head`), what the plan comes to (`totals`), the play of each segment
//! (`plays`), and budget against return (`chart`). `edit` alone writes to the workbook.
//!
//! Test ids: `playbook-editor`, `step-name`, `play-step` (a select), `play-people`, `play-per-person`, `play-uplift-in`, `play-texts`,
//! `play-save`; `plan-contacts`, `plan-people`, `plan-budget`, `plan-return`, `plan-net`, `plan-capacity`; `play` (`data-segment`,
//! `data-over`) with `play-service`, `play-owner`, `play-channel`, `play-offer`, `play-contacts`, `play-per`, `play-cost`, `play-response`,
//! `play-uplift`, `play-automated`, `play-remove`, `play-add`, `play-row-facts`, `play-row-net`; `play-chart`.

mod chart;
mod edit;
mod head;
mod plays;

use super::common::{FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::tr;
use crate::messages::playbook as m;
use edit::Editor;
use leptos::prelude::*;

/// The editor of the playbook step at `step`.
#[component]
pub fn PlaybookEditor(step: usize) -> impl IntoView {
    let editor = Editor { app: App::get(), step };
    provide_context(editor);
    view! {
        <section class="playbook" data-testid="playbook-editor" aria-label=tr(m::editor)>
            <header class="rules-head">
                <StepName step/>
                <span class="grow"></span>
                <head::Buttons/>
            </header>
            <FindingBars step/>
            <head::Setup/>
            <head::Totals/>
            <chart::Chart/>
            <plays::Plays/>
            <p class="note">{tr(m::adds_note)}</p>
        </section>
    }
}
