//! Rows pasted from a spreadsheet.

use crate::app::shell::actions;
use crate::app::state::App;
use crate::app::ui::{Field, Modal, tr};
use crate::messages::{common, dialogs as m, start};
use leptos::prelude::*;

#[component]
pub fn Paste() -> impl IntoView {
    let app = App::get();
    let text = RwSignal::new(String::new());
    let open = move |_| {
        app.dialog.set(None);
        app.going_on.set(false);
        text.with_untracked(|text| actions::take_made(app, start::pasted_file(app.lang.get_untracked()), text));
    };
    view! {
        <Modal
            title=tr(m::paste_title)
            on_close=super::close(app)
            class="modal-wide"
            testid="paste-dialog"
            footer=move || {
                view! {
                    <button type="button" class="btn" on:click=move |_| app.dialog.set(None)>
                        {tr(common::cancel)}
                    </button>
                    <button
                        type="button"
                        class="btn btn-primary"
                        data-testid="paste-open"
                        disabled=move || text.with(|t| t.trim().is_empty())
                        on:click=open
                    >
                        {tr(m::paste_open)}
                    </button>
                }
            }
        >
            <Field label=tr(m::paste_label)>
                <textarea
                    class="textarea paste-text"
                    rows="14"
                    spellcheck="false"
                    autofocus=true
                    data-testid="paste-text"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </Field>
        </Modal>
    }
}
