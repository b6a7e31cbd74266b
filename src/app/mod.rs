//! The page: Leptos components over [`state::App`]. Never computes over rows (the worker does), never writes a sentence of
//! its own (`messages` has them).
//!
//! One folder per area of the screen; each reads signals of [`state::App`] and changes the workbook only through
//! [`state::App::edit`].

pub mod charts;
pub mod client;
pub mod customers;
pub mod dialogs;
pub mod editors;
pub mod files;
pub mod history;
pub mod shell;
pub mod sidebar;
pub mod source;
pub mod start;
pub mod state;
pub mod storage;
pub mod timing;
pub mod ui;

use leptos::prelude::*;

/// Starts the page.
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        let app = state::App::start();
        provide_context(app);
        view! { <shell::Shell/> }
    });
}
