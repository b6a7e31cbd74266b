//! The editor of a formula step: the text with its errors marked and names completed (`input`), what comes of it (`result`), and the
//! functions (`functions`).
//!
//! Test ids: `formula-editor`, `step-name`, `formula-text` (the text area), `formula-error`, `formula-bad` (a marked part),
//! `formula-option` (a completion); `formula-type`, `formula-missing`, `formula-min`, `formula-mean`, `formula-max`, `formula-histogram`
//! with `formula-bar`, `formula-top`, `formula-examples`; `formula-find`, `formula-function` (`data-name`).

mod complete;
mod functions;
mod input;
mod result;

use super::common::{FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::tr;
use crate::engine::{FormulaDetail, StepDetail};
use crate::messages::formula as m;
use crate::recipe::{Formula, StepKind};
use leptos::html;
use leptos::prelude::*;

/// The step that the editor is open on.
#[derive(Clone, Copy)]
struct Editor {
    app: App,
    step: usize,
    /// The text as it is in the workbook.
    text: Memo<String>,
    area: NodeRef<html::Textarea>,
}

impl Editor {
    fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// What the engine says of the step, tracked.
    fn detail<T>(self, read: impl FnOnce(&FormulaDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Formula(detail) => Some(read(detail)),
            _ => None,
        })
    }

    /// Takes the text over as it is typed.
    fn write(self, text: String) {
        self.app.type_in(format!("formula/{}", self.step), |w| {
            if let Some(StepKind::Formula(formula)) = w.steps.get_mut(self.step).map(|s| &mut s.kind) {
                *formula = Formula { formula: text };
            }
        });
    }

    /// The caret's place in the text, in bytes.
    fn caret(self) -> usize {
        let text = self.text.get_untracked();
        let units = self.area.get_untracked().and_then(|area| area.selection_start().ok().flatten());
        units.map_or(text.len(), |units| complete::byte_at(&text, units as usize))
    }

    /// Puts `new` in the place of a part of the text, the caret so many bytes into it, and goes on typing there.
    fn replace(self, from: usize, to: usize, new: &str, caret: usize) {
        let mut text = self.text.get_untracked();
        text.replace_range(from..to, new);
        let units = text[..from + caret].encode_utf16().count() as u32;
        if let Some(area) = self.area.get_untracked() {
            area.set_value(&text);
            let _ = area.focus();
            let _ = area.set_selection_range(units, units);
        }
        self.write(text);
    }
}

/// The editor of the formula step at `step`.
#[component]
pub fn FormulaEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let text = memo(move |_| {
        app.workbook.with(|w| match w.steps.get(step).map(|s| &s.kind) {
            Some(StepKind::Formula(formula)) => formula.formula.clone(),
            _ => String::new(),
        })
    });
    provide_context(Editor { app, step, text, area: NodeRef::new() });
    view! {
        <section class="formula" data-testid="formula-editor" aria-label=tr(m::editor)>
            <header class="rules-head">
                <StepName step/>
            </header>
            <FindingBars step/>
            <input::Input/>
            <div class="formula-below">
                <result::Outcome/>
                <functions::Functions/>
            </div>
        </section>
    }
}
