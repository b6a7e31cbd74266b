//! The editor of a lifecycle step: its columns, each limit with the counts that it moves (`limits`), and the stages (`stages`).
//!
//! Test ids: `life-editor`, `step-name`, `life-orders`, `life-last`, `life-first`, `life-gap`; `life-limit` (`data-limit`: `new`, `loyal`,
//! `overdue`, `own-gap`, `quantile`, `lost`) with `life-input` and `life-effect`; `life-stage` (`data-index`) with `life-colour`,
//! `life-name`, `life-count`, `life-share`, `life-value`, `life-show`.

mod limits;
mod stages;

use super::common::{ColumnField, FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::tr;
use crate::engine::{LifecycleDetail, StepDetail};
use crate::messages::lifecycle as m;
use crate::recipe::{Lifecycle, StepKind, Workbook};
use crate::table::ColumnType;
use leptos::prelude::*;

/// The step that the editor is open on.
#[derive(Clone, Copy)]
struct Editor {
    app: App,
    step: usize,
}

impl Editor {
    fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// Reads the parameters, tracked; None while the step is none of this kind (it has just been removed).
    fn read<T>(self, read: impl FnOnce(&Lifecycle) -> T) -> Option<T> {
        self.app.workbook.with(|w| match &w.steps.get(self.step)?.kind {
            StepKind::Lifecycle(lifecycle) => Some(read(lifecycle)),
            _ => None,
        })
    }

    /// What the engine says of the step, tracked.
    fn detail<T>(self, read: impl FnOnce(&LifecycleDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Lifecycle(detail) => Some(read(detail)),
            _ => None,
        })
    }

    /// Changes the parameters as one undo step.
    fn act(self, change: impl FnOnce(&mut Lifecycle)) {
        self.app.act(|w| change_in(w, self.step, change));
    }

    /// Changes the parameters by typing in one field.
    fn type_in(self, field: &str, change: impl FnOnce(&mut Lifecycle)) {
        self.app.type_in(format!("lifecycle/{}/{field}", self.step), |w| change_in(w, self.step, change));
    }
}

fn change_in(workbook: &mut Workbook, step: usize, change: impl FnOnce(&mut Lifecycle)) {
    if let Some(StepKind::Lifecycle(lifecycle)) = workbook.steps.get_mut(step).map(|s| &mut s.kind) {
        change(lifecycle);
    }
}

#[component]
pub fn LifecycleEditor(step: usize) -> impl IntoView {
    let editor = Editor { app: App::get(), step };
    provide_context(editor);
    let column = move |read: fn(&Lifecycle) -> String| derive(move || editor.read(read).unwrap_or_default());
    let given = |name: String| (!name.is_empty()).then_some(name);
    view! {
        <section class="life" data-testid="life-editor" aria-label=tr(m::editor)>
            <header class="rules-head">
                <StepName step/>
            </header>
            <FindingBars step/>
            <div class="life-columns">
                <ColumnField
                    step
                    label=tr(m::orders_column)
                    types=&[ColumnType::Number]
                    value=column(|l| l.orders.clone())
                    testid="life-orders"
                    on_choose=move |name| editor.act(|l| l.orders = name)
                />
                <ColumnField
                    step
                    label=tr(m::last_column)
                    types=&[ColumnType::Date, ColumnType::Number]
                    value=column(|l| l.last_order.clone())
                    testid="life-last"
                    on_choose=move |name| editor.act(|l| l.last_order = name)
                />
                <ColumnField
                    step
                    label=tr(m::first_column)
                    types=&[ColumnType::Date]
                    value=column(|l| l.first_order.clone().unwrap_or_default())
                    none=tr(m::none)
                    testid="life-first"
                    on_choose=move |name| editor.act(|l| l.first_order = given(name))
                />
                <ColumnField
                    step
                    label=tr(m::gap_column)
                    types=&[ColumnType::Number]
                    value=column(|l| l.gap.clone().unwrap_or_default())
                    none=tr(m::none)
                    testid="life-gap"
                    on_choose=move |name| editor.act(|l| l.gap = given(name))
                />
            </div>
            <limits::Limits/>
            <stages::StageList/>
            <p class="note">{tr(m::adds_note)}</p>
        </section>
    }
}
