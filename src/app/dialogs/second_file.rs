//! A file was dropped while another is open: open it instead, or add it.
//!
//! Test ids: `second-file`, `second-add`, `second-open`.

use crate::app::shell::actions;
use crate::app::state::App;
use crate::app::ui::{Icon, Modal, tr, tr_with};
use crate::messages::files as m;
use leptos::prelude::*;

#[component]
pub fn SecondFile(name: String) -> impl IntoView {
    let app = App::get();
    let main = move || app.data.with(|d| d.as_ref().map(|d| d.name.clone())).unwrap_or_default();
    let add = move |_| {
        app.dialog.set(None);
        actions::add_dropped(app);
    };
    let open = move |_| {
        app.dialog.set(None);
        actions::open_dropped(app);
    };
    view! {
        <Modal
            title=tr_with(move |lang| m::second_title(lang, &name))
            on_close=Callback::new(move |()| {
                app.dropped.set_value(Vec::new());
                app.dialog.set(None);
            })
            testid="second-file"
        >
            <p>{move || m::second_question(app.lang(), main())}</p>
            <div class="file-ways">
                <button type="button" class="card file-way" data-testid="second-add" on:click=add>
                    {Icon::Plus}
                    <span class="grow">
                        <b>{tr(m::add_to_it)}</b>
                        <small class="second">{tr(m::add_to_it_hint)}</small>
                    </span>
                </button>
                <button type="button" class="card file-way" data-testid="second-open" on:click=open>
                    {Icon::Folder}
                    <span class="grow">
                        <b>{tr(m::open_instead)}</b>
                        <small class="second">{tr(m::open_instead_hint)}</small>
                    </span>
                </button>
            </div>
        </Modal>
    }
}
