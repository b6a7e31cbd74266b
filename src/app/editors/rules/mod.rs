//! The editor of a rules step: segment cards in priority order, each with nested groups of conditions. One file per part: `header`,
//! `findings`, `card`, `group`, `condition`, the inputs of a condition (`inputs`, `slider`, `values`), dragging (`drag`), and `edit`, the
//! only one that writes to the workbook.
//!
//! Every card and every part of a rule is keyed by its position and reads its own place through memos, so that an edit redraws that
//! place alone and a field keeps its focus when new counts arrive.
//!
//! Test ids: `rules-editor`, `step-name`, `rules-mode` (`rules-mode-0` first match, `rules-mode-1` overlapping), `value-column`,
//! `add-segment` (in the head), `add-segment-bottom`, `finding` (`finding-show`);
//! `segment-card` (`data-index`), inside it `segment-grip`, `segment-toggle`, `segment-colour`, `segment-name`, `segment-summary`,
//! `segment-count`, `segment-share`, `segment-value`, `segment-up`, `segment-down`, `segment-menu` with `segment-duplicate`,
//! `segment-mute`, `segment-rename`, `segment-show`, `segment-delete`; `everyone-else` with `everyone-else-name`,
//! `everyone-else-count`, `everyone-else-share`, `everyone-else-value`;
//! `group` (`data-path`, the root has an empty one), inside it `group-quantifier` (`-0` all, `-1` any, `-2` none), `group-pass`,
//! `group-menu`, `drop-off`, `add-condition`, `add-group`;
//! `condition` (`data-path` such as `0` or `1.0`), inside it `part-grip`, `condition-column`, `condition-op` (a select; its values are
//! the written operators: `is any of`, `<`), `condition-value` (second end: `condition-to`), `condition-unit`, `condition-other`,
//! `condition-against`, `condition-case`, `condition-slider` (`-to`), `condition-pass`, `condition-left-out`, `condition-error`,
//! `part-menu` with `part-duplicate`, `part-mute`, `part-up`, `part-down`, `part-out`, `part-wrap`, `part-unwrap`, `part-delete`;
//! `values-open`, `values-search`, `value-option` (`data-value`), `values-typed`, `value-chip`, `values-paste`, `values-paste-text`,
//! `values-paste-add`, `month-N`, `weekday-N`, `segment-option` (`data-value`).

mod card;
mod condition;
mod drag;
mod edit;
mod findings;
mod group;
mod header;
mod inputs;
mod slider;
mod values;

pub use card::Numbers;
pub use edit::{add_condition, focus_soon};

use crate::app::state::App;
use crate::app::ui::{Icon, tr};
use crate::messages::rules as m;
use card::{EveryoneElse, SegmentCard};
use edit::{Editor, Subjects};
use findings::Findings;
use header::Header;
use leptos::prelude::*;
use std::collections::HashSet;

/// The editor of the rules step at `step`.
#[component]
pub fn RulesEditor(step: usize) -> impl IntoView {
    let app = App::get();
    let count = app.workbook.with_untracked(|w| edit::rules_of(w, step).map_or(0, |r| r.segments.len()));
    let open = if count == 0 { HashSet::new() } else { HashSet::from([0]) };
    let editor = Editor { app, step, open: RwSignal::new(open) };
    provide_context(editor);
    provide_context(Subjects::new(editor));
    app.active_segment.set((count > 0).then_some(0));
    // Whoever makes a segment the active one wants to see it.
    effect(move |_| {
        if let Some(segment) = app.active_segment.get() {
            editor.open.update(|open| {
                open.insert(segment);
            });
        }
    });
    on_cleanup(move || app.active_segment.set(None));
    let count = memo(move |_| editor.rules(|r| r.segments.len()).unwrap_or(0));
    view! {
        <section class="rules" data-testid="rules-editor" aria-label=tr(m::segments)>
            <Header/>
            <Findings/>
            <Show when=move || { count.get() > 0 } fallback=|| view! { <p class="empty">{tr(m::no_segments)}</p> }>
                <div class="segment-columns note" aria-hidden="true">
                    <span class="segment-columns-name">{tr(m::segment)}</span>
                    <span class="segment-count">{tr(m::customers)}</span>
                    <span class="segment-bar"></span>
                    <span class="segment-share">{tr(m::share)}</span>
                    <span class="segment-value">{tr(m::of_value)}</span>
                    <span class="segment-actions"></span>
                </div>
            </Show>
            <ol class="segment-list">
                <For each=move || 0..count.get() key=|i| *i let:index>
                    <SegmentCard index/>
                </For>
            </ol>
            <EveryoneElse/>
            <button
                type="button"
                class="rules-add"
                title=tr(m::add_segment_title)
                data-testid="add-segment-bottom"
                on:click=move |_| editor.add_segment()
            >
                {Icon::Plus}
                {tr(m::add_segment)}
            </button>
        </section>
    }
}
