//! Shows things one after the other, each in a frame of its own, so that the browser can lay out, paint and hear the person in between.

use crate::app::timing::when_painted;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

thread_local! {
    /// Who is to be shown next, in order.
    static WAITING: RefCell<VecDeque<RwSignal<bool>>> = const { RefCell::new(VecDeque::new()) };
    /// Whether somebody will look at `WAITING` after the next frame.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Shows its children a little later: when what is being shown now has been painted, and what stands before it.
#[component]
pub fn Soon(children: ChildrenFn) -> impl IntoView {
    let due = RwSignal::new(false);
    WAITING.with_borrow_mut(|waiting| waiting.push_back(due));
    expect();
    view! { <Show when=move || due.get()>{children()}</Show> }
}

fn expect() {
    if !EXPECTED.replace(true) {
        when_painted(show_next);
    }
}

fn show_next() {
    EXPECTED.set(false);
    // What has gone meanwhile takes nobody's turn.
    while let Some(due) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        if due.try_set(true).is_none() {
            break;
        }
    }
    if WAITING.with_borrow(|waiting| !waiting.is_empty()) {
        expect();
    }
}
