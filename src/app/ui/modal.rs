//! Dialogs, on the browser's own `<dialog>`: focus stays inside, Escape closes, the page behind is inert.

use super::{Icon, IconButton, tr, unique_id};
use crate::messages::common;
use leptos::html;
use leptos::prelude::*;

/// A modal dialog. It is open as long as it is in the view; `on_close` takes it out.
#[component]
pub fn Modal(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    /// `modal-wide` or `modal-narrow`, or a class of one's own.
    #[prop(optional, into)]
    class: String,
    /// The row of buttons at the bottom.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    #[prop(optional, into)] testid: Option<String>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("dialog");
    // Where the focus was, to go back there.
    let before = StoredValue::new_local(document().active_element());
    effect(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        if let Some(Some(element)) = before.try_get_value() {
            use wasm_bindgen::JsCast;
            if let Ok(element) = element.dyn_into::<web_sys::HtmlElement>() {
                request_animation_frame(move || {
                    let nowhere = document().active_element().is_none_or(|a| a.tag_name() == "BODY");
                    if nowhere {
                        let _ = element.focus();
                    }
                });
            }
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class=format!("modal {class}")
            aria-labelledby=title_id.clone()
            data-testid=testid
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
            // A second Escape closes whatever the page says.
            on:close=move |_: web_sys::Event| on_close.run(())
        >
            <header class="modal-head">
                <h2 id=title_id.clone()>{title}</h2>
                <IconButton icon=Icon::Close label=tr(common::close) on_click=on_close testid="dialog-close"/>
            </header>
            <div class="modal-body">{children()}</div>
            {footer.map(|footer| view! { <footer class="modal-foot">{footer.run()}</footer> })}
        </dialog>
    }
}
