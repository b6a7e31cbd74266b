//! Messages as signals, so that a label follows the language.

use crate::app::state::App;
use crate::messages::Lang;
use leptos::prelude::*;

/// A message as text that follows the language: `aria-label=tr(messages::shell::undo)`.
pub fn tr(message: fn(Lang) -> &'static str) -> Signal<String> {
    let app = App::get();
    Signal::derive(move || message(app.lang.get()).to_string())
}

/// Any text that follows the language and whatever else `text` reads.
pub fn tr_with(text: impl Fn(Lang) -> String + Send + Sync + 'static) -> Signal<String> {
    let app = App::get();
    Signal::derive(move || text(app.lang.get()))
}
