//! Dialogs and notices.

mod add_file;
mod add_step;
mod export;
mod group_choice;
mod help;
mod map_columns;
mod notices;
mod paste;
mod second_file;

use super::state::{App, Dialog, NoticeKind};
use super::ui::{Modal, tr};
use crate::messages::{common, dialogs as m};
use leptos::prelude::*;

#[component]
pub fn Dialogs() -> impl IntoView {
    let app = App::get();
    view! {
        {move || match app.dialog.get()? {
            Dialog::Export => Some(view! { <export::ExportDialog/> }.into_any()),
            Dialog::AddStep => Some(view! { <add_step::AddStep/> }.into_any()),
            Dialog::Templates => Some(view! { <add_step::NewWorkbook/> }.into_any()),
            Dialog::MapColumns { missing, .. } => Some(view! { <map_columns::MapColumns missing/> }.into_any()),
            Dialog::Forget => Some(view! { <Forget/> }.into_any()),
            Dialog::Help => Some(view! { <help::Help/> }.into_any()),
            Dialog::AddFile { name } => Some(view! { <add_file::AddFile name/> }.into_any()),
            Dialog::SecondFile { name } => Some(view! { <second_file::SecondFile name/> }.into_any()),
            Dialog::Paste => Some(view! { <paste::Paste/> }.into_any()),
        }}
        <notices::Notices/>
    }
}

/// Closes the open dialog.
fn close(app: App) -> Callback<()> {
    Callback::new(move |()| app.dialog.set(None))
}

#[component]
fn Forget() -> impl IntoView {
    let app = App::get();
    let forget = move |_| {
        app.forget_everything();
        app.dialog.set(None);
        app.notify(NoticeKind::Done, m::forgotten(app.lang.get_untracked()));
    };
    view! {
        <Modal
            title=tr(m::forget_title)
            on_close=close(app)
            class="modal-narrow"
            testid="forget-dialog"
            footer=move || {
                view! {
                    <button type="button" class="btn" on:click=move |_| app.dialog.set(None)>
                        {tr(common::cancel)}
                    </button>
                    <button type="button" class="btn btn-danger" data-testid="forget-confirm" on:click=forget>
                        {tr(m::forget_do)}
                    </button>
                }
            }
        >
            <p>{tr(m::forget_text)}</p>
        </Modal>
    }
}
