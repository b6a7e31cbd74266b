//! Messages as signals, so that a label follows the language.

use crate::app::state::App;
use crate::messages::Lang;
use leptos::prelude::*;

/// A message as text that follows the language: `aria-label=tr(messages::shell::undo)`.
pub fn tr(message: fn(Lang) -> &'static str) -> Signal<String> {
    let app = App::get();
    derive(move || message(app.lang.get()).to_string())
}

/// Any text that follows the language and whatever else `text` reads.
pub fn tr_with(text: impl Fn(Lang) -> String + Send + Sync + 'static) -> Signal<String> {
    said(Box::new(text))
}

// A trait of its own: a box of a closure carries code for every way to call it.
trait Say: Send + Sync {
    fn say(&self, lang: Lang) -> String;
}

impl<F: Fn(Lang) -> String + Send + Sync> Say for F {
    fn say(&self, lang: Lang) -> String {
        self(lang)
    }
}

fn said(text: Box<dyn Say>) -> Signal<String> {
    let app = App::get();
    derive(move || text.say(app.lang.get()))
}
