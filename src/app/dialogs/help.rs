//! Keyboard shortcuts.

use crate::app::state::App;
use crate::app::ui::{Modal, tr};
use crate::messages::dialogs as m;
use leptos::prelude::*;

#[component]
pub fn Help() -> impl IntoView {
    let app = App::get();
    let mac = window().navigator().platform().is_ok_and(|p| p.starts_with("Mac"));
    let command = if mac { "⌘" } else { "Ctrl" };
    let lines = [
        (vec![command, "Z"], tr(m::help_undo)),
        (vec![command, "Shift", "Z"], tr(m::help_redo)),
        (vec!["/"], tr(m::help_search)),
        (vec![command, "S"], tr(m::help_save)),
        (vec![command, "E"], tr(m::help_export)),
        (vec!["?"], tr(m::help_help)),
        (vec!["Esc"], tr(m::help_escape)),
        (vec!["←", "→", "↑", "↓"], tr(m::help_splitter)),
        (vec!["↑", "↓"], tr(m::help_menu)),
    ];
    view! {
        <Modal title=tr(m::help_title) on_close=super::close(app) testid="help-dialog">
            <dl class="shortcuts">
                {lines
                    .into_iter()
                    .map(|(keys, does)| {
                        view! {
                            <dt>{keys.into_iter().map(|k| view! { <kbd>{k}</kbd> }).collect_view()}</dt>
                            <dd>{does}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
        </Modal>
    }
}
