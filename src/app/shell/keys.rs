//! Keyboard shortcuts of the whole page.

use super::actions;
use crate::app::state::{App, Dialog};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Listens as long as the page lives.
pub fn listen(app: App) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if pressed(app, &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Does what the keys say; whether they said anything.
fn pressed(app: App, event: &KeyboardEvent) -> bool {
    if event.is_composing() || event.default_prevented() || app.dialog.with_untracked(Option::is_some) {
        return false;
    }
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let typing = target.as_ref().is_some_and(is_text_entry);
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    let loaded = app.data.with_untracked(Option::is_some);
    match (command, event.key().to_lowercase().as_str()) {
        // A search box undoes its own typing: what stands there is no part of the workbook.
        (true, "z" | "y") if target.as_ref().is_some_and(|t| t.matches("input[type=search]").unwrap_or(false)) => false,
        (true, "z") if event.shift_key() => {
            app.redo();
            true
        }
        (true, "z") => {
            app.undo();
            true
        }
        (true, "y") => {
            app.redo();
            true
        }
        (true, "s") => {
            actions::save_workbook(app);
            true
        }
        (true, "e") if loaded => {
            app.dialog.set(Some(Dialog::Export));
            true
        }
        (false, "/") if !typing => focus_search(),
        (false, "?") if !typing => {
            app.dialog.set(Some(Dialog::Help));
            true
        }
        _ => false,
    }
}

fn is_text_entry(element: &Element) -> bool {
    element
        .matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=range], [type=color])")
        .unwrap_or(false)
}

/// Focuses the first search box that is in sight.
fn focus_search() -> bool {
    let Ok(Some(found)) = document().query_selector("[data-shortcut=search], input[type=search]") else { return false };
    let field = found.unchecked_into::<HtmlElement>();
    field.focus().is_ok()
}
