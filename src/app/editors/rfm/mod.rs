//! The editor of an RFM step: its columns, scores and cuts (`measures`), the grid of cells that are painted (`grid`), and the list of its
//! segments, which is the grid's legend and its box of paints (`segments`). `edit` alone writes to the workbook.
//!
//! Test ids: `rfm-editor`, `step-name`, `rfm-recency`, `rfm-frequency`, `rfm-monetary`, `rfm-presets` (`rfm-preset-0` …), `rfm-scores` (`-0` up to 3, `-1`, `-2` up to 5),
//! `rfm-breaks` (`-0` equal groups, `-1` R's rule, `-2` typed), `rfm-cuts` (`data-measure`), `rfm-range` (`data-score`), `rfm-cut`;
//! `rfm-grid`, `rfm-cell` (`data-cell` such as `54`), `rfm-map` with `rfm-map-ten`, `rfm-map-r`, `rfm-map-empty`; `rfm-segment`
//! (`data-index`) with `rfm-paint`, `rfm-colour`, `rfm-name`, `rfm-count`, `rfm-share`, `rfm-value`, `rfm-menu` (`rfm-up`, `rfm-down`,
//! `rfm-show`, `rfm-delete`); `rfm-add`; `rfm-others` with `rfm-erase`; `rfm-no-score`.

mod edit;
mod grid;
mod measures;
mod segments;

use super::common::{FindingBars, StepName};
use crate::app::state::App;
use crate::app::ui::{Icon, Menu, MenuItem, tr};
use crate::messages::rfm as m;
use crate::templates::{RfmMap, set_map};
use edit::Editor;
use grid::Grid;
use leptos::prelude::*;
use measures::{BreakPresets, Measures};
use segments::Segments;

#[component]
pub fn RfmEditor(step: usize) -> impl IntoView {
    let editor = Editor { app: App::get(), step, brush: RwSignal::new(None) };
    provide_context(editor);
    let map = move |map: RfmMap| {
        let lang = editor.app.lang.get_untracked();
        editor.brush.set(None);
        editor.act(|rfm| set_map(rfm, map, lang));
    };
    let ready = memo(move |_| editor.detail(|_| ()).is_some());
    view! {
        <section class="rfm" data-testid="rfm-editor" aria-label=tr(m::editor)>
            <header class="rules-head">
                <StepName step/>
                <span class="grow"></span>
                <BreakPresets/>
                <Menu
                    label=tr(m::start_over_title)
                    class="btn"
                    trigger=|| view! { {tr(m::start_over)} {Icon::ChevronDown} }.into_any()
                    testid="rfm-map"
                >
                    <MenuItem label=tr(m::preset_ten) testid="rfm-map-ten" on_select=move |()| map(RfmMap::TenNames)/>
                    <MenuItem label=tr(m::preset_r) testid="rfm-map-r" on_select=move |()| map(RfmMap::R)/>
                    <MenuItem label=tr(m::preset_empty) testid="rfm-map-empty" on_select=move |()| map(RfmMap::Empty)/>
                </Menu>
            </header>
            <FindingBars step/>
            <Measures/>
            <Show when=move || ready.get() fallback=|| view! { <p class="empty">{tr(m::waiting)}</p> }>
                <Grid/>
            </Show>
            <Segments/>
        </section>
    }
}
